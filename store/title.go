package store

import (
	"context"
	"io"
	"path"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"gongkai/archive"
	"gongkai/internal/charset"
	"gongkai/internal/coding"
	"gongkai/internal/markup"
)

// isPage reports whether people look for a capture: a page or a file that was
// there, and not what a crawler asks for besides.
func isPage(c archive.Capture) bool {
	switch c.Kind {
	case archive.KindRobots, archive.KindNotFound, archive.KindListData:
		return false
	}
	return c.Status == 200
}

// titleBytes is how far into a page its title is looked for.
const titleBytes = 128 << 10

// titles finds the titles of captures; payloads that it has met it does not
// read again.
type titles struct {
	store *Store
	known map[archive.Digest]string
}

// of returns what people know a capture by: a page's own title, the text of the
// link to it, or the name of the file.
func (t titles) of(ctx context.Context, c archive.Capture) string {
	title, met := t.known[c.Payload]
	if !met && strings.Contains(strings.ToLower(c.MediaType), "html") {
		title = t.store.title(ctx, c)
		t.known[c.Payload] = title
	}
	if title == "" {
		title = c.Anchor
	}
	if title == "" {
		title = path.Base(c.URL)
	}
	return title
}

// title returns the text of a page's title element; a page that can't be read
// has none.
func (s *Store) title(ctx context.Context, c archive.Capture) string {
	payload, err := s.Payload(ctx, c)
	if err != nil {
		return ""
	}
	defer payload.Close()
	r, err := coding.NewReader(c.Encoding, payload, titleBytes)
	if err != nil {
		return ""
	}
	page, _ := io.ReadAll(r) // the beginning is enough
	text, _ := charset.Decode(page, c.MediaType)
	return titleIn(markup.Parse(text))
}

// titleIn returns the text of the first title element below n.
func titleIn(n *html.Node) string {
	for d := range n.Descendants() {
		if d.Type == html.ElementNode && d.DataAtom == atom.Title && d.FirstChild != nil {
			return strings.Join(strings.Fields(d.FirstChild.Data), " ")
		}
	}
	return ""
}
