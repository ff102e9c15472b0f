package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"time"

	"github.com/rs/zerolog"
	"github.com/spf13/cobra"

	"gongkai/archive"
	"gongkai/config"
	"gongkai/deliver"
	"gongkai/store"
)

func (p *program) importCommand(s *settings) *cobra.Command {
	var o importOptions
	cmd := &cobra.Command{
		Use:   "import PATH…",
		Short: "Take captures of others over: WARC, WACZ or folders of files",
		Long: `Take over what others captured: WARC files (plain, or compressed by record or as
a whole), WACZ packages, and folders of files. Each response goes the same way
as a page that was fetched: it is recorded with its original date and address,
read, compared with what is known, parsed and delivered; and the archive keeps
which file it came from, that file's SHA-256, and the record's id there.

--urls names a CSV file or workbook (.xlsx) with the columns file, url and date
(of one or more files in the folders, relative to them; the date as 2023-01-31
or RFC 3339). A file that it does not name has an address of its own,
http://import.invalid/…, which nobody has, and the date of the file.

An import that was interrupted goes on where it stood, and a file that was
imported is not imported again. The exit status is 3 where a person should look:
a digest that does not match, damage, or records that could not be taken.`,
		Example: `  gongkai import crawl-2019.warc.gz
  gongkai import --portal qingdu old.wacz
  gongkai import --urls list.csv reports/`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return p.importAll(cmd.Context(), s, o, args)
		},
	}
	cmd.Flags().StringVar(&o.portal, "portal", "", "count what no portal of the config has to this `portal` (default import)")
	cmd.Flags().StringVar(&o.urls, "urls", "", "CSV or XLSX `file` with the addresses and dates of files")
	return cmd
}

type importOptions struct{ portal, urls string }

// importSummary is what an import did.
type importSummary struct {
	Files     []store.ImportState `json:"files"`
	Captures  int                 `json:"captures"`
	Documents int                 `json:"documents_added"`
	Reports   int                 `json:"reports_added"`
	Seconds   float64             `json:"seconds"`
}

// importAll imports what paths name, reads it and delivers it.
func (p *program) importAll(ctx context.Context, s *settings, o importOptions, paths []string) (err error) {
	cfg, err := p.importConfig(s)
	if err != nil {
		return err
	}
	log, err := p.logger(s, p.stderr)
	if err != nil {
		return err
	}
	for _, path := range paths {
		if _, err := os.Stat(path); err != nil {
			return usage("%s: %w", path, pathless(err))
		}
	}
	var listed map[string]listing
	if o.urls != "" { // before an archive is made for nothing
		if listed, err = readList(o.urls); err != nil {
			return err
		}
	}
	session, err := p.openSession(ctx, cfg, log, deliver.Options{})
	if err != nil {
		return err
	}
	defer func() {
		if closeErr := session.close(); err == nil || errors.Is(err, errFindings) && closeErr != nil {
			err = errors.Join(err, closeErr)
		}
	}()
	if err := session.renew(ctx, log); err != nil {
		return err
	}
	start := time.Now()
	im := newImporter(session, o, log)
	im.listed = listed
	sum := importSummary{}
	if sum.Files, err = im.paths(ctx, paths); err != nil {
		return err
	}
	lacks := func(f store.ImportState) bool { return f.Skipped[noOriginal] > 0 }
	if len(sum.Files) > 1 && slices.ContainsFunc(sum.Files[:len(sum.Files)-1], lacks) { // it may stand in a later file
		if sum.Files, err = im.paths(ctx, paths); err != nil {
			return err
		}
	}
	if err := session.reader.drain(ctx); err != nil {
		return err
	}
	undelivered := session.courier.Drain(ctx)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	totals, err := session.store.Totals(ctx)
	if err != nil {
		return err
	}
	sum.Captures, sum.Documents, sum.Reports = totals.Captures-session.before.Captures, totals.Documents-session.before.Documents, totals.Reports-session.before.Reports
	sum.Seconds = time.Since(start).Seconds()
	if err := p.printImport(s, sum); err != nil {
		return err
	}
	if undelivered != nil {
		fmt.Fprintf(p.stderr, "gongkai: %v: %v\n", errUndelivered, undelivered)
		return errFindings
	}
	if slices.ContainsFunc(sum.Files, func(f store.ImportState) bool { return len(f.Wrong) > 0 }) {
		return errFindings
	}
	return nil
}

// paths imports files and folders, in their order.
func (im *importer) paths(ctx context.Context, paths []string) ([]store.ImportState, error) {
	all := []store.ImportState{}
	for _, path := range paths {
		states, err := im.path(ctx, path)
		if err != nil {
			return nil, fmt.Errorf("import %s: %w", path, err)
		}
		all = append(all, states...)
	}
	return all, nil
}

// importConfig returns the config, or one of a data directory alone.
func (p *program) importConfig(s *settings) (config.Config, error) {
	cfg, err := load(s)
	if err == nil {
		return cfg, nil
	}
	if _, statErr := os.Stat(s.config); statErr == nil {
		return cfg, err
	}
	cfg, err = config.Parse("", []byte("contact: import@localhost.invalid\n")) // nobody is sent it
	if cfg.Data = s.data; cfg.Data == "" {
		cfg.Data = "data"
	}
	return cfg, err
}

func (p *program) printImport(s *settings, sum importSummary) error {
	if s.json {
		return p.writeJSON(s, sum)
	}
	for _, f := range sum.Files {
		fmt.Fprintf(p.stdout, "%s: %d records, %d captures\n", f.File, f.Records, f.Kept)
		for _, why := range slices.Sorted(maps.Keys(f.Skipped)) {
			fmt.Fprintf(p.stdout, "  %d not taken: %s\n", f.Skipped[why], why)
		}
		for _, wrong := range f.Wrong {
			fmt.Fprintf(p.stdout, "  %s\n", wrong)
		}
	}
	fmt.Fprintf(p.stdout, "%d captures, %d documents and %d reports are new; %.1f s\n", sum.Captures, sum.Documents, sum.Reports, sum.Seconds)
	return nil
}

// importer takes files over into the archive of a session.
type importer struct {
	session *session
	opts    importOptions
	log     zerolog.Logger
	listed  map[string]listing // by path below a folder
	now     time.Time
	told    time.Time // when progress was last told
}

func newImporter(s *session, o importOptions, log zerolog.Logger) *importer {
	if o.portal == "" {
		o.portal = "import"
	}
	now := time.Now().UTC()
	return &importer{session: s, opts: o, log: log.With().Str("component", "import").Logger(), now: now, told: now}
}

// progress tells how far a file is, now and then.
func (im *importer) progress(state store.ImportState) {
	if time.Since(im.told) < printEvery {
		return
	}
	im.told = time.Now()
	fmt.Fprintf(im.session.p.stderr, "%s: %d records, %d captures\n", state.File, state.Records, state.Kept)
}

// batch is what is settled together.
type batch struct {
	im      *importer
	file    archive.Digest
	state   store.ImportState
	waiting []store.Import
	bytes   int64
	fresh   int // records since it was last settled
}

const (
	batchRecords = 500
	batchBytes   = 16 << 20
	mostWrong    = 100 // of a file, that are told one by one
)

// wrong notes what a person should see.
func (b *batch) wrong(format string, args ...any) {
	if len(b.state.Wrong) == mostWrong {
		b.skip("further problems")
		return
	}
	b.state.Wrong = append(b.state.Wrong, fmt.Sprintf(format, args...))
}

func (b *batch) skip(why string) {
	if b.state.Skipped == nil {
		b.state.Skipped = map[string]int{}
	}
	b.state.Skipped[why]++
}

// add records an exchange, unless the archive has it. Its body is lent.
func (b *batch) add(ctx context.Context, x archive.Exchange, extract bool, unfit archive.Reason) error {
	held := slices.ContainsFunc(b.waiting, func(i store.Import) bool {
		c := i.Capture
		return c.URL == x.Visit.URL && c.Time.Equal(x.Time.UTC().Truncate(time.Microsecond)) && c.Payload == x.Payload && c.Imported.RecordID == x.Imported.RecordID
	})
	if !held {
		var err error
		if held, err = b.im.session.store.Holds(ctx, x.Visit.URL, x.Time, x.Imported.RecordID, x.Payload); err != nil {
			return err
		}
	}
	if held {
		b.skip("records that the archive has")
		return nil
	}
	c, err := b.im.session.store.Record(ctx, x)
	if err != nil {
		return err
	}
	b.waiting = append(b.waiting, store.Import{Capture: c, Extract: extract, Unfit: unfit})
	b.state.Kept++
	b.bytes += x.Size
	return nil
}

// next counts a record that was dealt with, and settles now and then.
func (b *batch) next(ctx context.Context) error {
	b.state.Records++
	if b.fresh++; b.fresh < batchRecords && b.bytes < batchBytes {
		return nil
	}
	return b.settle(ctx)
}

// settle makes durable what was added, and reads it.
func (b *batch) settle(ctx context.Context) error {
	if err := b.im.session.store.SettleImport(ctx, b.file, b.waiting, b.state); err != nil {
		return &oursError{err}
	}
	b.waiting, b.bytes, b.fresh = nil, 0, 0
	b.im.progress(b.state)
	if err := b.im.session.reader.drain(ctx); err != nil {
		return &oursError{err}
	}
	return ctx.Err()
}

// block is a record's content that can be read at any place.
type block struct {
	io.ReaderAt
	size  int64
	close func() error
}

func (im *importer) block(r io.Reader) (block, error) {
	body, size, closeBody, err := materialise(r, im.session.store.Spool())
	return block{body, size, closeBody}, err
}
