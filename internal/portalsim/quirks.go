package portalsim

import (
	"fmt"
	"strconv"
	"strings"

	"gongkai/internal/portalsim/truth"
)

// movedPrefix is where things stood before the portal moved them.
const movedPrefix = "/old"

// How a portal says "not found".
const (
	missingHonest = iota // 404
	missingSoft          // 200 and a page that quotes the address
	missingHome          // a redirect to the home page
)

// quirks are how a portal misbehaves. The zero value but for robots does not.
type quirks struct {
	on       bool
	robots   string   // body of robots.txt; empty is 404
	disallow []string // what it disallows, as prefixes
	missing  int

	fence       string // path prefix behind a protection product
	fenceStatus int

	busy        map[string]bool // paths that answer 503 once
	cut         string          // path whose first answer breaks off
	plain       int             // article served as text/plain, or -1
	mistyped    int             // article whose attachment has the wrong type, or -1
	mistype     string
	movedColumn int // column that links name by its old address, or -1
	movedReport int

	zips        bool // gzip unasked
	sessions    bool // session ids in the links of some pages
	calendar    bool
	enumeration bool
}

func quirksOf(p *portal) quirks {
	q := quirks{plain: -1, mistyped: -1, movedColumn: -1, movedReport: -1}
	var voice *column
	for i := range p.columns {
		if p.columns[i].kind == kindVoice {
			voice = &p.columns[i]
		}
	}
	closed := strings.TrimSuffix(p.family.columnPath(p, voice), "&action=list")
	if dir, _ := splitPath(closed); !strings.Contains(closed, "?") && p.columnsIn(dir) == 1 {
		closed = dir
	}
	q.disallow = []string{"/admin/"}
	q.robots = "User-agent: *\nDisallow: /admin/\n"
	if p.world.opts.Faithful {
		return q
	}
	q.on = true
	q.disallow = append(q.disallow, closed)
	switch p.familyName {
	case "trs":
		q.robots = "# " + p.host + "\nUser-agent: *   # 全部\nDisallow: " + closed + " # 互动栏目\nDisallow: /admin/\t# 后台\n"
		q.fence, q.fenceStatus = "/zcjd/", 412
	case "jpage":
		q.robots = "User-agent:*\nDisallow:" + closed + "\nDisallow:/admin/\n"
		q.missing, q.sessions, q.enumeration = missingSoft, true, true
	case "vsb":
		q.robots, q.disallow = "", nil
		q.zips, q.calendar = true, true
	case "ucap":
		q.robots = "User-agent: *\nCrawl-delay: 0.01\nDisallow: " + closed + "\nDisallow: /admin/\n"
		q.missing = missingHome
	case "lonsun":
		q.robots = "User-Agent: *\r\nDisallow: /admin/\r\nDisallow: " + closed + "\r\n"
		q.missing, q.calendar = missingSoft, true
	case "jeecms":
		q.robots = "User-agent: Tuzhuaspider\nDisallow: /\n\nUser-agent:*\nDisallow: " + closed + "   #不收录\nAllow: /\nDisallow: /admin/\n"
		q.fence, q.fenceStatus = "/zcjd/", 521
		q.sessions, q.calendar = true, true
	default:
		q.robots = "User-agent: *\nDisallow: " + closed + "\nDisallow: /admin/\n"
		q.missing = p.index % 3
	}
	q.misplace(p)
	return q
}

// columnsIn returns how many columns have their first page below dir.
func (p *portal) columnsIn(dir string) (n int) {
	for i := range p.columns {
		if strings.HasPrefix(p.family.columnPath(p, &p.columns[i]), dir) {
			n++
		}
	}
	return n
}

// misplace chooses the reports and columns that the portal answers badly for.
func (q *quirks) misplace(p *portal) {
	q.busy = make(map[string]bool)
	for i := range p.columns {
		c := &p.columns[i]
		if c.annual && c.organ < 0 {
			q.busy[p.family.columnPath(p, c)] = true
		} else if c.entries != nil {
			q.movedColumn = c.index // the last one
		}
	}
	total := len(p.reports)
	if total == 0 {
		return
	}
	payload := func(n int) string {
		if a := p.article(n); a.format == FormatDocx {
			return p.family.attachmentPath(p, a)
		} else {
			return p.family.articlePath(p, a)
		}
	}
	q.busy[payload(p.reports[total/3])] = true
	q.cut = payload(p.reports[total/2])
	q.movedReport = p.reports[total/4]
	q.mistype = "application/octet-stream"
	if p.index%2 == 1 {
		q.mistype = "text/html"
	}
	for _, n := range p.reports {
		switch p.article(n).format {
		case FormatDocx:
			q.mistyped = n
		case FormatHTML:
			if p.familyName == "lonsun" || p.familyName == "ucap" {
				q.plain = n
			}
		}
	}
}

// hasTwin reports whether a has a second page for telephones.
func (q *quirks) hasTwin(a article) bool {
	return q.on && a.kind == kindReport && a.format == FormatHTML && a.number%3 == 0
}

func (q *quirks) columnMoved(c *column) bool { return c.index == q.movedColumn }

func (q *quirks) articleMoved(a article) bool {
	return q.on && (a.number == q.movedReport || a.number%37 == 5)
}

// twinPath is the address of the twin of the page at path.
func twinPath(path string) string {
	i := strings.LastIndexByte(path, '.')
	return path[:i] + "_wap" + path[i:]
}

// answer is how the portal misbehaves for path, if it does.
func (q *quirks) answer(p *portal, path, query string) (answer, bool) {
	if !q.on {
		return answer{}, false
	}
	if old, ok := strings.CutPrefix(path, movedPrefix+"/"); ok {
		to := "/" + old
		if query != "" {
			to += "?" + query
		}
		return moved(301, p.url(to)), true
	}
	switch {
	case q.fence != "" && strings.HasPrefix(path, q.fence):
		return q.fenced(p), true
	case q.busy[address(path, query)] && p.world.once(p.url(address(path, query))):
		return busy(), true
	case q.calendar && path == "/rili/":
		return p.calendarPage(query), true
	case q.enumeration && path == "/module/xxgk/xxgkAnnualReport.jsp":
		return p.enumerationPage(query), true
	}
	return answer{}, false
}

// busy is what a portal answers that wants to be left alone for a second.
func busy() answer {
	return answer{status: 503, contentType: "text/html", retryAfter: 1, render: func(g *page) {
		g.s(`<html><head><title>503 Service Temporarily Unavailable</title></head><body><center><h1>503</h1></center></body></html>`)
	}}
}

// fenced is what a protection product answers.
func (q *quirks) fenced(p *portal) answer {
	token := fmt.Sprintf("%x", truth.Mix(p.key, 61))
	a := answer{status: q.fenceStatus, contentType: "text/html"}
	if q.fenceStatus == 521 {
		a.cookie = "__jsluid_s=" + token + token + "; max-age=31536000; path=/; HttpOnly"
		a.render = func(g *page) {
			g.s(`<script>document.cookie=('_')+('_')+('j')+('s')+('l')+('_')+('clearance_s=')+(-~0+'')+'`, token,
				`';location.href=location.pathname+location.search</script>`)
		}
		return a
	}
	a.cookie = "N" + token[:8] + "S=" + token + "; path=/; HttpOnly"
	a.render = func(g *page) {
		g.s(`<!DOCTYPE html><html><head><meta id="`, token, `" content="`, token, token, `"><script type="text/javascript">$_ts=window['$_ts'];if(!$_ts)$_ts={};`,
			`$_ts.nsd=`, strconv.Itoa(int(p.key%90000)), `;$_ts.cd="`, strings.Repeat(token, 6), `";(function(){var _$a=0,_$b=[`)
		for i := range 40 {
			g.s(strconv.FormatUint(truth.Mix(p.key, uint64(i))%255, 10), `,`)
		}
		g.s(`0];while(_$a<_$b.length){_$a++}})();</script></head><body></body></html>`)
	}
	return a
}

// notFound is what the portal answers for an address that does not exist.
func (q *quirks) notFound(p *portal, address string) answer {
	switch q.missing {
	case missingHome:
		return moved(302, p.url("/"))
	case missingSoft:
		return answer{status: 200, contentType: "text/html; charset=UTF-8", render: func(g *page) { g.missing(address) }}
	}
	return answer{status: 404, contentType: "text/html; charset=UTF-8", render: func(g *page) { g.missing(address) }}
}
