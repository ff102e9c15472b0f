package odt

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"gongkai/archive"
	"gongkai/extract/readtest"
)

const (
	head = `<?xml version="1.0" encoding="UTF-8"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"` +
		` xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"` +
		` xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"` +
		` xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" xmlns:xlink="http://www.w3.org/1999/xlink">`
	styles = `<office:automatic-styles>` +
		`<style:style style:name="Title" style:family="paragraph"/>` +
		`<style:style style:name="P1" style:family="paragraph" style:parent-style-name="Title"/>` +
		`<style:style style:name="Heading_20_2" style:family="paragraph"/>` +
		`<style:style style:name="P2" style:family="paragraph" style:parent-style-name="Heading_20_2"/>` +
		`<style:style style:name="P3" style:family="paragraph"><style:paragraph-properties fo:text-align="center"/></style:style>` +
		`<style:style style:name="P4" style:family="paragraph" style:parent-style-name="P3"/>` +
		`<style:style style:name="P5" style:family="paragraph" style:parent-style-name="P5"><style:text-properties text:display="none"/></style:style>` +
		`<style:style style:name="T1" style:family="text"><style:text-properties text:display="none"/></style:style>` +
		`<style:style style:name="T2" style:family="text"><style:text-properties text:display="true"/></style:style>` +
		`<style:style style:name="Up" style:family="text"><style:text-properties style:text-position="super 58%"/></style:style>` +
		`<style:style style:name="T3" style:family="text" style:parent-style-name="Up"/>` +
		`<style:style style:name="T4" style:family="text"><style:text-properties style:text-position="0% 100%"/></style:style>` +
		`<style:style style:name="T5" style:family="text"><style:text-properties style:text-position="-33% 58%"/></style:style>` +
		`<style:style style:name="T6" style:family="text"><style:text-properties style:text-position="33% 58%"/></style:style>` +
		`<style:style style:name="C1" style:family="table-column"><style:table-column-properties style:column-width="1cm"/></style:style>` +
		`<style:style style:name="C2" style:family="table-column"><style:table-column-properties style:column-width="2cm"/></style:style>` +
		`</office:automatic-styles>`
	foot = `</office:text></office:body></office:document-content>`
)

// content returns the part that holds a text.
func content(markup string) string {
	return head + styles + "<office:body><office:text>" + markup + foot
}

// pack zips parts, given as names and contents.
func pack(t testing.TB, parts ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(parts); i += 2 {
		w, err := z.Create(parts[i])
		if err == nil {
			_, err = w.Write([]byte(parts[i+1]))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func read(t testing.TB, parts ...string) archive.Document {
	t.Helper()
	data := pack(t, parts...)
	doc, err := Read(t.Context(), bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func TestNumbersOfListsInCellsAreWarnedOf(t *testing.T) {
	list := `<text:list><text:list-item>` + p("5") + `</text:list-item></text:list>`
	for markup, want := range map[string]int{
		list + `<table:table><table:table-row>` + td("", "5") + `</table:table-row></table:table>`:                                 0,
		`<table:table><table:table-row><table:table-cell>` + p("a") + list + `</table:table-cell></table:table-row></table:table>`: 1,
	} {
		if doc := read(t, "content.xml", content(markup)); len(doc.Warnings) != want || want > 0 && doc.Warnings[0].Code != "list_numbers" {
			t.Errorf("%s: got %v, want %d", markup, doc.Warnings, want)
		} else if want > 0 && doc.Tables[0].Grid[0][0] != "a\n5" {
			t.Errorf("got %q, want both lines", doc.Tables[0].Grid)
		}
	}
}

func p(text string) string { return "<text:p>" + text + "</text:p>" }

func td(attributes, text string) string {
	return "<table:table-cell " + attributes + ">" + p(text) + "</table:table-cell>"
}

func tr(cells ...string) string {
	return "<table:table-row>" + strings.Join(cells, "") + "</table:table-row>"
}

const under = "<table:covered-table-cell/>"

func spans(rows, columns int) string {
	return fmt.Sprintf(`table:number-rows-spanned="%d" table:number-columns-spanned="%d"`, rows, columns)
}

func TestParagraphsAreWhatThePaperShows(t *testing.T) {
	for name, c := range map[string]struct{ markup, want string }{
		"spans join":                   {"<text:p>1<text:span>2</text:span> 件</text:p>", "12 件"},
		"spaces, tabs and breaks":      {`<text:p>a<text:s text:c="9"/>b<text:tab/>c<text:line-break/>d</text:p>`, "a b c\nd"},
		"deletions are gone":           {"<text:tracked-changes><text:changed-region><text:deletion>" + p("old") + "</text:deletion></text:changed-region></text:tracked-changes><text:p>a<text:change/>b</text:p>", "ab"},
		"insertions are seen":          {"<text:p>a<text:change-start/>b<text:change-end/></text:p>", "ab"},
		"text of a hidden style":       {`<text:p>a<text:span text:style-name="T1">x<text:span text:style-name="T2">y</text:span></text:span></text:p>`, "ay"},
		"a paragraph of hidden style":  {`<text:p text:style-name="P5">x</text:p>` + p("a"), "a"},
		"a hidden paragraph":           {`<text:p>x<text:hidden-paragraph text:is-hidden="true"/></text:p>` + p(`a<text:hidden-paragraph text:is-hidden="false"/>`), "a"},
		"hidden text":                  {p(`<text:hidden-text text:is-hidden="true">x</text:hidden-text>a<text:hidden-text>b</text:hidden-text>`), "ab"},
		"a hidden section":             {`<text:section text:display="none">` + p("x") + "</text:section><text:section>" + p("a") + "</text:section>", "a"},
		"raised digits stay raised":    {p(`7<text:span text:style-name="T3">[1]<text:span text:style-name="T4">2</text:span></text:span><text:span text:style-name="T5">3</text:span><text:span text:style-name="T6">4</text:span>`), "7[¹]2₃⁴"},
		"notes and comments are not":   {p(`a<text:note><text:note-citation>1</text:note-citation><text:note-body>` + p("x") + `</text:note-body></text:note><office:annotation>` + p("y") + "</office:annotation>b"), "ab"},
		"a ruby is its base":           {p("<text:ruby><text:ruby-base>字</text:ruby-base><text:ruby-text>zi</text:ruby-text></text:ruby>"), "字"},
		"a field shows its content":    {p("<text:page-number>7</text:page-number><text:sequence>8</text:sequence>"), "78"},
		"a field that is not shown":    {p(`a<text:variable-set text:display="none">9</text:variable-set>`), "a"},
		"a text box comes after":       {p(`a<draw:frame><draw:text-box>` + p("box") + `</draw:text-box><svg:desc>x</svg:desc></draw:frame>b`), "ab\nbox"},
		"the text of a shape":          {p(`a<draw:custom-shape>` + p("box") + `<draw:enhanced-geometry/></draw:custom-shape>`), "a\nbox"},
		"a frame between paragraphs":   {`<draw:frame><draw:text-box>` + p("box") + `</draw:text-box></draw:frame>` + p("a"), "box\na"},
		"what is embedded is not read": {p(`a<draw:frame><draw:object><office:document>` + p("x") + `</office:document></draw:object></draw:frame>`), "a"},
		"an index":                     {"<text:table-of-content><text:table-of-content-source><text:index-title-template>x</text:index-title-template></text:table-of-content-source><text:index-body>" + p("一、") + "</text:index-body></text:table-of-content>", "一、"},
		"entities are characters":      {p("&lt;5&#x4e00;"), "<5一"},
	} {
		t.Run(name, func(t *testing.T) {
			var lines []string
			for _, b := range read(t, "content.xml", content(c.markup)).Blocks {
				lines = append(lines, b.Text)
			}
			if got := strings.Join(lines, "\n"); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestHeadingsListsAndTheTitleAreTold(t *testing.T) {
	for name, c := range map[string]struct {
		markup string
		want   archive.Passage
		title  string
	}{
		"a heading":                     {`<text:h text:outline-level="3">一、概述</text:h>`, archive.Passage{Type: "heading", Level: 3, Text: "一、概述"}, ""},
		"a paragraph in its style":      {`<text:p text:style-name="P2">一、概述</text:p>`, archive.Passage{Type: "heading", Level: 2, Text: "一、概述"}, ""},
		"an item":                       {"<text:list><text:list-item>" + p("a") + "</text:list-item></text:list>", archive.Passage{Type: "list", Text: "a"}, ""},
		"a heading that is numbered":    {`<text:list><text:list-item><text:h>a</text:h></text:list-item></text:list>`, archive.Passage{Type: "heading", Level: 1, Text: "a"}, "a"},
		"a title":                       {`<text:p text:style-name="P1">某县年报</text:p>`, archive.Passage{Type: "heading", Level: 1, Text: "某县年报"}, "某县年报"},
		"a centred line":                {`<text:p text:style-name="P4">某县年报</text:p>`, archive.Passage{Type: "paragraph", Text: "某县年报"}, "某县年报"},
		"an ordinary line is no title":  {p("某县"), archive.Passage{Type: "paragraph", Text: "某县"}, ""},
		"a style that is its own elder": {`<text:p text:style-name="P9">某县</text:p>`, archive.Passage{Type: "paragraph", Text: "某县"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			doc := read(t, "content.xml", content(c.markup))
			if len(doc.Blocks) != 1 || doc.Blocks[0] != c.want || doc.Title != c.title {
				t.Errorf("got %+v and the title %q, want %+v and %q", doc.Blocks, doc.Title, c.want, c.title)
			}
		})
	}
	doc := read(t, "meta.xml", `<office:document-meta xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"><office:meta><dc:title> 某县 </dc:title></office:meta></office:document-meta>`, "content.xml", content(p("长句。")))
	if doc.Title != "某县" {
		t.Errorf("got the title %q, want that of the properties", doc.Title)
	}
}

func TestTablesKeepTheirMergedCells(t *testing.T) {
	half := `<table:table table:is-sub-table="true"><table:table-column table:number-columns-repeated="2"/>`
	for name, c := range map[string]struct{ rows, want string }{
		"spans to the right":     {tr(td(spans(1, 2), "a"), under, td("", "b")) + tr(td("", "c"), td("", "d"), td("", "e")), "[[a a b] [c d e]]"},
		"spans both ways":        {tr(td(spans(2, 2), "a"), under, td("", "b")) + tr(under, under, td("", "c")), "[[a a b] [a a c]]"},
		"repeated cells":         {tr(td(`table:number-columns-repeated="3"`, "0")), "[[0 0 0]]"},
		"repeated rows":          {`<table:table-row table:number-rows-repeated="2">` + td("", "0") + `</table:table-row>` + tr(td("", "1")), "[[0] [0] [1]]"},
		"a deleted row is gone":  {tr(td("", "a"), td("", "b")) + tr(td(spans(1, 2), `<text:change text:change-id="c"/>`), under) + tr(td("", "c"), td("", "d")), "[[a b] [c d]]"},
		"an emptied cell is not": {tr(td("", "a"), td("", `<text:change/>`)) + tr(td("", `<text:change/>`), td("", "")), "[[a ] [ ]]"},
		"groups of rows":         {"<table:table-row-group><table:table-rows>" + tr(td("", "a")) + "</table:table-rows></table:table-row-group>", "[[a]]"},
		"a cell that a table divides": {tr(td("", "a"), "<table:table-cell>"+half+tr(td("", "b"), td("", "c"))+tr(td("", "d"), td("", "e"))+"</table:table></table:table-cell>") + tr(td("", "f"), td("", "g")),
			"[[a b c] [a d e] [f g g]]"},
		"a table that divides two columns, by their widths": {
			`<table:table-column table:style-name="C1"/><table:table-column table:style-name="C2"/>` + tr(td("", "a"), td("", "b")) +
				tr(`<table:table-cell `+spans(1, 2)+`><table:table table:is-sub-table="true"><table:table-column table:style-name="C1"/><table:table-column table:style-name="C2"/>`+tr(td("", "c"), td("", "d"))+`</table:table></table:table-cell>`, under),
			"[[a b] [c d]]"},
	} {
		t.Run(name, func(t *testing.T) {
			doc := read(t, "content.xml", content("<table:table>"+c.rows+"</table:table>"))
			if len(doc.Tables) != 1 || len(doc.Warnings) > 0 {
				t.Fatalf("got %d tables and %+v", len(doc.Tables), doc.Warnings)
			}
			if got := fmt.Sprint(doc.Tables[0].Grid); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

func TestHeaderRowsAndInnerTablesAreTold(t *testing.T) {
	inner := "<table:table>" + tr(td("", "inner")) + "</table:table>"
	doc := read(t, "content.xml", content("<table:table><table:table-header-rows>"+tr(td("", "h"))+"</table:table-header-rows>"+tr("<table:table-cell>"+p("a")+inner+"</table:table-cell>")+"</table:table>"))
	if len(doc.Tables) != 2 || fmt.Sprint(doc.Tables[0].Grid, doc.Tables[1].Grid) != "[[h] [a]] [[inner]]" {
		t.Fatalf("got %+v", doc.Tables)
	}
	if cells := doc.Tables[0].Cells; !cells[0].Header || cells[1].Header {
		t.Errorf("got %+v, want the first alone to be a header", cells)
	}
}

func TestATableInAShapeIsRead(t *testing.T) {
	table := "<table:table>" + tr(td(spans(1, 2), "a"), under) + tr(td("", "b"), td("", "7")) + "</table:table>"
	doc := read(t, "content.xml", content(p("x<draw:custom-shape>"+strings.ReplaceAll(strings.ReplaceAll(table, "<table:", "<loext:"), "</table:", "</loext:")+"</draw:custom-shape>")))
	if len(doc.Tables) != 1 || fmt.Sprint(doc.Tables[0].Grid) != "[[a a] [b 7]]" {
		t.Errorf("got %+v, want the table that LibreOffice writes into a shape", doc.Tables)
	}
}

func TestLinksAreKept(t *testing.T) {
	doc := read(t, "content.xml", content(p(`见<text:a xlink:href="http://a.gov.cn/1.html">附件</text:a><text:a xlink:href="#here">b</text:a>`)))
	if len(doc.Links) != 1 || doc.Links[0].URL != "http://a.gov.cn/1.html" || doc.Links[0].Text != "附件" {
		t.Errorf("got %+v", doc.Links)
	}
}

func TestAFlatDocumentIsReadAsItIs(t *testing.T) {
	flat := strings.NewReplacer("office:document-content", "office:document").Replace(content(p("a")))
	doc, err := Read(t.Context(), strings.NewReader(flat), int64(len(flat)))
	if err != nil || len(doc.Blocks) != 1 || doc.Blocks[0].Text != "a" {
		t.Errorf("got %+v, %v", doc.Blocks, err)
	}
}

func TestWhatATrackedChangeDeletesInItsPlaceIsLeftOut(t *testing.T) {
	const changes = `<text:tracked-changes><text:changed-region text:id="a"><text:deletion/></text:changed-region>` +
		`<text:changed-region xml:id="b"><text:insertion/></text:changed-region></text:tracked-changes>`
	from := func(id string) string { return `<text:change-start text:change-id="` + id + `"/>` }
	to := func(id string) string { return `<text:change-end text:change-id="` + id + `"/>` }
	for markup, want := range map[string]string{
		p(from("a") + "9" + to("a") + from("b") + "5" + to("b") + "6"):                       "56",
		p("1"+from("a")+"<text:span>9</text:span><text:s/><text:tab/>") + p("9"+to("a")+"2"): "1\n2",
		from("a") + p("9") + to("a") + p("7"):                                                "7",
		p(to("a") + "7" + from("c") + "8"):                                                   "78",
	} {
		var lines []string
		for _, b := range read(t, "content.xml", content(changes+markup)).Blocks {
			lines = append(lines, b.Text)
		}
		if got := strings.Join(lines, "\n"); got != want {
			t.Errorf("%s: got %q, want %q", markup, got, want)
		}
	}
}

func TestTextThatAMergedCellCoversIsWarnedOf(t *testing.T) {
	doc := read(t, "content.xml", content("<table:table>"+tr(td(spans(1, 2), "a"), "<table:covered-table-cell>"+p("9")+"</table:covered-table-cell>")+"</table:table>"))
	if len(doc.Warnings) != 1 || doc.Warnings[0].Code != "table_covered" {
		t.Errorf("got %+v", doc.Warnings)
	}
}

func TestTablesBeyondAllBoundsAreCut(t *testing.T) {
	nest := strings.Repeat(`<table:table table:is-sub-table="true"><table:table-row table:number-rows-repeated="400"><table:table-cell table:number-columns-repeated="400">`, 30) +
		strings.Repeat("</table:table-cell></table:table-row></table:table>", 30)
	for name, table := range map[string]string{
		"many repeated cells":           `<table:table><table:table-row table:number-rows-repeated="1048576">` + td(`table:number-columns-repeated="16384"`, "9") + "</table:table-row></table:table>",
		"many empty rows":               `<table:table><table:table-row table:number-rows-repeated="99999999999"><table:table-cell table:number-columns-repeated="-3"/></table:table-row></table:table>`,
		"many covered cells":            `<table:table>` + strings.Repeat(tr(`<table:covered-table-cell table:number-columns-repeated="99999999"/>`), 50) + "</table:table>",
		"tables that divide each other": "<table:table>" + tr("<table:table-cell>"+nest+"</table:table-cell>") + "</table:table>",
	} {
		t.Run(name, func(t *testing.T) {
			doc := read(t, "content.xml", content(p("a")+table))
			places := 0
			for _, table := range doc.Tables {
				places += table.Rows * table.Columns
			}
			if places > 200_000 || len(doc.Blocks) == 0 || doc.Blocks[0].Text != "a" {
				t.Errorf("got %d places and %d blocks", places, len(doc.Blocks))
			}
			if len(doc.Warnings) == 0 {
				t.Error("got no warning")
			}
		})
	}
}

func TestWhatIsWrongIsSaid(t *testing.T) {
	manifest := `<manifest:manifest><manifest:file-entry><manifest:encryption-data/></manifest:file-entry></manifest:manifest>`
	for name, c := range map[string]struct {
		data []byte
		want string
	}{
		"a password":          {pack(t, "META-INF/manifest.xml", manifest, "content.xml", "\x01\x02"), "encrypted"},
		"no content":          {pack(t, "meta.xml", "<a></a>"), "content.xml is missing"},
		"a presentation":      {pack(t, "content.xml", head+"<office:body><office:presentation/></office:body></office:document-content>"), "presentation"},
		"no body":             {pack(t, "content.xml", head+"</office:document-content>"), "no body"},
		"a content that ends": {pack(t, "content.xml", head+"<office:body>"), "ends early"},
		"a bomb":              {pack(t, "content.xml", content(strings.Repeat(" ", 8<<20))), "bomb"},
		"deep nesting":        {pack(t, "content.xml", content(strings.Repeat("<text:section>", 1000))), "nest deeper"},
		"no zip":              {[]byte("PK\x03\x04"), "cut short"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Read(t.Context(), bytes.NewReader(c.data), int64(len(c.data)))
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want an error with %q", err, c.want)
			}
		})
	}
}

func TestReadingEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	data := pack(t, "content.xml", content(strings.Repeat(p("a"), 5000)))
	if _, err := Read(ctx, bytes.NewReader(data), int64(len(data))); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want that it was cancelled", err)
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(p("a") + "<table:table>" + tr(td(spans(2, 9), "b")) + "</table:table>"))
	f.Add([]byte("<table:table>" + tr("<table:table-cell "+spans(9, 3)+`><table:table table:is-sub-table="true">`+tr(td("", "b"), under)+"</table:table></table:table-cell>", td(`table:number-columns-repeated="3"`, "c")) + "</table:table>"))
	f.Add([]byte(`<text:list><text:list-item><text:p text:style-name="P1">a<draw:frame><draw:text-box><text:p>`))
	f.Fuzz(func(t *testing.T, markup []byte) {
		flat := content(string(markup))
		if doc, err := Read(t.Context(), strings.NewReader(flat), int64(len(flat))); err == nil {
			readtest.CheckTables(t, doc)
		}
	})
}

func FuzzReadContainer(f *testing.F) {
	f.Add(pack(f, "content.xml", content(p("a"))))
	f.Add(readtest.Corpus(f, "1-000.ods"))
	f.Add([]byte("PK\x05\x06"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if doc, err := Read(t.Context(), bytes.NewReader(data), int64(len(data))); err == nil {
			readtest.CheckTables(t, doc)
		}
	})
}

func BenchmarkRead(b *testing.B) {
	data := readtest.Corpus(b, "1-000.plain.odt")
	for b.Loop() {
		if _, err := Read(b.Context(), bytes.NewReader(data), int64(len(data))); err != nil {
			b.Fatal(err)
		}
	}
}

func TestPicturesThatMayHoldFiguresAreWarnedOf(t *testing.T) {
	const picture = `<text:p><draw:frame><draw:image xlink:href="Pictures/1.png"/></draw:frame></text:p>`
	table := func(cell string) string {
		return "<table:table>" + tr(td("", "行政许可"), "<table:table-cell>"+cell+"</table:table-cell>") + "</table:table>"
	}
	for name, c := range map[string]struct{ markup, want string }{
		"alone":               {picture + p("2"), "scanned_page"},
		"beside text":         {p(strings.Repeat("正文", 30)) + picture, "tables_not_read"},
		"in a cell":           {table(picture), "cell_picture"},
		"in a cell with text": {table(picture + p("7")), ""},
	} {
		var got []string
		for _, w := range read(t, "content.xml", content(c.markup)).Warnings {
			got = append(got, w.Code)
		}
		if got := strings.Join(got, " "); got != c.want {
			t.Errorf("%s: got warnings %q, want %q", name, got, c.want)
		}
	}
}
