package store

import (
	"context"
	"fmt"
	"slices"
	"syscall"
	"testing"
	"time"

	"gongkai/archive"
)

const (
	urlPage  = "http://a.gov.cn/2023/report.html"
	urlSheet = "http://a.gov.cn/2023/files/tables.xls"
	urlMore  = "http://a.gov.cn/2023/report_1.html"
)

// arrive fetches a URL and reads it as a document that may have a report.
func (f *fixture) arrive(url, text string, r *archive.AnnualReport, links ...archive.Link) archive.Digest {
	f.t.Helper()
	f.now = f.now.Add(25 * time.Hour)
	f.begin("qd", page(url, 1))
	f.fetch("qd", text)
	for leases, _ := f.claim(9, "qd"); len(leases) > 0; leases, _ = f.claim(9, "qd") { // what was fetched before
		for _, l := range leases {
			f.settle(f.outcome(l, archive.ResultUnchanged))
		}
	}
	f.must(f.EndCrawl(context.Background(), "qd", archive.EndComplete))
	due, err := f.ClaimExtractions(context.Background(), 1)
	f.must(err)
	if len(due) == 0 { // it was read before
		return archive.DigestOf([]byte(text))
	}
	doc := archive.Document{Schema: archive.DocumentSchema, PayloadDigest: due[0].Payload, ContentDigest: archive.DigestOf([]byte(text)),
		Text: text, Source: archive.Source{URL: url}, Links: links}
	_, err = f.SettleExtraction(context.Background(), archive.Extracted{
		Extraction: due[0], Documents: []archive.Document{doc}, Reports: []*archive.AnnualReport{r}, Sinks: subscriptions("sink"),
	})
	f.must(err)
	return doc.ContentDigest
}

// arrivePacked fetches a URL and reads it as documents, by their texts, that lie
// in one file.
func (f *fixture) arrivePacked(url string, texts []string, reports ...*archive.AnnualReport) {
	f.t.Helper()
	f.now = f.now.Add(25 * time.Hour)
	f.begin("qd", page(url, 1))
	f.fetch("qd", fmt.Sprint(texts))
	f.must(f.EndCrawl(context.Background(), "qd", archive.EndComplete))
	due, err := f.ClaimExtractions(context.Background(), 1)
	f.must(err)
	e := archive.Extracted{Extraction: due[0], Reports: reports, Sinks: subscriptions("sink")}
	for i, text := range texts {
		e.Documents = append(e.Documents, archive.Document{Schema: archive.DocumentSchema, PayloadDigest: due[0].Payload,
			ContentDigest: archive.DigestOf([]byte(text)), Text: text, Source: archive.Source{URL: url, Member: fmt.Sprint(i)}})
	}
	_, err = f.SettleExtraction(context.Background(), e)
	f.must(err)
}

// together is the report of a page with its attachments.
func together(_ string, page *archive.Document, attached []*archive.Document) (*archive.AnnualReport, []int, error) {
	r := &archive.AnnualReport{Issuer: "甲", Year: 2023, Title: archive.OptionalText(page.Text), Parts: []archive.Part{{Document: page.ContentDigest}}}
	var taken []int
	for i, a := range attached {
		taken = append(taken, i)
		r.Title += archive.OptionalText(" + " + a.Text)
		r.Parts = append(r.Parts, archive.Part{Document: a.ContentDigest})
	}
	return r, taken, nil
}

func apart(string, *archive.Document, []*archive.Document) (*archive.AnnualReport, []int, error) {
	return nil, nil, nil
}

func (f *fixture) join(parse ParseAttached, want int) {
	f.t.Helper()
	got, err := f.JoinAttached(context.Background(), parse)
	if err != nil || got != want {
		f.t.Errorf("join: got %d, %v; want %d", got, err, want)
	}
	f.verify()
}

// titles are those of the reports that are listed.
func (f *fixture) titles() []string {
	f.t.Helper()
	all, err := f.Reports(context.Background())
	f.must(err)
	var titles []string
	for _, r := range all {
		titles = append(titles, r.Title)
	}
	slices.Sort(titles)
	if n := f.totals().Reports; n != len(all) {
		f.t.Errorf("counted %d reports, and %d are listed", n, len(all))
	}
	return titles
}

func (f *fixture) wantTitles(when string, want ...string) {
	f.t.Helper()
	if got := f.titles(); !slices.Equal(got, want) {
		f.t.Errorf("%s: got the reports %q, want %q", when, got, want)
	}
}

var (
	narrative = &archive.AnnualReport{Issuer: "甲", Year: 2023, Title: "page"}
	figures   = &archive.AnnualReport{Issuer: "甲", Year: 2023, Title: "tables", Cells: []archive.ReportCell{{Table: "t3", Row: "new", Column: "total"}}}
	sheet     = archive.Link{URL: urlSheet, Attachment: true}
)

func TestAPageAndItsAttachmentsAreOneReportWhicheverComesFirst(t *testing.T) {
	for name, first := range map[string]string{"the page first": urlPage, "the attachment first": urlSheet} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			var ofPage, ofSheet archive.Digest
			if first == urlSheet {
				ofSheet = f.arrive(urlSheet, "tables", figures)
			}
			ofPage = f.arrive(urlPage, "page", narrative, sheet, archive.Link{URL: urlMore})
			if first == urlPage {
				f.join(together, 0)
				f.wantTitles("before the attachment", "page")
				ofSheet = f.arrive(urlSheet, "tables", figures)
			}
			f.reopen() // what is to be looked at is not forgotten
			f.join(together, 1)
			f.join(together, 0)
			f.wantTitles("joined", "page + tables")
			if got := f.each(ReportQuery{}); !slices.Equal(got, []string{"甲 2023 true qd"}) {
				t.Errorf("got %q", got)
			}
			for _, d := range []archive.Digest{ofPage, ofSheet} {
				r, err := f.Report(t.Context(), d)
				if err != nil || r == nil || r.Title != "page + tables" {
					t.Errorf("report of %s: got %+v, %v", d, r, err)
				}
			}
			p, err := f.Provenance(t.Context(), ofSheet)
			if err != nil || p.PartOf != ofPage {
				t.Errorf("got %+v, %v", p, err)
			}
			f.arrive(urlMore, "more", nil)
			f.join(together, 1)
			f.wantTitles("with a further page", "page + tables + more")

			own := map[string]*archive.AnnualReport{"page": narrative, "tables": figures}
			f.reparse("2", own, Reparsed{Documents: 3})
			f.join(together, 0)
			f.wantTitles("parsed anew", "page + tables + more")

			f.arrive(urlSheet, "tables, corrected", figures)
			f.join(together, 1)
			f.wantTitles("with a corrected attachment", "page + tables + more", "page + tables, corrected + more")
			if got := f.each(ReportQuery{}); !slices.Equal(got, []string{"甲 2023 true qd", "甲 2023 false qd"}) && !slices.Equal(got, []string{"甲 2023 false qd", "甲 2023 true qd"}) {
				t.Errorf("got %q", got)
			}
			if filed, err := f.Filed(t.Context(), ofPage); err != nil || filed[0].Previous != ofSheet {
				t.Errorf("before it: got %+v, %v, want %s", filed, err, ofSheet)
			}
			if r, err := f.Report(t.Context(), ofSheet); err != nil || r.Title != "page + tables + more" {
				t.Errorf("report of the attachment before: got %+v, %v", r, err)
			}
			f.join(together, 0)
			f.arrive(urlSheet, "tables", figures)
			f.join(together, 1)
			f.wantTitles("with the first attachment again", "page + tables + more", "page + tables, corrected + more")
			f.arrive(urlSheet, "tables, corrected", figures)
			f.join(together, 1)

			f.reparse("3", map[string]*archive.AnnualReport{"page": narrative, "tables": {Title: "old"}, "tables, corrected": figures}, Reparsed{Documents: 4, Changed: 1})
			f.join(apart, 1)
			f.wantTitles("parted", "old", "page", "tables")
			f.reparse("4", map[string]*archive.AnnualReport{"page": figures}, Reparsed{Documents: 4, Changed: 3})
			f.join(together, 1)
			f.wantTitles("by a parser that finds the tables in the page", "page + more")
		})
	}
}

func TestACorrectedAttachmentTakesItsPlaceWhereverItWasReadFirst(t *testing.T) {
	for name, arrive := range map[string]func(f *fixture){
		"the corrected one stood elsewhere": func(f *fixture) {
			f.arrive(urlSheet, "tables", figures)
			f.arrive(urlPage, "page", narrative, sheet)
			f.join(together, 1)
			f.arrive("http://a.gov.cn/new/tables.xls", "tables, corrected", figures)
		},
		"the older one stood elsewhere": func(f *fixture) {
			f.arrive("http://a.gov.cn/old/tables.xls", "tables", figures)
			f.arrive(urlSheet, "tables", figures)
			f.arrive(urlPage, "page", narrative, sheet)
			f.join(together, 1)
		},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			arrive(f)
			f.arrive(urlSheet, "tables, corrected", figures)
			f.join(together, 1)
			f.wantTitles("corrected", "page + tables", "page + tables, corrected")
			f.join(together, 0)
		})
	}
}

func TestWhatIsNotAttachedIsNotAskedFor(t *testing.T) {
	f := newFixture(t)
	whole := *figures
	whole.Title = "whole"
	f.arrive(urlSheet, "tables", figures)
	f.arrive(urlPage, "whole", &whole, sheet)
	f.arrive("http://a.gov.cn/other.html", "other", narrative, archive.Link{URL: urlSheet})
	f.join(func(_ string, page *archive.Document, _ []*archive.Document) (*archive.AnnualReport, []int, error) {
		return nil, nil, fmt.Errorf("asked for %s", page.Text)
	}, 0)
	f.wantTitles("nothing joined", "page", "tables", "whole")
}

func TestJoiningGoesOnAfterAFailure(t *testing.T) {
	f := newFixture(t)
	f.arrive(urlSheet, "tables", figures)
	f.arrive(urlPage, "page", narrative, sheet)
	f.must(f.Close())
	for at := 1; ; at++ {
		broken := false
		s, err := Open(f.dir, Options{Now: func() time.Time { return f.now }, Disk: failing(at, func(bytes int) (int, error) {
			broken = true
			return bytes / 2, syscall.EIO
		})})
		f.must(err)
		_, err = s.JoinAttached(t.Context(), together)
		closed := s.Close()
		if broken && err == nil && closed == nil {
			t.Errorf("operation %d failed, and nobody was told", at)
		}
		f.open(nil)
		f.verify()
		if !broken {
			break
		}
		f.must(f.Close())
	}
	if _, err := f.JoinAttached(t.Context(), together); err != nil {
		t.Error(err)
	}
	f.wantTitles("in the end", "page + tables")
}

func TestAnAttachmentOfTwoPagesIsLeftToTheOtherWhereOneIsParted(t *testing.T) {
	f := newFixture(t)
	f.arrive(urlSheet, "tables", figures)
	f.arrive(urlPage, "page", narrative, sheet)
	f.arrive("http://a.gov.cn/copy.html", "copy", &archive.AnnualReport{Title: "copy"}, sheet)
	f.join(together, 2)
	f.wantTitles("both", "copy + tables", "page + tables")
	f.reparse("2", map[string]*archive.AnnualReport{"page": narrative, "copy": {Title: "copy"}, "tables": figures}, Reparsed{Documents: 3})
	f.join(func(portal string, page *archive.Document, attached []*archive.Document) (*archive.AnnualReport, []int, error) {
		if page.Text == "page" {
			return nil, nil, nil
		}
		return together(portal, page, attached)
	}, 1)
	f.wantTitles("one", "copy + tables", "page")
}

func TestAnAttachmentThatSeveralReportsLinkToIsAPartOfNone(t *testing.T) {
	const other = "http://a.gov.cn/other.html"
	for name, c := range map[string]struct {
		own  *archive.AnnualReport // of the other page
		want []string
	}{
		"another issuer":           {own: &archive.AnnualReport{Issuer: "乙", Year: 2023, Title: "other"}, want: []string{"other", "page", "tables"}},
		"another year":             {own: &archive.AnnualReport{Issuer: "甲", Year: 2022, Title: "other"}, want: []string{"other", "page", "tables"}},
		"a page that is no report": {want: []string{"page + tables"}},
	} {
		for _, order := range [][]string{{urlSheet, urlPage, other}, {other, urlPage, urlSheet}, {urlPage, urlSheet, other}, {other, urlSheet, urlPage}} {
			f := newFixture(t)
			for _, url := range order {
				switch url {
				case urlSheet:
					f.arrive(url, "tables", figures)
				case urlPage:
					f.arrive(url, "page", narrative, sheet)
				case other:
					f.arrive(url, "other", c.own, sheet)
				}
				if _, err := f.JoinAttached(t.Context(), together); err != nil {
					t.Fatal(err)
				}
				f.verify()
			}
			f.wantTitles(fmt.Sprint(name, order), c.want...)
			f.join(together, 0)
		}
	}
}

func TestAPageAndItsAttachmentsInOnePackageAreOneReport(t *testing.T) {
	const urlZip, other = "http://a.gov.cn/2023/report.zip", "http://a.gov.cn/other.html"
	told := func(issuer, title string) *archive.AnnualReport {
		return &archive.AnnualReport{Issuer: archive.OptionalText(issuer), Year: 2023, Title: archive.OptionalText(title),
			Sections: []archive.Section{{Number: "一", Text: "说明"}}}
	}
	nameless := &archive.AnnualReport{Title: "tables", Cells: figures.Cells}
	f := newFixture(t)
	f.arrivePacked(urlZip, []string{"page", "tables", "reviews"}, told("甲", "page"), nameless, nil)
	f.join(together, 1)
	f.wantTitles("packed", "page + tables + reviews")
	f.arrivePacked(urlZip, []string{"page", "tables, corrected", "reviews"}, told("甲", "page"), nameless, nil)
	f.join(together, 1)
	f.wantTitles("packed anew", "page + tables + reviews", "page + tables, corrected + reviews")
	f.arrive(other, "other", told("乙", "other"), archive.Link{URL: urlZip, Attachment: true})
	f.join(together, 1)
	f.wantTitles("with another page that links to the package", "other", "page", "tables", "tables")

	f = newFixture(t)
	f.arrivePacked(urlZip, []string{"page", "tables", "other"}, told("甲", "page"), nameless, told("乙", "other"))
	f.join(together, 0)
	f.wantTitles("with a rival", "other", "page", "tables")

	f = newFixture(t)
	last := told("甲", "page of last year")
	last.Year = 2022
	f.arrivePacked(urlZip, []string{"page of last year", "reviews"}, last, nil)
	f.join(together, 1)
	f.arrivePacked(urlZip, []string{"page", "tables"}, told("甲", "page"), nameless)
	f.join(together, 1)
	f.wantTitles("in the place of last year's", "page + tables", "page of last year + reviews")

	f = newFixture(t)
	f.arrivePacked(urlZip, []string{"tables", "reviews"}, nameless, nil)
	f.join(together, 0)
	f.wantTitles("without a page", "tables")

	f = newFixture(t)
	f.arrivePacked(urlZip, []string{"tables", "reviews"}, nameless, nil)
	f.arrive(urlPage, "page", narrative, archive.Link{URL: urlZip, Attachment: true})
	f.join(together, 1)
	f.wantTitles("a page that links to a package", "page + tables + reviews")
}

func TestAnotherFileInThePlaceOfAnAttachmentTakesNothingAway(t *testing.T) {
	f := newFixture(t)
	f.arrive(urlSheet, "tables", figures)
	f.arrive(urlPage, "page", narrative, sheet)
	f.join(together, 1)
	f.arrive(urlSheet, "of next year", &archive.AnnualReport{Issuer: "甲", Year: 2024, Title: "of next year"})
	own := func(portal string, page *archive.Document, attached []*archive.Document) (*archive.AnnualReport, []int, error) {
		if attached[0].Text != "tables" {
			return nil, nil, nil
		}
		return together(portal, page, attached)
	}
	for _, want := range []int{0, 0} {
		f.join(own, want)
		f.wantTitles("with another file", "of next year", "page + tables")
		f.reparse(fmt.Sprint(f.now.Unix()), map[string]*archive.AnnualReport{"page": narrative, "tables": figures, "of next year": {Issuer: "甲", Year: 2024, Title: "of next year"}}, Reparsed{Documents: 3})
		f.now = f.now.Add(time.Hour)
	}
}

func TestAnArticleWhosePagesLeadToTheNextAloneIsOneReport(t *testing.T) {
	const urlThird = "http://a.gov.cn/2023/report_2.html"
	for name, order := range map[string][]string{"in order": {urlPage, urlMore, urlThird}, "the last page first": {urlThird, urlMore, urlPage}} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			for _, url := range order {
				switch url {
				case urlPage:
					f.arrive(url, "page", narrative, archive.Link{URL: urlMore})
				case urlMore:
					f.arrive(url, "second", figures, archive.Link{URL: urlThird})
				case urlThird:
					f.arrive(url, "third", figures)
				}
			}
			f.join(together, 1)
			f.wantTitles("joined", "page + second + third")
		})
	}
}

func TestAPageThatNoPageOfAnArticleLeadsToIsNoneOfIt(t *testing.T) {
	for name, test := range map[string]struct {
		other string
		links []archive.Link // of the second page
	}{
		"behind a gap":                         {other: "http://a.gov.cn/2023/report_6.html"},
		"behind a gap, and linked to":          {"http://a.gov.cn/2023/report_6.html", []archive.Link{{URL: "http://a.gov.cn/2023/report_6.html"}}},
		"in the next place, and not linked to": {"http://a.gov.cn/2023/report_2.html", []archive.Link{{URL: urlPage}}},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			f.arrive(urlPage, "page", narrative, archive.Link{URL: urlMore})
			f.arrive(urlMore, "second", narrative, test.links...)
			f.arrive(test.other, "another article", figures)
			f.join(together, 1)
			f.wantTitles("joined", "page + second", "tables")
		})
	}
}
