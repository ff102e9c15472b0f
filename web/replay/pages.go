package replay

import (
	"bytes"
	"cmp"
	_ "embed"
	"html"
	"html/template"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"

	"gongkai/archive"
	"gongkai/internal/urls"
)

// ownPolicy is for pages of this server's own making, which have no scripts
// either.
const ownPolicy = "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'"

//go:embed style.css
var styleSheet []byte

//go:embed pages.html
var pagesText string

// templates returns the pages of the server's own.
func templates() *template.Template {
	return template.Must(template.New("pages").Funcs(template.FuncMap{
		"clock":  clock,
		"status": status,
		"size":   size,
		"kind":   kindOf,
		"show":   func(c archive.Capture, url string) string { return address(c.Time, modePage, url) },
		"raw":    func(c archive.Capture, url string) string { return address(c.Time, modeRaw, url) },
		"plain":  plain,
		"href":   href,
	}).Parse(pagesText))
}

// href returns the attribute of a link to an address that is put together of
// parts. The template's own escaping would spell some archived URLs anew.
func href(parts ...string) template.HTMLAttr {
	return template.HTMLAttr(`href="` + html.EscapeString(strings.Join(parts, "")) + `"`)
}

// render writes one of the server's own pages.
func (s *Server) render(w http.ResponseWriter, status int, name string, data any) error {
	var b bytes.Buffer
	if err := s.pages.ExecuteTemplate(&b, name, data); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Length", strconv.Itoa(b.Len()))
	w.WriteHeader(status)
	_, _ = w.Write(b.Bytes()) // a reader that is gone needs no answer
	return nil
}

func (s *Server) style(w http.ResponseWriter) error {
	w.Header().Set("Content-Type", "text/css; charset=utf-8")
	w.Header().Set("Cache-Control", "max-age=3600")
	_, _ = w.Write(styleSheet)
	return nil
}

// fail tells people what is wrong.
func (s *Server) fail(w http.ResponseWriter, status int, what, detail, host string) {
	err := s.render(w, status, "fail", map[string]string{"Title": what, "Detail": printable(detail), "Host": host})
	if err != nil {
		http.Error(w, what, status)
	}
}

// unarchived says that there is no capture of a URL, and leads to those of its
// host.
func (s *Server) unarchived(w http.ResponseWriter, url string) {
	s.fail(w, http.StatusNotFound, "没有存档 Not archived", url, urls.Authority(url)+"/")
}

// goTo leads from the form to the captures of a URL, or to the sites that are
// called so: what has none of the signs of an address is a name.
func (s *Server) goTo(w http.ResponseWriter, _ *http.Request, query string) error {
	values, err := url.ParseQuery(query)
	asked := strings.TrimSpace(values.Get("url"))
	if err == nil && asked != "" && !strings.ContainsAny(asked, ".:/") {
		redirect(w, homeOf(asked, 0))
		return nil
	}
	star := strings.HasSuffix(asked, "*")
	address, ok := parseURL(strings.TrimSuffix(asked, "*"))
	if err != nil || asked == "" || !ok {
		s.fail(w, http.StatusBadRequest, "网址无法识别 This is no address of the web", asked, "")
		return nil
	}
	if star {
		address += "*"
	}
	redirect(w, "/web/*/"+address)
	return nil
}

// homeOf returns the address of the list of sites whose names or hosts contain a
// text, from one on.
func homeOf(text string, from int) string {
	return "/?q=" + url.QueryEscape(text) + "&from=" + strconv.Itoa(from)
}

// site is a host with a port, as the index lists it.
type site struct {
	Authority string // http://www.example.gov.cn/
	Portals   []string
}

// called reports whether a part of the site's host or of a portal's name is text.
func (a site) called(text string) bool {
	return strings.Contains(a.Authority, strings.ToLower(text)) ||
		slices.ContainsFunc(a.Portals, func(name string) bool { return strings.Contains(name, text) })
}

// home lists the hosts that are archived.
func (s *Server) home(w http.ResponseWriter, r *http.Request, query string) error {
	archived, err := s.archive.Authorities(r.Context())
	if err != nil {
		return err
	}
	values, _ := url.ParseQuery(query) // what can be read of it
	text := strings.TrimSpace(values.Get("q"))
	var sites []site
	for _, url := range archived {
		if a := (site{urls.Authority(url) + "/", s.starts[urls.Host(url)]}); a.called(text) {
			sites = append(sites, a)
		}
	}
	slices.SortStableFunc(sites, func(a, b site) int {
		return -cmp.Compare(min(len(a.Portals), 1), min(len(b.Portals), 1)) // those of portals first
	})
	of, more := len(sites), ""
	from, _ := strconv.Atoi(values.Get("from"))
	if from < 0 || from >= of {
		from = 0
	}
	sites = sites[from:]
	if len(sites) > atOnce {
		sites, more = sites[:atOnce], homeOf(text, from+atOnce)
	}
	return s.render(w, http.StatusOK, "home", map[string]any{"Sites": sites, "Text": text, "Of": of, "More": more})
}

// atOnce is how many sites or URLs are listed on a page.
const atOnce = 500

// below lists the archived URLs that begin with one.
func (s *Server) below(w http.ResponseWriter, r *http.Request, raw string) error {
	raw, from, _ := strings.Cut(raw, "*from=")
	begin, ok := parseURL(raw)
	if !ok {
		s.fail(w, http.StatusBadRequest, "网址无法识别 This is no address of the web", raw, "")
		return nil
	}
	prefix, err := urls.Key(begin)
	if err != nil {
		return err
	}
	var after archive.SURT
	if next, ok := parseURL(from); ok && from != "" {
		if after, err = urls.Key(next); err != nil {
			return err
		}
	}
	held, err := s.archive.Below(r.Context(), prefix, after, atOnce+1)
	if err != nil {
		return err
	}
	more := ""
	if len(held) > atOnce {
		held = held[:atOnce]
		more = "/web/*/" + begin + "*from=" + held[atOnce-1].URL + "*"
	}
	return s.render(w, http.StatusOK, "below", map[string]any{"URL": begin, "Held": held, "More": more})
}

// plain returns a URL for people: with what is percent-encoded decoded, where
// that can be shown.
func plain(raw string) string {
	text, err := url.PathUnescape(raw)
	if err != nil || strings.ContainsFunc(text, func(r rune) bool { return r <= ' ' || r == '\uFFFD' || !strconv.IsPrint(r) }) {
		return raw
	}
	return text
}

// kindOf returns what a capture is, in a word.
func kindOf(c archive.Capture) string {
	media := mediaType(c.MediaType, nil)
	switch {
	case c.Status/100 == 3 && c.Revisit != archive.RevisitUnchanged:
		return "转向 redirect"
	case formOf(media) == formPage:
		return "网页 page"
	}
	if extension := path.Ext(fileName(c, "")); extension != "" && len(extension) < 7 {
		return strings.ToLower(extension[1:])
	}
	_, sub, _ := strings.Cut(media, "/")
	return sub[:min(len(sub), 20)]
}

func size(n int64) string {
	switch {
	case n < 1<<10:
		return strconv.FormatInt(n, 10) + " B"
	case n < 1<<20:
		return strconv.FormatFloat(float64(n)/(1<<10), 'f', 1, 64) + " KiB"
	}
	return strconv.FormatFloat(float64(n)/(1<<20), 'f', 1, 64) + " MiB"
}
