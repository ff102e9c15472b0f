package layout

import (
	"cmp"
	"math"
	"slices"
)

// Where a line that strikes text out lies: between these parts of the height of
// a glyph's box, its ends within this part of the size from those of the text.
// LibreOffice, Word and Chromium draw it between 0.5 and 0.65; underlines lie
// below 0.8.
const (
	strikeTop    = 0.38
	strikeBottom = 0.74
	strikeEnds   = 0.35
)

// maxStruckAt bounds the rules at one height that a glyph is compared with.
const maxStruckAt = 50

// strike takes away the text that is struck out and the lines that strike it
// out, and reports whether there is any. A line of a table ends at other lines;
// one that strikes text out ends where the text does. It also reports whether a
// line goes through text and beyond it, which may be either.
func (p *Page) strike() (struckOut, crossed bool) {
	var across []int32 // rules, from top to bottom
	middle := func(i int32) float64 { return (p.Rules[i].Y0 + p.Rules[i].Y1) / 2 }
	for i := range p.Rules {
		if b := &p.Rules[i]; b.Y1-b.Y0 <= thickest && b.X1-b.X0 >= 2*(b.Y1-b.Y0) && finite(*b) {
			across = append(across, int32(i))
		}
	}
	slices.SortFunc(across, func(a, b int32) int { return cmp.Compare(middle(a), middle(b)) })
	struck := make(map[int32][]int32) // glyphs by the rule through them
	for i := range p.Glyphs {
		g := &p.Glyphs[i]
		if g.Turn != 0 || g.Aslant || !finite(g.Box) {
			continue
		}
		h := g.Y1 - g.Y0
		k, _ := slices.BinarySearchFunc(across, g.Y0+strikeTop*h, func(r int32, y float64) int { return cmp.Compare(middle(r), y) })
		for n := 0; n < maxStruckAt && k < len(across) && middle(across[k]) <= g.Y0+strikeBottom*h; n, k = n+1, k+1 {
			b := &p.Rules[across[k]]
			centre := (g.X0 + g.X1) / 2 // narrow glyphs beside the line lie within ends of it
			if ends := strikeEnds * g.Size; b.X0 <= g.X0+ends && g.X1-ends <= b.X1 && b.X0 <= centre && centre <= b.X1 {
				struck[across[k]] = append(struck[across[k]], int32(i))
			}
		}
	}
	glyphs, rules := make(map[int32]bool), make(map[int32]bool)
	for rule, through := range struck {
		from, to, size := math.Inf(1), math.Inf(-1), 0.0
		for _, i := range through {
			g := &p.Glyphs[i]
			from, to, size = min(from, g.X0), max(to, g.X1), max(size, g.Size)
		}
		b := &p.Rules[rule]
		if math.Abs(b.X0-from) > strikeEnds*size || math.Abs(b.X1-to) > strikeEnds*size {
			crossed = crossed || slices.ContainsFunc(through, func(i int32) bool { return !blank(p.Glyphs[i].Text) })
			continue
		}
		rules[rule] = true
		for _, i := range through {
			glyphs[i] = true
		}
	}
	if len(glyphs) == 0 {
		return false, crossed
	}
	p.Glyphs = without(p.Glyphs, glyphs)
	p.Rules = without(p.Rules, rules)
	return true, crossed
}

// without returns the elements whose index is not among these.
func without[T any](all []T, gone map[int32]bool) []T {
	kept := make([]T, 0, len(all)-len(gone))
	for i := range all {
		if !gone[int32(i)] {
			kept = append(kept, all[i])
		}
	}
	return kept
}
