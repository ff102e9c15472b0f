package numfmt

// kind tells what the section shows, and settles what depends on its
// neighbours.
func (p *parser) kind() kind {
	var digits, dates, general, text bool
	for i, t := range p.section.tokens {
		switch t.kind {
		case tokenDigit:
			digits = true
		case tokenDate, tokenElapsed, tokenNoon:
			dates = true
		case tokenGeneral:
			general = true
		case tokenText:
			text = true
		case tokenLiteral:
			// A slash between places for digits is a fraction.
			if t.text == "/" && digits && !dates && i+1 < len(p.section.tokens) {
				p.unknown = true
			}
		}
	}
	switch {
	case p.unknown:
		return kindUnknown
	case dates && (general || text || digits && !p.fractionsOfSeconds()):
		return kindUnknown
	case dates:
		return kindDate
	case text:
		return kindText
	case general && digits:
		return kindUnknown
	case general:
		return kindGeneral
	case digits:
		return kindNumber
	}
	return kindLiteral
}

// fractionsOfSeconds reports whether all places for digits follow the point
// behind seconds: ss.00.
func (p *parser) fractionsOfSeconds() bool {
	seconds, behind := false, false
	for _, t := range p.section.tokens {
		switch t.kind {
		case tokenDate, tokenElapsed:
			seconds, behind = t.text[0] == 's', false
		case tokenPoint:
			behind = seconds
		case tokenDigit:
			if !behind {
				return false
			}
		default:
			behind = false
		}
	}
	return true
}
