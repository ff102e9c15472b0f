package warc

import (
	"math/rand/v2"
	"strings"
	"testing"
)

// The keys are what getSurt of warcio.js 2.4.11 returns.
func TestCDXKeysAreThoseOfWarcio(t *testing.T) {
	for uri, want := range map[string]string{
		"http://www.qingdu.gov.cn/zwgk/":                 "cn,gov,qingdu)/zwgk/",
		"https://www.qingdu.gov.cn/zwgk/":                "cn,gov,qingdu)/zwgk/",
		"http://www2.qingdu.gov.cn/":                     "cn,gov,qingdu)/",
		"http://wwwx.qingdu.gov.cn/":                     "cn,gov,qingdu,wwwx)/",
		"http://WWW.qingdu.gov.cn/Art/A.HTML":            "cn,gov,qingdu,www)/art/a.html",
		"http://www.www.gov.cn/":                         "cn,gov,www)/",
		"http://qingdu.gov.cn:8080/a":                    "cn,gov,qingdu:8080)/a",
		"https://qingdu.gov.cn:443/a":                    "cn,gov,qingdu)/a",
		"http://qingdu.gov.cn:443/a":                     "cn,gov,qingdu:443)/a",
		"http://qingdu.gov.cn/a?b=2&a=1&B=0":             "cn,gov,qingdu)/a?a=1&b=0&b=2",
		"http://qingdu.gov.cn/a?":                        "cn,gov,qingdu)/a",
		"http://qingdu.gov.cn/a?x&&":                     "cn,gov,qingdu)/a?&&x",
		"http://qingdu.gov.cn/%E5%B9%B4/%2F?q=%E6%8A%A5": "cn,gov,qingdu)/%e5%b9%b4/%2f?q=%e6%8a%a5",
		"http://192.0.2.7/a":                             "7,2,0,192)/a",
		"http://[2001:db8::1]:81/a":                      "[2001:db8::1]:81)/a",
		"http://xn--55qx5d.cn/":                          "cn,xn--55qx5d)/",
		"urn:gongkai:config":                             "urn:gongkai:config",
		"dns:www.qingdu.gov.cn":                          "dns:www.qingdu.gov.cn",
		"HTTP://qingdu.gov.cn/":                          "HTTP://qingdu.gov.cn/",
		"http://":                                        "http://",
	} {
		if got := CDXKey(uri); got != want {
			t.Errorf("CDXKey(%q): got %q, want %q", uri, got, want)
		}
	}
}

// TestAPlainKeyIsWhatParsingMakes makes URIs of what portals' are made of.
func TestAPlainKeyIsWhatParsingMakes(t *testing.T) {
	dice := rand.New(rand.NewPCG(1, 1))
	pieces := []string{"a", "gov.cn", "www.", "x-y", "--", "xn--a", "0x1f", "1.2.3.4", ".", "..", "/", "//", "/./", "/../", ":80", "@", "%41", "?", "a=1", "&", "b=2", "_", "~", "年", "'", "[", "\\", "+"}
	plain := 0
	for range 200_000 {
		rest := []string{"gov.cn", "a.gov.cn/", "a.gov.cn", ""}[dice.IntN(4)]
		for range dice.IntN(8) {
			rest += pieces[dice.IntN(len(pieces))]
		}
		key, ok := plainKey(rest)
		if !ok {
			continue
		}
		plain++
		if want, _ := parsedKey("http://" + rest); key != want {
			t.Fatalf("%s: got %q, and parsing makes %q", rest, key, want)
		}
	}
	if plain < 1000 {
		t.Errorf("got %d plain ones", plain)
	}
}

func FuzzCDXKey(f *testing.F) {
	f.Add("http://www.qingdu.gov.cn/a?b=1 2&a\n")
	f.Fuzz(func(t *testing.T, uri string) {
		if key := CDXKey(uri); strings.ContainsAny(key, " \t\r\n") {
			t.Errorf("CDXKey(%q) is %q, which is more than a word", uri, key)
		}
	})
}
