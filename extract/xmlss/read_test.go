package xmlss

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"gongkai/archive"
	"gongkai/extract/readtest"
)

const head = `<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:o="urn:schemas-microsoft-com:office:office"` +
	` xmlns:x="urn:schemas-microsoft-com:office:excel" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet" xmlns:html="http://www.w3.org/TR/REC-html40">` +
	`<DocumentProperties xmlns="urn:schemas-microsoft-com:office:office"><o:Title>x</o:Title></DocumentProperties>` +
	`<Styles><Style ss:ID="Default" ss:Name="Normal"><NumberFormat/></Style><Style ss:ID="p"><NumberFormat ss:Format="Percent"/></Style><Style ss:ID="d"><NumberFormat ss:Format="Long Date"/></Style>` +
	`<Style ss:ID="c"><NumberFormat ss:Format="0&quot;件&quot;"/></Style><Style ss:ID="cc" ss:Parent="c"/><Style ss:ID="f"><NumberFormat ss:Format="# ?/?"/></Style>` +
	`<Style ss:ID="b"><Borders><Border ss:Position="Left" ss:LineStyle="Continuous"/><Border ss:Position="Top" ss:LineStyle="Continuous"/></Borders></Style></Styles>`

func workbookOf(rows string) string {
	return head + `<Worksheet ss:Name="Sheet1"><Table>` + rows + "</Table></Worksheet></Workbook>"
}

func read(t testing.TB, file string) archive.Document {
	t.Helper()
	doc, err := Read(t.Context(), strings.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func cell(attributes, kind, value string) string {
	return "<Cell " + attributes + `><Data ss:Type="` + kind + `">` + value + "</Data></Cell>"
}

func TestCellsShowWhatAPersonSees(t *testing.T) {
	a, nine := cell("", "String", "a"), cell("", "Number", "9")
	for name, c := range map[string]struct{ rows, want string }{
		"texts and numbers":        {"<Row>" + a + cell("", "Number", "12.50") + "</Row>", "[[a 12.5]]"},
		"formats":                  {"<Row>" + cell(`ss:StyleID="p"`, "Number", "0.125") + cell(`ss:StyleID="cc"`, "Number", "7") + "</Row>", "[[12.50% 7件]]"},
		"a date":                   {"<Row>" + cell(`ss:StyleID="d"`, "DateTime", "2023-12-31T00:00:00.000") + "</Row>", "[[2023年12月31日]]"},
		"true and an error":        {"<Row>" + cell("", "Boolean", "1") + cell("", "Error", "#N/A") + "</Row>", "[[TRUE #N/A]]"},
		"digits below":             {"<Row>" + cell("", "String", "7<Sub>1</Sub>件<Sub>2</Sub>") + "</Row>", "[[7₁件2]]"},
		"formats within a text":    {"<Row>" + cell("", "String", "<B>甲</B>&#10;<html:Font>乙</html:Font><Sup><html:Font>1</html:Font></Sup>") + "</Row>", "[[甲\n乙¹]]"},
		"places that are left out": {`<Row ss:Index="2">` + a + `</Row><Row ss:Index="4">` + cell(`ss:Index="3"`, "String", "b") + "</Row>", "[[a  ] [  ] [  b]]"},
		"merged cells":             {"<Row>" + cell(`ss:MergeAcross="1" ss:MergeDown="1"`, "String", "a") + a + `</Row><Row>` + cell(`ss:Index="3"`, "String", "b") + "</Row>", "[[a a a] [a a b]]"},
		"beside what goes down":    {"<Row>" + a + cell(`ss:MergeDown="1" ss:MergeAcross="1"`, "String", "b") + a + "</Row><Row>" + nine + nine + "</Row><Row>" + nine + nine + "</Row>", "[[a b b a] [9 b b 9] [9 9  ]]"},
		"cells with lines":         {"<Row>" + a + `<Cell ss:StyleID="b"/></Row>`, "[[a ]]"},
		"hidden rows and columns":  {`<Column/><Column ss:Hidden="1" ss:Span="1"/><Row>` + a + nine + nine + a + `</Row><Row ss:Hidden="1">` + nine + `</Row><Row ss:Height="0">` + nine + "</Row>", "[[a a]]"},
		"comments are not":         {"<Row><Cell><Data ss:Type=\"String\">a</Data><Comment><Data>x</Data></Comment></Cell></Row>", "[[a]]"},
	} {
		t.Run(name, func(t *testing.T) {
			doc := read(t, workbookOf(c.rows))
			if len(doc.Tables) != 1 || doc.Title != "x" {
				t.Fatalf("got %d tables, title %q, %+v", len(doc.Tables), doc.Title, doc.Warnings)
			}
			if got := fmt.Sprint(doc.Tables[0].Grid); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

func TestWhatIsDoubtfulIsWarnedOf(t *testing.T) {
	for name, c := range map[string]struct{ file, want string }{
		"a format that is not known":  {workbookOf("<Row>" + cell(`ss:StyleID="f"`, "Number", "0.5") + "</Row>"), "number_format"},
		"a format that shows nothing": {strings.Replace(workbookOf("<Row>"+cell(`ss:StyleID="none"`, "Number", "5")+"</Row>"), "</Styles>", `<Style ss:ID="none"><NumberFormat ss:Format=";;;"/></Style></Styles>`, 1), "number_format"},
		"a number that is none":       {workbookOf("<Row>" + cell("", "Number", "x") + "</Row>"), "number_format"},
		"a formula without a result":  {workbookOf(`<Row><Cell ss:Formula="=1"/></Row>`), "formula_not_calculated"},
		"a hidden sheet":              {strings.Replace(workbookOf("<Row>"+cell("", "Number", "9")+"</Row>"), "</Table>", "</Table><WorksheetOptions xmlns=\"urn:schemas-microsoft-com:office:excel\"><x:Visible>SheetHidden</x:Visible></WorksheetOptions>", 1), "hidden_sheet"},
		"a cell where another is":     {workbookOf("<Row>" + cell(`ss:MergeDown="1"`, "String", "a") + "</Row><Row>" + cell("", "Number", "9") + "</Row>"), "table_merge"},
		"far too many merges":         {workbookOf("<Row>" + strings.Repeat(cell(`ss:Index="1" ss:MergeDown="1048576" ss:MergeAcross="99999"`, "Number", "9"), 9) + "</Row>"), "table_overlap"},
	} {
		t.Run(name, func(t *testing.T) {
			doc := read(t, c.file)
			if len(doc.Warnings) == 0 || doc.Warnings[0].Code != c.want {
				t.Errorf("got %+v, want %s", doc.Warnings, c.want)
			}
		})
	}
}

func TestWhatIsWrongIsSaid(t *testing.T) {
	for name, c := range map[string]struct{ file, want string }{
		"cut short": {head + "<Worksheet>", "ends early"},
		"no sheets": {head + "</Workbook>", "no sheets"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Read(t.Context(), strings.NewReader(c.file), int64(len(c.file)))
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want an error with %q", err, c.want)
			}
		})
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	file := workbookOf(strings.Repeat("<Row><Cell/></Row>", 5000))
	if _, err := Read(ctx, strings.NewReader(file), int64(len(file))); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want that it was cancelled", err)
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(`<Column ss:Hidden="1" ss:Span="1"/><Row ss:Index="4" ss:Span="3">` + cell(`ss:MergeAcross="1" ss:MergeDown="1" ss:StyleID="d"`, "DateTime", "2023-12-31") + `<Cell ss:StyleID="b"/></Row>`))
	f.Fuzz(func(t *testing.T, rows []byte) {
		file := workbookOf(string(rows))
		doc, err := Read(t.Context(), strings.NewReader(file), int64(len(file)))
		if err != nil {
			return
		}
		readtest.CheckTables(t, doc)
	})
}

func BenchmarkRead(b *testing.B) {
	file := workbookOf(strings.Repeat("<Row>"+strings.Repeat(cell(`ss:StyleID="c"`, "Number", "12"), 10)+"</Row>", 40))
	for b.Loop() {
		if _, err := Read(b.Context(), strings.NewReader(file), int64(len(file))); err != nil {
			b.Fatal(err)
		}
	}
}
