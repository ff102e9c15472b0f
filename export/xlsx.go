package export

import (
	"slices"

	"gongkai/export/workbook"
)

// NewXLSX writes a workbook at path, with the codebook first and the cells last.
// A table of more rows than a sheet holds goes on in others.
func NewXLSX(path string, l *Layout) (*Writer, error) { return newXLSX(path, l, 0) }

func newXLSX(path string, l *Layout, limit int) (*Writer, error) {
	keys := l.keys()
	f := &xlsxFile{layout: l.Tables, shared: map[string]int{}, book: workbook.New(path, limit, keys), sheets: make([]*workbook.Sheet, len(l.Tables))}
	for i, key := range keys {
		f.shared[key] = i
	}
	for _, i := range sheetOrder(l) {
		var heading []workbook.Heading
		for _, c := range l.Tables[i].Columns {
			heading = append(heading, workbook.Heading{Name: c.Name, Width: columnWidth(c)})
		}
		var err error
		if f.sheets[i], err = f.book.Sheet(l.Tables[i].Name, heading); err != nil {
			f.abandon()
			return nil, err
		}
	}
	return newWriter(l, f), nil
}

// sheetOrder is the order in which people meet the tables.
func sheetOrder(l *Layout) []int {
	order := []int{l.codebook, reports}
	for i := fixedTables; i < l.codebook; i++ {
		order = append(order, i)
	}
	return append(order, readings, findings, cells)
}

// columnWidth is how many characters of a column are in sight.
func columnWidth(c Column) int {
	switch {
	case slices.Contains([]string{"issuer", "title", "message", "zh", "en"}, c.Name):
		return 40
	case c.Name == "url":
		return 30
	case c.Kind == Time, c.Name == "report_id":
		return 20
	case c.Cell != "":
		return 12
	}
	return min(max(len(c.Name)+3, 10), 24)
}

type xlsxFile struct {
	layout []Table
	shared map[string]int // the workbook's shared texts
	book   *workbook.Workbook
	sheets []*workbook.Sheet
}

type xlsxBatch struct {
	layout []Table
	shared map[string]int
	tables []workbook.Rows
	last   [][]xlsxText // of each column: most texts come in many rows, one after the other

	head, tail workbook.Rows // of the cells
	first      int           // column of their middle
}

// xlsxText is a text and its cell.
type xlsxText struct {
	text string
	cell workbook.Rows
}

func (f *xlsxFile) batch() batch {
	b := &xlsxBatch{layout: f.layout, shared: f.shared, tables: make([]workbook.Rows, len(f.layout)), last: make([][]xlsxText, len(f.layout))}
	for i, t := range f.layout {
		b.last[i] = make([]xlsxText, len(t.Columns))
	}
	return b
}

func (b *xlsxBatch) row(table int, row []Value) {
	rows := &b.tables[table]
	rows.Begin()
	b.add(rows, table, 0, row)
	rows.End()
}

func (b *xlsxBatch) around(head, tail []Value) {
	b.head.Reset()
	b.add(&b.head, cells, 0, head)
	b.tail.Reset()
	b.add(&b.tail, cells, len(b.layout[cells].Columns)-len(tail), tail)
	b.first = len(head)
}

func (b *xlsxBatch) cell(middle []Value) {
	rows := &b.tables[cells]
	rows.Begin()
	rows.Add(&b.head)
	b.add(rows, cells, b.first, middle)
	rows.Add(&b.tail)
	rows.End()
}

// add adds the values of a table's columns from first on.
func (b *xlsxBatch) add(rows *workbook.Rows, table, first int, row []Value) {
	columns, lasts := b.layout[table].Columns[first:], b.last[table][first:]
	for i, v := range row {
		switch kind := columns[i].Kind; {
		case !v.set:
			rows.Empty()
		case kind == Integer:
			rows.Integer(v.number)
		case kind == Time:
			rows.Time(v.time())
		case kind == Decimal && exact(v.text):
			rows.Number(v.text)
		default:
			last := &lasts[i]
			if last.text != v.text {
				last.text = v.text
				last.cell.Reset()
				b.text(&last.cell, v.text)
			}
			rows.Add(&last.cell)
		}
	}
}

func (b *xlsxBatch) text(rows *workbook.Rows, s string) {
	if n, ok := b.shared[s]; ok {
		rows.Shared(n)
		return
	}
	rows.Text(s)
}

func (b *xlsxBatch) reset() {
	for i := range b.tables {
		b.tables[i].Reset()
	}
}

func (b *xlsxBatch) seal() {
	for i := range b.tables {
		b.tables[i].Pack()
	}
}

func (f *xlsxFile) write(b batch) error {
	tables := b.(*xlsxBatch).tables
	for i := range tables {
		if err := f.sheets[i].Add(&tables[i]); err != nil {
			return err
		}
	}
	return nil
}

func (f *xlsxFile) finish() error { return f.book.Close() }

func (f *xlsxFile) abandon() { f.book.Abandon() }
