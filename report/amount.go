package report

import (
	"cmp"
	"math/big"
	"strconv"
	"strings"

	"gongkai/archive"
)

// amount is an exact sum of decimals: digits and where the point stands. The
// zero value is 0.
type amount struct {
	small int64    // where digits is nil
	big   *big.Int // where small would overflow
	scale int      // digits behind the point
}

// plus returns a + n. What is no number counts as 0.
func (a amount) plus(n archive.Number) amount {
	whole, fraction, _ := strings.Cut(string(n), ".")
	if len(fraction) < a.scale {
		fraction += strings.Repeat("0", a.scale-len(fraction))
	}
	if a.scale == len(fraction) && a.big == nil && len(whole)+len(fraction) <= 17 {
		if v, ok := smallInt(whole + fraction); ok && a.small < 1<<60 && a.small > -1<<60 {
			a.small += v
			return a
		}
	}
	v, ok := new(big.Int).SetString(whole+fraction, 10)
	if !ok {
		return a
	}
	sum := a.wide()
	for ; a.scale < len(fraction); a.scale++ {
		sum.Mul(sum, big.NewInt(10))
	}
	return amount{big: sum.Add(sum, v), scale: len(fraction)}
}

// smallInt reads an integer of at most 18 digits.
func smallInt(s string) (int64, bool) {
	minus := strings.HasPrefix(s, "-")
	s = strings.TrimPrefix(s, "-")
	if s == "" || len(s) > 18 {
		return 0, false
	}
	var n int64
	for _, c := range []byte(s) {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + int64(c-'0')
	}
	if minus {
		n = -n
	}
	return n, true
}

// wide returns a's digits as a number that may be changed.
func (a amount) wide() *big.Int {
	if a.big != nil {
		return new(big.Int).Set(a.big)
	}
	return big.NewInt(a.small)
}

// equal reports whether a and b are the same amount.
func (a amount) equal(b amount) bool { return a.compare(b) == 0 }

// compare returns −1, 0 or +1 as a is less than, equal to or more than b.
func (a amount) compare(b amount) int {
	if a.big == nil && b.big == nil && a.scale == b.scale {
		return cmp.Compare(a.small, b.small)
	}
	x, y := a.wide(), b.wide()
	for scale := a.scale; scale < b.scale; scale++ {
		x.Mul(x, big.NewInt(10))
	}
	for scale := b.scale; scale < a.scale; scale++ {
		y.Mul(y, big.NewInt(10))
	}
	return x.Cmp(y)
}

// number returns a as a decimal.
func (a amount) number() archive.Number {
	if a.big == nil && a.scale == 0 {
		return archive.Number(strconv.FormatInt(a.small, 10))
	}
	s := a.wide().String()
	if a.scale == 0 {
		return archive.Number(s)
	}
	sign := ""
	if strings.HasPrefix(s, "-") {
		sign, s = "-", s[1:]
	}
	if len(s) <= a.scale {
		s = strings.Repeat("0", a.scale-len(s)+1) + s
	}
	return archive.Number(sign + s[:len(s)-a.scale] + "." + s[len(s)-a.scale:])
}
