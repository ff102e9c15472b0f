package layout_test

import (
	"slices"
	"testing"

	"gongkai/extract/layout"
)

// written draws a table with a title, a label of two characters and a number.
func written() *sketch {
	return newSketch().text(100, 80, "政府信息公开").grid(100, 100, 100, 20, 2, 2).text(105, 105, "规章").text(205, 125, "128")
}

func TestAPageIsReadUprightAndInAnySize(t *testing.T) {
	right := func(b layout.Box) layout.Box { return layout.Box{X0: 800 - b.Y1, Y0: b.X0, X1: 800 - b.Y0, Y1: b.X1} }
	for name, c := range map[string]struct {
		scale float64
		turns uint8
	}{
		"turned to the right": {1, 1}, "upside down": {1, 2}, "turned to the left": {1, 3},
		"tiny": {0.2, 0}, "huge": {9, 0}, "tiny and turned": {0.3, 1},
	} {
		p := written().Page
		p.Height = 800
		p.Width = 800 // a square stays itself as it turns
		for i := range p.Glyphs {
			for range c.turns {
				p.Glyphs[i].Box = right(p.Glyphs[i].Box)
			}
			p.Glyphs[i].Turn = c.turns
		}
		for i := range p.Rules {
			for range c.turns {
				p.Rules[i] = right(p.Rules[i])
			}
		}
		p.Width, p.Height = p.Width*c.scale, p.Height*c.scale
		for i := range p.Glyphs {
			g := &p.Glyphs[i]
			g.Box, g.Size = scaled(g.Box, c.scale), g.Size*c.scale
		}
		for i := range p.Rules {
			p.Rules[i] = scaled(p.Rules[i], c.scale)
		}
		before := slices.Clone(p.Glyphs)
		doc := read(t, []layout.Page{p})
		if got := shown(doc.Tables); got != "规章,;,128" || len(doc.Blocks) != 2 || doc.Blocks[0].Text != "政府信息公开" {
			t.Errorf("%s: got %q and blocks %+v", name, got, doc.Blocks)
		}
		if !slices.Equal(before, p.Glyphs) {
			t.Errorf("%s: the caller's glyphs were changed", name)
		}
	}
}

func scaled(b layout.Box, by float64) layout.Box {
	return layout.Box{X0: b.X0 * by, Y0: b.Y0 * by, X1: b.X1 * by, Y1: b.Y1 * by}
}

func TestACellWhoseTextIsTurnedIsReadAlongIt(t *testing.T) {
	for name, c := range map[string]struct {
		turn uint8
		step float64
		from float64
	}{"upwards": {3, -10, 180}, "downwards": {1, 10, 150}} {
		p := newSketch().grid(100, 100, 40, 100, 3, 1).text(145, 145, "普通")
		for i, r := range "收费金额" {
			y := c.from + c.step*float64(i/3)
			p.Glyphs = append(p.Glyphs, layout.Glyph{Box: layout.Box{X0: 110, Y0: y, X1: 120, Y1: y + 10}, Text: string(r), Size: 10, Turn: c.turn})
		}
		doc := read(t, []layout.Page{p.Page})
		if got, want := shown(doc.Tables), "收费金额,普通,"; got != want || len(doc.Warnings) > 0 {
			t.Errorf("%s: got %q and %v, want %q", name, got, doc.Warnings, want)
		}
	}
}

func TestACellOfTextInSeveralDirectionsIsWarnedOf(t *testing.T) {
	p := written()
	p.Glyphs[6].Turn = 1 // 规
	if got := codes(read(t, []layout.Page{p.Page})); !slices.Equal(got, []string{"text_turned"}) {
		t.Errorf("got warnings %q", got)
	}
}

func TestAWatermarkIsNotInTheCellsThatItGoesOver(t *testing.T) {
	p := written()
	p.Glyphs = append(p.Glyphs, layout.Glyph{Box: layout.Box{X0: 215, Y0: 121, X1: 235, Y1: 139}, Text: "密", Size: 12, Aslant: true})
	doc := read(t, []layout.Page{p.Page})
	if got := shown(doc.Tables); got != "规章,;,128" || !slices.Equal(codes(doc), []string{"text_aslant"}) {
		t.Errorf("got %q and warnings %q", got, codes(doc))
	}
}
