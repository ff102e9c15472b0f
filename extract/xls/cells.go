package xls

import (
	"encoding/binary"
	"math"

	"gongkai/extract/sheet"
)

// reading is the reading of one sheet.
type reading struct {
	*workbook
	*records
	sheet   *sheet.Sheet
	waiting *place // the cell of a formula whose text is to come
	object  uint16 // the kind of the drawing object read last
}

// place is a cell and its style.
type place struct{ row, column, style int }

// sheet reads the sheet that begins at a place of the stream. It reports false
// where it is damaged.
func (w *workbook) sheet(s *sheet.Sheet, at int) (whole bool, err error) {
	r := reading{workbook: w, records: &records{data: w.data, at: at}, sheet: s}
	first, ok := r.records.next()
	if !ok || first.id != recordBOF {
		return false, nil
	}
	depth := 1 // charts stand in sheets, as sheets of their own
	for n := 0; ; n++ {
		rec, ok, err := w.next(r.records, n)
		switch {
		case err != nil:
			return false, err
		case !ok:
			return false, nil
		case rec.id == recordBOF:
			depth++
		case rec.id == recordEOF:
			if depth--; depth == 0 {
				return true, nil
			}
		case depth == 1:
			r.record(rec)
		}
	}
}

func (r *reading) record(rec record) {
	b := rec.body
	switch rec.id {
	case recordWindow2: // [MS-XLS] 2.4.346
		const showsZeros = 0x10
		r.sheet.HidesZeros = len(b) >= 2 && u16(b)&showsZeros == 0
	case recordColInfo:
		if len(b) >= 10 && (u16(b[8:])&1 != 0 || u16(b[4:]) == 0) {
			r.sheet.HideColumns(int(u16(b)), int(u16(b[2:])))
		}
	case recordRow:
		if len(b) >= 16 && (u16(b[12:])&0x20 != 0 || u16(b[6:])&0x7fff == 0) {
			r.sheet.HideRows(int(u16(b)), int(u16(b)))
		}
	case recordMergedCells:
		r.merges(b)
	case recordString:
		if at := r.waiting; at != nil {
			r.waiting = nil
			r.text(*at, sheet.Plain(r.continued(b).text(2)))
		}
	case recordObj:
		r.object = 0
		if len(b) >= 6 && u16(b) == 0x15 {
			r.object = u16(b[4:])
		}
	case recordCF:
		r.rule(b)
	case recordCF12:
		r.newRule(b)
	case recordTxO:
		r.box(b)
	case recordHLink:
		r.link(b)
	default:
		if len(b) >= 6 {
			r.cell(rec.id, b, place{int(u16(b)), int(u16(b[2:])), int(u16(b[4:]))})
		}
	}
}

// cell reads the records that begin with a cell's place and style.
func (r *reading) cell(id uint16, b []byte, at place) {
	switch id {
	case recordBlank:
		r.blank(at)
	case recordMulBlank:
		for i := 4; i+4 <= len(b); i += 2 { // the last column follows
			r.blank(place{at.row, at.column + (i-4)/2, int(u16(b[i:]))})
		}
	case recordMulRK:
		for i := 4; i+8 <= len(b); i += 6 {
			r.number(place{at.row, at.column + (i-4)/6, int(u16(b[i:]))}, rk(u32(b[i+2:])))
		}
	case recordRK:
		if len(b) >= 10 {
			r.number(at, rk(u32(b[6:])))
		}
	case recordNumber:
		if len(b) >= 14 {
			r.number(at, math.Float64frombits(binary.LittleEndian.Uint64(b[6:])))
		}
	case recordBoolErr:
		if len(b) >= 8 {
			r.value(at, boolOrError(b[6], b[7] != 0))
		}
	case recordLabelSST:
		if len(b) >= 10 {
			if i := int(u32(b[6:])); i < len(r.strings) {
				r.text(at, r.strings[i])
			} else {
				r.book.Warn("workbook_damaged", "a cell names a text that the workbook does not have; it is empty")
			}
		}
	case recordLabel:
		p := pieces{list: [][]byte{b[6:]}}
		r.text(at, sheet.Plain(p.text(2)))
	case recordRString: // [MS-XLS] 2.4.229: the runs of fonts stand behind the text
		p := pieces{list: [][]byte{b[6:]}}
		units := p.characters(p.uint(2), p.uint(1)&1 != 0)
		r.text(at, p.runs(units, p.uint(2), 4, r.lookOf))
	case recordFormula:
		if len(b) >= 16 {
			r.formula(at, b)
		}
	}
}

func (r *reading) blank(at place) {
	if at.style < len(r.styles) && r.styles[at.style].drawn {
		r.sheet.Set(at.row, at.column, "")
	}
}

func (r *reading) text(at place, t sheet.Text) {
	r.sheet.Set(at.row, at.column, r.book.Text(r.dress(at.style), t))
}

// value sets a cell to what a value shows as, unless its style hides it.
func (r *reading) value(at place, shown string) {
	d := r.dress(at.style)
	r.sheet.Set(at.row, at.column, r.book.Shown(sheet.Plain(shown), d.Look, d.Ground))
}

func (r *reading) number(at place, v float64) {
	r.sheet.Set(at.row, at.column, r.book.Number(r.dress(at.style), v, r.date1904))
}

// dress returns how cells of a style show what they hold.
func (w *workbook) dress(number int) sheet.Dress {
	if number >= len(w.styles) {
		return sheet.Dress{}
	}
	s := &w.styles[number]
	return sheet.Dress{Format: w.formats.Of(s.format), Look: s.look, Ground: s.ground}
}

// formula reads the result that is stored with a formula ([MS-XLS] 2.5.133).
func (r *reading) formula(at place, b []byte) {
	result := b[6:14]
	if u16(result[6:]) != 0xffff {
		v := math.Float64frombits(binary.LittleEndian.Uint64(result))
		if v == 0 && b[14]&1 != 0 {
			r.book.Warn("formula_not_calculated", "a formula is to be calculated when the workbook is opened; its stored result, zero, may be none")
		}
		r.number(at, v)
		return
	}
	switch result[0] {
	case 0:
		r.waiting = &at
	case 1:
		r.value(at, boolOrError(result[2], false))
	case 2:
		r.value(at, boolOrError(result[2], true))
	default:
		r.blank(at)
	}
}

// merges reads blocks of merged cells ([MS-XLS] 2.4.168).
func (r *reading) merges(b []byte) {
	for i := 2; i+8 <= len(b); i += 8 {
		r.sheet.Merge(sheet.Range{Top: int(u16(b[i:])), Bottom: int(u16(b[i+2:])), Left: int(u16(b[i+4:])), Right: int(u16(b[i+6:]))})
	}
}
