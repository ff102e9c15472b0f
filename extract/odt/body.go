package odt

import (
	"encoding/xml"
	"path"
	"strconv"
	"strings"

	"gongkai/archive"
	"gongkai/extract/flow"
	"gongkai/extract/visible"
	"gongkai/extract/xmlpart"
)

// maxLinks is how many links of a document are kept.
const maxLinks = 5_000

// body reads a part of the document.
type body struct {
	*reader
	*xmlpart.Reader
}

// Name is the name of an element. LibreOffice writes a table in a shape under names
// of its own namespace.
func (b *body) Name(start xml.StartElement) string {
	name := b.Reader.Name(start)
	if own, ok := strings.CutPrefix(name, "loext:"); ok && (strings.HasPrefix(own, "table") || strings.HasPrefix(own, "covered-table")) {
		return "table:" + own
	}
	return name
}

// blocks reads paragraphs, lists and tables below the element that was entered
// last; list says that they are items of a list.
func (b *body) blocks(f *flow.Flow, list bool) error {
	return b.Children(func(start xml.StartElement) error { return b.block(start, f, list) }, nil)
}

func (b *body) block(start xml.StartElement, f *flow.Flow, list bool) error {
	if unseen(start) {
		return b.Skip()
	}
	switch name := b.Name(start); name {
	case "text:p", "text:h":
		return b.paragraph(start, f, list)
	case "text:list", "text:numbered-paragraph":
		return b.blocks(f, true)
	case "text:list-item", "text:list-header", "text:section", "text:index-body", "text:index-title",
		"text:table-of-content", "text:illustration-index", "text:table-index", "text:object-index",
		"text:user-index", "text:alphabetical-index", "text:bibliography":
		return b.blocks(f, list)
	case "table:table":
		t, err := b.table(start)
		if err != nil {
			return err
		}
		f.Add(t)
		return nil
	case "text:tracked-changes":
		return b.changes()
	case "text:change-start", "text:change-end":
		b.change(start)
	case "draw:image":
		f.Picture()
	case "draw:object", "draw:object-ole":
		part := path.Clean(xmlpart.Value(start, "href"))
		b.formula, b.embedded = b.formula || b.formulas[part], b.embedded || b.tabular[part]
		return b.Children(func(start xml.StartElement) error {
			b.formula = b.formula || start.Name.Local == "math"
			b.embedded = b.embedded || start.Name.Local == "document"
			return b.Skip()
		}, nil)
	default:
		if drawn(name) {
			return b.boxes(f)
		}
	}
	return b.Skip()
}

// changes reads which tracked changes delete. Where a document shows them, what they
// delete stands in its place.
func (b *body) changes() error {
	id := ""
	var read func(start xml.StartElement) error
	read = func(start xml.StartElement) error {
		switch b.Name(start) {
		case "text:changed-region":
			id = xmlpart.Value(start, "id")
			return b.Children(read, nil)
		case "text:deletion":
			b.deleted[id] = true
		}
		return b.Skip()
	}
	return b.Children(read, nil)
}

// change follows where a tracked change begins or ends.
func (b *body) change(start xml.StartElement) {
	switch {
	case !b.deleted[xmlpart.Value(start, "change-id")]:
	case b.Name(start) == "text:change-start":
		b.deleting++
		b.deletions++
	default:
		b.deleting = max(0, b.deleting-1)
	}
}

// unseen reports whether an element says of itself that it is hidden.
func unseen(start xml.StartElement) bool {
	return xmlpart.Value(start, "display") == "none" || xmlpart.Value(start, "is-hidden") == "true"
}

// paragraph reads a paragraph or heading into f.
func (b *body) paragraph(start xml.StartElement, f *flow.Flow, list bool) error {
	s := b.styled("paragraph", xmlpart.Value(start, "style-name"))
	p := flow.Paragraph{Level: s.level, List: list, Stands: s.title || s.align == "center"}
	if b.Name(start) == "text:h" {
		p.Level = max(1, headingLevel(xmlpart.Value(start, "outline-level")))
	}
	if s.title {
		p.Level = 1
	}
	var own, boxes flow.Flow
	r := run{flow: &own, boxes: &boxes, hidden: s.display == "none", struck: s.struck() || s.strike == "" && b.cellStruck,
		ink: s.ink.Or(b.cellInk), ground: s.ground.Or(b.ground)}
	r.script, r.rise = s.script()
	gone := false
	r.gone = &gone
	if err := b.inline(r); err != nil {
		return err
	}
	if !gone {
		own.Set(p)
		f.Append(&own)
		f.Append(&boxes)
	}
	return nil
}

// run is where the text of a paragraph goes.
type run struct {
	flow   *flow.Flow
	boxes  *flow.Flow // text boxes, which come after it
	hidden bool
	struck bool
	script visible.Script
	rise   int // in half-points, by its position alone
	ink    visible.Colour
	ground visible.Colour
	gone   *bool // the whole paragraph is hidden
}

// inline reads what stands in the part of a paragraph that was entered last.
func (b *body) inline(r run) error {
	return b.Children(func(start xml.StartElement) error { return b.inlineChild(start, r) }, func(data xml.CharData) {
		if r.hidden || b.deleting > 0 {
			return
		}
		switch text := string(data); {
		case r.struck:
			b.strike(text)
		case r.ink > 0 && b.unseen(text, r.ink, r.ground):
		default:
			r.flow.WriteAs(text, r.script, r.rise)
		}
	})
}

func (b *body) inlineChild(start xml.StartElement, r run) error {
	name := b.Name(start)
	switch name {
	case "text:s", "text:tab":
		if !r.hidden && !r.struck && b.deleting == 0 {
			r.flow.Write(" ")
		}
		return b.Skip()
	case "text:line-break":
		if !r.hidden && !r.struck && b.deleting == 0 {
			r.flow.Feed()
		}
		return b.Skip()
	case "text:hidden-paragraph":
		*r.gone = *r.gone || unseen(start)
		return b.Skip()
	case "text:change":
		b.deletions++
		return b.Skip()
	case "text:change-start", "text:change-end":
		b.change(start)
		return b.Skip()
	case "text:note", "text:ruby-text", "text:tracked-changes", "text:script", "text:label":
		return b.Skip()
	case "text:span":
		s := b.styled("text", xmlpart.Value(start, "style-name"))
		if s.strike != "" {
			r.struck = s.struck()
		}
		if s.place != "" {
			r.script, r.rise = s.script()
		}
		r.ink, r.ground = s.ink.Or(r.ink), s.ground.Or(r.ground)
		switch s.display {
		case "":
		case "none":
			r.hidden = true
		default:
			r.hidden = false
		}
	case "text:a":
		before := r.flow.Len()
		if err := b.inline(r); err != nil {
			return err
		}
		b.link(xmlpart.Value(start, "href"), r.flow.Since(before))
		return nil
	}
	switch {
	case unseen(start):
		return b.Skip()
	case drawn(name):
		return b.boxes(r.boxes)
	case strings.HasPrefix(name, "text:"), strings.HasPrefix(name, "loext:"):
		// A field or a mark, whose content is what it shows.
		return b.inline(r)
	}
	return b.Skip()
}

// strike leaves out text that is struck out.
func (b *body) strike(text string) {
	b.struck = b.struck || strings.TrimSpace(text) != ""
}

// unseen reports whether text is not seen for its colour, and notes that it may
// not be.
func (b *body) unseen(text string, ink, ground visible.Colour) bool {
	sight := visible.See(ink, ground)
	if strings.TrimSpace(text) != "" {
		b.sights[sight] = true
	}
	return sight == visible.Unseen
}

// drawn reports whether an element is a frame or shape, which may hold text.
func drawn(name string) bool {
	switch name {
	case "draw:frame", "draw:text-box", "draw:g", "draw:a", "draw:custom-shape", "draw:rect", "draw:line", "draw:polyline", "draw:polygon",
		"draw:regular-polygon", "draw:path", "draw:circle", "draw:ellipse", "draw:connector", "draw:caption", "draw:measure":
		return true
	}
	return false
}

// boxes reads the text in the drawing that was entered last.
func (b *body) boxes(f *flow.Flow) error {
	var own flow.Flow
	ink, ground := b.cellInk, b.ground
	b.cellInk, b.ground = 0, visible.Unclear
	err := b.blocks(&own, false)
	b.cellInk, b.ground = ink, ground
	f.Append(&own)
	return err
}

// link adds a link to another document.
func (b *body) link(target, text string) {
	if len(b.links) >= maxLinks {
		return
	}
	if strings.HasPrefix(target, "http://") || strings.HasPrefix(target, "https://") {
		b.links = append(b.links, archive.Link{URL: target, Text: strings.TrimSpace(text)})
	}
}

// count reads a number of repetitions or of places that are spanned.
func count(start xml.StartElement, local string) int {
	n, err := strconv.Atoi(xmlpart.Value(start, local))
	if err != nil {
		return 1
	}
	return min(max(n, 1), maxCount)
}

// maxCount is more than the rows of any sheet.
const maxCount = 1 << 21
