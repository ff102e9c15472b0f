package replay

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"gongkai/archive"
	"gongkai/internal/urls"
)

var noon = time.Date(2026, 3, 31, 16, 30, 0, 0, time.UTC)

// answer is what a portal sent.
type answer struct {
	capture archive.Capture
	header  http.Header
	body    string
}

// memory is an archive in memory.
type memory struct {
	answers   []answer
	documents map[archive.Digest]*archive.Document
	err       error // of every method, where set
}

// add archives an answer to a request of url.
func (m *memory) add(url string, at time.Time, status int, header map[string]string, body string) *archive.Capture {
	h := make(http.Header)
	for name, value := range header {
		h.Set(name, value)
	}
	m.answers = append(m.answers, answer{archive.Capture{
		URL: url, Portal: "qingdu", Kind: archive.KindPage, Time: at, Status: status, MediaType: h.Get("Content-Type"), Encoding: h.Get("Content-Encoding"),
		Payload: archive.DigestOf([]byte(body)), Length: int64(len(body)), RecordID: fmt.Sprintf("<urn:uuid:%d>", len(m.answers)),
	}, h, body})
	return &m.answers[len(m.answers)-1].capture
}

func (m *memory) of(c archive.Capture) answer {
	for _, a := range m.answers {
		if a.capture.RecordID == c.RecordID {
			return a
		}
	}
	panic("no such capture")
}

func (m *memory) Find(_ context.Context, url string) ([]archive.Capture, error) {
	var found []archive.Capture
	for _, a := range m.answers {
		if a.capture.URL == url {
			found = append(found, a.capture)
		}
	}
	return found, m.err
}

func (m *memory) Payload(_ context.Context, c archive.Capture) (io.ReadCloser, error) {
	return io.NopCloser(strings.NewReader(m.of(c).body)), m.err
}

func (m *memory) Head(_ context.Context, c archive.Capture) (string, http.Header, error) {
	return fmt.Sprintf("HTTP/1.1 %d", c.Status), m.of(c).header, m.err
}

func (m *memory) DocumentOf(_ context.Context, c archive.Capture) (*archive.Document, error) {
	return m.documents[c.Payload], m.err
}

func (m *memory) Below(_ context.Context, prefix, after archive.SURT, max int) ([]archive.Holding, error) {
	var held []archive.Holding
	for _, a := range m.answers {
		key, err := urls.Key(a.capture.URL)
		if err != nil {
			return nil, err
		}
		if strings.HasPrefix(string(key), string(prefix)) && key > after {
			held = append(held, archive.Holding{URL: a.capture.URL, Captures: 1, First: a.capture, Last: a.capture})
		}
	}
	slices.SortFunc(held, func(a, b archive.Holding) int { return cmp.Compare(a.URL, b.URL) })
	return held[:min(max, len(held))], m.err
}

func (m *memory) Authorities(context.Context) ([]string, error) {
	var all []string
	for _, a := range m.answers {
		all = append(all, a.capture.URL)
	}
	return all, m.err
}

func server(m *memory) *Server {
	return New(m, zerolog.Nop(), Options{
		Portals: []archive.Portal{{ID: "qingdu", Name: "青渡县人民政府", Seeds: []string{"http://www.qingdu.gov.cn/"}}},
	})
}

// ask sends a GET for a target as it stands.
func ask(t *testing.T, m *memory, target string, header ...string) *http.Response {
	t.Helper()
	r := httptest.NewRequest("GET", "/", nil)
	r.Host, r.RequestURI = "127.0.0.1:8080", target
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	server(m).ServeHTTP(w, r)
	return w.Result()
}

func body(t *testing.T, resp *http.Response) string {
	t.Helper()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

const home = "http://www.qingdu.gov.cn/"

// threeCaptures has a page as it was on three days.
func threeCaptures() *memory {
	m := &memory{}
	for i := range 3 {
		m.add(home, noon.AddDate(0, 0, 10*i), 200, map[string]string{"Content-Type": "text/html"}, fmt.Sprintf("<title>%d</title><p>版本 %d", i, i))
	}
	return m
}

func TestATimestampLeadsToTheNearestCapture(t *testing.T) {
	for target, want := range map[string]string{
		"/web/20260331163000/" + home:                    "", // exact
		"/web/20260331163001/" + home:                    "/web/20260331163000/" + home,
		"/web/20260405163000/" + home:                    "/web/20260331163000/" + home, // as near to the next
		"/web/20260406/" + home:                          "/web/20260410163000/" + home,
		"/web/2026/" + home:                              "/web/20260331163000/" + home,
		"/web/2030/" + home:                              "/web/20260420163000/" + home,
		"/web/20260331163000123id_/" + home:              "",
		"/web/2030id_/" + home:                           "/web/20260420163000id_/" + home,
		"/web/2030if_/" + home:                           "/web/20260420163000if_/" + home,
		"/web/2030im_/" + home:                           "", // the inside of a page is not led on
		"/web/20260331163000/https://www.qingdu.gov.cn":  "/web/20260331163000/" + home,
		"/web/20260331163000/http:/WWW.qingdu.gov.cn/#x": "",
		"/web/20260331163000/qingdu.gov.cn/":             "/web/20260331163000/" + home,
		"/web/" + home:                                   "/web/20260420163000/" + home,
		"/web/www.qingdu.gov.cn":                         "/web/20260420163000/" + home,
		"/go?url=www.qingdu.gov.cn%2Fa%3Fb%3D1+":         "/web/*/http://www.qingdu.gov.cn/a?b=1",
		"/go?url=http%3A%2F%2Fwww.qingdu.gov.cn%2F*":     "/web/*/http://www.qingdu.gov.cn/*",
	} {
		resp := ask(t, threeCaptures(), target)
		if got := resp.Header.Get("Location"); got != want {
			t.Errorf("%s: got %d to %q, want %q", target, resp.StatusCode, got, want)
		}
		if want == "" && resp.StatusCode != 200 {
			t.Errorf("%s: got %d, want 200", target, resp.StatusCode)
		}
	}
}

func TestEachOfSeveralCapturesWithinASecondIsReached(t *testing.T) {
	m := &memory{}
	for i, millis := range []time.Duration{0, 120, 121} {
		m.add(home, noon.Add(millis*time.Millisecond+300*time.Microsecond), 200, map[string]string{"Content-Type": "text/html"}, fmt.Sprintf("<p>版本 %d", i))
	}
	for target, want := range map[string]string{
		"/web/20260331163000id_/" + home:                        "<p>版本 0",
		"/web/20260331163000120id_/" + home:                     "<p>版本 1",
		"/web/20260331163000121id_/" + home:                     "<p>版本 2",
		"/web/*/" + home:                                        "/web/20260331163000121/" + home,
		"/web/timemap/link/" + home:                             "/web/20260331163000120/" + home,
		"/web/diff/20260331163000120/20260331163000121/" + home: "20260331163000121/" + home,
	} {
		if got := body(t, ask(t, m, target)); !strings.Contains(got, want) {
			t.Errorf("%s: got %s, want %q in it", target, got, want)
		}
	}
	if got, want := ask(t, m, "/web/20260331163000122id_/"+home).Header.Get("Location"), "/web/20260331163000121id_/"+home; got != want {
		t.Errorf("beside all of them: got %q, want %q", got, want)
	}
}

func TestWhatIsNoAddressOfTheArchiveIsSaidToBeNone(t *testing.T) {
	for target, want := range map[string]int{
		"/web/2026/http://www.other.gov.cn/":         404,
		"/web/http://www.other.gov.cn/":              404,
		"/web/*/http://www.other.gov.cn/":            404,
		"/web/2026im_/http://www.other.gov.cn/a.png": 404,
		"/web/2026/mailto:a@b":                       400,
		"/web/2026xx_/" + home:                       400,
		"/web/diff/2026/x/" + home:                   400,
		"/web/diff/2026/":                            400,
		"/web/timemap/link/ftp://a/":                 400,
		"/go?url=":                                   400,
		"/go?url=%zz":                                400,
		"/elsewhere":                                 404,
		"/web":                                       404,
		"http://www.qingdu.gov.cn/":                  404, // as a proxy is asked
	} {
		if got := ask(t, threeCaptures(), target).StatusCode; got != want {
			t.Errorf("%s: got %d, want %d", target, got, want)
		}
	}
	if got := ask(t, threeCaptures(), "/web/"+home, "Accept-Datetime", "yesterday").StatusCode; got != 400 {
		t.Errorf("with a nonsense Accept-Datetime: got %d, want 400", got)
	}
}

func TestMementoClientsAreServed(t *testing.T) {
	m := threeCaptures()
	resp := ask(t, m, "/web/"+home, "Accept-Datetime", "Fri, 10 Apr 2026 00:00:00 GMT")
	if got, want := resp.Header.Get("Location"), "/web/20260410163000/"+home; got != want || resp.Header.Get("Vary") != "accept-datetime" || resp.StatusCode != 302 {
		t.Errorf("TimeGate: got %d to %s, vary %q", resp.StatusCode, got, resp.Header.Get("Vary"))
	}
	resp = ask(t, m, "/web/20260410163000/"+home)
	if got := resp.Header.Get("Memento-Datetime"); got != "Fri, 10 Apr 2026 16:30:00 GMT" {
		t.Errorf("Memento-Datetime: got %q", got)
	}
	want := `<http://www.qingdu.gov.cn/>; rel="original", <http://127.0.0.1:8080/web/http://www.qingdu.gov.cn/>; rel="timegate", ` +
		`<http://127.0.0.1:8080/web/timemap/link/http://www.qingdu.gov.cn/>; rel="timemap"; type="application/link-format", ` +
		`<http://127.0.0.1:8080/web/20260331163000/http://www.qingdu.gov.cn/>; rel="first prev memento"; datetime="Tue, 31 Mar 2026 16:30:00 GMT", ` +
		`<http://127.0.0.1:8080/web/20260410163000/http://www.qingdu.gov.cn/>; rel="memento"; datetime="Fri, 10 Apr 2026 16:30:00 GMT", ` +
		`<http://127.0.0.1:8080/web/20260420163000/http://www.qingdu.gov.cn/>; rel="last next memento"; datetime="Mon, 20 Apr 2026 16:30:00 GMT"`
	if got := resp.Header.Get("Link"); got != want {
		t.Errorf("Link:\ngot  %s\nwant %s", got, want)
	}
	resp = ask(t, m, "/web/timemap/link/"+home)
	want = `<http://www.qingdu.gov.cn/>; rel="original",
<http://127.0.0.1:8080/web/http://www.qingdu.gov.cn/>; rel="timegate",
<http://127.0.0.1:8080/web/timemap/link/http://www.qingdu.gov.cn/>; rel="self"; type="application/link-format"; from="Tue, 31 Mar 2026 16:30:00 GMT"; until="Mon, 20 Apr 2026 16:30:00 GMT",
<http://127.0.0.1:8080/web/20260331163000/http://www.qingdu.gov.cn/>; rel="first memento"; datetime="Tue, 31 Mar 2026 16:30:00 GMT",
<http://127.0.0.1:8080/web/20260410163000/http://www.qingdu.gov.cn/>; rel="memento"; datetime="Fri, 10 Apr 2026 16:30:00 GMT",
<http://127.0.0.1:8080/web/20260420163000/http://www.qingdu.gov.cn/>; rel="last memento"; datetime="Mon, 20 Apr 2026 16:30:00 GMT"
`
	if got := body(t, resp); got != want || !strings.HasPrefix(resp.Header.Get("Content-Type"), "application/link-format") {
		t.Errorf("TimeMap:\ngot  %s\nwant %s", got, want)
	}
}

func TestOnlyKnownNamesReadAnything(t *testing.T) {
	for host, want := range map[string]int{
		"127.0.0.1:8080": 200, "[::1]:8080": 200, "[::1]": 200, "192.0.2.7": 200, "LOCALHOST:1": 200, "localhost.": 200,
		"evil.example.net": 421, "127.0.0.1.evil.net:8080": 421, "": 421, "localhost.evil.net": 421, "a b": 421,
	} {
		r := httptest.NewRequest("GET", "/", nil)
		r.Host = host
		w := httptest.NewRecorder()
		server(threeCaptures()).ServeHTTP(w, r)
		if w.Code != want {
			t.Errorf("Host %q: got %d, want %d", host, w.Code, want)
		}
	}
	for _, method := range []string{"POST", "PUT", "DELETE", "OPTIONS", "CONNECT"} {
		r := httptest.NewRequest(method, "/", nil)
		r.Host = "127.0.0.1"
		w := httptest.NewRecorder()
		server(threeCaptures()).ServeHTTP(w, r)
		if w.Code != 405 {
			t.Errorf("%s: got %d, want 405", method, w.Code)
		}
	}
}

func TestArchivedHeadersReachNoBrowserUnderTheirOwnName(t *testing.T) {
	m := &memory{}
	hostile := map[string]string{
		"Content-Type": "text/html; charset=GBK", "Set-Cookie": "a=b", "Refresh": "0; url=http://evil.net/", "Strict-Transport-Security": "max-age=1",
		"Content-Security-Policy": "default-src *", "Access-Control-Allow-Credentials": "true", "Clear-Site-Data": "*", "Service-Worker-Allowed": "/",
		"Link": "<http://evil.net/>; rel=preload", "Location": "http://evil.net/", "Content-Disposition": "inline", "X-Frame-Options": "DENY", "Server": "\xb1\xb1\xbe\xa9",
	}
	m.add(home, noon, 200, hostile, "\xc4\xea\xb1\xa8")
	resp := ask(t, m, "/web/20260331163000/"+home)
	allowed := map[string]bool{}
	for _, name := range []string{"Content-Type", "Content-Length", "Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy", "X-Dns-Prefetch-Control",
		"Memento-Datetime", "Link", "X-Archive-Payload-Digest"} {
		allowed[name] = true
	}
	for name := range resp.Header {
		if !allowed[name] && !strings.HasPrefix(name, "X-Archive-Orig-") {
			t.Errorf("header %s: %q reaches the browser", name, resp.Header.Values(name))
		}
	}
	if got := resp.Header.Get("Content-Security-Policy"); got != archivedPolicy+unframed || strings.Contains(got, "allow-scripts") || strings.Contains(got, "allow-same-origin") {
		t.Errorf("policy: got %s", got)
	}
	for name := range hostile {
		if resp.Header.Get("X-Archive-Orig-"+name) == "" {
			t.Errorf("X-Archive-Orig-%s is missing", name)
		}
	}
	if text := body(t, resp); !strings.Contains(text, "年报") || resp.Header.Get("Content-Type") != "text/html; charset=utf-8" {
		t.Errorf("a page in GBK: got %s as %q", text, resp.Header.Get("Content-Type"))
	}
}

func TestAnArchiveThatIsBeingWrittenIsAskedAgainLater(t *testing.T) {
	m := threeCaptures()
	m.err = fmt.Errorf("crawl: %w", ErrBusy)
	if resp := ask(t, m, "/web/"+home); resp.StatusCode != 503 || resp.Header.Get("Retry-After") == "" {
		t.Errorf("got %d, retry after %q", resp.StatusCode, resp.Header.Get("Retry-After"))
	}
	m.err = io.ErrUnexpectedEOF
	if resp := ask(t, m, "/web/"+home); resp.StatusCode != 500 || strings.Contains(body(t, resp), "EOF") {
		t.Errorf("a failure of the archive: got %d", resp.StatusCode)
	}
}
