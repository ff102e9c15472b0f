package report

import "sort"

// head is a place of a header, and what it says.
type head struct {
	mark mark
	line int // of the header, counted from 0
	col  int
	end  int
}

// maxHeads is more than the header of any table has.
const maxHeads = 200

// applicantOrder returns which column of t3 each value after a label belongs
// to, as the header tells. What the header leaves out stands where the form
// has it; false means that it contradicts itself.
func applicantOrder(heads []head, merged bool) (order []int, ok bool) {
	heads, ok = distinct(heads)
	if !ok {
		return nil, false
	}
	var leafs []head
	for _, h := range heads {
		if h.mark.kind == markApplicant {
			leafs = append(leafs, h)
		}
	}
	if order, ok := byColumn(leafs, 7, merged); ok && (inFormOrder(order) || grouped(heads)) {
		return order, true
	}
	return inReadingOrder(heads)
}

// grouped reports whether the organisations stand below 法人或其他组织, where that is
// printed, and 自然人 and 总计 beside it. Where they don't, a cell too many or too few
// has moved the labels, and their columns say nothing.
func grouped(heads []head) bool {
	for _, g := range heads {
		if g.mark.kind != markOrgs {
			continue
		}
		for _, h := range heads {
			below, org := g.col <= h.col && h.col < g.end, h.mark.index >= 1 && h.mark.index <= 5
			if h.mark.kind == markApplicant && below != org {
				return false
			}
		}
	}
	return true
}

// distinct drops what a merged cell repeats, and fails where one label stands
// in two places.
func distinct(heads []head) ([]head, bool) {
	var kept []head
	for _, h := range heads {
		twice := false
		for _, k := range kept {
			if k.mark.kind == h.mark.kind && k.mark.index == h.mark.index {
				if k.col != h.col {
					return nil, false
				}
				twice = true
			}
		}
		if !twice {
			kept = append(kept, h)
		}
	}
	return kept, true
}

// byColumn orders n heads by their columns. Without merged cells a column
// number means something only where the columns are neighbours.
func byColumn(leafs []head, n int, merged bool) ([]int, bool) {
	if len(leafs) != n {
		return nil, false
	}
	sorted := append([]head(nil), leafs...)
	sort.Slice(sorted, func(i, j int) bool { return sorted[i].col < sorted[j].col })
	order := make([]int, n)
	for i, h := range sorted {
		if i > 0 && (h.col == sorted[i-1].col || !merged && h.col != sorted[i-1].col+1) {
			return nil, false
		}
		order[i] = h.mark.index
	}
	return order, true
}

// inReadingOrder derives the order of the columns of t3 from the order of the
// labels in the text: five organisations stand where 法人或其他组织 does.
func inReadingOrder(heads []head) ([]int, bool) {
	const orgs = 7
	var five []int
	hasGroup := false
	for _, h := range heads {
		hasGroup = hasGroup || h.mark.kind == markOrgs
		if h.mark.kind == markApplicant && h.mark.index >= 1 && h.mark.index <= 5 {
			five = append(five, h.mark.index)
		}
	}
	if len(five) < 5 {
		if !sort.IntsAreSorted(five) {
			return nil, false
		}
		five = []int{1, 2, 3, 4, 5}
	}
	top := []int{0, orgs, 6}
	for i := 0; i < len(heads); {
		var seen []int
		at := heads[i].line
		for ; i < len(heads) && heads[i].line == at; i++ {
			m := heads[i].mark
			switch {
			case m.kind == markOrgs, m.kind == markApplicant && m.index >= 1 && m.index <= 5 && !hasGroup:
				if len(seen) == 0 || seen[len(seen)-1] != orgs {
					seen = append(seen, orgs)
				}
			case m.kind == markApplicant && (m.index == 0 || m.index == 6):
				seen = append(seen, m.index)
			}
		}
		switch {
		case len(seen) > 3:
			return nil, false
		case len(seen) == 3:
			top = seen
		case len(seen) == 2 && !(seen[0] == 0 || seen[1] == 6):
			return nil, false
		}
	}
	var order []int
	for _, t := range top {
		if t == orgs {
			order = append(order, five...)
			continue
		}
		order = append(order, t)
	}
	return order, len(order) == 7
}

// reviewOrder is applicantOrder for the fifteen columns of t4.
func reviewOrder(heads []head, merged bool) ([]int, bool) {
	if merged {
		if order, ok := reviewByColumn(heads); ok {
			return order, true
		}
	}
	var leafs []head
	groups := map[int]bool{}
	for _, h := range heads {
		switch h.mark.kind {
		case markOutcome:
			leafs = append(leafs, h)
		case markReviewGroup:
			groups[h.mark.index] = true
		}
	}
	if len(leafs) == 15 {
		return reviewInReadingOrder(heads, leafs)
	}
	for i := 1; i < len(leafs); i++ {
		if leafs[i].line == leafs[i-1].line && leafs[i].mark.index != (leafs[i-1].mark.index+1)%5 {
			return nil, false
		}
	}
	last := -1
	for _, h := range heads {
		if h.mark.kind == markReviewGroup {
			if h.mark.index < last {
				return nil, false
			}
			last = h.mark.index
		}
	}
	return formOrder(15), true
}

func formOrder(n int) []int {
	order := make([]int, n)
	for i := range order {
		order[i] = i
	}
	return order
}

// reviewByColumn takes each outcome's group from the cell that covers it.
func reviewByColumn(heads []head) ([]int, bool) {
	columns := reviewsHeaded(heads)
	if len(columns) != 15 {
		return nil, false
	}
	order := make([]int, 15)
	for i, c := range columns {
		if order[i] = c.index; c.index < 0 {
			return nil, false
		}
	}
	return order, true
}

// reviewsHeaded returns the columns of t4 from left to right, or nil. Those of all suits
// together, which the form does not have, are below 0.
func reviewsHeaded(heads []head) []columnSpan {
	var columns []columnSpan
	for _, h := range heads {
		if h.mark.kind != markOutcome {
			continue
		}
		group, suits := -1, false
		for _, g := range heads {
			if g.line > h.line || h.col < g.col || h.col >= g.end {
				continue
			}
			suits = suits || g.mark.kind == markSuits
			if g.mark.kind == markReviewGroup {
				group = g.mark.index
			}
		}
		c := columnSpan{h.col, h.end, group*5 + h.mark.index}
		switch {
		case group < 0 && !suits:
			return nil
		case group < 0:
			c.index = -1 - h.mark.index // of all suits
		}
		known := false
		for _, k := range columns {
			if k == c {
				known = true
			} else if k.col == c.col || k.index == c.index {
				return nil
			}
		}
		if !known {
			columns = append(columns, c)
		}
	}
	sort.Slice(columns, func(i, j int) bool { return columns[i].col < columns[j].col })
	return columns
}

// reviewInReadingOrder gives each group the five outcomes that stand in its
// place. In the form, those of 行政复议 stand in the line of the other two
// groups, and theirs below; where all fifteen stand below all groups, they are
// in the order of the groups.
func reviewInReadingOrder(heads, leafs []head) ([]int, bool) {
	oneLine := heads[0].line == heads[len(heads)-1].line
	slots := make([][]int, 0, 3) // group, then its outcomes
	if below(heads, oneLine) {
		var ok bool
		if slots, ok = groupsInOrder(heads); !ok {
			return nil, false
		}
		for i, leaf := range leafs {
			slots[i/5] = append(slots[i/5], leaf.mark.index)
		}
		return orderOf(slots)
	}
	for _, h := range heads {
		beside := sharesLine(heads, h.line)
		switch {
		case h.mark.kind == markReviewGroup && (h.mark.index > 0 || beside && !oneLine):
			slots = append(slots, []int{h.mark.index})
		case h.mark.kind == markOutcome:
			slot := firstOpen(slots)
			if beside && !oneLine || slot < 0 {
				if slot = groupSlot(slots, 0); slot < 0 {
					slots = append(slots, []int{0})
					slot = len(slots) - 1
				}
			}
			slots[slot] = append(slots[slot], h.mark.index)
		}
	}
	return orderOf(slots)
}

// below reports whether every outcome stands below every group; in a header of
// one line, behind it.
func below(heads []head, oneLine bool) bool {
	group, outcome := -1, -1
	for i, h := range heads {
		switch {
		case h.mark.kind == markReviewGroup:
			group = i
		case h.mark.kind == markOutcome && outcome < 0:
			outcome = i
		}
	}
	return group >= 0 && group < outcome && (oneLine || heads[group].line < heads[outcome].line)
}

// groupsInOrder returns the three groups from left to right, each as the
// beginning of a slot. Two of them stand where 行政诉讼 does.
func groupsInOrder(heads []head) ([][]int, bool) {
	var review, suits [][]int
	reviewLast := false
	seen := map[[2]int]bool{} // what a merged cell repeats
	for _, h := range heads {
		if h.mark.kind == markOutcome || seen[[2]int{h.mark.index, h.col}] {
			continue
		}
		switch {
		case h.mark.kind == markSuits:
			reviewLast = reviewLast || review == nil
			continue
		case h.mark.index == 0:
			review = append(review, []int{0})
		default:
			reviewLast = reviewLast || review == nil
			suits = append(suits, []int{h.mark.index})
		}
		seen[[2]int{h.mark.index, h.col}] = true
	}
	if len(review) != 1 || len(suits) != 2 {
		return nil, false
	}
	if reviewLast {
		return append(suits, review...), true
	}
	return append(review, suits...), true
}

// orderOf returns the columns of the groups in slots, where each has its five.
func orderOf(slots [][]int) ([]int, bool) {
	var order []int
	seen := map[int]bool{}
	for _, slot := range slots {
		if len(slot) != 6 {
			return nil, false
		}
		for _, outcome := range slot[1:] {
			index := slot[0]*5 + outcome
			if seen[index] {
				return nil, false
			}
			seen[index] = true
			order = append(order, index)
		}
	}
	return order, len(order) == 15
}

// sharesLine reports whether the line has one of the two groups of 行政诉讼.
func sharesLine(heads []head, line int) bool {
	for _, h := range heads {
		if h.line == line && h.mark.kind == markReviewGroup && h.mark.index > 0 {
			return true
		}
	}
	return false
}

// firstOpen returns the first slot that has fewer than five outcomes, or −1.
func firstOpen(slots [][]int) int {
	for i, slot := range slots {
		if len(slot) < 6 {
			return i
		}
	}
	return -1
}

func groupSlot(slots [][]int, group int) int {
	for i, slot := range slots {
		if slot[0] == group && len(slot) < 6 {
			return i
		}
	}
	return -1
}
