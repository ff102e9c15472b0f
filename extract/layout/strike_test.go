package layout_test

import (
	"strings"
	"testing"

	"gongkai/extract/layout"
)

func TestOnlyALineThatEndsWithTheTextStrikesItOut(t *testing.T) {
	for name, c := range map[string]struct {
		page   *sketch
		want   string
		struck bool // or perhaps
	}{
		"a figure before another":     {newSketch().text(100, 100, "667").rule(100, 105.5, 110, 105.5), "7", true},
		"a word of a sentence":        {newSketch().text(100, 100, "收到三件").rule(120, 105, 140, 105), "收到", true},
		"struck out twice":            {newSketch().text(100, 100, "667").rule(100, 104.5, 110, 104.5).rule(100, 106, 110, 106), "7", true},
		"an underline is none":        {newSketch().text(100, 100, "667").rule(100, 109, 115, 109), "667", false},
		"a line above is none":        {newSketch().text(100, 100, "667").rule(100, 101, 115, 101), "667", false},
		"a longer line is doubtful":   {newSketch().text(100, 100, "667").rule(60, 105.5, 300, 105.5), "667", true},
		"longer at its end alone":     {newSketch().text(100, 100, "667").rule(100, 105.5, 130, 105.5), "667", true},
		"a line to the left is none":  {newSketch().text(100, 100, "667").rule(60, 105.5, 100, 105.5), "667", false},
		"a dash before text is none":  {newSketch().text(100, 100, "667").rule(85, 105.5, 99, 105.5), "667", false},
		"half a character is not out": {newSketch().text(100, 100, "收").rule(100, 105.5, 105, 105.5), "收", false},
	} {
		doc := read(t, []layout.Page{c.page.Page})
		var text []string
		for _, b := range doc.Blocks {
			text = append(text, b.Text)
		}
		struck := strings.Contains(strings.Join(codes(doc), " "), "text_struck")
		if got := strings.Join(text, "|"); got != c.want || struck != c.struck {
			t.Errorf("%s: got %q (struck %t), want %q", name, got, struck, c.want)
		}
	}
}

func TestAStruckOutFigureIsNotItsCells(t *testing.T) {
	page := newSketch().grid(100, 100, 50, 20, 2, 1).text(103, 105, "制发").text(153, 105, "667").rule(153, 110.5, 163, 110.5)
	doc := read(t, []layout.Page{page.Page})
	if got := shown(doc.Tables); got != "制发,7" {
		t.Errorf("got %q", got)
	}
}

func TestANarrowFigureBesideALineIsNotStruckOut(t *testing.T) {
	page := newSketch().text(100, 100, "66").rule(100, 105.5, 110, 105.5)
	page.Glyphs = append(page.Glyphs, layout.Glyph{Box: layout.Box{X0: 110, Y0: 100, X1: 113, Y1: 110}, Text: "1", Size: 10})
	doc := read(t, []layout.Page{page.Page})
	if len(doc.Blocks) != 1 || doc.Blocks[0].Text != "1" {
		t.Errorf("got %v", doc.Blocks)
	}
}
