package doc

import (
	"slices"

	"gongkai/extract/edges"
)

// maxCells is the largest number of cells of a row; Word allows 63.
const maxCells = 255

// rowOf returns how a row is drawn: what the sprms of its mark say, in their
// order.
func rowOf(list []byte) edges.Row {
	var r edges.Row
	for op, v := range sprms(list) {
		switch op {
		case sprmTTableHeader:
			r.Header = set(v)
		case sprmTDefTable:
			define := defined(v)
			r.Left, r.Cells, r.Top, r.Bottom = define.Left, define.Cells, define.Top, define.Bottom
		case sprmTMerge:
			each(&r, v, func(i int, c *edges.Cell) { c.Merged = i > int(v[0]) })
		case sprmTSplit:
			each(&r, v, func(_ int, c *edges.Cell) { c.Merged = false })
		case sprmTVertMerge: // a number of a cell, and how it is merged
			if len(v) >= 2 && int(v[0]) < len(r.Cells) {
				r.Cells[v[0]].GoesOn = v[1] == 1
			}
		case sprmTDxaCol:
			widen(&r, v)
		case sprmTInsert:
			insert(&r, v)
		case sprmTDelete:
			remove(&r, v)
		}
	}
	return r
}

// defined reads the operand of sprmTDefTable ([MS-DOC] 2.9.321): the edges, then
// what is known of each cell. Cells at the end may be left out.
func defined(v []byte) edges.Row {
	var r edges.Row
	if len(v) == 0 {
		return r
	}
	n := int(v[0])
	if 1+2*(n+1) > len(v) {
		return r
	}
	edge := func(i int) int { return int(int16(u16(v, 1+2*i))) }
	r.Left = edge(0)
	r.Cells = make([]edges.Cell, n)
	for i := range r.Cells {
		c := &r.Cells[i]
		c.Right = edge(i + 1)
		at := 1 + 2*(n+1) + 20*i
		if at+2 > len(v) {
			continue
		}
		flags := u16(v, at) // TCGRF, [MS-DOC] 2.9.318
		c.Merged = flags&3 == 1
		c.GoesOn = flags>>5&3 == 1
		top, bottom := uint64(u32(v, at+4)), uint64(u32(v, at+12)) // Brc80, [MS-DOC] 2.9.17
		if i == 0 {
			r.Top, r.Bottom = top, bottom
		}
		r.Top, r.Bottom = same(r.Top, top), same(r.Bottom, bottom)
	}
	return r
}

// same returns a, or 0 where b is another.
func same(a, b uint64) uint64 {
	if a != b {
		return 0
	}
	return a
}

// each calls f for the cells that the first two bytes of an operand name: the
// first, and the one after the last.
func each(r *edges.Row, v []byte, f func(i int, c *edges.Cell)) {
	for i := int(v[0]); i < min(int(v[1]), len(r.Cells)); i++ {
		f(i, &r.Cells[i])
	}
}

// widen gives some cells another width.
func widen(r *edges.Row, v []byte) {
	width := int(u16(v, 2))
	moved := 0
	left := r.Left
	for i := range r.Cells {
		c := &r.Cells[i]
		if i >= int(v[0]) && i < int(v[1]) {
			moved += width - (c.Right - left)
		}
		left = c.Right
		c.Right += moved
	}
}

// insert puts in some cells of a width.
func insert(r *edges.Row, v []byte) {
	at, n, width := min(int(v[0]), len(r.Cells)), int(v[1]), int(u16(v, 2))
	n = min(n, maxCells-len(r.Cells))
	left := r.Left
	if at > 0 {
		left = r.Cells[at-1].Right
	}
	for i := at; i < len(r.Cells); i++ {
		r.Cells[i].Right += n * width
	}
	for i := range n {
		r.Cells = slices.Insert(r.Cells, at+i, edges.Cell{Right: left + (i+1)*width})
	}
}

// remove takes out some cells; those after them move to the left.
func remove(r *edges.Row, v []byte) {
	first, after := int(v[0]), min(int(v[1]), len(r.Cells))
	if first >= after {
		return
	}
	left := r.Left
	if first > 0 {
		left = r.Cells[first-1].Right
	}
	gone := r.Cells[after-1].Right - left
	r.Cells = slices.Delete(r.Cells, first, after)
	for i := first; i < len(r.Cells); i++ {
		r.Cells[i].Right -= gone
	}
}
