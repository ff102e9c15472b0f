package portalsim

import (
	"net/url"
	"strconv"
	"strings"
)

// lonsun is 龙讯: columns by organ, type and category, filled by HTML fragments.
type lonsun struct{}

const (
	lonsunData = "/site/label/8888"
	lonsunRows = 15
)

func (lonsun) byOrgan() bool   { return true }
func (lonsun) reportRows() int { return lonsunRows }
func (lonsun) static() bool    { return false }
func (lonsun) scripted() bool  { return true }

// organ is the number of the organ that c belongs to; the county's is first.
func (lonsun) organ(p *portal, organ int) string {
	return strconv.Itoa(6_600_000 + int(p.key%90_000) + max(organ, 0))
}

func (f lonsun) columnPath(p *portal, c *column) string {
	return f.address(f.organ(p, c.organ), f.typ(c), f.category(p, c))
}

func (lonsun) typ(c *column) string {
	if c.annual {
		return "3"
	}
	return "4"
}

func (lonsun) category(p *portal, c *column) string {
	if c.annual {
		return ""
	}
	return p.columnIDText(c)
}

func (lonsun) address(organ, typ, category string) string {
	if typ == "3" {
		return "/public/column/" + organ + "?type=3&action=list"
	}
	return "/public/column/" + organ + "?type=" + typ + "&catId=" + category + "&action=list"
}

func (f lonsun) articlePath(p *portal, a article) string {
	return "/public/" + f.organ(p, max(a.issuer, a.column.organ)) + "/" + p.idText(a.number) + ".html"
}

func (lonsun) attachmentPath(p *portal, a article) string {
	name := p.hex32(a.number, hexFile)
	return "/group6/M00/" + strings.ToUpper(name[30:]+"/"+name[28:30]) + "/" + name + ".docx"
}

func (lonsun) container() (string, string) {
	return `<div class="j-fontContent clearfix" id="J_content">`, `</div>`
}

func (f lonsun) list(p *portal, path string, q url.Values) (answer, bool) {
	if path == lonsunData {
		return f.data(p, q)
	}
	organ, ok := strings.CutPrefix(path, "/public/column/")
	if !ok {
		return answer{}, false
	}
	c, ok := p.columnAt(f.address(organ, q.Get("type"), q.Get("catId")))
	if !ok {
		return answer{}, false
	}
	return p.livePage(func(g *page) {
		g.column(c, nil, func() { f.shell(g, c) })
	}), true
}

func (lonsun) site(p *portal) string { return strconv.Itoa(6_790_000 + int(p.key>>8%9000)) }

// shell writes the empty list and the script that fills it.
func (f lonsun) shell(g *page, c *column) {
	if c.size() == 0 {
		return
	}
	p := g.p
	pages := (c.size() + lonsunRows - 1) / lonsunRows
	g.s(`<div id="public_list" class="xxgk_navli"></div><div id="page_public_info" class="pagination"></div><script type="text/javascript">`, "\n",
		`$(function(){`, "\n\t", `Ls.pagination("#page_public_info", {pageCount:`, strconv.Itoa(pages), `,pageIndex:1,pageSize:`, strconv.Itoa(lonsunRows),
		`,total:`, strconv.Itoa(c.size()), `,onPage:function(pageIndex){`, "\n\t\t",
		`$("#public_list").load("`, lonsunData, `?labelName=publicInfoList&siteId=`, f.site(p), `&pageSize=`, strconv.Itoa(lonsunRows),
		`&pageIndex=" + pageIndex + "&action=list&isDate=true&dateFormat=yyyy-MM-dd&length=50&organId=`, f.organ(p, c.organ),
		`&type=`, f.typ(c), `&catId=`, f.category(p, c), `");`, "\n\t}});\n});\n</script>")
}

// data answers the label request with a fragment.
func (f lonsun) data(p *portal, q url.Values) (answer, bool) {
	c, ok := p.columnAt(f.address(q.Get("organId"), q.Get("type"), q.Get("catId")))
	known := ok && q.Get("labelName") == "publicInfoList" && q.Get("siteId") == f.site(p)
	return answer{status: 200, contentType: "text/html;charset=UTF-8", render: func(g *page) {
		rows := numberParam(q, "pageSize", lonsunRows, 1, 100)
		n := numberParam(q, "pageIndex", 1, 1, 1<<20)
		if !known || (n-1)*rows >= c.size() {
			g.s(`<div class="nodata">暂无相关信息</div>`)
			return
		}
		g.s(`<ul class="clearfix">`, "\n")
		for _, number := range c.slice((n-1)*rows, n*rows) {
			g.s(`<li class="clearfix">`)
			g.item(p.article(number))
			g.s("</li>\n")
		}
		g.s(`</ul>`)
	}}, true
}
