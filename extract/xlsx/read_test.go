package xlsx

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
	main  = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
	kinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
)

// pack zips parts, given as names and contents; large ones are compressed.
func pack(t testing.TB, parts ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(parts); i += 2 {
		method := zip.Store
		if len(parts[i+1]) > 1<<20 {
			method = zip.Deflate
		}
		w, err := z.CreateHeader(&zip.FileHeader{Name: parts[i], Method: method})
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

// workbookOf returns the parts of a workbook with one sheet, whose main part
// has settings beside it.
func workbookOf(settings, sheet string, more ...string) []string {
	return append([]string{
		"_rels/.rels", `<Relationships><Relationship Id="rId1" Type="` + kinds + `/officeDocument" Target="/xl/workbook.xml"/></Relationships>`,
		"xl/workbook.xml", `<workbook xmlns="` + main + `" xmlns:r="` + kinds + `">` + settings + `<sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels", `<Relationships><Relationship Id="rId1" Type="` + kinds + `/worksheet" Target="worksheets/sheet1.xml"/>` +
			`<Relationship Id="rId2" Type="` + kinds + `/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="rId3" Type="` + kinds + `/styles" Target="styles.xml"/></Relationships>`,
		"xl/sharedStrings.xml", `<sst xmlns="` + main + `"><si><t>甲</t></si><si><r><t>乙</t></r><r><rPr><b/></rPr><t xml:space="preserve"> 丙</t></r><r><rPr><vertAlign val="superscript"/></rPr><t>[1]</t></r><rPh sb="0" eb="1"><t>yi</t></rPh></si><si><t>a_x000D_` + "\n" + `b_x005F_x</t></si></sst>`,
		"xl/styles.xml", `<styleSheet xmlns="` + main + `"><numFmts count="1"><numFmt numFmtId="164" formatCode="0&quot;件&quot;"/></numFmts>` +
			`<borders><border><left/><right/></border><border><left style="thin"/><top style="thin"/></border></borders>` +
			`<cellStyleXfs><xf numFmtId="9"/></cellStyleXfs><cellXfs><xf numFmtId="0" borderId="0"/><xf numFmtId="10"/><xf numFmtId="164"/><xf numFmtId="31"/><xf numFmtId="0" borderId="1"/><xf numFmtId="12"/></cellXfs></styleSheet>`,
		"xl/worksheets/sheet1.xml", `<worksheet xmlns="` + main + `" xmlns:r="` + kinds + `">` + sheet + `</worksheet>`,
	}, more...)
}

func rows(rows string) string { return "<sheetData>" + rows + "</sheetData>" }

func read(t testing.TB, parts ...string) archive.Document {
	t.Helper()
	data := pack(t, parts...)
	doc, err := Read(t.Context(), bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func TestCellsShowWhatAPersonSees(t *testing.T) {
	for name, c := range map[string]struct{ settings, sheet, want string }{
		"digits above and below":       {"", rows(`<row r="1"><c r="A1" t="inlineStr"><is><r><t>7</t></r><r><rPr><vertAlign val="subscript"/></rPr><t>1</t></r><r><rPr><vertAlign val="baseline"/></rPr><t>件2</t></r><r><rPr><vertAlign val="superscript"/></rPr><t>3</t></r></is></c></row>`), "[[7₁件2³]]"},
		"a text that is a value":       {"", rows(`<row r="1"><c r="A1"><v>8</v></c><c r="B1" t="inlineStr"><v>9</v></c><c r="C1" t="inlineStr"><is><t>5</t></is><v>9</v></c></row>`), "[[8 9 5]]"},
		"bars beside numbers":          {"", rows(`<row r="1"><c r="A1"><v>8</v></c></row>`) + `<conditionalFormatting sqref="A1"><cfRule type="dataBar"><dataBar showValue="1"/></cfRule></conditionalFormatting>`, "[[8]]"},
		"numbers":                      {"", rows(`<row r="1"><c r="A1"><v>12</v></c><c r="B1" t="n"><v>0.30000000000000004</v></c><c r="C1"><v>1.5E3</v></c></row>`), "[[12 0.3 1500]]"},
		"formats":                      {"", rows(`<row r="1"><c r="A1" s="1"><v>0.125</v></c><c r="B1" s="2"><v>7</v></c><c r="C1" s="99"><v>7</v></c></row>`), "[[12.50% 7件 7]]"},
		"a date":                       {"", rows(`<row r="1"><c r="A1" s="3"><v>45291</v></c><c r="B1" s="3" t="d"><v>2023-12-31T00:00:00</v></c></row>`), "[[2023年12月31日 2023年12月31日]]"},
		"a date in no format of dates": {"", rows(`<row r="1"><c r="A1" t="d"><v>2023-01-12</v></c></row>`), "[[2023-01-12]]"},
		"a date since 1904":            {`<workbookPr date1904="1"/>`, rows(`<row r="1"><c r="A1" s="3"><v>43829</v></c><c r="B1" s="3" t="d"><v>2023-12-31</v></c></row>`), "[[2023年12月31日 2023年12月31日]]"},
		"shared texts":                 {"", rows(`<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="s"><v>2</v></c></row>`), "[[甲 乙 丙[¹] a\nb_x]]"},
		"texts of their own":           {"", rows(`<row r="1"><c r="A1" t="inlineStr"><is><t>甲</t></is></c><c r="B1" t="str"><f>A1</f><v>乙</v></c></row>`), "[[甲 乙]]"},
		"true and an error":            {"", rows(`<row r="1"><c r="A1" t="b"><v>1</v></c><c r="B1" t="b"><v>0</v></c><c r="C1" t="e"><f>x</f><v>#N/A</v></c></row>`), "[[TRUE FALSE #N/A]]"},
		"rows and cells without refs":  {"", rows(`<row><c><v>1</v></c><c/><c><v>2</v></c></row><row><c><v>3</v></c></row>`), "[[1  2] [3  ]]"},
		"rows that are left out":       {"", rows(`<row r="2"><c r="B2"><v>1</v></c></row><row r="4"><c r="C4"><v>2</v></c></row>`), "[[1 ] [ ] [ 2]]"},
		"merged cells":                 {"", rows(`<row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="C2"><v>2</v></c></row>`) + `<mergeCells><mergeCell ref="A1:B2"/><mergeCell ref="x"/><mergeCell/></mergeCells>`, "[[1 1 ] [1 1 2]]"},
		"cells with lines":             {"", rows(`<row r="1"><c r="A1"><v>1</v></c><c r="B1" s="4"/><c r="C1" s="2"/></row>`), "[[1 ]]"},
		"hidden rows and columns":      {"", `<cols><col min="2" max="2" hidden="1"/><col min="3" max="3" width="0"/></cols>` + rows(`<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>9</v></c><c r="C1"><v>9</v></c><c r="D1"><v>2</v></c></row><row r="2" hidden="1"><c r="A2"><v>9</v></c></row><row r="3" ht="0"><c r="A3"><v>9</v></c></row><row r="4"><c r="A4"><v>3</v></c></row>`), "[[1 2] [3 ]]"},
		"the far corner":               {"", rows(`<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>`), "[[1 ] [ 2]]"},
		"beyond it":                    {"", rows(`<row r="1"><c r="A1"><v>1</v></c><c r="XFE1"/></row><row r="99999999999"><c><v>9</v></c></row><row r="-4"><c><v>9</v></c></row><row r="1048577"><c><v>9</v></c></row>`), "[[1]]"},
	} {
		t.Run(name, func(t *testing.T) {
			doc := read(t, workbookOf(c.settings, c.sheet)...)
			if len(doc.Tables) != 1 {
				t.Fatalf("got %d tables, %+v", len(doc.Tables), doc.Warnings)
			}
			if got := fmt.Sprint(doc.Tables[0].Grid); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

func TestWhatIsDoubtfulIsWarnedOf(t *testing.T) {
	for name, c := range map[string]struct{ settings, sheet, want string }{
		"a format that is not known":    {"", rows(`<row><c s="5"><v>0.5</v></c></row>`), "number_format"},
		"a number that is none":         {"", rows(`<row><c><v>x</v></c></row>`), "number_format"},
		"a text that is a value":        {"", rows(`<row><c t="inlineStr"><v>9</v></c></row>`), "workbook_damaged"},
		"icons in the place of numbers": {"", rows(`<row><c><v>9</v></c></row>`) + `<conditionalFormatting sqref="A1"><cfRule type="iconSet"><iconSet showValue="0"/></cfRule></conditionalFormatting>`, "hidden_text"},
		"newer ones":                    {"", rows(`<row><c><v>9</v></c></row>`) + `<extLst><ext><x14:conditionalFormattings><x14:conditionalFormatting><x14:cfRule><x14:dataBar showValue="false"/></x14:cfRule></x14:conditionalFormatting></x14:conditionalFormattings></ext></extLst>`, "hidden_text"},
		"a formula without a result":    {"", rows(`<row><c><f>1+1</f></c></row>`), "formula_not_calculated"},
		"a result that is doubted":      {`<calcPr fullCalcOnLoad="1"/>`, rows(`<row><c><f>1+1</f><v>0</v></c></row>`), "formula_not_calculated"},
		"a text that there is not":      {"", rows(`<row><c t="s"><v>99</v></c></row>`), "workbook_damaged"},
		"zeros that don't show":         {"", `<sheetViews><sheetView showZeros="0"/></sheetViews>` + rows(`<row><c><v>0</v></c></row>`), "number_format"},
		"a text of a negative number":   {"", rows(`<row><c t="s"><v>-1</v></c></row>`), "workbook_damaged"},
	} {
		t.Run(name, func(t *testing.T) {
			doc := read(t, workbookOf(c.settings, c.sheet)...)
			if len(doc.Warnings) != 1 || doc.Warnings[0].Code != c.want {
				t.Errorf("got %+v, want %s", doc.Warnings, c.want)
			}
		})
	}
}

func TestSheetsAreFoundHoweverTheyAreNamed(t *testing.T) {
	strict := strings.NewReplacer(main, "http://purl.oclc.org/ooxml/spreadsheetml/main", kinds, "http://purl.oclc.org/ooxml/officeDocument/relationships")
	prefixed := strings.NewReplacer(`xmlns="`+main, `xmlns:x="`+main, "<worksheet", "<x:worksheet", "</worksheet", "</x:worksheet", "<sheetData", "<x:sheetData", "</sheetData", "</x:sheetData", "<row", "<x:row", "</row", "</x:row", "<c>", "<x:c>", "</c>", "</x:c>", "<v>", "<x:v>", "</v>", "</x:v>")
	one := rows(`<row><c><v>1</v></c></row>`)
	for name, parts := range map[string][]string{
		"by a strict writer":    workbookOf("", one),
		"with a prefix":         workbookOf("", one),
		"without relationships": {"xl/workbook.xml", `<workbook xmlns="` + main + `"><sheets><sheet name="a"/></sheets></workbook>`, "xl/worksheets/sheet1.xml", `<worksheet xmlns="` + main + `">` + one + "</worksheet>"},
		"in another folder": {"_rels/.rels", `<Relationships><Relationship Id="a" Type="/officeDocument" Target="book/w.xml"/></Relationships>`, "book/w.xml", `<workbook xmlns="` + main + `"><sheets><sheet name="a" id="s"/></sheets></workbook>`,
			"book/_rels/w.xml.rels", `<Relationships><Relationship Id="s" Type="/worksheet" Target="../s.xml"/></Relationships>`, "s.xml", `<worksheet xmlns="` + main + `">` + one + "</worksheet>"},
	} {
		t.Run(name, func(t *testing.T) {
			for i := 1; i < len(parts); i += 2 {
				switch name {
				case "by a strict writer":
					parts[i] = strict.Replace(parts[i])
				case "with a prefix":
					if parts[i-1] == "xl/worksheets/sheet1.xml" {
						parts[i] = prefixed.Replace(parts[i])
					}
				}
			}
			doc := read(t, parts...)
			if len(doc.Tables) != 1 || doc.Tables[0].Grid[0][0] != "1" {
				t.Errorf("got %+v", doc.Tables)
			}
		})
	}
}

func TestHiddenSheetsAreLeftOutAndTold(t *testing.T) {
	parts := workbookOf("", rows(`<row><c><v>9</v></c></row>`))
	parts[3] = strings.Replace(parts[3], `sheetId="1"`, `sheetId="1" state="veryHidden"`, 1)
	doc := read(t, parts...)
	if len(doc.Tables) != 0 || len(doc.Warnings) != 1 || doc.Warnings[0].Code != "hidden_sheet" {
		t.Errorf("got %d tables and %+v", len(doc.Tables), doc.Warnings)
	}
}

func TestLinksAndTextBoxesAreKept(t *testing.T) {
	doc := read(t, workbookOf("", rows(`<row><c t="s"><v>0</v></c></row>`)+`<hyperlinks><hyperlink ref="A1" r:id="rId1"/><hyperlink ref="A1" location="b!A1"/></hyperlinks><drawing r:id="rId2"/>`,
		"xl/worksheets/_rels/sheet1.xml.rels", `<Relationships><Relationship Id="rId1" Type="/hyperlink" Target="http://a.gov.cn/1.xls" TargetMode="External"/><Relationship Id="rId2" Type="/drawing" Target="../drawings/drawing1.xml"/></Relationships>`,
		"xl/drawings/drawing1.xml", `<xdr:wsDr xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><mc:AlternateContent><mc:Choice><xdr:sp><xdr:txBody><a:bodyPr/><a:p><a:r><a:t>注7</a:t></a:r><a:r><a:rPr baseline="-25000"/><a:t>1</a:t></a:r><a:r><a:rPr baseline="30000"/><a:t>2</a:t></a:r></a:p><a:p><a:fld><a:rPr strike="noStrike"/><a:t>无</a:t></a:fld><a:r><a:rPr strike="sngStrike"/><a:t>66</a:t></a:r></a:p></xdr:txBody></xdr:sp></mc:Choice><mc:Fallback><xdr:txBody><a:p><a:r><a:t>x</a:t></a:r></a:p></xdr:txBody></mc:Fallback></mc:AlternateContent></xdr:wsDr>`)...)
	if len(doc.Links) != 1 || doc.Links[0].Text != "甲" {
		t.Errorf("got %+v", doc.Links)
	}
	if len(doc.Blocks) != 3 || doc.Blocks[1].Text != "注7₁²" || doc.Blocks[2].Text != "无" {
		t.Errorf("got %+v", doc.Blocks)
	}
	if len(doc.Warnings) != 1 || doc.Warnings[0].Code != "text_struck" {
		t.Errorf("got %+v, want the struck text warned of", doc.Warnings)
	}
}

func TestTheTitleIsInTheSheetOrTheProperties(t *testing.T) {
	core := []string{"docProps/core.xml", "<cp:coreProperties><dc:title>属性</dc:title></cp:coreProperties>"}
	const report = "某县2023年政府信息公开工作年度报告"
	for want, sheet := range map[string]string{"属性": rows(`<row><c><v>1</v></c></row>`), report: rows(`<row><c t="inlineStr"><is><t>` + report + `</t></is></c></row>`)} {
		if got := read(t, workbookOf("", sheet, core...)...).Title; got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestWhatIsWrongIsSaid(t *testing.T) {
	for name, c := range map[string]struct {
		parts []string
		want  string
	}{
		"a binary workbook": {[]string{"xl/workbook.bin", "x"}, "XLSB"},
		"no workbook":       {[]string{"a", "x"}, "xl/workbook.xml is missing"},
		"no sheets":         {[]string{"xl/workbook.xml", `<workbook xmlns="` + main + `"></workbook>`}, "no sheet"},
		"a missing sheet":   {workbookOf("", "<sheetData>")[:11:11], "no sheet"},
		"a sheet cut short": {workbookOf("", "<sheetData><row>"), "ends early"},
		"a bomb":            {workbookOf("", strings.Repeat(" ", 8<<20)), "bomb"},
		"endless nesting":   {workbookOf("", strings.Repeat("<mergeCells>", 1000)), "ends early"},
	} {
		t.Run(name, func(t *testing.T) {
			data := pack(t, c.parts[:len(c.parts)&^1]...)
			_, err := Read(t.Context(), bytes.NewReader(data), int64(len(data)))
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want an error with %q", err, c.want)
			}
		})
	}
}

func TestReadingEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	data := pack(t, workbookOf("", rows(strings.Repeat("<row><c><v>1</v></c></row>", 3000)))...)
	if _, err := Read(ctx, bytes.NewReader(data), int64(len(data))); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want that it was cancelled", err)
	}
}

func TestManyMergedCellsAreNoBurden(t *testing.T) {
	doc := read(t, workbookOf("", rows(`<row><c><v>1</v></c></row>`)+"<mergeCells>"+strings.Repeat(`<mergeCell ref="A1:C9"/>`, 40_000)+"</mergeCells>")...)
	if len(doc.Tables) != 1 || doc.Tables[0].Rows != 9 || len(doc.Warnings) != 1 {
		t.Errorf("got %+v with %+v", doc.Tables, doc.Warnings)
	}
}

func TestDamagedFilesEndInAnErrorOrADocument(t *testing.T) {
	readtest.Damage(t, Read, readtest.Corpus(t, "1-000.xlsx"), 211, 211)
}

func FuzzRead(f *testing.F) {
	f.Add(readtest.Corpus(f, "1-000.xlsx"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if doc, err := Read(t.Context(), bytes.NewReader(data), int64(len(data))); err == nil {
			readtest.CheckTables(t, doc)
		}
	})
}

func FuzzReadSheet(f *testing.F) {
	f.Add([]byte(`<cols><col min="2" max="3" hidden="1"/></cols>` + rows(`<row r="3" ht="0"><c r="B3" s="3" t="n"><f>x</f><v>45291</v></c><c t="s"><v>2</v></c><c t="inlineStr"><is><r><t>a_x000D_</t></r></is></c></row>`) + `<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>`))
	f.Fuzz(func(t *testing.T, sheet []byte) {
		data := pack(t, workbookOf("", string(sheet))...)
		if doc, err := Read(t.Context(), bytes.NewReader(data), int64(len(data))); err == nil {
			readtest.CheckTables(t, doc)
		}
	})
}

func BenchmarkRead(b *testing.B) {
	data := readtest.Corpus(b, "1-000.xlsx")
	for b.Loop() {
		if _, err := Read(b.Context(), bytes.NewReader(data), int64(len(data))); err != nil {
			b.Fatal(err)
		}
	}
}
