package plain

import (
	"strings"
	"unicode/utf8"
)

// The strokes of a drawn table; other box-drawing characters join them.
const (
	uprights = "│┃║┆┇┊┋╎╏"
	levels   = "─━═┄┅┈┉╌╍"
)

func isStroke(c rune) bool { return 0x2500 <= c && c <= 0x257f }

func isUpright(c rune) bool { return strings.ContainsRune(uprights, c) }

func isJoint(c rune) bool { return isStroke(c) && !strings.ContainsRune(uprights+levels, c) }

// isFrame reports whether line is a rule of a drawn table: ├──┼──┤ or +--+--+.
func isFrame(line string) bool {
	line = strings.TrimSpace(line)
	strange := func(c rune) bool { return !isStroke(c) && !strings.ContainsRune("+-=| \u3000", c) }
	if strings.ContainsFunc(line, strange) {
		return false
	}
	if strings.HasPrefix(line, "+") {
		return strings.HasSuffix(line, "+") && strings.ContainsAny(line, "-=")
	}
	return strings.ContainsFunc(line, isStroke) && strings.ContainsAny(line, levels)
}

// isDrawn reports whether line has cells between the strokes of a drawn table.
func isDrawn(line string) bool {
	line = strings.TrimSpace(line)
	return strings.IndexFunc(line, isUpright) == 0 || strings.HasPrefix(line, "|")
}

// closes reports whether line ends with the stroke that a row ends with.
func closes(line string) bool {
	line = strings.TrimSpace(line)
	c, _ := utf8.DecodeLastRuneInString(line)
	return isUpright(c) || strings.HasSuffix(line, "|")
}

// beginsDrawn reports whether a drawn table begins at the next line.
func (r *reader) beginsDrawn() bool {
	line := r.lines[r.at]
	if isFrame(line) {
		return r.at+1 < len(r.lines) && isDrawn(r.lines[r.at+1]) && !isFrame(r.lines[r.at+1])
	}
	return isDrawn(line) && strings.ContainsAny(line, uprights)
}

// drawn reads a table whose cells stand between strokes. The lines between two
// rules are one row.
func (r *reader) drawn() {
	var t grid
	var lines [][]string // of the row
	flush := func() {
		t.rows = append(t.rows, r.drawnRows(lines)...)
		lines = nil
	}
	full := false
	for ; r.at < len(r.lines); r.at++ {
		line := r.lines[r.at]
		if isFrame(line) {
			flush()
			continue
		}
		if !isDrawn(line) {
			break
		}
		if r.at+1 < len(r.lines) && !closes(line) && !isDrawn(r.lines[r.at+1]) && closes(r.lines[r.at+1]) {
			r.at++
			line += "\n" + r.lines[r.at] // a cell with a line end, as it stood
		}
		cells, ends := splitDrawn(line)
		if t.width = max(t.width, len(cells)); t.width > r.places/(len(t.rows)+len(lines)+1) {
			full = true
			break
		}
		lines = append(lines, cells)
		if ends {
			r.warn(warnIrregular, "rules of a drawn table do not go through; the extent of its cells is a guess")
			flush()
		}
	}
	flush()
	if t.width = 0; full {
		defer r.overflow()
	}
	for _, row := range t.rows {
		t.width = max(t.width, len(row))
	}
	r.table(t)
}

// splitDrawn returns the cells of a line. It reports whether a rule goes through
// some of them.
func splitDrawn(line string) (cells []string, ruled bool) {
	cells = splitBars(strings.Map(func(c rune) rune {
		if isUpright(c) || isJoint(c) {
			return '|'
		}
		return c
	}, line))
	if ruled = strings.ContainsFunc(line, isJoint); ruled {
		for i, cell := range cells {
			if strings.Trim(cell, levels) == "" {
				cells[i] = ""
			}
		}
	}
	return cells, ruled
}

// drawnRows returns the rows that the lines between two rules are: one, or, where
// each line has a label and several have figures in one column, one a line.
func (r *reader) drawnRows(lines [][]string) [][]string {
	if len(lines) < 2 {
		return lines
	}
	apart, labels, row := false, true, make([]string, len(lines[0]))
	for i, cells := range lines {
		if len(cells) != len(row) {
			r.warn(warnIrregular, "lines of one row of a drawn table have different numbers of cells; each was read as a row")
			return lines
		}
		labels = labels && cells[0] != ""
		for k, cell := range cells {
			if i > 0 && cell != "" && row[k] != "" {
				apart = apart || k > 0 && isFigure(cell)
				cell = "\n" + cell
			}
			row[k] += cell
		}
	}
	if apart && labels {
		return lines
	}
	return [][]string{row}
}

func isFigure(cell string) bool { return strings.Trim(cell, "0123456789,.-+ ") == "" }
