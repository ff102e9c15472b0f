package layout_test

import (
	"slices"
	"testing"

	"gongkai/extract/layout"
)

func TestFiguresThatArePrintedOverEachOtherAreWarnedOf(t *testing.T) {
	for name, c := range map[string]struct {
		x, y float64 // of what is printed over 128, which stands at 205, 125
		text string
		want []string
	}{
		"another figure":             {205, 125, "99", []string{"text_overprinted"}},
		"one a little aside":         {203.5, 126, "99", []string{"text_overprinted"}},
		"one half a character aside": {207.5, 125, "99", []string{"text_overprinted"}},
		"the same":                   {205.4, 125, "128", nil},
		"a figure behind it":         {220, 125, "99", nil},
		"a word":                     {205, 125, "密", nil},
	} {
		doc := read(t, []layout.Page{written().text(c.x, c.y, c.text).Page})
		if got := codes(doc); !slices.Equal(got, c.want) {
			t.Errorf("%s: got %q and warnings %q, want %q", name, shown(doc.Tables), got, c.want)
		}
	}
	if got := codes(read(t, []layout.Page{newSketch().grid(100, 100, 100, 20, 2, 2).text(105, 105, "6").text(105, 105, "9").Page})); !slices.Equal(got, []string{"text_overprinted"}) {
		t.Errorf("got warnings %q of a digit over another", got)
	}
	wide := written()
	for i := range wide.Glyphs {
		wide.Glyphs[i].X1 += 5 // the font says less than the page
	}
	if doc := read(t, []layout.Page{wide.Page}); len(codes(doc)) > 0 {
		t.Errorf("got warnings %q of boxes that are too wide", doc.Warnings)
	}
}

func TestAFigureOnTwoLinesIsWarnedOf(t *testing.T) {
	for name, c := range map[string]struct {
		x     float64 // of both lines
		lines [2]string
		text  string
		want  []string
	}{
		"a number that is wider than its cell": {201, [2]string{"123456", "78"}, "12345678", []string{"text_wrapped"}},
		"two numbers in a narrow cell":         {208, [2]string{"100", "200"}, "100200", []string{"text_wrapped"}},
		"a digit would have found room":        {201, [2]string{"1234", "5678"}, "1234 5678", nil},
		"words":                                {201, [2]string{"一二三", "四"}, "一二三四", nil},
		"numbers that have room on both sides": {212, [2]string{"1", "2"}, "1\n2", nil},
	} {
		p := newSketch().grid(200, 100, 32, 40, 2, 2).text(c.x, 105, c.lines[0]).text(c.x, 118, c.lines[1]).text(240, 145, "7")
		doc := read(t, []layout.Page{p.Page})
		if got := doc.Tables[0].Cells[0].Text; got != c.text || !slices.Equal(codes(doc), c.want) {
			t.Errorf("%s: got %q and warnings %q, want %q and %q", name, got, codes(doc), c.text, c.want)
		}
	}
}

func TestAPictureInTheCellOfAFigureIsWarnedOf(t *testing.T) {
	for name, c := range map[string]struct {
		image layout.Box
		want  []string
	}{
		"in an empty cell":     {layout.Box{X0: 205, Y0: 103, X1: 220, Y1: 116}, []string{"cell_picture"}},
		"in a cell with text":  {layout.Box{X0: 125, Y0: 103, X1: 140, Y1: 116}, nil},
		"over several cells":   {layout.Box{X0: 170, Y0: 90, X1: 280, Y1: 150}, nil},
		"beside the table":     {layout.Box{X0: 405, Y0: 103, X1: 420, Y1: 116}, nil},
		"a rule of an old one": {layout.Box{X0: 205, Y0: 110, X1: 280, Y1: 111}, nil},
	} {
		p := written()
		p.Images = append(p.Images, c.image)
		if got := codes(read(t, []layout.Page{p.Page})); !slices.Equal(got, c.want) {
			t.Errorf("%s: got warnings %q, want %q", name, got, c.want)
		}
	}
}

func TestATableThatIsTurnedOnAnUprightPageIsWarnedOf(t *testing.T) {
	p := newSketch().text(50, 700, "标题文字很多很多很多很多很多很多很多").grid(100, 100, 20, 60, 3, 2)
	for i, text := range []string{"甲", "7", "8", "乙", "9", "6"} {
		p.text(105+20*float64(i%3), 120+60*float64(i/3), text)
		p.Glyphs[len(p.Glyphs)-1].Turn = 3
	}
	if got := codes(read(t, []layout.Page{p.Page})); !slices.Equal(got, []string{"text_turned"}) {
		t.Errorf("got warnings %q", got)
	}
}
