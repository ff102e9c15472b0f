package layout

import "math"

// run is text that is drawn without a gap, up to its last glyph.
type run struct {
	last *Glyph
	cell *cell // that it begins in; nil outside of tables
}

// goesOn reports whether a glyph that is drawn next stands so close behind the
// last that no border was meant to stand between: cells have padding, or at
// least the width of a rule.
func (r run) goesOn(g *Glyph) bool {
	const close = 0.04 // of the size
	size := min(r.last.Size, g.Size)
	return r.last.Turn == 0 && g.Turn == 0 && math.Abs(r.last.Size-g.Size) < 0.01*size &&
		math.Abs(g.X0-r.last.X1) <= close*size && math.Abs(g.Y0-r.last.Y0) <= close*size
}
