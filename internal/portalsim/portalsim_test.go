package portalsim

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// fetch asks w for url in memory.
func fetch(w *World, url string, header ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, url, nil)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	rec := httptest.NewRecorder()
	w.Handler().ServeHTTP(rec, r)
	return rec
}

// pick returns the first report of a format.
func pick(t *testing.T, p Portal, format string) Report {
	t.Helper()
	for _, r := range p.Truth {
		if r.Format == format {
			return r
		}
	}
	t.Fatalf("%s has no report of format %s", p.ID, format)
	return Report{}
}

func TestEachPortalHasReportsOfEveryFormatAndSomeAreMissing(t *testing.T) {
	w := New(Options{})
	if got := len(w.Portals()); got != 6 {
		t.Fatalf("got %d portals, want 6", got)
	}
	for i, p := range w.Portals() {
		for _, format := range []string{FormatHTML, FormatGBK, FormatDocx} {
			pick(t, p, format)
		}
		if got := len(p.Truth); got >= 36 || got < 30 {
			t.Errorf("%s: got %d reports, want a few less than 36", p.ID, got)
		}
		share := float64(w.portals[i].articles) / float64(len(p.Truth))
		if share < 19 || share > 21 {
			t.Errorf("%s: got %.1f articles a report, want about 20", p.ID, share)
		}
		strays := 0
		for _, r := range p.Truth {
			if w.portals[i].article(mustNumber(t, w.portals[i], r.PageURL)).column.kind != kindReport {
				strays++
			}
		}
		if strays == 0 {
			t.Errorf("%s: no report is misfiled", p.ID)
		}
	}
}

func mustNumber(t *testing.T, p *portal, url string) int {
	t.Helper()
	n, ok := p.numberIn(strings.TrimPrefix(url, "http://"+p.host))
	if !ok {
		t.Fatalf("%s has no article number", url)
	}
	return n
}

func TestReportsAreServedInTheirFormat(t *testing.T) {
	w := New(Options{Faithful: true, Issuers: 3, Years: []int{2020, 2021, 2022}})
	for _, p := range w.Portals() {
		for _, r := range p.Truth {
			got := fetch(w, r.URL)
			body := got.Body.Bytes()
			if got.Code != 200 {
				t.Errorf("%s: got status %d, want 200", r.URL, got.Code)
				continue
			}
			switch r.Format {
			case FormatDocx:
				if !bytes.HasPrefix(body, []byte("PK")) {
					t.Errorf("%s: got no zip", r.URL)
				}
				page := fetch(w, r.PageURL).Body.String()
				if !strings.Contains(page, r.Title) || !strings.Contains(page, ".docx") {
					t.Errorf("%s does not offer its file", r.PageURL)
				}
				continue
			case FormatGBK:
				if strings.Contains(got.Header().Get("Content-Type"), "charset") {
					t.Errorf("%s: got a charset in the header, want none", r.URL)
				}
				var err error
				if body, err = simplifiedchinese.GBK.NewDecoder().Bytes(body); err != nil {
					t.Errorf("%s: %v", r.URL, err)
				}
			}
			if !bytes.Contains(body, []byte(r.Title)) || !bytes.Contains(body, []byte("勾稽关系")) {
				t.Errorf("%s: got a page without title and tables", r.URL)
			}
		}
	}
}

func TestTheOrderOfAQueryDoesNotMatter(t *testing.T) {
	w := New(Options{Faithful: true, Families: []string{"jpage"}})
	r := pick(t, w.Portals()[0], FormatDocx)
	path, query, _ := strings.Cut(r.URL, "?")
	first, second, _ := strings.Cut(query, "&")
	if got := fetch(w, path+"?"+second+"&"+first); got.Code != 200 || !strings.HasPrefix(got.Body.String(), "PK") {
		t.Errorf("got status %d and no file", got.Code)
	}
}

func TestPagesHaveTheWeightOfRealOnes(t *testing.T) {
	w := New(Options{Faithful: true})
	for i, p := range w.Portals() {
		if got := fetch(w, p.Seeds[0]).Body.Len(); got < 60_000 || got > 100_000 {
			t.Errorf("%s: got a home page of %d bytes, want 60 to 100 kB", p.ID, got)
		}
		inner := w.portals[i]
		sum := 0
		for n := range 20 {
			sum += fetch(w, inner.url(inner.family.articlePath(inner, inner.article(n)))).Body.Len()
		}
		if got := sum / 20; got < 10_000 || got > 30_000 {
			t.Errorf("%s: got articles of %d bytes on average, want 10 to 30 kB", p.ID, got)
		}
	}
}

func TestTheSameSeedGivesTheSameBytes(t *testing.T) {
	a, b, other := New(Options{Seed: 5}), New(Options{Seed: 5}), New(Options{Seed: 6})
	differs := false
	for i, p := range a.portals {
		for n := 0; n < p.articles; n += 40 {
			path := p.family.articlePath(p, p.article(n))
			if pathHash(path)%4 == 0 && p.quirks.sessions {
				continue
			}
			one, two := fetch(a, p.url(path)), fetch(b, p.url(path))
			if one.Code != two.Code || !bytes.Equal(one.Body.Bytes(), two.Body.Bytes()) {
				t.Errorf("%s differs between worlds of one seed", path)
			}
			q := other.portals[i]
			if q.article(n).title != p.article(n).title {
				differs = true
			}
		}
	}
	if !differs {
		t.Error("got the same titles for another seed")
	}
}

func TestTheSizeFollowsTheOptions(t *testing.T) {
	for name, o := range map[string]Options{
		"one issuer, one year":  {Issuers: 1, Years: []int{2021}, Noise: 1},
		"one family":            {Families: []string{"lonsun"}, Issuers: 3, Years: []int{2020, 2022}},
		"a family served twice": {Families: []string{"trs", "trs"}, Issuers: 4},
		"many issuers":          {Families: []string{"vsb"}, Issuers: 900, Noise: 2},
		"more than six portals": {Families: []string{"trs", "vsb", "ucap", "jpage", "lonsun", "jeecms", "trs"}, Issuers: 2},
	} {
		t.Run(name, func(t *testing.T) {
			w := New(o)
			hosts, names := make(map[string]bool), make(map[string]bool)
			for _, p := range w.portals {
				hosts[p.host] = true
				if len(p.reports) == 0 {
					t.Errorf("%s has no report", p.host)
				}
				for _, is := range p.issuers {
					if names[is.Name] {
						t.Errorf("two issuers are named %s", is.Name)
					}
					names[is.Name] = true
				}
				if got := fetch(w, p.url("/")).Code; got != 200 {
					t.Errorf("%s: got home page with status %d", p.host, got)
				}
			}
			if len(hosts) != len(w.portals) {
				t.Errorf("got %d hosts for %d portals", len(hosts), len(w.portals))
			}
		})
	}
}

func TestStaticAnswersAreRevalidated(t *testing.T) {
	w := New(Options{Faithful: true})
	for _, p := range w.Portals() {
		static := w.byHost[p.Host].family.static()
		urls := map[string]bool{p.Seeds[0]: static, pick(t, p, FormatHTML).URL: static, pick(t, p, FormatDocx).URL: true}
		for url, want := range urls {
			first := fetch(w, url)
			tag, modified := first.Header().Get("ETag"), first.Header().Get("Last-Modified")
			if (tag != "" && modified != "") != want {
				t.Errorf("%s: got ETag %q and Last-Modified %q, want them: %v", url, tag, modified, want)
				continue
			}
			if !want {
				continue
			}
			for _, header := range [][]string{{"If-None-Match", tag}, {"If-Modified-Since", modified}} {
				if got := fetch(w, url, header...); got.Code != 304 || got.Body.Len() > 0 {
					t.Errorf("%s with %s: got %d and %d bytes, want 304 and none", url, header[0], got.Code, got.Body.Len())
				}
			}
			if got := fetch(w, url, "If-None-Match", `"other"`); got.Code != 200 {
				t.Errorf("%s with another tag: got %d, want 200", url, got.Code)
			}
			long := time.Date(2001, 1, 1, 0, 0, 0, 0, time.UTC).Format(http.TimeFormat)
			if got := fetch(w, url, "If-Modified-Since", long); got.Code != 200 {
				t.Errorf("%s with an old date: got %d, want 200", url, got.Code)
			}
		}
	}
}

func FuzzHandler(f *testing.F) {
	w := New(Options{Issuers: 3, Years: []int{2020, 2021}, Noise: 2})
	for _, p := range w.portals {
		f.Add(p.index, p.family.articlePath(p, p.article(0)), "")
		f.Add(p.index, p.family.columnPath(p, &p.columns[3]), "page=-1")
	}
	f.Add(1, jpageData, "columnid=1&startrecord=-5&endrecord=99999999999")
	f.Add(3, "/common/search/00000000000000000000000000000000", "_isJson=true&page=0")
	f.Add(4, lonsunData, "labelName=publicInfoList&pageIndex=9999999")
	f.Add(2, "/rili/", "date=9999-99-99")
	f.Add(0, "/old/", ";")
	f.Fuzz(func(t *testing.T, index int, path, query string) {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.Host = w.portals[uint(index)%uint(len(w.portals))].host
		r.URL.Path, r.URL.RawQuery = path, query
		rec := httptest.NewRecorder()
		w.Handler().ServeHTTP(rec, r)
		if rec.Code < 200 || rec.Code > 599 {
			t.Errorf("got status %d", rec.Code)
		}
		w.judge.Reset()
	})
}

func BenchmarkArticle(b *testing.B) {
	w := New(Options{Faithful: true})
	p := w.portals[0]
	for _, bench := range []struct{ name, format string }{{"report", FormatHTML}, {"gbk", FormatGBK}, {"docx", FormatDocx}} {
		var path string
		for _, n := range p.reports {
			if a := p.article(n); a.format == bench.format {
				path = p.family.articlePath(p, a)
				if bench.format == FormatDocx {
					path = p.family.attachmentPath(p, a)
				}
			}
		}
		b.Run(bench.name, func(b *testing.B) {
			for b.Loop() {
				fetch(w, p.url(path))
			}
		})
	}
	b.Run("news", func(b *testing.B) {
		for b.Loop() {
			fetch(w, p.url(p.family.articlePath(p, p.article(1))))
		}
	})
	b.Run("home", func(b *testing.B) {
		for b.Loop() {
			fetch(w, p.url("/"))
		}
	})
}
