package portalsim

import (
	"html"
	"strconv"
	"strings"

	"gongkai/archive"
	"gongkai/internal/portalsim/truth"
)

// markup is how a body was pasted into the CMS.
type markup int

const (
	markupWord   markup = iota // from Word, with its mso styles
	markupPlain                // written in the editor
	markupEditor               // from a rich editor, with spans everywhere
)

// body writes what stands in the container.
func (g *page) body(a article) {
	style := markup(truth.Mix(g.p.key, uint64(a.number), 41) % 3)
	switch a.kind {
	case kindReport:
		if a.format == FormatDocx {
			g.attachmentOffer(a)
			return
		}
		r := truth.Write(g.p.issuers[a.issuer].Issuer, a.year)
		g.passages(r.Passages, r.Tables, style)
	case kindSiteForm:
		g.table(g.p.siteForm(a), style)
	default:
		for _, text := range g.p.noiseText(a) {
			g.paragraph(text, style)
		}
	}
}

// attachmentOffer writes a body that only offers a file.
func (g *page) attachmentOffer(a article) {
	path := g.p.family.attachmentPath(g.p, a)
	if _, ok := g.p.family.(trs); ok {
		_, name := splitPath(path)
		path = "./" + name
	}
	g.s(`<p style="text-indent:2em">现将`, a.title, `予以公布，全文见附件。</p><p class="appendix">附件：<a href="`, strings.ReplaceAll(path, "&", "&amp;"),
		`" target="_blank">`, a.title, `.docx</a></p>`)
}

func (g *page) passages(passages []archive.Passage, tables []archive.Table, style markup) {
	for _, p := range passages {
		switch p.Type {
		case archive.PassageTable:
			g.table(tables[*p.Table], style)
		case archive.PassageHeading:
			g.heading(p.Text, style)
		default:
			g.paragraph(p.Text, style)
		}
	}
}

func (g *page) heading(text string, style markup) {
	switch style {
	case markupWord:
		g.s(`<p class="MsoNormal" style="text-indent:32.0pt;mso-char-indent-count:2.0;line-height:28.0pt;mso-line-height-rule:exactly"><span style="font-family:黑体;font-size:16.0pt">`,
			text, `</span><span lang="EN-US"><o:p></o:p></span></p>`, "\n")
	case markupPlain:
		g.s(`<p><strong>`, text, "</strong></p>\n")
	default:
		g.s(`<p style="text-align: justify; text-indent: 2em;"><strong><span style="font-size: 21px; font-family: 黑体, SimHei;">`, text, "</span></strong></p>\n")
	}
}

func (g *page) paragraph(text string, style markup) {
	switch style {
	case markupWord:
		g.s(`<p class="MsoNormal" style="text-indent:32.0pt;mso-char-indent-count:2.0;line-height:28.0pt"><span style="font-family:仿宋_GB2312;font-size:16.0pt;mso-hansi-font-family:宋体">`,
			html.EscapeString(text), `</span><span lang="EN-US" style="font-size:16.0pt"><o:p></o:p></span></p>`, "\n")
	case markupPlain:
		g.s(`<p>　　`, html.EscapeString(text), "</p>\n")
	default:
		g.s(`<p style="text-indent: 2em; line-height: 2em;"><span style="font-size: 20px; font-family: 仿宋;">`, html.EscapeString(text), "</span></p>\n")
	}
}

// table writes t with its merged cells.
func (g *page) table(t archive.Table, style markup) {
	before, after := "", ""
	switch style {
	case markupWord:
		g.s(`<table class="MsoNormalTable" border="1" cellspacing="0" cellpadding="0" style="border-collapse:collapse;mso-yfti-tbllook:1184"><tbody>`)
		before, after = `<p class="MsoNormal" align="center"><span style="font-size:10.5pt;font-family:宋体">`, `<o:p></o:p></span></p>`
	case markupPlain:
		g.s(`<table border="1"><tbody>`)
	default:
		g.s(`<table cellspacing="0" style="border-collapse: collapse;"><colgroup>`, strings.Repeat(`<col width="72"/>`, t.Columns), `</colgroup><tbody>`)
		before, after = `<span style="font-size: 14px;">`, `</span>`
	}
	row := -1
	for _, c := range t.Cells {
		for ; row < c.Row; row++ {
			if row >= 0 {
				g.s("</tr>\n")
			}
			g.s(`<tr>`)
		}
		g.s(`<td`)
		if c.Rowspan > 1 {
			g.s(` rowspan="`, strconv.Itoa(c.Rowspan), `"`)
		}
		if c.Colspan > 1 {
			g.s(` colspan="`, strconv.Itoa(c.Colspan), `"`)
		}
		g.s(`>`, before, html.EscapeString(c.Text), after, `</td>`)
	}
	if row >= 0 {
		g.s(`</tr>`)
	}
	g.s("</tbody></table>\n")
}

// siteForm is the table of 政府网站工作年度报表: figures, but of no statutory
// form of ours.
func (p *portal) siteForm(a article) archive.Table {
	labels := []string{"网站名称", "首页网址", "主办单位", "独立用户访问总量（单位：个）", "网站总访问量（单位：次）", "信息发布总数（单位：条）",
		"概况类信息更新量", "政务动态信息更新量", "信息公开目录信息更新量", "解读信息发布总数", "收到留言数量", "办结留言数量", "平均办理时间（单位：天）"}
	t := archive.Table{Rows: len(labels), Columns: 2}
	for i, label := range labels {
		text := strconv.FormatUint(truth.Mix(p.key, uint64(a.number), uint64(i))%9000, 10)
		switch i {
		case 0:
			text = p.county.name + "人民政府"
		case 1:
			text = p.host
		case 2:
			text = p.issuers[a.issuer].Name
		}
		t.Cells = append(t.Cells,
			archive.Cell{Row: i, Column: 0, Rowspan: 1, Colspan: 1, Text: label, Header: true},
			archive.Cell{Row: i, Column: 1, Rowspan: 1, Colspan: 1, Text: text})
	}
	return t
}
