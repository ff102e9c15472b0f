package store

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"go.etcd.io/bbolt"

	"gongkai/archive"
)

// A ParseAttached reads a page of a portal, with documents that it links to, as one
// report. It returns nil where none belongs to the page, and otherwise which of
// them, by index, are no reports of their own then. It may be called on several
// goroutines.
type ParseAttached func(portal string, page *archive.Document, attached []*archive.Document) (*archive.AnnualReport, []int, error)

// joinRounds is how often the pages are gone through, where one that let go of
// an attachment made others wait that had been looked at.
const joinRounds = 3

// joinedReport is a report that a page's document and others make together.
type joinedReport struct {
	Report   archive.Location `json:"report"`
	ReportID string           `json:"report_id"`
	Parts    []archive.Digest `json:"parts"` // documents without a report of their own then; also those that newer ones replaced
}

// effective is where the report of a document stands that others see: one that
// is joined, or its own.
func (d documentRecord) effective() (at archive.Location, id string) {
	if j := cmp.Or(d.Joined, d.Replaced); j != nil {
		return j.Report, j.ReportID
	}
	return d.Report, d.ReportID
}

// reports reports whether a document has a report that is listed.
func (d documentRecord) reports() bool {
	return d.PartOf == "" && (d.ReportID != "" || d.Joined != nil) || d.Replaced != nil
}

// JoinAttached looks at the pages that wait for it, and makes one report of a
// page and of its attachments where parse does: the page's document has it, and
// the attachments' have none. It returns how many reports became others. What is
// not done when it is interrupted waits for the next call. Nothing is delivered
// again.
func (s *Store) JoinAttached(ctx context.Context, parse ParseAttached) (int, error) {
	if s.derived == nil {
		return 0, errReadOnly
	}
	joined, round := 0, 1
	for from := []byte(nil); ; {
		var page []byte
		var seq uint64
		err := s.view(ctx, func(tx *bbolt.Tx) error {
			k, v := bucketToJoin.in(tx).Cursor().Seek(from)
			if page = bytes.Clone(k); k != nil {
				seq = number(v)
			}
			return nil
		})
		if err == nil && page == nil && from != nil && round < joinRounds {
			from, round = nil, round+1
			continue
		}
		if err != nil || page == nil {
			return joined, err
		}
		changed, err := s.joinPage(ctx, page, seq, parse)
		if err != nil {
			return joined, fmt.Errorf("join the parts of %s: %w", digestOf(page), err)
		}
		if changed {
			joined++
		}
		from = append(page, 0)
	}
}

// joinPage joins one page with its attachments, or parts them again.
func (s *Store) joinPage(ctx context.Context, content []byte, seq uint64, parse ParseAttached) (changed bool, err error) {
	var rec documentRecord
	err = s.view(ctx, func(tx *bbolt.Tx) error {
		_, err := read(tx, bucketDocuments, content, &rec)
		return err
	})
	if err != nil {
		return false, err
	}
	j := joining{content: content, seq: seq}
	var page archive.Document
	if rec.PartOf == "" && s.readConversion(rec.Record, rec.RecordID, &page) == nil {
		attached, err := s.attached(ctx, content, rec, &page)
		if err != nil {
			return false, err
		}
		var whole *archive.AnnualReport
		var taken []int
		if len(attached) > 0 {
			if whole, taken, err = parse(rec.Portal, &page, attached); err != nil {
				return false, err
			}
		}
		if kept, err := s.keptParts(ctx, rec, attached, taken); err != nil {
			return false, err
		} else if kept {
			if whole, taken, err = parse(rec.Portal, &page, attached); err != nil {
				return false, err
			}
		}
		for _, doc := range attached {
			j.seen = append(j.seen, doc.ContentDigest)
		}
		if whole != nil {
			if j.next, err = s.keepJoined(ctx, digestOf(content), rec, rec.Joined, whole); err != nil {
				return false, err
			}
			j.summary = summaryOf(archive.Capture{Portal: rec.Portal, URL: rec.URL, Time: rec.CapturedAt}, &page, whole)
			for _, i := range taken {
				j.next.Parts = append(j.next.Parts, j.seen[i])
			}
			if j.replaced, err = s.replaced(ctx, rec, &page, attached, j.seen, parse); err != nil {
				return false, err
			}
		}
	}
	s.opts.Step("join.commit")
	err = s.commit(ctx, func(c *change) error {
		changed, err = c.settleJoined(j)
		return err
	})
	return changed, err
}

// offered is a document that may be a part of a page's report.
type offered struct {
	at     archive.SURT // where the page awaits it
	rec    documentRecord
	beside []archive.Digest // what is packed with it, and itself; nil where it is alone
}

// replacedReport is a page's report as it was with an attachment that another has
// replaced.
type replacedReport struct {
	content []byte // of the attachment
	report  joinedReport
	summary archive.ReportSummary
}

// keptParts puts the parts that a page's report has into the places of those of
// attached that took theirs, and are no parts: a file of another year at the same
// URL is no correction. It reports whether there are some.
func (s *Store) keptParts(ctx context.Context, of documentRecord, attached []*archive.Document, taken []int) (kept bool, err error) {
	if of.Joined == nil {
		return false, nil
	}
	for _, d := range of.Joined.Parts {
		rec, doc, at, err := s.place(ctx, d, attached)
		if err != nil {
			return false, err
		}
		if at >= 0 && attached[at].ContentDigest != d && !slices.Contains(taken, at) && rec.Replaced == nil {
			attached[at], kept = doc, true
		}
	}
	return kept, nil
}

// place returns a document that was a part, and which of attached stands at its
// place now; −1 where none does, or it can't be read back.
func (s *Store) place(ctx context.Context, d archive.Digest, attached []*archive.Document) (documentRecord, *archive.Document, int, error) {
	rec, err := s.documentRecord(ctx, d)
	if err != nil {
		return rec, nil, -1, err
	}
	doc := new(archive.Document)
	if s.readConversion(rec.Record, rec.RecordID, doc) != nil {
		return rec, nil, -1, nil
	}
	at := -1
	err = s.view(ctx, func(tx *bbolt.Tx) error {
		for i, a := range attached {
			if same, err := samePlace(tx, doc, a); err != nil || same {
				at = i
				return err
			}
		}
		return nil
	})
	return rec, doc, at, err
}

// samePlace reports whether a document stands where an older one stood: both were
// first read at one URL, or it is at one of the older's now; in a package, under
// one name in it.
func samePlace(tx *bbolt.Tx, older, now *archive.Document) (bool, error) {
	if older.Source.Member != now.Source.Member {
		return false, nil
	}
	content, err := raw(older.ContentDigest)
	if err != nil {
		return false, err
	}
	same := older.Source.URL == now.Source.URL
	if !same {
		err = bucketSources.each(tx, content, func(url, _ []byte) (bool, error) {
			there, err := contentsAt(tx, archive.SURT(url))
			same = slices.Contains(there, now.ContentDigest)
			return err == nil && !same, err
		})
	}
	return same, err
}

// replaced returns the reports of a page with each of its parts that others have
// replaced at their URLs by now.
func (s *Store) replaced(ctx context.Context, of documentRecord, page *archive.Document, attached []*archive.Document, seen []archive.Digest, parse ParseAttached) ([]replacedReport, error) {
	if of.Joined == nil {
		return nil, nil
	}
	var all []replacedReport
	for _, d := range of.Joined.Parts {
		if slices.Contains(seen, d) {
			continue
		}
		rec, doc, at, err := s.place(ctx, d, attached)
		if err != nil {
			return nil, err
		}
		if at < 0 {
			continue
		}
		before := slices.Clone(attached)
		before[at] = doc
		whole, taken, err := parse(of.Portal, page, before)
		if err != nil {
			return nil, err
		}
		if whole == nil || !slices.Contains(taken, at) {
			continue
		}
		kept, err := s.keepJoined(ctx, d, rec, rec.Replaced, whole)
		if err != nil {
			return nil, err
		}
		r := replacedReport{report: *kept, summary: summaryOf(archive.Capture{Portal: rec.Portal, URL: rec.URL, Time: rec.CapturedAt}, doc, whole)}
		r.summary.Replaced = true
		if r.content, err = raw(d); err != nil {
			return nil, err
		}
		all = append(all, r)
	}
	return all, nil
}

// attached returns the documents at the URLs that a page awaits, as far as they
// can be read back, and no other page lays claim to them. A further page is one of them
// only where the page or the one before it links there.
func (s *Store) attached(ctx context.Context, content []byte, of documentRecord, page *archive.Document) ([]*archive.Document, error) {
	var found []offered
	awaited, before := attachedTo(page)
	err := s.view(ctx, func(tx *bbolt.Tx) error {
		var seen []archive.Digest
		var all []offered
		awaits := func(key archive.SURT) bool { return has(tx, bucketAwaited, append(text(string(key)), content...)) }
		keys := slices.DeleteFunc(awaited, func(key archive.SURT) bool { return !awaits(key) })
		links := len(keys)
		if own, err := surtOf(page.Source.URL); err == nil && awaits(own) {
			keys = append(keys, own)
		}
		for i, key := range keys {
			contents, err := contentsAt(tx, key)
			if err == nil && i == links && !slices.Contains(contents, digestOf(content)) {
				contents, err = contentsOf(tx, of.Payload) // another package stands there by now
			}
			if err != nil {
				return err
			}
			for _, d := range contents[:min(len(contents), mostAttached)] {
				if d == digestOf(content) || slices.Contains(seen, d) {
					continue
				}
				sum, err := raw(d)
				if err != nil {
					return err
				}
				one := offered{at: key}
				if len(contents) > 1 {
					one.beside = contents
				}
				if known, err := read(tx, bucketDocuments, sum, &one.rec); err != nil {
					return err
				} else if !known {
					continue
				}
				seen, all = append(seen, d), append(all, one)
			}
		}
		own, err := ownSummary(tx, of)
		if err != nil {
			return err
		}
		for i, one := range all {
			if one.rec.Joined != nil {
				continue
			}
			parts := seen
			if one.beside != nil {
				parts = nil // one of them may be a page too
			}
			contested, err := contested(tx, seen[i], claimant{digestOf(content), of, own, one.beside}, parts)
			if err != nil {
				return err
			}
			if !contested {
				found = append(found, one)
			}
		}
		return nil
	})
	var docs []*archive.Document
	taken := make(map[archive.SURT][]*archive.Document)
	for _, one := range found {
		if behind, guessed := before[one.at]; guessed && !leadsTo(one.at, taken[behind]) {
			continue
		}
		doc := new(archive.Document)
		if s.readConversion(one.rec.Record, one.rec.RecordID, doc) == nil {
			docs, taken[one.at] = append(docs, doc), append(taken[one.at], doc)
		}
	}
	return docs, err
}

// keepJoined makes the record of a joined report of a document durable, unless it
// is that of had, where it has one.
func (s *Store) keepJoined(ctx context.Context, of archive.Digest, rec documentRecord, had *joinedReport, whole *archive.AnnualReport) (*joinedReport, error) {
	if had != nil {
		now, err := json.Marshal(whole)
		if err != nil {
			return nil, err
		}
		if was, err := s.conversion(had.Report, had.ReportID); err == nil && bytes.Equal(was, now) {
			return &joinedReport{Report: had.Report, ReportID: had.ReportID}, nil
		}
	}
	var c archive.Capture
	err := s.view(ctx, func(tx *bbolt.Tx) error {
		payload, err := raw(rec.Payload)
		if err != nil {
			return err
		}
		e, err := extractionOf(tx, payload)
		c = e.Capture
		return err
	})
	if err != nil {
		return nil, err
	}
	s.opts.Step("join.append")
	w, err := s.writeConversion(c, typeReport, of, whole)
	if err != nil {
		return nil, err
	}
	s.opts.Step("join.sync")
	return &joinedReport{Report: w.Record, ReportID: w.RecordID}, s.derived.Sync(ctx)
}
