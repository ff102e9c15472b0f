package ofd

import (
	"math"
	"strings"

	"gongkai/extract/affine"
	"gongkai/extract/layout"
	"gongkai/extract/visible"
	"gongkai/extract/xmlpart"
)

const (
	usualWidth = 0.353             // of lines, in millimetres ([GB/T 33190] 8.2)
	thickest   = 3 / perMillimetre // rules, in millimetres; what is thicker is an area
	straight   = 0.1               // how far a line across or down may lean, in millimetres
)

// path draws the straight parts of a PathObject ([GB/T 33190] 9).
func (g *drawing) path(t *xmlpart.Reader, a attributes, m affine.Matrix, param string) error {
	boundary, _ := rectangle(a.get("Boundary"))
	limit := m.Box(boundary)
	m = placed(m, boundary, a.get("CTM"))
	otherwise := usualWidth
	set, known := g.parameter(param)
	if known && set.width >= 0 {
		otherwise = set.width
	}
	p := pen{
		drawing: g, matrix: m, limit: limit, strokes: !a.off("Stroke"), fills: a.on("Fill"),
		width: number(a.get("LineWidth"), otherwise) * m.Tall(),
	}
	whole := number(a.get("Alpha"), 255) == 255 && !m.Aslant()
	switch {
	case !p.fills:
	case known:
		p.colour, p.opaque = set.ink, set.ink > 0 && whole
	case param != "":
		p.colour = visible.Unclear // it is told where nothing is
	}
	return children(t, func(name string, a attributes) error {
		switch name {
		case "AbbreviatedData":
		case "FillColor":
			p.colour, p.opaque = colourOf(a)
			p.opaque = p.opaque && whole
			return t.Skip()
		case "Clips":
			p.opaque, whole = false, false
			return t.Skip()
		default:
			return t.Skip()
		}
		data, err := text(t)
		p.figures = strings.Count(data, "M") + strings.Count(data, "S")
		p.draw(data)
		return err
	})
}

// pen draws a path.
type pen struct {
	*drawing
	matrix  affine.Matrix
	limit   layout.Box // behind which nothing is drawn
	strokes bool
	fills   bool
	width   float64
	area    layout.Box // of the figure that is being drawn
	begun   bool
	sides   int
	figures int            // of the path
	colour  visible.Colour // that fills
	opaque  bool
	bent    bool // the figure has curves or slanting lines
	from    [2]float64
	at      [2]float64
}

// draw draws what AbbreviatedData says: M and S begin a figure, L is a line, Q,
// B and A are curves, C closes the figure.
func (p *pen) draw(data string) {
	s := steps{rest: data}
	var v [7]float64
	take := func(n int) bool {
		for i := range n {
			f, ok := s.field()
			if !ok {
				return false
			}
			v[i] = number(f, 0)
		}
		return true
	}
	for !p.full() {
		op, ok := s.field()
		if !ok {
			break
		}
		switch op {
		case "M", "S":
			if !take(2) {
				return
			}
			p.end()
			p.move(v[0], v[1])
		case "L":
			if !take(2) {
				return
			}
			p.line(v[0], v[1])
		case "Q", "B", "A":
			n := map[string]int{"Q": 4, "B": 6, "A": 7}[op]
			if !take(n) {
				return
			}
			p.bent = true
			p.reach(v[n-2], v[n-1])
		case "C":
			if p.begun {
				p.to(p.from)
			}
		}
	}
	p.end()
}

func (p *pen) move(x, y float64) {
	x, y = p.matrix.Apply(x, y)
	p.from, p.at = [2]float64{x, y}, [2]float64{x, y}
	p.area = layout.Box{X0: x, Y0: y, X1: x, Y1: y}
	p.begun, p.bent, p.sides = true, false, 0
}

func (p *pen) line(x, y float64) {
	x, y = p.matrix.Apply(x, y)
	p.to([2]float64{x, y})
}

// reach moves to a point that a curve ends in.
func (p *pen) reach(x, y float64) {
	x, y = p.matrix.Apply(x, y)
	p.at = [2]float64{x, y}
	p.widen(x, y)
}

func (p *pen) widen(x, y float64) {
	p.area.X0, p.area.Y0, p.area.X1, p.area.Y1 = min(p.area.X0, x), min(p.area.Y0, y), max(p.area.X1, x), max(p.area.Y1, y)
}

// to draws a straight line.
func (p *pen) to(end [2]float64) {
	dx, dy := math.Abs(end[0]-p.at[0]), math.Abs(end[1]-p.at[1])
	b := layout.Box{X0: min(p.at[0], end[0]), Y0: min(p.at[1], end[1]), X1: max(p.at[0], end[0]), Y1: max(p.at[1], end[1])}
	p.at = end
	p.sides++
	p.widen(end[0], end[1])
	half := p.width / 2
	switch {
	case dx > straight && dy > straight:
		p.bent = true
		return
	case dx == 0 && dy == 0 || !p.strokes || p.width > thickest:
		return
	case dx > dy:
		b.Y0, b.Y1 = b.Y0-half, b.Y1+half
	default:
		b.X0, b.X1 = b.X0-half, b.X1+half
	}
	p.rule(b)
}

// end ends a figure: a thin filled rectangle is a rule.
func (p *pen) end() {
	w, h := p.area.X1-p.area.X0, p.area.Y1-p.area.Y0
	if p.begun && p.fills && !p.bent && min(w, h) <= thickest && max(w, h) > 0 {
		p.rule(p.area)
	} else if p.begun && p.fills && p.colour != 0 && min(w, h) > 0 {
		p.fill(fill{meet(p.area, p.limit), p.colour, p.opaque && !p.bent && p.sides <= 4 && p.figures == 1, len(p.glyphs)})
	}
	p.begun = false
}

func (p *pen) rule(b layout.Box) {
	if !p.full() {
		p.rules = append(p.rules, b)
		p.drawn++
	}
}
