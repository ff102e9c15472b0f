package portalsim

import (
	"bytes"
	"compress/gzip"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/encoding/simplifiedchinese"

	"gongkai/internal/portalsim/truth"
)

// answer is a response before it is rendered.
type answer struct {
	status      int
	contentType string
	location    string
	cookie      string
	retryAfter  int // seconds
	gbk         bool
	broken      bool // the body ends before the announced length
	chunked     bool // the body's length is not announced
	session     bool // links carry session ids

	static   bool // has validators
	modified time.Time
	tag      uint64

	render func(*page) // nil: no body
}

// moved is a redirect to an absolute URL.
func moved(status int, to string) answer { return answer{status: status, location: to} }

// address joins a path and its query.
func address(path, query string) string {
	if query == "" {
		return path
	}
	return path + "?" + query
}

// maxForm is the most that a form in a request's body may hold.
const maxForm = 64 << 10

// Handler returns the handler of all hosts, told apart by the Host header.
func (w *World) Handler() http.Handler { return http.HandlerFunc(w.serve) }

func (w *World) serve(rw http.ResponseWriter, r *http.Request) {
	host := hostOf(r.Host)
	entry := w.judge.begin(host, r)
	if w.opts.Latency > 0 {
		timer := time.NewTimer(w.opts.Latency)
		defer timer.Stop()
		select {
		case <-timer.C:
		case <-r.Context().Done():
		}
	}
	r.Body = http.MaxBytesReader(rw, r.Body, maxForm)
	a := w.route(host, r)
	if entry.early {
		a = busy() // the host is no less busy for another address
	}
	p := w.byHost[host]
	header := rw.Header()
	if a.location != "" {
		header.Set("Location", a.location)
	}
	if a.cookie != "" {
		header.Set("Set-Cookie", a.cookie)
	}
	if a.retryAfter > 0 {
		header.Set("Retry-After", strconv.Itoa(a.retryAfter))
	}
	if a.static {
		tag := `"` + strconv.FormatUint(truth.Mix(a.tag, uint64(a.modified.Unix())), 16) + `"`
		header.Set("ETag", tag)
		header.Set("Last-Modified", a.modified.UTC().Format(http.TimeFormat))
		if unchanged(r, tag, a.modified) {
			a.status, a.render = http.StatusNotModified, nil
		}
	}
	var body []byte
	if a.render != nil {
		header.Set("Content-Type", a.contentType)
		body = w.rendered(host, a)
		if p != nil && p.quirks.zips && strings.HasPrefix(a.contentType, "text/html") && takesGzip(r) {
			body = zipped(body)
			header.Set("Content-Encoding", "gzip")
			a.chunked = !a.broken // it is zipped as it is sent
		}
	}
	send(rw, r, a, body, entry)
}

// send writes the response. The judge's record ends before the client can have
// all of it, so that what it blames for haste was hasty.
func send(rw http.ResponseWriter, r *http.Request, a answer, body []byte, entry *record) {
	if a.status != http.StatusNotModified && !a.chunked {
		rw.Header().Set("Content-Length", strconv.Itoa(len(body)))
	}
	if r.Method == http.MethodHead {
		body = nil
	}
	if a.broken {
		body = body[:len(body)/2]
	}
	last := max(0, len(body)-1)
	if a.broken || last == 0 {
		entry.end(a.status, a.retryAfter, len(body))
		rw.WriteHeader(a.status)
		_, _ = rw.Write(body) // the client may be gone
		return
	}
	rw.WriteHeader(a.status)
	_, _ = rw.Write(body[:last])
	entry.end(a.status, a.retryAfter, len(body))
	_, _ = rw.Write(body[last:])
}

// rendered returns the body of a, encoded as the portal does.
func (w *World) rendered(host string, a answer) []byte {
	g := &page{p: w.byHost[host]}
	clone, isClone := w.clones[host]
	if isClone {
		g.p = clone
	}
	if a.session {
		g.session = w.session()
	}
	g.Grow(32 << 10)
	a.render(g)
	body := g.Bytes()
	if isClone {
		body = altered(body)
	}
	if a.gbk {
		if encoded, err := simplifiedchinese.GBK.NewEncoder().Bytes(body); err == nil {
			body = encoded
		}
	}
	return body
}

// altered swaps characters as clone hosts do.
func altered(body []byte) []byte {
	for _, swap := range [][2]string{{"采", "釆"}, {"公开", "公幵"}, {"总计", "总汁"}} {
		body = bytes.ReplaceAll(body, []byte(swap[0]), []byte(swap[1]))
	}
	return body
}

// hostOf is the host of a Host header, without port, in lower case.
func hostOf(header string) string {
	if host, _, err := net.SplitHostPort(header); err == nil {
		header = host
	}
	return strings.ToLower(header)
}

// withoutSession cuts a session id off path.
func withoutSession(path string) string {
	before, _, _ := strings.Cut(path, ";jsessionid=")
	return before
}

func pathHash(path string) uint64 {
	h := uint64(len(path))
	for _, b := range []byte(path) {
		h = h*31 + uint64(b)
	}
	return h
}

// unchanged reports whether r says that the client has the page already.
func unchanged(r *http.Request, tag string, modified time.Time) bool {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		return false
	}
	if tags := r.Header.Get("If-None-Match"); tags != "" {
		return tags == "*" || strings.Contains(tags, tag)
	}
	since, err := http.ParseTime(r.Header.Get("If-Modified-Since"))
	return err == nil && !modified.Truncate(time.Second).After(since)
}

// takesGzip reports whether r allows gzip, if only by saying nothing.
func takesGzip(r *http.Request) bool {
	accepted, said := r.Header["Accept-Encoding"]
	return !said || strings.Contains(strings.Join(accepted, ","), "gzip") || strings.Contains(strings.Join(accepted, ","), "*")
}

func zipped(body []byte) []byte {
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestSpeed)
	if err != nil {
		return body // the level is valid
	}
	_, _ = z.Write(body) // a buffer takes all writes
	_ = z.Close()
	return b.Bytes()
}
