package warc

import (
	"fmt"
	"io"
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
// Scan ends with the first error of visit, which it returns as it is, or at
// the first damage, with a [DamageError].
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
	return scan(f, info.Size(), path, visit)
}

func scan(r io.ReaderAt, size int64, path string, visit func(archive.Location, *Record) error) error {
	for at := int64(0); at < size; {
		length, err := measure(r, at, size)
		if err != nil {
			return &DamageError{File: path, Offset: at, Err: err}
		}
		rec, err := openMember(r, at, length)
		if err != nil {
			return &DamageError{File: path, Offset: at, Err: err}
		}
		if err := visit(archive.Location{File: path, Offset: at, Length: length}, rec); err != nil {
			return err
		}
		at += length
	}
	return nil
}

// measure reads the record at offset at to its end, and returns the length of
// its member.
func measure(r io.ReaderAt, at, size int64) (int64, error) {
	rec, err := openMember(r, at, size-at)
	if err != nil {
		return 0, err
	}
	if _, err := io.Copy(io.Discard, rec.Content); err != nil {
		return 0, err
	}
	return rec.block.consumed(), nil
}
