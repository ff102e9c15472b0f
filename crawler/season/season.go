package season

import (
	"time"

	"gongkai/archive"
)

const (
	days = 366
	day  = 24 * time.Hour

	// threshold is the chance of a report since the last look that is worth a
	// request. In a simulation of 43,000 columns it found reports a day late on
	// average, for a third of the requests of looking once a week
	// (docs/benchmarks.md).
	threshold = 0.08

	shortest = day     // between two looks
	longest  = 7 * day // between two looks from 1 January to the end of May
	trust    = 200     // so many reports seen count as much as the statute
	kernel   = 6       // days around a portal's own dates of earlier years
)

// ends is the day of the year after which a report that is still missing is
// late beyond what the curve knows: 31 May.
const ends = 151

// statute is the chance that a report is out by a day of the year: between the
// knots it grows evenly.
var statute = [...]struct {
	day    int
	chance float64
}{{0, 0}, {10, 0.04}, {20, 0.15}, {31, 0.48}, {46, 0.58}, {74, 0.70}, {90, 0.92}, {120, 0.97}, {ends, 0.99}, {days, 1}}

// Curve is the chance that a report is out by the end of each day of a year.
type Curve [days + 1]float64

// New returns the curve of a portal, from the days on which its reports, and
// those of all portals, were published in earlier years.
func New(own, all archive.Season) *Curve {
	c := new(Curve)
	for i := 1; i < len(statute); i++ {
		a, b := statute[i-1], statute[i]
		for d := a.day; d <= b.day; d++ {
			c[d] = a.chance + (b.chance-a.chance)*float64(d-a.day)/float64(b.day-a.day)
		}
	}
	if n := all.Count(); n > 0 {
		seen := spread(all, 2)
		share := float64(n) / float64(n+trust)
		for d := range c {
			c[d] = (1-share)*c[d] + share*seen[d]
		}
	}
	if own.Count() > 0 {
		seen := spread(own, kernel)
		for d := range c {
			c[d] = (c[d] + seen[d]) / 2
		}
	}
	return c
}

// spread returns the chance by day of what was counted, with each date spread
// over so many days around it.
func spread(s archive.Season, around int) *Curve {
	c := new(Curve)
	total := 0.0
	for at, n := range s.Days {
		for d := at - around; d <= at+around; d++ {
			weight := float64(n) * float64(around+1-abs(d-at))
			c[min(max(d, 1), days)] += weight
			total += weight
		}
	}
	for d := 1; d < len(c); d++ {
		c[d] = c[d-1] + c[d]/total
	}
	return c
}

func abs(n int) int { return max(n, -n) }

// Rest returns how long after now a column that lacks its report is left alone,
// and whether the curve tells: after May it doesn't. A nil curve is that of the
// statute.
func (c *Curve) Rest(now time.Time) (time.Duration, bool) {
	if c == nil {
		c = New(archive.Season{}, archive.Season{})
	}
	today := now.YearDay()
	if today > ends {
		return 0, false
	}
	left := 1 - c[today]
	for d := today + 1; d < len(c); d++ {
		gap := time.Duration(d-today) * day
		if gap >= longest || c[d]-c[today] >= threshold*left {
			return max(gap, shortest), true
		}
	}
	return longest, true
}
