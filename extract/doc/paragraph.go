package doc

import (
	"gongkai/extract/flow"
	"gongkai/extract/visible"
)

// paragraph is what a paragraph is beside its text.
type paragraph struct {
	style   int
	depth   int  // how many tables it stands in
	cell    bool // its mark ends a cell of an inner table
	row     bool // its mark ends a row
	list    bool // an item of a list
	listed  bool // says whether it is one
	outline int  // level from 1; 0 is none
	aligned bool
	centred bool
	fill    visible.Colour // of its ground
	changes []byte         // its sprms
}

// paragraphAt returns what the paragraph is whose mark stands at the character
// position.
func (d *reader) paragraphAt(p *piece, at int) paragraph {
	properties := d.paragraphs.at(p.where(at)).properties
	g := paragraph{style: int(u16(properties, 0))}
	if len(properties) > 2 {
		g.changes = d.whole(properties[2:])
	}
	inTable := false
	for _, list := range [2][]byte{g.changes, p.changes} {
		for op, v := range sprms(list) {
			switch op {
			case sprmPIstd:
				g.style = int(u16(v, 0))
			case sprmPFInTable:
				inTable = set(v)
			case sprmPFTtp, sprmPFInnerTtp:
				g.row = g.row || set(v)
			case sprmPFInnerTable:
				g.cell = set(v)
			case sprmPItap:
				g.depth = int(int32(u32(v, 0)))
			case sprmPDtap:
				g.depth += int(int32(u32(v, 0)))
			case sprmPJc, sprmPJc80:
				g.aligned, g.centred = true, set(v)
			case sprmPOutLvl:
				if g.outline = 0; v[0] < 9 {
					g.outline = int(v[0]) + 1
				}
			case sprmPShd80:
				g.fill = shading80(v)
			case sprmPShd:
				g.fill = shading(v)
			case sprmPIlfo:
				g.list, g.listed = u16(v, 0) != 0, true
			}
		}
	}
	if inTable {
		g.depth = max(g.depth, 1)
	}
	return g
}

// whole returns the sprms of a paragraph. Those that a page has no room for, as
// of rows of many cells, stand in the Data stream ([MS-DOC] 2.6.2
// sprmPHugePapx).
func (d *reader) whole(list []byte) []byte {
	for op, v := range sprms(list) {
		if op != sprmPHugePapx && op != sprmPHugePapxOf97 {
			continue
		}
		data := d.pictures()
		at := uint64(u32(v, 0))
		if at+2 > uint64(len(data)) {
			d.warn("paragraph_lost", "what a paragraph is stands in a part of the file that is missing")
			return list
		}
		size := uint64(u16(data, int(at)))
		if d.huge += size; d.huge > maxHuge {
			d.warn("paragraph_lost", "what paragraphs are fills more of the file than is read")
			return list
		}
		return data[at+2 : min(at+2+size, uint64(len(data)))]
	}
	return list
}

// form returns the paragraph as a flow has it.
func (d *reader) form(g paragraph) flow.Paragraph {
	s := d.style(g.style)
	f := flow.Paragraph{Level: s.level, List: g.list || s.list && !g.listed, Stands: s.title || g.centred || s.centred && !g.aligned}
	if g.outline > 0 {
		f.Level = g.outline
	}
	if s.title {
		f.Level = 1
	}
	return f
}

// style returns the style of a number.
func (d *reader) style(i int) style {
	if i < 0 || i >= len(d.styles) {
		return style{}
	}
	return d.styles[i]
}
