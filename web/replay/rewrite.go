package replay

import (
	"bytes"
	"strings"
	"time"

	"golang.org/x/net/html"

	"gongkai/internal/urls"
)

// rewriter makes the addresses of a page or style sheet lead into the archive.
type rewriter struct {
	base    urls.Base
	charset string // that the page was in
	at      time.Time
	links   mode // in which links are followed

	refresh string // where the page would have led by itself
}

func newRewriter(url, charset string, at time.Time) *rewriter {
	base, _ := urls.NewBase(url) // a captured URL is one; the zero base resolves absolute addresses
	return &rewriter{base: base.Of(charset), charset: charset, at: at}
}

// reference returns the address in the archive of what ref names, and "" where
// that can't be archived: a script, a mail address, nonsense.
func (r *rewriter) reference(ref string, m mode) string {
	ref = strings.TrimSpace(ref)
	if m == modeInside && len(ref) > 5 && strings.EqualFold(ref[:5], "data:") {
		return ref
	}
	if strings.HasPrefix(ref, "#") {
		return ref
	}
	if m == modeInside && ref == "" {
		return ""
	}
	url, err := r.base.Resolve(ref)
	if err != nil {
		return ""
	}
	to := address(r.at, m, url)
	if _, fragment, ok := strings.Cut(ref, "#"); ok && m != modeInside {
		to += "#" + fragment
	}
	return to
}

// page returns a page whose addresses lead into the archive, without scripts.
// bar, which is called once all of the page was seen, gives what stands above
// it.
func (r *rewriter) page(page []byte, bar func() string) []byte {
	var out bytes.Buffer
	out.Grow(len(page) + len(page)/2)
	place := barPlace{}
	within := "" // the element whose raw text comes next
	z := html.NewTokenizer(bytes.NewReader(page))
	for {
		switch z.Next() {
		case html.ErrorToken: // the end
			at, room := place.of()
			if !room {
				return out.Bytes()
			}
			all := out.Bytes()
			return bytes.Join([][]byte{all[:at], []byte(bar()), all[at:]}, nil)
		case html.StartTagToken, html.SelfClosingTagToken:
			raw := bytes.Clone(z.Raw()) // reading the tag changes it
			t := z.Token()
			within = t.Data
			if t.Data == "noscript" {
				z.NextIsNotRawText() // it is what browsers without scripts show
			}
			if r.keeps(t) {
				out.Write(r.tag(t, raw))
			}
			place.saw(t.Data, out.Len())
			continue
		case html.TextToken:
			switch within {
			case "script":
			case "style":
				out.WriteString(r.style(string(z.Raw())))
			default:
				out.Write(z.Raw())
			}
		case html.EndTagToken:
			raw := bytes.Clone(z.Raw())
			name, _ := z.TagName()
			if string(name) != "script" && string(name) != "noscript" {
				out.Write(raw)
			}
			place.saw("/"+string(name), out.Len())
		case html.DoctypeToken:
			out.Write(z.Raw())
			place.saw("!doctype", out.Len())
		default:
			out.Write(z.Raw())
		}
		within = ""
	}
}

// barPlace finds where the bar goes: behind the tag of the body, else of the
// head's end, else behind the document type, which must come first.
type barPlace struct {
	at, rank int
	frames   bool
}

func (p *barPlace) saw(tag string, end int) {
	rank := map[string]int{"!doctype": 1, "/head": 2, "body": 3}[tag]
	if rank > p.rank {
		p.at, p.rank = end, rank
	}
	p.frames = p.frames || tag == "frameset"
}

// of returns the place, and whether there is room: a page of frames has none.
func (p *barPlace) of() (at int, room bool) { return p.at, !p.frames }

// keeps reports whether a tag stays, and takes note of what it says.
func (r *rewriter) keeps(t html.Token) bool {
	switch t.Data {
	case "script", "noscript":
		return false
	case "base":
		if href, ok := attribute(t, "href"); ok {
			if to, err := r.base.Resolve(href); err == nil {
				base, _ := urls.NewBase(to)
				r.base = base.Of(r.charset)
			}
		}
		return false
	case "meta":
		kind, _ := attribute(t, "http-equiv")
		if strings.EqualFold(strings.TrimSpace(kind), "refresh") {
			content, _ := attribute(t, "content")
			r.note(content)
		}
		name, _ := attribute(t, "name")
		_, charset := attribute(t, "charset") // the page comes in UTF-8
		return kind == "" && !charset && !strings.EqualFold(name, "referrer")
	case "link":
		rel, _ := attribute(t, "rel")
		for kind := range strings.FieldsSeq(strings.ToLower(rel)) {
			if kind == "stylesheet" || kind == "icon" {
				return true
			}
		}
		return false // others make browsers ask or resolve ahead
	}
	return true
}

// note keeps where a page leads by itself: "0; url='/zwgk/'".
func (r *rewriter) note(content string) {
	_, rest, _ := strings.Cut(strings.ReplaceAll(content, ",", ";"), ";")
	rest = strings.TrimSpace(rest)
	if len(rest) > 3 && strings.EqualFold(rest[:3], "url") {
		_, rest, _ = strings.Cut(rest, "=")
	}
	if rest = strings.Trim(strings.TrimSpace(rest), `'"`); rest != "" {
		r.refresh = r.reference(rest, modePage)
	}
}

func attribute(t html.Token, name string) (string, bool) {
	for _, a := range t.Attr {
		if a.Key == name {
			return a.Val, true
		}
	}
	return "", false
}
