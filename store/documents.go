package store

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"go.etcd.io/bbolt"

	"gongkai/archive"
)

// holder is a URL that has a payload, and when it had it.
type holder struct {
	surt  archive.SURT
	stamp uint64
	visit *visitRecord
}

// holders returns the URLs that have a payload, first the one that made it due.
func (c *change) holders(key []byte, first archive.SURT) ([]holder, error) {
	var found []holder
	err := bucketHolders.each(c.tx, key, func(rest, value []byte) (bool, error) {
		h := holder{surt: archive.SURT(rest), stamp: number(value)}
		r, err := visitAt(c.tx, h.surt)
		if err == nil && r == nil {
			err = fmt.Errorf("URL %s, which has a payload, is not known", h.surt)
		}
		h.visit = r
		found = append(found, h)
		return true, err
	})
	if err != nil {
		return nil, err
	}
	for i, h := range found {
		if h.surt == first {
			found[0], found[i] = found[i], found[0]
		}
	}
	return found, nil
}

// dropHolders removes what said that these URLs have the payload.
func (c *change) dropHolders(key []byte, holders []holder) error {
	for _, h := range holders {
		if err := bucketHolders.in(c.tx).Delete(append(key[:len(key):len(key)], h.surt...)); err != nil {
			return err
		}
	}
	return nil
}

// refuseHolders notes why nothing was read at the URLs of a payload.
func (c *change) refuseHolders(holders []holder, p payloadRecord) error {
	for _, h := range holders {
		if h.visit.State != stateSettled || h.visit.Reason != "" {
			continue
		}
		r := *h.visit
		r.Reason, r.Detail = p.Reason, p.Detail
		if err := c.putVisit(h.surt, h.visit, &r); err != nil {
			return err
		}
	}
	return nil
}

// addDocuments enters the documents that were read, or adds the URLs to those
// that are known already.
func (c *change) addDocuments(e archive.Extracted, records map[archive.Digest]documentRecord, holders []holder, now time.Time) ([]archive.Novelty, error) {
	visits := make([]visitRecord, len(holders)) // as they will be
	for i, h := range holders {
		visits[i] = *h.visit
		if visits[i].Reason == archive.ReasonUnreadable {
			visits[i].Reason, visits[i].Detail = "", "" // by an earlier version of the readers
		}
	}
	var novelties []archive.Novelty
	for i, d := range e.Documents {
		content, err := raw(d.ContentDigest)
		if err != nil {
			return nil, err
		}
		novelty := archive.NoveltyAlias
		if bucketDocuments.in(c.tx).Get(content) == nil {
			if novelty, err = c.newDocument(e, i, records[d.ContentDigest], content, holders, now); err != nil {
				return nil, err
			}
		}
		novelties = append(novelties, novelty)
		for i, h := range holders {
			if err := c.addSource(content, h.surt, h.stamp, &visits[i]); err != nil {
				return nil, err
			}
		}
	}
	for i, h := range holders {
		if len(e.Documents) > 1 { // of which another than the first may be new
			if err := c.arrived(h.surt); err != nil {
				return nil, err
			}
		}
		if visits[i] == *h.visit {
			continue
		}
		if err := c.putVisit(h.surt, h.visit, &visits[i]); err != nil {
			return nil, err
		}
	}
	return novelties, nil
}

// newDocument enters the document of this index among e's.
func (c *change) newDocument(e archive.Extracted, index int, doc documentRecord, content []byte, holders []holder, now time.Time) (archive.Novelty, error) {
	report := e.Reports[index]
	if doc.RecordID == "" {
		return archive.NoveltyNone, fmt.Errorf("document %s has no record", digestOf(content))
	}
	novelty := archive.NoveltyNew
	if len(e.Documents) == 1 {
		l, err := c.lineage(content, doc, holders)
		if err != nil {
			return novelty, err
		}
		if l.before != "" {
			if err := c.precede(digestOf(content), l.before); err != nil {
				return novelty, err
			}
		}
		novelty, doc.Previous = l.novelty, l.after
	}
	portal, err := c.enter(content, &doc, &e.Documents[index], report)
	if err != nil {
		return novelty, err
	}
	if report != nil {
		portal.Found++
		if err := c.observe(doc.Portal, int(report.Year), e.Documents[index].Published); err != nil {
			return novelty, err
		}
	}
	for _, sub := range e.Sinks {
		kind := ""
		if report != nil {
			kind = string(report.IssuerKind)
		}
		if !sub.Wants(doc.Portal, kind, report != nil, doc.Previous != "") {
			continue
		}
		if err := c.owe(&doc, content, sub.Sink, now); err != nil {
			return novelty, err
		}
	}
	return novelty, write(c.tx, bucketDocuments, content, doc)
}

// enter enters what follows from a document and its report by itself, and
// returns the record of its portal. The caller writes doc.
func (c *change) enter(content []byte, doc *documentRecord, d *archive.Document, report *archive.AnnualReport) (*portalRecord, error) {
	if err := c.sketch(content, doc.sketch); err != nil {
		return nil, err
	}
	total, err := c.count()
	if err != nil {
		return nil, err
	}
	portal, err := c.portal(doc.Portal)
	if err != nil {
		return nil, err
	}
	total.Documents++
	portal.Documents++
	if report != nil {
		total.Reports++
		portal.Reports++
		summary := summaryOf(archive.Capture{Portal: doc.Portal, URL: doc.URL, Time: doc.CapturedAt}, d, report)
		doc.ReportKey = reportKey(summary, content)
		if err := write(c.tx, bucketReports, doc.ReportKey, summary); err != nil {
			return nil, err
		}
	}
	return portal, c.await(content, d, report, false)
}

// lineage is what a document is to those that the archive has.
type lineage struct {
	novelty archive.Novelty
	after   archive.Digest // the version before it, or ""
	before  archive.Digest // the version behind it, which was read first, or ""
}

// lineage finds what a new document at its holders is.
func (c *change) lineage(content []byte, doc documentRecord, holders []holder) (lineage, error) {
	for _, h := range holders {
		if h.visit.Content == "" {
			continue
		}
		replaces, err := c.replaces(h.visit.Content, doc.sketch)
		if err != nil {
			return lineage{}, err
		}
		switch {
		case !replaces: // last year's report stood there
		case !spansOf(c.tx).after(h.visit.ContentAt, h.stamp):
			return lineage{novelty: archive.NoveltyVersion, after: h.visit.Content}, nil
		default:
			return lineage{novelty: archive.NoveltyVersion, before: h.visit.Content}, nil
		}
	}
	return c.relate(content, doc)
}

// precede links an older document, read after its successor, as the version
// before it.
func (c *change) precede(older, newer archive.Digest) error {
	key, err := raw(newer)
	if err != nil {
		return err
	}
	var doc documentRecord
	found, err := read(c.tx, bucketDocuments, key, &doc)
	if err != nil || !found || doc.Previous != "" {
		return err
	}
	doc.Previous = older
	return write(c.tx, bucketDocuments, key, doc)
}

func summaryOf(c archive.Capture, doc *archive.Document, report *archive.AnnualReport) archive.ReportSummary {
	r := archive.ReportSummary{
		Portal:   c.Portal,
		Issuer:   string(report.Issuer),
		Kind:     string(report.IssuerKind),
		Year:     int(report.Year),
		Title:    string(report.Title),
		Template: archive.Template(report.Template),
		Document: doc.ContentDigest,
		URL:      c.URL,
		Captured: c.Time,
		Cells:    len(report.Cells),
		Findings: len(report.Findings),

		Division:  string(report.Division),
		Published: doc.Published,
	}
	for _, check := range report.Checks {
		if check.Result == archive.CheckFail {
			r.Failed++
		}
	}
	return r
}

// Document returns a document by its content digest, or ErrUnknown.
func (s *Store) Document(ctx context.Context, content archive.Digest) (archive.Document, error) {
	var d archive.Document
	rec, err := s.documentRecord(ctx, content)
	if err == nil {
		err = s.readConversion(rec.Record, rec.RecordID, &d)
	}
	if err != nil {
		return archive.Document{}, fmt.Errorf("document %s: %w", content, err)
	}
	return d, nil
}

// Report returns the annual report parsed out of a document, with its attachments
// where it has some. Of an attachment it is that of its page, as it was before
// another attachment replaced this one. It is nil where the document is none, and
// ErrUnknown where there is no such document.
func (s *Store) Report(ctx context.Context, content archive.Digest) (*archive.AnnualReport, error) {
	rec, err := s.documentRecord(ctx, content)
	if err == nil && rec.PartOf != "" && rec.Replaced == nil {
		rec, err = s.documentRecord(ctx, rec.PartOf)
	}
	var r *archive.AnnualReport
	if err == nil {
		r, err = s.reportAt(rec.effective())
	}
	if err != nil {
		return nil, fmt.Errorf("report of document %s: %w", content, err)
	}
	return r, nil
}

// reportAt returns the report in a conversion record, or nil where id is empty.
func (s *Store) reportAt(at archive.Location, id string) (*archive.AnnualReport, error) {
	if id == "" {
		return nil, nil
	}
	r := new(archive.AnnualReport)
	return r, s.readConversion(at, id, r)
}

// Provenance tells where a document was found, and what it replaced.
type Provenance struct {
	Portal   string           `json:"portal"`
	URL      string           `json:"url"` // where it was first read
	Captured time.Time        `json:"captured"`
	Payload  archive.Digest   `json:"payload"`
	Record   archive.Location `json:"record"`
	RecordID string           `json:"record_id"`
	Previous archive.Digest   `json:"previous,omitempty"` // the version before
	PartOf   archive.Digest   `json:"part_of,omitempty"`  // the document whose report it is a part of
	Parts    []archive.Digest `json:"parts,omitempty"`    // the documents that are parts of its report
	Sources  []string         `json:"sources"`            // every URL that had it
}

// Provenance returns where a document was found, or ErrUnknown.
func (s *Store) Provenance(ctx context.Context, content archive.Digest) (Provenance, error) {
	rec, err := s.documentRecord(ctx, content)
	if err != nil {
		return Provenance{}, fmt.Errorf("document %s: %w", content, err)
	}
	p := Provenance{
		Portal: rec.Portal, URL: rec.URL, Captured: rec.CapturedAt, Payload: rec.Payload,
		Record: rec.Record, RecordID: rec.RecordID, Previous: rec.Previous, PartOf: rec.PartOf,
	}
	if rec.Joined != nil {
		p.Parts = rec.Joined.Parts
	}
	key, err := raw(content)
	if err != nil {
		return p, err
	}
	err = s.view(ctx, func(tx *bbolt.Tx) error {
		return bucketSources.each(tx, key, func(_, url []byte) (bool, error) {
			p.Sources = append(p.Sources, string(url))
			return true, nil
		})
	})
	return p, err
}

func (s *Store) documentRecord(ctx context.Context, content archive.Digest) (documentRecord, error) {
	var rec documentRecord
	key, err := raw(content)
	if err != nil {
		return rec, err
	}
	err = s.view(ctx, func(tx *bbolt.Tx) error {
		found, err := read(tx, bucketDocuments, key, &rec)
		if err == nil && !found {
			err = ErrUnknown
		}
		return err
	})
	return rec, err
}

const maxConversion = 1 << 28 // bytes of a document's JSON

// readConversion decodes the conversion record at a place.
func (s *Store) readConversion(at archive.Location, id string, v any) error {
	body, err := s.conversion(at, id)
	if err != nil {
		return err
	}
	return json.Unmarshal(body, v)
}

// conversion returns the content of the conversion record at a place.
func (s *Store) conversion(at archive.Location, id string) ([]byte, error) {
	return s.appendConversion(nil, at, id)
}

// appendConversion appends what a record holds to to, and returns that also
// where it fails.
func (s *Store) appendConversion(to []byte, at archive.Location, id string) ([]byte, error) {
	rec, err := s.reader.Record(at)
	if err != nil {
		return to, err
	}
	defer rec.Close()
	if rec.ID != id {
		return to, fmt.Errorf("found record %s, want %s", rec.ID, id)
	}
	if rec.Length > maxConversion {
		return to, errors.New("record is too large to be a document")
	}
	body := bytes.NewBuffer(to)
	body.Grow(int(min(rec.Length, trusted)) + bytes.MinRead)
	_, err = body.ReadFrom(rec.Content)
	return body.Bytes(), err
}

// trusted is how many bytes are made room for because a record's header says
// that they come.
const trusted = 1 << 20
