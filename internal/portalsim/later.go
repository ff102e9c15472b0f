package portalsim

import (
	"slices"
	"strconv"
)

// later is an article that came later, with the index of its column.
type later struct {
	article article
	column  int
}

// grow publishes what a year brings: every issuer's report and papers, where the
// layout files them, and other articles. Columns and numbers of what there was
// stay, and the new ones follow.
func (p *portal) grow(year int) {
	added := map[int][]article{}
	formats := []string{FormatHTML, FormatDocx, FormatHTML, FormatGBK, FormatHTML}
	for i := range p.issuers {
		for _, k := range []kind{kindReport, kindRuleOfLaw, kindSiteForm, kindKeyPoints} {
			e := entry{kind: k, issuer: i, year: year, format: FormatHTML}
			if f, ok := p.family.(uniform); ok {
				e.format = f.format()
			} else if k == kindReport {
				e.format = formats[(i+year)%len(formats)]
			}
			c := p.columnOf(e)
			added[c] = append(added[c], p.paper(nil, 0, e))
		}
	}
	p.newest = newestOf([]int{year})
	for i := range p.columns {
		if c := &p.columns[i]; c.kind != kindGuide && c.entries == nil {
			for n, most := 0, c.count/len(p.world.opts.Years); n < most; n++ {
				added[i] = append(added[i], article{kind: c.kind, date: p.newest.AddDate(0, 0, -n*365/most), issuer: -1, format: FormatHTML})
			}
		}
	}
	for i := range p.columns {
		all := added[i]
		slices.SortStableFunc(all, func(a, b article) int { return b.date.Compare(a.date) })
		c := &p.columns[i]
		var numbers []int
		for _, a := range all {
			a.number, a.column = p.articles+len(p.later), c
			numbers = append(numbers, a.number)
			if a.kind == kindReport {
				p.reports = append(p.reports, a.number)
			}
			if a.title == "" {
				a.title = p.noiseTitle(a)
			}
			p.later = append(p.later, later{a, i})
		}
		c.newer = append(numbers, c.newer...)
		p.byAddress[p.family.columnPath(p, c)] = i
	}
}

// columnOf returns the column that an entry of a new year is filed in, which may
// be a new one.
func (p *portal) columnOf(e entry) int {
	annual := p.annual()
	y := strconv.Itoa(e.year)
	level := slices.IndexFunc(levels[:], func(l struct{ kinds, name, slug string }) bool {
		return containsWord(l.kinds, p.issuers[e.issuer].Kind)
	})
	switch {
	case p.layout.filing == filedTogether:
		return annual
	case p.layout.filing == filedByYear:
		return p.child(annual, y+"年", "n"+y)
	case p.layout.filing == filedByLevel:
		return p.child(p.child(annual, levels[level].name, levels[level].slug), y+"年", "n"+y)
	case p.layout.filing == filedAsFamily && !p.family.byOrgan():
		return p.child(p.child(annual, y+"年", "n"+y), levels[level].name, levels[level].slug)
	case e.issuer == 0:
		return annual
	}
	return slices.IndexFunc(p.columns, func(c column) bool { return c.annual && c.organ == e.issuer })
}

// annual returns the county's column of reports.
func (p *portal) annual() int {
	return slices.IndexFunc(p.columns, func(c column) bool { return c.annual && c.organ < 0 })
}

// child returns the column of that name below parent; a new one comes first.
func (p *portal) child(parent int, name, word string) int {
	slug := p.columns[parent].slug + "/" + word
	for _, i := range p.columns[parent].children {
		if p.columns[i].slug == slug {
			return i
		}
	}
	i := p.add(parent, name, word, kindReport)
	c := &p.columns[i]
	c.first, c.entries, c.rows = p.articles, []entry{}, p.family.reportRows()
	up := &p.columns[parent]
	up.children = slices.Insert(up.children[:len(up.children)-1], 0, i)
	return i
}
