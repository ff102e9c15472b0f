package main

import (
	"bytes"
	"compress/gzip"
	"crypto/sha1"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gongkai/archive"
)

// foreignRecord is a record of another program, with more fields of its header.
func foreignRecord(kind string, id int, url, date, block string, fields ...string) string {
	media := "application/http; msgtype=response"
	if kind == "request" {
		media = "application/http; msgtype=request"
	}
	fields = append([]string{"WARC/1.0", "WARC-Type: " + kind, fmt.Sprintf("WARC-Record-ID: <urn:uuid:%d>", id), "WARC-Date: " + date, "WARC-Target-URI: " + url, "Content-Type: " + media}, fields...)
	return strings.Join(append(fields, fmt.Sprintf("Content-Length: %d\r\n\r\n%s\r\n\r\n", len(block), block)), "\r\n")
}

func html200(body string) string { return "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + body }

// recordsIn returns the records of the captures of an archive, as they stand.
func recordsIn(t *testing.T, data string) string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(data, "warc", "*", "*", "*.warc.gz"))
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		z, err := gzip.NewReader(bytes.NewReader(b))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(&all, z); err != nil {
			t.Fatal(err)
		}
	}
	return all.String()
}

// requestsIn returns the first lines of the requests in an archive.
func requestsIn(t *testing.T, data string) []string {
	t.Helper()
	var lines []string
	for part := range strings.SplitSeq(recordsIn(t, data), "msgtype=request\r\n") {
		_, block, _ := strings.Cut(part, "\r\n\r\n")
		if line, _, _ := strings.Cut(block, "\r\n"); strings.HasSuffix(line, " HTTP/1.1") {
			lines = append(lines, line)
		}
	}
	return lines
}

func TestAnAnswerBelongsToTheRequestBesideIt(t *testing.T) {
	const url, day, later = "http://a.gov.cn/list", "2019-05-06T07:08:09Z", "2019-05-07T07:08:09Z"
	to := func(id int) string { return fmt.Sprintf("WARC-Concurrent-To: <urn:uuid:%d>", id) }
	get, post := "GET /list HTTP/1.1\r\nHost: a.gov.cn\r\n\r\n", "POST /list HTTP/1.1\r\nHost: a.gov.cn\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\npage=2&q=a#b"
	data := "POST /list HTTP/1.1\r\nHost: a.gov.cn\r\nContent-Type: application/json\r\n\r\n{}"
	page := foreignRecord("response", 1, url, day, html200("a page"))
	asked := foreignRecord("request", 2, url, day, get, to(1))
	part := foreignRecord("response", 3, url, later, html200("a part"))
	posted := foreignRecord("request", 4, url, later, post, to(3))
	state := "__VIEWSTATE=" + strings.Repeat("A", 5000)
	stated := strings.Replace(post, "page=2&q=a#b", state, 1)
	meta := foreignRecord("metadata", 7, url, later, "fetchTimeMs: 3", to(3))
	unnamed := foreignRecord("request", 4, url, later, post)
	ofMeta := foreignRecord("response", 3, url, later, html200("a part"), to(7))
	formed := url + "?__wb_method=POST&page=2&q=a%23b"
	sameTime := foreignRecord("response", 5, url, day, html200("another part"))
	for name, c := range map[string]struct {
		file     []byte
		captures int
		requests int
		at       string // where the last one is
		want     string
	}{
		"behind it":                   {foreign(page, asked, part, posted), 2, 2, url + "?__wb_method=POST&page=2&q=a%23b", "a part"},
		"before it":                   {foreign(asked, page, posted, part), 2, 2, url + "?__wb_method=POST&page=2&q=a%23b", "a part"},
		"behind its metadata":         {foreign(page, asked, part, meta, posted), 2, 2, formed, "a part"},
		"behind another's":            {foreign(page, part, asked, posted), 2, 1, formed, "a part"},
		"both before both":            {foreign(asked, posted, page, part), 2, 2, formed, "a part"},
		"before one that names other": {foreign(page, asked, unnamed, ofMeta, meta), 2, 2, formed, "a part"},
		"behind one that names other": {foreign(page, asked, ofMeta, meta, unnamed), 2, 2, formed, "a part"},
		"named by it":                 {foreign(foreignRecord("request", 2, url, day, get), foreignRecord("response", 1, url, day, html200("a page"), to(2))), 1, 1, url, "a page"},
		"of the same time":            {foreign(page, foreignRecord("request", 2, url, day, get)), 1, 1, url, "a page"},
		"of another's time":           {foreign(page, asked, sameTime), 2, 1, url, "a page"},
		"behind the last":             {foreign(page, foreignRecord("request", 4, url, day, post, to(1))), 1, 1, url + "?__wb_method=POST&page=2&q=a%23b", "a page"},
		"with data":                   {foreign(page, foreignRecord("request", 4, url, day, data, to(1))), 1, 1, url + "?__wb_method=POST&__wb_post_data=e30=", "a page"},
		"with much":                   {foreign(page, asked, part, foreignRecord("request", 4, url, later, stated, to(3))), 2, 2, url + "?__wb_method=POST&__wb_post_data=" + string(archive.DigestOf([]byte(state))), "a part"},
		"that had a query":            {foreign(foreignRecord("response", 1, url+"?a=1", day, html200("a page")), foreignRecord("request", 4, url+"?a=1", day, post, to(1))), 1, 1, url + "?a=1&__wb_method=POST&page=2&q=a%23b", "a page"},
		"HEAD":                        {foreign(page, asked, part, foreignRecord("request", 4, url, later, "HEAD /list HTTP/1.1\r\n\r\n", to(3))), 1, 1, url, "a page"},
		"none":                        {foreign(page), 1, 0, url, "a page"},
		"one that can't be made out":  {foreign(page, foreignRecord("request", 2, url, day, "nothing of this", to(1))), 1, 0, url, "a page"},
		"before one that is cut":      {foreign(page, part[:len(part)-20]), 1, 0, url, "a page"},
		"a request that was not sent": {foreign(foreignRecord("request", 2, url, day, get, to(9)), page), 1, 0, url, "a page"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			data, status := t.TempDir(), exitDone
			if name == "before one that is cut" {
				status = exitFindings
			}
			if sum := imported(t, status, "--data", data, written(t, "made.warc", c.file)); sum.Captures != c.captures {
				t.Errorf("got %+v, want %d captures", sum, c.captures)
			}
			if got := requestsIn(t, data); len(got) != c.requests {
				t.Errorf("got the requests %q, want %d", got, c.requests)
			}
			if status, body := replayed(t, data, "2030id_/"+c.at); status != http.StatusOK || body != c.want {
				t.Errorf("%s: got status %d and %q, want %q", c.at, status, body, c.want)
			}
			if records := recordsIn(t, data); strings.Contains(records, "WARC-Target-URI: "+url+"?__wb") || !strings.Contains(records, "WARC-Target-URI: "+url) {
				t.Errorf("the target URIs are not those of the requests")
			}
			if status, body := replayed(t, data, "2030id_/"+url); c.at != url && c.captures == 2 && (status != http.StatusOK || body != "a page") {
				t.Errorf("%s: got status %d and %q, want the page", url, status, body)
			}
			execute(t, exitDone, "verify", "--data", data)
			index, pack, other := filepath.Join(t.TempDir(), "all.cdxj"), filepath.Join(t.TempDir(), "all.wacz"), t.TempDir()
			execute(t, exitDone, "export", "--data", data, "--format", "cdxj", "--out", index)
			wanted := `{"url":"` + c.at + `"`
			if _, form, posted := strings.Cut(c.at, "__wb_method=POST&"); posted {
				wanted = `"method":"POST","requestBody":"` + form + `"}`
			}
			if b, err := os.ReadFile(index); err != nil || !strings.Contains(string(b), wanted) {
				t.Errorf("the index has not %s (%v):\n%s", c.at, err, b)
			}
			execute(t, exitDone, "export", "--data", data, "--format", "wacz", "--out", pack)
			if sum := imported(t, exitDone, "--data", other, pack); sum.Captures != c.captures {
				t.Errorf("from our own package: got %+v, want %d captures", sum, c.captures)
			}
			if status, body := replayed(t, other, "2030id_/"+c.at); status != http.StatusOK || body != c.want {
				t.Errorf("from our own package: got status %d and %q, want %q", status, body, c.want)
			}
		})
	}
}

func TestARequestIsJoinedAfterAKill(t *testing.T) {
	var b bytes.Buffer
	const n = 600
	for i := range n {
		url := fmt.Sprintf("http://a.gov.cn/%d.html", i)
		b.WriteString(foreignRecord("response", 2*i, url, "2019-05-06T07:08:09Z", html200(fmt.Sprintf("page %d", i))))
		b.WriteString(foreignRecord("metadata", 2*n+i, url, "2019-05-06T07:08:09Z", "fetchTimeMs: 3", fmt.Sprintf("WARC-Concurrent-To: <urn:uuid:%d>", 2*i)))
		b.WriteString(foreignRecord("request", 2*i+1, url, "2019-05-06T07:08:09Z", fmt.Sprintf("GET /%d.html HTTP/1.1\r\n\r\n", i), fmt.Sprintf("WARC-Concurrent-To: <urn:uuid:%d>", 2*i)))
	}
	data, file := t.TempDir(), written(t, "made.warc", b.Bytes())
	for _, at := range []string{"import.done:1", "record.done:1", "import.commit:1"} {
		killed(t, at, "import", "--data", data, file)
	}
	imported(t, exitDone, "--data", data, file)
	execute(t, exitDone, "verify", "--data", data)
	got := requestsIn(t, data)
	slices.Sort(got)
	if got = slices.Compact(got); len(got) != n {
		t.Errorf("got %d requests, want %d", len(got), n)
	}
}

func TestDamageIsToldOnceWhereverAnImportIsKilled(t *testing.T) {
	var b bytes.Buffer
	const n = 1100
	for i := range n {
		if i == 100 || i == 700 {
			b.WriteString("no record\r\n")
		}
		b.WriteString(foreignRecord("response", i, fmt.Sprintf("http://a.gov.cn/%d.html", i), "2019-05-06T07:08:09Z", html200(fmt.Sprintf("page %d", i))))
	}
	data, file := t.TempDir(), written(t, "made.warc", b.Bytes())
	for _, at := range []string{"record.done:300", "import.done:1", "record.done:150", "import.commit:1", "import.done:1"} {
		killed(t, at, "import", "--data", data, file)
	}
	sum := imported(t, exitFindings, "--data", data, file)
	if f := sum.Files[0]; f.Kept != n || f.Records != n || len(f.Wrong) != 2 {
		t.Errorf("got %+v, want %d captures and two places", f, n)
	}
	execute(t, exitDone, "verify", "--data", data)
}

func TestWhatIsNotTakenOfAForeignWARCIsTold(t *testing.T) {
	const url, day = "http://a.gov.cn/1.html", "2019-05-06T07:08:09Z"
	page := html200("a page")
	typed := func(media string) []byte {
		return foreign(strings.Replace(foreignRecord("response", 1, url, day, page), "Content-Type: application/http; msgtype=response\r\n", media, 1))
	}
	for name, c := range map[string]struct {
		file     []byte
		captures int
		want     string
	}{
		"a response that is no HTTP by its type": {typed("Content-Type: text/html\r\n"), 0, `a response of the type "text/html"`},
		"a response without a type":              {typed(""), 1, ""},
		"an address with a password":             {foreign(foreignRecord("response", 1, "http://u:p@a.gov.cn/", day, page)), 0, "user information"},
		"a response without an address":          {foreign(strings.Replace(foreignRecord("response", 1, url, day, page), "WARC-Target-URI", "X", 1)), 0, "was not taken"},
		"the first of several segments":          {foreign(foreignRecord("response", 1, url, day, page, "WARC-Segment-Number: 1"), foreignRecord("continuation", 2, url, day, "more", "WARC-Segment-Number: 2")), 1, "segments"},
		"more behind the last chunk":             {foreign(foreignRecord("response", 1, url, day, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\na page")), 1, "behind the last of its chunks"},
		"a body that begins like a chunk":        {foreign(foreignRecord("response", 1, url, day, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2023\r\na page")), 1, "ends too early, after 12 bytes"},
		"a record that is too large":             {foreign(foreignRecord("response", 1, url, day, page), strings.Replace(foreignRecord("response", 2, url, day, page), "Content-Length: ", "Content-Length: 9999999999", 1)), 1, "at most"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			status := exitFindings
			if c.want == "" {
				status = exitDone
			}
			data := t.TempDir()
			if sum := imported(t, status, "--data", data, written(t, "made.warc", c.file)); sum.Captures != c.captures || !strings.Contains(told(sum), c.want) {
				t.Errorf("got %+v, want %d captures and %q told", sum, c.captures, c.want)
			}
			execute(t, exitDone, "verify", "--data", data)
		})
	}
}

func TestAddressesInAnotherCharsetStayApart(t *testing.T) {
	data := t.TempDir()
	file := foreign(foreignRecord("response", 1, "http://a.gov.cn/\xd5\xfe.html", "2019-05-06T07:08:09Z", html200("one")), foreignRecord("response", 2, "http://a.gov.cn/\xb2\xc6.html", "2019-05-07T07:08:09Z", html200("two")))
	imported(t, exitDone, "--data", data, written(t, "made.warc", file))
	for path, want := range map[string]string{"%D5%FE": "one", "%B2%C6": "two"} {
		if status, body := replayed(t, data, "2030id_/http://a.gov.cn/"+path+".html"); status != http.StatusOK || body != want {
			t.Errorf("%s: got status %d and %q, want %q", path, status, body, want)
		}
	}
}

func TestTheOriginalOfARevisitIsFoundByWhateverItTells(t *testing.T) {
	const url, other = "http://a.gov.cn/1.html", "http://a.gov.cn/2.html"
	day := func(n int) string { return fmt.Sprintf("2019-05-%02dT07:08:09Z", n) }
	digest := func(s string) string {
		sum := sha1.Sum([]byte(s))
		return "WARC-Payload-Digest: sha1:" + hex.EncodeToString(sum[:])
	}
	revisit := func(fields ...string) string {
		return foreignRecord("revisit", 9, url, day(20), "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n", append(fields, "WARC-Profile: http://netpreserve.org/warc/1.0/revisit/identical-payload-digest")...)
	}
	one, two := foreignRecord("response", 1, url, day(1), html200("one")), foreignRecord("response", 2, url, day(2), html200("two"))
	elsewhere := foreignRecord("response", 3, other, day(1), html200("elsewhere"))
	sent := "5\r\nchunk\r\n0\r\n\r\n"
	chunked := foreignRecord("response", 5, url, day(1), "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"+sent, digest(sent))
	again := foreignRecord("response", 4, url, day(1), html200("at the same time"))
	for name, c := range map[string]struct {
		files []string
		want  string
	}{
		"its id":                         {[]string{one + two + revisit("WARC-Refers-To: <urn:uuid:1>")}, "one"},
		"its date":                       {[]string{one + two + revisit("WARC-Refers-To-Date: "+day(1))}, "one"},
		"its date, which two have":       {[]string{one + again + two + revisit("WARC-Refers-To-Date: "+day(1), digest("at the same time"))}, "at the same time"},
		"its digest":                     {[]string{one + two + revisit(digest("one"))}, "one"},
		"its address and date":           {[]string{one + elsewhere + revisit("WARC-Refers-To-Target-URI: "+other, "WARC-Refers-To-Date: "+day(1))}, "elsewhere"},
		"an id that is not here":         {[]string{one + two + revisit("WARC-Refers-To: <urn:uuid:7>", digest("one"))}, "one"},
		"another digest":                 {[]string{one + two + revisit(digest("three"))}, "two"}, // the nearest
		"its id, in a later file":        {[]string{revisit("WARC-Refers-To: <urn:uuid:1>"), one + two}, "one"},
		"its id, and another's digest":   {[]string{one + two + revisit("WARC-Refers-To: <urn:uuid:1>", digest("two"))}, "two"},
		"its date, and another's digest": {[]string{one + two + elsewhere + revisit("WARC-Refers-To-Target-URI: "+other, "WARC-Refers-To-Date: "+day(1), digest("one"))}, "one"},
		"the digest of its chunks":       {[]string{chunked + two + revisit("WARC-Refers-To: <urn:uuid:5>", digest(sent))}, "chunk"},
		"the digest of a 304 answer":     {[]string{one + two + strings.Replace(revisit("WARC-Refers-To: <urn:uuid:1>", digest("")), "identical-payload-digest", "server-not-modified", 1)}, "one"},
		"its digest, and it comes later": {[]string{foreignRecord("revisit", 9, url, day(1), "HTTP/1.1 200 OK\r\n\r\n", digest("two"), "WARC-Profile: http://netpreserve.org/warc/1.0/revisit/identical-payload-digest") + two}, "two"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			data := t.TempDir()
			args := []string{"--data", data}
			for _, file := range c.files {
				args = append(args, written(t, "made.warc", []byte(file)))
			}
			imported(t, exitDone, args...)
			if status, body := replayed(t, data, "20190520id_/"+url); status != http.StatusOK || body != c.want {
				t.Errorf("got status %d and %q, want %q", status, body, c.want)
			}
			execute(t, exitDone, "verify", "--data", data)
		})
	}
}

func TestARevisitOfWhatHasNotItsDigestIsListed(t *testing.T) {
	const url, other, day = "http://a.gov.cn/1.html", "http://a.gov.cn/2.html", "2019-05-06T07:08:09Z"
	for _, names := range []string{"WARC-Refers-To: <urn:uuid:1>", "WARC-Refers-To-Date: " + day} {
		data := t.TempDir()
		sum := imported(t, exitFindings, "--data", data, written(t, "made.warc", foreign(foreignRecord("response", 1, other, day, html200("figures of another")),
			foreignRecord("revisit", 2, url, "2019-05-07T07:08:09Z", "HTTP/1.1 200 OK\r\n\r\n", "WARC-Refers-To-Target-URI: "+other, names,
				"WARC-Payload-Digest: sha1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "WARC-Profile: http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"))))
		if sum.Captures != 1 || sum.Files[0].Skipped[noOriginal] != 1 || !strings.Contains(told(sum), "has not its digest") {
			t.Errorf("%s: got %+v, want the revisit refused and listed", names, sum)
		}
	}
}

func TestAFileWhoseOriginalsWereMissingIsReadAgain(t *testing.T) {
	const url = "http://a.gov.cn/1.html"
	data := t.TempDir()
	revisits := written(t, "later.warc", foreign(foreignRecord("response", 8, "http://a.gov.cn/2.html", "2019-05-02T07:08:09Z", html200("two")),
		foreignRecord("revisit", 9, url, "2019-05-02T07:08:09Z", "HTTP/1.1 200 OK\r\n\r\n", "WARC-Refers-To: <urn:uuid:1>")))
	if sum := imported(t, exitDone, "--data", data, revisits); sum.Captures != 1 || sum.Files[0].Skipped[noOriginal] != 1 {
		t.Errorf("without the original: got %+v, want the other capture", sum)
	}
	imported(t, exitDone, "--data", data, written(t, "first.warc", foreign(foreignRecord("response", 1, url, "2019-05-01T07:08:09Z", html200("one")))))
	for _, want := range []int{1, 0} {
		if sum := imported(t, exitDone, "--data", data, revisits); sum.Captures != want || sum.Files[0].Kept != 2 {
			t.Errorf("with it: got %+v, want %d new captures, of two", sum, want)
		}
	}
	execute(t, exitDone, "verify", "--data", data)
}
