package layout

import "slices"

// The sizes of text, in points, between which most of a document's stands. What
// is drawn smaller or larger is scaled: the tolerances are made for these.
const (
	smallest = 6.5
	largest  = 18.0
	usual    = 10.5
)

// scaleOf returns by how much pages are scaled: 1, unless most of their text is
// too small or too large.
func scaleOf(pages []Page) float64 {
	const most = 10_000 // glyphs, enough to tell
	n := 0
	for i := range pages {
		n += len(pages[i].Glyphs)
	}
	step := max(1, n/most)
	var sizes []float64
	at := 0
	for i := range pages {
		glyphs := pages[i].Glyphs
		for ; at < len(glyphs); at += step {
			if size := glyphs[at].Size; size > 0.1 && size < 1_000 {
				sizes = append(sizes, size)
			}
		}
		at -= len(glyphs)
	}
	if len(sizes) == 0 {
		return 1
	}
	slices.Sort(sizes)
	if median := sizes[len(sizes)/2]; median < smallest || median > largest {
		return usual / median
	}
	return 1
}

// upright returns the page turned so that most of its text stands upright, and
// scaled; itself, if that is so already.
func upright(page Page, scale float64) Page {
	var n [4]int
	for i := range page.Glyphs {
		n[page.Glyphs[i].Turn&3]++
	}
	turn := uint8(0)
	for k := range n {
		if n[k]*3 > len(page.Glyphs)*2 {
			turn = uint8(k)
		}
	}
	if turn == 0 && scale == 1 {
		return page
	}
	w, h := page.Width*scale, page.Height*scale
	moved := func(b Box) Box {
		b = Box{b.X0 * scale, b.Y0 * scale, b.X1 * scale, b.Y1 * scale}
		return b.back(turn, w, h)
	}
	page.Glyphs, page.Rules, page.Images = slices.Clone(page.Glyphs), slices.Clone(page.Rules), slices.Clone(page.Images)
	for i := range page.Glyphs {
		g := &page.Glyphs[i]
		g.Box, g.Size, g.Turn = moved(g.Box), g.Size*scale, (g.Turn-turn)&3
	}
	for _, boxes := range [][]Box{page.Rules, page.Images} {
		for i := range boxes {
			boxes[i] = moved(boxes[i])
		}
	}
	page.Width, page.Height = w, h
	if turn&1 == 1 {
		page.Width, page.Height = h, w
	}
	return page
}

// back returns where a box stands once a page of this size is turned to the left
// by so many quarters.
func (b Box) back(turn uint8, width, height float64) Box {
	for range turn & 3 {
		b = Box{b.Y0, width - b.X1, b.Y1, width - b.X0}
		width, height = height, width
	}
	return b
}

// turnOf returns how the text of glyphs is turned, and whether all of it is
// turned so. White space has no direction.
func (s *sheet) turnOf(glyphs []int32) (turn uint8, all bool) {
	first := true
	for _, i := range glyphs {
		g := &s.page.Glyphs[i]
		if blank(g.Text) {
			continue
		}
		if !first && g.Turn&3 != turn {
			return turn, false
		}
		turn, first = g.Turn&3, false
	}
	return turn, true
}

// turned returns the lines of a cell whose text is turned as they stand once it
// is upright, and the cell's box then. It adds upright copies of the glyphs to
// the page.
func (s *sheet) turned(c *cell, turn uint8) ([]line, Box) {
	w, h := s.page.Width, s.page.Height
	var copies []int32
	for _, i := range c.glyphs {
		g := s.page.Glyphs[i]
		g.Box, g.Turn = g.Box.back(turn, w, h), 0
		copies = append(copies, int32(len(s.page.Glyphs)))
		s.page.Glyphs = append(s.page.Glyphs, g)
	}
	return s.linesOf(copies), c.Box.back(turn, w, h)
}
