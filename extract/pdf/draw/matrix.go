package draw

import (
	"math"

	"gongkai/extract/layout"
)

// matrix maps x, y to a·x+c·y+e, b·x+d·y+f.
type matrix struct{ a, b, c, d, e, f float64 }

func identity() matrix { return matrix{a: 1, d: 1} }

// times returns the matrix that applies m first and n then.
func (m matrix) times(n matrix) matrix {
	return matrix{
		m.a*n.a + m.b*n.c, m.a*n.b + m.b*n.d,
		m.c*n.a + m.d*n.c, m.c*n.b + m.d*n.d,
		m.e*n.a + m.f*n.c + n.e, m.e*n.b + m.f*n.d + n.f,
	}
}

func (m matrix) apply(x, y float64) (float64, float64) {
	return m.a*x + m.c*y + m.e, m.b*x + m.d*y + m.f
}

// scale returns how much longer m makes lines, on the average of directions.
func (m matrix) scale() float64 { return math.Sqrt(math.Abs(m.a*m.d - m.b*m.c)) }

// box returns the rectangle around what m makes of a rectangle.
func (m matrix) box(x0, y0, x1, y1 float64) layout.Box {
	ax, ay := m.apply(x0, y0)
	bx, by := m.apply(x1, y1)
	if m.b == 0 && m.c == 0 || m.a == 0 && m.d == 0 {
		return layout.Box{X0: min(ax, bx), Y0: min(ay, by), X1: max(ax, bx), Y1: max(ay, by)}
	}
	cx, cy := m.apply(x0, y1)
	dx, dy := m.apply(x1, y0)
	return layout.Box{X0: min(ax, bx, cx, dx), Y0: min(ay, by, cy, dy), X1: max(ax, bx, cx, dx), Y1: max(ay, by, cy, dy)}
}

// matrixOf returns the matrix of six numbers; others are none.
func matrixOf(n []float64) (matrix, bool) {
	if len(n) != 6 {
		return identity(), false
	}
	return matrix{n[0], n[1], n[2], n[3], n[4], n[5]}, true
}

// meet returns what two boxes have in common; X0 > X1 or Y0 > Y1 where that is
// nothing.
func meet(a, b layout.Box) layout.Box {
	return layout.Box{X0: max(a.X0, b.X0), Y0: max(a.Y0, b.Y0), X1: min(a.X1, b.X1), Y1: min(a.Y1, b.Y1)}
}

func empty(b layout.Box) bool { return !(b.X0 <= b.X1 && b.Y0 <= b.Y1) }

// holds reports whether a box holds a point, with some room around it.
func holds(b layout.Box, x, y, room float64) bool {
	return x >= b.X0-room && x <= b.X1+room && y >= b.Y0-room && y <= b.Y1+room
}
