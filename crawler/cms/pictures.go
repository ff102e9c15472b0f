package cms

import (
	"bytes"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"gongkai/archive"
	"gongkai/internal/pictures"
)

// tableLabels are in the statutory tables' order (shared by the forms of 2019 and
// 2021) what each of them says and nothing else on a page does.
var tableLabels = [...]string{"第二十条第", "申请人情况", "结果维持"}

// pictured reads the pictures that a report's page shows in the place of its text,
// or of a table: a scan, or what a program made of it.
func (r *reader) pictured() {
	titled := hasYear(r.title) && isReportTitle(r.title)
	if r.page.Root == nil || r.page.Kind != archive.KindPage || !r.articleish() || !titled && !r.statutory() {
		return
	}
	whole := true
	for _, label := range tableLabels {
		whole = whole && bytes.Contains(r.page.Body, []byte(label))
	}
	if whole {
		return
	}
	before := len(r.links)
	for _, ref := range r.shown() {
		if len(r.links) >= before+pictures.Most {
			break
		}
		if url, err := r.page.Base.Resolve(ref); err == nil {
			r.add(Link{URL: url, Text: r.title, Kind: archive.KindAttachment, Column: r.column, Score: PartScore, Picture: true}, false)
		}
	}
}

// pictureOf reads a link that leads to a picture and is titled as a report.
func (r *reader) pictureOf(href, text, section string) {
	if !pictures.IsPicture(href) || !isReportTitle(text) {
		return
	}
	if url, err := r.page.Base.Resolve(href); err == nil {
		r.add(Link{URL: url, Text: text, Kind: archive.KindAttachment, Column: section, Score: scoreOf(textLexicon.read(text), text), Place: r.trace.String()}, false)
	}
}

// PartScore is the least score of a file that may be a report or a part of one, and
// that of a picture of a report's page: below that of what is titled as a report.
const PartScore = 930

// shown returns the pictures in the body of the page's article; where nothing marks
// that, those of the page that lead nowhere.
func (r *reader) shown() (refs []string) {
	inside := !r.bodyBox
	var visit func(n *html.Node, inside, anchored bool, depth int)
	visit = func(n *html.Node, inside, anchored bool, depth int) {
		for c := n.FirstChild; c != nil && depth <= maxDepth && len(refs) < maxLinks; c = c.NextSibling {
			inside, anchored := inside, anchored
			switch c.DataAtom {
			case atom.Img:
				if ref := pictures.Of(c); ref != "" && inside && !anchored {
					refs = append(refs, ref)
				}
			case atom.A:
				if href := attr(c, "href"); !pictures.IsPicture(href) {
					anchored = !r.bodyBox && href != ""
				} else if inside {
					refs = append(refs, href)
					anchored = true
				}
			}
			inside = inside || isBodyBox(attr(c, "id")) || isBodyBox(attr(c, "class"))
			visit(c, inside, anchored, depth+1)
		}
	}
	visit(r.page.Root, inside, false, 0)
	return refs
}
