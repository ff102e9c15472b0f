package rtf

import "gongkai/extract/visible"

// push begins a group. It holds what the one around it does, until it says
// otherwise.
func (p *reader) push() {
	p.flush()
	p.skip = 0
	p.outer = append(p.outer, p.state)
	s := &p.state
	s.fresh, s.starred, s.field, s.box = true, false, false, false
	if s.twice {
		s.to, s.twice = toNone, false // unless it is the second
	}
	if s.to == toStyles {
		p.beginStyle()
	}
}

// pop ends a group.
func (p *reader) pop() {
	p.flush()
	p.skip = 0
	s := p.state
	around := p.outer[len(p.outer)-1]
	switch {
	case s.box:
		p.endBox()
	case s.field:
		p.endField()
	case s.to == toStyles && around.to == toStyles:
		p.endStyle()
	case s.to == toStyles:
		p.inherit()
	}
	p.state = around
	p.outer = p.outer[:len(p.outer)-1]
}

// begin takes the first word of a group, and reports whether it says what the
// group is.
func (p *reader) begin(name string) bool {
	s := &p.state
	around := p.outer[len(p.outer)-1]
	switch {
	case name == "ud" && around.twice:
		s.to = around.to
	case name == "upr" && (s.info || s.to != toNone):
		s.twice = true
	case name == "title" && s.info && !around.twice:
		s.to = toTitle
	case s.to == toNone:
		return false
	case s.to == toShape && name == "shptxt", name == "dptxbxtext":
		p.beginBox()
	case name == "shp", name == "shpgrp", name == "shpinst", name == "do":
		if s.to == toBody {
			s.to = toShape
		}
	case name == "fonttbl":
		s.to = toFonts
	case name == "colortbl":
		s.to = toColours
	case name == "stylesheet":
		s.to = toStyles
		p.beginStyle()
	case name == "info":
		s.to, s.info = toNone, true
	case name == "field":
		p.beginField()
	case name == "objclass":
		s.to = toClass
	case name == "fldinst":
		s.to = toCode
	case name == "formfield":
		s.to = toForm
	case name == "ffl" && s.to == toForm:
		p.beginEntry()
	case name == "fldrslt":
		p.beginResult()
	case name == "moMath":
		p.warn(visible.Formula, visible.FormulaMessage)
		s.to = toNone
	case name == "nesttableprops":
		s.nested = true
	case skipped(name):
		s.to = toNone
		if name == "pntext" || name == "listtext" {
			p.outer[len(p.outer)-1].list = true
		}
	default:
		return false
	}
	return true
}
