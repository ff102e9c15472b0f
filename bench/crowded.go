package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"time"
)

// The portals of a crowd: those that can be crawled at any time, those that one
// server has in a group, and those that nobody serves.
const (
	crowdFree    = 300
	crowdGrouped = 200
	crowdDead    = 100
	crowdFor     = 4 * time.Minute
)

// crowded measures how long it takes the service to crawl portals beside others
// that wait for each other, or for nobody.
func crowded(ctx context.Context) error {
	dir, err := os.MkdirTemp("", "gongkai-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	program, err := buildProgram(ctx, dir)
	if err != nil {
		return err
	}
	hosts, err := startPart(ctx, "politeness-hosts")
	if err != nil {
		return err
	}
	defer func() { _ = hosts.kill() }()
	var addresses []string
	if err := hosts.hear(&addresses); err != nil {
		return err
	}
	cfg := filepath.Join(dir, "gongkai.yaml")
	if err := os.WriteFile(cfg, crowdConfig(addresses), 0o644); err != nil {
		return err
	}
	service := exec.CommandContext(ctx, program, "run", "--config", cfg, "--log-level", "error")
	service.Stderr = os.Stderr
	if err := service.Start(); err != nil {
		return err
	}
	defer func() { _ = service.Process.Kill(); _ = service.Wait() }()
	begin := time.Now()
	for ctx.Err() == nil {
		select {
		case <-time.After(10 * time.Second):
		case <-ctx.Done():
			return ctx.Err()
		}
		ended, err := crowdEnded(ctx, program, cfg)
		if err != nil {
			return err
		}
		took := time.Since(begin)
		fmt.Printf("%3.0f s: crawled %d of %d portals that stand alone, %d of %d in a group, and found out of %d of %d that nobody serves them; %.0f MB of anonymous memory\n",
			took.Seconds(), ended['f'], crowdFree, ended['g'], crowdGrouped, ended['d'], crowdDead, float64(rssAnon(service.Process.Pid))/1e6)
		if ended['f'] == crowdFree || took > crowdFor {
			break
		}
	}
	return nil
}

// crowdConfig mixes the portals evenly.
func crowdConfig(addresses []string) []byte {
	var b bytes.Buffer
	b.WriteString("contact: bench@example.org\nrun: {metrics: \"off\", web: \"off\"}\ncrawl: {delay: 100ms}\nportals:\n")
	kinds := slices.Concat(bytes.Repeat([]byte("f"), crowdFree), bytes.Repeat([]byte("g"), crowdGrouped), bytes.Repeat([]byte("d"), crowdDead))
	for n := range kinds {
		i := n * 7 % len(kinds) // 7 divides none of the numbers
		kind, at, group := kinds[i], addresses[i], ""
		switch kind {
		case 'g':
			at, group = addresses[len(addresses)-1], ", group: province"
		case 'd':
			at = "127.0.0.1:1"
		}
		fmt.Fprintf(&b, "  - {id: %c%d, seeds: [\"http://www.h%d.gov.cn/\"], resolve: {www.h%d.gov.cn: %q}%s}\n", kind, i, i, i, at, group)
	}
	return b.Bytes()
}

// crowdEnded counts the portals whose crawl has ended, by kind.
func crowdEnded(ctx context.Context, program, cfg string) (map[byte]int, error) {
	cmd := exec.CommandContext(ctx, program, "schedule", "--config", cfg, "--json")
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("schedule: %w", err)
	}
	var all []struct{ Portal, Why string }
	if err := json.Unmarshal(out, &all); err != nil {
		return nil, err
	}
	ended := map[byte]int{}
	for _, x := range all {
		if x.Why != "never crawled" && x.Why != "its crawl was interrupted" {
			ended[x.Portal[0]]++
		}
	}
	return ended, nil
}
