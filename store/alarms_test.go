package store

import (
	"context"
	"strings"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"gongkai/archive"
)

// look crawls the portal once more and settles its one list as it answered.
func (f *fixture) look(result archive.Result, kind archive.Kind, sameList bool, items *int) {
	f.t.Helper()
	f.now = f.now.Add(time.Hour)
	f.begin("a", archive.Visit{URL: "http://www.a.gov.cn/zwgk/nb/", Kind: kind, SameList: sameList})
	o := f.outcome(f.one("a"), result)
	o.Items = items
	f.settle(o)
	f.must(f.EndCrawl(context.Background(), "a", archive.EndComplete))
}

func (f *fixture) alarms() []archive.Alarm {
	f.t.Helper()
	all, err := f.Alarms(context.Background())
	f.must(err)
	return all
}

func TestAListThatCannotBeTurnedIsAnAlarmUntilItCan(t *testing.T) {
	f := newFixture(t)
	items := 20
	for _, step := range []struct {
		unseen, want string
	}{{"12 pages", "12 pages"}, {"13 pages", "12 pages"}, {"", ""}} {
		f.now = f.now.Add(time.Hour)
		f.begin("a", archive.Visit{URL: "http://www.a.gov.cn/zwgk/nb/", Kind: archive.KindList})
		o := f.outcome(f.one("a"), archive.ResultCaptured)
		o.Items, o.Unseen = &items, step.unseen
		f.settle(o)
		f.must(f.EndCrawl(context.Background(), "a", archive.EndComplete))
		f.reopen()
		got := f.alarms()
		if step.want == "" && len(got) > 0 || step.want != "" && (len(got) != 1 || got[0].Code != archive.AlarmListUnturned || !strings.Contains(got[0].Detail, step.want)) {
			t.Errorf("%q unseen: got %+v, want %q", step.unseen, got, step.want)
		}
	}
}

func TestADataRequestThatItsPageNamesNoMoreIsNoAlarm(t *testing.T) {
	const page, data, other = "http://www.a.gov.cn/zwgk/nb/", "http://www.a.gov.cn/api/list?page=1", "http://www.a.gov.cn/api/v2/list?page=1"
	for named, want := range map[string]int{data: 1, other: 0, "refused": 1} {
		f := newFixture(t)
		items, none := 20, 0
		look := func(at archive.Visit, links ...archive.Visit) {
			f.now = f.now.Add(time.Hour)
			f.begin("a", at)
			o := f.outcome(f.one("a"), archive.ResultCaptured)
			o.Items, o.Outlinks = &none, links
			if named == "refused" && len(links) > 0 {
				o.Outlinks, o.Refused = nil, []archive.Refused{{URL: data, Reason: archive.ReasonTrap}}
			}
			if at.Kind == archive.KindListData {
				o.Items, o.Unseen = &items, "page 2"
			}
			f.settle(o)
			f.must(f.EndCrawl(context.Background(), "a", archive.EndComplete))
		}
		look(archive.Visit{URL: data, Kind: archive.KindListData, Via: page})
		look(archive.Visit{URL: page, Kind: archive.KindList}, archive.Visit{URL: named, Kind: archive.KindListData, Via: page})
		if got := f.alarms(); len(got) != want {
			t.Errorf("the page names %s: got %+v, want %d alarms", named, got, want)
		}
	}
}

func TestAListThatTheOperatorLeavesOutIsNoAlarm(t *testing.T) {
	for reason, want := range map[archive.Reason]int{archive.ReasonIgnored: 0, archive.ReasonScope: 0, archive.ReasonBlocked: 1} {
		f := newFixture(t)
		for _, result := range []archive.Result{archive.ResultDead, archive.ResultRefused} {
			f.now = f.now.Add(time.Hour)
			f.begin("a", archive.Visit{URL: "http://www.a.gov.cn/api/list?page=1", Kind: archive.KindListData})
			o := f.outcome(f.one("a"), result)
			if o.Reason = reason; result == archive.ResultDead {
				o.Reason, o.Unseen = archive.ReasonNotFound, "status 404"
			}
			f.settle(o)
			f.must(f.EndCrawl(context.Background(), "a", archive.EndComplete))
		}
		if got := f.alarms(); len(got) != want {
			t.Errorf("%s: got %+v, want %d", reason, got, want)
		}
	}
}

func TestAnEmptiedListRaisesAnAlarmUntilItsItemsAreBack(t *testing.T) {
	f := newFixture(t)
	had, none := 12, 0
	look := func(items *int) { f.look(archive.ResultCaptured, archive.KindList, false, items) }
	look(&none) // never had any
	look(&had)
	if got := f.alarms(); len(got) != 0 {
		t.Fatalf("a full list: got %+v, want no alarm", got)
	}
	look(nil) // an error page, or a block
	f.look(archive.ResultRetry, archive.KindList, false, nil)
	if got := f.alarms(); len(got) != 0 {
		t.Fatalf("an error page: got %+v, want no alarm", got)
	}
	f.reopen()
	f.look(archive.ResultCaptured, archive.KindList, false, &none)
	emptied := f.now
	look(&none)
	f.reopen()
	got := f.alarms()
	if len(got) != 1 || got[0].Code != archive.AlarmListEmptied || got[0].Portal != "a" || got[0].URL != "http://www.a.gov.cn/zwgk/nb/" ||
		!got[0].Since.Equal(emptied) || got[0].Before != had || got[0].Detail == "" {
		t.Fatalf("an emptied list: got %+v, want one alarm since %s, of a list that had %d", got, emptied, had)
	}
	look(&had)
	if got := f.alarms(); len(got) != 0 {
		t.Errorf("a list with its items back: got %+v, want no alarm", got)
	}
}

func TestAListThatADataRequestBringsIsNotEmptied(t *testing.T) {
	f := newFixture(t)
	none := 0
	for range 2 {
		f.now = f.now.Add(time.Hour)
		f.begin("a", archive.Visit{URL: "http://www.a.gov.cn/zwgk/nb/", Kind: archive.KindList})
		o := f.outcome(f.one("a"), archive.ResultCaptured)
		o.Items, o.History = &none, &archive.History{Items: -1}
		f.settle(o)
		f.must(f.EndCrawl(context.Background(), "a", archive.EndComplete))
	}
	if got := f.alarms(); len(got) != 0 {
		t.Errorf("got %+v, want no alarm", got)
	}
}

func TestALaterPageOfAListMayVanish(t *testing.T) {
	had, none := 12, 0
	for name, c := range map[string]struct {
		kind archive.Kind
		want int
	}{
		"a later page":        {archive.KindList, 0},
		"a list's own answer": {archive.KindListData, 1},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			f.look(archive.ResultCaptured, c.kind, true, &had)
			f.look(archive.ResultCaptured, c.kind, true, &none)
			if got := f.alarms(); len(got) != c.want {
				t.Errorf("got %+v, want %d alarms", got, c.want)
			}
		})
	}
}

func TestADatabaseWithoutAlarmsOpens(t *testing.T) {
	f := newFixture(t)
	f.must(f.db.Update(func(tx *bbolt.Tx) error { return tx.DeleteBucket([]byte(bucketAlarms)) }))
	f.must(f.Close())
	read, err := OpenRead(f.dir)
	f.must(err)
	if got, err := read.Alarms(context.Background()); err != nil || len(got) != 0 {
		t.Errorf("opened for reading: got %+v, %v; want no alarm", got, err)
	}
	f.must(read.Close())
	f.open(nil)
	had, none := 3, 0
	f.look(archive.ResultCaptured, archive.KindList, false, &had)
	f.look(archive.ResultCaptured, archive.KindList, false, &none)
	if got := f.alarms(); len(got) != 1 {
		t.Errorf("opened for writing: got %+v, want one alarm", got)
	}
}
