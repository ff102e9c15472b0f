package pdf

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image/png"
	"math"
	"os"
	"strings"
	"testing"

	"gongkai/extract/layout"
)

func TestPicturesAreHandedOut(t *testing.T) {
	const place = "q 100 0 0 100 50 600 cm /I Do Q"
	paper, err := os.ReadFile("testdata/paper.cmyk.jpg") // a pixel without ink
	if err != nil {
		t.Fatal(err)
	}
	flat, thin := bytes.Clone(paper), bytes.Clone(paper)
	frame := bytes.Index(paper, []byte("\xff\xc0")) // a frame begins: length, precision, height, width
	copy(flat[frame+5:], "\x00\x00")
	copy(thin[frame+7:], "\x00\x00")
	for name, c := range map[string]struct {
		content, dict, data string
		want                string // page, place, turns, type; and pixels, or how the error ends
	}{
		"shades of grey":            {place, "/Width 2/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8", "\x10\xf0", "1 [50 100 150 200] 0 image/png 101010 f0f0f0"},
		"black and white":           {place, "/Width 3/Height 1/ColorSpace/DeviceGray/BitsPerComponent 1", "\xa0", "1 [50 100 150 200] 0 image/png ffffff 000000 ffffff"},
		"the other way round":       {place, "/Width 3/Height 1/ColorSpace/DeviceGray/BitsPerComponent 1/Decode[1 0]", "\xa0", "1 [50 100 150 200] 0 image/png 000000 ffffff 000000"},
		"a mask":                    {place, "/Width 2/Height 1/ImageMask true", "\x80", "1 [50 100 150 200] 0 image/png ffffff 000000"},
		"colours":                   {place, "/Width 1/Height 2/ColorSpace[/ICCBased 6 0 R]/BitsPerComponent 8", "\x01\x02\x03\x04\x05\x06", "1 [50 100 150 200] 0 image/png 010203 040506"},
		"inks":                      {place, "/Width 2/Height 1/ColorSpace/DeviceCMYK/BitsPerComponent 8", "\x00\x00\x00\x00\xff\x00\x00\x00", "1 [50 100 150 200] 0 image/png ffffff 00ffff"},
		"a palette":                 {place, "/Width 2/Height 1/ColorSpace[/Indexed/DeviceRGB 1<010203040506>]/BitsPerComponent 4", "\x10", "1 [50 100 150 200] 0 image/png 040506 010203"},
		"a palette of the page":     {place, "/Width 1/Height 1/ColorSpace/P/BitsPerComponent 8", "\x00", "1 [50 100 150 200] 0 image/png 070809"},
		"data that is cut short":    {place, "/Width 2/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8", "\xff", "1 [50 100 150 200] 0 image/png ffffff 000000"},
		"a JPEG":                    {place, "/Width 2/Height 1/Filter/DCTDecode", "\xff\xd8\xff", "1 [50 100 150 200] 0 image/jpeg"},
		"a JPEG of inks":            {place, "/Width 1/Height 1/ColorSpace/DeviceCMYK/Filter/DCTDecode", string(paper), "1 [50 100 150 200] 0 image/png ffffff"},
		"a JPEG of inks, inverted":  {place, "/Width 1/Height 1/ColorSpace/DeviceCMYK/Decode[1 0 1 0 1 0 1 0]/Filter/DCTDecode", string(paper), "1 [50 100 150 200] 0 image/png 000000"},
		"a JPEG of inks, no height": {place, "/Width 1/Height 1/ColorSpace/DeviceCMYK/Filter/DCTDecode", string(flat), "1 [50 100 150 200] 0 image/jpeg"},
		"a JPEG of inks, no width":  {place, "/Width 1/Height 1/ColorSpace/DeviceCMYK/Filter/DCTDecode", string(thin), "1 [50 100 150 200] 0 image/jpeg"},
		"one that lies on its side": {"q 0 -100 100 0 50 700 cm /I Do Q", "/Width 2/Height 1/Filter/DCTDecode", "\xff\xd8\xff", "1 [50 100 150 200] 1 image/jpeg"},
		"one that stands in a page": {"q 100 0 0 100 50 600 cm BI /W 2 /H 1 /BPC 8 /CS /G /F /AHx ID 10f0> EI Q", "", "", "1 [50 100 150 200] 0 image/png 101010 f0f0f0"},
		"JBIG2":                     {place, "/Width 2/Height 1/Filter/JBIG2Decode", "x", "a picture on page 1: compressed by JBIG2Decode, which is not read"},
		"too many pixels":           {place, "/Width 2000000000/Height 2000000000/ColorSpace/DeviceGray/BitsPerComponent 8", "x", "a picture on page 1: of 2000000000 × 2000000000 pixels"},
		"no pixels":                 {place, "", "x", "a picture on page 1: of 0 × 0 pixels"},
		"a fax":                     {place, "/Width 8/Height 1/BitsPerComponent 1/Filter/CCITTFaxDecode/DecodeParms<</K -1/Columns 8>>", "\x80\x08\x00\x80", "1 [50 100 150 200] 0 image/png" + strings.Repeat(" ffffff", 8)},
	} {
		t.Run(name, func(t *testing.T) {
			file := build(c.content, "/XObject<</I 5 0 R>>/ColorSpace<</P[/Indexed/DeviceRGB 0<070809>]>>", "", stream("/Subtype/Image"+c.dict, c.data), stream("/N 3", ""))
			var got string
			for image, err := range Images(context.Background(), bytes.NewReader(file), int64(len(file))) {
				if err != nil {
					got += err.Error()
					continue
				}
				got += fmt.Sprintf("%d [%.0f %.0f %.0f %.0f] %d %s", image.Page, image.Box.X0, image.Box.Y0, image.Box.X1, image.Box.Y1, image.Turns, image.MediaType)
				if image.MediaType != "image/png" {
					continue
				}
				picture, err := png.Decode(bytes.NewReader(image.Body))
				if err != nil {
					t.Fatal(err)
				}
				size := picture.Bounds()
				for y := range size.Dy() {
					for x := range size.Dx() {
						r, g, b, _ := picture.At(x, y).RGBA()
						got += fmt.Sprintf(" %02x%02x%02x", r>>8, g>>8, b>>8)
					}
				}
			}
			if got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

func TestAScanThatCannotBeUnpackedSaysWhy(t *testing.T) {
	file := build("q 600 0 0 800 0 0 cm /I Do Q", "/XObject<</I 5 0 R>>", "", stream("/Subtype/Image/Width 2/Height 1/Filter/JBIG2Decode", "x"))
	doc, err := ReadScans(t.Context(), bytes.NewReader(file), int64(len(file)), func(context.Context, []Image, *layout.Page) (layout.Page, error) {
		t.Error("it was handed to OCR")
		return layout.Page{}, nil
	})
	if err != nil || len(doc.Warnings) != 1 || doc.Warnings[0].Code != "scanned_page" || !strings.Contains(doc.Warnings[0].Message, "JBIG2Decode") {
		t.Errorf("got %v, %v, want the compression named", doc.Warnings, err)
	}
}

// scan is a page of 600 by 800 points with that content, and reads it with recognise.
func scan(t *testing.T, content string, recognise Recognise) string {
	t.Helper()
	file := build(content, "/XObject<</I 5 0 R>>", "", stream("/Subtype/Image/Width 2/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8", "\x10\xf0"))
	doc, err := ReadScans(t.Context(), bytes.NewReader(file), int64(len(file)), recognise)
	if err != nil {
		t.Fatal(err)
	}
	var codes []string
	for _, w := range doc.Warnings {
		codes = append(codes, w.Code)
	}
	return strings.Join(codes, " ")
}

func TestStripsAreOnePicture(t *testing.T) {
	strip := func(left, bottom, width, height int) string {
		return fmt.Sprintf("q %d 0 0 %d %d %d cm /I Do Q ", width, height, left, bottom)
	}
	for name, c := range map[string]struct{ content, want string }{
		"from above":          {strip(0, 600, 600, 200) + strip(0, 400, 600, 200) + strip(0, 0, 600, 400), "[0 200 400]"},
		"in any order":        {strip(0, 400, 600, 200) + strip(0, 100, 600, 300) + strip(0, 600, 600, 200), "[0 200 400]"},
		"a stamp beside them": {strip(0, 400, 600, 400) + strip(100, 100, 50, 50) + strip(0, 0, 600, 400), "[0 400]"},
		"two with room":       {strip(0, 420, 600, 380) + strip(0, 0, 600, 380), "[0] [420]"},
		"two side by side":    {strip(0, 0, 300, 800) + strip(300, 0, 300, 800), "[0] [0]"},
		"upside down":         {"q -600 0 0 -400 600 400 cm /I Do Q q -600 0 0 -400 600 800 cm /I Do Q", "[0] [400]"},
	} {
		var got []string
		scan(t, c.content, func(_ context.Context, strips []Image, _ *layout.Page) (layout.Page, error) {
			var tops []float64
			for _, s := range strips {
				tops = append(tops, math.Round(s.Box.Y0))
			}
			got = append(got, fmt.Sprint(tops))
			return layout.Page{}, nil
		})
		if got := strings.Join(got, " "); got != c.want {
			t.Errorf("%s: got pictures at %s, want %s", name, got, c.want)
		}
	}
}

func TestAPictureThatOCRCannotReadTakesNoneFromAnother(t *testing.T) {
	got := scan(t, "q 600 0 0 400 0 400 cm /I Do Q q 600 0 0 300 0 0 cm /I Do Q", func(_ context.Context, strips []Image, _ *layout.Page) (layout.Page, error) {
		if strips[0].Box.Y0 < 100 {
			return layout.Page{}, errors.New("too small")
		}
		return layout.Page{Glyphs: []layout.Glyph{{Box: layout.Box{X0: 10, Y0: 10, X1: 20, Y1: 20}, Text: "公", Size: 10}}}, nil
	})
	if want := "scanned_page ocr"; got != want {
		t.Errorf("got warnings %q, want %q", got, want)
	}
}

func TestOfVeryManyPicturesTheFirstAreRecognised(t *testing.T) {
	var content strings.Builder
	for i := range maxRecognised + 1 {
		fmt.Fprintf(&content, "q 600 0 0 400 0 %d cm /I Do Q ", 10*i)
	}
	n := 0
	got := scan(t, content.String(), func(context.Context, []Image, *layout.Page) (layout.Page, error) {
		n++
		return layout.Page{Glyphs: []layout.Glyph{{Box: layout.Box{X0: 10, Y0: 10, X1: 20, Y1: 20}, Text: "公", Size: 10}}}, nil
	})
	if want := "scanned_page ocr"; n != maxRecognised || got != want {
		t.Errorf("%d pictures were recognised with warnings %q, want %d and %q", n, got, maxRecognised, want)
	}
}

func TestAPictureBesideTextIsRecognisedWhereItShowsATable(t *testing.T) {
	text := "BT /F 10 Tf 20 700 Td (" + strings.Repeat("word ", 20) + ") Tj ET "
	table := layout.Page{Glyphs: []layout.Glyph{{Box: layout.Box{X0: 10, Y0: 510, X1: 20, Y1: 520}, Text: "7", Size: 10}}}
	for name, c := range map[string]struct {
		content, want string
		shown         layout.Page
		asked         int
	}{
		"a table":           {"q 500 0 0 200 50 200 cm /I Do Q", "ocr", table, 1},
		"none":              {"q 500 0 0 200 50 200 cm /I Do Q", "", layout.Page{}, 1},
		"a small one":       {"q 50 0 0 50 50 200 cm /I Do Q", "", table, 0},
		"text stands on it": {"q 500 0 0 200 10 600 cm /I Do Q", "", table, 0},
	} {
		asked := 0
		file := build(c.content+" "+text, helvetica+"/XObject<</I 5 0 R>>", "", stream("/Subtype/Image/Width 2/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8", "x"))
		doc, err := ReadScans(t.Context(), bytes.NewReader(file), int64(len(file)), func(_ context.Context, _ []Image, page *layout.Page) (layout.Page, error) {
			if page == nil || page.Width != 600 {
				t.Errorf("%s: got no page of text", name)
			}
			asked++
			return c.shown, nil
		})
		if err != nil {
			t.Fatal(err)
		}
		var codes []string
		for _, w := range doc.Warnings {
			codes = append(codes, w.Code)
		}
		if got := strings.Join(codes, " "); got != c.want || asked != c.asked {
			t.Errorf("%s: got warnings %q after %d pictures, want %q after %d", name, got, asked, c.want, c.asked)
		}
	}
}
