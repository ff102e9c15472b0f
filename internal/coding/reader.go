package coding

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"
)

var (
	// ErrUnknown says that a coding is not one that this package undoes, or
	// that the list of codings is absurdly long.
	ErrUnknown = errors.New("unknown content coding")

	// ErrTooLarge says that more than the limit would come out.
	ErrTooLarge = errors.New("decoded payload is too large")
)

// maxCodings bounds the decoders that one header can ask for. One is usual, two
// happens behind a careless proxy.
const maxCodings = 4

// NewReader returns a reader of what r held before contentEncoding was applied
// to it. contentEncoding is the header's value: names in the order of their
// application, separated by commas; empty names and identity change nothing, nor
// do the names of charsets, which some servers put there.
//
// A name that is not known gives ErrUnknown with the name. A body that is
// declared gzip and does not begin like gzip is passed through unchanged; one
// that begins like it and is damaged or cut short gives an error from Read,
// after all that could be decoded. When limit bytes have been read and more
// would follow, Read gives ErrTooLarge; the limit also holds between the
// codings of a list.
//
// NewReader reads nothing yet. Close ends reading and never fails; r stays the
// caller's to close.
func NewReader(contentEncoding string, r io.Reader, limit int64) (io.ReadCloser, error) {
	names, err := split(contentEncoding)
	if err != nil {
		return nil, err
	}
	decoded := r
	if len(names) == 0 {
		decoded = &limited{r: r, left: limit}
	}
	for _, name := range slices.Backward(names) {
		decoded = &limited{r: &decoder{source: bufio.NewReader(decoded), open: openers[name]}, left: limit}
	}
	return &closer{r: decoded}, nil
}

// split returns the names in s that ask for a decoder.
func split(s string) ([]string, error) {
	var names []string
	for field := range strings.SplitSeq(s, ",") {
		name := strings.ToLower(strings.TrimSpace(field))
		switch name {
		case "", "identity":
		case "none", "utf-8", "utf8", "gbk", "gb2312", "gb18030", "binary", "8bit": // names of no coding, which servers send
		default:
			if openers[name] == nil {
				return nil, fmt.Errorf("%w %.40q", ErrUnknown, name)
			}
			names = append(names, name)
		}
		if len(names) > maxCodings {
			return nil, fmt.Errorf("%w: a list of more than %d", ErrUnknown, maxCodings)
		}
	}
	return names, nil
}

// limited gives ErrTooLarge in place of the byte after the first left ones.
type limited struct {
	r    io.Reader
	left int64
}

func (l *limited) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	if l.left <= 0 {
		return l.probe()
	}
	p = p[:min(int64(len(p)), l.left)]
	n, err := l.r.Read(p)
	l.left -= int64(n)
	return n, err
}

// probe tells an end that lies exactly at the limit from one beyond it.
func (l *limited) probe() (int, error) {
	var one [1]byte
	n, err := l.r.Read(one[:])
	if n > 0 {
		l.r = failed{ErrTooLarge}
		return 0, ErrTooLarge
	}
	return 0, err
}

// failed is a reader that gives one error for ever.
type failed struct{ err error }

func (f failed) Read([]byte) (int, error) { return 0, f.err }

// closer ends reading on Close.
type closer struct{ r io.Reader }

func (c *closer) Read(p []byte) (int, error) { return c.r.Read(p) }

func (c *closer) Close() error {
	c.r = failed{fs.ErrClosed}
	return nil
}
