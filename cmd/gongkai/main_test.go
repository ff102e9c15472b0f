package main

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"os"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"gongkai/internal/portalsim"
	"gongkai/internal/soak"
	"gongkai/store"
)

// killAt names the step, and the how-manieth time of it, at which the command
// gongkai-killed ends itself as a power cut would: "settled:3".
const killAt = "GONGKAI_TEST_KILL_AT"

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"gongkai":        main,
		"gongkai-killed": mainKilled,
		"gongkai-sink":   mainSink,
	})
}

// mainSink is a program that deliveries go to.
func mainSink() {
	if err := soak.Receive(os.Args[1], 0); err != nil {
		panic(err)
	}
}

// mainKilled is the program with a kill -9 built in.
func mainKilled() {
	step, count, _ := strings.Cut(os.Getenv(killAt), ":")
	left, err := strconv.Atoi(count)
	if err != nil {
		panic(err)
	}
	var mu sync.Mutex
	p := program{stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr, now: beforeAnyDeadline, readers: readerProcess, world: demoWorld(), step: func(name string) {
		mu.Lock()
		defer mu.Unlock()
		if name != step {
			return
		}
		if left--; left == 0 {
			_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
			select {} // until the signal has come
		}
	}}
	os.Exit(p.run(context.Background(), os.Args[1:]))
}

func TestTheExitStatusTellsWhatSomebodyHasToPutRight(t *testing.T) {
	for name, c := range map[string]struct {
		err  error
		want int
	}{
		"wrong usage":              {usage("--x"), exitUsage},
		"a disk that is read only": {fmt.Errorf("open archive: %w", &fs.PathError{Op: "open", Path: "gongkai.db", Err: syscall.EROFS}), exitUsage},
		"an archive in use":        {fmt.Errorf("open archive: %w", store.ErrInUse), exitUsage},
		"a fault of the disk":      {&fs.PathError{Op: "read", Path: "gongkai.db", Err: syscall.EIO}, exitFailed},
	} {
		if got := statusOf(c.err); got != c.want {
			t.Errorf("%s: got %d, want %d", name, got, c.want)
		}
	}
}

func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script", RequireExplicitExec: true,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"portals": servePortals},
	})
}

// servePortals serves a portal until the script ends, and writes known.yaml,
// which names it. Its reports are all there that are due.
func servePortals(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) > 0 {
		ts.Fatalf("usage: portals")
	}
	due := demoYears(time.Now())
	world := portalsim.New(portalsim.Options{
		Faithful: true, Seed: 7, Issuers: 2, Years: due[len(due)-2:], Noise: 2, MinGap: demoGap, Families: []string{"trs"},
	})
	server, err := world.Start(context.Background(), "127.0.0.1:0")
	ts.Check(err)
	ts.Defer(func() { _ = server.Close() })
	ts.Check(os.WriteFile(ts.MkAbs("known.yaml"), bytes.ReplaceAll(demoConfig(world, server), []byte("data: ."), []byte("data: data")), 0o644))
}
