package portalsim

import "strconv"

// cover returns the least requests that are known to reach every report of a
// portal from its seed: the seed, each column on the way, each page or data
// request of a list that shows a report, each report's page, and its file where
// it is one. robots.txt, redirects, repeats and pages between two of a list are
// not in it: where a pager leads from page to page, more may be needed.
func (p *portal) cover(seed *column, reports []int) int {
	needed := map[string]bool{"seed": true}
	for _, n := range reports {
		a := p.article(n)
		c := a.column
		for _, up := range p.way(c) {
			if seed == nil || up.index != seed.index && p.below(up, seed) {
				needed["column "+strconv.Itoa(up.index)] = true
			}
		}
		if seed != nil && !p.below(c, seed) { // misfiled: the way is over the home page
			needed["home"] = true
			needed["column "+strconv.Itoa(c.index)] = true
		}
		if part := p.part(c, c.place(n)); part != "" {
			needed["column "+strconv.Itoa(c.index)+" "+part] = true
		}
		needed["page "+strconv.Itoa(n)] = true
		if a.format == FormatDocx {
			needed["file "+strconv.Itoa(n)] = true
		}
	}
	return len(needed)
}

// way returns the columns whose pages lead to the articles of c, from the top
// down.
func (p *portal) way(c *column) []*column {
	var way []*column
	for _, up := range append(p.parents(c), c) {
		if f, ok := p.family.(folder); !ok || !f.folded(p, up) {
			way = append(way, up)
		}
	}
	if p.layout.unfolded {
		way = way[len(way)-1:]
	}
	return way
}

// below reports whether c is root or lies below it.
func (p *portal) below(c, root *column) bool {
	for i := c.index; i >= 0; i = p.columns[i].parent {
		if i == root.index {
			return true
		}
	}
	return false
}

// part names the answer, other than the column's own page, that shows the
// article at a place of c; it is empty where the column's page does.
func (p *portal) part(c *column, at int) string {
	rows, scripted := c.rows, true
	switch f := p.family.(type) {
	case jpage:
		if at < f.rows() {
			return ""
		}
		rows = 3 * f.rows()
	case ucap:
		rows = ucapRows
	case lonsun, anhui:
		rows = lonsunRows
	case henanDistrict:
		rows = henanRows
	case hubei:
		rows = c.size()
	case liaoning:
		rows = liaoningRows
	case gkmlpt:
		scripted = f.folded(p, c)
	default:
		scripted = false
	}
	n := at / rows
	if n == 0 && !scripted {
		return ""
	}
	return "part " + strconv.Itoa(n)
}
