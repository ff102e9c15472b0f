package docx

import (
	"strings"
	"testing"

	"gongkai/archive"
	"gongkai/extract/readtest"
	"gongkai/extract/visible"
)

// all returns all text of a document.
func all(doc archive.Document) string {
	var text strings.Builder
	for _, b := range doc.Blocks {
		text.WriteString(b.Text)
	}
	for _, table := range doc.Tables {
		for _, c := range table.Cells {
			text.WriteString(c.Text)
		}
	}
	return text.String()
}

func TestTextInTheColourOfItsPaperIsLeftOut(t *testing.T) {
	const sheet = `<w:style w:type="paragraph" w:styleId="White"><w:rPr><w:color w:val="FFFFFF" w:themeColor="background1"/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="Heir"><w:basedOn w:val="White"/></w:style>
<w:style w:type="paragraph" w:styleId="Banner"><w:pPr><w:shd w:val="clear" w:color="auto" w:fill="1F497D"/></w:pPr><w:rPr><w:color w:val="FFFFFF"/></w:rPr></w:style>
<w:style w:type="character" w:styleId="C"><w:rPr><w:color w:val="FFFFFF"/></w:rPr></w:style>
<w:style w:type="table" w:styleId="Dark"><w:tblStylePr w:type="firstRow"><w:rPr><w:color w:val="FFFFFF"/></w:rPr><w:tcPr><w:shd w:val="clear" w:fill="4F81BD"/></w:tcPr></w:tblStylePr></w:style>
<w:style w:type="table" w:styleId="Pale"><w:tblStylePr w:type="firstRow"><w:rPr><w:color w:val="FFFFFF"/></w:rPr></w:tblStylePr></w:style>
<w:style w:type="table" w:styleId="AllPale"><w:rPr><w:color w:val="FFFFFF"/></w:rPr></w:style>`
	const white, blue = `<w:color w:val="FFFFFF"/>`, `<w:shd w:val="clear" w:color="auto" w:fill="1F497D"/>`
	run := func(properties string) string { return `<w:r><w:rPr>` + properties + `</w:rPr><w:t>66</w:t></w:r>` }
	para := func(properties, runs string) string {
		return `<w:p><w:pPr>` + properties + `</w:pPr>` + runs + `<w:r><w:t>7</w:t></w:r></w:p>`
	}
	table := func(properties, cell, content string) string {
		return `<w:tbl><w:tblPr>` + properties + `</w:tblPr><w:tr>` + tc(cell, content) + `</w:tr></w:tbl>`
	}
	for name, c := range map[string]struct {
		markup string
		want   visible.Sight
	}{
		"white":                              {para("", run(white)), visible.Unseen},
		"nearly white":                       {para("", run(`<w:color w:val="FDFDFD"/>`)), visible.Unseen},
		"faint":                              {para("", run(`<w:color w:val="EEEEEE"/>`)), visible.Doubtful},
		"black":                              {para("", run(`<w:color w:val="000000"/>`)), visible.Seen},
		"a run in blue":                      {para("", run(white+blue)), visible.Seen},
		"a run in white":                     {para("", run(white+`<w:shd w:val="clear" w:fill="FFFFFF"/>`)), visible.Unseen},
		"a pattern of ink alone":             {para("", run(white+`<w:shd w:val="solid" w:color="000000" w:fill="FFFFFF"/>`)), visible.Seen},
		"black that is blacked out":          {para("", run(`<w:color w:val="000000"/><w:highlight w:val="black"/>`)), visible.Unseen},
		"a pattern":                          {para("", run(white+`<w:shd w:val="pct20" w:color="000000" w:fill="FFFFFF"/>`)), visible.Doubtful},
		"a marker":                           {para("", run(white+`<w:highlight w:val="darkBlue"/>`)), visible.Seen},
		"no marker":                          {para("", run(white+`<w:highlight w:val="none"/>`)), visible.Unseen},
		"a paragraph in blue":                {para(blue, run(white)), visible.Seen},
		"a white style":                      {para(`<w:pStyle w:val="Heir"/>`, run("")+`<w:r><w:rPr><w:color w:val="auto"/></w:rPr><w:t>7</w:t></w:r>`), visible.Unseen},
		"a style of white on blue":           {para(`<w:pStyle w:val="Banner"/>`, run("")), visible.Seen},
		"a white style of characters":        {para("", run(`<w:rStyle w:val="C"/>`)), visible.Unseen},
		"black in it":                        {para("", run(`<w:rStyle w:val="C"/><w:color w:val="000000"/>`)), visible.Seen},
		"a white cell":                       {table("", "", para("", run(white))), visible.Unseen},
		"a blue cell":                        {table("", blue, para("", run(white))), visible.Seen},
		"a blue table":                       {table(blue, "", para("", run(white))), visible.Seen},
		"a blue cell around a table":         {table("", blue, table("", "", para("", run(white)))), visible.Seen},
		"behind a blue cell":                 {table("", blue, para("", "")) + para("", run(white)), visible.Unseen},
		"a style that colours rows":          {table(`<w:tblStyle w:val="Dark"/>`, "", para("", run(white))), visible.Doubtful},
		"a cell of its own colour in it":     {table(`<w:tblStyle w:val="Dark"/>`, blue, para("", run(white))), visible.Seen},
		"a style that whitens rows":          {table(`<w:tblStyle w:val="Pale"/>`, "", para("", run(""))), visible.Doubtful},
		"a style that whitens the table":     {table(`<w:tblStyle w:val="AllPale"/>`, "", `<w:p>`+run("")+`<w:r><w:rPr><w:color w:val="auto"/></w:rPr><w:t>7</w:t></w:r></w:p>`), visible.Unseen},
		"a text box, whose colour is unread": {`<w:p><w:r><w:pict><v:textbox><w:txbxContent>` + para("", run(white)) + `</w:txbxContent></v:textbox></w:pict></w:r></w:p>`, visible.Doubtful},
	} {
		t.Run(name, func(t *testing.T) {
			parts := document(c.markup)
			parts["word/styles.xml"] = `<w:styles xmlns:w="` + spaces()[0].URI + `">` + sheet + `</w:styles>`
			readtest.CheckSight(t, read(t, parts), c.want)
		})
		if !strings.Contains(c.markup, "Style ") {
			t.Run(name+" of Word 2003", func(t *testing.T) { readtest.CheckSight(t, readFlat(t, c.markup), c.want) })
		}
	}
}

func TestADigitRaisedOrLoweredBehindAnotherIsANote(t *testing.T) {
	run := func(position, text string) string {
		return `<w:r><w:rPr><w:position w:val="` + position + `"/></w:rPr><w:t>` + text + `</w:t></w:r>`
	}
	for runs, want := range map[string]string{
		run("0", "7") + run("8", "1"):                  "7¹",
		run("8", "1") + run("8", "2"):                  "12",
		run("0", "共") + run("8", "12"):                 "共12",
		run("0", "7") + run("-4", "1") + run("2", "件"): "7₁件",
		run("0", "7") + run("-3", "1"):                 "71",
		run("0", "7") + `<w:r><w:rPr><w:vertAlign w:val="subscript"/></w:rPr><w:t>1</w:t></w:r>` + run("0", "件"):       "7₁件",
		run("0", "H") + `<w:r><w:rPr><w:vertAlign w:val="subscript"/></w:rPr><w:t>2</w:t></w:r>` + run("0", "O"):       "H2O",
		`<m:oMath><m:sSub><m:e><m:r><m:t>7</m:t></m:r></m:e><m:sub><m:r><m:t>1</m:t></m:r></m:sub></m:sSub></m:oMath>`: "7₁",
		`<w:r><w:t>7</w:t></w:r>` + run("6", "1") + "件":                                                                "7¹",
		`<w:r><w:t>7</w:t></w:r>` + run("3", "1"):                                                                      "71",
		run("6", "7") + `<w:r><w:t xml:space="preserve"> 1</w:t></w:r>`:                                                "7 1",
	} {
		if got := all(read(t, document("<w:p>"+runs+"</w:p>"))); got != want {
			t.Errorf("%s: got %q, want %q", runs, got, want)
		}
	}
}
