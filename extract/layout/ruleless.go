package layout

import (
	"math"
	"strings"
)

// columnGap is the room between columns, of the text's size.
const columnGap = 1.2

// figures returns where numbers stand on a line that have room on both sides: the
// middle of each.
func (s *sheet) figures(glyphs []int32) []float64 {
	var out []float64
	var b strings.Builder
	var from, to float64
	end := func() {
		if b.Len() > 0 && numeric(b.String()) {
			out = append(out, (from+to)/2)
		}
		b.Reset()
	}
	for _, i := range glyphs {
		g := &s.page.Glyphs[i]
		if blank(g.Text) {
			continue
		}
		if b.Len() == 0 || g.X0-to > columnGap*s.size(i) {
			end()
			from = g.X0
		}
		b.WriteString(g.Text)
		to = g.X1
	}
	end()
	return out
}

// ruleless reports whether numbers stand in columns outside of the tables: at
// least three lines have at least two numbers below each other.
func (s *sheet) ruleless() bool {
	rows := 0
	var above []float64
	for i := range s.lines {
		l := &s.lines[i]
		if len(l.figures) < 2 {
			continue
		}
		aligned := 0
		for _, x := range l.figures {
			for _, o := range above {
				if math.Abs(x-o) < l.size {
					aligned++
					break
				}
			}
		}
		above = l.figures
		if aligned < 2 {
			rows = 0
		}
		if rows++; rows >= 3 {
			return true
		}
	}
	return false
}
