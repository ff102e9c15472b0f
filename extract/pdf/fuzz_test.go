package pdf

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"
)

func FuzzRead(f *testing.F) {
	names, err := filepath.Glob("testdata/*.pdf")
	if err != nil || len(names) == 0 {
		f.Fatalf("got the seeds %v: %v", names, err)
	}
	for _, name := range names {
		body, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(body)
	}
	f.Add(build("BT /F 10 Tf 100 700 Td <653F5E9C> Tj [(A) -100 (B)] TJ ET 1 w 50 60 m 150 60 l S 10 10 100 1 re f", composite("UniGB-UCS2-H", "GB1"), ""))
	f.Add(build("q 1 0 0 1 5 5 cm /A Do Q BI /W 1 /H 1 /CS /G /BPC 8 ID x EI", "/XObject<</A 5 0 R>>", "/Rotate 90/CropBox[10 10 500 500]", stream("/Subtype/Form/BBox[0 0 9 9]", "/OC/X BDC 0 0 5 5 re W n EMC")))
	f.Add(build("BT /F 1 Tf <0001> Tj ET", "/Font<</F<</Subtype/Type3/FontMatrix[1 0 0 1 0 0]/ToUnicode 5 0 R/Encoding<</Differences[1/a]>>>>>>", "", stream("", "1 beginbfrange <01> <02> <0041> endbfrange 1 begincodespacerange <00> <ff> endcodespacerange")))
	f.Fuzz(func(t *testing.T, body []byte) {
		read, err := open(context.Background(), bytes.NewReader(body), int64(len(body)), nil)
		if err != nil {
			return
		}
		for _, p := range read.pages {
			if !(p.Width > 0 && p.Height > 0) {
				t.Errorf("got a page of %v × %v", p.Width, p.Height)
			}
			for _, g := range p.Glyphs {
				if !(g.X0 <= g.X1 && g.Y0 <= g.Y1) {
					t.Errorf("got the glyph %v", g)
				}
			}
			for _, b := range append(p.Rules, p.Images...) {
				if !(b.X0 <= b.X1 && b.Y0 <= b.Y1) {
					t.Errorf("got the box %v", b)
				}
			}
		}
	})
}
