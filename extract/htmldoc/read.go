package htmldoc

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"gongkai/archive"
	"gongkai/extract/grid"
	"gongkai/extract/patient"
	"gongkai/extract/visible"
	"gongkai/internal/markup"
)

// Read reads the page text, which is UTF-8 now, was in charset before, and came
// from the address base (or is empty), into a document: Title, Published, IssuerHint, Blocks, Tables,
// Links and Warnings. It fills no other field. A page that can't be parsed
// within limits is read as text alone, with a warning. The only error is ctx's.
func Read(ctx context.Context, text []byte, charset, base string) (archive.Document, error) {
	if err := ctx.Err(); err != nil {
		return archive.Document{}, fmt.Errorf("read page: %w", err)
	}
	if bloats(text) {
		return readFlat(text, "its markup would not fit in memory"), nil
	}
	root, ok := markup.Exact(text)
	if !ok {
		var err error
		root, err = html.Parse(patient.Reader(ctx, bytes.NewReader(text)))
		if ctx.Err() != nil {
			return archive.Document{}, fmt.Errorf("read page: %w", ctx.Err())
		}
		if err != nil {
			return readFlat(text, err.Error()), nil
		}
	}
	grafted := graft(root)
	p := survey(root, quirks(text))
	r := reader{page: p, links: newLinks(base, p.base, charset)}
	r.read()
	if grafted {
		r.warn("script_text", "the page shows its report by a script alone; it was read from what that holds")
	}
	if cutShort(text) {
		r.warn("file_cut_short", "the page ends within a table; the last figure may be a part of one, and what stood behind it is missing")
	}
	return r.doc, nil
}

// cutShort reports whether a page ends within a table: its last tag of tables ends
// none, and neither does the page end behind it.
func cutShort(text []byte) bool {
	for end := len(text); ; {
		end = bytes.LastIndexByte(text[:end], '<')
		if end < 0 {
			return false
		}
		tag, closes := bytes.CutPrefix(text[end+1:], []byte("/"))
		size := 0
		for size < min(len(tag), 6) && tag[size]|0x20 >= 'a' && tag[size]|0x20 <= 'z' {
			size++
		}
		switch strings.ToLower(string(tag[:size])) {
		case "table":
			return !closes
		case "tr", "td", "th", "tbody", "thead", "tfoot":
			return true
		case "body", "html":
			if closes {
				return false
			}
		}
	}
}

// reader is the reading of one page.
type reader struct {
	page     *page
	links    *links
	layout   grid.Layout
	doc      archive.Document
	line     visible.Line
	kind     string // of the passage that line becomes
	level    int
	pictures int                 // cells with pictures that were met
	strict   bool                // the content was found by name: little chrome is in it
	tables   map[*html.Node]bool // that were read as such
}

func (r *reader) read() {
	roots, strict := r.page.content()
	r.strict = strict
	r.doc = archive.Document{Blocks: []archive.Passage{}, Tables: []archive.Table{}, Warnings: []archive.Warning{}}
	r.kind = archive.PassageParagraph
	r.tables = make(map[*html.Node]bool)
	inside := make(map[*html.Node]bool, len(roots))
	for _, n := range roots {
		inside[n] = true
		r.block(n)
		r.flush()
	}
	for _, t := range r.page.tables {
		if !within(t, inside) && statutory(t) {
			r.table(t)
			inside[t] = true
		}
	}
	if r.page.doubtful {
		r.warn(visible.Struck, "a style sheet of the page strikes out text by a rule that is not followed; it was read as text")
	}
	for _, n := range r.page.struck {
		if within(n, inside) && textOf(n) != "" {
			r.warn(visible.Struck, visible.StruckMessage)
			break
		}
	}
	if slices.ContainsFunc(r.page.pale, func(n *html.Node) bool { return within(n, inside) }) {
		r.warn(visible.Pale, visible.Unseen.Message())
	}
	if slices.ContainsFunc(r.page.faint, func(n *html.Node) bool { return within(n, inside) }) {
		r.warn(visible.Pale, visible.Doubtful.Message())
	}
	around := holdersOf(maps.Keys(r.tables))
	if slices.ContainsFunc(r.page.concealed, func(n *html.Node) bool {
		return around[n] || !hidden(n) && within(n, r.tables) && (n.DataAtom == atom.Td || n.DataAtom == atom.Th || hasDigit(textOf(n)))
	}) {
		r.warn("hidden_text", "a style hides a table, or cells or figures of one, which a script may show; they were read")
	}
	if r.page.hidesMore && len(r.tables) > 0 {
		r.warn("hidden_text", "the page's style sheets have more rules that hide than are followed; what they hide was read")
	}
	if slices.ContainsFunc(r.page.vanished, func(n *html.Node) bool { return within(n, inside) && hasDigit(textOf(n)) }) {
		r.warn("hidden_text", "an element with figures is out of sight by its style; it was left out")
	}
	if slices.ContainsFunc(r.page.turned, func(t turned) bool { return around[t.node] || within(t.node, r.tables) && t.turnsFigures() }) {
		r.warn("text_order", "a style has figures of a table stand in another order than in the source, or from right to left; they were read as in the source")
	}
	if slices.ContainsFunc(r.page.written, func(n *html.Node) bool { return within(n, r.tables) }) {
		r.warn("text_written", "a style sheet writes figures into a table, or text that may have them; they were not read")
	}
	if slices.ContainsFunc(r.page.numbered, func(n *html.Node) bool { return within(n, r.tables) && textOf(n) != "" }) {
		r.warn(visible.Numbered, visible.NumberedMessage)
	}
	if slices.ContainsFunc(r.page.formulas, func(n *html.Node) bool { return within(n, inside) }) {
		r.warn(visible.Formula, visible.FormulaMessage)
	}
	for _, n := range r.page.links {
		r.links.add(n, within(n, inside))
	}
	r.doc.Links = r.links.all()
	r.doc.Title = r.title()
	r.compareTitles()
	r.doc.Published = r.page.published()
	r.doc.IssuerHint = r.page.issuer()
	r.doc.Warnings = append(r.doc.Warnings, r.layout.Warnings()...)
}

// turnsFigures reports whether figures of the table that t stands in show in another
// order than in the source.
func (t turned) turnsFigures() bool {
	cell := t.node
	for cell.DataAtom != atom.Td && cell.DataAtom != atom.Th {
		if cell.DataAtom == atom.Table {
			return t.how == turnsInside || t.node != cell
		}
		cell = cell.Parent
	}
	own, all := digits(textOf(t.node)), digits(textOf(cell))
	return cell == t.node || own > 0 && (all > own || t.how == turnsInside && own > 1)
}

func hasDigit(s string) bool { return digits(s) > 0 }

// digits counts the digits of s.
func digits(s string) int {
	n := 0
	for i := range len(s) {
		if s[i] >= '0' && s[i] <= '9' {
			n++
		}
	}
	return n
}

func (r *reader) warn(code, message string) {
	r.doc.Warnings = append(r.doc.Warnings, archive.Warning{Code: code, Message: message})
}

// within reports whether n is or lies in one of these nodes.
func within(n *html.Node, nodes map[*html.Node]bool) bool {
	for ; n != nil; n = n.Parent {
		if nodes[n] {
			return true
		}
	}
	return false
}
