package rtf

import (
	"gongkai/extract/edges"
	"gongkai/extract/visible"
)

// maxCells is how many cells of a row are drawn; Word allows 63.
const maxCells = 1000

// drawn is how a row is drawn, as far as it was told.
type drawn struct {
	row     edges.Row
	cell    edges.Cell       // the next one
	fill    visible.Colour   // of the next cell
	usual   visible.Colour   // of cells without one
	grounds []visible.Colour // of the cells
	lines   [2]uint64        // above and below it
	line    int              // which of the two is being told, from 1
	told    bool             // since the last row
	changed bool             // a tracked change takes cells away, or merges or splits them
}

// word takes a word about how a row is drawn, and reports whether it was one.
func (d *drawn) word(name string, value int) bool {
	switch name {
	case "trowd":
		*d = drawn{told: true, grounds: d.grounds[:0]}
	case "trleft":
		d.row.Left = clamp(value)
	case "trhdr":
		d.row.Header = true
	case "clmrg":
		d.cell.Merged = true
	case "clvmrg":
		d.cell.GoesOn = true
	case "clmgf":
		d.cell.Merged = false
	case "clvmgf":
		d.cell.GoesOn = false
	case "cellx":
		d.end(clamp(value))
	case "cldel", "clmrgd", "clmrgdr", "clsplit", "clsplitr":
		d.changed = true
	case "clshdng":
		if value != 0 {
			d.fill = visible.Unclear
		}
	case "clbrdrt":
		d.line = 1
	case "clbrdrb":
		d.line = 2
	case "clbrdrl", "clbrdrr", "cldglu", "cldgll":
		d.line = 0
	default:
		return false
	}
	return true
}

// border takes a word about a line, whose names all begin with "brdr".
func (d *drawn) border(name string, value int, given bool) {
	if d.line > 0 && (given || name != "brdrnone" && name != "brdrnil" && name != "brdrtbl") {
		l := &d.lines[d.line-1]
		*l = kindOf(*l, name, value)
	}
}

// end ends a cell.
func (d *drawn) end(right int) {
	if len(d.row.Cells) < maxCells {
		d.cell.Right = right
		if len(d.row.Cells) == 0 {
			d.row.Top, d.row.Bottom = d.lines[0], d.lines[1]
		}
		if d.row.Top != d.lines[0] {
			d.row.Top = 0
		}
		if d.row.Bottom != d.lines[1] {
			d.row.Bottom = 0
		}
		d.row.Cells = append(d.row.Cells, d.cell)
		d.grounds = append(d.grounds, d.fill.Or(d.usual))
	}
	d.cell, d.fill, d.lines, d.line = edges.Cell{}, 0, [2]uint64{}, 0
}

// kindOf returns a number for a kind of line that is the one before with another
// word (FNV-1a).
func kindOf(before uint64, name string, value int) uint64 {
	const prime = 1099511628211
	h := before ^ 14695981039346656037
	for i := range len(name) {
		h = (h ^ uint64(name[i])) * prime
	}
	return (h ^ uint64(value)) * prime
}

// clamp keeps positions to what can be added up.
func clamp(twips int) int { return min(max(twips, -1<<24), 1<<24) }
