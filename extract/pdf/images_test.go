package pdf

import (
	"bytes"
	"context"
	"fmt"
	"image/png"
	"strings"
	"testing"

	"gongkai/extract/layout"
)

func TestPicturesAreHandedOut(t *testing.T) {
	const place = "q 100 0 0 100 50 600 cm /I Do Q"
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
	doc, err := ReadScans(t.Context(), bytes.NewReader(file), int64(len(file)), func(context.Context, Image) (layout.Page, error) {
		t.Error("it was handed to OCR")
		return layout.Page{}, nil
	})
	if err != nil || len(doc.Warnings) != 1 || doc.Warnings[0].Code != "scanned_page" || !strings.Contains(doc.Warnings[0].Message, "JBIG2Decode") {
		t.Errorf("got %v, %v, want the compression named", doc.Warnings, err)
	}
}
