package store

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"go.etcd.io/bbolt"
	"golang.org/x/sync/errgroup"

	"gongkai/archive"
	"gongkai/store/reportjson"
)

// ReportQuery chooses annual reports. The zero value chooses all.
type ReportQuery struct {
	Portals  []string // one of them has it; none is every portal
	From, To int      // years reported on, both included; 0 is no bound
	AsKept   bool     // hand over the JSON of reports alone, and no Report

	// Issuer returns what the names of one issuer have in common, "" for nobody. Nil takes
	// each name for an issuer.
	Issuer func(archive.ReportSummary) string
}

func (q ReportQuery) issuer(r archive.ReportSummary) string {
	if q.Issuer == nil {
		return r.Issuer
	}
	return q.Issuer(r)
}

func (q ReportQuery) years(year int) bool {
	return (q.From == 0 || year >= q.From) && (q.To == 0 || year <= q.To)
}

func (q ReportQuery) portals(have []string) bool {
	return len(q.Portals) == 0 || slices.ContainsFunc(have, func(p string) bool { return slices.Contains(q.Portals, p) })
}

// The reports that one worker reads at once, and the workers.
const (
	reportBatch   = 8
	reportReaders = 4
)

// EachReport reads annual reports in the order in which they were archived, so
// that the records are read one after another, and an archive that has grown
// begins with what it had. It hands them to work in batches, on several
// goroutines; the functions that work returns are called in order, one at a
// time. A report whose record can't be read back comes with its damage.
func (s *Store) EachReport(ctx context.Context, q ReportQuery, work func([]archive.Filed) (func() error, error)) error {
	found, err := s.placeReports(ctx, q)
	if err != nil {
		return fmt.Errorf("find reports: %w", err)
	}
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(reportReaders + 2)
	type turn chan func() error
	turns := make(chan turn, 2*reportReaders) // bounds what waits for its turn
	group.Go(func() error {
		for t := range turns {
			select {
			case settle := <-t:
				if err := settle(); err != nil {
					return err
				}
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		return nil
	})
	group.Go(func() error {
		defer close(turns)
		for batch := range slices.Chunk(found, reportBatch) {
			t := make(turn, 1)
			select {
			case turns <- t:
			case <-ctx.Done():
				return ctx.Err()
			}
			group.Go(func() error {
				filed, err := s.readReports(ctx, batch, q.AsKept)
				if err != nil {
					return err
				}
				settle, err := work(filed)
				if err != nil {
					return err
				}
				t <- settle
				return nil
			})
		}
		return nil
	})
	return group.Wait()
}

// Filed returns the reports in documents, in their order. One that is not listed
// is an error.
func (s *Store) Filed(ctx context.Context, documents ...archive.Digest) ([]archive.Filed, error) {
	var at []placed
	for _, d := range documents {
		content, err := raw(d)
		if err != nil {
			return nil, err
		}
		at = append(at, placed{content: [32]byte(content)})
	}
	return s.readReports(ctx, at, false)
}

// reportDecoder decodes reports, and keeps texts that come again.
type reportDecoder struct {
	*reportjson.Decoder
	body []byte // of the last report: the next one takes its room
}

func newDecoders() *sync.Pool {
	return &sync.Pool{New: func() any { return &reportDecoder{Decoder: reportjson.NewDecoder()} }}
}

// placed is where a report stands: its file by number, and how the buckets name
// it.
type placed struct {
	file    int32
	newest  bool
	offset  int64
	content [32]byte
}

// placeReports returns where the chosen reports stand, in order.
func (s *Store) placeReports(ctx context.Context, q ReportQuery) ([]placed, error) {
	var found []placed
	var files []string
	numbers := map[string]int32{}
	err := s.view(ctx, func(tx *bbolt.Tx) error {
		var group reportGroup
		names := newestOfNames{}
		spans := spansOf(tx)
		choose := func() error {
			newest, err := group.newest(tx, spans)
			if err != nil || newest == nil {
				return err
			}
			if newest.report, _, err = located(tx, newest.report); err == nil {
				names.see(found, *newest, q.issuer(newest.report))
			}
			return err
		}
		err := bucketReports.each(tx, nil, func(k, v []byte) (bool, error) {
			r, err := decode[archive.ReportSummary](bucketReports, k, v)
			if err != nil {
				return false, err
			}
			if !group.holds(k, r) {
				if err := choose(); err != nil {
					return false, err
				}
			}
			chosen := q.years(r.Year)
			if chosen && len(q.Portals) > 0 {
				_, have, err := located(tx, r)
				if err != nil {
					return false, err
				}
				chosen = q.portals(have)
			}
			if !chosen {
				group.add(k, r, -1)
				return true, ctx.Err()
			}
			doc, content, err := documentOf(tx, r)
			if err != nil {
				return false, err
			}
			at, _ := doc.effective()
			number, ok := numbers[at.File]
			if !ok {
				number = int32(len(files))
				numbers[at.File], files = number, append(files, at.File)
			}
			group.add(k, r, len(found))
			found = append(found, placed{file: number, offset: at.Offset, content: [32]byte(content)})
			return true, ctx.Err()
		})
		return errors.Join(err, choose())
	})
	slices.SortFunc(found, func(a, b placed) int {
		return cmp.Or(cmp.Compare(files[a.file], files[b.file]), cmp.Compare(a.offset, b.offset), bytes.Compare(a.content[:], b.content[:]))
	})
	return found, err
}

// newestOfNames is the newest report that was seen of each portal, issuer and year,
// under whichever of its names, by a digest of these.
type newestOfNames map[[16]byte]preceding

// preceding is a report that takes precedence.
type preceding struct {
	index int32 // among what was found, or -1
	at    int64 // nanoseconds since 1970
}

// see looks at the newest report of a name of an issuer. One whose issuer or year is
// not known is the newest of its own.
func (n newestOfNames) see(found []placed, newest newestReport, issuer string) {
	if r := newest.report; issuer != "" && r.Year != 0 {
		sum := sha256.Sum256(fmt.Appendf(nil, "%s\x00%s\x00%d", r.Portal, issuer, r.Year))
		of := [16]byte(sum[:])
		if known, is := n[of]; is {
			if r.Precedence().UnixNano() < known.at {
				return
			}
			if known.index >= 0 {
				found[known.index].newest = false
			}
		}
		n[of] = preceding{int32(newest.index), r.Precedence().UnixNano()}
	}
	if newest.index >= 0 {
		found[newest.index].newest = true
	}
}

func documentOf(tx *bbolt.Tx, r archive.ReportSummary) (documentRecord, []byte, error) {
	var doc documentRecord
	content, err := raw(r.Document)
	if err != nil {
		return doc, nil, err
	}
	known, err := read(tx, bucketDocuments, content, &doc)
	if err == nil && !known {
		err = fmt.Errorf("report of %s has no document", r.Document)
	}
	return doc, content, err
}

// located returns r as the portal has it whose pages it stands on now, and the portals
// that have its document, sorted.
func located(tx *bbolt.Tx, r archive.ReportSummary) (archive.ReportSummary, []string, error) {
	others, own, err := elsewhere(tx, r)
	if own || len(others) == 0 {
		others = append(others, r)
	} else {
		r = others[0]
	}
	var have []string
	for _, o := range others {
		have = append(have, o.Portal)
	}
	slices.Sort(have)
	return r, have, err
}

// previousOf returns the document of the version before that of doc: the newest
// attachment that was replaced, else what stood at the document's URL.
func previousOf(tx *bbolt.Tx, doc documentRecord) (archive.Digest, error) {
	previous := doc.Previous
	if doc.Joined == nil {
		return previous, nil
	}
	var at time.Time
	spans := spansOf(tx)
	for _, d := range doc.Joined.Parts {
		content, err := raw(d)
		if err != nil {
			return "", err
		}
		var part documentRecord
		if _, err := read(tx, bucketDocuments, content, &part); err != nil {
			return "", err
		}
		if captured := spans.order(part.CapturedAt); part.Replaced != nil && captured.After(at) {
			previous, at = d, captured
		}
	}
	return previous, nil
}

// readReports reads the reports at some places.
func (s *Store) readReports(ctx context.Context, at []placed, asKept bool) ([]archive.Filed, error) {
	filed := make([]archive.Filed, len(at))
	docs := make([]documentRecord, len(at))
	err := s.view(ctx, func(tx *bbolt.Tx) error {
		spans := spansOf(tx)
		for i, p := range at {
			known, err := read(tx, bucketDocuments, p.content[:], &docs[i])
			if err == nil && known {
				known, err = read(tx, bucketReports, docs[i].ReportKey, &filed[i].ReportSummary)
			}
			if err == nil && !known {
				err = fmt.Errorf("report of %s: %w", digestOf(p.content[:]), ErrUnknown)
			}
			if err == nil {
				filed[i].ReportSummary, err = precedence(tx, spans, docs[i].ReportKey, filed[i].ReportSummary)
			}
			if err == nil {
				filed[i].ReportSummary, filed[i].Portals, err = located(tx, filed[i].ReportSummary)
			}
			if err != nil {
				return err
			}
			filed[i].Payload, filed[i].Newest = docs[i].Payload, p.newest
			if filed[i].Previous, err = previousOf(tx, docs[i]); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read reports: %w", err)
	}
	decoder := s.decoders.Get().(*reportDecoder)
	defer s.decoders.Put(decoder)
	for i, doc := range docs {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		at, id := doc.effective()
		var err error
		if asKept {
			filed[i].JSON, err = s.conversion(at, id)
		} else if decoder.body, err = s.appendConversion(decoder.body[:0], at, id); err == nil {
			filed[i].Report, err = decoder.Decode(decoder.body)
		}
		if err != nil {
			filed[i].Damage = err.Error()
		}
	}
	return filed, nil
}
