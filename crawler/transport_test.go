package crawler

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"gongkai/archive"
	"gongkai/internal/chunked"
)

// serveRaw answers each request on a connection with what answer returns for
// it, byte for byte; an empty answer closes the connection. It returns the
// address.
func serveRaw(t *testing.T, answer func(connection, request int) string) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for connection := 0; ; connection++ {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close()
				r := bufio.NewReader(c)
				for request := 0; ; request++ {
					if _, err := http.ReadRequest(r); err != nil {
						return
					}
					text := answer(connection, request)
					if text == "" {
						return
					}
					body, hangUp := strings.CutSuffix(text, "\x00close")
					if _, err := io.WriteString(c, body); err != nil || hangUp {
						return
					}
				}
			}()
		}
	}()
	return l.Addr().String()
}

// get makes one exchange over w with a server at address.
func get(t *testing.T, w *transport, address string, limit int64) (*exchange, error) {
	t.Helper()
	x := &exchange{
		visit:  archive.Visit{URL: "http://www.example.gov.cn/a"},
		server: server{address: netip.MustParseAddrPort(address).Addr(), pinned: address},
		limit:  limit,
	}
	t.Cleanup(func() { x.close() })
	req, err := http.NewRequestWithContext(withExchange(t.Context(), x), http.MethodGet, x.visit.URL, nil)
	if err != nil {
		t.Fatal(err)
	}
	_, err = w.RoundTrip(req)
	return x, err
}

func recorded(t *testing.T, x *exchange) string {
	t.Helper()
	b, err := io.ReadAll(io.NewSectionReader(x.result.Response, 0, x.result.Size))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestTransportRecordsTheResponseAsTheWireHadIt(t *testing.T) {
	long := strings.Repeat("x", 300_000) // clients that follow redirects read 2 KB
	var packed bytes.Buffer
	zw := gzip.NewWriter(&packed)
	fmt.Fprint(zw, "政府信息公开工作年度报告")
	if err := zw.Close(); err != nil {
		t.Fatal(err)
	}
	zipped := packed.String()
	tests := map[string]struct {
		wire    string // what the server sends
		record  string // what is recorded; empty: all of it
		payload string
		status  int
	}{
		"a plain response":                        {wire: "HTTP/1.1 200 OK\r\nX-b: 1\r\nx-A:  2\r\nContent-Length: 5\r\n\r\nhello", payload: "hello", status: 200},
		"chunks keep their framing":               {wire: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;ext=1\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n", payload: "hello", status: 200},
		"chunks with a trailer":                   {wire: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X\r\n\r\n5\r\nhello\r\n0\r\nX: y\r\n\r\n", payload: "hello", status: 200},
		"a head with bare line feeds":             {wire: "HTTP/1.1 200 OK\nContent-Length: 5\n\nhello", payload: "hello", status: 200},
		"no reason phrase":                        {wire: "HTTP/1.1 200\r\nContent-Length: 5\r\n\r\nhello", payload: "hello", status: 200},
		"GBK bytes in a field":                    {wire: "HTTP/1.1 200 OK\r\nX-Name: \xd5\xfe\xb8\xae\r\nContent-Length: 5\r\n\r\nhello", payload: "hello", status: 200},
		"gzip is kept as it was sent":             {wire: "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: " + fmt.Sprint(len(zipped)) + "\r\n\r\n" + zipped, payload: zipped, status: 200},
		"gzip in chunks":                          {wire: fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n%s\r\n%x\r\n%s\r\n0\r\n\r\n", zipped[:5], len(zipped)-5, zipped[5:]), payload: zipped, status: 200},
		"a body that ends with the connection":    {wire: "HTTP/1.0 200 OK\r\n\r\nhello\x00close", record: "HTTP/1.0 200 OK\r\n\r\nhello", payload: "hello", status: 200},
		"interim heads are left out":              {wire: "HTTP/1.1 103 Early Hints\r\nLink: </s>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", record: "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", payload: "hello", status: 200},
		"several interim heads":                   {wire: "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </s>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", record: "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", payload: "hello", status: 200},
		"an interim head of bare line feeds":      {wire: "HTTP/1.1 103 Early Hints\nLink: </s>\n\nHTTP/1.1 200 OK\nContent-Length: 5\n\nhello", record: "HTTP/1.1 200 OK\nContent-Length: 5\n\nhello", payload: "hello", status: 200},
		"GBK bytes in the reason phrase":          {wire: "HTTP/1.1 200 \xb3\xc9\xb9\xa6\r\nContent-Length: 5\r\n\r\nhello", payload: "hello", status: 200},
		"a redirect keeps a body of any length":   {wire: "HTTP/1.1 302 Found\r\nLocation: /b\r\nContent-Length: 300000\r\n\r\n" + long, payload: long, status: 302},
		"an answer without a body":                {wire: "HTTP/1.1 304 Not Modified\r\nETag: \"1\"\r\n\r\n", payload: "", status: 304},
		"a gzip label that was not asked for":     {wire: "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\nhello", payload: "hello", status: 200},
		"bytes behind the announced length":       {wire: "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhelloHTTP/1.1 200 OK\r\n\r\n", record: "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", payload: "hello", status: 200},
		"bytes behind an answer without a body":   {wire: "HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\nhello", record: "HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n", payload: "", status: 304},
		"the same field twice, in its own letter": {wire: "HTTP/1.1 200 OK\r\nSet-cookie: a\r\nSET-COOKIE: b\r\nContent-Length: 0\r\n\r\n", payload: "", status: 200},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			address := serveRaw(t, func(int, int) string { return test.wire })
			x, err := get(t, newTransport(t.TempDir(), time.Minute), address, 1<<20)
			if err != nil || x.err != nil {
				t.Fatalf("got errors %v, %v", err, x.err)
			}
			want := test.record
			if want == "" {
				want = test.wire
			}
			if got := recorded(t, x); got != want {
				t.Errorf("recorded\n got %q\nwant %q", got, want)
			}
			if x.result.Payload != archive.DigestOf([]byte(test.payload)) || x.result.Length != int64(len(test.payload)) {
				t.Errorf("payload: got %s of %d bytes, want that of %q", x.result.Payload, x.result.Length, test.payload)
			}
			if x.result.Status != test.status {
				t.Errorf("status: got %d, want %d", x.result.Status, test.status)
			}
			head, rest := recorded(t, x)[:x.result.HeadSize], recorded(t, x)[x.result.HeadSize:]
			if !strings.HasSuffix(head, "\n\r\n") && !strings.HasSuffix(head, "\n\n") {
				t.Errorf("head: got %q before %q", head, rest)
			}
			if !bytes.HasPrefix(x.result.Request, []byte("GET /a HTTP/1.1\r\nHost: www.example.gov.cn\r\n")) {
				t.Errorf("request: got %q", x.result.Request)
			}
		})
	}
}

func TestTransportTellsACutResponseFromAWholeOne(t *testing.T) {
	long := strings.Repeat("x", 3000) // read ahead with what is allowed
	tests := map[string]struct {
		wire      string
		limit     int64
		truncated string
		err       error
	}{
		"fewer bytes than announced":                        {wire: "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello\x00close", limit: 100, truncated: "disconnect", err: errTruncated},
		"chunks that break off":                             {wire: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nhello\x00close", limit: 100, truncated: "disconnect", err: errTruncated},
		"chunks whose lines end in LF":                      {wire: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\nhello\n0\n\n", limit: 100, truncated: "disconnect", err: errTruncated},
		"a gzip stream that breaks off with the connection": {wire: "HTTP/1.0 200 OK\r\nContent-Encoding: gzip\r\n\r\n\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\xcbH\x00close", limit: 100, truncated: "disconnect", err: errTruncated},
		"more bytes than allowed":                           {wire: "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", limit: 4, truncated: "length", err: errTooLarge},
		"many more bytes than allowed":                      {wire: "HTTP/1.1 200 OK\r\nContent-Length: 3000\r\n\r\n" + long, limit: 10, truncated: "length", err: errTooLarge},
		"more bytes than allowed, in chunks":                {wire: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nbb8\r\n" + long + "\r\n5\r\nhello\r\n0\r\n\r\n", limit: 10, truncated: "length", err: errTooLarge},
		"more bytes than allowed, up to the end":            {wire: "HTTP/1.0 200 OK\r\n\r\n" + long + "\x00close", limit: 10, truncated: "length", err: errTooLarge},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			address := serveRaw(t, func(int, int) string { return test.wire })
			x, err := get(t, newTransport(t.TempDir(), time.Minute), address, test.limit)
			if err != nil {
				t.Fatal(err)
			}
			if x.result.Truncated != test.truncated || !errors.Is(x.err, test.err) {
				t.Errorf("got %q, %v; want %q, %v", x.result.Truncated, x.err, test.truncated, test.err)
			}
			kept := io.Reader(strings.NewReader(recorded(t, x)[x.result.HeadSize:]))
			if strings.Contains(test.wire, "chunked") {
				kept = chunked.NewReader(bufio.NewReader(kept), true)
			}
			payload, _ := io.ReadAll(kept) // as far as it goes
			if x.result.Payload != archive.DigestOf(payload) || x.result.Length != int64(len(payload)) {
				t.Errorf("got a payload of %d bytes, want that in the record, of %d", x.result.Length, len(payload))
			}
		})
	}
}

func TestTransportCutsAResponseThatStandsStill(t *testing.T) {
	stop := make(chan struct{})
	t.Cleanup(func() { close(stop) })
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		c, err := l.Accept()
		if err != nil {
			return
		}
		defer c.Close()
		if _, err := http.ReadRequest(bufio.NewReader(c)); err != nil {
			return
		}
		fmt.Fprint(c, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello")
		<-stop
	}()
	x, err := get(t, newTransport(t.TempDir(), 50*time.Millisecond), l.Addr().String(), 100)
	if err != nil {
		t.Fatal(err)
	}
	if x.result.Truncated != "time" {
		t.Errorf("got %q, %v; want time", x.result.Truncated, x.err)
	}
}

func TestTransportRecordsOnlyTheExchangeOfAReusedConnection(t *testing.T) {
	address := serveRaw(t, func(_, request int) string {
		return fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n%d", request)
	})
	w := newTransport(t.TempDir(), time.Minute)
	for i := range 3 {
		x, err := get(t, w, address, 100)
		if err != nil {
			t.Fatal(err)
		}
		if got, want := recorded(t, x), fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n%d", i); got != want {
			t.Errorf("exchange %d: got %q, want %q", i, got, want)
		}
		if n := bytes.Count(x.result.Request, []byte("GET ")); n != 1 {
			t.Errorf("exchange %d: got %d requests recorded, want 1", i, n)
		}
	}
}

func TestARequestThatTheServerHungUpOnIsNotSentAgain(t *testing.T) {
	var requests atomic.Int32
	address := serveRaw(t, func(connection, request int) string {
		requests.Add(1)
		if connection == 0 && request == 1 {
			return "" // reads the request, and closes the kept connection instead of answering
		}
		return fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n%d-%d", connection, request)
	})
	w := newTransport(t.TempDir(), time.Minute)
	for i, want := range []string{"0-0", "", "1-0"} {
		x, err := get(t, w, address, 100)
		if n := requests.Load(); n != int32(i+1) {
			t.Fatalf("got %d requests for %d exchanges", n, i+1)
		}
		if want == "" {
			if !errors.Is(err, errHungUp) {
				t.Errorf("got error %v, want %v", err, errHungUp)
			}
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		if got := recorded(t, x); !strings.HasSuffix(got, want) || strings.Count(got, "HTTP/1.1") != 1 {
			t.Errorf("got %q, want one response with %q", got, want)
		}
		if got := string(x.result.Request); strings.Count(got, "GET ") != 1 || strings.Contains(got, "Content-Length") || strings.Contains(got, "Transfer-Encoding") {
			t.Errorf("got request %q, want one without a body", got)
		}
	}
}

func TestTransportKeepsALargeResponseOutOfMemory(t *testing.T) {
	const size = 3 << 20
	body := strings.Repeat("0123456789abcdef", size/16)
	address := serveRaw(t, func(int, int) string {
		return fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s", size, body)
	})
	x, err := get(t, newTransport(t.TempDir(), time.Minute), address, size)
	if err != nil || x.err != nil {
		t.Fatalf("got errors %v, %v", err, x.err)
	}
	if n := len(x.head.response.memory); n > spoolMemory {
		t.Errorf("got %d bytes in memory, want at most %d", n, spoolMemory)
	}
	if got := recorded(t, x); !strings.HasSuffix(got, body) {
		t.Errorf("the response differs from what was sent")
	}
}

func TestTransportRefusesARequestWithoutAVisit(t *testing.T) {
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://www.example.gov.cn/", nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := newTransport(t.TempDir(), time.Minute).RoundTrip(req); !errors.Is(err, errNoVisit) {
		t.Errorf("got %v, want %v", err, errNoVisit)
	}
}

func TestDialerReachesPublicAddressesOnly(t *testing.T) {
	for _, address := range []string{
		"127.0.0.1", "10.0.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "255.255.255.255", "224.0.0.1",
		"::", "::1", "::ffff:127.0.0.1", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::7f00:1", "2001::1", "2002:7f00:1::1", "fe80::1", "fec0::1", "fd00::1", "ff02::1",
	} {
		t.Run(address, func(t *testing.T) {
			at := netip.MustParseAddr(address)
			if _, err := checked("www.example.gov.cn", at); !errors.Is(err, errAddress) {
				t.Errorf("checked: got %v, want %v", err, errAddress)
			}
			x := &exchange{server: server{address: at}}
			d := dialer{idle: time.Minute}
			if _, err := d.dial(withExchange(t.Context(), x), "tcp", "www.example.gov.cn:1"); !errors.Is(err, errAddress) {
				t.Errorf("dial: got %v, want %v", err, errAddress)
			}
		})
	}
	for _, address := range []string{"203.119.0.1", "2400:3200::1"} {
		if _, err := checked("www.example.gov.cn", netip.MustParseAddr(address)); err != nil {
			t.Errorf("%s: got %v", address, err)
		}
	}
}

func TestABodyWithoutEndIsCut(t *testing.T) {
	for what, test := range map[string]struct {
		pause     time.Duration // between two pieces
		truncated string
		err       error
	}{
		"as fast as it can": {0, "length", errTooLarge},
		"drop by drop":      {time.Millisecond, "time", context.DeadlineExceeded},
	} {
		t.Run(what, func(t *testing.T) {
			portal := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				for r.Context().Err() == nil {
					if _, err := io.WriteString(w, "x"); err != nil {
						return
					}
					w.(http.Flusher).Flush()
					select {
					case <-time.After(test.pause):
					case <-r.Context().Done():
					}
				}
			}))
			defer portal.Close()
			address := strings.TrimPrefix(portal.URL, "http://")
			x := &exchange{
				visit:  archive.Visit{URL: "http://www.example.gov.cn/a"},
				server: server{address: netip.MustParseAddrPort(address).Addr(), pinned: address}, limit: 3000,
			}
			defer x.close()
			ctx, cancel := context.WithCancel(t.Context())
			if test.pause > 0 {
				ctx, cancel = context.WithTimeout(t.Context(), 200*time.Millisecond)
				x.limit = 1 << 20
			}
			defer cancel()
			req, err := http.NewRequestWithContext(withExchange(ctx, x), http.MethodGet, x.visit.URL, nil)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := newTransport(t.TempDir(), time.Minute).RoundTrip(req); err != nil {
				t.Fatal(err)
			}
			if x.result.Truncated != test.truncated || !errors.Is(x.err, test.err) {
				t.Errorf("got %q, %v; want %q, %v", x.result.Truncated, x.err, test.truncated, test.err)
			}
		})
	}
}

func TestAFieldWhoseNameEndsInASpaceIsRead(t *testing.T) {
	address := serveRaw(t, func(int, int) string {
		return "HTTP/1.1 200 OK\r\nContent-Type : text/html\r\nX-A: 1\r\nX-A : 2\r\nContent-Length: 5\r\n\r\nhello"
	})
	x, err := get(t, newTransport(t.TempDir(), time.Minute), address, 100)
	if err != nil || x.err != nil {
		t.Fatalf("got errors %v, %v", err, x.err)
	}
	if x.result.MediaType != "text/html" || len(x.header["X-A"]) != 2 {
		t.Errorf("got media type %q and fields %q", x.result.MediaType, x.header)
	}
}
