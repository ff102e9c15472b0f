package warc

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"gongkai/archive"
)

// DamageError tells of a place in a file where no whole record stands: the
// file is torn there, or damaged, or no WARC file.
type DamageError struct {
	File   string
	Offset int64
	Err    error
}

// Error returns where the damage is, and what is wrong.
func (e *DamageError) Error() string {
	return fmt.Sprintf("damage at %d of %s: %v", e.Offset, e.File, e.Err)
}

// Unwrap returns what is wrong.
func (e *DamageError) Unwrap() error { return e.Err }

// Scan calls visit for each record of the WARC file at path, in order; File of
// a location is path. A record is visited only after it was read to its end
// and found whole. visit need not read the record, and must not keep it.
//
// Behind damage Scan goes on with the next record that names the file's own
// warcinfo record, if there is one, and returns the first damage as a
// [DamageError] at the end. An error of visit ends it at once, and is returned
// as it is.
func Scan(path string, visit func(loc archive.Location, rec *Record) error) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	return scan(f, 0, info.Size(), path, "", visit)
}

// scan is Scan from an offset on, of a file whose warcinfo record has infoID, where
// that is known.
func scan(r io.ReaderAt, at, size int64, path, infoID string, visit func(archive.Location, *Record) error) error {
	var first error
	var d decoder
	candidates := maxCandidates
	for at < size {
		rec, length, err := d.whole(r, at, size)
		if err != nil {
			damage := &DamageError{File: path, Offset: at, Err: err}
			if isDiskError(err) {
				return damage
			}
			if first == nil {
				first = damage
			}
			if at, err = d.next(r, at+1, size, infoID, &candidates); err != nil {
				return errors.Join(first, err)
			}
			continue
		}
		if rec.Type == "warcinfo" {
			infoID = rec.ID
		}
		if err := visit(archive.Location{File: path, Offset: at, Length: length}, rec); err != nil {
			return err
		}
		at += length
	}
	return first
}

// whole opens the record at offset at after it has read it to its end, and
// returns the length of its member.
func (d *decoder) whole(r io.ReaderAt, at, size int64) (*Record, int64, error) {
	length, err := d.measure(r, at, size)
	if err != nil {
		return nil, 0, err
	}
	rec, err := d.open(r, at, length)
	return rec, length, err
}

// measure reads the record at offset at to its end, and returns the length of
// its member.
func (d *decoder) measure(r io.ReaderAt, at, size int64) (int64, error) {
	rec, err := d.open(r, at, size-at)
	if err != nil {
		return 0, err
	}
	if _, err := io.Copy(io.Discard, rec.Content); err != nil {
		return 0, err
	}
	return rec.block.consumed(), nil
}

// maxCandidates bounds how many places in one file are tried for a record
// behind damage. Chance alone makes one in 16 MB look like a gzip member.
const maxCandidates = 10_000

// next returns the offset of the first whole record at or behind from that
// belongs to the warcinfo record infoID, and size where there is none. A
// payload can't pose as such a record: nobody else knows the id.
func (d *decoder) next(r io.ReaderAt, from, size int64, infoID string, candidates *int) (int64, error) {
	if infoID == "" {
		return size, nil
	}
	magic := []byte{0x1f, 0x8b, 8} // of a deflated gzip member
	window := make([]byte, 64<<10)
	for {
		n, err := r.ReadAt(window[:min(int64(len(window)), size-from)], from)
		if err != nil && !errors.Is(err, io.EOF) {
			return 0, err
		}
		if n < len(magic) {
			return size, nil
		}
		for done := 0; ; done++ {
			i := bytes.Index(window[done:n], magic)
			if i < 0 {
				break
			}
			if *candidates--; *candidates < 0 {
				return size, nil
			}
			done += i
			ok, err := d.belongs(infoID, r, from+int64(done), size)
			if ok || err != nil {
				return from + int64(done), err
			}
		}
		from += int64(n - len(magic) + 1)
	}
}

// belongs reports whether a whole record of infoID's file stands at at.
func (d *decoder) belongs(infoID string, r io.ReaderAt, at, size int64) (bool, error) {
	rec, err := d.open(r, at, size-at)
	if err == nil {
		if rec.Header.Value("WARC-Warcinfo-ID") != infoID {
			return false, nil
		}
		_, err = d.measure(r, at, size)
	}
	if isDiskError(err) {
		return false, err
	}
	return err == nil, nil
}

// isDiskError reports whether err is about the disk, and tells nothing about
// what stands on it.
func isDiskError(err error) bool {
	_, ok := errors.AsType[*fs.PathError](err)
	return ok
}
