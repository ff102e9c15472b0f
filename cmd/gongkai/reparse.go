package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/rs/zerolog"

	"gongkai/archive"
	"gongkai/config"
	"gongkai/extract"
	"gongkai/report"
	"gongkai/store"
)

// parser returns the parser of the archive's documents.
func parser(cfg config.Config) store.Parse {
	place := divisionsOf(cfg.Portals)
	return func(portal string, doc *archive.Document) (*archive.AnnualReport, error) {
		r, err := report.ParseAt(doc, place(portal))
		if errors.Is(err, report.ErrNotReport) {
			return nil, nil
		}
		return r, err
	}
}

// attachedParser returns the parser of pages with their attachments. place
// tells a portal's division code.
func attachedParser(place func(portal string) string) store.ParseAttached {
	return func(portal string, page *archive.Document, attached []*archive.Document) (*archive.AnnualReport, []int, error) {
		return report.ParseAttached(page, attached, place(portal))
	}
}

// reparse parses the archive's documents anew where another version of the
// parser read them. tell hears now and then how far it is.
func reparse(ctx context.Context, st *store.Store, cfg config.Config, tell func(done store.Reparsed, of int)) (store.Reparsed, error) {
	was, _, err := st.Parser(ctx)
	if err != nil {
		return store.Reparsed{}, err
	}
	if newer(was) {
		return store.Reparsed{}, usage("a newer gongkai has parsed this archive's documents (version %s of the parser), and this one (version %s) would take back what that one mended: use the newer one, or restore a backup from before it",
			was, report.Version)
	}
	totals, err := st.Totals(ctx)
	if err != nil {
		return store.Reparsed{}, err
	}
	said := time.Now()
	done, err := st.Reparse(ctx, report.Version, parser(cfg), func(done store.Reparsed) {
		if time.Since(said) >= printEvery {
			said = time.Now()
			tell(done, totals.Documents)
		}
	})
	if err != nil {
		return done, err
	}
	joined, err := st.JoinAttached(ctx, attachedParser(divisionsOf(cfg.Portals)))
	done.Changed += joined
	return done, err
}

// newer reports whether a version of the parser is one of a later release.
func newer(version string) bool {
	that, err := strconv.Atoi(version)
	own, ownErr := strconv.Atoi(report.Version)
	return err == nil && ownErr == nil && that > own
}

// reparseFirst is reparse for what is about to write the archive.
func reparseFirst(ctx context.Context, st *store.Store, cfg config.Config, log zerolog.Logger) error {
	log = log.With().Str("component", "parser").Logger()
	done, err := reparse(ctx, st, cfg, func(done store.Reparsed, of int) {
		log.Warn().Int("documents", done.Documents).Int("of", of).Int("changed", done.Changed).Msg("parsing the archive's documents anew")
	})
	if err == nil && done.Documents > 0 {
		log.Info().Int("documents", done.Documents).Int("changed", done.Changed).Int("damaged", done.Damaged).Msg("the archive's documents were parsed anew")
	}
	return err
}

// parseArchive parses the archive's documents anew, and says how that goes on.
func (p *program) parseArchive(ctx context.Context, s *settings) error {
	cfg, err := load(s)
	if err != nil && s.data == "" {
		return err
	}
	if cfg.Data == "" {
		cfg.Data = s.data
	}
	if _, err := os.Stat(filepath.Join(cfg.Data, "gongkai.db")); errors.Is(err, fs.ErrNotExist) {
		return usage("%s is no data directory: nothing was crawled into it yet (--data names another)", cfg.Data)
	}
	st, err := p.openStore(cfg)
	if err != nil {
		return busy(cfg, err)
	}
	p.sayAhead(st)
	done, err := reparse(ctx, st, cfg, func(done store.Reparsed, of int) {
		fmt.Fprintf(p.stderr, "gongkai: %d documents parsed, of %d; %d reports changed\n", done.Documents, of, done.Changed)
	})
	err = errors.Join(err, st.Close())
	switch {
	case ctx.Err() != nil:
		return &statusError{exitInterrupted, fmt.Errorf("interrupted after %d documents; the same command goes on from there", done.Documents)}
	case err != nil:
		return err
	case s.json:
		err = p.writeJSON(s, done)
	case done.Documents == 0:
		fmt.Fprintln(p.stdout, "Nothing to do: this version of the parser read all documents.")
	default:
		fmt.Fprintf(p.stdout, "Parsed %d documents anew: %d reports changed\n", done.Documents, done.Changed)
	}
	if done.Damaged > 0 {
		fmt.Fprintf(p.stderr, "gongkai: %d documents can't be read back and stay as they are; gongkai verify names them\n", done.Damaged)
		return errors.Join(err, errFindings)
	}
	return err
}

// tellVersions says where the archive's reports are those of another version of
// the parser, and where others than these readers read its documents.
func (p *program) tellVersions(ctx context.Context, st *store.Store) error {
	totals, err := st.Totals(ctx)
	if err != nil || totals.Documents == 0 {
		return err
	}
	parser, whole, err := st.Parser(ctx)
	if err != nil {
		return err
	}
	switch {
	case parser == report.Version && whole:
	case newer(parser):
		fmt.Fprintln(p.stderr, "gongkai: a newer gongkai has parsed these reports: use that one")
	case p.live != nil:
		fmt.Fprintln(p.stderr, "gongkai: another version of the parser read some of these reports, and the running service is reading them anew: ask again when its log says that it has")
	default:
		fmt.Fprintln(p.stderr, "gongkai: another version of the parser read these reports: gongkai parse --archive reads them anew")
	}
	stale, err := st.Stale(ctx)
	if err != nil {
		return err
	}
	if stale > 0 {
		fmt.Fprintf(p.stderr, "gongkai: %d reports are as an earlier version of the parser read them, since their documents can't be read back: gongkai verify names these\n", stale)
	}
	readers, earlier, err := st.Readers(ctx)
	if readers != extract.Version {
		earlier = totals.Documents
	}
	if err == nil && earlier > 0 {
		fmt.Fprintf(p.stderr, "gongkai: %d of the %d documents were read by the readers of another version, which may have read some figures otherwise: docs/operation.md tells under Upgrades how to compare\n", earlier, totals.Documents)
	}
	return err
}
