package replay

import (
	"context"
	"io"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"gongkai/archive"
	"gongkai/internal/charset"
	"gongkai/internal/coding"
	"gongkai/internal/markup"
)

// maxLines bounds how many lines of two texts are compared.
const maxLines = 50_000

// reading is what can be read in a capture.
type reading struct {
	lines    []string
	document bool // as the archive has read it; else as the page has it
}

// read returns the text of a capture, and whether it has one. The document that
// was read out of it, which has no menus, goes before the text of the page.
func (s *Server) read(ctx context.Context, c archive.Capture, wantPage bool) (reading, bool, error) {
	if !wantPage {
		d, err := s.archive.DocumentOf(ctx, c)
		if err != nil {
			return reading{}, false, err
		}
		if d != nil {
			return reading{lines: lines(d.Title + "\n" + d.Text), document: true}, true, nil
		}
	}
	form := formOf(mediaType(c.MediaType, nil))
	if form != formPage && form != formText && c.MediaType != "" {
		return reading{}, false, nil
	}
	payload, err := s.archive.Payload(ctx, c)
	if err != nil {
		return reading{}, false, err
	}
	defer payload.Close()
	decoded, err := coding.NewReader(c.Encoding, payload, maxPage)
	if err != nil {
		return reading{}, false, nil // a coding that is not read
	}
	body, _ := io.ReadAll(decoded) // what comes before damage is compared
	text, _ := charset.Decode(body, c.MediaType)
	if formOf(mediaType(c.MediaType, body)) == formText {
		return reading{lines: lines(string(text))}, true, nil
	}
	return reading{lines: lines(visible(markup.Parse(text)))}, true, nil
}

// lines returns the lines of a text that hold something.
func lines(text string) []string {
	var all []string
	for line := range strings.Lines(text) {
		if line = strings.Join(strings.Fields(line), " "); line != "" && len(all) < maxLines {
			all = append(all, line)
		}
	}
	return all
}

// visible returns the text of a page that people see, a line a block.
func visible(n *html.Node) string {
	var b strings.Builder
	var walk func(n *html.Node)
	walk = func(n *html.Node) {
		switch n.Type {
		case html.TextNode:
			b.WriteString(strings.NewReplacer("\n", " ", "\r", " ").Replace(n.Data))
			return
		case html.ElementNode:
			switch n.DataAtom {
			case atom.Script, atom.Style, atom.Noscript, atom.Template:
				return
			case atom.Td, atom.Th:
				b.WriteByte('\t')
			case atom.A, atom.B, atom.I, atom.U, atom.Em, atom.Strong, atom.Span, atom.Font, atom.Sub, atom.Sup, atom.Img, atom.Small:
			default:
				b.WriteByte('\n')
				defer b.WriteByte('\n')
			}
		}
		for child := range n.ChildNodes() {
			walk(child)
		}
	}
	walk(n)
	return b.String()
}
