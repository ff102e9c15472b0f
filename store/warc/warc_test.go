package warc

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"gongkai/archive"
)

var start = time.Date(2026, 3, 31, 16, 30, 0, 123456789, time.UTC)

func clock() time.Time { return start }

// exchange returns a GET of url answered by head and body.
func exchange(url, head, body string) archive.Exchange {
	response := head + body
	return archive.Exchange{
		Visit:     archive.Visit{URL: url, Via: "http://www.qingdu.gov.cn/zwgk/", Hops: 2, Redirects: 1},
		Time:      start,
		Took:      1234 * time.Millisecond,
		Address:   "192.0.2.7",
		Protocols: []string{"http/1.1", "tls/1.3"},
		Cipher:    "TLS_AES_128_GCM_SHA256",
		Request:   []byte("GET / HTTP/1.1\r\nHost: www.qingdu.gov.cn\r\n\r\n"),
		Response:  strings.NewReader(response),
		Size:      int64(len(response)),
		HeadSize:  int64(len(head)),
		Status:    200,
		Payload:   archive.DigestOf([]byte(body)),
		Length:    int64(len(body)),
	}
}

func page(n int) archive.Exchange {
	body := fmt.Sprintf("<p>政府信息公开工作年度报告 %d</p>", n)
	return exchange(fmt.Sprintf("http://www.qingdu.gov.cn/art/%d.html", n),
		fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n", len(body)), body)
}

func open(t testing.TB, root string, o Options) *Writer {
	t.Helper()
	if o.Now == nil {
		o.Now = clock
	}
	if o.Info == nil {
		o.Info = map[string]string{"hostname": "crawler-1.example.org", "software": "gongkai/1"}
	}
	w, recovered, err := Open(root, "warc", o)
	if err != nil {
		t.Fatal(err)
	}
	if len(recovered) > 0 {
		t.Fatalf("recovered %v in a new directory", recovered)
	}
	t.Cleanup(func() { w.Close() })
	return w
}

func write(t testing.TB, w *Writer, x archive.Exchange) Written {
	t.Helper()
	written, err := w.WriteExchange(x, archive.RevisitNone, nil)
	if err != nil {
		t.Fatal(err)
	}
	return written
}

// closeWriter closes w, and compares the indexes that it made with the files.
func closeWriter(t testing.TB, w *Writer) {
	t.Helper()
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	paths, err := warcFiles(w.root, suffix)
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		kept, err := os.ReadFile(path + suffixIndex)
		if errors.Is(err, fs.ErrNotExist) {
			continue // the test put the file there
		}
		if err == nil {
			err = Reindex(context.Background(), path, "")
		}
		made, readErr := os.ReadFile(path + suffixIndex)
		if err := errors.Join(err, readErr); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(kept, made) {
			t.Errorf("index of %s:\nas the writer made it %s\nout of the file      %s", path, kept, made)
		}
	}
}

// files returns the names of all files below root but indexes, relative to it.
func files(t testing.TB, root string) []string {
	t.Helper()
	var names []string
	err := filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() && !strings.HasSuffix(path, suffixIndex) {
			name, _ := filepath.Rel(root, path)
			names = append(names, filepath.ToSlash(name))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

// summary is what a scan saw of a record.
type summary struct {
	loc     archive.Location
	kind    string
	id      string
	header  Header
	content string
}

// scanAll scans the files below root that have their final names.
func scanAll(t testing.TB, root string) []summary {
	t.Helper()
	var all []summary
	for _, name := range files(t, root) {
		if !strings.HasSuffix(name, suffix) {
			continue
		}
		err := Scan(filepath.Join(root, name), func(loc archive.Location, rec *Record) error {
			content, err := io.ReadAll(rec.Content)
			loc.File = name
			all = append(all, summary{loc, rec.Type, rec.ID, rec.Header, string(content)})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return all
}

func kinds(all []summary) string {
	var k []string
	for _, s := range all {
		k = append(k, s.kind)
	}
	return strings.Join(k, " ")
}

func TestAnExchangeBecomesAResponseARequestAndMetadata(t *testing.T) {
	root := t.TempDir()
	w := open(t, root, Options{Prefix: "gongkai"})
	written := write(t, w, page(1))
	closeWriter(t, w)

	if got, want := files(t, root), []string{"warc/2026/03/gongkai-20260331163000123-00000-crawler-1.example.org.warc.gz"}; !slices.Equal(got, want) {
		t.Fatalf("files: got %v, want %v", got, want)
	}
	var b bytes.Buffer
	names := map[string]string{}
	var stand []string
	for i, s := range scanAll(t, root) {
		names[s.id] = fmt.Sprintf("ID%d", i)
		stand = append(stand, s.id, names[s.id])
		for _, f := range s.header {
			fmt.Fprintf(&b, "%s: %s\n", f.Name, f.Value)
		}
		fmt.Fprintf(&b, "\n%s\n---\n", strings.ReplaceAll(s.content, "\r\n", "\n"))
	}
	got := strings.NewReplacer(stand...).Replace(b.String())
	golden, err := os.ReadFile("testdata/exchange.golden")
	if err != nil {
		t.Fatal(err)
	}
	if got != string(golden) {
		t.Errorf("got\n%s\nwant\n%s", got, golden)
	}
	if names[written.RecordID] != "ID1" {
		t.Errorf("record id: got %s, want that of the response", written.RecordID)
	}
}

func TestWhatAServerProvesOfItselfStandsInTheMetadata(t *testing.T) {
	root := t.TempDir()
	w := open(t, root, Options{})
	x := page(1)
	x.Certificates, x.Untrusted = [][]byte{{1, 2, 3}, {4}}, "x509: certificate has expired\r\nor is not yet valid"
	x.Truncated = "disconnect"
	write(t, w, x)
	closeWriter(t, w)
	all := scanAll(t, root)
	want := "via: http://www.qingdu.gov.cn/zwgk/\r\nhopsFromSeed: LLR\r\nfetchTimeMs: 1234\r\n" +
		"certificate-problem: x509: certificate has expired%0D%0Aor is not yet valid\r\ncertificate: AQID\r\ncertificate: BA==\r\n"
	if got := all[3].content; got != want {
		t.Errorf("metadata: got\n%s\nwant\n%s", got, want)
	}
	if got := all[1].header.Value("WARC-Truncated"); got != "disconnect" {
		t.Errorf("WARC-Truncated: got %q", got)
	}
}

func TestEveryRecordIsFoundByRandomAccessWhereTheScanSawIt(t *testing.T) {
	root := t.TempDir()
	w := open(t, root, Options{})
	var responses []Written
	for i := range 20 {
		responses = append(responses, write(t, w, page(i)))
	}
	r := NewReader(root)
	if err := w.Sync(context.Background()); err != nil {
		t.Fatal(err)
	}
	check := func(when string, loc archive.Location, id, content string) {
		rec, err := r.Record(loc)
		if err != nil {
			t.Fatalf("%s: %v", when, err)
		}
		defer rec.Close()
		b, err := io.ReadAll(rec.Content)
		if err != nil || rec.ID != id || content != "" && string(b) != content {
			t.Errorf("%s: %v: got %s %q, %v; want %s %q", when, loc, rec.ID, b, err, id, content)
		}
	}
	for _, written := range responses {
		check("while the file is open", written.Record, written.RecordID, "")
	}
	closeWriter(t, w)
	for _, written := range responses {
		check("after the file was closed", written.Record, written.RecordID, "")
	}
	all := scanAll(t, root)
	for _, s := range all {
		check("where the scan saw it", s.loc, s.id, s.content)
	}
	if want := 1 + 3*len(responses); len(all) != want {
		t.Errorf("records: got %d, want %d", len(all), want)
	}
}

func TestAConversionRefersToItsPayload(t *testing.T) {
	root := t.TempDir()
	w := open(t, root, Options{})
	response := write(t, w, page(1))
	written, err := w.WriteConversion(Conversion{
		TargetURI: "http://www.qingdu.gov.cn/art/1.html", RefersTo: response.RecordID,
		Date: start, ContentType: "application/json", Body: []byte(`{"title":"年报"}`),
	})
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]Conversion{"no URI": {Date: start}, "no date": {TargetURI: "http://a/"}} {
		if _, err := w.WriteConversion(c); err == nil {
			t.Errorf("%s: got no error", name)
		}
	}
	closeWriter(t, w)
	rec, err := NewReader(root).Record(written.Record)
	if err != nil {
		t.Fatal(err)
	}
	defer rec.Close()
	body, err := io.ReadAll(rec.Content)
	if err != nil || string(body) != `{"title":"年报"}` {
		t.Errorf("body: got %q, %v", body, err)
	}
	for name, want := range map[string]string{"WARC-Type": "conversion", "warc-refers-to": response.RecordID, "CONTENT-TYPE": "application/json"} {
		if got := rec.Header.Value(name); got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
	if rec.ID != written.RecordID || !rec.Date.Equal(start.Truncate(time.Microsecond)) {
		t.Errorf("got %s of %v", rec.ID, rec.Date)
	}
}

func TestARevisitHasTheHeadAloneAndNamesItsOriginal(t *testing.T) {
	prior := &archive.Capture{Payload: archive.DigestOf([]byte("before"))}
	body := page(1).Payload
	cases := map[string]struct {
		revisit   archive.Revisit
		prior     *archive.Capture
		payload   archive.Digest
		truncated string
	}{
		"an identical payload keeps its digest":                       {archive.RevisitIdentical, nil, body, "length"},
		"an unchanged payload has the digest of the capture before":   {archive.RevisitUnchanged, prior, prior.Payload, ""},
		"an unchanged payload without a capture before has no digest": {archive.RevisitUnchanged, nil, "", ""},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			root := t.TempDir()
			w := open(t, root, Options{})
			first := write(t, w, page(1))
			original := &archive.Original{URL: "http://www.qingdu.gov.cn/art/1.html#top", Time: start, RecordID: first.RecordID, Record: first.Record}
			x := page(1)
			x.Prior = c.prior
			written, err := w.WriteExchange(x, c.revisit, original)
			if err != nil {
				t.Fatal(err)
			}
			rec, err := NewReader(root).Record(written.Record)
			if err != nil {
				t.Fatal(err)
			}
			defer rec.Close()
			want := map[string]string{
				"WARC-Type":                 "revisit",
				"WARC-Profile":              "http://netpreserve.org/warc/1.1/revisit/" + string(c.revisit),
				"WARC-Refers-To":            first.RecordID,
				"WARC-Refers-To-Target-URI": "http://www.qingdu.gov.cn/art/1.html",
				"WARC-Refers-To-Date":       "2026-03-31T16:30:00.123456Z",
				"WARC-Payload-Digest":       string(c.payload),
				"WARC-Truncated":            c.truncated,
			}
			for name, value := range want {
				if got := rec.Header.Value(name); got != value {
					t.Errorf("%s: got %q, want %q", name, got, value)
				}
			}
			m, err := rec.HTTP()
			if err != nil {
				t.Fatal(err)
			}
			if body, err := io.ReadAll(m.Body); len(body) > 0 || err != nil || rec.Length != x.HeadSize {
				t.Errorf("block of %d bytes with body %q, %v; want the head alone", rec.Length, body, err)
			}
		})
	}
}

func TestAnExchangeThatMakesNoSenseIsNotWritten(t *testing.T) {
	original := &archive.Original{URL: "http://a/", Time: start, RecordID: "<urn:x:1>"}
	cases := map[string]struct {
		change   func(*archive.Exchange)
		revisit  archive.Revisit
		original *archive.Original
	}{
		"without a URL":                            {change: func(x *archive.Exchange) { x.Visit.URL = "#top" }},
		"without a time":                           {change: func(x *archive.Exchange) { x.Time = time.Time{} }},
		"in a year that no date holds":             {change: func(x *archive.Exchange) { x.Time = x.Time.AddDate(8000, 0, 0) }},
		"without its response":                     {change: func(x *archive.Exchange) { x.Response = nil }},
		"as a revisit of no time":                  {revisit: archive.RevisitIdentical, original: &archive.Original{URL: "http://a/", RecordID: "<urn:x:1>"}},
		"with a head longer than the response":     {change: func(x *archive.Exchange) { x.HeadSize = x.Size + 1 }},
		"with a head shorter than nothing":         {change: func(x *archive.Exchange) { x.HeadSize = -1 }},
		"with fewer bytes than stated":             {change: func(x *archive.Exchange) { x.Size++ }},
		"as a revisit of nothing":                  {revisit: archive.RevisitIdentical},
		"as an unknown kind of revisit":            {revisit: "guess", original: original},
		"as an identical payload without a digest": {change: func(x *archive.Exchange) { x.Payload = "" }, revisit: archive.RevisitIdentical, original: original},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			root := t.TempDir()
			w := open(t, root, Options{})
			x := page(1)
			if c.change != nil {
				c.change(&x)
			}
			if written, err := w.WriteExchange(x, c.revisit, c.original); err == nil {
				t.Errorf("got %v, want an error", written)
			}
			write(t, w, page(2))
			closeWriter(t, w)
			if got, want := kinds(scanAll(t, root)), "warcinfo response request metadata"; got != want {
				t.Errorf("records: got %q, want %q", got, want)
			}
		})
	}
}

func TestNoValueFromOutsideEndsItsHeaderLine(t *testing.T) {
	evil := "http://a/\r\nWARC-Type: response\r\n\r\n\x00\x85<>\xb9\xab\u0085 年#fragment\r\nX: y"
	clean := "http://a/%0D%0AWARC-Type:%20response%0D%0A%0D%0A%00%85%3C%3E%B9%AB%C2%85%20%E5%B9%B4"
	root := t.TempDir()
	w := open(t, root, Options{Prefix: "../a b", Info: map[string]string{"hostname": "../../x", "operator": "甲\r\nx: y"}})
	x := page(1)
	x.Visit.URL, x.Visit.Via = evil, evil
	x.Address, x.Cipher, x.Truncated = evil, evil, "length\r\nX: y"
	x.Protocols = []string{evil}
	write(t, w, x)
	if _, err := w.WriteConversion(Conversion{TargetURI: evil, RefersTo: evil, ContentType: evil, Date: start}); err != nil {
		t.Fatal(err)
	}
	closeWriter(t, w)
	all := scanAll(t, root)
	if got, want := kinds(all), "warcinfo response request metadata conversion"; got != want {
		t.Fatalf("records: got %q, want %q", got, want)
	}
	for _, s := range all {
		if len(s.header.Values("WARC-Type")) != 1 || len(s.header.Values("X")) > 0 {
			t.Errorf("header was injected: %v", s.header)
		}
		if got := s.header.Value("WARC-Target-URI"); s.kind != "warcinfo" && got != clean {
			t.Errorf("target URI: got %q, want %q", got, clean)
		}
	}
	if got, want := all[0].content, "operator: 甲%0D%0Ax: y\r\n"; !strings.Contains(got, want) {
		t.Errorf("warcinfo: got %q, want it to hold %q", got, want)
	}
	if got, want := all[3].content, "via: "+clean+"\r\n"; !strings.HasPrefix(got, want) {
		t.Errorf("metadata: got %q, want %q", got, want)
	}
	for _, name := range files(t, root) {
		if !strings.HasPrefix(name, "warc/2026/03/_a_b-") {
			t.Errorf("file %s outside of its folder or with a strange name", name)
		}
	}
}
