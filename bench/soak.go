package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"gongkai/internal/soak"
)

// soakService runs the service for a while over portals that join, while they,
// the sinks and the disk fail and the service is killed, and tells what came of
// it.
func soakService(ctx context.Context, arguments []string) error {
	flags := flag.NewFlagSet("soak", flag.ContinueOnError)
	minutes := flags.Float64("minutes", 30, "how long things fail")
	seed := flags.Uint64("seed", 1, "of the portals and of what fails when")
	if err := flags.Parse(arguments); err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "gongkai-soak-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	binary, err := buildProgram(ctx, dir)
	if err != nil {
		return err
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	o := soak.Options{
		Program: []string{binary}, Sink: []string{self, "soak-sink"}, Dir: dir,
		Data: filepath.Join(dir, "disk", "data"), Log: os.Stderr,
		Length: time.Duration(*minutes * float64(time.Minute)), Portals: max(4, int(2**minutes)), Delay: 300 * time.Millisecond,
		Kill: time.Minute, Fail: time.Minute, Fill: 3 * time.Minute, Hold: 20 * time.Second, Patience: 10 * time.Minute, Seed: *seed,
	}
	unmount, err := smallDisk(filepath.Dir(o.Data))
	if err != nil {
		fmt.Printf("the disk is not filled: %v\n", err)
		o.Fill = 0
	} else {
		defer unmount()
	}
	r, err := soak.Run(ctx, o)
	if err != nil {
		return err
	}
	fmt.Printf("%d portals, %d reports, %d requests; %d kills, %d SIGHUP and %d with a wrong config, the disk filled %d times, portals failed %d times\n",
		o.Portals, r.Reports, r.Requests, r.Kills, r.Hangups, r.Refused, r.Fills, r.Failures)
	fmt.Println("sink | documents | alarms | repeats")
	for _, s := range r.Received {
		fmt.Printf("%s | %d | %d | %d\n", s.Sink, s.Documents, s.Alarms, s.Repeats)
	}
	fmt.Printf("everything was delivered %s after the last fault; it stopped in %s; at most %d MB of its own\n",
		r.Settled.Round(time.Second), r.Stop.Round(time.Millisecond), r.Peak>>20)
	for _, what := range r.Ended {
		fmt.Printf("ended by itself: %s\n", what)
	}
	for _, what := range r.Problems {
		fmt.Printf("problem: %s\n", what)
	}
	if len(r.Problems) > 0 {
		return errors.New("not every promise was kept")
	}
	return nil
}

// soakSink is the program that deliveries go to.
func soakSink(_ context.Context, arguments []string) error { return soak.Receive(arguments[0], 200) }

// smallDisk makes dir a disk of its own that can be filled, which takes root.
func smallDisk(dir string) (unmount func(), err error) {
	if err := os.Mkdir(dir, 0o755); err != nil {
		return nil, err
	}
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", "size=1g", "gongkai-soak", dir).CombinedOutput(); err != nil {
		return nil, fmt.Errorf("mount a small disk: %w: %s", err, out)
	}
	return func() { _ = exec.Command("umount", "-l", dir).Run() }, nil
}
