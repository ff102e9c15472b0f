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

// bom makes Excel read a file that is opened by a double click as UTF-8, and not
// in the encoding of the machine, where the Chinese would be lost.
const bom = "\ufeff"

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
		line := []byte(bom)
		for i, c := range t.Columns {
			line = appendField(line, i, c.Name)
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

func (b *csvBatch) row(table int, row []Value) {
	line := b.lines[table]
	for i, v := range row {
		if !v.set {
			if i > 0 {
				line = append(line, ',')
			}
			continue
		}
		switch b.tables[table].Columns[i].Kind {
		case Text:
			last := &b.last[table][i]
			if last.text != v.text {
				last.text, last.written = v.text, appendField(last.written[:0], i, Harmless(v.text))
			}
			line = append(line, last.written...)
		case Decimal:
			line = appendField(line, i, v.text)
		case Integer:
			line = strconv.AppendInt(appendField(line, i, ""), v.number, 10)
		case Time:
			line = v.time().AppendFormat(appendField(line, i, ""), time.RFC3339)
		}
	}
	b.lines[table] = append(line, "\r\n"...)
}

// appendField appends a field, in quotes where it needs them.
func appendField(line []byte, index int, s string) []byte {
	if index > 0 {
		line = append(line, ',')
	}
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
