package layout_test

import (
	"context"
	"encoding/binary"
	"errors"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"gongkai/archive"
	"gongkai/extract/layout"
	"gongkai/extract/readtest"
	"gongkai/internal/typeset"
)

func TestAPageOfCountlessRulesOrCharactersIsBounded(t *testing.T) {
	const many = 200_000 // a million take no more than five times as long
	dice := rand.New(rand.NewPCG(1, 1))
	rule := func(i int) layout.Box {
		x, y := dice.Float64()*600, dice.Float64()*800
		if i%2 == 0 {
			return layout.Box{X0: x, Y0: y, X1: x + 1, Y1: y + dice.Float64()*800}
		}
		return layout.Box{X0: x, Y0: y, X1: x + dice.Float64()*600, Y1: y + 1}
	}
	page := func(glyphs, rules int, text string) []layout.Page {
		p := layout.Page{Width: 600, Height: 800}
		for range glyphs {
			x, y := dice.Float64()*600, dice.Float64()*800
			p.Glyphs = append(p.Glyphs, layout.Glyph{Box: layout.Box{X0: x, Y0: y, X1: x + 10, Y1: y + 10}, Text: text, Size: 10})
		}
		for i := range rules {
			p.Rules = append(p.Rules, rule(i))
		}
		return []layout.Page{p}
	}
	mesh := layout.Page{Width: 1e5, Height: 1e5} // 1,000 lines across and down, far apart
	for i := range 1000 {
		at := float64(i) * 50
		mesh.Rules = append(mesh.Rules, layout.Box{X0: at, Y0: 0, X1: at + 1, Y1: 5e4}, layout.Box{X0: 0, Y0: at, X1: 5e4, Y1: at + 1})
	}
	boxes := layout.Page{Width: 1e5, Height: 1e5} // 20,000 tables
	for i := range 20_000 {
		x, y := float64(i%100)*60, float64(i/100)*60
		boxes.Rules = append(boxes.Rules, layout.Box{X0: x, Y0: y, X1: x + 40, Y1: y + 1}, layout.Box{X0: x, Y0: y, X1: x + 1, Y1: y + 40},
			layout.Box{X0: x, Y0: y + 40, X1: x + 40, Y1: y + 41}, layout.Box{X0: x + 40, Y0: y, X1: x + 41, Y1: y + 40}, layout.Box{X0: x, Y0: y + 20, X1: x + 40, Y1: y + 21})
	}
	lost := layout.Page{Width: 600, Height: 800, Rules: []layout.Box{{X0: math.NaN()}, {X1: math.Inf(1)}}, Glyphs: []layout.Glyph{{Box: layout.Box{X0: math.NaN()}, Text: "甲"}}}
	for name, pages := range map[string][]layout.Page{
		"rules":                    page(1000, many, "甲"),
		"characters":               page(many, 0, "甲"),
		"characters in one place":  {{Width: 600, Height: 800, Glyphs: make([]layout.Glyph, many)}},
		"both":                     page(many/2, many/2, "7"),
		"a mesh of a million":      {mesh},
		"tables":                   {boxes},
		"places that are none":     {lost},
		"pages":                    make([]layout.Page, 100_000),
		"pages with a table each":  repeat(page(0, 40, ""), 300),
		"pages with one line each": repeat(page(1, 0, "甲"), 5000),
	} {
		t.Run(name, func(t *testing.T) { read(t, pages) })
	}
}

func repeat(pages []layout.Page, n int) []layout.Page {
	var out []layout.Page
	for range n {
		out = append(out, pages...)
	}
	return out
}

func TestReadingEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := layout.Read(ctx, make([]layout.Page, 3)); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want that the context was cancelled", err)
	}
}

// FuzzRead draws rules and characters where the input says.
func FuzzRead(f *testing.F) {
	for _, opts := range []typeset.Options{{Size: 9}, {Size: 9, SplitRows: true, OpenBreak: true, Start: 500}} {
		want := mixed(rand.New(rand.NewPCG(3, 3)), 8, 4)
		f.Add(packed(drawn(typeset.Document("年报", document(), []archive.Table{want}, opts))))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		pages := unpacked(b)
		drawn, clear := figures(pages)
		doc, err := layout.Read(t.Context(), pages)
		if err != nil {
			t.Fatal(err)
		}
		readtest.CheckTables(t, doc)
		text := strings.NewReplacer("⁷", "7", "₇", "7").Replace(strings.Join(readtest.Texts(doc), ""))
		if read := strings.Count(text, "7"); read > drawn || read < drawn && clear && len(doc.Warnings) == 0 {
			t.Fatalf("got %d figures of %d, and the warnings %v", read, drawn, doc.Warnings)
		}
		for _, w := range doc.Warnings {
			if w.Code == "table_overlap" {
				t.Fatal(w.Message)
			}
		}
	})
}

// figures counts the characters that are 7, and tells whether all are on their
// pages, and none so near to another that it may be the same, drawn twice.
func figures(pages []layout.Page) (count int, clear bool) {
	clear = true
	for _, p := range pages {
		var before []layout.Glyph
		for _, g := range p.Glyphs {
			if g.Text != "7" {
				continue
			}
			for _, o := range before {
				near := max(g.X1-g.X0, o.X1-o.X0, g.Y1-g.Y0, o.Y1-o.Y0)
				clear = clear && (math.Abs(g.X0-o.X0) > near || math.Abs(g.Y0-o.Y0) > near)
			}
			clear = clear && g.X0 >= 0 && g.Y0 >= 0 && g.X1 <= p.Width && g.Y1 <= p.Height
			before = append(before, g)
			count++
		}
	}
	return count, clear
}

// packed writes pages as bytes: of each thing its kind and place, in quarters of
// a point.
func packed(pages []layout.Page) []byte {
	var out []byte
	put := func(kind byte, b layout.Box) {
		out = append(out, kind)
		for _, v := range [4]float64{b.X0, b.Y0, b.X1 - b.X0, b.Y1 - b.Y0} {
			out = binary.LittleEndian.AppendUint16(out, uint16(int16(v*4)))
		}
	}
	for _, p := range pages {
		put(0, layout.Box{X1: p.Width, Y1: p.Height})
		for _, r := range p.Rules {
			put(1, r)
		}
		for _, g := range p.Glyphs {
			put(2, g.Box)
		}
	}
	return out
}

func unpacked(b []byte) []layout.Page {
	texts := []string{"甲", "7", "一", "、", "a", "-", " ", "公开", "\ufffd", "（", "。"}
	pages := []layout.Page{{Width: 595, Height: 842}}
	for ; len(b) >= 9; b = b[9:] {
		var v [4]float64
		for i := range v {
			v[i] = float64(int16(binary.LittleEndian.Uint16(b[1+2*i:]))) / 4
		}
		box := layout.Box{X0: v[0], Y0: v[1], X1: v[0] + v[2], Y1: v[1] + v[3]}
		p := &pages[len(pages)-1]
		switch b[0] % 4 {
		case 0:
			pages = append(pages, layout.Page{Width: v[2], Height: v[3]})
		case 1, 3:
			p.Rules = append(p.Rules, box)
		case 2:
			p.Glyphs = append(p.Glyphs, layout.Glyph{
				Box: box, Text: texts[int(b[0]/4)%len(texts)], Size: v[3], Turn: b[0] >> 6, Aslant: b[0]&0x3c == 0x3c,
			})
		}
	}
	return pages
}

func BenchmarkAPageOfATable(b *testing.B) {
	dice := rand.New(rand.NewPCG(9, 9))
	want := mixed(dice, 28, 10)
	pages := drawn(typeset.Document("", document(), []archive.Table{want}, typeset.Options{Size: 6}))
	b.ReportMetric(float64(len(pages)), "pages")
	for b.Loop() {
		if _, err := layout.Read(b.Context(), pages); err != nil {
			b.Fatal(err)
		}
	}
}
