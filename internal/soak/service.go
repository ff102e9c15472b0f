package soak

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

// service is gongkai run under a supervisor, which starts it again whenever it
// ended.
type service struct {
	program  []string
	config   string
	holder   string      // the file in which a running service writes its number
	starting *sync.Mutex // held while the config is not to be read

	mu      sync.Mutex
	process *os.Process // nil where none runs
	killed  bool        // by us
	ended   []string
	peak    int64
}

// supervise keeps the service running until ctx ends.
func (s *service) supervise(ctx context.Context, say func(string, ...any)) {
	for ctx.Err() == nil {
		var log tail
		cmd := exec.Command(s.program[0], append(s.program[1:len(s.program):len(s.program)], "run", "--config", s.config)...)
		cmd.Stderr = &log
		s.starting.Lock()
		err := cmd.Start()
		s.starting.Unlock()
		if err != nil {
			s.note("start: " + err.Error())
			return
		}
		s.mu.Lock()
		s.process, s.killed = cmd.Process, false
		s.mu.Unlock()
		done := make(chan error, 1)
		go func() { done <- cmd.Wait() }()
		ended := false
		for !ended {
			select {
			case err = <-done:
				ended = true
			case <-ctx.Done():
				_ = cmd.Process.Signal(syscall.SIGTERM)
				err, ended = <-done, true
			case <-time.After(time.Second):
				s.weigh(cmd.Process.Pid)
			}
		}
		s.mu.Lock()
		s.process = nil
		byUs := s.killed
		s.mu.Unlock()
		if !byUs && (err != nil || ctx.Err() == nil) {
			what := fmt.Sprintf("%v: %s", err, log.last())
			s.note(what)
			say("ended by itself: %s", what)
			wait(ctx, time.Second)
		}
	}
}

func (s *service) note(what string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ended = append(s.ended, what)
}

// kill kills the service as a loss of power would, and returns whether it ran.
func (s *service) kill() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.process == nil {
		return false
	}
	s.killed = true
	_ = s.process.Kill()
	return true
}

// hangup has the service read its config again, as an operator would: by the
// number that it has written, and not before it has.
func (s *service) hangup() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	b, err := os.ReadFile(s.holder)
	if err != nil || s.process == nil || strings.TrimSpace(string(b)) != strconv.Itoa(s.process.Pid) {
		return false
	}
	return s.process.Signal(syscall.SIGHUP) == nil
}

// stop ends supervision with end, and returns how long the service took.
func (s *service) stop(end func()) time.Duration {
	begin := time.Now()
	end()
	return time.Since(begin)
}

// weigh notes how much memory of its own the service has.
func (s *service) weigh(pid int) {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return
	}
	for line := range strings.Lines(string(b)) {
		if rest, ok := strings.CutPrefix(line, "RssAnon:"); ok {
			kb, _ := strconv.ParseInt(strings.Fields(rest)[0], 10, 64)
			s.mu.Lock()
			s.peak = max(s.peak, kb<<10)
			s.mu.Unlock()
		}
	}
}

// tail keeps the end of what is written to it.
type tail struct{ b []byte }

func (t *tail) Write(b []byte) (int, error) {
	t.b = append(t.b, b...)
	if len(t.b) > 16<<10 {
		t.b = append([]byte(nil), t.b[len(t.b)-8<<10:]...)
	}
	return len(b), nil
}

// last returns the last lines.
func (t *tail) last() string {
	lines := bytes.Split(bytes.TrimSpace(t.b), []byte("\n"))
	return string(bytes.Join(lines[max(0, len(lines)-3):], []byte(" | ")))
}
