package store

import (
	"context"
	"fmt"

	"go.etcd.io/bbolt"

	"gongkai/archive"
)

// Lost returns the reports that portals had and have no more, in no order.
func (s *Store) Lost(ctx context.Context) ([]archive.Lost, error) {
	var all []archive.Lost
	err := s.view(ctx, func(tx *bbolt.Tx) error {
		return bucketReports.each(tx, nil, func(k, v []byte) (bool, error) {
			r, err := decode[archive.ReportSummary](bucketReports, k, v)
			if err != nil {
				return false, err
			}
			lost, err := lostOf(tx, r)
			all = append(all, lost...)
			return true, err
		})
	})
	if err != nil {
		return nil, fmt.Errorf("reports that are gone: %w", err)
	}
	return all, nil
}

// lostOf returns the portals of r's sources where none of them is left.
func lostOf(tx *bbolt.Tx, r archive.ReportSummary) ([]archive.Lost, error) {
	content, err := raw(r.Document)
	if err != nil {
		return nil, err
	}
	left, gone := map[string]bool{}, map[string]archive.Lost{}
	err = bucketSources.each(tx, content, func(rest, url []byte) (bool, error) {
		v, err := visitAt(tx, archive.SURT(rest))
		if err != nil || v == nil {
			return true, err
		}
		portal := v.Visit.Portal
		if v.Reason != archive.ReasonNotFound && v.Reason != archive.ReasonSoftNotFound {
			left[portal] = true
			return true, nil
		}
		if was := gone[portal]; v.At.After(was.Since) {
			gone[portal] = archive.Lost{Portal: portal, Document: r.Document, URL: string(url), Since: v.At}
		}
		return true, nil
	})
	var all []archive.Lost
	for portal, l := range gone {
		if !left[portal] {
			all = append(all, l)
		}
	}
	return all, err
}

// Unread returns the payloads that could not be read, and the documents that are no
// report nor a part of one, in no order.
func (s *Store) Unread(ctx context.Context) ([]archive.Unread, error) {
	var all []archive.Unread
	err := s.view(ctx, func(tx *bbolt.Tx) error {
		return bucketPayloads.each(tx, nil, func(k, v []byte) (bool, error) {
			p, err := decode[payloadRecord](bucketPayloads, k, v)
			if err != nil || p.State != payloadRefused || p.Reason != archive.ReasonUnreadable || p.SURT == "" {
				return true, err
			}
			var c archive.Capture
			found, err := read(tx, bucketCaptures, captureKey(p.SURT, p.Stamp), &c)
			if found {
				all = append(all, archive.Unread{Portal: c.Portal, URL: c.URL, Anchor: c.Anchor, Detail: p.Detail, Time: c.Time})
			}
			return true, err
		})
	})
	if err == nil {
		err = s.view(ctx, func(tx *bbolt.Tx) error {
			return bucketDocuments.each(tx, nil, func(k, v []byte) (bool, error) {
				d, err := decode[documentRecord](bucketDocuments, k, v)
				if err == nil && d.ReportID == "" && d.PartOf == "" && !d.reports() {
					all = append(all, archive.Unread{Portal: d.Portal, URL: d.URL, Anchor: d.Title, Detail: "no figures of a report were found in it", Time: d.CapturedAt, Hollow: true})
				}
				return true, err
			})
		})
	}
	if err != nil {
		return nil, fmt.Errorf("payloads that could not be read: %w", err)
	}
	return all, nil
}
