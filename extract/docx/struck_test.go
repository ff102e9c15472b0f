package docx

import (
	"slices"
	"testing"

	"gongkai/archive"
	"gongkai/extract/visible"
)

func TestOneStrikeThatIsOffDoesNotEndTheOther(t *testing.T) {
	for _, marks := range []string{`<w:strike/><w:dstrike w:val="0"/>`, `<w:strike w:val="0"/><w:dstrike/>`} {
		doc := read(t, document(`<w:p><w:r><w:rPr>`+marks+`</w:rPr><w:t>66</w:t></w:r><w:r><w:t>7</w:t></w:r></w:p>`))
		if len(doc.Blocks) != 1 || doc.Blocks[0].Text != "7" {
			t.Errorf("%s: got %v", marks, doc.Blocks)
		}
	}
}

func warned(doc archive.Document, code string) bool {
	return slices.ContainsFunc(doc.Warnings, func(w archive.Warning) bool { return w.Code == code })
}

// TestAStyleTurnsWhatTheStylesBeforeItSay follows ECMA-376 part 1, 17.7.3.
func TestAStyleTurnsWhatTheStylesBeforeItSay(t *testing.T) {
	const sheet = `<w:style w:type="paragraph" w:styleId="P"><w:rPr><w:strike/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="Heir"><w:basedOn w:val="P"/></w:style>
<w:style w:type="paragraph" w:styleId="Twice"><w:basedOn w:val="P"/><w:rPr><w:strike/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="Free"><w:basedOn w:val="P"/><w:rPr><w:strike w:val="0"/></w:rPr></w:style>
<w:style w:type="character" w:styleId="C"><w:rPr><w:strike/></w:rPr></w:style>
<w:style w:type="character" w:styleId="Not"><w:rPr><w:strike w:val="0"/></w:rPr></w:style>
<w:style w:type="table" w:styleId="T"><w:rPr><w:strike/></w:rPr></w:style>
<w:style w:type="table" w:styleId="Parts"><w:tblStylePr w:type="firstRow"><w:rPr><w:strike/></w:rPr></w:tblStylePr></w:style>`
	const struckNormal = `<w:style w:type="paragraph" w:default="1" w:styleId="N"><w:rPr><w:strike/></w:rPr></w:style>`
	const struckAll = `<w:docDefaults><w:rPrDefault><w:rPr><w:strike/></w:rPr></w:rPrDefault></w:docDefaults>`
	run := func(properties string) string { return `<w:r><w:rPr>` + properties + `</w:rPr><w:t>5</w:t></w:r>` }
	paragraph := func(style, run string) string {
		return `<w:p><w:pPr><w:pStyle w:val="` + style + `"/></w:pPr>` + run + `</w:p>`
	}
	table := func(style, content string) string {
		return `<w:tbl><w:tblPr><w:tblStyle w:val="` + style + `"/></w:tblPr><w:tr><w:tc>` + content + `</w:tc></w:tr></w:tbl>`
	}
	for name, c := range map[string]struct {
		more, markup string
		struck       bool
	}{
		"the paragraph's style":              {"", paragraph("P", run("")), true},
		"a style based on it":                {"", paragraph("Heir", run("")), true},
		"one that says it again":             {"", paragraph("Twice", run("")), true},
		"one that says no":                   {"", paragraph("Free", run("")), false},
		"a style of characters":              {"", paragraph("Free", run(`<w:rStyle w:val="C"/>`)), true},
		"both turn each other":               {"", paragraph("P", run(`<w:rStyle w:val="C"/>`)), false},
		"one that is off turns nothing":      {"", paragraph("P", run(`<w:rStyle w:val="Not"/>`)), true},
		"the run itself says no":             {"", paragraph("P", run(`<w:strike w:val="0"/>`)), false},
		"the run says yes, styles in turn":   {"", paragraph("P", run(`<w:rStyle w:val="C"/><w:strike/>`)), true},
		"the style of paragraphs of none":    {struckNormal, `<w:p>` + run("") + `</w:p>`, true},
		"the file's defaults":                {struckAll, `<w:p>` + run("") + `</w:p>`, true},
		"the file's defaults are not turned": {struckAll, paragraph("P", run("")), true},
		"the table's style":                  {"", table("T", `<w:p>`+run("")+`</w:p>`), true},
		"the table's and the paragraph's":    {"", table("T", paragraph("P", run(""))), false},
		"what follows a table":               {"", table("T", `<w:p/>`) + `<w:p>` + run("") + `</w:p>`, false},
		"a table in a table":                 {"", table("T", table("Free", `<w:p>`+run("")+`</w:p>`)), false},
	} {
		t.Run(name, func(t *testing.T) {
			parts := document(c.markup)
			parts["word/styles.xml"] = `<w:styles xmlns:w="` + spaces()[0].URI + `">` + c.more + sheet + `</w:styles>`
			doc := read(t, parts)
			text := ""
			for _, b := range doc.Blocks {
				text += b.Text
			}
			for _, table := range doc.Tables {
				for _, c := range table.Cells {
					text += c.Text
				}
			}
			if (text == "5") == c.struck || warned(doc, visible.Struck) != c.struck {
				t.Errorf("got %q and %v, want it struck out: %v", text, doc.Warnings, c.struck)
			}
		})
	}
	parts := document(table("Parts", `<w:p>`+run("")+`</w:p>`))
	parts["word/styles.xml"] = `<w:styles xmlns:w="` + spaces()[0].URI + `">` + sheet + `</w:styles>`
	if doc := read(t, parts); !warned(doc, visible.Struck) {
		t.Errorf("a table's style strikes out its first row: got %v", doc.Warnings)
	}
}

func TestNumbersOfListsInCellsAreWarnedOf(t *testing.T) {
	const list = `<w:pPr><w:numPr><w:numId w:val="3"/></w:numPr></w:pPr>`
	const none = `<w:pPr><w:pStyle w:val="L"/><w:numPr><w:numId w:val="0"/></w:numPr></w:pPr>`
	const styled = `<w:pPr><w:pStyle w:val="L"/></w:pPr>`
	for properties, want := range map[string]bool{list: true, none: false, styled: true, "": false} {
		paragraph := `<w:p>` + properties + `<w:r><w:t>5</w:t></w:r></w:p>`
		for _, inCell := range []bool{true, false} {
			markup := paragraph
			if inCell {
				markup = `<w:tbl><w:tr><w:tc>` + paragraph + `</w:tc></w:tr></w:tbl>`
			}
			parts := document(markup)
			parts["word/styles.xml"] = `<w:styles xmlns:w="` + spaces()[0].URI + `"><w:style w:styleId="L"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style></w:styles>`
			if got := warned(read(t, parts), visible.Numbered); got != (want && inCell) {
				t.Errorf("%s in a cell: %v: got a warning: %v", properties, inCell, got)
			}
		}
	}
}
