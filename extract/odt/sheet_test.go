package odt

import (
	"fmt"
	"strings"
	"testing"

	"gongkai/extract/readtest"
	"gongkai/extract/visible"
)

const (
	sheetStyles = `<office:automatic-styles><style:style style:name="hidden" style:family="table"><style:table-properties table:display="false"/></style:style>` +
		`<style:style style:name="lined" style:family="table-cell"><style:table-cell-properties fo:border="0.06pt solid #000000"/></style:style>` +
		`<style:style style:name="half" style:family="table-cell"><style:table-cell-properties fo:border-left="0.06pt solid #000000" fo:border-top="none"/></style:style>` +
		`<style:style style:name="out" style:family="table-cell"><style:text-properties style:text-line-through-style="solid"/></style:style>` +
		`<style:style style:name="in" style:family="table-cell"><style:text-properties style:text-line-through-style="none" style:text-line-through-type="single"/></style:style></office:automatic-styles>`
	sheetFoot = `</office:spreadsheet></office:body></office:document-content>`
)

func spreadsheet(tables string) string {
	return head + sheetStyles + "<office:body><office:spreadsheet>" + tables + sheetFoot
}

func sheetOf(rows string) string {
	return `<table:table table:name="Sheet1">` + rows + "</table:table>"
}

func TestSheetsAreTablesOfWhatTheyShow(t *testing.T) {
	for name, c := range map[string]struct{ rows, want string }{
		"texts":                         {tr(td("", "a"), td("", "1,234")), "[[a 1,234]]"},
		"lines of a cell":               {tr("<table:table-cell>" + p("a") + p("b") + "</table:table-cell>"), "[[a\nb]]"},
		"margins are left out":          {`<table:table-row table:number-rows-repeated="5"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>` + tr(`<table:table-cell table:number-columns-repeated="3"/>`, td("", "a")) + `<table:table-row table:number-rows-repeated="1048570"><table:table-cell/></table:table-row>`, "[[a]]"},
		"repeated cells and rows":       {`<table:table-row table:number-rows-repeated="2">` + td(`table:number-columns-repeated="2"`, "0") + `</table:table-row>`, "[[0 0] [0 0]]"},
		"merged cells":                  {tr(td(spans(2, 2), "a"), under, td("", "b")) + tr(under, under, td("", "c")), "[[a a b] [a a c]]"},
		"hidden rows":                   {`<table:table-row table:visibility="collapse">` + td("", "9") + "</table:table-row>" + tr(td("", "a")), "[[a]]"},
		"rows that are filtered out":    {`<table:table-row table:visibility="filter">` + td("", "9") + "</table:table-row>" + tr(td("", "a")), "[[a]]"},
		"hidden columns":                {`<table:table-column/><table:table-column table:visibility="collapse"/>` + tr(td("", "a"), td("", "9"), td("", "b")), "[[a b]]"},
		"lines around nothing":          {tr(td("", "a"), `<table:table-cell table:style-name="lined"/>`) + tr(`<table:table-cell table:style-name="half" table:number-columns-repeated="5"/>`), "[[a ]]"},
		"columns with lines":            {`<table:table-column/><table:table-column table:default-cell-style-name="lined"/>` + tr(td("", "a"), "<table:table-cell/>", "<table:table-cell/>"), "[[a ]]"},
		"values without text":           {tr(`<table:table-cell office:value-type="float" office:value="1234.50"/>`, `<table:table-cell office:value-type="percentage" office:value="0.125"/>`, `<table:table-cell office:value-type="string" office:string-value="a"/>`, `<table:table-cell office:value-type="date" office:date-value="2023-01-01"/>`), "[[1234.5 12.5% a 2023-01-01]]"},
		"a format that shows nothing":   {tr(td("", "a"), `<table:table-cell office:value-type="float" office:value="6"><text:p/></table:table-cell>`, td("", "b")), "[[a  b]]"},
		"comments are not":              {tr("<table:table-cell><office:annotation>" + p("x") + "</office:annotation>" + p("a") + "</table:table-cell>"), "[[a]]"},
		"groups of rows and columns":    {"<table:table-column-group><table:table-column/></table:table-column-group><table:table-row-group><table:table-header-rows>" + tr(td("", "a")) + "</table:table-header-rows></table:table-row-group>", "[[a]]"},
		"a shape is beside the cells":   {"<table:shapes><draw:frame><draw:text-box>" + p("x") + "</draw:text-box></draw:frame></table:shapes>" + tr("<table:table-cell>"+p("a")+"<draw:custom-shape>"+p("y")+"</draw:custom-shape></table:table-cell>"), "[[a]]"},
		"a style over the whole sheet":  {tr(td("", "a")) + `<table:table-row table:number-rows-repeated="1048575"><table:table-cell table:style-name="lined" table:number-columns-repeated="16384"/></table:table-row>`, "[[a]]"},
		"text after so many drawn ones": {`<table:table-row table:number-rows-repeated="1000000"><table:table-cell table:style-name="lined" table:number-columns-repeated="16384"/></table:table-row>` + tr(td("", "a")), "[[a]]"},
	} {
		t.Run(name, func(t *testing.T) {
			doc := read(t, "content.xml", spreadsheet(sheetOf(c.rows)))
			if len(doc.Tables) != 1 {
				t.Fatalf("got %d tables, %+v", len(doc.Tables), doc.Warnings)
			}
			if got := fmt.Sprint(doc.Tables[0].Grid); got != c.want {
				t.Errorf("got %.300s, want %s", got, c.want)
			}
		})
	}
}

func TestHiddenSheetsAndTooManyRepetitionsAreTold(t *testing.T) {
	for name, c := range map[string]struct{ tables, want string }{
		"a hidden sheet":                {`<table:table table:style-name="hidden">` + tr(td("", "9")) + "</table:table>", "hidden_sheet"},
		"a format that shows nothing":   {sheetOf(tr(td("", "7"), `<table:table-cell office:value-type="float" office:value="6"><text:p/></table:table-cell>`)), "number_format"},
		"bars in the place of numbers":  {sheetOf(tr(td("", "7")) + `<calcext:conditional-formats><calcext:conditional-format><calcext:data-bar calcext:show-value="false"/></calcext:conditional-format></calcext:conditional-formats>`), "hidden_text"},
		"icons in the place of numbers": {sheetOf(tr(td("", "7")) + `<calcext:conditional-formats><calcext:conditional-format><calcext:icon-set><calcext:formatting-entry calcext:show-value="false"/></calcext:icon-set></calcext:conditional-format></calcext:conditional-formats>`), "hidden_text"},
		"a sheet of one text":           {sheetOf(`<table:table-row table:number-rows-repeated="1048576">` + td(`table:number-columns-repeated="16384"`, "9") + "</table:table-row>"), "table_too_large"},
	} {
		t.Run(name, func(t *testing.T) {
			doc := read(t, "content.xml", spreadsheet(c.tables))
			if len(doc.Warnings) != 1 || doc.Warnings[0].Code != c.want {
				t.Errorf("got %+v, want %s", doc.Warnings, c.want)
			}
		})
	}
}

func TestAValueThatItsCellStrikesOutIsLeftOutWithAWarning(t *testing.T) {
	value := func(style, v string) string {
		return `<table:table-cell table:style-name="` + style + `" office:value-type="float" office:value="` + v + `"/>`
	}
	doc := read(t, "content.xml", spreadsheet(sheetOf(tr(value("out", "9"), value("in", "7")))))
	if got := fmt.Sprint(doc.Tables[0].Grid); got != "[[7]]" || len(doc.Warnings) != 1 || doc.Warnings[0].Code != visible.Struck {
		t.Errorf("got %s and %+v", got, doc.Warnings)
	}
}

func TestLinksOfSheetsAreKept(t *testing.T) {
	doc := read(t, "content.xml", spreadsheet(sheetOf(tr(td("", `<text:a xlink:href="http://a.gov.cn/1.xls">附件</text:a>`)))))
	if len(doc.Links) != 1 || doc.Links[0].Text != "附件" {
		t.Errorf("got %+v", doc.Links)
	}
}

func TestDamagedFilesEndInAnErrorOrADocument(t *testing.T) {
	for _, name := range []string{"1-000.plain.odt", "1-000.ods"} {
		readtest.Damage(t, Read, readtest.Corpus(t, name), 1601, 1601)
	}
}

func FuzzReadSheet(f *testing.F) {
	f.Add([]byte(sheetOf(`<table:table-column table:number-columns-repeated="3" table:visibility="collapse"/>` + tr(td(spans(2, 9), "b"), under) + `<table:table-row table:number-rows-repeated="7">` + td(`table:number-columns-repeated="3"`, "c") + "</table:table-row>")))
	f.Fuzz(func(t *testing.T, tables []byte) {
		flat := spreadsheet(string(tables))
		if doc, err := Read(t.Context(), strings.NewReader(flat), int64(len(flat))); err == nil {
			readtest.CheckTables(t, doc)
		}
	})
}
