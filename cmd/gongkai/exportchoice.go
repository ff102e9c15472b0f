package main

import (
	"context"
	"slices"
	"strconv"
	"time"

	"gongkai/archive"
	"gongkai/report"
	"gongkai/store"
)

// selection is the part of the archive that is exported.
type selection struct {
	portals  []string // none is all
	from, to string   // as they were given, "" is no bound
}

// check refuses bounds that are not what bounds says that they are.
func (c selection) check(bounds string) error {
	var err error
	if bounds == captureDays {
		_, _, err = c.days()
	} else {
		_, err = c.query()
	}
	return err
}

// query is the selection of reports.
func (c selection) query() (store.ReportQuery, error) {
	q := store.ReportQuery{Portals: c.portals, Issuer: func(r archive.ReportSummary) string {
		key := report.IssuerKey(r.Issuer, r.Division)
		if report.IsOffice(r.Issuer) {
			key += " 政府办"
		}
		return key
	}}
	var err error
	if q.From, err = yearFlag("--from", c.from); err != nil {
		return q, err
	}
	if q.To, err = yearFlag("--to", c.to); err != nil {
		return q, err
	}
	if q.From != 0 && q.To != 0 && q.From > q.To {
		return q, usage("--from %d is after --to %d", q.From, q.To)
	}
	return q, nil
}

func yearFlag(flag, value string) (int, error) {
	if value == "" {
		return 0, nil
	}
	year, err := strconv.Atoi(value)
	if err != nil || len(value) != 4 || year < 1 {
		return 0, usage("%s %q: want a year reported on, such as 2023", flag, value)
	}
	return year, nil
}

// days are the times between which captures are chosen: from is included, to is
// the first moment after. Zero is no bound.
func (c selection) days() (from, to time.Time, err error) {
	if from, _, err = dayFlag("--from", c.from); err != nil {
		return from, to, err
	}
	if _, to, err = dayFlag("--to", c.to); err != nil {
		return from, to, err
	}
	if !from.IsZero() && !to.IsZero() && !from.Before(to) {
		return from, to, usage("--from %s is after --to %s", c.from, c.to)
	}
	return from, to, nil
}

// dayFlag returns the first moment of a day, month or year, and that of the next
// one.
func dayFlag(flag, value string) (first, next time.Time, err error) {
	if value == "" {
		return first, next, nil
	}
	for layout, step := range map[string][3]int{"2006": {1, 0, 0}, "2006-01": {0, 1, 0}, time.DateOnly: {0, 0, 1}} {
		if first, err = time.Parse(layout, value); err == nil {
			return first, first.AddDate(step[0], step[1], step[2]), nil
		}
	}
	return first, next, usage("%s %q: want a day, a month or a year, such as 2026-02-28", flag, value)
}

// known refuses a portal that the archive does not have: a mistyped one would
// give an empty export.
func (c selection) known(ctx context.Context, st *store.Store) error {
	ids, err := st.Portals(ctx)
	if err != nil {
		return err
	}
	for _, id := range c.portals {
		if !slices.Contains(ids, id) {
			return usage("--portal %q: the archive has none of that id; it has %s", id, some(ids, 10))
		}
	}
	return nil
}
