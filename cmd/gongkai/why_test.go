package main

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"gongkai/archive"
	"gongkai/crawler"
	"gongkai/crawler/robots"
	"gongkai/store"
)

func TestVerdictSaysWhatBecameOfAURL(t *testing.T) {
	noon := time.Date(2026, 2, 3, 12, 0, 0, 0, time.Local)
	capture := []archive.Capture{{Status: 200}}
	ended := func(reason string) *archive.PortalStatus {
		return &archive.PortalStatus{Portal: "qingdu", Started: noon, Ended: noon, EndReason: reason}
	}
	for name, c := range map[string]struct {
		why  why
		want []string
	}{
		"a report": {why{
			Account: store.Account{State: store.AccountVisited, Result: archive.ResultCaptured, At: noon, Document: "sha256:1"},
			Report:  &archive.ReportSummary{Issuer: "青渡县财政局", Year: 2023},
		}, []string{"Fetched at 2026-02-03 12:00:00", "the report of 青渡县财政局 for 2023"}},
		"a page that is none": {why{
			Account: store.Account{State: store.AccountVisited, Result: archive.ResultUnchanged, Reason: archive.ReasonNotDocument, At: noon},
		}, []string{"unchanged", "no disclosure report"}},
		"a redirect": {why{
			Account: store.Account{State: store.AccountVisited, Result: archive.ResultRedirected, Detail: "to http://a.gov.cn/b", At: noon},
		}, []string{"redirects to http://a.gov.cn/b"}},
		"a redirect into a circle": {why{
			Account: store.Account{State: store.AccountVisited, Result: archive.ResultRedirected, Detail: "to http://a.gov.cn/b", At: noon},
			end:     store.Account{URL: "http://a.gov.cn/c", Result: archive.ResultDead, Reason: archive.ReasonRedirects, Detail: "3 redirects in a row"},
		}, []string{"redirects to http://a.gov.cn/b", "http://a.gov.cn/c was given up: redirects in a circle (3 redirects in a row)"}},
		"a refusal by robots.txt": {why{
			Account: store.Account{State: store.AccountVisited, Result: archive.ResultRefused, Reason: archive.ReasonRobots, Detail: "disallowed by robots.txt of http://a.gov.cn"},
		}, []string{"Not fetched: disallowed by robots.txt"}},
		"a block that was met": {why{
			Account: store.Account{State: store.AccountVisited, Result: archive.ResultRefused, Reason: archive.ReasonBlocked, At: noon, Captures: capture},
		}, []string{"Asked for at 2026-02-03 12:00:00", "protection product"}},
		"a visit given up": {why{
			Account: store.Account{State: store.AccountVisited, Result: archive.ResultDead, Reason: archive.ReasonTimeout, Detail: "attempt 5", At: noon},
		}, []string{"Given up", "no answer in time (attempt 5)"}},
		"a link that was not followed": {why{
			Account: store.Account{State: store.AccountRefused, Reason: archive.ReasonTrap, Visit: archive.Visit{Via: "http://a.gov.cn/rl/"}},
		}, []string{"http://a.gov.cn/rl/ led to it", "endless"}},
		"a visit that waits": {why{
			Account: store.Account{State: store.AccountWaiting, Waiting: noon, Reason: archive.ReasonBusy, Detail: "503"},
		}, []string{"waits until 2026-02-03 12:00:00", "busy (503)"}},
		"a visit that is out": {why{Account: store.Account{State: store.AccountLent}}, []string{"being fetched"}},
		"a queued visit of a crawl under way": {why{
			Account: store.Account{State: store.AccountQueued, Visit: archive.Visit{Score: 300}},
			Portal:  &archive.PortalStatus{Portal: "qingdu", Running: true},
		}, []string{"queued (score 300)", "others come first"}},
		"a queued visit whose host waits": {why{
			Account: store.Account{State: store.AccountQueued, Host: archive.Host{Reason: archive.ReasonBusy, NotBefore: noon}},
			now:     noon.Add(-time.Hour),
		}, []string{"its host waits until 2026-02-03 12:00:00 +00:00: the portal said it is busy"}},
		"what is not worth a request": {why{
			Account: store.Account{State: store.AccountQueued, Visit: archive.Visit{Score: 12}},
			Portal:  ended(archive.EndYield),
		}, []string{"not worth a request so far (score 12)"}},
		"what a crawl that waits left": {why{
			Account: store.Account{State: store.AccountQueued, Captures: capture, At: noon},
			Portal:  ended(archive.EndWaiting),
		}, []string{"Fetched before", "The crawl of qingdu ended", "the next goes on"}},
		"an unknown URL of another site": {why{Shun: archive.ReasonScope}, []string{"never met", "belongs to no portal"}},
		"an unknown URL that is a trap":  {why{Shun: archive.ReasonTrap}, []string{"never met", "would not be followed: an endless address"}},
		"an unknown URL that robots.txt refuses": {why{
			Portal: ended(archive.EndComplete), Robots: robotsView{State: crawler.RobotsRead, Rule: robots.Explanation{}},
		}, []string{"never met", "robots.txt would refuse it"}},
		"an unknown URL of a portal not crawled": {why{
			Portal: &archive.PortalStatus{Portal: "qingdu"},
		}, []string{"never met", "was never crawled"}},
		"an unknown URL of a crawl under way": {why{
			Portal: &archive.PortalStatus{Portal: "qingdu", Running: true, Started: noon},
		}, []string{"never met", "is not finished"}},
		"an unknown URL that nothing links to": {why{Portal: ended(archive.EndComplete)}, []string{"never met", "No page of qingdu that was read links to it"}},
		"an unknown URL and no config":         {why{}, []string{"never met", "Without a config"}},
	} {
		t.Run(name, func(t *testing.T) {
			got := c.why.verdict()
			for _, want := range c.want {
				if !strings.Contains(got, want) {
					t.Errorf("got %q, want %q in it", got, want)
				}
			}
		})
	}
}

func TestEveryReasonHasWords(t *testing.T) {
	for _, reason := range []archive.Reason{
		archive.ReasonRobots, archive.ReasonRobotsMissing, archive.ReasonScope, archive.ReasonTrap, archive.ReasonAlias, archive.ReasonHops,
		archive.ReasonHours, archive.ReasonBytes, archive.ReasonBlocked, archive.ReasonSoftNotFound, archive.ReasonNotFound, archive.ReasonClientError,
		archive.ReasonServerError, archive.ReasonBusy, archive.ReasonTimeout, archive.ReasonNetwork, archive.ReasonAddress,
		archive.ReasonTruncated, archive.ReasonTooLarge, archive.ReasonRedirects, archive.ReasonProtocol, archive.ReasonNotDocument,
		archive.ReasonUnreadable,
	} {
		if skippedText[reason] == "" {
			t.Errorf("%s has no words", reason)
		}
	}
}

func TestWhyFollowsAReportBackToItsSeed(t *testing.T) {
	world, config, _ := served(t)
	execute(t, exitDone, "crawl", "--config", config)
	report := world.Portals()[0].Truth[0]
	var got why
	if err := json.Unmarshal([]byte(execute(t, exitDone, "why", "--json", "--config", config, report.URL+"#top")), &got); err != nil {
		t.Fatal(err)
	}
	if got.URL != report.URL || got.Asked != report.URL+"#top" || !got.Known || len(got.Captures) == 0 {
		t.Errorf("why %s: got %+v, want it known by its canonical URL, with its captures", report.URL, got)
	}
	if got.Report == nil || got.Report.Issuer != report.Issuer || got.Report.Year != report.Year {
		t.Errorf("why %s: got report %+v, want %s %d", report.URL, got.Report, report.Issuer, report.Year)
	}
	if len(got.Found) < 3 || got.Found[0].URL != world.Portals()[0].Seeds[0] || got.Found[len(got.Found)-1].URL != report.URL {
		t.Errorf("why %s: got the way %+v, want one from the seed to the report", report.URL, got.Found)
	}
	if got.Robots.State == crawler.RobotsUnknown || got.Family == "" {
		t.Errorf("why %s: got robots.txt %+v and family %q, want both known", report.URL, got.Robots, got.Family)
	}
	text := execute(t, exitDone, "why", "--config", config, report.URL)
	for _, want := range []string{"the report of " + report.Issuer, "Found by:", "a seed", "Captures:", "robots.txt"} {
		if !strings.Contains(text, want) {
			t.Errorf("why %s: got %q, want %q in it", report.URL, text, want)
		}
	}
}

func TestATimeForPeopleIsOneMoment(t *testing.T) {
	want := time.Date(2026, time.March, 1, 16, 54, 23, 0, beijing)
	if got, err := time.Parse("2006-01-02 15:04:05 -07:00", at(want)); err != nil || !got.Equal(want) {
		t.Errorf("%s is not read back as %s: %v", at(want), want, err)
	}
}
