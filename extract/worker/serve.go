package worker

import (
	"bufio"
	"bytes"
	"context"
	"encoding/gob"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"sync"
	"time"

	"gongkai/archive"
	"gongkai/extract"
	"gongkai/extract/ocr"
)

// inMemory is up to which size a worker keeps a payload in memory.
const inMemory = 8 << 20

// Serve reads payloads from r and writes what they hold to w, until r ends. It
// is the whole of a worker's life: it limits the memory of the process, and ends
// the process where a payload breaks a limit. Large payloads go through unnamed
// files in the folder for temporary files.
func Serve(ctx context.Context, r io.Reader, w io.Writer, limits Limits) error {
	limits = limits.withDefaults()
	Tune()
	debug.SetMemoryLimit(limits.Memory * 3 / 4)
	limitMemory(uint64(limits.Memory))
	in := bufio.NewReaderSize(r, 64<<10)
	out := bufio.NewWriterSize(w, 64<<10)
	s := server{in: in, requests: gob.NewDecoder(in), out: out, answers: gob.NewEncoder(out), limits: limits}
	for {
		var req request
		if err := s.requests.Decode(&req); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return fmt.Errorf("read a request: %w", err)
		}
		if err := s.serve(ctx, req); err != nil {
			return err
		}
	}
}

// Tune sets the runtime up for a process that reads one payload after another: on
// one processor, since others read beside it, and with a heap that may grow to
// five times what is in use before it is collected, which is a megabyte or two.
// Reading a page takes a third less CPU then.
func Tune() {
	runtime.GOMAXPROCS(1)
	debug.SetGCPercent(400)
}

type server struct {
	in       *bufio.Reader
	requests *gob.Decoder
	out      *bufio.Writer
	answers  *gob.Encoder
	limits   Limits
}

// serve reads one payload. An error is one of the pipes or the disk.
func (s *server) serve(ctx context.Context, req request) error {
	// The other side kills what takes too long; this is for when it is gone.
	overdue := newDeadline(s.limits.Time*3/2, func() { os.Exit(exitTime) })
	defer overdue.stop()
	var watching sync.WaitGroup
	defer watching.Wait()
	reading, end := context.WithCancel(ctx)
	defer end()
	watching.Go(func() { watchMemory(reading, uint64(s.limits.Memory)) })
	body, done, err := s.body(req.Size)
	if err != nil {
		return err
	}
	defer done()
	in := extract.Input{Body: body, Size: req.Size, Name: req.Name, MediaType: req.MediaType, Source: req.Source, Anchor: req.Anchor, OCR: req.OCR}
	in.Picture = func() {
		overdue.extend(ocr.Longest)
		_ = s.answers.Encode(answer{Picture: true}) // the next part has the error
		_ = s.out.Flush()
	}
	last := answer{End: true}
	err = s.each(ctx, in, &last.Broken)
	if pe, ok := errors.AsType[pipeError](err); ok {
		return pe.error
	}
	if err != nil {
		last.Failed = err.Error()
	}
	if err := s.answers.Encode(last); err != nil {
		return fmt.Errorf("write an answer: %w", err)
	}
	return s.out.Flush()
}

// pipeError is an error of the pipe that answers go through.
type pipeError struct{ error }

// each sends the parts of a payload. What a reader panicked with goes to broken.
func (s *server) each(ctx context.Context, in extract.Input, broken *string) error {
	defer func() {
		if v := recover(); v != nil {
			*broken = fmt.Sprintf("%v\n%s", v, debug.Stack())
		}
	}()
	return extract.Each(ctx, in, func(p extract.Part) error {
		if p.Document != nil && sizeOf(p.Document) > maxOutput {
			p.Document, p.Refused = nil, &extract.RefusedError{Format: "large", Message: fmt.Sprintf("its text and tables have more than %d bytes; they are not kept", maxOutput)}
		}
		if err := s.answers.Encode(answer{Part: p}); err != nil {
			return pipeError{fmt.Errorf("write an answer: %w", err)}
		}
		return nil
	})
}

// body takes the payload from the pipe: into memory, or into an unnamed file
// where it is large.
func (s *server) body(size int64) (body io.ReaderAt, done func(), err error) {
	if size <= inMemory {
		b := make([]byte, size)
		_, err := io.ReadFull(s.in, b)
		return bytes.NewReader(b), func() {}, err
	}
	f, err := os.CreateTemp("", "reading-*")
	if err != nil {
		return nil, nil, err
	}
	done = func() { _ = f.Close() }
	if err := os.Remove(f.Name()); err != nil {
		done()
		return nil, nil, err
	}
	if _, err := io.CopyN(f, s.in, size); err != nil {
		done()
		return nil, nil, err
	}
	return f, done, nil
}

// sizeOf returns about how many bytes a document is sent in.
func sizeOf(d *archive.Document) int {
	n := len(d.Text)
	for _, b := range d.Blocks {
		n += len(b.Text) + 8
	}
	for _, l := range d.Links {
		n += len(l.URL) + len(l.Text) + 8
	}
	for _, t := range d.Tables {
		for _, c := range t.Cells {
			n += len(c.Text) + 8
		}
		for _, row := range t.Grid {
			for _, text := range row {
				n += len(text) + 2
			}
		}
	}
	return n
}

// watchEvery is how often a worker looks at its memory while it reads.
const watchEvery = 10 * time.Millisecond

// watchMemory ends the process where it has more memory than it may, until ctx
// ends. What a payload takes that is read within watchEvery the kernel limits.
func watchMemory(ctx context.Context, most uint64) {
	sample := []metrics.Sample{{Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"}}
	tick := time.NewTicker(watchEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			metrics.Read(sample)
			if sample[0].Value.Uint64()-sample[1].Value.Uint64() > most {
				os.Exit(exitMemory)
			}
		}
	}
}
