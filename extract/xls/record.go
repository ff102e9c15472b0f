package xls

import (
	"encoding/binary"
	"unicode/utf16"

	"gongkai/extract/sheet"
)

// The records that are read ([MS-XLS] 2.3).
const (
	recordFormula     = 0x0006
	recordEOF         = 0x000a
	recordDate1904    = 0x0022
	recordFilePass    = 0x002f
	recordFont        = 0x0031
	recordContinue    = 0x003c
	recordObj         = 0x005d
	recordColInfo     = 0x007d
	recordBoundSheet  = 0x0085
	recordMulRK       = 0x00bd
	recordMulBlank    = 0x00be
	recordRString     = 0x00d6
	recordPalette     = 0x0092
	recordXF          = 0x00e0
	recordCF          = 0x01b1
	recordCF12        = 0x087a
	recordMergedCells = 0x00e5
	recordSST         = 0x00fc
	recordLabelSST    = 0x00fd
	recordTxO         = 0x01b6
	recordHLink       = 0x01b8
	recordBlank       = 0x0201
	recordNumber      = 0x0203
	recordLabel       = 0x0204
	recordBoolErr     = 0x0205
	recordString      = 0x0207
	recordRow         = 0x0208
	recordWindow2     = 0x023e
	recordRK          = 0x027e
	recordFormat      = 0x041e
	recordBOF         = 0x0809
)

// record is a record's number and content.
type record struct {
	id   uint16
	body []byte
}

// records are the records of a stream from a place on.
type records struct {
	data []byte
	at   int
}

// next returns the next record, or false where the stream ends or its rest is
// none. A record that reaches beyond the end is cut there.
func (r *records) next() (record, bool) {
	if r.at < 0 || r.at+4 > len(r.data) {
		return record{}, false
	}
	id, n := u16(r.data[r.at:]), int(u16(r.data[r.at+2:]))
	body := r.data[r.at+4:]
	body = body[:min(n, len(body))]
	r.at += 4 + len(body)
	return record{id, body}, true
}

// continued returns the content of a record together with that of the records
// that continue it.
func (r *records) continued(first []byte) *pieces {
	p := &pieces{list: [][]byte{first}}
	for r.at+4 <= len(r.data) && u16(r.data[r.at:]) == recordContinue {
		next, _ := r.next()
		p.list = append(p.list, next.body)
	}
	return p
}

// pieces is content that is split over several records.
type pieces struct {
	list [][]byte
	gone bool // more was read than there is
}

// settle moves behind pieces that are read. It reports false at the end.
func (p *pieces) settle() bool {
	for len(p.list) > 0 && len(p.list[0]) == 0 {
		p.list = p.list[1:]
	}
	p.gone = p.gone || len(p.list) == 0
	return len(p.list) > 0
}

// uint reads a number of n bytes.
func (p *pieces) uint(n int) int {
	v := 0
	for i := range n {
		if !p.settle() {
			return 0
		}
		v |= int(p.list[0][0]) << (8 * i)
		p.list[0] = p.list[0][1:]
	}
	return v
}

func (p *pieces) skip(n int) {
	for n > 0 && p.settle() {
		step := min(n, len(p.list[0]))
		p.list[0] = p.list[0][step:]
		n -= step
	}
}

// characters reads n characters. Where they go on in another record, its first
// byte says anew whether they have two bytes each ([MS-XLS] 2.5.293).
func (p *pieces) characters(n int, wide bool) []uint16 {
	var units []uint16
	for n > 0 {
		if len(p.list) > 0 && len(p.list[0]) == 0 {
			p.list = p.list[1:]
			if !p.settle() {
				break
			}
			wide = p.uint(1)&1 != 0
			continue
		}
		if !p.settle() {
			break
		}
		if wide {
			units = append(units, uint16(p.uint(2)))
			n--
			continue
		}
		step := min(n, len(p.list[0]))
		for _, c := range p.list[0][:step] {
			units = append(units, uint16(c))
		}
		p.list[0] = p.list[0][step:]
		n -= step
	}
	return units
}

// text reads a string whose length has this many bytes ([MS-XLS] 2.5.293,
// 2.5.294 and 2.5.240): without its formatting and phonetics.
func (p *pieces) text(lengthBytes int) string {
	return p.rich(lengthBytes, func(int) sheet.Look { return sheet.Look{} }).String()
}

// rich reads a string as text does, and which of its runs have fonts of their own.
// The characters before the first run have the cell's font.
func (p *pieces) rich(lengthBytes int, lookOf func(number int) sheet.Look) sheet.Text {
	n := p.uint(lengthBytes)
	flags := p.uint(1)
	runs, phonetic := 0, 0
	if flags&8 != 0 {
		runs = p.uint(2)
	}
	if flags&4 != 0 {
		phonetic = p.uint(4)
	}
	t := p.runs(p.characters(n, flags&1 != 0), runs, 4, lookOf)
	p.skip(phonetic)
	return t
}

// runs reads which parts of a text have fonts of their own:
// so many runs, of so many bytes each, which begin with a place and a font.
func (p *pieces) runs(units []uint16, runs, size int, lookOf func(number int) sheet.Look) sheet.Text {
	if runs == 0 {
		return sheet.Plain(string(utf16.Decode(units)))
	}
	var t sheet.Text
	from, says, look := 0, false, sheet.Look{}
	add := func(units []uint16) {
		s := string(utf16.Decode(units))
		if says {
			t.AddAs(s, look)
		} else {
			t.Add(s)
		}
	}
	for range runs {
		at, number := p.uint(2), p.uint(2)
		if p.skip(size - 4); p.gone {
			break
		}
		if at >= from && at <= len(units) {
			add(units[from:at])
			from, says = at, true
			look = lookOf(number)
		}
	}
	add(units[from:])
	return t
}

func u16(b []byte) uint16 { return binary.LittleEndian.Uint16(b) }
func u32(b []byte) uint32 { return binary.LittleEndian.Uint32(b) }
