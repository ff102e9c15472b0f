package store

import (
	"context"
	"os"
	"os/exec"
	"slices"
	"syscall"
	"testing"
	"time"

	"gongkai/archive"
)

const (
	crashDir  = "GONGKAI_TEST_CRASH_DIR"
	crashStep = "GONGKAI_TEST_CRASH_STEP"
)

// TestMain makes the test binary the process that is killed, where it is told
// where.
func TestMain(m *testing.M) {
	if dir := os.Getenv(crashDir); dir != "" {
		if at := os.Getenv(crashOperation); at != "" {
			workUntil(dir, at)
		} else {
			work(dir, os.Getenv(crashStep))
		}
		return
	}
	os.Exit(m.Run())
}

// work takes one page through all stages, until it reaches a step.
func work(dir, last string) {
	ctx := context.Background()
	now := time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)
	check := func(err error) {
		if err != nil {
			panic(err)
		}
	}
	s, err := Open(dir, Options{Now: func() time.Time { return now }, Step: func(step string) {
		if step == last {
			check(syscall.Kill(os.Getpid(), syscall.SIGKILL))
			select {}
		}
	}})
	check(err)
	_, err = s.BeginCrawl(ctx, archivePortal(), []archive.Visit{page(urlA, 1)})
	check(err)
	leases, _, err := s.Claim(ctx, []string{"qd"}, now, time.Minute, 1, nil)
	check(err)
	f := &fixture{Store: s, now: now}
	c, err := s.Record(ctx, f.exchange(leases[0].Visit, "body"))
	check(err)
	o := f.outcome(leases[0], archive.ResultCaptured)
	o.Capture, o.Extract, o.Outlinks = &c, true, []archive.Visit{page(urlA2, 1)}
	check(s.Settle(ctx, o))
	due, err := s.ClaimExtractions(ctx, 1)
	check(err)
	_, err = s.SettleExtraction(ctx, archive.Extracted{
		Extraction: due[0],
		Documents:  []archive.Document{{PayloadDigest: due[0].Payload, ContentDigest: archive.DigestOf([]byte("one"))}},
		Reports:    []*archive.AnnualReport{{Issuer: "青渡县", Year: 2024}},
		Sinks:      subscriptions("parser"),
	})
	check(err)
	parcels, _, err := s.DueDeliveries(ctx, "parser", now, 1)
	check(err)
	check(s.SettleDeliveries(ctx, []archive.Receipt{{Delivery: parcels[0].Delivery}}))
}

func TestNothingIsLostWhereverTheProcessIsKilled(t *testing.T) {
	for name, c := range map[string]struct {
		step string
		want archive.Totals
	}{
		"before a claim":                   {"claim.commit", archive.Totals{URLs: 1}},
		"after a claim":                    {"claim.done", archive.Totals{URLs: 1}},
		"before the record":                {"record.append", archive.Totals{URLs: 1}},
		"after the record":                 {"record.done", archive.Totals{URLs: 1}},
		"before the record is durable":     {"settle.sync", archive.Totals{URLs: 1}},
		"before the visit is settled":      {"settle.commit", archive.Totals{URLs: 1}},
		"after the visit is settled":       {"settle.done", archive.Totals{URLs: 2, Captures: 1, Payloads: 1, Unread: 1}},
		"before the document is written":   {"extract.append", archive.Totals{URLs: 2, Captures: 1, Payloads: 1, Unread: 1}},
		"before the document is durable":   {"extract.sync", archive.Totals{URLs: 2, Captures: 1, Payloads: 1, Unread: 1}},
		"before the document is settled":   {"extract.commit", archive.Totals{URLs: 2, Captures: 1, Payloads: 1, Unread: 1}},
		"after the document is settled":    {"extract.done", archive.Totals{URLs: 2, Captures: 1, Payloads: 1, Documents: 1, Reports: 1, Owed: 1}},
		"before the delivery is settled":   {"deliver.commit", archive.Totals{URLs: 2, Captures: 1, Payloads: 1, Documents: 1, Reports: 1, Owed: 1}},
		"after everything but the closing": {"deliver.done", archive.Totals{URLs: 2, Captures: 1, Payloads: 1, Documents: 1, Reports: 1, Delivered: 1}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := &fixture{t: t, dir: t.TempDir(), now: time.Date(2026, 3, 1, 8, 2, 0, 0, time.UTC)}
			cmd := exec.Command(os.Args[0])
			cmd.Env = slices.Concat(os.Environ(), []string{crashDir + "=" + f.dir, crashStep + "=" + c.step})
			out, err := cmd.CombinedOutput()
			if state, ok := cmd.ProcessState.Sys().(syscall.WaitStatus); !ok || state.Signal() != syscall.SIGKILL {
				t.Fatalf("got %v, want the process to be killed: %s", err, out)
			}
			f.open(nil)
			defer f.Close()
			f.verify()
			f.now = f.now.Add(time.Minute) // its hosts rest
			if got := f.totals(); got != c.want {
				t.Errorf("got %+v, want %+v", got, c.want)
			}
			if c.want.Captures > 0 {
				return
			}
			if !f.begin("qd") {
				t.Error("the crawl did not resume")
			}
			f.fetch("qd", "body")
			if got := f.totals(); got.Captures != 1 || got.Unread != 1 {
				t.Errorf("after the repeated visit: got %+v", got)
			}
			f.verify()
		})
	}
}
