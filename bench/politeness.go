package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"text/tabwriter"
	"time"

	"github.com/rs/zerolog"
	"golang.org/x/sync/errgroup"

	"gongkai/archive"
	"gongkai/crawler"
	"gongkai/internal/heaproom"
	"gongkai/store"
)

const (
	politeHosts   = 1000
	politePages   = 30 // of each host, its home page among them
	politeDelay   = time.Second
	politeWorkers = 256
)

// crawled is what the crawler's process says of itself.
type crawled struct {
	Memory  int64   `json:"memory"` // the most anonymous memory, in bytes
	CPU     float64 `json:"cpu"`    // seconds
	Seconds float64 `json:"seconds"`
}

// politeness crawls a thousand hosts, each on an address of its own, as fast as
// their delay allows. The ideal is a request for each host and delay.
func politeness(ctx context.Context) error {
	t := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "run\trequests\tseconds\trequests/s\tof ideal\tsteady\tshortest gap\tmedian gap\tRssAnon\tCPU s\t")
	var whole, steady, gaps []float64
	var memory []int64
	for n := range *rounds {
		served, c, err := politeRun(ctx)
		if err != nil {
			return err
		}
		ideal := politeHosts / politeDelay.Seconds()
		// From the first request to the last there is one pause less than
		// requests of a host.
		seconds := served.Span.Seconds() + politeDelay.Seconds()
		rate := float64(served.Requests) / seconds
		whole, steady = append(whole, rate/ideal), append(steady, served.Steady/ideal)
		gaps, memory = append(gaps, served.Shortest.Seconds()), append(memory, c.Memory)
		fmt.Fprintf(t, "%d\t%d\t%.2f\t%.1f\t%.1f%%\t%.1f%%\t%.4f s\t%.4f s\t%.0f MB\t%.1f\t\n", n+1, served.Requests, seconds,
			rate, 100*rate/ideal, 100*served.Steady/ideal, served.Shortest.Seconds(), served.Median.Seconds(), float64(c.Memory)/1e6, c.CPU)
	}
	fmt.Fprintf(t, "median\t\t\t\t%.1f%%\t%.1f%%\t%.4f s\t\t%.0f MB\t\t\n", 100*median(whole), 100*median(steady), median(gaps), float64(median(memory))/1e6)
	return t.Flush()
}

func politeRun(ctx context.Context) (served, crawled, error) {
	var s served
	var c crawled
	hosts, err := startPart(ctx, "politeness-hosts")
	if err != nil {
		return s, c, err
	}
	defer hosts.cmd.Process.Kill()
	var addresses []string
	if err := hosts.hear(&addresses); err != nil {
		return s, c, err
	}
	dir, err := os.MkdirTemp("", "gongkai-bench-")
	if err != nil {
		return s, c, err
	}
	defer os.RemoveAll(dir)
	list, err := json.Marshal(addresses)
	if err != nil {
		return s, c, err
	}
	if err := os.WriteFile(dir+"/addresses.json", list, 0o644); err != nil {
		return s, c, err
	}
	work, err := startPart(ctx, "politeness-crawl", dir, strconv.Itoa(politeWorkers))
	if err != nil {
		return s, c, err
	}
	defer work.cmd.Process.Kill()
	if err := work.end(&c); err != nil {
		return s, c, err
	}
	err = hosts.end(&s)
	return s, c, err
}

// politenessCrawl crawls the hosts whose addresses stand in its first argument's
// addresses.json, into a data directory beside it.
func politenessCrawl(ctx context.Context, arguments []string) error {
	dir := arguments[0]
	workers, err := strconv.Atoi(arguments[1])
	if err != nil {
		return err
	}
	list, err := os.ReadFile(dir + "/addresses.json")
	if err != nil {
		return err
	}
	var addresses []string
	if err := json.Unmarshal(list, &addresses); err != nil {
		return err
	}
	st, err := store.Open(dir+"/data", store.Options{})
	if err != nil {
		return err
	}
	defer st.Close()
	c, err := crawler.New(st, zerolog.Nop(), crawler.Options{
		UserAgent: "gongkai/bench (+https://example.org/)", Spool: st.Spool(), Workers: workers, Floor: -1, Patience: 5 * time.Second,
	})
	if err != nil {
		return err
	}
	var portals []archive.Portal
	var begin errgroup.Group
	for i, address := range addresses {
		host := fmt.Sprintf("www.h%d.gov.cn", i)
		p := archive.Portal{
			ID: fmt.Sprintf("h%d", i), Name: host, Seeds: []string{"http://" + host + "/"},
			Delay: politeDelay, Resolve: map[string]string{host: address},
		}
		portals = append(portals, p)
		begin.Go(func() error {
			_, err := st.BeginCrawl(ctx, p, []archive.Visit{
				{URL: "http://" + host + "/robots.txt", Kind: archive.KindRobots, Via: "http://" + host + "/robots.txt", Score: 1000},
				{URL: "http://" + host + "/", Kind: archive.KindList, Score: 900},
			})
			return err
		})
	}
	if err := begin.Wait(); err != nil {
		return err
	}
	start := time.Now()
	room, end := context.WithCancel(ctx)
	var collector errgroup.Group
	collector.Go(func() error { heaproom.Keep(room, heaproom.Crawl); return nil })
	peak, err := peakMemory(ctx, func() error { return c.Run(ctx, portals) })
	end()
	_ = collector.Wait() // it has no error
	if err != nil {
		return err
	}
	return say(crawled{Memory: peak, CPU: cpuSeconds(), Seconds: time.Since(start).Seconds()})
}
