package ofd

import (
	"math"
	"strconv"
	"strings"

	"gongkai/extract/layout"
)

// matrix maps x, y to a·x + c·y + e, b·x + d·y + f.
type matrix struct{ a, b, c, d, e, f float64 }

func identity() matrix { return matrix{a: 1, d: 1} }

// then returns the matrix that maps by n first and by m after.
func (m matrix) of(n matrix) matrix {
	return matrix{
		a: m.a*n.a + m.c*n.b, b: m.b*n.a + m.d*n.b,
		c: m.a*n.c + m.c*n.d, d: m.b*n.c + m.d*n.d,
		e: m.a*n.e + m.c*n.f + m.e, f: m.b*n.e + m.d*n.f + m.f,
	}
}

func (m matrix) point(x, y float64) (float64, float64) {
	return m.a*x + m.c*y + m.e, m.b*x + m.d*y + m.f
}

// tall returns how much taller what is mapped becomes.
func (m matrix) tall() float64 { return math.Hypot(m.c, m.d) }

// box returns the rectangle around a mapped one.
func (m matrix) box(b layout.Box) layout.Box {
	x0, y0 := m.point(b.X0, b.Y0)
	out := layout.Box{X0: x0, Y0: y0, X1: x0, Y1: y0}
	for _, p := range [3][2]float64{{b.X1, b.Y0}, {b.X0, b.Y1}, {b.X1, b.Y1}} {
		x, y := m.point(p[0], p[1])
		out.X0, out.Y0, out.X1, out.Y1 = min(out.X0, x), min(out.Y0, y), max(out.X1, x), max(out.Y1, y)
	}
	return out
}

// placed returns the matrix of an object's content: its CTM, then its boundary's
// corner ([GB/T 33190] 8.5).
func (m matrix) placed(boundary layout.Box, ctm string) matrix {
	at := identity()
	if v := numbers(ctm, 6); len(v) == 6 {
		at = matrix{v[0], v[1], v[2], v[3], v[4], v[5]}
	}
	at.e += boundary.X0
	at.f += boundary.Y0
	return m.of(at)
}

// rectangle reads an ST_Box: x, y, width, height.
func rectangle(s string) (layout.Box, bool) {
	v := numbers(s, 4)
	if len(v) != 4 {
		return layout.Box{}, false
	}
	return layout.Box{X0: v[0], Y0: v[1], X1: v[0] + v[2], Y1: v[1] + v[3]}, true
}

// numbers reads at most n numbers.
func numbers(s string, n int) []float64 {
	var out []float64
	for f := range strings.FieldsSeq(s) {
		if len(out) == n {
			break
		}
		out = append(out, number(f, 0))
	}
	return out
}

// number reads a number, or returns another where s is none.
func number(s string, otherwise float64) float64 {
	v, err := strconv.ParseFloat(strings.TrimSpace(s), 64)
	if err != nil || math.IsNaN(v) || math.Abs(v) > 1e9 {
		return otherwise
	}
	return v
}
