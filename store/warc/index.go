package warc

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"gongkai/archive"
)

// suffixIndex stands behind the name of a closed file in that of its index.
const suffixIndex = ".cdxj"

// Index makes the CDXJ index of the closed WARC file at path, in path with
// ".cdxj" behind it, and reports whether it had to. An index belongs to its file
// as long as both have the same modification time, to the nanosecond; any other
// is made anew. spool is the directory for what does not fit into memory.
func Index(ctx context.Context, path, spool string) (made bool, err error) {
	info, err := os.Stat(path)
	if err != nil || current(path, info) {
		return false, err
	}
	if err := makeIndex(ctx, path, spool, info); err != nil {
		return false, fmt.Errorf("index %s: %w", path, err)
	}
	return true, nil
}

// IndexAll indexes every closed WARC file below the directory dir.
func IndexAll(ctx context.Context, dir, spool string) error {
	paths, err := warcFiles(dir, suffix)
	for _, path := range paths {
		if err == nil {
			_, err = Index(ctx, path, spool)
		}
	}
	return err
}

// warcFiles returns the files below dir that end in one of suffixes, in order.
func warcFiles(dir string, suffixes ...string) ([]string, error) {
	var paths []string
	err := eachFile(dir, 0, func(path string, _ fs.FileInfo) {
		if slices.ContainsFunc(suffixes, func(s string) bool { return strings.HasSuffix(path, s) }) {
			paths = append(paths, path)
		}
	})
	return paths, err
}

// current reports whether the index of the file at path belongs to it.
func current(path string, info fs.FileInfo) bool {
	index, err := os.Stat(path + suffixIndex)
	return err == nil && index.Mode().IsRegular() && index.ModTime().Equal(info.ModTime())
}

// makeIndex makes an index out of the records.
func makeIndex(ctx context.Context, path, spool string, info fs.FileInfo) error {
	lines := newSorter(spool)
	defer lines.close()
	if err := scanEntries(ctx, path, func(e Entry) error { return lines.addEntry(e) }); err != nil {
		return err
	}
	return writeIndex(path, lines, info)
}

// writeIndex writes lines as the index of the file at path, under another name,
// and then gives it its own: one that is cut short never looks whole.
func writeIndex(path string, lines *sorter, info fs.FileInfo) error {
	f, err := os.Create(path + suffixIndex + ".tmp") // what a crash leaves of it is overwritten
	if err != nil {
		return err
	}
	if err := errors.Join(lines.writeTo(f), f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Chtimes(f.Name(), info.ModTime(), info.ModTime()); err != nil {
		return err
	}
	if err := os.Rename(f.Name(), path+suffixIndex); err != nil {
		return err
	}
	return syncDir(filepath.Dir(path))
}

// scanEntries visits the entries of the file at path in the order of its
// records. What stands behind damage is passed over, as [Scan] tells: verify
// tells of it.
func scanEntries(ctx context.Context, path string, visit func(Entry) error) error {
	err := Scan(path, func(loc archive.Location, rec *Record) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		e, ok := entryOf(loc, rec, messageOf(rec))
		if !ok {
			return nil
		}
		e.Record.File = strings.TrimSuffix(filepath.Base(path), suffixOpen)
		return visit(e)
	})
	if damage, ok := errors.AsType[*DamageError](err); ok && !isDiskError(damage.Err) {
		return nil
	}
	return err
}

// WriteCDXJ writes the entries of the WARC files below dir for which keep is
// true to w, as one index, and returns how many there are. It takes them from
// the files' own indexes where these belong to them, and from the files
// elsewhere. Files are named without their folders. Where only is not nil, what
// doesn't stand at one of its locations, which name files from the folder of dir
// on, is left out. What does not fit into memory waits in the directory spool.
func WriteCDXJ(ctx context.Context, dir, spool string, w io.Writer, keep func(Entry) bool, only iter.Seq2[archive.Location, error]) (int, error) {
	paths, err := warcFiles(dir, suffix, suffix+suffixOpen)
	if err != nil {
		return 0, err
	}
	chosen, err := choose(spool, only)
	if err != nil {
		return 0, err
	}
	defer chosen.close()
	named := func(path string) string {
		name, _ := filepath.Rel(filepath.Dir(dir), strings.TrimSuffix(path, suffixOpen)) // it is below
		return filepath.ToSlash(name)
	}
	slices.SortFunc(paths, func(a, b string) int { return strings.Compare(named(a), named(b)) })
	kept := newSorter(spool)
	defer kept.close()
	n := 0
	for _, path := range paths {
		of, err := chosen.of(named(path))
		if err != nil {
			return 0, err
		}
		err = eachEntry(ctx, path, func(e Entry) error {
			if !keep(e) || !of(e.Record.Offset) {
				return nil
			}
			n++
			return kept.addEntry(e)
		})
		if err != nil {
			return 0, fmt.Errorf("index of %s: %w", path, err)
		}
	}
	return n, kept.writeTo(w)
}

// eachEntry visits the entries of one file: those of its index where all of it
// can be read, and else those of its records.
func eachEntry(ctx context.Context, path string, visit func(Entry) error) error {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		path = strings.TrimSuffix(path, suffixOpen) // it was closed in the meantime
		info, err = os.Stat(path)
	}
	if err != nil {
		return err
	}
	if current(path, info) && readIndex(ctx, path, func(Entry) error { return nil }) == nil {
		return readIndex(ctx, path, visit)
	}
	return scanEntries(ctx, path, visit)
}

// readIndex visits the entries of the index of the file at path.
func readIndex(ctx context.Context, path string, visit func(Entry) error) error {
	f, err := os.Open(path + suffixIndex)
	if err != nil {
		return err
	}
	defer f.Close()
	name := filepath.Base(path)
	for r := (run{r: bufio.NewReader(f)}); ; {
		ok, err := r.next()
		if err != nil || !ok {
			return errors.Join(err, ctx.Err())
		}
		e, err := parseEntry(r.line)
		if err != nil {
			return err
		}
		if e.Record.File != name {
			return fmt.Errorf("line %.80q of an index is of another file", r.line)
		}
		if err := visit(e); err != nil {
			return err
		}
	}
}
