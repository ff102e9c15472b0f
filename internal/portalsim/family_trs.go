package portalsim

import (
	"net/url"
	"strconv"
	"strings"
)

// trs is TRS WCM (拓尔思): static pages, a pager that only a script call draws.
type trs struct{}

func (trs) byOrgan() bool   { return false }
func (trs) reportRows() int { return 6 }
func (trs) static() bool    { return true }
func (trs) scripted() bool  { return false }

func (trs) columnPath(_ *portal, c *column) string { return "/" + c.slug + "/" }

func (trs) articlePath(p *portal, a article) string {
	return "/" + a.column.slug + "/" + a.date.Format(months) + "/t" + a.date.Format("20060102") + "_" + p.idText(a.number) + ".html"
}

func (trs) attachmentPath(p *portal, a article) string {
	digits := "00000" + p.idText(a.number)
	return "/" + a.column.slug + "/" + a.date.Format(months) + "/P0" + a.date.Format("20060102") + digits[len(digits)-12:] + ".docx"
}

func (trs) container() (string, string) {
	return `<div class="TRS_Editor"><style type="text/css">.TRS_Editor P{line-height:2;font-family:宋体;font-size:12pt;}</style>`, `</div>`
}

func (f trs) list(p *portal, path string, _ url.Values) (answer, bool) {
	if _, ok := p.columnAt(path + "/"); ok {
		return moved(302, p.url(path+"/")), true
	}
	dir, name := splitPath(path)
	c, ok := p.columnAt(dir)
	if !ok {
		return answer{}, false
	}
	n := 1
	if name != "" && name != "index.html" {
		at, ok := pageNumber(name, "index_", ".html")
		if !ok {
			return answer{}, false
		}
		n = at + 1
	}
	if n > c.pages() {
		return f.pastEnd(p, c, n)
	}
	return p.staticPage(path, p.newest, func(g *page) {
		g.column(c, c.page(n), func() { f.pager(g, c, n) })
	}), true
}

// pastEnd answers for pages after the last: stubs, and then nothing.
func (trs) pastEnd(p *portal, c *column, n int) (answer, bool) {
	if n > c.pages()+2 {
		return answer{}, false
	}
	return p.staticPage(c.slug+strconv.Itoa(n), p.newest, func(g *page) {
		g.s(`<!DOCTYPE html><html><head><meta charset="utf-8"><title>`, c.name, `</title>`,
			`<meta name="ColumnName" content="`, c.name, `"></head><body><div class="list"><ul></ul></div>`,
			`<!-- `, strings.Repeat("empty ", 20), `--><script>createPageHTML(0, 0, "index", "html");</script></body></html>`)
	}), true
}

// pager writes the script call, in one of its two forms.
func (trs) pager(g *page, c *column, n int) {
	if c.size() == 0 {
		return
	}
	g.s(`<div class="fenye"><script src="/images/pagenav.js"></script><script type="text/javascript">`, "\n\tcreatePageHTML(")
	if c.index%2 == 1 {
		g.s(strconv.Itoa(c.size()), ", ")
	}
	g.s(strconv.Itoa(c.pages()), ", ", strconv.Itoa(n-1), ", \"index\", \"html\");\n</script></div>")
}
