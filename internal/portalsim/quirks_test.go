package portalsim

import (
	"compress/gzip"
	"io"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// of returns the only portal of a misbehaving world of one family.
func of(family string) (*World, *portal) {
	w := New(Options{Families: []string{family}})
	return w, w.portals[0]
}

func TestPortalsMisbehaveAsTheirFamilyDoes(t *testing.T) {
	type want struct {
		status int
		body   string // part of it
		header string // a header that is set
	}
	for name, tc := range map[string]struct {
		family, path string
		want         want
	}{
		"robots.txt is absent":                 {"vsb", "/robots.txt", want{status: 404}},
		"robots.txt has comments on its lines": {"trs", "/robots.txt", want{200, "Disallow: /gzcy/ # ", ""}},
		"robots.txt has no space":              {"jpage", "/robots.txt", want{200, "User-agent:*\nDisallow:/col/col", ""}},
		"robots.txt has a tiny delay":          {"ucap", "/robots.txt", want{200, "Crawl-delay: 0.01", ""}},
		"a column is fenced with 412":          {"trs", "/zcjd/", want{412, "$_ts", "Set-Cookie"}},
		"a column is fenced with 521":          {"jeecms", "/zcjd/index.jhtml", want{521, "document.cookie", "Set-Cookie"}},
		"not found is said honestly":           {"trs", "/xxgk/2016/old1.html", want{404, "不存在", ""}},
		"not found is said with 200":           {"lonsun", "/xxgk/2016/<i>.html", want{200, "/xxgk/2016/&lt;i&gt;.html", ""}},
		"not found leads home":                 {"ucap", "/xxgk/2016/old1.html", want{302, "", "Location"}},
		"a column without its slash":           {"trs", "/tzgg", want{302, "", "Location"}},
		"a moved column":                       {"trs", "/old/tzgg/", want{301, "", "Location"}},
		"pages past the end are stubs":         {"trs", "/zwgk/zfxxgkzd/index_1.html", want{200, "createPageHTML(0", ""}},
		"pages far past the end are not":       {"trs", "/zwgk/zfxxgkzd/index_9.html", want{status: 404}},
		"the calendar goes on":                 {"vsb", "/rili/?date=2931-01-02", want{200, "2931-01-03", ""}},
		"any year answers":                     {"jpage", "/module/xxgk/xxgkAnnualReport.jsp?fbtime=1907", want{200, "fbtime=1906", ""}},
	} {
		t.Run(name, func(t *testing.T) {
			w, p := of(tc.family)
			r := fetch(w, strings.ReplaceAll(strings.ReplaceAll(p.url(tc.path), "<", "%3C"), ">", "%3E"), "Accept-Encoding", "identity")
			if r.Code != tc.want.status || !strings.Contains(r.Body.String(), tc.want.body) {
				t.Errorf("got %d and %.300q, want %d and %q", r.Code, r.Body, tc.want.status, tc.want.body)
			}
			if tc.want.header != "" && r.Header().Get(tc.want.header) == "" {
				t.Errorf("got no %s", tc.want.header)
			}
		})
	}
}

func TestFaithfulPortalsDoNothingOfTheKind(t *testing.T) {
	w := New(Options{Faithful: true})
	for _, p := range w.portals {
		home := fetch(w, p.url("/")).Body.String()
		for _, part := range []string{"jsessionid", "/rili/", "/old/", p.clone, "xxgkAnnualReport"} {
			if strings.Contains(home, part) {
				t.Errorf("%s: home page has %s", p.host, part)
			}
		}
		if got := fetch(w, p.url("/no-such-page.html")).Code; got != 404 {
			t.Errorf("%s: got %d for a missing page, want 404", p.host, got)
		}
	}
}

func TestStubsPastTheEndHaveTheSizeOfRealOnes(t *testing.T) {
	w, p := of("trs")
	if got := fetch(w, p.url("/zwgk/zfxxgkzd/index_1.html")).Body.Len(); got < 300 || got > 450 {
		t.Errorf("got a stub of %d bytes, want 300 to 450", got)
	}
}

func TestEachPortalIsBusyForTwoAddressesOnce(t *testing.T) {
	for _, family := range (Options{}).withDefaults().Families {
		w, p := of(family)
		if len(p.quirks.busy) != 2 {
			t.Errorf("%s: got %d busy addresses, want 2", family, len(p.quirks.busy))
		}
		for path := range p.quirks.busy {
			synctest.Test(t, func(t *testing.T) {
				first, early := fetch(w, p.url(path)), fetch(w, p.url("/"))
				time.Sleep(time.Second)
				second := fetch(w, p.url(path))
				if first.Code != 503 || first.Header().Get("Retry-After") != "1" || early.Code != 503 || second.Code != 200 {
					t.Errorf("%s: got %d, %d too early and %d, want 503, 503 and 200", path, first.Code, early.Code, second.Code)
				}
				time.Sleep(time.Second)
			})
		}
	}
}

func TestSessionIDsDifferEachTimeAndAreIgnored(t *testing.T) {
	for _, family := range []string{"jpage", "jeecms"} {
		w, p := of(family)
		clear(p.quirks.busy)
		session := regexp.MustCompile(`href="([^"]*);jsessionid=([0-9a-f]{32})`)
		found := false
		for i := range p.columns {
			at := p.url(p.family.columnPath(p, &p.columns[i]))
			if w.disallowed(p.host, strings.TrimPrefix(at, "http://"+p.host)) || fetch(w, at).Code != 200 {
				continue
			}
			one := session.FindStringSubmatch(fetch(w, at).Body.String())
			two := session.FindStringSubmatch(fetch(w, at).Body.String())
			if one == nil {
				continue
			}
			found = true
			if one[2] == two[2] {
				t.Errorf("%s: got the same session twice", at)
			}
			if got := fetch(w, p.url(one[1]+";jsessionid="+one[2])).Code; got != 200 {
				t.Errorf("%s with a session: got %d, want 200", one[1], got)
			}
		}
		if !found {
			t.Errorf("%s: no page has session ids", family)
		}
	}
}

func TestTypesLieForSomeReports(t *testing.T) {
	w := New(Options{})
	lies := make(map[string]bool)
	look := func(p *portal, path string) {
		fetch(w, p.url(path)) // what happens once is over
		lies[fetch(w, p.url(path)).Header().Get("Content-Type")] = true
	}
	for _, p := range w.portals {
		if p.quirks.mistyped >= 0 {
			look(p, p.family.attachmentPath(p, p.article(p.quirks.mistyped)))
		}
		if p.quirks.plain >= 0 {
			look(p, p.family.articlePath(p, p.article(p.quirks.plain)))
		}
	}
	for _, want := range []string{"text/html", "application/octet-stream", "text/plain"} {
		if !lies[want] {
			t.Errorf("got no %s: %v", want, lies)
		}
	}
}

func TestGzipIsSentUnlessItIsRefused(t *testing.T) {
	w, p := of("vsb")
	for accepted, want := range map[string]string{"": "gzip", "gzip, br": "gzip", "identity": ""} {
		var header []string
		if accepted != "" {
			header = []string{"Accept-Encoding", accepted}
		}
		r := fetch(w, p.url("/"), header...)
		if got := r.Header().Get("Content-Encoding"); got != want {
			t.Errorf("accepting %q: got encoding %q, want %q", accepted, got, want)
		}
		if announced := r.Header().Get("Content-Length"); (announced == "") != (want == "gzip") {
			t.Errorf("accepting %q: got length %q: what is zipped has none", accepted, announced)
		}
		if want == "" {
			continue
		}
		z, err := gzip.NewReader(r.Body)
		if err != nil {
			t.Fatal(err)
		}
		if body, err := io.ReadAll(z); err != nil || !strings.Contains(string(body), p.county.name) {
			t.Errorf("got %d bytes and error %v", len(body), err)
		}
	}
}

func TestTwinsHaveTheBodyOfTheirReport(t *testing.T) {
	w := New(Options{})
	twins := 0
	for _, p := range w.portals {
		for _, n := range p.reports {
			a := p.article(n)
			path := p.family.articlePath(p, a)
			if !p.quirks.hasTwin(a) {
				continue
			}
			twins++
			r := fetch(w, p.url(twinPath(path)), "Accept-Encoding", "identity")
			if r.Code != 200 || !strings.Contains(r.Body.String(), "勾稽关系") {
				t.Errorf("%s: got %d", twinPath(path), r.Code)
			}
		}
	}
	if twins < 6 {
		t.Errorf("got %d twins, want some on each portal", twins)
	}
}

func TestClonesAlterCharacters(t *testing.T) {
	w, p := of("trs")
	clone := fetch(w, "http://"+p.clone+"/").Body.String()
	if !strings.Contains(clone, "公幵") || strings.Contains(clone, "政府信息公开") {
		t.Error("got a clone like the original")
	}
}

func TestListsPageOnAsTheirFamilyDoes(t *testing.T) {
	forms := make(map[int]bool)
	w, p := of("trs")
	for i := range p.columns {
		c := &p.columns[i]
		if c.count == 0 || c.kind == kindReading {
			continue
		}
		at := p.family.columnPath(p, c)
		fetch(w, p.url(at))
		m := regexp.MustCompile(`createPageHTML\(([^)]*)\)`).FindStringSubmatch(fetch(w, p.url(at)).Body.String())
		if m == nil {
			t.Errorf("%s has no pager", at)
			continue
		}
		forms[strings.Count(m[1], ",")] = true
	}
	if !forms[3] || !forms[4] {
		t.Errorf("got forms %v of the call, want both", forms)
	}

	w, p = of("vsb")
	notices := &p.columns[1]
	first := fetch(w, p.url("/tzgg.htm"), "Accept-Encoding", "identity").Body.String()
	if !strings.Contains(first, "共"+strconv.Itoa(notices.count)+"条&nbsp;&nbsp;1/"+strconv.Itoa(notices.pages())) {
		t.Error("vsb: page 1 has no counter")
	}
	if !strings.Contains(first, `href="/tzgg/`+strconv.Itoa(notices.pages()-1)+`.htm">下页`) {
		t.Error("vsb: the next page does not count backwards")
	}
	last := fetch(w, p.url("/tzgg/1.htm"), "Accept-Encoding", "identity").Body.String()
	if oldest := p.article(notices.first + notices.count - 1); !strings.Contains(last, oldest.title) {
		t.Error("vsb: page 1.htm is not the last")
	}
}
