package season

import (
	"math/rand/v2"
	"time"

	"gongkai/archive"
)

// Policy tells how long after now a column rests that lacks its report.
type Policy func(c *Curve, now time.Time) time.Duration

// Result is what looking for reports cost and brought in a simulation.
type Result struct {
	Requests float64       // of a column in a year
	Delay    time.Duration // from a report's publication until it was found, on average
	InWeek   float64       // share of the reports that were found within seven days
}

// afterFound is how long a column rests that has its report, by how often it was
// looked at since.
var afterFound = [...]time.Duration{10 * day, 30 * day, 75 * day}

// Simulate lets columns publish for so many years and looks for their reports as
// a crawl would, in virtual time. The columns share portals, 14 each: half of them
// are departments', half governments', and those of a kind on one portal have
// usual days within a week of each other. Each keeps to its day within a week,
// but for one year in ten; one report in fifty never comes.
func Simulate(columns, years int, random *rand.Rand) Result {
	return SimulatePolicy(columns, years, random, func(c *Curve, now time.Time) time.Duration {
		if rest, ok := c.Rest(now); ok {
			return rest
		}
		return 28 * day
	})
}

// SimulatePolicy is Simulate for another policy.
func SimulatePolicy(columns, years int, random *rand.Rand, policy Policy) Result {
	const perPortal = 14
	var requests, found, inWeek int
	var delay float64 // hours, which don't overflow
	usual := make([]int, columns)
	kinds := [2]int{}
	for i := range usual {
		if i%perPortal == 0 {
			kinds = [2]int{drawDay(31, random), drawDay(90, random)}
		}
		usual[i] = kinds[i%2] + random.IntN(7) - 3
	}
	fleet := archive.Season{Days: map[int]int{}}
	portals := make([]archive.Season, columns/perPortal+1)
	for i := range portals {
		portals[i].Days = map[int]int{}
	}
	for year := range years {
		start := time.Date(2027+year, time.January, 1, 0, 0, 0, 0, time.UTC)
		end := start.AddDate(1, 0, 0)
		curves := make([]*Curve, len(portals))
		for i := range portals {
			curves[i] = New(portals[i], fleet)
		}
		for i := range usual {
			published := publication(start, usual[i], random)
			has, looks := false, 0
			for now := start.Add(time.Duration(random.Int64N(int64(2 * day)))); now.Before(end); {
				requests++
				switch {
				case has:
					now = now.Add(afterFound[min(looks, len(afterFound)-1)])
					looks++
				case !published.IsZero() && !published.After(now):
					has = true
					found++
					wait := now.Sub(published)
					delay += wait.Hours()
					if wait <= longest {
						inWeek++
					}
					fleet.Days[published.YearDay()]++
					portals[i/perPortal].Days[published.YearDay()]++
					now = now.Add(afterFound[0])
					looks = 1
				default:
					now = now.Add(policy(curves[i/perPortal], now))
				}
			}
		}
	}
	return Result{
		Requests: float64(requests) / float64(columns*years),
		Delay:    time.Duration(delay / float64(max(found, 1)) * float64(time.Hour)),
		InWeek:   float64(inWeek) / float64(max(found, 1)),
	}
}

// drawDay draws a usual day for who has until a deadline: 31 January or 31 March.
// A few are late.
func drawDay(deadline int, random *rand.Rand) int {
	if random.IntN(12) == 0 {
		return deadline + random.IntN(80)
	}
	return max(2, deadline-int(random.ExpFloat64()*9))
}

// publication draws when a column publishes in a year, or zero where it does not.
func publication(start time.Time, usual int, random *rand.Rand) time.Time {
	at := usual + int(random.NormFloat64()*4)
	switch n := random.IntN(100); {
	case n < 2:
		return time.Time{}
	case n < 12:
		at = drawDay([...]int{31, 90}[random.IntN(2)], random)
	}
	return start.Add(time.Duration(max(at, 2)-1)*day + 9*time.Hour + time.Duration(random.Int64N(int64(8*time.Hour))))
}
