package urls

import (
	"testing"

	"gongkai/archive"
)

func TestKeySortsAHostsURLsTogether(t *testing.T) {
	for name, c := range map[string]struct {
		url  string
		want archive.SURT
	}{
		"labels are reversed":                  {"http://www.beijing.gov.cn/a?b=1", "cn,gov,beijing,www)/a?b=1"},
		"https is port 443":                    {"https://www.beijing.gov.cn/", "cn,gov,beijing,www:443)/"},
		"another port is told":                 {"http://beijing.gov.cn:8080/", "cn,gov,beijing:8080)/"},
		"http on 443 is not https":             {"http://beijing.gov.cn:443/", "cn,gov,beijing:443+http)/"},
		"https on 8443 is not http":            {"https://beijing.gov.cn:8443/", "cn,gov,beijing:8443+https)/"},
		"https on 80 is not http":              {"https://beijing.gov.cn:80/", "cn,gov,beijing:80+https)/"},
		"an address keeps its order":           {"http://10.1.2.3:81/a", "[10.1.2.3]:81)/a"},
		"an IPv6 address too":                  {"https://[2001:db8::1]/a", "[2001:db8::1]:443)/a"},
		"an IPv6 address whose port is told":   {"http://[2001:db8::1]:82/a", "[2001:db8::1]:82)/a"},
		"an IPv6 address that ends in a digit": {"http://[::1]/a", "[::1])/a"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := Key(c.url)
			if err != nil || got != c.want {
				t.Errorf("Key(%q): got %q, %v; want %q", c.url, got, err, c.want)
			}
			if back, err := FromKey(c.want); err != nil || back != c.url {
				t.Errorf("FromKey(%q): got %q, %v; want %q", c.want, back, err, c.url)
			}
		})
	}
}

func TestKeyRefusesWhatIsNotCanonical(t *testing.T) {
	for _, s := range []string{"", "/a", "http://", "http:///a", "http://a.cn", "ftp://a.cn/"} {
		if got, err := Key(s); err == nil {
			t.Errorf("Key(%q): got %q, want an error", s, got)
		}
	}
}

func FuzzKey(f *testing.F) {
	f.Add("http://a.cn:443/", "https://a.cn/")
	f.Add("http://1.2.3.4/", "http://4.3.2.1/")
	f.Add("https://a.cn:80/", "http://a.cn/")
	f.Add("http://[::1]:80/", "http://[::1:80]/")
	f.Fuzz(func(t *testing.T, a, b string) {
		a, errA := Canonical(a)
		b, errB := Canonical(b)
		if errA != nil || errB != nil || a == b {
			return
		}
		keyA, errA := Key(a)
		keyB, errB := Key(b)
		if errA != nil || errB != nil || keyA == keyB {
			t.Fatalf("keys of %q and %q: %q, %v and %q, %v", a, b, keyA, errA, keyB, errB)
		}
		if back, err := FromKey(keyA); err != nil || back != a {
			t.Fatalf("FromKey(%q): got %q, %v; want %q", keyA, back, err, a)
		}
	})
}
