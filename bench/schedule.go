package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"gongkai/archive"
	"gongkai/crawler/season"
)

// schedules compares ways to look for the reports of 43,000 columns over seven
// years, in virtual time.
func schedules(context.Context) error {
	const columns, years = 43_000, 7
	days := func(n int) time.Duration { return time.Duration(n) * 24 * time.Hour }
	statute := season.New(archive.Season{}, archive.Season{})
	fmt.Println("policy | requests per column and year | mean delay, days | found within 7 days")
	for _, p := range []struct {
		name   string
		policy season.Policy
	}{
		{"once a week", func(*season.Curve, time.Time) time.Duration { return days(7) }},
		{"every 2 days until June, then every 28", func(_ *season.Curve, now time.Time) time.Duration {
			if now.Month() <= time.May {
				return days(2)
			}
			return days(28)
		}},
		{"hazard of the statute alone", func(_ *season.Curve, now time.Time) time.Duration { return hazard(statute, now) }},
		{"hazard, learned (ours)", hazard},
	} {
		r := season.SimulatePolicy(columns, years, rand.New(rand.NewPCG(1, 2)), p.policy)
		fmt.Printf("%s | %.1f | %.1f | %.1f%%\n", p.name, r.Requests, r.Delay.Hours()/24, 100*r.InWeek)
	}
	return nil
}

func hazard(c *season.Curve, now time.Time) time.Duration {
	if rest, ok := c.Rest(now); ok {
		return rest
	}
	return 28 * 24 * time.Hour
}
