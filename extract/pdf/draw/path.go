package draw

import (
	"gongkai/extract/affine"
	"gongkai/extract/layout"
)

// path is a path in the coordinates of the page.
type path struct {
	points []point
	subs   []int // where subpaths begin
}

// point is the end of a segment.
type point struct {
	x, y  float64
	curve bool
}

// maxPoints is how many points of one path are kept.
const maxPoints = 1 << 18

func (p *path) reset() { p.points, p.subs = p.points[:0], p.subs[:0] }

func (p *path) move(x, y float64) {
	if len(p.points) < maxPoints {
		p.subs = append(p.subs, len(p.points))
		p.points = append(p.points, point{x: x, y: y})
	}
}

func (p *path) line(x, y float64, curve bool) {
	if len(p.subs) == 0 {
		p.move(x, y)
	} else if len(p.points) < maxPoints {
		p.points = append(p.points, point{x, y, curve})
	}
}

// close draws a line to the start of the subpath. What follows without a move
// begins there.
func (p *path) close() {
	if n := len(p.subs); n > 0 {
		start := p.points[p.subs[n-1]]
		p.line(start.x, start.y, false)
	}
}

func (p *path) rectangle(m affine.Matrix, x, y, w, h float64) {
	p.move(m.Apply(x, y))
	for _, c := range [3][2]float64{{x + w, y}, {x + w, y + h}, {x, y + h}} {
		cx, cy := m.Apply(c[0], c[1])
		p.line(cx, cy, false)
	}
	p.close()
}

// sub returns the points of a subpath.
func (p *path) sub(i int) []point {
	if i+1 < len(p.subs) {
		return p.points[p.subs[i]:p.subs[i+1]]
	}
	return p.points[p.subs[i]:]
}

// around returns the box around points.
func around(points []point) layout.Box {
	b := layout.Box{X0: points[0].x, Y0: points[0].y, X1: points[0].x, Y1: points[0].y}
	for _, q := range points[1:] {
		b.X0, b.X1 = min(b.X0, q.x), max(b.X1, q.x)
		b.Y0, b.Y1 = min(b.Y0, q.y), max(b.Y1, q.y)
	}
	return b
}

// straight reports whether no segment is a curve.
func straight(points []point) bool {
	for _, q := range points {
		if q.curve {
			return false
		}
	}
	return true
}

// boxy reports whether points go around a rectangle that stands upright.
func boxy(points []point) bool {
	if len(points) < 4 || len(points) > 6 || !straight(points) {
		return false
	}
	for i := 1; i < len(points); i++ {
		if dx, dy := points[i].x-points[i-1].x, points[i].y-points[i-1].y; !(near(dx) || near(dy)) {
			return false
		}
	}
	return true
}

func near(d float64) bool { return d > -0.1 && d < 0.1 }
