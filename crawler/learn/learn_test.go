package learn

import (
	"fmt"
	"testing"

	"gongkai/archive"
)

const (
	menu  = "body div#nav.menu ul li a"
	items = "body div.main ul.list li.row a"
)

// visit places a link and learns what its visit brought.
func visit(m *Model, l Link, f Found) {
	arm, score := m.Place(l)
	m.Learn(archive.Visit{URL: l.URL, Kind: l.Kind, Arm: arm, Score: score}, f)
}

// rank returns what the model promises of a link, and whether it is worth it.
func rank(m *Model, l Link) (int, bool) {
	arm, score := m.Place(l)
	return m.Rank(arm, score, Floor)
}

func page(url, place string, score int) Link {
	return Link{URL: "http://www.a.gov.cn" + url, Place: place, Kind: archive.KindPage, Score: score}
}

func TestLinksInLikePlacesAreOneArm(t *testing.T) {
	m := New()
	first, _ := m.Place(page("/a/1.html", items, 300))
	for what, test := range map[string]struct {
		link Link
		same bool
	}{
		"the same place":                   {page("/b/2.html", items, 300), true},
		"a place that differs by one tag":  {page("/b/3.html", "body div.main ul.list li.row span a", 300), true},
		"another place":                    {page("/b/4.html", menu, 300), false},
		"the same place, promising more":   {page("/b/5.html", items, 960), false},
		"the same place, of another kind":  {Link{URL: "http://www.a.gov.cn/x.pdf", Place: items, Kind: archive.KindAttachment, Score: 300}, false},
		"the same place, of another score": {page("/b/6.html", items, 310), true},
	} {
		if arm, _ := m.Place(test.link); (arm == first) != test.same {
			t.Errorf("%s: got arm %d beside %d, want the same: %t", what, arm, first, test.same)
		}
	}
}

// TestAnArmThatWasForgottenIsLearnedAnew has visits that were queued before a crawl
// was killed, so that what was learned of their arm is lost.
func TestAnArmThatWasForgottenIsLearnedAnew(t *testing.T) {
	m := New()
	v := archive.Visit{Kind: archive.KindPage, Arm: 7, Score: 300}
	if _, worth := m.Rank(v.Arm, v.Score, Floor); !worth {
		t.Fatal("got that the first isn't worth a request")
	}
	for i := range 12 {
		v.URL = fmt.Sprintf("http://www.a.gov.cn/%d.html", i)
		m.Learn(v, Found{Class: ClassOther})
	}
	if rank, worth := m.Rank(v.Arm, v.Score, Floor); worth {
		t.Errorf("got rank %d after a dozen that brought nothing, want it not worth a request", rank)
	}
}

func TestTheLexiconRanksUntilSomethingWasLearned(t *testing.T) {
	m := New()
	last := 2_000_000
	for _, score := range []int{960, 890, 700, 450, 250, 150, 90} {
		n, _ := rank(m, page(fmt.Sprintf("/%d.html", score), items, score))
		if n >= last {
			t.Errorf("score %d: got rank %d, want less than %d", score, n, last)
		}
		last = n
	}
	if _, worth := rank(m, page("/news.html", items, 90)); worth {
		t.Error("a piece of news is worth a request before anything was learned")
	}
}

func TestAnArmThatBringsNothingFallsAsleepAndOneThatBringsReportsRises(t *testing.T) {
	m := New()
	barren, fertile := page("/a.html", items, 260), page("/b.html", menu, 260)
	before, worth := rank(m, barren)
	if !worth {
		t.Fatal("a notice is not worth a request before anything was learned")
	}
	for i := range 30 {
		visit(m, page(fmt.Sprintf("/a/%d.html", i), items, 260), Found{Class: ClassOther})
		visit(m, page(fmt.Sprintf("/b/%d.html", i), menu, 260), Found{Class: ClassReport, Report: true})
	}
	if n, worth := rank(m, barren); worth || n >= before {
		t.Errorf("barren: got rank %d after %d, worth %t, want less and asleep", n, before, worth)
	}
	if n, _ := rank(m, fertile); n <= before {
		t.Errorf("fertile: got rank %d after %d, want more", n, before)
	}
}

func TestAListWhichMayHoldReportsIsReadToItsEndAndOthersAreLeft(t *testing.T) {
	m := New()
	of := func(column string, n, score int) Link {
		return Link{URL: fmt.Sprintf("http://www.a.gov.cn/%s/index_%d.html", column, n), Column: column, Kind: archive.KindList, Score: score, SameList: true}
	}
	read := map[string]int{}
	for column, score := range map[string]int{"年报": 890, "通知公告": 260, "部门之窗": 220, "县内要闻": 120} {
		for n := 1; n <= 300; n++ {
			if _, worth := rank(m, of(column, n, score)); !worth {
				break
			}
			visit(m, of(column, n, score), Found{Class: ClassList})
			read[column]++
		}
	}
	if read["年报"] != 300 {
		t.Errorf("reports: got %d pages that brought nothing, want all 300: a late page may bring one", read["年报"])
	}
	if read["通知公告"] != 300 {
		t.Errorf("notices: got %d pages that brought nothing, want all 300: reports are misfiled there", read["通知公告"])
	}
	if n := read["部门之窗"]; n < 10 || n > 30 {
		t.Errorf("a name that tells nothing: got %d pages, want a dozen or two", n)
	}
	if n := read["县内要闻"]; n > 5 {
		t.Errorf("news: got %d pages, want hardly any", n)
	}
}

func TestReportsCountOnce(t *testing.T) {
	m := New()
	arm, score := m.Place(page("/list.html", items, 300))
	found := Found{Class: ClassList, Reports: []string{"http://www.a.gov.cn/r1.html", "http://www.a.gov.cn/r2.html"}}
	m.Learn(archive.Visit{URL: "http://www.a.gov.cn/list.html", Arm: arm, Score: score}, found)
	first := m.arms[arm].Reward
	m.Learn(archive.Visit{URL: "http://www.a.gov.cn/list2.html", Arm: arm, Score: score}, found)
	if got := m.arms[arm].Reward; first == 0 || got != first {
		t.Errorf("got a reward of %g after %g for the same reports, want no more", got, first)
	}
}

func TestWhatIsFoundFurtherOnIsCreditedToTheLinksThatLedThere(t *testing.T) {
	m := New()
	hub, _ := m.Place(page("/hub/", menu, 450))
	m.Learn(archive.Visit{URL: "http://www.a.gov.cn/hub/", Arm: hub}, Found{Class: ClassList})
	list, _ := m.Place(page("/hub/list/", items, 450))
	trail := Trail(archive.Visit{Arm: hub})
	m.Learn(archive.Visit{URL: "http://www.a.gov.cn/hub/list/", Arm: list, Trail: trail},
		Found{Class: ClassList, Reports: []string{"http://www.a.gov.cn/r.html"}})
	if got := m.arms[hub].Reward; got <= 0 || got >= m.arms[list].Reward {
		t.Errorf("got %g for the hub, want something less than the list's %g", got, m.arms[list].Reward)
	}
}

func TestTheAddressTellsWhereTheTextDoesNot(t *testing.T) {
	m := New()
	for i := range 60 {
		visit(m, page(fmt.Sprintf("/zwgk/2021/t2021_%d.html", i), items, 960), Found{Class: ClassReport, Report: true})
		visit(m, page(fmt.Sprintf("/old/topic%d.shtml", i), menu, 300), Found{Class: ClassDead})
	}
	_, report := m.Place(page("/zwgk/2022/t2022_7.html", items, 300))
	_, dead := m.Place(page("/old/topic99.shtml", items, 300))
	if report <= 300 || dead >= 300 {
		t.Errorf("got scores %d and %d, want more than 300 for the report's address and less for the dead one", report, dead)
	}
	_, titled := m.Place(Link{URL: "http://www.a.gov.cn/zwgk/2022/t2022_8.html", Place: items, Kind: archive.KindPage, Score: 300, Titled: true})
	if titled > 300 {
		t.Errorf("got score %d, want a title to be believed", titled)
	}
}

func TestAPortalStartsFromWhatItsFamilyTaught(t *testing.T) {
	portal := New()
	for i := range 40 {
		visit(portal, page(fmt.Sprintf("/a/%d.html", i), items, 260), Found{Class: ClassOther})
		visit(portal, page(fmt.Sprintf("/b/%d.html", i), menu, 260), Found{Class: ClassReport, Report: true})
	}
	family := New()
	family.Merge(portal)
	data, err := family.Encode()
	if err != nil {
		t.Fatal(err)
	}
	if family, err = Decode(data); err != nil {
		t.Fatal(err)
	}
	next := New()
	untaught, _ := rank(New(), page("/b/1.html", menu, 260))
	next.Adopt(family)
	if !next.Untaught() {
		t.Error("what was taken over counts as experience of its own")
	}
	if n, _ := rank(next, page("/b/1.html", menu, 260)); n <= untaught {
		t.Errorf("fertile: got rank %d, want more than %d", n, untaught)
	}
	if n, _ := rank(next, page("/a/1.html", items, 260)); n >= untaught {
		t.Errorf("barren: got rank %d, want less than %d", n, untaught)
	}
	pulls := family.pulls
	for _, a := range family.arms {
		pulls += a.Pulls
	}
	family.Merge(next)
	family.Merge(next)
	after := family.pulls
	for _, a := range family.arms {
		after += a.Pulls
	}
	if after != pulls {
		t.Errorf("got %g visits after merging a portal that made none, want %g", after, pulls)
	}
}

func TestAModelThatCanNotBeReadIsAnError(t *testing.T) {
	good, err := New().Encode()
	if err != nil {
		t.Fatal(err)
	}
	for what, data := range map[string][]byte{"nothing": nil, "text": []byte("model"), "cut short": good[:len(good)/2]} {
		if _, err := Decode(data); err == nil {
			t.Errorf("%s: got no error", what)
		}
	}
}

func TestNothingOutranksRobotsTxt(t *testing.T) {
	m := New()
	number, score := m.Place(Link{URL: "http://xxgk.qingdu.gov.cn/202301/t20230101_3000.html", Place: "body ul li a", Kind: archive.KindPage, Score: 960})
	link, _ := m.Rank(number, score, Floor)
	for _, first := range []int{999, 1000, 1001} {
		if rank, worth := m.Rank(0, first, Floor); rank <= link || !worth {
			t.Errorf("score %d: got rank %d, worth %v; want more than the %d of a link that was never tried", first, rank, worth, link)
		}
	}
}

func TestAListThatBringsNothingComesAfterAllElse(t *testing.T) {
	m := New()
	list := func(n int) Link {
		return Link{URL: fmt.Sprintf("http://www.a.gov.cn/api?page=%d", n), Column: "年报", Kind: archive.KindListData, Score: 890, SameList: true}
	}
	other := page("/zcwj/", menu, 260)
	for n := 1; n <= 12; n++ {
		if ours, _ := rank(m, list(n)); ours <= mustRank(t, m, other) {
			t.Fatalf("page %d of a list of reports comes after another column", n)
		}
		visit(m, list(n), Found{Class: ClassList})
	}
	if ours, worth := rank(m, list(13)); !worth || ours >= mustRank(t, m, other) {
		t.Errorf("after a dozen pages that brought nothing: got rank %d, worth %t; want it after another column's %d", ours, worth, mustRank(t, m, other))
	}
	visit(m, list(13), Found{Class: ClassList, Reports: []string{"http://www.a.gov.cn/r.html"}})
	if ours, _ := rank(m, list(14)); ours <= mustRank(t, m, other) {
		t.Error("a list that has brought a report comes after another column")
	}
	for n := range 300 {
		visit(m, list(14+n), Found{Class: ClassList})
	}
	if _, worth := rank(m, list(400)); worth {
		t.Error("got another page after 300 that brought nothing, want an end")
	}
	if arm, score := m.Place(list(400)); worthWithout(m, arm, score) {
		t.Error("without a floor: got another page after 300 that brought nothing, want an end")
	}
}

func worthWithout(m *Model, arm uint32, score int) bool {
	_, worth := m.Rank(arm, score, -1)
	return worth
}

func mustRank(t *testing.T, m *Model, l Link) int {
	t.Helper()
	n, worth := rank(m, l)
	if !worth {
		t.Fatalf("%s is not worth a request", l.URL)
	}
	return n
}

func TestTitlesThatAllLeadToOneReportAreLeft(t *testing.T) {
	m := New()
	list := func(n int) Link {
		return Link{URL: fmt.Sprintf("http://www.a.gov.cn/api?page=%d", n), Column: "年报", Kind: archive.KindListData, Score: 890, SameList: true}
	}
	title := func(n int) Link { return page(fmt.Sprintf("/r/%d.html", n), items, 960) }
	requests := 0
	for n := range 200 {
		if _, worth := rank(m, list(n)); worth {
			visit(m, list(n), Found{Class: ClassList, Reports: []string{title(n).URL}})
			requests++
		}
		if _, worth := rank(m, title(n)); worth {
			found := Found{Class: ClassReport, Report: n == 0}
			if n > 0 {
				found.Echo = "sha256:one"
			}
			visit(m, title(n), found)
			requests++
		}
	}
	if requests > 25 {
		t.Errorf("got %d requests for one report under titles without end, want two dozen at most", requests)
	}
}
