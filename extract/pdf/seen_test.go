package pdf

import (
	"strings"
	"testing"
)

func TestTextInTheColourOfItsGroundIsLeftOut(t *testing.T) {
	const text = "BT /F 10 Tf 100 700 Td (66) Tj ET "
	const figure = " BT /F 10 Tf 0 g 200 600 Td (7) Tj ET"
	const box = "90 690 100 30 re f "
	for name, c := range map[string]struct{ content, want, codes string }{
		"black on black":                   {"0 g " + box + text, "7", "text_white"},
		"in the first colour":              {box + text, "7", "text_white"},
		"grey on grey":                     {".8 g " + box + ".8 .8 .8 rg " + text, "7", "text_white"},
		"ink on ink":                       {"1 0 0 0 k " + box + text, "7", "text_white"},
		"nearly white on paper":            {".98 g " + text, "7", "text_white"},
		"faint on paper":                   {".93 g " + text, "667", "text_white"},
		"grey on paper":                    {".8 g " + text, "667", ""},
		"black on grey":                    {".8 g " + box + "0 g " + text, "667", ""},
		"black on white on black":          {"0 g " + box + "1 g 95 695 50 20 re f 0 g " + text, "667", ""},
		"black on a shape of black":        {"90 690 m 190 690 l 150 780 90 720 90 720 c f " + text, "667", ""},
		"black in a frame of black":        {"80 680 120 60 re " + box[:len(box)-2] + "f* " + text, "667", ""},
		"black on a black that is sheer":   {"/Half gs " + box + "/Full gs " + text, "667", ""},
		"black on a picture on black":      {box + "q 100 0 0 100 90 690 cm BI /W 1 /H 1 /BPC 8 /CS /G ID x EI Q " + text, "667", ""},
		"a full tint on black":             {box + "/T cs 1 sc " + text, "667", ""},
		"a colour of a list":               {"/I cs 0 sc " + text, "667", ""},
		"white after one":                  {"/I cs 0 sc 1 g " + text, "7", "text_white"},
		"a pattern on black":               {box + "/Pattern cs /P scn " + text, "667", ""},
		"black with an outline that shows": {box + "1 G 2 Tr " + text, "667", ""},
	} {
		resources := helvetica + "/ExtGState<</Half<</ca .5>>/Full<</ca 1>>>>/ColorSpace<</T[/Separation/Red/DeviceCMYK 5 0 R]/I[/Indexed/DeviceRGB 1<000000FFFFFF>]>>"
		read := mustOpen(t, build(c.content+figure, resources, "", stream("/FunctionType 4", "{}")))
		if got := texts(read.pages[0]); got != c.want || codes(read) != c.codes {
			t.Errorf("%s: got %q and warnings %q, want %q and %q", name, got, codes(read), c.want, c.codes)
		}
	}
}

func TestCellsOnAGroundOfAnotherColourHaveRulesBetweenThem(t *testing.T) {
	cells := "1 g 101 601 48 98 re f 150 601 49 98 re f"
	for name, c := range map[string]struct {
		content string
		rules   int
	}{
		"white on black":              {"100 600 100 100 re f " + cells, 8},
		"on no ground":                {cells, 0},
		"on a ground of their colour": {".99 g 100 600 100 100 re f " + cells, 0},
		"with room between them":      {"100 600 100 100 re f 1 g 101 601 45 98 re f 151 601 48 98 re f", 0},
		"with a marker in a cell":     {"100 600 100 100 re f " + cells + " 1 1 0 rg 110 650 20 10 re f", 8},
		"one":                         {"100 600 100 100 re f 1 g 101 601 98 98 re f", 0},
		"over each other":             {"100 600 100 100 re f " + cells + " 120 601 50 98 re f", 0},
	} {
		if got := mustOpen(t, build(c.content, helvetica, "")).pages[0].Rules; len(got) != c.rules {
			t.Errorf("%s: got the rules %v, want %d", name, got, c.rules)
		}
	}
}

func TestGlyphsThatTheFileDrawsHaveTheColourOfText(t *testing.T) {
	for begin, want := range map[string]string{"500 0 0 0 500 700 d1": "text_white", "500 0 d0": ""} {
		resources := "/Font<</F<</Type/Font/Subtype/Type3/FontBBox[0 0 500 700]/FontMatrix[.001 0 0 .001 0 0]/CharProcs<</one 5 0 R>>/Encoding<</Differences[49/one]>>/FirstChar 49/Widths[500]>>>>"
		read := mustOpen(t, build("1 g BT /F 10 Tf 100 700 Td (1) Tj ET", resources, "", stream("", begin+" 0 0 300 700 re f")))
		if got := codes(read); got != want {
			t.Errorf("%s: got warnings %q, want %q", begin, got, want)
		}
	}
}

func TestADigitThatAClipCutsIsWarnedOf(t *testing.T) {
	for content, want := range map[string]string{
		"90 690 13 30 re W n BT /F 10 Tf 100 700 Td (1) Tj ET":          "text_clipped",
		"90 690 15.4 30 re W n BT /F 10 Tf 100 700 Td (1) Tj ET":        "",
		"102 690 15 30 re W n BT /F 10 Tf 100 700 Td (1) Tj ET":         "text_clipped",
		"90 690 14 30 re W n BT /F 10 Tf 100 700 Td (A) Tj ET":          "",
		"90 690 30 13 re W n BT /F 10 Tf 0 1 -1 0 105 700 Tm (1) Tj ET": "text_clipped",
		"90 690 13 30 re W n BT /F 10 Tf 0 1 -1 0 105 700 Tm (1) Tj ET": "",
	} {
		if got := codes(mustOpen(t, build(content, helvetica, ""))); got != want {
			t.Errorf("%s: got warnings %q, want %q", content, got, want)
		}
	}
}

func TestNotesThatOnlyAViewerDrawsAreWarnedOf(t *testing.T) {
	const text = "BT /F 10 Tf 100 700 Td (66) Tj ET"
	for entry, want := range map[string]string{
		"/Subtype/StrikeOut/Rect[100 700 120 710]":                     "annotation_unread",
		"/Subtype/FreeText/Rect[100 700 120 710]/Contents(7)":          "annotation_unread",
		"/Subtype/Widget/FT/Tx/V(77)/Rect[200 700 220 710]":            "annotation_unread",
		"/Subtype/Widget/Parent<</FT/Tx/V(77)>>/Rect[200 700 220 710]": "annotation_unread",
		"/Subtype/Widget/FT/Tx/V()/Rect[200 700 220 710]":              "",
		"/Subtype/Widget/FT/Btn/V/Yes/Rect[200 700 220 710]":           "",
		"/Subtype/StrikeOut/F 2/Rect[100 700 120 710]":                 "",
		"/Subtype/Text/Contents(why)/Rect[100 700 120 710]":            "",
		"/Subtype/StrikeOut/Rect[100 700 120 710]/AP<</N 5 0 R>>":      "",
	} {
		read := mustOpen(t, build(text, helvetica, "/Annots[<<"+entry+">>]", stream("/Subtype/Form/BBox[0 0 100 20]", "")))
		if got := codes(read); got != want {
			t.Errorf("%s: got warnings %q, want %q", entry, got, want)
		}
	}
}

func TestAPageWhoseCharactersAreShapesIsWarnedOf(t *testing.T) {
	const shape = "100 700 m 102 706 104 708 106 706 c 103 701 l h f "
	for name, c := range map[string]struct{ content, want string }{
		"all of them":         {strings.Repeat(shape, 100), "text_as_shapes"},
		"all but a few words": {"BT /F 10 Tf 100 600 Td (words) Tj ET " + strings.Repeat(shape, 100), "text_as_shapes"},
		"an emblem":           {strings.Repeat(shape, 20), ""},
		"a page of text":      {"BT /F 10 Tf 100 600 Td (" + strings.Repeat("words ", 20) + ") Tj ET " + strings.Repeat(shape, 100), ""},
	} {
		if got := codes(mustOpen(t, build(c.content, helvetica, ""))); got != c.want {
			t.Errorf("%s: got warnings %q, want %q", name, got, c.want)
		}
	}
}

func TestDigitsAreThoseThatAFontShows(t *testing.T) {
	toUnicode := stream("", "1 begincodespacerange <00><ff> endcodespacerange 2 beginbfchar <31><0034> <41><0042> endbfchar")
	for encoding, c := range map[string]struct{ want, codes string }{
		"/WinAnsiEncoding":          {"1B", "replacement_text"},
		"<</Differences[49/two]>>":  {"2B", "replacement_text"},
		"<</Differences[49/four]>>": {"4B", ""},
		"<</Differences[49/G12]>>":  {"4B", ""},
	} {
		resources := "/Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica/ToUnicode 5 0 R/Encoding" + encoding + ">>>>"
		read := mustOpen(t, build("BT /F 10 Tf 100 700 Td (1A) Tj ET", resources, "", toUnicode))
		if got := texts(read.pages[0]); got != c.want || codes(read) != c.codes {
			t.Errorf("%s: got %q and warnings %q, want %q and %q", encoding, got, codes(read), c.want, c.codes)
		}
	}
}
