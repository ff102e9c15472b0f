package visible

import "strings"

// Raise returns what text shows that stands above the line: its digits stay
// raised, since 9 with a note 1 is not 91.
func Raise(s string) string { return strings.Map(raise, s) }

func raise(r rune) rune {
	if r < '0' || r > '9' {
		return r
	}
	return []rune("⁰¹²³⁴⁵⁶⁷⁸⁹")[r-'0']
}
