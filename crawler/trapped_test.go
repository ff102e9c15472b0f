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
		s.saw(archive.Visit{URL: fmt.Sprintf("http://a.gov.cn/view/%d", n)}, cms.Reading{})
	}
	column := archive.Visit{URL: "http://a.gov.cn/view/40", Score: 300}
	if s.trapped(column) == "" {
		t.Error("a column of a form that leads nowhere is still asked for")
	}
	if report := (archive.Visit{URL: "http://a.gov.cn/view/1001", Score: reportScore}); s.trapped(report) != "" {
		t.Error("what is titled as a report is taken for a part of the trap")
	}
}

// descend walks down columns, each of which names the next and one report, which
// comes to nothing where hollow says so, and otherwise is not asked for yet. It
// returns how many columns it was let into.
func descend(s *shapes, columns int, hollow bool) int {
	from := archive.Visit{URL: "http://a.gov.cn/", Score: 900}
	s.came(from, brief{leads: true, grows: true})
	for n := range columns {
		column := archive.Visit{URL: fmt.Sprintf("http://a.gov.cn/gk/%d/", n), Via: from.URL, Score: 850}
		if s.trapped(column) != "" {
			return n
		}
		report := archive.Visit{URL: fmt.Sprintf("http://a.gov.cn/bg/%d.html", n), Via: column.URL, Score: 960}
		s.came(column, brief{leads: true, grows: true, names: []string{report.URL}})
		if hollow {
			s.came(report, brief{leads: true})
		}
		from = column
	}
	return columns
}

func TestColumnsWhoseReportsComeLaterAreNoTree(t *testing.T) {
	const all = 60
	if got := descend(newShapes(), all, false); got != all {
		t.Errorf("got %d columns, want all %d: each names a report that was not asked for yet", got, all)
	}
	if got := descend(newShapes(), all, true); got < descentDepth || got > 20 {
		t.Errorf("got %d columns that name what turns out to be no report, want %d to 20", got, descentDepth)
	}
}

func TestACountByYearsBesideColumnsHidesNoneOfThem(t *testing.T) {
	s := newShapes()
	home := archive.Visit{URL: "http://a.gov.cn/", Score: 900}
	column := archive.Visit{URL: "http://a.gov.cn/col/col7/index.html", Via: home.URL, Score: 740, Arm: 1}
	reports := archive.Visit{URL: "http://a.gov.cn/col/col16/index.html", Via: column.URL, Score: 920, Arm: 1}
	level := archive.Visit{URL: "http://a.gov.cn/col/col17/index.html", Via: reports.URL, Score: 870, Arm: 1}
	for _, v := range []archive.Visit{home, column, reports, level} {
		s.came(v, brief{leads: true, grows: true})
	}
	from := column.URL
	for year := 2024; year > 2000; year-- {
		count := archive.Visit{URL: fmt.Sprintf("http://a.gov.cn/annual.jsp?area=1&year=%d", year), Via: from, Score: 870, Arm: 2}
		s.came(count, brief{leads: true, grows: true})
		from = count.URL
	}
	if below := (archive.Visit{URL: "http://a.gov.cn/col/col18/index.html", Via: level.URL, Score: 870, Arm: 1}); s.descends(below) {
		t.Error("a column is taken for a part of a count by years")
	}
	if later := (archive.Visit{URL: "http://a.gov.cn/data.jsp?from=16", Via: level.URL, Score: 890, SameList: true}); s.descends(later) {
		t.Error("a later page of a list is taken for a part of a count by years")
	}
}

func TestListsThatRepeatWhatTheirPagesShowEndNoOtherOfTheirInterface(t *testing.T) {
	for _, repeating := range []archive.Visit{{Kind: archive.KindListData}, {Kind: archive.KindList, SameList: true}} {
		s := newShapes()
		for n := range 50 {
			repeating.URL = fmt.Sprintf("http://a.gov.cn/api/list?column=%d&page=1", n)
			s.saw(repeating, cms.Reading{})
		}
		for _, v := range []archive.Visit{
			{URL: "http://a.gov.cn/api/list?column=60&page=1", Kind: archive.KindListData, Score: 890},
			{URL: "http://a.gov.cn/api/list?column=60&page=2", Kind: archive.KindListData, Score: 260, SameList: true},
		} {
			if why := s.trapped(v); why != "" {
				t.Errorf("%s after %+v: got %q, want it to be asked for", v.URL, repeating, why)
			}
		}
	}
}

func TestAListThatAnEarlierRunBeganEndsAsOthers(t *testing.T) {
	s := newShapes()
	page := func(n int) archive.Visit {
		return archive.Visit{URL: fmt.Sprintf("http://a.gov.cn/nb/?page=%d", n), Via: "http://a.gov.cn/nb/", Score: 300, SameList: true, Hops: 3}
	}
	items := cms.Reading{Links: []cms.Link{{URL: "http://a.gov.cn/nb/1.html", Score: 960}}}
	for n := range stalePatience + 1 {
		if why := s.trapped(page(n)); why != "" {
			t.Errorf("page %d: got %q, want it to be asked for", n, why)
		}
		s.turned(page(n), s.stands(page(n)), items)
	}
	if why := s.trapped(page(100)); why == "" {
		t.Error("a list that names nothing new goes on")
	}
}

func TestWhatWasSeenIsReadWholeOrNotAtAll(t *testing.T) {
	s := newShapes()
	descend(s, 30, true)
	for n := range 30 {
		v := archive.Visit{URL: fmt.Sprintf("http://a.gov.cn/view/%d", n), Via: "http://a.gov.cn/", Anchor: "更多", SameList: n%2 == 0}
		s.saw(v, cms.Reading{})
		s.turned(v, s.stands(v), cms.Reading{})
		s.breed(v.URL, v.Anchor)
		s.circles(v, v.URL+"/")
	}
	data, err := s.encode()
	if err != nil {
		t.Fatal(err)
	}
	got, err := decodeShapes(data)
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range []archive.Visit{
		{URL: "http://a.gov.cn/view/40", Score: 300},
		{URL: "http://a.gov.cn/other", Via: "http://a.gov.cn/view/4", Anchor: "更多"},
		{URL: "http://a.gov.cn/view/31", Via: "http://a.gov.cn/view/28", SameList: true},
	} {
		if why, want := got.trapped(v), s.trapped(v); why != want || want == "" {
			t.Errorf("%s: got %q, want %q", v.URL, why, want)
		}
	}
	if len(got.stems) != len(s.stems) || got.ends != s.ends || len(got.known) != len(s.known) || len(got.moved) != len(s.moved) {
		t.Errorf("got %d stems, %d ends, %d known and %d moved; want %d, %d, %d and %d",
			len(got.stems), got.ends, len(got.known), len(got.moved), len(s.stems), s.ends, len(s.known), len(s.moved))
	}
	for n := range data {
		if _, err := decodeShapes(data[:n]); err == nil {
			t.Fatalf("%d of %d bytes are read as a whole", n, len(data))
		}
	}
}
