package htmldoc

import (
	"strconv"
	"strings"
)

// roomy reports whether a length parts what stands on its two sides.
func roomy(value string) bool {
	n, _ := length(value)
	return n >= 3
}

// roomBeside reports whether a margin or padding leaves room on the left or right.
func roomBeside(value string) bool {
	switch sides := strings.Fields(value); len(sides) {
	case 0:
		return false
	case 1:
		return roomy(sides[0])
	default:
		return roomy(sides[1]) || len(sides) > 3 && roomy(sides[3])
	}
}

// moved returns how a length lifts text, where sign is up: by two points or more,
// or not.
func moved(value string, sign float64) lift {
	switch n, _ := length(value); {
	case sign*n >= 2:
		return higher
	case sign*n <= -2:
		return lower
	}
	return level
}

// pageSize is the size of a page or more, in points: what is moved by that is not seen.
const pageSize = 700

// distant reports whether a length moves something off the page.
func distant(value string) bool {
	n, unit := length(value)
	if unit == "%" {
		return false
	}
	return n <= -pageSize || n >= 4*pageSize
}

// tiny reports whether a length is no more than a point of the screen.
func tiny(value string) bool {
	n, unit, ok := number(value)
	return ok && (n == 0 || n <= 1 && unit == "px")
}

// shrunk reports whether a transform leaves nothing to be seen.
func shrunk(value string) bool {
	value = strings.ToLower(value)
	_, by, found := strings.Cut(value, "translate")
	_, by, _ = strings.Cut(by, "(")
	return strings.Contains(value, "scale(0)") || strings.Contains(value, "scale(0,") || found && distant(by)
}

// clips reports whether a clip leaves nothing: all sides of its rectangle are as
// far away.
func clips(value string) bool {
	_, sides, found := strings.Cut(strings.ToLower(value), "rect(")
	sides, _, _ = strings.Cut(sides, ")")
	var first float64
	n := 0
	for side := range strings.FieldsFuncSeq(sides, func(r rune) bool { return r == ' ' || r == ',' }) {
		v, _, ok := number(side)
		if n == 0 {
			first = v
		}
		if n++; !ok || v != first {
			return false
		}
	}
	return found && n == 4
}

// length reads a length, in points, and its unit; 0 where it is none.
func length(value string) (points float64, unit string) {
	n, unit, ok := number(value)
	if !ok {
		return 0, ""
	}
	switch unit {
	case "pt":
		return n, unit
	case "px":
		return n * 0.75, unit
	case "em", "rem":
		return n * 10.5, unit
	case "ex":
		return n * 5, unit
	case "%":
		return n * 0.12, unit
	case "mm":
		return n * 2.83, unit
	case "cm":
		return n * 28.3, unit
	case "in":
		return n * 72, unit
	case "vw", "vh":
		return n * 10, unit
	}
	return 0, ""
}

// number reads a number and the unit behind it.
func number(value string) (n float64, unit string, ok bool) {
	value = strings.TrimSpace(value)
	at := 0
	for at < len(value) && strings.IndexByte("+-.0123456789", value[at]) >= 0 {
		at++
	}
	n, err := strconv.ParseFloat(value[:at], 64)
	if err != nil {
		return 0, "", false
	}
	end := at
	for end < len(value) && (value[end] == '%' || value[end]|0x20 >= 'a' && value[end]|0x20 <= 'z') {
		end++
	}
	return n, strings.ToLower(value[at:end]), true
}
