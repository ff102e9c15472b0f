package ocr

import "image"

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
