package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
	"time"

	"gongkai/crawler"
	"gongkai/internal/portalsim"
	"gongkai/store"
)

// cutEvery is how many requests an interrupted crawl makes before it is cut again:
// ten a portal, far fewer than between two restarts of a machine.
const cutEvery = 150

// interruptions compares a crawl with such that are stopped, and killed, again and
// again: what they find, and for how many requests.
func interruptions(ctx context.Context) error {
	fmt.Println("layout | reports | whole: found, requests | stopped: found, requests, runs | killed: found, requests, runs")
	for layout := range portalsim.Layouts {
		wanted := 0
		for _, p := range interruptedWorld(layout).Portals() {
			wanted += len(p.Truth)
		}
		line := fmt.Sprintf("%d | %d", layout, wanted)
		for _, by := range [...]syscall.Signal{0, syscall.SIGINT, syscall.SIGKILL} {
			sum, runs, err := interrupted(ctx, layout, by)
			if err != nil {
				return err
			}
			line += fmt.Sprintf(" | %d, %d", sum.Found, sum.Requests)
			if by != 0 {
				line += fmt.Sprintf(", %d", runs)
			}
		}
		fmt.Println(line)
	}
	return nil
}

func interruptedWorld(layout int) *portalsim.World {
	return portalsim.New(portalsim.Options{Seed: 8501 + uint64(layout), Issuers: 8, Noise: 40, Families: everyFamily(), Layout: layout})
}

// crawlSum is what the crawls of all portals came to, over all runs.
type crawlSum struct{ Found, Requests int }

// interrupted crawls a world in processes that get a signal each time that so many
// requests were made, until one comes to its end; 0 interrupts none.
func interrupted(ctx context.Context, layout int, by syscall.Signal) (sum crawlSum, runs int, err error) {
	world := interruptedWorld(layout)
	server, err := world.Start(ctx, "127.0.0.1:0")
	if err != nil {
		return sum, 0, err
	}
	defer server.Close()
	dir, err := os.MkdirTemp("", "gongkai-bench-")
	if err != nil {
		return sum, 0, err
	}
	defer os.RemoveAll(dir)
	addresses, err := json.Marshal(server.Resolve())
	if err != nil {
		return sum, 0, err
	}
	if err := os.WriteFile(filepath.Join(dir, "addresses.json"), addresses, 0o644); err != nil {
		return sum, 0, err
	}
	for {
		runs++
		p, err := startPart(ctx, "interrupted-crawl", dir, strconv.Itoa(layout))
		if err != nil {
			return sum, runs, err
		}
		ended := make(chan error, 1)
		go func() { ended <- p.end(&sum) }()
		for cut := by == 0; ; {
			select {
			case err := <-ended:
				if err == nil || !cut || by == 0 {
					return sum, runs, err
				}
			case <-time.After(5 * time.Millisecond):
				if !cut && len(world.Judge().Requests()) >= runs*cutEvery {
					cut = true
					_ = p.cmd.Process.Signal(by) // or it has ended by itself
				}
				continue
			}
			break
		}
	}
}

// interruptedCrawl crawls the world of a layout, from where the run before it ended.
func interruptedCrawl(ctx context.Context, arguments []string) error {
	dir := arguments[0]
	layout, err := strconv.Atoi(arguments[1])
	if err != nil {
		return err
	}
	list, err := os.ReadFile(filepath.Join(dir, "addresses.json"))
	if err != nil {
		return err
	}
	var resolve map[string]string
	if err := json.Unmarshal(list, &resolve); err != nil {
		return err
	}
	st, err := store.Open(filepath.Join(dir, "data"), store.Options{})
	if err != nil {
		return err
	}
	defer st.Close()
	all := map[string]discovered{}
	if err := crawlRound(ctx, st, resolve, interruptedWorld(layout).Portals(), crawler.Options{Patience: 5 * time.Minute}, all); err != nil {
		if ctx.Err() != nil {
			return nil // stopped
		}
		return err
	}
	var sum crawlSum
	for _, d := range all {
		sum.Found, sum.Requests = sum.Found+d.found, sum.Requests+d.requests
	}
	return say(sum)
}
