package robots

import "testing"

func TestExplainNamesTheLineThatDecides(t *testing.T) {
	for name, c := range map[string]struct {
		robots, path string
		want         Explanation
	}{
		"no file, no rule":             {"", "/a", Explanation{Allowed: true}},
		"a group without a match":      {"User-agent: *\nDisallow: /b", "/a", Explanation{Allowed: true, Agent: "*"}},
		"the rule that refuses":        {"# 规则\r\nUser-agent: *\r\nDisallow: /a\r\n", "/a/b", Explanation{Agent: "*", Rule: "Disallow: /a", Line: 3}},
		"the longer one that allows":   {"User-agent: *\nDisallow: /a\nAllow: /a/b", "/a/b", Explanation{Allowed: true, Agent: "*", Rule: "Allow: /a/b", Line: 3}},
		"our own group":                {"User-agent: *\nDisallow: /\n\nUser-agent: GongKai\nDisallow: /x", "/x", Explanation{Agent: "gongkai", Rule: "Disallow: /x", Line: 5}},
		"an anchored rule":             {"User-agent: *\nDisallow: /*.php$", "/a.php", Explanation{Agent: "*", Rule: "Disallow: /*.php$", Line: 2}},
		"robots.txt is no rule's":      {"User-agent: *\nDisallow: /", "/robots.txt", Explanation{Allowed: true, Agent: "*"}},
		"an empty path is the root":    {"User-agent: *\nDisallow: /$", "", Explanation{Agent: "*", Rule: "Disallow: /$", Line: 2}},
		"lines that end in CR alone":   {"User-agent: *\rDisallow: /b\rDisallow: /a", "/a", Explanation{Agent: "*", Rule: "Disallow: /a", Line: 3}},
		"octets are spelled as octets": {"User-agent: *\nDisallow: /年报", "/%E5%B9%B4%E6%8A%A5/1", Explanation{Agent: "*", Rule: "Disallow: /%E5%B9%B4%E6%8A%A5", Line: 2}},
	} {
		t.Run(name, func(t *testing.T) {
			if got := Parse([]byte(c.robots)).Explain("gongkai", c.path); got != c.want {
				t.Errorf("Explain(%q): got %+v, want %+v", c.path, got, c.want)
			}
		})
	}
	unreachable, _ := ForStatus(503, nil)
	if got := unreachable.Explain("gongkai", "/a"); got != (Explanation{}) {
		t.Errorf("unreachable: got %+v, want a refusal without a rule", got)
	}
}

func TestRefusesAll(t *testing.T) {
	for robots, want := range map[string]bool{
		"":                            false,
		"User-agent: *\nDisallow: /":  true,
		"User-agent: *\nDisallow: *":  true,
		"User-agent: *\nDisallow: /$": false,
		"User-agent: *\nDisallow: /a": false,
		"User-agent: *\nDisallow: /\nAllow: /zwgk/":                  false,
		"User-agent: x\nDisallow: /":                                 false,
		"User-agent: *\nDisallow: /\nUser-agent: gongkai\nDisallow:": false,
	} {
		if got := Parse([]byte(robots)).RefusesAll("gongkai"); got != want {
			t.Errorf("RefusesAll under %q: got %v, want %v", robots, got, want)
		}
	}
}
