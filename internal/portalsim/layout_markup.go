package portalsim

import "strconv"

// plainList is a list of titles with their dates.
func plainList(g *page, numbers []int) {
	g.s(`<ul class="list">`, "\n")
	for _, n := range numbers {
		g.s(`<li>`)
		g.item(g.p.article(n))
		g.s("</li>\n")
	}
	g.s("</ul>\n")
}

// tableList has a row for each article, with its title cut off.
func tableList(g *page, numbers []int) {
	g.s(`<table class="tb_list" width="100%"><tbody><tr><th>序号</th><th>标题</th><th>发布日期</th></tr>`, "\n")
	for i, n := range numbers {
		a := g.p.article(n)
		g.s(`<tr><td align="center">`, strconv.Itoa(i+1), `</td><td><a href="`, g.path(g.p.href(a)), `" title="`, a.title, `">`, cut(a.title, 18),
			`</a></td><td>`, a.date.Format("2006-01-02"), "</td></tr>\n")
	}
	g.s("</tbody></table>\n")
}

// cardList shows each article with the beginning of its text.
func cardList(g *page, numbers []int) {
	for _, n := range numbers {
		a := g.p.article(n)
		g.s(`<div class="news-item"><h4><a href="`, g.path(g.p.href(a)), `">`, a.title, `</a></h4><p class="abstract">`, g.p.county.name,
			`人民政府门户网站消息，内容详见正文。</p><p class="meta"><span>`, a.date.Format("2006年1月2日"), `</span></p></div>`, "\n")
	}
}

// datedList has the date before the title, inside of the link.
func datedList(g *page, numbers []int) {
	g.s(`<ol class="newslist">`, "\n")
	for _, n := range numbers {
		a := g.p.article(n)
		g.s(`<li><a href="`, g.path(g.p.href(a)), `" target="_blank"><em>`, a.date.Format("01-02"), `</em> `, a.title, "</a></li>\n")
	}
	g.s("</ol>\n")
}

// definedList is a list of definitions.
func definedList(g *page, numbers []int) {
	g.s(`<dl class="wenzhang">`, "\n")
	for _, n := range numbers {
		a := g.p.article(n)
		g.s(`<dt>`, a.date.Format("[2006-01-02]"), `</dt><dd>· <a href="`, g.path(g.p.href(a)), `" title="标题：`, a.title, `">`, cut(a.title, 24), "</a></dd>\n")
	}
	g.s("</dl>\n")
}

// blockList has the title and the date in one link, as boxes.
func blockList(g *page, numbers []int) {
	g.s(`<section class="boxes">`, "\n")
	for _, n := range numbers {
		a := g.p.article(n)
		g.s(`<a class="box" href="`, g.path(g.p.href(a)), `"><h3>`, a.title, `</h3><time>`, a.date.Format("2006/01/02"), `</time><span>查看详情</span></a>`, "\n")
	}
	g.s("</section>\n")
}

// around are the columns that menus show with c: those beside it.
func (p *portal) siblings(c *column) []int {
	if c.parent < 0 {
		return []int{c.index}
	}
	return p.columns[c.parent].children
}

// nestedTree is a list of the columns beside c, with those below it inside.
func nestedTree(g *page, c *column) {
	p := g.p
	g.s(`<div class="left"><ul class="tree">`, "\n")
	for _, i := range p.siblings(c) {
		g.s(`<li>`)
		g.link(p.columnHref(&p.columns[i]), p.columns[i].name)
		if i == c.index && len(c.children) > 0 {
			g.s(`<ul>`)
			for _, child := range c.children {
				g.s(`<li>`)
				g.link(p.columnHref(&p.columns[child]), p.columns[child].name)
				g.s(`</li>`)
			}
			g.s(`</ul>`)
		}
		g.s("</li>\n")
	}
	g.s(`</ul></div>`)
}

// boxedTree shows the columns below c as a table of four beside each other, and
// those beside c where none is below.
func boxedTree(g *page, c *column) {
	p := g.p
	shown := c.children
	if len(shown) == 0 {
		shown = p.siblings(c)
	}
	g.s(`<table class="lanmu"><tbody><tr>`)
	for at, i := range shown {
		if at > 0 && at%4 == 0 {
			g.s("</tr>\n<tr>")
		}
		g.s(`<td><a class="lm" href="`, g.path(p.columnHref(&p.columns[i])), `"><img src="/images/dot.gif" alt="">`, p.columns[i].name, `</a></td>`)
	}
	g.s("</tr></tbody></table>\n")
}

// tabTree shows the columns below c, then those beside it, as tabs.
func tabTree(g *page, c *column) {
	p := g.p
	g.s(`<nav class="tabs">`)
	for _, group := range [][]int{c.children, p.siblings(c)} {
		g.s(`<div class="tab-group">`)
		for _, i := range group {
			g.s(`<span class="tab">`)
			g.link(p.columnHref(&p.columns[i]), p.columns[i].name)
			g.s(`</span>`)
		}
		g.s("</div>\n")
	}
	g.s("</nav>\n")
}

// noTree leaves the way to the main menu.
func noTree(*page, *column) {}
