package report

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"
)

// moneyUnits are the units of an amount, a longer one before its end.
func moneyUnits() []string {
	return []string{"万美元", "美元", "万港元", "港元", "万欧元", "欧元", "百万元", "万元", "亿元", "千元", "百元", "元"}
}

// printedUnit returns the unit of an amount that a folded label says: X of
// 单位：X, （X）, ：X and /X, or "".
func printedUnit(folded string) string {
	if _, rest, ok := strings.Cut(folded, "单位"); ok {
		return leadingUnit(strings.TrimLeft(rest, ":为是"))
	}
	bare := strings.TrimSuffix(folded, ")")
	for _, unit := range moneyUnits() {
		rest, ok := strings.CutSuffix(bare, unit)
		if !ok {
			continue
		}
		if rest = strings.TrimSuffix(rest, "人民币"); strings.HasSuffix(rest, "(") || strings.HasSuffix(rest, ":") || strings.HasSuffix(rest, "/") {
			return unit
		}
		return ""
	}
	return ""
}

// saidUnit returns X of a folded text that says 单位：X or 单位为X, or "". The words
// 单位元旦放假 don't.
func saidUnit(folded string) string {
	_, rest, _ := strings.Cut(folded, "单位")
	bare := strings.TrimLeft(rest, ":为是")
	if bare == rest {
		return ""
	}
	return leadingUnit(bare)
}

// leadingUnit returns the unit that s begins with, or "".
func leadingUnit(s string) string {
	rest := strings.TrimPrefix(s, "人民币")
	for _, unit := range moneyUnits() {
		if strings.HasPrefix(rest, unit) {
			return unit
		}
	}
	return ""
}

// longestNote is how many characters a line has at most that says the unit of a
// table beside it.
const longestNote = 40

// saidUnits returns the units of amounts that lines of prose say, each once.
func saidUnits(lines []string) []string {
	var units []string
	for _, line := range lines {
		if !strings.Contains(line, "元") || utf8.RuneCountInString(line) > longestNote {
			continue
		}
		if unit := saidUnit(fold(line)); unit != "" && !slices.Contains(units, unit) {
			units = append(units, unit)
		}
	}
	return units
}

// noteUnits notes the units that cells of l say that are no labels of the form.
func (w *walker) noteUnits(l *line, marks []mark) {
	for i, p := range l.places {
		if marks[i].kind != markNone || p.folded == "" {
			continue
		}
		if unit := saidUnit(p.folded); unit != "" && !slices.Contains(w.units, unit) {
			w.units = append(w.units, unit)
		}
	}
}

// amountUnit returns the unit of an amount in a row of section two: that of its
// column's header, else of the row's label, else of the caption, or "". Where
// another is printed, there or beside the table, that is told: the amount may be
// in that one.
func (r *reading) amountUnit(col int, header string) string {
	def := &r.w.form.cells[r.cells[col]]
	label := printedUnit(r.line.places[r.label].folded)
	unit := cmp.Or(header, label, r.w.itemUnit)
	var others []string
	for _, printed := range append([]string{label, r.w.itemUnit}, r.w.units...) {
		if printed != "" && printed != cmp.Or(unit, def.unit) && !slices.Contains(others, printed) {
			others = append(others, printed)
		}
	}
	if len(others) > 0 {
		r.w.found.add("cell_unresolved", warning, []string{def.key}, "%s: the unit is %s, and %s is printed as well", def.key,
			cmp.Or(unit, def.unit, "not printed"), strings.Join(others, " and "))
	}
	return unit
}
