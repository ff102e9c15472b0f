package affine

import (
	"math"

	"gongkai/extract/layout"
)

// Matrix maps x, y to A·x + C·y + E, B·x + D·y + F.
type Matrix struct{ A, B, C, D, E, F float64 }

// Identity returns the matrix that leaves all in its place.
func Identity() Matrix { return Matrix{A: 1, D: 1} }

// Of returns the matrix of six numbers in the order of its fields, and false
// where there are not six.
func Of(n []float64) (Matrix, bool) {
	if len(n) != 6 {
		return Identity(), false
	}
	return Matrix{A: n[0], B: n[1], C: n[2], D: n[3], E: n[4], F: n[5]}, true
}

// Times returns the matrix that applies m first and n then.
func (m Matrix) Times(n Matrix) Matrix {
	return Matrix{
		A: m.A*n.A + m.B*n.C, B: m.A*n.B + m.B*n.D,
		C: m.C*n.A + m.D*n.C, D: m.C*n.B + m.D*n.D,
		E: m.E*n.A + m.F*n.C + n.E, F: m.E*n.B + m.F*n.D + n.F,
	}
}

// Apply maps a point.
func (m Matrix) Apply(x, y float64) (float64, float64) {
	return m.A*x + m.C*y + m.E, m.B*x + m.D*y + m.F
}

// Moved returns the matrix that moves by x, y before it applies m.
func (m Matrix) Moved(x, y float64) Matrix {
	m.E, m.F = m.Apply(x, y)
	return m
}

// Scale returns how much longer m makes lines, on the average of directions.
func (m Matrix) Scale() float64 { return math.Sqrt(math.Abs(m.A*m.D - m.B*m.C)) }

// Tall returns how much taller m makes what stands upright.
func (m Matrix) Tall() float64 { return math.Hypot(m.C, m.D) }

// Turn returns by how many quarters m turns to the right what goes to the right,
// on a page whose y goes down: 0 to 3, the nearest.
func (m Matrix) Turn() uint8 {
	switch along := math.Abs(m.A) >= math.Abs(m.B); {
	case along && m.A < 0:
		return 2
	case !along && m.B > 0:
		return 1
	case !along:
		return 3
	}
	return 0
}

// Aslant reports whether m makes what goes to the right go up or down as well,
// as watermarks do and a page that was scanned a little crooked does not.
func (m Matrix) Aslant() bool {
	const least = 0.27 // 15 degrees
	a, b := math.Abs(m.A), math.Abs(m.B)
	return min(a, b) > least*max(a, b)
}

// Box returns the rectangle around what m makes of one.
func (m Matrix) Box(b layout.Box) layout.Box {
	ax, ay := m.Apply(b.X0, b.Y0)
	bx, by := m.Apply(b.X1, b.Y1)
	if m.B == 0 && m.C == 0 || m.A == 0 && m.D == 0 {
		return layout.Box{X0: min(ax, bx), Y0: min(ay, by), X1: max(ax, bx), Y1: max(ay, by)}
	}
	cx, cy := m.Apply(b.X0, b.Y1)
	dx, dy := m.Apply(b.X1, b.Y0)
	return layout.Box{X0: min(ax, bx, cx, dx), Y0: min(ay, by, cy, dy), X1: max(ax, bx, cx, dx), Y1: max(ay, by, cy, dy)}
}
