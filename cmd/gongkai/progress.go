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
func (g *progress) watch(ctx context.Context, s *session, portals []archive.Portal) (stop func()) {
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx)) // what is under way after a signal is shown too
	var wg sync.WaitGroup
	wg.Go(func() {
		if g.bars != nil {
			g.draw(ctx, s, portals)
		} else {
			g.print(ctx, s, portals)
		}
	})
	return func() {
		cancel()
		wg.Wait()
	}
}

// standing is where a portal's crawl stands.
type standing struct {
	archive.PortalStatus
	left int // queued or lent, and worth a request as far as is known
}

// mostLeft is how many queued visits are counted: a bar is no longer.
const mostLeft = 1000

// standing returns where portals stand, in their order.
func (s *session) standing(ctx context.Context, portals []archive.Portal) ([]standing, error) {
	status, err := s.store.Status(ctx, portals)
	if err != nil {
		return nil, err
	}
	all := make([]standing, 0, len(status))
	for _, st := range status {
		left := 0
		if st.Queued > 0 {
			if left, err = s.store.Worth(ctx, st.Portal, s.crawler.Order(), mostLeft); err != nil {
				return nil, err
			}
		}
		all = append(all, standing{st, left + st.Leased})
	}
	return all, nil
}

// follow calls show with where the portals stand at every tick, and once more
// when ctx ends.
func follow(ctx context.Context, s *session, portals []archive.Portal, tick time.Duration, show func(all []standing, ended bool)) {
	ticker := time.NewTicker(tick)
	defer ticker.Stop()
	for ended := false; !ended; {
		select {
		case <-ctx.Done():
			ended = true
		case <-ticker.C:
		}
		all, err := s.standing(context.WithoutCancel(ctx), portals)
		if err != nil {
			return // the crawl meets the same error, and tells it
		}
		show(all, ended)
	}
}

// print writes a line a portal now and then, and once more at the end.
func (g *progress) print(ctx context.Context, s *session, portals []archive.Portal) {
	follow(ctx, s, portals, printEvery, func(all []standing, _ bool) {
		for _, s := range all {
			fmt.Fprintf(g.p.stderr, "%s: %s\n", s.Portal, progressText(s))
		}
	})
}

// draw keeps a bar a portal up to date.
func (g *progress) draw(ctx context.Context, s *session, portals []archive.Portal) {
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
	follow(ctx, s, portals, drawEvery, func(all []standing, ended bool) {
		mu.Lock()
		for i, s := range all {
			texts[i] = progressText(s)
		}
		mu.Unlock()
		// Not under the lock: a bar that is being drawn waits for its text, and
		// setting it waits for the drawing.
		for i, s := range all {
			bars[i].SetTotal(int64(s.Requests+s.left), ended)
			bars[i].SetCurrent(int64(s.Requests))
		}
	})
	for _, b := range bars {
		b.Abort(false) // leaves a bar as it stands that is not full
	}
	g.bars.Wait()
}

// progressText says where a portal's crawl stands.
func progressText(s standing) string {
	text := fmt.Sprintf("%4d found %5d fetched %5d to go", s.Reports, s.Requests, s.left)
	if s.WaitReason != "" && time.Until(s.Waiting) > 0 {
		text += fmt.Sprintf(", waiting until %s (%s)", s.Waiting.Local().Format(time.TimeOnly), s.WaitReason)
	}
	return text
}
