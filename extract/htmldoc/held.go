package htmldoc

import (
	"cmp"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"gongkai/internal/jstext"
)

// leastHeld is the least length in bytes of a text that a script may show as an
// article, and mostShown the length of what a page shows beside one: its menus.
const (
	leastHeld = 600
	mostShown = 12_000
	maxLost   = 16 // times the data that are read for ends of texts that have none
)

// Held returns the markup of a report that data, or a script, hold in quotes; "" where
// there is none, or several that differ: which of them is shown is not known. Nor is it
// where what stands next to it is the title of another report than the one of title.
func Held(data, title string) string {
	if !strings.Contains(data, "信息公开") && !strings.Contains(data, `\u4fe1\u606f\u516c\u5f00`) {
		return ""
	}
	found, lost := "", 0
	at, ends := 0, 0                 // where it stands
	named, distance := "", len(data) // the title that is nearest to it
	var titles []struct {
		text string
		at   int
	}
	for i := 0; i < len(data); i++ {
		if data[i] == '/' {
			i += comment(data, i)
			continue
		}
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
			if lost += end - i; lost > maxLost*len(data) {
				break
			}
			continue
		}
		text := data[i+1 : end]
		if len(text) < leastHeld {
			if text = asMarkup(text, escaped); isReportTitle(text) {
				titles = append(titles, struct {
					text string
					at   int
				}{text, i})
			}
		} else {
			text = asMarkup(text, escaped)
			if strings.Contains(text, `":`) { // data within data
				text = Held(text, title)
			}
			switch {
			case !reports(text):
			case isPiece(data, i, end):
				return "" // what stands between the pieces, only the script knows
			case found != "" && found != text:
				return ""
			default:
				found, at, ends = text, i, end
			}
		}
		i = end
	}
	for _, t := range titles {
		if away := max(at-t.at, t.at-ends); away < distance {
			named, distance = t.text, away
		}
	}
	if named != "" && isReportTitle(title) && !strings.Contains(squeezed(title), squeezed(named)) && !strings.Contains(squeezed(named), squeezed(title)) {
		return ""
	}
	return found
}

// comment returns how many bytes a comment of a script has behind the stroke that it
// begins with, or 0 where none begins there.
func comment(data string, at int) int {
	rest, end := data[at+1:], "*/"
	if strings.HasPrefix(rest, "/") && (at == 0 || strings.IndexByte(" \t\r\n;{}(),", data[at-1]) >= 0) {
		end = "\n"
	} else if !strings.HasPrefix(rest, "*") {
		return 0
	}
	if n := strings.Index(rest[1:], end); n >= 0 {
		return 1 + n + len(end)
	}
	return len(rest)
}

// isPiece reports whether a script joins the text between two quotes to others.
func isPiece(data string, from, to int) bool {
	const space = " \t\r\n"
	return strings.HasSuffix(strings.TrimRight(data[:from], space), "+") || strings.HasPrefix(strings.TrimLeft(data[to+1:], space), "+")
}

// isReportTitle reports whether a text may be the title of a year's report.
func isReportTitle(text string) bool {
	return len(text) <= 400 && strings.Contains(text, "信息公开") && strings.Contains(text, "20") && strings.Contains(text, "报") && !strings.Contains(text, "</p>")
}

func squeezed(text string) string { return strings.Join(strings.Fields(text), "") }

// asMarkup returns what a text in quotes says, as markup: some is escaped once more.
func asMarkup(text string, escaped bool) string {
	if escaped {
		text = jstext.Unescaped(text)
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
	held, title, heading, shown := "", "", "", 0
	var scripts []string
	for n := range root.Descendants() {
		switch {
		case n.DataAtom == atom.Title && title == "":
			title = textOf(n)
		case n.DataAtom == atom.Body && body == nil:
			body = n
		case n.DataAtom == atom.Table:
			if statutory(n) {
				return false
			}
		case n.Type == html.TextNode && n.Parent.DataAtom == atom.Script:
			scripts = append(scripts, n.Data)
		case n.Type == html.TextNode && n.Parent.DataAtom != atom.Style:
			if shown += len(strings.TrimSpace(n.Data)); shown > mostShown || strings.Contains(n.Data, "收到和处理政府信息公开申请") {
				return false
			}
			if heading == "" && n.Parent.DataAtom != atom.A && isReportTitle(n.Data) && !strings.ContainsAny(n.Data, "，。") {
				heading = n.Data
			}
		}
	}
	if !isReportTitle(title) {
		title = heading
	}
	for _, script := range scripts {
		piece := Held(script, title)
		if held != "" && piece != "" && piece != held {
			return false
		}
		held = cmp.Or(held, piece)
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
