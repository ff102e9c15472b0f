package docx

import (
	"fmt"
	"strings"
	"testing"

	"gongkai/archive"
	"gongkai/extract/readtest"
)

func readFlat(t *testing.T, markup string) archive.Document {
	t.Helper()
	r := strings.NewReader(`<w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml" xmlns:aml="http://schemas.microsoft.com/aml/2001/core" xmlns:o="urn:o" xmlns:st1="urn:st">` +
		`<o:DocumentProperties><o:Title>题</o:Title></o:DocumentProperties><w:body>` + markup + `</w:body></w:wordDocument>`)
	doc, err := ReadFlat(t.Context(), r, r.Size())
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func TestWhatWord2003WritesOtherwiseIsRead(t *testing.T) {
	deleted := func(s string) string {
		return `<aml:annotation aml:id="1" w:type="Word.Deletion"><aml:content>` + s + `</aml:content></aml:annotation>`
	}
	inserted := func(s string) string { return strings.ReplaceAll(deleted(s), "Deletion", "Insertion") }
	run := func(s string) string { return "<w:r><w:t>" + s + "</w:t></w:r>" }
	for name, c := range map[string]struct{ markup, want string }{
		"tracked changes in a paragraph": {"<w:p>" + deleted(run("66")) + inserted(run("7")) + "</w:p>", "7"},
		"tracked paragraphs":             {deleted(p("66")) + inserted(p("7")), "7"},
		"a deleted mark":                 {`<w:p><w:pPr><w:rPr><aml:annotation w:type="Word.Deletion"/></w:rPr></w:pPr>` + run("a") + "</w:p>" + p("b"), "ab"},
		"a smart tag":                    {"<w:p><st1:date>" + run("2024年") + "</st1:date>" + run("3月") + "</w:p>", "2024年3月"},
		"a bookmark":                     {`<w:p><aml:annotation w:type="Word.Bookmark.Start"/>` + run("a") + "</w:p>", "a"},
		"text that is struck out":        {`<w:p><w:r><w:rPr><w:strike w:val="on"/></w:rPr><w:t>66</w:t></w:r><w:r><w:rPr><w:strike w:val="off"/></w:rPr><w:t>7</w:t></w:r></w:p>`, "7"},
		"a text box":                     {`<w:p><w:r><w:pict><v:shape><v:textbox><w:txbxContent>` + p("box") + `</w:txbxContent></v:textbox></v:shape></w:pict></w:r></w:p>`, "box"},
		"a deleted row":                  {`<w:tbl><w:tr><w:trPr><aml:annotation w:type="Word.Deletion"/></w:trPr>` + tc("", p("66")) + "</w:tr><w:tr>" + tc("", p("7")) + "</w:tr></w:tbl>", "7"},
		"merged cells":                   {`<w:tbl><w:tr>` + tc(`<w:vmerge w:val="restart"/>`, p("a")) + tc("", p("b")) + "</w:tr><w:tr>" + tc("<w:vmerge/>", p("")) + tc("", p("c")) + "</w:tr></w:tbl>", "a,b;a,c"},
	} {
		doc := readFlat(t, c.markup)
		var got []string
		for _, b := range doc.Blocks {
			if b.Table == nil {
				got = append(got, b.Text)
			}
		}
		for _, table := range doc.Tables {
			for _, row := range table.Grid {
				got = append(got, strings.Join(row, ","))
			}
		}
		if text := strings.Join(got, ";"); text != c.want || doc.Title != "题" {
			t.Errorf("%s: got %q by the name of %q, want %q", name, text, doc.Title, c.want)
		}
	}
	doc := readFlat(t, `<w:p>`+run("见")+`<w:hlink w:dest="http://a.gov.cn/1.doc">`+run("附件")+`</w:hlink></w:p>`)
	if len(doc.Links) != 1 || doc.Links[0] != (archive.Link{URL: "http://a.gov.cn/1.doc", Text: "附件"}) {
		t.Errorf("got %v", doc.Links)
	}
}

func TestRowsThatAreShorterThanTheirTableAreWarnedOf(t *testing.T) {
	const columns = `<w:tblGrid><w:gridCol w:w="1000"/><w:gridCol w:w="1000"/></w:tblGrid>`
	for row, want := range map[string]bool{
		tc("", p("a")) + tc("", p("b")):                               false,
		tc(`<w:gridSpan w:val="2"/>`, p("a")):                         false,
		`<w:trPr><w:gridAfter w:val="1"/></w:trPr>` + tc("", p("a")):  false,
		`<w:trPr><w:gridBefore w:val="1"/></w:trPr>` + tc("", p("a")): false,
		tc("", p("a")): true,
	} {
		if got := warned(read(t, document("<w:tbl>"+columns+"<w:tr>"+row+"</w:tr></w:tbl>")), "table_edges"); got != want {
			t.Errorf("%s: got a warning: %v", row, got)
		}
	}
}

func TestRowsThatTheGridDoesNotKnowAreWarnedOf(t *testing.T) {
	const columns = `<w:tblGrid><w:gridCol w:w="1000"/></w:tblGrid>`
	two, three := tc("", p("a"))+tc("", p("b")), tc("", p("1"))+tc("", p("2"))+tc("", p("3"))
	for rows, want := range map[string]bool{
		columns + "<w:tr>" + two + "</w:tr><w:tr>" + three + "</w:tr>":   true,
		columns + "<w:tr>" + three + "</w:tr><w:tr>" + two + "</w:tr>":   true,
		"<w:tr>" + two + "</w:tr><w:tr>" + three + "</w:tr>":             true,
		columns + "<w:tr>" + three + "</w:tr><w:tr>" + three + "</w:tr>": false,
	} {
		if got := warned(read(t, document("<w:tbl>"+rows+"</w:tbl>")), "table_edges"); got != want {
			t.Errorf("%s: got a warning: %v", rows, got)
		}
	}
}

func TestTextOfACellThatIsMergedWithTheOneBeforeIsWarnedOf(t *testing.T) {
	for text, want := range map[string]bool{"9": true, "": false} {
		row := tc(`<w:hMerge w:val="restart"/>`, p("a")) + tc(`<w:hMerge/>`, p(text))
		if got := warned(read(t, document("<w:tbl><w:tr>"+row+"</w:tr></w:tbl>")), "table_covered"); got != want {
			t.Errorf("%q: got a warning: %v", text, got)
		}
	}
}

func FuzzReadFlat(f *testing.F) {
	f.Add(`<w:wordDocument><w:styles><w:style w:styleId="a"/></w:styles><w:body><wx:sect><w:p><aml:annotation w:type="Word.Deletion"><aml:content><w:r><w:t>x`)
	f.Fuzz(func(t *testing.T, s string) {
		if doc, err := ReadFlat(t.Context(), strings.NewReader(s), int64(len(s))); err == nil {
			readtest.CheckTables(t, doc)
		}
	})
}

func FuzzReadPackage(f *testing.F) {
	const part = `<pkg:part pkg:name="%s"><pkg:xmlData>%s</pkg:xmlData></pkg:part>`
	f.Add(fmt.Sprintf(part, "/word/document.xml", head+p("7")+foot) + fmt.Sprintf(part, "/_rels/.rels", `<Relationships><Relationship Type="/officeDocument" Target="word/document.xml"/>`))
	f.Fuzz(func(t *testing.T, s string) {
		s = `<pkg:package xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage">` + s
		if doc, err := ReadPackage(t.Context(), strings.NewReader(s), int64(len(s))); err == nil {
			readtest.CheckTables(t, doc)
		}
	})
}
