// Command bench measures what the crawler costs and how it compares, on
// simulated portals on loopback that run in a process of their own. make bench
// runs it; nothing of it is a test.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"slices"
)

// benchmarks are what can be measured, in the order in which they run where
// none is named. Each prints a table with the medians and ratios that
// docs/benchmarks.md shows.
var benchmarks = []struct {
	name, about string
	run         func(ctx context.Context) error
}{
	{"cost", "CPU per page, everything on, beside others on the same pages", costs},
	{"discovery", "requests per report, on portals that nothing was tuned on", discovery},
	{"interrupted", "a crawl that is stopped or killed every 150 requests beside a whole one: found, and requests", interruptions},
	{"recrawl", "requests of later crawls of portals that have not changed", recrawls},
	{"politeness", "1,000 hosts, one request a second each: how near to that, and at what cost", politeness},
	{"extraction", "CPU per report in every format, beside LibreOffice, antiword and pdftotext", extraction},
	{"export", "cells a second and memory of each format, at two sizes of archive", exports},
	{"import", "a WARC file of a million records, killed on the way: memory, CPU, and what verify says", imports},
	{"schedule", "when to look for a report: requests and delay over seven simulated years", schedules},
	{"outbox", "deliveries a second, each made durable before it counts", outbox},
	{"crowded", "the service's first crawl of portals beside others that wait for each other, or for nobody", crowded},
	{"idle", "a service that knows 43,000 scheduled columns: memory, and CPU while nothing is due", idle},
	{"growth", "claim and settle, memory and start-up at 100,000 and at 10 million known URLs", growth},
}

// trials take long, have flags of their own and run only where they are named.
var trials = map[string]func(ctx context.Context, arguments []string) error{
	"soak":  soakService,    // the service while everything round about it fails
	"years": yearsOfService, // seven years of 3,000 portals in virtual time
	"lives": lives,          // portals that move, fail, are rebuilt or given up, in virtual time
}

// rounds is how often each contender runs, in turn with the others.
var rounds = flag.Int("rounds", 5, "how often each contender runs, in turn with the others")

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	for _, known := range []map[string]func(context.Context, []string) error{parts, trials} {
		if len(os.Args) < 2 || known[os.Args[1]] == nil {
			continue
		}
		if err := known[os.Args[1]](ctx, os.Args[2:]); err != nil {
			fmt.Fprintf(os.Stderr, "bench %s: %v\n", os.Args[1], err)
			os.Exit(1)
		}
		return
	}
	flag.Parse()
	chosen := flag.Args()
	for _, b := range benchmarks {
		if len(chosen) > 0 && !slices.Contains(chosen, b.name) {
			continue
		}
		fmt.Printf("\n== %s: %s\n", b.name, b.about)
		if err := b.run(ctx); err != nil {
			fmt.Fprintf(os.Stderr, "bench %s: %v\n", b.name, err)
			os.Exit(1)
		}
	}
}
