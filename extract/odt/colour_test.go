package odt

import (
	"strings"
	"testing"

	"gongkai/extract/readtest"
	"gongkai/extract/visible"
)

func TestTextInTheColourOfItsPaperIsLeftOut(t *testing.T) {
	style := func(family, name, more string) string {
		return `<style:style style:name="` + name + `" style:family="` + family + `" ` + more + `</style:style>`
	}
	const white = `<style:text-properties fo:color="#ffffff"/>`
	fill := func(of, colour string) string {
		return `<style:` + of + `-properties fo:background-color="` + colour + `"/>`
	}
	sheet := `<office:automatic-styles>` + style("text", "W", ">"+white) + style("text", "Auto", `><style:text-properties style:use-window-font-color="true"/>`) +
		style("text", "WB", `><style:text-properties fo:color="#ffffff" fo:background-color="#1f497d"/>`) +
		style("paragraph", "PW", ">"+white) + style("paragraph", "Heir", `style:parent-style-name="PW">`) + style("paragraph", "PB", ">"+fill("paragraph", "#1f497d")) +
		style("table-cell", "CB", ">"+fill("table-cell", "#1f497d")) + style("table-cell", "CT", ">"+fill("table-cell", "transparent")) + style("table-row", "RB", ">"+fill("table-row", "#1f497d")) + style("table", "TB", ">"+fill("table", "#1f497d")) +
		style("table-cell", "CW", ">"+white) + `<number:number-style style:name="N1P0">` + white + `</number:number-style><number:number-style style:name="N1"><style:map style:condition="value()&gt;0" style:apply-style-name="N1P0"/></number:number-style>` +
		style("table-cell", "Mapped", `style:data-style-name="N1">`) + style("table-cell", "Plain", `style:data-style-name="N2">`) + style("table-cell", "CWB", ">"+white+fill("table-cell", "#1f497d")) +
		style("table-cell", "Pale", `><style:map style:condition="cell-content()=66" style:apply-style-name="CW"/>`) +
		style("table-cell", "Dark", ">"+white+`<style:map style:condition="cell-content()=66" style:apply-style-name="CB"/>`) + `</office:automatic-styles>`
	span := func(style string) string { return `<text:span text:style-name="` + style + `">66</text:span>` }
	para := func(style, inside string) string {
		return `<text:p text:style-name="` + style + `">` + inside + `</text:p>`
	}
	table := func(table, row, cell, inside string) string {
		return `<table:table table:style-name="` + table + `"><table:table-row table:style-name="` + row + `"><table:table-cell table:style-name="` + cell + `">` + inside + `</table:table-cell></table:table-row></table:table>`
	}
	for name, c := range map[string]struct {
		markup string
		want   visible.Sight
	}{
		"white":                  {para("", span("W")), visible.Unseen},
		"white on blue":          {para("", span("WB")), visible.Seen},
		"a white style":          {para("Heir", span("")), visible.Unseen},
		"no colour in it":        {para("PW", span("Auto")), visible.Seen},
		"a paragraph on blue":    {para("PB", span("W")), visible.Seen},
		"a cell":                 {table("", "", "", para("", span("W"))), visible.Unseen},
		"a cell on blue":         {table("", "", "CB", para("", span("W"))), visible.Seen},
		"a row on blue":          {table("", "RB", "CT", para("", span("W"))), visible.Seen},
		"a table on blue":        {table("TB", "", "", para("", span("W"))), visible.Seen},
		"a table in a cell":      {table("", "", "CB", table("", "", "", para("", span("W")))), visible.Seen},
		"behind a table on blue": {table("TB", "", "", para("", "7")) + para("", span("W")), visible.Unseen},
		"a text box":             {`<text:p><draw:frame><draw:text-box>` + para("", span("W")) + `</draw:text-box></draw:frame></text:p>`, visible.Doubtful},
	} {
		t.Run(name, func(t *testing.T) {
			text := strings.Replace(content(c.markup+para("", "7")), styles, sheet, 1)
			readtest.CheckSight(t, read(t, "content.xml", text), c.want)
		})
	}
	page := `<office:document-styles xmlns:office="x" xmlns:style="y"><office:automatic-styles><style:page-layout><style:page-layout-properties background-color="#1f497d"/></style:page-layout></office:automatic-styles></office:document-styles>`
	readtest.CheckSight(t, read(t, "styles.xml", page, "content.xml", strings.Replace(content(para("", span("W")+"7")), styles, sheet, 1)), visible.Doubtful)

	for name, c := range map[string]struct {
		cell string
		want visible.Sight
	}{
		"a white cell":             {td(`table:style-name="CW"`, "66"), visible.Unseen},
		"a white cell on blue":     {td(`table:style-name="CWB"`, "66"), visible.Seen},
		"a white value":            {`<table:table-cell table:style-name="CW" office:value-type="float" office:value="66"/>`, visible.Unseen},
		"a white span":             {`<table:table-cell>` + para("", "7"+span("W")) + `</table:table-cell>`, visible.Unseen},
		"no colour in a white one": {`<table:table-cell table:style-name="CW">` + para("", span("Auto")) + `</table:table-cell>`, visible.Seen},
		"a condition for white":    {td(`table:style-name="Pale"`, "66"), visible.Doubtful},
		"a white format":           {td(`table:style-name="Mapped"`, "66"), visible.Doubtful},
		"a format":                 {td(`table:style-name="Plain"`, "66"), visible.Seen},
		"a condition for blue":     {td(`table:style-name="Dark"`, "66"), visible.Doubtful},
	} {
		t.Run(name, func(t *testing.T) {
			book := strings.Replace(spreadsheet(sheetOf(tr(c.cell, td("", "7")))), sheetStyles, sheet, 1)
			readtest.CheckSight(t, read(t, "content.xml", book), c.want)
		})
	}
}

func TestADigitRaisedOrLoweredBehindAnotherIsANote(t *testing.T) {
	sheet := `<office:automatic-styles><style:style style:name="High" style:family="text"><style:text-properties style:text-position="30% 100%"/></style:style>` +
		`<style:style style:name="Low" style:family="text"><style:text-properties style:text-position="sub 58%"/></style:style></office:automatic-styles>`
	low := func(s string) string { return `<text:span text:style-name="Low">` + s + `</text:span>` }
	high := func(s string) string { return `<text:span text:style-name="High">` + s + `</text:span>` }
	for markup, want := range map[string]string{"7" + high("1") + "件": "7¹件", high("1") + high("2"): "12", "7" + low("1") + "件": "7₁件", "H" + low("2"): "H2"} {
		doc := read(t, "content.xml", strings.Replace(content("<text:p>"+markup+"</text:p>"), styles, sheet, 1))
		if len(doc.Blocks) != 1 || doc.Blocks[0].Text != want {
			t.Errorf("got %v, want %q", doc.Blocks, want)
		}
	}
}
