package ocr

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"gongkai/extract/layout"
	"gongkai/internal/needed"
)

// TestAScannedPageIsReadWithItsTables reads a page of a report as a picture with
// tesseract, which must be there where this runs.
func TestAScannedPageIsReadWithItsTables(t *testing.T) {
	needed.Program(t, "tesseract")
	f, err := os.Open("testdata/page.png")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		t.Fatal(err)
	}
	doc, err := Read(t.Context(), f, info.Size())
	if err != nil {
		t.Fatal(err)
	}
	if len(doc.Tables) != 3 || doc.Tables[2].Columns != 10 || doc.Tables[2].Rows != 13 {
		t.Fatalf("got %d tables, want 3 with 13 × 10 cells in the last", len(doc.Tables))
	}
	// What its rules say is exact; what tesseract sees in the cells nearly is.
	want := strings.Fields("37 5 892.86 16 0 0 0 0 0 16" + strings.Repeat(" 0", 7) + " 10 0 0 0 0 0 10" + strings.Repeat(" 0", 28) + " 2 0 0 0 0 0 2" + strings.Repeat(" 0", 14))
	var got []string
	for _, table := range doc.Tables {
		for _, c := range table.Cells {
			if c.Text != "" && strings.Trim(c.Text, "0123456789.") == "" {
				got = append(got, c.Text)
			}
		}
	}
	missed := 0
	for _, figure := range want {
		if i := slices.Index(got, figure); i >= 0 {
			got = slices.Delete(got, i, i+1)
		} else {
			missed++
		}
	}
	if missed > len(want)/20 || len(got) > len(want)/20 {
		t.Errorf("missed %d of %d figures, and got %v besides", missed, len(want), got)
	}
	if w := doc.Warnings[len(doc.Warnings)-1]; w.Code != Warning {
		t.Errorf("got the last warning %q, want %q", w.Code, Warning)
	}
}

// TestAPageIsReadHoweverItWasTaken reads the same page as a scanner may see it, and as
// one of several in a long picture.
func TestAPageIsReadHoweverItWasTaken(t *testing.T) {
	needed.Program(t, "tesseract")
	page, err := os.ReadFile("testdata/page.png")
	if err != nil {
		t.Fatal(err)
	}
	g, err := Decode(bytes.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	worn := resampled(g, -0.6, 1.3)
	grain := rand.New(rand.NewPCG(1, 1))
	for i, v := range worn.Pix {
		worn.Pix[i] = uint8(max(0, min(255, int(v)*3/4+40+grain.IntN(17)-8)))
	}
	long := &image.Gray{Pix: slices.Repeat(g.Pix, 3), Stride: g.Stride, Rect: image.Rect(0, 0, g.Rect.Dx(), 3*g.Rect.Dy())}
	negative := image.NewGray(g.Rect)
	framed := drawn(g.Rect.Dx()+150, g.Rect.Dy()+130, image.Rect(0, 0, g.Rect.Dx()+150, g.Rect.Dy()+130))
	draw.Draw(framed, g.Rect.Add(image.Pt(60, 90)), g, image.Point{}, draw.Src)
	for i, v := range g.Pix {
		negative.Pix[i] = 255 - v
	}
	for name, c := range map[string]struct {
		picture *image.Gray
		pages   int
	}{"askew, with grain": {worn, 1}, "three below each other": {long, 3}, "a negative": {negative, 1}, "dark beside it": {framed, 1}, "on its side": {turned(g, 1), 1}, "on its head": {turned(g, 2), 1}} {
		p, err := Page(t.Context(), c.picture)
		if err != nil {
			t.Fatal(err)
		}
		doc, err := Document(t.Context(), []layout.Page{p})
		if err != nil {
			t.Fatal(err)
		}
		zeros := 0
		for _, table := range doc.Tables {
			for _, cell := range table.Cells {
				if cell.Text == "0" {
					zeros++
				}
			}
		}
		if got, want := len(doc.Tables), 3*c.pages; got != want || zeros < 60*c.pages || zeros > 64*c.pages {
			t.Errorf("%s: got %d tables with %d zeros, want %d with %d", name, got, zeros, want, 64*c.pages)
		}
	}
}

func TestHowFarAPageLiesAskewIsSeen(t *testing.T) {
	var lines []image.Rectangle
	for y := 200; y < 1400; y += 40 {
		lines = append(lines, image.Rect(100, y, 700+y%300, y+12))
	}
	g := drawn(1000, 1500, lines...)
	for _, by := range []float64{0, 0.3, -1.2, 2.5} {
		if got := skew(resampled(g, -by, 1)); math.Abs(got-by) > 0.05 {
			t.Errorf("turned by %v: got %v", by, got)
		}
	}
}

func TestWhatStandsInCellsIsReadApart(t *testing.T) {
	at := func(x0, y0, x1, y1 int) image.Rectangle { return image.Rect(3*x0, 3*y0, 3*x1, 3*y1) }
	grid := []image.Rectangle{
		at(100, 100, 700, 101), at(100, 200, 700, 201), at(100, 300, 700, 301),
		at(100, 100, 101, 300), at(400, 200, 401, 300), at(700, 100, 701, 301),
	}
	marks := []image.Rectangle{at(150, 140, 180, 160), at(402, 230, 432, 298), at(150, 400, 180, 420)} // the second close to rules
	g := whitened(drawn(2400, 3300, append(grid, marks...)...))
	horizontal, vertical := ruled(g)
	clean := erase(g, horizontal, vertical)
	got := cellsOf(clean, horizontal, vertical)
	if len(got) != 2 || !marks[0].In(got[0]) || !marks[1].In(got[1]) {
		t.Fatalf("got cells %v, want those with %v", got, marks[:2])
	}
	columns := stacked(got, 36, highest)
	w := columns[0].back(word{text: "1", left: margin + marks[1].Min.X - got[1].Min.X, top: columns[0].tops[1] + marks[1].Min.Y - got[1].Min.Y, width: marks[1].Dx(), height: marks[1].Dy()})
	if box := image.Rect(w.left, w.top, w.left+w.width, w.top+w.height); box != marks[1] {
		t.Errorf("a word of the second cell stands at %v, want %v", box, marks[1])
	}
	if got := cellsOf(clean, horizontal, vertical[:2]); len(got) != 0 {
		t.Errorf("a table without its right side has the cells %v", got)
	}
}

func TestWordsOfALineStandInTheirOrder(t *testing.T) {
	words := []word{{text: "申请", left: 10, width: 40, line: "1"}, {text: "人", left: 30, width: 20, line: "1"}, {text: "情", left: 30, width: 20, line: "1"}, {text: "况", left: 5, width: 20, line: "2"}}
	inOrder(words)
	end := 0
	for _, w := range words[:3] {
		for _, g := range w.glyphs(1) {
			if g.Box.X0 < float64(end) {
				t.Errorf("%s begins at %v, before %d", g.Text, g.Box.X0, end)
			}
		}
		end = w.left + w.width
	}
	if words[3].left != 5 {
		t.Errorf("the next line begins at %d, want 5", words[3].left)
	}
}

// drawn returns a picture with black rectangles.
func drawn(width, height int, ink ...image.Rectangle) *image.Gray {
	g := image.NewGray(image.Rect(0, 0, width, height))
	for i := range g.Pix {
		g.Pix[i] = 250
	}
	for _, r := range ink {
		for y := r.Min.Y; y < r.Max.Y; y++ {
			for x := r.Min.X; x < r.Max.X; x++ {
				g.SetGray(x, y, color.Gray{10})
			}
		}
	}
	return g
}

func TestAGreyJPEGOfAnyWidthKeepsItsPixels(t *testing.T) {
	block := image.Rect(300, 200, 340, 240)
	var b bytes.Buffer
	if err := jpeg.Encode(&b, drawn(653, 400, block, image.Rect(50, 100, 600, 103)), &jpeg.Options{Quality: 100}); err != nil {
		t.Fatal(err)
	}
	g, err := Decode(&b)
	if err != nil {
		t.Fatal(err)
	}
	clean := erase(g, []stroke{{50, 599, 100, 102}}, nil)
	for y := range 400 {
		for x := range 653 {
			if got, want := clean.GrayAt(x, y).Y < 128, (image.Point{x, y}).In(block); got != want {
				t.Fatalf("got ink %v at %d, %d, want %v", got, x, y, want)
			}
		}
	}
}

func TestAPhotographIsTurnedAsItsCameraNoted(t *testing.T) {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, drawn(400, 600, image.Rect(0, 0, 100, 100)), nil); err != nil { // ink in its upper left
		t.Fatal(err)
	}
	exif := func(data string) string {
		return "\xff\xe1" + string([]byte{0, byte(len(data) + 8)}) + "Exif\x00\x00" + data
	}
	const little, big = "II*\x00\x08\x00\x00\x00", "MM\x00*\x00\x00\x00\x08"
	for name, c := range map[string]struct {
		data       string
		width      int
		inkX, inkY int
	}{
		"nothing":            {"", 400, 50, 50},
		"upright":            {exif(little + "\x01\x00\x12\x01\x03\x00\x01\x00\x00\x00\x01\x00\x00\x00"), 400, 50, 50},
		"to the right":       {exif(little + "\x01\x00\x12\x01\x03\x00\x01\x00\x00\x00\x06\x00\x00\x00"), 600, 550, 50},
		"upside down":        {exif(big + "\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00\x03\x00\x00"), 400, 350, 550},
		"to the left":        {exif(big + "\x00\x02" + strings.Repeat("\x00", 12) + "\x01\x12\x00\x03\x00\x00\x00\x01\x00\x08\x00\x00"), 600, 50, 350},
		"behind other notes": {"\xff\xe0\x00\x04ab" + exif(little+"\x01\x00\x12\x01\x03\x00\x01\x00\x00\x00\x06\x00\x00\x00"), 600, 550, 50},
		"cut short":          {exif(little + "\x01\x00\x12\x01\x03\x00"), 400, 50, 50},
		"far away":           {exif("II*\x00\xff\xff\xff\xff"), 400, 50, 50},
	} {
		file := "\xff\xd8" + c.data + b.String()[2:]
		g, err := upright(strings.NewReader(file), int64(len(file)))
		if err != nil || g.Rect.Dx() != c.width || g.GrayAt(c.inkX, c.inkY).Y > 128 {
			t.Errorf("%s: got %v wide and no ink at %d, %d, want %d wide: %v", name, g.Rect.Dx(), c.inkX, c.inkY, c.width, err)
		}
	}
}

func TestStripsAreStacked(t *testing.T) {
	var strips [][]byte
	for _, height := range []int{203, 150, 9} {
		var b bytes.Buffer
		if err := jpeg.Encode(&b, drawn(656, height, image.Rect(40, 0, 80, 5)), &jpeg.Options{Quality: 100}); err != nil {
			t.Fatal(err)
		}
		strips = append(strips, b.Bytes())
	}
	g, err := stack(strips, minSide)
	if err != nil || g.Rect.Dy() != 362 {
		t.Fatalf("got %v and %v, want 362 rows", g, err)
	}
	for y := range 362 {
		if got, want := g.GrayAt(60, y).Y < 128, y < 5 || 203 <= y && y < 208 || 353 <= y && y < 358; got != want {
			t.Errorf("got ink %v in row %d, want %v", got, y, want)
		}
	}
	if _, err := stack(strips[:1], minSide); err == nil {
		t.Error("a picture of 203 rows was taken for a page")
	}
	if _, err := stack(append(strips, []byte("GIF89a")), minSide); err == nil {
		t.Error("a strip that is damaged was passed over")
	}
}

func TestRulesAreLongStraightAndThin(t *testing.T) {
	skewed := make([]image.Rectangle, 0, 10)
	for i := range 10 {
		skewed = append(skewed, image.Rect(50+50*i, 300+i/3, 100+50*i, 302+i/3))
	}
	for name, c := range map[string]struct {
		ink                  []image.Rectangle
		horizontal, vertical int
	}{
		"a line":                        {[]image.Rectangle{image.Rect(50, 300, 550, 302)}, 1, 0},
		"two lines that cross":          {[]image.Rectangle{image.Rect(50, 300, 550, 302), image.Rect(200, 50, 203, 900)}, 1, 1},
		"a line that is skewed":         {skewed, 1, 0},
		"a stroke of a character":       {[]image.Rectangle{image.Rect(50, 300, 70, 302)}, 0, 0},
		"a black box":                   {[]image.Rectangle{image.Rect(50, 300, 550, 500)}, 0, 0},
		"two lines close to each other": {[]image.Rectangle{image.Rect(50, 300, 550, 302), image.Rect(50, 306, 550, 308)}, 2, 0},
	} {
		t.Run(name, func(t *testing.T) {
			horizontal, vertical := ruled(drawn(600, 1000, c.ink...))
			if len(horizontal) != c.horizontal || len(vertical) != c.vertical {
				t.Errorf("got %v and %v, want %d and %d", horizontal, vertical, c.horizontal, c.vertical)
			}
		})
	}
}

func TestErasingARuleKeepsWhatCrossesIt(t *testing.T) {
	stroke := image.Rect(300, 285, 304, 315)
	g := drawn(600, 1000, image.Rect(50, 300, 550, 302), stroke)
	horizontal, vertical := ruled(g)
	clean := erase(g, horizontal, vertical)
	if clean.GrayAt(100, 300).Y < 200 {
		t.Error("the rule is still there")
	}
	if clean.GrayAt(301, 290).Y > 100 || clean.GrayAt(301, 310).Y > 100 {
		t.Error("what crossed it is gone")
	}
	if g.GrayAt(100, 300).Y > 100 {
		t.Error("the picture itself was changed")
	}
}

func TestAPictureThatIsNoPageIsRefused(t *testing.T) {
	for name, c := range map[string]struct{ data, want string }{
		"damaged":   {"\x89PNG\r\n\x1a\n", "the picture is damaged"},
		"an icon":   {"BM\x00\x00\x00\x00\x00\x00\x00\x00\x36\x00\x00\x00\x28\x00\x00\x00\x10\x00\x00\x00\x10\x00\x00\x00\x01\x00\x18\x00" + strings.Repeat("\x00", 24), "too few for a page"},
		"too large": {"BM\x00\x00\x00\x00\x00\x00\x00\x00\x36\x00\x00\x00\x28\x00\x00\x00\x00\x00\x01\x00\x00\x00\x01\x00\x01\x00\x18\x00" + strings.Repeat("\x00", 24), "too many to be read"},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := Decode(strings.NewReader(c.data)); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %s", err, c.want)
			}
		})
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte("\x89PNG\r\n\x1a\n"))
	f.Add([]byte("GIF89a"))
	f.Add([]byte("II*\x00"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 1<<20 {
			return
		}
		if g, err := Decode(strings.NewReader(string(data))); err == nil {
			ruled(g)
		}
	})
}

func TestATIFFOfSeveralPagesSaysSo(t *testing.T) {
	for name, c := range map[string]struct {
		data string
		want bool
	}{
		"one page":  {"II*\x00\x08\x00\x00\x00\x00\x00\x00\x00\x00\x00", false},
		"two pages": {"II*\x00\x08\x00\x00\x00\x01\x00............\x99\x00\x00\x00", true},
		"cut short": {"MM\x00*\x00\x00\x00\x08\x00\x01", false},
		"no TIFF":   {"GIF89a........", false},
	} {
		t.Run(name, func(t *testing.T) {
			if got := morePages(strings.NewReader(c.data)); got != c.want {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}

func TestATurnedPictureStandsUpright(t *testing.T) {
	g := drawn(4, 3, image.Rect(0, 0, 1, 1)) // ink in the upper left corner
	for turns, want := range []image.Point{{0, 0}, {2, 0}, {3, 2}, {0, 3}} {
		if at := turned(g, turns).GrayAt(want.X, want.Y).Y; at > 100 {
			t.Errorf("%d turns: got no ink at %v", turns, want)
		}
	}
}

// TestATableThatIsAPictureBesideTextIsReadWhereItStands reads a page of tables as a part
// of a page of text; a picture without a table is not read there.
func TestATableThatIsAPictureBesideTextIsReadWhereItStands(t *testing.T) {
	needed.Program(t, "tesseract")
	page, err := os.ReadFile("testdata/page.png")
	if err != nil {
		t.Fatal(err)
	}
	var blank bytes.Buffer
	if err := jpeg.Encode(&blank, drawn(400, 400, image.Rect(100, 100, 300, 300)), nil); err != nil {
		t.Fatal(err)
	}
	box := layout.Box{X0: 100, Y0: 200, X1: 500, Y1: 766}
	for name, c := range map[string]struct {
		body  []byte
		table bool
	}{"tables": {page, true}, "none": {blank.Bytes(), false}} {
		p, err := Picture(t.Context(), [][]byte{c.body}, 0, box, &layout.Page{Width: 595, Height: 842})
		if err != nil {
			t.Fatal(err)
		}
		if (len(p.Rules) > 20) != c.table || (len(p.Glyphs) > 100) != c.table {
			t.Errorf("%s: got %d rules and %d characters", name, len(p.Rules), len(p.Glyphs))
		}
		for _, r := range p.Rules {
			if r.X0 < box.X0-2 || r.X1 > box.X1+2 || r.Y0 < box.Y0-2 || r.Y1 > box.Y1+2 {
				t.Errorf("%s: got a rule at %v, want it within %v", name, r, box)
			}
		}
	}
}
