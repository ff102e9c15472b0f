package workbook

import (
	"archive/zip"
	"bufio"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// MaxRows is how many rows a sheet has, with its heading.
const MaxRows = 1 << 20

// Workbook is a workbook that is being written. Its sheets lie in files beside
// it until it is closed.
type Workbook struct {
	path   string
	limit  int
	shared []string
	sheets []*Sheet
}

// Sheet is a sheet, with those that go on from it.
type Sheet struct {
	book    *Workbook
	name    string
	heading []Heading
	parts   []*part
}

// Heading is the head of a column.
type Heading struct {
	Name  string
	Width int // in characters
}

// part is one sheet of the file.
type part struct {
	name string
	file *os.File
	w    *bufio.Writer
	rows int
	sum  uint32 // CRC-32 of what is not compressed
	size uint64 // of that
}

// New begins a workbook at path. Its sheets have at most limit rows; 0 is
// MaxRows. Any cell may have one of the shared texts, by its index.
func New(path string, limit int, shared []string) *Workbook {
	if limit == 0 {
		limit = MaxRows
	}
	return &Workbook{path: path, limit: limit, shared: shared}
}

// Sheet adds a sheet.
func (b *Workbook) Sheet(name string, heading []Heading) (*Sheet, error) {
	s := &Sheet{book: b, name: name, heading: heading}
	b.sheets = append(b.sheets, s)
	return s, s.begin()
}

// begin begins the next part.
func (s *Sheet) begin() error {
	name := s.name
	if n := len(s.parts); n > 0 {
		name += "_" + strconv.Itoa(n+1)
	}
	f, err := os.CreateTemp(filepath.Dir(s.book.path), "sheet-*")
	if err != nil {
		return err
	}
	p := &part{name: name, file: f, w: bufio.NewWriterSize(f, 1<<18)}
	s.parts = append(s.parts, p)
	var x strings.Builder
	x.WriteString(xmlHead + `<worksheet xmlns="` + mainNS + `"><sheetViews><sheetView workbookViewId="0">` +
		`<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>`)
	for i, h := range s.heading {
		fmt.Fprintf(&x, `<col min="%d" max="%d" width="%d" customWidth="1"/>`, i+1, i+1, h.Width)
	}
	x.WriteString("</cols><sheetData>")
	var head Rows
	head.Begin()
	for _, h := range s.heading {
		head.text(h.Name, `<c s="1" t="inlineStr"><is><t>`)
	}
	head.End()
	p.rows = 1
	xml := append([]byte(x.String()), head.xml...)
	return p.write(xml, pack(xml))
}

func (p *part) write(xml, packed []byte) error {
	p.sum = crc32.Update(p.sum, crc32.IEEETable, xml)
	p.size += uint64(len(xml))
	_, err := p.w.Write(packed)
	return err
}

// Add adds packed rows.
func (s *Sheet) Add(r *Rows) error {
	xml, packed, ends, begin := r.xml, r.packed, r.ends, 0
	for len(ends) > 0 {
		p := s.parts[len(s.parts)-1]
		free := s.book.limit - p.rows
		if free == 0 {
			if err := s.begin(); err != nil {
				return err
			}
			continue
		}
		n := min(free, len(ends))
		piece := xml[begin:ends[n-1]]
		if n < len(r.ends) { // what was packed is more than this
			packed = pack(piece)
		}
		if err := p.write(piece, packed); err != nil {
			return err
		}
		p.rows += n
		begin, ends = ends[n-1], ends[n:]
	}
	return nil
}

// Abandon removes what was written.
func (b *Workbook) Abandon() {
	for _, s := range b.sheets {
		for _, p := range s.parts {
			_ = p.file.Close() // it is thrown away
			_ = os.Remove(p.file.Name())
		}
	}
}

// Close joins the sheets to a file. The workbook is of no use afterwards.
func (b *Workbook) Close() error {
	defer b.Abandon()
	f, err := os.Create(b.path)
	if err != nil {
		return err
	}
	return errors.Join(b.join(f), f.Close())
}

func (b *Workbook) join(f io.Writer) error {
	z := zip.NewWriter(f)
	var parts []*part
	for _, s := range b.sheets {
		parts = append(parts, s.parts...)
	}
	for _, e := range frame(parts, b.shared) {
		w, err := z.CreateHeader(&zip.FileHeader{Name: e.name, Method: zip.Deflate, Modified: noTime()})
		if err != nil {
			return err
		}
		if _, err := io.WriteString(w, e.xml); err != nil {
			return err
		}
	}
	n := 0
	for _, s := range b.sheets {
		for _, p := range s.parts {
			n++
			tail := []byte(`</sheetData><autoFilter ref="A1:` + columnName(len(s.heading)) + strconv.Itoa(p.rows) + `"/></worksheet>`)
			if err := p.join(z, fmt.Sprintf("xl/worksheets/sheet%d.xml", n), tail); err != nil {
				return err
			}
		}
	}
	return z.Close()
}

// join copies the part to its place.
func (p *part) join(z *zip.Writer, name string, tail []byte) error {
	if err := p.write(tail, pack(tail)); err != nil {
		return err
	}
	if _, err := p.w.Write([]byte{3, 0}); err != nil { // the last block, which is empty
		return err
	}
	if err := p.w.Flush(); err != nil {
		return err
	}
	size, err := p.file.Seek(0, io.SeekCurrent)
	if err != nil {
		return err
	}
	if _, err := p.file.Seek(0, io.SeekStart); err != nil {
		return err
	}
	w, err := z.CreateRaw(&zip.FileHeader{
		Name: name, Method: zip.Deflate, Modified: noTime(), CRC32: p.sum,
		CompressedSize64: uint64(size), UncompressedSize64: p.size,
	})
	if err != nil {
		return err
	}
	_, err = io.Copy(w, p.file)
	return err
}

// noTime is the first time that a ZIP file can hold: the same at each writing.
func noTime() time.Time { return time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC) }

// columnName is the name of the n-th column from 1: A, Z, AA.
func columnName(n int) string {
	s := ""
	for ; n > 0; n = (n - 1) / 26 {
		s = string(rune('A'+(n-1)%26)) + s
	}
	return s
}
