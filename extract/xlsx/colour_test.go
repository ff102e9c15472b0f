package xlsx

import (
	"strings"
	"testing"

	"gongkai/extract/readtest"
	"gongkai/extract/visible"
)

func TestTextInTheColourOfItsCellIsLeftOut(t *testing.T) {
	const cell = `<c r="A1" s="1"><v>66</v></c>`
	const white = `<color rgb="FFFFFFFF"/>`
	solid := func(colour string) string {
		return `<patternFill patternType="solid"><fgColor ` + colour + `/><bgColor indexed="64"/></patternFill>`
	}
	for name, c := range map[string]struct {
		font, fill, more, cell string
		want                   visible.Sight
	}{
		"white":                         {white, "", "", cell, visible.Unseen},
		"white without alpha":           {`<color rgb="00FFFFFF"/>`, "", "", cell, visible.Unseen},
		"white of the palette":          {`<color indexed="9"/>`, "", "", cell, visible.Unseen},
		"white of the theme":            {`<color theme="0"/>`, "", "", cell, visible.Unseen},
		"nearly white of the theme":     {`<color theme="0" tint="-0.0249"/>`, "", "", cell, visible.Unseen},
		"grey of the theme":             {`<color theme="0" tint="-0.5"/>`, "", "", cell, visible.Seen},
		"black of the theme":            {`<color theme="1"/>`, "", "", cell, visible.Seen},
		"an accent of the theme":        {`<color theme="4"/>`, "", "", cell, visible.Seen},
		"black turned white":            {`<color theme="1" tint="1"/>`, "", "", cell, visible.Unseen},
		"no colour":                     {`<color auto="1"/>`, "", "", cell, visible.Seen},
		"white on blue":                 {white, solid(`rgb="FF1F497D"`), "", cell, visible.Seen},
		"white on an accent":            {white, solid(`theme="4"`), "", cell, visible.Seen},
		"white on white":                {white, solid(`theme="0"`), "", cell, visible.Unseen},
		"white on a colour that is not": {white, solid(`theme="99"`), "", cell, visible.Doubtful},
		"white on a pattern":            {white, `<patternFill patternType="gray125"/>`, "", cell, visible.Doubtful},
		"white on a gradient":           {white, `<gradientFill><stop/></gradientFill>`, "", cell, visible.Doubtful},
		"an accent on itself":           {`<color theme="4"/>`, solid(`theme="4"`), "", cell, visible.Unseen},
		"a palette of its own":          {`<color indexed="12"/>`, "", `<colors><indexedColors>` + strings.Repeat(`<rgbColor rgb="00000000"/>`, 12) + `<rgbColor rgb="00FFFFFF"/></indexedColors></colors>`, cell, visible.Unseen},
		"a white run":                   {"", "", "", `<c r="A1" s="1" t="inlineStr"><is><r><t>7</t></r><r><rPr>` + white + `</rPr><t>66</t></r></is></c>`, visible.Unseen},
		"a white run on blue":           {"", solid(`rgb="FF1F497D"`), "", `<c r="A1" s="1" t="inlineStr"><is><r><t>7</t></r><r><rPr>` + white + `</rPr><t>66</t></r></is></c>`, visible.Seen},
		"a black run in white":          {white, "", "", `<c r="A1" s="1" t="inlineStr"><is><r><rPr><color theme="1"/></rPr><t>66</t></r></is></c>`, visible.Seen},
		"a white format":                {"", "", "", `<c r="A1" s="2"><v>66</v></c>`, visible.Unseen},
		"a white format of others":      {"", "", "", `<c r="A1" s="3"><v>66</v></c>`, visible.Seen},
		"a white format of texts":       {"", "", "", `<c r="A1" s="3" t="inlineStr"><is><t>66</t></is></c>`, visible.Unseen},
		"a white format of a result":    {"", "", "", `<c r="A1" s="3" t="str"><v>66</v></c>`, visible.Unseen},
		"a rule that colours cells":     {white, "", `<dxfs><dxf><fill><patternFill><bgColor rgb="FF000000"/></patternFill></fill></dxf></dxfs>`, cell, visible.Doubtful},
		"a rule that whitens cells":     {"", "", `<dxfs><dxf><font>` + white + `</font></dxf></dxfs>`, cell + "RULE", visible.Doubtful},
		"a rule that no sheet has":      {"", "", `<dxfs><dxf><font>` + white + `</font></dxf></dxfs>`, cell, visible.Seen},
		"a rule of white on blue":       {"", "", `<dxfs><dxf><font>` + white + `</font><fill/></dxf></dxfs>`, cell + "RULE", visible.Seen},
	} {
		t.Run(name, func(t *testing.T) {
			content, rule := strings.CutSuffix(c.cell, "RULE")
			sheet := rows(`<row r="1">` + content + `<c r="B1"><v>7</v></c></row>`)
			if rule {
				sheet += `<conditionalFormatting sqref="A1"><cfRule type="cellIs" dxfId="0"><formula>66</formula></cfRule></conditionalFormatting>`
			}
			parts := workbookOf("", sheet, "xl/theme/theme1.xml", `<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:themeElements><a:clrScheme name="x">`+
				`<a:dk1><a:sysClr val="windowText" lastClr="000000"/></a:dk1><a:lt1><a:sysClr val="window" lastClr="FFFFFF"/></a:lt1><a:dk2><a:srgbClr val="1F497D"/></a:dk2><a:lt2><a:srgbClr val="EEECE1"/></a:lt2><a:accent1><a:srgbClr val="4F81BD"/></a:accent1>`+
				`</a:clrScheme></a:themeElements></a:theme>`)
			for i := range parts {
				switch parts[i] {
				case "xl/styles.xml":
					parts[i+1] = `<styleSheet xmlns="` + main + `"><numFmts><numFmt numFmtId="164" formatCode="[White]0"/><numFmt numFmtId="165" formatCode="0;[White]-0;0;[Color2]@"/></numFmts><fonts><font/><font>` + c.font + `</font></fonts><fills><fill><patternFill patternType="none"/></fill><fill>` + c.fill + `</fill></fills>` +
						`<cellXfs><xf/><xf fontId="1" fillId="1"/><xf numFmtId="164"/><xf numFmtId="165"/></cellXfs>` + c.more + `</styleSheet>`
				case "xl/_rels/workbook.xml.rels":
					parts[i+1] = strings.Replace(parts[i+1], "<Relationships>", `<Relationships><Relationship Id="rId9" Type="`+kinds+`/theme" Target="theme/theme1.xml"/>`, 1)
				}
			}
			readtest.CheckSight(t, read(t, parts...), c.want)
		})
	}
	parts := workbookOf("", rows(`<row r="1"><c r="A1" s="1"><v>66</v></c><c r="B1"><v>7</v></c></row>`), "xl/tables/table1.xml", "<table/>")
	for i := range parts {
		if parts[i] == "xl/styles.xml" {
			parts[i+1] = `<styleSheet xmlns="` + main + `"><fonts><font/><font>` + white + `</font></fonts><cellXfs><xf/><xf fontId="1"/></cellXfs></styleSheet>`
		}
	}
	readtest.CheckSight(t, read(t, parts...), visible.Doubtful) // the table's own style is not read
}
