package portalsim

import (
	"net/url"
	"strconv"
)

// unknown is a system that nobody has an adapter for, with addresses, a pager and
// a container of its own. Columns and the markup of lists are those of the others.
type unknown struct{}

func (unknown) byOrgan() bool   { return false }
func (unknown) reportRows() int { return 7 }
func (unknown) static() bool    { return false }
func (unknown) scripted() bool  { return false }

func (unknown) columnPath(p *portal, c *column) string { return "/c/" + p.columnIDText(c) }

func (unknown) articlePath(p *portal, a article) string {
	return "/node/" + p.idText(a.number) + ".page"
}

func (unknown) attachmentPath(p *portal, a article) string {
	return "/media/" + p.idText(a.number) + "/attach.docx"
}

func (unknown) container() (string, string) { return `<section class="text-body">`, `</section>` }

func (f unknown) list(p *portal, path string, q url.Values) (answer, bool) {
	c, ok := p.columnAt(path)
	start := numberParam(q, "start", 0, 0, 1<<20)
	if !ok || start > 0 && start >= c.size() {
		return answer{}, false
	}
	n := start/c.rows + 1
	return p.livePage(func(g *page) {
		g.column(c, c.page(n), func() {
			if start+c.rows < c.size() {
				g.s(`<nav class="pager"><a class="pager-next" href="`, f.columnPath(p, c), `?start=`, strconv.Itoa(start+c.rows), `">下一页 →</a></nav>`)
			}
		})
	}), true
}
