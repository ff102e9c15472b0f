package crawler

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"

	"gongkai/archive"
	"gongkai/internal/chunked"
	"gongkai/internal/coding"
	"gongkai/internal/urls"
)

// errNoVisit refuses a request that did not come through the frontier.
var errNoVisit = errors.New("request without a visit")

// maxHead bounds a response's head, in bytes.
const maxHead = 256 << 10

// exchange is one exchange under way: what the transport needs to make it, and
// what it fills in. It travels in the request's context.
type exchange struct {
	visit  archive.Visit
	server server
	limit  int64 // of the payload, in bytes

	result   archive.Exchange
	header   http.Header
	head     *recording   // owns the response's bytes
	body     []byte       // the payload's beginning, as far as keepBody; until close
	chunks   bytes.Buffer // body, where it does not stand in the response as it is
	whole    bool         // body holds all of the payload
	recorded bool         // the response came far enough to be worth recording
	err      error        // why the response is not whole
}

// keepBody is how much of a payload is kept in memory to be read as a page.
const keepBody = 16 << 20

type exchangeKey struct{}

func withExchange(ctx context.Context, x *exchange) context.Context {
	return context.WithValue(ctx, exchangeKey{}, x)
}

func exchangeFrom(ctx context.Context) (*exchange, bool) {
	x, ok := ctx.Value(exchangeKey{}).(*exchange)
	return x, ok
}

// received returns how many bytes of an answer came.
func (x *exchange) received() int64 {
	if x.head == nil {
		return 0
	}
	return x.head.response.size
}

// close gives up the recorded bytes.
func (x *exchange) close() error {
	if x.head == nil {
		return nil
	}
	return x.head.response.Close()
}

// transport makes exchanges and records them: it reads the whole response
// before it returns, and hands the caller a copy.
type transport struct {
	base  *http.Transport
	spool string
}

// newTransport returns a transport that keeps large responses in the folder
// spool while they are in flight. A response whose next byte takes longer than
// idle is cut.
func newTransport(spool string, idle time.Duration) *transport {
	d := dialer{idle: idle, chains: &chains{known: make(map[string][sha256.Size]byte)}}
	protocols := new(http.Protocols)
	protocols.SetHTTP1(true)
	return &transport{
		spool: spool,
		base: &http.Transport{
			DialContext:            func(ctx context.Context, n, a string) (net.Conn, error) { return d.dial(ctx, n, a) },
			DialTLSContext:         func(ctx context.Context, n, a string) (net.Conn, error) { return d.dialTLS(ctx, n, a) },
			Protocols:              protocols,
			DisableCompression:     true,
			MaxIdleConnsPerHost:    1,
			MaxConnsPerHost:        1,
			IdleConnTimeout:        30 * time.Second,
			MaxResponseHeaderBytes: maxHead,
			ReadBufferSize:         4 << 10,
			WriteBufferSize:        2 << 10,
		},
	}
}

// RoundTrip implements [http.RoundTripper]. The response that it returns has no
// body; the exchange in the request's context has it.
func (t *transport) RoundTrip(req *http.Request) (*http.Response, error) {
	x, ok := exchangeFrom(req.Context())
	if !ok {
		return nil, errNoVisit
	}
	var err error
	var conn *recordedConn
	kept := false // the connection is from an earlier exchange
	trace := &httptrace.ClientTrace{GotConn: func(info httptrace.GotConnInfo) {
		kept = info.Reused
		conn = info.Conn.(*recordedConn)
		x.head = &recording{response: spool{dir: t.spool}}
		x.result.Time = time.Now().UTC()
		x.result.Address, _, _ = net.SplitHostPort(conn.RemoteAddr().String())
		conn.describe(&x.result)
		_ = conn.begin(x.head) // a broken connection shows itself at the first read
	}}
	if req.URL, err = exactly(x.visit.URL); err != nil {
		return nil, err
	}
	req = req.WithContext(httptrace.WithClientTrace(req.Context(), trace))
	req.Body = nothing{}
	if target, form, ok := urls.Posted(x.visit.URL); ok && x.visit.IsPosted() {
		if req.URL, err = exactly(target); err != nil {
			return nil, err
		}
		x.result.Target = target
		mediaType := "application/x-www-form-urlencoded"
		if x.visit.AsJSON {
			mediaType, form = "application/json", object(form)
		}
		req.Method, req.ContentLength, req.Body = http.MethodPost, int64(len(form)), io.NopCloser(strings.NewReader(form))
		req.Header.Set("Content-Type", mediaType+"; charset=UTF-8")
	}
	resp, err := t.base.RoundTrip(req)
	if err != nil {
		if conn == nil {
			return nil, err
		}
		conn.end(x.head)
		switch {
		case x.head.err != nil:
			err = fmt.Errorf("%w: %w", errSpool, x.head.err)
		case kept && x.received() == 0 && req.Context().Err() == nil && !errors.Is(err, os.ErrDeadlineExceeded):
			err = fmt.Errorf("%w: %w", errHungUp, err)
		}
		return nil, err
	}
	x.header = named(resp.Header)
	x.err = x.read(resp.Body, len(resp.TransferEncoding) > 0)
	x.result.Took = time.Since(x.result.Time)
	closeErr := resp.Body.Close()
	conn.end(x.head)
	if x.head.err != nil {
		return nil, fmt.Errorf("%w: %w", errSpool, x.head.err)
	}
	if x.err != nil && errors.Is(req.Context().Err(), context.Canceled) {
		return nil, x.err // we stopped it: that says nothing of the portal
	}
	if x.err == nil && closeErr != nil {
		x.err = closeErr
	}
	if err := x.finish(resp); err != nil {
		return nil, err
	}
	if x.err == nil && resp.ContentLength < 0 && len(resp.TransferEncoding) == 0 {
		x.err = x.unended(resp.Header.Get("Content-Encoding"))
	}
	conn.described(x.result)
	resp.Body = http.NoBody
	return resp, nil
}

// object returns the fields of a form as those of an object of JSON, in their order: what
// is a whole number there is one.
func object(form string) string {
	var b strings.Builder
	for f := range strings.SplitSeq(form, "&") {
		name, value, ok := strings.Cut(f, "=")
		if !ok {
			continue
		}
		if plain, err := url.QueryUnescape(value); err == nil {
			value = plain
		}
		if n, err := strconv.Atoi(value); err != nil || strconv.Itoa(n) != value {
			text, err := json.Marshal(value)
			if err != nil {
				panic(err) // a text always can be
			}
			value = string(text)
		}
		fmt.Fprintf(&b, ",%q:%s", name, value)
	}
	return "{" + strings.TrimPrefix(b.String(), ",") + "}"
}

// named takes the spaces off the ends of the names of fields, as a reader of the
// record does. They are not allowed there, and sent all the same.
func named(h http.Header) http.Header {
	for name, values := range h {
		if short := strings.TrimRight(name, " \t"); short != name {
			short = http.CanonicalHeaderKey(short)
			h[short] = append(h[short], values...)
			delete(h, name)
		}
	}
	return h
}

// nothing is the body of each request. Where a server hangs up on a kept
// connection, [http.Transport] sends a request without a body again at once,
// though the server may have read the first; one that has a body, even an empty
// one, it can't.
type nothing struct{}

func (nothing) Read([]byte) (int, error) { return 0, io.EOF }
func (nothing) Close() error             { return nil }

// exactly returns a URL that is sent as it is spelled. net/url would send some
// paths in a spelling of its own, and the archive would name another address
// than the one that was asked for.
func exactly(canonical string) (*url.URL, error) {
	scheme, rest, ok := strings.Cut(canonical, "://")
	slash := strings.IndexByte(rest, '/')
	if !ok || slash < 0 || strings.ContainsFunc(rest, func(r rune) bool { return r <= ' ' || r == 0x7f }) {
		return nil, fmt.Errorf("%q is no canonical URL", canonical)
	}
	path, query, found := strings.Cut(rest[slash:], "?")
	return &url.URL{Scheme: scheme, Host: rest[:slash], Opaque: path, RawQuery: query, ForceQuery: found && query == ""}, nil
}

// copies are buffers that payloads pass through.
var copies = sync.Pool{New: func() any { return new([32 << 10]byte) }}

// read takes the payload in: all of it through the digest, and where it is coded
// for the transfer its beginning into memory. It returns why the payload is not
// whole.
func (x *exchange) read(body io.Reader, coded bool) error {
	buf := copies.Get().(*[32 << 10]byte)
	defer copies.Put(buf)
	h := sha256.New()
	to := io.Writer(h)
	if coded {
		to = &payloadWriter{x: x, hash: h}
	}
	n, err := io.CopyBuffer(to, io.LimitReader(body, x.limit+1), buf[:])
	x.result.Length = n
	x.result.Payload = archive.DigestFromSum(h.Sum(nil))
	x.whole = err == nil && n <= keepBody
	switch {
	case err == nil && n > x.limit:
		x.result.Truncated = "length"
		return fmt.Errorf("%w: more than %d bytes", errTooLarge, x.limit)
	case err != nil && errors.Is(err, os.ErrDeadlineExceeded), err != nil && errors.Is(err, context.DeadlineExceeded):
		x.result.Truncated = "time"
		return err
	case err != nil:
		x.result.Truncated = "disconnect"
		return fmt.Errorf("%w after %d bytes: %w", errTruncated, n, err)
	}
	return nil
}

// unended returns an error where the connection's end was the payload's, and its
// coding shows that more was to come. Of a payload that memory does not hold
// whole it is not asked.
func (x *exchange) unended(encoding string) error {
	if encoding == "" || !x.whole {
		return nil
	}
	r, err := coding.NewReader(encoding, bytes.NewReader(x.body), keepBody)
	if err != nil {
		return nil // a coding that is not read
	}
	defer r.Close()
	if _, err := io.Copy(io.Discard, r); errors.Is(err, io.ErrUnexpectedEOF) {
		x.result.Truncated, x.whole = "disconnect", false
		return fmt.Errorf("%w: its %s coding breaks off", errTruncated, encoding)
	}
	return nil
}

// errSpool says that a response could not be kept while it was in flight, which
// is never the portal's fault.
var errSpool = errors.New("spool a response")

// Why a payload is not whole, where it is the portal's fault.
var (
	errTooLarge  = errors.New("payload too large")
	errTruncated = errors.New("connection closed early")
)

// errHungUp says that a kept connection ended before anything came over it. The
// server may have closed it before it got the request, which says nothing of it.
var errHungUp = errors.New("the kept connection was closed")

// payloadWriter hashes a payload and keeps its beginning.
type payloadWriter struct {
	x    *exchange
	hash hash.Hash
}

func (w *payloadWriter) Write(p []byte) (int, error) {
	w.hash.Write(p)
	kept := &w.x.chunks
	if kept.Len() > spoolMemory && w.x.header.Get("Content-Encoding") == "" && !textual(kept.Bytes()) {
		return len(p), nil // a large file: nobody reads it here
	}
	if room := keepBody - kept.Len(); room > 0 {
		kept.Write(p[:min(room, len(p))])
	}
	return len(p), nil
}

// finish fills in the exchange from the recorded bytes and the parsed head.
func (x *exchange) finish(resp *http.Response) error {
	start, end, err := finalHead(&x.head.response)
	if err != nil {
		return err
	}
	size := x.head.response.size
	if n := declared(resp); n >= 0 {
		size = min(size, end+n) // what follows is none of this response
	}
	r := &x.result
	r.Visit = x.visit
	r.Request = x.head.request
	r.Response = io.NewSectionReader(&x.head.response, start, size-start)
	r.Size, r.HeadSize = size-start, end-start
	r.Status = resp.StatusCode
	r.MediaType = resp.Header.Get("Content-Type")
	r.Encoding = resp.Header.Get("Content-Encoding")
	r.ETag = resp.Header.Get("ETag")
	r.Modified = resp.Header.Get("Last-Modified")
	if r.Truncated != "" {
		if err := x.measure(resp); err != nil {
			return err
		}
	}
	if x.body = x.chunks.Bytes(); len(resp.TransferEncoding) == 0 {
		if x.body, err = x.stored(end); err != nil {
			return err
		}
	}
	x.recorded = true
	return nil
}

// declared returns the length of a response's body, where its head tells, or -1
// (RFC 9112, 6.3).
func declared(resp *http.Response) int64 {
	switch {
	case resp.StatusCode == http.StatusNoContent, resp.StatusCode == http.StatusNotModified:
		return 0
	case len(resp.TransferEncoding) > 0:
		return -1
	}
	return resp.ContentLength
}

// measure takes the digest and length of a payload that is not whole from what
// was recorded: more of it may have come than was read.
func (x *exchange) measure(resp *http.Response) error {
	r := &x.result
	body := io.Reader(io.NewSectionReader(r.Response, r.HeadSize, r.Size-r.HeadSize))
	switch {
	case len(resp.TransferEncoding) > 0:
		body = chunked.NewReader(bufio.NewReader(body), true)
	case resp.ContentLength >= 0:
		body = io.LimitReader(body, resp.ContentLength)
	}
	h := sha256.New()
	n, err := io.Copy(h, body)
	r.Length, r.Payload = n, archive.DigestFromSum(h.Sum(nil))
	if err != nil {
		return fmt.Errorf("%w: %w", errSpool, err)
	}
	return nil
}

// stored returns the payload's beginning, as it stands in the response behind its
// head.
func (x *exchange) stored(head int64) ([]byte, error) {
	n := min(x.result.Length, keepBody)
	if !x.whole {
		n = min(n, spoolMemory) // enough for robots.txt; nothing else is read in part
	}
	if body := x.head.response.slice(head, n); body != nil {
		return body, nil
	}
	body := make([]byte, n)
	if _, err := x.head.response.ReadAt(body, head); err != nil && err != io.EOF {
		return nil, fmt.Errorf("%w: %w", errSpool, err)
	}
	return body, nil
}

// errProtocol says that the answer is not a response that HTTP allows.
var errProtocol = errors.New("malformed response")

// finalHead finds the head of the final response in the bytes of s: interim
// responses (status 1xx, RFC 9110, 15.2) before it are skipped.
func finalHead(s *spool) (start, end int64, err error) {
	buf := s.slice(0, min(s.size, 4*maxHead))
	if buf == nil {
		buf = make([]byte, min(s.size, 4*maxHead))
		if _, err := s.ReadAt(buf, 0); err != nil && err != io.EOF {
			return 0, 0, fmt.Errorf("%w: %w", errSpool, err)
		}
	}
	at := 0
	for {
		n := headLength(buf[at:])
		if n < 0 {
			return 0, 0, fmt.Errorf("%w: no end of the response's head", errProtocol)
		}
		line, _, _ := bytes.Cut(buf[at:at+n], []byte("\n"))
		_, status, _ := bytes.Cut(line, []byte(" "))
		if len(status) < 3 || status[0] != '1' {
			return int64(at), int64(at + n), nil
		}
		at += n
	}
}

// headLength returns the length of the head that b begins with, with its empty
// line, or -1. Lines may end in LF alone, as some old servers send them.
func headLength(b []byte) int {
	for i := 0; ; {
		j := bytes.IndexByte(b[i:], '\n')
		if j < 0 {
			return -1
		}
		line := bytes.TrimSuffix(b[i:i+j], []byte("\r"))
		i += j + 1
		if len(line) == 0 && i > 2 {
			return i
		}
	}
}
