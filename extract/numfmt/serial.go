package numfmt

import "time"

// Serial returns the serial number of a date as ISO 8601 writes it. It reports
// false for what is none, and for days before March 1900, which spreadsheets
// count in different ways.
func Serial(date string, date1904 bool) (float64, bool) {
	first := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	if date1904 {
		first = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	for _, form := range []string{"2006-01-02T15:04:05.999999999", "2006-01-02T15:04:05.999999999Z07:00", "2006-01-02"} {
		t, err := time.Parse(form, date)
		if err != nil {
			continue
		}
		local := time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), time.UTC)
		days := float64(local.Unix()-first.Unix())/86400 + float64(local.Nanosecond())/86400e9
		return days, days >= 61
	}
	return 0, false
}
