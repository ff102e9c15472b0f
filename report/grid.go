package report

import (
	"strings"

	"gongkai/archive"
)

// The most places of all grids of a document, and the most bytes of a text
// that is compared with labels.
const (
	maxPlaces = 400_000
	maxLabel  = 400
)

// sheet is a table of the document as lines of places.
type sheet struct {
	index   int // into Document.Tables; −1 where the lines are running text
	merged  bool
	caption place
	section string   // the numeral of the section that it stands in, where that is known
	foreign *foreign // why it may be of another year or report, or nil
	after   string   // a figure that stands by itself right behind the table
	lines   []line
}

// line is a row of a table: every cell that covers a part of it, once, from
// left to right.
type line struct {
	row    int
	places []place
}

// place is a cell as one row sees it.
type place struct {
	text   string
	folded string // empty where text has no Hanzi, or is too long for a label
	key    string
	col    int
	end    int  // the column after it
	found  bool // a cell of the source; otherwise padding
	tall   bool // a cell that covers other rows too
}

// printed reports whether anything stands in p.
func (p place) printed() bool { return p.text != "" }

// sheets returns the tables of doc as lines.
func sheets(doc *archive.Document) []sheet {
	left := maxPlaces
	var all []sheet
	for i := range doc.Tables {
		t := &doc.Tables[i]
		for _, row := range t.Grid {
			left -= len(row)
		}
		if left < 0 {
			break
		}
		all = append(all, readSheet(i, t))
	}
	for i, b := range doc.Blocks[:max(len(doc.Blocks)-1, 0)] {
		next := &doc.Blocks[i+1]
		if b.Table == nil || *b.Table < 0 || *b.Table >= len(all) || next.Table != nil || len(next.Text) > maxValue {
			continue
		}
		if text := strings.TrimSpace(next.Text); text != "" && readValue(text).state == archive.CellNumber {
			all[*b.Table].after = text
		}
	}
	return all
}

// readSheet lays the cells of t over its grid. Cells that don't agree with the
// grid are left out, so that the grid alone speaks.
func readSheet(index int, t *archive.Table) sheet {
	s := sheet{index: index, caption: newPlace(t.Caption, 0), lines: make([]line, len(t.Grid))}
	owner, merged := owners(t)
	s.merged = merged
	total := 0
	for _, row := range t.Grid {
		total += len(row)
	}
	places := make([]place, 0, total)
	for r, row := range t.Grid {
		start, last := len(places), int32(-1)
		for c, text := range row {
			o := owner[r][c]
			if o > 0 && o == last || len(t.Cells) == 0 && c > 0 && text == row[c-1] && hasHan(text) {
				places[len(places)-1].end = c + 1
				continue
			}
			last = o
			p, again := above(s.lines, r, c, o, owner)
			if !again {
				p = newPlace(text, c)
			}
			p.found = o > 0 || len(t.Cells) == 0
			p.tall = o > 0 && t.Cells[o-1].Rowspan > 1
			places = append(places, p)
		}
		s.lines[r] = line{row: r, places: places[start:len(places):len(places)]}
	}
	return s
}

// above returns the place that the cell o, which covers several rows, has in the
// row above.
func above(lines []line, r, c int, o int32, owner [][]int32) (place, bool) {
	if o == 0 || r == 0 || c >= len(owner[r-1]) || owner[r-1][c] != o {
		return place{}, false
	}
	for _, p := range lines[r-1].places {
		if p.col == c {
			p.end = c + 1
			return p, true
		}
	}
	return place{}, false
}

// owners returns for each place of t's grid the number, from 1, of the cell
// that covers it, or 0; and whether any cell covers several places.
func owners(t *archive.Table) (owner [][]int32, merged bool) {
	total := 0
	for _, row := range t.Grid {
		total += len(row)
	}
	flat := make([]int32, total)
	owner = make([][]int32, len(t.Grid))
	for r, row := range t.Grid {
		owner[r], flat = flat[:len(row):len(row)], flat[len(row):]
	}
	work := 4*total + len(t.Cells)
	for i, cell := range t.Cells {
		if cell.Row < 0 || cell.Row >= len(t.Grid) || cell.Column < 0 || cell.Column >= len(t.Grid[cell.Row]) {
			continue
		}
		bottom := cell.Row + min(max(cell.Rowspan, 1), len(t.Grid)-cell.Row)
		merged = merged || cell.Rowspan > 1 || cell.Colspan > 1
		for r := cell.Row; r < bottom; r++ {
			right := cell.Column + min(max(cell.Colspan, 1), max(len(t.Grid[r])-cell.Column, 0))
			for c := cell.Column; c < right && work > 0; c++ {
				work--
				if owner[r][c] == 0 {
					owner[r][c] = int32(i + 1)
				}
			}
		}
	}
	return owner, merged
}

func newPlace(text string, col int) place {
	p := place{text: strings.TrimSpace(text), col: col, end: col + 1}
	if p.text != "" && len(p.text) <= maxLabel && hasHan(p.text) {
		p.folded = fold(p.text)
		p.key = foldedKey(p.folded)
	}
	return p
}
