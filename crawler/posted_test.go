package crawler_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"gongkai/archive"
)

func TestAListThatHasToBePostedIsPostedAsItsPageDoes(t *testing.T) {
	const perPage, pages = 5, 3
	type asked struct {
		Channel    string
		Page, Rows int
	}
	for name, c := range map[string]struct {
		script string // of a channel
		read   func(r *http.Request) (asked, error)
	}{
		"a form": {`$.ajax({url: "/api/list?site=1", type: "POST", data: {channel: "%s", page: 1, rows: 5}, success: function (d) { show(d) }})`, func(r *http.Request) (a asked, err error) {
			if r.URL.Query().Get("channel") != "" || r.PostFormValue("site") != "" {
				return a, errors.New("fields are where the page has them not")
			}
			a.Channel = r.PostFormValue("channel")
			_, err = fmt.Sscan(r.PostFormValue("page")+" "+r.PostFormValue("rows"), &a.Page, &a.Rows)
			return a, err
		}},
		"an object": {`axios.post("/api/list?site=1", {channel: "%s", page: 1, rows: 5}).then(show)`, func(r *http.Request) (a asked, err error) {
			if r.Header.Get("Content-Type") != "application/json; charset=UTF-8" {
				return a, errors.New("it is no JSON")
			}
			return a, json.NewDecoder(r.Body).Decode(&a)
		}},
	} {
		t.Run(name, func(t *testing.T) {
			names := map[string]string{"cz": "财政局", "jy": "教育局"}
			p := newTestPortal(t, func(w http.ResponseWriter, r *http.Request) {
				path := r.URL.Path
				switch {
				case path == "/":
					html(w, `<a href="/nb/">政府信息公开年报</a>`)
				case path == "/nb/":
					fmt.Fprint(w, `<html><head><title>政府信息公开年报</title></head><body><ul><li><a href="/nb/cz/">财政局</a></li><li><a href="/nb/jy/">教育局</a></li></ul>`)
				case path == "/nb/cz/", path == "/nb/jy/":
					fmt.Fprintf(w, `<html><head><title>政府信息公开年报</title></head><body><ul id="list"></ul><script>`+c.script+`</script>`, path[4:6])
				case path == "/api/list" && r.Method != http.MethodPost:
					w.WriteHeader(http.StatusMethodNotAllowed)
				case path == "/api/list":
					a, err := c.read(r)
					if err != nil || r.URL.Query().Get("site") != "1" || r.Header.Get("If-None-Match") != "" || a.Rows != perPage {
						http.Error(w, fmt.Sprint(a, err), http.StatusBadRequest)
						return
					}
					var rows []string
					for i := range perPage {
						year := 2025 - (a.Page-1)*perPage - i
						rows = append(rows, fmt.Sprintf(`{"title":"青渡县%s%d年政府信息公开工作年度报告","url":"/nb/%s/%d.html"}`, names[a.Channel], year, a.Channel, year))
					}
					w.Header().Set("Content-Type", "application/json")
					w.Header().Set("ETag", `"1"`)
					fmt.Fprintf(w, `{"total":%d,"rows":[%s]}`, perPage*pages, strings.Join(rows, ","))
				case strings.HasSuffix(path, ".html") && strings.HasPrefix(path, "/nb/"):
					fmt.Fprintf(w, `<html><head><meta name="ArticleTitle" content="青渡县政府信息公开工作年度报告"></head><body><p>%s</p>`, path)
				default:
					http.NotFound(w, r)
				}
			}, "www.a.gov.cn")
			p.wholly = true
			p.crawl(t, 10*time.Second)
			got := p.targets()
			for channel := range names {
				for i := range perPage * pages {
					if report := fmt.Sprintf("www.a.gov.cn/nb/%s/%d.html", channel, 2025-i); !slices.Contains(got, report) {
						t.Errorf("%s was not asked for", report)
					}
				}
			}
			posted := p.count("www.a.gov.cn/api/list?site=1")
			asked := len(slices.DeleteFunc(got, func(target string) bool { return !strings.HasPrefix(target, "www.a.gov.cn/api/list?site=1&") }))
			if posted != 2*pages || asked != 1 {
				t.Errorf("got %d requests for lists that were posted, and %d by GET, want %d and 1", posted, asked, 2*pages)
			}
			if all := p.alarms(t); len(all) > 0 {
				t.Errorf("got the alarms %+v", all)
			}
			const first = "http://www.a.gov.cn/api/list?site=1&__wb_method=POST&channel=cz&page=1&rows=5"
			if a := p.why(t, first); len(a.Captures) != 1 || a.Result != archive.ResultCaptured {
				t.Errorf("got %+v", a)
			}
			p.later = 100 * 24 * time.Hour
			p.crawl(t, 10*time.Second)
			if a := p.why(t, first); len(a.Captures) != 2 || a.Result != archive.ResultUnchanged {
				t.Errorf("later: got %+v", a)
			}
		})
	}
}

func TestAListThatNeitherAskingNorPostingBringsIsAnAlarmAsLongAsItsPageNamesIt(t *testing.T) {
	for name, c := range map[string]struct {
		items  string // that the page shows itself
		answer string // to what is posted; none for 405
		robots string
	}{
		"robots.txt forbids to post": {"", `{"rows":[]}`, "User-agent: *\nDisallow: /api/list$\n"},
		"neither is allowed":         {"", "", ""},
		"what is posted is no use":   {"", "{}", ""},
		"nor for the rest of it":     {`<li><a href="/nb/202501/t20250112_8.html">青渡县财政局2024年政府信息公开工作年度报告</a></li>`, "{}", ""},
	} {
		t.Run(name, func(t *testing.T) {
			day := ""
			p := newTestPortal(t, func(w http.ResponseWriter, r *http.Request) {
				switch {
				case r.URL.Path == "/":
					html(w, `<a href="/nb/">政府信息公开年报</a>`)
				case r.URL.Path == "/robots.txt":
					fmt.Fprint(w, c.robots)
				case r.URL.Path == "/nb/":
					fmt.Fprintf(w, `<html><head><title>政府信息公开年报</title></head><body><p>%s<ul id="list">%s</ul><script>$.post("/api/list", {channel: 5, page: 1}, show)</script>`, day, c.items)
				case r.URL.Path == "/api/list" && r.Method == http.MethodPost && c.answer != "":
					fmt.Fprint(w, c.answer)
				case r.URL.Path == "/api/list":
					w.WriteHeader(http.StatusMethodNotAllowed)
				default:
					http.NotFound(w, r)
				}
			}, "www.a.gov.cn")
			p.wholly = true
			var since time.Time
			for _, days := range []int{0, 200, 400} {
				p.later, day = time.Duration(days)*24*time.Hour, fmt.Sprint(days)
				p.crawl(t, 10*time.Second)
				all := p.alarms(t)
				if len(all) != 1 || all[0].Code != archive.AlarmListUnturned {
					t.Fatalf("after %d days: got %+v, want one alarm", days, all)
				}
				if since.IsZero() {
					since = all[0].Since
				}
				if !all[0].Since.Equal(since) {
					t.Errorf("after %d days it stands since %s, and was raised at %s", days, all[0].Since, since)
				}
			}
			if n := p.count("www.a.gov.cn/api/list"); n > 0 && c.robots != "" {
				t.Errorf("got %d requests against robots.txt", n)
			}
			if n := p.count("www.a.gov.cn/nb/"); n < 3 {
				t.Errorf("the page was asked for %d times, want each time", n)
			}
		})
	}
}

// postingPortal is a portal whose list of reports comes by what script, which may change,
// asks of api.
func postingPortal(t *testing.T, script *string, api http.HandlerFunc) *testPortal {
	p := newTestPortal(t, func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == "/":
			html(w, `<a href="/nb/">政府信息公开年报</a>`)
		case r.URL.Path == "/nb/":
			fmt.Fprintf(w, `<html><head><title>政府信息公开年报</title></head><body><ul id="list"></ul><script>%s</script>`, *script)
		case strings.HasPrefix(r.URL.Path, "/api/"):
			api(w, r)
		default:
			http.NotFound(w, r)
		}
	}, "www.a.gov.cn")
	p.wholly = true
	return p
}

const oneReport = `{"total":1,"rows":[{"title":"青渡县财政局2024年政府信息公开工作年度报告","url":"/nb/8.html"}]}`

func TestWhatMayWriteIsNeverPosted(t *testing.T) {
	for script, want := range map[string]int{
		`$.post("/api/list", {page: 1, channel: 5}, show)`:                                              1,
		`$.post("/api/article", {page: 1, rows: 5}, show)`:                                              1,
		`$.post("/api/comment/add", {page: 1, rows: 5}, show)`:                                          0,
		`$.post("/api/message/saveList.do", {pageNo: 1, userName: name}, show)`:                         0,
		`$.ajax({url: "/api/stat/hit", type: "POST", data: {page: 1}})`:                                 0,
		`$.ajax({url: "/api/user/delete", method: "POST", data: {page: 1, id: 7}})`:                     0,
		`fetch("/api/list?page=1").then(r => r.json()).then(x => fetch("/api/vote", {method: "POST"}))`: 0,
	} {
		posted := 0
		p := postingPortal(t, &script, func(w http.ResponseWriter, r *http.Request) {
			if r.Method == http.MethodPost {
				posted++
			}
			w.WriteHeader(http.StatusMethodNotAllowed)
		})
		p.crawl(t, 10*time.Second)
		if posted != want {
			t.Errorf("%s: posted %d times, want %d", script, posted, want)
		}
	}
}

func TestAListThatIsEmptyByGETIsPostedOnce(t *testing.T) {
	script, posted := `$.post("/api/list", {page: 1, channel: 5}, show)`, 0
	p := postingPortal(t, &script, func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			posted++
		}
		fmt.Fprint(w, `{"total":0,"rows":[]}`)
	})
	for _, days := range []int{0, 200, 400} {
		p.later = time.Duration(days) * 24 * time.Hour
		p.crawl(t, 10*time.Second)
	}
	if gets := p.count("www.a.gov.cn/api/list?page=1&channel=5"); gets < 2 || posted > gets {
		t.Errorf("posted %d times beside %d requests by GET", posted, gets)
	}
	if all := p.alarms(t); len(all) > 0 {
		t.Errorf("got the alarms %+v of a list that is empty", all)
	}
}

func TestWhatIsPostedIsRedirectedAsItsStatusSays(t *testing.T) {
	for status, want := range map[int]struct {
		methods string // of the requests for the target
		alarms  int
	}{
		http.StatusFound:             {"GET", 1},
		http.StatusTemporaryRedirect: {"POST", 0},
		http.StatusPermanentRedirect: {"POST", 0},
	} {
		script, methods := `$.post("/api/list", {page: 1, channel: 5}, show)`, ""
		p := postingPortal(t, &script, func(w http.ResponseWriter, r *http.Request) {
			switch {
			case r.URL.Path == "/api/v2/list":
				if methods += r.Method; r.Method == http.MethodPost {
					fmt.Fprint(w, oneReport)
					return
				}
				fmt.Fprint(w, "{}")
			case r.Method == http.MethodPost:
				http.Redirect(w, r, "/api/v2/list", status)
			default:
				w.WriteHeader(http.StatusMethodNotAllowed)
			}
		})
		p.crawl(t, 10*time.Second)
		if alarms := len(p.alarms(t)); methods != want.methods || alarms < want.alarms || want.alarms == 0 && alarms > 0 {
			t.Errorf("%d: got %q at the target and %d alarms, want %q and %d", status, methods, alarms, want.methods, want.alarms)
		}
	}
}

func TestAKnownListIsPostedOnceItsPageSaysSo(t *testing.T) {
	for name, before := range map[string]string{
		"it was asked for":      `$.get("/api/list", {page: 1, channel: 5}, show)`,
		"it was posted as form": `$.post("/api/list", {page: 1, channel: 5}, show)`,
	} {
		t.Run(name, func(t *testing.T) {
			script := before
			p := postingPortal(t, &script, func(w http.ResponseWriter, r *http.Request) {
				if r.Method != http.MethodPost || !strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") {
					w.WriteHeader(http.StatusMethodNotAllowed)
					return
				}
				fmt.Fprint(w, oneReport)
			})
			p.crawl(t, 10*time.Second)
			if len(p.alarms(t)) == 0 {
				t.Fatal("a list that can't be had is no alarm")
			}
			script = `axios.post("/api/list", {page: 1, channel: 5}).then(show)`
			for _, days := range []int{200, 400} {
				p.later = time.Duration(days) * 24 * time.Hour
				p.crawl(t, 10*time.Second)
			}
			if p.count("www.a.gov.cn/nb/8.html") == 0 {
				t.Errorf("the report was not asked for: %v", p.targets())
			}
		})
	}
}
