package ocr

import "image"

// stroke is a straight line in a picture, in pixels: From and To along it, Low
// and High across, both ends included.
type stroke struct{ From, To, Low, High int }

// Rules are the lines of tables in parts of the picture's longer side.
const (
	shortest = 28 // a rule is at least a 28th of it long: about 30 points
	thickest = 90 // and, skewed as it may be, at most a 90th thick: about 9 points
)

// strokes returns the horizontal lines among the pixels for which ink holds, in
// a picture of this width and height; the vertical ones where ink swaps x and y.
func strokes(width, height, longer int, ink func(x, y int) bool) []stroke {
	least, most := longer/shortest, longer/thickest
	var done, open []stroke
	for y := range height {
		var next []stroke
		for x := 0; x < width; x++ {
			if !ink(x, y) {
				continue
			}
			from := x
			for x < width && ink(x, y) {
				x++
			}
			if x-from < least {
				continue
			}
			run := stroke{from, x - 1, y, y}
			// It goes on in those of the row above that it touches.
			kept := open[:0]
			for _, s := range open {
				if s.To < run.From-2 || s.From > run.To+2 {
					kept = append(kept, s)
					continue
				}
				run = stroke{min(s.From, run.From), max(s.To, run.To), min(s.Low, run.Low), y}
			}
			open = kept
			next = append(next, run)
		}
		// What touched no run of this row has ended, but for a gap of a row.
		for _, s := range open {
			if s.High >= y-1 {
				next = append(next, s)
			} else {
				done = append(done, s)
			}
		}
		open = next
	}
	rules := make([]stroke, 0, len(done)+len(open))
	for _, s := range append(done, open...) {
		if s.High-s.Low <= most {
			rules = append(rules, s)
		}
	}
	return rules
}

// ruled returns the horizontal and the vertical rules of a picture that is whitened.
func ruled(g *image.Gray) (horizontal, vertical []stroke) {
	width, height := g.Rect.Dx(), g.Rect.Dy()
	longer := side(g)
	horizontal = strokes(width, height, longer, func(x, y int) bool { return g.Pix[y*g.Stride+x] <= anyInk })
	vertical = strokes(height, width, longer, func(y, x int) bool { return g.Pix[y*g.Stride+x] <= anyInk })
	return horizontal, vertical
}

// erase returns the picture without the rules.
func erase(g *image.Gray, horizontal, vertical []stroke) *image.Gray {
	clean := image.NewGray(g.Rect)
	copy(clean.Pix, g.Pix)
	paint := func(x0, y0, x1, y1 int) {
		for y := max(y0, 0); y <= min(y1, g.Rect.Dy()-1); y++ {
			for x := max(x0, 0); x <= min(x1, g.Rect.Dx()-1); x++ {
				clean.Pix[y*clean.Stride+x] = 255
			}
		}
	}
	for _, s := range horizontal {
		eraseRuns(s, func(along, across int) bool { return g.Pix[across*g.Stride+along] <= anyInk }, g.Rect.Dx(), func(from, to, across int) { paint(from-1, across-1, to+1, across+1) })
	}
	for _, s := range vertical {
		eraseRuns(s, func(along, across int) bool { return g.Pix[along*g.Stride+across] <= anyInk }, g.Rect.Dy(), func(from, to, across int) { paint(across-1, from-1, across+1, to+1) })
	}
	return clean
}

// eraseRuns calls paint with the long runs of ink that a stroke is made of, so
// that what crosses it is kept but for the crossing.
func eraseRuns(s stroke, ink func(along, across int) bool, end int, paint func(from, to, across int)) {
	least := (s.To - s.From + 1) / 8
	for across := s.Low; across <= s.High; across++ {
		for along := s.From; along <= s.To; along++ {
			if !ink(along, across) {
				continue
			}
			from := along
			for along < end && along <= s.To && ink(along, across) {
				along++
			}
			if along-from >= least {
				paint(from, along-1, across)
			}
		}
	}
}
