package soak

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"time"
)

// settle waits until the service says that everything is read and delivered, and
// every report is there, or patience ends.
func (s *soak) settle(ctx context.Context) {
	begin, want := time.Now(), s.reports()
	ctx, cancel := context.WithTimeout(ctx, s.opts.Patience)
	defer cancel()
	for wait(ctx, time.Second) {
		var status struct {
			Totals struct{ Owed, Unread int }
		}
		out, _ := s.command(ctx, "status", "--json").Output()
		if json.Unmarshal(out, &status) != nil {
			continue // it is starting
		}
		if t := status.Totals; s.hook.has(want) && t.Owed == 0 && t.Unread == 0 {
			s.result.Settled = time.Since(begin)
			return
		}
	}
	s.result.Settled = time.Since(begin)
}

func (s *soak) command(ctx context.Context, args ...string) *exec.Cmd {
	args = append(append(s.opts.Program[1:len(s.opts.Program):len(s.opts.Program)], args...), "--config", s.path("gongkai.yaml"))
	return exec.CommandContext(ctx, s.opts.Program[0], args...)
}

// look compares what came with what was published, once the service has stopped.
func (s *soak) look(ctx context.Context) error {
	files, program := newLedger("files"), newLedger("program")
	names, err := filepath.Glob(filepath.Join(s.deliveries(), "*.jsonl"))
	if err != nil {
		return err
	}
	for _, name := range names {
		if err := files.read(name); err != nil {
			return err
		}
	}
	if err := program.read(s.path("program.ledger")); err != nil {
		return err
	}
	if wrong := s.hook.wrong.Load(); wrong != nil {
		s.problem("%v", *wrong)
	}
	var status struct {
		Totals struct {
			Documents, Owed, Unread int
			Dead                    int `json:"dead_letters"`
		}
	}
	out, err := s.command(ctx, "status", "--json").Output()
	if jsonErr := json.Unmarshal(out, &status); jsonErr != nil {
		return errors.Join(err, jsonErr)
	}
	if t := status.Totals; t.Owed+t.Unread+t.Dead > 0 {
		s.problem("%d deliveries owed, %d dead, %d payloads unread", t.Owed, t.Dead, t.Unread)
	}
	want := s.reports()
	s.result.Reports, s.result.Requests = len(want), len(s.world.Judge().Requests())
	for _, l := range []*ledger{files, s.hook.ledger, program} {
		for _, key := range want {
			if !l.reports[key] {
				s.problem("sink %s never got %s", l.Sink, key)
			}
		}
		if l.Documents != status.Totals.Documents {
			s.problem("sink %s got %d documents of %d", l.Sink, l.Documents, status.Totals.Documents)
		}
		for _, id := range l.conflicts {
			s.problem("sink %s got %s again with another content", l.Sink, id)
		}
		s.result.Received = append(s.result.Received, l.Received)
	}
	if out, err := s.command(ctx, "verify").CombinedOutput(); err != nil {
		s.problem("verify: %v: %s", err, bytes.TrimSpace(out))
	}
	for _, v := range s.world.Judge().Violations() {
		s.problem("impolite: %s", v)
	}
	slices.Sort(s.result.Problems)
	return ctx.Err()
}

// read enters every line of a file. A line that was cut off was never
// acknowledged.
func (l *ledger) read(name string) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	in := bufio.NewReaderSize(f, 1<<20)
	for {
		line, err := in.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := l.take(bytes.TrimSuffix(line, []byte("\n"))); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
}
