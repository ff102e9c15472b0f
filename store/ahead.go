package store

import (
	"context"
	"fmt"
	"slices"
	"time"

	"go.etcd.io/bbolt"

	"gongkai/archive"
)

// AheadSpan is a span of dates that captures have from a clock that was ahead.
// They keep them: records are evidence. But they were recorded before the clock
// was found to have been set back, and count as older than what came since.
type AheadSpan struct {
	Since    time.Time `json:"since"` // when it was found
	From     time.Time `json:"from"`
	To       time.Time `json:"to"`
	Captures int       `json:"captures"`
}

// Dates says from when to when the captures are dated, in UTC.
func (a AheadSpan) Dates() string {
	return a.From.UTC().Format(time.DateTime) + " to " + a.To.UTC().Format(time.DateTime) + " UTC"
}

// aheadSpans are all of an archive, the first that was found before the others.
type aheadSpans struct {
	list []AheadSpan
	tx   *bbolt.Tx // which has the dates that came true
}

var keyAhead = []byte("ahead")

// spansOf returns the spans of an archive. Hardly any has one.
func spansOf(tx *bbolt.Tx) aheadSpans {
	all := aheadSpans{tx: tx}
	_, _ = read(tx, bucketMeta, keyAhead, &all.list) // verify tells of what can't be read
	return all
}

// cameTrue is the key of a date in a span that a capture had from a clock that was
// right, when that had come there.
func (a AheadSpan) cameTrue(t time.Time) []byte {
	return slices.Concat(keyAhead, bigEndian(stamp(a.Since)), bigEndian(stamp(t)))
}

// of returns the span of which t is a date by a clock that was ahead.
func (all aheadSpans) of(t time.Time) (a AheadSpan, found bool) {
	for _, a := range all.list {
		if !t.Before(a.From) && !t.After(a.To) && !has(all.tx, bucketMeta, a.cameTrue(t)) {
			return a, true
		}
	}
	return AheadSpan{}, false
}

// comesTrue notes that what is captured now is dated t, which may lie in a span
// that was noted before.
func (c *change) comesTrue(t time.Time) error {
	spans := spansOf(c.tx)
	for a, found := spans.of(t); found; a, found = spans.of(t) {
		if err := bucketMeta.in(c.tx).Put(a.cameTrue(t), nil); err != nil {
			return err
		}
	}
	return nil
}

// order returns the time by which something dated t is older or newer than other
// things: t itself, or where that is of a clock that was ahead, a time shortly
// before that was found. What is of one span keeps its order.
func (all aheadSpans) order(t time.Time) time.Time {
	if a, found := all.of(t); found {
		return a.Since.Add(-a.To.Sub(t) / aheadShrunk)
	}
	return t
}

// aheadShrunk makes five minutes of ten years, and keeps apart what is a
// millisecond apart.
const aheadShrunk = 1e6

// after reports whether the stamp a is of a newer capture than b is.
func (all aheadSpans) after(a, b uint64) bool {
	if len(all.list) == 0 {
		return a > b
	}
	return all.order(timeOf(a)).After(all.order(timeOf(b)))
}

// see adds the date of a capture that lies ahead of the clock to those of a span
// that is yet to be noted, unless it is of one that is.
func (a *AheadSpan) see(t, now time.Time, noted aheadSpans) {
	if t.Sub(now) <= clockSlack {
		return
	}
	if _, found := noted.of(t); found {
		return
	}
	if a.Captures == 0 || t.Before(a.From) {
		a.From = t.Truncate(time.Microsecond) // keys of captures of one time differ
	}
	if a.Captures == 0 || t.After(a.To) {
		a.To = t
	}
	a.Captures++
}

// note keeps a span that was found now, if there is one.
func (c *change) note(a AheadSpan, now time.Time) error {
	if a.Captures == 0 {
		return nil
	}
	a.Since = now
	return write(c.tx, bucketMeta, keyAhead, append(spansOf(c.tx).list, a))
}

// AheadSpans returns the spans of dates of captures by clocks that were ahead.
func (s *Store) AheadSpans(ctx context.Context) ([]AheadSpan, error) {
	var all []AheadSpan
	err := s.view(ctx, func(tx *bbolt.Tx) error {
		all = spansOf(tx).list
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read when clocks were ahead: %w", err)
	}
	return all, nil
}

// captures notes the dates of captures that lie ahead.
func (m *clockMend) captures(c *change) error {
	noted := spansOf(c.tx)
	var span AheadSpan
	err := bucketCaptures.each(c.tx, nil, func(k, _ []byte) (bool, error) {
		if len(k) > 8 {
			span.see(timeOf(number(k[len(k)-8:])), m.now, noted)
		}
		return true, nil
	})
	if err != nil {
		return err
	}
	m.Captures = span.Captures
	return c.note(span, m.now)
}

// alarms takes alarms back that began in a time to come.
func (m *clockMend) alarms(c *change) error {
	for _, b := range []bucket{bucketAlarms, bucketRaised} {
		err := each(c, b, func(a *archive.Alarm) bool {
			by := m.ahead(a.Since)
			back(&a.Since, by)
			return by > 0
		})
		if err != nil {
			return err
		}
	}
	return nil
}
