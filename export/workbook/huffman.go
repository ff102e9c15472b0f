package workbook

import (
	"cmp"
	"encoding/binary"
	"math/bits"
	"slices"
)

const endOfBlock = 256

// lengthSymbol is how a length is written: its symbol, and extra bits.
type lengthSymbol struct {
	symbol uint16
	extra  uint8
	value  uint8
}

// lengths are the symbols of lengths from 3 to 258 (RFC 1951, 3.2.5).
var lengths = func() (all [farthest + 1]lengthSymbol) {
	length := 3
	for symbol := 257; symbol < 285; symbol++ {
		extra := max(0, (symbol-261)/4)
		for v := range 1 << extra {
			all[length] = lengthSymbol{uint16(symbol), uint8(extra), uint8(v)}
			length++
		}
	}
	all[farthest] = lengthSymbol{symbol: 285}
	return all
}()

// distanceSymbol returns the symbol of a distance, which has distanceExtra of it
// extra bits: its lowest ones, less one.
func distanceSymbol(distance int) int {
	d := uint(distance - 1)
	if d < 4 {
		return int(d)
	}
	n := bits.Len(d) - 2
	return 2*n + 2 + int(d>>n&1)
}

func distanceExtra(symbol int) int { return max(0, symbol/2-1) }

// block returns what was added as a block with a code of its own, and an empty
// one behind it, which ends with a byte.
func (p *packer) block() []byte {
	p.endMatch()
	w := bitWriter{out: make([]byte, 0, len(p.symbols)+512)}
	symbols, distances := newCode(p.literal[:], 15), newCode(p.distances[:], 15)
	w.add(0b100, 3) // not the last, with a code of its own
	w.codes(symbols, distances)
	for _, s := range p.symbols {
		if s&matchSign == 0 {
			w.symbol(symbols[s])
			continue
		}
		distance := int(s&(window-1)) + 1
		l, d := lengths[s>>15&0x1ff], distanceSymbol(distance)
		w.symbol(symbols[l.symbol])
		w.add(uint64(l.value), int(l.extra))
		w.symbol(distances[d])
		extra := distanceExtra(d)
		w.add(uint64(distance-1)&(1<<extra-1), extra)
	}
	w.symbol(symbols[endOfBlock])
	w.add(0, 3) // not the last, stored
	w.flush()
	return append(w.out, 0, 0, 0xff, 0xff) // of no bytes
}

// codes writes the lengths of both codes.
func (w *bitWriter) codes(symbols, distances []word) {
	var all []word
	all = append(append(all, symbols...), distances...)
	count := make([]int, 19)
	for _, s := range all {
		count[s.length]++
	}
	code := newCode(count, 7)
	w.add(uint64(len(symbols)-257), 5)
	w.add(uint64(len(distances)-1), 5)
	w.add(uint64(len(codeOrder)-4), 4)
	for _, s := range codeOrder {
		w.add(uint64(code[s].length), 3)
	}
	for _, s := range all {
		w.symbol(code[s.length])
	}
}

// codeOrder is the order in which the code of the lengths is written.
var codeOrder = [19]int{16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15}

// word is what a symbol is written as: bits, the first of which is the lowest.
type word struct {
	bits   uint16
	length uint8 // 0 where the symbol does not come
}

// newCode returns a Huffman code of words of at most longest bits, for symbols
// that come so often. It has two words at the least, as some readers want.
func newCode(count []int, longest int) []word {
	count = slices.Clone(count)
	for i := 0; i < 2; i++ {
		count[i] = max(count[i], 1)
	}
	for {
		words, ok := wordLengths(count, longest)
		if ok {
			return withBits(words)
		}
		for i, n := range count {
			count[i] = (n + 1) / 2 // nearer to each other, so that the longest is shorter
		}
	}
}

// wordLengths returns the lengths of the best code, and whether none is too long.
func wordLengths(count []int, longest int) ([]word, bool) {
	type node struct{ weight, parent int }
	var leaves []int // symbols, the rarest first
	for s, n := range count {
		if n > 0 {
			leaves = append(leaves, s)
		}
	}
	slices.SortFunc(leaves, func(a, b int) int { return cmp.Or(cmp.Compare(count[a], count[b]), cmp.Compare(a, b)) })
	nodes := make([]node, len(leaves), 2*len(leaves))
	for i, s := range leaves {
		nodes[i].weight = count[s]
	}
	leaf, inner := 0, len(leaves) // of both the lightest that has no parent
	lightest := func() (at int) {
		if at = leaf; leaf == len(leaves) || inner < len(nodes) && nodes[inner].weight < nodes[leaf].weight {
			at = inner
			inner++
		} else {
			leaf++
		}
		return at
	}
	for len(nodes) < 2*len(leaves)-1 {
		a, b := lightest(), lightest()
		nodes[a].parent, nodes[b].parent = len(nodes), len(nodes)
		nodes = append(nodes, node{weight: nodes[a].weight + nodes[b].weight})
	}
	words, depth := make([]word, len(count)), make([]int, len(nodes))
	for i := len(nodes) - 2; i >= 0; i-- {
		depth[i] = depth[nodes[i].parent] + 1
		if depth[i] > longest {
			return nil, false
		}
		if i < len(leaves) {
			words[leaves[i]].length = uint8(depth[i])
		}
	}
	return words, true
}

// withBits gives each word its bits: in the order of their lengths, and of the
// symbols (RFC 1951, 3.2.2).
func withBits(words []word) []word {
	next := 0
	for length := uint8(1); length <= 15; length++ {
		next <<= 1
		for i := range words {
			if words[i].length == length {
				words[i].bits = bits.Reverse16(uint16(next)) >> (16 - length)
				next++
			}
		}
	}
	return words
}

// bitWriter writes bits, the lowest of each byte first.
type bitWriter struct {
	out  []byte
	bits uint64
	n    int // of bits that are not in out: fewer than 32
}

func (w *bitWriter) symbol(s word) { w.add(uint64(s.bits), int(s.length)) }

// add adds the n lowest bits of v, which has no other: at most 32.
func (w *bitWriter) add(v uint64, n int) {
	w.bits |= v << w.n
	if w.n += n; w.n >= 32 {
		w.out = binary.LittleEndian.AppendUint32(w.out, uint32(w.bits))
		w.bits >>= 32
		w.n -= 32
	}
}

// flush adds bits up to the end of a byte.
func (w *bitWriter) flush() {
	for ; w.n > 0; w.n -= 8 {
		w.out = append(w.out, byte(w.bits))
		w.bits >>= 8
	}
	w.n = 0
}
