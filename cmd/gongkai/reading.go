package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"sync"
	"time"

	"github.com/rs/zerolog"

	"gongkai/archive"
	"gongkai/extract"
	"gongkai/internal/coding"
	"gongkai/report"
	"gongkai/store"
)

const (
	readers        = 2       // payloads read at once
	readBatch      = 32      // payloads claimed at once
	inMemory       = 8 << 20 // larger payloads are read from a file
	maxExpansion   = 4       // decoded bytes may be this times the largest payload
	readingPending = 200 * time.Millisecond
)

// reader is the stage between captures and documents: it reads each new payload
// once, keeps those that are disclosure reports, and parses them.
type reader struct {
	store   *store.Store
	sinks   []string
	limit   int64
	log     zerolog.Logger
	step    func(string)
	settled func()
	signal  chan struct{}
}

func newReader(st *store.Store, sinks []string, maxBody int64, log zerolog.Logger, step func(string), settled func()) *reader {
	return &reader{
		store: st, sinks: sinks, limit: maxExpansion * maxBody, step: step, settled: settled,
		log:    log.With().Str("component", "reader").Logger(),
		signal: make(chan struct{}, 1),
	}
}

// wake tells the reader that a payload may be due.
func (r *reader) wake() {
	select {
	case r.signal <- struct{}{}:
	default:
	}
}

// run reads what is due until ctx ends. It returns nil then.
func (r *reader) run(ctx context.Context) error {
	for {
		if err := r.drain(ctx); err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return nil
		case <-r.signal:
		case <-time.After(readingPending):
		}
	}
}

// drain reads what is due now and returns, or returns nil when ctx ends.
func (r *reader) drain(ctx context.Context) error {
	for ctx.Err() == nil {
		// What is claimed is read to the end, whatever becomes of ctx: a claim
		// can't be given back.
		due, err := r.store.ClaimExtractions(context.WithoutCancel(ctx), readBatch)
		if err != nil {
			return fmt.Errorf("claim payloads: %w", err)
		}
		if len(due) == 0 {
			return nil
		}
		work := make(chan archive.Extraction)
		errs := make(chan error, len(due))
		var wg sync.WaitGroup
		for range readers {
			wg.Go(func() {
				for e := range work {
					if err := r.settle(context.WithoutCancel(ctx), e); err != nil {
						errs <- err
					}
				}
			})
		}
		for _, e := range due {
			work <- e
		}
		close(work)
		wg.Wait()
		close(errs)
		var all []error
		for err := range errs {
			all = append(all, err)
		}
		if len(all) > 0 {
			return errors.Join(all...)
		}
	}
	return nil
}

// settle reads one payload and keeps what came of it.
func (r *reader) settle(ctx context.Context, e archive.Extraction) error {
	out, err := r.read(ctx, e)
	if err != nil {
		return fmt.Errorf("read %s: %w", e.Capture.URL, err)
	}
	r.step("extracted")
	novelty, err := r.store.SettleExtraction(ctx, out)
	if err != nil {
		return fmt.Errorf("settle the document of %s: %w", e.Capture.URL, err)
	}
	r.step("document settled")
	if out.Document == nil {
		r.log.Debug().Str("url", e.Capture.URL).Str("digest", e.Payload.Short()).Str("reason", string(out.Refusal)).Str("detail", out.Detail).Send()
		return nil
	}
	if novelty != archive.NoveltyAlias {
		r.settled()
	}
	r.log.Info().Str("url", e.Capture.URL).Str("digest", out.Document.ContentDigest.Short()).
		Str("novelty", string(novelty)).Str("title", out.Document.Title).Bool("report", out.Report != nil).Send()
	return nil
}

// read turns a payload into a document and, where it is one, a report. An error
// is ours; what is wrong with the payload is a refusal.
func (r *reader) read(ctx context.Context, e archive.Extraction) (out archive.Extracted, err error) {
	out = archive.Extracted{Extraction: e, Sinks: r.sinks}
	refuse := func(err error) (archive.Extracted, error) {
		out.Document, out.Report = nil, nil
		out.Refusal, out.Detail = archive.ReasonUnreadable, err.Error()
		return out, nil
	}
	payload, err := r.store.Payload(ctx, e.Capture)
	if err != nil {
		// One record that is damaged must not keep the others from being read;
		// gongkai verify finds it too.
		r.log.Error().Str("url", e.Capture.URL).Str("digest", e.Payload.Short()).Err(err).Msg("a record can't be read back")
		return refuse(err)
	}
	defer payload.Close()
	plain, err := coding.NewReader(e.Capture.Encoding, payload, r.limit)
	if err != nil {
		return refuse(err)
	}
	defer plain.Close()
	body, size, closeBody, err := materialise(plain, r.store.Spool())
	if errors.Is(err, errScratch) {
		return out, err
	}
	if err != nil {
		return refuse(err)
	}
	defer closeBody()
	defer func() {
		// A payload that breaks a reader costs only itself.
		if broken := recover(); broken != nil {
			r.log.Error().Str("url", e.Capture.URL).Str("digest", e.Payload.Short()).Str("error", fmt.Sprint(broken)).Bytes("stack", debug.Stack()).Send()
			out, err = refuse(fmt.Errorf("reading it failed: %v", broken))
		}
	}()
	doc, err := extract.Read(ctx, extract.Input{
		Body: body, Size: size,
		Name:      e.Capture.URL,
		MediaType: e.Capture.MediaType,
		Anchor:    e.Capture.Anchor,
		Source:    archive.Source{URL: e.Capture.URL, CapturedAt: e.Capture.Time.UTC().Format(time.RFC3339)},
	})
	if err != nil {
		return refuse(err)
	}
	doc.PayloadDigest = e.Payload // of the payload as sent, whatever its content coding
	if !report.Likely(doc) {
		out.Refusal, out.Detail = archive.ReasonNotDocument, "neither its title nor its tables are those of a disclosure report"
		return out, nil
	}
	out.Document = doc
	parsed, err := report.Parse(doc)
	if errors.Is(err, report.ErrNotReport) {
		return out, nil
	}
	out.Report = parsed
	return out, err
}

// errScratch says that a large payload could not be put into a file to be read,
// which is not the payload's fault.
var errScratch = errors.New("write a payload to be read")

// materialise reads r to its end: into memory, or into an unnamed file in
// folder where it is large.
func materialise(r io.Reader, folder string) (body io.ReaderAt, size int64, closeBody func() error, err error) {
	var head bytes.Buffer
	n, err := io.CopyN(&head, r, inMemory)
	if err == io.EOF {
		return bytes.NewReader(head.Bytes()), n, func() error { return nil }, nil
	}
	if err != nil {
		return nil, 0, nil, err
	}
	f, err := os.CreateTemp(folder, "reading-*")
	if err != nil {
		return nil, 0, nil, fmt.Errorf("%w: %w", errScratch, err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, f.Close())
		}
	}()
	if err := os.Remove(f.Name()); err != nil {
		return nil, 0, nil, fmt.Errorf("%w: %w", errScratch, err)
	}
	if size, err = io.Copy(scratch{f}, io.MultiReader(&head, r)); err != nil {
		return nil, 0, nil, err
	}
	return f, size, f.Close, nil
}

// scratch tells a failing file from a failing payload.
type scratch struct{ file *os.File }

func (s scratch) Write(p []byte) (int, error) {
	n, err := s.file.Write(p)
	if err != nil {
		err = fmt.Errorf("%w: %w", errScratch, err)
	}
	return n, err
}
