package layout

import (
	"slices"
	"strings"
	"unicode/utf8"

	"gongkai/extract/flow"
	"gongkai/extract/visible"
)

// folded returns text as documents have it: white space folded line by line.
func folded(text string) string {
	var l visible.Line
	for i, part := range strings.Split(text, "\n") {
		if i > 0 {
			l.Feed()
		}
		l.Write(part)
	}
	return l.Take()
}

// margins are where the lines of a document's paragraphs begin and end.
type margins struct {
	left, right float64
	size        float64 // of most lines
	pitch       float64 // from line to line of a paragraph
	indented    bool    // paragraphs begin indented
}

// body writes what stands on the pages in reading order.
func (r *reader) body() {
	p := paragraphs{reader: r, margins: r.margins()}
	var open *table // the table that the page before ended with
	for n, s := range r.sheets {
		if n+1 < len(r.sheets) && s.absorb(r.sheets[n+1]) {
			r.warn("table_split_row", "text stands between the parts of a table on two pages; they were taken for two tables", s.number)
		}
		items := s.items()
		for i, it := range items {
			if it.line != nil {
				p.flush(open)
				open = nil
				p.line(it.line, s.number)
				continue
			}
			p.end()
			if open != nil && i == 0 {
				if r.join(open, it.table) {
					continue
				}
				if len(open.cells) > 1 && len(it.table.cells) > 1 && (same(open, it.table) || !it.table.begins()) {
					r.warn("table_split_row", "a table begins as one on the page before ends; they were taken for two", s.number)
				}
			}
			p.flush(open)
			open = it.table
		}
	}
	p.end()
	p.flush(open)
}

// margins measures the lines outside of tables.
func (r *reader) margins() margins {
	var lefts, rights, sizes, pitches []float64
	for _, s := range r.sheets {
		for i := range s.lines {
			l := &s.lines[i]
			lefts = append(lefts, l.X0)
			if !strings.ContainsRune("，。、；：）》”,.;:)", lastOf(l.text)) { // which may hang out into the margin
				rights = append(rights, l.X1)
			}
			sizes = append(sizes, l.size)
			if i > 0 && s.lines[i-1].size > 0.9*l.size && s.lines[i-1].size < 1.1*l.size {
				if d := l.Y1 - s.lines[i-1].Y1; d > 0.8*l.size && d < 3.5*l.size {
					pitches = append(pitches, d/l.size)
				}
			}
		}
	}
	if len(lefts) == 0 {
		return margins{}
	}
	for _, list := range [][]float64{lefts, rights, sizes, pitches} {
		slices.Sort(list)
	}
	m := margins{left: lefts[0], size: sizes[len(sizes)/2], pitch: 1.6}
	if len(rights) > 0 {
		m.right = rights[len(rights)-1]
	}
	for i := 1; i < len(lefts); i++ { // the leftmost place where two lines begin
		if lefts[i]-lefts[i-1] < 2 {
			m.left = lefts[i-1]
			break
		}
	}
	for i := len(rights) - 1; i > 0; i-- {
		if rights[i]-rights[i-1] < 0.6*m.size {
			m.right = rights[i]
			break
		}
	}
	if len(pitches) > 0 {
		m.pitch = pitches[len(pitches)/4]
	}
	indented := 0
	for _, x := range lefts {
		if in := x - m.left; in > 1.6*m.size && in < 2.6*m.size {
			indented++
		}
	}
	m.indented = indented >= 3 && indented*10 >= len(lefts)
	return m
}

func lastOf(text string) rune {
	r, _ := utf8.DecodeLastRuneInString(text)
	return r
}

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

// longestHeading is the longest heading, in characters.
const longestHeading = 60

// kind tells headings and titles from paragraphs.
func (p *paragraphs) kind(text string) flow.Paragraph {
	first := p.lines[0]
	large, bold, centred := true, true, true
	for _, l := range p.lines {
		large = large && l.size > 1.15*p.size
		bold = bold && l.bold
		x, _ := l.middle()
		off := x - (p.left+p.right)/2
		centred = centred && off < 0.03*(p.right-p.left) && -off < 0.03*(p.right-p.left) && l.X0 > p.left+l.size
	}
	if utf8.RuneCountInString(text) > longestHeading || strings.ContainsAny(text, "。；") {
		return flow.Paragraph{}
	}
	switch {
	case section(text):
		return flow.Paragraph{Level: 2}
	case large && (centred || first.size > 1.3*p.size):
		return flow.Paragraph{Level: 1, Stands: true}
	case large:
		return flow.Paragraph{Level: 2}
	case bold && part(text):
		return flow.Paragraph{Level: 3}
	}
	return flow.Paragraph{Stands: centred && bold}
}

// section reports whether text begins as a section's heading does: 一、总体情况.
func section(text string) bool {
	head, rest, ok := strings.Cut(text, "、")
	if !ok || head == "" || rest == "" || strings.Trim(head, "一二三四五六七八九十 ") != "" {
		return false
	}
	return utf8.RuneCountInString(text) <= longestHeading && !strings.ContainsAny(text, "。；")
}

// counted reports whether text begins with a number as the items of a list do:
// （一）, 1., 一是.
func counted(text string) bool {
	if part(text) {
		return true
	}
	rest := strings.TrimLeft(text, "0123456789")
	if rest != text && (strings.HasPrefix(rest, ".") || strings.HasPrefix(rest, "．") || strings.HasPrefix(rest, "、")) {
		return true
	}
	rest = strings.TrimLeft(text, "一二三四五六七八九十")
	return rest != text && (strings.HasPrefix(rest, "、") || strings.HasPrefix(rest, "是"))
}

// part reports whether text begins as a part of a section does: （一）主动公开.
func part(text string) bool {
	text = strings.NewReplacer("(", "（", ")", "）").Replace(text)
	inner, ok := strings.CutPrefix(text, "（")
	head, rest, closed := strings.Cut(inner, "）")
	return ok && closed && head != "" && rest != "" && strings.Trim(head, "一二三四五六七八九十 ") == ""
}
