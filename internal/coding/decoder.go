package coding

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/flate"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zlib"
	"github.com/klauspost/compress/zstd"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// openers are what undoes a coding, by its name.
var openers = map[string]func(*bufio.Reader) (io.Reader, error){
	"gzip": openGzip, "x-gzip": openGzip, "deflate": openDeflate, "br": openBrotli, "zstd": openZstd,
}

// decoder undoes one coding. It looks at the source on the first Read, and
// repeats the first error for ever.
type decoder struct {
	source *bufio.Reader
	open   func(*bufio.Reader) (io.Reader, error)
	r      io.Reader
	err    error
}

func (d *decoder) Read(p []byte) (int, error) {
	if d.err == nil && d.r == nil {
		d.r, d.err = d.open(d.source)
	}
	if d.err != nil {
		return 0, d.err
	}
	n, err := d.r.Read(p)
	d.err = err
	return n, err
}

// peek returns up to n bytes that source begins with; fewer only at its end.
func peek(source *bufio.Reader, n int) ([]byte, error) {
	head, err := source.Peek(n)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	return head, nil
}

// beginsGzip reports whether source begins like a gzip member (RFC 1952, 2.3.1:
// two magic bytes and the one method that exists), as far as it goes.
func beginsGzip(source *bufio.Reader) (bool, error) {
	head, err := peek(source, 3)
	if err != nil || len(head) < 2 {
		return false, err
	}
	return head[0] == 0x1f && head[1] == 0x8b && (len(head) < 3 || head[2] == 8), nil
}

func openGzip(source *bufio.Reader) (io.Reader, error) {
	ok, err := beginsGzip(source)
	if err != nil || !ok {
		return source, err
	}
	z, err := gzip.NewReader(source)
	if err != nil {
		return nil, cutShort(err)
	}
	z.Multistream(false)
	return &members{source: source, z: z}, nil
}

// members reads gzip members up to the first bytes that begin none. Those are
// dropped: some servers pad what they send.
type members struct {
	source *bufio.Reader
	z      *gzip.Reader
}

func (m *members) Read(p []byte) (int, error) {
	for {
		n, err := m.z.Read(p)
		if err == nil || !errors.Is(err, io.EOF) {
			return n, err
		}
		if n > 0 {
			return n, nil
		}
		if ok, err := beginsGzip(m.source); err != nil {
			return 0, err
		} else if !ok {
			return 0, io.EOF
		}
		if err := m.z.Reset(m.source); err != nil {
			return 0, cutShort(err)
		}
		m.z.Multistream(false)
	}
}

// openDeflate reads a zlib stream, which is what the name means (RFC 9110,
// 8.4.1.2), or the raw stream that some servers send under it. The two bytes
// that begin zlib would be a stored block with forbidden padding in a raw one.
func openDeflate(source *bufio.Reader) (io.Reader, error) {
	head, err := peek(source, 2)
	if err != nil || len(head) == 0 {
		return source, err
	}
	if len(head) == 2 && head[0]&0x0f == 8 && (int(head[0])<<8|int(head[1]))%31 == 0 {
		z, err := zlib.NewReader(source)
		return z, cutShort(err)
	}
	return ifReadable(source, func(r io.Reader) io.Reader { return flate.NewReader(r) })
}

func openBrotli(source *bufio.Reader) (io.Reader, error) {
	return ifReadable(source, func(r io.Reader) io.Reader { return brotli.NewReader(r) })
}

// errExcess is how the package of br tells bytes behind the end: ";" is all of an empty body.
var errExcess = func() error {
	_, err := io.ReadAll(brotli.NewReader(strings.NewReader(";\n")))
	return err
}()

// endsAt reads up to an error that tells bytes behind the end.
type endsAt struct {
	r      io.Reader
	behind error
}

func (e endsAt) Read(p []byte) (int, error) {
	n, err := e.r.Read(p)
	if err != nil && errors.Is(err, e.behind) {
		err = io.EOF
	}
	return n, err
}

// magics begin files that are served under codings which they have not. Some begin a
// stream as well: that of .doc and .xls is one of 4093 bytes as they are, of br.
var magics = []string{"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "PK\x03\x04", "%PDF-", "\x89PNG\r\n\x1a\n"}

// ifReadable returns what open makes of source, of a coding that no first bytes
// show. Where it fails within what is buffered, which little text lets it get through,
// the source was never encoded; nor is what ends there early, or at once, and is text.
func ifReadable(source *bufio.Reader, open func(io.Reader) io.Reader) (io.Reader, error) {
	head, err := peek(source, source.Size())
	if err != nil || len(head) == 0 || slices.ContainsFunc(magics, func(m string) bool { return bytes.HasPrefix(head, []byte(m)) }) {
		return source, err
	}
	n, err := io.Copy(io.Discard, io.LimitReader(open(bytes.NewReader(head)), 1<<20))
	switch {
	case err == nil:
	case errors.Is(err, io.ErrUnexpectedEOF) && !isText(head):
	case errors.Is(err, errExcess) && 4*n >= int64(len(head)) && !isText(head):
	default:
		return source, nil
	}
	return endsAt{open(source), errExcess}, nil
}

// isText reports whether head, which may end within a character, is text in one of the
// charsets of pages.
func isText(head []byte) bool {
	if bytes.ContainsFunc(head, func(r rune) bool { return r < ' ' && r != '\t' && r != '\r' && r != '\n' || r == 0x7f }) {
		return false
	}
	for i := range min(4, len(head)) {
		whole := head[:len(head)-i]
		if utf8.Valid(whole) {
			return true
		}
		if text, err := simplifiedchinese.GB18030.NewDecoder().Bytes(whole); err == nil && !bytes.ContainsRune(text, utf8.RuneError) {
			return true
		}
	}
	return false
}

// zstdWindow is the largest window that the coding may ask for (RFC 9659).
const zstdWindow = 8 << 20

func openZstd(source *bufio.Reader) (io.Reader, error) {
	head, err := peek(source, 4)
	if err != nil || string(head) != "\x28\xb5\x2f\xfd" {
		return source, err
	}
	// With one decoder it starts no goroutine, so that nothing has to be closed.
	z, err := zstd.NewReader(&padded{r: source, rest: 4}, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(zstdWindow))
	return endsAt{z, zstd.ErrMagicMismatch}, err
}

// padded is a source with more behind an empty line or zeros at its end: the first four
// bytes behind a frame tell that it was the last one.
type padded struct {
	r    io.Reader
	last byte
	rest int
}

func (p *padded) Read(b []byte) (int, error) {
	n, err := p.r.Read(b)
	if n > 0 {
		p.last = b[n-1]
		return n, nil
	}
	if errors.Is(err, io.EOF) && p.rest > 0 && strings.IndexByte("\r\n\x00", p.last) >= 0 {
		n = copy(b, "\x00\x00\x00\x00"[:p.rest])
		p.rest -= n
		return n, nil
	}
	return n, err
}

// cutShort makes an end within a header an error: a whole body ends elsewhere.
func cutShort(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}
