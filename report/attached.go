package report

import (
	"cmp"
	"errors"
	"slices"
	"strconv"
	"strings"

	"gongkai/archive"
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
// speaks of another issuer or year. Two that print a cell differently are both
// left alone. Every cell is as it is in the document that has it, read alone: a
// reading of the whole that differs is not taken.
func ParseAttached(page *archive.Document, attached []*archive.Document, division string) (*archive.AnnualReport, []int, error) {
	alone, err := parseOrNil(page, division)
	if err != nil || !Lacks(alone) {
		return nil, nil, err
	}
	j := joint{page: alone, cells: map[string]partCell{}}
	if alone != nil {
		j.add(alone, 0)
	}
	var offers []offer
	for i, doc := range attached {
		r, err := parseOrNil(doc, division)
		if err != nil {
			return nil, nil, err
		}
		if r != nil && j.mayHave(r) {
			offers = append(offers, offer{index: i, doc: doc, report: r})
		}
	}
	offers = slices.DeleteFunc(offers, func(o offer) bool {
		return slices.ContainsFunc(offers, func(other offer) bool { return contradict(o.report, other.report) })
	})
	docs := []*archive.Document{page}
	var taken []int
	for _, o := range offers {
		taken = append(taken, o.index)
		if j.adds(o.report) {
			j.add(o.report, len(docs))
			docs = append(docs, o.doc)
		}
	}
	if len(docs) == 1 {
		return nil, nil, nil
	}
	joined := []*archive.Document{page}
	for _, doc := range docs[1:] {
		joined = append(joined, headed(doc))
	}
	whole, err := parseOrNil(Join(joined...), division)
	if err != nil || whole == nil || !j.settle(whole) {
		return nil, nil, err
	}
	for _, doc := range docs {
		whole.Parts = append(whole.Parts, archive.Part{Document: doc.ContentDigest, Payload: doc.PayloadDigest,
			URL: doc.Source.URL, Captured: doc.Source.CapturedAt})
	}
	whole.Findings = append(whole.Findings, archive.Finding{Code: "tables_attached", Severity: info,
		Message: "the page has no " + strings.Join(j.from(whole), ", ") + ": read out of " + strconv.Itoa(len(docs)-1) + " document(s) that it links to",
		Cells:   []string{}})
	return whole, taken, nil
}

// headed returns doc with its title above it, which parts its tables from what
// the page ends in: the date of its signature.
func headed(doc *archive.Document) *archive.Document {
	h := *doc
	h.Blocks = append([]archive.Passage{{Type: archive.PassageHeading, Text: cmp.Or(doc.Title, "附件")}}, doc.Blocks...)
	return &h
}

// parseOrNil is ParseAt, with nil for a document that is no report.
func parseOrNil(doc *archive.Document, division string) (*archive.AnnualReport, error) {
	r, err := ParseAt(doc, division)
	if errors.Is(err, ErrNotReport) {
		return nil, nil
	}
	return r, err
}

// offer is an attachment that may be a part of a page's report.
type offer struct {
	index  int
	doc    *archive.Document
	report *archive.AnnualReport // of the attachment alone
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

// mayHave reports whether r, which was read from an attachment alone, may be the
// rest of the page's report.
func (j *joint) mayHave(r *archive.AnnualReport) bool {
	if len(r.Cells) == 0 || narrates(r) && !Lacks(r) {
		return false
	}
	if j.page == nil {
		// The page says no more than what is attached to it, and perhaps to
		// which of many offices: only what doesn't say so itself needs it.
		return r.Issuer == "" || r.Year == 0 || r.Title == ""
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

// from names the tables of the whole that stand in attachments.
func (j *joint) from(whole *archive.AnnualReport) []string {
	var tables []string
	for _, c := range whole.Cells {
		if c.Part > 0 && !slices.Contains(tables, c.Table) {
			tables = append(tables, c.Table)
		}
	}
	return tables
}
