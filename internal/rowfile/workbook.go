package rowfile

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
)

// readWorkbook reads the first sheet of an XLSX workbook (ECMA-376 part 1, 18.2
// to 18.4).
func readWorkbook(b []byte) ([]Row, error) {
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		return nil, &Error{0, "not a workbook: " + err.Error()}
	}
	var book struct {
		Sheets []struct {
			ID string `xml:"http://schemas.openxmlformats.org/officeDocument/2006/relationships id,attr"`
		} `xml:"sheets>sheet"`
	}
	var relations struct {
		All []struct {
			ID     string `xml:"Id,attr"`
			Target string `xml:"Target,attr"`
		} `xml:"Relationship"`
	}
	if err := errors.Join(part(z, "xl/workbook.xml", &book), part(z, "xl/_rels/workbook.xml.rels", &relations)); err != nil {
		return nil, err
	}
	name := "xl/worksheets/sheet1.xml"
	for _, r := range relations.All {
		if len(book.Sheets) > 0 && r.ID == book.Sheets[0].ID {
			name = path.Join("xl", r.Target)
			if strings.HasPrefix(r.Target, "/") {
				name = strings.TrimPrefix(r.Target, "/")
			}
		}
	}
	var shared struct {
		Items []text `xml:"si"`
	}
	if _, err := z.Open("xl/sharedStrings.xml"); err == nil {
		if err := part(z, "xl/sharedStrings.xml", &shared); err != nil {
			return nil, err
		}
	}
	var sheet struct {
		Rows []struct {
			Number int `xml:"r,attr"`
			Cells  []struct {
				At     string `xml:"r,attr"`
				Type   string `xml:"t,attr"`
				Value  string `xml:"v"`
				Inline text   `xml:"is"`
			} `xml:"c"`
		} `xml:"sheetData>row"`
	}
	if err := part(z, name, &sheet); err != nil {
		return nil, err
	}
	var rows []Row
	last, cells := 0, 0
	for _, r := range sheet.Rows {
		row := Row{Number: r.Number}
		if row.Number == 0 {
			row.Number = last + 1
		}
		last = row.Number
		for i, c := range r.Cells {
			at := columnOf(c.At)
			if at < 0 {
				at = i
			}
			value := c.Value
			switch c.Type {
			case "s":
				n := 0
				if _, err := fmt.Sscan(c.Value, &n); err != nil || n < 0 || n >= len(shared.Items) {
					return nil, &Error{row.Number, fmt.Sprintf("cell %s names a text that the workbook does not have", c.At)}
				}
				value = shared.Items[n].String()
			case "inlineStr":
				value = c.Inline.String()
			case "e":
				return nil, &Error{row.Number, fmt.Sprintf("cell %s holds the error %s", c.At, c.Value)}
			}
			for len(row.Cells) <= at {
				row.Cells = append(row.Cells, "")
			}
			row.Cells[at] = value
			if cells += at + 1; cells > maxCells || len(rows) == maxRows {
				return nil, &Error{0, fmt.Sprintf("more than %d rows or %d cells", maxRows, maxCells)}
			}
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// text is what a string of a workbook holds: as a whole, or in runs.
type text struct {
	Whole string   `xml:"t"`
	Runs  []string `xml:"r>t"`
}

func (t text) String() string { return t.Whole + strings.Join(t.Runs, "") }

// mostColumns is the last column that a sheet can have: XFD.
const mostColumns = 16_384

// columnOf returns the column of a cell such as "AB12", from 0, or -1.
func columnOf(at string) int {
	n := 0
	for _, c := range at {
		if c < 'A' || c > 'Z' {
			break
		}
		if n = n*26 + int(c-'A') + 1; n > mostColumns {
			return -1
		}
	}
	return n - 1
}

// part decodes a part of a workbook.
func part(z *zip.Reader, name string, v any) error {
	f, err := z.Open(name)
	if err != nil {
		return &Error{0, "not a workbook: it has no " + name}
	}
	defer f.Close()
	limited := &io.LimitedReader{R: f, N: MaxBytes + 1}
	if err := xml.NewDecoder(limited).Decode(v); limited.N <= 0 {
		return &Error{0, fmt.Sprintf("%s is larger than %d MiB", name, MaxBytes>>20)}
	} else if err != nil {
		return &Error{0, fmt.Sprintf("%s can't be read: %v", name, err)}
	}
	return nil
}
