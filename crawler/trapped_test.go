package crawler

import (
	"fmt"
	"testing"

	"gongkai/archive"
	"gongkai/crawler/cms"
)

func TestAReportIsAskedForThoughEmptyColumnsOfItsFormAreMany(t *testing.T) {
	s := newShapes()
	for n := range trapPatience {
		s.saw(fmt.Sprintf("http://a.gov.cn/view/%d", n), "", cms.Reading{})
	}
	column := archive.Visit{URL: "http://a.gov.cn/view/40", Score: 300}
	if !s.trapped(column) {
		t.Error("a column of a form that leads nowhere is still asked for")
	}
	if report := (archive.Visit{URL: "http://a.gov.cn/view/1001", Score: reportScore}); s.trapped(report) {
		t.Error("what is titled as a report is taken for a part of the trap")
	}
}
