package workbook

import (
	"bytes"
	"encoding/binary"
	"math/bits"
	"sync"
)

// pack compresses the rows of XML from begin on, each of which ends at one of
// ends, as a part of a deflated stream (RFC 1951): a block that is not the last,
// and an empty one that ends with a byte.
//
// A row has the same elements as the one before it, and most of its texts: it is
// written as that one with other texts. Nothing has to be looked for, which is
// what takes the time where nothing is known of the data.
func pack(xml []byte, begin int, ends []int) []byte {
	if len(ends) == 0 {
		return nil
	}
	p := packers.Get().(*packer)
	defer packers.Put(p)
	p.reset()
	p.literals(xml[begin:ends[0]])
	for i, end := range ends[1:] {
		p.row(xml, begin, ends[i], end)
		begin = ends[i]
	}
	return p.block()
}

// packAlone compresses XML that is no row.
func packAlone(xml []byte) []byte { return pack(xml, 0, []int{len(xml)}) }

// packers are used again: each has room for the symbols of a block.
var packers = sync.Pool{New: func() any { return new(packer) }}

// packer makes a block of a deflated stream.
type packer struct {
	symbols   []uint32 // literals, and matches as matched has them
	length    int      // of a match that may go on
	distance  int
	literal   [286]int // how often each symbol comes
	distances [30]int
}

// The bounds of a match. One of three bytes would take as much as they do.
const (
	window   = 1 << 15
	shortest = 4
	farthest = 258 // bytes of one symbol
)

const matchSign = 1 << 31

// matched is a match as a symbol: a sign, its length, and its distance less one.
func matched(length, distance int) uint32 {
	return matchSign | uint32(length)<<15 | uint32(distance-1)
}

func (p *packer) reset() {
	p.symbols = p.symbols[:0]
	clear(p.literal[:])
	clear(p.distances[:])
	p.literal[endOfBlock] = 1
}

// row writes the row from start to end by the one that begins at before and ends
// where it begins.
func (p *packer) row(xml []byte, before, start, end int) {
	old, now := xml[:start], xml[:end]
	i, j := start, before
	for i < end {
		if i-j <= window {
			if n := common(now[i:], old[j:]); n >= shortest {
				p.match(n, i-j)
				i, j = i+n, j+n
				continue
			}
		}
		a, b := tag(now, i+1), tag(old, j+1)
		if !alike(now[a:], old[b:]) { // an element of another kind
			a, b = cell(now, a), cell(old, b)
		}
		for a > i+1 && b > j+1 && now[a-1] == old[b-1] {
			a, b = a-1, b-1
		}
		p.literals(now[i:a])
		i, j = a, b
	}
}

// tag returns where the next tag begins, from i on, or the end.
func tag(b []byte, i int) int {
	if i < len(b) {
		if n := bytes.IndexByte(b[i:], '<'); n >= 0 {
			return i + n
		}
	}
	return len(b)
}

// cell returns where the next cell begins, from a tag on, or the end.
func cell(b []byte, i int) int {
	for i < len(b) && !bytes.HasPrefix(b[i:], []byte("<c")) {
		i = tag(b, i+1)
	}
	return i
}

// common returns how many bytes a and b begin with that are the same.
func common(a, b []byte) int {
	n, most := 0, min(len(a), len(b))
	for ; n+8 <= most; n += 8 {
		if x := binary.LittleEndian.Uint64(a[n:]) ^ binary.LittleEndian.Uint64(b[n:]); x != 0 {
			return n + bits.TrailingZeros64(x)/8
		}
	}
	for n < most && a[n] == b[n] {
		n++
	}
	return n
}

// alike reports whether a and b begin with the same bytes, as many as a match
// has.
func alike(a, b []byte) bool {
	return len(a) >= shortest && len(b) >= shortest && string(a[:shortest]) == string(b[:shortest])
}

func (p *packer) literals(text []byte) {
	p.endMatch()
	for _, c := range text {
		p.symbols = append(p.symbols, uint32(c))
		p.literal[c]++
	}
}

// match adds a match. One that goes on from the last is a part of it.
func (p *packer) match(length, distance int) {
	if distance != p.distance {
		p.endMatch()
		p.distance = distance
	}
	p.length += length
}

// endMatch writes the match that is open.
func (p *packer) endMatch() {
	for p.length > 0 {
		n := min(p.length, farthest)
		if rest := p.length - n; rest > 0 && rest < 3 {
			n -= 3 // a match has three bytes at the least
		}
		p.symbols = append(p.symbols, matched(n, p.distance))
		p.literal[lengths[n].symbol]++
		p.distances[distanceSymbol(p.distance)]++
		p.length -= n
	}
}
