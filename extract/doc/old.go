package doc

// readOld reads the text of a document of Word 6 or 95. Its formatting has a
// form of its own, which is not read: cells are paragraphs.
func (d *reader) readOld() error {
	h := d.header
	d.warn("tables_not_read", "a document of Word 6 or 95: its text is read, its tables are not")
	if h.complex {
		d.table = d.main // where the piece table of these versions stands
		var err error
		if d.text, err = readText(d.main, d.part(h.clx), h); err != nil {
			return err
		}
	} else {
		p := piece{to: int(h.last) - int(h.first), offset: int(h.first), width: 1}
		if h.first > h.last || uint64(h.last) > uint64(len(d.main)) || p.to < h.bodyText {
			return errDamaged("its text lies outside of the file")
		}
		d.text.add(p, d.main[h.first:h.last], h)
	}
	return newStory(d, &d.flow).read(0, h.bodyText)
}
