package portalsim

import (
	"encoding/json"
	"net/url"
	"strconv"
	"strings"
)

// ucap is UCAP (开普云): static shells of lists, filled from JSON.
type ucap struct{}

const (
	ucapData = "/common/search/"
	ucapRows = 20
)

func (ucap) byOrgan() bool   { return true }
func (ucap) reportRows() int { return ucapRows }
func (ucap) static() bool    { return true }
func (ucap) scripted() bool  { return true }

func (ucap) dir(p *portal, c *column) string { return "/" + p.county.slug + "/c" + p.columnIDText(c) }

func (f ucap) columnPath(p *portal, c *column) string { return f.dir(p, c) + "/common_list.shtml" }

func (f ucap) articlePath(p *portal, a article) string {
	return f.dir(p, a.column) + "/" + a.date.Format(months) + "/" + p.hex32(a.number, hexArticle) + ".shtml"
}

func (f ucap) attachmentPath(p *portal, a article) string {
	return f.dir(p, a.column) + "/" + a.date.Format(months) + "/files/" + p.hex32(a.number, hexFile) + ".docx"
}

func (ucap) container() (string, string) {
	return `<div id="UCAP-CONTENT"><ucapcontent>`, `</ucapcontent></div>`
}

func (f ucap) list(p *portal, path string, q url.Values) (answer, bool) {
	if name, ok := strings.CutPrefix(path, ucapData); ok {
		return f.data(p, name, q)
	}
	c, ok := p.columnAt(path)
	if !ok {
		return answer{}, false
	}
	return p.staticPage(path, p.newest, func(g *page) {
		g.column(c, nil, func() { f.shell(g, c) })
	}), true
}

// shell writes the empty list and the script that fills it.
func (ucap) shell(g *page, c *column) {
	if c.size() == 0 {
		return
	}
	g.s(`<ul class="xxgk_list" id="list_ul"></ul><div id="page_div" class="page"></div><script type="text/javascript">`, "\n",
		`var channelId = "`, g.p.hex32(c.index, hexChannel), `";`, "\n",
		`var listUrl = "`, ucapData, g.p.hex32(c.index, hexChannel), `?_isAgg=true&_isJson=true&_pageSize=`, strconv.Itoa(ucapRows),
		`&_template=index&page=";`, "\n",
		`function loadPage(n){ $.getJSON(listUrl + n, function(res){ fill(res.data.results); pager(res.data.total, res.data.rows, n); }); }`, "\n",
		`loadPage(1);`, "\n</script>")
}

type ucapResult struct {
	ID               string `json:"id"`
	Title            string `json:"title"`
	URL              string `json:"url"`
	PublishedTimeStr string `json:"publishedTimeStr"`
	ChannelName      string `json:"channelName"`
}

type ucapAnswer struct {
	Code int `json:"code"`
	Data struct {
		ChannelID string       `json:"channelId"`
		Page      int          `json:"page"`
		Rows      int          `json:"rows"`
		Total     int          `json:"total"`
		Results   []ucapResult `json:"results"`
	} `json:"data"`
}

// data answers the data request.
func (f ucap) data(p *portal, name string, q url.Values) (answer, bool) {
	i, ok := p.hexNumber(name)
	if !ok || i >= len(p.columns) || p.hex32(i, hexChannel) != name || q.Get("_isJson") != "true" {
		return answer{}, false
	}
	c := &p.columns[i]
	return answer{status: 200, contentType: "application/json;charset=UTF-8", render: func(g *page) {
		rows := numberParam(q, "_pageSize", ucapRows, 1, 100)
		n := numberParam(q, "page", 1, 1, 1<<20)
		var out ucapAnswer
		out.Code = 200
		out.Data.ChannelID, out.Data.Page, out.Data.Rows, out.Data.Total = name, n, rows, c.size()
		out.Data.Results = []ucapResult{}
		for _, number := range c.slice((n-1)*rows, n*rows) {
			a := p.article(number)
			out.Data.Results = append(out.Data.Results, ucapResult{
				ID:               p.hex32(number, hexArticle),
				Title:            a.title,
				URL:              p.href(a),
				PublishedTimeStr: a.date.Format("2006-01-02") + " 09:30:00",
				ChannelName:      c.name,
			})
		}
		b, err := json.Marshal(out)
		if err != nil {
			return // strings and numbers always marshal
		}
		g.Write(b)
	}}, true
}
