package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"gongkai/archive"
	"gongkai/internal/division"
)

// The codes of findings over the years.
const (
	codeCarry   = "carry_mismatch"    // 上年结转 is not last year's 结转下年度
	codeInForce = "in_force_mismatch" // 现行有效 does not go on from last year's
	codeItems   = "items_mismatch"    // 上一年项目数量 is not last year's with its 增/减
	codeOutlier = "outlier"           // ten times beyond every other year
)

// CompareYears compares the reports of one issuer, of which each year has at
// most one, with each other: the identities across years, and figures that lie
// far from all others of the same cell. The findings are in the order of years.
func CompareYears(reports []*archive.AnnualReport) []archive.YearFinding {
	var packer Packer
	var all []Figures
	for _, r := range reports {
		all = append(all, packer.Pack(r))
	}
	return CompareFigures(all)
}

// CompareFigures is [CompareYears] for reports of which only the figures are at
// hand.
func CompareFigures(reports []Figures) []archive.YearFinding {
	years := []yearFigures{}
	for _, f := range reports {
		if f.year != 0 {
			years = append(years, f.unpack())
		}
	}
	slices.SortFunc(years, func(a, b yearFigures) int { return cmp.Compare(a.year, b.year) })
	var list []archive.YearFinding
	for i := 1; i < len(years); i++ {
		if last, now := years[i-1], years[i]; last.year == now.year-1 {
			list = append(list, now.carry(last)...)
			list = append(list, now.inForce(last)...)
			list = append(list, now.items(last)...)
		}
	}
	list = append(list, outliers(years)...)
	slices.SortStableFunc(list, func(a, b archive.YearFinding) int { return cmp.Compare(a.Year, b.Year) })
	return list
}

// IssuerKey returns what the names that one issuer signs with have in common, or "":
// whose it is, as the code of its division tells, and what it is there. 郴州市嘉禾县财政局,
// 嘉禾县财政局 and 县财政局 are one. A government and its office have one key: mostly they
// report together, and where they don't, a year has both.
func IssuerKey(issuer, code string) string {
	place, own := "", fold(issuer)
	if l, ok := division.Locate(own, code); ok && own != "" {
		place = l.Code
		own = l.Rest
		if _, size := utf8.DecodeRuneInString(own); l.Portal && hasAnyPrefix(own, "县", "市", "区", "旗") && !hasAnyPrefix(own, "市场", "市监", "市政", "市容") {
			own = own[size:]
		}
	}
	for _, office := range []string{"政府办公室", "政府办公厅", "政府办"} {
		if rest, ok := strings.CutSuffix(own, office); ok {
			own = rest + "政府"
		}
	}
	for _, end := range []string{"人民政府", "政府", "管理委员会", "管委会", "办事处"} {
		own = strings.TrimSuffix(own, end)
	}
	if place+own == "" {
		return ""
	}
	return place + " " + own
}

// IsOffice reports whether issuer names the office of a government.
func IsOffice(issuer string) bool {
	return hasAnySuffix(fold(issuer), "政府办公室", "政府办公厅", "政府办")
}

// yearFigures are the numbers of a report, in the order of their keys.
type yearFigures struct {
	year    int
	keys    *figureKeys
	numbers []archive.Number
}

// number returns the number of a key, or "".
func (y yearFigures) number(key string) archive.Number {
	if i, ok := y.keys.index[key]; ok {
		return y.numbers[i]
	}
	return ""
}

// like returns the number that y has of the i-th key of other, in the same unit,
// or "".
func (y yearFigures) like(other yearFigures, i int) archive.Number {
	if y.keys != other.keys { // most years have the same
		k, ok := y.keys.index[other.keys.keys[i]]
		if !ok || y.keys.units[k] != other.keys.units[i] {
			return ""
		}
		i = k
	}
	return y.numbers[i]
}

// sum adds the numbers of keys, those of minus taken off; false where one is
// none.
func (y yearFigures) sum(keys ...string) (amount, bool) {
	var total amount
	for _, key := range keys {
		n := y.number(key)
		if n == "" {
			return amount{}, false
		}
		total = total.plus(n)
	}
	return total, true
}

// negative returns −n.
func negative(n archive.Number) archive.Number {
	switch {
	case n == "" || isZero(n):
		return n
	case n[0] == '-':
		return n[1:]
	}
	return "-" + n
}

// carry compares what was carried in with what was carried out the year before.
func (y yearFigures) carry(last yearFigures) []archive.YearFinding {
	var keys []string
	says, severity := "", warning
	var left, right archive.Number
	for _, c := range applicantColumns() {
		in, out := "t3.carried_in."+c.key, "t3.carried_out."+c.key
		a, known := y.sum(in)
		b, alsoKnown := last.sum(out)
		if !known || !alsoKnown || a.equal(b) {
			continue
		}
		keys = append(keys, in, out)
		says += fmt.Sprintf("; %s %s and %s", c.label, a.number(), b.number())
		left, right = a.number(), b.number()
		if c.key == "total" {
			severity = severe
		}
	}
	if keys == nil {
		return nil
	}
	return []archive.YearFinding{{Year: y.year, Against: last.year, Identity: "XY-CARRY", Left: left, Right: right,
		Finding: archive.Finding{Code: codeCarry, Severity: severity, Cells: keys,
			Message: fmt.Sprintf("上年结转 (二) of %d is not 结转下年度 (四) of %d%s", y.year, last.year, says)}}}
}

// inForce compares 现行有效 with last year's, 制发 and 废止.
func (y yearFigures) inForce(last yearFigures) []archive.YearFinding {
	var list []archive.YearFinding
	for _, row := range [][2]string{{"rules", "规章"}, {"normative", "行政规范性文件"}} {
		key := func(column string) string { return "t2.1." + row[0] + "." + column }
		now, known := y.sum(key("in_force"))
		before, alsoKnown := last.sum(key("in_force"))
		_, issuedKnown := y.sum(key("issued"), key("repealed"))
		if !known || !alsoKnown || !issuedKnown {
			continue
		}
		want := before.plus(y.number(key("issued"))).plus(negative(y.number(key("repealed"))))
		if want.equal(now) {
			continue
		}
		list = append(list, archive.YearFinding{Year: y.year, Against: last.year, Identity: "XY-INFORCE", Left: now.number(), Right: want.number(),
			Finding: archive.Finding{Code: codeInForce, Severity: warning,
				Cells: []string{key("in_force"), key("issued"), key("repealed")},
				Message: fmt.Sprintf("%s: 现行有效 of %d is %s, and %s in force in %d + %s issued − %s repealed is %s", row[1], y.year, now.number(),
					before.number(), last.year, y.number(key("issued")), y.number(key("repealed")), want.number())}})
	}
	return list
}

// items compares 上一年项目数量 with last year's and its 增/减, whose sign is often
// lost.
func (y yearFigures) items(last yearFigures) []archive.YearFinding {
	var list []archive.YearFinding
	for _, row := range []string{"t2.5.license", "t2.5.other_service", "t2.6.penalty", "t2.6.coercion", "t2.8.fees"} {
		now, known := y.sum(row + ".prev_items")
		before, alsoKnown := last.sum(row + ".prev_items")
		delta := last.number(row + ".delta")
		if !known || !alsoKnown || delta == "" {
			continue
		}
		want, unsigned := before.plus(delta), before.plus(negative(delta))
		if want.equal(now) {
			continue
		}
		says := ""
		if unsigned.equal(now) {
			says = "; it agrees if 增/减 lost its sign"
		}
		list = append(list, archive.YearFinding{Year: y.year, Against: last.year, Identity: "XY-ITEMS", Left: now.number(), Right: want.number(),
			Finding: archive.Finding{Code: codeItems, Severity: info, Cells: []string{row + ".prev_items", row + ".delta"},
				Message: fmt.Sprintf("%s: 上一年项目数量 of %d is %s, and %s with 本年增/减 %s of %d is %s%s", row, y.year, now.number(),
					before.number(), delta, last.year, want.number(), says)}})
	}
	return list
}

// An outlier is farther than outlierFactor from each of at least outlierYears
// other years, and one of the figures is outlierLeast or more: small counts
// differ by such factors without any error.
const (
	outlierFactor = 10
	outlierYears  = 3
	outlierLeast  = 100
	outlierDigits = 3 // that outlierLeast has
)

// outliers tells of figures that lie far from those of all other years.
func outliers(years []yearFigures) []archive.YearFinding {
	var list []archive.YearFinding
	if len(years) <= outlierYears {
		return nil
	}
	first := years[0]
	long := make([]bool, len(first.numbers)) // some year's is: most are not, and need no further look
	for k := range long {
		long[k] = slices.ContainsFunc(years, func(y yearFigures) bool { return len(y.like(first, k)) >= outlierDigits })
	}
	var others []archive.Number
	for i, y := range years {
		for k, key := range y.keys.keys {
			if y.keys == first.keys && !long[k] {
				continue
			}
			n := y.numbers[k]
			others = others[:0]
			against, longest := 0, len(n)
			for j, other := range years {
				if n := other.like(y, k); j != i && n != "" {
					others = append(others, n)
					against, longest = other.year, max(longest, len(n))
				}
			}
			if len(others) < outlierYears || longest < outlierDigits {
				continue
			}
			low := slices.MinFunc(others, compareNumbers)
			high := slices.MaxFunc(others, compareNumbers)
			var beyond archive.Number
			switch {
			case far(n, high):
				beyond = high
			case far(low, n):
				beyond = low
			default:
				continue
			}
			severity := warning
			if isZero(beyond) || isZero(n) {
				severity = info // what was never counted before may begin
			}
			list = append(list, archive.YearFinding{Year: y.year, Against: against, Identity: "OUTLIER", Left: n, Right: beyond,
				Finding: archive.Finding{Code: codeOutlier, Severity: severity, Cells: []string{key},
					Message: fmt.Sprintf("%s of %d is %s, and %d other years have from %s to %s", key, y.year, n, len(others), low, high)}})
		}
	}
	return list
}

func compareNumbers(a, b archive.Number) int { return amount{}.plus(a).compare(amount{}.plus(b)) }

// far reports whether a is large and at least outlierFactor times b.
func far(a, b archive.Number) bool {
	var times amount
	for range outlierFactor {
		times = times.plus(b)
	}
	x := amount{}.plus(a)
	return x.compare(amount{small: outlierLeast}) >= 0 && x.compare(times) >= 0
}
