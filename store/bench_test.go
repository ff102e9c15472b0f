package store

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"gongkai/archive"
)

// BenchmarkClaimAndSettle crawls 1,000 hosts of 30 pages each with 32 workers;
// each page links to all pages of its host. An operation is one visit.
func BenchmarkClaimAndSettle(b *testing.B) {
	ctx := context.Background()
	f := &fixture{t: b, dir: b.TempDir(), now: time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)}
	f.open(nil)
	defer f.Close()
	const hosts, pages, workers = 1000, 30, 32
	crawl := 0
	links := make([][]archive.Visit, hosts)
	begin := func() {
		crawl++
		var seeds []archive.Visit
		for h := range hosts {
			links[h] = links[h][:0]
			for p := range pages {
				links[h] = append(links[h], page(fmt.Sprintf("http://h%d.gov.cn/%d/%d", h, crawl, p), 1))
			}
			seeds = append(seeds, links[h][0])
		}
		f.begin("qd", seeds...)
	}
	begin()
	b.ResetTimer()
	for done := 0; done < b.N; {
		leases, next, err := f.Claim(ctx, []string{"qd"}, f.now, time.Minute, 4*workers, nil)
		f.must(err)
		if len(leases) == 0 {
			if next.IsZero() {
				b.StopTimer()
				begin()
				b.StartTimer()
			}
			continue
		}
		var group sync.WaitGroup
		for w := range workers {
			group.Go(func() {
				for i := w; i < len(leases); i += workers {
					o := f.outcome(leases[i], archive.ResultDead)
					var h int
					if _, err := fmt.Sscanf(o.Visit.URL, "http://h%d.", &h); err == nil {
						o.Outlinks = links[h]
					}
					if err := f.Settle(ctx, o); err != nil {
						b.Error(err)
					}
				}
			})
		}
		group.Wait()
		done += len(leases)
	}
}
