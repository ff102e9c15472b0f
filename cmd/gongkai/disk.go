package main

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/rs/zerolog"

	"gongkai/archive"
	"gongkai/store"
)

// diskPoll is how often a crawl that pauses for want of room looks again.
const diskPoll = 5 * time.Second

// disk is the room that is left where the data is kept.
type disk struct {
	folder string
	least  int64 // bytes under which a crawl pauses
	poll   time.Duration
	free   func(folder string) (int64, error)
	tell   func(d *disk, free int64) // of a pause that begins or ends

	mu     sync.Mutex
	paused bool
}

func (p *program) disk(folder string, least int64) *disk {
	d := &disk{folder: folder, least: least, poll: diskPoll, free: freeBytes, tell: p.sayDisk}
	if p.free != nil {
		d.free, d.poll = p.free, time.Millisecond
	}
	return d
}

// room reports whether there is room to go on. Once there was not, there must be
// a quarter more than the least, so that it does not stop and go.
func (d *disk) room() bool {
	free, err := d.free(d.folder)
	if err != nil || free < 0 {
		return true // nobody knows; what can't be written is told where it is
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	want := d.least
	if d.paused {
		want = d.resumes()
	}
	if low := free < want; low != d.paused {
		d.paused = low
		d.tell(d, free)
	}
	return !d.paused
}

// resumes returns with how many free bytes a crawl that pauses goes on.
func (d *disk) resumes() int64 { return d.least + d.least/4 }

// sayDisk tells people of a pause.
func (p *program) sayDisk(d *disk, free int64) {
	if !d.paused {
		fmt.Fprintf(p.stderr, "The crawl goes on: %s are free.\n", bytesText(free))
		return
	}
	fmt.Fprintf(p.stderr, "The crawl pauses: %s are free on the disk of %s, and disk.min_free is %s. It goes on by itself once %s are free.\n",
		bytesText(free), d.folder, bytesText(d.least), bytesText(d.resumes()))
}

// logDisk returns how a service's log tells of a pause.
func logDisk(log zerolog.Logger) func(*disk, int64) {
	log = log.With().Str("component", "disk").Logger()
	return func(d *disk, free int64) {
		if !d.paused {
			log.Info().Int64("free", free).Msg("the crawl goes on")
			return
		}
		log.Warn().Str("folder", d.folder).Int64("free", free).Int64("min_free", d.least).Int64("resumes_at", d.resumes()).
			Msg("the crawl pauses: the disk is nearly full")
	}
}

// roomy is a store that lends no visits while there is no room for what they
// would bring.
type roomy struct {
	*store.Store
	disk *disk
}

// Claim is that of the store, and says to come again later where there is no
// room.
func (r roomy) Claim(ctx context.Context, portals []string, now time.Time, reserve time.Duration, limit int, order archive.Order) ([]archive.Lease, time.Time, error) {
	if !r.disk.room() {
		return nil, time.Now().Add(r.disk.poll), ctx.Err() // now may lie ahead
	}
	return r.Store.Claim(ctx, portals, now, reserve, limit, order)
}
