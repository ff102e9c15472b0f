package htmldoc

import (
	"fmt"
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"gongkai/archive"
)

// picture keeps the cell that n stands in, if n is a picture that may show a
// figure.
func (p *page) picture(n *html.Node) {
	switch n.DataAtom {
	case atom.Img, atom.Svg, atom.Canvas, atom.Object, atom.Embed:
	case atom.Input:
		if !strings.EqualFold(attr(n, "type"), "image") {
			return
		}
	default:
		return
	}
	if hidden(n) || speck(n, "width") || speck(n, "height") {
		return
	}
	for c := n.Parent; c != nil && c.DataAtom != atom.Table; c = c.Parent {
		if c.DataAtom == atom.Td || c.DataAtom == atom.Th {
			if p.pictured == nil {
				p.pictured = make(map[*html.Node]bool)
			}
			p.pictured[c] = true
			return
		}
	}
}

// speck reports whether a picture is too small to show a figure.
func speck(n *html.Node, side string) bool {
	size, _, ok := number(attr(n, side))
	return ok && size <= 3
}

// maxPictures is how many cells with pictures are told of.
const maxPictures = 5

// warnOfPictures warns of cells of a table in which a picture stands where a number
// may be: without words.
func (r *reader) warnOfPictures(table int, cells []archive.Cell) {
	for _, c := range cells {
		if r.pictures++; r.pictures > maxPictures {
			return
		}
		r.warn("cell_picture", fmt.Sprintf("a picture stands in a cell of table %d, in row %d, column %d, where a number may be; it was not read",
			table+1, c.Row+1, c.Column+1))
	}
}

// wordless reports whether a text has no letters.
func wordless(text string) bool { return !strings.ContainsFunc(text, unicode.IsLetter) }
