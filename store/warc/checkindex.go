package warc

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"gongkai/archive"
)

// ErrIndex says that an index is not what its WARC file gives.
var ErrIndex = errors.New("the index is not what its WARC file gives")

// IndexCheck compares the index of a closed WARC file, byte for byte, with what
// the file gives to whoever reads it.
type IndexCheck struct {
	index *os.File
	file  string
	want  *sorter
}

// NewIndexCheck begins to check the index of the WARC file at path. It returns
// nil where there is none. spool is the directory for what does not fit into
// memory. Whoever gets it closes it.
func NewIndexCheck(path, spool string) (*IndexCheck, error) {
	f, err := os.Open(path + suffixIndex)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return &IndexCheck{f, filepath.Base(path), newSorter(spool)}, nil
}

// Close lets go of what the check holds.
func (c *IndexCheck) Close() error {
	c.want.close()
	return c.index.Close()
}

// Add takes the next record of the file, and its HTTP message where it has one
// that could be read.
func (c *IndexCheck) Add(loc archive.Location, rec *Record, message *HTTPBlock) error {
	e, ok := entryOf(loc, rec, message)
	if !ok {
		return nil
	}
	e.Record.File = c.file
	return c.want.addEntry(e)
}

// Compare compares the index with the records that were added, and returns
// ErrIndex where they differ.
func (c *IndexCheck) Compare() error {
	got, n := bufio.NewReader(c.index), 0
	var line []byte
	err := c.want.each(func(wanted []byte) error {
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
	switch _, err := got.ReadByte(); {
	case err == nil:
		return fmt.Errorf("%w: it has lines behind line %d, the last", ErrIndex, n)
	case errors.Is(err, io.EOF):
		return nil
	default:
		return err
	}
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
