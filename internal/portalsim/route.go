package portalsim

import (
	"net/http"
	"net/url"
	"strings"
	"time"

	"gongkai/internal/portalsim/docx"
	"gongkai/internal/portalsim/truth"
)

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
	at := sorted(address(path, query))
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
	case a.kind == kindReport && a.format == FormatDocx && at == sorted(p.family.attachmentPath(p, a)):
		return p.attachment(a, at), true
	}
	return answer{}, false
}

// sorted puts the query of an address in order: programs that answer for a
// query do not mind how it is ordered.
func sorted(address string) string {
	path, query, ok := strings.Cut(address, "?")
	if !ok {
		return address
	}
	q, err := url.ParseQuery(query)
	if err != nil {
		return address
	}
	return path + "?" + q.Encode()
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
