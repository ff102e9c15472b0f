package edges

import (
	"fmt"
	"testing"

	"gongkai/archive"
	"gongkai/extract/flow"
	"gongkai/extract/grid"
	"gongkai/extract/visible"
)

// step is a step of reading a body.
type step func(b *Body)

func write(depth int, text string) step {
	return func(b *Body) { f := b.At(depth); f.Write(text); f.End() }
}

func cell(depth int, text string) step {
	return func(b *Body) { write(depth, text)(b); b.EndCell(depth) }
}

func ended(depth int, left int, cells ...Cell) step {
	return func(b *Body) { b.EndRow(depth, Row{Left: left, Cells: cells}) }
}

// to is a cell with this right edge.
func to(right int) Cell { return Cell{Right: right} }

func read(steps ...step) (archive.Document, []archive.Warning) {
	var f flow.Flow
	var l grid.Layout
	b := NewBody(&f, &l)
	for _, s := range steps {
		s(b)
	}
	b.Close()
	return f.Document(), append(b.Warnings(), l.Warnings()...)
}

func TestNumbersOfListsInCellsAreWarnedOf(t *testing.T) {
	item := func(depth int) step { return func(b *Body) { b.At(depth).Set(flow.Paragraph{List: true}) } }
	for name, c := range map[string]struct {
		steps []step
		want  int
	}{
		"an item without text in a cell": {[]step{item(1), cell(1, ""), cell(1, "5"), ended(1, 0, to(1000), to(2000))}, 1},
		"an item outside of a table":     {[]step{item(0), write(0, "一"), cell(1, "5"), ended(1, 0, to(1000))}, 0},
	} {
		if _, warnings := read(c.steps...); len(warnings) != c.want || c.want > 0 && warnings[0].Code != visible.Numbered {
			t.Errorf("%s: got %v, want %d", name, warnings, c.want)
		}
	}
}

func TestColumnsAreWhatLiesBetweenTheEdgesOfAllRows(t *testing.T) {
	for name, c := range map[string]struct {
		steps []step
		want  string // cells as row:column+rowspan×colspan
	}{
		"edges that are rounded":                  {[]step{cell(1, "a"), cell(1, "b"), ended(1, 0, to(1000), to(2000)), cell(1, "c"), cell(1, "d"), ended(1, -15, to(1012), to(1990))}, "0:0+1×1 0:1+1×1 1:0+1×1 1:1+1×1"},
		"edges that are not":                      {[]step{cell(1, "a"), cell(1, "b"), ended(1, 0, to(1000), to(2000)), cell(1, "c"), cell(1, "d"), ended(1, 0, to(1100), to(2000))}, "0:0+1×1 0:1+1×2 1:0+1×2 1:2+1×1"},
		"rows that begin and end elsewhere":       {[]step{cell(1, "a"), ended(1, 0, to(1000)), cell(1, "b"), ended(1, 1000, to(2000)), cell(1, "c"), ended(1, 0, to(3000))}, "0:0+1×1 1:1+1×1 2:0+1×3"},
		"cells narrower than rounding":            {[]step{cell(1, "a"), cell(1, "b"), cell(1, "c"), ended(1, 0, to(5), to(10), to(2000)), cell(1, "d"), ended(1, 0, to(2000))}, "0:0+1×1 0:1+1×1 0:2+1×1 1:0+1×3"},
		"cells without width":                     {[]step{cell(1, "a"), cell(1, "b"), ended(1, 7, to(7), to(7))}, "0:0+1×1 0:1+1×1"},
		"a cell that goes on from a narrower one": {[]step{cell(1, "a"), cell(1, "b"), ended(1, 0, to(10), to(99)), cell(1, ""), cell(1, "c"), ended(1, 0, Cell{Right: 50, GoesOn: true}, to(99))}, "0:0+1×1 0:1+1×2 1:0+1×2 1:2+1×1"},
	} {
		t.Run(name, func(t *testing.T) {
			doc, _ := read(c.steps...)
			got := ""
			for i, c := range doc.Tables[0].Cells {
				if i > 0 {
					got += " "
				}
				got += fmt.Sprintf("%d:%d+%d×%d", c.Row, c.Column, c.Rowspan, c.Colspan)
			}
			if got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

func TestRowsWithOtherBordersAndOtherColumnsAreAnotherTable(t *testing.T) {
	lined := func(line uint64, cells ...Cell) step {
		return func(b *Body) { b.EndRow(1, Row{Top: line, Bottom: 5, Cells: cells}) }
	}
	plain := func(cells ...Cell) step { return lined(0, cells...) }
	above := []step{cell(1, "a"), cell(1, "b"), lined(5, to(1000), to(2000)), cell(1, "c"), cell(1, "d"), plain(to(1000), to(2000))}
	for name, c := range map[string]struct {
		rows []step
		want int
	}{
		"the same border":                  {[]step{cell(1, "e"), cell(1, "f"), lined(5, to(1000), to(2000))}, 2},
		"another border, the same columns": {[]step{cell(1, "e"), cell(1, "f"), lined(7, to(1000), to(2000))}, 1},
		"another border, no common column": {[]step{cell(1, "e"), cell(1, "f"), lined(7, to(700), to(2000))}, 2},
		"another border, another width":    {[]step{cell(1, "e"), cell(1, "f"), lined(7, to(1000), to(2500))}, 2},
		"another width, no border":         {[]step{cell(1, "e"), cell(1, "f"), plain(to(1000), to(2500))}, 1},
		"a title in the midst":             {[]step{cell(1, "e"), lined(7, to(2000))}, 1},
	} {
		if doc, _ := read(append(above, c.rows...)...); len(doc.Tables) != c.want {
			t.Errorf("%s: got %d tables, want %d", name, len(doc.Tables), c.want)
		}
	}
}

func TestAParagraphBetweenEndsATable(t *testing.T) {
	doc, _ := read(cell(1, "a"), ended(1, 0, to(9)), write(0, ""), cell(1, "b"), ended(1, 0, to(9)))
	if len(doc.Tables) != 2 {
		t.Errorf("got %d tables, want 2", len(doc.Tables))
	}
}

func TestDeepTablesStandInTheirCells(t *testing.T) {
	doc, ws := read(write(1, "a"), cell(2, "b"), cell(3, "c"), cell(3, "e"), ended(3, 0, to(5), to(9)), ended(2, 0, to(9), to(19)), cell(1, "d"), ended(1, 0, to(9)))
	var got []string
	for _, table := range doc.Tables {
		got = append(got, fmt.Sprint(table.Grid))
	}
	if want := "[[[a\nd]] [[b ]] [[c e]]]"; fmt.Sprint(got) != want || len(ws) != 0 {
		t.Errorf("got %s and %v, want %s", got, ws, want)
	}
}

func TestCountlessCellsAreAWarning(t *testing.T) {
	wide := make([]Cell, 1000)
	for i := range wide {
		wide[i] = to(i * 1000)
	}
	for name, c := range map[string]step{
		"cells": func(b *Body) {
			for range grid.MaxPlaces + 10 {
				b.EndCell(1)
			}
		},
		"edges": func(b *Body) {
			for range 1000 {
				b.EndCell(1)
				b.EndRow(1, Row{Cells: wide})
			}
		},
		"columns": func(b *Body) {
			for i := range 600 {
				for range 2 {
					b.EndCell(1)
				}
				b.EndRow(1, Row{Left: i * 100, Cells: []Cell{to(i*100 + 50), to(i*100 + 90)}})
			}
		},
		"depth": func(b *Body) { b.At(1 << 40); b.EndCell(1 << 40); b.EndRow(1<<40, Row{Cells: wide}) },
	} {
		t.Run(name, func(t *testing.T) {
			if _, ws := read(c); len(ws) == 0 {
				t.Error("got no warning")
			}
		})
	}
}
