package truth

import (
	"math/rand/v2"
	"strconv"
	"strings"

	"gongkai/archive"
)

// Value is a cell of a report. Number is exact and Unit is the unit that is
// printed in the cell or in its column's header; both are empty where nothing
// of the kind is printed.
type Value struct {
	Raw    string // as printed
	Number string // "" when blank
	Unit   string
}

// applicantKinds is the number of applicant columns before 总计.
const applicantKinds = 6

// The quantities that hang together across years.
const (
	quantityCarried = iota + 1
	quantityInForce
	quantityItems
	quantityPublished
	quantityStyle
	quantityTable
)

// figures are the tables of one report.
type figures struct {
	two        []block
	three      block
	four       block
	unitHeader string // unit that 采购总金额's header prints
	counts     narrated
}

// narrated are the figures that the text repeats.
type narrated struct {
	received, carriedIn, handled, carriedOut int
	reviews, suits, unpaid                   int
}

// draw makes the figures of issuer's report on year.
func draw(issuer Issuer, year int, st style) figures {
	t := TemplateOf(year)
	dice := Dice(issuer.Key, quantityTable, uint64(year))
	f := figures{two: sectionTwo(t), three: sectionThree(t), four: sectionFour()}
	if t == archive.T2021 {
		f.drawTwo2021(issuer, year, dice, st)
	} else {
		f.drawTwo2019(issuer, year, dice, st)
	}
	f.drawThree(issuer, year, dice, st)
	f.drawFour(issuer, dice, st)
	return f
}

// carried is the number of applications that issuer carries out of year.
func carried(issuer Issuer, year, column int) int {
	h := Mix(issuer.Key, quantityCarried, uint64(year), uint64(column))
	if h%7 > 1 {
		return 0
	}
	limit := uint64(1 + issuer.Scale/3)
	if column == 0 {
		limit = uint64(2 + issuer.Scale)
	}
	return int(h >> 8 % limit)
}

// items is the number of items of a kind that issuer has at the end of year.
func items(issuer Issuer, year, kind int) int {
	base := int(Mix(issuer.Key, quantityItems, uint64(kind)) % uint64(40+40*issuer.Scale))
	return base + int(Mix(issuer.Key, quantityItems, uint64(kind), uint64(year))%9)
}

// inForce is the number of normative papers in force at the end of year.
func inForce(issuer Issuer, year int) int {
	base := int(Mix(issuer.Key, quantityInForce) % uint64(10+12*issuer.Scale))
	return base + int(Mix(issuer.Key, quantityInForce, uint64(year))%6)
}

func (f *figures) drawThree(issuer Issuer, year int, dice *rand.Rand, st style) {
	rows := f.three.rows
	first, last := 2, len(rows)-2 // the result's leaf rows are [first, last)
	n := make([][applicantKinds + 1]int, len(rows))
	for c := range applicantKinds {
		busy := issuer.Scale
		if c > 0 {
			busy /= 3
		}
		for r := first; r < last; r++ {
			if dice.IntN(9) < 1+min(busy, 5) {
				n[r][c] = dice.IntN(1 + busy)
			}
		}
		if c == 0 && issuer.Scale > 0 {
			n[first][c] += dice.IntN(12 * issuer.Scale)
			if issuer.Scale > 4 && dice.IntN(3) == 0 {
				n[first][c] += 900 + dice.IntN(900)
			}
		}
		if rows[last-2].key == "other_unpaid" && dice.IntN(4) > 0 {
			n[last-2][c] = 0
		}
		in, out := carried(issuer, year-1, c), carried(issuer, year, c)
		sum := 0
		for r := first; r < last; r++ {
			sum += n[r][c]
		}
		if sum < in { // what came in must at least be handled
			n[first][c] += in - sum
			sum = in
		}
		n[last][c], n[last+1][c] = sum, out
		n[1][c], n[0][c] = in, sum+out-in
	}
	f.three.values = make([][]Value, len(rows))
	for r := range n {
		values := make([]Value, applicantKinds+1)
		for c := range applicantKinds {
			n[r][applicantKinds] += n[r][c]
			values[c] = st.count(n[r][c])
		}
		values[applicantKinds] = st.count(n[r][applicantKinds])
		f.three.values[r] = values
		if rows[r].key == "other_unpaid" {
			f.counts.unpaid = n[r][applicantKinds]
		}
	}
	f.counts.received, f.counts.carriedIn = n[0][applicantKinds], n[1][applicantKinds]
	f.counts.handled, f.counts.carriedOut = n[last][applicantKinds], n[last+1][applicantKinds]
}

func (f *figures) drawFour(issuer Issuer, dice *rand.Rand, st style) {
	values := make([]Value, 0, 15)
	for group := range 3 {
		sum := 0
		for range 4 {
			n := 0
			if dice.IntN(4) == 0 {
				n = dice.IntN(1 + issuer.Scale)
			}
			sum += n
			values = append(values, st.count(n))
		}
		values = append(values, st.count(sum))
		if group == 0 {
			f.counts.reviews = sum
		} else {
			f.counts.suits += sum
		}
	}
	f.four.values = [][]Value{values}
}

func (f *figures) drawTwo2021(issuer Issuer, year int, dice *rand.Rand, st style) {
	now, before := inForce(issuer, year), inForce(issuer, year-1)
	issued := max(now-before, 0) + dice.IntN(2)
	values := func(n ...int) []Value { return st.soft(dice, n...) }
	f.two[0].values = [][]Value{values(0, 0, 0), values(issued, issued-(now-before), now)}
	f.two[1].values = [][]Value{values(decisions(issuer, dice))}
	f.two[2].values = [][]Value{values(decisions(issuer, dice)), values(dice.IntN(3 + 4*issuer.Scale))}
	fee := Value{Raw: "0", Number: "0", Unit: "万元"}
	switch dice.IntN(5) {
	case 0, 1:
		fee = st.decimal(dice.IntN(40+60_000*issuer.Scale), 2+dice.IntN(2))
		fee.Unit = "万元"
	case 2:
		if st.blanks {
			fee = Value{Raw: st.blank}
		}
	}
	f.two[3].values = [][]Value{{fee}}
}

func (f *figures) drawTwo2019(issuer Issuer, year int, dice *rand.Rand, st style) {
	values := func(n ...int) []Value { return st.soft(dice, n...) }
	made := dice.IntN(3 + issuer.Scale)
	opened := dice.IntN(made + 1)
	f.two[0].values = [][]Value{values(0, 0, 0), values(made, opened, opened+inForce(issuer, year))}
	item := func(kind int) (int, int) {
		before := items(issuer, year-1, kind)
		return before, items(issuer, year, kind) - before
	}
	for i, b := range f.two[1:3] {
		f.two[i+1].values = make([][]Value, len(b.rows))
		for r := range b.rows {
			before, delta := item(2*i + r)
			f.two[i+1].values[r] = values(before, delta, decisions(issuer, dice))
		}
	}
	before, delta := item(4)
	f.two[3].values = [][]Value{values(before, delta)}

	projects := dice.IntN(2 + 6*issuer.Scale)
	amount := Value{Raw: "0", Number: "0"}
	if projects > 0 {
		amount = st.decimal(1000+dice.IntN(40_000*(1+issuer.Scale)), dice.IntN(4))
	}
	switch {
	case st.amountUnit == unitHeader:
		f.unitHeader, amount.Unit = "万元", "万元"
	case st.amountUnit == unitCell && projects > 0:
		amount.Raw, amount.Unit = amount.Raw+"万元", "万元"
	}
	f.two[4].values = [][]Value{{st.count(projects), amount}}
}

// decisions is a number of handled cases: mostly small, now and then in the
// thousands.
func decisions(issuer Issuer, dice *rand.Rand) int {
	if issuer.Scale > 1 && dice.IntN(3) == 0 {
		return 1000 + dice.IntN(30_000)
	}
	return dice.IntN(5 + 30*issuer.Scale)
}

// count prints n as the report prints whole numbers.
func (st style) count(n int) Value {
	plain := strconv.Itoa(n)
	return Value{Raw: st.group(plain), Number: plain}
}

// soft prints the cells of a row of section two, some of them blank on purpose.
func (st style) soft(dice *rand.Rand, n ...int) []Value {
	row := make([]Value, len(n))
	blank := st.blanks && dice.IntN(4) == 0
	for i, v := range n {
		row[i] = st.count(v)
		if blank {
			row[i] = Value{Raw: st.blank}
		}
	}
	return row
}

// decimal prints scaled / 10^places.
func (st style) decimal(scaled, places int) Value {
	digits := strconv.Itoa(scaled)
	if places == 0 {
		return Value{Raw: st.group(digits), Number: digits}
	}
	if len(digits) <= places {
		digits = strings.Repeat("0", places-len(digits)+1) + digits
	}
	whole, fraction := digits[:len(digits)-places], digits[len(digits)-places:]
	return Value{Raw: st.group(whole) + "." + fraction, Number: whole + "." + fraction}
}

// group puts thousands separators into digits where the report does.
func (st style) group(digits string) string {
	sign := ""
	if strings.HasPrefix(digits, "-") {
		sign, digits = "-", digits[1:]
	}
	if !st.thousands || len(digits) < 4 {
		return sign + digits
	}
	head := len(digits) % 3
	out := digits[:head]
	for i := head; i < len(digits); i += 3 {
		if out != "" {
			out += ","
		}
		out += digits[i : i+3]
	}
	return sign + out
}
