package main

import (
	"context"
	"fmt"
	"io"
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
	say    io.Writer      // to people
	log    zerolog.Logger // instead, where say is nil

	mu     sync.Mutex
	paused bool
}

func (p *program) disk(folder string, least int64) *disk {
	d := &disk{folder: folder, least: least, poll: diskPoll, free: freeBytes, say: p.stderr}
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
		want += d.least / 4
	}
	switch enough := free >= want; {
	case enough == !d.paused:
	case d.say == nil && enough:
		d.log.Info().Str("component", "disk").Int64("free", free).Msg("the crawl goes on")
	case d.say == nil:
		d.log.Warn().Str("component", "disk").Str("folder", d.folder).Int64("free", free).
			Int64("min_free", d.least).Int64("resumes_at", d.least+d.least/4).Msg("the crawl pauses: the disk is nearly full")
	case enough:
		fmt.Fprintf(d.say, "The crawl goes on: %s are free.\n", bytesText(free))
	default:
		fmt.Fprintf(d.say, "The crawl pauses: %s are free on the disk of %s, and disk.min_free is %s. It goes on by itself once %s are free.\n",
			bytesText(free), d.folder, bytesText(d.least), bytesText(d.least+d.least/4))
	}
	d.paused = free < want
	return !d.paused
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
