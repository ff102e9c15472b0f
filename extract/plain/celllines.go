package plain

import (
	"strings"
	"unicode/utf8"
)

// isCellLine reports whether line is one cell: a tab before it and no other.
func isCellLine(line string) bool {
	return strings.HasPrefix(line, "\t") && strings.LastIndexByte(line, '\t') == 0
}

// cellLines reads a table of one cell a line. An empty line ends a row; a line
// without a tab goes on with the cell before it. The same shape is that of
// paragraphs indented by a tab, which are kept as such.
func (r *reader) cellLines() {
	var t grid
	var row []string
	flush := func() {
		if len(row) > 0 {
			t.add(row)
			row = nil
		}
	}
	full := false
	for ; r.at < len(r.lines); r.at++ {
		line := r.lines[r.at]
		if strings.Trim(line, " \u00a0\u3000") == "" {
			flush()
			continue
		}
		if !isCellLine(line) {
			if strings.Contains(line, "\t") || len(row) == 0 || !continues(row[len(row)-1], line) {
				break
			}
			row[len(row)-1] += "\n" + strings.TrimSpace(line)
			continue
		}
		if full = !t.fits(len(row)+1, r.places); full {
			break
		}
		row = append(row, strings.TrimSpace(line))
	}
	flush()
	r.cellTable(t)
	if full {
		r.overflow()
	}
}

// continues reports whether line, which has no tab, can go on with the cell
// text. Nothing goes on with a number, for a digit less or more would be
// believed.
func continues(text, line string) bool {
	text, line = strings.TrimSpace(text), strings.TrimSpace(line)
	if text == "" || strings.Trim(text, "0123456789,.-+") == "" {
		return false
	}
	return len(text) < 1000 && utf8.RuneCountInString(line) <= maxHeading && headingLevel(line) != 2 &&
		!strings.HasSuffix(line, "。")
}

// cellTable adds t without the indented paragraphs before and after it.
func (r *reader) cellTable(t grid) {
	first, last := 0, len(t.rows)
	for first < last && isProse(t.rows[first]) {
		first++
	}
	for last > first && isProse(t.rows[last-1]) {
		last--
	}
	if !manyCells(t.rows[first:last]) {
		first, last = len(t.rows), len(t.rows)
	}
	for _, row := range t.rows[:first] {
		r.prose(strings.Join(row, "\n"))
	}
	var kept grid
	for _, row := range t.rows[first:last] {
		kept.add(row)
	}
	r.table(kept)
	for _, row := range t.rows[last:] {
		r.prose(strings.Join(row, "\n"))
	}
}

// isProse reports whether row is a sentence, a long line, or nothing.
func isProse(row []string) bool {
	if len(row) != 1 {
		return false
	}
	text := row[0]
	return text == "" || strings.HasSuffix(text, "。") || utf8.RuneCountInString(text) > maxHeading
}

func manyCells(rows [][]string) bool {
	for _, row := range rows {
		if len(row) > 1 {
			return true
		}
	}
	return false
}
