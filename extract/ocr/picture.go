package ocr

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	_ "image/gif"  // for image.Decode
	_ "image/jpeg" // for image.Decode
	_ "image/png"  // for image.Decode
	"io"

	_ "golang.org/x/image/bmp"  // for image.Decode
	_ "golang.org/x/image/tiff" // for image.Decode
	_ "golang.org/x/image/webp" // for image.Decode
)

// The limits of one picture: an A3 page at 300 dpi has 17 million pixels.
const (
	maxPixels = 40_000_000
	minSide   = 300 // pixels: under that, it is no page
	minTable  = 60  // pixels: under that, it is no table
)

// Decode reads a picture. An error says, in words for people, what is wrong
// with it, or that it is too small or too large for a page.
func Decode(r io.Reader) (*image.Gray, error) { return decode(r, minSide) }

// decode reads a picture whose sides have so many pixels at least.
func decode(r io.Reader, least int) (*image.Gray, error) {
	var head bytes.Buffer
	c, _, err := image.DecodeConfig(io.TeeReader(r, &head))
	if err != nil {
		return nil, fmt.Errorf("the picture is damaged: %w", err)
	}
	switch {
	case c.Width < least || c.Height < least:
		return nil, fmt.Errorf("the picture has %d × %d pixels, too few for a page", c.Width, c.Height)
	case c.Width > maxPixels/c.Height:
		return nil, fmt.Errorf("the picture has %d × %d pixels, too many to be read", c.Width, c.Height)
	}
	m, _, err := image.Decode(io.MultiReader(&head, r))
	if err != nil {
		return nil, fmt.Errorf("the picture is damaged: %w", err)
	}
	return gray(m), nil
}

// stack decodes the strips of a page and puts them below each other. One that stands
// alone has so many pixels at least.
func stack(strips [][]byte, least int) (*image.Gray, error) {
	if len(strips) == 1 {
		return decode(bytes.NewReader(strips[0]), least)
	}
	all := &image.Gray{}
	for i, s := range strips {
		g, err := decode(bytes.NewReader(s), 1)
		switch {
		case err != nil:
			return nil, err
		case i == 0:
			all = g
		case g.Rect.Dx() != all.Rect.Dx():
			return nil, fmt.Errorf("the picture is in strips of %d and %d pixels", all.Rect.Dx(), g.Rect.Dx())
		case all.Rect.Dy()+g.Rect.Dy() > maxPixels/g.Rect.Dx():
			return nil, fmt.Errorf("the picture has more than %d pixels, too many to be read", maxPixels)
		default:
			all.Pix = append(all.Pix, g.Pix...)
			all.Rect.Max.Y += g.Rect.Dy()
		}
	}
	return all, nil
}

// gray returns m in grey, on white where it is transparent. It holds its own rows
// alone, close to each other; a decoded JPEG has whole blocks of eight pixels.
func gray(m image.Image) *image.Gray {
	if g, ok := m.(*image.Gray); ok && g.Rect.Min == (image.Point{}) && g.Stride == g.Rect.Dx() {
		g.Pix = g.Pix[:g.Stride*g.Rect.Dy()]
		return g
	}
	b := m.Bounds()
	g := image.NewGray(image.Rect(0, 0, b.Dx(), b.Dy()))
	for y := range b.Dy() {
		for x := range b.Dx() {
			c := color.NRGBAModel.Convert(m.At(b.Min.X+x, b.Min.Y+y)).(color.NRGBA)
			light := (299*int(c.R) + 587*int(c.G) + 114*int(c.B)) / 1000 // ITU-R BT.601
			g.Pix[y*g.Stride+x] = uint8((light*int(c.A) + 255*(255-int(c.A))) / 255)
		}
	}
	return g
}

// threshold returns the lightness under which a pixel is ink: that which parts
// the two classes best (Otsu 1979).
func threshold(g *image.Gray) uint8 {
	var counts [256]int
	for _, v := range g.Pix {
		counts[v]++
	}
	total, sum := 0, 0
	for v, n := range counts {
		total += n
		sum += v * n
	}
	best, most := 0, 0.0
	below, sumBelow := 0, 0
	for v, n := range counts {
		below += n
		sumBelow += v * n
		if below == 0 || below == total {
			continue
		}
		d := float64(sumBelow)/float64(below) - float64(sum-sumBelow)/float64(total-below)
		if between := float64(below) * float64(total-below) * d * d; between > most {
			best, most = v, between
		}
	}
	return uint8(best)
}

// turned returns g after quarter turns to the right.
func turned(g *image.Gray, turns int) *image.Gray {
	for ; turns > 0; turns-- {
		width, height := g.Rect.Dx(), g.Rect.Dy()
		t := image.NewGray(image.Rect(0, 0, height, width))
		for y := range height {
			for x := range width {
				t.Pix[x*t.Stride+height-1-y] = g.Pix[y*g.Stride+x]
			}
		}
		g = t
	}
	return g
}
