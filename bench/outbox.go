package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/rs/zerolog"
	"golang.org/x/sync/errgroup"

	"gongkai/archive"
	"gongkai/deliver"
	"gongkai/store"
)

const outboxDocuments = 5_000

// outbox measures how many deliveries a second are handed over and settled, each
// durable: to a folder, and to a program that acknowledges.
func outbox(ctx context.Context) error {
	fmt.Println("sink | deliveries a second | CPU µs each")
	for _, name := range []string{"jsonl", "process"} {
		var rates, costs []float64
		for range *rounds {
			rate, cost, err := outboxOnce(ctx, name)
			if err != nil {
				return err
			}
			rates, costs = append(rates, rate), append(costs, cost)
		}
		fmt.Printf("%s | %.0f | %.0f\n", name, median(rates), median(costs))
	}
	return nil
}

func outboxOnce(ctx context.Context, name string) (rate, cost float64, err error) {
	dir, err := os.MkdirTemp("", "gongkai-bench-")
	if err != nil {
		return 0, 0, err
	}
	defer os.RemoveAll(dir)
	st, err := store.Open(dir, store.Options{})
	if err != nil {
		return 0, 0, err
	}
	defer st.Close()
	if err := fillOutbox(ctx, st, outboxDocuments); err != nil {
		return 0, 0, err
	}
	var sink deliver.Sink
	if name == "jsonl" {
		sink, err = deliver.NewJSONL("sink", filepath.Join(dir, "out"))
	} else {
		self, selfErr := os.Executable()
		if selfErr != nil {
			return 0, 0, selfErr
		}
		sink, err = deliver.NewProcess("sink", []string{self, "outbox-sink"}, zerolog.Nop(), deliver.ProcessOptions{})
	}
	if err != nil {
		return 0, 0, err
	}
	defer sink.Close()
	begin, used := time.Now(), cpuSeconds()
	if err := deliver.NewCourier(st, []deliver.Sink{sink}, zerolog.Nop(), deliver.Options{}).Drain(ctx); err != nil {
		return 0, 0, err
	}
	took, spent := time.Since(begin), cpuSeconds()-used
	t, err := st.Totals(ctx)
	if err == nil && t.Delivered != outboxDocuments {
		err = fmt.Errorf("delivered %d of %d", t.Delivered, outboxDocuments)
	}
	return outboxDocuments / took.Seconds(), spent * 1e6 / outboxDocuments, err
}

// fillOutbox enters documents of 3 KB that are owed to the sink "sink".
func fillOutbox(ctx context.Context, st *store.Store, n int) error {
	text := strings.Repeat("全文政府信息公开工作年度报告。", 70)
	const at = 100 // hosts
	for begun := 0; begun < n; {
		var seeds []archive.Visit
		for i := range min(at, n-begun) {
			seeds = append(seeds, archive.Visit{URL: fmt.Sprintf("http://www.h%d.gov.cn/t%d.html", i, begun+i), Portal: "p", Kind: archive.KindPage})
		}
		begun += len(seeds)
		if _, err := st.BeginCrawl(ctx, archive.Portal{ID: "p"}, seeds); err != nil {
			return err
		}
		leases, _, err := st.Claim(ctx, []string{"p"}, time.Now().Add(time.Hour), time.Millisecond, at, nil)
		if err != nil {
			return err
		}
		group, each := errgroup.WithContext(ctx)
		for _, l := range leases {
			group.Go(func() error { return capturePage(each, st, l, l.Visit.URL+text, time.Now().UTC()) })
		}
		if err := group.Wait(); err != nil {
			return err
		}
		due, err := st.ClaimExtractions(ctx, at)
		if err != nil {
			return err
		}
		group, each = errgroup.WithContext(ctx)
		for _, e := range due {
			group.Go(func() error {
				_, err := st.SettleExtraction(each, archive.Extracted{
					Extraction: e,
					Documents: []archive.Document{{
						Schema: archive.DocumentSchema, PayloadDigest: e.Payload, ContentDigest: archive.DigestOf([]byte(e.Payload)), Text: text,
					}},
					Reports: []*archive.AnnualReport{nil},
					Sinks:   []archive.Subscription{{Sink: "sink"}},
				})
				return err
			})
		}
		if err := group.Wait(); err != nil {
			return err
		}
		if err := st.EndCrawl(ctx, "p", archive.EndComplete); err != nil {
			return err
		}
	}
	return nil
}

// capturePage records a page as the answer of a lease, and settles it.
func capturePage(ctx context.Context, st *store.Store, l archive.Lease, body string, now time.Time) error {
	head := fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n", len(body))
	c, err := st.Record(ctx, archive.Exchange{
		Visit: l.Visit, Time: now, Request: []byte("GET / HTTP/1.1\r\nHost: a\r\n\r\n"),
		Response: strings.NewReader(head + body), Size: int64(len(head) + len(body)), HeadSize: int64(len(head)),
		Status: 200, MediaType: "text/html", Payload: archive.DigestOf([]byte(body)), Length: int64(len(body)),
	})
	if err != nil {
		return err
	}
	o := archive.Outcome{Visit: l.Visit, Result: archive.ResultCaptured, At: now, Host: l.Host, Capture: &c, Extract: true, Requests: 1}
	o.Host.NotBefore = now
	o.NextDue = now.Add(365 * 24 * time.Hour)
	return st.Settle(ctx, o)
}
