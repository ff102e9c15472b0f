package crawler

import (
	"testing"
	"time"

	"gongkai/archive"
)

func TestCrawlHoursOpenInThePortalsZone(t *testing.T) {
	at := func(clock string) time.Time {
		v, err := time.ParseInLocation("2006-01-02 15:04", "2026-03-01 "+clock, beijing)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	night := archive.Hours{From: 22 * 60, To: 6 * 60}
	day := archive.Hours{From: 9 * 60, To: 17*60 + 30}
	for what, test := range map[string]struct {
		hours archive.Hours
		now   time.Time
		want  time.Time
	}{
		"no hours":              {archive.Hours{}, at("12:00"), at("12:00")},
		"inside of the night":   {night, at("23:10"), at("23:10")},
		"after midnight":        {night, at("05:59"), at("05:59")},
		"when the night ends":   {night, at("06:00"), at("22:00")},
		"in the afternoon":      {night, at("15:00"), at("22:00")},
		"before the day begins": {day, at("08:00"), at("09:00")},
		"after the day":         {day, at("17:30"), at("09:00").AddDate(0, 0, 1)},
	} {
		if got := opens(test.hours, beijing, test.now.UTC()); !got.Equal(test.want) {
			t.Errorf("%s: got %s, want %s", what, got.In(beijing), test.want)
		}
	}
}

func TestTheBytesOfADayAreSpentUntilMidnightOfThePortal(t *testing.T) {
	now := time.Date(2026, 3, 1, 15, 30, 0, 0, time.UTC) // 23:30 in China
	p := &portal{Portal: archive.Portal{ID: "qd", BytesPerDay: 1000}, zone: beijing}
	for what, test := range map[string]struct {
		spent archive.Spent
		until time.Time
	}{
		"little was received":           {archive.Spent{Day: "2026-03-01", DayBytes: 999}, time.Time{}},
		"all was received":              {archive.Spent{Day: "2026-03-01", DayBytes: 1000}, time.Date(2026, 3, 1, 16, 0, 0, 0, time.UTC)},
		"all was received on other day": {archive.Spent{Day: "2026-02-28", DayBytes: 5000}, time.Time{}},
	} {
		o := archive.Outcome{}
		closed := limited(&o, p, test.spent, now)
		if closed != !test.until.IsZero() || !o.Closed.Equal(test.until) {
			t.Errorf("%s: got limited %t until %s, want until %s", what, closed, o.Closed, test.until)
		}
		if closed && (o.Result != archive.ResultDeferred || o.Reason != archive.ReasonBytes) {
			t.Errorf("%s: got %s, %s", what, o.Result, o.Reason)
		}
	}
}
