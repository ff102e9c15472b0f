package report

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"gongkai/archive"
)

// piece is a stretch of running text: a value, or words, folded.
type piece struct {
	text  string
	words bool
}

// pieces parts the prose of a section into values and the words between them.
func pieces(lines []string) []piece {
	all := make([]piece, 0, 256)
	var words []string
	flush := func() {
		if len(words) > 0 {
			all = append(all, piece{fold(strings.Join(words, "")), true})
			words = words[:0]
		}
	}
	left := maxPlaces / 10
	for _, line := range lines {
		for word := range strings.FieldsFuncSeq(line, isGap) {
			if left--; left < 0 || len(word) > 4*maxLabel {
				continue
			}
			if last := len(all) - 1; last >= 0 && len(words) == 0 && !all[last].words && slices.Contains(moneyUnits(), word) {
				all[last].text += word
				continue
			}
			if readValue(word).state == archive.CellText && !hasNote(word) {
				words = append(words, word)
				continue
			}
			flush()
			all = append(all, piece{text: word})
		}
	}
	flush()
	return all
}

// running returns the prose of a section as a table of one line, for reports
// whose tables came as text: every number is a place, and so is every label.
// No number stays beside a label that it does not follow.
func (m *marker) running(prose []piece) sheet {
	places := make([]place, 0, len(prose)+128)
	for _, p := range prose {
		if p.words {
			places = m.split(places, p.text)
		} else {
			places = append(places, place{text: p.text, found: true})
		}
	}
	for i := range places {
		places[i].col, places[i].end = i, i+1
	}
	return sheet{index: -1, lines: []line{{places: places}}}
}

// hasNote reports whether word is no label and has a digit that is raised or in
// a circle. To fold it would make 301 of 30①.
func hasNote(word string) bool {
	note := false
	for _, r := range word {
		if r >= 0x4E00 && r <= 0x9FFF {
			return false
		}
		note = note || r >= 0x80 && (unicode.Is(unicode.No, r) || unicode.Is(unicode.Nl, r))
	}
	return note
}

func isGap(r rune) bool {
	switch r {
	case ' ', '\t', '\n', '|', '\u00a0', '\u3000', '\u2002', '\u2003':
		return true
	}
	return false
}

// split adds a place for every label in text, which is folded, and one for
// each stretch between them.
func (m *marker) split(places []place, text string) []place {
	text = strings.ReplaceAll(text, "增/", "增")
	start := 0
	add := func(end int, label bool) {
		if end == start {
			return
		}
		p := place{text: text[start:end], found: true}
		if label {
			p.folded, p.key = p.text, foldedKey(p.text)
		}
		places, start = append(places, p), end
	}
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		best := 0
		for _, label := range m.byRune[r] {
			if len(label) > best && strings.HasPrefix(text[i:], label) {
				best = len(label)
			}
		}
		if best == 0 && r == '第' {
			if end := captionEnd(text[i:]); end > 0 {
				add(i, false)
				i += end
				add(i, true)
				continue
			}
		}
		if best == 0 {
			i += size
			continue
		}
		add(numberStart(text, start, i), false)
		i += best
		if digits := len(text[i:]) - len(strings.TrimLeft(text[i:], "0123456789")); digits > 0 {
			if _, after := strings.CutPrefix(text[i+digits:], "."); !after {
				i += digits
			}
		}
		if strings.HasPrefix(text[i:], "(") {
			if end := strings.IndexByte(text[i:min(len(text), i+maxLabel)], ')'); end > 0 {
				i += end + 1
			}
		}
		add(i, true)
	}
	add(len(text), false)
	return places
}

// captionEnd returns where 第二十条第（一）项 ends that text begins with, or 0.
func captionEnd(text string) int {
	if _, ok := captionItem(text); !ok {
		return 0
	}
	return strings.Index(text, "项") + len("项")
}

// numberStart returns where the number before the label at i begins, not
// before start.
func numberStart(text string, start, i int) int {
	before := text[start:i]
	bare := strings.TrimRight(before, ")、.")
	if bare == before {
		return i
	}
	bare = strings.TrimRight(bare, ordinals+"0123456789")
	open := strings.TrimSuffix(bare, "(")
	if open != bare && isDigits(open[max(0, len(open)-1):]) {
		return i // a note to the figure before it: 12(13)
	}
	return start + len(open)
}

// walkText reads the tables of which no table of the document has anything
// from the text of their sections.
func (w *walker) walkText(o *outline) {
	last := len(w.form.tables) - 1
	for section, missing := range [3]bool{none(w.book.tables[:last-1]), !w.book.tables[last-1], !w.book.tables[last]} {
		if missing && o.sections[section+1] != nil {
			s, ok := o.running[runningKey{w.form, section + 1}]
			if !ok {
				s = w.marks.running(pieces(o.text(section + 1)))
			}
			w.noteVariants(o.text(section + 1))
			w.applicants, w.reviews = header3{}, header4{}
			w.leaveItems()
			w.survey([]sheet{s})
			w.walk(&s)
		}
	}
}

// noteVariants tells of characters in running tables that stand for others: the
// labels in them are compared folded.
func (w *walker) noteVariants(lines []string) {
	for _, line := range lines {
		if r := variant(line); r != 0 {
			w.found.add("variant_character", info, nil, "the text of a table has %c (U+%04X) in the place of %c", r, r, ordinaryOf(r))
		}
	}
}

func none(all []bool) bool {
	for _, is := range all {
		if is {
			return false
		}
	}
	return true
}

// runningTables counts the statutory labels in the text of the sections that
// have tables. Text without figures has none.
func (o *outline) runningTables() labelCount {
	var all []sheet
	for section := 1; section <= 3; section++ {
		if countDigits(o.text(section)) < leastRunning {
			continue
		}
		prose := pieces(o.text(section))
		for _, f := range []*form{form2019, form2021} {
			s := f.marks.running(prose)
			o.running[runningKey{f, section}] = s
			all = append(all, s)
		}
	}
	return countLabels(all)
}

// runningKey names the running table of a section as a form reads it.
type runningKey struct {
	form    *form
	section int
}

// leastRunning is fewer digits than any statutory table has, even one of zeros
// that lost some.
const leastRunning = 5

// countDigits counts digits in lines, up to a few.
func countDigits(lines []string) int {
	n := 0
	for _, line := range lines {
		for i := 0; i < len(line); i++ {
			if line[i] >= '0' && line[i] <= '9' {
				n++
			}
		}
		if n >= leastRunning {
			break
		}
	}
	return n
}
