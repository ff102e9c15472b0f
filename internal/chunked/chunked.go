// Package chunked undoes the chunked transfer coding as far as a body in it goes.
//
// What is recorded of a broken one and what is read out of the record must be the
// same bytes: those that write records and those that check them both read here.
package chunked

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// maxLine bounds a chunk's size with its extensions.
const maxLine = 4 << 10

// Reader decodes the chunked transfer coding of RFC 9112, section 7.1.
// Extensions are passed over. The body is whole with its last chunk, so the
// trailer is left unread. Lines may end in LF alone.
type Reader struct {
	br      *bufio.Reader
	cut     bool
	rest    int64 // bytes of the current chunk that were not read yet
	inChunk bool  // the end of the current chunk was not read yet
	err     error // how reading ended
	bare    bool  // a line ended in LF alone
	whole   int   // chunks that were read to their end
	last    bool  // the last chunk was read
}

// NewReader returns a reader of the body that br holds in chunks. Of a response
// that is known to be cut, what breaks the coding ends the body, without an error.
func NewReader(br *bufio.Reader, cut bool) *Reader { return &Reader{br: br, cut: cut} }

// Whole returns how many chunks were whole so far, or 0 where lines end as no server
// ends them.
func (c *Reader) Whole() int {
	if c.bare {
		return 0
	}
	return c.whole
}

// GoesOn reports, at the end, whether more than a trailer and empty lines stand behind
// the last chunk.
func (c *Reader) GoesOn() bool {
	if !c.last {
		return false
	}
	trailer := true
	for {
		line, err := c.line(maxLine)
		if err != nil {
			rest, _ := c.br.Peek(1)
			return len(rest) > 0 || line != "" || errors.Is(err, errLong)
		}
		if line == "" {
			trailer = false
		} else if !trailer || !strings.Contains(line, ":") {
			return true
		}
	}
}

// Read reads from the decoded body.
func (c *Reader) Read(p []byte) (int, error) {
	if c.err != nil || len(p) == 0 {
		return 0, c.err
	}
	if c.rest == 0 {
		if c.err = c.next(); c.err != nil {
			return 0, c.err
		}
	}
	n, err := c.br.Read(p[:min(int64(len(p)), c.rest)])
	c.rest -= int64(n)
	if err != nil {
		c.err = c.early(err)
	}
	return n, c.err
}

// next reads what stands between the data of two chunks. It returns io.EOF at
// the last chunk.
func (c *Reader) next() error {
	if c.inChunk {
		line, err := c.line(2)
		if errors.Is(err, errLong) || err == nil && line != "" {
			return c.broken("chunk is longer than its size")
		}
		if err != nil {
			return c.early(err)
		}
		c.inChunk = false
		c.whole++
	}
	line, err := c.line(maxLine)
	switch {
	case errors.Is(err, errLong):
		return c.broken("chunk size: %w", err)
	case err != nil:
		return c.early(err)
	}
	digits, _, _ := strings.Cut(line, ";")
	size, err := strconv.ParseUint(strings.Trim(digits, " \t"), 16, 63)
	if err != nil || strings.ContainsAny(digits, "_+-") {
		return c.broken("chunk size %.40q", line)
	}
	if size == 0 {
		c.last = true
		return io.EOF
	}
	c.rest, c.inChunk = int64(size), true
	return nil
}

var errLong = errors.New("the line is too long")

// line reads a line of at most budget bytes, and returns it without its end.
func (c *Reader) line(budget int) (string, error) {
	var line []byte
	for {
		part, err := c.br.ReadSlice('\n')
		if budget -= len(part); budget < 0 {
			return "", errLong
		}
		line = append(line, part...)
		if err == nil {
			break
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return string(line), err
		}
	}
	c.bare = c.bare || !strings.HasSuffix(string(line), "\r\n")
	return strings.TrimSuffix(strings.TrimSuffix(string(line), "\n"), "\r"), nil
}

// broken returns what framing that can't be read means.
func (c *Reader) broken(format string, args ...any) error {
	if c.cut {
		return io.EOF
	}
	return fmt.Errorf(format, args...)
}

// early returns what the end of the input before the last chunk means.
func (c *Reader) early(err error) error {
	if !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return err
	}
	if c.cut {
		return io.EOF
	}
	return io.ErrUnexpectedEOF
}
