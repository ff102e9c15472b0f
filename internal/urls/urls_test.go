package urls

import (
	"errors"
	"strings"
	"testing"

	whatwg "github.com/nlnwa/whatwg-url/url"
)

func TestCanonicalGivesOneSpelling(t *testing.T) {
	for name, c := range map[string]struct{ raw, want string }{
		"a plain address stays":                    {"http://www.qingdu.gov.cn/zwgk/index.html", "http://www.qingdu.gov.cn/zwgk/index.html"},
		"a missing path is the root":               {"http://www.qingdu.gov.cn", "http://www.qingdu.gov.cn/"},
		"a query without path gets the root":       {"http://qingdu.gov.cn?a=1", "http://qingdu.gov.cn/?a=1"},
		"scheme and host are lower case":           {"HTTP://WWW.Qingdu.GOV.cn/A", "http://www.qingdu.gov.cn/A"},
		"http loses port 80":                       {"http://qingdu.gov.cn:80/a", "http://qingdu.gov.cn/a"},
		"https loses port 443":                     {"https://qingdu.gov.cn:443/a", "https://qingdu.gov.cn/a"},
		"another port stays":                       {"http://qingdu.gov.cn:8080/a", "http://qingdu.gov.cn:8080/a"},
		"http keeps port 443":                      {"http://qingdu.gov.cn:443/a", "http://qingdu.gov.cn:443/a"},
		"a fragment goes":                          {"http://qingdu.gov.cn/a#top", "http://qingdu.gov.cn/a"},
		"dots are resolved":                        {"http://qingdu.gov.cn/a/./b/../c", "http://qingdu.gov.cn/a/c"},
		"dots above the root are dropped":          {"http://qingdu.gov.cn/../../a", "http://qingdu.gov.cn/a"},
		"dots at the end leave a directory":        {"http://qingdu.gov.cn/a/b/..", "http://qingdu.gov.cn/a/"},
		"encoded dots are dots":                    {"http://qingdu.gov.cn/a/%2e%2E/b", "http://qingdu.gov.cn/b"},
		"white space around goes":                  {" \n\u3000http://qingdu.gov.cn/a\t ", "http://qingdu.gov.cn/a"},
		"line breaks inside go":                    {"http://qingdu.gov.cn/a\n/b", "http://qingdu.gov.cn/a/b"},
		"backslashes are slashes":                  {`http:\\qingdu.gov.cn\a\b`, "http://qingdu.gov.cn/a/b"},
		"Chinese paths are encoded as UTF-8":       {"http://qingdu.gov.cn/公开", "http://qingdu.gov.cn/%E5%85%AC%E5%BC%80"},
		"Chinese hosts become punycode":            {"http://政务.cn/", "http://xn--zfr164b.cn/"},
		"percent-encoding is kept as it stands":    {"http://qingdu.gov.cn/%e5%85%2525AC", "http://qingdu.gov.cn/%e5%85%2525AC"},
		"spaces are encoded":                       {"http://qingdu.gov.cn/a b?c d", "http://qingdu.gov.cn/a%20b?c%20d"},
		"a session id in the path goes":            {"http://qingdu.gov.cn/a.jsp;jsessionid=0A1B.n1?id=3", "http://qingdu.gov.cn/a.jsp?id=3"},
		"a session id in capitals goes":            {"http://qingdu.gov.cn/a.jsp;JSESSIONID=0A1B", "http://qingdu.gov.cn/a.jsp"},
		"a session id amid the path goes":          {"http://qingdu.gov.cn/a;jsessionid=1/b", "http://qingdu.gov.cn/a/b"},
		"a session id behind dots leaves dots":     {"http://qingdu.gov.cn/a/..;jsessionid=1/b", "http://qingdu.gov.cn/b"},
		"PHP's session field goes":                 {"http://qingdu.gov.cn/a.php?PHPSESSID=1&id=3", "http://qingdu.gov.cn/a.php?id=3"},
		"Java's session field goes":                {"http://qingdu.gov.cn/a?id=3&jsessionid=1", "http://qingdu.gov.cn/a?id=3"},
		"a query of a session alone goes whole":    {"http://qingdu.gov.cn/a?jsessionid=1", "http://qingdu.gov.cn/a"},
		"a field that only looks like one stays":   {"http://qingdu.gov.cn/a?xjsessionid=1", "http://qingdu.gov.cn/a?xjsessionid=1"},
		"an address in odd notation is normalised": {"http://0x7f.1/", "http://127.0.0.1/"},
		"an IPv6 address is compressed":            {"http://[0:0::1]:8080/", "http://[::1]:8080/"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := Canonical(c.raw)
			if err != nil || got != c.want {
				t.Errorf("Canonical(%q): got %q, %v; want %q", c.raw, got, err, c.want)
			}
		})
	}
}

func TestCanonicalRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		raw  string
		want error // nil: any
	}{
		"nothing":                    {"", nil},
		"a relative address":         {"/a/b", nil},
		"another scheme":             {"ftp://qingdu.gov.cn/", ErrNotHTTP},
		"a script":                   {"javascript:void(0)", ErrNotHTTP},
		"a name and password":        {"http://a:b@qingdu.gov.cn/", ErrUserInfo},
		"a host with a comma":        {"http://a,b/", nil},
		"a host with a bracket":      {"http://a)b/", nil},
		"a host with a space":        {"http://a b/", nil},
		"a port that is too large":   {"http://qingdu.gov.cn:65536/", nil},
		"too long":                   {"http://qingdu.gov.cn/" + strings.Repeat("a", MaxLength), ErrTooLong},
		"too long once encoded":      {"http://qingdu.gov.cn/" + strings.Repeat("公", 800), ErrTooLong},
		"an endless piece of data":   {"data:" + strings.Repeat("a", 1<<20), ErrNotHTTP},
		"a scheme broken over lines": {"java\nscript:alert(1)", ErrNotHTTP},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := Canonical(c.raw)
			if err == nil || c.want != nil && !errors.Is(err, c.want) {
				t.Errorf("Canonical(%.80q): got %q, %v; want error %v", c.raw, got, err, c.want)
			}
		})
	}
}

func FuzzCanonical(f *testing.F) {
	for _, s := range []string{
		"http://www.qingdu.gov.cn/a/../b?c=d", "https://a.cn:8443/;jsessionid=1/..;jsessionid=2",
		"http://1.2.3.4:80/", "http://[::1]/%2e%2e/", `http:\\a\b`, "http://政务.cn/公开?年=1", "http://a--b.cn/%25252e",
		"http://a.cn./", "http://a.cn:080/?;jsessionid=&PHPSESSID", "http:a.cn", "http://a_b.cn/|^'\"",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		got, err := Canonical(raw)
		if err != nil {
			return
		}
		if again, err := Canonical(got); err != nil || again != got {
			t.Fatalf("Canonical(%q) = %q; again: got %q, %v", raw, got, again, err)
		}
		if len(got) > MaxLength {
			t.Fatalf("Canonical(%q): %d bytes", raw, len(got))
		}
		trimmed := strings.TrimSpace(raw)
		u, err := whatwg.Parse(trimmed)
		if err != nil {
			t.Fatalf("Canonical(%q) = %q; the standard: %v", raw, got, err)
		}
		if want := u.Href(true); !mayHoldSession(want) && got != want {
			t.Fatalf("Canonical(%q): got %q, want %q", raw, got, want)
		}
		key, err := Key(got)
		if err != nil {
			t.Fatalf("Key(%q): %v", got, err)
		}
		if key.Host() != Host(got) {
			t.Fatalf("Key(%q) = %q: got host %q, want %q", got, key, key.Host(), Host(got))
		}
		if Authority(got)+Path(got) != got {
			t.Fatalf("%q is not %q and %q", got, Authority(got), Path(got))
		}
	})
}
