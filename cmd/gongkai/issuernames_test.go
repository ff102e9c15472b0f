package main

import (
	"strings"
	"testing"
	"time"

	"gongkai/archive"
)

func TestAnIssuerWithSeveralNamesIsOne(t *testing.T) {
	portal := outlook{watched: true, PortalStatus: archive.PortalStatus{Portal: "qingdu", Name: "青渡县人民政府门户网站"}}
	reports := []archive.ReportSummary{
		reportOf("县财政局", 2024), reportOf("青渡县财政局", 2025),
		reportOf("柳河镇", 2023), reportOf("青渡县柳河镇人民政府", 2025),
		reportOf("青渡县城关街道办事处", 2024), reportOf("城关街道", 2025),
		reportOf("市场监督管理局", 2023), reportOf("青渡县市场监督管理局", 2025),
		reportOf("青渡县人民政府", 2025), reportOf("县人民政府", 2023),
		reportOf("青渡县政府办", 2022), reportOf("县政府办公室", 2023), reportOf("青渡县人民政府办公室", 2025),
		reportOf("县财政局国库中心", 2025), reportOf("云麓县财政局", 2025),
	}
	now := shanghai(2026, time.April, 20, 0)
	var got []string
	c := cover(reports, []outlook{portal}, now)
	for _, ic := range c.Portals[0].Issuers {
		got = append(got, ic.Issuer)
	}
	want := "云麓县财政局 县财政局国库中心 青渡县人民政府 青渡县人民政府办公室 青渡县城关街道办事处 青渡县市场监督管理局 青渡县柳河镇人民政府 青渡县财政局"
	if s := strings.Join(got, " "); s != want {
		t.Errorf("got  %s\nwant %s", s, want)
	}
	if c.Expected != 0 || len(c.Alarms) != 0 {
		t.Errorf("%d are expected, though all are there: %+v", c.Expected, c.Alarms)
	}
	portal.Name = "" // whose it is, nobody knows
	if c := cover(reports, []outlook{portal}, now); len(c.Portals[0].Issuers) != len(reports) {
		t.Errorf("got %d issuers, want the %d names", len(c.Portals[0].Issuers), len(reports))
	}
}
