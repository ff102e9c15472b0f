package portalsim

import (
	"net/url"
	"strconv"
	"strings"
)

// vsb is 博达 VSB: static pages whose numbers count backwards.
type vsb struct{}

func (vsb) byOrgan() bool   { return false }
func (vsb) reportRows() int { return 6 }
func (vsb) static() bool    { return true }
func (vsb) scripted() bool  { return false }

func (vsb) columnPath(_ *portal, c *column) string { return "/" + c.slug + ".htm" }

func (vsb) articlePath(p *portal, a article) string {
	return "/info/" + p.columnIDText(a.column) + "/" + p.idText(a.number) + ".htm"
}

func (vsb) attachmentPath(p *portal, a article) string {
	if a.number%2 == 0 {
		return "/system/_content/download.jsp?urltype=news.DownloadAttachUrl&owner=" + strconv.Itoa(1_600_000_000+int(p.key%9_000_000)) +
			"&wbfileid=" + p.idText(a.number)
	}
	name := strings.ToUpper(p.hex32(a.number, hexFile))
	return "/__local/" + name[:1] + "/" + name[1:3] + "/" + name[3:5] + "/" + name + ".docx"
}

func (vsb) container() (string, string) {
	return `<div id="vsb_content"><div class="v_news_content">`, `</div></div>`
}

func (f vsb) list(p *portal, path string, _ url.Values) (answer, bool) {
	c, ok := p.columnAt(path)
	n := 1
	if !ok {
		dir, name := splitPath(path)
		number, isNumber := pageNumber(name, "", ".htm")
		c, ok = p.columnAt(strings.TrimSuffix(dir, "/") + ".htm")
		if !ok || !isNumber || number > c.pages() {
			return answer{}, false
		}
		n = c.pages() - number + 1
	}
	return p.staticPage(path, p.newest, func(g *page) {
		g.column(c, c.page(n), func() { f.pager(g, c, n) })
	}), true
}

// pager writes 共N条 n/M and the links to the pages around.
func (f vsb) pager(g *page, c *column, n int) {
	if c.size() == 0 {
		return
	}
	g.s(`<div class="pages"><span class="p_t">共`, strconv.Itoa(c.size()), `条&nbsp;&nbsp;`, strconv.Itoa(n), `/`, strconv.Itoa(c.pages()), `&nbsp;</span>`)
	link := func(text string, to int) {
		if to < 1 || to > c.pages() || to == n {
			g.s(`<span class="p_no_d">`, text, `</span>`)
			return
		}
		path := f.columnPath(g.p, c)
		if to > 1 {
			path = "/" + c.slug + "/" + strconv.Itoa(c.pages()-to+1) + ".htm"
		}
		g.s(`<span class="p_no">`)
		g.link(path, text)
		g.s(`</span>`)
	}
	link("首页", 1)
	link("上页", n-1)
	for to := max(1, n-2); to <= min(c.pages(), n+2); to++ {
		link(strconv.Itoa(to), to)
	}
	link("下页", n+1)
	link("尾页", c.pages())
	g.s(`</div>`)
}
