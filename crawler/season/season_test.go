package season

import (
	"math/rand/v2"
	"testing"
	"time"

	"gongkai/archive"
)

func on(year int, dayOfYear int) time.Time {
	return time.Date(year, time.January, dayOfYear, 9, 0, 0, 0, time.UTC)
}

func TestACurveOnlyGrowsToOne(t *testing.T) {
	for name, c := range map[string]*Curve{
		"the statute alone":   New(archive.Season{}, archive.Season{}),
		"dates at the edges":  New(archive.Season{Days: map[int]int{1: 3, 366: 2}}, archive.Season{Days: map[int]int{1: 1, 366: 900}}),
		"a portal's own date": New(archive.Season{Days: map[int]int{80: 4}}, archive.Season{}),
	} {
		for d := 1; d < len(c); d++ {
			if c[d] < c[d-1]-1e-9 {
				t.Errorf("%s: falls on day %d, from %v to %v", name, d, c[d-1], c[d])
			}
		}
		if c[0] < 0 || c[days] < 1-1e-9 || c[days] > 1+1e-9 {
			t.Errorf("%s: goes from %v to %v, want to 1", name, c[0], c[days])
		}
	}
}

func TestAColumnIsLookedAtWhenItsReportIsLikely(t *testing.T) {
	march := archive.Season{Days: map[int]int{80: 4}} // 21 March, four years running
	statute, own := New(archive.Season{}, archive.Season{}), New(march, archive.Season{})
	rest := func(c *Curve, dayOfYear int) time.Duration {
		t.Helper()
		d, ok := c.Rest(on(2026, dayOfYear))
		if !ok || d < shortest || d > longest {
			t.Errorf("day %d: got %v, %v, want from %v to %v", dayOfYear, d, ok, shortest, longest)
		}
		return d
	}
	if before, near := rest(own, 55), rest(own, 79); before <= near || near != day {
		t.Errorf("got %v a month before its date, and %v the day before; want it seldom, then daily", before, near)
	}
	if got, all := rest(own, 79), rest(statute, 79); got > all {
		t.Errorf("near its own date: got %v, and %v without; want it sooner", got, all)
	}
	if got := rest(statute, 2); got != longest {
		t.Errorf("at New Year: got %v, want the longest %v", got, longest)
	}
	if _, ok := statute.Rest(on(2026, 200)); ok {
		t.Error("in July the curve tells, want it silent")
	}
}

func TestTheFleetsDatesCountMoreTheMoreThereAre(t *testing.T) {
	few, many := New(archive.Season{}, archive.Season{Days: map[int]int{120: 10}}), New(archive.Season{}, archive.Season{Days: map[int]int{120: 10_000}})
	if few[110] < 0.8 || many[110] > 0.1 {
		t.Errorf("by day 110: got %v after ten reports and %v after ten thousand, of day 120; want the statute's and nearly 0", few[110], many[110])
	}
}

// TestSevenYearsOfColumnsAreFoundEarlyForFewRequests simulates columns in
// virtual time that publish when the statute has them, or late, each near its
// own date of the year before.
func TestSevenYearsOfColumnsAreFoundEarlyForFewRequests(t *testing.T) {
	got := Simulate(2000, 7, rand.New(rand.NewPCG(1, 2)))
	if got.Delay > 40*time.Hour || got.InWeek < 0.97 || got.Requests > 20 {
		t.Errorf("got %.1f requests a column and year, %v of delay, %.1f%% within a week; want at most 20, 40h, and 97%%",
			got.Requests, got.Delay, 100*got.InWeek)
	}
	t.Logf("%+v", got)
}

func FuzzCurve(f *testing.F) {
	f.Add(1, 1, 80, 5, 80)
	f.Fuzz(func(t *testing.T, d1, n1, d2, n2, today int) {
		clamp := func(n, lo, hi int) int { return lo + abs(n%(hi-lo+1)) }
		c := New(archive.Season{Days: map[int]int{clamp(d1, 1, 366): clamp(n1, 0, 99)}}, archive.Season{Days: map[int]int{clamp(d2, 1, 366): clamp(n2, 0, 9999)}})
		if rest, ok := c.Rest(on(2028, clamp(today, 1, 366))); ok && (rest < shortest || rest > longest) {
			t.Errorf("got %v, want from %v to %v", rest, shortest, longest)
		}
	})
}
