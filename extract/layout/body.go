package layout

import (
	"slices"
	"strings"
	"unicode/utf8"

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

// maxJoined is how many cells a table may have to be joined with what the next
// page has of it.
const maxJoined = 50_000

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
				large := len(open.cells) > maxJoined
				if large {
					r.warn("table_too_large", "a table has more cells than are read as one; it was cut at a page break", s.number)
				}
				if !large && r.join(open, it.table) {
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
