package xlsx

import (
	"strconv"
	"strings"

	"gongkai/extract/sheet"
)

// place returns the cell that a reference such as AB12 names.
func place(ref string) (sheet.Range, bool) {
	column, i := 0, 0
	for ; i < len(ref) && i < 4; i++ {
		c := ref[i] &^ 0x20
		if c < 'A' || c > 'Z' {
			break
		}
		column = column*26 + int(c-'A') + 1
	}
	row, err := strconv.Atoi(ref[i:])
	if err != nil || column == 0 || row < 1 || row > sheet.MaxRows || column > sheet.MaxColumns {
		return sheet.Range{}, false
	}
	return sheet.Range{Top: row - 1, Left: column - 1, Bottom: row - 1, Right: column - 1}, true
}

// block returns the cells that a reference such as A1:B2 names.
func block(ref string) (sheet.Range, bool) {
	from, to, two := strings.Cut(ref, ":")
	if !two {
		to = from
	}
	a, ok1 := place(from)
	b, ok2 := place(to)
	return sheet.Range{Top: min(a.Top, b.Top), Left: min(a.Left, b.Left), Bottom: max(a.Top, b.Top), Right: max(a.Left, b.Left)}, ok1 && ok2
}
