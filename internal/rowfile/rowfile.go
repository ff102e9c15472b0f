package rowfile

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"

	"gongkai/internal/charset"
)

// Bounds of what is read.
const (
	MaxBytes = 64 << 20 // of the file, and of each part of a workbook
	maxRows  = 200_000
	maxCells = 2_000_000
)

// Row is one row of a list.
type Row struct {
	Number int // of the line, or of the sheet's row, from 1
	Cells  []string
}

// Cell returns the cell at i, or "" where the row ends before it or i is negative.
func (r Row) Cell(i int) string {
	if i < 0 || i >= len(r.Cells) {
		return ""
	}
	return r.Cells[i]
}

// Error is what is wrong with a list. Number is 0 where the whole file is meant.
type Error struct {
	Number  int
	Message string
}

// Error returns the message, after the number where there is one.
func (e *Error) Error() string {
	if e.Number == 0 {
		return e.Message
	}
	return fmt.Sprintf("%d: %s", e.Number, e.Message)
}

// Read returns the rows of a list that have text, with spaces around their cells
// cut off. What is wrong with it is an *Error, any other error the reader's.
func Read(r io.Reader) ([]Row, error) {
	b, err := io.ReadAll(io.LimitReader(r, MaxBytes+1))
	if err != nil {
		return nil, err
	}
	var rows []Row
	switch {
	case len(b) > MaxBytes:
		return nil, &Error{0, fmt.Sprintf("larger than %d MiB: this is no list", MaxBytes>>20)}
	case bytes.HasPrefix(b, []byte("PK\x03\x04")):
		rows, err = readWorkbook(b)
	case bytes.HasPrefix(b, []byte("\xd0\xcf\x11\xe0")):
		return nil, &Error{0, "a workbook of Excel 97–2003: save it as .xlsx or as CSV"}
	default:
		rows, err = readCSV(b)
	}
	if err != nil {
		return nil, err
	}
	kept := rows[:0]
	for _, row := range rows {
		filled := false
		for i, cell := range row.Cells {
			row.Cells[i] = strings.TrimSpace(cell)
			filled = filled || row.Cells[i] != ""
		}
		if filled {
			kept = append(kept, row)
		}
	}
	return kept, nil
}

func readCSV(b []byte) ([]Row, error) {
	text, how := charset.Decode(b, "text/csv; charset=gb18030") // of a few names statistics know nothing
	if how.Replaced > 0 || bytes.ContainsRune(text, 0) {
		return nil, &Error{0, "neither a workbook nor text: save the list as .xlsx, or as CSV in UTF-8"}
	}
	r := csv.NewReader(bytes.NewReader(text))
	r.FieldsPerRecord = -1
	first, _, _ := bytes.Cut(text, []byte("\n"))
	for _, comma := range []rune{'\t', ';'} {
		if !bytes.ContainsRune(first, ',') && bytes.ContainsRune(first, comma) {
			r.Comma = comma
		}
	}
	var rows []Row
	for {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			return rows, nil
		}
		if wrong, ok := errors.AsType[*csv.ParseError](err); ok {
			if wrong.Line > wrong.StartLine {
				return nil, &Error{wrong.StartLine, "a quoted cell that has no end, or more behind it"}
			}
			return nil, &Error{wrong.Line, fmt.Sprintf("byte %d: %v", wrong.Column, wrong.Err)}
		}
		if len(rows) == maxRows {
			return nil, &Error{0, fmt.Sprintf("more than %d rows", maxRows)}
		}
		line, _ := r.FieldPos(0)
		rows = append(rows, Row{line, cells})
	}
}
