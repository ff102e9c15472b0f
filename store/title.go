package store

import (
	"cmp"
	"io"
	"path"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"gongkai/archive"
	"gongkai/internal/charset"
	"gongkai/internal/coding"
	"gongkai/internal/markup"
	"gongkai/store/warc"
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

// nameOf returns what people know a capture by that has no title: the text of
// the link to it, or the name of the file.
func nameOf(c archive.Capture) string { return cmp.Or(c.Anchor, path.Base(c.URL)) }

// pageTitle returns the text of the title element of a page with this payload;
// a page that can't be read has none.
func pageTitle(p warc.Page, payload io.Reader) string {
	r, err := coding.NewReader(p.Encoding, payload, titleBytes)
	if err != nil {
		return ""
	}
	page, _ := io.ReadAll(r) // the beginning is enough
	text, _ := charset.Decode(page, p.MediaType)
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
