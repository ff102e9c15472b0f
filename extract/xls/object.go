package xls

import (
	"bytes"
	"strings"
	"unicode/utf16"

	"gongkai/extract/sheet"
	"gongkai/extract/visible"
)

// box reads the text of a text box or shape ([MS-XLS] 2.4.329); that of
// comments and controls is not part of the page.
func (r *reading) box(b []byte) {
	if len(b) < 14 {
		return
	}
	n := int(u16(b[10:]))
	p := r.continued(nil)
	switch r.object { // [MS-XLS] 2.5.143
	case 0x02, 0x03, 0x04, 0x06, 0x09, 0x1e:
	default:
		return
	}
	if n > 0 && p.settle() {
		wide := p.uint(1)&1 != 0
		text := p.runs(p.characters(n, wide), int(u16(b[12:]))/8, 8, r.lookOf) // of which the last tells the end
		r.sheet.Box(strings.ReplaceAll(r.book.Shown(text, sheet.Look{}, visible.Unclear), "\r", "\n"))
	}
}

// link reads where a cell leads to ([MS-XLS] 2.4.140, [MS-OSHARED] 2.3.7.1):
// addresses alone, not files or places.
func (r *reading) link(b []byte) {
	if len(b) < 32 {
		return
	}
	row, column := int(u16(b)), int(u16(b[4:]))
	flags := u32(b[28:])
	b = b[32:]
	for _, named := range []uint32{0x10, 0x80} { // a name to show, a frame
		if flags&named != 0 {
			if len(b) < 4 || uint64(len(b)-4) < 2*uint64(u32(b)) {
				return
			}
			b = b[4+2*u32(b):]
		}
	}
	const url = "\xe0\xc9\xea\x79\xf9\xba\xce\x11\x8c\x82\x00\xaa\x00\x4b\xa9\x0b" // CLSID of URL monikers
	rest, ok := bytes.CutPrefix(b, []byte(url))
	if flags&1 == 0 || flags&0x100 != 0 || !ok || len(rest) < 4 {
		return
	}
	rest = rest[4:min(uint64(len(rest)), 4+uint64(u32(rest)))]
	var units []uint16
	for ; len(rest) >= 2 && u16(rest) != 0; rest = rest[2:] {
		units = append(units, u16(rest))
	}
	r.sheet.Link(row, column, string(utf16.Decode(units)))
}
