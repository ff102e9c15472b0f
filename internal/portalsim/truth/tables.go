package truth

import (
	"strings"

	"gongkai/archive"
)

// grid fills an archive.Table from the top, a row at a time.
type grid struct {
	table archive.Table
	free  []int // the first row in which each column is not yet covered
	row   int
	st    style
}

func newGrid(columns int, st style) *grid {
	return &grid{table: archive.Table{Columns: columns}, free: make([]int, columns), row: -1, st: st}
}

func (g *grid) next() { g.row++ }

// put sets text into the first free column of the row.
func (g *grid) put(text string, rowspan, colspan int, header bool) {
	c := 0
	for c < len(g.free) && g.free[c] > g.row {
		c++
	}
	for i := c; i < c+colspan; i++ {
		g.free[i] = g.row + rowspan
	}
	g.table.Cells = append(g.table.Cells, archive.Cell{
		Row: g.row, Column: c, Rowspan: rowspan, Colspan: colspan, Text: text, Header: header,
	})
}

func (g *grid) label(text string, rowspan, colspan int) {
	g.put(g.st.label(text), rowspan, colspan, true)
}

func (g *grid) values(values []Value, colspan int) {
	for _, v := range values {
		g.put(v.Raw, 1, colspan, false)
	}
}

// done returns the table with its grid.
func (g *grid) done() archive.Table {
	t := g.table
	t.Rows = g.row + 1
	t.Grid = make([][]string, t.Rows)
	for r := range t.Grid {
		t.Grid[r] = make([]string, t.Columns)
	}
	for _, cell := range t.Cells {
		for r := cell.Row; r < cell.Row+cell.Rowspan; r++ {
			for c := cell.Column; c < cell.Column+cell.Colspan; c++ {
				t.Grid[r][c] = cell.Text
			}
		}
	}
	return t
}

// label prints a statutory label in the report's manner.
func (st style) label(text string) string {
	if text != "" && text[0] >= '1' && text[0] <= '8' {
		text = strings.Replace(text, ".", st.dot, 1)
	}
	if st.narrow {
		text = replaced(text, "（", "(", "）", ")")
	}
	if st.spaced {
		text = replaced(text, "自然人", "自 然 人", "本年度办理结果", " 本年度 办理结果", "规章", "规 章",
			"总计", "总 计", "行政许可", "行政 许可", "无法提供", "无法 提供")
	}
	return text
}

// replaced replaces texts by those that follow them in pairs.
func replaced(text string, pairs ...string) string {
	for i := 0; i+1 < len(pairs); i += 2 {
		text = strings.ReplaceAll(text, pairs[i], pairs[i+1])
	}
	return text
}

// tablesTwo lays out section two: one table, or one a block.
func tablesTwo(f figures, st style) []archive.Table {
	if st.combined {
		width := 4
		g := newGrid(width, st)
		for _, b := range f.two {
			g.block(b, width, f.unitHeader)
		}
		return []archive.Table{g.done()}
	}
	tables := make([]archive.Table, 0, len(f.two))
	for _, b := range f.two {
		g := newGrid(len(b.columns)+1, st)
		g.block(b, len(b.columns)+1, f.unitHeader)
		tables = append(tables, g.done())
	}
	return tables
}

// block lays b out under its caption in a table of width columns. Where b has
// fewer columns, the last spans the rest, or the only one all.
func (g *grid) block(b block, width int, amountUnit string) {
	spare := width - 1 - len(b.columns)
	span := func(i int) int {
		if i == len(b.columns)-1 {
			return 1 + spare
		}
		return 1
	}
	g.next()
	g.label(b.caption, 1, width)
	g.next()
	g.label("信息内容", 1, 1)
	for i, c := range b.columns {
		text := c.label
		if c.key == "amount" && amountUnit != "" {
			text += "（单位：" + amountUnit + "）"
		}
		g.label(text, 1, span(i))
	}
	for r, row := range b.rows {
		g.next()
		g.label(row.label, 1, 1)
		for i, v := range b.values[r] {
			g.put(v.Raw, 1, span(i), false)
		}
	}
}

// tableThree lays out section three.
func tableThree(b block, st style) archive.Table {
	g := newGrid(10, st)
	g.next()
	g.label("（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）", 3, 3)
	g.label("申请人情况", 1, 7)
	g.next()
	g.label("自然人", 2, 1)
	g.label("法人或其他组织", 1, 5)
	g.label("总计", 2, 1)
	g.next()
	for _, c := range b.columns[1:applicantKinds] {
		g.label(c.label, 1, 1)
	}
	members := make(map[string]int)
	for _, row := range b.rows {
		members[row.group]++
	}
	opened := make(map[string]bool)
	for r, row := range b.rows {
		g.next()
		if row.group != "" && !opened[resultGroup] {
			opened[resultGroup] = true
			g.label(resultGroup, len(b.rows)-members[""], 1)
		}
		switch {
		case row.group == "":
			g.label(row.label, 1, 3)
		case row.group == resultGroup:
			g.label(row.label, 1, 2)
		default:
			if !opened[row.group] {
				opened[row.group] = true
				g.label(row.group, members[row.group], 1)
			}
			g.label(row.label, 1, 1)
		}
		g.values(b.values[r], 1)
	}
	return g.done()
}

// tableFour lays out section four.
func tableFour(b block, st style) archive.Table {
	g := newGrid(15, st)
	g.next()
	g.label("行政复议", 1, 5)
	g.label("行政诉讼", 1, 10)
	g.next()
	for _, c := range b.columns[:5] {
		g.label(c.label, 2, 1)
	}
	g.label("未经复议直接起诉", 1, 5)
	g.label("复议后起诉", 1, 5)
	g.next()
	for _, c := range b.columns[5:] {
		g.label(c.label, 1, 1)
	}
	g.next()
	g.values(b.values[0], 1)
	return g.done()
}
