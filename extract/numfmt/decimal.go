package numfmt

import (
	"math"
	"strconv"
	"strings"
)

// significant is how many decimal digits of a number a spreadsheet keeps.
const significant = 15

// decimal is a number of at most [significant] digits: 0.digits × 10^point.
type decimal struct {
	negative bool
	digits   string // without zeros at either end; empty for zero
	point    int
}

func decimalOf(v float64) decimal {
	s := strconv.FormatFloat(math.Abs(v), 'e', significant-1, 64)
	mantissa, exponent, _ := strings.Cut(s, "e")
	n, _ := strconv.Atoi(exponent) // strconv wrote it
	d := decimal{negative: v < 0, digits: strings.TrimRight(strings.Replace(mantissa, ".", "", 1), "0"), point: n + 1}
	if d.digits == "" {
		return decimal{}
	}
	return d
}

// round returns d with at most this many digits behind the point, half away
// from zero.
func (d decimal) round(places int) decimal {
	keep := d.point + places
	switch {
	case keep >= len(d.digits):
		return d
	case keep < 0:
		return decimal{}
	}
	up := d.digits[keep] >= '5'
	b := []byte(d.digits[:keep])
	for i := keep - 1; up && i >= 0; i-- {
		if b[i]++; b[i] > '9' {
			b[i] = '0'
		} else {
			up = false
		}
	}
	if up {
		b = append([]byte{'1'}, b...)
		d.point++
	}
	d.digits = strings.TrimRight(string(b), "0")
	if d.digits == "" {
		return decimal{}
	}
	return d
}

// parts returns the digits before the point, at least none, and exactly places
// behind it.
func (d decimal) parts(places int) (whole, fraction string) {
	whole = d.digits
	switch {
	case d.point <= 0:
		whole, fraction = "", strings.Repeat("0", min(-d.point, places))+d.digits
	case d.point < len(d.digits):
		whole, fraction = d.digits[:d.point], d.digits[d.point:]
	default:
		whole += strings.Repeat("0", d.point-len(d.digits))
	}
	if len(fraction) < places {
		fraction += strings.Repeat("0", places-len(fraction))
	}
	return whole, fraction[:places]
}

// text returns d without its sign.
func (d decimal) text(places int) string {
	whole, fraction := d.parts(places)
	if whole == "" {
		whole = "0"
	}
	if fraction == "" {
		return whole
	}
	return whole + "." + fraction
}

func (d decimal) scientific() string {
	power := d.point - 1
	d.point = 1
	if d = d.round(5); d.point > 1 {
		d.point, power = 1, power+1
	}
	sign, mark := "", "+"
	if d.negative {
		sign = "-"
	}
	if power < 0 {
		power, mark = -power, "-"
	}
	exponent := strconv.Itoa(power)
	if power < 10 {
		exponent = "0" + exponent
	}
	return sign + d.text(max(len(d.digits)-1, 0)) + "E" + mark + exponent
}
