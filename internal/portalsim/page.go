package portalsim

import (
	"bytes"
	"strconv"
	"strings"
	"time"

	"gongkai/internal/portalsim/truth"
)

// page is a page being rendered.
type page struct {
	bytes.Buffer
	p       *portal
	session string // appended to the paths of links, where it is set
}

// s writes parts one after the other.
func (g *page) s(parts ...string) {
	for _, part := range parts {
		g.WriteString(part)
	}
}

// link writes a link. text is ours and needs no escaping.
func (g *page) link(path, text string) {
	g.s(`<a href="`, g.path(path), `">`, text, `</a>`)
}

// path is path as links of this page write it.
func (g *page) path(path string) string {
	if g.session == "" || !strings.HasPrefix(path, "/") {
		return strings.ReplaceAll(path, "&", "&amp;")
	}
	before, query, ok := strings.Cut(path, "?")
	before += ";jsessionid=" + g.session
	if ok {
		before += "?" + strings.ReplaceAll(query, "&", "&amp;")
	}
	return before
}

// item writes the link and date of a list item.
func (g *page) item(a article) {
	g.s(`<a href="`, g.path(g.p.href(a)), `" title="`, a.title, `" target="_blank">`, a.title, `</a><span class="date">`,
		a.date.Format("2006-01-02"), `</span>`)
}

// head writes all up to the page's own content.
func (g *page) head(title, charset string, meta func()) {
	p := g.p
	g.s(`<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">`, "\n",
		`<html xmlns="http://www.w3.org/1999/xhtml"><head>`, "\n",
		`<meta http-equiv="Content-Type" content="text/html; charset=`, charset, `" />`, "\n",
		`<title>`, title, `</title>`, "\n",
		`<meta name="SiteName" content="`, p.county.name, `人民政府" />`, "\n",
		`<meta name="SiteDomain" content="`, p.host, `" />`, "\n",
		`<meta name="SiteIDCode" content="`, p.county.division, `0001" />`, "\n")
	if f, ok := p.family.(siteNamed); ok {
		g.s(`<meta name="SiteId" content="`, f.site(p), `" />`, "\n")
	}
	if meta != nil {
		meta()
	}
	g.s(`<link rel="stylesheet" type="text/css" href="/css/site.css" />`, "\n", `<script type="text/javascript" src="/js/site.js"></script>`, "\n")
	g.styles(24)
	g.s("</head>\n<body>\n")
	g.top()
}

// top writes the banner and the main menu.
func (g *page) top() {
	p := g.p
	g.s(`<div class="top"><div class="wrap"><span id="today">今天是2024年3月1日 星期五</span><a href="javascript:void(0)" onclick="setHome(this)">设为首页</a>`,
		`<a href="javascript:void(0)" id="wza">无障碍浏览</a></div></div>`, "\n", `<div class="banner"><a href="/" class="logo">`, p.county.name, `人民政府</a></div>`, "\n",
		`<ul class="mainnav"><li>`)
	g.link("/", "首页")
	g.s(`</li>`)
	for i := range p.columns {
		if c := &p.columns[i]; c.parent < 0 {
			g.s(`<li class="nav-`, strconv.Itoa(i), `">`)
			g.link(p.columnHref(c), c.name)
			if p.layout.unfolded {
				g.menu(c)
			}
			g.s(`</li>`)
		}
	}
	g.s("</ul>\n")
}

// menu writes the columns below c, as far down as they go.
func (g *page) menu(c *column) {
	if len(c.children) == 0 {
		return
	}
	g.s(`<div class="submenu">`)
	for _, i := range c.children {
		g.s(`<p>`)
		g.link(g.p.columnHref(&g.p.columns[i]), g.p.columns[i].name)
		g.s(`</p>`)
		g.menu(&g.p.columns[i])
	}
	g.s(`</div>`)
}

// foot writes what stands below every page.
func (g *page) foot() {
	p := g.p
	g.s("\n", `<div class="footer"><p>主办：`, p.county.name, `人民政府办公室　承办：`, p.county.name, `大数据中心</p><p>网站标识码：`, p.county.division,
		`0001　江云ICP备`, strconv.Itoa(19000000+int(p.key%99999)), `号　技术支持电话：0990-`, strconv.Itoa(5000000+int(p.key%999999)), `</p><p>`,
		`<a href="http://www.beian-jiangyun.org/`, p.county.slug, `">江云公网安备</a></p></div>`, "\n")
	g.scripts(12)
	g.s("</body></html>\n")
}

// crumbs writes the breadcrumb of c.
func (g *page) crumbs(c *column) {
	g.s(`<div class="position">当前位置：`)
	g.link("/", "首页")
	for _, up := range append(g.p.parents(c), c) {
		g.s(` &gt; `)
		g.link(g.p.columnHref(up), up.name)
	}
	g.s("</div>\n")
}

// column writes a page of c: the tree around it, the articles, and what more
// the family does.
func (g *page) column(c *column, numbers []int, more func()) {
	p := g.p
	g.head(c.name+"-"+p.county.name+"人民政府", "utf-8", func() {
		g.s(`<meta name="ColumnName" content="`, c.name, `" />`, "\n", `<meta name="ColumnType" content="信息公开" />`, "\n")
	})
	g.crumbs(c)
	g.s(`<div class="main">`)
	p.layout.tree(g, c)
	g.s(`<div class="right"><h2>`, c.name, `</h2>`, "\n")
	if len(numbers) > 0 {
		p.layout.list(g, numbers)
	}
	more()
	g.s(`</div></div>`)
	g.temptations()
	g.foot()
}

// article writes the page of a.
func (g *page) article(a article) {
	p, c := g.p, a.column
	charset := "utf-8"
	if a.format == FormatGBK {
		charset = []string{"gb2312", "gbk"}[a.number%2]
	}
	g.head(a.title+"-"+p.county.name+"人民政府", charset, func() { g.articleMeta(a) })
	g.crumbs(c)
	g.s(`<div class="article">`, "\n")
	g.box(a)
	if _, ok := p.family.(ucap); ok {
		g.s(`<h1 class="title"><ucaptitle>`, a.title, `</ucaptitle></h1>`)
	} else {
		g.s(`<h1 class="title">`, a.title, `</h1>`)
	}
	g.s(`<div class="info"><span>发布时间：`, a.date.Format("2006-01-02 15:04"), `</span><span>来源：`, p.county.name, `人民政府办公室</span><span>浏览次数：<em id="hits"></em></span>`)
	g.tools(a)
	g.s("</div>\n")
	opening, closing := p.family.container()
	g.s(opening, "\n")
	g.body(a)
	g.s(closing, "\n")
	g.around(a)
	g.s("</div>\n")
	g.foot()
}

func (g *page) articleMeta(a article) {
	p := g.p
	source := p.county.name + "人民政府办公室"
	if a.issuer >= 0 && p.index%2 == 0 {
		source = p.issuers[a.issuer].Name
	}
	g.s(`<meta name="ArticleTitle" content="`, a.title, `" />`, "\n", `<meta name="PubDate" content="`, a.date.Format("2006-01-02 15:04"), `" />`, "\n",
		`<meta name="ContentSource" content="`, source, `" />`, "\n", `<meta name="ColumnName" content="`, a.column.name, `" />`, "\n",
		`<meta name="ColumnType" content="政务公开" />`, "\n", `<meta name="Keywords" content="`, a.column.name, `,`, p.county.name, `" />`, "\n",
		`<meta name="Description" content="`, a.title, `" />`, "\n")
}

// box writes the table of metadata above the body.
func (g *page) box(a article) {
	p := g.p
	organ := p.county.name + "人民政府办公室"
	if a.issuer >= 0 && p.index%2 == 1 {
		organ = p.issuers[a.issuer].Name
	}
	g.s(`<div class="xxgk_box"><ul><li><b>索引号：</b>`, p.indexNumber(a), `</li><li><b>主题分类：</b>综合政务</li><li><b>发布机构：</b>`, organ,
		`</li><li><b>成文日期：</b>`, a.date.Format("2006-01-02"), `</li><li><b>发布日期：</b>`, a.date.Format("2006-01-02"), `</li><li><b>名称：</b>`, a.title,
		`</li><li><b>文号：</b>无</li><li><b>有效性：</b>有效</li></ul></div>`, "\n")
}

// tools writes the links to print and to change the size of letters.
func (g *page) tools(a article) {
	path := g.p.family.articlePath(g.p, a)
	if !g.p.world.opts.Faithful && a.number%5 == 0 {
		g.s(`<span>字体：<a href="`, path, `?fontsize=18">大</a> <a href="`, path, `?fontsize=14">小</a></span><a href="`, path, `?print=1">打印</a>`)
	} else {
		g.s(`<span>字体：<a href="javascript:doZoom(18)">大</a> <a href="javascript:doZoom(14)">小</a></span><a href="javascript:window.print()">打印</a>`)
	}
	if g.p.quirks.hasTwin(a) {
		g.s(`<a href="`, twinPath(path), `">手机版</a>`)
	}
}

// around writes the links to the articles before and after.
func (g *page) around(a article) {
	p := g.p
	if p.family.scripted() {
		g.s(`<div class="around"><p>上一篇：<span id="prev"></span></p><p>下一篇：<span id="next"></span></p></div><script type="text/javascript">loadAround(`,
			p.idText(a.number), `);</script>`)
		return
	}
	g.s(`<div class="around">`)
	at := a.column.place(a.number)
	if at > 0 {
		g.s(`<p>上一篇：`)
		before := p.article(a.column.at(at - 1))
		g.link(p.href(before), before.title)
		g.s(`</p>`)
	}
	if at+1 < a.column.size() {
		g.s(`<p>下一篇：`)
		after := p.article(a.column.at(at + 1))
		g.link(p.href(after), after.title)
		g.s(`</p>`)
	}
	g.s(`</div>`)
}

// twin writes the page of a for telephones: the body and little else.
func (g *page) twin(a article) {
	g.s(`<!DOCTYPE html><html><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>`, a.title, `</title>`)
	g.articleMeta(a)
	g.s(`</head><body><h1>`, a.title, `</h1>`)
	opening, closing := g.p.family.container()
	g.s(opening)
	g.body(a)
	g.s(closing, `<p>`)
	g.link("/", "返回首页")
	g.s(`</p></body></html>`)
}

// columnHref is the address that links give for c.
func (p *portal) columnHref(c *column) string {
	path := p.family.columnPath(p, c)
	if p.quirks.columnMoved(c) {
		return movedPrefix + path
	}
	return path
}

// href is the address that links give for a.
func (p *portal) href(a article) string {
	path := p.family.articlePath(p, a)
	if p.quirks.articleMoved(a) {
		return movedPrefix + path
	}
	return path
}

// staticPage is the answer with a page that is a file: it has validators.
func (p *portal) staticPage(name string, modified time.Time, render func(*page)) answer {
	a := p.livePage(render)
	a.static, a.modified, a.contentType = p.family.static(), modified, "text/html"
	for _, b := range []byte(name) {
		a.tag = truth.Mix(a.tag, uint64(b))
	}
	return a
}

// livePage is the answer with a page that is made on request.
func (p *portal) livePage(render func(*page)) answer {
	return answer{status: 200, contentType: "text/html; charset=UTF-8", render: render}
}
