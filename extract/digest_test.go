package extract

import (
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// TestTextOfTheDigestIsWithoutWhiteSpaceInNFKC compares what is written fast
// with the rule, for each character between others.
func TestTextOfTheDigestIsWithoutWhiteSpaceInNFKC(t *testing.T) {
	wanted := func(s string) string {
		return strings.Map(func(r rune) rune {
			if unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) {
				return -1
			}
			return r
		}, norm.NFKC.String(s))
	}
	for r := rune(0); r <= 0x1ffff; r++ {
		for _, s := range []string{string(r), "政" + string(r) + "５A" + string(r), "政" + string(r) + "\u0301"} {
			if got, want := normal(s), wanted(s); got != want {
				t.Fatalf("%q: got %q, want %q", s, got, want)
			}
		}
	}
}
