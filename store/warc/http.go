package warc

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"gongkai/internal/chunked"
)

// maxHTTPHead bounds the head of an HTTP message.
const maxHTTPHead = 1 << 20

// HTTPBlock is the HTTP message that a record holds.
type HTTPBlock struct {
	Line   string // status line or request line, as it stands
	Proto  string // "HTTP/1.1"
	Status int    // of a response; 0 for a request
	Header Header

	// Body is the payload: the body after transfer decoding, with its content
	// coding. Bytes behind the end that the message states are not part of it.
	// A body that ends too early is io.ErrUnexpectedEOF, except where the
	// record says that it is truncated. It ends in io.EOF only after the record
	// has been found whole, as Content does.
	Body io.Reader
}

// HTTP reads the message of a response, revisit or request record up to its
// body. It may be called once, in place of reading Content.
func (r *Record) HTTP() (*HTTPBlock, error) {
	response := r.Type == "response" || r.Type == "revisit"
	if !response && r.Type != "request" {
		return nil, fmt.Errorf("%s record %s holds no HTTP message", r.Type, r.ID)
	}
	m, err := readHTTP(r.Content, response, r.Header.Value("WARC-Truncated") != "", r.Header.Value(fieldDecoded) != "")
	if err != nil {
		return nil, fmt.Errorf("HTTP message of record %s: %w", r.ID, err)
	}
	if r.Type == "revisit" {
		m.Body = strings.NewReader("")
	}
	m.Body = &wholeReader{body: m.Body, content: r.Content}
	return m, nil
}

// Sent reads the body of the message as it stands, with its transfer coding, in place of
// what HTTP reads.
func (r *Record) Sent() (io.Reader, error) {
	if r.Type == "resource" {
		return r.Content, nil
	}
	m, err := readHTTP(r.Content, r.Type != "request", true, true)
	if err != nil {
		return nil, fmt.Errorf("HTTP message of record %s: %w", r.ID, err)
	}
	return m.Body, nil
}

func readHTTP(content io.Reader, response, truncated, decoded bool) (*HTTPBlock, error) {
	br := bufio.NewReader(content)
	budget := maxHTTPHead
	line, err := readLine(br, &budget)
	if err != nil {
		return nil, fmt.Errorf("head: %w", err)
	}
	m := &HTTPBlock{Line: line}
	if response {
		m.Proto, m.Status, err = parseStatusLine(line)
	} else {
		m.Proto, err = parseRequestLine(line)
	}
	if err != nil {
		return nil, err
	}
	if m.Header, err = readFields(br, &budget); err != nil {
		return nil, fmt.Errorf("head: %w", err)
	}
	if decoded {
		m.Body = br
		return m, nil
	}
	if m.Body, err = m.body(br, response, truncated); err != nil {
		return nil, err
	}
	return m, nil
}

// fieldDecoded is a field of our own in an imported record whose body is all that
// stands behind its head, whatever that says of its transfer coding and its length.
// Other readers find that out by trying.
const fieldDecoded = "Gongkai-Body-Decoded"

// parseStatusLine reads a status line, which may lack its reason phrase.
func parseStatusLine(line string) (proto string, status int, err error) {
	proto, rest, _ := strings.Cut(line, " ")
	code, _, _ := strings.Cut(rest, " ")
	n, err := strconv.ParseUint(code, 10, 16)
	if err != nil || len(code) != 3 || !strings.HasPrefix(proto, "HTTP/") {
		return "", 0, fmt.Errorf("status line %.80q", line)
	}
	return proto, int(n), nil
}

func parseRequestLine(line string) (proto string, err error) {
	parts := strings.Split(line, " ")
	if len(parts) != 3 || !strings.HasPrefix(parts[2], "HTTP/") {
		return "", fmt.Errorf("request line %.80q", line)
	}
	return parts[2], nil
}

// body returns the body that follows the head in br, by the rules of RFC 9112,
// section 6.3.
func (m *HTTPBlock) body(br *bufio.Reader, response, truncated bool) (io.Reader, error) {
	if response && (m.Status/100 == 1 || m.Status == 204 || m.Status == 304) {
		return strings.NewReader(""), nil
	}
	inChunks, err := m.chunked()
	if err != nil {
		return nil, err
	}
	if inChunks {
		return chunked.NewReader(br, truncated), nil
	}
	if lengths := m.Header.Values("Content-Length"); len(lengths) > 0 {
		n, err := parseLength(lengths)
		if err != nil {
			return nil, err
		}
		return &sizedReader{r: br, rest: n, truncated: truncated}, nil
	}
	return br, nil
}

// chunked reports whether the body has the chunked transfer coding. Clients
// don't expect it before HTTP/1.1, and leave the body alone there.
func (m *HTTPBlock) chunked() (bool, error) {
	if m.Proto == "HTTP/1.0" {
		return false, nil
	}
	chunked := false
	for _, v := range m.Header.Values("Transfer-Encoding") {
		for coding := range strings.SplitSeq(v, ",") {
			switch coding = strings.ToLower(trimSpace(coding)); {
			case coding == "" || coding == "identity":
			case coding == "chunked" && !chunked:
				chunked = true
			default:
				return false, fmt.Errorf("transfer coding %.80q", v)
			}
		}
	}
	return chunked, nil
}

// wholeReader reads a body, and at its end what follows it in the record.
type wholeReader struct {
	body    io.Reader
	content io.Reader
}

// Read reads from the body.
func (w *wholeReader) Read(p []byte) (int, error) {
	n, err := w.body.Read(p)
	if errors.Is(err, io.EOF) {
		if _, damage := io.Copy(io.Discard, w.content); damage != nil {
			err = damage
		}
	}
	return n, err
}

// sizedReader reads a body of known length.
type sizedReader struct {
	r         io.Reader
	rest      int64
	truncated bool
}

// Read reads from the body.
func (s *sizedReader) Read(p []byte) (int, error) {
	if s.rest == 0 {
		return 0, io.EOF
	}
	n, err := s.r.Read(p[:min(int64(len(p)), s.rest)])
	s.rest -= int64(n)
	if errors.Is(err, io.EOF) && s.rest > 0 && !s.truncated {
		err = io.ErrUnexpectedEOF
	}
	return n, err
}
