package portalsim

import (
	"bytes"
	"compress/gzip"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/encoding/simplifiedchinese"

	"gongkai/internal/portalsim/docx"
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
		}
	}
	send(rw, r, a, body, entry)
}

// send writes the response. The judge's record ends before the client can have
// all of it, so that what it blames for haste was hasty.
func send(rw http.ResponseWriter, r *http.Request, a answer, body []byte, entry *record) {
	if a.status != http.StatusNotModified {
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

// route finds the answer to r.
func (w *World) route(host string, r *http.Request) answer {
	p, ok := w.byHost[host]
	if !ok {
		p, ok = w.clones[host]
	}
	if !ok {
		return foreign(host)
	}
	switch r.Method {
	case http.MethodGet, http.MethodHead, http.MethodPost:
	default:
		return answer{status: http.StatusMethodNotAllowed}
	}
	path := withoutSession(r.URL.Path)
	query := r.URL.Query()
	if r.Method == http.MethodPost {
		if err := r.ParseForm(); err != nil {
			return answer{status: http.StatusBadRequest}
		}
		query = r.Form
	}
	a := p.answer(path, r.URL.RawQuery, query)
	if p.quirks.sessions && strings.HasPrefix(a.contentType, "text/html") && pathHash(path)%4 == 0 {
		a.session, a.static = true, false
	}
	if at := address(path, r.URL.RawQuery); p.quirks.on && at == p.quirks.cut && a.status == http.StatusOK && w.once(p.url(at)+"#") {
		a.broken, a.static = true, false
	}
	return a
}

// answer is the portal's answer to an address.
func (p *portal) answer(path, rawQuery string, query url.Values) answer {
	if path == "/robots.txt" {
		return p.robots()
	}
	if a, ok := p.quirks.answer(p, path, rawQuery); ok {
		return a
	}
	if path == "/" || path == "/index.html" {
		return p.staticPage("/", p.newest, (*page).home)
	}
	if a, ok := p.asset(path); ok {
		return a
	}
	if a, ok := p.family.list(p, path, query); ok {
		return a
	}
	if a, ok := p.articleAnswer(path, rawQuery); ok {
		return a
	}
	return p.quirks.notFound(p, address(path, rawQuery))
}

func (p *portal) robots() answer {
	if p.quirks.robots == "" {
		return answer{status: http.StatusNotFound, contentType: "text/html", render: func(g *page) { g.s("<h1>404 Not Found</h1>") }}
	}
	return answer{status: http.StatusOK, contentType: "text/plain", render: func(g *page) { g.s(p.quirks.robots) }}
}

// asset answers for the style sheets, scripts and pictures that pages name.
func (p *portal) asset(path string) (answer, bool) {
	types := map[string]string{"/css/": "text/css", "/js/": "application/javascript", "/images/": "image/gif"}
	for dir, contentType := range types {
		if strings.HasPrefix(path, dir) {
			a := p.staticPage(path, p.newest, func(g *page) { g.s("/* ", p.host, " */\n") })
			a.contentType, a.static = contentType, true
			return a, true
		}
	}
	return answer{}, false
}

// articleAnswer answers for articles, their twins and their attachments.
func (p *portal) articleAnswer(path, query string) (answer, bool) {
	n, ok := p.numberIn(address(path, query))
	if query == "print=1" || strings.HasPrefix(query, "fontsize=") {
		query = ""
		n, ok = p.numberIn(path)
	}
	if !ok {
		return answer{}, false
	}
	a := p.article(n)
	at := address(path, query)
	own := p.family.articlePath(p, a)
	switch {
	case at == own:
		out := p.staticPage(own, a.date.Add(9*time.Hour), func(g *page) { g.article(a) })
		if a.format == FormatGBK {
			out.gbk, out.contentType = true, "text/html"
		}
		if n == p.quirks.plain {
			out.contentType = "text/plain"
		}
		return out, true
	case p.quirks.hasTwin(a) && at == twinPath(own):
		return p.staticPage(at, a.date, func(g *page) { g.twin(a) }), true
	case a.kind == kindReport && a.format == FormatDocx && at == p.family.attachmentPath(p, a):
		return p.attachment(a, at), true
	}
	return answer{}, false
}

func (p *portal) attachment(a article, at string) answer {
	out := p.staticPage(at, a.date.Add(8*time.Hour), func(g *page) {
		is := p.issuers[a.issuer]
		r := truth.Write(is.Issuer, a.year)
		// A buffer takes all writes, and the parts have fixed names.
		_ = docx.Write(g, docx.Properties{Title: r.Title, Author: is.short, Created: r.Published}, r.Passages, r.Tables)
	})
	out.static = true
	out.contentType = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	if a.number == p.quirks.mistyped {
		out.contentType = p.quirks.mistype
	}
	return out
}

// foreign answers for hosts that belong to no portal.
func foreign(host string) answer {
	for _, known := range foreignHosts() {
		if host == known {
			return answer{status: http.StatusOK, contentType: "text/html; charset=utf-8", render: func(g *page) {
				g.s(`<html><head><title>`, host, `</title></head><body><p>本站与各县政府网站无关。</p></body></html>`)
			}}
		}
	}
	return answer{status: http.StatusMisdirectedRequest}
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
