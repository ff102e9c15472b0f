package warc

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
)

// ErrIndex says that an index is not what its WARC file gives.
var ErrIndex = errors.New("the index is not what its WARC file gives")

// CheckIndex compares the index of the closed WARC file at path, byte for byte,
// with what the file gives, and returns ErrIndex where they differ. An index that
// is missing, or belongs to the file no more, is no error: nobody takes it for
// the file's, and the next [Index] makes it anew. spool is the directory for what
// does not fit into memory.
func CheckIndex(ctx context.Context, path, spool string) error {
	info, err := os.Stat(path)
	if err != nil || !current(path, info) {
		return err
	}
	f, err := os.Open(path + suffixIndex)
	if err != nil {
		return err
	}
	defer f.Close()
	want := newSorter(spool)
	defer want.close()
	if err := scanEntries(ctx, path, want.addEntry); err != nil {
		return err
	}
	got, n := bufio.NewReader(f), 0
	var line []byte
	err = want.each(func(wanted []byte) error {
		n++
		line = append(line[:0], wanted...)
		read, err := io.ReadFull(got, line)
		if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
			return err
		}
		if !bytes.Equal(line[:read], wanted) {
			return fmt.Errorf("%w: at line %d", ErrIndex, n)
		}
		return nil
	})
	if err != nil {
		return err
	}
	if _, err := got.ReadByte(); !errors.Is(err, io.EOF) {
		return errors.Join(fmt.Errorf("%w: it has lines behind line %d, the last", ErrIndex, n), err)
	}
	return nil
}

// Reindex makes the index of the closed WARC file at path anew, whatever stands
// in its place.
func Reindex(ctx context.Context, path, spool string) error {
	info, err := os.Stat(path)
	if err == nil {
		err = makeIndex(ctx, path, spool, info)
	}
	if err != nil {
		return fmt.Errorf("index %s: %w", path, err)
	}
	return nil
}
