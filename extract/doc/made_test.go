package doc

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"strings"
	"testing"
	"unicode/utf16"

	"gongkai/archive"
	"gongkai/extract/compound/compoundtest"
	"gongkai/extract/readtest"
)

// made is a document to be made: paragraphs of the body, and of text boxes.
type made struct {
	body    []part
	boxes   [][]part
	shapes  []uint32       // that boxes stand in
	anchors map[int]uint32 // where shapes are anchored
	styles  [][]byte
	fonts   []string
	data    []byte
	summary []byte
	narrow  bool   // one byte a character
	piece   []byte // sprms for all of the text
	prm     uint16 // a sprm for all of the text
	disturb func(main, table []byte)
	noTable bool
}

// part is a paragraph: its runs, its mark, its properties.
type part struct {
	runs  []stretch
	mark  uint16
	style int
	sprms []byte
	last  []byte // sprms of the mark's character
}

type stretch struct {
	text  string
	sprms []byte
}

func sprm(op uint16, operand ...byte) []byte {
	return append([]byte{byte(op), byte(op >> 8)}, operand...)
}

func join(lists ...[]byte) []byte { return bytes.Join(lists, nil) }

// para is an ordinary paragraph.
func para(text string, sprms ...[]byte) part {
	return part{runs: []stretch{{text: text}}, mark: '\r', sprms: join(sprms...)}
}

// with is a paragraph whose text has properties of its own.
func with(runs ...stretch) part { return part{runs: runs, mark: '\r'} }

// cells is a row: how it is drawn, and its cells' texts.
func cells(drawn []byte, texts ...string) []part {
	var row []part
	for _, text := range texts {
		row = append(row, part{runs: []stretch{{text: text}}, mark: charCell, sprms: sprm(sprmPFInTable, 1)})
	}
	return append(row, part{mark: charCell, sprms: join(sprm(sprmPFInTable, 1), sprm(sprmPFTtp, 1), drawn)})
}

// withoutMark is a row whose mark is deleted.
func withoutMark(row []part) []part {
	row[len(row)-1].last = sprm(sprmCFRMarkDel, 1)
	return row
}

// innerCells is a row of a table in a cell.
func innerCells(drawn []byte, texts ...string) []part {
	deep := join(sprm(sprmPFInTable, 1), sprm(sprmPItap, 2, 0, 0, 0))
	var row []part
	for _, text := range texts {
		row = append(row, part{runs: []stretch{{text: text}}, mark: '\r', sprms: join(deep, sprm(sprmPFInnerTable, 1))})
	}
	return append(row, part{mark: '\r', sprms: join(deep, sprm(sprmPFInnerTable, 1), sprm(sprmPFInnerTtp, 1), drawn)})
}

// drawn is how a row is drawn: its edges, and the flags of its cells.
func drawn(at []int16, flags ...uint16) []byte {
	v := []byte{byte(len(at) - 1)}
	for _, x := range at {
		v = binary.LittleEndian.AppendUint16(v, uint16(x))
	}
	for _, f := range flags {
		v = append(binary.LittleEndian.AppendUint16(v, f), make([]byte, 18)...)
	}
	out := binary.LittleEndian.AppendUint16(sprm(sprmTDefTable), uint16(len(v)+1))
	return append(out, v...)
}

// Flags of cells.
const (
	right   = 1      // goes on from the cell before
	restart = 3 << 5 // begins a cell over several rows
	goesOn  = 1 << 5
)

// file makes the document.
func (m made) file() []byte {
	s := m.streams()
	if m.noTable {
		delete(s, "1Table")
	}
	return compoundtest.File(s)
}

const textAt = 0x800

// streams makes the document's streams.
func (m made) streams() map[string][]byte {
	w := writer{main: make([]byte, textAt), width: 2}
	if m.narrow {
		w.width = 1
	}
	copy(w.main, "\xec\xa5\xc1\x00")
	binary.LittleEndian.PutUint16(w.main[6:], 0x0804)
	binary.LittleEndian.PutUint16(w.main[0xa:], 0x0200)
	for _, p := range m.body {
		w.paragraph(p)
	}
	body := w.count
	var ends []int
	for _, b := range m.boxes {
		for _, p := range b {
			w.paragraph(p)
		}
		ends = append(ends, w.count-body)
	}
	binary.LittleEndian.PutUint32(w.main[0x4c:], uint32(body))
	binary.LittleEndian.PutUint32(w.main[0x64:], uint32(w.count-body))
	w.part(0xfa, w.characters.write(&w.main, 1))
	w.part(0x102, w.paragraphs.write(&w.main, 13))
	w.part(0x1a2, m.clx(w.count))
	w.part(0x112, m.fontTable())
	w.part(0xa2, m.styleSheet())
	w.part(0x1da, m.anchorTable())
	w.part(0x25a, m.boxTable(ends))
	if m.disturb != nil {
		m.disturb(w.main, w.table)
	}
	streams := map[string][]byte{"WordDocument": w.main, "1Table": w.table}
	if m.data != nil {
		streams["Data"] = m.data
	}
	if m.summary != nil {
		streams["\x05SummaryInformation"] = m.summary
	}
	return streams
}

// writer writes the streams.
type writer struct {
	main, table            []byte
	width                  int
	count                  int
	characters, paragraphs plex
}

func (w *writer) paragraph(p part) {
	begin := len(w.main)
	for _, r := range p.runs {
		units := utf16.Encode([]rune(r.text))
		if w.width == 1 {
			units = units[:0]
			for i := range len(r.text) {
				units = append(units, uint16(r.text[i]))
			}
		}
		w.run(units, r.sprms)
	}
	w.run([]uint16{p.mark}, p.last)
	papx := append(binary.LittleEndian.AppendUint16(nil, uint16(p.style)), p.sprms...)
	if len(papx)%2 == 1 {
		papx = append([]byte{byte(len(papx)/2 + 1)}, papx...)
	} else {
		papx = append([]byte{0, byte(len(papx) / 2)}, papx...)
	}
	w.paragraphs.add(begin, len(w.main), papx)
}

func (w *writer) run(units []uint16, sprms []byte) {
	begin := len(w.main)
	for _, u := range units {
		w.main = append(w.main, byte(u))
		if w.width == 2 {
			w.main = append(w.main, byte(u>>8))
		}
		w.count++
	}
	w.characters.add(begin, len(w.main), append([]byte{byte(len(sprms))}, sprms...))
}

// part adds a part of the table stream, and says where in the header.
func (w *writer) part(at int, b []byte) {
	binary.LittleEndian.PutUint32(w.main[at:], uint32(len(w.table)))
	binary.LittleEndian.PutUint32(w.main[at+4:], uint32(len(b)))
	w.table = append(w.table, b...)
}

func (m made) clx(count int) []byte {
	var clx []byte
	prm := m.prm
	if m.piece != nil {
		clx = append(binary.LittleEndian.AppendUint16([]byte{1}, uint16(len(m.piece))), m.piece...)
		prm = 1
	}
	fc := uint32(textAt)
	if m.narrow {
		fc = fc*2 | 0x40000000
	}
	clx = append(clx, 2, 16, 0, 0, 0, 0, 0, 0, 0)
	clx = binary.LittleEndian.AppendUint32(clx, uint32(count))
	clx = append(clx, 0, 0)
	clx = binary.LittleEndian.AppendUint32(clx, fc)
	return binary.LittleEndian.AppendUint16(clx, prm)
}

func (m made) fontTable() []byte {
	b := []byte{byte(len(m.fonts)), 0, 0, 0}
	for _, name := range m.fonts {
		one := make([]byte, 39)
		for _, unit := range append(utf16.Encode([]rune(name)), 0) {
			one = binary.LittleEndian.AppendUint16(one, unit)
		}
		b = append(append(b, byte(len(one))), one...)
	}
	return b
}

func (m made) styleSheet() []byte {
	b := append([]byte{18, 0, byte(len(m.styles)), 0, 10, 0}, make([]byte, 14)...)
	for _, s := range m.styles {
		b = binary.LittleEndian.AppendUint16(b, uint16(len(s)))
		b = append(append(b, s...), make([]byte, len(s)&1)...)
	}
	return b
}

// styled is a style of paragraphs.
func styled(sti, based int, paragraphs, characters []byte) []byte {
	b := binary.LittleEndian.AppendUint16(nil, uint16(sti))
	b = binary.LittleEndian.AppendUint16(b, uint16(based<<4|1))
	b = append(b, 2, 0, 0, 0, 0, 0)   // counts, and the rest of the fixed part
	b = append(b, 1, 0, 'n', 0, 0, 0) // a name of one character
	papx := append([]byte{0, 0}, paragraphs...)
	for _, x := range [][]byte{papx, characters} {
		b = append(b, make([]byte, len(b)&1)...)
		b = append(binary.LittleEndian.AppendUint16(b, uint16(len(x))), x...)
	}
	return b
}

func (m made) anchorTable() []byte {
	var at, shapes []byte
	for cp := range 100 {
		if shape, ok := m.anchors[cp]; ok {
			at = binary.LittleEndian.AppendUint32(at, uint32(cp))
			shapes = append(binary.LittleEndian.AppendUint32(shapes, shape), make([]byte, spaSize-4)...)
		}
	}
	return join(at, []byte{255, 255, 0, 0}, shapes)
}

func (m made) boxTable(ends []int) []byte {
	at := []byte{0, 0, 0, 0}
	var shapes []byte
	for i, end := range ends {
		at = binary.LittleEndian.AppendUint32(at, uint32(end))
		shape := make([]byte, boxSize)
		binary.LittleEndian.PutUint32(shape[14:], m.shapes[i])
		shapes = append(shapes, shape...)
	}
	return append(at, shapes...)
}

// plex is a table of runs, kept in pages.
type plex struct {
	from, to []int
	data     [][]byte
}

func (x *plex) add(from, to int, data []byte) {
	if to > from {
		x.from, x.to, x.data = append(x.from, from), append(x.to, to), append(x.data, data)
	}
}

// write adds the pages to main, and returns the table that leads to them. An
// entry of a page has size bytes, the first of which says where its data is.
func (x *plex) write(main *[]byte, size int) []byte {
	var at, pages []byte
	for i := 0; i < len(x.from); {
		*main = append(*main, make([]byte, (page-len(*main)%page)%page)...)
		b := make([]byte, page)
		n, begins := 0, []int{page - 1}
		for ; i+n < len(x.from); n++ {
			d := x.data[i+n]
			begin := (begins[n] - len(d)) &^ 1
			if begin < 4*(n+2)+size*(n+1) {
				break
			}
			copy(b[begin:], d)
			begins = append(begins, begin)
		}
		if n == 0 {
			panic("a run does not fit into a page")
		}
		for k := range n {
			binary.LittleEndian.PutUint32(b[4*k:], uint32(x.from[i+k]))
			b[4*(n+1)+size*k] = byte(begins[k+1] / 2)
		}
		binary.LittleEndian.PutUint32(b[4*n:], uint32(x.to[i+n-1]))
		b[page-1] = byte(n)
		at = binary.LittleEndian.AppendUint32(at, uint32(x.from[i]))
		pages = binary.LittleEndian.AppendUint32(pages, uint32(len(*main)/page))
		*main = append(*main, b...)
		i += n
	}
	return join(at, binary.LittleEndian.AppendUint32(nil, uint32(x.to[len(x.to)-1])), pages)
}

func read(t testing.TB, data []byte) archive.Document {
	t.Helper()
	doc, err := Read(t.Context(), bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// lines is what a document holds: passages and tables.
func lines(doc archive.Document) string {
	var all []string
	for _, b := range doc.Blocks {
		if b.Table != nil {
			all = append(all, fmt.Sprint(doc.Tables[*b.Table].Grid))
			continue
		}
		all = append(all, b.Text)
	}
	return strings.Join(all, "\n")
}

// fixture is a document that LibreOffice wrote.
func fixture(t testing.TB, name string) []byte {
	t.Helper()
	return readtest.File(t, "testdata/"+name+".doc")
}

// compoundFile is a file of one stream.
func compoundFile(main []byte) []byte {
	return compoundtest.File(map[string][]byte{"WordDocument": main})
}
