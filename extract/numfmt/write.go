package numfmt

import (
	"strconv"
	"strings"
)

// writer writes the digits of a number into the places of a section.
type writer struct {
	section         *section
	picture         picture
	whole, fraction string
	power           int

	b               strings.Builder
	places          int  // before the point that are passed
	point, exponent bool // are passed
	pointed         bool // the point is written
	behind          int  // places behind the point that are passed
	powers          int  // places of the exponent that are passed
	sign            string
}

func (w *writer) write() string {
	for _, t := range w.section.tokens {
		switch t.kind {
		case tokenLiteral:
			w.b.WriteString(t.text)
		case tokenPercent:
			w.b.WriteByte('%')
		case tokenPoint:
			if w.places == 0 {
				w.leading(w.whole) // ".00" has no place before the point
			}
			w.point = true // written with the first digit behind it: "12." looks like a sentence
		case tokenExponent:
			w.exponent = true
			w.sign = t.text
		case tokenDigit:
			switch {
			case w.exponent:
				w.exponentPlace()
			case w.point:
				w.fractionPlace(t.text)
			default:
				w.wholePlace(t.text)
			}
		}
	}
	return w.b.String()
}

// leading writes digits that have no place of their own.
func (w *writer) leading(digits string) {
	for i := range digits {
		w.b.WriteByte(digits[i])
		w.group(w.picture.whole + len(digits) - i - 1)
	}
}

// group writes a comma where left digits are to come before the point.
func (w *writer) group(left int) {
	if w.picture.grouped && left > 0 && left%3 == 0 {
		w.b.WriteByte(',')
	}
}

func (w *writer) wholePlace(place string) {
	left := w.picture.whole - w.places - 1 // places to come
	if w.places == 0 && len(w.whole) > w.picture.whole {
		extra := len(w.whole) - w.picture.whole
		w.leading(w.whole[:extra])
		w.whole = w.whole[extra:]
	}
	w.places++
	switch {
	case left < len(w.whole):
		w.b.WriteByte(w.whole[len(w.whole)-left-1])
	case place == "0":
		w.b.WriteByte('0')
	case place == "?":
		w.b.WriteByte(' ')
		return
	default:
		return
	}
	w.group(left)
}

func (w *writer) fractionPlace(place string) {
	rest := w.fraction[w.behind:]
	w.behind++
	switch {
	case place == "0" || strings.Trim(rest, "0") != "":
		if !w.pointed {
			w.b.WriteByte('.')
			w.pointed = true
		}
		w.b.WriteByte(rest[0])
	case place == "?":
		w.b.WriteByte(' ')
	}
}

// exponentPlace writes the whole exponent at its first place.
func (w *writer) exponentPlace() {
	if w.powers++; w.powers > 1 {
		return
	}
	power, sign := w.power, ""
	switch {
	case power < 0:
		power, sign = -power, "-"
	case w.sign == "+":
		sign = "+"
	}
	digits := strconv.Itoa(power)
	for len(digits) < w.picture.power {
		digits = "0" + digits
	}
	w.b.WriteString("E" + sign + digits)
}
