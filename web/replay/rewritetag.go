package replay

import (
	"regexp"
	"strings"

	"golang.org/x/net/html"
)

// tag returns a start tag with its addresses leading into the archive; raw is
// the tag as it stands, and is returned where nothing changes.
func (r *rewriter) tag(t html.Token, raw []byte) []byte {
	var kept []html.Attribute
	changed := false
	seen := make(map[string]bool, len(t.Attr))
	for _, a := range t.Attr {
		value, keep := r.attribute(t.Data, a.Key, a.Val)
		if seen[a.Key] || !keep {
			changed = true
			continue
		}
		seen[a.Key] = true
		changed = changed || value != a.Val
		kept = append(kept, html.Attribute{Key: a.Key, Val: value})
	}
	if t.Data == "img" {
		if src := r.lazy(t); src != "" {
			kept = append([]html.Attribute{{Key: "src", Val: src}}, kept...)
			changed = true
		}
	}
	if !changed {
		return raw
	}
	var b strings.Builder
	b.WriteString("<" + t.Data)
	for _, a := range kept {
		b.WriteString(" " + a.Key + `="` + html.EscapeString(a.Val) + `"`)
	}
	if t.Type == html.SelfClosingTagToken {
		b.WriteString(" /")
	}
	b.WriteString(">")
	return []byte(b.String())
}

// attribute returns the value of an attribute in the archive, and whether it
// stays.
func (r *rewriter) attribute(tag, name, value string) (string, bool) {
	if strings.HasPrefix(name, "on") {
		return "", false // a script
	}
	inside := func() (string, bool) {
		to := r.reference(value, modeInside)
		return to, to != ""
	}
	switch name {
	case "href", "xlink:href":
		switch tag {
		case "a", "area":
			to := r.reference(value, r.links)
			return to, to != ""
		case "link", "image", "use":
			return inside()
		}
		return value, true
	case "src":
		if tag == "iframe" || tag == "frame" {
			to := r.reference(value, modeFrame)
			return to, to != ""
		}
		return inside()
	case "poster", "background":
		return inside()
	case "srcset":
		return r.srcset(value), true
	case "style":
		return r.style(value), true
	case "target", "ping", "action", "formaction", "srcdoc", "manifest", "codebase", "classid", "archive", "data",
		"integrity", "crossorigin", "nonce", "http-equiv", "imagesrcset", "sandbox", "csp":
		// Addresses of what isn't shown, and what would keep a changed page from
		// being shown. A link to a new window would not open: a sandbox has none.
		return "", false
	}
	return value, true
}

// lazy returns the address of an image that a script would have put in its
// place.
func (r *rewriter) lazy(t html.Token) string {
	if src, ok := attribute(t, "src"); ok && src != "" && !strings.HasPrefix(src, "data:") {
		return ""
	}
	for _, name := range []string{"data-original", "data-src", "data-lazy-src"} {
		if src, ok := attribute(t, name); ok && src != "" {
			return r.reference(src, modeInside)
		}
	}
	return ""
}

// srcset rewrites a list of images with their sizes.
func (r *rewriter) srcset(value string) string {
	var all []string
	for candidate := range strings.SplitSeq(value, ", ") {
		url, size, _ := strings.Cut(strings.TrimSpace(candidate), " ")
		if to := r.reference(strings.TrimSuffix(url, ","), modeInside); to != "" {
			all = append(all, strings.TrimSpace(to+" "+size))
		}
	}
	return strings.Join(all, ", ")
}

var (
	styleURL    = regexp.MustCompile(`(?i)\burl\(\s*("[^"]*"|'[^']*'|[^)'"\s]*)\s*\)`)
	styleImport = regexp.MustCompile(`(?i)(@import\s+)("[^"]*"|'[^']*')`)
	styleSet    = regexp.MustCompile(`(?i)^\s*@charset\s+("[^"]*"|'[^']*')\s*;`)
)

// style rewrites a style sheet.
func (r *rewriter) style(css string) string {
	css = styleSet.ReplaceAllLiteralString(css, "")
	css = styleImport.ReplaceAllStringFunc(css, func(m string) string {
		parts := styleImport.FindStringSubmatch(m)
		return parts[1] + r.styleReference(parts[2])
	})
	return styleURL.ReplaceAllStringFunc(css, func(m string) string {
		return "url(" + r.styleReference(styleURL.FindStringSubmatch(m)[1]) + ")"
	})
}

// styleReference returns a reference of a style sheet, which may have quotes,
// with quotes.
func (r *rewriter) styleReference(ref string) string {
	to := r.reference(strings.Trim(ref, `'"`), modeInside)
	if to == "" {
		to = "about:invalid"
	}
	return `"` + strings.NewReplacer(`"`, "%22", `\`, "%5C", "<", "%3C", "\n", "").Replace(to) + `"`
}
