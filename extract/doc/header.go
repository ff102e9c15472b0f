package doc

import (
	"encoding/binary"
	"errors"
)

// header is what the file information block says ([MS-DOC] 2.5.1).
type header struct {
	old     bool // Word 6 or 95
	second  bool // 1Table is the table stream
	complex bool // of old ones: the text stands in pieces
	chinese bool // the language of the version that wrote the file

	bodyText int // characters of the body
	boxText  int // where the text of text boxes begins
	allText  int // characters of all texts

	first, last uint32 // of old ones: where the text stands

	clx, chpx, papx, styles, anchors, boxes, fonts location
}

// location is where a part stands in the table stream.
type location struct{ offset, size uint32 }

const newest6 = 105 // nFib of Word 95; Word 97 writes 193

// readHeader reads the file information block.
func (d *reader) readHeader() error {
	b := d.main
	if len(b) < 0x60 {
		return errShort
	}
	ident, version, flags := u16(b, 0), u16(b, 2), u16(b, 0xa)
	switch {
	case flags&0x0100 != 0:
		return errors.New("the document is protected with a password")
	case ident != 0xa5ec && ident != 0xa5dc && ident != 0xa699 && ident != 0xa697:
		return errDamaged("its main stream does not begin as one of Word's")
	}
	h := &d.header
	h.old = version <= newest6 || ident == 0xa5dc
	h.second = flags&0x0200 != 0
	h.complex = flags&0x0004 != 0
	h.chinese = u16(b, 6)&0x3ff == 4 // the primary language of lid
	if h.old {
		h.first, h.last = u32(b, 0x18), u32(b, 0x1c)
		h.bodyText = int(int32(u32(b, 0x34)))
		h.clx = d.location(0x160)
		return nil
	}
	if len(b) < 0x1aa {
		return errShort
	}
	counts := [8]int{} // of the body, footnotes, headers, macros, comments, endnotes, text boxes, those of headers
	for i := range counts {
		n := int32(u32(b, 0x4c+4*i))
		if n < 0 || int64(n) > int64(len(b)) {
			return errDamaged("it says that it has more text than the file holds")
		}
		counts[i] = int(n)
		if i < 6 {
			h.boxText += int(n)
		}
		h.allText += int(n)
	}
	if h.allText > maxCharacters {
		return errors.New("the document has more text than is read")
	}
	h.bodyText = counts[0]
	h.styles, h.chpx, h.papx = d.location(0xa2), d.location(0xfa), d.location(0x102)
	h.fonts = d.location(0x112)
	h.clx, h.anchors, h.boxes = d.location(0x1a2), d.location(0x1da), d.location(0x25a)
	return nil
}

// location reads an offset and a size.
func (d *reader) location(at int) location {
	return location{u32(d.main, at), u32(d.main, at+4)}
}

// u16 and u32 read numbers; what stands beyond the end is 0.
func u16(b []byte, at int) uint16 {
	if at < 0 || at+2 > len(b) {
		return 0
	}
	return binary.LittleEndian.Uint16(b[at:])
}

func u32(b []byte, at int) uint32 {
	if at < 0 || at+4 > len(b) {
		return 0
	}
	return binary.LittleEndian.Uint32(b[at:])
}
