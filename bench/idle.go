package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"gongkai/archive"
	"gongkai/store"
)

const (
	idlePortals = 3000
	idleColumns = 43_000
	idleFor     = time.Minute
)

// idle measures a service that knows 43,000 columns, none of which is due.
func idle(ctx context.Context) error {
	dir, err := os.MkdirTemp("", "gongkai-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	binary, err := buildProgram(ctx, dir)
	if err != nil {
		return err
	}
	data := filepath.Join(dir, "data")
	if err := fillColumns(ctx, data); err != nil {
		return err
	}
	cfg := filepath.Join(dir, "gongkai.yaml")
	if err := os.WriteFile(cfg, idleConfig(), 0o644); err != nil {
		return err
	}
	cmd := exec.CommandContext(ctx, binary, "run", "--config", cfg)
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		return err
	}
	defer func() { _ = cmd.Process.Kill(); _ = cmd.Wait() }()
	time.Sleep(20 * time.Second) // until it has begun
	before, err := usedBy(cmd.Process.Pid)
	if err != nil {
		return err
	}
	time.Sleep(idleFor)
	after, err := usedBy(cmd.Process.Pid)
	if err != nil {
		return err
	}
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", cmd.Process.Pid))
	if err != nil {
		return err
	}
	for line := range bytes.Lines(status) {
		if bytes.HasPrefix(line, []byte("RssAnon")) || bytes.HasPrefix(line, []byte("VmRSS")) || bytes.HasPrefix(line, []byte("VmHWM")) {
			fmt.Print(string(line))
		}
	}
	fmt.Printf("CPU while idle: %.2f%% of a core\n", 100*(after-before).Seconds()/idleFor.Seconds())
	return nil
}

// usedBy returns the processor time of a process.
func usedBy(pid int) (time.Duration, error) {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0, err
	}
	fields := strings.Fields(string(b[bytes.LastIndexByte(b, ')')+1:]))
	user, err := strconv.Atoi(fields[11])
	if err != nil {
		return 0, err
	}
	system, err := strconv.Atoi(fields[12])
	return time.Duration(user+system) * 10 * time.Millisecond, err // a tick is a hundredth of a second
}

func idleConfig() []byte {
	var b bytes.Buffer
	b.WriteString("contact: bench@example.org\nrun:\n  metrics: 127.0.0.1:0\n  web: \"off\"\nportals:\n")
	for i := range idlePortals {
		fmt.Fprintf(&b, "  - id: p%d\n    seeds: [\"http://www.p%d.gov.cn/\"]\n", i, i)
	}
	return b.Bytes()
}

// fillColumns makes an archive of portals that were crawled, with all of their
// columns due in a month.
func fillColumns(ctx context.Context, data string) error {
	st, err := store.Open(data, store.Options{})
	if err != nil {
		return err
	}
	defer st.Close()
	var ids []string
	for i := range idlePortals {
		id := fmt.Sprintf("p%d", i)
		ids = append(ids, id)
		var seeds []archive.Visit
		for n := i; n < idleColumns; n += idlePortals {
			seeds = append(seeds, archive.Visit{URL: fmt.Sprintf("http://www.p%d.gov.cn/c%d/", i, n), Portal: id, Kind: archive.KindList, Score: 900})
		}
		if _, err := st.BeginCrawl(ctx, archive.Portal{ID: id}, seeds); err != nil {
			return err
		}
	}
	for done := 0; done < idleColumns; {
		leases, _, err := st.Claim(ctx, ids, time.Now().Add(time.Hour), time.Millisecond, 1000, nil)
		if err != nil {
			return err
		}
		group, each := errgroup.WithContext(ctx)
		for _, l := range leases {
			group.Go(func() error {
				o := archive.Outcome{Visit: l.Visit, Result: archive.ResultUnchanged, At: time.Now(), Host: l.Host, Requests: 1}
				o.Host.NotBefore = time.Now()
				o.NextDue = time.Now().Add(30 * 24 * time.Hour)
				return st.Settle(each, o)
			})
		}
		if err := group.Wait(); err != nil {
			return err
		}
		done += len(leases)
	}
	for _, id := range ids {
		if err := st.EndCrawl(ctx, id, archive.EndComplete); err != nil {
			return err
		}
	}
	return nil
}
