package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"

	"gongkai/archive"
	"gongkai/crawler/cms"
	"gongkai/internal/charset"
	"gongkai/internal/coding"
	"gongkai/store"
)

// home returns how the visit of the seed ended, at the end of its redirects.
func (s *sightings) home(seed string) *archive.Outcome {
	var found *archive.Outcome
	for i := range s.outcomes {
		o := &s.outcomes[i]
		if o.Visit.URL != seed || o.Result == archive.ResultDeferred {
			continue
		}
		found = o
		if o.Result == archive.ResultRedirected && len(o.Outlinks) > 0 {
			seed = o.Outlinks[0].URL
		}
	}
	return found
}

// maxHome is how much of a home page is read.
const maxHome = 8 << 20

// lookAtHome reads what the home page says of itself.
func (v *probeView) lookAtHome(ctx context.Context, st *store.Store, home *archive.Outcome) error {
	c := *home.Capture
	payload, err := st.Payload(ctx, c)
	if err != nil {
		return err
	}
	defer payload.Close()
	plain, err := coding.NewReader(c.Encoding, payload, maxHome)
	if err != nil {
		return nil // a coding that nobody asked for: nothing can be read
	}
	defer plain.Close()
	body, err := io.ReadAll(io.LimitReader(plain, maxHome))
	if err != nil {
		return nil // cut short, or damaged: the outcome tells
	}
	text, how := charset.Decode(body, c.MediaType)
	if c.Status == http.StatusOK && !isHTML(c.MediaType, text) {
		return usage("%s is no web page: it was sent as %q; give the address of a portal or of one of its columns", c.URL, c.MediaType)
	}
	v.Charset, v.Declared = how.Name, how.How
	id := cms.Identify(text)
	v.Name = id.SiteName
	if titled := siteName(id.Title); v.Name == "" || ownFolder(v.URL) != "" && cms.Organ(titled) {
		v.Name = titled // of a bureau or a town, whose pages declare their county's site
	}
	if code := strings.TrimSpace(id.SiteCode); len(code) == 10 && strings.Trim(code, "0123456789") == "" {
		v.Division = code[:6]
	}
	return nil
}

// isHTML reports whether an answer is a web page.
func isHTML(mediaType string, text []byte) bool {
	head := strings.ToLower(string(text[:min(len(text), 4096)]))
	return strings.Contains(head, "<html") || strings.Contains(head, "<!doctype html") ||
		strings.Contains(strings.ToLower(mediaType), "html") && strings.Contains(head, "<")
}

// siteName returns the name of the site in the title of its home page.
func siteName(title string) string {
	parts := strings.FieldsFunc(title, func(c rune) bool { return strings.ContainsRune("-_|—–·", c) })
	for _, part := range parts {
		part = strings.TrimSpace(part)
		for _, end := range []string{"门户网站", "官方网站", "政务网", "网站首页", "首页"} {
			part = strings.TrimSuffix(part, end)
		}
		if part != "" && !strings.HasPrefix(part, "欢迎") {
			return part
		}
	}
	return ""
}

// notFoundText says how a site answers for an address that can't exist.
func notFoundText(n *archive.NotFound) string {
	switch {
	case n == nil:
		return ""
	case n.Location != "":
		return fmt.Sprintf("status %d to %s", n.Status, n.Location)
	case n.Status == http.StatusOK:
		return fmt.Sprintf("status 200 with the page “%s”", n.Title)
	default:
		return fmt.Sprintf("status %d", n.Status)
	}
}
