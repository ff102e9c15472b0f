package xls

import (
	"context"
	"errors"
	"fmt"
	"io"

	"gongkai/archive"
	"gongkai/extract/compound"
	"gongkai/extract/numfmt"
	"gongkai/extract/sheet"
	"gongkai/extract/visible"
)

// maxStream is how many bytes of a workbook's stream are read; pictures stand
// in it.
const maxStream = 128 << 20

// Read reads the workbook of size bytes in r: Title, Blocks, Tables, Links and
// Warnings. It fills no other field. An error that is not ctx's says, in words
// for people, what is wrong with the file.
func Read(ctx context.Context, r io.ReaderAt, size int64) (archive.Document, error) {
	lead := make([]byte, 1)
	if _, err := r.ReadAt(lead, 0); err == nil && lead[0] == 0x09 { // the first record of a stream that is no compound file
		return archive.Document{}, errOld
	}
	c, err := compound.Open(r, size)
	if err != nil {
		return archive.Document{}, err
	}
	if !c.Has("Workbook") {
		if c.Has("Book") {
			return archive.Document{}, errOld
		}
		return archive.Document{}, errors.New("the compound file has no workbook")
	}
	data, err := c.Read(ctx, "Workbook", maxStream)
	if err != nil {
		return archive.Document{}, err
	}
	w := workbook{ctx: ctx, data: data, formats: make(numfmt.Formats), palette: sheet.UsualPalette(), left: 8 * len(data)}
	if err := w.globals(); err != nil {
		return archive.Document{}, err
	}
	if err := w.sheets(); err != nil {
		return archive.Document{}, err
	}
	return w.book.Document(""), nil
}

var errOld = errors.New("a workbook of Excel 95 or before; those of Excel 97 and later are read")

// workbook is the reading of one workbook.
type workbook struct {
	ctx       context.Context
	data      []byte
	left      int // bytes of records that may still be read
	bounds    []bound
	strings   []sheet.Text
	fonts     []font
	palette   *sheet.Palette
	formats   numfmt.Formats
	styles    []style
	date1904  bool
	decrypted bool
	book      sheet.Book
}

// bound is where a sheet stands in the stream.
type bound struct {
	at     int
	name   string
	hidden bool
	kind   byte // 0: a sheet of cells
}

// style is what an XF record says that matters here.
type style struct {
	format int
	drawn  bool // lines stand on at least two sides that meet
	font   int
	fill   [2]int // the kind of pattern, and the number of its colour
	look   sheet.Look
	ground visible.Colour
}

// settle gives the styles their colours, which are numbers until the palette is
// known.
func (w *workbook) settle() {
	for i := range w.styles {
		s := &w.styles[i]
		s.look = w.lookOf(s.font)
		s.look.Script = 0  // text that is set so as a whole is text
		switch s.fill[0] { // [MS-XLS] 2.5.132
		case 0:
		case 1:
			s.ground = w.palette.Colour(s.fill[1])
		default:
			s.ground = visible.Unclear
		}
	}
}

// next returns the next record, within what may be read.
func (w *workbook) next(r *records, n int) (record, bool, error) {
	if n%4096 == 0 {
		if err := w.ctx.Err(); err != nil {
			return record{}, false, err
		}
	}
	rec, ok := r.next()
	if w.left -= 4 + len(rec.body); w.left < 0 {
		return record{}, false, errors.New("the sheets of the workbook lie in each other")
	}
	return rec, ok, nil
}

// globals reads the part of the stream that all sheets share.
func (w *workbook) globals() error {
	r := &records{data: w.data}
	first, ok := r.next()
	if !ok || first.id != recordBOF || len(first.body) < 4 || u16(first.body) != 0x0600 {
		return errors.New("the workbook's stream does not begin as that of Excel 97 does")
	}
	for n := 1; ; n++ {
		rec, ok, err := w.next(r, n)
		if err != nil {
			return err
		}
		if !ok || rec.id == recordEOF {
			break
		}
		if rec.id == recordFilePass {
			if w.decrypted {
				return errPassword
			}
			w.decrypted = true
			if err := decrypt(w.data, rec.body, r.at); err != nil {
				return err
			}
			continue
		}
		w.global(r, rec)
	}
	if len(w.bounds) == 0 {
		return errors.New("the workbook has no sheets")
	}
	w.settle()
	return nil
}

func (w *workbook) global(r *records, rec record) {
	b := rec.body
	switch rec.id {
	case recordDate1904:
		w.date1904 = len(b) >= 2 && u16(b) == 1
	case recordBoundSheet:
		if len(b) < 8 {
			return
		}
		p := pieces{list: [][]byte{b[6:]}}
		w.bounds = append(w.bounds, bound{at: int(u32(b)), hidden: b[4]&3 != 0, kind: b[5], name: p.text(1)})
	case recordFormat:
		if len(b) < 5 {
			return
		}
		p := pieces{list: [][]byte{b[2:]}}
		w.formats[int(u16(b))] = numfmt.Parse(p.text(2))
	case recordPalette: // [MS-XLS] 2.4.155
		p := *w.palette
		for i := 0; i < len(p) && 6+4*i <= len(b); i++ {
			p[i] = visible.RGB(b[2+4*i], b[3+4*i], b[4+4*i])
		}
		w.palette, w.book.Palette = &p, &p
	case recordFont:
		w.fonts = append(w.fonts, fontOf(b))
	case recordXF:
		if len(b) < 20 {
			w.styles = append(w.styles, style{})
			return
		}
		lines := u16(b[10:]) // left, right, top and bottom, four bits each
		w.styles = append(w.styles, style{
			format: int(u16(b[2:])), drawn: lines&0xff != 0 && lines&0xff00 != 0, font: int(u16(b)),
			fill: [2]int{int(u32(b[14:]) >> 26), int(u16(b[18:]) & 0x7f)},
		})
	case recordSST:
		w.readStrings(r.continued(b))
	}
}

// sheets reads the sheets of cells one after another.
func (w *workbook) sheets() error {
	seen := make(map[int]bool)
	read := 0
	for _, b := range w.bounds {
		if b.kind != 0 || seen[b.at] {
			continue
		}
		seen[b.at] = true
		s := &sheet.Sheet{Name: b.name, Hidden: b.hidden}
		ok, err := w.sheet(s, b.at)
		if err != nil {
			return err
		}
		if !ok {
			w.book.Warn("workbook_damaged", fmt.Sprintf("the sheet %q is damaged or cut short", b.name))
			if b.at >= len(w.data) {
				continue
			}
		}
		read++
		w.book.Add(s)
	}
	if read == 0 {
		return errors.New("the workbook has no sheet of cells that can be read")
	}
	return nil
}
