package draw

import (
	"math"

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
	// A curve that rounds a corner, and the corner: what it would be if it didn't.
	rounds           bool
	cornerX, cornerY float64
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

func (p *path) line(x, y float64) { p.add(point{x: x, y: y}) }

func (p *path) add(q point) {
	if len(p.subs) == 0 {
		p.move(q.x, q.y)
	} else if len(p.points) < maxPoints {
		p.points = append(p.points, q)
	}
}

// roundest is the largest radius of a rounded corner.
const roundest = 12

// curve draws a curve with the first and second control points at c and d.
func (p *path) curve(cx, cy, dx, dy, x, y float64) {
	q := point{x: x, y: y, curve: true}
	if n := len(p.points); n > 0 {
		from := p.points[n-1]
		wide, high := math.Abs(x-from.x), math.Abs(y-from.y)
		if wide <= roundest && high <= roundest {
			switch {
			case near(cy-from.y) && near(dx-x):
				q.rounds, q.cornerX, q.cornerY = true, x, from.y
			case near(cx-from.x) && near(dy-y):
				q.rounds, q.cornerX, q.cornerY = true, from.x, y
			}
		}
	}
	p.add(q)
}

// squared returns the points of a subpath with square corners instead of
// rounded ones, if it has a side that is longer than any circle drawn for a
// character.
func (p *path) squared(i int) []point {
	points := p.sub(i)
	rounded, long := false, false
	for j := 1; j < len(points); j++ {
		a, b := points[j-1], points[j]
		rounded = rounded || b.rounds
		long = long || !b.curve && max(math.Abs(a.x-b.x), math.Abs(a.y-b.y)) > 2*roundest
	}
	if !rounded || !long {
		return points
	}
	var out []point
	add := func(q point) {
		if n := len(out); n > 1 && !q.curve && !out[n-1].curve {
			a, b := out[n-2], out[n-1]
			if near(a.x-b.x) && near(b.x-q.x) || near(a.y-b.y) && near(b.y-q.y) {
				out = out[:n-1] // a side goes on
			}
		}
		out = append(out, q)
	}
	for _, q := range points {
		if q.rounds {
			add(point{x: q.cornerX, y: q.cornerY})
			q = point{x: q.x, y: q.y}
		}
		add(q)
	}
	return out
}

// close draws a line to the start of the subpath. What follows without a move
// begins there.
func (p *path) close() {
	if n := len(p.subs); n > 0 {
		start := p.points[p.subs[n-1]]
		p.line(start.x, start.y)
	}
}

func (p *path) rectangle(m affine.Matrix, x, y, w, h float64) {
	p.move(m.Apply(x, y))
	for _, c := range [3][2]float64{{x + w, y}, {x + w, y + h}, {x, y + h}} {
		cx, cy := m.Apply(c[0], c[1])
		p.line(cx, cy)
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
