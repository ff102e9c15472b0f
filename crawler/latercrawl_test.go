package crawler_test

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"gongkai/archive"
	"gongkai/crawler"
	"gongkai/store"
)

func TestAReportThatComesBetweenTwoCrawlsIsFoundByFewRequests(t *testing.T) {
	const day = 24 * time.Hour
	var reports atomic.Int64
	reports.Store(60)
	p := newTestPortal(t, func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == "/":
			fmt.Fprintf(w, `<html><body><a href="/nb/">政府信息公开年报</a><p>今天是%s</p></body></html>`, time.Now())
		case r.URL.Path == "/nb/":
			var b strings.Builder
			for i := reports.Load(); i > 0; i-- {
				fmt.Fprintf(&b, `<li><a href="/nb/t20230101_%04d.html">第%d镇2022年政府信息公开工作年度报告</a></li>`, i, i)
			}
			fmt.Fprintf(w, `<html><head><meta name="ColumnName" content="政府信息公开年报"></head><body><ul>%s</ul></body></html>`, b.String())
		case r.URL.Path == "/robots.txt":
			http.NotFound(w, r)
		default:
			fmt.Fprintf(w, `<html><head><meta name="ArticleTitle" content="政府信息公开工作年度报告"></head><body>%s</body></html>`, r.URL.Path)
		}
	}, "www.a.gov.cn")
	p.crawl(t, 10*time.Second)
	first := len(p.targets())
	if first < 62 {
		t.Fatalf("the first crawl made %d requests, want those of 60 reports at least", first)
	}
	p.later = day
	p.crawl(t, 10*time.Second)
	if again := len(p.targets()) - first; again*20 > first {
		t.Errorf("a day later: got %d requests after %d, want a twentieth at most: %s", again, first, p.targets()[first:])
	}
	reports.Add(1)
	p.later = 20 * day // off season a list of reports is looked at after 14 days
	p.crawl(t, 10*time.Second)
	if p.count("www.a.gov.cn/nb/t20230101_0061.html") != 1 {
		t.Errorf("three weeks later the new report was not asked for: %s", p.targets()[first:])
	}
}

func TestAReportThatComesToAListFilledByAScriptIsFoundInALaterCrawl(t *testing.T) {
	const day = 24 * time.Hour
	var reports atomic.Int64
	reports.Store(45)
	p := newTestPortal(t, func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == "/":
			fmt.Fprint(w, `<html><body><a href="/nb/">政府信息公开年报</a></body></html>`)
		case r.URL.Path == "/nb/": // it never changes
			fmt.Fprint(w, `<html><head><meta name="ColumnName" content="政府信息公开年报"></head><body><ul id="list"></ul><script>
				function load(n){ $.getJSON("/api/content/list?channelId=7&pageSize=20&pageNo=" + n, show); } load(1);</script></body></html>`)
		case r.URL.Path == "/api/content/list":
			n, _ := strconv.Atoi(r.URL.Query().Get("pageNo"))
			var items []string
			total := int(reports.Load())
			for i := total - (n-1)*20; i > max(0, total-n*20); i-- {
				items = append(items, fmt.Sprintf(`{"title":"第%d镇2022年政府信息公开工作年度报告","url":"/nb/t20230101_%04d.html"}`, i, i))
			}
			w.Header().Set("Content-Type", "application/json")
			fmt.Fprintf(w, `{"data":{"total":%d,"list":[%s]}}`, total, strings.Join(items, ","))
		case strings.HasPrefix(r.URL.Path, "/nb/t"):
			fmt.Fprintf(w, `<html><head><meta name="ArticleTitle" content="政府信息公开工作年度报告"></head><body>%s</body></html>`, r.URL.Path)
		default:
			http.NotFound(w, r)
		}
	}, "www.a.gov.cn")
	p.crawl(t, 10*time.Second)
	first := len(p.targets())
	if p.count("www.a.gov.cn/nb/t20230101_0001.html") != 1 {
		t.Fatalf("the last report was not found: %s", p.targets())
	}
	reports.Add(1)
	p.later = 20 * day
	p.crawl(t, 10*time.Second)
	if p.count("www.a.gov.cn/nb/t20230101_0046.html") != 1 {
		t.Errorf("three weeks later the new report was not asked for: %s", p.targets()[first:])
	}
	if n := p.count("www.a.gov.cn/nb/"); n != 1 {
		t.Errorf("got %d requests for the page that the script fills, want 1: the data tells", n)
	}
}

func TestAPageIsLookedAtWithItsDataRequestWhereThatShowsNoReports(t *testing.T) {
	const day = 24 * time.Hour
	var there atomic.Bool
	p := newTestPortal(t, func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == "/":
			fmt.Fprint(w, `<html><body><a href="/nb/">政府信息公开年报</a></body></html>`)
		case r.URL.Path == "/nb/": // its data request is of something else
			list := `<ul id="list"></ul>`
			if there.Load() {
				list = `<ul id="list"><li><a href="/nb/t20230101_0001.html">第1镇2022年政府信息公开工作年度报告</a></li></ul>`
			}
			fmt.Fprint(w, `<html><head><meta name="ColumnName" content="政府信息公开年报"></head><body>`, list, `<script>
				function load(n){ $.getJSON("/api/content/list?channelId=7&pageSize=20&pageNo=" + n, show); } load(1);</script></body></html>`)
		case r.URL.Path == "/api/content/list":
			w.Header().Set("Content-Type", "application/json")
			fmt.Fprint(w, `{"data":{"total":1,"list":[{"title":"关于停水的通知","url":"/tz/t20230101_0002.html"}]}}`)
		case strings.HasPrefix(r.URL.Path, "/nb/t"):
			fmt.Fprintf(w, `<html><head><meta name="ArticleTitle" content="政府信息公开工作年度报告"></head><body>%s</body></html>`, r.URL.Path)
		default:
			http.NotFound(w, r)
		}
	}, "www.a.gov.cn")
	p.crawl(t, 10*time.Second)
	there.Store(true)
	p.later = 20 * day
	p.crawl(t, 10*time.Second)
	if p.count("www.a.gov.cn/nb/t20230101_0001.html") != 1 {
		t.Errorf("three weeks later the new report was not asked for: %s", p.targets())
	}
}

func TestAReportMisfiledAmongNoticesIsFoundInAprilAndTheNoticesAreLeftAloneUntilThen(t *testing.T) {
	var notices atomic.Int64
	notices.Store(20)
	p := newTestPortal(t, func(w http.ResponseWriter, r *http.Request) {
		list := func(name, items string) {
			fmt.Fprintf(w, `<html><head><meta name="ColumnName" content="%s"></head><body><ul>%s</ul></body></html>`, name, items)
		}
		switch {
		case r.URL.Path == "/":
			fmt.Fprint(w, `<html><body><a href="/nb/">政府信息公开年报</a><a href="/tz/">通知公告</a></body></html>`)
		case r.URL.Path == "/nb/":
			list("政府信息公开年报", `<li><a href="/nb/t20200101_1.html">青渡县2019年政府信息公开工作年度报告</a></li>`)
		case r.URL.Path == "/tz/":
			var b strings.Builder
			for i := notices.Load(); i > 0; i-- {
				if i == 21 {
					b.WriteString(`<li><a href="/tz/t20300101_21.html">柳溪镇2029年政府信息公开工作年度报告</a></li>`)
					continue
				}
				fmt.Fprintf(&b, `<li><a href="/tz/t20200101_%02d.html">关于第%d小区停水检修有关事项的通知</a></li>`, i, i)
			}
			list("通知公告", b.String())
		case strings.HasSuffix(r.URL.Path, ".html"):
			n, _ := strconv.Atoi(r.URL.Path[len(r.URL.Path)-7 : len(r.URL.Path)-5])
			fmt.Fprintf(w, `<html><head><meta name="ArticleTitle" content="%s"></head><body>%s</body></html>`, r.URL.Path, strings.Repeat(string(rune('一'+n)), 30))
		default:
			http.NotFound(w, r)
		}
	}, "www.a.gov.cn")
	p.wholly = true
	year := time.Now().Year() + 2
	for _, crawl := range []struct {
		at            time.Time
		notices, want int64 // on the portal; requests for their list until then
	}{
		{time.Date(year-1, 11, 27, 12, 0, 0, 0, time.UTC), 20, 1},
		{time.Date(year, 2, 25, 12, 0, 0, 0, time.UTC), 21, 1},
		{time.Date(year, 4, 6, 12, 0, 0, 0, time.UTC), 21, 2},
	} {
		notices.Store(crawl.notices)
		p.later = time.Until(crawl.at)
		p.crawl(t, 10*time.Second)
		if n := p.count("www.a.gov.cn/tz/"); int64(n) != crawl.want {
			t.Errorf("on %s: got %d requests for the notices, want %d", crawl.at.Format(time.DateOnly), n, crawl.want)
		}
	}
	if p.count("www.a.gov.cn/tz/t20300101_21.html") != 1 {
		t.Error("on 6 April the misfiled report was not asked for")
	}
}

func TestThatAPageCountsItsVisitorsIsNoReasonToAskForTheOtherPagesOfItsList(t *testing.T) {
	var visitors atomic.Int64 // no clock: it would show 404 now and then
	p := newTestPortal(t, func(w http.ResponseWriter, r *http.Request) {
		n, err := strconv.Atoi(strings.TrimSuffix(strings.TrimPrefix(r.URL.Path, "/nb/index_"), ".html"))
		switch {
		case r.URL.Path == "/":
			fmt.Fprint(w, `<html><body><a href="/nb/">政府信息公开年报</a></body></html>`)
		case r.URL.Path == "/nb/", err == nil && n < 6:
			fmt.Fprintf(w, `<html><head><meta name="ColumnName" content="政府信息公开年报"></head><body>您是第%d位访客<ul>`, visitors.Add(1))
			for i := range 5 {
				fmt.Fprintf(w, `<li><a href="/nb/t20230101_%02d%02d.html">第%d%d镇2022年政府信息公开工作年度报告</a></li>`, n, i, n, i)
			}
			fmt.Fprint(w, `</ul><script>createPageHTML(6, 0, "index", "html");</script></body></html>`)
		case strings.HasPrefix(r.URL.Path, "/nb/t"):
			fmt.Fprintf(w, `<html><head><meta name="ArticleTitle" content="政府信息公开工作年度报告"></head><body>%s</body></html>`, r.URL.Path)
		default:
			http.NotFound(w, r)
		}
	}, "www.a.gov.cn")
	p.crawl(t, 10*time.Second)
	p.later = 20 * 24 * time.Hour
	p.crawl(t, 10*time.Second)
	if list, later := p.count("www.a.gov.cn/nb/"), p.count("www.a.gov.cn/nb/index_3.html"); list != 2 || later != 1 {
		t.Errorf("got %d requests for the first page and %d for a later one, want 2 and 1: no link has changed", list, later)
	}
}

// seasoned is an archive whose portals publish on 21 March, four years running.
type seasoned struct{ *store.Store }

func (seasoned) Season(context.Context, string) (own, all archive.Season, err error) {
	return archive.Season{Days: map[int]int{80: 4}}, all, nil
}

func TestAListIsLookedAtWhenItsPortalUsesToPublish(t *testing.T) {
	p := newTestPortal(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/":
			html(w, `<a href="/1.html">甲县2024年政府信息公开工作年度报告</a>`)
		case "/1.html":
			html(w, "正文")
		default:
			http.NotFound(w, r)
		}
	}, "www.a.gov.cn")
	for date, want := range map[time.Time]time.Duration{
		time.Date(2027, 3, 20, 9, 0, 0, 0, time.UTC): 24 * time.Hour,
		time.Date(2027, 2, 24, 9, 0, 0, 0, time.UTC): 7 * 24 * time.Hour,
	} {
		ahead := time.Until(date)
		now := func() time.Time { return time.Now().Add(ahead) }
		st, err := store.Open(t.TempDir(), store.Options{Now: now})
		if err != nil {
			t.Fatal(err)
		}
		defer st.Close()
		c, err := crawler.New(seasoned{st}, zerolog.Nop(), crawler.Options{UserAgent: "gongkai/test (+operator@example.org)", Spool: st.Spool(), Patience: time.Second, Now: now})
		if err != nil {
			t.Fatal(err)
		}
		seed := archive.Visit{URL: p.portal.Seeds[0], Portal: p.portal.ID, Kind: archive.KindList, Score: 900}
		if _, err := st.BeginCrawl(t.Context(), p.portal, []archive.Visit{seed}); err != nil {
			t.Fatal(err)
		}
		if err := c.Run(t.Context(), []archive.Portal{p.portal}); err != nil {
			t.Fatal(err)
		}
		account, err := st.Why(t.Context(), seed.URL)
		if err != nil {
			t.Fatal(err)
		}
		if got := account.NextDue.Sub(account.At).Round(time.Hour); got != want {
			t.Errorf("on %s: the list rests for %s, want %s", date.Format(time.DateOnly), got, want)
		}
	}
}
