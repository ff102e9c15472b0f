package export

import (
	"strconv"
	"strings"
	"time"

	"gongkai/export/sqlitefile"
)

// schemaNumber is the number in Schema, which PRAGMA user_version gives.
const schemaNumber = 1

// NewSQLite writes an SQLite database at path. Decimals are integers or doubles;
// one that neither can hold exactly is null, as a text would be damage in a column
// of numbers.
func NewSQLite(path string, l *Layout) (*Writer, error) {
	db, err := sqlitefile.Create(path, schemaNumber)
	if err != nil {
		return nil, err
	}
	f := &sqliteFile{layout: l.Tables, db: db}
	for _, t := range l.Tables {
		f.tables = append(f.tables, db.Table(t.Name, createTable(t)))
	}
	return newWriter(l, f), nil
}

func createTable(t Table) string {
	var s strings.Builder
	s.WriteString("CREATE TABLE " + quoted(t.Name) + " (")
	for i, c := range t.Columns {
		if i > 0 {
			s.WriteString(", ")
		}
		s.WriteString(quoted(c.Name) + " " + [...]string{Text: "TEXT", Integer: "INTEGER", Decimal: "NUMERIC", Time: "TEXT"}[c.Kind])
	}
	return s.String() + ")"
}

// quoted is a name in SQL, where table and column are words of its own.
func quoted(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

type sqliteFile struct {
	layout []Table
	db     *sqlitefile.Database
	tables []*sqlitefile.Table
}

// sqliteBatch is records of each table, and where each ends.
type sqliteBatch struct {
	layout  []Table
	records [][]byte
	ends    [][]int
	record  sqlitefile.Record

	head, tail sqlitefile.Record // of the cells
	first      int               // column of their middle
}

func (f *sqliteFile) batch() batch {
	return &sqliteBatch{layout: f.layout, records: make([][]byte, len(f.layout)), ends: make([][]int, len(f.layout))}
}

func (b *sqliteBatch) seal() {}

func (b *sqliteBatch) reset() {
	for i := range b.records {
		b.records[i], b.ends[i] = b.records[i][:0], b.ends[i][:0]
	}
}

func (b *sqliteBatch) row(table int, row []Value) {
	b.record.Reset()
	b.add(&b.record, table, 0, row)
	b.end(table)
}

func (b *sqliteBatch) around(head, tail []Value) {
	b.head.Reset()
	b.add(&b.head, cells, 0, head)
	b.tail.Reset()
	b.add(&b.tail, cells, len(b.layout[cells].Columns)-len(tail), tail)
	b.first = len(head)
}

func (b *sqliteBatch) cell(middle []Value) {
	b.record.Reset()
	b.record.Add(&b.head)
	b.add(&b.record, cells, b.first, middle)
	b.record.Add(&b.tail)
	b.end(cells)
}

// end ends the row of a table.
func (b *sqliteBatch) end(table int) {
	b.records[table] = b.record.Append(b.records[table])
	b.ends[table] = append(b.ends[table], len(b.records[table]))
}

// add adds the values of a table's columns from first on.
func (b *sqliteBatch) add(to *sqlitefile.Record, table, first int, row []Value) {
	columns := b.layout[table].Columns[first:]
	for i, v := range row {
		switch {
		case !v.set:
			to.Null()
		case columns[i].Kind == Text:
			to.Text(v.text)
		case columns[i].Kind == Integer:
			to.Integer(v.number)
		case columns[i].Kind == Time:
			to.Text(v.time().Format(time.RFC3339))
		default:
			addDecimal(to, v.text)
		}
	}
}

func addDecimal(to *sqlitefile.Record, s string) {
	if n, ok := small(s); ok {
		to.Integer(n)
	} else if n, err := strconv.ParseInt(s, 10, 64); err == nil {
		to.Integer(n)
	} else if d, ok := double(s); ok {
		to.Double(d)
	} else {
		to.Null()
	}
}

func (f *sqliteFile) write(b batch) error {
	from := b.(*sqliteBatch)
	for i, ends := range from.ends {
		start := 0
		for _, end := range ends {
			if err := f.tables[i].Add(from.records[i][start:end]); err != nil {
				return err
			}
			start = end
		}
	}
	return nil
}

func (f *sqliteFile) finish() error { return f.db.Close() }

func (f *sqliteFile) abandon() { f.db.Abandon() }
