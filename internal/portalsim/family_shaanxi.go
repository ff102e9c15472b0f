package portalsim

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"
)

// shaanxi is the platform of 陕西: long numbers for names, directories by level
// and year, and a pager of plain links that shows a few numbers at a time. What
// is real of it are the addresses; its paging is invented.
type shaanxi struct{}

func (shaanxi) byOrgan() bool   { return false }
func (shaanxi) reportRows() int { return 6 }
func (shaanxi) static() bool    { return true }
func (shaanxi) scripted() bool  { return false }

// dir is a column's directory: years stand below levels, /zfxxgknb/xz/2021/.
func (shaanxi) dir(c *column) string {
	parts := strings.Split(c.slug, "/")
	for i, part := range parts {
		if year, ok := strings.CutPrefix(part, "n20"); ok && len(year) == 2 {
			parts[i] = "20" + year
			if i+1 < len(parts) {
				parts[i], parts[i+1] = parts[i+1], parts[i]
				break
			}
		}
	}
	return "/" + strings.Join(parts, "/") + "/"
}

func (f shaanxi) columnPath(_ *portal, c *column) string { return f.dir(c) }

// articlePath has 19 digits, and before the platform was renewed 24 hexadecimal
// ones.
func (f shaanxi) articlePath(p *portal, a article) string {
	if a.date.Year() < 2022 {
		return fmt.Sprintf("%s%012x%012d.html", f.dir(a.column), 0x5e0a_0000_0000+p.key&0xffff_ffff, p.id(a.number))
	}
	return fmt.Sprintf("%s1%06d%012d.html", f.dir(a.column), p.key%1_000_000, p.id(a.number))
}

func (f shaanxi) attachmentPath(p *portal, a article) string {
	return fmt.Sprintf("/file/%s/%012d.docx", a.date.Format(months), p.id(a.number))
}

func (shaanxi) container() (string, string) { return `<div class="pages_content">`, `</div>` }

func (f shaanxi) list(p *portal, path string, _ url.Values) (answer, bool) {
	dir, name := splitPath(path)
	c, ok := p.columnAt(dir)
	n := 1
	if name != "" && name != "index.html" {
		number, isNumber := pageNumber(name, "index_", ".html")
		ok, n = ok && isNumber, number
	}
	if !ok || n > c.pages() {
		return answer{}, false
	}
	return p.staticPage(path, p.newest, func(g *page) {
		g.column(c, c.page(n), func() { f.pager(g, c, n) })
	}), true
}

// pager shows the numbers around a page, and no count.
func (f shaanxi) pager(g *page, c *column, n int) {
	if c.pages() < 2 {
		return
	}
	to := func(n int, text string) {
		name := "index.html"
		if n > 1 {
			name = "index_" + strconv.Itoa(n) + ".html"
		}
		g.link(f.dir(c)+name, text)
		g.s("\n")
	}
	g.s(`<div class="pagination">`)
	if n > 1 {
		to(1, "首页")
		to(n-1, "上一页")
	}
	for i := max(1, n-2); i <= min(c.pages(), n+2); i++ {
		if i == n {
			g.s(`<span class="current">`, strconv.Itoa(i), `</span>`)
		} else {
			to(i, strconv.Itoa(i))
		}
	}
	if n < c.pages() {
		to(n+1, "下一页")
		to(c.pages(), "尾页")
	}
	g.s(`</div>`)
}
