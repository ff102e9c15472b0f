package warc

import (
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"gongkai/archive"
)

func read(message string, response, truncated bool) (*HTTPBlock, string, error) {
	m, err := readHTTP(strings.NewReader(message), response, truncated, false)
	if err != nil {
		return nil, "", err
	}
	b, err := io.ReadAll(m.Body)
	return m, string(b), err
}

func TestTheBodyOfAResponse(t *testing.T) {
	const ok = "HTTP/1.1 200 OK\r\n"
	const chunked = ok + "Transfer-Encoding: chunked\r\n\r\n"
	cases := map[string]struct {
		message   string
		truncated bool
		body      string
		err       string // part of the error; "" for none
	}{
		"with a length":                              {message: ok + "Content-Length: 3\r\n\r\nabc", body: "abc"},
		"with a length said twice":                   {message: ok + "Content-Length: 3, 3\r\nContent-Length: 3\r\n\r\nabc", body: "abc"},
		"with two lengths":                           {message: ok + "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabc", err: "content length"},
		"with a length that is no number":            {message: ok + "Content-Length: +3\r\n\r\nabc", err: "content length"},
		"with bytes behind it":                       {message: ok + "Content-Length: 3\r\n\r\nabcdef", body: "abc"},
		"shorter than its length":                    {message: ok + "Content-Length: 4\r\n\r\nabc", body: "abc", err: "unexpected EOF"},
		"shorter than its length, and known to be":   {message: ok + "Content-Length: 4\r\n\r\nabc", truncated: true, body: "abc"},
		"up to the end of the connection":            {message: ok + "\r\nabc", body: "abc"},
		"that is empty":                              {message: ok + "Content-Length: 0\r\n\r\n", body: ""},
		"that status 304 can't have":                 {message: "HTTP/1.1 304 Not Modified\r\nTransfer-Encoding: chunked\r\nContent-Length: 9\r\n\r\n", body: ""},
		"that status 204 can't have":                 {message: "HTTP/1.1 204 No Content\r\nContent-Length: 9\r\n\r\n", body: ""},
		"behind a head of bare LF":                   {message: "HTTP/1.1 200 OK\nContent-Length: 3\n\nabc", body: "abc"},
		"behind a status line without reason":        {message: "HTTP/1.1 200\r\n\r\nabc", body: "abc"},
		"behind a status line that ends in a space":  {message: "HTTP/1.1 200 \r\n\r\nabc", body: "abc"},
		"with a content coding, which stays":         {message: ok + "Content-Encoding: gzip\r\n\r\n\x1f\x8b", body: "\x1f\x8b"},
		"in chunks":                                  {message: chunked + "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n", body: "abcde"},
		"in chunks, whatever the case":               {message: ok + "TRANSFER-ENCODING: Chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n", body: "abc"},
		"in chunks, whatever the length says":        {message: ok + "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n", body: "abc"},
		"in chunks with extensions":                  {message: chunked + "3;a=b;c=\"d\"\r\nabc\r\n0;x\r\n\r\n", body: "abc"},
		"in chunks with a trailer":                   {message: chunked + "3\r\nabc\r\n0\r\nX-Sum: 1\r\n\r\n", body: "abc"},
		"in chunks with spaces and zeros":            {message: chunked + "003  \r\nabc\r\n0 \r\n\r\n", body: "abc"},
		"in chunks with upper-case digits":           {message: chunked + "A\r\n0123456789\r\n0\r\n\r\n", body: "0123456789"},
		"in chunks with bare LF":                     {message: chunked + "3\nabc\n0\n\n", body: "abc"},
		"in chunks without the last empty line":      {message: chunked + "3\r\nabc\r\n0\r\n", body: "abc"},
		"in chunks without the last chunk":           {message: chunked + "3\r\nabc\r\n", body: "abc", err: "unexpected EOF"},
		"in chunks, known to lack the last":          {message: chunked + "3\r\nabc\r\n", truncated: true, body: "abc"},
		"in chunks, torn in one":                     {message: chunked + "5\r\nabc", body: "abc", err: "unexpected EOF"},
		"in chunks, torn in one and known to be":     {message: chunked + "5\r\nabc", truncated: true, body: "abc"},
		"in chunks, torn in a size":                  {message: chunked + "3\r\nabc\r\n1", body: "abc", err: "unexpected EOF"},
		"in chunks, torn behind one":                 {message: chunked + "3\r\nabc", body: "abc", err: "unexpected EOF"},
		"in a chunk longer than its size":            {message: chunked + "2\r\nabc\r\n0\r\n\r\n", body: "ab", err: "longer than its size"},
		"in a chunk longer than its size, truncated": {message: chunked + "2\r\nabc\r\n0\r\n\r\n", truncated: true, body: "ab"},
		"in a chunk of no size":                      {message: chunked + "\r\nabc\r\n", err: "chunk size"},
		"in a chunk of no size, truncated":           {message: chunked + "xyz\r\nabc\r\n", truncated: true},
		"in a chunk with a sign":                     {message: chunked + "+3\r\nabc\r\n0\r\n\r\n", err: "chunk size"},
		"in a chunk of 0x3":                          {message: chunked + "0x3\r\nabc\r\n0\r\n\r\n", err: "chunk size"},
		"in a chunk beyond all numbers":              {message: chunked + "8000000000000000\r\nabc", err: "chunk size"},
		"in a chunk with endless extensions":         {message: chunked + "3;" + strings.Repeat("x", 4<<10), err: "too long"},
		"in a chunk with endless extensions, cut":    {message: chunked + "1\r\na\r\n3;" + strings.Repeat("x", 4<<10), truncated: true, body: "a"},
		"not in chunks at all":                       {message: chunked + "<html>abc</html>\r\n", err: "chunk size"},
		"in chunks before HTTP/1.1, which had none":  {message: "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc", body: "3\r\nabc"},
		"with the transfer coding identity":          {message: ok + "Transfer-Encoding: identity\r\n\r\nabc", body: "abc"},
		"with a transfer coding that is not read":    {message: ok + "Transfer-Encoding: gzip, chunked\r\n\r\nabc", err: "transfer coding"},
		"in chunks of chunks":                        {message: ok + "Transfer-Encoding: chunked, chunked\r\n\r\nabc", err: "transfer coding"},
		"behind no status line":                      {message: "<html>\r\n\r\n", err: "status line"},
		"behind a status of two digits":              {message: "HTTP/1.1 20 OK\r\n\r\n", err: "status line"},
		"behind a head without end":                  {message: ok + "Content-Length: 3\r\n", err: "unexpected EOF"},
		"behind a head without bounds":               {message: ok + "X: " + strings.Repeat("x", maxHTTPHead), err: "too long"},
		"behind nothing":                             {message: "", err: "unexpected EOF"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			_, body, err := read(c.message, true, c.truncated)
			if body != c.body || (err == nil) != (c.err == "") || err != nil && !strings.Contains(err.Error(), c.err) {
				t.Errorf("got %q, %v; want %q, error %q", body, err, c.body, c.err)
			}
		})
	}
}

func TestAHeadIsKeptAsItStands(t *testing.T) {
	gbk := "\xc4\xea\xb1\xa8" // 年报
	m, body, err := read("HTTP/1.1 200 "+gbk+"\r\nServer: a\r\nset-cookie: 1\r\nX-Title: "+gbk+"\xa0\r\n"+
		"Set-Cookie: 2\r\nX-Fold: a\r\n\tb\r\nno colon\r\nX-Late : c\r\nX-Empty:\r\n\r\nbody", true, false)
	if err != nil || body != "body" {
		t.Fatalf("got %q, %v", body, err)
	}
	want := Header{
		{"Server", "a"}, {"set-cookie", "1"}, {"X-Title", gbk + "\xa0"}, {"Set-Cookie", "2"},
		{"X-Fold", "a b"}, {"", "no colon"}, {"X-Late", "c"}, {"X-Empty", ""},
	}
	if len(m.Header) != len(want) {
		t.Fatalf("got %q, want %q", m.Header, want)
	}
	for i := range want {
		if m.Header[i] != want[i] {
			t.Errorf("field %d: got %q, want %q", i, m.Header[i], want[i])
		}
	}
	if m.Line != "HTTP/1.1 200 "+gbk || m.Proto != "HTTP/1.1" || m.Status != 200 {
		t.Errorf("got %q, %s, %d", m.Line, m.Proto, m.Status)
	}
	if got := m.Header.Values("SET-COOKIE"); strings.Join(got, " ") != "1 2" {
		t.Errorf("Set-Cookie: got %q", got)
	}
}

func TestARequestIsReadToo(t *testing.T) {
	m, body, err := read("GET /a HTTP/1.1\r\nHost: a\r\n\r\n", false, false)
	if err != nil || body != "" || m.Line != "GET /a HTTP/1.1" || m.Status != 0 || m.Header.Value("host") != "a" {
		t.Errorf("got %+v, %q, %v", m, body, err)
	}
	for _, line := range []string{"GET", "GET /a", "GET /a b HTTP/1.1", "GET /a FTP/1"} {
		if _, _, err := read(line+"\r\n\r\n", false, false); err == nil {
			t.Errorf("%q: got no error", line)
		}
	}
}

func TestABodyDoesNotEndWellInADamagedRecord(t *testing.T) {
	for name, head := range map[string]string{
		"with a length":      "Content-Length: 3\r\n\r\nabc",
		"in chunks":          "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
		"up to the end":      "\r\nabc",
		"truncated in chunk": "Transfer-Encoding: chunked\r\n\r\n5\r\nabc",
	} {
		t.Run(name, func(t *testing.T) {
			root := t.TempDir()
			w := open(t, root, Options{})
			x := exchange("http://a/", "HTTP/1.1 200 OK\r\n"+head, "")
			x.Truncated = "disconnect"
			written := write(t, w, x)
			closeWriter(t, w)
			short := written.Record
			short.Length -= 4 // of the checksum and size behind the block
			for _, loc := range []archive.Location{written.Record, short} {
				rec, err := NewReader(root).Record(loc)
				if err != nil {
					t.Fatal(err)
				}
				m, err := rec.HTTP()
				if err != nil {
					t.Fatal(err)
				}
				body, err := io.ReadAll(iotest.OneByteReader(m.Body))
				if string(body) != "abc" || errors.Is(err, errCutShort) != (loc == short) {
					t.Errorf("member of %d bytes: got %q, %v", loc.Length, body, err)
				}
				rec.Close()
			}
		})
	}
}

func TestOnlyHTTPRecordsHoldAMessage(t *testing.T) {
	_, _, all := written(t, 1)
	for _, s := range all {
		rec := &Record{Type: s.kind, Header: s.header, Content: strings.NewReader(s.content)}
		_, err := rec.HTTP()
		if want := s.kind == "response" || s.kind == "request"; (err == nil) != want {
			t.Errorf("%s: got %v", s.kind, err)
		}
	}
}

func FuzzHTTP(f *testing.F) {
	f.Add("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc", true, false)
	f.Add("HTTP/1.1 200\nTransfer-Encoding: chunked\n\n3;x\nabc\n0\nT: 1\n\n", true, false)
	f.Add("HTTP/1.0 304 \xc4\xea\r\n\r\n", true, true)
	f.Add("GET / HTTP/1.1\r\nHost: a\r\n\r\n", false, false)
	f.Fuzz(func(t *testing.T, message string, response, truncated bool) {
		m, body, err := read(message, response, truncated)
		if m == nil && err == nil {
			t.Fatal("neither a message nor an error")
		}
		if len(body) > len(message) {
			t.Errorf("a body of %d bytes in a message of %d", len(body), len(message))
		}
		if _, again, err2 := read(message, response, truncated); again != body || (err == nil) != (err2 == nil) {
			t.Errorf("got %q, %v the second time; %q, %v the first", again, err2, body, err)
		}
	})
}
