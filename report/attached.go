package report

import (
	"cmp"
	"errors"
	"slices"
	"strconv"
	"strings"

	"gongkai/archive"
	"gongkai/internal/urls"
)

// Lacks reports whether a report that was read from a page, or nil where the
// page alone is none, may have the rest of it in the page's attachments: it has
// no figures, or a table of its form is missing.
func Lacks(r *archive.AnnualReport) bool {
	return r == nil || len(r.Cells) == 0 || slices.ContainsFunc(r.Tables, notFound)
}

func notFound(t archive.Reading) bool { return t.Confidence == archive.ConfidenceNone }

// ParseAttached reads page as a report whose other tables stand in documents that it
// links to, given in the order of the links. It returns the report, with its
// Parts, and those of attached, by index, that are no reports of their own then:
// what it was read out of, and what prints the same figures again. It returns nil
// where none belongs to the page.
//
// An attachment that is a whole report by itself is none of them, nor one that
// speaks of another issuer or year, nor one that doesn't say whose figures it
// has and that the page's text contradicts in most of what it counts. Two that
// print a cell differently are both left alone. Every cell is as it is in the
// document that has it, read alone: a reading of the whole that differs is not
// taken.
func ParseAttached(page *archive.Document, attached []*archive.Document, division string) (*archive.AnnualReport, []int, error) {
	alone, _, err := parseOrNil(page, division, false)
	if err != nil {
		return nil, nil, err
	}
	var offers []offer
	for i, doc := range attached {
		further := furtherPage(page, doc)
		if further == 0 && !Lacks(alone) {
			continue
		}
		r, _, err := parseOrNil(doc, division, true)
		if err != nil {
			return nil, nil, err
		}
		switch o := (offer{index: i, doc: doc, report: r, further: further}); {
		case further > 0 && (r == nil || newJoint(alone).goesOn(r)):
			o.report = cmp.Or(r, &archive.AnnualReport{})
			offers = append(offers, o)
		case further == 0 && r != nil && newJoint(alone).mayHave(r, isPicture(doc)):
			offers = append(offers, o)
		}
	}
	slices.SortStableFunc(offers, inOrder)
	all := slices.Clone(offers)
	offers = slices.DeleteFunc(offers, func(o offer) bool {
		return slices.ContainsFunc(all, func(other offer) bool { return contradict(o.report, other.report) })
	})
	for {
		whole, docs, denied, err := join(page, alone, offers, division)
		if err != nil || whole == nil {
			return nil, nil, err
		}
		if len(denied) == 0 {
			return finish(whole, docs), indexesOf(offers), nil
		}
		offers = slices.DeleteFunc(offers, func(o offer) bool { return slices.Contains(denied, o.doc) })
	}
}

// join reads page and what is offered as one report, or returns nil. denied are
// those of docs, the documents that it was read out of, that the text of the
// whole contradicts.
func join(page *archive.Document, alone *archive.AnnualReport, offers []offer, division string) (whole *archive.AnnualReport, docs, denied []*archive.Document, err error) {
	j := newJoint(alone)
	docs = []*archive.Document{page}
	joined := []*archive.Document{page}
	named := []bool{true}
	var saying []*archive.AnnualReport
	for _, o := range offers {
		if o.further > 0 || j.adds(o.report) {
			j.add(o.report, len(docs))
			docs, named = append(docs, o.doc), append(named, o.further > 0 || saysWhose(o.report))
			if o.further > 0 {
				joined = append(joined, untitled(o.doc))
			} else {
				joined = append(joined, headed(o.doc))
			}
			if saysWhose(o.report) {
				saying = append(saying, o.report)
			}
		}
	}
	if len(docs) == 1 {
		return nil, nil, nil, nil
	}
	whole, narrated, err := parseOrNil(Join(joined...), division, false)
	if err != nil || whole == nil || !j.settle(whole) {
		return nil, nil, nil, err
	}
	for _, r := range saying { // the pictures that a page shows may be of several reports
		if r.Year != whole.Year || !alike(string(r.Issuer), string(whole.Issuer)) {
			return nil, nil, nil, nil
		}
	}
	for i, doc := range docs {
		if !named[i] && narrated.deny(func(key string) bool { return j.cells[key].part == i }) {
			denied = append(denied, doc)
		}
	}
	return whole, docs, denied, nil
}

// finish names the documents that a report was read out of.
func finish(whole *archive.AnnualReport, docs []*archive.Document) *archive.AnnualReport {
	for _, doc := range docs {
		whole.Parts = append(whole.Parts, archive.Part{Document: doc.ContentDigest, Payload: doc.PayloadDigest,
			URL: doc.Source.URL, Captured: doc.Source.CapturedAt})
	}
	missed := "the page has no " + strings.Join(attachedTables(whole), ", ")
	if attachedTables(whole) == nil {
		missed = "the page has all tables, and not all of the text"
	}
	whole.Findings = append(whole.Findings, archive.Finding{Code: "tables_attached", Severity: info,
		Message: missed + ": read out of " + strconv.Itoa(len(docs)-1) + " document(s) that it links to",
		Cells:   []string{}})
	return whole
}

// headed returns doc with its title above it, which parts its tables from what
// the page ends in: the date of its signature.
func headed(doc *archive.Document) *archive.Document {
	h := *doc
	h.Blocks = append([]archive.Passage{{Type: archive.PassageHeading, Text: cmp.Or(doc.Title, "附件")}}, doc.Blocks...)
	return &h
}

// furtherPage returns which page of the article that page begins a document is, by its
// address and its title, or 0.
func furtherPage(page, doc *archive.Document) int {
	n := urls.Further(page.Source.URL, doc.Source.URL)
	if n == 0 || !readsAsReport(page.Title) {
		return 0
	}
	rest, same := strings.CutPrefix(fold(doc.Title), fold(page.Title))
	if digits := strings.Trim(rest, "()[]_-第页"); !same || digits != "" && digits != strconv.Itoa(n) {
		return 0
	}
	return n
}

// untitled returns a further page of an article without what each of them has above its
// text: the title.
func untitled(doc *archive.Document) *archive.Document {
	h := *doc
	for i, b := range doc.Blocks[:min(len(doc.Blocks), 8)] {
		if b.Table != nil {
			break
		}
		if fold(b.Text) == fold(doc.Title) {
			h.Blocks = doc.Blocks[i+1:]
		}
	}
	return &h
}

// parseOrNil is parse, with nil for a document that is no report.
func parseOrNil(doc *archive.Document, division string, part bool) (*archive.AnnualReport, *counts, error) {
	r, narrated, err := parse(doc, division, part)
	if errors.Is(err, ErrNotReport) {
		return nil, nil, nil
	}
	return r, narrated, err
}

// offer is an attachment that may be a part of a page's report.
type offer struct {
	index   int
	doc     *archive.Document
	report  *archive.AnnualReport // of the attachment alone
	further int                   // the page of the article that it is; 0 for an attachment
}

// inOrder compares offers by where they stand in the whole: an article's pages in their
// order, and then what is attached.
func inOrder(a, b offer) int {
	if a.further == 0 || b.further == 0 {
		return b.further - a.further
	}
	return a.further - b.further
}

func indexesOf(offers []offer) []int {
	var indexes []int
	for _, o := range offers {
		indexes = append(indexes, o.index)
	}
	return indexes
}

// partCell is a cell of a part, read alone.
type partCell struct {
	archive.ReportCell
	part int
}

// joint is a report that is put together.
type joint struct {
	page  *archive.AnnualReport // nil where the page alone is no report
	cells map[string]partCell
}

func newJoint(page *archive.AnnualReport) *joint {
	j := &joint{page: page, cells: map[string]partCell{}}
	if page != nil {
		j.add(page, 0)
	}
	return j
}

func (j *joint) add(r *archive.AnnualReport, part int) {
	for _, c := range r.Cells {
		if _, ok := j.cells[c.Key()]; !ok {
			j.cells[c.Key()] = partCell{c, part}
		}
	}
}

// adds reports whether r has a cell that no part has so far.
func (j *joint) adds(r *archive.AnnualReport) bool {
	return slices.ContainsFunc(r.Cells, func(c archive.ReportCell) bool {
		_, ok := j.cells[c.Key()]
		return !ok
	})
}

// isPicture reports whether a document is a picture, which its page shows.
func isPicture(doc *archive.Document) bool { return strings.HasPrefix(doc.MediaType, "image/") }

// mayHave reports whether r, which was read from an attachment alone, may be the
// rest of the page's report. shown tells that the page shows it.
func (j *joint) mayHave(r *archive.AnnualReport, shown bool) bool {
	if len(r.Cells) == 0 || narrates(r) && !Lacks(r) {
		return false
	}
	if j.page == nil {
		// The page says no more than what is attached to it, and perhaps to
		// which of many offices: only what doesn't say so itself needs it.
		return shown || r.Issuer == "" || r.Year == 0 || r.Title == ""
	}
	return j.agrees(r)
}

// goesOn reports whether r, which was read from a further page of the article, may go on
// with the page's report: it doesn't show the same once more, as systems do that know no
// such page.
func (j *joint) goesOn(r *archive.AnnualReport) bool {
	return j.agrees(r) && (len(r.Cells) == 0 || j.adds(r)) && (Lacks(j.page) || Lacks(r))
}

// agrees reports whether r speaks of no other issuer and year than the page, and prints
// no cell otherwise.
func (j *joint) agrees(r *archive.AnnualReport) bool {
	if j.page == nil {
		return true
	}
	if r.Year != 0 && j.page.Year != 0 && r.Year != j.page.Year && !guessed(r, "year") {
		return false
	}
	if r.Issuer != "" && j.page.Issuer != "" && !alike(string(r.Issuer), string(j.page.Issuer)) && !guessed(r, "issuer") {
		return false
	}
	for _, c := range r.Cells {
		if have, ok := j.cells[c.Key()]; ok && !sameFigure(have.ReportCell, c) {
			return false
		}
	}
	return true
}

// guessed reports whether a field of r was decided by something else than its
// own words.
func guessed(r *archive.AnnualReport, field string) bool {
	return slices.ContainsFunc(r.Evidence, func(e archive.Evidence) bool {
		return e.Field == field && (e.Source == "published" || e.Source == "metadata" || e.Source == "portal")
	})
}

// saysWhose reports whether r names its issuer and its year in its own words.
func saysWhose(r *archive.AnnualReport) bool {
	return r.Issuer != "" && r.Year != 0 && !guessed(r, "issuer") && !guessed(r, "year")
}

// narrates reports whether r has the text of sections without tables.
func narrates(r *archive.AnnualReport) bool {
	return slices.ContainsFunc(r.Sections, func(s archive.Section) bool {
		return strings.Contains("一五六", s.Number) && len(s.Text) > 0
	})
}

func sameFigure(a, b archive.ReportCell) bool {
	return a.State == b.State && a.Value == b.Value && (a.State != archive.CellText || a.Raw == b.Raw) && a.Unit == b.Unit
}

// contradict reports whether two attachments print one cell differently.
func contradict(a, b *archive.AnnualReport) bool {
	figures := map[string]archive.ReportCell{}
	for _, c := range a.Cells {
		figures[c.Key()] = c
	}
	return slices.ContainsFunc(b.Cells, func(c archive.ReportCell) bool {
		have, ok := figures[c.Key()]
		return ok && !sameFigure(have, c)
	})
}

// settle gives each cell of the whole the place that it has in its own part. It
// returns false where the whole is not what its parts are.
func (j *joint) settle(whole *archive.AnnualReport) bool {
	if len(whole.Cells) != len(j.cells) {
		return false
	}
	if j.page != nil && (j.page.Year != 0 && whole.Year != j.page.Year || j.page.Issuer != "" && whole.Issuer != j.page.Issuer) {
		return false
	}
	for i := range whole.Cells {
		c := &whole.Cells[i]
		own, ok := j.cells[c.Key()]
		if !ok || !sameFigure(*c, own.ReportCell) {
			return false
		}
		c.Origin, c.Part = own.Origin, own.part
	}
	return true
}

// attachedTables names the tables of the whole that stand in attachments.
func attachedTables(whole *archive.AnnualReport) []string {
	var tables []string
	for _, c := range whole.Cells {
		if c.Part > 0 && !slices.Contains(tables, c.Table) {
			tables = append(tables, c.Table)
		}
	}
	return tables
}
