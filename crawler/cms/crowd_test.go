package cms

import (
	"fmt"
	"strings"
	"testing"

	"gongkai/archive"
)

func TestReportsAreNotCrowdedOutByCountlessLinks(t *testing.T) {
	var body strings.Builder
	for i := range maxLinks + 100 {
		fmt.Fprintf(&body, `<li><a href="/tz/%d.html">通知公告</a></li>`, i)
	}
	body.WriteString(`<li><a href="/nb/2024.html">青渡县2024年政府信息公开工作年度报告</a></li>`)
	reading := Read(page(t, "/xxgk/", body.String(), archive.KindList), "")
	if len(reading.Links) > maxLinks {
		t.Errorf("got %d links, want at most %d", len(reading.Links), maxLinks)
	}
	if first := reading.Links[0].URL; first != host+"/nb/2024.html" {
		t.Errorf("got %s first, want the report, which stands last", first)
	}
}
