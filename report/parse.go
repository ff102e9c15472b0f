package report

import (
	"errors"
	"fmt"
	"strings"

	"gongkai/archive"
)

// ErrNotReport says that a document is no annual disclosure report.
var ErrNotReport = errors.New("not an annual disclosure report")

// Likely reports whether doc is worth keeping as a disclosure report: its title
// says so, or its tables have statutory labels. It is cheap, and may be wrong
// either way; Parse decides.
func Likely(doc *archive.Document) bool {
	if readsAsReport(doc.Title) {
		return true
	}
	for _, b := range doc.Blocks[:min(len(doc.Blocks), 6)] {
		if len(b.Text) < 300 && readsAsReport(b.Text) {
			return true
		}
	}
	return countLabels(sheets(doc)).statutory()
}

// Parse reads doc as an annual report. It returns ErrNotReport where doc has
// neither the statutory tables nor a title and sections that say what it is.
// Whatever else is wrong with the report is told by its findings. doc is not
// changed.
func Parse(doc *archive.Document) (*archive.AnnualReport, error) {
	o := readOutline(doc)
	tables := sheets(doc)
	for i := range tables {
		tables[i].section = o.tables[i]
	}
	title := findTitle(doc, &o)
	labels := countLabels(tables)
	if !labels.statutory() {
		if running := o.runningTables(); running.statutory() {
			labels = running
		}
	}
	if !labels.statutory() {
		sections := 0
		for _, p := range o.sections {
			if p != nil {
				sections++
			}
		}
		if title == "" || sections < 2 {
			return nil, fmt.Errorf("parse document: %w", ErrNotReport)
		}
	}
	found := &findings{}
	r := &archive.AnnualReport{Schema: archive.ReportSchema, Title: archive.OptionalText(title),
		Cells: []archive.ReportCell{}, Checks: []archive.Check{}}
	year := findYear(doc, title, &o, found)
	r.Year = archive.OptionalYear(year)
	if title == "" {
		found.add("title_missing", warning, nil, "no title that names the report was found")
	}
	r.Issuer = archive.OptionalText(findIssuer(doc, title, &o, found))
	r.IssuerKind = kindOf(string(r.Issuer))
	artifacts(doc, &o, found)

	f, template := labels.choose(year, found)
	r.Template = archive.OptionalText(template)
	r.Sections = o.list(found, f != nil)
	if f != nil {
		b := newBook(f, found)
		w := &walker{form: f, marks: f.marks, book: b, found: found, year: year}
		w.survey(tables)
		others := o.foreignTables(year, string(r.Issuer))
		for i := range tables {
			if tables[i].foreign = others[i]; others[i] == nil {
				w.walk(&tables[i])
			}
		}
		for i := range tables {
			if others[i] != nil {
				w.walkForeign(&tables[i])
			}
		}
		w.walkText(&o)
		r.Cells = b.finish()
		r.Checks = b.check()
		b.compare(year, &o)
		b.fee(strings.Join(o.text(5), "\n"))
	}
	r.Findings = found.list
	if r.Findings == nil {
		r.Findings = []archive.Finding{}
	}
	return r, nil
}

// findIssuer returns the issuer: that of the title, else the signature, else
// what the page says of itself.
func findIssuer(doc *archive.Document, title string, o *outline, found *findings) string {
	issuer, signed := issuerOf(title), signature(o)
	switch {
	case issuer != "" && signed != "" && !alike(issuer, signed):
		found.add("issuer_mismatch", warning, nil, "the title names %s, and %s signs", issuer, signed)
	case issuer == "" && signed != "":
		issuer = signed
	case issuer == "":
		issuer = fold(doc.IssuerHint)
	}
	if issuer == "" {
		found.add("issuer_missing", warning, nil, "neither title nor signature names the issuer")
	}
	return issuer
}

// artifacts tells what a conversion left in the text, and what the reader of the
// file could not do well: that may be a figure.
func artifacts(doc *archive.Document, o *outline, found *findings) {
	for _, w := range doc.Warnings {
		switch w.Code {
		case "title_from_anchor", "format_mismatch", "charset_guessed", "page_furniture": // no figure depends on them
		case "conversion_artifact":
			found.add("conversion_artifact", info, nil, "%s", w.Message)
		default:
			found.add("conversion_artifact", warning, nil, "the file was read with a warning: %s (%s)", w.Message, w.Code)
		}
	}
	for _, line := range o.lines {
		if i := strings.Index(line, "[bookmark:"); i >= 0 {
			found.add("conversion_artifact", info, nil, "the text has a mark of the word processor: %s", clip(line[i:]))
		}
	}
}
