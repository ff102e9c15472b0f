package division

import (
	"strings"
	"unicode/utf8"
)

// Location is where an issuer is, and what told so.
type Location struct {
	Code   string  // of the smallest division that is certain: 2 digits and zeros, to 9 digits
	Path   []Place // province, prefecture, county, town, as far as the name has them
	Rest   string  // what of the name follows them
	Portal bool    // the portal alone told it
}

// Locate finds the division of an issuer by its name, whose spelling is plain
// and without space. portal is the division code of the portal that published
// it, or empty: it decides among counties of one name, and a town is looked for
// in the county that the name says, else in the portal's alone. Without either,
// ok is false.
func Locate(issuer, portal string) (l Location, ok bool) {
	t := load()
	portal = strings.TrimSpace(portal)
	if len(portal) != 2 && len(portal) != 4 && len(portal) != 6 && len(portal) < 9 || strings.Trim(portal, "0123456789") != "" {
		portal = ""
	}
	l = t.region(issuer, portal)
	county := ""
	switch n := len(l.Path); {
	case n > 0:
		county = l.Path[n-1].Code
	case len(portal) >= 6:
		county = portal[:6]
	}
	if n := len(l.Path); n > 0 {
		l.Code = l.Path[n-1].Code
	}
	if town, rest, found := t.town(county, l.Rest); found {
		l.Path, l.Rest, l.Code = append(l.Path, town), rest, town.Code
		return l, true
	}
	if l.Code == "" && portal != "" {
		l.Code, l.Portal = (portal + "0000")[:max(6, min(len(portal), 6))], true
		if len(portal) >= 9 {
			l.Code = portal[:9]
		}
	}
	return l, l.Code != ""
}

// region reads the names of province, prefecture and county that s begins with:
// of all readings the one that explains most of s.
func (t *table) region(s, portal string) Location {
	best := Location{Rest: s}
	var read func(path []Place, rest string, level int)
	read = func(path []Place, rest string, level int) {
		if len(rest) < len(best.Rest) || len(rest) == len(best.Rest) && len(path) > len(best.Path) {
			best = Location{Path: append([]Place{}, path...), Rest: rest}
		}
		if level > 3 {
			return
		}
		for size := range prefixes(rest) {
			for _, p := range t.named(rest[:size], path, portal) {
				if l := levelOf(p.Code); l >= level {
					read(append(path, p), rest[size:], l+1)
				}
			}
		}
	}
	read(nil, s, 1)
	return best
}

// prefixes yields the sizes of what s begins with, of 2 to 15 characters.
func prefixes(s string) func(func(int) bool) {
	return func(yield func(int) bool) {
		n := 0
		for i := range s {
			if n >= 2 && n <= 15 && !yield(i) || n > 15 {
				return
			}
			n++
		}
		if n >= 2 && n <= 15 {
			yield(len(s))
		}
	}
}

// levelOf returns 1 of a province, 2 of a prefecture, 3 of a county.
func levelOf(code string) int {
	switch {
	case strings.HasSuffix(code, "0000"):
		return 1
	case strings.HasSuffix(code, "00"):
		return 2
	}
	return 3
}

// named returns the division of a name below path; where several have the name,
// the one that the portal stands in, or none.
func (t *table) named(name string, path []Place, portal string) []Place {
	var all []Place
	for _, i := range t.byName[name] {
		if p := t.counties[i]; p.Name != "市辖区" && p.Name != "县" && within(p.Code, path) {
			all = append(all, p)
		}
	}
	if all == nil && len(path) == 0 {
		all = t.short(name)
	}
	all = newest(all)
	if len(all) <= 1 {
		return all
	}
	for size := min(len(portal), 6); size >= 2; size -= 2 {
		var near []Place
		for _, p := range all {
			if strings.HasPrefix(p.Code, strings.TrimSuffix(portal[:size], "00")) {
				near = append(near, p)
			}
		}
		if len(near) == 1 {
			return near
		}
		if len(near) > 1 {
			return nil
		}
	}
	return nil
}

// newest drops the names that are no longer in force where others are.
func newest(all []Place) []Place {
	var now []Place
	for _, p := range all {
		if p.Until == "" {
			now = append(now, p)
		}
	}
	if len(now) > 0 || len(all) == 0 {
		return now
	}
	last := all[0]
	for _, p := range all {
		if p.Until > last.Until {
			last = p
		}
	}
	return []Place{last}
}

// short returns the province of a name without 省, 自治区.
func (t *table) short(name string) []Place {
	for _, p := range t.provinces {
		switch after, ok := strings.CutPrefix(p.Name, name); {
		case !ok:
		case after == "省", after == "自治区", after == "壮族自治区", after == "回族自治区", after == "维吾尔自治区":
			return []Place{p}
		}
	}
	return nil
}

// within reports whether code lies in the last place of path.
func within(code string, path []Place) bool {
	if len(path) == 0 {
		return true
	}
	above := path[len(path)-1].Code
	for strings.HasSuffix(above, "00") {
		above = above[:len(above)-2]
	}
	return len(above) < 6 && strings.HasPrefix(code, above)
}

// town returns the town of county that rest begins with, the longest name.
func (t *table) town(county, rest string) (town Place, after string, found bool) {
	if county == "" || utf8.RuneCountInString(rest) < 2 {
		return Place{}, rest, false
	}
	size := 0
	t.eachTown(county, func(p Place) {
		n := 0
		switch bare, street := strings.CutSuffix(p.Name, "街道"); {
		case strings.HasPrefix(rest, p.Name):
			n = len(p.Name)
		case street && len(bare) >= len("城关") && strings.HasPrefix(rest, bare):
			for _, word := range []string{"街办", "办事处"} {
				if strings.HasPrefix(rest[len(bare):], word) {
					n = len(bare)
				}
			}
		}
		if n > size || n == size && n > 0 && town.Until != "" && p.Until == "" {
			town, size = p, n
		}
	})
	return town, rest[size:], size > 0
}
