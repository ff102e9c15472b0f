package store

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"time"

	"go.etcd.io/bbolt"

	"gongkai/archive"
)

// Standings returns where the crawls of portals stand, in their order. It looks
// at one entry of what is due for each, and at the hosts of its seeds.
func (s *Store) Standings(ctx context.Context, portals []archive.Portal) ([]archive.Standing, error) {
	now := s.opts.Now().UTC()
	all := make([]archive.Standing, 0, len(portals))
	err := s.view(ctx, func(tx *bbolt.Tx) error {
		cursor := bucketDue.in(tx).Cursor()
		for _, p := range portals {
			id := p.ID
			var r portalRecord
			if _, err := read(tx, bucketPortals, []byte(id), &r); err != nil {
				return err
			}
			st := archive.Standing{
				Portal: id, Running: r.Running, Started: r.Started, Ended: r.Ended, EndReason: r.EndReason, Queued: r.Queued,
			}
			prefix := text(id)
			if k, _ := cursor.Seek(prefix); bytes.HasPrefix(k, prefix) {
				st.Due = timeOf(number(k[len(prefix):]))
			}
			for _, seed := range p.Seeds {
				h, err := hostAt(tx, linkKey(seed).Host())
				if err != nil {
					return err
				}
				if h.Address != "" && !slices.Contains(st.Addresses, h.Address) {
					st.Addresses = append(st.Addresses, h.Address)
				}
			}
			st.Unmet = slices.ContainsFunc(p.Seeds, func(seed string) bool { return unmet(tx, seed) })
			all = append(all, st)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("standings: %w", err)
	}
	for i := range all {
		if next, _ := s.schedule.next([]string{all[i].Portal}, now, time.Time{}); next.After(now) {
			all[i].Waiting = next
		}
	}
	return all, nil
}

// DuePage is a page and when it is to be asked for again.
type DuePage struct {
	URL   string    `json:"url"`
	Name  string    `json:"name,omitempty"` // the text of the link to it
	Due   time.Time `json:"due"`
	Seen  time.Time `json:"seen"` // when it was visited last
	Known int       `json:"checks"`
	Since int       `json:"unchanged"` // visits since it changed last
	Year  int       `json:"newest_year,omitempty"`
	List  bool      `json:"list"`
}

// DuePages returns at most so many pages of a portal in the order in which they
// become due.
func (s *Store) DuePages(ctx context.Context, portal string, most int) ([]DuePage, error) {
	var pages []DuePage
	err := s.view(ctx, func(tx *bbolt.Tx) error {
		return bucketDue.each(tx, text(portal), func(rest, _ []byte) (bool, error) {
			r, err := visitAt(tx, archive.SURT(rest[8:]))
			if err == nil && r == nil {
				err = fmt.Errorf("URL %s, which is due, is not known", rest[8:])
			}
			if err != nil {
				return false, err
			}
			pages = append(pages, DuePage{
				URL: r.Visit.URL, Name: r.Visit.Anchor, Due: r.Due, Seen: r.At,
				Known: r.History.Checks, Since: max(r.History.Streak, 0), Year: r.History.Newest, List: r.History.Links != 0,
			})
			return len(pages) < most, nil
		})
	})
	if err != nil {
		return nil, fmt.Errorf("pages due of %s: %w", portal, err)
	}
	return pages, nil
}
