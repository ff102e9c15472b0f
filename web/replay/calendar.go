package replay

import (
	"net/http"
	"time"

	"gongkai/archive"
)

// year is a year of the calendar.
type year struct {
	Year   int
	Months []month
}

type month struct {
	Month int
	Weeks [][]day
}

// day is a day of the calendar; without a number it is of another month.
type day struct {
	Day     int
	Count   int
	Address string // of the day's first capture
}

// row is a capture in the list below the calendar.
type row struct {
	archive.Capture
	Same bool   // its payload is that of the one before
	Diff string // where the change against the one before is shown
}

// calendar shows the captures of a URL: by day, and one by one.
func (s *Server) calendar(w http.ResponseWriter, _ *http.Request, f found) error {
	rows := make([]row, len(f.captures))
	for i, c := range f.captures {
		rows[i] = row{Capture: c}
		if i > 0 {
			before := f.captures[i-1]
			rows[i].Same = before.Payload == c.Payload && status(before) == status(c)
			rows[i].Diff = diffAddress(before, c, f.url)
		}
	}
	return s.render(w, http.StatusOK, "calendar", map[string]any{
		"URL": f.url, "Portal": s.names[f.captures[len(f.captures)-1].Portal], "Rows": rows, "Years": years(f),
	})
}

// years returns the years in which something was captured, newest first, by the
// clock of Beijing.
func years(f found) []year {
	type date struct {
		y int
		m time.Month
		d int
	}
	days := make(map[date]*day)
	var all []year
	for _, c := range f.captures {
		y, m, d := c.Time.In(beijing).Date()
		if at := (date{y, m, d}); days[at] == nil {
			days[at] = &day{Day: d, Address: address(c.Time, modePage, f.url)}
		}
		days[date{y, m, d}].Count++
		if len(all) == 0 || all[0].Year != y {
			all = append([]year{{Year: y}}, all...)
		}
	}
	for i := range all {
		for m := time.January; m <= time.December; m++ {
			first := time.Date(all[i].Year, m, 1, 0, 0, 0, 0, beijing)
			week := make([]day, (int(first.Weekday())+6)%7) // a week begins on Monday
			shown := month{Month: int(m)}
			for t := first; t.Month() == m; t = t.AddDate(0, 0, 1) {
				one := day{Day: t.Day()}
				if captured := days[date{all[i].Year, m, t.Day()}]; captured != nil {
					one = *captured
				}
				if week = append(week, one); len(week) == 7 {
					shown.Weeks, week = append(shown.Weeks, week), nil
				}
			}
			if len(week) > 0 {
				shown.Weeks = append(shown.Weeks, week)
			}
			all[i].Months = append(all[i].Months, shown)
		}
	}
	return all
}
