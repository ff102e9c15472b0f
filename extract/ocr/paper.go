package ocr

import (
	"image"
	"image/draw"
)

// The tones of a picture that is whitened.
const (
	whiteFrom     = 3   // quarters of the way from ink to paper: from there on it is paper
	leastContrast = 20  // of 255 between ink and paper, where there are both
	anyInk        = 235 // up to here it is ink, also that of a rule that is thinner than a pixel
)

// whitened returns g with paper that is white and ink that is black: the grain of paper
// and scanner passes for small marks otherwise, and each is looked at. What shows
// nothing is white.
func whitened(g *image.Gray) *image.Gray {
	ink, paper := tones(g)
	white := ink + (paper-ink)*whiteFrom/4
	var to [256]uint8
	for v := range to {
		to[v] = 255
		if paper-ink >= leastContrast && v < white {
			to[v] = uint8(max(0, 255*(v-ink)/(white-ink)))
		}
	}
	clean := image.NewGray(g.Rect)
	for i, v := range g.Pix {
		clean.Pix[i] = to[v]
	}
	return clean
}

// tones returns the mean lightness of ink, and of paper.
func tones(g *image.Gray) (ink, paper int) {
	dark := threshold(g)
	var sums, counts [2]int
	for _, v := range g.Pix {
		class := 0
		if v > dark {
			class = 1
		}
		sums[class] += int(v)
		counts[class]++
	}
	return sums[0] / max(counts[0], 1), sums[1] / max(counts[1], 1)
}

// positive returns g, or its negative where most of it is dark, as no page is.
func positive(g *image.Gray) *image.Gray {
	dark := threshold(g)
	ink := 0
	for _, v := range g.Pix {
		if v <= dark {
			ink++
		}
	}
	if ink*3 < len(g.Pix)*2 {
		return g
	}
	negative := image.NewGray(g.Rect)
	for i, v := range g.Pix {
		negative.Pix[i] = 255 - v
	}
	return negative
}

// tile is the side of a square, in parts of the picture's longer side: more than a rule
// is thick, so that one which is dark all over is none of a table's.
const tile = 150

// cleared returns g without the dark that reaches in from its sides: what the scanner
// saw beside the page.
func cleared(g *image.Gray) *image.Gray {
	by := max(side(g)/tile, 1)
	dark := threshold(g)
	f := field{width: g.Rect.Dx() / by, height: g.Rect.Dy() / by}
	f.region = make([]int8, f.width*f.height)
	for at := range f.region {
		x, y := at%f.width*by, at/f.width*by
		if !isDark(g, image.Rect(x, y, x+by, y+by), dark) {
			f.region[at] = wall
		}
	}
	area := 0
	for at := range f.region {
		x, y := at%f.width, at/f.width
		if f.region[at] == 0 && (x == 0 || y == 0 || x == f.width-1 || y == f.height-1) {
			_, n := f.fill(at)
			area += n
		}
	}
	if area == 0 {
		return g
	}
	clean := image.NewGray(g.Rect)
	copy(clean.Pix, g.Pix)
	for at, r := range f.region {
		if r != told {
			continue
		}
		x, y := at%f.width*by, at/f.width*by
		around := image.Rect(x-by, y-by, x+2*by, y+2*by).Intersect(g.Rect)
		if x+2*by >= f.width*by {
			around.Max.X = g.Rect.Max.X
		}
		if y+2*by >= f.height*by {
			around.Max.Y = g.Rect.Max.Y
		}
		draw.Draw(clean, around, image.White, image.Point{}, draw.Src)
	}
	return clean
}

// isDark reports whether nearly all of an area is.
func isDark(g *image.Gray, area image.Rectangle, dark uint8) bool {
	light := 0
	for y := area.Min.Y; y < area.Max.Y; y++ {
		for _, v := range g.Pix[y*g.Stride+area.Min.X : y*g.Stride+area.Max.X] {
			if v > dark {
				light++
			}
		}
	}
	return light*20 < area.Dx()*area.Dy()
}
