package corpus

import (
	"html"
	"regexp"
	"strconv"
	"strings"
)

// Sheets returns the tables as a workbook, a sheet a table, in the flat form of
// OpenDocument, which LibreOffice converts. Numbers are numbers in it, with the
// format that shows them as they are printed.
func (t Truth) Sheets() []byte {
	var b strings.Builder
	b.WriteString(`<?xml version="1.0" encoding="UTF-8"?><office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"` +
		` xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:number="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0"` +
		` xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"` +
		` office:version="1.2" office:mimetype="application/vnd.oasis.opendocument.spreadsheet"><office:automatic-styles>`)
	for _, grouped := range []bool{false, true} {
		for decimals := range maxDecimals + 1 {
			name := cellStyle(grouped, decimals)
			b.WriteString(`<number:number-style style:name="n` + name + `"><number:number number:min-integer-digits="1" number:decimal-places="` +
				strconv.Itoa(decimals) + `" number:min-decimal-places="` + strconv.Itoa(decimals) + `" number:grouping="` + strconv.FormatBool(grouped) +
				`"/></number:number-style><style:style style:name="` + name + `" style:family="table-cell" style:data-style-name="n` + name + `"/>`)
		}
	}
	b.WriteString(`</office:automatic-styles><office:body><office:spreadsheet>`)
	for i, table := range t.Tables {
		b.WriteString(`<table:table table:name="表` + strconv.Itoa(i+1) + `">`)
		next := 0
		covered := make(map[place]bool)
		for r := range table.Rows {
			b.WriteString(`<table:table-row>`)
			for column := range table.Columns {
				switch {
				case covered[place{r, column}]:
					b.WriteString(`<table:covered-table-cell/>`)
				case next < len(table.Cells) && table.Cells[next].Row == r && table.Cells[next].Column == column:
					c := table.Cells[next]
					next++
					for y := r; y < r+c.Rowspan; y++ {
						for x := column; x < column+c.Colspan; x++ {
							covered[place{y, x}] = true
						}
					}
					b.WriteString(`<table:table-cell table:number-rows-spanned="` + strconv.Itoa(c.Rowspan) + `" table:number-columns-spanned="` + strconv.Itoa(c.Colspan) + `"` +
						valueOf(c.Text) + `><text:p>` + html.EscapeString(c.Text) + `</text:p></table:table-cell>`)
				default:
					b.WriteString(`<table:table-cell/>`)
				}
			}
			b.WriteString(`</table:table-row>`)
		}
		b.WriteString(`</table:table>`)
	}
	b.WriteString(`</office:spreadsheet></office:body></office:document>`)
	return []byte(b.String())
}

// maxDecimals is the most decimals that a figure of the corpus has.
const maxDecimals = 6

func cellStyle(grouped bool, decimals int) string {
	if grouped {
		return "g" + strconv.Itoa(decimals)
	}
	return "p" + strconv.Itoa(decimals)
}

// valueOf returns the attributes of a cell that shows text.
func valueOf(text string) string {
	number := regexp.MustCompile(`^(0|[1-9][0-9]{0,2}(,[0-9]{3})+|[1-9][0-9]*)(\.[0-9]{1,6})?$`)
	if !number.MatchString(text) {
		return ` office:value-type="string"`
	}
	_, fraction, _ := strings.Cut(text, ".")
	return ` office:value-type="float" office:value="` + strings.ReplaceAll(text, ",", "") + `" table:style-name="` +
		cellStyle(strings.Contains(text, ","), len(fraction)) + `"`
}
