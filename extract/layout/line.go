package layout

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"gongkai/extract/visible"
)

// line is a line of text as it stands on the page.
type line struct {
	Box
	text    string
	size    float64 // of most of its characters
	bold    bool    // all of it
	glyphs  []int32
	figures []float64 // where numbers stand that have room on both sides, if there are gaps
	starts  []float64 // where what has room before it begins, if there are gaps
	lead    float64   // width of what begins it and can't be broken: a word, or a character with the marks that cling to it
}

// linesOf gathers glyphs of a cell, or of a page outside of its tables, into
// lines, from top to bottom. It reorders glyphs.
func (s *sheet) linesOf(glyphs []int32) []line {
	all := s.page.Glyphs
	middle := func(i int32) float64 { return (all[i].Y0 + all[i].Y1) / 2 }
	byMiddle := func(a, b int32) int { return cmp.Compare(middle(a), middle(b)) }
	if !slices.IsSortedFunc(glyphs, byMiddle) {
		slices.SortStableFunc(glyphs, byMiddle)
	}
	var lines []line
	for len(glyphs) > 0 {
		n := s.lineEnd(glyphs)
		n = s.withNotes(glyphs, n)
		if l, ok := s.lineOf(glyphs[:n]); ok {
			lines = append(lines, l)
		}
		glyphs = glyphs[n:]
	}
	return lines
}

// lineEnd returns how many of the glyphs, which are sorted by their middle,
// stand on one line with the first. Characters of several fonts or sizes on one
// line have middles that lie apart, less than those of two lines.
func (s *sheet) lineEnd(glyphs []int32) int {
	all := s.page.Glyphs
	_, mid := all[glyphs[0]].middle()
	size := s.size(glyphs[0])
	sum := mid
	n := 1
	for ; n < len(glyphs); n++ {
		_, m := all[glyphs[n]].middle()
		size = max(size, s.size(glyphs[n]))
		if m-sum/float64(n) > 0.4*size {
			break
		}
		sum += m
	}
	return n
}

func (s *sheet) figure(i int32) bool { return digit(s.page.Glyphs[i].Text) }

// withNotes returns how many of the glyphs stand on one line with the first n, or
// with those behind them, where digits stand so far above or below it that they
// would be lines of their own.
func (s *sheet) withNotes(glyphs []int32, n int) int {
	if n < len(glyphs) && s.figure(glyphs[0]) {
		if next := n + s.lineEnd(glyphs[n:]); s.notes(glyphs[:n], glyphs[n:next]) {
			n = next
		}
	}
	if n < len(glyphs) && s.figure(glyphs[n]) {
		if next := n + s.lineEnd(glyphs[n:]); s.notes(glyphs[n:next], glyphs[:n]) {
			n = next
		}
	}
	return n
}

// How many digits the number of a note has at most, and all notes that are looked
// for above or below a line.
const (
	maxNote  = 3
	maxNotes = 24
)

// notes reports whether glyphs are the numbers of notes to a line: digits right
// behind one of the line's, or behind each other, less than a digit's height above
// or below it and over or under none.
func (s *sheet) notes(glyphs, line []int32) bool {
	if len(glyphs) > maxNotes || slices.ContainsFunc(glyphs, func(i int32) bool { return !s.figure(i) }) {
		return false
	}
	all := s.page.Glyphs
	inOrder := slices.SortedFunc(slices.Values(glyphs), func(a, b int32) int { return cmp.Compare(all[a].X0, all[b].X0) })
	digits := 0
	for k, i := range inOrder {
		if digits++; k == 0 || all[i].X0-all[inOrder[k-1]].X1 > raisedGap*all[i].high() {
			digits = 1
		}
		if digits > maxNote || !s.clear(i, line) || digits == 1 && !s.behind(i, line) {
			return false
		}
	}
	return true
}

// clear reports whether a glyph stands over or under none of a line.
func (s *sheet) clear(i int32, line []int32) bool {
	note := &s.page.Glyphs[i]
	return !slices.ContainsFunc(line, func(k int32) bool {
		g := &s.page.Glyphs[k]
		room := raisedGap / 2 * g.high()
		return g.X0 < note.X1-room && note.X0 < g.X1-room
	})
}

// behind reports whether a glyph stands right behind a digit of a line.
func (s *sheet) behind(i int32, line []int32) bool {
	note := &s.page.Glyphs[i]
	return slices.ContainsFunc(line, func(k int32) bool {
		g := &s.page.Glyphs[k]
		away, room := note.X0-g.X1, raisedGap*g.high()
		return s.figure(k) && away <= room && away >= -room/2 && min(g.Y1, note.Y1)-max(g.Y0, note.Y0) >= 0.3*(note.Y1-note.Y0)
	})
}

// size returns how large a glyph is.
func (s *sheet) size(i int32) float64 {
	return s.page.Glyphs[i].high()
}

func (g *Glyph) high() float64 {
	if g.Size > 0 {
		return g.Size
	}
	return g.Y1 - g.Y0
}

// lineOf returns the line of glyphs that stand on one. Where a glyph is drawn
// twice, almost in one place, to make it bolder, it is there once.
func (s *sheet) lineOf(glyphs []int32) (line, bool) {
	all := s.page.Glyphs
	byLeft := func(a, b int32) int { return cmp.Compare(all[a].X0, all[b].X0) }
	if !slices.IsSortedFunc(glyphs, byLeft) {
		slices.SortStableFunc(glyphs, byLeft)
	}
	glyphs = s.once(glyphs)
	l := line{bold: true, glyphs: glyphs}
	var b strings.Builder
	space, leading, columns := false, true, false
	var leadFrom float64
	var before, base *Glyph // base is the last one that is neither raised nor lowered
	var last int32          // is before
	for _, i := range glyphs {
		g := &all[i]
		if blank(g.Text) {
			space = true
			continue
		}
		size := s.size(i)
		first, _ := utf8.DecodeRuneInString(g.Text)
		if before == nil {
			l.Box, leadFrom = g.Box, g.X0
		} else {
			end, _ := utf8.DecodeLastRuneInString(before.Text)
			gap := g.X0 - before.X1
			columns = columns || gap > columnGap*size
			if space || gap > 0.18*size && !wide(first) && !wide(end) || gap > 0.75*size {
				b.WriteByte(' ')
				leading = false
			}
			if leading && breaks(end, first) {
				leading = false
			}
			s.overprinted = s.overprinted || overprints(g, before, i == last+1)
			l.X0, l.Y0, l.X1, l.Y1 = min(l.X0, g.X0), min(l.Y0, g.Y0), max(l.X1, g.X1), max(l.Y1, g.Y1)
		}
		if leading {
			l.lead = g.X1 - leadFrom
		}
		switch {
		case base != nil && raised(g, base, before):
			b.WriteString(visible.Raise(g.Text))
		case base != nil && lowered(g, base, before):
			b.WriteString(visible.Lower(g.Text))
		default:
			b.WriteString(g.Text)
			base = g
		}
		l.size = max(l.size, size)
		l.bold = l.bold && g.Bold
		before, last, space = g, i, false
	}
	l.text = b.String()
	if columns {
		l.figures, l.starts = s.columns(glyphs)
	}
	return l, before != nil
}

// How much smaller a raised glyph is at most, and, of the size of the one it
// follows, how much higher its foot is at least, how much lower its head at most
// and how far it stands away.
const (
	raisedSize = 0.86
	raisedFoot = 0.2
	raisedHead = 0.12
	smallHead  = 0.2 // of a glyph of half the size, or less
	raisedGap  = 0.3
	liftedFoot = 0.15 // of a digit as large as the one that it follows: figures stand on one line
)

// raised reports whether g, which follows before, stands above the line of base.
func raised(g, base, before *Glyph) bool {
	size, foot, head := base.high(), raisedFoot, raisedHead
	switch high := g.high(); {
	case high <= size/2:
		head = smallHead
	case high > raisedSize*size:
		if math.Abs(high-size) > size/20 || !digit(g.Text) || !digit(base.Text) {
			return false
		}
		foot = liftedFoot
	}
	return base.Y1-g.Y1 >= foot*size && g.Y0-base.Y0 <= head*size && g.X0-before.X1 <= raisedGap*size
}

// How far a lowered digit stands below the line, of the size of the one that it
// follows; and how much of a font's height is below the line.
const (
	loweredBase = 0.04
	underLine   = 0.2
)

// lowered reports whether g, a digit that follows before, stands below the line of
// base, a digit.
func lowered(g, base, before *Glyph) bool {
	if g.Y1 < base.Y1-0.2*base.high() || !digit(g.Text) || !digit(base.Text) || g.X0-before.X1 > raisedGap*base.high() {
		return false
	}
	size, high := base.high(), g.high()
	if math.Abs(high-size) <= size/20 {
		return g.Y1-base.Y1 >= liftedFoot*size
	}
	under := underLine * ((base.Y1 - base.Y0) - (g.Y1 - g.Y0))
	return high <= raisedSize*size && g.Y1-base.Y1+under >= loweredBase*size
}

// overprints reports whether two digits stand in each other. A font may say that
// its digits are wider than they are, and then those that are drawn one after the
// other only seem to, but none stands where the one before it does.
func overprints(g, before *Glyph, next bool) bool {
	if !digit(g.Text) || !digit(before.Text) {
		return false
	}
	wide := min(g.X1-g.X0, before.X1-before.X0)
	return g.X0-before.X0 < 0.25*wide || !next && before.X1-g.X0 > 0.3*wide
}

func digit(text string) bool { return len(text) == 1 && text[0] >= '0' && text[0] <= '9' }

// once removes the glyphs that repeat one before them in almost its place.
func (s *sheet) once(glyphs []int32) []int32 {
	all := s.page.Glyphs
	kept := glyphs[:0]
	for _, i := range glyphs {
		g := &all[i]
		within := min(0.3*s.size(i), 0.5*(g.X1-g.X0))
		twice := false
		for k := len(kept) - 1; k >= 0 && k >= len(kept)-8 && g.X0-all[kept[k]].X0 < within; k-- {
			if o := &all[kept[k]]; o.Text == g.Text && g.Y0-o.Y0 < within && o.Y0-g.Y0 < within {
				twice = true
				break
			}
		}
		if !twice {
			kept = append(kept, i)
		}
	}
	return kept
}

// blank reports whether a glyph shows as white space.
func blank(text string) bool {
	for _, r := range text {
		if !unicode.IsSpace(r) {
			return false
		}
	}
	return true
}

// wide reports whether r is one of the characters that Chinese is set in, which
// stand without spaces between them.
func wide(r rune) bool {
	switch {
	case r < 0x2e80:
		// Marks that Chinese shares with other scripts.
		return r == '“' || r == '”' || r == '‘' || r == '’' || r == '—' || r == '…' || r == '·' || r >= 0x2460 && r <= 0x24ff
	case r >= 0xff61 && r <= 0xffdc: // half-width forms
		return false
	}
	return true
}

// breaks reports whether a line may end between two characters.
func breaks(last, first rune) bool {
	if !wide(last) && !wide(first) {
		return false
	}
	return !strings.ContainsRune("、。，．：；？！）》〉”’」』】〕…—·％℃,.:;?!)]}%", first) && !strings.ContainsRune("（《〈“‘「『【〔([{", last)
}
