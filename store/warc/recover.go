package warc

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"gongkai/archive"
)

// Recovery tells what [Open] did to a file that an earlier process left open.
type Recovery struct {
	File string // its final name, relative to the data directory
	Kept int64  // bytes up to the end of the last whole exchange; with none, the file is gone
	Cut  int64  // bytes behind them, which now stand in File with ".torn" behind it
}

// recoverDir recovers every open file below dir, and gives it its final name.
func recoverDir(root, dir string) ([]Recovery, error) {
	files, err := Files(filepath.Join(root, dir))
	if err != nil {
		return nil, err
	}
	var done []Recovery
	for _, f := range files {
		if !f.Open {
			continue
		}
		rec, err := recoverFile(root, strings.TrimSuffix(f.Path, suffixOpen))
		if err != nil {
			return done, fmt.Errorf("recover %s: %w", f.Path, err)
		}
		if rec.File != "" {
			done = append(done, rec)
		}
	}
	return done, nil
}

// recoverFile recovers the open file with the final path final. What is cut
// off is durable elsewhere before it is cut, so that a crash in between costs
// nothing: the next process does the same again. An open file that is what the
// closed one once was, as a backup that was copied twice has it, is removed, and
// the recovery names no file.
func recoverFile(root, final string) (Recovery, error) {
	name, err := filepath.Rel(root, final)
	if err != nil {
		return Recovery{}, err
	}
	f, err := os.OpenFile(final+suffixOpen, os.O_RDWR, 0)
	if err != nil {
		return Recovery{}, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return Recovery{}, err
	}
	kept, err := wholeExchanges(f, info.Size(), tail)
	if err != nil {
		return Recovery{}, err
	}
	former, err := begins(final, f, kept)
	if err != nil {
		return Recovery{}, err
	}
	if former {
		return Recovery{}, errors.Join(os.Remove(final+suffixOpen), syncDir(filepath.Dir(final)))
	}
	r := Recovery{File: filepath.ToSlash(name), Kept: kept, Cut: info.Size() - kept}
	if r.Cut > 0 {
		if err := keepTail(final+suffixTorn, io.NewSectionReader(f, kept, r.Cut)); err != nil {
			return r, err
		}
	}
	if kept == 0 {
		return r, errors.Join(os.Remove(final+suffixOpen), syncDir(filepath.Dir(final)))
	}
	if r.Cut > 0 {
		if err := f.Truncate(kept); err != nil {
			return r, err
		}
	}
	if err := f.Sync(); err != nil {
		return r, err
	}
	return r, seal(final)
}

// begins reports whether there is a file at path, and it begins with the first n
// bytes of r.
func begins(path string, r io.ReaderAt, n int64) (bool, error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	defer f.Close()
	var a, b [64 << 10]byte
	for at := int64(0); at < n; {
		part := min(n-at, int64(len(a)))
		if _, err := io.ReadFull(io.NewSectionReader(r, at, part), a[:part]); err != nil {
			return false, err
		}
		got, err := f.ReadAt(b[:part], at)
		if err != nil && !errors.Is(err, io.EOF) {
			return false, err
		}
		if !bytes.Equal(a[:part], b[:got]) {
			return false, nil
		}
		at += part
	}
	return true, nil
}

// tail is how much of a file is read at its end, as a rule, to find its last whole
// exchange. To read all of a file of a gigabyte takes a start half a minute.
const tail = 1 << 20

// wholeExchanges returns the offset behind the last whole exchange, or other
// record that stands alone. A response is whole with its request, and where
// it has none with its metadata. Damage before that offset does not matter
// here: what stands behind it may be in use. It is looked for in the last bytes of
// the file, as many as tail, and in more of them where there is none.
func wholeExchanges(r io.ReaderAt, size, tail int64) (int64, error) {
	var d decoder
	info, _, err := d.whole(r, 0, size)
	for ; err == nil && info.Type == "warcinfo" && tail < size; tail *= 8 {
		candidates := maxCandidates
		at, err := d.next(r, size-tail, size, info.ID, &candidates)
		if err != nil {
			return 0, err
		}
		if end, err := wholeFrom(r, at, size, info.ID); end > 0 || err != nil {
			return end, err
		}
	}
	return wholeFrom(r, 0, size, "")
}

// wholeFrom is wholeExchanges of what stands from an offset on, or 0.
func wholeFrom(r io.ReaderAt, at, size int64, infoID string) (int64, error) {
	var end int64
	waiting := false // for what makes a response whole
	err := scan(r, at, size, "", infoID, func(loc archive.Location, rec *Record) error {
		waiting = rec.Type == "response" || rec.Type == "revisit"
		if !waiting {
			end = loc.Offset + loc.Length
		}
		return nil
	})
	if _, damaged := errors.AsType[*DamageError](err); damaged && !isDiskError(err) {
		err = nil
	}
	return end, err
}

// keepTail writes rest to a file at path, durably.
func keepTail(path string, rest io.Reader) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	_, err = io.Copy(f, rest)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	return syncDir(filepath.Dir(path))
}
