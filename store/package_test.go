package store

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"gongkai/archive"
)

// threeDays has the same page at two URLs of one portal, a day apart, another
// on the third day, and one of another portal between them.
func threeDays(t *testing.T) *fixture {
	t.Helper()
	f := newFixture(t)
	other := page("http://c.gov.cn/", 9)
	other.Portal = "other"
	f.begin("qd", page(urlA, 9), page(urlA2, 8), page(urlA3, 7))
	f.begin("other", other)
	for _, body := range []string{"<title>首 页</title>", "<title>首 页</title>", "<p>无题"} {
		f.fetch("qd", body)
		f.now = f.now.Add(24 * time.Hour)
	}
	f.now = f.now.Add(-36 * time.Hour)
	f.fetch("other", "<title>another</title>")
	f.now = f.now.Add(36 * time.Hour)
	f.extractAll()
	return f
}

// extractAll reads all that is due, so that nothing is left to do.
func (f *fixture) extractAll() {
	f.t.Helper()
	for n := f.totals().Unread; n > 0; n-- {
		f.extract(fmt.Sprint("document ", n), nil)
	}
}

func TestASelectionPicksByPortalAndTime(t *testing.T) {
	f := threeDays(t)
	day := func(n int) time.Time { return time.Date(2026, 3, 1+n, 8, 0, 0, 0, time.UTC) }
	for name, c := range map[string]struct {
		sel  Selection
		want string
	}{
		"all":                        {Selection{}, "http://c.gov.cn/ " + urlA + " " + urlA3 + " " + urlA2},
		"of a portal":                {Selection{Portals: []string{"qd"}}, urlA + " " + urlA3 + " " + urlA2},
		"from a time on":             {Selection{Portals: []string{"qd"}, From: day(1)}, urlA2 + " " + urlA3},
		"before a time":              {Selection{To: day(1)}, urlA},
		"between two":                {Selection{From: day(1), To: day(2)}, "http://c.gov.cn/ " + urlA2},
		"of a portal that is no one": {Selection{Portals: []string{"x"}}, ""},
	} {
		want := strings.Fields(c.want)
		got := map[string]bool{}
		for capture, err := range f.Captures(context.Background(), c.sel) {
			f.must(err)
			got[capture.URL] = true
		}
		var b bytes.Buffer
		n, lost, err := f.WriteCDXJ(context.Background(), &b, c.sel)
		f.must(err)
		if len(got) != len(want) || n != len(want) || lost != 0 || strings.Count(b.String(), "\n") != n {
			t.Errorf("%s: got %v and an index of %d lines, want %q", name, got, n, want)
		}
		for _, url := range want {
			if !got[url] || !strings.Contains(b.String(), `"url":"`+url+`"`) {
				t.Errorf("%s: %s is missing in %v or\n%s", name, url, got, b.String())
			}
		}
	}
}

// packed returns a file of a package.
func (f *fixture) packed(wacz []byte, name string) string {
	f.t.Helper()
	z, err := zip.NewReader(bytes.NewReader(wacz), int64(len(wacz)))
	f.must(err)
	r, err := z.Open(name)
	f.must(err)
	text, err := io.ReadAll(r)
	f.must(err)
	return string(text)
}

func TestAPackageHoldsThePayloadOfEachRevisitInIt(t *testing.T) {
	f := threeDays(t)
	var b bytes.Buffer
	got, err := f.WritePackage(context.Background(), &b, Selection{Portals: []string{"qd"}, From: f.now.Add(-49 * time.Hour), To: f.now.Add(-47 * time.Hour)},
		PackageInfo{Title: "青渡县"})
	f.must(err)
	if got.Records != 2 || got.Pages != 1 || got.Files != 1 {
		t.Errorf("got %+v, want the revisit, its original, and one page", got)
	}
	for name, want := range map[string]string{
		"pages/pages.jsonl": `"url":"` + urlA2 + `","ts":"2026-03-02T08:00:00.000Z","title":"首 页"}`,
		"datapackage.json":  `"mainPageUrl": "` + urlA2 + `"`,
	} {
		if text := f.packed(b.Bytes(), name); !strings.Contains(text, want) {
			t.Errorf("%s: got\n%s\nwant %s", name, text, want)
		}
	}
	if _, err := f.WritePackage(context.Background(), io.Discard, Selection{Portals: []string{"x"}}, PackageInfo{}); !errors.Is(err, ErrNothing) {
		t.Errorf("of nothing: got %v, want %v", err, ErrNothing)
	}
}

func TestAPageIsKnownByItsTitleItsLinkOrItsName(t *testing.T) {
	f := newFixture(t)
	file, untitled := page(urlA, 9), page(urlA3, 8)
	file.Kind, file.Anchor = archive.KindAttachment, "2024年年度报告.docx"
	robots := page("http://b.gov.cn/robots.txt", 7)
	robots.Kind = archive.KindRobots
	f.begin("qd", file, untitled, robots)
	for range 3 {
		f.fetch("qd", fmt.Sprint("<p>", f.totals().Captures))
	}
	f.extractAll()
	var b bytes.Buffer
	_, err := f.WritePackage(context.Background(), &b, Selection{}, PackageInfo{})
	f.must(err)
	got := map[string]string{}
	for line := range strings.Lines(f.packed(b.Bytes(), "pages/pages.jsonl")) {
		var page struct{ URL, Title string }
		f.must(json.Unmarshal([]byte(line), &page))
		if page.URL != "" {
			got[page.URL] = page.Title
		}
	}
	if len(got) != 2 || got[urlA] != file.Anchor || got[urlA3] != urlA3[strings.LastIndexByte(urlA3, '/')+1:] {
		t.Errorf("got %q", got)
	}
}
