package sqlitefile

import "encoding/binary"

// The kinds of pages of a table.
const (
	leafPage     = 0x0d
	interiorPage = 0x05
)

// mostChildren is how many children an interior page has at most: each takes
// four bytes for its page, nine for its key and two for its place.
const mostChildren = (pageSize - 12) / 15

// Table is a table that is being written.
type Table struct {
	db      *Database
	name    string
	create  string
	rows    uint64
	leaf    page
	parents [][]child // by their height; those that no page holds yet
}

// child is a page below another, and the largest row number in it.
type child struct {
	page uint32
	last uint64
}

// page is a page that is being filled: cells from its end, their places from its
// beginning.
type page struct {
	data  []byte
	head  int // bytes before the places
	cells int
	free  int // end of what is free
}

func newPage(kind byte, before int) page {
	p := page{data: make([]byte, pageSize), head: before + 8, free: pageSize}
	if kind == interiorPage {
		p.head += 4
	}
	p.data[before] = kind
	return p
}

// room is how long a cell may be.
func (p *page) room() int { return p.free - p.head - 2*p.cells - 2 }

func (p *page) add(cell ...[]byte) {
	size := 0
	for _, part := range cell {
		size += len(part)
	}
	p.free -= size
	at := p.free
	for _, part := range cell {
		at += copy(p.data[at:], part)
	}
	binary.BigEndian.PutUint16(p.data[p.head+2*p.cells:], uint16(p.free))
	p.cells++
}

// seal fills the page's header in. before is where it begins.
func (p *page) seal(before int) []byte {
	binary.BigEndian.PutUint16(p.data[before+3:], uint16(p.cells))
	binary.BigEndian.PutUint16(p.data[before+5:], uint16(p.free)) // 0 stands for 65536
	return p.data
}

// clear makes p as it was when it was new.
func (p *page) clear(before int) {
	clear(p.data[before+1:])
	p.cells, p.free = 0, pageSize
}

// Add adds the next row, a record.
func (t *Table) Add(record []byte) error {
	var head [18]byte
	start := appendVarint(appendVarint(head[:0], uint64(len(record))), t.rows+1)
	local := localSize(len(record))
	size := len(start) + local
	if local < len(record) {
		size += 4
	}
	if size > t.leaf.room() {
		if err := t.endLeaf(); err != nil {
			return err
		}
	}
	t.rows++
	if local == len(record) {
		t.leaf.add(start, record)
		return nil
	}
	first, err := t.db.overflow(record[local:])
	if err != nil {
		return err
	}
	t.leaf.add(start, record[:local], binary.BigEndian.AppendUint32(nil, first))
	return nil
}

// localSize is how much of a record of so many bytes stands in its leaf.
func localSize(size int) int {
	const most, least = pageSize - 35, (pageSize-12)*32/255 - 23
	if size <= most {
		return size
	}
	if local := least + (size-least)%(pageSize-4); local <= most {
		return local
	}
	return least
}

func (t *Table) endLeaf() error {
	number, err := t.db.append(t.leaf.seal(0))
	if err != nil {
		return err
	}
	t.leaf.clear(0)
	return t.adopt(0, child{number, t.rows})
}

// adopt puts a child below the open page of a height. Two children always stay
// for the next page, as one of a single child is not allowed.
func (t *Table) adopt(height int, c child) error {
	if height == len(t.parents) {
		t.parents = append(t.parents, nil)
	}
	t.parents[height] = append(t.parents[height], c)
	if len(t.parents[height]) < t.db.children+2 {
		return nil
	}
	all := t.parents[height]
	if err := t.endInterior(height, all[:t.db.children]); err != nil {
		return err
	}
	t.parents[height] = append(all[:0], all[t.db.children:]...)
	return nil
}

func (t *Table) endInterior(height int, children []child) error {
	p := newPage(interiorPage, 0)
	last := children[len(children)-1]
	for _, c := range children[:len(children)-1] {
		p.add(appendVarint(binary.BigEndian.AppendUint32(nil, c.page), c.last))
	}
	binary.BigEndian.PutUint32(p.data[8:], last.page)
	number, err := t.db.append(p.seal(0))
	if err != nil {
		return err
	}
	return t.adopt(height+1, child{number, last.last})
}

// end writes what is open, and returns the page of the root.
func (t *Table) end() (uint32, error) {
	if t.leaf.cells > 0 || t.rows == 0 {
		if err := t.endLeaf(); err != nil {
			return 0, err
		}
	}
	for height := 0; ; height++ {
		children := t.parents[height]
		if len(children) == 1 && height == len(t.parents)-1 {
			return children[0].page, nil
		}
		t.parents[height] = nil
		if err := t.endInterior(height, children); err != nil {
			return 0, err
		}
	}
}
