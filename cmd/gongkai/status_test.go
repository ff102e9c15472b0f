package main

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/mattn/go-runewidth"

	"gongkai/archive"
)

func TestPaceSaysWhatStretchesACrawl(t *testing.T) {
	running := archive.PortalStatus{Running: true, Queued: 100}
	for name, c := range map[string]struct {
		config, crawlDelay, pause time.Duration
		status                    archive.PortalStatus
		want                      string
	}{
		"the config's own":         {5 * time.Second, 0, 5 * time.Second, running, ""},
		"a Crawl-delay":            {5 * time.Second, 10 * time.Second, 10 * time.Second, running, "a pause of 10s after each answer, since robots.txt asks for it"},
		"a slow portal":            {5 * time.Second, 0, 12 * time.Second, running, "a pause of 12s after each answer, since it answers slowly"},
		"a Crawl-delay of hours":   {5 * time.Second, time.Hour, 0, running, "a pause of 1h0m0s after each answer, since robots.txt asks for it; the 100 that are queued take at most 4 days 4 h"},
		"a long one in the config": {time.Minute, 0, 0, running, "a pause of 1m0s after each answer, since the config says so; the 100 that are queued take at most 1 h 40 min"},
		"a crawl that ended": {5 * time.Second, time.Minute, 0, archive.PortalStatus{Queued: 100, EndReason: archive.EndYield},
			"a pause of 1m0s after each answer, since robots.txt asks for it"},
		"a crawl that waits": {5 * time.Second, time.Minute, 0, archive.PortalStatus{Queued: 1, EndReason: archive.EndWaiting},
			"a pause of 1m0s after each answer, since robots.txt asks for it; the 1 that are queued take at most 2 min"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := paceOf(c.config, c.crawlDelay, c.pause).text(c.status); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestStatusFitsTheTerminal(t *testing.T) {
	ended := time.Date(2026, 2, 3, 4, 5, 6, 0, time.Local)
	view := statusView{Portals: []portalView{
		{PortalStatus: archive.PortalStatus{Portal: "lixian-baoding", Name: "保定市蠡县人民政府门户网站", Started: ended, Ended: ended, EndReason: archive.EndYield, Requests: 1200, Found: 300, Reports: 340, Queued: 5000}},
		{PortalStatus: archive.PortalStatus{Portal: "qingdu", Name: "青渡县人民政府", Running: true, Started: ended}},
		{PortalStatus: archive.PortalStatus{Portal: "yunlu", Name: "云麓县人民政府"}},
	}}
	for width, named := range map[int]bool{0: true, 120: true, 80: false} {
		var out bytes.Buffer
		p := program{stdout: &out, width: width}
		p.printStatus(view)
		if strings.Contains(out.String(), "\n\n\n") {
			t.Errorf("%d columns: got two empty lines in a row, where no portal has notes:\n%s", width, &out)
		}
		head, _, _ := strings.Cut(out.String(), "\n\n")
		if got := strings.Contains(head, "保定市蠡县"); got != named {
			t.Errorf("%d columns: got names %v, want %v:\n%s", width, got, named, head)
		}
		for line := range strings.Lines(head) {
			if n := runewidth.StringWidth(strings.TrimRight(line, "\n")); width > 0 && n > width {
				t.Errorf("%d columns: got %d in %q", width, n, line)
			}
		}
		for _, want := range []string{"340", "1200", "25%", "5000", "yield 2026-02-03", "unfinished 2026-02-03", "never crawled", "yield: what is left promises too few reports"} {
			if !strings.Contains(head, want) {
				t.Errorf("%d columns: got\n%s\nwant %q in it", width, head, want)
			}
		}
	}
}
