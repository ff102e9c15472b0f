package portalsim

import (
	"strconv"

	"gongkai/internal/portalsim/truth"
)

// home writes the home page.
func (g *page) home() {
	p := g.p
	g.head(p.county.name+"人民政府门户网站", "utf-8", nil)
	g.styles(260)
	g.services()
	g.s(`<div class="entry">`)
	for _, i := range []int{p.disclosure, p.guide} {
		g.link(p.columnHref(&p.columns[i]), p.columns[i].name)
	}
	g.s(`</div>`, "\n")
	for i := range p.columns {
		c := &p.columns[i]
		if c.entries != nil || c.kind == kindGuide || c.size() == 0 || p.layout.bareHome {
			continue
		}
		g.s(`<div class="block b`, strconv.Itoa(i), `"><h3>`, c.name, `</h3><span class="more">`)
		g.link(p.columnHref(c), "更多")
		g.s(`</span>`, "\n")
		p.layout.list(g, c.slice(0, 10))
		g.s("</div>\n")
	}
	g.temptations()
	g.friends()
	g.scripts(200)
	g.foot()
}

// services writes the folded menu of services that lead nowhere without
// script.
func (g *page) services() {
	g.s(`<div class="services">`, "\n")
	topics := []string{"出生", "入学", "就业", "婚育", "住房", "医疗", "养老", "社保", "纳税", "开店", "建房", "用水", "用电", "出行", "农机", "救助"}
	acts := []string{"办事指南", "在线预约", "进度查询", "表格下载", "常见问答", "收费标准"}
	for i, topic := range topics {
		g.s(`<dl class="svc svc-`, strconv.Itoa(i), `"><dt>`, topic, `</dt>`)
		for j, act := range acts {
			g.s(`<dd><a href="javascript:void(0)" onclick="openService('`, strconv.Itoa(100*i+j), `')" title="`, topic, act, `">`, topic, act, `</a></dd>`)
		}
		g.s("</dl>\n")
	}
	g.s("</div>\n")
}

// friends writes the links to other sites (友情链接).
func (g *page) friends() {
	g.s(`<div class="friends"><h3>友情链接</h3>`, "\n")
	for i, name := range []string{"江云省人民政府", "江云日报", "江云备案服务"} {
		g.s(`<a href="http://`, foreignHosts()[i], `/" target="_blank">`, name, `</a>`, "\n")
	}
	if !g.p.world.opts.Faithful {
		g.s(`<a href="http://`, g.p.clone, `/" target="_blank">`, g.p.county.name, `政务信息网</a>`, "\n")
	}
	g.s(`<select onchange="window.open(this.value)">`)
	for i := range 120 {
		g.s(`<option value="http://www.jiangyun-sheng.gov.cn/link/`, strconv.Itoa(i), `">江云省直单位网站第`, strconv.Itoa(i+1), `号</option>`, "\n")
	}
	g.s("</select></div>\n")
}

// styles writes n rules of inline style.
func (g *page) styles(n int) {
	g.s(`<style type="text/css">`, "\n")
	for i := range n {
		h := truth.Mix(g.p.key, uint64(i))
		g.s(`.m`, strconv.Itoa(i), ` a{color:#`, strconv.FormatUint(h%900+100, 10), `;padding:`, strconv.Itoa(int(h>>10%9)), `px `,
			strconv.Itoa(int(h>>16%30)), `px;line-height:`, strconv.Itoa(20+int(h>>24%20)), `px;background:url(/images/bg`, strconv.Itoa(i), `.gif) no-repeat}`, "\n")
	}
	g.s("</style>\n")
}

// scripts writes n lines of inline script.
func (g *page) scripts(n int) {
	g.s(`<script type="text/javascript">`, "\nvar siteNav = [];\n")
	for i := range n {
		g.s(`siteNav.push({id:`, strconv.Itoa(i), `,w:`, strconv.FormatUint(truth.Mix(g.p.key, uint64(i), 3)%960, 10), `,open:false,delay:300,effect:"slide"});`, "\n")
	}
	g.s("</script>\n")
}
