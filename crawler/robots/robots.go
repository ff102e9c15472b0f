package robots

import (
	"math"
	"strings"
	"time"
)

// MaxSize is how many bytes of a file are read, the least that RFC 9309 (2.5)
// allows. What follows is ignored, from the last whole line on.
const MaxSize = 500 * 1024

// Rules are the rules of one authority's robots.txt. The zero value allows
// everything. Goroutines may share them.
type Rules struct {
	refuseAll bool
	groups    []group
	members   map[string][]member // by product token in lower case; "*" is everybody
}

// group is a run of user-agent lines and the rules after it.
type group struct {
	rules  []rule
	delays []delay
}

// member is a product token's place in a group.
type member struct {
	group    int
	position int // among the group's user-agent lines
}

// delay is a Crawl-delay line. It holds for the user-agent lines before it.
type delay struct {
	agents int // how many lines stood before it
	wait   time.Duration
}

type rule struct {
	pattern string // normalised; "*" is any text
	end     bool   // the pattern ended in "$"
	allow   bool
	line    int // in the file, from 1
}

// ForStatus returns the rules that follow from an answer to the request for
// robots.txt. With 2xx they are what body says; with 4xx other than 429, and
// with 3xx, which is how a chain of too many redirects ends, there are none and
// everything is allowed. Any other status, and 0 for no answer at all, leaves
// the file unreachable: everything is refused until it is reached (RFC 9309,
// 2.3.1). body is decoded already, as far as HTTP encoded it.
func ForStatus(status int, body []byte) (rules *Rules, reachable bool) {
	switch {
	case status >= 200 && status < 300:
		return Parse(body), true
	case status >= 300 && status < 500 && status != 429:
		return &Rules{}, true
	default:
		return &Rules{refuseAll: true}, false
	}
}

// Allowed reports whether the crawler named product may ask for pathAndQuery,
// which is what a request line holds. product is a product token; a longer name
// is cut at the first character that no token has, as in "Bot/1.0". The rules
// of the groups that name the product hold, or else those for everybody. The
// longest matching rule decides, and of two as long the one that allows.
func (r *Rules) Allowed(product, pathAndQuery string) bool {
	if exempt(pathAndQuery) {
		return true
	}
	if r.refuseAll {
		return false
	}
	rule := r.decisive(product, pathAndQuery)
	return rule == nil || rule.allow
}

// exempt reports whether a path is that of robots.txt itself, which no rule is
// about.
func exempt(pathAndQuery string) bool {
	path, _, _ := strings.Cut(pathAndQuery, "#")
	return path == "/robots.txt"
}

// decisive returns the rule that decides about a path, or nil where none
// matches.
func (r *Rules) decisive(product, pathAndQuery string) *rule {
	path, _, _ := strings.Cut(pathAndQuery, "#")
	if path == "" {
		path = "/"
	}
	path = normalise(path, false)
	var best *rule
	longest := -1
	for _, m := range r.membership(product) {
		rules := r.groups[m.group].rules
		for i := range rules {
			n := rules[i].length()
			if n < longest || n == longest && (best.allow || !rules[i].allow) {
				continue
			}
			if rules[i].matches(path) {
				best, longest = &rules[i], n
			}
		}
	}
	return best
}

// Delay returns the longest Crawl-delay that the file sets for product, 0 if
// there is none or none that can be read. It may be absurdly long.
func (r *Rules) Delay(product string) time.Duration {
	var longest time.Duration
	for _, m := range r.membership(product) {
		for _, d := range r.groups[m.group].delays {
			if m.position < d.agents {
				longest = max(longest, d.wait)
			}
		}
	}
	return longest
}

// membership returns the groups that hold for product.
func (r *Rules) membership(product string) []member {
	if own, ok := r.members[token(product)]; ok {
		return own
	}
	return r.members["*"]
}

// token returns the product token that s begins with, in lower case. The RFC
// has letters, hyphens and underscores only; digits and characters that are not
// ASCII occur and are taken too.
func token(s string) string {
	for i := 0; i < len(s); i++ {
		c := s[i]
		if !isAlphanumeric(c) && c != '-' && c != '_' && c < 0x80 {
			s = s[:i]
			break
		}
	}
	return strings.ToLower(s)
}

// seconds reads a decimal number of seconds without sign or exponent. Anything
// else is no delay.
func seconds(s string) (time.Duration, bool) {
	whole, fraction, _ := strings.Cut(s, ".")
	if whole == "" && fraction == "" {
		return 0, false
	}
	nanos := 0.0
	for i := 0; i < len(whole); i++ {
		if whole[i] < '0' || whole[i] > '9' {
			return 0, false
		}
		nanos = nanos*10 + float64(whole[i]-'0')*1e9
	}
	unit := 1e9
	for i := 0; i < len(fraction); i++ {
		if fraction[i] < '0' || fraction[i] > '9' {
			return 0, false
		}
		unit /= 10
		nanos += float64(fraction[i]-'0') * unit
	}
	if nanos >= math.MaxInt64 {
		return math.MaxInt64, true
	}
	return time.Duration(math.Round(nanos)), true
}
