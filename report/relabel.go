package report

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"gongkai/archive"
)

// relabel gives the labels in tables that OCR read their words back, where the form
// leaves no doubt which they are: that of a row by the rows around it and by what was
// read of it, that of a column by its characters. Each is told.
func relabel(doc *archive.Document, tables []sheet, found *findings) {
	read := recognisedTables(doc)
	if read == nil || len(tables) == 0 {
		return
	}
	var own []*sheet
	for i := range tables {
		if read[tables[i].index] {
			own = append(own, &tables[i])
		}
	}
	best, f := []guess(nil), form2021
	for _, other := range []*form{form2021, form2019} {
		guesses, known := guessRows(other, own)
		if best == nil || known > len(best) {
			best, f = guesses, other
		}
	}
	taken := map[*place]bool{}
	for _, g := range best {
		taken[g.label] = true
		r := f.tables[g.row.table].rows[g.row.row]
		if m := f.marks.of(*g.label); g.sure || m.kind == markRow && m.row == g.row {
			continue
		}
		keys := make([]string, len(f.tables[g.row.table].columns))
		for i, c := range f.tables[g.row.table].columns {
			keys[i] = f.tables[g.row.table].id + "." + r.key + "." + c.key
		}
		if g.like {
			found.add("variant_character", info, keys, "the label %s was read as %q", r.label, clip(g.label.text))
		} else {
			found.add("variant_character", warning, keys, "the label %q is taken for %s by the rows around it", clip(g.label.text), r.label)
		}
		g.label.rename(r.label)
	}
	for _, s := range own {
		s.relabelOutcomes(f, found)
		for i := range s.lines {
			for j := range s.lines[i].places {
				p := &s.lines[i].places[j]
				if taken[p] || p.folded == "" || f.marks.of(*p).kind != markNone {
					continue
				}
				if label := f.marks.headLike(p.folded); label != "" {
					found.add("variant_character", info, nil, "the label %s was read as %q", label, clip(p.text))
					p.rename(label)
				}
			}
		}
	}
}

// relabelOutcomes gives the columns of section four their labels back where what was
// read of most of them stands where the form has it, and none elsewhere.
func (s *sheet) relabelOutcomes(f *form, found *findings) {
	const columns, sure = 15, 10
	outcomes := outcomeColumns()
	var lost [columns][]*place
	known := map[int]bool{}
	for i := range s.lines {
		figures := 0
		for j := range s.lines[i].places {
			p := &s.lines[i].places[j]
			switch m := f.marks.of(*p); {
			case p.end > columns:
				return
			case !hasHan(p.text) && p.printed():
				figures++
			case p.end-p.col > 1:
			case m.kind == markOutcome || m.kind == markEither:
				if m.kind == markOutcome && m.index != p.col%5 || m.kind == markEither && (m.index != 6 || p.col%5 != 4) {
					return
				}
				known[p.col] = true
			case m.kind == markNone:
				lost[p.col] = append(lost[p.col], p)
			}
		}
		if figures > sure {
			break
		}
	}
	if len(known) < sure {
		return
	}
	groups := reviewGroups()
	for col, places := range lost {
		for _, p := range places {
			if known[col] {
				break
			}
			o := outcomes[col%5]
			key := "t4.value." + groups[col/5] + "." + o.key
			found.add("variant_character", warning, []string{key}, "the label %q is taken for %s by the columns around it", clip(p.text), o.label)
			p.rename(o.label)
		}
	}
}

// rename gives a place another text.
func (p *place) rename(text string) {
	named := newPlace(text, p.col)
	p.text, p.folded, p.key = named.text, named.folded, named.key
}

// guess is the label of a row of figures, and which row of the form it is.
type guess struct {
	label  *place
	values int
	row    rowRef
	sure   bool // its label was read
	like   bool // its label was nearly read
}

// guessRows finds the rows of figures in tables, and returns those that are a row of f
// for certain. Rows of the form stand in its order, so those between two that are known
// are known too where they are as many as in the form.
func guessRows(f *form, tables []*sheet) (known []guess, n int) {
	t3 := f.tableIndex("t3")
	var requests, items []guess
	for _, s := range tables {
		for i := range s.lines {
			g, ok := rowOf(s.lines[i].places)
			switch {
			case !ok:
			case g.values == 7:
				requests = append(requests, g)
			default:
				items = append(items, g)
			}
		}
	}
	var requestRefs, itemRefs []rowRef
	for i := range f.tables {
		for j := range f.tables[i].rows {
			switch {
			case i == t3:
				requestRefs = append(requestRefs, rowRef{i, j})
			case f.tables[i].item != "":
				itemRefs = append(itemRefs, rowRef{i, j})
			}
		}
	}
	known = append(f.place(requests, requestRefs), f.place(items, itemRefs)...)
	return known, len(known)
}

// rowOf returns the label of a row of figures, and how many these are: seven in t3, up
// to three in section two.
func rowOf(places []place) (guess, bool) {
	figures := 0
	for figures < len(places) {
		p := places[len(places)-1-figures]
		if p.tall || p.printed() && readValue(p.text).state == archive.CellText {
			break
		}
		figures++
	}
	at := len(places) - 8
	switch {
	case figures >= 7 && at >= 0 && at <= 2 && len(places) != 15:
	case figures >= 1 && len(places) >= 2 && len(places) <= 4 && figures >= len(places)-1:
		at = 0
	default:
		return guess{}, false
	}
	label, values := &places[at], places[at+1:]
	printed := len(printedOf(values))
	named := label.printed() || printed > 1 && printed == len(values) // a row of figures that has lost its label
	return guess{label: label, values: len(values)}, named && !label.tall && printed > 0
}

// place tells which rows of the form, in its order, rows are, and returns those that
// it is certain of; none where they contradict the order.
func (f *form) place(rows []guess, refs []rowRef) []guess {
	at := make([]int, len(rows)) // index into refs, or −1
	for i := range rows {
		g := &rows[i]
		m := f.marks.of(*g.label)
		at[i] = -1
		if m.kind == markRow || m.kind == markEither && g.values == 7 {
			at[i] = slices.Index(refs, m.row)
			g.sure = at[i] >= 0
		}
	}
	if !rising(at) {
		return nil
	}
	for i := range rows {
		if at[i] < 0 {
			low, high := around(at, i, len(refs))
			at[i] = f.likest(rows[i], refs, low+1, high)
			rows[i].like = at[i] >= 0
		}
	}
	if !rising(at) {
		return nil
	}
	for i := 0; i < len(rows); i++ {
		if at[i] >= 0 {
			continue
		}
		end := i
		for end < len(rows) && at[end] < 0 {
			end++
		}
		low, high := around(at, i, len(refs))
		if end-i == high-low-1 {
			for k := i; k < end; k++ {
				if ref := low + 1 + k - i; f.may(rows[k], refs, ref) {
					at[k] = ref
				}
			}
		}
		i = end
	}
	var known []guess
	for i, g := range rows {
		if at[i] >= 0 {
			g.row = refs[at[i]]
			known = append(known, g)
		}
	}
	return known
}

// rising reports whether what is known of at rises.
func rising(at []int) bool {
	last := -1
	for _, v := range at {
		if v >= 0 && v <= last {
			return false
		}
		last = max(last, v)
	}
	return true
}

// around returns what is known before and behind i, of n.
func around(at []int, i, n int) (low, high int) {
	low, high = -1, n
	for k := i - 1; k >= 0 && low < 0; k-- {
		low = at[k]
	}
	for k := i + 1; k < len(at); k++ {
		if at[k] >= 0 {
			return low, at[k]
		}
	}
	return low, high
}

// likest returns the one of refs from low up to high whose label is nearly that of g,
// and no other's, or −1.
func (f *form) likest(g guess, refs []rowRef, low, high int) int {
	best, least, next := -1, 1000, 1000
	for i := low; i < high; i++ {
		if !f.holds(refs[i], g.values) {
			continue
		}
		d, size := f.unlike(g, refs[i])
		if 2*d > size {
			d = 1000
		}
		if d < least {
			best, least, next = i, d, least
		} else {
			next = min(next, d)
		}
	}
	if least == 1000 || next < least+2 {
		return -1
	}
	return best
}

// may reports whether g can be the row at: its label is not that of another.
func (f *form) may(g guess, refs []rowRef, at int) bool {
	if !f.holds(refs[at], g.values) {
		return false
	}
	own, _ := f.unlike(g, refs[at])
	for i := range refs {
		if d, size := f.unlike(g, refs[i]); i != at && d < own && 2*d < size {
			return false
		}
	}
	return true
}

// holds reports whether a row of the form has so many values.
func (f *form) holds(ref rowRef, values int) bool { return len(f.tables[ref.table].columns) == values }

// unlike returns in how many characters the label of g is another than that of a row,
// and how many the longer has.
func (f *form) unlike(g guess, ref rowRef) (d, size int) {
	r := f.tables[ref.table].rows[ref.row]
	read := hanzi(g.label.folded)
	d = 1000
	for _, label := range append([]string{r.label}, r.variants...) {
		label = hanzi(unnumbered(fold(label)))
		if n := distance(read, label); n < d {
			d, size = n, max(utf8.RuneCountInString(read), utf8.RuneCountInString(label))
		}
	}
	return d, size
}

// headLike returns the label of a column, or above columns, that is nearly what was
// read, and no other is; or "". A third of its characters may be others.
func (m *marker) headLike(folded string) string {
	read := hanzi(folded)
	best, least, next := "", 1000, 1000
	for _, label := range m.heads {
		own := hanzi(label)
		d := distance(read, own)
		if 3*d > utf8.RuneCountInString(own) {
			continue
		}
		if d < least {
			best, least, next = label, d, least
		} else {
			next = min(next, d)
		}
	}
	if next == least {
		return ""
	}
	return best
}

// hanzi returns the Hanzi of s, and no others of its characters.
func hanzi(s string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.Is(unicode.Han, r) {
			return -1
		}
		return r
	}, s)
}

// distance returns how many characters must be put in, left out or replaced to make b
// of a (Levenshtein 1965).
func distance(a, b string) int {
	from, to := []rune(a), []rune(b)
	row := make([]int, len(to)+1)
	for j := range row {
		row[j] = j
	}
	for i, r := range from {
		diagonal := row[0]
		row[0] = i + 1
		for j, s := range to {
			d := diagonal
			if r != s {
				d = 1 + min(diagonal, row[j], row[j+1])
			}
			diagonal, row[j+1] = row[j+1], d
		}
	}
	return row[len(to)]
}
