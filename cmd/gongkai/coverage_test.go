package main

import (
	"encoding/csv"
	"fmt"
	"strings"
	"testing"
	"time"

	"gongkai/archive"
)

func TestAReportIsDueByItsYearAndItsIssuer(t *testing.T) {
	for _, c := range []struct {
		issuer string
		year   int
		want   string
	}{
		{"青渡县水务局", 2023, "2024-01-31"},
		{"青渡县柳河镇人民政府", 2023, "2024-01-31"},
		{"青渡县人民政府", 2023, "2024-03-31"},
		{"青渡县人民政府办公室", 2023, "2024-03-31"},
		{"青渡区政府办公室", 2023, "2024-03-31"},
		{"青渡县水务局", 2018, "2019-03-31"},
		{"青渡县水务局", 2019, "2020-01-31"},
	} {
		if got := dueDate(c.issuer, c.year).Format(time.DateOnly); got != c.want {
			t.Errorf("%s %d: got %s, want %s", c.issuer, c.year, got, c.want)
		}
	}
}

// judged is a coverage with every status.
func judged() coverage {
	now := shanghai(2026, time.February, 20, 0)
	report := func(portal, issuer string, year int, published string) archive.ReportSummary {
		r := reportOf(issuer, year)
		r.Portal, r.Published, r.Division, r.Document = portal, published, "330101001", archive.DigestOf([]byte(issuer+published))
		return r
	}
	reports := []archive.ReportSummary{
		report("qingdu", "青渡县水务局", 2022, "2023-01-31"), report("qingdu", "青渡县水务局", 2023, "2024-02-12"),
		report("qingdu", "青渡县水务局", 2024, "2021-01-01"), report("qingdu", "青渡县人民政府", 2024, ""),
		report("yunlu", "云麓县水务局", 2023, ""), report("yunlu", "云麓县水务局", 2025, ""),
	}
	portals := []outlook{
		{watched: true, PortalStatus: archive.PortalStatus{Portal: "qingdu", Name: "=青渡县"}},
		{watched: true, PortalStatus: archive.PortalStatus{Portal: "yunlu"}, seeds: []seedRuling{{url: "http://www.yunlu.gov.cn/"}}},
	}
	portals[1].seeds[0].Block = &archive.Block{Prefix: "/", Product: "ruishu"}
	c := cover(reports, portals, now)
	c.place(reports, []archive.Portal{{ID: "yunlu", Division: "410101"}})
	c.judge(notHad{
		lost: []archive.Lost{{Portal: "qingdu", Document: reports[3].Document, URL: "http://a/", Since: now}},
		unread: []archive.Unread{
			{Portal: "qingdu", URL: "http://b/", Anchor: "青渡县柳河镇2021年政府信息公开工作年度报告", Detail: "encrypted"},
			{Portal: "qingdu", URL: "http://c/", Anchor: "下载"},
			{Portal: "qingdu", URL: "http://d/", Anchor: "青渡县人民政府2022年政府信息公开工作年度报告", Detail: "empty", Hollow: true},
			{Portal: "qingdu", URL: "http://e/", Anchor: "青渡县水务局2023年政府信息公开工作年度报告", Detail: "empty", Hollow: true},
			{Portal: "qingdu", URL: "http://f/", Anchor: "青渡县石桥乡2022年政府信息公开工作年度报告", Detail: "empty", Hollow: true},
			{Portal: "qingdu", URL: "http://a/", Anchor: "青渡县柳河镇2021年政府信息公开工作年度报告", Detail: "empty", Hollow: true},
		},
	}, portals, now)
	return c
}

func TestEveryStatusIsTold(t *testing.T) {
	c := judged()
	var got []string
	for _, pc := range c.Portals {
		for _, ic := range pc.Issuers {
			row := ic.Issuer
			for _, y := range ic.Years {
				row += " " + y.Status
				if y.Status == statusLate {
					row += " " + y.mark()
				}
			}
			got = append(got, row)
		}
	}
	want := []string{
		"青渡县人民政府 missing unreadable missing gone not_due",
		"青渡县柳河镇 unreadable missing missing missing missing",
		"青渡县水务局 missing published late ✓+12 published missing",
		"云麓县水务局 published blocked published",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	missing := 0
	for _, pc := range c.Portals {
		for _, ic := range pc.Issuers {
			for _, y := range ic.Years {
				if y.State == "missing" {
					missing++
				}
			}
		}
	}
	if c.Missing != missing {
		t.Errorf("got %d missing, and %d are", c.Missing, missing)
	}
	unknown := c.Portals[0].Issuers[2].Years[3]
	if unknown.Delay != nil {
		t.Errorf("a report on 2024 of 2021 has a delay: %d", *unknown.Delay)
	}
}

func TestCoverageIsAddedUpByCountyAndProvince(t *testing.T) {
	var got []string
	for _, g := range judged().Groups {
		have, of := 0, 0
		for _, y := range g.Years {
			h, o := y.have()
			have, of = have+h, of+o
		}
		got = append(got, strings.Join([]string{g.By, g.Code, string(rune('0' + have)), string(rune('0'+of/10)) + string(rune('0'+of%10))}, " "))
	}
	want := "county 330101 4 14\ncounty 410101 2 03\nprovince 330000 4 14\nprovince 410000 2 03"
	if strings.Join(got, "\n") != want {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), want)
	}
}

func TestCoverageAsCSVIsALineAnIssuerAndYear(t *testing.T) {
	c := judged()
	var b strings.Builder
	if err := c.writeCSV(&b); err != nil {
		t.Fatal(err)
	}
	text, marked := strings.CutPrefix(b.String(), "\ufeff")
	if !marked {
		t.Error("no byte order mark: Excel opens Chinese as rubbish")
	}
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil || len(rows) != 1+3*5+3 {
		t.Fatalf("got %d rows, %v", len(rows), err)
	}
	if rows[1][1] != "'=青渡县" {
		t.Errorf("a name that could be a formula: %q", rows[1][1])
	}
}

func TestThePageNeedsNothingElseAndEscapesWhatPortalsWrite(t *testing.T) {
	c := judged()
	c.Portals[0].Issuers[0].Issuer = `<script>alert("x")</script>`
	c.Portals[0].Issuers[0].Years[0].URL = "javascript:alert(1)"
	var b strings.Builder
	if err := c.writeHTML(&b, shanghai(2026, time.February, 20, 0)); err != nil {
		t.Fatal(err)
	}
	page := b.String()
	for _, bad := range []string{"<script", "javascript:", "ZgotmplZ<", "src=", "@import", "url("} {
		if strings.Contains(page, bad) {
			t.Errorf("the page has %s", bad)
		}
	}
	for _, l := range legend() {
		if !strings.Contains(page, l.Chinese) || !strings.Contains(page, l.English) || !strings.Contains(page, "var(--"+l.Status+")") {
			t.Errorf("the page does not explain %s", l.Status)
		}
	}
	if n := strings.Count(page, `<td class="c late"`); n != 1 {
		t.Errorf("got %d late cells, want 1", n)
	}
}

func TestThePageOfManyPortalsBeginsWithHowMuchEachHas(t *testing.T) {
	now := shanghai(2026, time.June, 1, 0)
	var reports []archive.ReportSummary
	var portals []outlook
	for _, id := range []string{"qingdu", "yunlu"} {
		portals = append(portals, outlook{watched: true, PortalStatus: archive.PortalStatus{Portal: id, Name: id + "县"}})
	}
	for i := range 4 {
		reports = append(reports, archive.ReportSummary{Portal: "qingdu", Issuer: fmt.Sprint("甲", i), Year: 2024, Document: archive.Digest(fmt.Sprint(i))})
	}
	reports = append(reports, archive.ReportSummary{Portal: "qingdu", Issuer: "甲0", Year: 2023, Document: "old"})
	page := func(reports []archive.ReportSummary) string {
		c := cover(reports, portals, now)
		c.judge(notHad{}, portals, now)
		var b strings.Builder
		if err := c.writeHTML(&b, now); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	small := page(reports)
	for _, want := range []string{`yunlu县</a></th><td colspan="3">尚无报告`, `<a href="#qingdu">qingdu县</a></th><td class="c s2">1/4</td><td class="c s8">4/4</td><td class="c s0">0/4</td>`, `<h2 id="qingdu">`, `>甲3</th>`} {
		if !strings.Contains(small, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
	for i := range mostCells {
		reports = append(reports, archive.ReportSummary{Portal: "yunlu", Issuer: fmt.Sprint("乙", i), Year: 2025, Document: archive.Digest(fmt.Sprint("d", i))})
	}
	large := page(reports)
	if len(large) > 20_000 || strings.Contains(large, "甲3") || !strings.Contains(large, "--html FILE PORTAL") || !strings.Contains(large, "100000/100000") {
		t.Errorf("with too many issuers for a page: %d bytes", len(large))
	}
}

// A report that was published anew at another address, or in two columns, is gone
// only when none of its documents is left.
func TestAReportIsGoneWhenNoneOfItsDocumentsIsLeft(t *testing.T) {
	now := shanghai(2026, time.February, 20, 0)
	first, second := reportOf("青渡县水务局", 2023), reportOf("青渡县水务局", 2023)
	first.Document, second.Document = "sha256:a", "sha256:b"
	first.Captured, second.Captured = now.AddDate(-1, 0, 0), now.AddDate(0, -1, 0)
	portals := []outlook{{watched: true, PortalStatus: archive.PortalStatus{Portal: first.Portal}}}
	lost := func(r archive.ReportSummary) archive.Lost {
		return archive.Lost{Portal: r.Portal, Document: r.Document, URL: r.URL, Since: now}
	}
	for want, all := range map[string][]archive.Lost{
		statusPublished: {lost(second)},
		statusGone:      {lost(first), lost(second)},
	} {
		c := cover([]archive.ReportSummary{first, second}, portals, now)
		c.judge(notHad{lost: all}, portals, now)
		if got := c.Portals[0].Issuers[0].Years[0].Status; got != want {
			t.Errorf("with %d of 2 documents gone: got %s, want %s", len(all), got, want)
		}
	}
}

func TestACellOfTheHeatMapSaysInWordsWhatItsSignDoes(t *testing.T) {
	late := 12
	for sign, y := range map[string]yearCoverage{
		"+12": {Year: 2023, Status: statusLate, Delay: &late, Published: "2024-02-12"},
		"✓":   {Year: 2023, Status: statusPublished},
	} {
		label := y.label()
		if y.sign() != sign || !strings.HasPrefix(label, "2023 ") || sign == "+12" && (!strings.Contains(label, sign) || !strings.Contains(label, "2024-02-12")) {
			t.Errorf("got %q as %q, want %q, and the days in words", y.sign(), label, sign)
		}
	}
}
