package xls

import (
	"gongkai/extract/sheet"
	"gongkai/extract/visible"
)

// The parts of a format that a rule lays over those of cells, in the order in which
// they stand ([MS-XLS] 2.5.92 DXFN): which bit says that one is there, and its size.
const (
	hasNumber = 1 << 25
	hasFont   = 1 << 26
	hasFill   = 1 << 29

	sizeNumber = 2
	sizeFont   = 118
	inkInFont  = 80
)

// rule reads a rule that formats cells by what they hold ([MS-XLS] 2.4.42), and
// warns where it may hide them.
func (r *reading) rule(b []byte) {
	if len(b) < 12 {
		return
	}
	flags, parts := u32(b[6:]), b[12:]
	if flags&hasNumber != 0 {
		size := sizeNumber
		if b[10]&1 != 0 && len(parts) >= 2 { // its code stands there
			size = int(u16(parts))
		}
		parts = parts[min(size, len(parts)):]
	}
	if flags&hasFont == 0 || flags&hasFill != 0 || len(parts) < sizeFont {
		return
	}
	ink := int32(u32(parts[inkInFont:]))
	if ink > 0 && visible.See(r.palette.Colour(int(ink)), 0) != visible.Seen {
		r.book.Warn(visible.Pale, visible.Doubtful.Message())
	}
}

// newRule reads a rule of Excel 2007 ([MS-XLS] 2.4.43), of which one of bars or of
// icons may have them stand in the place of numbers.
func (r *reading) newRule(b []byte) {
	const bars, icons = 4, 6
	if len(b) > 12 && (b[12] == bars || b[12] == icons) {
		r.book.Warn(sheet.Replaced, "icons or bars stand beside numbers, or in their place; the numbers were read")
	}
}
