package urls

import (
	"errors"
	"strings"
	"sync"
	"testing"

	whatwg "github.com/nlnwa/whatwg-url/url"
)

func TestResolveFollowsLinksAsBrowsersDo(t *testing.T) {
	const page = "http://www.qingdu.gov.cn/zwgk/ndbg/index.html?a=1"
	for name, c := range map[string]struct{ ref, want string }{
		"a sibling":                 {"index_1.html", "http://www.qingdu.gov.cn/zwgk/ndbg/index_1.html"},
		"a sibling with a dot":      {"./202401/t20240112_1.html", "http://www.qingdu.gov.cn/zwgk/ndbg/202401/t20240112_1.html"},
		"a cousin":                  {"../zn/", "http://www.qingdu.gov.cn/zwgk/zn/"},
		"a path from the root":      {"/art/2024/1/12/art_1_2.html", "http://www.qingdu.gov.cn/art/2024/1/12/art_1_2.html"},
		"another host":              {"//xxgk.qingdu.gov.cn/a", "http://xxgk.qingdu.gov.cn/a"},
		"an absolute address":       {"https://xxgk.qingdu.gov.cn/a", "https://xxgk.qingdu.gov.cn/a"},
		"a query alone":             {"?page=2", "http://www.qingdu.gov.cn/zwgk/ndbg/index.html?page=2"},
		"a fragment alone":          {"#top", page},
		"nothing":                   {"", page},
		"white space around":        {"\r\n /a \t", "http://www.qingdu.gov.cn/a"},
		"backslashes":               {`..\zn\index.html`, "http://www.qingdu.gov.cn/zwgk/zn/index.html"},
		"a scheme without slashes":  {"http:a.html", "http://www.qingdu.gov.cn/zwgk/ndbg/a.html"},
		"a Chinese file":            {"年报.pdf", "http://www.qingdu.gov.cn/zwgk/ndbg/%E5%B9%B4%E6%8A%A5.pdf"},
		"a colon in a later part":   {"a/b:c", "http://www.qingdu.gov.cn/zwgk/ndbg/a/b:c"},
		"a session id":              {"a.jsp;jsessionid=1", "http://www.qingdu.gov.cn/zwgk/ndbg/a.jsp"},
		"dots above the root":       {"../../../../a", "http://www.qingdu.gov.cn/a"},
		"a directory of two dots":   {"..", "http://www.qingdu.gov.cn/zwgk/"},
		"an address in the query":   {"/r?to=http://a.cn/b/../c", "http://www.qingdu.gov.cn/r?to=http://a.cn/b/../c"},
		"a doubled slash in a path": {"/a//b", "http://www.qingdu.gov.cn/a//b"},
	} {
		t.Run(name, func(t *testing.T) {
			b, err := NewBase(page)
			if err != nil {
				t.Fatal(err)
			}
			got, err := b.Resolve(c.ref)
			if err != nil || got != c.want {
				t.Errorf("Resolve(%q): got %q, %v; want %q", c.ref, got, err, c.want)
			}
		})
	}
}

func TestResolveRefusesOtherSchemes(t *testing.T) {
	b, err := NewBase("http://www.qingdu.gov.cn/")
	if err != nil {
		t.Fatal(err)
	}
	for _, ref := range []string{
		"javascript:void(0)", " JavaScript:;", "mailto:a@b.cn", "tel:010", "data:text/html,x", "file:///etc/passwd", "about:blank",
		"data:image/png;base64," + strings.Repeat("A", 1<<16),
	} {
		if got, err := b.Resolve(ref); !errors.Is(err, ErrNotHTTP) {
			t.Errorf("Resolve(%.40q): got %q, %v; want %v", ref, got, err, ErrNotHTTP)
		}
	}
}

func TestTheZeroBaseResolvesAbsoluteAddressesOnly(t *testing.T) {
	if got, err := (Base{}).Resolve("http://a.cn/b"); got != "http://a.cn/b" || err != nil {
		t.Errorf("got %q, %v", got, err)
	}
	if got, err := (Base{}).Resolve("b"); err == nil {
		t.Errorf("got %q, want an error", got)
	}
}

func TestABaseMayBeShared(t *testing.T) {
	b, err := NewBase("http://www.qingdu.gov.cn/公开/")
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for _, ref := range []string{"年报", "a", `b\c`, "//x.cn"} {
				if _, err := b.Resolve(ref); err != nil {
					t.Errorf("Resolve(%q): %v", ref, err)
				}
			}
		})
	}
	wg.Wait()
}

func FuzzResolve(f *testing.F) {
	for _, s := range []string{
		"a/../b", "//x.cn/..", "?a", "/%2e/", `\\x\y`, "http:a", "https:a", "年报?年", "..;jsessionid=1/..", "a:b", "./a:b", "..//../x", "///x", "/./",
	} {
		f.Add("http://www.qingdu.gov.cn/a/b?c", s)
	}
	f.Add("https://a.cn:8443//..//", "..")
	f.Fuzz(func(t *testing.T, page, ref string) {
		b, err := NewBase(page)
		if err != nil {
			return
		}
		got, err := b.Resolve(ref)
		if err != nil {
			return
		}
		u, err := whatwg.ParseRef(b.href, strings.TrimSpace(ref))
		if err != nil {
			t.Fatalf("Resolve(%q, %q) = %q; the standard: %v", b, ref, got, err)
		}
		if want := u.Href(true); !mayHoldSession(want) && got != want {
			t.Fatalf("Resolve(%q, %q): got %q, want %q", b, ref, got, want)
		}
		if again, err := Canonical(got); err != nil || again != got {
			t.Fatalf("Resolve(%q, %q) = %q; canonical: %q, %v", b, ref, got, again, err)
		}
	})
}

func BenchmarkResolve(b *testing.B) {
	base, err := NewBase("http://www.qingdu.gov.cn/zwgk/ndbg/index.html")
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := base.Resolve("../zn/202401/t20240112_1.html"); err != nil {
			b.Fatal(err)
		}
	}
}
