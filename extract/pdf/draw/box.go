package draw

import "gongkai/extract/layout"

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
