package warc

import (
	"bufio"
	"bytes"
	"compress/flate"
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"strings"

	"github.com/klauspost/compress/gzip"

	"gongkai/archive"
	"gongkai/internal/chunked"
)

// ErrARC says that a file is of the older ARC format, which is not read.
var ErrARC = errors.New("this is an ARC file, the format before WARC, which is not read: convert it first (for example with warcio's \"recompress\" or jwat-tools arc2warc)")

// ErrNotWARC says that a file is no WARC file.
var ErrNotWARC = errors.New("this is no WARC file")

// Foreign visits the records of a WARC file that others wrote, in order: plain,
// a gzip member a record, or compressed as a whole. Records can't be read any
// more after visit has returned; one whose date can't be read has none. Damage is an
// error that tells the number of the record, from 1: where a record stands behind it,
// passed is told, and visit goes on there; else it ends the reading.
func Foreign(r io.Reader, visit func(rec *Record) error, passed func(damage error) error) error {
	f := foreignFile{file: bufio.NewReaderSize(r, foreignBuffer)}
	f.in = f.file
	if head, _ := f.file.Peek(2); bytes.Equal(head, []byte{0x1f, 0x8b}) {
		var err error
		if f.zip, err = gzip.NewReader(f.file); err != nil {
			return fmt.Errorf("%w: %w", ErrNotWARC, err)
		}
		defer f.zip.Close()
		f.in = bufio.NewReaderSize(f.zip, foreignBuffer)
	}
	for n := 1; ; n++ {
		err := f.record(n, visit)
		if errors.Is(err, errNoMore) {
			return nil
		}
		if _, damage := errors.AsType[*damageError](err); damage && f.findRecord() {
			err = passed(err)
		}
		if err != nil {
			return err
		}
	}
}

const foreignBuffer = 64 << 10

var errNoMore = errors.New("no record is left")

// damageError is damage in a file that begins as a WARC file.
type damageError struct {
	record int
	err    error
}

func (e *damageError) Error() string { return fmt.Sprintf("record %d: %v", e.record, cutShort(e.err)) }

// foreignFile is a WARC file that is read.
type foreignFile struct {
	file *bufio.Reader
	zip  *gzip.Reader // nil where the file is plain
	in   *bufio.Reader
}

// record visits record n.
func (f *foreignFile) record(n int, visit func(*Record) error) error {
	err := skipLines(f.in)
	switch {
	case errors.Is(err, io.EOF) && n > 1:
		return errNoMore
	case errors.Is(err, io.EOF):
		return fmt.Errorf("%w: it is empty", ErrNotWARC)
	case err != nil:
		return foreignError(n, err)
	}
	rec, err := foreignRecord(f.in)
	if err != nil {
		return foreignError(n, err)
	}
	content := &exactReader{rest: &io.LimitedReader{R: f.in, N: rec.Length}}
	rec.Content = content
	if err = visit(rec); err == nil {
		_, err = io.Copy(io.Discard, content)
	}
	if content.damage != nil {
		return &damageError{n, content.damage}
	}
	return err
}

// findRecord goes on to the next line or gzip member that begins a record, and reports
// whether there is one.
func (f *foreignFile) findRecord() bool {
	if f.zip == nil {
		for {
			if head, err := f.in.Peek(len(recordBegins)); err != nil || string(head) == recordBegins {
				return err == nil
			}
			for {
				if _, err := f.in.ReadSlice('\n'); err == nil {
					break
				} else if !errors.Is(err, bufio.ErrBufferFull) {
					return false
				}
			}
		}
	}
	for {
		ahead, _ := f.file.Peek(foreignBuffer)
		i := bytes.Index(ahead, []byte{0x1f, 0x8b, 8})
		switch {
		case i < 0 && len(ahead) < foreignBuffer:
			return false
		case i < 0:
			_, _ = f.file.Discard(len(ahead) - 2) // where it may begin
			continue
		}
		_, _ = f.file.Discard(i)
		ahead, _ = f.file.Peek(foreignBuffer)
		if z, err := gzip.NewReader(bytes.NewReader(ahead)); err == nil {
			var begins [len(recordBegins)]byte
			if _, err := io.ReadFull(z, begins[:]); err == nil && string(begins[:]) == recordBegins && f.zip.Reset(f.file) == nil {
				f.in.Reset(f.zip)
				return true
			}
		}
		_, _ = f.file.Discard(1)
	}
}

const recordBegins = "WARC/"

// foreignError is what an error before the content of record n means.
func foreignError(n int, err error) error {
	switch {
	case n > 1:
		return &damageError{n, err}
	case errors.Is(err, ErrARC), errors.Is(err, ErrNotWARC):
		return err
	}
	return fmt.Errorf("%w: %w", ErrNotWARC, cutShort(err))
}

// skipLines reads empty lines before a record.
func skipLines(in *bufio.Reader) error {
	for {
		b, err := in.ReadByte()
		if err != nil {
			return err
		}
		if b != '\r' && b != '\n' {
			return in.UnreadByte()
		}
	}
}

func foreignRecord(in *bufio.Reader) (*Record, error) {
	budget := maxRecordHead
	line, err := readLine(in, &budget)
	if err != nil {
		return nil, err
	}
	switch {
	case strings.HasPrefix(line, "filedesc:"):
		return nil, ErrARC
	case !strings.HasPrefix(line, recordBegins):
		return nil, fmt.Errorf("%w: a record begins with %.40q", ErrNotWARC, line)
	}
	h, err := readFields(in, &budget)
	if err != nil {
		return nil, err
	}
	rec := &Record{Header: h, Type: strings.ToLower(h.Value("WARC-Type")), ID: h.Value("WARC-Record-ID")}
	if rec.Type == "" {
		return nil, errors.New("record without a type")
	}
	rec.Date, _ = parseDate(h.Value("WARC-Date")) // where a record stands does not hang on it
	rec.Length, err = parseLength(h.Values("Content-Length"))
	return rec, err
}

// exactReader is a limited reader whose input must not end before.
type exactReader struct {
	rest   *io.LimitedReader
	damage error // that ended the reading, before the end
}

// Read reads from the block.
func (e *exactReader) Read(p []byte) (int, error) {
	n, err := e.rest.Read(p)
	if errors.Is(err, io.EOF) && e.rest.N > 0 {
		err = errCutShort
	}
	if _, corrupt := errors.AsType[flate.CorruptInputError](err); corrupt {
		err = fmt.Errorf("damaged: %w", err)
	}
	if err != nil && !errors.Is(err, io.EOF) {
		e.damage = err
	}
	return n, err
}

// Message is what is to be known of an HTTP message that stands in a block.
type Message struct {
	HeadSize int64 // bytes of its head, with the empty line
	Status   int   // of a response
	Header   Header
	Payload  archive.Digest // of the body after transfer decoding
	Length   int64          // bytes of that body
	Decoded  bool           // the body is all that stands behind the head, whatever the head says of its coding and length
	Cut      bool           // the body ends before the end that the head tells
	Behind   bool           // more stands behind the last of its chunks

	chunks int // that are whole
}

// ReadMessage reads a response in a block of this size. Many programs keep the head
// as it was sent, and decode the body: a coding that the body has not, and a length
// beyond which it goes on, are told, and no error. One that may be the first chunk cut
// short or a body that begins like a chunk is cut, and kept as it stands.
func ReadMessage(block io.ReaderAt, size int64, truncated bool) (Message, error) {
	head, err := headSize(io.NewSectionReader(block, 0, min(size, maxHTTPHead)))
	if err != nil {
		return Message{}, err
	}
	m := Message{HeadSize: head}
	err = m.measure(block, size, truncated)
	if err == nil && !m.goesOn(block, size) && (!m.Behind || m.Length > 0) {
		return m, nil
	}
	if errors.Is(err, io.ErrUnexpectedEOF) {
		m.Cut = true
		if err := m.measure(block, size, true); err != nil {
			return m, err
		}
		inChunks := len(m.Header.Values("Transfer-Encoding")) > 0
		if m.Length > 0 && (!inChunks || m.chunks > 0) {
			return m, nil
		}
		m.Cut = m.Length > 0
		if !inChunks {
			return m, fmt.Errorf("its body is missing: %w", err)
		}
	}
	m.Decoded = true
	return m, m.measure(block, size, truncated)
}

// measure reads the message to the end that it has as m tells so far.
func (m *Message) measure(block io.ReaderAt, size int64, truncated bool) error {
	h, err := readHTTP(io.NewSectionReader(block, 0, size), true, truncated, m.Decoded)
	if err != nil {
		return err
	}
	m.Status, m.Header = h.Status, h.Header
	sum := sha256.New()
	if m.Length, err = io.Copy(sum, h.Body); err != nil {
		return fmt.Errorf("body: %w", err)
	}
	m.Payload = archive.DigestFromSum(sum.Sum(nil))
	if c, ok := h.Body.(*chunked.Reader); ok {
		m.chunks, m.Behind = c.Whole(), c.GoesOn()
	}
	return nil
}

// goesOn reports whether more than empty lines stand behind the end that a length in
// the head tells. Whoever recorded the answer read no further than that.
func (m *Message) goesOn(block io.ReaderAt, size int64) bool {
	from := m.HeadSize + m.Length
	if m.Decoded || from == m.HeadSize && m.Status == 304 || len(m.Header.Values("Content-Length")) == 0 || len(m.Header.Values("Transfer-Encoding")) > 0 {
		return false
	}
	var behind [16]byte
	n, _ := block.ReadAt(behind[:], from)
	return int64(n) > 0 && from < size && strings.Trim(string(behind[:min(int64(n), size-from)]), "\r\n") != ""
}

// headSize returns the length of the head at the beginning of r.
func headSize(r io.Reader) (int64, error) {
	br, budget := bufio.NewReader(r), maxHTTPHead
	for {
		line, err := readLine(br, &budget)
		if err != nil {
			return 0, fmt.Errorf("head: %w", err)
		}
		if line == "" {
			at := int64(maxHTTPHead - budget)
			return at, nil
		}
	}
}

// CheckDigest compares a digest of a WARC header, of any common algorithm and
// spelling, with the bytes of each of the readers, and reports whether one of
// them has it. known is false where the algorithm is none that is known.
func CheckDigest(field string, candidates ...io.Reader) (matches, known bool, err error) {
	algorithm, value, _ := strings.Cut(field, ":")
	var sum hash.Hash
	switch strings.ToLower(algorithm) {
	case "sha1":
		sum = sha1.New()
	case "sha256":
		sum = sha256.New()
	case "md5":
		sum = md5.New()
	default:
		return false, false, nil
	}
	for _, r := range candidates {
		sum.Reset()
		if _, err := io.Copy(sum, r); err != nil {
			return false, true, err
		}
		got := sum.Sum(nil)
		if strings.EqualFold(value, hex.EncodeToString(got)) || strings.EqualFold(strings.TrimRight(value, "="), base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(got)) {
			return true, true, nil
		}
	}
	return false, true, nil
}

// Body returns the body of m, which stands in a block, after transfer decoding.
func (m Message) Body(block io.ReaderAt, size int64) (io.Reader, error) {
	h, err := readHTTP(io.NewSectionReader(block, 0, size), true, true, m.Decoded)
	if err != nil {
		return nil, err
	}
	return h.Body, nil
}
