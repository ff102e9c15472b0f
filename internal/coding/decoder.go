package coding

import (
	"bufio"
	"bytes"
	"errors"
	"io"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/flate"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zlib"
	"github.com/klauspost/compress/zstd"
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

// ifReadable returns what open makes of source, of a coding that no first bytes
// show. Where it fails within what is buffered, which no text lets it get through,
// the source was never encoded.
func ifReadable(source *bufio.Reader, open func(io.Reader) io.Reader) (io.Reader, error) {
	head, err := peek(source, source.Size())
	if err != nil || len(head) == 0 {
		return source, err
	}
	_, err = io.Copy(io.Discard, io.LimitReader(open(bytes.NewReader(head)), 1<<20))
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		return source, nil
	}
	return open(source), nil
}

// zstdWindow is the largest window that the coding may ask for (RFC 9659).
const zstdWindow = 8 << 20

func openZstd(source *bufio.Reader) (io.Reader, error) {
	head, err := peek(source, 4)
	if err != nil || string(head) != "\x28\xb5\x2f\xfd" {
		return source, err
	}
	// With one decoder it starts no goroutine, so that nothing has to be closed.
	return zstd.NewReader(source, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(zstdWindow))
}

// cutShort makes an end within a header an error: a whole body ends elsewhere.
func cutShort(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}
