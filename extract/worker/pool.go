package worker

import (
	"bufio"
	"context"
	"encoding/gob"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strings"
	"sync"

	"gongkai/extract"
	"gongkai/extract/ocr"
)

// BrokenError says that a payload broke the reader that read it: a fault of
// ours, to be put right. The payload can't be read until then.
type BrokenError struct {
	Message string // in a line
	Detail  string // what the worker said at its end
}

func (e *BrokenError) Error() string { return e.Message }

// Pool reads payloads in worker processes. It is safe for concurrent use.
type Pool struct {
	limits  Limits
	command func() *exec.Cmd
	free    chan *process // nil stands for a worker that is not started
	closed  sync.Once
}

// New returns a pool of up to n workers, each started by command when it is
// needed. What command starts must [Serve] its standard input and output within
// the same limits.
func New(n int, limits Limits, command func() *exec.Cmd) *Pool {
	p := &Pool{limits: limits.withDefaults(), command: command, free: make(chan *process, n)}
	for range n {
		p.free <- nil
	}
	return p
}

// Close ends the workers, once those that read have done so.
func (p *Pool) Close() {
	p.closed.Do(func() {
		for range cap(p.free) {
			if w := <-p.free; w != nil {
				w.end()
			}
		}
	})
}

// Each is [extract.Each] in a worker: it calls yield with each part of the
// payload. A payload that takes more time or memory than it may is refused in a
// part that says so. The error is yield's, ctx's, a [*BrokenError], or one of
// the worker as a process, which is not the payload's fault.
func (p *Pool) Each(ctx context.Context, in extract.Input, yield func(extract.Part) error) error {
	var w *process
	select {
	case w = <-p.free:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { p.free <- w }()
	if w == nil {
		var err error
		if w, err = start(p.command()); err != nil {
			return err
		}
	}
	healthy, err := w.each(ctx, p.limits, in, yield)
	if !healthy {
		w = nil
	}
	return err
}

// process is a running worker.
type process struct {
	cmd      *exec.Cmd
	in       io.WriteCloser
	buffered *bufio.Writer
	requests *gob.Encoder
	answers  *gob.Decoder
	last     *said
}

func start(cmd *exec.Cmd) (*process, error) {
	w := &process{cmd: cmd, last: new(said)}
	cmd.Stderr = w.last
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, fmt.Errorf("start a reader: %w", err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, fmt.Errorf("start a reader: %w", err)
	}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("start a reader: %w", err)
	}
	w.in, w.buffered = in, bufio.NewWriterSize(in, 64<<10)
	w.requests, w.answers = gob.NewEncoder(w.buffered), gob.NewDecoder(bufio.NewReaderSize(out, 64<<10))
	return w, nil
}

// end ends the worker and waits for it.
func (w *process) end() {
	_ = w.in.Close()
	_ = w.cmd.Wait() // how it ended matters to nobody
}

// each has the worker read one payload, and reports whether it can read
// another.
func (w *process) each(ctx context.Context, limits Limits, in extract.Input, yield func(extract.Part) error) (healthy bool, err error) {
	late := newDeadline(limits.Time, func() { _ = w.cmd.Process.Kill() })
	given := context.AfterFunc(ctx, func() { _ = w.cmd.Process.Kill() })
	end, err := w.exchange(in, late, yield)
	inTime, wanted := late.stop(), given()
	switch {
	case err == nil && inTime && wanted:
		return true, end
	case err == nil:
		_ = w.cmd.Process.Kill() // perhaps killed already, when the answer had just come
		w.end()
		return false, end
	}
	_ = w.cmd.Process.Kill()
	w.end()
	if ctx.Err() != nil {
		return false, ctx.Err()
	}
	if ye, ok := errors.AsType[yieldError](err); ok {
		return false, ye.error
	}
	if ie, ok := errors.AsType[inputError](err); ok {
		return false, ie.error
	}
	status := w.cmd.ProcessState.ExitCode()
	switch {
	case !inTime, status == exitTime:
		return false, w.refused(in, yield, fmt.Sprintf("reading it took more than %v", limits.Time))
	case status == exitMemory:
		return false, w.refused(in, yield, fmt.Sprintf("reading it took more than %d MiB of memory", limits.Memory>>20))
	}
	text := w.last.String()
	first, _, _ := strings.Cut(text, "\n")
	if first == "" {
		first = w.cmd.ProcessState.String()
	}
	return false, &BrokenError{Message: "reading it ended the reader: " + first, Detail: text}
}

func (w *process) refused(in extract.Input, yield func(extract.Part) error, message string) error {
	return yield(extract.Part{Member: in.Source.Member, Format: "over_limit", Refused: &extract.RefusedError{Format: "over_limit", Message: message}})
}

// yieldError and inputError are errors that are not the worker's.
type (
	yieldError struct{ error }
	inputError struct{ error }
)

// exchange sends the payload and takes the answers. end is how the worker says
// that reading ended; err is that of the exchange.
func (w *process) exchange(in extract.Input, late *deadline, yield func(extract.Part) error) (end, err error) {
	req := request{Size: in.Size, Name: in.Name, MediaType: in.MediaType, Source: in.Source, Anchor: in.Anchor, OCR: in.OCR}
	if err := w.requests.Encode(req); err != nil {
		return nil, err
	}
	if err := w.send(in); err != nil {
		return nil, err
	}
	for {
		var a answer
		if err := w.answers.Decode(&a); err != nil {
			return nil, err
		}
		if a.End {
			switch {
			case a.Broken != "":
				first, _, _ := strings.Cut(a.Broken, "\n")
				return &BrokenError{Message: "reading it failed: " + first, Detail: a.Broken}, nil
			case a.Failed != "":
				return errors.New(a.Failed), nil
			}
			return nil, nil
		}
		if a.Picture {
			late.extend(ocr.Longest)
			continue
		}
		mend(a.Part.Document)
		if err := yield(a.Part); err != nil {
			return nil, yieldError{err}
		}
	}
}

// send sends the bytes of the payload.
func (w *process) send(in extract.Input) error {
	body := io.NewSectionReader(in.Body, 0, in.Size)
	b := make([]byte, 64<<10)
	for left := in.Size; left > 0; {
		n, err := body.Read(b)
		if n == 0 {
			return inputError{fmt.Errorf("read payload: %w", errors.Join(err, io.ErrUnexpectedEOF))}
		}
		if _, err := w.buffered.Write(b[:n]); err != nil {
			return err
		}
		left -= int64(n)
	}
	return w.buffered.Flush()
}

// said keeps the first bytes of what a worker says on standard error, which is
// where a fatal error stands.
type said struct {
	mu sync.Mutex
	b  []byte
}

const maxSaid = 16 << 10

func (t *said) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.b = append(t.b, p[:min(len(p), maxSaid-len(t.b))]...)
	return len(p), nil
}

func (t *said) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return string(t.b)
}
