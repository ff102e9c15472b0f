package portalsim

import (
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// gkmlpt is the platform of 广东: an organ's page of disclosure holds the tree of
// its columns, whose articles come by an interface.
type gkmlpt struct{}

func (gkmlpt) byOrgan() bool   { return true }
func (gkmlpt) reportRows() int { return 20 }
func (gkmlpt) static() bool    { return false }
func (gkmlpt) scripted() bool  { return true }

// folded are the columns below disclosure, and below an organ's column, but
// those that lead to organs.
func (f gkmlpt) folded(p *portal, c *column) bool {
	switch {
	case c.parent < 0, f.holds(p, c):
		return false
	case c.organ >= 0:
		return p.columns[c.parent].organ >= 0
	}
	return p.below(c, &p.columns[p.disclosure]) && !p.leadsToOrgans(c)
}

// leadsToOrgans reports whether the column of an organ is below c.
func (p *portal) leadsToOrgans(c *column) bool {
	return slices.ContainsFunc(c.children, func(i int) bool {
		return p.columns[i].organ >= 0 || p.leadsToOrgans(&p.columns[i])
	})
}

// prefix is where the platform of an organ is, the county's first.
func (gkmlpt) prefix(p *portal, organ int) string {
	if organ < 0 {
		return "/gkmlpt"
	}
	return "/" + p.issuers[organ].slug + "/gkmlpt"
}

func (f gkmlpt) columnPath(p *portal, c *column) string {
	switch {
	case f.folded(p, c):
		return f.prefix(p, c.organ) + "/index#" + p.columnIDText(c)
	case c.organ >= 0 || f.holds(p, c):
		return f.prefix(p, c.organ) + "/index"
	}
	return "/" + c.slug + "/index.html"
}

// holds reports whether the county's tree stands on the page of c: the last
// above its folded columns.
func (f gkmlpt) holds(p *portal, c *column) bool {
	annual := slices.IndexFunc(p.columns, func(c column) bool { return c.annual })
	return annual >= 0 && p.columns[annual].parent == c.index
}

func (f gkmlpt) articlePath(p *portal, a article) string {
	id := p.id(a.number)
	return fmt.Sprintf("%s/content/%d/%d/post_%d.html", f.prefix(p, a.column.organ), id/1_000_000, id/1000, id)
}

func (gkmlpt) attachmentPath(p *portal, a article) string {
	return "/attachment/0/" + a.date.Format("060102") + "/" + p.idText(a.number) + ".docx"
}

func (gkmlpt) container() (string, string) {
	return `<div class="article-content"><div class="content">`, `</div></div>`
}

func (gkmlpt) site(p *portal, organ int) string {
	return strconv.Itoa(660_000 + int(p.key%9000) + max(organ, -1) + 1)
}

func (f gkmlpt) list(p *portal, path string, q url.Values) (answer, bool) {
	if before, category, ok := strings.Cut(path, "/gkmlpt/api/all/"); ok {
		return f.data(p, before, category, q)
	}
	c, ok := p.columnAt(path)
	n := 1
	if !ok {
		dir, name := splitPath(path)
		number, isNumber := pageNumber(name, "index_", ".html")
		c, ok = p.columnAt(dir + "index.html")
		if !ok || !isNumber || number > c.pages() {
			return answer{}, false
		}
		n = number
	}
	if strings.HasSuffix(path, "/gkmlpt/index") {
		return p.livePage(func(g *page) { g.column(c, nil, func() { f.config(g, c) }) }), true
	}
	return p.livePage(func(g *page) {
		g.column(c, c.page(n), func() { numberedPager(g, c, n, "/"+c.slug+"/index_", ".html") })
	}), true
}

// node is a column in the tree that the page holds.
type node struct {
	ID       int    `json:"id"`
	Name     string `json:"name"`
	Children []node `json:"children,omitempty"`
}

func (f gkmlpt) nodes(p *portal, c *column) []node {
	var all []node
	for _, i := range c.children {
		if child := &p.columns[i]; f.folded(p, child) {
			all = append(all, node{p.columnID(child), child.name, f.nodes(p, child)})
		}
	}
	return all
}

func (f gkmlpt) config(g *page, c *column) {
	tree, err := json.Marshal(f.nodes(g.p, c))
	if err != nil {
		panic(fmt.Sprint("strings and numbers have no JSON: ", err))
	}
	g.s(`<div id="app"></div><script type="text/javascript">`, "\n", `window._CONFIG = {"SID":"`, f.site(g.p, c.organ), `","TREE":`, string(tree), "};\n",
		`</script><script type="text/javascript" src="/gkmlpt/js/app.js"></script>`)
}

func (f gkmlpt) data(p *portal, before, category string, q url.Values) (answer, bool) {
	id, err := strconv.Atoi(category)
	i := id - p.columnID(&p.columns[0])
	if err != nil || i < 0 || i >= len(p.columns) {
		return answer{}, false
	}
	c := &p.columns[i]
	if !f.folded(p, c) || f.prefix(p, c.organ) != before+"/gkmlpt" || q.Get("sid") != f.site(p, c.organ) {
		return answer{}, false
	}
	type item struct {
		Title   string `json:"title"`
		URL     string `json:"url"`
		Created string `json:"created_at"`
	}
	var reply struct {
		Articles []item `json:"articles"`
		Classify struct {
			Name  string `json:"name"`
			Count int    `json:"post_count"`
		} `json:"classify"`
	}
	reply.Articles = []item{}
	reply.Classify.Name, reply.Classify.Count = c.name, c.size()
	for _, n := range c.page(numberParam(q, "page", 1, 1, 1<<20)) {
		a := p.article(n)
		reply.Articles = append(reply.Articles, item{a.title, p.url(p.href(a)), a.date.Format("2006-01-02 15:04:05")})
	}
	return p.jsonAnswer(reply), true
}

// jsonAnswer is the answer with a value as JSON.
func (p *portal) jsonAnswer(v any) answer {
	a := p.livePage(func(g *page) {
		b, err := json.Marshal(v)
		if err != nil {
			panic(fmt.Sprint("strings and numbers have no JSON: ", err))
		}
		g.Write(b)
	})
	a.contentType = "application/json;charset=UTF-8"
	return a
}

// numberedPager links to the pages around page n of c. The first is the column's
// own, and the others stand between before and after.
func numberedPager(g *page, c *column, n int, before, after string) {
	if c.pages() < 2 {
		return
	}
	to := func(n int, text string) {
		if n < 2 {
			g.link(g.p.family.columnPath(g.p, c), text)
		} else {
			g.link(before+strconv.Itoa(n)+after, text)
		}
		g.s("\n")
	}
	g.s(`<div class="page-nav">`)
	if n > 1 {
		to(n-1, "上一页")
	}
	for i := max(1, n-3); i <= min(c.pages(), n+3); i++ {
		to(i, strconv.Itoa(i))
	}
	if n < c.pages() {
		to(n+1, "下一页")
		to(c.pages(), "末页")
	}
	g.s(`</div>`)
}
