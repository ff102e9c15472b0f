package crawler

import (
	"net/http"
	"testing"
	"time"

	"gongkai/archive"
	"gongkai/crawler/cms"
)

func TestPagesRestByWhatTheyAreAndByTheSeason(t *testing.T) {
	february := time.Date(2026, 2, 10, 9, 0, 0, 0, beijing)
	june := time.Date(2026, 6, 10, 9, 0, 0, 0, beijing)
	december := time.Date(2026, 12, 20, 9, 0, 0, 0, beijing)
	list := func(newest, streak int) revisited {
		return revisited{list: true, reportish: true, history: archive.History{Newest: newest, Streak: streak}}
	}
	april, january := time.Date(2026, 4, 20, 9, 0, 0, 0, beijing), time.Date(2026, 1, 25, 9, 0, 0, 0, beijing)
	behind := list(2025, 0)
	behind.history.Behind = true
	for what, test := range map[string]struct {
		page revisited
		now  time.Time
		want time.Duration
	}{
		"a list that lacks this season's report":                         {list(2024, 0), february, 6 * day},
		"the same, unchanged often":                                      {list(2024, 9), february, 6 * day},
		"the same, when most reports come":                               {list(2024, 0), january, 2 * day},
		"the same, when few still come":                                  {list(2024, 0), april, 3 * day},
		"a list that never had a report":                                 {list(0, 0), february, 6 * day},
		"a list that has this season's":                                  {list(2025, 0), february, 10 * day},
		"the same, unchanged twice":                                      {list(2025, 2), february, 75 * day},
		"the same, first seen when the season is over":                   {list(2025, 0), june, 75 * day},
		"a list that has some of this season's":                          {behind, february, 6 * day},
		"a list that lacks it after the season":                          {list(2024, 0), june, 14 * day},
		"the same, unchanged often, after the season":                    {list(2024, 9), june, 75 * day},
		"a list of last year":                                            {revisited{list: true, reportish: true, year: 2024, named: true}, february, 75 * day},
		"a list of a year before":                                        {revisited{list: true, reportish: true, year: 2023, named: true}, february, 180 * day},
		"the same, unchanged":                                            {revisited{list: true, reportish: true, year: 2023, named: true, history: archive.History{Streak: 1}}, february, 360 * day},
		"a list whose address has such a number":                         {revisited{list: true, reportish: true, year: 2019}, february, 75 * day},
		"a list of the year that is reported on":                         {revisited{list: true, reportish: true, year: 2025}, february, 6 * day},
		"the same, with reports, which may not be all of them":           {revisited{list: true, reportish: true, year: 2025, named: true, history: archive.History{Newest: 2025, Streak: 2}}, february, 7 * day},
		"the same, after the season":                                     {revisited{list: true, reportish: true, year: 2025, named: true, history: archive.History{Newest: 2025, Streak: 2}}, june, 75 * day},
		"a list of last year, after the season":                          {revisited{list: true, reportish: true, year: 2024, named: true}, june, 180 * day},
		"a list of other things":                                         {revisited{list: true}, february, 53*day + 15*time.Hour},
		"the same, when most reports are out":                            {revisited{list: true}, april, 30 * day},
		"the same, out of season":                                        {revisited{list: true}, june, 75 * day},
		"the same, as a season is near":                                  {revisited{list: true}, december, 105*day + 15*time.Hour},
		"a page where new columns show first":                            {revisited{list: true, entrance: true}, february, 30 * day},
		"the latter, as a season is near":                                {revisited{list: true, entrance: true}, december, 42*day + 15*time.Hour},
		"a list that has last season's, as a new one is near":            {list(2025, 2), december, 13*day + 15*time.Hour},
		"an article, as a report whose title is cut off before its year": {revisited{}, february, 180 * day},
		"a report of this season":                                        {revisited{year: 2025}, february, 30 * day},
		"the same, which never changes":                                  {revisited{year: 2025, history: archive.History{Streak: 5}}, february, 180 * day},
		"the same, when the season is over":                              {revisited{year: 2025}, june, 180 * day},
		"an article under the name of a column":                          {revisited{column: true}, february, 30 * day},
		"a report of a year gone by":                                     {revisited{year: 2021}, february, 180 * day},
		"the same, when it was read":                                     {revisited{year: 2021, history: archive.History{Streak: 3}}, february, 360 * day},
		"an article that never moves":                                    {revisited{history: archive.History{Streak: 5}}, february, 360 * day},
	} {
		if got := rest(test.page, test.now); got != test.want {
			t.Errorf("%s: got %s, want %s", what, got, test.want)
		}
	}
}

func TestAListKnowsWhichYearItHasAndWhetherSomeAreMissing(t *testing.T) {
	report := func(text string) cms.Link { return cms.Link{Text: text, Score: 960} }
	for what, test := range map[string]struct {
		links  []cms.Link
		year   int
		behind bool
	}{
		"nothing":                      {nil, 0, false},
		"one of each year":             {[]cms.Link{report("柳溪镇2025年政府信息公开年报"), report("柳溪镇2024年政府信息公开年报")}, 2025, false},
		"two last year and one now":    {[]cms.Link{report("甲镇2025年年报"), report("甲镇2024年年报"), report("乙镇2024年年报")}, 2025, true},
		"two now and one last year":    {[]cms.Link{report("甲镇2025年年报"), report("乙镇2025年年报"), report("甲镇2024年年报")}, 2025, false},
		"one that was left out once":   {[]cms.Link{report("甲镇2025年年报"), report("甲镇2024年年报"), report("乙镇2023年年报"), report("甲镇2023年年报")}, 2025, true},
		"columns of years":             {[]cms.Link{{Text: "2025年", Score: 870}, {Text: "2024年", Score: 870}}, 2025, false},
		"news that names a later year": {[]cms.Link{report("甲镇2024年年报"), {Text: "2026年工作动态", Score: 90}}, 2024, false},
	} {
		if year, behind := newest(test.links); year != test.year || behind != test.behind {
			t.Errorf("%s: got %d, behind %t, want %d, %t", what, year, behind, test.year, test.behind)
		}
	}
}

func TestTheYearOfAListStandsInItsNameOrItsAddress(t *testing.T) {
	for what, test := range map[string]struct {
		visit archive.Visit
		want  int
		named bool
	}{
		"the link's text":          {archive.Visit{URL: "http://a.gov.cn/x/", Anchor: "2021年"}, 2021, true},
		"the column":               {archive.Visit{URL: "http://a.gov.cn/x/", Anchor: "乡镇", Column: "2020年度"}, 2020, true},
		"a directory":              {archive.Visit{URL: "http://a.gov.cn/nb/n2019/bm/"}, 2019, false},
		"a directory of the year":  {archive.Visit{URL: "http://a.gov.cn/zfxxgknb/xz/2021/"}, 2021, false},
		"a title tells of another": {archive.Visit{URL: "http://a.gov.cn/nb/", Anchor: "柳溪镇人民政府2021年政府信息公开工作年度报告"}, 0, false},
		"an article's date":        {archive.Visit{URL: "http://a.gov.cn/nb/202203/t20220326_1.html"}, 0, false},
		"nothing":                  {archive.Visit{URL: "http://a.gov.cn/nb/", Anchor: "年报"}, 0, false},
	} {
		if got, named := yearOfList(test.visit); got != test.want || named != test.named {
			t.Errorf("%s: got %d, named %t, want %d, %t", what, got, named, test.want, test.named)
		}
	}
}

func TestAListChangesWithItsLinksAndNotWithItsText(t *testing.T) {
	a, b, next := cms.Link{URL: "http://a.gov.cn/1", Text: "一"}, cms.Link{URL: "http://a.gov.cn/2"}, cms.Link{URL: "http://a.gov.cn/p2", SameList: true}
	one := linksOf([]cms.Link{a, b, next})
	a.Text = "二"
	if linksOf([]cms.Link{b, a}) != one {
		t.Error("order, text and pager count as a change")
	}
	if linksOf([]cms.Link{a}) == one {
		t.Error("a link less is no change")
	}
}

func TestAnUnchangedListRestsAsOneWhateverItsAddressLooksLike(t *testing.T) {
	february := time.Date(2026, 2, 10, 9, 0, 0, 0, beijing)
	for what, test := range map[string]struct {
		history archive.History
		want    time.Duration
	}{
		"a page that was read as a list":     {archive.History{Checks: 1, Links: 7, Newest: 2024}, 6 * day},
		"a page that was read as an article": {archive.History{Checks: 1}, 60 * day},
	} {
		a := &answer{exchange: &exchange{result: archive.Exchange{Status: 304}}, conditional: true, history: test.history}
		o := &archive.Outcome{Visit: archive.Visit{URL: "http://a.gov.cn/nb/1.html", Kind: archive.KindPage, Score: 900}}
		new(run).judge(t.Context(), o, new(portal), &site{}, a, true, february)
		if got := o.NextDue.Sub(february); got != test.want {
			t.Errorf("%s: rests for %s, want %s", what, got, test.want)
		}
	}
}

func TestALaterPageOfAListRestsForHalfAYearUnlessTheFirstChanges(t *testing.T) {
	now := time.Date(2026, 6, 10, 9, 0, 0, 0, beijing)
	o := &archive.Outcome{Visit: archive.Visit{URL: "http://a.gov.cn/list/index_2.html", Kind: archive.KindList, SameList: true, Score: 890}, Result: archive.ResultUnchanged}
	for _, want := range []time.Duration{180 * day, 360 * day, 360 * day} {
		a := &answer{reading: &cms.Reading{}}
		if o.History != nil {
			a.history = *o.History
		}
		if got := nextDue(o, a, false, now).Sub(now); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

func TestAListIsOfTheYearInItsAddressWhereItsReportsBearThatOut(t *testing.T) {
	february := time.Date(2026, 2, 10, 9, 0, 0, 0, beijing)
	page, data := archive.Visit{URL: "http://a.gov.cn/nb/n2021/xz/", Kind: archive.KindList, Score: 890, Anchor: "乡镇街道"}, archive.Visit{URL: "http://a.gov.cn/list?c=7&page=1", Via: "http://a.gov.cn/nb/n2021/xz/", Kind: archive.KindListData, Score: 890}
	level := archive.Visit{URL: "http://a.gov.cn/c/743", Kind: archive.KindList, Score: 890, Anchor: "乡镇街道", Column: "政府信息公开年报 2021年 县政府"}
	for what, test := range map[string]struct {
		visit  archive.Visit
		newest int
		want   time.Duration
	}{
		"a level below a year, with reports of that":         {level, 2021, 180 * day},
		"a level below a year, with later ones":              {level, 2022, 6 * day},
		"a level below a year, with none":                    {level, 0, 6 * day},
		"its reports are of that year":                       {page, 2021, 180 * day},
		"they are of the year before":                        {page, 2020, 180 * day},
		"it shows none":                                      {page, 0, 75 * day},
		"it has later ones":                                  {page, 2022, 75 * day},
		"a data request of a page with such an address":      {data, 2021, 180 * day},
		"a data request of such a page that shows no report": {data, 0, 75 * day},
	} {
		o := &archive.Outcome{Visit: test.visit, Result: archive.ResultUnchanged}
		if got := nextDue(o, &answer{history: archive.History{Newest: test.newest}}, false, february).Sub(february); got != test.want {
			t.Errorf("%s: got %s, want %s", what, got, test.want)
		}
	}
}

func TestAPageWhoseListComesByADataRequestIsNotLookedAtAsTheListIs(t *testing.T) {
	february := time.Date(2026, 2, 10, 9, 0, 0, 0, beijing)
	v := archive.Visit{URL: "http://a.gov.cn/lxz/nb/", Kind: archive.KindList, Score: 920, Anchor: "政府信息公开年报", Hops: 1}
	list := cms.Link{URL: "http://a.gov.cn/api/list?channelId=7&pageNo=1", Kind: archive.KindListData}
	year := cms.Link{URL: "http://a.gov.cn/lxz/nb/2024/", Kind: archive.KindList, Text: "2024年", Score: 870}
	ofYear := v
	ofYear.Anchor = "2025年"
	for what, test := range map[string]struct {
		visit   archive.Visit
		reading cms.Reading
		want    time.Duration
	}{
		"the data request is the list":          {v, cms.Reading{Links: []cms.Link{list}}, 53*day + 15*time.Hour},
		"the page has items itself":             {v, cms.Reading{Links: []cms.Link{list}, Items: 3}, 6 * day},
		"it names years, among them the season": {v, cms.Reading{Links: []cms.Link{list, year}}, 6 * day},
		"it is of a year, and names others":     {ofYear, cms.Reading{Links: []cms.Link{list, year}}, 53*day + 15*time.Hour},
	} {
		o := &archive.Outcome{Visit: test.visit, Result: archive.ResultCaptured}
		if got := nextDue(o, &answer{reading: &test.reading}, false, february).Sub(february); got != test.want {
			t.Errorf("%s: got %s, want %s", what, got, test.want)
		}
		unread := &answer{history: *o.History} // 304
		if got := nextDue(o, unread, false, february).Sub(february); got != test.want {
			t.Errorf("%s, unchanged: got %s, want %s", what, got, test.want)
		}
	}
}

func TestAPageThatLeadsToColumnsAloneIsNoListOfReports(t *testing.T) {
	february := time.Date(2026, 2, 10, 9, 0, 0, 0, beijing)
	organ, column := archive.Visit{URL: "http://a.gov.cn/lxz/", Kind: archive.KindList, Score: 848}, archive.Visit{URL: "http://a.gov.cn/lxz/nb/", Kind: archive.KindList, Score: 920}
	deep, other, tried, triedColumn := organ, organ, organ, column
	other.Score, other.Anchor = 560, "法定主动公开内容"
	deep.Hops, tried.Hops, tried.Score, tried.Anchor, triedColumn.Score, triedColumn.Anchor = 2, 2, triedScore, "林业局", triedScore, "政府信息公开年报"
	for what, test := range map[string]struct {
		visit   archive.Visit
		history archive.History
		items   int
		want    time.Duration
	}{
		"an organ's page":                          {deep, archive.History{}, 0, 53*day + 15*time.Hour},
		"one that the home page names":             {organ, archive.History{}, 0, 30 * day},
		"one of other things that it names":        {other, archive.History{}, 0, 53*day + 15*time.Hour},
		"one tried before others of its like":      {tried, archive.History{}, 0, 53*day + 15*time.Hour},
		"a column of reports that was tried":       {triedColumn, archive.History{}, 0, 6 * day},
		"one with articles":                        {organ, archive.History{}, 3, 6 * day},
		"one that had articles":                    {organ, archive.History{Items: 3}, 0, 6 * day},
		"a column of reports that has none as yet": {column, archive.History{}, 0, 6 * day},
	} {
		o := &archive.Outcome{Visit: test.visit, Result: archive.ResultCaptured}
		if got := nextDue(o, &answer{history: test.history, reading: &cms.Reading{Items: test.items}}, false, february).Sub(february); got != test.want {
			t.Errorf("%s: got %s, want %s", what, got, test.want)
		}
	}
}

func TestAnArticleThatIsGoneIsLookedForEverMoreSeldom(t *testing.T) {
	now := time.Date(2024, 9, 1, 0, 0, 0, 0, time.UTC)
	for name, test := range map[string]struct {
		kind    archive.Kind
		history archive.History
		want    []time.Duration
	}{
		"an article":         {archive.KindPage, archive.History{Checks: 4, Streak: 3}, []time.Duration{30 * day, 60 * day, 120 * day, 240 * day, 360 * day, 360 * day}},
		"a page that led on": {archive.KindPage, archive.History{Checks: 4, Streak: 3, Links: 7}, []time.Duration{30 * day, 30 * day}},
		"a list":             {archive.KindList, archive.History{Checks: 4, Streak: 3}, []time.Duration{30 * day, 30 * day}},
	} {
		t.Run(name, func(t *testing.T) {
			history := test.history
			visit := func(status int) *archive.Outcome {
				a := &answer{exchange: &exchange{result: archive.Exchange{Status: status}}, conditional: true, history: history}
				o := &archive.Outcome{Visit: archive.Visit{URL: "http://a.gov.cn/nb/1.html", Kind: test.kind}}
				new(run).judge(t.Context(), o, &portal{shapes: newShapes()}, &site{}, a, true, now)
				if o.History != nil {
					history = *o.History
				}
				return o
			}
			for i, want := range test.want {
				if got := visit(http.StatusNotFound).NextDue.Sub(now); got != want {
					t.Errorf("after %d answers it rests for %s, want %s", i+1, got, want)
				}
			}
			visit(http.StatusNotModified)
			if history.Streak < 0 || history.Checks != 5 {
				t.Errorf("got the history %+v of one that is back, want five checks", history)
			}
		})
	}
}

func TestWhatIsAskedForInVainRestsEverLonger(t *testing.T) {
	february, june := time.Date(2026, 2, 10, 9, 0, 0, 0, beijing), time.Date(2026, 6, 10, 9, 0, 0, 0, beijing)
	for what, test := range map[string]struct {
		now   time.Time
		vain  int // before
		prior *archive.Capture
		want  time.Duration
	}{
		"at first":                         {february, 0, nil, vainFirst},
		"the third time":                   {february, 2, nil, 4 * vainFirst},
		"for long":                         {february, 9, nil, deadRest},
		"what was had, for long":           {june, 9, new(archive.Capture), deadRest},
		"what was had, in the season":      {february, 9, new(archive.Capture), vainMost},
		"the same, the second time of all": {february, 1, new(archive.Capture), 2 * vainFirst},
	} {
		o := &archive.Outcome{}
		inVain(o, &answer{history: archive.History{Streak: 3, Vain: test.vain}, prior: test.prior}, test.now)
		if got := o.NextDue.Sub(test.now); got != test.want {
			t.Errorf("%s: got %s, want %s", what, got, test.want)
		}
		gone(o, &answer{history: *o.History}, archive.ReasonNotFound, "", test.now)
		if got := o.NextDue.Sub(test.now); got != deadRest || o.History.Vain != 0 {
			t.Errorf("%s, and then gone: got %s and %+v, want %s", what, got, *o.History, deadRest)
		}
	}
}
