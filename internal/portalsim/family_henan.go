package portalsim

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strconv"
	"strings"
)

// henanCity is the common platform of 河南 (统一技术平台). What is real of it is
// the address of articles; its paging is invented: by query, with a count.
type henanCity struct{}

func (henanCity) byOrgan() bool   { return false }
func (henanCity) reportRows() int { return 5 }
func (henanCity) static() bool    { return false }
func (henanCity) scripted() bool  { return false }

func (henanCity) columnPath(_ *portal, c *column) string { return "/" + c.slug + "/" }

func (henanCity) articlePath(p *portal, a article) string {
	return "/" + a.date.Format("2006/01-02") + "/" + p.idText(a.number) + ".html"
}

func (henanCity) attachmentPath(p *portal, a article) string {
	return "/attachment/" + a.date.Format(months) + "/" + p.idText(a.number) + ".docx"
}

func (henanCity) container() (string, string) {
	return `<div class="content" id="mainText">`, `</div>`
}

func (f henanCity) list(p *portal, path string, q url.Values) (answer, bool) {
	c, ok := p.columnAt(path)
	n := numberParam(q, "page", 1, 1, 1<<20)
	if !ok || n > c.pages() {
		return answer{}, false
	}
	return p.livePage(func(g *page) {
		g.column(c, c.page(n), func() { f.pager(g, c, n) })
	}), true
}

func (f henanCity) pager(g *page, c *column, n int) {
	if c.pages() < 2 {
		return
	}
	g.s(`<div class="page-box"><span>第`, strconv.Itoa(n), `页/共`, strconv.Itoa(c.pages()), `页</span>`)
	to := func(n int, text string) { g.link(f.columnPath(g.p, c)+"?page="+strconv.Itoa(n), text) }
	if n > 1 {
		to(n-1, "上一页")
	}
	if n < c.pages() {
		to(n+1, "下一页")
	}
	g.s(`</div>`)
}

// henanDistrict is a district's own system: lists by an interface that the
// page's script names.
type henanDistrict struct{}

const (
	henanData = "/api/content/list"
	henanRows = 8
)

func (henanDistrict) byOrgan() bool   { return true }
func (henanDistrict) reportRows() int { return henanRows }
func (henanDistrict) static() bool    { return false }
func (henanDistrict) scripted() bool  { return true }

func (henanDistrict) columnPath(p *portal, c *column) string {
	return "/channel/" + p.columnIDText(c) + ".html"
}

func (henanDistrict) articlePath(p *portal, a article) string {
	return "/detail/" + p.idText(a.number) + ".html"
}

func (henanDistrict) attachmentPath(p *portal, a article) string {
	return "/upload/" + a.date.Format(months) + "/" + p.idText(a.number) + ".docx"
}

func (henanDistrict) container() (string, string) { return `<div class="detail-con">`, `</div>` }

func (f henanDistrict) list(p *portal, path string, q url.Values) (answer, bool) {
	if path == henanData {
		return f.data(p, q), true
	}
	c, ok := p.columnAt(path)
	if !ok {
		return answer{}, false
	}
	return p.livePage(func(g *page) {
		g.column(c, nil, func() { f.shell(g, c) })
	}), true
}

func (f henanDistrict) shell(g *page, c *column) {
	if c.size() == 0 {
		return
	}
	g.s(`<ul id="contentList"></ul><div id="pages"></div><script type="text/javascript">`, "\n", `function load(pageNo){`, "\n\t",
		`$.ajax({type: "GET", dataType: "json", url: "`, henanData, `?channelId=`, g.p.columnIDText(c), `&pageSize=`, strconv.Itoa(henanRows),
		`&pageNo=" + pageNo, success: function(res){`, "\n\t\t", `draw(res.data.list); pager(res.data.total, pageNo);`, "\n\t}});\n}\nload(1);\n</script>")
}

func (f henanDistrict) data(p *portal, q url.Values) answer {
	type item struct {
		ID    string `json:"id"`
		Title string `json:"title"`
		URL   string `json:"url"`
		Date  string `json:"publishDate"`
	}
	var reply struct {
		Code int `json:"code"`
		Data struct {
			Total int    `json:"total"`
			List  []item `json:"list"`
		} `json:"data"`
	}
	c, ok := p.columnAt("/channel/" + strings.TrimLeft(q.Get("channelId"), "0") + ".html")
	n, rows := numberParam(q, "pageNo", 1, 1, 1<<20), numberParam(q, "pageSize", henanRows, 1, 50)
	if ok {
		reply.Data.Total = c.size()
		for _, number := range c.slice((n-1)*rows, n*rows) {
			a := p.article(number)
			reply.Data.List = append(reply.Data.List, item{p.idText(number), a.title, p.href(a), a.date.Format("2006-01-02")})
		}
	}
	a := p.livePage(func(g *page) {
		b, err := json.Marshal(reply)
		if err != nil {
			panic(fmt.Sprint("strings and numbers have no JSON: ", err))
		}
		g.Write(b)
	})
	a.contentType = "application/json;charset=UTF-8"
	return a
}
