package htmldoc

import (
	"cmp"
	"encoding/json"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// leastHeld is the least length in bytes of a text that a script may show as an
// article, and mostShown the length of what a page shows beside one: its menus.
const (
	leastHeld = 600
	mostShown = 12_000
)

// Held returns the markup of a report that data, or a script, hold in quotes; "" where
// there is none, or several that differ: which of them is shown is not known.
func Held(data string) string {
	if !strings.Contains(data, "信息公开") && !strings.Contains(data, `\u4fe1\u606f\u516c\u5f00`) {
		return ""
	}
	found := ""
	for i := 0; i < len(data); i++ {
		quote := data[i]
		if quote != '"' && quote != '\'' && quote != '`' {
			continue
		}
		end, escaped := i+1, false
		for end < len(data) && data[end] != quote && (quote == '`' || data[end] != '\n') {
			if data[end] == '\\' {
				escaped = true
				end++
			}
			end++
		}
		if end >= len(data) || data[end] != quote {
			continue
		}
		if text := data[i+1 : end]; len(text) >= leastHeld {
			if text = asMarkup(text, escaped); reports(text) {
				if found != "" && found != text {
					return ""
				}
				found = text
			}
		}
		i = end
	}
	return found
}

// asMarkup returns what a text in quotes says, as markup: some is escaped once more.
func asMarkup(text string, escaped bool) string {
	if escaped {
		var plain string
		if json.Unmarshal([]byte(`"`+strings.ReplaceAll(strings.ReplaceAll(text, `\'`, `'`), "\n", `\n`)+`"`), &plain) != nil {
			return ""
		}
		text = plain
	}
	if !strings.Contains(text, "<") && strings.Contains(text, "&lt;") {
		text = html.UnescapeString(text)
	}
	return text
}

// reports tells whether a text is the markup of a report: what each has to speak of.
func reports(text string) bool {
	return strings.Contains(text, "<") && strings.Contains(text, "主动公开") && strings.Contains(text, "申请") &&
		(strings.Contains(text, "政府信息公开") || strings.Contains(text, "信息公开工作"))
}

// graft puts a report that the page's scripts hold where the page would show it,
// and reports whether there was one: the page shows none itself.
func graft(root *html.Node) bool {
	var body *html.Node
	held, shown := "", 0
	for n := range root.Descendants() {
		switch {
		case n.DataAtom == atom.Body && body == nil:
			body = n
		case n.DataAtom == atom.Table:
			if statutory(n) {
				return false
			}
		case n.Type == html.TextNode && n.Parent.DataAtom == atom.Script:
			piece := Held(n.Data)
			if held != "" && piece != "" && piece != held {
				return false
			}
			held = cmp.Or(held, piece)
		case n.Type == html.TextNode && n.Parent.DataAtom != atom.Style:
			if shown += len(strings.TrimSpace(n.Data)); shown > mostShown || strings.Contains(n.Data, "收到和处理政府信息公开申请") {
				return false
			}
		}
	}
	if held == "" || body == nil {
		return false
	}
	box := &html.Node{Type: html.ElementNode, Data: "div", DataAtom: atom.Div, Attr: []html.Attribute{{Key: "id", Val: "zoom"}}}
	pieces, err := html.ParseFragment(strings.NewReader(held), box)
	if err != nil {
		return false
	}
	for _, n := range pieces {
		box.AppendChild(n)
	}
	body.AppendChild(box)
	return true
}
