package archive

// Season counts on which days of a year annual reports of the year before were
// published.
type Season struct {
	Days map[int]int `json:"days,omitempty"` // by the day of the year, from 1
}

// Count returns how many reports it has.
func (s Season) Count() int {
	n := 0
	for _, c := range s.Days {
		n += c
	}
	return n
}
