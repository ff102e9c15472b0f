package doc

import (
	"errors"

	"gongkai/archive"
	"gongkai/extract/edges"
	"gongkai/extract/fieldcode"
	"gongkai/extract/flow"
	"gongkai/extract/visible"
)

// The characters that mean something else ([MS-DOC] 2.4.3, 2.4.4, 2.4.5).
const (
	charCell       = 0x07 // ends a cell or a row
	charPicture    = 0x01 // in the line
	charDrawing    = 0x08 // anchors a shape
	charBreak      = 0x0b // ends a line
	charPage       = 0x0c // ends a page or a section
	charParagraph  = 0x0d
	charColumn     = 0x0e // ends a column of a page
	charFieldBegin = 0x13
	charFieldSplit = 0x14
	charFieldEnd   = 0x15
	charHyphen     = 0x1e // that doesn't break
	charSoftHyphen = 0x1f
)

// story reads a stretch of the text: the body, or a text box.
type story struct {
	*reader
	body    *edges.Body
	flow    *flow.Flow // of the paragraph that is being read
	fields  fieldcode.Stack
	inBox   bool
	boxed   []box // anchored in the paragraph that is being read
	script  visible.Script
	rise    int              // both are of what is in buffer
	cell    int              // cells of the row that are read
	rowEnd  int              // of the row that grounds are of
	grounds []visible.Colour // of its cells
	buffer  []byte           // of characters that are written next
	high    uint16           // the first half of a surrogate pair
}

func newStory(d *reader, f *flow.Flow) *story {
	return &story{reader: d, body: edges.NewBody(f, &d.layout)}
}

// read reads the paragraphs between two positions.
func (s *story) read(from, to int) error {
	to = min(to, len(s.text.units))
	for n := 0; from < to; n++ {
		if n%256 == 0 && s.ctx.Err() != nil {
			return s.ctx.Err()
		}
		mark := from
		for mark < to-1 && !ends(s.text.units[mark]) {
			mark++
		}
		if err := s.paragraph(from, mark); err != nil {
			return err
		}
		from = mark + 1
		if s.count++; s.count > maxParagraphs {
			return errors.New("the document has more paragraphs than are read")
		}
	}
	s.body.Close()
	if s.fields.Code() {
		s.warn("field_unfinished", "a field's code does not end; text may be missing")
	}
	for _, w := range s.body.Warnings() {
		s.warn(w.Code, w.Message)
	}
	return nil
}

func ends(unit uint16) bool {
	return unit == charParagraph || unit == charCell || unit == charPage
}

// paragraph reads the paragraph between from and its mark. Where the mark is
// deleted, the next paragraph goes on in the same passage.
func (s *story) paragraph(from, mark int) error {
	p := &s.text.pieces[s.text.piece(mark)]
	g := s.paragraphAt(p, mark)
	base := s.style(g.style)
	base.ground = g.fill.Or(base.ground)
	unit := s.text.units[mark]
	last := s.charactersOf([2][]byte{s.characters.at(p.where(mark)).properties, p.changes}, base)
	cell := g.depth == 1 && unit == charCell || g.depth > 1 && g.cell
	s.flow = s.body.At(g.depth)
	end := mark
	if !ends(unit) {
		end++ // the text ends without a mark
	}
	s.runs(from, end, base, mark, g)
	switch {
	case g.row && g.depth > 0:
		s.endRow(g, last.deleted)
		return nil
	case last.deleted && !cell:
		return nil
	}
	s.flow.Set(s.form(g))
	s.flow.End()
	s.fields.EndParagraph()
	for _, b := range s.boxed {
		if err := s.box(b, s.flow); err != nil {
			return err
		}
	}
	s.boxed = s.boxed[:0]
	if cell {
		if s.fields.EndCode() {
			s.warn("field_unfinished", "a field's code does not end; text may be missing")
		}
		if s.body.EndCell(g.depth); g.depth == 1 {
			s.cell++
		}
	}
	return nil
}

// endRow ends a row whose mark is this paragraph's. Where a change deletes what a row
// begins with, LibreOffice has it begin with the mark of the row above, which stays.
func (s *story) endRow(g paragraph, deleted bool) {
	if g.depth == 1 {
		s.cell = 0
	}
	if deleted && s.body.Blank(g.depth) {
		s.body.DropRow(g.depth)
		return
	}
	var drawn edges.Row
	if s.rows++; s.rows <= maxRows { // more don't fit into the document's tables
		drawn = rowOf(g.changes)
	}
	s.body.EndRow(g.depth, drawn)
}

// box reads a text box to the end of f.
func (s *story) box(b box, f *flow.Flow) error {
	var content flow.Flow
	inner := newStory(s.reader, &content)
	inner.inBox = true
	if err := inner.read(b.from, b.to); err != nil {
		return err
	}
	f.Append(&content)
	return nil
}

// maxLinks is how many links of a document are kept.
const maxLinks = 5_000

func (s *story) link(url, text string) {
	if url != "" && len(s.links) < maxLinks {
		s.links = append(s.links, archive.Link{URL: url, Text: text})
	}
}
