// Package compoundtest makes compound files for the tests of readers.
package compoundtest

import (
	"cmp"
	"encoding/binary"
	"maps"
	"slices"
	"unicode/utf16"
)

const (
	sector     = 512
	smallest   = 4096 // shorter streams would stand in the mini stream
	freeSector = 0xffffffff
	endOfChain = 0xfffffffe
	fatSector  = 0xfffffffd
)

// File returns a compound file with these streams below its root, each padded
// with zeros to at least 4,096 bytes. All together hold under 6 MB.
func File(streams map[string][]byte) []byte {
	// Entries of a directory are ordered by the length of their names first.
	names := slices.SortedFunc(maps.Keys(streams), func(a, b string) int {
		return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b))
	})
	directory := sectors((len(names) + 1) * 128)
	content := directory
	for _, name := range names {
		content += sectors(max(smallest, len(streams[name])))
	}
	fats := 1
	for fats*sector/4 < content+fats {
		fats++
	}
	out := make([]byte, sector*(1+fats+content))
	header(out, fats)
	fat := out[sector : sector*(1+fats)]
	for i := range len(fat) / 4 {
		binary.LittleEndian.PutUint32(fat[4*i:], freeSector)
	}
	for i := range fats {
		binary.LittleEndian.PutUint32(fat[4*i:], fatSector)
	}
	next := fats
	chain := func(n int) int {
		first := next
		for range n {
			next++
			binary.LittleEndian.PutUint32(fat[4*(next-1):], uint32(next))
		}
		binary.LittleEndian.PutUint32(fat[4*(next-1):], endOfChain)
		return first
	}
	entries := out[sector*(1+chain(directory)):]
	entry(entries, "Root Entry", 5, freeSector, 1, endOfChain, 0)
	for i, name := range names {
		size := max(smallest, len(streams[name]))
		at := chain(sectors(size))
		copy(out[sector*(1+at):], streams[name])
		sibling := uint32(i + 2)
		if i == len(names)-1 {
			sibling = freeSector
		}
		entry(entries[128*(i+1):], name, 2, sibling, freeSector, uint32(at), size)
	}
	return out
}

func sectors(size int) int { return (size + sector - 1) / sector }

// header writes the header of a file of version 3 ([MS-CFB] 2.2).
func header(b []byte, fats int) {
	copy(b, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
	for at, v := range map[int]uint16{24: 0x3e, 26: 3, 28: 0xfffe, 30: 9, 32: 6} {
		binary.LittleEndian.PutUint16(b[at:], v)
	}
	for at, v := range map[int]uint32{44: uint32(fats), 48: uint32(fats), 56: smallest, 60: endOfChain, 68: endOfChain} {
		binary.LittleEndian.PutUint32(b[at:], v)
	}
	for i := range 109 {
		at := uint32(freeSector)
		if i < fats {
			at = uint32(i)
		}
		binary.LittleEndian.PutUint32(b[76+4*i:], at)
	}
}

// entry writes an entry of the directory ([MS-CFB] 2.6.1).
func entry(b []byte, name string, kind byte, sibling, child, start uint32, size int) {
	units := utf16.Encode([]rune(name))
	for i, u := range units {
		binary.LittleEndian.PutUint16(b[2*i:], u)
	}
	binary.LittleEndian.PutUint16(b[64:], uint16(2*len(units)+2))
	b[66], b[67] = kind, 1
	binary.LittleEndian.PutUint32(b[68:], freeSector)
	binary.LittleEndian.PutUint32(b[72:], sibling)
	binary.LittleEndian.PutUint32(b[76:], child)
	binary.LittleEndian.PutUint32(b[116:], start)
	binary.LittleEndian.PutUint32(b[120:], uint32(size))
}
