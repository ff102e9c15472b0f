package layout

import (
	"context"
	"fmt"
	"slices"

	"gongkai/archive"
	"gongkai/extract/flow"
	"gongkai/extract/grid"
	"gongkai/extract/visible"
)

// The limits of one document. A report has some 10 pages of 1,500 glyphs.
const (
	maxGlyphs = 4_000_000
	maxRules  = 2_000_000
)

// Read reads the document that is drawn on these pages: Title, Blocks, Tables
// and Warnings. It fills no other field. The error is ctx's.
func Read(ctx context.Context, pages []Page) (archive.Document, error) {
	r := reader{}
	scale := scaleOf(pages)
	glyphs, rules := 0, 0
	for i := range pages {
		if err := ctx.Err(); err != nil {
			return archive.Document{}, fmt.Errorf("read the page's layout: %w", err)
		}
		page := pages[i]
		if glyphs += len(page.Glyphs); glyphs > maxGlyphs {
			r.warn("page_too_large", "the document has more text than any report; the rest was left out", i)
			break
		}
		if rules += len(page.Rules); rules > maxRules {
			r.warn("table_rules_many", "a page has more rules than tables have; not all of its tables were read", i)
			page.Rules = nil
		}
		page = upright(page, scale)
		struck, crossed := page.strike()
		if struck {
			r.warn(visible.Struck, visible.StruckMessage, i)
		}
		if crossed {
			r.warn(visible.Struck, "a line goes through text and beyond it; the text was read", i)
		}
		page.Glyphs = slices.Clip(page.Glyphs) // the caller's go no further
		r.sheets = append(r.sheets, r.read(&page, i))
	}
	if furniture(r.sheets) {
		r.warn("page_furniture", "headers, footers or page numbers were left out", -1)
	}
	for _, s := range r.sheets {
		if s.ruleless() {
			r.warn("table_without_rules", "text stands in columns without rules around or between them; it was read as text", s.number)
		}
		if s.boxed() {
			r.warn("table_without_rules", "figures stand in boxes with room between them; they were read as text", s.number)
		}
		if s.twoColumns() {
			r.warn("text_columns", "text stands in two columns; their lines were read across both", s.number)
		}
		r.bottom = max(r.bottom, s.bottom())
	}
	r.body()
	doc := r.flow.Document()
	doc.Warnings = append(r.warnings, r.layout.Warnings()...)
	return doc, nil
}

// reader is the reading of one document.
type reader struct {
	sheets   []*sheet
	layout   grid.Layout
	flow     flow.Flow
	bottom   float64 // of the lowest text or rule of any page
	warnings []archive.Warning
}

// maxWarnings bounds the warnings that name a page.
const maxWarnings = 100

// warn warns once for each page, which counts from 0; -1 is the whole document.
func (r *reader) warn(code, message string, page int) {
	if page >= 0 {
		message = fmt.Sprintf("page %d: %s", page+1, message)
	}
	w := archive.Warning{Code: code, Message: message}
	if len(r.warnings) < maxWarnings && !slices.Contains(r.warnings, w) {
		r.warnings = append(r.warnings, w)
	}
}

// written returns a table as documents have it, with the tables in its cells.
func (r *reader) written(t *table) *flow.Table {
	cells := make([]archive.Cell, 0, len(t.cells))
	for i := range t.cells {
		c := &t.cells[i]
		if wraps(c.lines, c.text) {
			r.warn("text_wrapped", "a figure goes on in the next line of its cell; it was read as one, and may be two", t.first)
		}
		cells = append(cells, archive.Cell{Row: c.row, Column: c.col, Rowspan: c.rows, Colspan: c.cols, Text: folded(c.text)})
	}
	out := &flow.Table{Table: r.layout.Table("", t.rows(), t.columns(), cells)}
	for _, s := range r.sheets {
		out.Recognised = out.Recognised || s.page.Recognised && t.first <= s.number && s.number <= t.last
	}
	for _, inner := range t.inner {
		out.Inner = append(out.Inner, r.written(inner))
	}
	return out
}
