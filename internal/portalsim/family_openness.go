package portalsim

import (
	"net/url"
	"strconv"
)

// openness is the module of 宣城 and 铜陵: the annual reports of an organ are
// addressed by a module of their own. How its lists page on is not known: a plain
// pager by query is invented.
type openness struct{}

func (openness) byOrgan() bool   { return true }
func (openness) reportRows() int { return 10 }
func (openness) static() bool    { return false }
func (openness) scripted() bool  { return false }

func (openness) columnPath(p *portal, c *column) string {
	if c.kind == kindReport {
		return "/openness/OpennessAnnualReport/list/" + p.columnIDText(c) + ".html"
	}
	return "/openness/list/" + p.columnIDText(c) + ".html"
}

func (openness) articlePath(p *portal, a article) string {
	if a.column.kind == kindReport {
		return "/openness/OpennessAnnualReport/show/" + p.idText(a.number) + ".html"
	}
	return "/openness/OpennessContent/show/" + p.idText(a.number) + ".html"
}

func (openness) attachmentPath(p *portal, a article) string {
	return "/uploadfile/" + a.date.Format("2006/0102") + "/" + p.idText(a.number) + ".docx"
}

func (openness) container() (string, string) { return `<div class="content_box">`, `</div>` }

func (f openness) list(p *portal, path string, q url.Values) (answer, bool) {
	c, ok := p.columnAt(path)
	n := numberParam(q, "pageIndex", 1, 1, 1<<20)
	if !ok || n > c.pages() {
		return answer{}, false
	}
	return p.livePage(func(g *page) {
		g.column(c, c.page(n), func() {
			g.s(`<p>共 `, strconv.Itoa(c.pages()), ` 页</p>`)
			numberedPager(g, c, n, path+"?pageIndex=", "")
		})
	}), true
}
