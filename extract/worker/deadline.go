package worker

import (
	"sync"
	"time"
)

// mostPictures is how many pictures a payload is given time for: a zip may hold a
// thousand.
const mostPictures = 60

// deadline does something once, unless it is stopped in time.
type deadline struct {
	mu    sync.Mutex
	time  time.Duration
	timer *time.Timer
	ended bool // passed, or stopped
	more  int  // times that it may still be extended
}

func newDeadline(t time.Duration, passed func()) *deadline {
	d := &deadline{time: t, more: mostPictures}
	d.timer = time.AfterFunc(t, func() {
		d.mu.Lock()
		defer d.mu.Unlock()
		if !d.ended {
			d.ended = true
			passed()
		}
	})
	return d
}

// extend lets the deadline's time begin anew after more, so many times.
func (d *deadline) extend(more time.Duration) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if !d.ended && d.more > 0 {
		d.more--
		d.timer.Reset(d.time + more)
	}
}

// stop ends the deadline, and reports whether it had not passed.
func (d *deadline) stop() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	inTime := !d.ended
	d.ended = true
	d.timer.Stop()
	return inTime
}
