package portalsim

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"
)

// liaoning is the eportal of 辽宁: an article is a directory named by its time,
// and lists come from a portlet that tells no count.
type liaoning struct{}

const (
	liaoningData = "/eportal/ui"
	liaoningRows = 20
)

func (liaoning) byOrgan() bool   { return false }
func (liaoning) reportRows() int { return liaoningRows }
func (liaoning) static() bool    { return false }
func (liaoning) scripted() bool  { return true }

func (liaoning) columnPath(_ *portal, c *column) string { return "/" + c.slug + "/index.shtml" }

func (liaoning) articlePath(p *portal, a article) string {
	return fmt.Sprintf("/%s/%s%012d/index.shtml", a.column.slug, a.date.Format("20060102"), p.id(a.number))
}

func (liaoning) attachmentPath(p *portal, a article) string {
	return fmt.Sprintf("/eportal/fileDir/%s/%012d.docx", a.date.Format(months), p.id(a.number))
}

func (liaoning) container() (string, string) { return `<div class="zy_content">`, `</div>` }

func (f liaoning) list(p *portal, path string, q url.Values) (answer, bool) {
	if path == liaoningData {
		return f.data(p, q)
	}
	c, ok := p.columnAt(path)
	if !ok {
		return answer{}, false
	}
	return p.livePage(func(g *page) { g.column(c, nil, func() { f.script(g, c) }) }), true
}

func (f liaoning) script(g *page, c *column) {
	if c.size() == 0 {
		return
	}
	g.s(`<ul id="xxgkml"></ul><script type="text/javascript">`, "\n", `var pageNo = 1;`, "\n", `function query(){`, "\n\t",
		`$.getJSON("`, liaoningData, `?moduleId=5&portal.url=/portlet/xxgkml!queryList.portlet&columnId=`, g.p.columnIDText(c),
		`&pageNo=" + pageNo + "&pageSize=`, strconv.Itoa(liaoningRows), `", function(data){ show(data.result); });`, "\n}\nquery();\n</script>")
}

func (f liaoning) data(p *portal, q url.Values) (answer, bool) {
	type item struct {
		Title string `json:"title"`
		URL   string `json:"url"`
		Date  string `json:"publishDate"`
	}
	reply := struct {
		Result []item `json:"result"`
	}{[]item{}}
	id, err := strconv.Atoi(q.Get("columnId"))
	i := id - p.columnID(&p.columns[0])
	if err == nil && i >= 0 && i < len(p.columns) && strings.HasSuffix(q.Get("portal.url"), "queryList.portlet") {
		n, rows := numberParam(q, "pageNo", 1, 1, 1<<20), numberParam(q, "pageSize", liaoningRows, 1, 50)
		for _, number := range p.columns[i].slice((n-1)*rows, n*rows) {
			a := p.article(number)
			reply.Result = append(reply.Result, item{a.title, p.href(a), a.date.Format("2006-01-02")})
		}
	}
	return p.jsonAnswer(reply), true
}
