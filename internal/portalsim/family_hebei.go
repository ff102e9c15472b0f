package portalsim

import (
	"net/url"
	"strconv"
	"strings"
)

// hebei is the platform of 河北: names that are UUIDs, and fragments for the
// later pages of lists.
type hebei struct{}

func (hebei) byOrgan() bool   { return false }
func (hebei) reportRows() int { return 6 }
func (hebei) static() bool    { return true }
func (hebei) scripted() bool  { return true }

// What the UUIDs stand for, beside the things of [portal.hex32].
const (
	hexColumn = hexChannel + 1 + iota
	hexTemplate
	hexBlock
)

func (hebei) uuid(p *portal, n, what int) string {
	h := p.hex32(n, what)
	return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]
}

// uuidsJoined takes the hyphens out of UUIDs.
func uuidsJoined(address string) string {
	var b strings.Builder
	for i := 0; i < len(address); i++ {
		if address[i] == '-' && i > 0 && i+1 < len(address) && isHex(address[i-1]) && isHex(address[i+1]) {
			continue
		}
		b.WriteByte(address[i])
	}
	return b.String()
}

func (f hebei) columnPath(p *portal, c *column) string {
	return "/columns/" + f.uuid(p, c.index, hexColumn) + "/index.html"
}

func (f hebei) articlePath(p *portal, a article) string {
	return "/columns/" + f.uuid(p, a.column.index, hexColumn) + "/" + a.date.Format("200601/02") + "/" + f.uuid(p, a.number, hexArticle) + ".html"
}

func (f hebei) attachmentPath(p *portal, a article) string {
	return "/files/" + a.date.Format(months) + "/" + f.uuid(p, a.number, hexFile) + ".docx"
}

func (hebei) container() (string, string) { return `<div id="zoom" class="zoom">`, `</div>` }

// blockPath is where the fragments of c are.
func (f hebei) blockPath(p *portal, c *column) string {
	return "/columns/" + f.uuid(p, c.index, hexColumn) + "/templates/" + f.uuid(p, c.index, hexTemplate) + "/blocks/" + f.uuid(p, c.index, hexBlock)
}

func (f hebei) list(p *portal, path string, q url.Values) (answer, bool) {
	rest, ok := strings.CutPrefix(path, "/columns/")
	name, _, _ := strings.Cut(rest, "/")
	i, isName := p.hexNumber(strings.ReplaceAll(name, "-", ""))
	if !ok || !isName || i < 0 || i >= len(p.columns) {
		return answer{}, false
	}
	c := &p.columns[i]
	switch path {
	case f.columnPath(p, c):
		return p.staticPage(path, p.newest, func(g *page) {
			g.column(c, c.page(1), func() { f.script(g, c) })
		}), true
	case f.blockPath(p, c):
		n := numberParam(q, "page", 1, 1, 1<<20)
		return p.livePage(func(g *page) {
			if n > c.pages() {
				g.s(`<p class="empty">暂无数据</p>`)
				return
			}
			p.layout.list(g, c.page(n))
			g.s(`<p class="count">第`, strconv.Itoa(n), `页/共`, strconv.Itoa(c.pages()), `页</p>`)
		}), true
	}
	return answer{}, false
}

func (f hebei) script(g *page, c *column) {
	if c.pages() < 2 {
		return
	}
	g.s(`<div id="pager"></div><script type="text/javascript">`, "\n", `function turn(n){`, "\n\t", `$.get("`, f.blockPath(g.p, c),
		`?page=" + n, function(html){ $("#list").html(html); });`, "\n}\n", `$("#pager").pagination({pages: `, strconv.Itoa(c.pages()), `, onPageClick: turn});`, "\n</script>")
}
