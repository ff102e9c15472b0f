package pdf

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"gongkai/extract/layout"
)

func TestAPageIsReadAsItIsSeen(t *testing.T) {
	const content = "BT /F 10 Tf 100 700 Td (A) Tj ET 1 w 50 300 m 150 300 l S"
	for name, c := range map[string]struct {
		entries       string
		width, height float64
		x, y          float64 // of the middle of the A, more or less
		level         bool    // the line lies level
	}{
		"upright":               {"", 600, 800, 103, 98, true},
		"turned right":          {"/Rotate 90", 800, 600, 702, 103, false},
		"upside down":           {"/Rotate 180", 600, 800, 497, 702, true},
		"turned left":           {"/Rotate -90", 800, 600, 98, 497, false},
		"cropped":               {"/CropBox[50 100 550 750]", 500, 650, 53, 48, true},
		"in a box of its own":   {"/MediaBox[10 20 610 820]", 600, 800, 93, 118, true},
		"in larger units":       {"/UserUnit 2", 1200, 1600, 206, 196, true},
		"in a box upside down":  {"/MediaBox[600 800 0 0]", 600, 800, 103, 98, true},
		"in a box of no number": {"/MediaBox[0 0 (a) 99999999999999999999999999]", 595, 842, 103, 140, true},
	} {
		t.Run(name, func(t *testing.T) {
			p := mustOpen(t, build(content, helvetica, c.entries)).pages[0]
			g := p.Glyphs[0]
			x, y := (g.X0+g.X1)/2, (g.Y0+g.Y1)/2
			if p.Width != c.width || p.Height != c.height || math.Abs(x-c.x) > 5 || math.Abs(y-c.y) > 5 {
				t.Errorf("got the A at %.0f, %.0f of %.0f × %.0f", x, y, p.Width, p.Height)
			}
			if r := p.Rules[0]; c.level != (r.X1-r.X0 > r.Y1-r.Y0) {
				t.Errorf("got the line %.1f", r)
			}
		})
	}
}

func TestTextTellsHowItIsTurned(t *testing.T) {
	for content, want := range map[string]struct {
		turn   uint8
		aslant bool
	}{
		"BT /F 10 Tf 100 700 Td (A) Tj ET":                      {},
		"BT /F 10 Tf 0 1 -1 0 100 700 Tm (A) Tj ET":             {turn: 3},
		"BT /F 10 Tf 0 -1 1 0 100 700 Tm (A) Tj ET":             {turn: 1},
		"BT /F -10 Tf -1 0 0 -1 100 700 Tm (A) Tj ET":           {},
		"q 0 1 -1 0 500 100 cm BT /F 10 Tf (A) Tj ET Q":         {turn: 3},
		"BT /F 10 Tf .7071 .7071 -.7071 .7071 9 9 Tm (A) Tj ET": {aslant: true},
	} {
		g := mustOpen(t, build(content, helvetica, "")).pages[0].Glyphs[0]
		if g.Aslant != want.aslant || g.Turn != want.turn && !g.Aslant {
			t.Errorf("%s: got %d quarters, aslant %v", content, g.Turn, g.Aslant)
		}
	}
}

func TestLinesAndThinRectanglesAreRules(t *testing.T) {
	for name, c := range map[string]struct {
		content string
		want    []layout.Box
	}{
		"a stroked line":                          {"2 w 100 700 m 200 700 l S", []layout.Box{{X0: 100, Y0: 99, X1: 200, Y1: 101}}},
		"a dashed line":                           {"[3 2] 0 d 2 w 100 700 m 200 700 l S", []layout.Box{{X0: 100, Y0: 99, X1: 200, Y1: 101}}},
		"a thick line counts as its middle":       {"5 w 100 700 m 200 700 l S", []layout.Box{{X0: 100, Y0: 98.5, X1: 200, Y1: 101.5}}},
		"a band is no line":                       {"20 w 100 700 m 200 700 l S", nil},
		"a slanting line is none of a table":      {"100 700 m 200 650 l S", nil},
		"a curve":                                 {"100 700 m 120 700 180 700 200 700 c S", nil},
		"a stroked rectangle is four":             {"0 w 100 600 50 100 re S", []layout.Box{{X0: 100, Y0: 200, X1: 150, Y1: 200}, {X0: 150, Y0: 100, X1: 150, Y1: 200}, {X0: 100, Y0: 100, X1: 150, Y1: 100}, {X0: 100, Y0: 100, X1: 100, Y1: 200}}},
		"a path that is closed":                   {"0 w 100 700 m 200 700 l 200 650 l s", []layout.Box{{X0: 100, Y0: 100, X1: 200, Y1: 100}, {X0: 200, Y0: 100, X1: 200, Y1: 150}}},
		"a thin rectangle":                        {"100 700 100 1 re f", []layout.Box{{X0: 100, Y0: 99, X1: 200, Y1: 100}}},
		"an area is no rule":                      {"100 600 100 50 re f", nil},
		"a frame between two rectangles is four":  {"100 600 50 100 re 101 601 48 98 re f*", []layout.Box{{X0: 100, Y0: 100, X1: 101, Y1: 200}, {X0: 149, Y0: 100, X1: 150, Y1: 200}, {X0: 100, Y0: 100, X1: 150, Y1: 101}, {X0: 100, Y0: 199, X1: 150, Y1: 200}}},
		"a rounded frame between two is four":     {"104 600 m 146 600 l 148.0 600 150 602.0 150 604 c 150 696 l 150 698.0 148.0 700 146 700 c 104 700 l 102.0 700 100 698.0 100 696 c 100 604 l 100 602.0 102.0 600 104 600 c h 104 601 m 146 601 l 147.5 601 149 602.5 149 604 c 149 696 l 149 697.5 147.5 699 146 699 c 104 699 l 102.5 699 101 697.5 101 696 c 101 604 l 101 602.5 102.5 601 104 601 c h f*", []layout.Box{{X0: 100, Y0: 100, X1: 101, Y1: 200}, {X0: 149, Y0: 100, X1: 150, Y1: 200}, {X0: 100, Y0: 100, X1: 150, Y1: 101}, {X0: 100, Y0: 199, X1: 150, Y1: 200}}},
		"a stroked line with a round corner":      {"0 w 100 700 m 190 700 l 195 700 200 695 200 690 c 200 600 l S", []layout.Box{{X0: 100, Y0: 100, X1: 200, Y1: 100}, {X0: 200, Y0: 100, X1: 200, Y1: 200}}},
		"a circle around a character":             {"110 700 m 110 705 105 710 100 710 c 95 710 90 705 90 700 c 90 695 95 690 100 690 c 105 690 110 695 110 700 c S", nil},
		"a path that is only a clip":              {"100 700 100 1 re W n", nil},
		"a line in its scale":                     {"2 0 0 2 0 0 cm 1 w 50 350 m 100 350 l S", []layout.Box{{X0: 100, Y0: 99, X1: 200, Y1: 101}}},
		"a line outside of the clip":              {"0 0 50 50 re W n 100 700 m 200 700 l S", nil},
		"a line across the clip":                  {"0 w 0 0 150 800 re W n 100 700 m 200 700 l S", []layout.Box{{X0: 100, Y0: 100, X1: 150, Y1: 100}}},
		"white on paper":                          {"1 g 100 700 100 1 re f", nil},
		"white on colour":                         {"0.5 g 100 600 100 150 re f 1 1 1 rg 100 700 100 1 re f", []layout.Box{{X0: 100, Y0: 99, X1: 200, Y1: 100}}},
		"white ink":                               {"0 0 0 0 K 100 700 m 200 700 l S", nil},
		"a full tint of a colour":                 {"/T cs 1 sc 100 700 100 1 re f", []layout.Box{{X0: 100, Y0: 99, X1: 200, Y1: 100}}},
		"a line that is transparent":              {"/G gs 100 700 100 1 re f", nil},
		"a picture of a line":                     {"q 100 0 0 1 100 700 cm BI /W 1 /H 1 /BPC 8 /CS /G ID x EI Q", []layout.Box{{X0: 100, Y0: 99, X1: 200, Y1: 100}}},
		"a line behind text that is none at all":  {"q 1 0 (a) w 100 700 100 1 re f", []layout.Box{{X0: 100, Y0: 99, X1: 200, Y1: 100}}},
		"a line behind a bracket without its end": {"[1 2 100 700 100 1 re f", nil},
	} {
		t.Run(name, func(t *testing.T) {
			resources := "/ColorSpace<</T[/Separation/Red/DeviceCMYK 5 0 R]>>/ExtGState<</G<</ca 0>>>>"
			got := mustOpen(t, build(c.content, resources, "", stream("/FunctionType 4", "{}"))).pages[0].Rules
			if !slices.Equal(got, c.want) {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}

func TestWhiteTextIsReadWhereItIsSeen(t *testing.T) {
	const text = "BT /F 10 Tf 100 700 Td (66) Tj 0 g (7) Tj ET"
	for name, c := range map[string]struct{ content, want string }{
		"on paper":                     {"1 g " + text, "7"},
		"in white ink":                 {"0 0 0 0 k " + text, "7"},
		"on colour":                    {"0.2 g 90 690 100 30 re f 1 g " + text, "667"},
		"on a coloured shape":          {"0.2 g 90 690 m 190 690 l 150 780 90 720 90 720 c f 1 g " + text, "667"},
		"on colour beside it":          {"0.2 g 290 690 100 30 re f 1 g " + text, "7"},
		"on white that covers colour":  {"0.2 g 90 690 100 30 re f 1 g 95 695 50 20 re f " + text, "7"},
		"on a picture":                 {"q 100 0 0 100 90 690 cm BI /W 1 /H 1 /BPC 8 /CS /G ID x EI Q 1 g " + text, "667"},
		"with an outline that is seen": {"1 g 2 Tr " + text, "667"},
		"as an outline":                {"1 G 1 Tr " + text, ""},
		"invisible anyway":             {"1 g 3 Tr " + text, ""},
	} {
		read := mustOpen(t, build(c.content, helvetica, ""))
		if got := texts(read.pages[0]); got != c.want {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
		if got, want := codes(read), !strings.Contains(c.content, "3 Tr") && !strings.HasPrefix(c.want, "66"); (got == "text_white") != want {
			t.Errorf("%s: got warnings %q, want one of white text: %v", name, got, want)
		}
	}
}

func TestTextThatSomethingCoversIsLeftOut(t *testing.T) {
	const old = "BT /F 10 Tf 100 700 Td (66) Tj ET "
	const figure = " BT /F 10 Tf 0 g 100 700 Td (7) Tj ET"
	const box = "95 690 40 20 re f"
	resources := helvetica + "/ExtGState<</Half<</ca .5>>/Full<</ca 1/BM/Normal/SMask/None>>/Mark<</BM/Multiply>>/Marks<</BM[/Darken/Normal]>>/Mask<</SMask<</S/Alpha>>>>>>" +
		"/ColorSpace<</P[/Pattern]>>/Pattern<</X<<>>>>/XObject<</W 5 0 R>>"
	form := stream("/Subtype/Form/BBox[0 0 600 800]", "1 g "+box)
	for name, c := range map[string]struct{ content, entries, want string }{
		"a white box":                 {old + "1 g " + box + figure, "", "7"},
		"a box of colour":             {old + ".8 .9 1 rg " + box + figure, "", "7"},
		"a box before it":             {"1 g " + box + " 0 g " + old + figure, "", "667"},
		"a box beside it":             {old + "1 g 195 690 40 20 re f" + figure, "", "667"},
		"a box over its foot":         {old + "1 g 95 690 40 12 re f" + figure, "", "667"},
		"a box over one of two":       {old + "1 g 105.5 690 40 20 re f" + figure, "", "67"},
		"a box that is half clear":    {old + "/Half gs 1 g " + box + figure, "", "667"},
		"a box that is clear no more": {old + "/Half gs /Full gs 1 g " + box + figure, "", "7"},
		"a marker":                    {old + "/Mark gs 1 1 0 rg " + box + figure, "", "667"},
		"another marker":              {old + "/Marks gs 1 1 0 rg " + box + figure, "", "667"},
		"a box behind a mask":         {old + "/Mask gs 1 g " + box + figure, "", "667"},
		"a pattern":                   {old + "/P cs /X scn " + box + figure, "", "667"},
		"an outline":                  {old + "95 690 40 20 re S" + figure, "", "667"},
		"a round shape":               {old + "1 g 95 690 m 135 690 l 150 780 90 720 90 720 c f" + figure, "", "667"},
		"a box with a hole":           {old + "1 g 95 690 40 20 re 98 692 30 15 re f*" + figure, "", "667"},
		"a box that is clipped":       {old + "q 295 690 40 20 re W n 1 g " + box + " Q" + figure, "", "667"},
		"a box in a shape":            {old + "q 95 690 m 135 690 l 115 720 l W n 1 g " + box + " Q" + figure, "", "667"},
		"a box in the shape of text":  {old + "q BT 7 Tr /F 10 Tf 300 700 Td (A) Tj ET 1 g " + box + " Q" + figure, "", "667"},
		"a box of a form":             {old + "/W Do" + figure, "", "7"},
		"a note's box":                {old, "/Annots[<</Subtype/Square/Rect[0 0 600 800]/AP<</N 5 0 R>>>>]", ""},
	} {
		read := mustOpen(t, build(c.content, resources, c.entries, form))
		if got := texts(read.pages[0]); got != c.want {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
		if got, want := codes(read), !strings.HasPrefix(c.want, "66"); (got == "text_covered") != want {
			t.Errorf("%s: got warnings %q, want one: %v", name, got, want)
		}
	}
}

func TestAFigureThatAClipCutsIsWarnedOf(t *testing.T) {
	for name, c := range map[string]struct {
		content, want string
		warned        bool
	}{
		"a figure that is cut": {"90 690 20 30 re W n BT /F 10 Tf 100 700 Td (12345) Tj ET", "12", true},
		"in pieces":            {"90 690 20 30 re W n BT /F 10 Tf 100 700 Td (12) Tj (345) Tj ET", "12", true},
		"its beginning":        {"112 690 90 30 re W n BT /F 10 Tf 100 700 Td (12345) Tj ET", "345", true},
		"all of a text":        {"q 300 690 25 30 re W n BT /F 10 Tf 100 700 Td (12345) Tj ET Q BT /F 10 Tf 100 600 Td (7) Tj ET", "7", false},
		"words that are cut":   {"90 690 20 30 re W n BT /F 10 Tf 100 700 Td (ABCDE) Tj ET", "AB", false},
		"two figures apart":    {"q 90 690 25 30 re W n BT /F 10 Tf 100 700 Td (12) Tj 5 0 Td 90 0 Td (345) Tj ET Q", "12", false},
	} {
		read := mustOpen(t, build(c.content, helvetica, ""))
		if got := texts(read.pages[0]); got != c.want {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
		if got := codes(read); (got == "text_clipped") != c.warned {
			t.Errorf("%s: got warnings %q, want one: %v", name, got, c.warned)
		}
	}
}

func TestFormsAreDrawnInTheirPlace(t *testing.T) {
	resources := helvetica + "/XObject<</A 5 0 R/B 6 0 R>>"
	outer := stream("/Subtype/Form/BBox[0 0 200 200]/Matrix[1 0 0 1 100 50]/Resources<<"+resources+">>", "BT /F 10 Tf 5 5 Td (A) Tj ET q 2 0 0 2 0 0 cm /B Do Q /A Do BT /F 10 Tf 300 5 Td (clipped) Tj ET")
	inner := stream("/Subtype/Form/BBox[0 0 100 100]", "BT /F 10 Tf 20 20 Td (B) Tj ET q q q")
	p := mustOpen(t, build("q 1 0 0 1 0 500 cm /A Do Q BT /F 10 Tf 100 20 Td (C) Tj ET", resources, "", outer, inner)).pages[0]
	if got := texts(p); got != "ABC" {
		t.Fatalf("got %q", got)
	}
	for i, want := range []struct{ x, y, size float64 }{{105, 245, 10}, {140, 210, 20}, {100, 780, 10}} {
		g := p.Glyphs[i]
		if baseline := g.Y1 - 0.35*g.Size; math.Abs(g.X0-want.x) > 0.01 || math.Abs(baseline-want.y) > 0.01 || math.Abs(g.Size-want.size) > 0.01 {
			t.Errorf("got %v with its baseline at %.2f, want %v", g, baseline, want)
		}
	}
}

func TestMarkedContentHasItsOwnText(t *testing.T) {
	const text = "BT /F 10 Tf 100 700 Td "
	for name, c := range map[string]struct{ content, want, warnings string }{
		"a text instead of glyphs":           {text + "/Span<</ActualText<FEFF653F5E9C>>>BDC (xyz) Tj EMC (.) Tj ET", "政府.", ""},
		"one as long as they are":            {text + "/Span<</ActualText<FEFF653F5E9C>>>BDC (xy) Tj EMC (.) Tj ET", "政府.", ""},
		"one in the resources":               {text + "/Span/P BDC (xyz) Tj EMC (.) Tj ET", "府.", ""},
		"no text at all":                     {text + "/Span<</ActualText()>>BDC (-) Tj EMC (.) Tj ET", ".", ""},
		"figures are those that are seen":    {text + "/Span<</ActualText(99)>>BDC (12) Tj EMC ET", "12", "replacement_text"},
		"a layer that is off":                {"/OC/Off BDC " + text + "(x) Tj ET 0 0 50 1 re f EMC " + text + "(y) Tj ET", "y", ""},
		"a layer that is on":                 {"/OC/On BDC " + text + "(x) Tj ET EMC", "x", ""},
		"layers of which one is on":          {"/OC/Any BDC " + text + "(x) Tj ET EMC", "x", ""},
		"layers of which all should be on":   {"/OC/All BDC " + text + "(x) Tj ET EMC", "", ""},
		"ends without a beginning":           {"EMC EMC " + text + "(x) Tj ET", "x", ""},
		"a beginning without an end":         {text + "/Span<</ActualText(y)>>BDC (x) Tj ET", "y", ""},
		"text that is invisible":             {text + "3 Tr (x) Tj 0 Tr (y) Tj ET", "y", ""},
		"text outside of the clip":           {"0 0 50 50 re W n " + text + "(x) Tj ET", "", ""},
		"text off the page":                  {"BT /F 10 Tf 700 700 Td (x) Tj ET", "", ""},
		"text in a font that is not there":   {"BT /G 10 Tf 100 700 Td (xy) Tj ET", "", "text_unmapped"},
		"text behind data of an image":       {"q 50 0 0 50 0 0 cm BI /W 2 /H 1 /BPC 8 /CS /G ID \xffEI\x00 EI Q " + text + "(x) Tj ET", "x", ""},
		"invisible text behind a scan":       {"q 600 0 0 800 0 0 cm /I Do Q " + text + "3 Tr (scan) Tj ET", "scan", "hidden_text"},
		"text behind a scan":                 {text + "(scan) Tj ET q 600 0 0 800 0 0 cm /I Do Q", "scan", "hidden_text"},
		"text behind a part of a page":       {text + "(x) Tj ET q 300 0 0 300 0 600 cm /I Do Q", "x", ""},
		"text behind a picture that blends":  {text + "(x) Tj ET q /M gs 600 0 0 800 0 0 cm /I Do Q", "x", "scanned_page"},
		"a scan with a page number beside":   {"q 600 0 0 800 0 0 cm /I Do Q " + text + "(1) Tj ET", "1", "scanned_page"},
		"text that is printed over pictures": {"q 600 0 0 800 0 0 cm /I Do Q " + text + "(" + strings.Repeat("word ", 20) + ") Tj ET", strings.Repeat("word ", 20), ""},
	} {
		t.Run(name, func(t *testing.T) {
			objects := []string{
				"<</Type/Catalog/Pages 2 0 R/OCProperties<</OCGs[6 0 R 7 0 R]/D<</OFF[6 0 R]>>>>>>",
				"<</Type/Pages/Kids[3 0 R]/Count 1>>",
				"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<<" + helvetica + "/Properties<</P<</ActualText<FEFF5E9C>>>/Off 6 0 R/On 7 0 R/Any<</Type/OCMD/OCGs[6 0 R 7 0 R]>>/All<</Type/OCMD/P/AllOn/OCGs[6 0 R 7 0 R]>>>>/XObject<</I 5 0 R>>/ExtGState<</M<</BM/Multiply>>>>>>>>",
				stream("", c.content),
				stream("/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8", "x"),
				"<</Type/OCG/Name(a)>>", "<</Type/OCG/Name(b)>>",
			}
			read := mustOpen(t, assemble(objects...))
			if got := texts(read.pages[0]); got != c.want || codes(read) != c.warnings {
				t.Errorf("got %q and the warnings %q, want %q and %q", got, codes(read), c.want, c.warnings)
			}
			if read.pages[0].Recognised != (c.warnings == "hidden_text") {
				t.Errorf("got recognised %v with the warnings %q", read.pages[0].Recognised, c.warnings)
			}
			if len(read.pages[0].Rules) > 0 {
				t.Errorf("got the rules %v", read.pages[0].Rules)
			}
		})
	}
}

func TestFieldsShowWhatWasFilledIn(t *testing.T) {
	entries := "/Annots[<</Subtype/Widget/Rect[100 100 200 120]/AP<</N 5 0 R>>>><</Subtype/Widget/F 2/Rect[0 0 50 50]/AP<</N 5 0 R>>>><</Subtype/Widget/AS/Yes/Rect[300 100 400 120]/AP<</N<</Yes 5 0 R/Off 6 0 R>>>>>>]"
	form := stream("/Subtype/Form/BBox[0 0 100 20]/Resources<<"+helvetica+">>", "BT /F 10 Tf 5 5 Td (42) Tj ET")
	p := mustOpen(t, build("", "", entries, form, stream("/Subtype/Form/BBox[0 0 1 1]", ""))).pages[0]
	if got := texts(p); got != "4242" || math.Abs(p.Glyphs[0].X0-105) > 0.01 || math.Abs(p.Glyphs[2].X0-305) > 0.01 {
		t.Errorf("got %q at %v", got, p.Glyphs)
	}
}

func TestLinksLeadOutOfTheFile(t *testing.T) {
	entries := "/Annots[<</Subtype/Link/Rect[95 695 140 715]/A<</S/URI/URI(http://a.gov.cn/b.pdf?c=d)>>>><</Subtype/Link/Rect[0 0 1 1]/A<</S/GoTo/D[3 0 R/Fit]>>>>]"
	read := mustOpen(t, build("BT /F 10 Tf 100 700 Td (annex) Tj 200 0 Td (no) Tj ET", helvetica, entries))
	if got := fmt.Sprint(read.links); got != "[{http://a.gov.cn/b.pdf?c=d annex true}]" {
		t.Errorf("got %s", got)
	}
}
