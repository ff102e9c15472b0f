package affine_test

import (
	"math"
	"testing"

	"gongkai/extract/affine"
	"gongkai/extract/layout"
)

func TestMatricesApplyInTheirOrder(t *testing.T) {
	move, double := affine.Matrix{A: 1, D: 1, E: 10, F: 20}, affine.Matrix{A: 2, D: 2}
	if x, y := move.Times(double).Apply(1, 1); x != 22 || y != 42 {
		t.Errorf("moved, then doubled: got %v, %v", x, y)
	}
	if x, y := double.Times(move).Apply(1, 1); x != 12 || y != 22 {
		t.Errorf("doubled, then moved: got %v, %v", x, y)
	}
	if got := double.Times(move).Moved(1, 1); got != (affine.Matrix{A: 2, D: 2, E: 12, F: 22}) {
		t.Errorf("moved before: got %+v", got)
	}
}

func TestABoxIsAroundWhatATurnMakesOfIt(t *testing.T) {
	half := math.Sqrt2 / 2
	got := affine.Matrix{A: half, B: half, C: -half, D: half}.Box(layout.Box{X1: 10, Y1: 10})
	for i, d := range []float64{got.X0 + 10*half, got.Y0, got.X1 - 10*half, got.Y1 - 20*half} {
		if math.Abs(d) > 1e-9 {
			t.Errorf("side %d of %+v is %v off", i, got, d)
		}
	}
}

func TestTurnsAreToldByWhereTextRuns(t *testing.T) {
	for degrees, want := range map[float64]struct {
		turn   uint8
		aslant bool
	}{0: {}, 2: {}, 90: {turn: 1}, 178: {turn: 2}, 270: {turn: 3}, 45.1: {1, true}, -30: {0, true}} {
		sin, cos := math.Sincos(degrees / 180 * math.Pi)
		m := affine.Matrix{A: cos, B: sin, C: -sin, D: cos}
		if m.Turn() != want.turn || m.Aslant() != want.aslant {
			t.Errorf("%v degrees: got %d, %v, want %+v", degrees, m.Turn(), m.Aslant(), want)
		}
	}
}
