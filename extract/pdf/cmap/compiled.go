package cmap

import (
	"encoding/binary"
	"unicode/utf8"
)

// Compile returns a CMap of Adobe's, as it is written, in the form that
// predefined.zip holds: numbers as varints, each range told by how far it lies
// from the one before.
func Compile(src []byte) []byte {
	var basis string
	m := Parse(src, func(name string) *Map { basis = name; return nil })
	var out []byte
	put := func(n uint32) { out = binary.AppendUvarint(out, uint64(n)) }
	put(uint32(len(basis)))
	out = append(out, basis...)
	if m.Vertical {
		put(1)
	} else {
		put(0)
	}
	put(uint32(len(m.spaces)))
	for _, sp := range m.spaces {
		out = append(out, byte(sp.length))
		out = append(out, sp.lo[:]...)
		out = append(out, sp.hi[:]...)
	}
	put(uint32(len(m.cids)))
	var at, cid uint32
	for _, s := range m.cids {
		put(s.from - at)
		put(s.to - s.from)
		out = binary.AppendVarint(out, int64(s.cid)-int64(cid))
		at, cid = s.to, s.cid+s.to-s.from
	}
	put(uint32(len(m.texts)))
	at = 0
	var last rune
	for _, t := range m.texts {
		put(t.from - at)
		at = t.to
		r, size := utf8.DecodeRuneInString(t.first)
		if size < len(t.first) { // several characters: their number is told twice negative
			put(0)
			out = append(out, byte(len(t.first)))
			out = append(out, t.first...)
			continue
		}
		put(t.to - t.from + 1)
		out = binary.AppendVarint(out, int64(r)-int64(last))
		last = r + rune(t.to-t.from)
	}
	return out
}

// compiled reads what Compile wrote. The bytes are part of the program, so that
// nothing about them can be wrong.
type compiled []byte

func (c *compiled) uint() uint32 {
	n, size := binary.Uvarint(*c)
	*c = (*c)[size:]
	return uint32(n)
}

func (c *compiled) int() int64 {
	n, size := binary.Varint(*c)
	*c = (*c)[size:]
	return n
}

func (c *compiled) take(n int) []byte {
	b := (*c)[:n]
	*c = (*c)[n:]
	return b
}

func (c *compiled) load(base func(name string) *Map) *Map {
	m := &Map{}
	if basis := string(c.take(int(c.uint()))); basis != "" {
		m.base = base(basis)
	}
	m.Vertical = c.uint() == 1
	m.spaces = make([]space, c.uint())
	for i := range m.spaces {
		sp := &m.spaces[i]
		sp.length = int(c.take(1)[0])
		copy(sp.lo[:], c.take(4))
		copy(sp.hi[:], c.take(4))
	}
	m.cids = make([]span, c.uint())
	var at, cid uint32
	for i := range m.cids {
		s := &m.cids[i]
		s.from = at + c.uint()
		s.to = s.from + c.uint()
		s.cid = uint32(int64(cid) + c.int())
		at, cid = s.to, s.cid+s.to-s.from
	}
	m.texts = make([]text, c.uint())
	at = 0
	var last rune
	for i := range m.texts {
		t := &m.texts[i]
		t.from = at + c.uint()
		t.to = t.from
		if n := c.uint(); n == 0 {
			t.first = string(c.take(int(c.take(1)[0])))
		} else {
			t.to += n - 1
			r := last + rune(c.int())
			t.first = string(r)
			last = r + rune(n-1)
		}
		at = t.to
	}
	return m
}
