package layout

// edges says which edges of a grid's base cells have a rule. Base cells lie
// between neighbouring lines.
type edges struct {
	xs, ys []stripe
	left   []bool // edge of column line k in base row r, at r*len(xs)+k
	top    []bool // edge of row line j in base column c, at j*columns+c
}

func (e *edges) columns() int { return len(e.xs) - 1 }
func (e *edges) rows() int    { return len(e.ys) - 1 }

func (e *edges) down(row, line int) bool      { return e.left[row*len(e.xs)+line] }
func (e *edges) across(line, column int) bool { return e.top[line*e.columns()+column] }

// edgesOf returns the grid of a mesh, or false where it has none, or too many
// base cells.
func edgesOf(m mesh) (e edges, ok, full bool) {
	e = edges{xs: stripes(m.down), ys: stripes(m.across)}
	if e.columns() < 1 || e.rows() < 1 {
		return e, false, false
	}
	if e.columns() > maxBaseCells/e.rows() {
		return e, false, true
	}
	e.left = make([]bool, e.rows()*len(e.xs))
	e.top = make([]bool, len(e.ys)*e.columns())
	for _, s := range m.down {
		k := lineOf(e.xs, s.at)
		covered(e.ys, s, func(r int) { e.left[r*len(e.xs)+k] = true })
	}
	for _, s := range m.across {
		j := lineOf(e.ys, s.at)
		covered(e.xs, s, func(c int) { e.top[j*e.columns()+c] = true })
	}
	e.thin()
	return e, e.columns() >= 1 && e.rows() >= 1, false
}

// covered calls mark with each base row or column that s covers: all but a
// corner of it, as rules may stop short of their crossing.
func covered(lines []stripe, s segment, mark func(int)) {
	for i := max(0, lineOf(lines, s.from)-1); i+1 < len(lines) && lines[i].to < s.to; i++ {
		from, to := lines[i].to, lines[i+1].from
		overlap := min(s.to, to) - max(s.from, from)
		if overlap >= 0.7*(to-from) || overlap >= to-from-joinWithin && overlap > 0 {
			mark(i)
		}
	}
}

// thin removes the lines on which no edge has a rule: what crosses a table
// without dividing cells, such as the line under a word.
func (e *edges) thin() {
	var xs, ys []int
	for k := range e.xs {
		for r := range e.rows() {
			if e.down(r, k) {
				xs = append(xs, k)
				break
			}
		}
	}
	for j := range e.ys {
		for c := range e.columns() {
			if e.across(j, c) {
				ys = append(ys, j)
				break
			}
		}
	}
	if len(xs) == len(e.xs) && len(ys) == len(e.ys) {
		return
	}
	slim := edges{xs: picked(e.xs, xs), ys: picked(e.ys, ys)}
	if len(xs) > 1 && len(ys) > 1 {
		slim.left = make([]bool, slim.rows()*len(xs))
		slim.top = make([]bool, len(ys)*slim.columns())
		for r := range slim.rows() {
			for k := range xs {
				for j := ys[r]; j < ys[r+1]; j++ {
					slim.left[r*len(xs)+k] = slim.left[r*len(xs)+k] || e.down(j, xs[k])
				}
			}
		}
		for j := range ys {
			for c := range slim.columns() {
				for k := xs[c]; k < xs[c+1]; k++ {
					slim.top[j*slim.columns()+c] = slim.top[j*slim.columns()+c] || e.across(ys[j], k)
				}
			}
		}
	}
	*e = slim
}

func picked(lines []stripe, keep []int) []stripe {
	out := make([]stripe, len(keep))
	for i, k := range keep {
		out[i] = lines[k]
	}
	return out
}
