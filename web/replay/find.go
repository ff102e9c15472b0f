package replay

import (
	"context"
	"strings"
	"time"

	"gongkai/archive"
)

// found are the captures of a URL.
type found struct {
	url      string            // as it is archived
	captures []archive.Capture // oldest first, at least one
}

// find returns the captures of a URL; where there are none, those of the same
// address under the other scheme, with or without www.
func (s *Server) find(ctx context.Context, url string) (found, bool, error) {
	for _, candidate := range spellings(url) {
		captures, err := s.archive.Find(ctx, candidate)
		if err != nil {
			return found{}, false, err
		}
		if len(captures) > 0 {
			return found{candidate, captures}, true, nil
		}
	}
	return found{}, false, nil
}

// spellings returns the ways in which people write an address, the given one
// first.
func spellings(url string) []string {
	scheme, rest, _ := strings.Cut(url, "://")
	other := map[string]string{"http": "https", "https": "http"}[scheme]
	www, ok := strings.CutPrefix(rest, "www.")
	if !ok {
		www = "www." + rest
	}
	return []string{url, other + "://" + rest, scheme + "://" + www, other + "://" + www}
}

// nearest returns the capture that is nearest to a time, the older of two that
// are as near. Where some are wanted for the inside of a page, errors and
// redirects are passed over as long as there is something else.
func (f found) nearest(at time.Time, inside bool) archive.Capture {
	best, bestGap, bestWorth := f.captures[0], time.Duration(1<<63-1), false
	for _, c := range f.captures {
		gap := c.Time.Sub(at).Abs()
		worth := !inside || status(c) == 200
		if worth && !bestWorth || worth == bestWorth && gap < bestGap {
			best, bestGap, bestWorth = c, gap, worth
		}
	}
	return best
}

// exact returns the capture that a timestamp names, and whether there is one:
// that of its millisecond, or else the only one of its second.
func (f found) exact(at time.Time) (archive.Capture, bool) {
	var only archive.Capture
	n := 0
	for _, c := range f.captures {
		switch {
		case stamp(c.Time) == stamp(at):
			return c, true
		case c.Time.UTC().Truncate(time.Second).Equal(at.Truncate(time.Second)):
			only = c
			n++
		}
	}
	return only, n == 1
}

// pick returns the capture that a timestamp names, or else the nearest.
func (f found) pick(at time.Time) archive.Capture {
	if c, ok := f.exact(at); ok {
		return c
	}
	return f.nearest(at, false)
}

// index returns which of the captures c is.
func (f found) index(c archive.Capture) int {
	for i, other := range f.captures {
		if other.RecordID == c.RecordID {
			return i
		}
	}
	return 0
}

// status returns the status with which a capture is shown: that a page had not
// changed (304) was an answer to the crawler alone.
func status(c archive.Capture) int {
	if c.Revisit == archive.RevisitUnchanged {
		return 200
	}
	return c.Status
}
