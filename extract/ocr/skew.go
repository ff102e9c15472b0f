package ocr

import (
	"image"
	"math"
)

// How far a page may lie askew on a scanner, and how finely that is told.
const (
	maxSkew  = 3.0  // degrees
	skewStep = 0.1  // degrees, of the first look
	leastOff = 0.02 // degrees: two pixels on the side of a page at 300 dpi
	coarse   = 1000 // pixels of the longer side that are looked at
)

// bestSide is how long the longer side of a page is that tesseract reads best, in
// pixels: its letters are some 30 pixels high then, as those that it learned from.
const bestSide = 2400

// level returns g turned so that its lines lie straight, as they do not on a page that
// lay askew on the scanner; and in half its size, if it is very large.
func level(g *image.Gray) *image.Gray {
	for side(g) >= 2*bestSide {
		g = halved(g)
	}
	angle := skew(g)
	if math.Abs(angle) < leastOff {
		return g
	}
	return resampled(g, angle, 1)
}

// side returns how long the longer side of a page is, of which g may be several, below
// or beside each other.
func side(g *image.Gray) int {
	width, height := g.Rect.Dx(), g.Rect.Dy()
	return max(1, min(max(width, height), min(width, height)*3/2))
}

// halved returns g in half its size.
func halved(g *image.Gray) *image.Gray {
	half := image.NewGray(image.Rect(0, 0, g.Rect.Dx()/2, g.Rect.Dy()/2))
	for y := range half.Rect.Dy() {
		for x := range half.Rect.Dx() {
			at := 2*y*g.Stride + 2*x
			sum := int(g.Pix[at]) + int(g.Pix[at+1]) + int(g.Pix[at+g.Stride]) + int(g.Pix[at+g.Stride+1])
			half.Pix[y*half.Stride+x] = uint8(sum / 4)
		}
	}
	return half
}

// skew returns by how many degrees the lines of a picture fall to the right. Seen along
// them, rows of ink and rows without differ most (Postl 1986).
func skew(g *image.Gray) float64 {
	points, width, height := inked(g)
	shift := int(math.Ceil(float64(width)*math.Tan(maxSkew*math.Pi/180))) + 1
	rows := make([]int, height+2*shift+1)
	sharpness := func(angle float64) float64 {
		clear(rows)
		slope := math.Tan(angle * math.Pi / 180)
		for _, p := range points {
			rows[shift+p.Y-int(math.Round(float64(p.X)*slope))]++
		}
		sum := 0.0
		for i := 1; i < len(rows); i++ {
			d := float64(rows[i] - rows[i-1])
			sum += d * d
		}
		return sum
	}
	best, most := 0.0, sharpness(0)*1.02 // a page that lies straight is left as it is
	for _, step := range [...]float64{skewStep, skewStep / 5} {
		around, reach := best, 5*step
		if step == skewStep {
			reach = maxSkew
		}
		for angle := max(around-reach, -maxSkew); angle <= min(around+reach, maxSkew); angle += step {
			if s := sharpness(angle); s > most {
				best, most = angle, s
			}
		}
	}
	return best
}

// inked returns the points of ink of a picture that is made smaller, and its size then.
func inked(g *image.Gray) (points []image.Point, width, height int) {
	dark := threshold(g)
	by := (max(g.Rect.Dx(), g.Rect.Dy()) + coarse - 1) / coarse
	width, height = g.Rect.Dx()/by, g.Rect.Dy()/by
	for y := range height {
		for x := range width {
			ink := 0
			for row := y * by; row < (y+1)*by; row++ {
				for _, v := range g.Pix[row*g.Stride+x*by : row*g.Stride+(x+1)*by] {
					if v <= dark {
						ink++
					}
				}
			}
			if 3*ink >= by*by {
				points = append(points, image.Pt(x, y))
			}
		}
	}
	return points, width, height
}

// resampled returns g in another size, turned about its middle, so that what falls to
// the right by so many degrees lies straight. Beyond its sides it is white.
func resampled(g *image.Gray, angle, size float64) *image.Gray {
	width, height := int(float64(g.Rect.Dx())*size), int(float64(g.Rect.Dy())*size)
	to := image.NewGray(image.Rect(0, 0, max(width, 1), max(height, 1)))
	sin, cos := math.Sincos(angle * math.Pi / 180)
	sin, cos = sin/size, cos/size
	cx, cy := float64(g.Rect.Dx()-1)/2, float64(g.Rect.Dy()-1)/2
	for y := range to.Rect.Dy() {
		dy := float64(y) - float64(height-1)/2
		for x := range to.Rect.Dx() {
			dx := float64(x) - float64(width-1)/2
			to.Pix[y*to.Stride+x] = between(g, cx+dx*cos-dy*sin, cy+dx*sin+dy*cos)
		}
	}
	return to
}

// between returns the lightness at a point between pixels.
func between(g *image.Gray, x, y float64) uint8 {
	x0, y0 := int(math.Floor(x)), int(math.Floor(y))
	if x0 < 0 || y0 < 0 || x0+1 >= g.Rect.Dx() || y0+1 >= g.Rect.Dy() {
		return 255
	}
	fx, fy := x-float64(x0), y-float64(y0)
	at := y0*g.Stride + x0
	above := float64(g.Pix[at])*(1-fx) + float64(g.Pix[at+1])*fx
	below := float64(g.Pix[at+g.Stride])*(1-fx) + float64(g.Pix[at+g.Stride+1])*fx
	return uint8(above*(1-fy) + below*fy + 0.5)
}
