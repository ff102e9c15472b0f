package htmldoc

import (
	"bytes"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"gongkai/archive"
	"gongkai/extract/title"
	"gongkai/extract/visible"
)

// maxNodes is how many nodes a page may be expected to become. A parsed node
// takes about 150 bytes; real pages have some thousands.
const maxNodes = 2_000_000

// bloats reports whether a page might become more nodes than fit. The standard
// has every block repeat the formatting elements that are open, so a page of a
// megabyte can become gigabytes: nodes are bounded by tags times one more than
// the formatting elements left open.
func bloats(text []byte) bool {
	tags := bytes.Count(text, []byte("<"))
	if tags*512 < maxNodes {
		return false // the parser allows 512 open elements
	}
	open, most := 0, 0
	for i := bytes.IndexByte(text, '<'); i >= 0; {
		rest := text[i+1:]
		switch {
		case formats(rest):
			open++
			most = max(most, open)
		case len(rest) > 0 && rest[0] == '/' && formats(rest[1:]):
			open = max(0, open-1)
		}
		next := bytes.IndexByte(rest, '<')
		if next < 0 {
			break
		}
		i += 1 + next
	}
	return tags > maxNodes || tags*(min(most, 512)+1) > maxNodes*4
}

// formats reports whether a tag's text begins with the name of an element that
// blocks repeat.
func formats(tag []byte) bool {
	end := bytes.IndexAny(tag[:min(len(tag), 8)], " \t\n\f\r/>")
	if end <= 0 {
		return false
	}
	switch strings.ToLower(string(tag[:end])) {
	case "a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u":
		return true
	}
	return false
}

// readFlat reads the text of a page that can't be parsed, without tables.
func readFlat(text []byte, why string) archive.Document {
	doc := archive.Document{
		Blocks: []archive.Passage{}, Tables: []archive.Table{}, Links: []archive.Link{},
		Warnings: []archive.Warning{{Code: "page_flat", Message: "the page was read as text without tables: " + why}},
	}
	var l visible.Line
	skip := ""
	flush := func() {
		if s := l.Take(); s != "" {
			doc.Blocks = append(doc.Blocks, archive.Passage{Type: archive.PassageParagraph, Text: s})
		}
	}
	z := html.NewTokenizer(bytes.NewReader(text))
	for {
		switch z.Next() {
		case html.ErrorToken:
			flush()
			doc.Title = title.FromLines(doc.Blocks)
			return doc
		case html.TextToken:
			if skip == "" {
				l.Write(string(z.Text()))
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			name, _ := z.TagName()
			n := html.Node{Type: html.ElementNode, DataAtom: atom.Lookup(name)}
			switch {
			case n.DataAtom == atom.Script || n.DataAtom == atom.Style || n.DataAtom == atom.Title:
				skip = string(name)
			case isBlock(&n) || n.DataAtom == atom.Br:
				flush()
			}
		case html.EndTagToken:
			name, _ := z.TagName()
			n := html.Node{Type: html.ElementNode, DataAtom: atom.Lookup(name)}
			if string(name) == skip {
				skip = ""
			}
			if isBlock(&n) {
				flush()
			}
		}
	}
}
