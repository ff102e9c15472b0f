package report

import (
	"errors"
	"strings"

	"gongkai/archive"
)

// Version tells the parser apart from those of other releases: the documents of
// an archive are parsed anew where it is another. It grows with every change by
// which a document gives another report.
const Version = "17"

// ErrNotReport says that a document is no annual disclosure report. The error
// that wraps it says why.
var ErrNotReport = errors.New("not an annual disclosure report")

// Likely reports whether doc is worth keeping as a disclosure report: its title
// says so, or its tables have statutory labels. It is cheap, and may be wrong
// either way; Parse decides.
func Likely(doc *archive.Document) bool {
	if readsAsReport(doc.Title) || readsAsReport(ownTitle(doc.Title)) {
		return true
	}
	for _, b := range doc.Blocks[:min(len(doc.Blocks), 6)] {
		if len(b.Text) < 300 && readsAsReport(b.Text) {
			return true
		}
	}
	labels := countLabels(sheets(doc))
	return labels.statutory() || labels.statist >= 5
}

// Parse is [ParseAt] for a document of which nothing else is known.
func Parse(doc *archive.Document) (*archive.AnnualReport, error) { return ParseAt(doc, "") }

// ParseAt reads doc as an annual report. division is the code of the portal that
// published it, of 2 to 12 digits, or empty: it tells counties of one name apart,
// and a town is found in that county alone. ParseAt returns ErrNotReport where
// doc has neither the statutory tables nor a title and sections that say what it
// is, or is another paper that has them too: an explanation, a notice, a form
// that nobody has filled in, figures of half a year. Whatever else is wrong with
// the report is told by its findings. Of several reports the first is read; see
// [Split]. doc is not changed.
func ParseAt(doc *archive.Document, division string) (*archive.AnnualReport, error) {
	r, _, err := parse(doc, division, false)
	return r, err
}

// parse is ParseAt, and tells what the text counts. part tells that another
// document says whose figures doc has: the table of section four is enough then,
// which alone names nothing else of a report.
func parse(doc *archive.Document, division string, part bool) (*archive.AnnualReport, *counts, error) {
	o := readOutline(doc)
	tables := sheets(doc)
	for i := range tables {
		tables[i].section = o.tables[i]
	}
	found := &findings{}
	relabel(doc, tables, found)
	o.readCells(tables)
	title := findTitle(doc, &o)
	labels := countLabels(tables)
	if !labels.statutory() {
		if running := o.runningTables(); running.statutory() {
			labels = running
		}
	}
	if labels.statist < 3 {
		if _, words := statWords(o.lines); len(words) > 0 {
			labels.statist = 5
		}
	}
	if r := refuse(doc, title.text, &o, labels); r != nil && !(part && r.part) {
		return nil, nil, r.err()
	}
	r := &archive.AnnualReport{Schema: archive.ReportSchema, Title: archive.OptionalText(title.text),
		Cells: []archive.ReportCell{}, Checks: []archive.Check{}}
	if title.text == "" {
		found.because("report", "true", "tables", "statutory labels")
		found.add("title_missing", warning, nil, "no title that names the report was found")
	} else {
		found.because("report", "true", title.source, title.text)
		found.because("title", title.text, title.source, title.text)
	}
	year := findYear(doc, title.text, &o, found)
	r.Year = archive.OptionalYear(year)
	findIssuer(r, doc, title, &o, division, found)
	o.tellProclaimed(year, string(r.Issuer), found)
	artifacts(doc, &o, found)

	f, template := labels.choose(year, found)
	r.Template = archive.OptionalText(template)
	r.Sections = o.list(found, f != nil)
	narrated := newCounts(found)
	if f != nil {
		b := readTables(f, tables, &o, year, string(r.Issuer), found)
		r.Cells = b.finish()
		r.Checks = b.check()
		narrated.book = b
		b.fee(strings.Join(o.text(5), "\n"))
	}
	if labels.statist >= 3 {
		s := readStatistics(tables, &o, year, string(r.Issuer), found)
		r.Cells, r.Checks = append(r.Cells, s.cells...), append(r.Checks, s.check()...)
		narrated.statistics = s
		if f != nil && len(s.cells) > 0 {
			found.add("template_mismatch", info, nil, "the report has the 政府信息公开情况统计表 of 2014 besides")
		}
	}
	o.tellNotes(r, found)
	o.tellErrata(f, r, found)
	o.tellSayings(r, tables, found)
	narrated.compare(year, &o)
	tellRecognised(doc, r, found)
	r.Findings = found.list
	if r.Findings == nil {
		r.Findings = []archive.Finding{}
	}
	r.Evidence = found.evidence
	r.Tables = readings(f, r)
	return r, narrated, nil
}

// readTables reads the tables of a form: those of the report first, then what
// only those of another have.
func readTables(f *form, tables []sheet, o *outline, year int, issuer string, found *findings) *book {
	b := newBook(f, found)
	w := &walker{form: f, marks: f.marks, book: b, found: found, year: year, units: saidUnits(o.lines)}
	w.survey(tables)
	others := o.foreignTables(year, issuer)
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
	w.walkText(o)
	b.resolve()
	return b
}
