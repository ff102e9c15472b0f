package layout

import (
	"strings"
)

// paragraphs joins lines to paragraphs.
type paragraphs struct {
	*reader
	margins
	lines []*line
	page  int // that the last of them stands on
}

// flush writes a table that is whole. One of a single cell is none: a box around
// a text.
func (p *paragraphs) flush(t *table) {
	switch {
	case t == nil:
	case len(t.cells) == 1:
		for i := range t.cells[0].lines {
			p.line(&t.cells[0].lines[i], t.last)
		}
		p.end()
	default:
		p.reader.flow.Add(p.reader.written(t))
	}
}

// line adds a line to the paragraph that is open, or begins another with it.
func (p *paragraphs) line(l *line, page int) {
	if len(p.lines) > 0 && !p.goesOn(p.lines[len(p.lines)-1], l, page) {
		p.end()
	}
	p.lines = append(p.lines, l)
	p.page = page
}

// goesOn reports whether next belongs to the paragraph that before ends so far.
func (p *paragraphs) goesOn(before, next *line, page int) bool {
	switch {
	case before.size > 1.1*next.size || next.size > 1.1*before.size,
		before.bold != next.bold && before.X1 < p.right-2*before.size,
		next.X0 > p.left+1.2*next.size && next.X0 > p.lines[0].X0-0.5*next.size, // indented as a paragraph's first line is, or centred
		before.X1+next.lead < p.right-0.3*before.size,                           // ended before the line was full
		section(next.text),
		!p.indented && counted(next.text) && strings.ContainsRune("。：！？", lastOf(before.text)):
		return false
	}
	if page != p.page {
		return true
	}
	d := next.Y1 - before.Y1
	limit := p.pitch * 1.25 * next.size
	if n := len(p.lines); n >= 2 && p.lines[n-2].Y1 < before.Y1 {
		limit = max(1.15*(before.Y1-p.lines[n-2].Y1), limit)
	}
	return d <= limit
}

// end ends the paragraph that is open.
func (p *paragraphs) end() {
	if len(p.lines) == 0 {
		return
	}
	var b strings.Builder
	for i, l := range p.lines {
		if i > 0 {
			b.WriteString(seam(p.lines[i-1], l, p.right-p.left))
		}
		b.WriteString(l.text)
	}
	text := b.String()
	p.reader.flow.Write(text)
	p.reader.flow.Set(p.kind(text))
	p.reader.flow.End()
	p.lines = p.lines[:0]
}
