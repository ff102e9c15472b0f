package store

import (
	"errors"
	"fmt"
	"slices"

	"gongkai/archive"
)

// restoreReport enters a report that was parsed anew out of a document that was
// restored.
func (c *change) restoreReport(s *Store, content []byte, report *archive.AnnualReport, loc archive.Location, id string) error {
	o := oldReport{content: content, report: report, changed: true}
	known, err := read(c.tx, bucketDocuments, content, &o.rec)
	if err != nil || !known || s.readConversion(o.rec.Record, o.rec.RecordID, &o.doc) != nil {
		return nil
	}
	o.rec.Report, o.rec.ReportID = loc, id
	return c.replaceReport(&o)
}

// restoreJoined lists the report that a document had with its attachments, and
// has it looked at whether it is that still.
func (c *change) restoreJoined(s *Store, of archive.Digest, j *lostJoined) error {
	var doc archive.Document
	content, rec, err := c.document(of)
	if errors.Is(err, ErrUnknown) || err == nil && s.readConversion(rec.Record, rec.RecordID, &doc) != nil {
		return nil
	}
	if err != nil {
		return err
	}
	own, err := ownSummary(c.tx, rec)
	if err != nil {
		return err
	}
	known := j.joinedReport
	known.Parts = slices.DeleteFunc(slices.Clone(known.Parts), func(d archive.Digest) bool {
		_, _, err := c.document(d)
		return err != nil
	})
	rec.Joined, rec.Own, rec.PartOf = &known, own, ""
	summary := summaryOf(archive.Capture{Portal: rec.Portal, URL: rec.URL, Time: rec.CapturedAt}, &doc, j.report)
	if err := c.list(content, &rec, &summary); err != nil {
		return err
	}
	for _, d := range known.Parts {
		if _, part, err := c.document(d); err != nil || part.PartOf != "" {
			continue
		}
		if err := c.absorb(d, of, nil); err != nil {
			return fmt.Errorf("part %s: %w", d, err)
		}
	}
	return c.toJoin(content)
}

// restoreReplaced lists the report of a page as it was with an attachment that
// another has replaced, where that is a part of the page's report.
func (c *change) restoreReplaced(s *Store, of archive.Digest, j *lostJoined) error {
	page := j.report.Parts[0].Document
	_, whole, err := c.document(page)
	if err != nil || whole.Joined == nil || !slices.Contains(whole.Joined.Parts, of) {
		return known(err)
	}
	var doc archive.Document
	content, rec, err := c.document(of)
	if err != nil || s.readConversion(rec.Record, rec.RecordID, &doc) != nil {
		return known(err)
	}
	key, err := surtOf(rec.URL)
	if err != nil {
		return nil // told with the document
	}
	if now, err := contentsAt(c.tx, key); err != nil || slices.Contains(now, of) {
		return err // it stands there again
	}
	r := replacedReport{
		content: content, report: joinedReport{Report: j.Report, ReportID: j.ReportID},
		summary: summaryOf(archive.Capture{Portal: rec.Portal, URL: rec.URL, Time: rec.CapturedAt}, &doc, j.report),
	}
	r.summary.Replaced = true
	return c.absorb(of, page, &r)
}
