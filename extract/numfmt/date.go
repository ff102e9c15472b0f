package numfmt

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// lastDay is the serial number after 31 December 9999, the last day that a
// spreadsheet knows.
const lastDay = 2_958_466

// moment is a date and time as a spreadsheet counts it.
type moment struct {
	year, month, day int
	weekday          time.Weekday
	units            int64 // of the day, of which a second has perSecond
	total            int64 // units since the first day
	perSecond        int64
}

// momentOf returns the moment of a serial number, rounded to this many digits
// behind the seconds; or to a thousandth of a second and down to its day, where
// only that is shown.
func momentOf(v float64, date1904 bool, digits int, dayAlone bool) (moment, bool) {
	if v < 0 || v >= lastDay {
		return moment{}, false
	}
	if dayAlone {
		v, digits = math.Floor(math.Round(v*86400e3)/86400e3), 0
	}
	m := moment{perSecond: int64(math.Pow10(digits))}
	perDay := 86400 * m.perSecond
	m.total = int64(math.Round(v * float64(perDay)))
	days := m.total / perDay
	m.units = m.total % perDay
	first := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	switch {
	case date1904:
		first = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	case days == 60: // 29 February 1900, which Lotus 1-2-3 invented and Excel kept
		m.year, m.month, m.day, m.weekday = 1900, 2, 29, time.Wednesday
		return m, true
	case days == 0:
		m.year, m.month, m.day, m.weekday = 1900, 1, 0, time.Saturday
		return m, true
	case days < 60:
		first = first.AddDate(0, 0, 1)
	}
	d := first.AddDate(0, 0, int(days))
	m.year, m.month, m.day, m.weekday = d.Year(), int(d.Month()), d.Day(), d.Weekday()
	if !date1904 && days < 60 {
		m.weekday = (m.weekday + 6) % 7
	}
	return m, true
}

// date returns the serial number v as the section shows it.
func (s *section) date(v float64, date1904 bool) (string, bool) {
	digits := s.secondDigits()
	noon, clock := false, s.elapsed
	for _, t := range s.tokens {
		noon = noon || t.kind == tokenNoon
		clock = clock || t.kind == tokenNoon || t.kind == tokenDate && (t.text[0] == 'h' || t.text[0] == 's')
	}
	m, ok := momentOf(v, date1904, digits, !clock)
	if !ok {
		return "", false
	}
	var b strings.Builder
	for i, t := range s.tokens {
		switch t.kind {
		case tokenLiteral, tokenComma, tokenPercent:
			b.WriteString(t.text)
		case tokenPoint:
			b.WriteByte('.')
		case tokenDigit:
			if digits > 0 {
				fmt.Fprintf(&b, "%0*d", digits, m.units%m.perSecond)
				digits = 0
			}
		case tokenNoon:
			b.WriteString(m.half(t.text))
		case tokenElapsed:
			b.WriteString(m.elapsed(t.text))
		case tokenDate:
			text, ok := m.part(t.text, s.minutes(i), noon)
			if !ok {
				return "", false
			}
			b.WriteString(text)
		default:
			return "", false
		}
	}
	return b.String(), true
}

// secondDigits counts the places behind the seconds: ss.00.
func (s *section) secondDigits() int {
	n := 0
	for _, t := range s.tokens {
		if t.kind == tokenDigit {
			n++
		}
	}
	return min(n, 3)
}

// minutes reports whether the m at a place means minutes: it follows hours or
// comes before seconds.
func (s *section) minutes(at int) bool {
	for i := at - 1; i >= 0; i-- {
		if t := s.tokens[i]; t.kind == tokenDate || t.kind == tokenElapsed {
			if t.text[0] == 'h' {
				return true
			}
			break
		}
	}
	for _, t := range s.tokens[at+1:] {
		if t.kind == tokenDate || t.kind == tokenElapsed {
			return t.text[0] == 's'
		}
	}
	return false
}

func (m moment) half(marks string) string {
	am, pm, _ := strings.Cut(marks, "/")
	if m.units/(12*3600*m.perSecond) == 0 {
		return am
	}
	return pm
}

func (m moment) elapsed(letters string) string {
	seconds := m.total / m.perSecond
	n := seconds
	switch letters[0] {
	case 'h':
		n = seconds / 3600
	case 'm':
		n = seconds / 60
	}
	return fmt.Sprintf("%0*d", len(letters), n)
}

// part returns what a run of one letter stands for.
func (m moment) part(letters string, minutes, noon bool) (string, bool) {
	n := len(letters)
	padded := func(v int) (string, bool) {
		if n == 1 {
			return strconv.Itoa(v), true
		}
		return fmt.Sprintf("%02d", v), true
	}
	seconds := int(m.units / m.perSecond)
	switch letters[0] {
	case 'y':
		if n <= 2 {
			return fmt.Sprintf("%02d", m.year%100), true
		}
		return fmt.Sprintf("%04d", m.year), true
	case 'e':
		return strconv.Itoa(m.year), true
	case 'm':
		if minutes {
			return padded(seconds / 60 % 60)
		}
		switch n {
		case 1, 2:
			return padded(m.month)
		case 3:
			return time.Month(m.month).String()[:3], true
		case 5:
			return time.Month(m.month).String()[:1], true
		}
		return time.Month(m.month).String(), true
	case 'd':
		switch n {
		case 1, 2:
			return padded(m.day)
		case 3:
			return m.weekday.String()[:3], true
		}
		return m.weekday.String(), true
	case 'a':
		day := string([]rune("日一二三四五六")[m.weekday])
		switch n {
		case 3:
			return day, true
		case 4:
			return "星期" + day, true
		}
	case 'h':
		hours := seconds / 3600
		if noon {
			hours = (hours+11)%12 + 1
		}
		return padded(hours)
	case 's':
		return padded(seconds % 60)
	}
	return "", false
}
