package pdf

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	imagedraw "image/draw"
	"image/jpeg"
	"image/png"

	"github.com/pdfcpu/pdfcpu/pkg/filter"

	"gongkai/extract/pdf/draw"
	"gongkai/extract/pdf/pdffile"
)

// maxPixels is how many pixels a picture may have: A4 at 600 dots an inch has
// 35 million.
const maxPixels = 40 << 20

// encode returns a picture as a file of its own. JPEG and JPEG 2000 stay as they
// are; others become PNG.
func encode(file *pdffile.File, drawer *draw.Drawer, p draw.Picture) (mediaType string, body []byte, err error) {
	data, rest, err := file.DataUntilImage(p.Stream)
	if err != nil && len(data) == 0 {
		return "", nil, err
	}
	d := p.Stream.Dict
	s := samples{
		width:  file.Int(pdffile.First(d, "Width", "W")),
		height: file.Int(pdffile.First(d, "Height", "H")),
		bits:   file.Int(pdffile.First(d, "BitsPerComponent", "BPC")),
	}
	if s.width <= 0 || s.height <= 0 || s.width > maxPixels/s.height {
		return "", nil, fmt.Errorf("of %d × %d pixels", s.width, s.height)
	}
	decode := file.Numbers(pdffile.First(d, "Decode", "D"))
	inverted := len(decode) >= 2 && decode[0] > decode[1]
	mask := file.Resolve(pdffile.First(d, "ImageMask", "IM")) == true
	if len(rest) > 0 {
		switch rest[0].Name {
		case filter.DCT:
			if c, err := jpeg.DecodeConfig(bytes.NewReader(data)); err == nil && c.ColorModel == color.CMYKModel && c.Width > 0 && c.Height > 0 && c.Width <= maxPixels/c.Height {
				return inked(data, inverted)
			}
			return "image/jpeg", data, nil
		case filter.JPX:
			return "image/jp2", data, nil
		case filter.CCITTFax:
			if data, err = file.Fax(rest[0], data, s.height); err != nil {
				return "", nil, err
			}
			s.bits = 1
		default:
			return "", nil, fmt.Errorf("compressed by %s, which is not read", rest[0].Name)
		}
	}
	if mask {
		s.bits, s.colours = 1, colours{components: 1}
	} else if s.colours, err = coloursOf(file, drawer.Named(p.Resources, "ColorSpace", pdffile.First(d, "ColorSpace", "CS")), 0); err != nil {
		return "", nil, err
	}
	s.inverted = inverted
	picture, err := s.picture(data)
	if err != nil {
		return "", nil, err
	}
	return encoded(picture)
}

// inked returns a JPEG of four inks. Package jpeg takes all of them for those of
// Photoshop, in which 0 is all ink; in PDF they are what Decode says.
func inked(data []byte, inverted bool) (mediaType string, body []byte, err error) {
	picture, err := jpeg.Decode(bytes.NewReader(data))
	if err != nil {
		return "", nil, err
	}
	cmyk, ok := picture.(*image.CMYK)
	if ok && !inverted {
		for i, v := range cmyk.Pix {
			cmyk.Pix[i] = 255 - v
		}
	}
	all := image.NewRGBA(picture.Bounds())
	imagedraw.Draw(all, all.Rect, picture, all.Rect.Min, imagedraw.Src)
	return encoded(all)
}

// encoded returns a picture as PNG.
func encoded(picture image.Image) (mediaType string, body []byte, err error) {
	var out bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(&out, picture); err != nil {
		return "", nil, fmt.Errorf("encode PNG: %w", err)
	}
	return "image/png", out.Bytes(), nil
}

// samples is how the data of a picture is laid out.
type samples struct {
	width, height, bits int
	colours             colours
	inverted            bool
}

// colours says what the components of a sample are.
type colours struct {
	components int
	ink        bool   // amounts of ink: 0 is white
	palette    []byte // red, green and blue of each index, or nil
}

var errColours = errors.New("in a colour space that is not read")

// coloursOf reads a colour space (ISO 32000-1 8.6).
func coloursOf(file *pdffile.File, o pdffile.Object, depth int) (colours, error) {
	a := file.Array(o)
	name := file.Name(o)
	if len(a) > 0 {
		name = file.Name(a[0])
	}
	switch {
	case depth > 4:
	case o == nil || name == "DeviceGray" || name == "G" || name == "CalGray":
		return colours{components: 1}, nil
	case name == "DeviceRGB" || name == "RGB" || name == "CalRGB":
		return colours{components: 3}, nil
	case name == "DeviceCMYK" || name == "CMYK":
		return colours{components: 4, ink: true}, nil
	case name == "ICCBased" && len(a) > 1:
		switch n := file.Int(file.Dict(a[1])["N"]); n {
		case 1, 3, 4:
			return colours{components: n, ink: n == 4}, nil
		}
	case name == "Separation":
		return colours{components: 1, ink: true}, nil
	case (name == "Indexed" || name == "I") && len(a) > 3:
		base, err := coloursOf(file, a[1], depth+1)
		if err != nil || base.palette != nil {
			return colours{}, errColours
		}
		table := []byte(file.Bytes(a[3]))
		if s := file.Stream(a[3]); s != nil {
			table, _ = file.Data(s)
		}
		var palette []byte
		for n := base.components; len(table) >= n && len(palette) < 3*256; table = table[n:] {
			r, g, b := base.rgb(table[:n])
			palette = append(palette, r, g, b)
		}
		return colours{components: 1, palette: palette}, nil
	}
	return colours{}, errColours
}

// rgb returns what a sample of eight bits a component looks like.
func (c colours) rgb(v []byte) (r, g, b byte) {
	switch {
	case c.palette != nil:
		if i := int(v[0]) * 3; i+2 < len(c.palette) {
			return c.palette[i], c.palette[i+1], c.palette[i+2]
		}
		return 0, 0, 0
	case c.components == 1 && c.ink:
		return 255 - v[0], 255 - v[0], 255 - v[0]
	case c.components == 1:
		return v[0], v[0], v[0]
	case c.components == 3:
		return v[0], v[1], v[2]
	}
	mix := func(ink byte) byte { return byte(int(255-ink) * int(255-v[3]) / 255) }
	return mix(v[0]), mix(v[1]), mix(v[2])
}

// picture makes a picture of samples. What the data lacks at its end is black.
func (s samples) picture(data []byte) (image.Image, error) {
	switch s.bits {
	case 1, 2, 4, 8, 16:
	default:
		return nil, fmt.Errorf("of %d bits a component", s.bits)
	}
	n := s.colours.components
	stride := (s.width*n*s.bits + 7) / 8
	row, sample := make([]byte, stride), make([]byte, n)
	area := image.Rect(0, 0, s.width, s.height)
	grey := n == 1 && s.colours.palette == nil
	var shades *image.Gray
	var coloured *image.NRGBA
	if grey {
		shades = image.NewGray(area)
	} else {
		coloured = image.NewNRGBA(area)
	}
	for y := range s.height {
		clear(row)
		copy(row, data[min(len(data), y*stride):])
		for x := range s.width {
			for i := range sample {
				sample[i] = s.at(row, x*n+i)
			}
			r, g, b := s.colours.rgb(sample)
			if grey {
				shades.Pix[y*shades.Stride+x] = r
			} else {
				copy(coloured.Pix[y*coloured.Stride+4*x:], []byte{r, g, b, 255})
			}
		}
	}
	if grey {
		return shades, nil
	}
	return coloured, nil
}

// at returns a component as eight bits; an index stays as it is.
func (s samples) at(row []byte, i int) byte {
	var v byte
	switch s.bits {
	case 8:
		v = row[i]
	case 16:
		v = row[2*i]
	default:
		bit := i * s.bits
		most := byte(1<<s.bits - 1)
		v = row[bit/8] >> (8 - s.bits - bit%8) & most
		if s.colours.palette == nil {
			v *= 255 / most
		}
	}
	if s.inverted && s.colours.palette == nil {
		v = 255 - v
	}
	return v
}
