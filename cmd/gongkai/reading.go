package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/rs/zerolog"

	"gongkai/archive"
	"gongkai/extract"
	"gongkai/extract/worker"
	"gongkai/internal/coding"
	"gongkai/report"
	"gongkai/store"
)

const (
	readers        = 2       // payloads read at once
	readBatch      = 32      // payloads claimed at once
	inMemory       = 1 << 20 // larger payloads are read from a file
	maxExpansion   = 4       // decoded bytes may be this times the largest payload
	readingPending = 200 * time.Millisecond
)

// reader is the stage between captures and documents: it reads each new payload
// once, keeps those that are disclosure reports, and parses them.
type reader struct {
	store   *store.Store
	sinks   []archive.Subscription
	limit   int64
	log     zerolog.Logger
	step    func(string)
	settled func()
	signal  chan struct{}
	pool    *worker.Pool
	ocr     bool
	place   func(portal string) string // its division code, or ""

	told func(archive.Extracted, []archive.Novelty) // told what became of each payload

	mu   sync.Mutex
	left []archive.Extraction // claimed, and not read when drain had to end
}

func newReader(st *store.Store, pool *worker.Pool, ocr bool, place func(portal string) string, sinks []archive.Subscription, maxBody int64, log zerolog.Logger, step func(string), settled func()) *reader {
	return &reader{
		store: st, pool: pool, ocr: ocr, place: place, sinks: sinks, limit: maxExpansion * maxBody, step: step, settled: settled,
		log:    log.With().Str("component", "reader").Logger(),
		signal: make(chan struct{}, 1),
		told:   func(archive.Extracted, []archive.Novelty) {},
	}
}

// rereadFirst makes payloads that other readers could not read due, for what is
// about to write the archive, and says where these readers may read the archive's
// documents otherwise.
func rereadFirst(ctx context.Context, st *store.Store, documents int, log zerolog.Logger) error {
	was, _, err := st.Readers(ctx)
	if err != nil {
		return err
	}
	due, err := st.Reread(ctx, extract.Version)
	if err == nil && documents > 0 && was != extract.Version {
		log.Warn().Str("component", "reader").Int("due", due).Int("documents", documents).
			Msg("other readers read this archive: what they could not read is read anew, documents stay as they are (see Upgrades in docs/operation.md)")
	}
	return err
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

// readOn is how long a payload that is being read is read on when its process is
// to stop. One that takes longer stays due.
const readOn = 5 * time.Second

// leave keeps a claimed payload that is not read now.
func (r *reader) leave(e archive.Extraction) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.left = append(r.left, e)
}

// takeLeft returns what was left, for it to be read.
func (r *reader) takeLeft() []archive.Extraction {
	r.mu.Lock()
	defer r.mu.Unlock()
	left := r.left
	r.left = nil
	return left
}

// drain reads what is due now and returns, or returns nil when ctx ends. Then
// nothing more is begun: what is claimed and not read is read by the next drain,
// or when the archive is opened next.
func (r *reader) drain(ctx context.Context) error {
	reading, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	defer context.AfterFunc(ctx, func() { time.AfterFunc(readOn, cancel) })()
	for ctx.Err() == nil {
		due := r.takeLeft()
		if len(due) == 0 {
			var err error
			if due, err = r.store.ClaimExtractions(context.WithoutCancel(ctx), readBatch); err != nil {
				return fmt.Errorf("claim payloads: %w", err)
			}
		}
		if len(due) == 0 {
			return r.joinAttached(ctx)
		}
		work := make(chan archive.Extraction)
		errs := make(chan error, len(due))
		var wg sync.WaitGroup
		for range readers {
			wg.Go(func() {
				for e := range work {
					if ctx.Err() != nil {
						r.leave(e)
						continue
					}
					switch err := r.settle(reading, e); {
					case err == nil:
					case reading.Err() != nil:
						r.leave(e)
					default:
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

// joinAttached makes one report of pages and of the attachments that have the
// rest of their tables. What is left when ctx ends waits for the next time.
func (r *reader) joinAttached(ctx context.Context) error {
	joined, err := r.store.JoinAttached(ctx, attachedParser(r.place))
	if joined > 0 {
		r.log.Info().Int("reports", joined).Msg("reports were put together with their attachments")
	}
	if ctx.Err() != nil {
		return nil
	}
	return err
}

// settle reads one payload and keeps what came of it.
func (r *reader) settle(ctx context.Context, e archive.Extraction) error {
	out, err := r.read(ctx, e)
	if err != nil {
		return fmt.Errorf("read %s: %w", e.Capture.URL, err)
	}
	r.step("extracted")
	novelties, err := r.store.SettleExtraction(context.WithoutCancel(ctx), out)
	if err != nil {
		return fmt.Errorf("settle the document of %s: %w", e.Capture.URL, err)
	}
	r.step("document settled")
	r.told(out, novelties)
	if out.Refusal != "" {
		r.log.Debug().Str("url", e.Capture.URL).Str("digest", e.Payload.Short()).Str("reason", string(out.Refusal)).Str("detail", out.Detail).Send()
		return nil
	}
	for i, novelty := range novelties {
		doc := out.Documents[i]
		if novelty != archive.NoveltyAlias {
			r.settled()
		}
		r.log.Info().Str("url", e.Capture.URL).Str("digest", doc.ContentDigest.Short()).
			Str("novelty", string(novelty)).Str("title", doc.Title).Bool("report", out.Reports[i] != nil).Send()
	}
	return nil
}

// read turns a payload into documents and, where they are some, reports. An
// error is ours; what is wrong with the payload is a refusal.
func (r *reader) read(ctx context.Context, e archive.Extraction) (archive.Extracted, error) {
	var parts []extract.Part
	err := r.parts(ctx, e, func(p extract.Part) error {
		parts = append(parts, p)
		return nil
	})
	if pe, ok := errors.AsType[*payloadError](err); ok {
		return refused(r.outcome(e), archive.ReasonUnreadable, pe.Error()), nil
	}
	if err != nil {
		return archive.Extracted{}, err
	}
	return r.judge(e, parts)
}

func (r *reader) outcome(e archive.Extraction) archive.Extracted {
	return archive.Extracted{Extraction: e, Sinks: r.sinks}
}

func refused(out archive.Extracted, reason archive.Reason, detail string) archive.Extracted {
	out.Documents, out.Reports = nil, nil
	out.Refusal, out.Detail = reason, detail
	return out
}

// judge keeps those parts of a payload that are disclosure reports.
func (r *reader) judge(e archive.Extraction, parts []extract.Part) (archive.Extracted, error) {
	out := r.outcome(e)
	var unread []string
	for _, p := range parts {
		if p.Refused != nil {
			unread = append(unread, strings.TrimPrefix(p.Member+": "+p.Refused.Message, ": "))
			continue
		}
		p.Document.PayloadDigest = e.Payload // of the payload as sent, whatever its content coding
		if !report.Likely(p.Document) {
			why, ok := report.Unread(p.Document)
			if _, _, titled := report.Titled(e.Capture.Anchor); titled && ok {
				unread = append(unread, "its link, or its page, calls it a report, and none can be read in it: "+why)
			}
			continue
		}
		parts := report.Split(p.Document)
		for _, doc := range parts {
			if len(parts) > 1 {
				extract.Renew(doc)
			}
			parsed, err := report.ParseAt(doc, r.place(e.Capture.Portal))
			if err != nil && !errors.Is(err, report.ErrNotReport) {
				return out, err
			}
			out.Documents, out.Reports = append(out.Documents, *doc), append(out.Reports, parsed)
		}
	}
	switch {
	case len(out.Documents) > 0:
		out.Detail = strings.Join(unread, "; ")
		return out, nil
	case len(unread) > 0:
		return refused(out, archive.ReasonUnreadable, strings.Join(unread, "; ")), nil
	}
	return refused(out, archive.ReasonNotDocument, "neither its title nor its tables are those of a disclosure report"), nil
}

// payloadError says why a payload could not be read: it is the payload's fault,
// or the reader's, and final until there is another reader.
type payloadError struct{ error }

// parts reads a payload in a process of its own and hands over what it holds.
func (r *reader) parts(ctx context.Context, e archive.Extraction, yield func(extract.Part) error) error {
	payload, err := r.store.Payload(ctx, e.Capture)
	if err != nil {
		// One record that is damaged must not keep the others from being read;
		// gongkai verify finds it too.
		r.log.Error().Str("url", e.Capture.URL).Str("digest", e.Payload.Short()).Err(err).Msg("a record can't be read back")
		return &payloadError{err}
	}
	defer payload.Close()
	plain, err := coding.NewReader(e.Capture.Encoding, payload, r.limit)
	if err != nil {
		return &payloadError{err}
	}
	defer plain.Close()
	body, size, closeBody, err := materialise(plain, r.store.Spool())
	if errors.Is(err, errScratch) {
		return err
	}
	if err != nil {
		return &payloadError{err}
	}
	defer closeBody()
	err = r.pool.Each(ctx, extract.Input{
		Body: body, Size: size,
		Name:      e.Capture.URL,
		MediaType: e.Capture.MediaType,
		Anchor:    e.Capture.Anchor,
		OCR:       r.ocr,
		Source:    archive.Source{URL: e.Capture.URL, CapturedAt: e.Capture.Time.UTC().Format(time.RFC3339)},
	}, yield)
	if be, ok := errors.AsType[*worker.BrokenError](err); ok {
		r.log.Error().Str("url", e.Capture.URL).Str("digest", e.Payload.Short()).Str("error", be.Message).Str("stack", be.Detail).Msg("a payload broke its reader")
		return &payloadError{err}
	}
	return err
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
