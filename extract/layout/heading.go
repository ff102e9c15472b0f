package layout

import (
	"strings"
	"unicode/utf8"

	"gongkai/extract/flow"
)

// longestHeading is the longest heading, in characters.
const longestHeading = 60

// kind tells headings and titles from paragraphs.
func (p *paragraphs) kind(text string) flow.Paragraph {
	first := p.lines[0]
	large, bold, centred := true, true, true
	for _, l := range p.lines {
		large = large && l.size > 1.15*p.size
		bold = bold && l.bold
		x, _ := l.middle()
		off := x - (p.left+p.right)/2
		centred = centred && off < 0.03*(p.right-p.left) && -off < 0.03*(p.right-p.left) && l.X0 > p.left+l.size
	}
	if utf8.RuneCountInString(text) > longestHeading || strings.ContainsAny(text, "。；") {
		return flow.Paragraph{}
	}
	switch {
	case section(text):
		return flow.Paragraph{Level: 2}
	case large && (centred || first.size > 1.3*p.size):
		return flow.Paragraph{Level: 1, Stands: true}
	case large:
		return flow.Paragraph{Level: 2}
	case bold && part(text):
		return flow.Paragraph{Level: 3}
	}
	return flow.Paragraph{Stands: centred && bold}
}

// section reports whether text begins as a section's heading does: 一、总体情况.
func section(text string) bool {
	head, rest, ok := strings.Cut(text, "、")
	if !ok || head == "" || rest == "" || strings.Trim(head, "一二三四五六七八九十 ") != "" {
		return false
	}
	return utf8.RuneCountInString(text) <= longestHeading && !strings.ContainsAny(text, "。；")
}

// counted reports whether text begins with a number as the items of a list do:
// （一）, 1., 一是.
func counted(text string) bool {
	if part(text) {
		return true
	}
	rest := strings.TrimLeft(text, "0123456789")
	if rest != text && (strings.HasPrefix(rest, ".") || strings.HasPrefix(rest, "．") || strings.HasPrefix(rest, "、")) {
		return true
	}
	rest = strings.TrimLeft(text, "一二三四五六七八九十")
	return rest != text && (strings.HasPrefix(rest, "、") || strings.HasPrefix(rest, "是"))
}

// part reports whether text begins as a part of a section does: （一）主动公开.
func part(text string) bool {
	text = strings.NewReplacer("(", "（", ")", "）").Replace(text)
	inner, ok := strings.CutPrefix(text, "（")
	head, rest, closed := strings.Cut(inner, "）")
	return ok && closed && head != "" && rest != "" && strings.Trim(head, "一二三四五六七八九十 ") == ""
}
