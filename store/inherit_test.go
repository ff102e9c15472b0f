package store

import (
	"slices"
	"strings"
	"testing"
	"time"

	"gongkai/archive"
	"gongkai/internal/urls"
)

func TestAPortalGoesOnWithThePagesThatItInherits(t *testing.T) {
	f := newFixture(t)
	report := &archive.AnnualReport{Schema: archive.ReportSchema, Issuer: "青渡县财政局", Year: 2024, Template: "T2021"}
	f.begin("old", page(urlA, 9))
	f.fetch("old", "a report")
	f.extract("a report", report)
	f.must(f.EndCrawl(t.Context(), "old", archive.EndComplete))
	f.begin("other", page(urlB, 9))
	f.fetch("other", "another's")
	f.extract("another's", nil)
	f.must(f.EndCrawl(t.Context(), "other", archive.EndComplete))
	f.must(f.KeepModels(t.Context(), archive.Model{Name: archive.PortalModel("old"), Data: []byte("learned")}))

	for portal, want := range map[string]string{"old": urls.Authority(urlA), "other": urls.Authority(urlB), "new": ""} {
		if got, err := f.Asked(t.Context(), portal); err != nil || strings.Join(got, " ") != want {
			t.Errorf("%s: got the hosts %q, %v, want %q", portal, got, err, want)
		}
	}
	nobody := func(string) bool { return false }
	onHost := func(url string) bool { return strings.HasPrefix(url, urlA) }
	for _, step := range []struct {
		from  string
		holds func(string) bool
		want  int
	}{{"old", nobody, 0}, {"other", onHost, 0}, {"old", onHost, 1}, {"old", onHost, 0}} {
		n, err := f.Inherit(t.Context(), Heir{step.from, "new", step.holds}, Heir{step.from, "third", step.holds})
		f.must(err)
		if n[0] != step.want || n[1] != 0 {
			t.Errorf("from %s: got %d visits, want %d of the first heir", step.from, n, step.want)
		}
	}
	if learned, err := f.Model(t.Context(), archive.PortalModel("new")); err != nil || string(learned) != "learned" {
		t.Errorf("the heir has %q, %v, want what the other had learned", learned, err)
	}
	all, err := f.Reports(t.Context())
	f.must(err)
	if len(all) != 1 || all[0].Portal != "new" {
		t.Errorf("got the reports %+v, want one, of the heir", all)
	}
	f.now = f.now.Add(48 * time.Hour)
	f.begin("new")
	if l := f.one("new"); l.Visit.URL != urlA || l.Prior == nil {
		t.Errorf("got %+v, want the page that was inherited, with what was captured of it", l)
	} else {
		f.must(f.Release(l))
	}
	f.fetch("new", "a corrected report")
	f.extract("a corrected report", report)
	want := []string{"青渡县财政局 2024 false new", "青渡县财政局 2024 true new"}
	if got := f.each(ReportQuery{}); !slices.Equal(got, want) {
		t.Errorf("got the reports %q, want %q", got, want)
	}
	f.verify()
}
