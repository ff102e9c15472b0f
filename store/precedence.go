package store

import (
	"bytes"
	"cmp"
	"slices"
	"strings"
	"time"

	"go.etcd.io/bbolt"

	"gongkai/archive"
	"gongkai/internal/likeness"
)

// reportGroup holds the reports of one portal, issuer and year, which the keys keep
// together; one whose issuer or year is not known is alone.
type reportGroup struct {
	key     []byte // that they have in common; nil for one that is alone
	reports []archive.ReportSummary
	indexes []int // of each among others, or -1
}

// holds reports whether r, of a key, is of the group.
func (g *reportGroup) holds(key []byte, r archive.ReportSummary) bool {
	return g.key != nil && bytes.Equal(g.key, groupKey(key, r))
}

// add enters r, which begins another group where it is none of this one.
func (g *reportGroup) add(key []byte, r archive.ReportSummary, index int) {
	if !g.holds(key, r) {
		g.key, g.reports, g.indexes = bytes.Clone(groupKey(key, r)), g.reports[:0], g.indexes[:0]
	}
	g.reports, g.indexes = append(g.reports, r), append(g.indexes, index)
}

// groupKey returns what the key of r has in common with those of its group, or nil.
func groupKey(key []byte, r archive.ReportSummary) []byte {
	if r.Issuer == "" || r.Year == 0 {
		return nil
	}
	return key[:max(0, len(key)-len(placed{}.content))]
}

// newestReport is the report of a group that takes precedence.
type newestReport struct {
	index  int // among others, or -1
	report archive.ReportSummary
}

// newest returns the report that takes precedence, or nil for a group of none that
// was not replaced.
func (g *reportGroup) newest(tx *bbolt.Tx, spans aheadSpans) (*newestReport, error) {
	if err := g.order(tx, spans); err != nil {
		return nil, err
	}
	var newest *newestReport
	for i, r := range g.reports {
		if r.Replaced { // the one in its place may be of another year
			continue
		}
		if newest == nil || !r.Precedence().Before(newest.report.Precedence()) {
			newest = &newestReport{g.indexes[i], r}
		}
	}
	return newest, nil
}

// order adds to the reports what their dates lack: how they follow one another where a
// clock was ahead, and where an address shows one of them again after another.
func (g *reportGroup) order(tx *bbolt.Tx, spans aheadSpans) error {
	for i := range g.reports {
		r := &g.reports[i]
		if at := spans.order(r.Captured); !at.Equal(r.Captured) {
			r.Recorded = at
		}
		if !r.Replaced {
			var err error
			if r.Replaced, err = redated(tx, *r); err != nil {
				return err
			}
		}
	}
	if len(g.reports) < 2 {
		return nil
	}
	var shows []shown            // oldest first
	showed := map[string][]int{} // by address: the reports that it had
	for i, r := range g.reports {
		content, err := raw(r.Document)
		if err != nil {
			return err
		}
		err = bucketSources.each(tx, content, func(rest, _ []byte) (bool, error) {
			v, err := visitAt(tx, archive.SURT(rest))
			switch {
			case err != nil || v == nil:
			case v.Content == r.Document:
				shows = append(shows, shown{string(rest), v.ContentAt, i})
			default:
				showed[string(rest)] = append(showed[string(rest)], i)
			}
			return true, err
		})
		if err != nil {
			return err
		}
	}
	slices.SortFunc(shows, func(a, b shown) int {
		return cmp.Or(cmp.Compare(a.since, b.since), strings.Compare(a.address, b.address))
	})
	for _, s := range shows {
		i := s.report
		for _, before := range showed[s.address] {
			if at := g.reports[before].Precedence(); !g.reports[i].Replaced && !at.Before(g.reports[i].Precedence()) {
				g.reports[i].Recorded = at.Add(time.Microsecond)
			}
		}
	}
	return nil
}

// A report of the next year is not published within half a year of the one before.
const redatedWithin = 183 * 24 * time.Hour

// redated reports whether the page of r has the same report now, for another year: its
// title was corrected. The figures are the same then, and the date all but that. A page
// that shows the report of each year in turn has others, or a year later. Few figures are
// the same in two years by chance, so that they tell nothing where a date is missing.
func redated(tx *bbolt.Tx, r archive.ReportSummary) (bool, error) {
	if r.Year == 0 {
		return false, nil
	}
	s, err := surtOf(r.URL)
	if err != nil {
		return false, nil // no page that could have changed
	}
	v, err := visitAt(tx, s)
	if err != nil || v == nil || v.Content == "" || v.Content == r.Document {
		return false, err
	}
	content, err := raw(v.Content)
	if err != nil {
		return false, err
	}
	var doc documentRecord
	var now archive.ReportSummary
	if known, err := read(tx, bucketDocuments, content, &doc); err != nil || !known || doc.ReportKey == nil {
		return false, err
	}
	if known, err := read(tx, bucketReports, doc.ReportKey, &now); err != nil || !known {
		return false, err
	}
	apart, dated := between(now, r)
	if now.Issuer != r.Issuer || now.Year == 0 || now.Year == r.Year || apart > redatedWithin {
		return false, nil
	}
	old, err := raw(r.Document)
	if err != nil {
		return false, err
	}
	var a, b likeness.Sketch
	_, err = read(tx, bucketSketches, old, &a)
	if err == nil {
		_, err = read(tx, bucketSketches, content, &b)
	}
	return err == nil && likeness.SameFigures(a, b) && (dated || a.Telling()), err
}

// between returns the time between two reports, by the dates on their pages or, where
// one has none, by when they were captured; dated tells that both have.
func between(a, b archive.ReportSummary) (apart time.Duration, dated bool) {
	was, errA := time.Parse(time.DateOnly, a.Published)
	is, errB := time.Parse(time.DateOnly, b.Published)
	if dated = errA == nil && errB == nil; !dated {
		was, is = a.Captured, b.Captured
	}
	return was.Sub(is).Abs(), dated
}

// shown is the report, by index, that an address has, and since when.
type shown struct {
	address string
	since   uint64 // stamp of a capture
	report  int
}

// precedence returns r, of a key, with what its date lacks.
func precedence(tx *bbolt.Tx, spans aheadSpans, key []byte, r archive.ReportSummary) (archive.ReportSummary, error) {
	var g reportGroup
	own := 0
	prefix := groupKey(key, r)
	if prefix == nil {
		g.add(key, r, 0)
	} else if err := bucketReports.each(tx, prefix, func(rest, v []byte) (bool, error) {
		if len(rest) != len(placed{}.content) {
			return true, nil
		}
		one, err := decode[archive.ReportSummary](bucketReports, append(prefix[:len(prefix):len(prefix)], rest...), v)
		if one.Document == r.Document {
			own = len(g.reports)
		}
		g.reports = append(g.reports, one)
		return true, err
	}); err != nil {
		return r, err
	}
	if err := g.order(tx, spans); err != nil || len(g.reports) == 0 {
		return r, err
	}
	return g.reports[own], nil
}
