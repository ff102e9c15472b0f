package layout

import (
	"slices"
	"sort"
	"strconv"
	"strings"
)

// The parts of a page, of its height, where headers and footers stand.
const (
	headPart = 0.12
	footPart = 0.88
)

// furniture takes headers, footers and page numbers off the pages and reports
// whether there were any: what stands in one place of most pages with the same
// text, or counts, or reads as a page number.
func furniture(sheets []*sheet) bool {
	type place struct {
		shape string
		y     int
		head  bool
	}
	seen := make(map[place][]standing)
	key := func(s *sheet, l *line, off int) place {
		_, y := l.middle()
		return place{shape(l.text), int(y/4) + off, y < s.page.Height/2}
	}
	each := func(visit func(s *sheet, l *line) bool) {
		for _, s := range sheets {
			above, below := s.edges()
			above, below = min(above, headPart*s.page.Height), max(below, footPart*s.page.Height)
			s.lines = slices.DeleteFunc(s.lines, func(l line) bool {
				_, y := l.middle()
				return (y < above || y > below) && visit(s, &l)
			})
		}
	}
	each(func(s *sheet, l *line) bool {
		for off := -1; off <= 1; off++ { // a place may lie at the edge of its band
			k := key(s, l, off)
			seen[k] = append(seen[k], standing{s.number, squeezed(l.text)})
		}
		return false
	})
	found := false
	each(func(s *sheet, l *line) bool {
		if pageNumber(l.text, s.number, len(sheets)) && !s.clings(l) || common(seen[key(s, l, 0)], standing{s.number, squeezed(l.text)}, len(sheets)) {
			found = true
			return true
		}
		return false
	})
	return found
}

// clings reports whether a line stands at the text of another, half a line higher
// or lower, as a digit does that is raised far.
func (s *sheet) clings(l *line) bool {
	room := raisedGap * l.size
	return slices.ContainsFunc(s.lines, func(o line) bool {
		return o.Box != l.Box && min(o.Y1, l.Y1)-max(o.Y0, l.Y0) > (l.Y1-l.Y0)/5 && o.X0-room <= l.X1 && l.X0 <= o.X1+room
	})
}

// standing is a text that stands on a page.
type standing struct {
	page int
	text string
}

// edges returns above and below which places the lines of a page stand outside
// of everything else but two lines like them, at the most.
func (s *sheet) edges() (above, below float64) {
	var ys []float64
	for i := range s.lines {
		_, y := s.lines[i].middle()
		ys = append(ys, y)
	}
	slices.Sort(ys)
	const most = 3
	above, below = s.page.Height/2, s.page.Height/2
	if len(ys) > most {
		above, below = min(above, ys[most]), max(below, ys[len(ys)-1-most])
	}
	for _, t := range s.found {
		above, below = min(above, (t.Y0+t.Y1)/2), max(below, (t.Y0+t.Y1)/2)
	}
	return above, below
}

// window is how many pages before and behind are compared: enough, and no more
// work than the pages are long.
const window = 50

// common reports whether one of the texts that stand in one place is furniture:
// on at least two pages in five around it stands as it is, or counts with the
// pages. Texts are in the order of their pages.
func common(all []standing, one standing, pages int) bool {
	first := sort.Search(len(all), func(i int) bool { return all[i].page >= one.page-window })
	around := min(one.page+window, pages-1) - max(one.page-window, 0) + 1
	n, last := 0, -1
	for _, o := range all[first:] {
		if o.page > one.page+window {
			break
		}
		if o.page != last && (o.text == one.text || counts(one, o)) {
			n++
			last = o.page
		}
	}
	return n >= 2 && n*5 >= around*2
}

// counts reports whether b's text is a's with a number that is as much larger as
// the page is further on.
func counts(a, b standing) bool {
	x, y := integers(a.text), integers(b.text)
	if len(x) != len(y) || len(x) == 0 {
		return false
	}
	moved := false
	for i := range x {
		switch y[i] - x[i] {
		case 0:
		case b.page - a.page:
			moved = true
		default:
			return false
		}
	}
	return moved
}

// integers returns the numbers in text.
func integers(text string) []int {
	var out []int
	inside := false
	for _, r := range text {
		if r < '0' || r > '9' {
			inside = false
			continue
		}
		if !inside {
			out = append(out, 0)
			inside = true
		}
		if n := &out[len(out)-1]; *n < 1e9 {
			*n = *n*10 + int(r-'0')
		}
	}
	return out
}

// pageNumber reports whether text reads as the number of page n, which counts
// from 0: "3", "- 3 -", "第3页", "3/12", "第 3 页 共 12 页".
func pageNumber(text string, n, pages int) bool {
	text = squeezed(text)
	switch s := shape(text); s {
	case "-#-", "—#—", "－#－", "–#–", "第#页", "第#页共#页", "第#页/共#页", "第#页，共#页", "共#页第#页", "Page#", "Page#of#", "·#·", "~#~", "一#一", "―#―", "─#─":
		return true
	case "#":
		v, err := strconv.Atoi(text)
		return err == nil && v >= n+1-3 && v <= n+1+3 && v > 0
	case "#/#":
		a, b, _ := strings.Cut(text, "/")
		i, err1 := strconv.Atoi(a)
		total, err2 := strconv.Atoi(b)
		return err1 == nil && err2 == nil && i >= 1 && i <= total && total >= pages-3 && total <= pages+3
	}
	return false
}
