package portalsim

import (
	"net/url"
	"strconv"
)

// jpage is Hanweb (大汉): a column page with the first records in a script, and
// the rest from a data request.
type jpage struct{}

const jpageData = "/module/web/jpage/dataproxy.jsp"

func (jpage) byOrgan() bool   { return true }
func (jpage) reportRows() int { return 15 }
func (jpage) static() bool    { return false }
func (jpage) scripted() bool  { return true }

func (jpage) columnPath(p *portal, c *column) string {
	return "/col/col" + p.columnIDText(c) + "/index.html"
}

func (jpage) articlePath(p *portal, a article) string {
	if a.date.Year() >= 2023 {
		return "/art/" + a.date.Format("2006") + "/art_" + p.hex32(a.number, hexArticle) + ".html"
	}
	return "/art/" + a.date.Format("2006/1/2") + "/art_" + p.columnIDText(a.column) + "_" + p.idText(a.number) + ".html"
}

func (jpage) attachmentPath(p *portal, a article) string {
	return "/module/download/downfile.jsp?classid=0&filename=" + p.hex32(a.number, hexFile) + ".docx"
}

func (jpage) container() (string, string) {
	return `<div id="zoom" class="bt-content"><!--ZJEG_RSS.content.begin--><meta name="ContentStart">`,
		`<meta name="ContentEnd"><!--ZJEG_RSS.content.end--></div>`
}

// rows is the number of records on a page, the same for all columns.
func (jpage) rows() int { return 15 }

func (jpage) unit(p *portal, c *column) string { return strconv.Itoa(2*p.columnID(c) + 7) }

func (f jpage) list(p *portal, path string, q url.Values) (answer, bool) {
	if path == jpageData {
		return f.data(p, q)
	}
	c, ok := p.columnAt(path)
	if !ok {
		return answer{}, false
	}
	return p.livePage(func(g *page) {
		g.column(c, nil, func() { f.embedded(g, c) })
	}), true
}

// embedded writes the first page of records as a data store in a script, and
// the call with the parameters of the data request.
func (f jpage) embedded(g *page, c *column) {
	if c.size() == 0 {
		return
	}
	p, unit := g.p, f.unit(g.p, c)
	pages := (c.size() + f.rows() - 1) / f.rows()
	g.s(`<div id="`, unit, `" class="jpage-list"><script type="text/xml"><datastore><nextgroup><![CDATA[<a href="`, jpageData,
		`?page=1&appid=1&webid=`, f.web(p), `&path=/&columnid=`, p.columnIDText(c), `&unitid=`, unit, `&webname=`,
		url.QueryEscape(p.county.name+"人民政府"), `&permissiontype=0"></a>]]></nextgroup><recordset>`)
	for _, n := range c.slice(0, f.rows()) {
		f.record(g, n)
	}
	g.s(`</recordset></datastore></script></div><script type="text/javascript">`, "\n",
		`$(function(){ $('#`, unit, `').jpage({totalrecord:`, strconv.Itoa(c.size()), `,totalpage:`, strconv.Itoa(pages),
		`,perpage:`, strconv.Itoa(f.rows()), `,groupsize:3,proxyurl:'`, jpageData, `',ajaxParam:{col:1,appid:1,webid:`, f.web(p),
		`,path:'/',columnid:`, p.columnIDText(c), `,sourceContentType:1,unitid:'`, unit, `',webname:'`, p.county.name,
		`人民政府',permissiontype:0}}); });`, "\n</script>")
}

func (jpage) web(p *portal) string { return strconv.Itoa(1 + int(p.key%40)) }

func (jpage) record(g *page, n int) {
	g.s("<record><![CDATA[\n<li>")
	g.item(g.p.article(n))
	g.s("</li>\n]]></record>\n")
}

// data answers the data request, as XML.
func (f jpage) data(p *portal, q url.Values) (answer, bool) {
	var c *column
	id, err := strconv.Atoi(q.Get("columnid"))
	if i := id - p.columnID(&p.columns[0]); err == nil && i >= 0 && i < len(p.columns) {
		c = &p.columns[i]
	}
	unknown := c == nil || q.Get("unitid") != f.unit(p, c) || q.Get("webid") != f.web(p)
	from := numberParam(q, "startrecord", 1, 1, 1<<30)
	to := numberParam(q, "endrecord", from-1, 0, 1<<30)
	if q.Has("page") {
		page := numberParam(q, "page", 1, 1, 1<<20)
		from, to = (page-1)*3*f.rows()+1, page*3*f.rows()
	}
	to = min(to, from+299)
	return answer{status: 200, contentType: "text/xml;charset=UTF-8", render: func(g *page) {
		if unknown {
			g.s(`<datastore><totalrecord>0</totalrecord><totalpage>0</totalpage><recordset></recordset></datastore>`)
			return
		}
		per := numberParam(q, "perpage", f.rows(), 1, 100)
		g.s(`<datastore><totalrecord>`, strconv.Itoa(c.size()), `</totalrecord><totalpage>`, strconv.Itoa((c.size()+per-1)/per),
			`</totalpage><recordset>`, "\n")
		for _, n := range c.slice(from-1, to) {
			f.record(g, n)
		}
		g.s(`</recordset></datastore>`)
	}}, true
}
