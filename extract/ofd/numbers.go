package ofd

import (
	"math"
	"strconv"
	"strings"

	"gongkai/extract/affine"
	"gongkai/extract/layout"
)

// placed returns the matrix of an object's content: its CTM, then its boundary's
// corner ([GB/T 33190] 8.5), then m.
func placed(m affine.Matrix, boundary layout.Box, ctm string) affine.Matrix {
	at, _ := affine.Of(numbers(ctm, 6))
	at.E += boundary.X0
	at.F += boundary.Y0
	return at.Times(m)
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
