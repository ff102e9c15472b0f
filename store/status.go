package store

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"go.etcd.io/bbolt"

	"gongkai/archive"
)

// Reports returns the summaries of all annual reports, ordered by portal,
// issuer and year. A report that more than one portal has is listed for each.
func (s *Store) Reports(ctx context.Context) ([]archive.ReportSummary, error) {
	return s.ReportsWhere(ctx, func(*archive.ReportSummary) bool { return true })
}

// ReportsWhere returns the summaries that keep lets through, as [Store.Reports]
// does all. keep may empty what is not needed of one: an archive of millions of
// reports has more of them than a small machine holds.
func (s *Store) ReportsWhere(ctx context.Context, keep func(*archive.ReportSummary) bool) ([]archive.ReportSummary, error) {
	var all []archive.ReportSummary
	err := s.view(ctx, func(tx *bbolt.Tx) error {
		var group reportGroup
		spans := spansOf(tx)
		list := func() error {
			if err := group.order(tx, spans); err != nil {
				return err
			}
			for _, r := range group.reports {
				others, own, err := elsewhere(tx, r)
				if err != nil {
					return err
				}
				if own || len(others) == 0 {
					others = append(others, r)
				}
				for _, r := range others {
					if keep(&r) {
						all = append(all, r)
					}
				}
			}
			return nil
		}
		err := bucketReports.each(tx, nil, func(k, v []byte) (bool, error) {
			r, err := decode[archive.ReportSummary](bucketReports, k, v)
			if err == nil && !group.holds(k, r) {
				err = list()
			}
			group.add(k, r, -1)
			return err == nil, err
		})
		return errors.Join(err, list())
	})
	if err != nil {
		return nil, fmt.Errorf("list reports: %w", err)
	}
	slices.SortStableFunc(all, func(a, b archive.ReportSummary) int {
		return cmp.Or(cmp.Compare(a.Portal, b.Portal), cmp.Compare(a.Issuer, b.Issuer), cmp.Compare(a.Year, b.Year))
	})
	return all, nil
}

// elsewhere returns r as each other portal has it that is among the sources of
// its document, and whether its own portal is: another may have inherited its pages.
func elsewhere(tx *bbolt.Tx, r archive.ReportSummary) (others []archive.ReportSummary, own bool, err error) {
	content, err := raw(r.Document)
	if err != nil {
		return nil, false, err
	}
	err = bucketSources.each(tx, content, func(rest, url []byte) (bool, error) {
		v, err := visitAt(tx, archive.SURT(rest))
		if err != nil || v == nil {
			return true, err
		}
		own = own || v.Visit.Portal == r.Portal
		if v.Visit.Portal == r.Portal || slices.ContainsFunc(others, func(o archive.ReportSummary) bool { return o.Portal == v.Visit.Portal }) {
			return true, nil
		}
		other := r
		other.Portal, other.URL = v.Visit.Portal, string(url)
		others = append(others, other)
		return true, nil
	})
	return others, own, err
}

// Totals returns counts over the whole archive. They are kept, not counted.
func (s *Store) Totals(ctx context.Context) (archive.Totals, error) {
	var t archive.Totals
	err := s.view(ctx, func(tx *bbolt.Tx) error {
		_, err := read(tx, bucketMeta, keyTotals, &t)
		return err
	})
	if err != nil {
		return t, fmt.Errorf("read totals: %w", err)
	}
	return t, nil
}

// Status returns where the crawls of the portals stand, in their order. It
// reads counters, and looks at no URL.
func (s *Store) Status(ctx context.Context, portals []archive.Portal) ([]archive.PortalStatus, error) {
	now := s.opts.Now().UTC()
	all := make([]archive.PortalStatus, 0, len(portals))
	err := s.view(ctx, func(tx *bbolt.Tx) error {
		for _, p := range portals {
			st, err := statusOf(tx, p)
			if err != nil {
				return fmt.Errorf("status of %s: %w", p.ID, err)
			}
			all = append(all, st)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	for i := range all {
		st := &all[i]
		st.Leased = s.schedule.lent(st.Portal)
		st.Queued = max(0, st.Queued-st.Leased)
		if next, reason := s.schedule.next([]string{st.Portal}, now, time.Time{}); next.After(now) {
			st.Waiting, st.WaitReason = next, reason
		}
	}
	return all, nil
}

// Portals returns the ids of all portals that were ever crawled, sorted.
func (s *Store) Portals(ctx context.Context) ([]string, error) {
	var ids []string
	err := s.view(ctx, func(tx *bbolt.Tx) error {
		return bucketPortals.each(tx, nil, func(k, _ []byte) (bool, error) {
			ids = append(ids, string(k))
			return true, nil
		})
	})
	if err != nil {
		return nil, fmt.Errorf("portals: %w", err)
	}
	return ids, nil
}

func statusOf(tx *bbolt.Tx, p archive.Portal) (archive.PortalStatus, error) {
	st := archive.PortalStatus{Portal: p.ID, Name: p.Name, Skipped: map[archive.Reason]int{}}
	var r portalRecord
	if _, err := read(tx, bucketPortals, []byte(p.ID), &r); err != nil {
		return st, err
	}
	st.Running, st.Started, st.Ended, st.EndReason = r.Running, r.Started, r.Ended, r.EndReason
	st.Queued, st.Requests, st.Bytes, st.Captures = r.Queued, r.Requests, r.Bytes, r.Captures
	st.Documents, st.Reports, st.Found = r.Documents, r.Reports, r.Found
	maps.Copy(st.Skipped, r.Skipped)
	return st, bucketBlocks.each(tx, text(p.ID), func(rest, value []byte) (bool, error) {
		blocks, err := decode[[]archive.Block](bucketBlocks, rest, value)
		st.Blocks = append(st.Blocks, blocks...)
		return true, err
	})
}

// Account tells all that the archive knows of a URL.
type Account struct {
	URL      string            `json:"url"`
	Known    bool              `json:"known"`           // the rest is zero otherwise
	State    string            `json:"state,omitempty"` // queued, waiting, lent, visited, or refused as a link
	Visit    archive.Visit     `json:"visit,omitzero"`  // with how it was found: via, anchor, column, hops
	Result   archive.Result    `json:"result,omitempty"`
	Reason   archive.Reason    `json:"reason,omitempty"`
	Detail   string            `json:"detail,omitempty"`
	Seen     time.Time         `json:"seen,omitzero"`     // when it became known
	At       time.Time         `json:"at,omitzero"`       // when the newest visit ended
	Waiting  time.Time         `json:"waiting,omitzero"`  // until when it waits
	NextDue  time.Time         `json:"next_due,omitzero"` // when a later crawl takes it again
	Document archive.Digest    `json:"document,omitempty"`
	Captures []archive.Capture `json:"captures,omitempty"`

	History archive.History `json:"-"`    // of its visits
	Host    archive.Host    `json:"host"` // what is remembered of the URL's host, known or not
}

// The states of an Account.
const (
	AccountQueued  = "queued"
	AccountWaiting = "waiting"
	AccountLent    = "lent"
	AccountVisited = "visited"
	AccountRefused = "refused"

	AccountImported = "imported" // never queued, and captured by others
)

// Why tells why a URL was visited or not, and what came of it. A URL that the
// archive has never met is not an error.
func (s *Store) Why(ctx context.Context, url string) (Account, error) {
	return s.account(ctx, url, true)
}

// Account tells what Why does, without the captures.
func (s *Store) Account(ctx context.Context, url string) (Account, error) {
	return s.account(ctx, url, false)
}

func (s *Store) account(ctx context.Context, url string, captures bool) (Account, error) {
	a := Account{URL: url}
	key := linkKey(url)
	lent, _ := s.schedule.lease(key.Host())
	err := s.view(ctx, func(tx *bbolt.Tx) error {
		h, err := hostAt(tx, key.Host())
		if err != nil {
			return err
		}
		a.Host = *h
		r, err := visitAt(tx, key)
		if err != nil || r == nil {
			return err
		}
		a.Known = true
		switch {
		case r.State == stateLink && r.Captures > 0:
			a.State = AccountImported
		case r.State == stateLink:
			a.State = AccountRefused
		case r.State == stateSettled:
			a.State = AccountVisited
		case key == lent:
			a.State = AccountLent
		case !r.Wait.IsZero():
			a.State = AccountWaiting
		default:
			a.State = AccountQueued
		}
		a.Visit, a.Result, a.Reason, a.Detail, a.History = r.Visit.Ahead(), r.Result, r.Reason, r.Detail, r.History
		a.Seen, a.At, a.Waiting, a.NextDue, a.Document = r.Seen, r.At, r.Wait, r.Due, r.Content
		if !captures {
			return nil
		}
		a.Captures, err = capturesOf(tx, key)
		spans := spansOf(tx)
		slices.SortStableFunc(a.Captures, func(a, b archive.Capture) int { return spans.order(a.Time).Compare(spans.order(b.Time)) })
		return err
	})
	if err != nil {
		return a, fmt.Errorf("look up %s: %w", url, err)
	}
	return a, nil
}
