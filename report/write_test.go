package report_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"gongkai/archive"
	"gongkai/extract/plain"
	"gongkai/report"
)

// box is a cell of a table that a test writes.
type box struct {
	text       string
	rows, cols int
	key        string // of the statutory cell that it holds
}

func b(text string) box              { return box{text: text, rows: 1, cols: 1} }
func span(text string, r, c int) box { return box{text: text, rows: r, cols: c} }

// written is a report that a test writes: its tables, and what they say.
type written struct {
	title  string
	tables [][][]box // of rows of cells
	place  []int     // the section that each table stands in, from 0
	truth  map[string]string
}

// write returns a well-formed report in the form of a year, with figures that
// obey every identity.
func write(year int, rng *rand.Rand) written {
	w := written{title: fmt.Sprintf("青渡县水务局%d年政府信息公开工作年度报告", year), truth: map[string]string{}}
	tables := report.Tables2019()
	if year >= 2021 {
		tables = report.Tables2021()
	}
	for _, t := range tables {
		switch t.ID {
		case "t3":
			w.add(2, w.requests(t, rng))
		case "t4":
			w.add(3, w.reviews(t, rng))
		default:
			w.add(1, w.block(t, rng))
		}
	}
	return w
}

func (w *written) add(section int, rows [][]box) {
	w.tables, w.place = append(w.tables, rows), append(w.place, section)
}

// value writes n as the cell key.
func (w *written) value(key string, n int) box {
	w.truth[key] = fmt.Sprint(n)
	return box{text: fmt.Sprint(n), rows: 1, cols: 1, key: key}
}

func (w *written) block(t report.ExportTable, rng *rand.Rand) [][]box {
	header := []box{b("信息内容")}
	for _, c := range t.Columns {
		header = append(header, b(c[1]))
	}
	rows := [][]box{{span("第二十条第（"+t.Item+"）项", 1, len(header))}, header}
	for _, r := range t.Rows {
		line, n := []box{b(r[1])}, 0
		for _, c := range t.Columns {
			n += rng.IntN(40)
			line = append(line, w.value(t.ID+"."+r[0]+"."+c[0], n))
		}
		rows = append(rows, line)
	}
	return rows
}

// requests writes the table of section three.
func (w *written) requests(t report.ExportTable, rng *rand.Rand) [][]box {
	rows := [][]box{
		{span("（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）", 3, 3), span("申请人情况", 1, 7)},
		{span("自然人", 2, 1), span("法人或其他组织", 1, 5), span("总计", 2, 1)},
	}
	var orgs []box
	for _, c := range t.Columns[1:6] {
		orgs = append(orgs, b(c[1]))
	}
	rows = append(rows, orgs)
	sums := make([]int, 7)
	var leafs [][]int
	for range len(t.Rows) - 4 {
		leaf := make([]int, 7)
		for c := range 6 {
			if rng.IntN(4) == 0 {
				leaf[c] = rng.IntN(9)
			}
			leaf[6] += leaf[c]
		}
		for c := range sums {
			sums[c] += leaf[c]
		}
		leafs = append(leafs, leaf)
	}
	carried, fresh := make([]int, 7), make([]int, 7)
	for c := range 6 {
		carried[c] = rng.IntN(sums[c] + 1)
		fresh[c] = sums[c] - carried[c]
		carried[6], fresh[6] = carried[6]+carried[c], fresh[6]+fresh[c]
	}
	figures := append([][]int{fresh, carried}, leafs...)
	figures = append(figures, sums, make([]int, 7))
	for i, r := range t.Rows {
		line := append(labels(i, r[1], len(t.Rows)), make([]box, 0, 7)...)
		for c, col := range t.Columns {
			line = append(line, w.value("t3."+r[0]+"."+col[0], figures[i][c]))
		}
		rows = append(rows, line)
	}
	return rows
}

// labels returns the label cells of row i of the table of section three.
func labels(i int, label string, n int) []box {
	newOthers := n - 23
	switch {
	case i < 2 || i == n-1:
		return []box{span(label, 1, 3)}
	case i == 2:
		return []box{span("三、本年度办理结果", n-3, 1), span(label, 1, 2)}
	case i == 3 || i == n-2 || i == 20 && newOthers == 0:
		return []box{span(label, 1, 2)}
	case i == 4:
		return []box{span("（三）不予公开", 8, 1), b(label)}
	case i == 12:
		return []box{span("（四）无法提供", 3, 1), b(label)}
	case i == 15:
		return []box{span("（五）不予处理", 5, 1), b(label)}
	case i == 20:
		return []box{span("（六）其他处理", 3, 1), b(label)}
	}
	return []box{b(label)}
}

func (w *written) reviews(t report.ExportTable, rng *rand.Rand) [][]box {
	rows := [][]box{{span("行政复议", 1, 5), span("行政诉讼", 1, 10)}, {}, {}, {}}
	for i := range 5 {
		rows[1] = append(rows[1], span(t.Columns[i][1], 2, 1))
	}
	rows[1] = append(rows[1], span("未经复议直接起诉", 1, 5), span("复议后起诉", 1, 5))
	total := 0
	for i, c := range t.Columns {
		if i >= 5 {
			rows[2] = append(rows[2], b(c[1]))
		}
		n := rng.IntN(6)
		if i%5 == 4 {
			n, total = total, 0
		} else {
			total += n
		}
		rows[3] = append(rows[3], w.value("t4.value."+c[0], n))
	}
	return rows
}

var sectionHeads = []string{"一、总体情况", "二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况",
	"四、政府信息公开行政复议、行政诉讼情况", "五、存在的主要问题及改进情况", "六、其他需要报告的事项"}

// shapes are the ways in which a report comes to the parser.
func shapes() map[string]func(written) *archive.Document {
	return map[string]func(written) *archive.Document{
		"merged cells":             merged,
		"bars":                     asText(barRow),
		"tabs":                     asText(tabRow),
		"drawn with strokes":       asText(drawnRow),
		"one cell a line":          asText(lineRow),
		"running text":             asText(spaceRow),
		"all tables in one":        func(w written) *archive.Document { return merged(w.joined()) },
		"all tables in one, bars":  func(w written) *archive.Document { return asText(barRow)(w.joined()) },
		"grid without known spans": func(w written) *archive.Document { return unmerged(merged(w)) },
	}
}

// joined puts the tables of section two into one.
func (w written) joined() written {
	j := w
	j.tables, j.place = nil, nil
	for i, t := range w.tables {
		if n := len(j.tables); n > 0 && w.place[i] == 1 && j.place[n-1] == 1 {
			j.tables[n-1] = append(append([][]box{}, j.tables[n-1]...), t...)
			continue
		}
		j.tables, j.place = append(j.tables, t), append(j.place, w.place[i])
	}
	return j
}

// merged returns w as a document with merged cells.
func merged(w written) *archive.Document {
	doc := &archive.Document{Title: w.title}
	for section, head := range sectionHeads {
		doc.Blocks = append(doc.Blocks, archive.Passage{Type: archive.PassageHeading, Level: 1, Text: head},
			archive.Passage{Type: archive.PassageParagraph, Text: "本年度有关工作平稳推进。"})
		for i, rows := range w.tables {
			if w.place[i] != section {
				continue
			}
			index := len(doc.Tables)
			doc.Tables = append(doc.Tables, lay(rows))
			doc.Blocks = append(doc.Blocks, archive.Passage{Type: archive.PassageTable, Table: &index})
		}
	}
	return doc
}

// lay lays rows over a grid as HTML does.
func lay(rows [][]box) archive.Table {
	t := archive.Table{Rows: len(rows)}
	taken := make([]map[int]string, len(rows))
	for r := range rows {
		taken[r] = map[int]string{}
	}
	for r, row := range rows {
		c := 0
		for _, cell := range row {
			for _, is := taken[r][c]; is; _, is = taken[r][c] {
				c++
			}
			high := min(cell.rows, len(rows)-r)
			t.Cells = append(t.Cells, archive.Cell{Row: r, Column: c, Rowspan: high, Colspan: cell.cols, Text: cell.text})
			for y := range high {
				for x := range cell.cols {
					taken[r+y][c+x] = cell.text
				}
			}
			c += cell.cols
			t.Columns = max(t.Columns, c)
		}
	}
	for r := range rows {
		line := make([]string, t.Columns)
		for c, text := range taken[r] {
			if c < t.Columns {
				line[c] = text
			}
		}
		t.Grid = append(t.Grid, line)
	}
	return t
}

// unmerged drops what a document knows of spans, so that a merged cell's text
// stands in several cells.
func unmerged(doc *archive.Document) *archive.Document {
	for i := range doc.Tables {
		doc.Tables[i].Cells = nil
	}
	return doc
}

// asText returns a writer that writes rows by row and reads them back.
func asText(row func(table [][]box, r int) string) func(written) *archive.Document {
	return func(w written) *archive.Document {
		var s strings.Builder
		s.WriteString(w.title + "\n")
		for section, head := range sectionHeads {
			s.WriteString("\n" + head + "\n\n")
			if section == 0 {
				s.WriteString("本年度有关工作平稳推进。\n")
			}
			for i, rows := range w.tables {
				if w.place[i] != section {
					continue
				}
				for r := range rows {
					s.WriteString(row(rows, r))
				}
				s.WriteString("\n附注。\n\n")
			}
		}
		doc := plain.Read(s.String())
		return &doc
	}
}

func barRow(table [][]box, r int) string {
	var s strings.Builder
	for _, cell := range table[r] {
		s.WriteString(cell.text + " | ")
		s.WriteString(strings.Repeat("|", cell.cols-1))
	}
	return s.String() + "\n"
}

// drawnRow writes the cells between strokes: one that covers columns has no stroke
// within, one that covers rows is empty below its text, and no rule goes through it.
func drawnRow(table [][]box, r int) string {
	t := lay(table)
	rule, line := "", ""
	for column := 0; column < t.Columns; {
		at := slices.IndexFunc(t.Cells, func(c archive.Cell) bool {
			return c.Row <= r && r < c.Row+c.Rowspan && c.Column <= column && column < c.Column+c.Colspan
		})
		text, level, columns := "", "──", 1
		if at >= 0 {
			columns = t.Cells[at].Column + t.Cells[at].Colspan - column
			if text = t.Cells[at].Text; t.Cells[at].Row < r {
				text, level = "", "　　"
			}
		}
		rule, line = rule+"┼"+level, line+"│"+text
		column += columns
	}
	return strings.ReplaceAll(rule, "┼　　", "│　　") + "┤\n" + line + "│\n"
}

// tabRow writes the grid, with merged cells' text once.
func tabRow(table [][]box, r int) string {
	t := lay(table)
	texts := make([]string, t.Columns)
	last := 0
	for _, c := range t.Cells {
		if c.Row == r {
			texts[c.Column] = c.Text
			last = max(last, c.Column+c.Colspan)
		}
	}
	for len(texts) < 2 {
		texts = append(texts, "")
	}
	return strings.Join(texts[:max(last, 2)], "\t") + "\n"
}

// lineRow writes one cell a line; cells covered from above are empty lines.
func lineRow(table [][]box, r int) string {
	t := lay(table)
	texts := map[int]string{}
	for _, c := range t.Cells {
		switch {
		case c.Row == r:
			texts[c.Column] = c.Text
		case c.Row < r && r < c.Row+c.Rowspan:
			texts[c.Column] = ""
		}
	}
	var s strings.Builder
	for c := range t.Columns {
		if text, ok := texts[c]; ok {
			s.WriteString("\t" + text + "\n")
		}
	}
	return s.String() + "\n"
}

func spaceRow(table [][]box, r int) string {
	var texts []string
	for _, cell := range table[r] {
		texts = append(texts, cell.text)
	}
	return strings.Join(texts, " ") + "\n"
}
