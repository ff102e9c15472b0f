package store

import (
	"fmt"
	"slices"

	"go.etcd.io/bbolt"

	"gongkai/archive"
)

// joining is what looking at a page gave.
type joining struct {
	content []byte
	seq     uint64                // as it was to be looked at
	seen    []archive.Digest      // the documents that may have been parts
	next    *joinedReport         // nil where it has none
	summary archive.ReportSummary // of next

	replaced []replacedReport // with parts that others have replaced
}

// settleJoined enters what looking at a page gave, unless it is to be looked at
// once more by now.
func (c *change) settleJoined(j joining) (changed bool, err error) {
	if waiting := bucketToJoin.in(c.tx).Get(j.content); waiting == nil || number(waiting) != j.seq {
		return false, nil
	}
	defer func() {
		if err == nil { // whatever came of releasing its own parts
			err = bucketToJoin.in(c.tx).Delete(j.content)
		}
	}()
	var rec documentRecord
	known, err := read(c.tx, bucketDocuments, j.content, &rec)
	if err != nil || !known || rec.Joined == nil && j.next == nil {
		return false, err
	}
	own, err := ownSummary(c.tx, rec)
	if err != nil {
		return false, err
	}
	var was []archive.Digest
	if rec.Joined != nil {
		was = rec.Joined.Parts
	}
	changed = j.next == nil || rec.Joined == nil || rec.Joined.ReportID != j.next.ReportID
	if j.next != nil {
		next := *j.next
		next.Parts = slices.Clone(next.Parts)
		for _, d := range was { // what a newer attachment has replaced is no report by itself
			if !slices.Contains(next.Parts, d) && !slices.Contains(j.seen, d) {
				next.Parts = append(next.Parts, d)
			}
		}
		rec.Joined, rec.Own = &next, own
		err = c.list(j.content, &rec, &j.summary)
	} else {
		rec.Joined, rec.Own = nil, nil
		err = c.list(j.content, &rec, own)
	}
	if err != nil {
		return false, err
	}
	for _, d := range was {
		if rec.Joined == nil || !slices.Contains(rec.Joined.Parts, d) {
			if err := c.release(d, digestOf(j.content)); err != nil {
				return false, err
			}
		}
	}
	if rec.Joined == nil {
		return changed, nil
	}
	for _, d := range rec.Joined.Parts {
		i := slices.IndexFunc(j.replaced, func(r replacedReport) bool { return digestOf(r.content) == d })
		var before *replacedReport
		if i >= 0 {
			before = &j.replaced[i]
		}
		if err := c.absorb(d, digestOf(j.content), before); err != nil {
			return false, err
		}
	}
	return changed, nil
}

// absorb makes a document a part of a page's report: its own is not listed. What
// that report was with it, where another has replaced it, is.
func (c *change) absorb(d, page archive.Digest, replaced *replacedReport) error {
	content, rec, err := c.document(d)
	if err != nil || rec.PartOf != "" && rec.PartOf != page {
		return err
	}
	if rec.Own, err = ownSummary(c.tx, rec); err != nil {
		return err
	}
	rec.PartOf, rec.Replaced = page, nil
	if replaced == nil {
		return c.list(content, &rec, nil)
	}
	rec.Replaced = &replaced.report
	return c.list(content, &rec, &replaced.summary)
}

// release lists the own report of a document again that was a part of a page's,
// and has the other pages looked at that await it.
func (c *change) release(d, page archive.Digest) error {
	content, rec, err := c.document(d)
	if err != nil || rec.PartOf != page {
		return err
	}
	own := rec.Own
	rec.PartOf, rec.Replaced, rec.Own = "", nil, nil
	if err := c.list(content, &rec, own); err != nil {
		return err
	}
	var sources []archive.SURT
	err = bucketSources.each(c.tx, content, func(rest, _ []byte) (bool, error) {
		sources = append(sources, archive.SURT(rest))
		return true, nil
	})
	for _, s := range sources {
		if err == nil {
			err = c.arrived(s)
		}
	}
	return err
}

func (c *change) document(d archive.Digest) ([]byte, documentRecord, error) {
	var rec documentRecord
	content, err := raw(d)
	if err == nil {
		var known bool
		if known, err = read(c.tx, bucketDocuments, content, &rec); err == nil && !known {
			err = fmt.Errorf("document %s: %w", d, ErrUnknown)
		}
	}
	return content, rec, err
}

// ownSummary is the summary of the report that was read out of a document
// alone, or nil.
func ownSummary(tx *bbolt.Tx, rec documentRecord) (*archive.ReportSummary, error) {
	if rec.Joined != nil || rec.PartOf != "" {
		return rec.Own, nil
	}
	if rec.ReportKey == nil {
		return nil, nil
	}
	summary := new(archive.ReportSummary)
	_, err := read(tx, bucketReports, rec.ReportKey, summary)
	return summary, err
}

// list writes rec, and lists its report under summary, or not where that is nil.
func (c *change) list(content []byte, rec *documentRecord, summary *archive.ReportSummary) error {
	had := rec.ReportKey != nil
	if had {
		if err := bucketReports.in(c.tx).Delete(rec.ReportKey); err != nil {
			return err
		}
		rec.ReportKey = nil
	}
	if summary != nil {
		rec.ReportKey = reportKey(*summary, content)
		if err := write(c.tx, bucketReports, rec.ReportKey, *summary); err != nil {
			return err
		}
	}
	if had != (summary != nil) {
		if err := c.countReport(rec.Portal, summary != nil); err != nil {
			return err
		}
	}
	return write(c.tx, bucketDocuments, content, *rec)
}
