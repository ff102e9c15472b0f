package main

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/mattn/go-runewidth"

	"gongkai/archive"
)

// sightings are the outcomes of a probe's visits.
type sightings struct {
	p    *program
	stop context.CancelCauseFunc

	mu       sync.Mutex
	outcomes []archive.Outcome // of visits that were made, or refused
	requests int
}

func (p *program) newSightings(stop context.CancelCauseFunc) *sightings {
	return &sightings{p: p, stop: stop}
}

// add keeps an outcome, shows it on a terminal, and ends the probe at the first
// sign that the portal wants to be left alone.
func (s *sightings) add(o archive.Outcome) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.outcomes = append(s.outcomes, o)
	if s.requests += o.Requests; o.Requests > 0 && s.p.terminal {
		status := "–"
		if o.Capture != nil {
			status = fmt.Sprint(o.Capture.Status)
		}
		line := fmt.Sprintf("%2d of %d  %3s  %s", s.requests, probeRequests, status, o.Visit.URL)
		if s.p.width > 0 {
			line = runewidth.Truncate(line, s.p.width, "…")
		}
		fmt.Fprintln(s.p.stderr, line)
		if pause := o.Host.Pause; pause > probePatience && s.requests < probeRequests {
			fmt.Fprintf(s.p.stderr, "the pause between requests is %s: press Ctrl-C to stop\n", pause)
		}
	}
	if o.Host.Reason != "" && time.Until(o.Host.NotBefore) > probePatience || s.requests >= probeRequests {
		s.stop(errTrouble)
	}
}
