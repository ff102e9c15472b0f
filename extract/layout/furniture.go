package layout

import (
	"slices"
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
	seen := make(map[place][]string)
	key := func(s *sheet, l *line, off int) place {
		_, y := l.middle()
		return place{shape(l.text), int(y/4) + off, y < s.page.Height/2}
	}
	each := func(visit func(s *sheet, l *line) bool) {
		for _, s := range sheets {
			s.lines = slices.DeleteFunc(s.lines, func(l line) bool {
				_, y := l.middle()
				inside := y > headPart*s.page.Height && y < footPart*s.page.Height
				return !inside && s.outermost(&l) && visit(s, &l)
			})
		}
	}
	each(func(s *sheet, l *line) bool {
		k := key(s, l, 0)
		seen[k] = append(seen[k], squeezed(l.text))
		return false
	})
	found := false
	each(func(s *sheet, l *line) bool {
		if pageNumber(l.text, s.number, len(sheets)) {
			found = true
			return true
		}
		for _, off := range []int{0, -1, 1} {
			texts := seen[key(s, l, off)]
			if off != 0 {
				texts = append(slices.Clone(texts), seen[key(s, l, 0)]...)
			}
			if common(texts, squeezed(l.text), len(sheets)) {
				found = true
				return true
			}
		}
		return false
	})
	return found
}

// outermost reports whether a line stands above or below everything else of the
// page, but for two lines like it.
func (s *sheet) outermost(l *line) bool {
	_, y := l.middle()
	head := y < s.page.Height/2
	for _, t := range s.found {
		if _, m := t.middle(); head && m < y || !head && m > y {
			return false
		}
	}
	beyond := 0
	for i := range s.lines {
		if _, m := s.lines[i].middle(); head && m < y-1 || !head && m > y+1 {
			beyond++
		}
	}
	return beyond < 3
}

// common reports whether texts that stand in one place of the pages are
// furniture: equal on at least two pages in five, or counting on half of them.
func common(texts []string, text string, pages int) bool {
	if pages < 2 || len(texts) < 2 {
		return false
	}
	same := 0
	for _, t := range texts {
		if t == text {
			same++
		}
	}
	if same >= 2 && same*5 >= pages*2 {
		return true
	}
	return len(texts) >= 3 && len(texts)*2 >= pages && distinct(texts)
}

func distinct(texts []string) bool {
	sorted := slices.Clone(texts)
	slices.Sort(sorted)
	return len(slices.Compact(sorted)) == len(texts)
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
