package doc

import "sort"

// page is the size of a formatted disk page ([MS-DOC] 2.9.33, 2.9.174).
const page = 512

// runs finds the properties of characters or paragraphs by where they stand in
// the main stream: a table of pages, each with the runs of a stretch.
type runs struct {
	main    []byte
	table   []byte // offsets, then numbers of pages
	pages   int
	entries func(page []byte, i int) []byte
	last    run
}

// run is a stretch of the main stream with the same properties.
type run struct {
	from, to   int
	properties []byte
}

// newRuns returns the runs of a table; entries reads a page's entry.
func newRuns(main, table []byte, entries func(page []byte, i int) []byte) runs {
	return runs{main: main, table: table, pages: max(0, (len(table)-4)/8), entries: entries}
}

// at returns the run at an offset. Where there is none it has no properties; it
// always ends after the offset.
func (r *runs) at(offset int) run {
	if offset < r.last.from || offset >= r.last.to {
		r.last = r.find(offset)
	}
	return r.last
}

func (r *runs) find(offset int) run {
	none := run{from: offset, to: offset + 1}
	i := sort.Search(r.pages, func(i int) bool { return int(u32(r.table, 4*(i+1))) > offset })
	if i == r.pages || int(u32(r.table, 4*i)) > offset {
		return none
	}
	begin := int(u32(r.table, 4*(r.pages+1+i))&0x3fffff) * page
	if begin+page > len(r.main) {
		return none
	}
	p := r.main[begin : begin+page]
	n := int(p[page-1])
	if 4*(n+1) >= page {
		return none
	}
	k := sort.Search(n, func(k int) bool { return int(u32(p, 4*(k+1))) > offset })
	if k == n || int(u32(p, 4*k)) > offset {
		return none
	}
	return run{from: int(u32(p, 4*k)), to: int(u32(p, 4*(k+1))), properties: r.entries(p, k)}
}

// readCharacters returns the sprms of a run of characters ([MS-DOC] 2.9.33).
func readCharacters(p []byte, i int) []byte {
	n := int(p[page-1])
	at := 4*(n+1) + i
	if at >= page-1 || p[at] == 0 {
		return nil
	}
	begin := 2 * int(p[at])
	if begin >= page-1 {
		return nil
	}
	return p[begin+1 : min(begin+1+int(p[begin]), page-1)]
}

// readParagraphs returns a run of paragraphs' style number and sprms ([MS-DOC]
// 2.9.174, 2.9.175).
func readParagraphs(p []byte, i int) []byte {
	n := int(p[page-1])
	at := 4*(n+1) + 13*i
	if at >= page-1 || p[at] == 0 {
		return nil
	}
	begin := 2 * int(p[at])
	if begin+1 >= page-1 {
		return nil
	}
	size := 2*int(p[begin]) - 1
	if p[begin] == 0 {
		begin++
		size = 2 * int(p[begin])
	}
	return p[begin+1 : min(begin+1+size, page-1)]
}
