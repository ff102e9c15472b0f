package warc

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/klauspost/compress/gzip"
)

// maxRecordHead bounds the header of a record.
const maxRecordHead = 64 << 10

// decoder opens records, one after another: a record can't be read any more
// once the next one is opened. The zero value is ready.
type decoder struct {
	compressed *bufio.Reader
	member     *gzip.Reader
	plain      *bufio.Reader
}

// open reads the header of the record whose gzip member begins at off of r,
// and is at most limit bytes long.
func (d *decoder) open(r io.ReaderAt, off, limit int64) (*Record, error) {
	section := io.NewSectionReader(r, off, limit)
	if d.member == nil {
		// The decompressor takes single bytes from a bufio.Reader, and none
		// from behind the member, so that its end is known.
		d.compressed = bufio.NewReader(section)
		d.member = new(gzip.Reader)
		d.plain = bufio.NewReader(d.member)
	}
	d.compressed.Reset(section)
	if err := d.member.Reset(d.compressed); err != nil {
		return nil, cutShort(err)
	}
	d.member.Multistream(false)
	d.plain.Reset(d.member)
	return readRecord(section, d.compressed, d.plain)
}

func readRecord(section *io.SectionReader, compressed, plain *bufio.Reader) (*Record, error) {
	budget := maxRecordHead
	line, err := readLine(plain, &budget)
	if err != nil {
		return nil, cutShort(err)
	}
	if line != version && line != "WARC/1.0" {
		return nil, fmt.Errorf("record begins with %.40q", line)
	}
	h, err := readFields(plain, &budget)
	if err != nil {
		return nil, fmt.Errorf("record header: %w", cutShort(err))
	}
	rec := &Record{Header: h, Type: h.Value("WARC-Type"), ID: h.Value("WARC-Record-ID")}
	if rec.Type == "" || rec.ID == "" {
		return nil, errors.New("record without type or id")
	}
	if rec.Date, err = parseDate(h.Value("WARC-Date")); err != nil {
		return nil, err
	}
	if rec.Length, err = parseLength(h.Values("Content-Length")); err != nil {
		return nil, err
	}
	rec.block = &block{section: section, compressed: compressed, plain: plain, rest: rec.Length}
	rec.Content = rec.block
	return rec, nil
}

// block reads a record's block, and then checks how the record ends.
type block struct {
	section    *io.SectionReader
	compressed *bufio.Reader
	plain      *bufio.Reader
	rest       int64 // bytes of the block that were not read yet
	exact      bool  // the member must fill its section
	err        error // how reading ended
}

// Read reads from the block.
func (b *block) Read(p []byte) (int, error) {
	if b.err != nil {
		return 0, b.err
	}
	if b.rest == 0 {
		b.err = b.finish()
		return 0, b.err
	}
	n, err := b.plain.Read(p[:min(int64(len(p)), b.rest)])
	b.rest -= int64(n)
	if err != nil {
		b.err = cutShort(err)
	}
	return n, b.err
}

// finish checks that the record ends as it must, and returns io.EOF if so.
func (b *block) finish() error {
	var end [4]byte
	if _, err := io.ReadFull(b.plain, end[:]); err != nil {
		return cutShort(err)
	}
	if string(end[:]) != "\r\n\r\n" {
		return fmt.Errorf("record ends with %q", end)
	}
	switch _, err := b.plain.ReadByte(); {
	case err == nil:
		return errors.New("more than one record in a gzip member")
	case !errors.Is(err, io.EOF):
		return cutShort(err)
	}
	if b.exact && b.consumed() != b.section.Size() {
		return fmt.Errorf("gzip member of %d bytes where %d were expected", b.consumed(), b.section.Size())
	}
	return io.EOF
}

// consumed returns how much of its section the member took so far.
func (b *block) consumed() int64 {
	at, _ := b.section.Seek(0, io.SeekCurrent) // can't fail
	return at - int64(b.compressed.Buffered())
}

// errCutShort says that the file ends within a record. It is not
// io.ErrUnexpectedEOF, which is about the message in a record.
var errCutShort = errors.New("record is cut short")

// cutShort is err, with an end of the input made errCutShort.
func cutShort(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return errCutShort
	}
	return err
}

// parseDate reads a WARC-Date, which may be of less than full precision.
func parseDate(s string) (time.Time, error) {
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04Z", "2006-01-02", "2006-01", "2006"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.UTC(), nil
		}
	}
	return time.Time{}, fmt.Errorf("date %.40q of record", s)
}

// parseLength reads the values of Content-Length, which must agree.
func parseLength(values []string) (int64, error) {
	length := int64(-1)
	for _, v := range values {
		for one := range strings.SplitSeq(v, ",") {
			n, err := strconv.ParseUint(trimSpace(one), 10, 63)
			if err != nil || length >= 0 && int64(n) != length {
				return 0, fmt.Errorf("content length %.80q", values)
			}
			length = int64(n)
		}
	}
	if length < 0 {
		return 0, errors.New("no content length")
	}
	return length, nil
}
