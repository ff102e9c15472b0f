package warc

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"fmt"
	"hash"
	"io"
	"strconv"

	"github.com/google/uuid"
	"github.com/klauspost/compress/gzip"

	"gongkai/archive"
)

const (
	version    = "WARC/1.1"
	dateLayout = "2006-01-02T15:04:05.000000Z" // of UTC
	fieldsType = "application/warc-fields"
)

func newRecordID() string { return "<urn:uuid:" + uuid.NewString() + ">" }

// encoder makes gzip members of records. It is used for one write at a time,
// and again for others.
type encoder struct {
	out     spool
	entries []Entry // of the records in out, with offsets in it, and no file
	again   *bufio.Reader

	gzip *gzip.Writer
	sum  hash.Hash
	head bytes.Buffer
	copy []byte
}

func newEncoder(spoolDir string) *encoder {
	e := &encoder{out: spool{dir: spoolDir}, sum: sha256.New(), again: bufio.NewReader(nil), copy: make([]byte, 32<<10)}
	// Level 1 costs few bytes more than the default, and a third of the time.
	e.gzip, _ = gzip.NewWriterLevel(nil, gzip.BestSpeed) // the level is valid
	return e
}

func (w *Writer) encoder() *encoder { return w.encoders.Get().(*encoder) }

func (w *Writer) release(e *encoder) {
	e.out.reset()
	e.entries = e.entries[:0]
	w.encoders.Put(e)
}

// record appends a record with the fields h and the block that is all of
// block, and returns the length of its member. It adds the fields that follow
// from the block.
func (e *encoder) record(h Header, block *io.SectionReader) (int64, error) {
	e.sum.Reset()
	n, err := io.CopyBuffer(e.sum, onlyReader{block}, e.copy)
	if err == nil && n != block.Size() {
		err = io.ErrUnexpectedEOF
	}
	if err != nil {
		return 0, fmt.Errorf("read block: %w", err)
	}
	h.add("WARC-Block-Digest", string(archive.DigestFromSum(e.sum.Sum(nil))))
	h.add("Content-Length", strconv.FormatInt(n, 10))

	e.head.Reset()
	e.head.WriteString(version + "\r\n")
	h.writeTo(&e.head)
	e.head.WriteString("\r\n")

	start := e.out.size
	e.gzip.Reset(&e.out)
	if _, err := e.gzip.Write(e.head.Bytes()); err != nil {
		return 0, err
	}
	again := io.NewSectionReader(block, 0, n)
	if m, err := io.CopyBuffer(e.gzip, onlyReader{again}, e.copy); err != nil || m != n {
		if err == nil {
			err = io.ErrUnexpectedEOF
		}
		return 0, fmt.Errorf("compress block: %w", err)
	}
	if _, err := e.gzip.Write([]byte("\r\n\r\n")); err != nil {
		return 0, err
	}
	if err := e.gzip.Close(); err != nil {
		return 0, err
	}
	length := e.out.size - start
	return length, e.index(h, archive.Location{Offset: start, Length: length}, block)
}

// index adds the entry of the record at loc, if it has one: what the file will
// give to whoever reads it.
func (e *encoder) index(h Header, loc archive.Location, block *io.SectionReader) error {
	rec := &Record{Header: h, Type: h.Value("WARC-Type"), Content: e.again}
	if !isIndexed(rec.Type) {
		return nil
	}
	var err error
	if rec.Date, err = parseDate(h.Value("WARC-Date")); err != nil {
		return err
	}
	e.again.Reset(io.NewSectionReader(block, 0, block.Size()))
	if entry, ok := entryOf(loc, rec, messageOf(rec)); ok {
		e.entries = append(e.entries, entry)
	}
	return nil
}

// recordBytes is record for a block in memory.
func (e *encoder) recordBytes(h Header, block []byte) (int64, error) {
	return e.record(h, io.NewSectionReader(bytes.NewReader(block), 0, int64(len(block))))
}

// onlyReader hides other methods, so that a copy uses the buffer it is given.
type onlyReader struct{ io.Reader }
