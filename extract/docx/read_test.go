package docx

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"fmt"
	"strings"
	"testing"
	"unicode/utf16"

	"gongkai/archive"
	"gongkai/extract/readtest"
)

const head = `<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" ` +
	`xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><w:body>`
const foot = `</w:body></w:document>`

// pack zips parts.
func pack(t testing.TB, parts map[string]string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range []string{"_rels/.rels", "word/document.xml", "word/styles.xml", "word/_rels/document.xml.rels", "docProps/core.xml", "main.xml"} {
		if data, ok := parts[name]; ok {
			w, err := z.Create(name)
			if err == nil {
				_, err = w.Write([]byte(data))
			}
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func read(t testing.TB, parts map[string]string) archive.Document {
	t.Helper()
	data := pack(t, parts)
	doc, err := Read(t.Context(), bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func document(markup string) map[string]string {
	return map[string]string{"word/document.xml": head + markup + foot}
}

func p(text string) string { return "<w:p><w:r><w:t>" + text + "</w:t></w:r></w:p>" }

func tc(properties, content string) string {
	return "<w:tc><w:tcPr>" + properties + "</w:tcPr>" + content + "</w:tc>"
}

func TestParagraphsAreWhatThePaperShows(t *testing.T) {
	for name, c := range map[string]struct{ markup, want string }{
		"runs join":                   {"<w:p><w:r><w:t>1</w:t></w:r><w:r><w:t>2 件</w:t></w:r></w:p>", "12 件"},
		"deleted text is gone":        {"<w:p><w:del><w:r><w:delText>旧</w:delText></w:r></w:del><w:ins><w:r><w:t>新</w:t></w:r></w:ins></w:p>", "新"},
		"moved text stands once":      {"<w:p><w:moveFrom><w:r><w:t>a</w:t></w:r></w:moveFrom><w:moveTo><w:r><w:t>b</w:t></w:r></w:moveTo></w:p>", "b"},
		"hidden text is gone":         {`<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>x</w:t></w:r><w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>y</w:t></w:r></w:p>`, "y"},
		"a field shows its result":    {`<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE</w:instrText><w:t>code</w:t></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>7</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r><w:r><w:t>8</w:t></w:r></w:p>`, "78"},
		"a code that does not end":    {`<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>TOC</w:instrText></w:r></w:p>` + p("a"), "a"},
		"a style of characters hides": {`<w:p><w:r><w:rPr><w:rStyle w:val="Hidden"/></w:rPr><w:t>x</w:t></w:r><w:r><w:rPr><w:rStyle w:val="Hidden"/><w:vanish w:val="0"/></w:rPr><w:t>y</w:t></w:r></w:p>`, "y"},
		"a page break ends a line":    {`<w:p><w:r><w:t>a</w:t><w:br w:type="page"/><w:t>b</w:t></w:r></w:p>`, "a\nb"},
		"a break ends a line":         {"<w:p><w:r><w:t>a</w:t><w:br/><w:t>b</w:t></w:r></w:p>", "a\nb"},
		"a deleted mark joins":        {"<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>a</w:t></w:r></w:p>" + p("b"), "ab"},
		"a text box stands once":      {`<w:p><w:r><w:t>a</w:t><mc:AlternateContent><mc:Choice><w:drawing><x><w:txbxContent>` + p("box") + `</w:txbxContent></x></w:drawing></mc:Choice><mc:Fallback><w:pict><w:txbxContent>` + p("box") + `</w:txbxContent></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>`, "a\nbox"},
		"a choice that is known":      {`<w:p><mc:AlternateContent><mc:Choice Requires="wps w14"><w:r><w:t>7</w:t></w:r></mc:Choice><mc:Fallback><w:r><w:t>8</w:t></w:r></mc:Fallback></mc:AlternateContent></w:p>`, "7"},
		"a choice that is not":        {`<w:p><mc:AlternateContent><mc:Choice Requires="wps other"><w:r><w:t>7</w:t></w:r></mc:Choice><mc:Choice Requires="w14"><w:r><w:t>8</w:t></w:r></mc:Choice><mc:Fallback><w:r><w:t>9</w:t></w:r></mc:Fallback></mc:AlternateContent></w:p>`, "8"},
		"nothing but one that is not": {`<w:p><mc:AlternateContent><mc:Choice Requires="other"><w:r><w:t>7</w:t></w:r></mc:Choice></mc:AlternateContent><w:r><w:t>8</w:t></w:r></w:p>`, "8"},
		"a fallback where it is all":  {`<w:p><w:r><mc:AlternateContent><mc:Fallback><w:pict><w:txbxContent>` + p("box") + `</w:txbxContent></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>`, "box"},
		"a content control is seen":   {"<w:sdt><w:sdtPr/><w:sdtContent>" + p("a") + "</w:sdtContent></w:sdt>", "a"},
		"a footnote's mark is not":    {`<w:p><w:r><w:t>a</w:t><w:footnoteReference w:id="2"/></w:r></w:p>`, "a"},
		"raised digits stay raised":   {`<w:p><w:r><w:t>7</w:t></w:r><w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:t>[1]</w:t></w:r><w:r><w:rPr><w:vertAlign w:val="subscript"/></w:rPr><w:t>2</w:t></w:r></w:p>`, "7[¹]2"},
		"a link behind a digit":       {`<w:p><w:r><w:t>7</w:t></w:r><w:hyperlink w:anchor="n1"><w:r><w:t>1</w:t></w:r></w:hyperlink></w:p>`, "7¹"},
		"a figure that is a link":     {`<w:p><w:hyperlink w:anchor="n1"><w:r><w:t>1</w:t></w:r><w:r><w:t>2</w:t></w:r></w:hyperlink></w:p>`, "12"},
		"a style raises":              {`<w:p><w:r><w:rPr><w:rStyle w:val="Mark"/></w:rPr><w:t>1</w:t></w:r><w:r><w:rPr><w:rStyle w:val="Mark"/><w:vertAlign w:val="baseline"/></w:rPr><w:t>2</w:t></w:r></w:p>`, "¹2"},
		"a box in a raised run":       {`<w:p><w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:t>1</w:t><w:pict><w:txbxContent>` + p("2") + `</w:txbxContent></w:pict></w:r></w:p>`, "¹\n2"},
		"fractions and powers":        {"<w:p><m:oMath><m:f><m:num><m:r><m:t>1</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f><m:sSup><m:e><m:r><m:t>10</m:t></m:r></m:e><m:sup><m:r><m:t>3</m:t></m:r></m:sup></m:sSup></m:oMath></w:p>", "1/210³"},
		"digits of a symbol font":     {`<w:p><w:r><w:sym w:font="Symbol" w:char="F031"/><w:sym w:font="Wingdings" w:char="F032"/><w:sym w:font="Wingdings" w:char="F082"/><w:sym w:font="Wingdings" w:char="F08C"/></w:r></w:p>`, "1②❶"},
		"a list to choose from":       {`<w:p><w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:name w:val="x"/><w:ddList><w:default w:val="0"/><w:result w:val="1"/><w:listEntry w:val="11"/><w:listEntry w:val="22"/></w:ddList></w:ffData></w:fldChar></w:r><w:r><w:instrText>FORMDROPDOWN</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>`, "22"},
		"a ruby is its base":          {"<w:p><w:r><w:ruby><w:rt><w:r><w:t>pinyin</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>字</w:t></w:r></w:rubyBase></w:ruby></w:r></w:p>", "字"},
		"entities are characters":     {p("&lt;5&#x4e00;"), "<5一"},
		"a drawing's own text is not": {`<w:p><w:r><w:drawing><a:t>label</a:t></w:drawing><w:t>a</w:t></w:r></w:p>`, "a"},
	} {
		t.Run(name, func(t *testing.T) {
			parts := document(c.markup)
			parts["word/styles.xml"] = `<w:styles xmlns:w="` + spaces()[0].URI + `"><w:style w:type="character" w:styleId="Hidden"><w:rPr><w:vanish/></w:rPr></w:style><w:style w:styleId="Up"><w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style><w:style w:styleId="Mark"><w:basedOn w:val="Up"/></w:style></w:styles>`
			var lines []string
			for _, b := range read(t, parts).Blocks {
				lines = append(lines, b.Text)
			}
			if got := strings.Join(lines, "\n"); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestAnInsertedFileIsAWarning(t *testing.T) {
	for name, markup := range map[string]string{
		"in the text": `<w:altChunk r:id="rId9"/>`,
		"in a cell":   `<w:tbl><w:tr><w:tc><w:altChunk r:id="rId9"/></w:tc></w:tr></w:tbl>`,
	} {
		t.Run(name, func(t *testing.T) {
			warnings := read(t, document(markup)).Warnings
			if len(warnings) != 1 || warnings[0].Code != "tables_not_read" {
				t.Errorf("warnings %+v", warnings)
			}
		})
	}
}

func TestFieldsLinkToWhatTheirCodeNames(t *testing.T) {
	for name, markup := range map[string]string{
		"in parts":        `<w:p><w:r><w:t>见</w:t><w:fldChar w:fldCharType="begin"/><w:instrText>HYPERLINK "http://a.gov.cn/</w:instrText><w:instrText>1.doc"</w:instrText><w:fldChar w:fldCharType="separate"/><w:t>附件</w:t><w:fldChar w:fldCharType="end"/><w:t>。</w:t></w:r></w:p>`,
		"in one":          `<w:p><w:r><w:t>见</w:t></w:r><w:fldSimple w:instr=' HYPERLINK "http://a.gov.cn/1.doc" '><w:r><w:t>附件</w:t></w:r></w:fldSimple></w:p>`,
		"in a cell":       "<w:tbl><w:tr>" + tc("", `<w:p><w:fldSimple w:instr='HYPERLINK "http://a.gov.cn/1.doc"'><w:r><w:t>附件</w:t></w:r></w:fldSimple></w:p>`) + "</w:tr></w:tbl>",
		"by relationship": `<w:p><w:hyperlink r:id="rId1"><w:r><w:t>附件</w:t></w:r></w:hyperlink></w:p>`,
	} {
		parts := document(markup)
		parts["word/_rels/document.xml.rels"] = `<Relationships><Relationship Id="rId1" TargetMode="External" Target="http://a.gov.cn/1.doc"/></Relationships>`
		if links := read(t, parts).Links; len(links) != 1 || links[0] != (archive.Link{URL: "http://a.gov.cn/1.doc", Text: "附件"}) {
			t.Errorf("%s: got %+v", name, links)
		}
	}
}

func TestPartsInUTF16AreRead(t *testing.T) {
	for name, c := range map[string]struct {
		order binary.AppendByteOrder
		start string
	}{
		"with a byte order mark": {binary.LittleEndian, "\ufeff"}, "big endian": {binary.BigEndian, "\ufeff"}, "without a mark": {binary.LittleEndian, ""},
	} {
		var b []byte
		for _, unit := range utf16.Encode([]rune(c.start + strings.Replace(head, "UTF-8", "UTF-16", 1) + p("政府") + foot)) {
			b = c.order.AppendUint16(b, unit)
		}
		doc := read(t, map[string]string{"word/document.xml": string(b)})
		if len(doc.Blocks) != 1 || doc.Blocks[0].Text != "政府" {
			t.Errorf("%s: got %+v", name, doc.Blocks)
		}
	}
}

func TestTablesKeepTheirMergedCells(t *testing.T) {
	restart, goesOn := `<w:vMerge w:val="restart"/>`, `<w:vMerge/>`
	for name, c := range map[string]struct {
		rows string
		want string
	}{
		"spans to the right": {"<w:tr>" + tc(`<w:gridSpan w:val="2"/>`, p("a")) + tc("", p("b")) + "</w:tr><w:tr>" + tc("", p("c")) + tc("", p("d")) + tc("", p("e")) + "</w:tr>",
			"[[a a b] [c d e]]"},
		"spans down": {"<w:tr>" + tc(restart, p("a")) + tc("", p("b")) + "</w:tr><w:tr>" + tc(goesOn, p("")) + tc("", p("c")) + "</w:tr><w:tr>" + tc(goesOn, p("")) + tc("", p("d")) + "</w:tr>",
			"[[a b] [a c] [a d]]"},
		"a restart ends the span above": {"<w:tr>" + tc(restart, p("a")) + "</w:tr><w:tr>" + tc(restart, p("b")) + "</w:tr><w:tr>" + tc(goesOn, p("")) + "</w:tr>", "[[a] [b] [b]]"},
		"both ways": {"<w:tr>" + tc(`<w:gridSpan w:val="2"/>`+restart, p("a")) + tc("", p("b")) + "</w:tr><w:tr>" + tc(`<w:gridSpan w:val="2"/>`+goesOn, p("")) + tc("", p("c")) + "</w:tr>",
			"[[a a b] [a a c]]"},
		"columns left out before":                    {`<w:tr>` + tc("", p("a")) + tc("", p("b")) + `</w:tr><w:tr><w:trPr><w:gridBefore w:val="1"/></w:trPr>` + tc("", p("c")) + "</w:tr>", "[[a b] [ c]]"},
		"a deleted row is gone":                      {`<w:tr>` + tc("", p("a")) + `</w:tr><w:tr><w:trPr><w:del/></w:trPr>` + tc("", p("x")) + `</w:tr>`, "[[a]]"},
		"an old way to merge":                        {"<w:tr>" + tc(`<w:hMerge w:val="restart"/>`, p("a")) + tc(`<w:hMerge/>`, p("")) + tc("", p("b")) + "</w:tr>", "[[a a b]]"},
		"lines of a cell":                            {"<w:tr>" + tc("", p("a")+p("b")) + "</w:tr>", "[[a\nb]]"},
		"a continuation of nothing stands by itself": {"<w:tr>" + tc(goesOn, p("a")) + "</w:tr>", "[[a]]"},
		"merged as a tracked change":                 {"<w:tr>" + tc(restart, p("a")) + tc("", p("b")) + "</w:tr><w:tr>" + tc(`<w:cellMerge w:vMerge="cont" w:vMergeOrig="rest"/>`, p("")) + tc("", p("c")) + "</w:tr>", "[[a b] [a c]]"},
		"split as one":                               {"<w:tr>" + tc(restart, p("a")) + tc("", p("b")) + "</w:tr><w:tr>" + tc(goesOn+`<w:cellMerge w:vMergeOrig="cont" w:vMerge="rest"/>`, p("d")) + tc("", p("c")) + "</w:tr>", "[[a b] [d c]]"},
		"an inserted row":                            {"<w:ins><w:tr>" + tc("", p("a")) + "</w:tr></w:ins>", "[[a]]"},
	} {
		t.Run(name, func(t *testing.T) {
			doc := read(t, document("<w:tbl><w:tblPr/>"+c.rows+"</w:tbl>"))
			if len(doc.Tables) != 1 {
				t.Fatalf("got %d tables, want 1", len(doc.Tables))
			}
			if got := fmt.Sprint(doc.Tables[0].Grid); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

func TestANestedTableIsATableOfItsOwn(t *testing.T) {
	inner := "<w:tbl><w:tr>" + tc("", p("n")) + "</w:tr></w:tbl>"
	doc := read(t, document("<w:tbl><w:tr>"+tc("", p("a")+inner+p("b"))+"</w:tr></w:tbl>"+p("c")))
	if len(doc.Tables) != 2 || doc.Tables[0].Grid[0][0] != "a\nb" || doc.Tables[1].Grid[0][0] != "n" {
		t.Errorf("got %+v, want the outer and the inner table", doc.Tables)
	}
	if len(doc.Blocks) != 3 || *doc.Blocks[1].Table != 1 || doc.Blocks[2].Text != "c" {
		t.Errorf("got blocks %+v", doc.Blocks)
	}
}

func TestATableOfOneCellThatIsAllOfACellIsItsText(t *testing.T) {
	frame := func(content string) string { return "<w:tbl><w:tr>" + tc("", content) + "</w:tr></w:tbl>" + p("") }
	doc := read(t, document("<w:tbl><w:tr>"+tc("", p("行政许可"))+tc("", frame(p("5")))+tc("", frame(frame(p("6"))))+tc("", p("7")+frame(p("8")))+
		tc("", "<w:tbl><w:tr>"+tc(`<w:gridSpan w:val="3"/>`, p("9"))+"</w:tr></w:tbl>"+p(""))+"</w:tr></w:tbl>"))
	if got, want := fmt.Sprint(doc.Tables[0].Grid), "[[行政许可 5 6 7 9]]"; got != want || len(doc.Tables) != 2 {
		t.Errorf("got %s and %d tables, want %s and the table beside 7", got, len(doc.Tables), want)
	}
}

func TestTheTitleIsWhatTheDocumentBeginsWith(t *testing.T) {
	centred := func(text string) string {
		return `<w:p><w:pPr><w:jc w:val="center"/></w:pPr><w:r><w:t>` + text + "</w:t></w:r></w:p>"
	}
	core := `<cp:coreProperties xmlns:dc="x"><dc:title>属性里的题目</dc:title></cp:coreProperties>`
	for name, c := range map[string]struct{ markup, want string }{
		"over two lines":          {p("") + centred("青渡县水利局") + centred("2023年政府信息公开工作年度报告") + centred("（2024年1月）") + p("正文。"), "青渡县水利局2023年政府信息公开工作年度报告"},
		"after a number":          {p("附件1") + centred("某局2023年政府信息公开年报") + p("正文。"), "某局2023年政府信息公开年报"},
		"in the style for titles": {`<w:p><w:pPr><w:pStyle w:val="a3"/></w:pPr><w:r><w:t>某镇年度报告</w:t></w:r></w:p>` + p("正文。"), "某镇年度报告"},
		"by its words":            {p("某局2023年政府信息公开工作年度报告") + p("正文。"), "某局2023年政府信息公开工作年度报告"},
		"else the property's":     {p("正文。") + centred("表一"), "属性里的题目"},
	} {
		t.Run(name, func(t *testing.T) {
			parts := document(c.markup)
			parts["docProps/core.xml"] = core
			parts["word/styles.xml"] = `<w:styles xmlns:w="` + spaces()[0].URI + `"><w:style w:styleId="a3"><w:name w:val="Title"/></w:style><w:style w:styleId="2"><w:name w:val="heading 2"/></w:style></w:styles>`
			if got := read(t, parts).Title; got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestHeadingsListsAndLinksAreKnown(t *testing.T) {
	parts := document(`<w:p><w:pPr><w:pStyle w:val="x"/></w:pPr><w:r><w:t>一、总体情况</w:t></w:r></w:p>` +
		`<w:p><w:pPr><w:numPr/></w:pPr><w:hyperlink r:id="rId9"><w:r><w:t>县政府网</w:t></w:r></w:hyperlink></w:p>`)
	parts["word/styles.xml"] = `<w:styles xmlns:w="` + spaces()[0].URI + `"><w:style w:styleId="2"><w:name w:val="heading 2"/></w:style><w:style w:styleId="x"><w:basedOn w:val="2"/></w:style></w:styles>`
	parts["word/_rels/document.xml.rels"] = `<Relationships><Relationship Id="rId9" Target="http://www.example.gov.cn/" TargetMode="External"/></Relationships>`
	doc := read(t, parts)
	if b := doc.Blocks[0]; b.Type != archive.PassageHeading || b.Level != 2 {
		t.Errorf("got %+v, want a heading of level 2", b)
	}
	if b := doc.Blocks[1]; b.Type != archive.PassageList {
		t.Errorf("got %+v, want an item of a list", b)
	}
	if len(doc.Links) != 1 || doc.Links[0].Text != "县政府网" {
		t.Errorf("got links %+v", doc.Links)
	}
}

func TestTheMainPartIsFoundByItsRelationship(t *testing.T) {
	doc := read(t, map[string]string{
		"_rels/.rels": `<Relationships><Relationship Type="http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument" Target="/main.xml"/></Relationships>`,
		"main.xml":    `<d:document xmlns:d="` + spaces()[1].URI + `"><d:body><d:p><d:r><d:t>a</d:t></d:r></d:p></d:body></d:document>`,
	})
	if len(doc.Blocks) != 1 || doc.Blocks[0].Text != "a" {
		t.Errorf("got %+v, want a", doc.Blocks)
	}
}

func TestADamagedOrHostileFileIsAnErrorThatSaysWhy(t *testing.T) {
	whole := pack(t, document(strings.Repeat(p("正文"), 100)))
	for name, c := range map[string]struct {
		data []byte
		want string
	}{
		"cut short":         {whole[:len(whole)-100], "cut short"},
		"nothing":           {nil, "cut short"},
		"no main part":      {pack(t, map[string]string{"main.xml": "<x/>"}), "missing"},
		"an unfinished XML": {pack(t, map[string]string{"word/document.xml": head + "<w:p>"}), "ends early"},
		"a bomb":            {pack(t, document(strings.Repeat(" ", 8<<20))), "bomb"},
		"endless nesting":   {pack(t, document(strings.Repeat("<w:sdt>", 100_000))), "nest deeper"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Read(t.Context(), bytes.NewReader(c.data), int64(len(c.data)))
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want an error with %q", err, c.want)
			}
		})
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(p("a") + "<w:tbl><w:tr>" + tc(`<w:vMerge/><w:gridSpan w:val="9"/>`, p("b")) + "</w:tr></w:tbl>"))
	f.Add([]byte(`<w:p><w:r><mc:AlternateContent><mc:Choice><w:drawing><w:txbxContent><w:p>`))
	f.Add([]byte(`<w:tbl><w:tr><w:trPr><w:gridBefore w:val="999999"/></w:trPr><w:tc/>`))
	f.Fuzz(func(t *testing.T, markup []byte) {
		data := pack(t, map[string]string{"word/document.xml": head + string(markup) + foot})
		doc, err := Read(t.Context(), bytes.NewReader(data), int64(len(data)))
		if err != nil {
			return
		}
		readtest.CheckTables(t, doc)
	})
}

func FuzzReadContainer(f *testing.F) {
	f.Add(pack(f, document(p("a"))))
	f.Add([]byte("PK\x05\x06"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if doc, err := Read(t.Context(), bytes.NewReader(data), int64(len(data))); err == nil {
			readtest.CheckTables(t, doc)
		}
	})
}

func BenchmarkRead(b *testing.B) {
	var m strings.Builder
	for _, size := range [][2]int{{12, 4}, {22, 9}, {3, 11}} {
		m.WriteString(p("说明文字") + "<w:tbl>")
		for range size[0] {
			m.WriteString("<w:tr>" + strings.Repeat(tc(`<w:tcW w:w="900" w:type="dxa"/>`, `<w:p><w:pPr><w:jc w:val="center"/><w:rPr><w:sz w:val="21"/></w:rPr></w:pPr><w:r><w:rPr><w:rFonts w:hint="eastAsia"/><w:sz w:val="21"/></w:rPr><w:t>0</w:t></w:r></w:p>`), size[1]) + "</w:tr>")
		}
		m.WriteString("</w:tbl>")
	}
	data := pack(b, document(m.String()))
	for b.Loop() {
		if _, err := Read(b.Context(), bytes.NewReader(data), int64(len(data))); err != nil {
			b.Fatal(err)
		}
	}
}

func TestAChoiceForProgramsThatAreNotKnownIsWarnedOf(t *testing.T) {
	for requires, want := range map[string]bool{"": false, "wps": false, "w16cid w14": false, "wpsCustomData": true} {
		doc := read(t, document(`<w:p><mc:AlternateContent><mc:Choice Requires="`+requires+`"><w:r><w:t>7</w:t></w:r></mc:Choice><mc:Fallback><w:r><w:t>8</w:t></w:r></mc:Fallback></mc:AlternateContent></w:p>`))
		if got := len(doc.Warnings) == 1 && doc.Warnings[0].Code == "content_alternate"; got != want || (doc.Blocks[0].Text == "8") != want {
			t.Errorf("%q: got %v and %v", requires, doc.Blocks, doc.Warnings)
		}
	}
}

func TestPicturesThatMayHoldFiguresAreWarnedOf(t *testing.T) {
	const picture = `<w:p><w:r><w:drawing><a:blip r:embed="rId1"/></w:drawing></w:r></w:p>`
	const old = `<w:p><w:r><w:pict><v:shape><v:imagedata r:id="rId1"/></v:shape></w:pict></w:r></w:p>`
	table := func(cell string) string {
		return "<w:tbl><w:tr>" + tc("", p("行政许可")) + tc("", cell) + "</w:tr></w:tbl>"
	}
	prose := p(strings.Repeat("正文", 30))
	for name, c := range map[string]struct{ markup, want string }{
		"alone":                  {picture + p("2"), "scanned_page"},
		"alone, as VML":          {old, "scanned_page"},
		"beside text":            {prose + picture, "tables_not_read"},
		"in a cell":              {table(picture), "cell_picture"},
		"in a cell with text":    {table(picture + p("7")), ""},
		"beside a table":         {table(p("7")) + picture, ""},
		"of an object":           {prose + `<w:p><w:r><w:object><v:shape><v:imagedata r:id="rId1"/></v:shape></w:object></w:r></w:p>`, ""},
		"a text box is no image": {prose + `<w:p><w:r><w:drawing><w:txbxContent>` + p("7") + `</w:txbxContent></w:drawing></w:r></w:p>`, ""},
	} {
		var got []string
		for _, w := range read(t, document(c.markup)).Warnings {
			got = append(got, w.Code)
		}
		if got := strings.Join(got, " "); got != c.want {
			t.Errorf("%s: got warnings %q, want %q", name, got, c.want)
		}
	}
}
