package layout_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"gongkai/archive"
	"gongkai/extract/grid"
	"gongkai/extract/layout"
	"gongkai/internal/typeset"
)

// drawn returns the pages as a reader of PDF or OFD hands them over.
func drawn(pages []typeset.Page) []layout.Page {
	above, below := typeset.Extent()
	var out []layout.Page
	for _, p := range pages {
		page := layout.Page{Width: p.Width, Height: p.Height}
		for _, l := range p.Lines {
			x := l.X
			for i, r := range l.Text {
				page.Glyphs = append(page.Glyphs, layout.Glyph{
					Box:  layout.Box{X0: x, Y0: l.Y - above*l.Size, X1: x + l.Steps[i], Y1: l.Y + below*l.Size},
					Text: string(r), Size: l.Size, Bold: l.Bold,
				})
				x += l.Steps[i]
			}
		}
		for _, r := range p.Rules {
			h := r.Width / 2
			b := layout.Box{X0: r.X0, Y0: r.Y0, X1: r.X1, Y1: r.Y1}
			if r.X0 == r.X1 {
				b.X0, b.X1 = b.X0-h, b.X1+h
			} else {
				b.Y0, b.Y1 = b.Y0-h, b.Y1+h
			}
			page.Rules = append(page.Rules, b)
		}
		out = append(out, page)
	}
	return out
}

func read(t *testing.T, pages []layout.Page) archive.Document {
	t.Helper()
	doc, err := layout.Read(t.Context(), pages)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// squeezed returns text without white space: what the drawing leaves open.
func squeezed(s string) string { return strings.Join(strings.Fields(s), "") }

// differ says how the tables differ from those that were drawn, or "".
func differ(got, want []archive.Table) string {
	if len(got) != len(want) {
		return fmt.Sprintf("got %d tables, want %d", len(got), len(want))
	}
	for i, w := range want {
		g := got[i]
		if g.Rows != w.Rows || g.Columns != w.Columns || len(g.Cells) != len(w.Cells) {
			return fmt.Sprintf("table %d: got %d×%d with %d cells, want %d×%d with %d", i, g.Rows, g.Columns, len(g.Cells), w.Rows, w.Columns, len(w.Cells))
		}
		for k, c := range w.Cells {
			o := g.Cells[k]
			c.Header = false
			c.Text, o.Text = squeezed(c.Text), squeezed(o.Text)
			if o != c {
				return fmt.Sprintf("table %d: got %+v, want %+v", i, o, c)
			}
		}
	}
	return ""
}

// codes returns the codes of the document's warnings but for those that every
// document may have.
func codes(doc archive.Document) []string {
	var out []string
	for _, w := range doc.Warnings {
		if w.Code != "page_furniture" {
			out = append(out, w.Code)
		}
	}
	return out
}

// mixed returns a table of merged cells in which every grid line divides cells
// somewhere.
func mixed(dice *rand.Rand, rows, columns int) archive.Table {
	taken := make([]bool, rows*columns)
	var cells []archive.Cell
	n := 0
	for r := range rows {
		for c := range columns {
			if taken[r*columns+c] {
				continue
			}
			cell := archive.Cell{Row: r, Column: c, Rowspan: 1, Colspan: 1}
			if r > 0 && c < columns-1 && dice.IntN(4) == 0 {
				cell.Rowspan = min(1+dice.IntN(4), rows-r)
				if dice.IntN(2) == 0 && c+1 < columns-1 && !taken[r*columns+c+1] {
					cell.Colspan = 2
				}
			}
			for y := r; y < r+cell.Rowspan; y++ {
				for x := c; x < c+cell.Colspan; x++ {
					taken[y*columns+x] = true
				}
			}
			n++
			switch {
			case c == 0 || cell.Rowspan > 1 || r == 0:
				cell.Text = strings.Repeat("甲乙丙丁", 1+dice.IntN(3)) + fmt.Sprint(n)
			case dice.IntN(12) > 0:
				cell.Text = fmt.Sprint(n)
			}
			cells = append(cells, cell)
		}
	}
	var l grid.Layout
	return l.Table("", rows, columns, cells)
}

// document returns passages with a table in their middle.
func document() []archive.Passage {
	zero := 0
	return []archive.Passage{
		{Type: archive.PassageHeading, Level: 2, Text: "一、总体情况"},
		{Type: archive.PassageParagraph, Text: strings.Repeat("全年主动公开政府信息一百二十条，比上年增加三十条。", 6)},
		{Type: archive.PassageTable, Table: &zero},
		{Type: archive.PassageParagraph, Text: "无其他需要报告的事项。"},
	}
}

func TestATableOnOnePageIsReadCellByCell(t *testing.T) {
	for seed := range uint64(150) {
		dice := rand.New(rand.NewPCG(seed, 1))
		want := mixed(dice, 2+dice.IntN(9), 2+dice.IntN(6))
		opts := typeset.Options{Size: 9, Middle: dice.IntN(2) == 0, Centre: dice.IntN(2) == 0, Rule: 0.25 + dice.Float64()}
		doc := read(t, drawn(typeset.Document("某县2023年政府信息公开工作年度报告", document(), []archive.Table{want}, opts)))
		if d := differ(doc.Tables, []archive.Table{want}); d != "" {
			t.Errorf("seed %d: %s", seed, d)
		}
		if len(codes(doc)) > 0 {
			t.Errorf("seed %d: got warnings %v", seed, doc.Warnings)
		}
	}
}

func TestATableOverPageBreaksIsOneOrWarnedOf(t *testing.T) {
	warned, silent := 0, 0
	const seeds = 300
	for seed := range uint64(seeds) {
		dice := rand.New(rand.NewPCG(seed, 2))
		want := mixed(dice, 10+dice.IntN(50), 2+dice.IntN(6))
		opts := typeset.Options{
			Size: 9, Middle: dice.IntN(2) == 0, Centre: dice.IntN(2) == 0,
			SplitRows: dice.IntN(2) == 0, OpenBreak: dice.IntN(2) == 0, Header: dice.IntN(2),
			Start: 400 * dice.Float64(), Numbered: dice.IntN(2) == 0,
		}
		doc := read(t, drawn(typeset.Document("某县2023年政府信息公开工作年度报告", document(), []archive.Table{want}, opts)))
		d := differ(doc.Tables, []archive.Table{want})
		if len(codes(doc)) > 0 {
			warned++
			continue
		}
		if d != "" {
			if silent++; silent < 10 {
				t.Errorf("seed %d, %+v: wrong without a warning: %s", seed, opts, d)
			}
		}
	}
	t.Logf("%d of %d warned of, %d wrong without a warning", warned, seeds, silent)
}

func TestATableOverAPageBreakIsOne(t *testing.T) {
	for name, opts := range map[string]typeset.Options{
		"rows stay whole":                       {},
		"no rule closes it above the break":     {OpenBreak: true},
		"pages have numbers and a running head": {Numbered: true, Running: "某县人民政府"},
		"the header is repeated":                {Header: 1},
	} {
		dice := rand.New(rand.NewPCG(7, 7))
		want := mixed(dice, 60, 5)
		for i := range want.Cells { // labels stand in the first column only
			if c := &want.Cells[i]; c.Column > 0 && c.Row > 0 {
				c.Text = "0"
			}
		}
		doc := read(t, drawn(typeset.Document("某县2023年政府信息公开工作年度报告", document(), []archive.Table{want}, opts)))
		if d := differ(doc.Tables, []archive.Table{want}); d != "" {
			t.Errorf("%s: %s", name, d)
		}
	}
}
