package corpus

import (
	"fmt"
	"html"
	"strings"
	"unicode/utf16"

	"golang.org/x/text/encoding/simplifiedchinese"

	"gongkai/archive"
)

// Pages returns the report as HTML in every style, by the style's name.
func (t Truth) Pages() map[string][]byte {
	pages := make(map[string][]byte)
	for name, s := range styles() {
		w := writer{style: s}
		w.page(t)
		pages[name] = s.encode(w.b.String())
	}
	return pages
}

// style is how a page is written.
type style struct {
	declared     string // the charset of its meta element, or empty for none
	encode       func(string) []byte
	open, close  string // around the article
	heading      [2]string
	paragraph    [2]string
	table        [2]string
	head         bool // the first row stands in thead, in th
	row          [2]string
	cell         [2]string // within the element
	unclosed     bool      // cells have no end tag
	upper        bool      // tags in capitals, without quotes
	text         func(string) string
	unspanned    string // written for a rowspan of 1, as some editors do
	nestedLayout bool
}

func styles() map[string]style {
	plain := style{
		declared: "utf-8", encode: utf8Bytes, open: `<div class="TRS_Editor">`, close: `</div>`,
		heading: [2]string{"<p><strong>", "</strong></p>\n"}, paragraph: [2]string{"<p>　　", "</p>\n"},
		table: [2]string{`<table border="1"><tbody>`, "</tbody></table>\n"}, row: [2]string{"<tr>", "</tr>\n"}, text: html.EscapeString,
	}
	word := plain
	word.declared, word.encode = "gb2312", gbkBytes
	word.open, word.close = `<div class="article-content"><!--[if gte mso 9]><xml><w:WordDocument><w:View>Normal</w:View></w:WordDocument></xml><![endif]--><style>p.MsoNormal{mso-style-parent:"";margin:0cm}</style>`, "</div>"
	word.heading = [2]string{`<p class="MsoNormal" style="text-indent:32.0pt;mso-char-indent-count:2.0"><span style="font-family:黑体;mso-hansi-font-family:宋体">`, `</span><span lang="EN-US"><o:p></o:p></span></p>` + "\n"}
	word.paragraph = word.heading
	word.table = [2]string{`<table class="MsoNormalTable" border="1" cellspacing="0" cellpadding="0" style="border-collapse:collapse;mso-yfti-tbllook:1184"><tbody>`, `<!--[if !supportMisalignedColumns]--><tr height="0"></tr><!--[endif]--></tbody></table>` + "\n"}
	word.row = [2]string{`<tr style="mso-yfti-irow:0;page-break-inside:avoid">`, "</tr>\n"}
	word.cell = [2]string{`<p class="MsoNormal" align="center" style="text-align:center"><span style="font-size:10.5pt;font-family:宋体">`, `</span><span lang="EN-US"><o:p></o:p></span></p>`}

	unclosed := plain
	unclosed.declared, unclosed.encode = "", gbkBytes
	unclosed.upper, unclosed.open, unclosed.close = true, `<DIV id=zoom>`, ""
	unclosed.heading, unclosed.paragraph = [2]string{"<P><B>", "</B>\n"}, [2]string{"<P>　　", "\n"}
	unclosed.table, unclosed.row, unclosed.unclosed = [2]string{"<TABLE border=1>\n", "</TABLE>\n"}, [2]string{"<TR>", "\n"}, true

	layout := plain
	layout.declared, layout.nestedLayout = "gb2312", true // but the bytes are UTF-8
	layout.open = `<table width="1000" align="center" cellpadding="0"><tr><td width="200" valign="top"><ul><li><a href="/">首页</a></li><li><a href="/zwgk/">政务公开</a></li></ul></td><td><table width="100%"><tr><td>`
	layout.close = `</td></tr></table></td></tr></table>`

	split := plain
	split.declared, split.encode, split.text = "utf-8", gbkBytes, splitText // but the bytes are GBK
	split.open, split.close = `<div id="UCAP-CONTENT">`, "</div>"

	editor := plain
	editor.declared, editor.encode, editor.head, editor.unspanned = "", utf8Bytes, true, ` rowspan="1" colspan="1"`
	editor.open, editor.close = `<div class="v_news_content"><div>`, "</div></div>"
	editor.heading = [2]string{`<p style="text-align: justify; text-indent: 2em;"><strong><span style="font-size: 21px; font-family: 黑体, SimHei;">`, "</span></strong></p>\n"}
	editor.paragraph = [2]string{`<p style="text-indent: 2em;"><span><span style="font-size: 20px;">`, "</span></span></p>\n"}
	editor.table = [2]string{`<table cellspacing="0" style="border-collapse: collapse; width: 100%;">`, "</table>\n"}
	editor.cell = [2]string{`<span style="font-size: 14px;">`, `</span>`}

	marked := plain
	marked.declared, marked.encode = "gbk", func(s string) []byte { return append([]byte("\xef\xbb\xbf"), s...) }
	marked.text = entities

	wide := word
	wide.declared, wide.encode = "", utf16Bytes

	rare := plain
	rare.declared, rare.encode, rare.open, rare.close = "gb18030", gb18030Bytes, `<article>`, `</article>`

	return map[string]style{"plain": plain, "word": word, "unclosed": unclosed, "layout": layout, "split": split, "editor": editor, "marked": marked, "wide": wide, "rare": rare}
}

func utf8Bytes(s string) []byte { return []byte(s) }

func gbkBytes(s string) []byte {
	b, err := simplifiedchinese.GBK.NewEncoder().Bytes([]byte(s))
	if err != nil {
		panic(fmt.Sprintf("corpus: a text that GBK does not have: %v", err))
	}
	return b
}

func gb18030Bytes(s string) []byte {
	b, err := simplifiedchinese.GB18030.NewEncoder().Bytes([]byte(s))
	if err != nil {
		panic(fmt.Sprintf("corpus: a text that GB 18030 does not have: %v", err))
	}
	return b
}

func utf16Bytes(s string) []byte {
	b := []byte{0xff, 0xfe}
	for _, u := range utf16.Encode([]rune(s)) {
		b = append(b, byte(u), byte(u>>8))
	}
	return b
}

// splitText writes a text in pieces, as an editor does in which it was
// corrected: spans, empty elements, and line breaks between the characters.
func splitText(s string) string {
	var b strings.Builder
	for i, r := range []rune(s) {
		switch i % 5 {
		case 1:
			b.WriteString("<span>" + html.EscapeString(string(r)) + "</span>")
		case 3:
			b.WriteString("<font><b></b></font>" + html.EscapeString(string(r)) + "<!-- -->")
		case 4:
			b.WriteString("<i>" + html.EscapeString(string(r)) + "</i>")
		default:
			b.WriteString(html.EscapeString(string(r)))
		}
	}
	return "\n\t&nbsp;" + b.String() + "&nbsp;\n"
}

// entities writes every character that is not Chinese as a reference.
func entities(s string) string {
	var b strings.Builder
	for _, r := range s {
		if r < 0x80 {
			fmt.Fprintf(&b, "&#%d;", r)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// writer writes one page.
type writer struct {
	style style
	b     strings.Builder
}

func (w *writer) page(t Truth) {
	w.b.WriteString("<!DOCTYPE html>\n<html><head>")
	if w.style.declared != "" {
		w.b.WriteString(`<meta http-equiv="Content-Type" content="text/html; charset=` + w.style.declared + `">`)
	}
	w.b.WriteString("<title>" + html.EscapeString(t.Title) + "_政务公开</title>" + `<meta name="ArticleTitle" content="` + html.EscapeString(t.Title) + `"></head><body>` +
		`<div class="header"><a href="/">首页</a> <a href="/zwgk/">政务公开</a> <a href="/hd/">互动交流</a></div>`)
	if !w.style.nestedLayout {
		w.b.WriteString("<h1>" + html.EscapeString(t.Title) + "</h1>")
	}
	w.b.WriteString(w.style.open)
	if w.style.nestedLayout {
		w.b.WriteString("<h1>" + html.EscapeString(t.Title) + "</h1>")
	}
	for _, p := range t.Passages {
		switch p.Type {
		case archive.PassageTable:
			w.table(t.Tables[*p.Table])
		case archive.PassageHeading:
			w.b.WriteString(w.style.heading[0] + html.EscapeString(p.Text) + w.style.heading[1])
		default:
			w.b.WriteString(w.style.paragraph[0] + w.style.text(p.Text) + w.style.paragraph[1])
		}
	}
	w.b.WriteString(w.style.close + `<div class="footer">主办单位：人民政府办公室　<a href="/map/">网站地图</a></div></body></html>`)
}

func (w *writer) table(t archive.Table) {
	s := w.style
	w.b.WriteString(s.table[0])
	head := 0
	if s.head {
		head = headRows(t)
		w.b.WriteString("<thead>")
	}
	next := 0
	for r := range t.Rows {
		if s.head && r == head {
			w.b.WriteString("</thead><tbody>")
		}
		w.b.WriteString(s.row[0])
		for ; next < len(t.Cells) && t.Cells[next].Row == r; next++ {
			w.cell(t.Cells[next], r < head)
		}
		w.b.WriteString(s.row[1])
	}
	if s.head {
		w.b.WriteString("</tbody>")
	}
	w.b.WriteString(s.table[1])
}

// headRows returns how many rows the head of t has: the first row, and those
// that its cells reach into.
func headRows(t archive.Table) int {
	rows := 1
	for _, c := range t.Cells {
		if c.Row < rows {
			rows = max(rows, c.Row+c.Rowspan)
		}
	}
	return rows
}

func (w *writer) cell(c archive.Cell, head bool) {
	s := w.style
	name := "td"
	if head {
		name = "th"
	}
	open := "<" + name
	if c.Rowspan > 1 {
		open += fmt.Sprintf(` rowspan="%d"`, c.Rowspan)
	}
	if c.Colspan > 1 {
		open += fmt.Sprintf(` colspan="%d"`, c.Colspan)
	}
	if c.Rowspan == 1 && c.Colspan == 1 {
		open += s.unspanned
	}
	open += ">"
	if s.upper {
		open = strings.ToUpper(strings.ReplaceAll(open, `"`, ""))
	}
	w.b.WriteString(open + s.cell[0] + s.text(c.Text) + s.cell[1])
	if !s.unclosed {
		w.b.WriteString("</" + name + ">")
	}
}
