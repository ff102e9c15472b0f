package warc

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// maxChunkLine bounds a chunk's size with its extensions.
const maxChunkLine = 4 << 10

// chunkedReader decodes the chunked transfer coding of RFC 9112, section 7.1.
// Extensions are passed over. The body is whole with its last chunk, so the
// trailer is left unread. Lines may end in LF alone.
type chunkedReader struct {
	br        *bufio.Reader
	rest      int64 // bytes of the current chunk that were not read yet
	inChunk   bool  // the end of the current chunk was not read yet
	truncated bool
	err       error // how reading ended
}

// Read reads from the decoded body.
func (c *chunkedReader) Read(p []byte) (int, error) {
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
func (c *chunkedReader) next() error {
	if c.inChunk {
		budget := 2
		line, err := readLine(c.br, &budget)
		if errors.Is(err, errHeadTooLong) || err == nil && line != "" {
			return c.broken("chunk is longer than its size")
		}
		if err != nil {
			return c.early(err)
		}
		c.inChunk = false
	}
	budget := maxChunkLine
	line, err := readLine(c.br, &budget)
	switch {
	case errors.Is(err, errHeadTooLong):
		return c.broken("chunk size: %w", err)
	case err != nil:
		return c.early(err)
	}
	digits, _, _ := strings.Cut(line, ";")
	size, err := strconv.ParseUint(trimSpace(digits), 16, 63)
	if err != nil || strings.ContainsAny(digits, "_+-") {
		return c.broken("chunk size %.40q", line)
	}
	if size == 0 {
		return io.EOF
	}
	c.rest, c.inChunk = int64(size), true
	return nil
}

// broken returns what framing that can't be read means: of a response that is
// known to be cut, that it was cut there.
func (c *chunkedReader) broken(format string, args ...any) error {
	if c.truncated {
		return io.EOF
	}
	return fmt.Errorf(format, args...)
}

// early returns what the end of the input before the last chunk means.
func (c *chunkedReader) early(err error) error {
	if !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return err
	}
	if c.truncated {
		return io.EOF
	}
	return io.ErrUnexpectedEOF
}
