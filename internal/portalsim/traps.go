package portalsim

import (
	"html"
	"net/url"
	"strconv"
	"time"
)

// missing writes the page for an address that does not exist.
func (g *page) missing(address string) {
	g.head("页面不存在-"+g.p.county.name+"人民政府", "utf-8", nil)
	g.s(`<div class="error"><h2>您访问的页面不存在或已被删除</h2><p>请求地址：`, html.EscapeString(address), `</p><p>请检查地址是否正确，或者返回`)
	g.link("/", "网站首页")
	g.s(`重新查找。</p></div>`)
	g.foot()
}

// temptations writes links that a crawler had better not follow, or not far.
func (g *page) temptations() {
	p := g.p
	if !p.quirks.on {
		return
	}
	g.s(`<div class="aside">`)
	for i := range 2 {
		g.link("/xxgk/2016/old"+strconv.Itoa(i)+".html", "历史专题")
	}
	if p.quirks.calendar {
		g.link("/rili/?date="+p.newest.Format(time.DateOnly), "公开日历")
	}
	if p.quirks.enumeration {
		g.link("/module/xxgk/xxgkAnnualReport.jsp?area="+p.idText(0)+"&fbtime="+strconv.Itoa(p.newest.Year()-1), "按年度查询年报")
	}
	g.s("</div>\n")
}

// calendarPage answers for every day, and links the days around it.
func (p *portal) calendarPage(query string) answer {
	q, _ := url.ParseQuery(query) // what can't be read is absent
	day, err := time.Parse(time.DateOnly, q.Get("date"))
	if err != nil {
		day = p.newest
	}
	return p.livePage(func(g *page) {
		g.head("公开日历", "utf-8", nil)
		g.s(`<h2>`, day.Format("2006年1月2日"), `公开信息</h2><p>当日没有新的公开信息。</p>`)
		g.link("/rili/?date="+day.AddDate(0, 0, -1).Format(time.DateOnly), "前一天")
		g.link("/rili/?date="+day.AddDate(0, 0, 1).Format(time.DateOnly), "后一天")
		g.link("/rili/?date="+day.AddDate(0, 1, 0).Format(time.DateOnly), "下个月")
		g.foot()
	})
}

// enumerationPage answers for every year, and links the years around it.
func (p *portal) enumerationPage(query string) answer {
	q, _ := url.ParseQuery(query) // what can't be read is absent
	year := numberParam(q, "fbtime", p.newest.Year()-1, 1, 9999)
	area := numberParam(q, "area", p.id(0), 0, 1<<30)
	return p.livePage(func(g *page) {
		g.head("年报查询", "utf-8", nil)
		g.s(`<h2>`, strconv.Itoa(year), `年</h2><table><tr><td>发布机构</td><td>标题</td></tr><tr><td colspan="2">该年度暂无数据，请到各单位公开目录中查阅</td></tr></table>`)
		for _, y := range []int{year - 1, year + 1} {
			g.link("/module/xxgk/xxgkAnnualReport.jsp?area="+strconv.Itoa(area)+"&fbtime="+strconv.Itoa(y), strconv.Itoa(y)+"年")
		}
		g.foot()
	})
}
