package htmldoc

import (
	"net/url"
	"path"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"gongkai/archive"
	"gongkai/internal/pictures"
	"gongkai/internal/urls"
)

// links gathers a page's links, each address once.
type links struct {
	base  urls.Base
	own   string // the page's address
	known bool   // it has one
	seen  map[string]bool
	list  []archive.Link
}

func newLinks(address, href, charset string) *links {
	l := &links{seen: make(map[string]bool), list: []archive.Link{}}
	if base, err := urls.NewBase(address); err == nil {
		l.base, l.known = base, true
		l.own, _ = urls.Canonical(address) // a base is one
	}
	if href != "" {
		if resolved, err := l.base.Resolve(href); err == nil {
			if base, err := urls.NewBase(resolved); err == nil {
				l.base, l.known = base, true
			}
		}
	}
	l.base = l.base.Of(charset)
	return l
}

func (l *links) all() []archive.Link { return l.list }

// add adds what n leads to, or shows: files and the article's further pages from anywhere,
// pages and pictures from the content alone.
func (l *links) add(n *html.Node, content bool) {
	text, target := "", ""
	switch n.DataAtom {
	case atom.A, atom.Area:
		target = attr(n, "href")
		text = textOf(n)
		if text == "" {
			text = clean(attr(n, "title"))
		}
	case atom.Iframe, atom.Embed, atom.Frame:
		target = attr(n, "src")
	case atom.Object:
		target = attr(n, "data")
	case atom.Img:
		if target = pictures.Of(n); target != "" && content {
			l.put(target, "")
		}
		return
	}
	target = strings.TrimSpace(target)
	if scripted(target) {
		if file := quotedFile(attr(n, "onclick") + " " + target); file != "" {
			l.put(file, text)
		}
		return
	}
	if inner := viewed(target); inner != "" {
		target = inner
	}
	if isFile(target) || n.DataAtom == atom.A && (content || l.further(target)) {
		l.put(target, text)
	}
}

// further reports whether an address is another page of the article, of which a further
// one leads to the next.
func (l *links) further(target string) bool {
	if l.own == "" {
		return false
	}
	resolved, err := l.base.Resolve(target)
	return err == nil && (urls.Further(l.own, resolved) > 0 || urls.Behind(l.own, resolved))
}

func (l *links) put(target, text string) {
	resolved := target
	if r, err := l.base.Resolve(target); err == nil {
		resolved = r
	} else if l.known || strings.Contains(target, ":") {
		return // not http, or no address at all
	}
	if !l.seen[resolved] {
		l.seen[resolved] = true
		l.list = append(l.list, archive.Link{URL: resolved, Text: text, Attachment: isFile(resolved) || pictures.IsPicture(resolved)})
	}
}

// scripted reports whether an address is none, but leaves it to a script.
func scripted(target string) bool {
	return target == "" || target[0] == '#' || len(target) >= 11 && strings.EqualFold(target[:11], "javascript:")
}

// quotedFile returns the first quoted string of a script that is the address of
// a file.
func quotedFile(script string) string {
	for range 20 {
		at := strings.IndexAny(script, `'"`)
		if at < 0 {
			return ""
		}
		value, rest, closed := strings.Cut(script[at+1:], script[at:at+1])
		if !closed {
			return ""
		}
		if inner := viewed(value); inner != "" {
			value = inner
		}
		if isFile(value) {
			return value
		}
		script = rest
	}
	return ""
}

// viewed returns the file that an address shows in a viewer's page
// (/pdfjs/web/viewer.html?file=…), or "".
func viewed(target string) string {
	p, query, ok := strings.Cut(target, "?")
	if !ok || !strings.Contains(strings.ToLower(p), "viewer") && !strings.Contains(strings.ToLower(p), "pdfjs") {
		return ""
	}
	query, _, _ = strings.Cut(query, "#")
	for pair := range strings.SplitSeq(query, "&") {
		if value, ok := strings.CutPrefix(pair, "file="); ok {
			if file, err := url.QueryUnescape(value); err == nil {
				return file
			}
		}
	}
	return ""
}

// isFile reports whether an address leads to a file rather than a page, by its
// extension or by the CMS's address for downloads.
func isFile(target string) bool {
	target, _, _ = strings.Cut(target, "#")
	p, query, _ := strings.Cut(target, "?")
	p = strings.ToLower(p)
	switch path.Base(p) {
	case "download.jsp", "downfile.jsp":
		return true
	}
	if _, after, ok := strings.Cut(p, "://"); ok && !strings.Contains(after, "/") {
		return false // a host may end in .et
	}
	if fileExtension(p) {
		return true
	}
	for pair := range strings.SplitSeq(strings.ToLower(query), "&") {
		if name, value, _ := strings.Cut(pair, "="); strings.Contains(name, "file") && fileExtension(value) {
			return true
		}
	}
	return false
}

func fileExtension(p string) bool {
	switch path.Ext(p) {
	case ".doc", ".docx", ".wps", ".pdf", ".xls", ".xlsx", ".et", ".rtf", ".odt", ".ofd", ".zip", ".rar", ".7z", ".txt":
		return true
	}
	return false
}
