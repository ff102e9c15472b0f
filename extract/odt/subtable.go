package odt

import (
	"slices"

	"gongkai/archive"
)

// A cell may be divided by a table of its own whose lines go on in the other
// cells' (ODF 1.3 part 3, 19.672 table:is-sub-table): old writers merged cells
// that way. Such a table is one grid to the eye. dissolve finds it: rows are
// counted, columns are told by where they begin and end.

// box is a cell with its place on paper.
type box struct {
	cell        archive.Cell
	left, right float64
}

// dissolve lays out a table whose cells other tables divide.
func (f *former) dissolve() archive.Table {
	boxes := f.boxesOf(nil, 0, 1, 0, f.height())
	edges := make([]float64, 0, 2*len(boxes))
	for _, b := range boxes {
		edges = append(edges, b.left, b.right)
	}
	slices.Sort(edges)
	const same = 1.0 / 400 // of the table's width: well under a character
	edges = slices.CompactFunc(edges, func(next, last float64) bool { return next-last < same })
	at := func(x float64) int {
		i, found := slices.BinarySearch(edges, x)
		if !found {
			i-- // the edge that x was taken together with
		}
		return max(i, 0)
	}
	cells := make([]archive.Cell, len(boxes))
	for i, b := range boxes {
		cells[i] = b.cell
		cells[i].Column = at(b.left)
		cells[i].Colspan = max(1, at(b.right)-at(b.left))
	}
	slices.SortStableFunc(cells, func(a, b archive.Cell) int {
		if a.Row != b.Row {
			return a.Row - b.Row
		}
		return a.Column - b.Column
	})
	return f.layout.Table(f.caption, f.height(), max(len(edges)-1, 0), cells)
}

// heights returns how many rows of the whole each row of f takes.
func (f *former) heights() []int {
	heights := make([]int, f.rows)
	for i := range heights {
		heights[i] = 1
	}
	for _, c := range f.cells {
		if c.sub != nil {
			heights[c.Row] = max(heights[c.Row], c.sub.height())
		}
	}
	return heights
}

func (f *former) height() int {
	sum := 0
	for _, h := range f.heights() {
		sum += h
	}
	return sum
}

// boxesOf adds the cells of f, which takes the width from left to right and
// rows rows from row on; the last row takes what is over.
func (f *former) boxesOf(boxes []box, left, right float64, row, rows int) []box {
	tops := []int{row}
	for _, h := range f.heights() {
		tops = append(tops, tops[len(tops)-1]+h)
	}
	if len(tops) > 1 {
		tops[len(tops)-1] = max(tops[len(tops)-1], row+rows)
	}
	edges := f.edges(left, right)
	for _, c := range f.cells {
		top, bottom := tops[c.Row], tops[min(c.Row+c.Rowspan, f.rows)]
		x0, x1 := edges[c.Column], edges[min(c.Column+c.Colspan, f.columns)]
		if c.sub != nil && c.sub.rows > 0 && c.sub.columns > 0 {
			boxes = c.sub.boxesOf(boxes, x0, x1, top, bottom-top)
			continue
		}
		b := box{cell: c.Cell, left: x0, right: x1}
		b.cell.Row, b.cell.Rowspan = top, bottom-top
		boxes = append(boxes, b)
	}
	return boxes
}

// edges returns where the columns of f begin and end, where f goes from left to
// right. Columns without a width are alike.
func (f *former) edges(left, right float64) []float64 {
	sum := 0.0
	for i := range f.columns {
		if i >= len(f.widths) || f.widths[i] == 0 {
			sum = 0
			break
		}
		sum += f.widths[i]
	}
	edges := []float64{left}
	x := 0.0
	for i := range f.columns {
		if sum == 0 {
			x = float64(i+1) / float64(f.columns)
		} else {
			x += f.widths[i] / sum
		}
		edges = append(edges, left+x*(right-left))
	}
	return edges
}
