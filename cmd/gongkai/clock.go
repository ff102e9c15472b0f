package main

import (
	"fmt"
	"time"

	"github.com/rs/zerolog"

	"gongkai/store"
)

// sayAhead tells what the opening of the archive has mended that was left by a
// clock that was ahead.
func sayAhead(st *store.Store, say func(text string)) {
	a := st.Ahead()
	if a.By == 0 {
		return
	}
	say(fmt.Sprintf("the clock was ahead by %s when this archive was written, and has been set back: %d hosts, %d addresses and %d deliveries wait from now on for as long as was meant. "+
		"The %d captures of then keep their dates, and count as older than what is captured from now on", a.By.Round(time.Minute), a.Hosts, a.URLs, a.Deliveries, a.Captures))
}

func (p *program) sayAhead(st *store.Store) {
	sayAhead(st, func(text string) { fmt.Fprintf(p.stderr, "gongkai: %s.\n", text) })
}

func logAhead(st *store.Store, log zerolog.Logger) {
	sayAhead(st, func(text string) { log.Warn().Str("component", "store").Msg(text) })
}

// backwards returns by how much the clock was set back between two readings of
// it, as far as the time that has passed tells; below zero where it was set ahead.
func backwards(before, now time.Time) time.Duration {
	return now.Sub(before) - now.Round(0).Sub(before.Round(0))
}

// mostBackwards is how far a clock may be set back without a word.
const mostBackwards = 10 * time.Minute
