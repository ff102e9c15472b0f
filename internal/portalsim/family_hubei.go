package portalsim

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
)

// hubei is TRS as counties of 湖北 use it: a column's page holds no items, its
// script reads them from a file beside it. The portal that is watched is a park
// (园区) inside of the county's.
type hubei struct{ trs }

func (hubei) byOrgan() bool  { return true }
func (hubei) scripted() bool { return true }

// inside is the organ whose portal it is: the last, a park.
func (hubei) inside(p *portal) int { return len(p.issuers) - 1 }

func (f hubei) dataPath(p *portal, c *column) string {
	path := f.columnPath(p, c)
	return path + path[strings.LastIndexByte(path[:len(path)-1], '/')+1:len(path)-1] + ".json"
}

func (f hubei) list(p *portal, path string, _ url.Values) (answer, bool) {
	dir, name := splitPath(path)
	c, ok := p.columnAt(dir)
	switch {
	case !ok:
		return answer{}, false
	case path == f.dataPath(p, c):
		return f.data(p, c), true
	case name != "" && name != "index.html":
		return answer{}, false
	}
	return p.staticPage(path, p.newest, func(g *page) {
		g.column(c, nil, func() { f.shell(g, c) })
	}), true
}

func (f hubei) shell(g *page, c *column) {
	if c.size() == 0 {
		return
	}
	_, name := splitPath(f.dataPath(g.p, c))
	g.s(`<ul class="info-list" id="infoList"></ul><div id="pager"></div><script type="text/javascript">`, "\n",
		`$.getJSON("./`, name, `?_=" + new Date().getTime(), function(res){`, "\n\t",
		`res.data.sort(function(a, b){ return a.order - b.order; });`, "\n\t", `renderList("#infoList", res.data, 15);`, "\n});\n</script>")
}

type hubeiItem struct {
	Title   string `json:"title"`
	URL     string `json:"url"`
	PubDate string `json:"PubDate"`
	Order   int    `json:"order"`
}

func (f hubei) data(p *portal, c *column) answer {
	a := p.staticPage(c.slug+".json", p.newest, func(g *page) {
		list := struct {
			Data []hubeiItem `json:"data"`
		}{}
		for i, n := range c.slice(0, c.size()) {
			a := p.article(n)
			list.Data = append(list.Data, hubeiItem{a.title, p.href(a), a.date.Format("2006-01-02 15:04:05"), i + 1})
		}
		b, err := json.Marshal(list)
		if err != nil {
			panic(fmt.Sprint("strings and numbers have no JSON: ", err))
		}
		g.Write(b)
	})
	a.contentType = "application/json"
	return a
}
