package report

import (
	"slices"
	"strings"

	"gongkai/archive"
)

// identity is one identity (勾稽关系) in one scope: the sums of both sides are
// equal.
type identity struct {
	id, scope   string
	left, right []string // keys of cells
	says        string   // for people
}

// identities returns the hard identities of f: 40 in the form of 2019, 42 in
// that of 2021.
func (f *form) identities() []identity {
	var all []identity
	t3 := f.tables[f.tableIndex("t3")]
	for _, c := range t3.columns {
		key := func(row string) string { return "t3." + row + "." + c.key }
		all = append(all, identity{"T3-BAL", c.key, []string{key("new"), key("carried_in")},
			[]string{key("result_total"), key("carried_out")}, "一 + 二 = （七）总计 + 四, column " + c.label})
	}
	for _, c := range t3.columns {
		leafs := make([]string, len(f.leafs))
		for i, leaf := range f.leafs {
			leafs[i] = "t3." + leaf + "." + c.key
		}
		all = append(all, identity{"T3-RES", c.key, []string{"t3.result_total." + c.key}, leafs,
			"（七）总计 = the sum of the results, column " + c.label})
	}
	for _, r := range t3.rows {
		var parts []string
		for _, c := range t3.columns[:6] {
			parts = append(parts, "t3."+r.key+"."+c.key)
		}
		all = append(all, identity{"T3-ROW", r.key, []string{"t3." + r.key + ".total"}, parts,
			"总计 = the sum of the applicants, row " + r.label})
	}
	for i, group := range reviewGroups() {
		var parts []string
		for _, c := range outcomeColumns()[:4] {
			parts = append(parts, "t4.value."+group+"."+c.key)
		}
		all = append(all, identity{"T4-SUM", group, []string{"t4.value." + group + ".total"}, parts,
			"总计 = the sum of the outcomes, " + []string{"行政复议", "未经复议直接起诉", "复议后起诉"}[i]})
	}
	return all
}

// check applies every identity of the form.
func (b *book) check() []archive.Check {
	checks := []archive.Check{}
	for _, id := range b.form.checks {
		left, known := b.sum(id.left)
		right, alsoKnown := b.sum(id.right)
		c := archive.Check{Identity: id.id, Scope: id.scope, Result: archive.CheckNotAssessable}
		if known {
			c.Left = left.number()
		}
		if alsoKnown {
			c.Right = right.number()
		}
		if known && alsoKnown {
			c.Result = archive.CheckPass
			if left.equal(right) {
				b.found.vouch(append(slices.Clone(id.left), id.right...), b.number)
			} else {
				c.Result = archive.CheckFail
				b.found.add("identity_broken", severe, append(append([]string{}, id.left...), id.right...),
					"%s: %s: %s is not %s", id.id, id.says, c.Left, c.Right)
			}
		} else if left, right, ok := b.printedSums(id); ok && !left.equal(right) {
			b.found.add("cell_unresolved", warning, append(append([]string{}, id.left...), id.right...),
				"%s: %s: a cell is empty, and the others don't add up", id.id, id.says)
		}
		checks = append(checks, c)
	}
	b.soft()
	b.unfounded()
	return checks
}

// unfounded tells where requests are counted that nobody made: the row of what
// was received has no number at all, and others have. They may all stand in the
// wrong rows.
func (b *book) unfounded() {
	t := &b.form.tables[b.form.tableIndex("t3")]
	var keys []string
	counted := false
	for _, row := range t.rows {
		for _, c := range t.columns {
			key := "t3." + row.key + "." + c.key
			n := b.number(key)
			if row.key == "new" && n != "" {
				return
			}
			counted = counted || n != "" && !isZero(n)
			keys = append(keys, key)
		}
	}
	if counted {
		b.found.add("row_shifted", warning, keys, "t3: %s has no figures, and other rows have; they may stand in other rows", t.rows[0].label)
	}
}

// sum adds the numbers of keys; false where one of them is no number.
func (b *book) sum(keys []string) (amount, bool) {
	var total amount
	for _, key := range keys {
		n := b.number(key)
		if n == "" {
			return amount{}, false
		}
		total = total.plus(n)
	}
	return total, true
}

// printedSums adds the numbers of an identity that has empty cells, and no others
// that are no number. What was lost in one of them, or moved, keeps the sums from
// being equal.
func (b *book) printedSums(id identity) (left, right amount, ok bool) {
	add := func(sum *amount, keys []string) bool {
		for _, key := range keys {
			s := &b.slots[b.form.at[key]]
			if !s.set || s.value.state == archive.CellText {
				return false
			}
			if s.value.number != "" {
				*sum = sum.plus(s.value.number)
			}
		}
		return true
	}
	ok = add(&left, id.left) && add(&right, id.right)
	return left, right, ok
}

// soft tells where a rule does not hold that honest figures may break too.
func (b *book) soft() {
	if _, ok := b.form.at["t2.1.rules.opened"]; !ok {
		return
	}
	for _, row := range []string{"rules", "normative"} {
		keys := []string{"t2.1." + row + ".opened", "t2.1." + row + ".open_total"}
		opened, known := b.sum(keys[:1])
		total, alsoKnown := b.sum(keys[1:])
		if known && alsoKnown && opened.compare(total) > 0 {
			b.found.add("identity_broken", info, keys,
				"T2-LE: 本年新公开数量 %s is more than 对外公开总数量 %s", opened.number(), total.number())
		}
	}
}

// fee tells where requests ended for an unpaid fee, and section six says
// nothing of fees (S6-FEE).
func (b *book) fee(six string) {
	key := "t3.other_unpaid.total"
	if n := b.number(key); n != "" && !isZero(n) && !strings.Contains(six, "收费") && !strings.Contains(six, "处理费") {
		b.found.add("narrative_mismatch", info, []string{key},
			"S6-FEE: %s requests ended for an unpaid fee, and section 六 says nothing of 信息处理费", n)
	}
}
