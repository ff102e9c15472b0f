package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"reflect"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"gongkai/archive"
	"gongkai/crawler"
	"gongkai/store"
)

// shanghai returns a time of Beijing's.
func shanghai(year int, month time.Month, day, hour int) time.Time {
	return time.Date(year, month, day, hour, 0, 0, 0, beijing).UTC()
}

func reportOf(issuer string, year int) archive.ReportSummary {
	return archive.ReportSummary{Portal: "qingdu", Issuer: issuer, Year: year}
}

func TestLastYearsReportsAreExpectedFromTheMiddleOfFebruary(t *testing.T) {
	crawled := outlook{watched: true, PortalStatus: archive.PortalStatus{
		Portal: "qingdu", Started: shanghai(2026, 1, 1, 0), Ended: shanghai(2026, 1, 2, 0), EndReason: archive.EndYield,
	}}
	with := func(change func(o *outlook)) outlook {
		o := crawled
		change(&o)
		return o
	}
	april := shanghai(2026, time.April, 1, 0)
	some := []archive.ReportSummary{reportOf("甲", 2024)}
	for name, c := range map[string]struct {
		portal  outlook
		reports []archive.ReportSummary
		now     time.Time
		code    string
		detail  []string
	}{
		"nothing is late on the 15th itself":          {crawled, some, shanghai(2026, time.February, 15, 23), "", nil},
		"it is in the first hour after it":            {crawled, some, shanghai(2026, time.February, 16, 0), archive.AlarmReportLate, []string{"2025", "15 February", "not found on the portal"}},
		"a government has more time":                  {crawled, []archive.ReportSummary{reportOf("青渡县人民政府", 2024)}, shanghai(2026, time.March, 31, 23), "", nil},
		"and is late after it":                        {crawled, []archive.ReportSummary{reportOf("青渡县人民政府", 2024)}, april, archive.AlarmReportLate, []string{"31 March"}},
		"a portal with a department is late":          {crawled, []archive.ReportSummary{reportOf("青渡县人民政府", 2024), reportOf("青渡县财政局", 2024)}, shanghai(2026, time.February, 16, 0), archive.AlarmReportLate, []string{"15 February"}},
		"a government is not late beside departments": {crawled, []archive.ReportSummary{reportOf("青渡县人民政府", 2024), reportOf("青渡县财政局", 2025)}, shanghai(2026, time.February, 16, 0), "", nil},
		"a portal that never had one is late":         {crawled, nil, shanghai(2026, time.February, 16, 0), archive.AlarmReportLate, []string{"15 February"}},
		"a later date takes over in April":            {crawled, some, april, archive.AlarmReportLate, []string{"2025", "31 March"}},
		"and holds to the end of the year":            {crawled, some, shanghai(2026, time.December, 31, 23), archive.AlarmReportLate, []string{"31 March"}},
		"a new year begins anew":                      {crawled, some, shanghai(2027, time.January, 1, 0), "", nil},
		"a portal with the report is not":             {crawled, []archive.ReportSummary{reportOf("甲", 2024), reportOf("甲", 2025)}, april, "", nil},
		"an issuer that lacks it is":                  {crawled, []archive.ReportSummary{reportOf("甲", 2024), reportOf("乙", 2025)}, april, archive.AlarmIssuerLate, []string{"2025 of 甲,", "31 March"}},
		"an issuer of long ago is not":                {crawled, []archive.ReportSummary{reportOf("甲", 2021), reportOf("乙", 2025)}, april, "", nil},
		"an issuer of three years ago is":             {crawled, []archive.ReportSummary{reportOf("甲", 2022), reportOf("乙", 2025)}, april, archive.AlarmIssuerLate, []string{"甲"}},
		"many issuers are counted": {crawled, []archive.ReportSummary{reportOf("甲", 2024), reportOf("乙", 2024), reportOf("丙", 2024), reportOf("丁", 2024), reportOf("戊", 2025)},
			april, archive.AlarmIssuerLate, []string{"and 1 others"}},
		"another portal's report doesn't help": {crawled, []archive.ReportSummary{{Portal: "yunlu", Issuer: "甲", Year: 2025}}, april, archive.AlarmReportLate, nil},
		"a portal that the config has dropped": {with(func(o *outlook) { o.watched = false }), some, april, "", nil},
		"a portal never crawled":               {with(func(o *outlook) { o.Started = time.Time{} }), nil, april, archive.AlarmReportLate, []string{"never crawled"}},
		"a crawl under way":                    {with(func(o *outlook) { o.Running = true }), nil, april, archive.AlarmReportLate, []string{"not finished"}},
		"a crawl that waits":                   {with(func(o *outlook) { o.EndReason = archive.EndWaiting }), nil, april, archive.AlarmReportLate, []string{"not finished"}},
		"a budget that was spent": {with(func(o *outlook) { o.EndReason = archive.EndBudget }),
			nil, april, archive.AlarmReportLate, []string{"budget"}},
		"pages that were cut short or in a form that is not read": {with(func(o *outlook) {
			o.Skipped = map[archive.Reason]int{archive.ReasonTruncated: 2, archive.ReasonUnreadable: 1, archive.ReasonTrap: 9}
		}), nil, april, archive.AlarmReportLate, []string{"not found in what could be had; 3 pages or files"}},
		"a part that is blocked": {with(func(o *outlook) { o.Blocks = []archive.Block{{Prefix: "/xxgk/"}} }), nil, april, archive.AlarmReportLate, []string{"parts of the portal are blocked"}},
	} {
		t.Run(name, func(t *testing.T) {
			got := alarms([]outlook{c.portal}, c.reports, c.now)
			if c.code == "" {
				if len(got) != 0 {
					t.Errorf("got %+v, want no alarm", got)
				}
				return
			}
			if len(got) != 1 || got[0].Code != c.code || got[0].Portal != "qingdu" || got[0].Since.After(c.now) {
				t.Fatalf("got %+v, want one alarm %s", got, c.code)
			}
			for _, want := range c.detail {
				if !strings.Contains(got[0].Detail, want) {
					t.Errorf("got %q, want %q in it", got[0].Detail, want)
				}
			}
		})
	}
}

func TestWhatStandsBeforeASeedIsAnAlarm(t *testing.T) {
	now := shanghai(2026, time.January, 10, 12)
	site := archive.Site{Authority: "http://www.qingdu.gov.cn", Robots: &archive.Robots{Fetched: now}}
	seed := func(r crawler.Ruling) outlook {
		return outlook{watched: true, PortalStatus: archive.PortalStatus{Portal: "qingdu", Started: now},
			seeds: []seedRuling{{url: "http://www.qingdu.gov.cn/", site: site, Ruling: r}, {url: "http://www.qingdu.gov.cn/zwgk/", site: site, Ruling: r}}}
	}
	blocked := seed(crawler.Ruling{Robots: crawler.RobotsRead})
	blocked.seeds[0].account = store.Account{Result: archive.ResultRefused, Reason: archive.ReasonBlocked, Detail: "ruishu stands before /", At: now}
	if got := alarms([]outlook{blocked}, nil, now.AddDate(0, 0, 3)); len(got) != 1 || got[0].Code != archive.AlarmBlocked || !got[0].Since.Equal(now) {
		t.Errorf("a block that has not been looked at again: got %+v, want it still", got)
	}
	for name, c := range map[string]struct {
		ruling       crawler.Ruling
		code, reason string
	}{
		"nothing":              {crawler.Ruling{Robots: crawler.RobotsRead}, "", "not found on the portal"},
		"a block":              {crawler.Ruling{Block: &archive.Block{Prefix: "/", Product: "ruishu", Since: now}}, archive.AlarmBlocked, "the portal is blocked"},
		"robots.txt":           {crawler.Ruling{Robots: crawler.RobotsRead, RefusesAll: true}, archive.AlarmRobots, "robots.txt of http://www.qingdu.gov.cn forbids everything (line 0, “”)"},
		"no robots.txt at all": {crawler.Ruling{Robots: crawler.RobotsUnreachable, RefusesAll: true}, archive.AlarmRobotsUnreachable, "robots.txt could not be had"},
	} {
		t.Run(name, func(t *testing.T) {
			o := seed(c.ruling)
			got := alarms([]outlook{o}, nil, now)
			if c.code == "" && len(got) != 0 || c.code != "" && (len(got) != 1 || got[0].Code != c.code || !got[0].Since.Equal(now)) {
				t.Errorf("got %+v, want %q once", got, c.code)
			}
			if why := o.whyMissing(); why != c.reason {
				t.Errorf("why a report is missing: got %q, want %q", why, c.reason)
			}
		})
	}
}

func TestASeedThatLeadsAwayOrNowhereIsAnAlarm(t *testing.T) {
	for name, c := range map[string]struct {
		home   http.HandlerFunc
		code   string
		detail string
	}{
		"merged into another portal": {func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "/index/", http.StatusFound) // within the portal first
		}, archive.AlarmSeedMoved, "leads to http://www.qingheshi.gov.cn/"},
		"shut": {http.NotFound, archive.AlarmSeedLost, "has no page: status 404"},
		"filled by a script": {func(w http.ResponseWriter, r *http.Request) {
			io.WriteString(w, `<title>青渡县</title><div id="app"></div><script src="/app.js"></script>`)
		}, archive.AlarmSeedEmpty, "names no other page"},
		"there": {func(w http.ResponseWriter, r *http.Request) {
			io.WriteString(w, `<title>青渡县</title><a href="/gg/">公告</a>`)
		}, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				switch r.URL.Path {
				case "/zwgk/":
					c.home(w, r)
				case "/index/":
					http.Redirect(w, r, "http://www.qingheshi.gov.cn/", http.StatusMovedPermanently)
				default:
					http.NotFound(w, r)
				}
			}))
			defer server.Close()
			_, config := portalAt(t, server)
			status := exitFindings
			if c.code == "" {
				status = exitDone
			}
			execute(t, status, "crawl", "--config", config)
			var got struct{ Alarms []archive.Alarm }
			if err := json.Unmarshal([]byte(execute(t, status, "coverage", "--json", "--config", config)), &got); err != nil {
				t.Fatal(err)
			}
			if c.code == "" && len(got.Alarms) > 0 || c.code != "" && (len(got.Alarms) != 1 || got.Alarms[0].Code != c.code || !strings.Contains(got.Alarms[0].Detail, c.detail)) {
				t.Errorf("got %+v, want %q once", got.Alarms, c.code)
			}
		})
	}
}

func TestAPortalWhoseHTTPSCannotBeHadIsAnAlarmAtOnce(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "https://www.qingdu.gov.cn"+r.URL.Path, http.StatusMovedPermanently) // a port that speaks no TLS
	}))
	defer server.Close()
	_, config := portalAt(t, server)
	text, err := os.ReadFile(config)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(config, bytes.Replace(text, []byte("crawl:\n"), []byte("crawl:\n  patience: 1ms\n"), 1), 0o644); err != nil {
		t.Fatal(err)
	}
	execute(t, exitFindings, "crawl", "--config", config)
	var got struct{ Alarms []archive.Alarm }
	if err := json.Unmarshal([]byte(execute(t, exitFindings, "coverage", "--json", "--config", config)), &got); err != nil {
		t.Fatal(err)
	}
	if len(got.Alarms) != 1 || got.Alarms[0].Code != archive.AlarmRobotsUnreachable || !strings.Contains(got.Alarms[0].Detail, "robots.txt of https://www.qingdu.gov.cn") {
		t.Errorf("got %+v", got.Alarms)
	}
}

func TestAColumnOfReportsThatOnlyAFormTurnsIsAnAlarm(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		list := func(of, pager string) {
			fmt.Fprintf(w, `<title>%s</title><ul><li><a href="show.aspx?id=1">青渡县财政局2023年%s</a><li><a href="show.aspx?id=2">青渡县教育局2023年%s</a></ul><p>%s</p>`, of, of, of, pager)
		}
		const form = `共 231 条 1/12 页 <a href="javascript:__doPostBack('pager','2')">下一页</a>`
		switch r.URL.Path {
		case "/zwgk/":
			io.WriteString(w, `<title>青渡县</title><a href="/nb.aspx">政府信息公开年报</a><a href="/tz.aspx">招标公告</a>`)
		case "/nb.aspx":
			list("政府信息公开年报", form)
		case "/tz.aspx":
			list("招标公告", form)
		default:
			http.NotFound(w, r)
		}
	}))
	defer server.Close()
	_, config := portalAt(t, server)
	execute(t, exitFindings, "crawl", "--config", config)
	var got struct{ Alarms []archive.Alarm }
	if err := json.Unmarshal([]byte(execute(t, exitFindings, "status", "--json", "--config", config)), &got); err != nil {
		t.Fatal(err)
	}
	if len(got.Alarms) != 1 || got.Alarms[0].Code != archive.AlarmListUnturned || got.Alarms[0].URL != "http://www.qingdu.gov.cn/nb.aspx" || !strings.Contains(got.Alarms[0].Detail, "12 pages") {
		t.Errorf("got %+v, want one alarm, of the column of reports", got.Alarms)
	}
}

func TestAListOfReportsWhoseRequestBringsNoneIsAnAlarm(t *testing.T) {
	const script = `$.post("/api/list", {cat: "5", page: 1}, show)`
	const report = `<a href="/nb/1.html">青渡县财政局2023年政府信息公开工作年度报告</a>`
	for name, c := range map[string]struct {
		robots, script, answer string
		status                 int
		url, detail            string
	}{
		"neither method is allowed": {"", script, "", 405, "/api/list?__wb_method=POST&cat=5&page=1", "status 405"},
		"robots.txt forbids it":     {"User-agent: *\nDisallow: /api/\n", script, report, 200, "/api/list?cat=5&page=1", "robots.txt"},
		"a page is what it brings":  {"", script, "<!DOCTYPE html><html><head><title>青渡县人民政府</title></head><body><p>首页</p></body></html>", 200, "/api/list?__wb_method=POST&cat=5&page=1", "answered by a page"},
		"addresses are missing":     {"", script, `{"rows":[{"id":"5","title":"青渡县财政局2023年政府信息公开工作年度报告"}]}`, 200, "/api/list?cat=5&page=1", "reports without an address"},
		"it is refused in words":    {"", script, `{"code":401,"msg":"未授权","data":null}`, 200, "/api/list?__wb_method=POST&cat=5&page=1", "whose answer has none"},
		"no request is named":       {"", "", "", 404, "/nb/", "a script puts there"},
		"it has none":               {"", script, `{"total":0,"rows":[]}`, 200, "", ""},
		"it brings them":            {"", script, report, 200, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				switch r.URL.Path {
				case "/robots.txt":
					io.WriteString(w, c.robots)
				case "/zwgk/":
					io.WriteString(w, `<title>青渡县</title><a href="/nb/">政府信息公开年报</a>`)
				case "/nb/":
					fmt.Fprintf(w, `<title>政府信息公开年报</title><ul id="list"></ul><script>%s</script>`, c.script)
				case "/nb/1.html":
					io.WriteString(w, `<title>青渡县财政局2023年政府信息公开工作年度报告</title><p>主动公开政府信息</p><p>收到和处理政府信息公开申请</p>`)
				case "/api/list":
					w.WriteHeader(c.status)
					io.WriteString(w, c.answer)
				default:
					http.NotFound(w, r)
				}
			}))
			defer server.Close()
			_, config := portalAt(t, server)
			status := exitDone
			if c.detail != "" {
				status = exitFindings
			}
			var got struct{ Alarms []archive.Alarm }
			execute(t, status, "crawl", "--config", config)
			if err := json.Unmarshal([]byte(execute(t, status, "status", "--json", "--config", config)), &got); err != nil {
				t.Fatal(err)
			}
			if c.detail == "" {
				if len(got.Alarms) > 0 {
					t.Errorf("got %+v, want none", got.Alarms)
				}
				return
			}
			if len(got.Alarms) != 1 || got.Alarms[0].Code != archive.AlarmListUnturned || got.Alarms[0].URL != "http://www.qingdu.gov.cn"+c.url || !strings.Contains(got.Alarms[0].Detail, c.detail) {
				t.Errorf("got %+v, want one of %s that says %q", got.Alarms, c.url, c.detail)
			}
		})
	}
}

func TestASeedsAlarmHoldsUntilItIsOverAndTellsOfNothingThatPasses(t *testing.T) {
	now := shanghai(2026, time.January, 10, 12)
	// broken is of a seed that answers 503, after other answers so many days ago.
	broken := func(answers ...int) store.Account {
		a := store.Account{Result: archive.ResultDead, Reason: archive.ReasonServerError, At: now}
		for pair := range slices.Chunk(answers, 2) {
			a.Captures = append(a.Captures, archive.Capture{Status: pair[0], Time: now.AddDate(0, 0, -pair[1])})
		}
		return a
	}
	paused := broken(200, 90, 200, 20, 200, 3)
	paused.Reason, paused.Detail = archive.ReasonBusy, "status 200, but the page says that the site is being worked on"
	paused.Captures[0].Payload, paused.Captures[1].Payload, paused.Captures[2].Payload = "sha256:a", "sha256:b", "sha256:b"
	counted := broken(200, 90, 200, 20, 503, 15, 200, 3)
	counted.Reason, counted.Detail, counted.History.Streak = archive.ReasonBusy, paused.Detail, -2
	for i, digest := range []archive.Digest{"sha256:a", "sha256:b", "sha256:e", "sha256:c"} {
		counted.Captures[i].Payload = digest
	}
	// unreached is robots.txt, out of reach for so many days.
	unreached := func(days int, reason archive.Reason) *archive.Robots {
		return &archive.Robots{Reason: reason, Why: "for people", Since: now.AddDate(0, 0, -days), Fetched: now, Tries: 10}
	}
	refused := store.Account{Result: archive.ResultDead, Reason: archive.ReasonNetwork, At: now}
	expired, waiting := refused, store.Account{Result: archive.ResultDeferred, At: now, Reason: archive.ReasonRobotsMissing}
	expired.Reason = archive.ReasonCertificate
	block := archive.Block{Prefix: "/", Product: "fence", Since: now.Add(-25 * time.Hour), Until: now.Add(-time.Hour)}
	hanging := func(vain, days int) store.Account {
		a := broken(200, days)
		a.Reason, a.Detail, a.History.Vain = archive.ReasonTimeout, "no answer within 60s", vain
		return a
	}
	never := hanging(20, 30)
	never.Captures, never.Seen = nil, now.AddDate(0, 0, -30)
	for name, c := range map[string]struct {
		account store.Account
		blocks  []archive.Block
		code    string
		robots  *archive.Robots
	}{
		"a page that asks for patience, for weeks":    {paused, nil, archive.AlarmSeedLost, nil},
		"pages that ask for it, each another":         {counted, nil, archive.AlarmSeedLost, nil},
		"a name that nobody serves":                   {refused, nil, archive.AlarmRobotsUnreachable, unreached(13, archive.ReasonNetwork)},
		"a name that nobody serves for weeks":         {refused, nil, archive.AlarmSeedLost, unreached(14, archive.ReasonNetwork)},
		"the same, when robots.txt does not count":    {refused, nil, archive.AlarmSeedLost, unreached(40, archive.ReasonNetwork)},
		"a robots.txt alone that can't be had":        {store.Account{Result: archive.ResultUnchanged, At: now}, nil, "", unreached(40, archive.ReasonNetwork)},
		"a robots.txt that is answered with an error": {refused, nil, archive.AlarmRobotsUnreachable, unreached(20, archive.ReasonServerError)},
		"a robots.txt that is not to be decoded":      {refused, nil, archive.AlarmRobotsUnreachable, unreached(20, archive.ReasonUnreadable)},
		"one in whose place a page asks for patience": {refused, nil, archive.AlarmSeedLost, unreached(20, archive.ReasonBusy)},
		"a TLS that nobody speaks":                    {refused, nil, archive.AlarmRobotsUnreachable, unreached(20, archive.ReasonProtocol)},
		"the same, for months":                        {refused, nil, archive.AlarmRobotsUnreachable, unreached(60, archive.ReasonProtocol)},
		"a certificate that is not valid":             {expired, nil, archive.AlarmCertificate, unreached(1, archive.ReasonCertificate)},
		"the same certificate, for months":            {waiting, nil, archive.AlarmCertificate, unreached(60, archive.ReasonCertificate)},
		"one that is valid again":                     {store.Account{Result: archive.ResultUnchanged, At: now}, nil, "", &archive.Robots{Status: 404, Fetched: now}},
		"a robots.txt that forbids it, and not the rest": {store.Account{Result: archive.ResultUnchanged, At: now}, nil, archive.AlarmRobots,
			&archive.Robots{Status: 200, Body: []byte("User-agent: *\nDisallow: /zwgk/\n"), Fetched: now}},
		"a redirect to where people log in":         {store.Account{URL: "http://www.qingdu.gov.cn/login?from=/", Result: archive.ResultRefused, Reason: archive.ReasonTrap}, nil, archive.AlarmSeedLost, nil},
		"a block, until the page that tells is had": {store.Account{Result: archive.ResultDeferred, Reason: archive.ReasonBlocked}, []archive.Block{block}, archive.AlarmBlocked, nil},
		"what was only suspected":                   {store.Account{Result: archive.ResultDeferred, Reason: archive.ReasonBlocked}, nil, "", nil},
		"no page":                                   {store.Account{Result: archive.ResultDead, Reason: archive.ReasonNotFound}, nil, archive.AlarmSeedLost, nil},
		"no answer in time":                         {store.Account{Result: archive.ResultDead, Reason: archive.ReasonTimeout}, nil, "", nil},
		"no answer in time, for weeks":              {hanging(7, 20), nil, archive.AlarmSeedLost, nil},
		"no answer in time, ever":                   {never, nil, archive.AlarmSeedLost, nil},
		"no answer in time, often in a day":         {hanging(30, 1), nil, "", nil},
		"no answer in time, after a long rest":      {hanging(3, 60), nil, "", nil},
		"a server that is broken":                   {broken(200, 30, 500, 13), nil, "", nil},
		"a server that is broken for weeks":         {broken(200, 30, 500, 14, 503, 7), nil, archive.AlarmSeedLost, nil},
		"a server that never served":                {broken(502, 20, 502, 0), nil, archive.AlarmSeedLost, nil},
		"a server that is broken now and then":      {broken(500, 20, 200, 13, 500, 1), nil, "", nil},
	} {
		t.Run(name, func(t *testing.T) {
			seed := seedRuling{url: "http://www.qingdu.gov.cn/zwgk/", site: archive.Site{Blocks: c.blocks, Robots: c.robots}, account: c.account}
			seed.Ruling = crawler.Rule(seed.site, seed.url, now)
			got := outlook{PortalStatus: archive.PortalStatus{Portal: "qingdu"}, seeds: []seedRuling{seed}}.obstacles()
			if c.code == "" && len(got) > 0 || c.code != "" && (len(got) != 1 || got[0].Code != c.code) {
				t.Errorf("got %+v, want %q", got, c.code)
			}
		})
	}
}

func TestAReportIsLateForWhatBecameOfTheSeeds(t *testing.T) {
	at := func(seeds ...seedRuling) outlook {
		return outlook{watched: true, PortalStatus: archive.PortalStatus{Portal: "qingdu", Started: time.Now()}, seeds: seeds}
	}
	lost := seedRuling{url: "http://www.qingdu.gov.cn/", account: store.Account{Result: archive.ResultDead, Reason: archive.ReasonNotFound, Detail: "status 404"}}
	moved := seedRuling{url: "http://qd.gov.cn/", moved: "http://www.qingheshi.gov.cn/"}
	there := seedRuling{url: "http://zwgk.qingdu.gov.cn/", account: store.Account{Result: archive.ResultCaptured}}
	for _, c := range []struct {
		portal outlook
		want   string
	}{
		{at(lost), "http://www.qingdu.gov.cn/ has no page: status 404"},
		{at(moved, lost), "http://qd.gov.cn/ leads to http://www.qingheshi.gov.cn/, which is no host of the portal"},
		{at(lost, there), "not found on the portal"},
		{at(there), "not found on the portal"},
	} {
		if got := c.portal.whyMissing(); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
		if c.portal.shut() {
			t.Errorf("%s: nothing keeps anybody from looking", c.want)
		}
	}
}

func TestABlockBeforeKnownReportsIsAnAlarm(t *testing.T) {
	now := shanghai(2026, time.January, 10, 12)
	o := outlook{watched: true, PortalStatus: archive.PortalStatus{Portal: "qingdu", Started: now, Blocks: []archive.Block{
		{Prefix: "/xxgk/", Product: "ruishu", Since: now, Until: now.Add(time.Hour)},
		{Prefix: "/zcjd/", Product: "ruishu", Since: now, Until: now.Add(time.Hour)},
	}}}
	reports := []archive.ReportSummary{{Portal: "qingdu", URL: "http://www.qingdu.gov.cn/xxgk/1.html"}, {Portal: "yunlu", URL: "http://www.yunlu.gov.cn/zcjd/1.html"}}
	got := alarms([]outlook{o}, reports, now)
	if len(got) != 1 || got[0].Code != archive.AlarmBlocked || got[0].Before != 1 || !strings.Contains(got[0].Detail, "before /xxgk/, where 1 reports") {
		t.Errorf("got %+v, want one alarm about /xxgk/", got)
	}
	if got := alarms([]outlook{o}, reports, now.Add(2*time.Hour)); len(got) != 1 {
		t.Errorf("a block that has not been looked at again: got %+v, want it still", got)
	}
	o.seeds = []seedRuling{{url: "http://www.qingdu.gov.cn/xxgk/", account: store.Account{Result: archive.ResultRefused, Reason: archive.ReasonBlocked}}}
	if got := alarms([]outlook{o}, reports, now.Add(2*time.Hour)); len(got) != 1 || got[0].URL != o.seeds[0].url {
		t.Errorf("one before a seed that has not been looked at again: got %+v, want the seed's alarm alone", got)
	}
	o.Blocks, o.seeds = nil, nil
	if got := alarms([]outlook{o}, reports, now.Add(2*time.Hour)); len(got) != 0 {
		t.Errorf("after the block: got %+v, want no alarm", got)
	}
}

func TestCoverTellsExpectedFromMissing(t *testing.T) {
	portal := outlook{watched: true, PortalStatus: archive.PortalStatus{Portal: "qingdu", Started: shanghai(2026, 1, 1, 0), Ended: shanghai(2026, 1, 1, 1)}}
	reports := []archive.ReportSummary{reportOf("甲", 2022), reportOf("甲", 2024), reportOf("乙", 2020), reportOf("乙", 2021), reportOf("丙", 2025)}
	states := func(c coverage) string {
		var all []string
		for _, issuer := range c.Portals[0].Issuers {
			row := issuer.Issuer
			for _, y := range issuer.Years {
				row += fmt.Sprintf(" %d:%s", y.Year, y.State)
				if (y.State == "have") != (y.Why == "") {
					t.Errorf("%s %d: got state %s with the reason %q", issuer.Issuer, y.Year, y.State, y.Why)
				}
			}
			all = append(all, row)
		}
		return strings.Join(all, "\n")
	}
	got := cover(reports, []outlook{portal}, shanghai(2026, time.March, 1, 0))
	want := `丙 2020:missing 2021:missing 2022:missing 2023:missing 2024:missing 2025:have
乙 2020:have 2021:have 2022:missing 2023:missing 2024:missing 2025:missing
甲 2020:missing 2021:missing 2022:have 2023:missing 2024:have 2025:expected`
	if states(got) != want {
		t.Errorf("got\n%s\nwant\n%s", states(got), want)
	}
	if got.Have != 5 || got.Expected != 1 || got.Missing != 12 || len(got.Alarms) != 1 {
		t.Errorf("got %d have, %d expected, %d missing and alarms %+v; want 5, 1, 12 and one", got.Have, got.Expected, got.Missing, got.Alarms)
	}
	before := cover(reports, []outlook{portal}, shanghai(2026, time.February, 15, 0))
	if before.Expected != 0 || before.Missing != 13 || len(before.Alarms) != 0 {
		t.Errorf("before the date: got %d expected, %d missing and alarms %+v; want 0, 13 and none", before.Expected, before.Missing, before.Alarms)
	}
}

// TestAListThatIsEmptiedIsAnAlarmToTheEnd crawls a portal whose one list loses
// its items, is answered by an error page, and gets them back.
func TestAListThatIsEmptiedIsAnAlarmToTheEnd(t *testing.T) {
	const items = `<ul><li><a href="/zwgk/202501/t20250115_1234.html">甲</a></li><li><a href="/zwgk/202501/t20250116_1235.html">乙</a></li></ul>`
	var body atomic.Value
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/zwgk/" {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(w, body.Load())
	}))
	defer server.Close()
	_, config := portalAt(t, server)
	page := func(title, list string) string {
		return "<html><head><title>" + title + "</title></head><body><div class=\"nav\"><a href=\"/\">首页</a></div><h2>政府信息公开年报</h2>" + list + "</body></html>"
	}
	for _, step := range []struct {
		what, body  string
		crawl, look int // exit status
	}{
		{"full", page("政府信息公开年报", items), exitDone, exitDone},
		{"an error page", page("系统维护中", ""), exitFindings, exitDone}, // the seed was not read
		{"emptied", page("政府信息公开年报", ""), exitFindings, exitFindings},
		{"an error page after that", page("系统维护中", ""), exitFindings, exitFindings},
		{"full again", page("政府信息公开年报", items), exitDone, exitDone},
	} {
		body.Store(step.body)
		var crawl crawlSummary
		if err := json.Unmarshal([]byte(execute(t, step.crawl, "crawl", "--json", "--config", config)), &crawl); err != nil {
			t.Fatal(err)
		}
		emptied := slices.ContainsFunc(crawl.Alarms, func(a archive.Alarm) bool {
			return a.Code == archive.AlarmListEmptied && a.URL == "http://www.qingdu.gov.cn/zwgk/" && a.Before == 2
		})
		if emptied != (step.look == exitFindings) || len(crawl.Alarms) > 1 {
			t.Errorf("%s: got alarms %+v", step.what, crawl.Alarms)
		}
		execute(t, step.look, "coverage", "--config", config)
		text := execute(t, step.look, "status", "--config", config)
		if emptied != strings.Contains(text, "the list had 2 items and has none") {
			t.Errorf("%s: status printed %q", step.what, text)
		}
	}
	execute(t, exitDone, "verify", "--config", config)
}

func TestWhatBearsOnAlarmsIsAllThatTheyNeed(t *testing.T) {
	april := shanghai(2026, time.April, 1, 0)
	crawled := archive.PortalStatus{Started: shanghai(2026, 1, 1, 0), Ended: shanghai(2026, 1, 2, 0), EndReason: archive.EndYield}
	of := func(portal, issuer string, year int, path string) archive.ReportSummary {
		return archive.ReportSummary{Portal: portal, Issuer: issuer, Year: year, URL: "http://www." + portal + ".gov.cn" + path, Title: "年报", Cells: 200}
	}
	var portals []outlook
	for _, p := range []struct {
		id     string
		blocks []archive.Block
	}{{"qingdu", nil}, {"yunlu", []archive.Block{{Prefix: "/xxgk/", Product: "瑞数"}}}, {"hezhu", nil}} {
		o := outlook{watched: true, PortalStatus: crawled}
		o.Portal, o.Name, o.Blocks = p.id, "青渡县人民政府", p.blocks
		portals = append(portals, o)
	}
	reports := []archive.ReportSummary{
		of("qingdu", "县财政局", 2024, "/a"), of("qingdu", "青渡县财政局", 2015, "/b"), of("qingdu", "县教育局", 2025, "/c"), of("qingdu", "县水利局", 2020, "/c"),
		of("yunlu", "甲", 2010, "/xxgk/1"), of("yunlu", "甲", 2011, "/xxgk/2"), of("yunlu", "乙", 2025, "/2"),
		of("hezhu", "甲", 2024, "/1"), of("another", "甲", 2025, "/1"),
	}
	want := alarms(portals, reports, april)
	if len(want) != 3 || !strings.Contains(want[0].Detail, "青渡县财政局") || !strings.Contains(want[1].Detail, "2 reports") {
		t.Fatalf("got %+v", want)
	}
	var kept []archive.ReportSummary
	keep := bearing(portals, april)
	for _, r := range reports {
		if keep(&r) {
			kept = append(kept, r)
			if r.Title != "" {
				t.Errorf("more is kept than alarms need: %+v", r)
			}
		}
	}
	if got := alarms(portals, kept, april); !reflect.DeepEqual(got, want) {
		t.Errorf("of %+v: got %+v, want %+v", kept, got, want)
	}
}
