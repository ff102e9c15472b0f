package main

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"gongkai/archive"
	"gongkai/internal/needed"
	"gongkai/internal/portalsim/truth"
	"gongkai/store"
)

func imported(t *testing.T, status int, args ...string) importSummary {
	t.Helper()
	var sum importSummary
	if err := json.Unmarshal([]byte(execute(t, status, append([]string{"import", "--json"}, args...)...)), &sum); err != nil {
		t.Fatal(err)
	}
	return sum
}

func told(sum importSummary) string { return strings.Join(sum.Files[0].Wrong, "\n") }

// foreign writes records as a plain WARC file of another program.
func foreign(records ...string) []byte { return []byte(strings.Join(records, "")) }

// answer is a response record; the digest may be wrong, or empty.
func answer(id int, url, date, digest, head, body string) string {
	block := "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n" + head + "\r\n" + body
	if digest != "" {
		digest = "WARC-Payload-Digest: " + digest + "\r\n"
	}
	return fmt.Sprintf("WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:%08d-0000-4000-8000-000000000000>\r\nWARC-Date: %s\r\nWARC-Target-URI: <%s>\r\n%sContent-Type: application/http; msgtype=response\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n",
		id, date, url, digest, len(block), block)
}

func written(t *testing.T, name string, b []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func report2022() truth.Report {
	return truth.Write(truth.Issuer{Name: "青渡县民政局", Kind: "department", Scale: 3, Key: 8}, 2022)
}

func TestWgetsWARCIsImportedWithItsProvenance(t *testing.T) {
	wget := needed.Program(t, "wget")
	page := reportPage(report2022(), "青渡县")
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		if r.URL.Path == "/chunked.html" {
			w.(http.Flusher).Flush()
		}
		_, _ = w.Write([]byte(page))
	}))
	defer server.Close()
	dir, data := t.TempDir(), t.TempDir()
	cmd := exec.CommandContext(t.Context(), wget, "-q", "--warc-file=made", server.URL+"/a.html", server.URL+"/chunked.html")
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("wget: %v\n%s", err, out)
	}
	file := filepath.Join(dir, "made.warc.gz")
	sum := imported(t, exitDone, "--data", data, file)
	if sum.Captures != 2 || sum.Documents != 1 || sum.Reports != 1 {
		t.Errorf("got %+v, want 2 captures of one report", sum)
	}
	var w why
	if err := json.Unmarshal([]byte(execute(t, exitDone, "why", "--json", "--data", data, server.URL+"/chunked.html")), &w); err != nil {
		t.Fatal(err)
	}
	if w.State != store.AccountImported || len(w.Sources) != 2 || len(w.Captures) != 1 || w.Captures[0].Imported.File != file || !strings.HasPrefix(w.Captures[0].Imported.RecordID, "<urn:uuid:") {
		t.Errorf("why: got %+v", w)
	}
	execute(t, exitDone, "verify", "--data", data)
	if again := imported(t, exitDone, "--data", data, file); again.Captures != 0 {
		t.Errorf("imported twice: got %+v", again)
	}
}

func TestWhatIsWrongWithAForeignWARCIsTold(t *testing.T) {
	page := reportPage(report2022(), "青渡县")
	good := answer(1, "http://a.gov.cn/1.html", "2019-05-06T07:08:09Z", "", "", page)
	other := answer(2, "http://a.gov.cn/1.html", "2019-05-07T07:08:09Z", "", "", page)
	revisit := func(date string) string {
		r := strings.Replace(answer(3, "http://a.gov.cn/1.html", date, "", "", ""), "WARC-Type: response", "WARC-Type: revisit", 1)
		return strings.Replace(r, "\r\nContent-Type: application", "\r\nWARC-Refers-To-Date: 2019-05-06T07:08:09Z\r\nContent-Type: application", 1)
	}
	zipped := func(parts ...string) []byte {
		var b bytes.Buffer
		for _, p := range parts {
			w := gzip.NewWriter(&b)
			_, _ = w.Write([]byte(p))
			_ = w.Close()
		}
		return b.Bytes()
	}
	for name, c := range map[string]struct {
		file     []byte
		status   int
		captures int
		want     string
	}{
		"plain":                                  {foreign(good), exitDone, 1, ""},
		"compressed by record":                   {zipped(good, other), exitDone, 2, ""},
		"compressed as a whole":                  {zipped(good + other), exitDone, 2, ""},
		"one record twice":                       {zipped(good, good), exitDone, 1, ""},
		"a digest that does not match":           {foreign(answer(1, "http://a.gov.cn/1", "2019-05-06T07:08:09Z", "sha1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "", page)), exitFindings, 1, "payload has not the digest"},
		"a digest of an unknown kind":            {foreign(answer(1, "http://a.gov.cn/1", "2019-05-06T07:08:09Z", "xxh3:1", "", page)), exitDone, 1, ""},
		"chunked in the head alone":              {foreign(answer(1, "http://a.gov.cn/1", "2019-05-06T07:08:09Z", "", "Transfer-Encoding: chunked\r\n", page)), exitDone, 1, ""},
		"a body without its last chunk":          {foreign(answer(1, "http://a.gov.cn/1", "2019-05-06T07:08:09Z", "", "Transfer-Encoding: chunked\r\n", fmt.Sprintf("%x\r\n%s\r\n", len(page), page))), exitFindings, 1, "ends too early"},
		"a length of the body when it was coded": {foreign(answer(1, "http://a.gov.cn/1", "2019-05-06T07:08:09Z", "", "Content-Encoding: gzip\r\nContent-Length: 300\r\n", page)), exitDone, 1, ""},
		"garbage between records":                {foreign(good, "no record\r\n", other), exitFindings, 2, "passed over what is damaged: record 2"},
		"cut short":                              {foreign(good, good[:len(good)/2]), exitFindings, 1, "not further"},
		"no HTTP in a record":                    {foreign(strings.Replace(good, "HTTP/1.1 200 OK", "nothing of this", 1)), exitFindings, 0, "was not taken"},
		"an ARC file":                            {[]byte("filedesc://old.arc 0.0.0.0 20050614070144 text/plain 77\n1 0 InternetArchive\n"), exitUsage, 0, ""},
		"an ARC file, compressed":                {zipped("filedesc://old.arc 0.0.0.0 20050614070144 text/plain 77\n1 0 InternetArchive\n"), exitUsage, 0, ""},
		"something else":                         {[]byte("hello, world"), exitUsage, 0, ""},
		"an empty file":                          {nil, exitUsage, 0, ""},
		"a record without end":                   {foreign(strings.Replace(good, "Content-Length: ", "Content-Length: 9999999999", 1)), exitFindings, 0, "at most"},
		"a zip file that is no package":          {zipOf(t, "readme.txt", "x"), exitFailed, 0, ""},
		"a zip file with hostile names":          {zipOf(t, "../../archive/x.warc", good, "archive/../../x.warc", good), exitDone, 1, ""},
		"a package with a lying WARC":            {zipOf(t, "archive/x.warc.gz", "hello"), exitUsage, 0, ""},
		"a zip file that is cut":                 {zipOf(t, "archive/x.warc", good)[:200], exitFailed, 0, ""},
		"a revisit of what is not known":         {foreign(strings.Replace(good, "WARC-Type: response", "WARC-Type: revisit", 1)), exitDone, 0, ""},
		"a revisit of an answer that was read":   {foreign(good, revisit("2019-05-08T07:08:09Z")), exitDone, 2, ""},
		"a revisit of what is cut short":         {foreign(strings.Replace(good, "WARC-Type: response", "WARC-Type: response\r\nWARC-Truncated: length", 1), revisit("2019-05-08T07:08:09Z")), exitDone, 1, ""},
		"a revisit of a later answer":            {foreign(good, revisit("2018-05-08T07:08:09Z")), exitDone, 1, ""},
		"a package with a WARC file":             {zipOf(t, "archive/x.warc", good, "datapackage.json", "{}"), exitDone, 1, ""},
		"an address that is of no page":          {foreign(strings.Replace(good, "<http://a.gov.cn/1.html>", "<dns:a.gov.cn>", 1)), exitDone, 0, ""},
		"a response with a huge head":            {foreign(answer(1, "http://a.gov.cn/1", "2019-05-06T07:08:09Z", "", "X: "+strings.Repeat("x", 2<<20)+"\r\n", page)), exitFindings, 0, "was not taken"},
		"a date that can't be":                   {foreign(good, strings.Replace(good, "2019-05-06", "2019-55-06", 1), other), exitFindings, 2, "its date"},
		"a date to come":                         {foreign(good, strings.Replace(good, "2019-05-06", "9999-05-06", 1), other), exitFindings, 2, "its date"},
		"a date before the web":                  {foreign(good, strings.Replace(good, "2019-05-06", "1970-01-01", 1), other), exitFindings, 2, "its date"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			data, file := t.TempDir(), written(t, "made.warc", c.file)
			if c.status == exitUsage || c.status == exitFailed {
				execute(t, c.status, "import", "--data", data, file)
				return
			}
			sum := imported(t, c.status, "--data", data, file)
			if sum.Captures != c.captures || c.want != "" && !strings.Contains(told(sum), c.want) {
				t.Errorf("got %+v, want %d captures and %q told", sum, c.captures, c.want)
			}
			execute(t, exitDone, "verify", "--data", data)
		})
	}
}

func zipOf(t *testing.T, parts ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(parts); i += 2 {
		w, err := z.Create(parts[i])
		if err != nil {
			t.Fatal(err)
		}
		_, _ = w.Write([]byte(parts[i+1]))
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestFilesOfAFolderAreImportedUnderTheirAddresses(t *testing.T) {
	dir, data := t.TempDir(), t.TempDir()
	r := report2022()
	for name, body := range map[string]string{"2022/a.docx": reportFile(t, r), "b.html": reportPage(r, "青渡县")} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(body), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	list := written(t, "list.csv", []byte("\ufefffile,url,date\n2022/a.docx,http://www.qingdu.gov.cn/a.docx,2023-01-20\n"))
	sum := imported(t, exitDone, "--data", data, "--urls", list, dir)
	if sum.Captures != 2 || sum.Documents != 1 {
		t.Errorf("got %+v, want two files that are one document", sum)
	}
	var w why
	if err := json.Unmarshal([]byte(execute(t, exitDone, "why", "--json", "--data", data, "http://www.qingdu.gov.cn/a.docx")), &w); err != nil {
		t.Fatal(err)
	}
	if len(w.Sources) != 2 || w.Captures[0].Time.Format("2006-01-02") != "2023-01-20" {
		t.Errorf("got %v, captured %s", w.Sources, w.Captures[0].Time)
	}
	execute(t, exitDone, "verify", "--data", data)
	if again := imported(t, exitDone, "--data", data, "--urls", list, dir); again.Captures != 0 {
		t.Errorf("imported twice: got %+v", again)
	}
	execute(t, exitUsage, "import", "--data", data, t.TempDir()) // no files
	if err := os.WriteFile(filepath.Join(dir, "c.html"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if again := imported(t, exitFindings, "--data", data, "--urls", list, dir); again.Captures != 0 || !strings.Contains(told(again), "c.html: it is empty") {
		t.Errorf("an empty file among others: got %+v", again)
	}
	pack, other := filepath.Join(t.TempDir(), "a.wacz"), t.TempDir()
	execute(t, exitDone, "export", "--data", data, "--format", "wacz", "--out", pack)
	if sum := imported(t, exitDone, "--data", other, pack); sum.Captures != 2 || sum.Documents != 1 {
		t.Errorf("from our own package: got %+v, want two files that are one document", sum)
	}
	execute(t, exitDone, "verify", "--data", other)
	mixed, fresh := t.TempDir(), t.TempDir()
	for name, body := range map[string][]byte{
		"old/a.warc": foreign(answer(1, "http://www.qingdu.gov.cn/old.html", "2023-02-01T00:00:00Z", "", "", reportPage(r, "青渡县"))),
		"b.html":     []byte(reportPage(r, "青渡县")),
		"c.warc.gz":  []byte("no records"),
	} {
		if err := errors.Join(os.MkdirAll(filepath.Join(mixed, "old"), 0o700), os.WriteFile(filepath.Join(mixed, name), body, 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	sum = imported(t, exitFindings, "--data", fresh, mixed)
	if last := sum.Files[len(sum.Files)-1]; sum.Captures != 2 || len(last.Wrong) != 1 || !strings.Contains(last.Wrong[0], "c.warc.gz") {
		t.Errorf("captures among files: got %+v, want that of a.warc, b.html, and c.warc.gz told of", sum)
	}
	if err := json.Unmarshal([]byte(execute(t, exitDone, "why", "--json", "--data", fresh, "http://www.qingdu.gov.cn/old.html")), &w); err != nil || len(w.Captures) != 1 {
		t.Errorf("got %+v (%v), want the capture in a.warc", w.Captures, err)
	}
	bad := written(t, "bad.csv", []byte("file,url\nnone.docx,http://www.qingdu.gov.cn/x\n"))
	if sum := imported(t, exitFindings, "--data", data, "--urls", bad, dir); !strings.Contains(told(sum), "none.docx") {
		t.Errorf("got %q, want the file that is not there", told(sum))
	}
	execute(t, exitUsage, "import", "--data", data, "--urls", written(t, "worse.csv", []byte("a,b\n")), dir)
}

func TestAnImportGoesOnAfterAKill(t *testing.T) {
	const n = 1200
	var b bytes.Buffer
	for i := range n {
		b.WriteString(answer(i, fmt.Sprintf("http://a.gov.cn/%d.html", i), "2019-05-06T07:08:09Z", "", "", fmt.Sprintf("<p>page %d</p>", i)))
	}
	b.WriteString(answer(n, "http://a.gov.cn/r.html", "2019-05-06T07:08:09Z", "", "", reportPage(report2022(), "青渡县")))
	data, file := t.TempDir(), written(t, "made.warc", b.Bytes())
	for _, at := range []string{"record.done:300", "import.sync:1", "import.commit:1", "import.done:1", "record.append:700", "import.done:2"} {
		killed(t, at, "import", "--data", data, file)
		execute(t, exitDone, "verify", "--data", data)
	}
	imported(t, exitDone, "--data", data, file)
	var status struct{ Totals archive.Totals }
	if err := json.Unmarshal([]byte(execute(t, exitDone, "status", "--json", "--data", data)), &status); err != nil {
		t.Fatal(err)
	}
	if got := status.Totals; got.Captures != n+1 || got.Reports != 1 {
		t.Errorf("got %+v, want %d captures and a report", got, n+1)
	}
	execute(t, exitDone, "verify", "--data", data)
}
