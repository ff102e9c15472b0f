package doc

import (
	"maps"
	"slices"
	"sort"
	"unicode/utf8"

	"gongkai/extract/codepage"
)

// text is the text of the document, a UTF-16 unit a character position, and
// where each stands in the main stream.
type text struct {
	units   []uint16
	pieces  []piece
	guessed bool // some was read as GBK without being marked so
}

// piece is a run of text that stands in one place ([MS-DOC] 2.9.177).
type piece struct {
	from, to int    // character positions
	offset   int    // in the main stream
	width    int    // bytes a character: 1 or 2
	changes  []byte // sprms for all of the piece
}

// readText reads the pieces of the text out of a Clx ([MS-DOC] 2.9.38).
func readText(main, clx []byte, h header) (text, error) {
	var t text
	var changes [][]byte
	for len(clx) > 0 && clx[0] == 1 { // Prc
		size := int(int16(u16(clx, 1)))
		if size < 0 || 3+size > len(clx) {
			return t, errDamaged("its piece table is not complete")
		}
		changes = append(changes, condense(clx[3:3+size]))
		clx = clx[3+size:]
	}
	if len(clx) < 5 || clx[0] != 2 {
		return t, errDamaged("it has no piece table")
	}
	table := clx[5:]
	table = table[:min(uint64(len(table)), uint64(u32(clx, 1)))]
	n := (len(table) - 4) / 12
	if n <= 0 {
		return t, errDamaged("its piece table is empty")
	}
	end := min(int(u32(table, 4*n)), max(h.allText+1, h.bodyText))
	for i := range n {
		p := piece{from: int(u32(table, 4*i)), to: min(int(u32(table, 4*i+4)), end)}
		if p.from != len(t.units) {
			return t, errDamaged("its pieces of text don't follow each other")
		}
		if p.to <= p.from {
			continue
		}
		at := 4*(n+1) + 8*i
		p.place(u32(table, at+2), h)
		p.changes = change(u16(table, at+6), changes)
		bytes := (p.to - p.from) * p.width
		if len(t.units)+p.to-p.from > min(len(main), maxCharacters) || p.offset+bytes > len(main) {
			return t, errDamaged("a piece of its text lies outside of the file")
		}
		t.add(p, main[p.offset:p.offset+bytes], h)
	}
	return t, nil
}

// place sets where a piece stands ([MS-DOC] 2.9.73 FcCompressed).
func (p *piece) place(fc uint32, h header) {
	p.width, p.offset = 2, int(fc&0x3fffffff)
	if h.old {
		p.width, p.offset = 1, int(fc)
	} else if fc&0x40000000 != 0 {
		p.width, p.offset = 1, int(fc&0x3fffffff)/2
	}
}

// change returns the sprms that a piece's Prm stands for ([MS-DOC] 2.9.214): one
// of a few by number, or a list.
func change(prm uint16, lists [][]byte) []byte {
	if prm&1 != 0 {
		if i := int(prm >> 1); i < len(lists) {
			return lists[i]
		}
		return nil
	}
	var op uint16
	switch prm >> 1 & 0x7f {
	case 0x05:
		op = sprmPJc80
	case 0x18:
		op = sprmPFInTable
	case 0x19:
		op = sprmPFTtp
	case 0x41:
		op = sprmCFRMarkDel
	case 0x57:
		op = sprmCFStrike
	case 0x5c:
		op = sprmCFVanish
	default:
		return nil
	}
	return []byte{byte(op), byte(op >> 8), byte(prm >> 8)}
}

// condense returns what a list of sprms comes to: the last of each that matters
// to paragraphs and characters. It is gone through for each run of the piece.
func condense(list []byte) []byte {
	last := make(map[uint16][]byte)
	for op, v := range sprms(list) {
		switch op {
		case sprmCFRMarkDel, sprmCFStrike, sprmCFDStrike, sprmCFVanish, sprmCIss, sprmCIstd, sprmCSymbol,
			sprmCIco, sprmCCv, sprmCHighlight, sprmCShd80, sprmCShd, sprmCHpsPos, sprmPShd80, sprmPShd,
			sprmPIstd, sprmPJc, sprmPJc80, sprmPOutLvl, sprmPIlfo, sprmPFInTable, sprmPItap, sprmPFTtp, sprmPFInnerTable, sprmPFInnerTtp:
			last[op] = v
		}
	}
	var short []byte
	for _, op := range slices.Sorted(maps.Keys(last)) {
		short = append(short, byte(op), byte(op>>8))
		if op>>bitsOfOperandLength == 6 {
			short = append(short, byte(len(last[op])))
		}
		short = append(short, last[op]...)
	}
	return short
}

// add adds a piece and its text.
func (t *text) add(p piece, b []byte, h header) {
	t.pieces = append(t.pieces, p)
	if p.width == 2 {
		for i := 0; i+1 < len(b); i += 2 {
			t.units = append(t.units, u16(b, i))
		}
		return
	}
	// Word writes only Western European so ([MS-DOC] 2.9.73); other programs may not.
	if codepage.Chinese(b, 4) || h.old && h.chinese {
		t.guessed = t.guessed || !h.old
		t.units = appendPairs(t.units, b)
		return
	}
	for _, c := range b {
		unit := uint16(c)
		if c >= 0x80 && c < 0xa0 {
			r, _ := utf8.DecodeRuneInString(codepage.Decode([]byte{c}, codepage.Western))
			unit = uint16(r)
		}
		t.units = append(t.units, unit)
	}
}

// appendPairs adds text in GBK. The second position of a pair stays empty: 0.
func appendPairs(units []uint16, b []byte) []uint16 {
	for i := 0; i < len(b); i++ {
		if !codepage.Pairs(codepage.GBK, b[i]) || i+1 == len(b) {
			units = append(units, uint16(b[i]))
			continue
		}
		r, _ := utf8.DecodeRuneInString(codepage.Decode(b[i:i+2], codepage.GBK))
		units = append(units, uint16(r), 0) // of two bytes, none is beyond U+FFFF
		i++
	}
	return units
}

// piece returns the index of the piece that holds a character position.
func (t *text) piece(at int) int {
	return sort.Search(len(t.pieces), func(i int) bool { return t.pieces[i].to > at })
}

// where returns where a character position of the piece stands in the main
// stream.
func (p *piece) where(at int) int { return p.offset + (at-p.from)*p.width }
