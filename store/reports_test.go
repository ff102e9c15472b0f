package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"gongkai/archive"
)

// each returns what EachReport hands over: document, newest, portals and damage.
func (f *fixture) each(q ReportQuery) []string {
	f.t.Helper()
	var got []string
	f.must(f.EachReport(context.Background(), q, func(filed []archive.Filed) (func() error, error) {
		return func() error {
			for _, one := range filed {
				name := fmt.Sprintf("%s %d %v %s", one.Issuer, one.Year, one.Newest, strings.Join(one.Portals, "+"))
				kept := one.Report
				if q.AsKept {
					kept = new(archive.AnnualReport)
					f.must(json.Unmarshal(one.JSON, kept))
				}
				if kept == nil {
					name += " damaged"
				} else if string(kept.Issuer) != one.Issuer {
					name += " wrong"
				}
				got = append(got, name)
			}
			return nil
		}, nil
	}))
	return got
}

func TestReportsAreReadInTheOrderInWhichTheyWereArchived(t *testing.T) {
	f := newFixture(t)
	for i, r := range []archive.AnnualReport{{Issuer: "乙", Year: 2023}, {Issuer: "甲", Year: 2024}, {Issuer: "乙", Year: 2023}, {Issuer: "乙", Year: 2022}, {Year: 2022}, {Year: 2022}} {
		f.begin("qd", page(fmt.Sprintf("http://a.gov.cn/%d", i), 1))
		f.now = f.now.Add(1000)
		f.fetch("qd", fmt.Sprint(i))
		f.extract(fmt.Sprint("text ", i), &r)
	}
	f.begin("yl", archive.Visit{URL: "http://b.gov.cn/1", Portal: "yl", Kind: archive.KindPage})
	f.fetch("yl", "1 again")
	f.extract("text 1", &archive.AnnualReport{Issuer: "甲", Year: 2024}) // an alias
	all := []string{"乙 2023 false qd", "甲 2024 true qd+yl", "乙 2023 true qd", "乙 2022 true qd", " 2022 true qd", " 2022 true qd"}
	for name, c := range map[string]struct {
		query ReportQuery
		want  []string
	}{
		"all": {ReportQuery{}, all},
		"of one issuer": {ReportQuery{Issuer: func(archive.ReportSummary) string { return "一" }},
			[]string{all[0], all[1], all[2], "乙 2022 false qd", " 2022 false qd", all[5]}},
		"as kept":          {ReportQuery{AsKept: true}, all},
		"from a year":      {ReportQuery{From: 2023}, all[:3]},
		"to a year":        {ReportQuery{To: 2022}, all[3:]},
		"a portal":         {ReportQuery{Portals: []string{"yl"}}, all[1:2]},
		"portals":          {ReportQuery{Portals: []string{"yl", "qd"}, From: 2024}, all[1:2]},
		"a portal without": {ReportQuery{Portals: []string{"hz"}}, nil},
	} {
		if got := f.each(c.query); !slices.Equal(got, c.want) {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
}

func TestAReportThatCanNotBeReadBackComesWithItsDamage(t *testing.T) {
	dir := t.TempDir()
	s, err := Open(dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	f := &fixture{Store: s, t: t, dir: dir, now: time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)}
	f.begin("qd", page("http://a.gov.cn/", 1))
	f.fetch("qd", "body")
	f.extract("text", &archive.AnnualReport{Issuer: "甲", Year: 2024})
	f.must(s.Close())
	files, err := filepath.Glob(filepath.Join(dir, "derived", "*", "*", "*.gz"))
	if err != nil || len(files) != 1 {
		t.Fatalf("got %v, %v", files, err)
	}
	b, err := os.ReadFile(files[0])
	f.must(err)
	b[len(b)-20] ^= 0xff
	f.must(os.WriteFile(files[0], b, 0o644))
	if f.Store, err = OpenRead(dir); err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if got, want := f.each(ReportQuery{}), []string{"甲 2024 true qd damaged"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestReadingReportsEndsWithTheFirstError(t *testing.T) {
	f := newFixture(t)
	for i := range 3 * reportBatch {
		f.begin("qd", page(fmt.Sprintf("http://a.gov.cn/%d", i), 1))
		f.fetch("qd", fmt.Sprint(i))
		f.extract(fmt.Sprint("text ", i), &archive.AnnualReport{Issuer: archive.OptionalText(fmt.Sprint(i)), Year: 2024})
	}
	failure := errors.New("the disk is full")
	calls := 0
	err := f.EachReport(context.Background(), ReportQuery{}, func([]archive.Filed) (func() error, error) {
		return func() error { calls++; return failure }, nil
	})
	if !errors.Is(err, failure) || calls != 1 {
		t.Errorf("got %v after %d calls", err, calls)
	}
	ctx, cancel := context.WithCancel(context.Background())
	err = f.EachReport(ctx, ReportQuery{}, func([]archive.Filed) (func() error, error) {
		cancel()
		return func() error { return nil }, nil
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: got %v", err)
	}
}

// A portal may take a correction back: what it shows is the newest again.
func TestAReportThatIsShownAgainIsTheNewest(t *testing.T) {
	report := &archive.AnnualReport{Schema: archive.ReportSchema, Issuer: "青渡县财政局", Year: 2024, Template: "T2021"}
	for name, test := range map[string]struct {
		shown  []string // what an address showed, one after the other
		newest string
	}{
		"a correction":                 {[]string{"first", "second"}, "second"},
		"one that was taken back":      {[]string{"first", "second", "first"}, "first"},
		"one that was made after all":  {[]string{"first", "second", "first", "second"}, "second"},
		"the first of three":           {[]string{"first", "second", "third", "first"}, "first"},
		"and a third after that":       {[]string{"first", "second", "first", "third"}, "third"},
		"one that was looked at again": {[]string{"first", "first", "second", "second"}, "second"},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			known := map[string]bool{}
			for _, text := range test.shown {
				f.now = f.now.Add(48 * time.Hour)
				f.begin("qd", page(urlA, 9))
				f.fetch("qd", text)
				if !known[text] {
					f.extract(text, report)
				}
				known[text] = true
				f.must(f.EndCrawl(t.Context(), "qd", archive.EndComplete))
			}
			all, err := f.Reports(t.Context())
			f.must(err)
			newest := slices.MaxFunc(all, func(a, b archive.ReportSummary) int { return a.Precedence().Compare(b.Precedence()) })
			if want := archive.DigestOf([]byte(test.newest)); newest.Document != want {
				t.Errorf("listed: got another, want that of %q", test.newest)
			}
			f.must(f.EachReport(t.Context(), ReportQuery{}, func(batch []archive.Filed) (func() error, error) {
				for _, r := range batch {
					if got := r.Document == archive.DigestOf([]byte(test.newest)); got != r.Newest {
						t.Errorf("read: got newest %v, want %v", r.Newest, got)
					}
					if i := slices.IndexFunc(all, func(o archive.ReportSummary) bool { return o.Document == r.Document }); !all[i].Precedence().Equal(r.Precedence()) {
						t.Errorf("read: got the precedence %s, want %s, as it is listed", r.Precedence(), all[i].Precedence())
					}
				}
				return func() error { return nil }, nil
			}))
		})
	}
}

// A page may show the report of each year in turn, or be corrected in its year alone.
func TestAReportWhoseYearWasCorrectedIsTheNewestOfNoYear(t *testing.T) {
	of := func(issuer string, year, figures int, value archive.Number) *archive.AnnualReport {
		r := &archive.AnnualReport{Schema: archive.ReportSchema, Issuer: archive.OptionalText(issuer), Year: archive.OptionalYear(year), Template: "T2021"}
		for i := range figures {
			r.Cells = append(r.Cells, archive.ReportCell{Table: "t3", Row: strconv.Itoa(i), Column: "total", State: archive.CellNumber, Value: value, Raw: string(value)})
		}
		return r
	}
	const day = 24 * time.Hour
	for name, test := range map[string]struct {
		figures int                   // of 2023, each 12
		then    *archive.AnnualReport // that takes its place
		was, is string                // when they were published
		after   time.Duration
		want    string // the years of the newest reports
	}{
		"the year is another":             {10, of("青渡县财政局", 2024, 10, "12"), "", "", 2 * day, "2024"},
		"the figures are others":          {10, of("青渡县财政局", 2024, 10, "13"), "", "", 2 * day, "2023 2024"},
		"a year later, with its figures":  {10, of("青渡县财政局", 2024, 10, "12"), "", "", 360 * day, "2023 2024"},
		"the issuer is another":           {10, of("青渡县民政局", 2024, 10, "12"), "", "", 2 * day, "2023 2024"},
		"no year can be read":             {10, of("青渡县财政局", 0, 10, "12"), "", "", 2 * day, "0 2023"},
		"few figures":                     {1, of("青渡县财政局", 2024, 1, "12"), "", "", 80 * day, "2023 2024"},
		"few figures, and one has a date": {1, of("青渡县财政局", 2024, 1, "12"), "", "2025-01-20", 80 * day, "2023 2024"},
		"few figures, of one day":         {1, of("青渡县财政局", 2024, 1, "12"), "2025-01-20", "2025-01-20", 80 * day, "2024"},
		"few figures, of two years":       {1, of("青渡县财政局", 2024, 1, "12"), "2024-01-20", "2025-01-20", 80 * day, "2023 2024"},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			show := func(text, published string, report *archive.AnnualReport) {
				f.begin("qd", page(urlA, 9))
				f.fetch("qd", text)
				if report != nil {
					f.extractDated(text, published, report)
				}
				f.must(f.EndCrawl(t.Context(), "qd", archive.EndComplete))
			}
			newest := func() string {
				var years []string
				f.must(f.EachReport(t.Context(), ReportQuery{}, func(batch []archive.Filed) (func() error, error) {
					return func() error {
						for _, r := range batch {
							if r.Newest {
								years = append(years, strconv.Itoa(r.Year))
							}
							if r.Newest == r.Replaced {
								t.Errorf("the report on %d: got newest %v and replaced %v", r.Year, r.Newest, r.Replaced)
							}
						}
						return nil
					}, nil
				}))
				slices.Sort(years)
				return strings.Join(years, " ")
			}
			show("first", test.was, of("青渡县财政局", 2023, test.figures, "12"))
			f.now = f.now.Add(test.after)
			show("second", test.is, test.then)
			if got := newest(); got != test.want {
				t.Errorf("got the newest reports of %s, want %s", got, test.want)
			}
			f.verify()
			f.now = f.now.Add(2 * day)
			show("first", test.was, nil)
			want := test.want
			if want == "2024" {
				want = "2023"
			}
			if got := newest(); got != want {
				t.Errorf("with the year that it had: got the newest reports of %s, want %s", got, want)
			}
		})
	}
}
