package main

import (
	"context"
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/mattn/go-runewidth"
	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"

	"gongkai/archive"
	"gongkai/store"
)

const (
	drawEvery  = 200 * time.Millisecond // on a terminal
	printEvery = 10 * time.Second       // elsewhere, a line a portal
)

// progress shows how a crawl goes on: a bar a portal on a terminal, a line a
// portal now and then elsewhere.
type progress struct {
	p    *program
	bars *mpb.Progress // nil where there is no terminal
}

// newProgress returns a progress on stderr.
func (p *program) newProgress() *progress {
	if p.terminal {
		return &progress{p: p, bars: mpb.New(mpb.WithOutput(p.stderr), mpb.WithRefreshRate(drawEvery))}
	}
	return &progress{p: p}
}

// logWriter returns where the log goes while bars are drawn: above them.
func (g *progress) logWriter() io.Writer {
	if g.bars == nil {
		return g.p.stderr
	}
	return g.bars
}

// watch shows the portals' progress until the function that it returns is
// called.
func (g *progress) watch(ctx context.Context, st *store.Store, portals []archive.Portal) (stop func()) {
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx)) // what is under way after a signal is shown too
	var wg sync.WaitGroup
	wg.Go(func() {
		if g.bars != nil {
			g.draw(ctx, st, portals)
		} else {
			g.print(ctx, st, portals)
		}
	})
	return func() {
		cancel()
		wg.Wait()
	}
}

// follow calls show with the portals' status at every tick, and once more when
// ctx ends.
func follow(ctx context.Context, st *store.Store, portals []archive.Portal, tick time.Duration, show func(status []archive.PortalStatus, ended bool)) {
	ticker := time.NewTicker(tick)
	defer ticker.Stop()
	for ended := false; !ended; {
		select {
		case <-ctx.Done():
			ended = true
		case <-ticker.C:
		}
		status, err := st.Status(context.WithoutCancel(ctx), portals)
		if err != nil {
			return // the crawl meets the same error, and tells it
		}
		show(status, ended)
	}
}

// print writes a line a portal now and then, and once more at the end.
func (g *progress) print(ctx context.Context, st *store.Store, portals []archive.Portal) {
	follow(ctx, st, portals, printEvery, func(status []archive.PortalStatus, _ bool) {
		for _, s := range status {
			fmt.Fprintf(g.p.stderr, "%s: %s\n", s.Portal, progressText(s))
		}
	})
}

// draw keeps a bar a portal up to date.
func (g *progress) draw(ctx context.Context, st *store.Store, portals []archive.Portal) {
	var mu sync.Mutex
	texts := make([]string, len(portals))
	bars := make([]*mpb.Bar, len(portals))
	width := 0
	for _, portal := range portals {
		width = max(width, runewidth.StringWidth(portal.ID))
	}
	for i, portal := range portals {
		bars[i] = g.bars.AddBar(0,
			mpb.BarWidth(24),
			mpb.PrependDecorators(decor.Name(runewidth.FillRight(portal.ID, width))),
			mpb.AppendDecorators(decor.Any(func(decor.Statistics) string {
				mu.Lock()
				defer mu.Unlock()
				return texts[i]
			})))
	}
	follow(ctx, st, portals, drawEvery, func(status []archive.PortalStatus, ended bool) {
		mu.Lock()
		for i, s := range status {
			texts[i] = progressText(s)
		}
		mu.Unlock()
		// Not under the lock: a bar that is being drawn waits for its text, and
		// setting it waits for the drawing.
		for i, s := range status {
			bars[i].SetTotal(int64(s.Requests+s.Queued+s.Leased), ended)
			bars[i].SetCurrent(int64(s.Requests))
		}
	})
	for _, b := range bars {
		b.Abort(false) // leaves a bar as it stands that is not full
	}
	g.bars.Wait()
}

// progressText says where a portal's crawl stands.
func progressText(s archive.PortalStatus) string {
	text := fmt.Sprintf("%4d found %5d fetched %5d queued", s.Reports, s.Requests, s.Queued+s.Leased)
	if s.WaitReason != "" && time.Until(s.Waiting) > 0 {
		text += fmt.Sprintf(", waiting until %s (%s)", s.Waiting.Local().Format(time.TimeOnly), s.WaitReason)
	}
	return text
}
