package ofd

import (
	"cmp"
	"slices"
	"strings"

	"gongkai/extract/affine"
	"gongkai/extract/layout"
	"gongkai/extract/xmlpart"
)

// drawing is what a page, a template or a composite unit draws, in its own
// lengths.
type drawing struct {
	*document
	glyphs []layout.Glyph
	rules  []layout.Box
	images []layout.Box
	fills  []fill
	pales  []pale
}

// full reports whether the file draws more than is read.
func (g *drawing) full() bool { return g.drawn >= maxDrawn }

// add adds what another drawing draws, mapped by m.
func (g *drawing) add(other *drawing, m affine.Matrix) {
	g.glyphs, g.rules = slices.Grow(g.glyphs, len(other.glyphs)), slices.Grow(g.rules, len(other.rules))
	before := len(g.glyphs)
	for _, o := range other.glyphs {
		if g.full() {
			return
		}
		o.Box = m.Box(o.Box)
		o.Size *= m.Tall()
		o.Turn, o.Aslant = (o.Turn+m.Turn())&3, o.Aslant || m.Aslant()
		g.glyphs = append(g.glyphs, o)
		g.drawn++
	}
	for _, f := range other.fills {
		f.Box, f.glyphs = m.Box(f.Box), f.glyphs+before
		f.covers = f.covers && !m.Aslant()
		g.fill(f)
	}
	for _, p := range other.pales {
		if p.glyph += before; p.glyph < len(g.glyphs) && len(g.pales) < maxFills {
			g.pales = append(g.pales, p)
		}
	}
	for _, o := range other.rules {
		if g.full() {
			return
		}
		g.rules = append(g.rules, m.Box(o))
		g.drawn++
	}
	for _, o := range other.images {
		if g.full() {
			return
		}
		g.images = append(g.images, m.Box(o))
		g.drawn++
	}
}

// fill notes an area.
func (g *drawing) fill(f fill) {
	if len(g.fills) < maxFills {
		g.fills = append(g.fills, f)
	}
}

// objects draws the objects in the element that was entered last: a content, a
// layer or a block. The parameter is for those that have none.
func (g *drawing) objects(t *xmlpart.Reader, m affine.Matrix, param string, depth int) error {
	return children(t, func(name string, a attributes) error {
		if depth > maxDepth || a.off("Visible") || g.full() {
			return t.Skip()
		}
		own := cmp.Or(a.get("DrawParam"), param)
		switch name {
		case "Content", "Layer", "PageBlock":
			return g.objects(t, m, own, depth+1)
		case "TextObject":
			return g.text(t, a, m, own)
		case "PathObject":
			return g.path(t, a, m, own)
		case "ImageObject":
			if b, ok := rectangle(a.get("Boundary")); ok {
				g.images = append(g.images, m.Box(b))
				g.drawn++
			}
		case "CompositeObject":
			b, _ := rectangle(a.get("Boundary"))
			if unit := g.units[a.get("ResourceID")]; unit != nil && unit != g {
				g.add(unit, placed(m, b, a.get("CTM")))
			}
		}
		return t.Skip()
	})
}

// boldName reports whether a font's name says that it is bold.
func boldName(name string) bool {
	name = strings.ToLower(name)
	return strings.Contains(name, "bold") || strings.Contains(name, "heavy") || strings.Contains(name, "黑体") || strings.Contains(name, "simhei") || strings.Contains(name, "小标宋")
}
