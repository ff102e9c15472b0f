package portalsim

import (
	"net/url"
	"strconv"
	"strings"
)

// powerEasy is 动易: items and categories by number, with a pager that only
// counts on every other list.
type powerEasy struct{}

func (powerEasy) byOrgan() bool   { return false }
func (powerEasy) reportRows() int { return 6 }
func (powerEasy) static() bool    { return false }
func (powerEasy) scripted() bool  { return false }

func (powerEasy) columnPath(p *portal, c *column) string {
	return "/Category_" + p.columnIDText(c) + "/Index.aspx"
}

func (powerEasy) articlePath(p *portal, a article) string {
	return "/Item/" + p.idText(a.number) + ".aspx"
}

func (powerEasy) attachmentPath(p *portal, a article) string {
	return "/UploadFiles/" + a.date.Format("2006/1") + "/" + p.idText(a.number) + ".docx"
}

func (powerEasy) container() (string, string) { return `<div id="fontzoom" class="conTxt">`, `</div>` }

func (f powerEasy) list(p *portal, path string, _ url.Values) (answer, bool) {
	dir, name := splitPath(path)
	c, ok := p.columnAt(dir + "Index.aspx")
	n := 1
	if name != "Index.aspx" {
		number, isNumber := pageNumber(name, "Index_", ".aspx")
		ok, n = ok && isNumber, number
	}
	if !ok || n > c.pages() {
		return answer{}, false
	}
	return p.livePage(func(g *page) {
		g.column(c, c.page(n), func() {
			g.s(`<div class="pager"><span>共 `, strconv.Itoa(c.size()), ` 条 `, strconv.Itoa(n), `/`, strconv.Itoa(c.pages()), ` 页</span></div>`)
			if c.index%2 == 0 {
				numberedPager(g, c, n, strings.TrimSuffix(f.columnPath(p, c), ".aspx")+"_", ".aspx")
			}
		})
	}), true
}
