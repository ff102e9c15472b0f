package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"gongkai/archive"
	"gongkai/config"
)

// probeJSON runs a probe and returns what it saw.
func probeJSON(t *testing.T, wantStatus int, args ...string) probeView {
	t.Helper()
	var v probeView
	out := execute(t, wantStatus, append([]string{"probe", "--json"}, args...)...)
	if err := json.Unmarshal([]byte(out), &v); err != nil {
		t.Fatalf("probe --json printed %q: %v", out, err)
	}
	return v
}

// small serves a site of a few pages, by path, and returns where.
func small(t *testing.T, pages map[string]string) (resolve string) {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, ok := pages[r.URL.Path]
		if !ok {
			http.NotFound(w, r)
			return
		}
		switch {
		case strings.HasPrefix(body, "status "):
			w.WriteHeader(map[string]int{"status 503": 503, "status 412": 412}[body[:10]])
		case strings.HasPrefix(body, "%PDF"):
			w.Header().Set("Content-Type", "application/pdf")
		case strings.HasPrefix(body, "to "):
			http.Redirect(w, r, strings.TrimPrefix(body, "to "), http.StatusFound)
			return
		}
		fmt.Fprint(w, strings.TrimPrefix(strings.TrimPrefix(body, "status 503"), "status 412"))
	}))
	t.Cleanup(server.Close)
	return "www.qingdu.gov.cn=" + strings.TrimPrefix(server.URL, "http://")
}

func TestProbeSaysWhatStandsInTheWay(t *testing.T) {
	const page = `<html><head><title>青渡县人民政府门户网站</title></head><body>`
	for name, c := range map[string]struct {
		pages  map[string]string
		status int
		want   string
	}{
		"robots.txt forbids everything":  {map[string]string{"/robots.txt": "User-agent: *\nDisallow: /", "/": page}, exitFindings, "forbids everything (line 2"},
		"robots.txt forbids the address": {map[string]string{"/robots.txt": "User-agent: *\nDisallow: /\nAllow: /zwgk/", "/": page}, exitFindings, "forbids this address"},
		"robots.txt is unreachable":      {map[string]string{"/robots.txt": "status 503", "/": page}, exitFindings, "could not be had (status 503)"},
		"a Crawl-delay without end":      {map[string]string{"/robots.txt": "User-agent: *\nCrawl-delay: 99999999999999999999", "/": page}, exitFindings, "the probe ended first"},
		"a block":                        {map[string]string{"/": "status 412<html><script>$_ts=window['$_ts'];</script></html>"}, exitFindings, "ruishu stands before /"},
		"a page without disclosure":      {map[string]string{"/": page + `<a href="/xw/">新闻</a>`, "/xw/": page}, exitFindings, "no column of disclosure"},
		"a page that is not there":       {map[string]string{}, exitFindings, "404 or 410"},
		"a redirect to another site":     {map[string]string{"/": "to http://www.yunlu.gov.cn/"}, exitFindings, "another site"},
		"a block before the column":      {map[string]string{"/": page + `<a href="/xxgk/">政府信息公开</a>`, "/xxgk/": "status 412<html><script>$_ts=window['$_ts'];</script></html>"}, exitFindings, "the column http://www.qingdu.gov.cn/xxgk/ was not read: behind a protection product"},
		"robots.txt forbids the column":  {map[string]string{"/robots.txt": "User-agent: *\nDisallow: /xxgk/", "/": page + `<a href="/xxgk/">政府信息公开</a>`}, exitFindings, "the column http://www.qingdu.gov.cn/xxgk/ was not read: disallowed"},
		"a portal that is busy":          {map[string]string{"/": "status 503"}, exitFindings, "busy"},
	} {
		t.Run(name, func(t *testing.T) {
			v := probeJSON(t, c.status, "--contact", "a@example.org", "--resolve", small(t, c.pages), "http://www.qingdu.gov.cn/")
			if !strings.Contains(v.Obstacle, c.want) {
				t.Errorf("got obstacle %q, want %q in it", v.Obstacle, c.want)
			}
			text := "contact: a@example.org\nportals:\n" + indented(v.Entry)
			if _, err := config.Parse("gongkai.yaml", []byte(text)); err != nil {
				t.Errorf("the entry is refused: %v\n%s", err, text)
			}
		})
	}
}

func TestProbeOfABureauProposesItsOwnColumns(t *testing.T) {
	const head = `<html><head><meta name="SiteName" content="青渡县人民政府"><title>`
	pages := map[string]string{
		"/bm/jyj/index.html": head + `青渡县教育局</title></head><body><a href="/zwgk/">政务公开</a><a href="/nb/">政府信息公开年报</a><a href="/bm/jyj/xxgk/">信息公开</a></body>`,
		"/bm/jyj/xxgk/":      head + `信息公开</title></head><body><a href="/bm/jyj/nb/">公开年报</a></body>`,
		"/zwgk/":             head + `政务公开</title></head><body><a href="/nb/">政府信息公开年报</a></body>`,
		"/nb/":               head + `年报</title></head><body></body>`,
		"/bm/jyj/nb/":        head + `公开年报</title></head><body><a href="/bm/jyj/nb/1.html">青渡县教育局2023年政府信息公开工作年度报告</a></body>`,
	}
	v := probeJSON(t, 0, "--contact", "a@example.org", "--resolve", small(t, pages), "http://www.qingdu.gov.cn/bm/jyj/index.html")
	if want := "name: 青渡县教育局\n  seeds:\n    - http://www.qingdu.gov.cn/bm/jyj/nb/\n    - http://www.qingdu.gov.cn/bm/jyj/xxgk/\n"; !strings.Contains(v.Entry, want) {
		t.Errorf("got\n%s\nwant in it\n%s", v.Entry, want)
	}
}

func TestProbeProposesAColumnBeforeASearchForIt(t *testing.T) {
	const page = `<html><head><title>青渡县人民政府门户网站</title></head><body>`
	for name, search := range map[string]string{
		"in UTF-8": "/list.jsp?q=%E5%B9%B4%E6%8A%A5",
		"in GBK":   "/list.jsp?q=%C4%EA%B1%A8",
		"plain":    "/list.jsp?q=年报",
	} {
		t.Run(name, func(t *testing.T) {
			resolve := small(t, map[string]string{
				"/":         page + `<a href="` + search + `">政府信息公开年报</a><a href="/nb/">政府信息公开年报</a>`,
				"/list.jsp": page + `<ul><li><a href="/a.html">青渡县2023年政府信息公开工作年度报告</a></ul>`,
				"/nb/":      page + `<ul><li><a href="/a.html">青渡县2023年政府信息公开工作年度报告</a></ul>`,
				"/a.html":   page + "正文",
			})
			v := probeJSON(t, exitDone, "--contact", "a@example.org", "--resolve", resolve, "http://www.qingdu.gov.cn/")
			if !strings.Contains(v.Entry, "http://www.qingdu.gov.cn/nb/") || strings.Contains(v.Entry, "list.jsp") {
				t.Errorf("got %s, want the column and no search", v.Entry)
			}
		})
	}
}

func TestProbeCountsAReportOnceWhoseListIsAskedForTwice(t *testing.T) {
	pages := map[string]string{"/": `<title>青渡县</title><a href="/nb/">政府信息公开年报</a>`}
	list := "<title>年报</title>"
	for n := range 8 {
		list += fmt.Sprintf(`<li><a href="%d.html">青渡县第%d局2023年政府信息公开工作年度报告</a>`, n, n)
		pages[fmt.Sprintf("/nb/%d.html", n)] = "<p>" + strings.Repeat("正文", 200) // nothing that tells it from others
	}
	pages["/nb/"] = list
	v := probeJSON(t, exitDone, "http://www.qingdu.gov.cn/", "--contact", "a@example.org", "--resolve", small(t, pages))
	if len(v.Columns) == 0 || v.Columns[0].Reports != 8 {
		t.Errorf("got the columns %+v, want one of 8 reports", v.Columns)
	}
}

func TestProbeMakesNoMoreThanTwelveRequests(t *testing.T) {
	var requests atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n := requests.Add(1)
		if r.URL.Path == "/robots.txt" {
			http.NotFound(w, r)
			return
		}
		fmt.Fprint(w, `<html><head><title>青渡县</title></head><body><a href="http://www.qingdu.gov.cn/zwgk/">政府信息公开年报</a><a href="http://xxgk.qingdu.gov.cn/">政府信息公开</a>`)
		for i := range 20 {
			fmt.Fprintf(w, `<a href="http://xxgk.qingdu.gov.cn/202301/t20230101_%d.html">甲镇%d年政府信息公开工作年度报告</a>`, 1000*n+int64(i), 2004+i)
		}
	}))
	defer server.Close()
	at := strings.TrimPrefix(server.URL, "http://")
	v := probeJSON(t, exitDone, "--contact", "a@example.org", "--resolve", "www.qingdu.gov.cn="+at, "--resolve", "xxgk.qingdu.gov.cn="+at, "http://www.qingdu.gov.cn/")
	if n := requests.Load(); n != probeRequests || v.Requests != probeRequests {
		t.Errorf("got %d requests, said to be %d; want %d", n, v.Requests, probeRequests)
	}
	if !strings.Contains(v.Entry, "    - qingdu.gov.cn\n") {
		t.Errorf("got the entry\n%s\nwant the domain of both hosts in it", v.Entry)
	}
}

func TestProbeLeavesNothingBehindWhenInterrupted(t *testing.T) {
	temp := t.TempDir()
	t.Setenv("TMPDIR", temp)
	ctx, cancel := context.WithCancel(t.Context())
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/" {
			cancel()
			<-r.Context().Done()
		}
	}))
	defer server.Close()
	var stdout, stderr bytes.Buffer
	p := program{stdout: &stdout, stderr: &stderr, step: func(string) {}, now: time.Now, readers: readerProcess}
	got := p.run(ctx, []string{"probe", "--contact", "a@example.org", "--resolve", "www.qingdu.gov.cn=" + strings.TrimPrefix(server.URL, "http://"), "http://www.qingdu.gov.cn/"})
	if got != exitInterrupted || !strings.Contains(stderr.String(), "interrupted; nothing was kept") || stdout.Len() != 0 {
		t.Errorf("got status %d, %q and %q; want %d and a word about it", got, stdout.String(), stderr.String(), exitInterrupted)
	}
	left, err := os.ReadDir(temp)
	if err != nil {
		t.Fatal(err)
	}
	if len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestEntriesAreReadByTheConfig(t *testing.T) {
	for name, c := range map[string]struct {
		view  probeView
		delay time.Duration
		want  archive.Portal
	}{
		"all there is to say": {probeView{
			URL: "http://www.qingdu.gov.cn/", Name: "青渡县人民政府", Division: "410381",
			Columns: []columnView{{URL: "http://xxgk.qingdu.gov.cn/nb/", What: columnReports}, {URL: "http://www.qingdu.gov.cn/zwgk/", What: columnDisclosure}},
			Hosts:   []hostView{{"www.qingdu.gov.cn", 9, true}, {"xxgk.qingdu.gov.cn", 3, true}},
		}, 30 * time.Second, archive.Portal{
			ID: "qingdu", Name: "青渡县人民政府", Division: "410381", Delay: 30 * time.Second,
			Seeds: []string{"http://xxgk.qingdu.gov.cn/nb/", "http://www.qingdu.gov.cn/zwgk/"}, Hosts: []string{"qingdu.gov.cn"},
		}},
		"nothing but an address": {probeView{URL: "http://10.0.0.1:8080/a?b=c&d=:"}, 0,
			archive.Portal{ID: "10-0-0-1", Name: "10-0-0-1", Delay: probeDelay, Seeds: []string{"http://10.0.0.1:8080/a?b=c&d=:"}}},
		"a name that YAML would read otherwise": {probeView{URL: "http://lixian.baoding.gov.cn/", Name: "是: \"#\" \\ - \u2028 no"}, 0,
			archive.Portal{ID: "lixian-baoding", Name: "是: \"#\" \\ -   no", Delay: probeDelay, Seeds: []string{"http://lixian.baoding.gov.cn/"}}},
	} {
		t.Run(name, func(t *testing.T) {
			text := "contact: a@example.org\nportals:\n" + indented(entry(c.view, archive.Portal{Hosts: []string{"qingdu.gov.cn"}}, c.delay))
			cfg, err := config.Parse("gongkai.yaml", []byte(text))
			if err != nil {
				t.Fatalf("%v\n%s", err, text)
			}
			got := cfg.Portals[0]
			if got.ID != c.want.ID || got.Name != c.want.Name || got.Division != c.want.Division || got.Delay != c.want.Delay ||
				!slices.Equal(got.Seeds, c.want.Seeds) || !slices.Equal(got.Hosts, c.want.Hosts) {
				t.Errorf("got %+v, want %+v of\n%s", got, c.want, text)
			}
		})
	}
}

func TestOwnDomain(t *testing.T) {
	for host, want := range map[string]string{
		"www.qingdu.gov.cn":         "qingdu.gov.cn",
		"www.lixian.baoding.gov.cn": "lixian.baoding.gov.cn",
		"lixian.baoding.gov.cn":     "", // others are below baoding.gov.cn
		"www.gov.cn":                "",
		"127.0.0.1":                 "",
	} {
		if got := ownDomain(host); got != want {
			t.Errorf("ownDomain(%s): got %q, want %q", host, got, want)
		}
	}
}

func TestYearOfATitle(t *testing.T) {
	for title, want := range map[string]int{
		"青渡县财政局2023年政府信息公开工作年度报告": 2023,
		"二〇二三年政府信息公开年度报告":         2023,
		"二○一九年":    2019,
		"政府信息公开年报": 0,
	} {
		if got := yearOf(title); got != want {
			t.Errorf("yearOf(%s): got %d, want %d", title, got, want)
		}
	}
}

func TestProbeSaysWhatItLeavesOutOfLists(t *testing.T) {
	for n, want := range map[int]string{5: "", 7: "  2020  年报\n  … and 2 more: --json has all\n"} {
		var out bytes.Buffer
		p := program{stdout: &out}
		p.printProbe(probeView{Reports: slices.Repeat([]titleView{{Title: "年报", Year: 2020}}, n)})
		if got := strings.Contains(out.String(), "more"); got != (want != "") || !strings.Contains(out.String(), want) {
			t.Errorf("%d reports: got %s, want %q", n, &out, want)
		}
	}
}
