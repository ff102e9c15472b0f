package cmap

import (
	"slices"
	"unicode/utf16"
	"unicode/utf8"

	"gongkai/extract/pdf/lex"
)

// maxEntries bounds what one map may hold; the largest of Adobe's have 30,000.
const maxEntries = 200_000

// maxTarget is how many UTF-16 bytes one code may stand for.
const maxTarget = 128

// Parse reads a CMap as it is written (ISO 32000-1 9.7.5.4, Adobe Technical
// Note 5014). base returns the map that another is built on, by its name; it may
// be nil. What is damaged is left out.
func Parse(src []byte, base func(name string) *Map) *Map {
	p := parser{Scanner: lex.New(src), m: &Map{}}
	var before, last lex.Value
	for {
		v := p.Next()
		if v.Kind == lex.End || p.entries > maxEntries {
			break
		}
		if v.Kind == lex.Word {
			switch string(v.Bytes) {
			case "begincodespacerange":
				p.codespaces()
			case "begincidchar":
				p.cids(false)
			case "begincidrange":
				p.cids(true)
			case "beginbfchar":
				p.texts(false)
			case "beginbfrange":
				p.texts(true)
			case "usecmap":
				if last.Kind == lex.Name && base != nil {
					p.m.base = base(last.Text())
				}
			case "def":
				if before.Kind == lex.Name && string(before.Bytes) == "WMode" {
					p.m.Vertical = last.Int() == 1
				}
			}
		}
		before, last = last, v
	}
	p.m.sort()
	return p.m
}

type parser struct {
	*lex.Scanner
	m       *Map
	entries int
}

// group returns the next n values, or false at the end of a section.
func (p *parser) group(n int) ([3]lex.Value, bool) {
	var g [3]lex.Value
	p.Recycle()
	for i := range n {
		g[i] = p.Next()
		if g[i].Kind == lex.End || g[i].Kind == lex.Word {
			return g, false
		}
	}
	p.entries++
	return g, p.entries <= maxEntries
}

func (p *parser) codespaces() {
	for {
		g, ok := p.group(2)
		if !ok {
			return
		}
		n := len(g[0].Bytes)
		if n == 0 || n > 4 || len(g[1].Bytes) != n || len(p.m.spaces) >= 256 {
			continue
		}
		sp := space{length: n}
		copy(sp.lo[:], g[0].Bytes)
		copy(sp.hi[:], g[1].Bytes)
		p.m.spaces = append(p.m.spaces, sp)
	}
}

func (p *parser) cids(ranges bool) {
	for {
		n := 2
		if ranges {
			n = 3
		}
		g, ok := p.group(n)
		if !ok {
			return
		}
		length := len(g[0].Bytes)
		if length == 0 || length > 4 || g[n-1].Kind != lex.Number {
			continue
		}
		from := key(number(g[0].Bytes), length)
		to := from
		if ranges {
			to = key(number(g[1].Bytes), length)
		}
		if to >= from && len(g[n-2].Bytes) == length {
			p.m.cids = append(p.m.cids, span{from, to, uint32(max(0, g[n-1].Int()))})
		}
	}
}

// texts reads what codes stand for. The lengths of codes are left out of
// account: fonts with codes of one byte have maps that spell them with two, and
// the other way round.
func (p *parser) texts(ranges bool) {
	for {
		n := 2
		if ranges {
			n = 3
		}
		g, ok := p.group(n)
		if !ok {
			return
		}
		if l := len(g[0].Bytes); l == 0 || l > 4 {
			continue
		}
		from := number(g[0].Bytes)
		to := from
		if ranges {
			to = number(g[1].Bytes)
		}
		switch target := g[n-1]; {
		case to < from:
		case target.Kind == lex.Array:
			for i, t := range target.Items {
				if p.entries++; uint64(from)+uint64(i) > uint64(to) || p.entries > maxEntries {
					break
				}
				p.text(from+uint32(i), from+uint32(i), t.Bytes)
			}
		case target.Kind == lex.String:
			p.text(from, to, target.Bytes)
		}
	}
}

func (p *parser) text(from, to uint32, target []byte) {
	if len(target) == 0 || len(target) > maxTarget {
		return
	}
	s := UTF16(target)
	last, _ := utf8.DecodeLastRuneInString(s)
	if last == utf8.RuneError || last > utf8.MaxRune-rune(min(to-from, 0x10ffff)) {
		to = from
	}
	p.m.texts = append(p.m.texts, text{from, to, s})
}

// UTF16 decodes big-endian UTF-16; a single byte is a character of its own.
func UTF16(b []byte) string {
	if len(b) == 1 {
		return string(rune(b[0]))
	}
	units := make([]uint16, len(b)/2)
	for i := range units {
		units[i] = uint16(b[2*i])<<8 | uint16(b[2*i+1])
	}
	return string(utf16.Decode(units))
}

// sort orders the spans so that they can be searched: of several that hold a
// code the shortest counts, and of equals the last.
func (m *Map) sort() {
	slices.SortStableFunc(m.spaces, func(a, b space) int { return a.length - b.length })
	m.cids = disjoint(m.cids, func(s span) (uint32, uint32) { return s.from, s.to }, func(s span, from, to uint32) span {
		return span{from, to, s.cid + from - s.from}
	})
	m.texts = disjoint(m.texts, func(t text) (uint32, uint32) { return t.from, t.to }, func(t text, from, to uint32) text {
		return text{from, to, t.at(from)}
	})
}
