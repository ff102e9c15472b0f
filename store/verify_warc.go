package store

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"gongkai/archive"
	"gongkai/store/warc"
)

type warcFile struct {
	path string
	name string // relative to the data directory
	size int64
	open bool
}

// files reads all records of all WARC files, or of those in the sample, and
// compares closed files with the manifest and with their indexes.
func (v *verifier) files(ctx context.Context) error {
	progress := v.opts.Progress
	if w := v.store.captures; w != nil {
		if err := errors.Join(w.Sync(ctx), v.store.derived.Sync(ctx)); err != nil {
			return err
		}
	}
	var all []warcFile
	var total int64
	for _, dir := range []string{"warc", "derived"} {
		files, err := warcFiles(v.store.dir, dir)
		if err != nil {
			return err
		}
		for _, f := range files {
			all, total = append(all, f), total+f.size
		}
	}
	manifest, err := readManifest(v.store.dir)
	if err != nil {
		if v.opts.Repair {
			if err := v.store.mendManifest(); err != nil {
				return err
			}
			v.report.Repaired++
			manifest, err = readManifest(v.store.dir)
			if err != nil {
				return err
			}
		} else {
			v.problem(ProblemFixity, manifestName, "%v", err)
			manifest = map[string]string{}
		}
	}
	if v.named, err = v.store.namedRecords(ctx, nil); err != nil {
		return err
	}
	progress(0, total)
	least := v.least(all)
	for _, f := range all {
		want := manifest[f.name]
		if delete(manifest, f.name); want == "" && !f.open {
			v.report.Unlisted++
		}
		if f.name != least && !v.chosen([]byte(f.name)) {
			total -= f.size
			continue
		}
		switch err := v.file(ctx, f, total, progress); {
		case err != nil && v.unopened(f, err):
			total -= f.size
			continue
		case err != nil:
			return err
		}
		if want != "" {
			switch got, err := sumFile(ctx, f.path, nil); {
			case err != nil:
				return err
			case got != want:
				v.problem(ProblemFixity, f.name, "its SHA-256 is %s, and was %s when it was closed", got, want)
			}
		}
		v.report.Files++
		v.report.Bytes += f.size
		progress(v.report.Bytes, total)
	}
	for _, loc := range v.untold { // what they refer to may have come behind them
		v.restore(loc, nil)
	}
	for _, name := range slices.Sorted(maps.Keys(manifest)) {
		v.problem(ProblemFile, name, "the manifest names it, and it is not there")
	}
	return nil
}

// unopened reports whether err says that a file can't be opened or read, as where
// it belongs to another user, and notes that. A repair goes no further: what the
// file holds must not pass for lost.
func (v *verifier) unopened(f warcFile, err error) bool {
	of, ok := errors.AsType[*fs.PathError](err)
	if !ok || v.opts.Repair || strings.TrimSuffix(of.Path, ".open") != strings.TrimSuffix(f.path, ".open") {
		return false
	}
	v.problem(ProblemUnread, f.name, "it can't be read: %v", of.Err)
	return true
}

// least returns the file with the least lot, which a sample always has: of few
// files it would often have none.
func (v *verifier) least(files []warcFile) string {
	if len(files) == 0 {
		return ""
	}
	return slices.MinFunc(files, func(a, b warcFile) int {
		return cmp.Compare(v.lot([]byte(a.name)), v.lot([]byte(b.name)))
	}).name
}

func warcFiles(root, dir string) ([]warcFile, error) {
	files, err := warc.Files(filepath.Join(root, dir))
	found := make([]warcFile, 0, len(files))
	for _, f := range files {
		name, relative := filepath.Rel(root, f.Path)
		err = errors.Join(err, relative)
		found = append(found, warcFile{path: f.Path, name: filepath.ToSlash(strings.TrimSuffix(name, ".open")), size: f.Size, open: f.Open})
	}
	return found, err
}

// cdxj compares the index beside a closed file with it. One that is wrong is made
// anew in a repair where the file is whole: of a damaged file it may be all that
// is left of some records.
func (v *verifier) cdxj(ctx context.Context, f warcFile, index *warc.IndexCheck, whole bool) error {
	err := index.Compare()
	if !errors.Is(err, warc.ErrIndex) {
		return err
	}
	if v.opts.Repair && whole {
		v.report.Repaired++
		return warc.Reindex(ctx, f.path, v.store.temporary())
	}
	v.problem(ProblemIndex, f.name+".cdxj", "%v", err)
	return nil
}

// file reads the records of a file, and compares its index with them.
func (v *verifier) file(ctx context.Context, f warcFile, total int64, progress func(done, total int64)) (err error) {
	var index *warc.IndexCheck
	if !f.open && strings.HasPrefix(f.name, "warc/") {
		if index, err = warc.NewIndexCheck(f.path, v.store.temporary()); err != nil {
			return err
		}
	}
	whole, err := v.scan(ctx, f, index, total, progress)
	if index == nil {
		return err
	}
	if err == nil {
		err = v.cdxj(ctx, f, index, whole)
	}
	return errors.Join(err, index.Close())
}

// scan reads the records of a file, and reports whether all of it is records.
func (v *verifier) scan(ctx context.Context, f warcFile, index *warc.IndexCheck, total int64, progress func(done, total int64)) (whole bool, err error) {
	path := f.path
	if _, err := os.Lstat(path); errors.Is(err, fs.ErrNotExist) && f.open {
		path = strings.TrimSuffix(path, ".open") // finished in the meantime
	}
	var end int64
	err = warc.Scan(path, func(loc archive.Location, rec *warc.Record) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		v.report.Records++
		end = loc.Offset + loc.Length
		progress(min(v.report.Bytes+end, total), total)
		where := fmt.Sprintf("%s at %d", f.name, loc.Offset)
		var stray bytes.Buffer
		if v.isStray(f, loc, rec) {
			rec.Content = io.TeeReader(rec.Content, &stray)
		}
		message, _ := v.record(where, rec)
		if stray.Len() > 0 {
			if err := v.strayDocument(ctx, where, stray.Bytes()); err != nil {
				return err
			}
		}
		if err := v.catalogued(ctx, f, loc, rec); err != nil {
			return err
		}
		if len(v.fixes) >= repairedAtOnce { // an archive may lack the captures of all its records
			if err := v.applyFixes(ctx); err != nil {
				return err
			}
		}
		if index == nil {
			return nil
		}
		return index.Add(loc, rec, message)
	})
	damage, ok := errors.AsType[*warc.DamageError](err)
	if !ok {
		return err == nil, err
	}
	if growing := f.open && v.store.captures != nil && end <= damage.Offset; !growing {
		v.problem(ProblemDamaged, fmt.Sprintf("%s at %d", f.name, damage.Offset), "%v", damage.Err)
	}
	return false, nil
}

// isStray reports whether a record is that of a document, and no document names
// it. The end of a file that is being written is not judged.
func (v *verifier) isStray(f warcFile, loc archive.Location, rec *warc.Record) bool {
	loc.File = f.name
	return rec.Type == "conversion" && rec.Header.Value("Content-Type") == typeDocument && rec.Length <= maxConversion &&
		strings.HasPrefix(f.name, "derived/") && !(f.open && v.store.captures != nil) && !v.named.has(loc)
}

// record compares a record's bytes with its digests. It returns the HTTP message
// that it holds, or nil where it has none, and the length of its payload.
func (v *verifier) record(where string, rec *warc.Record) (message *warc.HTTPBlock, length int64) {
	want, wantPayload := rec.Header.Value("WARC-Block-Digest"), rec.Header.Value("WARC-Payload-Digest")
	block, payload := sha256.New(), sha256.New()
	rec.Content = io.TeeReader(rec.Content, block)
	body := rec.Content
	var err error
	switch rec.Type {
	case "response":
		if message, err = rec.HTTP(); err == nil {
			body = message.Body
		}
	case "revisit":
		message, _ = rec.HTTP()
		wantPayload = "" // it stands elsewhere
	case "resource":
	default:
		wantPayload = ""
	}
	if wantPayload != "" {
		if err == nil {
			length, err = io.Copy(payload, body)
		}
		if got := string(digestOf(payload.Sum(nil))); err != nil || got != wantPayload {
			v.problem(ProblemPayloadDigest, where, "payload of record %s: got %s (%v), want %s", rec.ID, got, err, wantPayload)
		}
	}
	_, err = io.Copy(io.Discard, rec.Content)
	if got := string(digestOf(block.Sum(nil))); err != nil || got != want {
		v.problem(ProblemBlockDigest, where, "block of record %s: got %s (%v), want %s", rec.ID, got, err, want)
	}
	return message, length
}
