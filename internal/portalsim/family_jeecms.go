package portalsim

import (
	"net/url"
	"strconv"
)

// jeecms: pages named .jhtml, numbered from 1.
type jeecms struct{}

func (jeecms) byOrgan() bool   { return false }
func (jeecms) reportRows() int { return 6 }
func (jeecms) static() bool    { return true }
func (jeecms) scripted() bool  { return false }

func (jeecms) columnPath(_ *portal, c *column) string { return "/" + c.slug + "/index.jhtml" }

func (jeecms) articlePath(p *portal, a article) string {
	return "/" + a.column.slug + "/" + p.idText(a.number) + ".jhtml"
}

func (jeecms) attachmentPath(p *portal, a article) string {
	return "/u/cms/www/" + a.date.Format(months) + "/" + p.idText(a.number) + ".docx"
}

func (jeecms) container() (string, string) {
	return `<div class="article-content" id="zoomcon">`, `</div>`
}

func (f jeecms) list(p *portal, path string, _ url.Values) (answer, bool) {
	c, ok := p.columnAt(path)
	n := 1
	if !ok {
		dir, name := splitPath(path)
		number, isNumber := pageNumber(name, "index_", ".jhtml")
		c, ok = p.columnAt(dir + "index.jhtml")
		if !ok || !isNumber || number > c.pages() {
			return answer{}, false
		}
		n = number
	}
	return p.staticPage(path, p.newest, func(g *page) {
		g.column(c, c.page(n), func() { f.pager(g, c, n) })
	}), true
}

func (jeecms) pager(g *page, c *column, n int) {
	if c.size() == 0 {
		return
	}
	g.s(`<div class="pagebar">共 `, strconv.Itoa(c.size()), ` 条 `, strconv.Itoa(n), `/`, strconv.Itoa(c.pages()), ` 页 `)
	link := func(text string, to int) {
		if to < 1 || to > c.pages() || to == n {
			g.s(`<a disabled="disabled">`, text, `</a> `)
			return
		}
		name := "index.jhtml"
		if to > 1 {
			name = "index_" + strconv.Itoa(to) + ".jhtml"
		}
		g.link("/"+c.slug+"/"+name, text)
		g.s(" ")
	}
	link("首页", 1)
	link("上一页", n-1)
	link("下一页", n+1)
	link("尾页", c.pages())
	g.s(`</div>`)
}
