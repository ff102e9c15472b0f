package rtf

import (
	"gongkai/archive"
	"gongkai/extract/edges"
	"gongkai/extract/fieldcode"
	"gongkai/extract/flow"
	"gongkai/extract/grid"
	"gongkai/extract/visible"
)

// line is a line of text.
type line = visible.Line

// place is where text goes: the body, or a text box.
type place struct {
	around *place // what a text box stands in
	body   *edges.Body
	root   *flow.Flow
	line   flow.Flow // the paragraph that is being read: which tables it stands in, its end tells
	boxes  flow.Flow // anchored in it
	fields []field
	cell   int // cells of the row that are read
}

// field is a field that is open.
type field struct {
	code []byte
	from int // where its result begins in the paragraph
	list form
}

func newPlace(root *flow.Flow, layout *grid.Layout) *place {
	return &place{body: edges.NewBody(root, layout), root: root}
}

// settle moves the paragraph to where it stands.
func (p *reader) settle(to *flow.Flow) {
	p.count++
	l := p.place
	to.Append(&l.line)
	to.Append(&l.boxes)
	for i := range l.fields {
		l.fields[i].from = 0
	}
}

// endParagraph ends a paragraph. Where its mark is deleted, the next one goes on
// in the same passage.
func (p *reader) endParagraph() {
	p.flush()
	if p.state.deleted {
		return
	}
	p.form()
	p.settle(p.place.body.At(p.state.tables()))
}

// form says what the paragraph is.
func (p *reader) form() {
	g := p.state.paragraph
	s := p.styles[g.style]
	f := flow.Paragraph{Level: s.level, List: g.list, Stands: s.title || g.centred}
	if g.outline > 0 {
		f.Level = g.outline
	}
	if s.title {
		f.Level = 1
	}
	p.place.line.Set(f)
}

// endCell ends a cell of a table that is so deep.
func (p *reader) endCell(depth int) {
	p.flush()
	p.form()
	p.settle(p.place.body.At(depth))
	p.place.body.EndCell(depth)
	if depth == 1 {
		p.place.cell++
	}
}

// endRow ends a row of a table that is so deep.
func (p *reader) endRow(depth int, d drawn) {
	p.flush()
	if p.place.line.Len() > 0 {
		p.form()
		p.settle(p.place.body.At(depth))
	}
	if depth == 1 {
		p.place.cell, p.drawn.told = 0, false
	}
	if p.state.deleted {
		p.place.body.DropRow(depth)
		return
	}
	if d.changed {
		p.warn("table_edges", "cells of a table are deleted, merged or split as a tracked change; they stand where they stood before it")
	}
	p.place.body.EndRow(depth, d.row)
}

// beginBox begins a text box.
func (p *reader) beginBox() {
	depth := 0
	for l := p.place; l.around != nil; l = l.around {
		depth++
	}
	if depth == maxBoxes {
		p.state.to = toNone
		p.warn("boxes_too_deep", "text boxes stand in each other deeper than is read")
		return
	}
	inner := newPlace(new(flow.Flow), &p.layout)
	inner.around = p.place
	p.place = inner
	p.state.box, p.state.to, p.state.paragraph = true, toBody, paragraph{}
}

// endBox ends a text box.
func (p *reader) endBox() {
	p.finish()
	inner := p.place
	p.place = inner.around
	p.place.boxes.Append(inner.root)
}

// maxFields is how many fields may be open.
const maxFields = 100

// beginField begins a field.
func (p *reader) beginField() {
	if len(p.place.fields) < maxFields {
		p.place.fields = append(p.place.fields, field{})
		p.state.field = true
	}
}

// beginResult begins what a field shows.
func (p *reader) beginResult() {
	if n := len(p.place.fields); n > 0 && p.state.to == toBody {
		p.place.fields[n-1].from = p.place.line.Len()
	}
}

// endField ends a field.
func (p *reader) endField() {
	n := len(p.place.fields)
	if n == 0 {
		return
	}
	f := p.place.fields[n-1]
	p.place.fields = p.place.fields[:n-1]
	if shown := fieldcode.Shown(string(f.code)); shown != "" && p.place.line.Since(f.from) == "" {
		p.put(shown)
	} else if shown := f.list.shown(); shown != "" && p.place.line.Since(f.from) == "" {
		p.put(shown)
	} else if fieldcode.Formula(string(f.code)) {
		p.warn(visible.Formula, visible.FormulaMessage)
	}
	if url := fieldcode.Link(string(f.code)); url != "" && len(p.links) < maxLinks {
		p.links = append(p.links, archive.Link{URL: url, Text: fieldcode.Label(p.place.line.Since(f.from))})
	}
}
