package export

import (
	"bufio"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// Mark is the byte order mark that makes Excel read a file that is opened by a
// double click as UTF-8, and not in the encoding of the machine, where the Chinese
// would be lost.
const Mark = "\ufeff"

// NewCSV writes CSV files (RFC 4180) into a folder, one a table.
func NewCSV(folder string, l *Layout) (*Writer, error) {
	f := &csvFiles{tables: l.Tables}
	for _, t := range l.Tables {
		file, err := os.Create(filepath.Join(folder, t.Name+".csv"))
		if err != nil {
			f.abandon()
			return nil, err
		}
		f.files = append(f.files, file)
		w := bufio.NewWriterSize(file, 1<<18)
		f.writers = append(f.writers, w)
		line := []byte(Mark)
		for i, c := range t.Columns {
			if i > 0 {
				line = append(line, ',')
			}
			line = appendField(line, c.Name)
		}
		if _, err := w.Write(append(line, "\r\n"...)); err != nil {
			f.abandon()
			return nil, err
		}
	}
	return newWriter(l, f), nil
}

type csvFiles struct {
	tables  []Table
	files   []*os.File
	writers []*bufio.Writer
}

// csvBatch is lines of each table.
type csvBatch struct {
	tables []Table
	lines  [][]byte
	last   [][]field // of each column: most texts come in many rows, one after the other

	head, tail []byte // of the cells
	first      int    // column of their middle
}

// field is a text and how it is written.
type field struct {
	text    string
	written []byte
}

func (f *csvFiles) batch() batch {
	b := &csvBatch{tables: f.tables, lines: make([][]byte, len(f.tables)), last: make([][]field, len(f.tables))}
	for i, t := range f.tables {
		b.last[i] = make([]field, len(t.Columns))
	}
	return b
}

func (f *csvFiles) write(b batch) error {
	for i, lines := range b.(*csvBatch).lines {
		if _, err := f.writers[i].Write(lines); err != nil {
			return err
		}
	}
	return nil
}

func (f *csvFiles) finish() error {
	var errs []error
	for i, w := range f.writers {
		errs = append(errs, w.Flush(), f.files[i].Close())
	}
	return errors.Join(errs...)
}

func (f *csvFiles) abandon() {
	for _, file := range f.files {
		_ = file.Close() // it is thrown away
	}
}

func (b *csvBatch) seal() {}

func (b *csvBatch) reset() {
	for i := range b.lines {
		b.lines[i] = b.lines[i][:0]
	}
}

func (b *csvBatch) row(table int, row []Value) {
	b.lines[table] = append(b.fields(b.lines[table], table, 0, row), "\r\n"...)
}

func (b *csvBatch) around(head, tail []Value) {
	b.first = len(head)
	b.head = b.fields(b.head[:0], cells, 0, head)
	b.tail = append(b.fields(b.tail[:0], cells, len(b.tables[cells].Columns)-len(tail), tail), "\r\n"...)
}

func (b *csvBatch) cell(middle []Value) {
	line := append(b.lines[cells], b.head...)
	b.lines[cells] = append(b.fields(line, cells, b.first, middle), b.tail...)
}

// fields appends the fields of a table from column first on.
func (b *csvBatch) fields(line []byte, table, first int, row []Value) []byte {
	columns, lasts := b.tables[table].Columns[first:], b.last[table][first:]
	for i, v := range row {
		if first+i > 0 {
			line = append(line, ',')
		}
		if !v.set {
			continue
		}
		switch columns[i].Kind {
		case Text:
			last := &lasts[i]
			if last.text != v.text {
				last.text, last.written = v.text, appendField(last.written[:0], Harmless(v.text))
			}
			line = append(line, last.written...)
		case Decimal:
			line = append(line, v.text...) // digits, a sign and a point
		case Integer:
			line = strconv.AppendInt(line, v.number, 10)
		case Time:
			line = v.time().AppendFormat(line, time.RFC3339)
		}
	}
	return line
}

// appendField appends a field, in quotes where it needs them.
func appendField(line []byte, s string) []byte {
	if !strings.ContainsAny(s, "\",\r\n") && strings.TrimSpace(s) == s {
		return append(line, s...)
	}
	line = append(line, '"')
	for {
		before, after, found := strings.Cut(s, `"`)
		line = append(line, before...)
		if !found {
			return append(line, '"')
		}
		line, s = append(line, `""`...), after
	}
}

// Harmless returns a text that no spreadsheet takes for a formula: one that
// begins with a sign that could begin one, or with an apostrophe, gets an
// apostrophe before it. A bare sign and a number with a sign are no formulas, and
// stay as they are. Whoever takes one apostrophe from the beginning of each text
// has the texts as they were.
func Harmless(s string) string {
	if s == "" {
		return s
	}
	switch s[0] {
	case '+', '-':
		r := s[1:]
		if strings.Trim(r, "0123456789.,%") == "" || strings.Trim(r, "-") == "" {
			return s
		}
	case '=', '@', '\t', '\r', '\n', '\'':
	default:
		for _, wide := range []string{"＝", "＋", "－", "＠"} {
			if strings.HasPrefix(s, wide) && s != wide {
				return "'" + s
			}
		}
		return s
	}
	return "'" + s
}
