package warc

import (
	"bytes"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"

	"gongkai/archive"
)

// choice has the places of the records that are chosen, of which those of one
// file are in memory at a time. A nil choice has all.
type choice struct {
	places *sorter // "file NUL offset"
	next   func() (line []byte, err error, ok bool)
	stop   func()
	line   []byte // of a file that was not asked for yet
}

func choose(spool string, only iter.Seq2[archive.Location, error]) (*choice, error) {
	if only == nil {
		return nil, nil
	}
	c := &choice{places: newSorter(spool)}
	for at, err := range only {
		if err := errors.Join(err, c.places.add(fmt.Appendf(nil, "%s\x00%016x\n", at.File, at.Offset))); err != nil {
			c.places.close()
			return nil, err
		}
	}
	c.next, c.stop = iter.Pull2(c.places.all())
	return c, nil
}

func (c *choice) close() {
	if c != nil {
		c.stop()
		c.places.close()
	}
}

// of returns whether the record at an offset of a file is chosen. It is asked
// for one file after another, in the bytewise order of their names.
func (c *choice) of(file string) (func(offset int64) bool, error) {
	if c == nil {
		return func(int64) bool { return true }, nil
	}
	var offsets []int64
	for {
		if c.line == nil {
			line, err, ok := c.next()
			if err != nil {
				return nil, err
			}
			if !ok {
				break
			}
			c.line = line
		}
		name, offset, _ := bytes.Cut(bytes.TrimSuffix(c.line, []byte("\n")), []byte{0})
		order := strings.Compare(string(name), file)
		if order > 0 {
			break
		}
		if order == 0 {
			n, err := strconv.ParseInt(string(offset), 16, 64)
			if err != nil {
				return nil, err
			}
			offsets = append(offsets, n)
		}
		c.line = nil
	}
	return func(offset int64) bool {
		_, chosen := slices.BinarySearch(offsets, offset)
		return chosen
	}, nil
}
