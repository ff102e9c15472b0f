package export

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/compress/zstd"
)

// rowGroup is after how many values a row group ends, which bounds the memory: a
// row group's own texts are kept until it is written. Of the cells, whose table is
// the longest, it has some 80,000 rows; DuckDB makes its own of 122,880.
const rowGroup = 2 << 20

// NewParquet writes Parquet files into a folder, one a table. Decimals are
// DOUBLE; one that a DOUBLE can't hold exactly is null.
func NewParquet(folder string, l *Layout) (*Writer, error) {
	f := &parquetFiles{tables: l.Tables}
	for _, t := range l.Tables {
		file, err := os.Create(filepath.Join(folder, t.Name+".parquet"))
		if err != nil {
			f.abandon()
			return nil, err
		}
		f.files = append(f.files, file)
		options := []parquet.WriterOption{parquetSchema(t), parquet.CreatedBy("gongkai", "", ""), parquet.KeyValueMetadata("schema", Schema),
			parquet.Compression(&zstd.Codec{Level: zstd.SpeedFastest}), parquet.DataPageStatistics(false)} // the index of pages has them
		for _, c := range t.Columns {
			// Rows are in the order of archiving: the texts of a page lie anywhere
			// between the first and the last of all, and to compare them is dear.
			if c.Kind == Text {
				options = append(options, parquet.SkipPageBounds(c.Name))
			}
		}
		f.writers = append(f.writers, parquet.NewGenericWriter[any](file, options...))
	}
	return newWriter(l, f), nil
}

// parquetSchema is a table's schema, with the columns in their order.
func parquetSchema(t Table) *parquet.Schema {
	var fields []reflect.StructField
	for i, c := range t.Columns {
		kind, tag := reflect.TypeFor[string](), ",dict"
		switch c.Kind {
		case Integer:
			kind, tag = reflect.TypeFor[int64](), ""
		case Decimal:
			kind, tag = reflect.TypeFor[float64](), ",dict"
		case Time:
			kind, tag = reflect.TypeFor[int64](), ",timestamp(millisecond)"
		}
		fields = append(fields, reflect.StructField{
			Name: "F" + strconv.Itoa(i), Type: kind,
			Tag: reflect.StructTag(fmt.Sprintf(`parquet:"%s,optional%s"`, c.Name, tag)),
		})
	}
	return parquet.NewSchema(t.Name, parquet.SchemaOf(reflect.New(reflect.StructOf(fields)).Interface()))
}

type parquetFiles struct {
	tables  []Table
	files   []*os.File
	writers []*parquet.GenericWriter[any]
	pending []int // values of the row group that is open
}

// parquetBatch is the values of each table by column.
type parquetBatch struct {
	tables  []Table
	columns [][]parquetColumn
	rows    []int

	texts []byte // that the values are parts of

	head, tail []Value // of the cells
	same       int     // cells that have them and not yet in the columns
}

type parquetColumn struct {
	values []parquet.Value
	last   Value // most come in many rows
	one    parquet.Value
}

func (f *parquetFiles) batch() batch {
	b := &parquetBatch{tables: f.tables, columns: make([][]parquetColumn, len(f.tables)), rows: make([]int, len(f.tables))}
	for i, t := range f.tables {
		b.columns[i] = make([]parquetColumn, len(t.Columns))
	}
	return b
}

func (b *parquetBatch) seal() { b.repeat() }

func (b *parquetBatch) reset() {
	b.texts = b.texts[:0]
	for i, columns := range b.columns {
		b.rows[i] = 0
		for c := range columns {
			columns[c] = parquetColumn{values: columns[c].values[:0]}
		}
	}
}

func (b *parquetBatch) row(table int, row []Value) {
	b.rows[table]++
	b.add(table, 0, row, 1)
}

func (b *parquetBatch) around(head, tail []Value) {
	b.repeat()
	b.head, b.tail = append(b.head[:0], head...), append(b.tail[:0], tail...)
}

func (b *parquetBatch) cell(middle []Value) {
	b.same++
	b.add(cells, len(b.head), middle, 1)
}

// repeat adds what the newest cells begin and end with.
func (b *parquetBatch) repeat() {
	b.rows[cells] += b.same
	b.add(cells, 0, b.head, b.same)
	b.add(cells, len(b.columns[cells])-len(b.tail), b.tail, b.same)
	b.same = 0
}

// add adds values to the columns of a table from first on, each so many times.
func (b *parquetBatch) add(table, first int, row []Value, times int) {
	kinds := b.tables[table].Columns[first:]
	for i, v := range row {
		c := &b.columns[table][first+i]
		if len(c.values) == 0 || c.last != v {
			p, defined := parquet.Value{}, 0
			if v.set {
				p, defined = b.value(kinds[i].Kind, v)
			}
			c.last, c.one = v, p.Level(0, defined, first+i)
		}
		if times == 1 {
			c.values = append(c.values, c.one)
			continue
		}
		n := len(c.values)
		c.values = slices.Grow(c.values, times)[:n+times]
		for k := range c.values[n:] {
			c.values[n+k] = c.one
		}
	}
}

// value returns a value, until reset, and whether it is one, as a definition
// level.
func (b *parquetBatch) value(k Kind, v Value) (p parquet.Value, defined int) {
	switch k {
	case Integer:
		return parquet.Int64Value(v.number), 1
	case Time:
		return parquet.Int64Value(v.number * 1000), 1
	case Decimal:
		d, ok := double(v.text)
		if !ok {
			return parquet.Value{}, 0
		}
		return parquet.DoubleValue(d), 1
	default:
		start := len(b.texts)
		b.texts = append(b.texts, v.text...)
		return parquet.ByteArrayValue(b.texts[start:]), 1
	}
}

func (f *parquetFiles) write(b batch) error {
	from := b.(*parquetBatch)
	if f.pending == nil {
		f.pending = make([]int, len(f.tables))
	}
	for i, columns := range from.columns {
		if from.rows[i] == 0 {
			continue
		}
		writers := f.writers[i].ColumnWriters()
		for c, column := range columns {
			if _, err := writers[c].WriteRowValues(column.values); err != nil {
				return err
			}
		}
		if f.pending[i] += from.rows[i] * len(columns); f.pending[i] >= rowGroup {
			f.pending[i] = 0
			if err := f.writers[i].Flush(); err != nil {
				return err
			}
		}
	}
	return nil
}

func (f *parquetFiles) finish() error {
	for i, w := range f.writers {
		if err := w.Close(); err != nil {
			f.abandon()
			return err
		}
		if err := f.files[i].Close(); err != nil {
			f.abandon()
			return err
		}
	}
	return nil
}

func (f *parquetFiles) abandon() {
	for _, file := range f.files {
		_ = file.Close() // it is thrown away
	}
}

// double returns a decimal as a float64, and whether that holds it.
func double(s string) (float64, bool) {
	if n, ok := small(s); ok {
		return float64(n), true
	}
	d, err := strconv.ParseFloat(s, 64)
	return d, err == nil && exact(s)
}

// exact reports whether a float64 that is made of a decimal is written as the
// same one again: one of at most 15 digits is.
func exact(s string) bool {
	return len(s) <= 15 || len(strings.Trim(strings.Replace(strings.TrimLeft(s, "-"), ".", "", 1), "0")) <= 15
}

// small returns an integer of at most 15 digits.
func small(s string) (n int64, ok bool) {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
		n = 10*n + int64(s[i]-'0')
	}
	return n, len(s) > 0 && len(s) <= 15
}
