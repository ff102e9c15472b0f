package htmldoc

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// shape is what a table looks like without the tables in it. Texts are
// measured in bytes without white space.
type shape struct {
	cells  int
	filled int // cells with text
	nested int // tables in its cells
	framed int // text in the cells that hold tables
	blocks int // block elements in its fullest cell
	text   int
	links  int
	linked int // text of links
	widest int // text of its fullest cell
	nodes  int // looked at
	most   int // nodes to look at, or 0 for all
}

// shapeOf looks at the visible cells of the table n.
func shapeOf(n *html.Node) shape {
	var s shape
	s.walk(n)
	return s
}

func (s *shape) walk(n *html.Node) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type != html.ElementNode || silent(c) || c.DataAtom == atom.Caption {
			continue
		}
		if c.DataAtom != atom.Td && c.DataAtom != atom.Th {
			s.walk(c)
			continue
		}
		var cell shape
		cell.measure(c, false)
		s.cells++
		if cell.text > 0 {
			s.filled++
		}
		if cell.nested > 0 {
			s.framed += cell.text
		}
		s.nested += cell.nested
		s.text += cell.text
		s.links += cell.links
		s.linked += cell.linked
		s.widest = max(s.widest, cell.text)
		s.blocks = max(s.blocks, cell.blocks)
	}
}

func (s *shape) measure(n *html.Node, link bool) {
	for c := n.FirstChild; c != nil && (s.most == 0 || s.nodes < s.most); c = c.NextSibling {
		s.nodes++
		switch {
		case c.Type == html.TextNode:
			size := inked(c.Data)
			s.text += size
			if link {
				s.linked += size
			}
		case c.Type != html.ElementNode || silent(c):
		case c.DataAtom == atom.Table:
			s.nested++
		case c.DataAtom == atom.A:
			s.links++
			s.measure(c, true)
		default:
			if isBlock(c) {
				s.blocks++
			}
			s.measure(c, link)
		}
	}
}

// isLayout reports whether a table only arranges the page: it frames other
// tables or prose, or lists links.
func isLayout(n *html.Node) bool {
	if role := attr(n, "role"); role == "presentation" || role == "none" {
		return !statutory(n)
	}
	s := shapeOf(n)
	switch {
	case s.nested > 0:
		return s.filled < 2 || s.framed > 300
	case s.cells <= 3 && s.blocks >= 3 && s.widest > 600:
		return true
	}
	return s.links >= 3 && s.linked*5 >= s.text*4
}

// isBox reports whether a table is the box of metadata above an article.
func isBox(n *html.Node) bool {
	s := shapeOf(n)
	if s.nested > 0 || s.text > 2000 || s.cells > 60 {
		return false
	}
	text := squeeze(textOf(n))
	hits := 0
	for _, label := range []string{"索引号", "主题分类", "发布机构", "发文机关", "发布日期", "成文日期", "生成日期", "公开方式", "有效性", "文号", "组配分类", "公开范围"} {
		if strings.Contains(text, label) {
			hits++
		}
	}
	return hits >= 3
}

// statutory reports whether a table without inner tables holds labels of the
// statutory form, wherever on the page it stands.
func statutory(n *html.Node) bool {
	text := squeeze(textOf(n))
	hits := 0
	for _, label := range []string{
		"规章", "规范性文件", "行政许可", "行政处罚", "行政强制", "行政事业性收费", "政府集中采购", "信息内容", "第二十条第",
		"自然人", "法人或其他组织", "本年新收政府信息公开申请", "上年结转政府信息公开申请", "予以公开", "不予公开", "无法提供",
		"结转下年度继续办理", "行政复议", "行政诉讼", "结果维持", "结果纠正", "尚未审结", "依申请公开", "主动公开",
	} {
		if strings.Contains(text, label) {
			hits++
		}
	}
	return hits >= 2
}

// squeeze removes all white space.
func squeeze(s string) string { return strings.Join(strings.Fields(s), "") }

// inked returns the bytes of s that are not ASCII white space.
func inked(s string) int {
	n := 0
	for i := range len(s) {
		if s[i] > ' ' {
			n++
		}
	}
	return n
}
