package report

import (
	"slices"
	"strings"
)

// header2 is the header of a block of section two that holds.
type header2 struct {
	entries []place // without the corner; blank ones at the end are cut
	besides string  // in running text, a column of other figures behind them; "" for none
	year    int     // reported on, or 0
}

func (h header2) set() bool { return len(h.entries) > 0 }

// columnHeader takes the header that begins at place i, and returns the index
// of what follows it.
func (w *walker) columnHeader(l *line, marks []mark, i int) (next int) {
	if marks[i].kind == markCorner {
		i++
	}
	var entries []place
	besides := ""
	for next = i; next < len(l.places); next++ {
		k := marks[next].kind
		if k != markNone && k != markColumn {
			break
		}
		p := l.places[next]
		if k == markNone && p.printed() && p.key == "" {
			if w.sheet.index < 0 && tellsOther(p.text, w.year) {
				besides = p.text
			}
			break
		}
		entries = append(entries, p)
	}
	for len(entries) > 0 && !entries[len(entries)-1].printed() {
		entries = entries[:len(entries)-1]
	}
	w.columns = header2{entries, besides, w.year}
	w.statutory = true
	return max(next, i)
}

// columnsOf returns for each entry of the header in force the column of t that
// it names, or −1; guessed tells that a label was not complete. It fails where
// a column is named twice, or not at all.
func (h header2) columnsOf(t *table) (order []int, guessed, ok bool) {
	order = make([]int, len(h.entries))
	used := make([]bool, len(t.columns))
	for i, p := range h.entries {
		order[i] = -1
		for c := range t.columns {
			if !t.columns[c].named(p.key) {
				continue
			}
			if used[c] {
				return nil, false, false
			}
			order[i], used[c] = c, true
		}
	}
	for i, p := range h.entries {
		if order[i] >= 0 || p.key == "" {
			continue
		}
		for c := range t.columns {
			if !used[c] && len(p.key) >= len("本年新") && strings.HasPrefix(t.columns[c].keys[0], p.key) {
				order[i], used[c], guessed = c, true, true
				break
			}
		}
	}
	for c := range t.columns {
		if used[c] {
			continue
		}
		// One label is unreadable or lost: the column stands in its own place.
		if c > len(order) || c < len(order) && (order[c] >= 0 || h.ofOtherYear(c) && !strings.HasPrefix(t.columns[c].label, "上一年")) || !inFormOrder(order) {
			return nil, false, false
		}
		if c == len(order) {
			order = append(order, c)
		}
		order[c], used[c], guessed = c, true, true
	}
	return order, guessed, true
}

// ofOtherYear reports whether the entry i names a year that is not reported on.
func (h header2) ofOtherYear(i int) bool {
	name := h.entries[i].folded
	years := yearsIn(name)
	return hasAny(name, "上年", "去年", "上一年") || len(years) > 0 && h.year != 0 && years[0].year != h.year
}

// named reports whether key is a label of c.
func (c *column) named(key string) bool { return key != "" && slices.Contains(c.keys, key) }

// inFormOrder reports whether each column that is known stands where the form
// has it.
func inFormOrder(order []int) bool {
	for i, c := range order {
		if c >= 0 && c != i {
			return false
		}
	}
	return true
}
