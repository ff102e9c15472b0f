package main

import (
	"context"
	"os"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// killAt names the step, and the how-manieth time of it, at which the command
// gongkai-killed ends itself as a power cut would: "settled:3".
const killAt = "GONGKAI_TEST_KILL_AT"

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"gongkai":        main,
		"gongkai-killed": mainKilled,
	})
}

// mainKilled is the program with a kill -9 built in.
func mainKilled() {
	step, count, _ := strings.Cut(os.Getenv(killAt), ":")
	left, err := strconv.Atoi(count)
	if err != nil {
		panic(err)
	}
	var mu sync.Mutex
	p := program{stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr, now: beforeAnyDeadline, world: demoWorld(), step: func(name string) {
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

func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{Dir: "testdata/script", RequireExplicitExec: true})
}
