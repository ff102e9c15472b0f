package numfmt

// General returns v as the format General shows it: eleven characters of a
// fraction, and all digits of a whole number.
func General(v float64) string {
	d := decimalOf(v)
	if len(d.digits) == 0 {
		return "0"
	}
	whole := d.point >= len(d.digits)
	switch {
	case whole && d.point <= significant:
	case d.point > significant, d.point < -3 && len(d.digits)-d.point > 9:
		return d.scientific()
	case !whole && d.point < 11:
		d = d.round(10 - max(d.point, 1)) // eleven characters with the point
	}
	text := d.text(max(len(d.digits)-d.point, 0))
	if d.negative && len(d.digits) > 0 {
		return "-" + text
	}
	return text
}

// picture is what the tokens of a number ask for.
type picture struct {
	whole    int // places before the point
	fraction int // and behind it
	power    int // and of the exponent
	first    int // index of the first place
	grouped  bool
	scale    int // powers of ten by which the number is shown larger
}

// picture reads the tokens. It reports false where they make no sense.
func (s *section) picture() (picture, bool) {
	p := picture{first: -1}
	point, exponent := false, false
	commas := 0 // since the last place
	for i, t := range s.tokens {
		switch t.kind {
		case tokenDigit:
			switch {
			case exponent:
				p.power++
			case point:
				p.fraction++
			default:
				p.grouped = p.grouped || commas > 0 && p.whole > 0
				p.whole++
			}
			if p.first < 0 {
				p.first = i
			}
			commas = 0
		case tokenComma:
			commas++
			if !exponent && p.first >= 0 && s.lastPlace(i) {
				p.scale -= 3
			}
		case tokenPoint:
			if point || exponent {
				return p, false
			}
			point = true
		case tokenPercent:
			p.scale += 2
		case tokenExponent:
			if exponent {
				return p, false
			}
			exponent = true
		}
	}
	return p, !exponent || p.power > 0
}

// lastPlace reports whether no place before the point follows the token at.
func (s *section) lastPlace(at int) bool {
	for _, t := range s.tokens[at+1:] {
		switch t.kind {
		case tokenDigit:
			return false
		case tokenPoint:
			return true
		}
	}
	return true
}

// number returns v as the section shows it.
func (s *section) number(v float64) (string, bool) {
	p, ok := s.picture()
	if !ok {
		return "", false
	}
	d := decimalOf(v)
	power := 0
	if len(d.digits) > 0 {
		d.point += p.scale
		if p.power > 0 {
			d, power = d.mantissa(max(p.whole, 1), p.fraction)
		}
	}
	if d.point > 400 {
		return "", false
	}
	d = d.round(p.fraction)
	whole, fraction := d.parts(p.fraction)
	w := writer{section: s, picture: p, whole: whole, fraction: fraction, power: power}
	text := w.write()
	if d.negative && len(d.digits) > 0 {
		text = "-" + text
	}
	return text, true
}

// mantissa returns d with its point moved so that it has 1 to whole digits
// before it, in steps of whole, and by how much.
func (d decimal) mantissa(whole, fraction int) (decimal, int) {
	step := func() int {
		power := d.point - 1
		return power - ((power%whole)+whole)%whole
	}
	power := step()
	moved := d
	moved.point -= power
	if rounded := moved.round(fraction); rounded.point > whole { // 9.99 became 10.0
		power += whole
		moved.point -= whole
	}
	return moved, power
}
