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
// one that neither can hold exactly is a text.
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
}

func (f *sqliteFile) batch() batch {
	return &sqliteBatch{layout: f.layout, records: make([][]byte, len(f.layout)), ends: make([][]int, len(f.layout))}
}

func (b *sqliteBatch) seal() {}

func (b *sqliteBatch) row(table int, row []Value) {
	b.record.Reset()
	for i, v := range row {
		switch {
		case !v.set:
			b.record.Null()
		case b.layout[table].Columns[i].Kind == Text:
			b.record.Text(v.text)
		case b.layout[table].Columns[i].Kind == Integer:
			b.record.Integer(v.number)
		case b.layout[table].Columns[i].Kind == Time:
			b.record.Text(v.time().Format(time.RFC3339))
		default:
			b.decimal(v.text)
		}
	}
	b.records[table] = b.record.Append(b.records[table])
	b.ends[table] = append(b.ends[table], len(b.records[table]))
}

func (b *sqliteBatch) decimal(s string) {
	if n, err := strconv.ParseInt(s, 10, 64); err == nil {
		b.record.Integer(n)
	} else if d, ok := double(s); ok {
		b.record.Double(d)
	} else {
		b.record.Text(s)
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
