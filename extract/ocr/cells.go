package ocr

import (
	"context"
	"image"
	"image/draw"
	"slices"
)

// read reads a page whose rules are erased. What stands in the cells of its tables is
// put below each other first: beside others in a line, single figures are lost.
func read(ctx context.Context, g *image.Gray, horizontal, vertical []stroke) ([]word, error) {
	size := min(bestSide/float64(side(g)), mostLarger, tallest/float64(max(g.Rect.Dx(), g.Rect.Dy())))
	var columns []column
	if cells := cellsOf(g, horizontal, vertical); len(cells) <= mostCells {
		columns = stacked(cells, side(g)/lineGap, int(highest/size))
	}
	rest := image.NewGray(g.Rect)
	copy(rest.Pix, g.Pix)
	for _, c := range columns {
		for _, cell := range c.cells {
			draw.Draw(rest, cell, image.White, image.Point{}, draw.Src)
		}
	}
	words, err := recognise(ctx, rest, size)
	if err != nil {
		return nil, err
	}
	for _, c := range columns {
		apart, err := recognise(ctx, c.drawn(g), size, noLetters...)
		if err != nil && ctx.Err() == nil {
			return recognise(ctx, g, size)
		} else if err != nil {
			return nil, err
		}
		for _, w := range apart {
			words = append(words, c.back(w))
		}
	}
	return words, nil
}

// Cells, in parts of the picture's longer side.
const (
	grid     = 1200 // points in which their shape is told
	edge     = 500  // what is left of a rule that was erased stands as near to it
	lineGap  = 90   // between two that are put below each other: most of a line
	mostArea = 4    // a frame with more than a quarter of the page is none
)

// cellsOf returns where something stands in the cells that rules enclose.
func cellsOf(g *image.Gray, horizontal, vertical []stroke) []image.Rectangle {
	longer := side(g)
	by := (longer + grid - 1) / grid
	f := field{width: g.Rect.Dx()/by + 1, height: g.Rect.Dy()/by + 1}
	f.region = make([]int8, f.width*f.height)
	for _, s := range horizontal {
		y := (s.Low + s.High) / 2 / by
		for x := max(s.From/by-2, 0); x <= min(s.To/by+2, f.width-1); x++ {
			f.region[y*f.width+x] = wall
		}
	}
	for _, s := range vertical {
		x := (s.Low + s.High) / 2 / by
		for y := max(s.From/by-2, 0); y <= min(s.To/by+2, f.height-1); y++ {
			f.region[y*f.width+x] = wall
		}
	}
	var cells []image.Rectangle
	inset := longer/edge + by
	for at, r := range f.region {
		if r != 0 {
			continue
		}
		box, area := f.fill(at)
		outside := box.Min.X == 0 || box.Min.Y == 0 || box.Max.X == f.width || box.Max.Y == f.height
		if outside || area*mostArea > f.width*f.height || area*5 < box.Dx()*box.Dy()*4 {
			continue // it lies beside the tables, or has no cell's shape
		}
		box = image.Rect(box.Min.X*by, box.Min.Y*by, box.Max.X*by, box.Max.Y*by).Intersect(g.Rect)
		if ink := inkIn(g, box.Inset(inset)); !ink.Empty() {
			cells = append(cells, whole(g, ink, box).Inset(-2).Intersect(box))
		}
	}
	return cells
}

// whole returns ink with what goes on beyond its sides within box: what stands close to
// a rule is not cut.
func whole(g *image.Gray, ink, box image.Rectangle) image.Rectangle {
	for {
		grown := ink
		for _, side := range [...]image.Rectangle{
			image.Rect(ink.Min.X-1, ink.Min.Y, ink.Min.X, ink.Max.Y), image.Rect(ink.Max.X, ink.Min.Y, ink.Max.X+1, ink.Max.Y),
			image.Rect(ink.Min.X, ink.Min.Y-1, ink.Max.X, ink.Min.Y), image.Rect(ink.Min.X, ink.Max.Y, ink.Max.X, ink.Max.Y+1),
		} {
			grown = grown.Union(inkIn(g, side.Intersect(box)))
		}
		if grown == ink {
			return ink
		}
		ink = grown
	}
}

// field is a coarse picture of the regions that rules part.
type field struct {
	width, height int
	region        []int8 // 0 where nothing was told yet
	todo          []int
}

const wall, told = -1, 1

// fill tells the region of a point, and returns its box and area.
func (f *field) fill(from int) (box image.Rectangle, area int) {
	f.todo = append(f.todo[:0], from)
	f.region[from] = told
	for len(f.todo) > 0 {
		at := f.todo[len(f.todo)-1]
		f.todo = f.todo[:len(f.todo)-1]
		x, y := at%f.width, at/f.width
		area++
		box = box.Union(image.Rect(x, y, x+1, y+1))
		for _, next := range [...]struct {
			at int
			ok bool
		}{{at - 1, x > 0}, {at + 1, x < f.width-1}, {at - f.width, y > 0}, {at + f.width, y < f.height-1}} {
			if next.ok && f.region[next.at] == 0 {
				f.region[next.at] = told
				f.todo = append(f.todo, next.at)
			}
		}
	}
	return box, area
}

// inkIn returns the box of what is dark within in.
func inkIn(g *image.Gray, in image.Rectangle) (box image.Rectangle) {
	for y := in.Min.Y; y < in.Max.Y; y++ {
		row := g.Pix[y*g.Stride : (y+1)*g.Stride]
		for x := in.Min.X; x < in.Max.X; x++ {
			if row[x] < 128 {
				box = box.Union(image.Rect(x, y, x+1, y+1))
			}
		}
	}
	return box
}

// column is cells of a picture below each other, each from where it stands on.
type column struct {
	cells         []image.Rectangle
	tops          []int
	width, height int
}

const (
	margin     = 20    // white around what is read, in pixels
	tallest    = 32000 // pixels of a side; tesseract takes 32,767
	highest    = 16000 // pixels of a column
	mostLarger = 4     // times
	mostCells  = 2000  // of a page; the form has 300
)

// stacked puts cells below each other with a gap, in columns that are no higher, but for
// a cell that is.
func stacked(cells []image.Rectangle, gap, highest int) (columns []column) {
	for _, cell := range cells {
		last := len(columns) - 1
		if last < 0 || columns[last].height+cell.Dy() > highest {
			columns = append(columns, column{width: 2 * margin, height: margin})
			last++
		}
		c := &columns[last]
		c.cells, c.tops = append(c.cells, cell), append(c.tops, c.height)
		c.width, c.height = max(c.width, cell.Dx()+2*margin), c.height+cell.Dy()+gap
	}
	return columns
}

// drawn returns the picture of a column of g's cells.
func (c *column) drawn(g *image.Gray) *image.Gray {
	to := image.NewGray(image.Rect(0, 0, c.width, c.height))
	draw.Draw(to, to.Rect, image.White, image.Point{}, draw.Src)
	for i, cell := range c.cells {
		draw.Draw(to, image.Rect(margin, c.tops[i], margin+cell.Dx(), c.tops[i]+cell.Dy()), g, cell.Min, draw.Src)
	}
	return to
}

// back returns a word of the column where it stands in the picture.
func (c *column) back(w word) word {
	i, found := slices.BinarySearch(c.tops, w.top+w.height/2)
	if !found {
		i = max(i-1, 0)
	}
	w.left += c.cells[i].Min.X - margin
	w.top += c.cells[i].Min.Y - c.tops[i]
	return w
}
