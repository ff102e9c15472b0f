package extract

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"gongkai/archive"
	"gongkai/extract/grid"
	"gongkai/extract/readtest"
)

// FuzzShapes writes a table of some shape in every format that has a simple
// written form, and asks each for the same grid.
func FuzzShapes(f *testing.F) {
	for seed := range uint64(20) {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, seed uint64) {
		dice := rand.New(rand.NewPCG(seed, 1))
		want := shape(dice)
		for name, file := range map[string]string{
			"a.html": asHTML(want, dice),
			"a.xml":  asFlatWord(want, dice),
			"a.docx": word(t, asWord(want, dice)),
			"a.fodt": asFlatODF(want, dice, "text"),
			"a.rtf":  asRTF(want, dice),
			"s.xml":  asSpreadsheetML(want, dice),
			"a.fods": asFlatODF(want, dice, "spreadsheet"),
		} {
			doc, err := Read(t.Context(), input(name, file))
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			readtest.CheckTables(t, *doc)
			if strings.Contains(doc.Text, decoy) {
				t.Errorf("%s: got what is not seen in %q\n%s", name, doc.Text, file)
			}
			if len(doc.Tables) != 1 || !reflect.DeepEqual(doc.Tables[0].Grid, want.Grid) {
				var got any
				if len(doc.Tables) > 0 {
					got = doc.Tables[0].Grid
				}
				t.Errorf("%s: got %d tables, the first %q, warnings %v; want %q\n%s", name, len(doc.Tables), got, doc.Warnings, want.Grid, file)
			}
		}
	})
}

// shape returns a table whose cells each have a number of their own, or none.
func shape(dice *rand.Rand) archive.Table {
	rows, columns := 1+dice.IntN(5), 2+dice.IntN(5)
	taken := make([][]bool, rows)
	for r := range taken {
		taken[r] = make([]bool, columns)
	}
	var cells []archive.Cell
	for r := range rows {
		for c := range columns {
			if taken[r][c] {
				continue
			}
			cell := archive.Cell{Row: r, Column: c, Rowspan: 1, Colspan: 1}
			if dice.IntN(3) == 0 {
				cell.Rowspan = 1 + dice.IntN(rows-r)
			}
			if dice.IntN(3) == 0 {
				for most := 1 + dice.IntN(columns-c); cell.Colspan < most && !taken[r][c+cell.Colspan]; {
					cell.Colspan++
				}
			}
			for y := r; y < r+cell.Rowspan; y++ {
				for x := c; x < c+cell.Colspan; x++ {
					taken[y][x] = true
				}
			}
			if dice.IntN(5) > 0 {
				cell.Text = strconv.Itoa(100 + len(cells))
				if dice.IntN(4) == 0 {
					cell.Text += "\n" + strconv.Itoa(200+len(cells))
				}
			}
			cells = append(cells, cell)
		}
	}
	// Spreadsheets leave out empty margins: the corners are written.
	cells[0].Text = "甲"
	for i := range cells {
		if cells[i].Row+cells[i].Rowspan == rows && cells[i].Column+cells[i].Colspan == columns {
			cells[i].Text = "乙"
		}
	}
	// Formats that tell columns by their edges have none where no cell begins.
	begins := make([]int, columns+1)
	for _, c := range cells {
		begins[c.Column+1] = 1
	}
	for i := range columns {
		begins[i+1] += begins[i]
	}
	for i := range cells {
		c := &cells[i]
		end := c.Column + c.Colspan
		c.Column = begins[c.Column]
		c.Colspan = begins[end] - c.Column
	}
	var l grid.Layout
	return l.Table("", rows, begins[columns], cells)
}

// at returns the cell that covers a place.
func at(t archive.Table, row, column int) archive.Cell {
	for _, c := range t.Cells {
		if row >= c.Row && row < c.Row+c.Rowspan && column >= c.Column && column < c.Column+c.Colspan {
			return c
		}
	}
	panic("a place without a cell")
}

// decoy is what no reader shows.
const decoy = "999"

// habits writes a text as editors do, in one or more pieces: the text of each run
// stands in the place of %s, and between pieces may stand what is not seen.
func habits(dice *rand.Rand, text, run, feed string, odd []string) string {
	var b strings.Builder
	for line := range strings.SplitSeq(text, "\n") {
		if b.Len() > 0 {
			b.WriteString(feed)
		}
		for i, c := range line {
			if i == 0 || dice.IntN(3) == 0 {
				for dice.IntN(2) == 0 {
					o := odd[dice.IntN(len(odd))]
					b.WriteString(strings.ReplaceAll(o, "%s", decoy))
				}
			}
			b.WriteString(strings.ReplaceAll(run, "%s", string(c)))
		}
	}
	return b.String()
}

var htmlHabits = []string{"<!--%s-->", "<script>%s</script>", "<style>a{width:%spx}</style>", `<span style="display:none">%s</span>`, "<b></b>", "<font>", "</font>", `<a name="%s"></a>`, "<wbr>", `<input type=hidden value=%s>`,
	"<template>%s</template>", "<o:p></o:p>", "<!--[if gte mso 9]><xml>%s</xml><![endif]-->", `<p style="display:none">%s</p>`, `<span style="mso-hide:all;display:none">%s</span>`, "&zwnj;"}

var wordHabits = []string{`<w:r><w:rPr><w:vanish/></w:rPr><w:t>%s</w:t></w:r>`, `<w:del w:id="1"><w:r><w:delText>%s</w:delText></w:r></w:del>`, `<w:bookmarkStart w:id="1" w:name="%s"/>`, `<w:proofErr w:type="spellStart"/>`,
	`<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> REF %s </w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>`, `<w:r><w:footnoteReference w:id="%s"/></w:r>`, `<w:r><w:lastRenderedPageBreak/></w:r>`,
	`<w:moveFrom w:id="2"><w:r><w:t>%s</w:t></w:r></w:moveFrom>`, `<w:r><w:t/></w:r>`, `<w:r><w:instrText>%s</w:instrText></w:r>`, `<w:commentRangeStart w:id="%s"/>`, `<w:r><w:commentReference w:id="%s"/></w:r>`, `<w:r><w:softHyphen/></w:r>`, `<w:sdt><w:sdtPr><w:tag w:val="%s"/></w:sdtPr><w:sdtContent/></w:sdt>`}

var odfHabits = []string{`<text:bookmark text:name="%s"/>`, `<office:annotation><text:p>%s</text:p></office:annotation>`, `<text:span/>`, `<text:soft-page-break/>`, `<text:note><text:note-citation></text:note-citation><text:note-body><text:p>%s</text:p></text:note-body></text:note>`, `<!--%s-->`, `<text:span text:style-name="x"></text:span>`, `<text:reference-mark text:name="%s"/>`}

var rtfHabits = []string{`{\v %s}`, `{\deleted %s}`, `{\*\foo %s}`, `{\field{\*\fldinst  PAGE %s }{\fldrslt }}`, `{\*\bkmkstart %s}`, `{\footnote %s}`, "\r\n", `\b0 `, `{}`, `{\*\atnid %s}`, `\v %s\v0 `, `{\pntext %s}`, `{\*\annotation %s}`, `{\pict\wmetafile8 %s0}`, `{\*\shppict{\pict 9}}`}

func asHTML(t archive.Table, dice *rand.Rand) string {
	var b strings.Builder
	b.WriteString("<html><body><table border=1>")
	for r := range t.Rows {
		b.WriteString("<tr>")
		for _, c := range t.Cells {
			if c.Row == r {
				fmt.Fprintf(&b, "<td rowspan=%d colspan=%d>%s</td>", c.Rowspan, c.Colspan, habits(dice, c.Text, "%s", "<br>", htmlHabits))
			}
		}
		b.WriteString("</tr>")
	}
	return b.String() + "</table></body></html>"
}

// asWord returns the body of a Word document.
func asWord(t archive.Table, dice *rand.Rand) string {
	var b strings.Builder
	b.WriteString("<w:tbl><w:tblGrid>" + strings.Repeat(`<w:gridCol w:w="900"/>`, t.Columns) + "</w:tblGrid>")
	for r := range t.Rows {
		b.WriteString("<w:tr>")
		for column := 0; column < t.Columns; {
			c := at(t, r, column)
			text := c.Text
			merge := ""
			switch {
			case c.Rowspan > 1 && c.Row == r:
				merge = `<w:vMerge w:val="restart"/>`
			case c.Row < r:
				merge, text = "<w:vMerge/>", ""
			}
			fmt.Fprintf(&b, `<w:tc><w:tcPr><w:gridSpan w:val="%d"/>%s</w:tcPr><w:p>%s</w:p></w:tc>`, c.Colspan, merge, habits(dice, text, "<w:r><w:t>%s</w:t></w:r>", "</w:p><w:p>", wordHabits))
			column += c.Colspan
		}
		b.WriteString("</w:tr>")
	}
	return b.String() + "</w:tbl>"
}

func asFlatWord(t archive.Table, dice *rand.Rand) string {
	return `<?xml version="1.0"?><?mso-application progid="Word.Document"?><w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml"><w:body>` +
		strings.ReplaceAll(asWord(t, dice), "<w:vMerge", "<w:vmerge") + "</w:body></w:wordDocument>"
}

func asFlatODF(t archive.Table, dice *rand.Rand, kind string) string {
	var b strings.Builder
	b.WriteString(`<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:mimetype="application/vnd.oasis.opendocument.` + kind + `"><office:body><office:` + kind + `><table:table table:name="Sheet1">`)
	fmt.Fprintf(&b, `<table:table-column table:number-columns-repeated="%d"/>`, t.Columns)
	for r := range t.Rows {
		b.WriteString("<table:table-row>")
		for column := range t.Columns {
			c := at(t, r, column)
			if c.Row != r || c.Column != column {
				b.WriteString("<table:covered-table-cell/>")
				continue
			}
			fmt.Fprintf(&b, `<table:table-cell office:value-type="string" table:number-rows-spanned="%d" table:number-columns-spanned="%d"><text:p>%s</text:p></table:table-cell>`, c.Rowspan, c.Colspan, habits(dice, c.Text, "%s", "</text:p><text:p>", odfHabits))
		}
		b.WriteString("</table:table-row>")
	}
	return b.String() + "</table:table></office:" + kind + "></office:body></office:document>"
}

func asRTF(t archive.Table, dice *rand.Rand) string {
	var b strings.Builder
	b.WriteString(`{\rtf1\ansi\ansicpg936\uc1 `)
	for r := range t.Rows {
		b.WriteString(`\trowd\trleft0`)
		text := ""
		for column := 0; column < t.Columns; {
			c := at(t, r, column)
			said := c.Text
			switch {
			case c.Rowspan > 1 && c.Row == r:
				b.WriteString(`\clvmgf`)
			case c.Row < r:
				b.WriteString(`\clvmrg`)
				said = ""
			}
			column += c.Colspan
			fmt.Fprintf(&b, `\cellx%d`, 900*column)
			text += habits(dice, said, "%s", `\line `, rtfHabits)
			text += `\cell `
		}
		b.WriteString(`\pard\intbl ` + strings.NewReplacer("甲", `\u30002?`, "乙", `\u20057?`).Replace(text) + `\row` + "\n")
	}
	return b.String() + `\pard\par}`
}

func asSpreadsheetML(t archive.Table, dice *rand.Rand) string {
	var b strings.Builder
	b.WriteString(`<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="Sheet1"><Table>`)
	for r := range t.Rows {
		fmt.Fprintf(&b, `<Row ss:Index="%d">`, r+1)
		for _, c := range t.Cells {
			index := ""
			if dice.IntN(2) == 0 {
				index = fmt.Sprintf(`ss:Index="%d"`, c.Column+1)
			}
			if c.Row == r {
				fmt.Fprintf(&b, `<Cell %s ss:MergeAcross="%d" ss:MergeDown="%d"><Data ss:Type="String">%s</Data></Cell>`, index, c.Colspan-1, c.Rowspan-1, c.Text)
			}
		}
		b.WriteString("</Row>")
	}
	return b.String() + "</Table></Worksheet></Workbook>"
}
