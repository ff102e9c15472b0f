package ofd_test

import (
	"archive/zip"
	"bytes"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"

	"gongkai/archive"
	"gongkai/extract/grid"
	"gongkai/extract/ofd"
	"gongkai/extract/readtest"
	"gongkai/internal/ofdwrite"
	"gongkai/internal/typeset"
)

func read(t *testing.T, body []byte) archive.Document {
	t.Helper()
	doc, err := ofd.Read(t.Context(), bytes.NewReader(body), int64(len(body)))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// report returns passages with a table of merged cells that takes two pages.
func report() ([]archive.Passage, []archive.Table) {
	var cells []archive.Cell
	add := func(row, column, rowspan, colspan int, text string) {
		cells = append(cells, archive.Cell{Row: row, Column: column, Rowspan: rowspan, Colspan: colspan, Text: text})
	}
	const groups, each = 6, 8
	add(0, 0, 1, 2, "信息内容")
	add(0, 2, 1, 1, "件数")
	for g := range groups {
		add(1+g*each, 0, each, 1, []string{"（一）予以公开", "（二）部分公开", "（三）不予公开", "（四）无法提供", "（五）不予处理", "（六）其他处理"}[g])
		for i := range each {
			row := 1 + g*each + i
			add(row, 1, 1, 1, strings.Repeat("行政", i)+"许可")
			add(row, 2, 1, 1, []string{"1,438", "0", "12", "35004.482"}[i%4])
		}
	}
	var l grid.Layout
	zero := 0
	return []archive.Passage{
		{Type: archive.PassageHeading, Level: 2, Text: "一、总体情况"},
		{Type: archive.PassageParagraph, Text: strings.Repeat("全年主动公开政府信息120条，比上年增加30条。", 5)},
		{Type: archive.PassageTable, Table: &zero},
		{Type: archive.PassageParagraph, Text: "无其他需要报告的事项。"},
	}, []archive.Table{l.Table("", 1+groups*each, 3, cells)}
}

func written(t testing.TB, opts ofdwrite.Options) []byte {
	t.Helper()
	passages, tables := report()
	var b bytes.Buffer
	if err := ofdwrite.WriteWith(&b, "某县2023年政府信息公开工作年度报告", passages, tables, opts); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestAReportIsReadCellByCell(t *testing.T) {
	for name, opts := range map[string]ofdwrite.Options{
		"rules are strokes":               {},
		"rules are filled rectangles":     {Filled: true},
		"rows are cut at page breaks":     {Options: typeset.Options{SplitRows: true, Middle: true}},
		"no rule closes a page's part":    {Options: typeset.Options{SplitRows: true, OpenBreak: true, Centre: true}},
		"the header is repeated":          {Options: typeset.Options{Header: 1}},
		"pages have heads and numbers":    {Options: typeset.Options{Numbered: true, Running: "某县人民政府"}},
		"elements have another namespace": {Namespace: "http://www.ofdspec.org"},
	} {
		doc := read(t, written(t, opts))
		passages, tables := report()
		if doc.Title != "某县2023年政府信息公开工作年度报告" {
			t.Errorf("%s: got title %q", name, doc.Title)
		}
		for _, w := range doc.Warnings {
			if w.Code != "page_furniture" {
				t.Errorf("%s: got warning %+v", name, w)
			}
		}
		if len(doc.Tables) != 1 {
			t.Errorf("%s: got %d tables, want 1", name, len(doc.Tables))
			continue
		}
		got, want := doc.Tables[0].Cells, tables[0].Cells
		if len(got) != len(want) {
			t.Errorf("%s: got %d cells, want %d", name, len(got), len(want))
			continue
		}
		for i := range want {
			if got[i] != want[i] {
				t.Errorf("%s: got %+v, want %+v", name, got[i], want[i])
			}
		}
		if len(doc.Blocks) != len(passages)+1 || doc.Blocks[2].Text != passages[1].Text || doc.Blocks[1].Type != archive.PassageHeading {
			t.Errorf("%s: got passages %+v", name, doc.Blocks)
		}
	}
}

// parts returns a small document by the names of its parts. Its page holds
// content.
func parts(content string) map[string]string {
	return map[string]string{
		"OFD.xml": `<?xml version="1.0" encoding="UTF-8"?><ofd:OFD xmlns:ofd="http://www.ofdspec.org/2016"><ofd:DocBody><ofd:DocInfo><ofd:Title>题名</ofd:Title></ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>`,
		"Doc_0/Document.xml": `<ofd:Document xmlns:ofd="http://www.ofdspec.org/2016"><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea>` +
			`<ofd:DocumentRes>DocumentRes.xml</ofd:DocumentRes></ofd:CommonData><ofd:Pages><ofd:Page ID="1" BaseLoc="Pages/Page_0/Content.xml"/></ofd:Pages></ofd:Document>`,
		"Doc_0/DocumentRes.xml": `<ofd:Res xmlns:ofd="http://www.ofdspec.org/2016"><ofd:CompositeGraphicUnits><ofd:CompositeGraphicUnit ID="9" Width="50" Height="10"><ofd:Content>` +
			textObject(`Boundary="0 0 50 10"`, `X="0" Y="5"`, "盖章") + `</ofd:Content></ofd:CompositeGraphicUnit></ofd:CompositeGraphicUnits></ofd:Res>`,
		"Doc_0/Pages/Page_0/Content.xml": `<ofd:Page xmlns:ofd="http://www.ofdspec.org/2016"><ofd:Content><ofd:Layer>` + content + `</ofd:Layer></ofd:Content></ofd:Page>`,
	}
}

func textObject(attributes, code, text string) string {
	return `<ofd:TextObject Font="1" Size="5" ` + attributes + `><ofd:TextCode ` + code + `>` + text + `</ofd:TextCode></ofd:TextObject>`
}

func zipped(t *testing.T, parts map[string]string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, content := range parts {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(content)); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func textOf(doc archive.Document) string {
	var lines []string
	for _, p := range doc.Blocks {
		lines = append(lines, p.Text)
	}
	return strings.Join(lines, "|")
}

func TestTextStandsWhereItsStepsSay(t *testing.T) {
	for name, c := range map[string]struct{ content, want string }{
		"steps repeat":                    {textObject(`Boundary="20 20 100 10"`, `X="0" Y="5" DeltaX="g 3 5"`, "公开年报"), "公开年报"},
		"there are no steps":              {textObject(`Boundary="20 20 100 10"`, `X="0" Y="5"`, "公开 2023"), "公开 2023"},
		"a wide step is a space":          {textObject(`Boundary="20 20 100 10"`, `X="0" Y="5" DeltaX="2.5 5 2.5"`, "2023"), "20 23"},
		"stops are as wide as digits":     {textObject(`Boundary="20 20 100 10"`, `X="0" Y="5" DeltaX="g 7 2.5"`, "1,932.81"), "1,932.81"},
		"each character by itself":        {textObject(`Boundary="20 20 100 10"`, `X="0" Y="5"`, "3") + textObject(`Boundary="22.5 20 100 10"`, `X="0" Y="5"`, ".") + textObject(`Boundary="25 20 100 10"`, `X="0" Y="5"`, "7"), "3.7"},
		"a step may lead back":            {textObject(`Boundary="20 20 100 10"`, `X="10" Y="5" DeltaX="-5"`, "开公"), "公开"},
		"a matrix moves and mirrors":      {textObject(`Boundary="20 20 100 10" CTM="1 0 0 1 50 0"`, `X="0" Y="5"`, "后") + textObject(`Boundary="20 20 100 10"`, `X="0" Y="5" DeltaX="5"`, "在前"), "在前 后"},
		"a count is absurd":               {textObject(`Boundary="20 20 100 10"`, `X="0" Y="5" DeltaX="g 2000000000 5"`, "公开"), "公开"},
		"a composite stands at its place": {`<ofd:CompositeObject ResourceID="9" Boundary="20 20 50 10"/>` + textObject(`Boundary="10 20 10 10"`, `X="5" Y="5"`, "请"), "请盖章"},
		"text runs up the page":           {textObject(`Boundary="20 20 10 100" CTM="0 -1 1 0 0 90"`, `X="0" Y="5" DeltaX="g 3 5"`, "公开年报"), "公开年报"},
		"a composite is turned":           {`<ofd:CompositeObject ResourceID="9" Boundary="20 20 50 50" CTM="0 -1 1 0 0 40"/>`, "盖章"},
		"a block lies in a block":         {`<ofd:PageBlock><ofd:PageBlock>` + textObject(`Boundary="20 20 100 10"`, `X="0" Y="5"`, "深") + `</ofd:PageBlock></ofd:PageBlock>`, "深"},
		"an object is not visible":        {textObject(`Boundary="20 20 100 10" Visible="false"`, `X="0" Y="5"`, "隐") + textObject(`Boundary="20 20 100 10"`, `X="0" Y="5"`, "见"), "见"},
	} {
		if got := textOf(read(t, zipped(t, parts(c.content)))); got != c.want {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
}

func TestPartsAreFoundHoweverTheyAreNamed(t *testing.T) {
	const root, page = "Doc_0/Document.xml", "Doc_0/Pages/Page_0/Content.xml"
	for name, change := range map[string]func(map[string]string){
		"from the root":                  func(p map[string]string) { replace(p, root, `"Pages/`, `"/Doc_0/Pages/`) },
		"from the root, without a slash": func(p map[string]string) { replace(p, root, `"Pages/`, `"Doc_0/Pages/`) },
		"in another case":                func(p map[string]string) { replace(p, root, `"Pages/Page_0`, `"PAGES/page_0`) },
		"with backslashes":               func(p map[string]string) { replace(p, root, `"Pages/Page_0/`, `"Pages\Page_0\`) },
		"elements have no prefix": func(p map[string]string) {
			for n := range p {
				replace(p, n, "ofd:", "")
				replace(p, n, "xmlns:", "")
			}
		},
		"the prefix is not declared": func(p map[string]string) { replace(p, page, ` xmlns:ofd="http://www.ofdspec.org/2016"`, "") },
		"the page is in GBK": func(p map[string]string) {
			s, err := simplifiedchinese.GBK.NewEncoder().String(`<?xml version="1.0" encoding="GBK"?>` + p[page])
			if err != nil {
				t.Fatal(err)
			}
			p[page] = s
		},
	} {
		p := parts(textObject(`Boundary="20 20 100 10"`, `X="0" Y="5"`, "公开"))
		change(p)
		doc := read(t, zipped(t, p))
		if got := textOf(doc); got != "公开" {
			t.Errorf("%s: got %q, want 公开 (%v)", name, got, doc.Warnings)
		}
		if doc.Title != "题名" {
			t.Errorf("%s: got title %q, want the one that the file has", name, doc.Title)
		}
	}
}

func replace(p map[string]string, name, old, with string) {
	p[name] = strings.ReplaceAll(p[name], old, with)
}

func TestWhatCannotBeReadIsWarnedOfOrRefused(t *testing.T) {
	for name, c := range map[string]struct {
		change func(map[string]string)
		code   string // of the warning
		refuse string // in the error
	}{
		"a page is missing": {func(p map[string]string) { delete(p, "Doc_0/Pages/Page_0/Content.xml") }, "part_unreadable", ""},
		"a page is cut short": {func(p map[string]string) {
			s := p["Doc_0/Pages/Page_0/Content.xml"]
			p["Doc_0/Pages/Page_0/Content.xml"] = s[:len(s)-20]
		}, "part_unreadable", ""},
		"there are two documents": {func(p map[string]string) {
			replace(p, "OFD.xml", "</ofd:OFD>", "<ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>")
		}, "several_documents", ""},
		"the document is missing": {func(p map[string]string) { delete(p, "Doc_0/Document.xml") }, "", "missing"},
		"there is no document":    {func(p map[string]string) { p["OFD.xml"] = "<OFD></OFD>" }, "", "names no document"},
		"the file is encrypted": {func(p map[string]string) {
			p["Encryptions.xml"] = "<Encryptions/>"
			p["Doc_0/Document.xml"] = "\x00\x01\x02"
		}, "", "encrypted"},
	} {
		p := parts(textObject(`Boundary="20 20 100 10"`, `X="0" Y="5"`, "公开"))
		c.change(p)
		body := zipped(t, p)
		doc, err := ofd.Read(t.Context(), bytes.NewReader(body), int64(len(body)))
		if c.refuse != "" {
			if err == nil || !strings.Contains(err.Error(), c.refuse) {
				t.Errorf("%s: got error %v, want one with %q", name, err, c.refuse)
			}
			continue
		}
		if err != nil || len(doc.Warnings) == 0 || doc.Warnings[0].Code != c.code {
			t.Errorf("%s: got %v and %v, want warning %s", name, doc.Warnings, err, c.code)
		}
	}
}

func TestDrawingsThatGrowWithoutEndAreCut(t *testing.T) {
	p := parts(`<ofd:CompositeObject ResourceID="30" Boundary="0 0 50 10"/>`)
	units := `<ofd:CompositeGraphicUnit ID="00"><ofd:Content>` + textObject(`Boundary="0 0 50 10"`, `X="0" Y="5"`, "多") + `</ofd:Content></ofd:CompositeGraphicUnit>`
	for i := 1; i <= 30; i++ { // each twice the one before
		twice := strings.Repeat(`<ofd:CompositeObject ResourceID="`+number(i-1)+`" Boundary="0 0 50 10"/>`, 2)
		units += `<ofd:CompositeGraphicUnit ID="` + number(i) + `"><ofd:Content>` + twice + `</ofd:Content></ofd:CompositeGraphicUnit>`
	}
	p["Doc_0/DocumentRes.xml"] = `<ofd:Res><ofd:CompositeGraphicUnits>` + units + `</ofd:CompositeGraphicUnits></ofd:Res>`
	doc := read(t, zipped(t, p))
	if len(doc.Warnings) == 0 {
		t.Error("got no warning")
	}
}

func number(n int) string { return string(rune('0'+n/10)) + string(rune('0'+n%10)) }

func FuzzRead(f *testing.F) {
	for _, opts := range []ofdwrite.Options{{}, {Filled: true}} {
		f.Add(written(f, opts))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		if doc, err := ofd.Read(t.Context(), bytes.NewReader(body), int64(len(body))); err == nil {
			readtest.CheckTables(t, doc)
		}
	})
}

func FuzzContent(f *testing.F) {
	f.Add(textObject(`Boundary="20 20 100 10" CTM="1 0 0 1 50 0"`, `X="0" Y="5" DeltaX="g 3 5 2" DeltaY="1"`, "公开年报"))
	f.Add(`<ofd:PathObject Boundary="0 0 50 10" LineWidth="0.2"><ofd:AbbreviatedData>M 0 0 L 50 0 Q 1 2 3 4 B 1 2 3 4 5 6 A 1 2 3 4 5 6 7 C</ofd:AbbreviatedData></ofd:PathObject>`)
	f.Add(`<ofd:CompositeObject ResourceID="9" Boundary="20 20 50 10"/>`)
	f.Fuzz(func(t *testing.T, content string) {
		body := zipped(t, parts(content))
		if doc, err := ofd.Read(t.Context(), bytes.NewReader(body), int64(len(body))); err == nil {
			readtest.CheckTables(t, doc)
		}
	})
}

func BenchmarkRead(b *testing.B) {
	body := written(b, ofdwrite.Options{})
	for b.Loop() {
		if _, err := ofd.Read(b.Context(), bytes.NewReader(body), int64(len(body))); err != nil {
			b.Fatal(err)
		}
	}
}
