package robots

import (
	"math"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestStatusDecidesWhatAMissingFileMeans(t *testing.T) {
	for name, c := range map[string]struct {
		status             int
		allowed, reachable bool
	}{
		"200 is read":                        {200, false, true},
		"206 is read":                        {206, false, true},
		"404 allows":                         {404, true, true},
		"403 allows":                         {403, true, true},
		"401 allows":                         {401, true, true},
		"410 allows":                         {410, true, true},
		"too many redirects allow":           {302, true, true},
		"429 refuses":                        {429, false, false},
		"500 refuses":                        {500, false, false},
		"503 refuses":                        {503, false, false},
		"a protection product's 521 refuses": {521, false, false},
		"no answer refuses":                  {0, false, false},
		"a status that HTTP doesn't have refuses":     {999, false, false},
		"a status below what HTTP has refuses too":    {-1, false, false},
		"an informational answer is no answer at all": {103, false, false},
	} {
		t.Run(name, func(t *testing.T) {
			rules, reachable := ForStatus(c.status, []byte("User-agent: *\nDisallow: /\n"))
			if got := rules.Allowed("gongkai", "/zwgk/"); got != c.allowed || reachable != c.reachable {
				t.Errorf("status %d: got %v, %v; want %v, %v", c.status, got, reachable, c.allowed, c.reachable)
			}
			if !rules.Allowed("gongkai", "/robots.txt") {
				t.Errorf("status %d: robots.txt itself is refused", c.status)
			}
		})
	}
}

func TestAllowed(t *testing.T) {
	for name, c := range map[string]struct {
		robots, path string
		want         bool
	}{
		"the file itself is always allowed":           {"User-agent: *\nDisallow: /", "/robots.txt", true},
		"an empty path is the root":                   {"User-agent: *\nDisallow: /$", "", false},
		"a comment in GBK is skipped":                 {"# \xc4\xcf\xb7\xbd\nUser-agent: * # \xc4\xcf\nDisallow: /x", "/x", false},
		"a path in GBK is compared by its octets":     {"User-agent: *\nDisallow: /\xb9\xab", "/%B9%AB/a", false},
		"UTF-16 holds no rule":                        {"\xff\xfeU\x00s\x00e\x00r\x00-\x00a\x00g\x00e\x00n\x00t\x00:\x00*\x00", "/x", true},
		"an ideographic space is white space":         {"User-agent:\u3000*\nDisallow:\u3000/x", "/x", false},
		"a query belongs to what is matched":          {"User-agent: *\nDisallow: /*?pageNum=", "/col/col1/index.html?pageNum=2", false},
		"our group hides the group for everybody":     {"User-agent: *\nDisallow: /\nUser-agent: Gongkai\nDisallow: /a", "/b", true},
		"our group may stand between others":          {"User-agent: x\nUser-agent: GONGKAI/2.0\nUser-agent: y\nDisallow: /a", "/a", false},
		"a longer product is not ours":                {"User-agent: gongkaibot\nDisallow: /", "/a", true},
		"encoded slashes are not slashes":             {"User-agent: *\nDisallow: /a/b", "/a%2Fb", true},
		"a star of the path's own is no wildcard":     {"User-agent: *\nDisallow: /a%2A", "/a*", false},
		"a dollar amid a pattern stands for itself":   {"User-agent: *\nDisallow: /a$b", "/a$bc", false},
		"an encoded dollar at the end is no anchor":   {"User-agent: *\nDisallow: /a%24", "/a$bc", false},
		"a stray percent sign stands for itself":      {"User-agent: *\nDisallow: /a%zz", "/a%zz/b", false},
		"an anchored wildcard may not overlap":        {"User-agent: *\nDisallow: /ab*ba$", "/aba", true},
		"Crawl-delay doesn't end the agents":          {"User-agent: gongkai\nCrawl-delay: 3\nUser-agent: x\nDisallow: /", "/a", false},
		"of two rules as long the allowing one wins":  {"User-agent: *\nAllow: /a\nDisallow: /a", "/a", true},
		"a rule is weighed by its octets":             {"User-agent: *\nDisallow: /公\nAllow: /%*/a", "/%E5%85%AC/a", false},
		"a fragment is none of the server's business": {"User-agent: *\nDisallow: /a$", "/a#b", false},
	} {
		t.Run(name, func(t *testing.T) {
			if got := Parse([]byte(c.robots)).Allowed("gongkai", c.path); got != c.want {
				t.Errorf("Allowed(%q) under %q: got %v, want %v", c.path, c.robots, got, c.want)
			}
		})
	}
}

func TestDelay(t *testing.T) {
	for name, c := range map[string]struct {
		robots string
		want   time.Duration
	}{
		"whole seconds":                    {"User-agent: *\nCrawl-delay: 10", 10 * time.Second},
		"decimals":                         {"User-agent: *\nCrawl-delay: 2.5", 2500 * time.Millisecond},
		"a decimal without a whole":        {"User-agent: *\nCrawl-delay: .5", 500 * time.Millisecond},
		"with a comment":                   {"User-agent: *\nCrawl-delay:10 # 秒", 10 * time.Second},
		"a day":                            {"User-agent: *\nCrawl-delay: 86400", 24 * time.Hour},
		"longer than there are numbers":    {"User-agent: *\nCrawl-delay: " + strings.Repeat("9", 400), math.MaxInt64},
		"with a unit is no delay":          {"User-agent: *\nCrawl-delay: 10s", 0},
		"negative is no delay":             {"User-agent: *\nCrawl-delay: -1", 0},
		"infinite is no delay":             {"User-agent: *\nCrawl-delay: Inf", 0},
		"hexadecimal is no delay":          {"User-agent: *\nCrawl-delay: 0x10", 0},
		"a point is no delay":              {"User-agent: *\nCrawl-delay: .", 0},
		"nothing is no delay":              {"User-agent: *\nCrawl-delay:", 0},
		"before any agent it is nobody's":  {"Crawl-delay: 9\nUser-agent: *\nDisallow:", 0},
		"of another agent it is not ours":  {"User-agent: x\nCrawl-delay: 9\nUser-agent: *\nDisallow: /a", 0},
		"the longest of several holds":     {"User-agent: *\nCrawl-delay: 3\nCrawl-delay: 8\nCrawl-delay: 5", 8 * time.Second},
		"ours hides everybody's":           {"User-agent: *\nCrawl-delay: 9\nDisallow:\nUser-agent: gongkai\nCrawl-delay: 2", 2 * time.Second},
		"it may stand after the rules too": {"User-agent: *\nDisallow: /a\nCrawl-delay: 4", 4 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			if got := Parse([]byte(c.robots)).Delay("gongkai"); got != c.want {
				t.Errorf("Delay under %.60q: got %v, want %v", c.robots, got, c.want)
			}
		})
	}
}

func TestTheFirst500KiBAreRead(t *testing.T) {
	head := "User-agent: *\nDisallow: /early\n"
	filler := strings.Repeat("# filler\n", MaxSize/len("# filler\n"))
	body := head + filler[:MaxSize-len(head)-len("\nDisallow: /edge")] + "\nDisallow: /edge-of-what-is-read\nDisallow: /late\n"
	rules := Parse([]byte(body))
	for path, want := range map[string]bool{"/early": false, "/edge-of": true, "/edge": true, "/late": true} {
		if got := rules.Allowed("gongkai", path); got != want {
			t.Errorf("Allowed(%q): got %v, want %v", path, got, want)
		}
	}
}

func TestHostileFilesCostLittle(t *testing.T) {
	for name, robots := range map[string]string{
		"one pattern of wildcards":    "User-agent: *\nDisallow: /" + strings.Repeat("a*", MaxSize/2-20) + "b",
		"many patterns of wildcards":  "User-agent: *\n" + strings.Repeat("Disallow: /*a*a*a*b\n", MaxSize/21),
		"many agents and many rules":  strings.Repeat("User-agent: x\n", MaxSize/40) + strings.Repeat("Allow: /a\n", MaxSize/30),
		"many groups of everybody":    strings.Repeat("User-agent: *\nAllow: /b\n", MaxSize/26),
		"many agents and many delays": strings.Repeat("User-agent: *\nCrawl-delay: 1\n", MaxSize/32),
	} {
		t.Run(name, func(t *testing.T) {
			rules := Parse([]byte(robots))
			if !rules.Allowed("gongkai", "/"+strings.Repeat("a", 3000)) {
				t.Error("got refused, want allowed")
			}
			rules.Delay("gongkai")
		})
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte("User-agent: *\nDisallow: /a*b$\nAllow: /%e5\nCrawl-delay: 1.5\nSitemap: /s"), "gongkai", "/axb?c")
	f.Add([]byte("\ufeffuser-agent:x\r\rdisallow:/"), "x/1.0", "")
	f.Add([]byte("Disallow: /%2\nUser-agent\x00: *"), "", "/%")
	f.Fuzz(func(t *testing.T, body []byte, product, path string) {
		rules := Parse(body)
		rules.Allowed(product, path)
		if d := rules.Delay(product); d < 0 {
			t.Fatalf("delay %v", d)
		}
		if !rules.Allowed(product, "/robots.txt") {
			t.Fatal("robots.txt is refused")
		}
	})
}

// FuzzMatch compares with the definition of a wildcard, tried in every way.
func FuzzMatch(f *testing.F) {
	f.Add("/a*b*c$", "/aXbXcbc")
	f.Add("*.gif$", "/a.gif.gif")
	f.Add("/**a", "/ba")
	f.Fuzz(func(t *testing.T, pattern, path string) {
		if len(pattern) > 24 || len(path) > 24 {
			return
		}
		r := newRule(pattern, true)
		path = normalise(path, false)
		if got, want := r.matches(path), naive(r.pattern, path, r.end); got != want {
			t.Fatalf("%q on %q: got %v, want %v", pattern, path, got, want)
		}
	})
}

// naive is matches by its definition: can[j] tells whether the pattern so far
// can take the first j bytes of path.
func naive(pattern, path string, end bool) bool {
	can := make([]bool, len(path)+1)
	can[0] = true
	for i := range len(pattern) {
		next := make([]bool, len(path)+1)
		for j := range can {
			switch {
			case pattern[i] == '*':
				next[j] = can[j] || j > 0 && next[j-1]
			case j > 0:
				next[j] = can[j-1] && path[j-1] == pattern[i]
			}
		}
		can = next
	}
	return can[len(path)] || !end && slices.Contains(can, true)
}
