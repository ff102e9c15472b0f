package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"go.etcd.io/bbolt"

	"gongkai/archive"
)

// reparse parses all documents anew; a parser reads a text as reports has it.
func (f *fixture) reparse(version string, reports map[string]*archive.AnnualReport, want Reparsed) {
	f.t.Helper()
	got, err := f.Reparse(context.Background(), version, func(_ string, d *archive.Document) (*archive.AnnualReport, error) {
		return reports[d.Text], nil
	}, func(Reparsed) {})
	if err != nil || got != want {
		f.t.Errorf("version %s: got %+v, %v; want %+v", version, got, err, want)
	}
}

func TestDocumentsAreParsedAnewByAnotherParser(t *testing.T) {
	f := newFixture(t)
	first := map[string]*archive.AnnualReport{
		"same":    {Issuer: "甲", Year: 2024},
		"other":   {Issuer: "乙", Year: 2023},
		"no more": {Issuer: "丙", Year: 2022},
		"only":    nil,
	}
	f.reparse("1", nil, Reparsed{})
	for i, text := range []string{"same", "other", "no more", "only"} {
		f.begin("qd", page(fmt.Sprintf("http://a.gov.cn/%d", i), 1))
		f.fetch("qd", text)
		f.extract(text, first[text], "sink")
	}
	deliveries := f.totals()
	f.reparse("1", nil, Reparsed{}) // the same parser
	if got, want := f.each(ReportQuery{}), []string{"甲 2024 true qd", "乙 2023 true qd", "丙 2022 true qd"}; !slices.Equal(got, want) {
		t.Errorf("before: got %q, want %q", got, want)
	}
	second := map[string]*archive.AnnualReport{
		"same":  first["same"],
		"other": {Issuer: "乙", Year: 2021, Title: "report"},
		"only":  {Issuer: "丁", Year: 2020},
	}
	f.reparse("2", second, Reparsed{Documents: 4, Changed: 3})
	f.reparse("2", nil, Reparsed{})
	got := f.each(ReportQuery{})
	slices.Sort(got)
	if want := []string{"丁 2020 true qd", "乙 2021 true qd", "甲 2024 true qd"}; !slices.Equal(got, want) {
		t.Errorf("after: got %q, want %q", got, want)
	}
	now := f.totals()
	if deliveries.Reports = 3; now != deliveries {
		t.Errorf("totals: got %+v, want %+v: nothing is owed again", now, deliveries)
	}
	if version, whole, err := f.Parser(t.Context()); version != "2" || !whole || err != nil {
		t.Errorf("parser: got %q, whole %v, %v", version, whole, err)
	}
}

func TestSummariesGetWhatOlderProgramsLeftOut(t *testing.T) {
	f := newFixture(t)
	f.begin("qd", page(urlA, 1))
	f.fetch("qd", "body")
	due, err := f.ClaimExtractions(t.Context(), 1)
	f.must(err)
	r := &archive.AnnualReport{Issuer: "甲", Year: 2024, Division: "610204"}
	doc := archive.Document{Schema: archive.DocumentSchema, PayloadDigest: due[0].Payload, ContentDigest: archive.DigestOf([]byte("text")), Text: "text", Published: "2025-01-09"}
	_, err = f.SettleExtraction(t.Context(), archive.Extracted{Extraction: due[0], Documents: []archive.Document{doc}, Reports: []*archive.AnnualReport{r}})
	f.must(err)
	content, err := raw(doc.ContentDigest)
	f.must(err)
	f.must(f.commit(t.Context(), func(c *change) error {
		var rec documentRecord
		if _, err := read(c.tx, bucketDocuments, content, &rec); err != nil {
			return err
		}
		var old archive.ReportSummary
		if _, err := read(c.tx, bucketReports, rec.ReportKey, &old); err != nil {
			return err
		}
		old.Published, old.Division = "", ""
		return write(c.tx, bucketReports, rec.ReportKey, old)
	}))
	f.reparse("2", map[string]*archive.AnnualReport{"text": r}, Reparsed{Documents: 1})
	all, err := f.Reports(t.Context())
	f.must(err)
	if len(all) != 1 || all[0].Published != "2025-01-09" || all[0].Division != "610204" {
		t.Errorf("got %+v", all)
	}
}

// many makes n documents with a report each.
func (f *fixture) many(n int) {
	f.t.Helper()
	for i := range n {
		f.begin("qd", page(fmt.Sprintf("http://a.gov.cn/%d", i), 1))
		f.fetch("qd", fmt.Sprint(i))
		f.extract(fmt.Sprint("text ", i), &archive.AnnualReport{Issuer: "甲", Year: archive.OptionalYear(2000 + i)})
	}
}

func TestParsingAnewGoesOnWhereItWasInterrupted(t *testing.T) {
	f := newFixture(t)
	const n = 2*reparsed + 5
	f.many(n)
	ctx, cancel := context.WithCancel(t.Context())
	parse := func(_ string, d *archive.Document) (*archive.AnnualReport, error) {
		return &archive.AnnualReport{Issuer: "乙", Title: archive.OptionalText(d.Text)}, nil
	}
	first, err := f.Reparse(ctx, "2", parse, func(Reparsed) { cancel() })
	if !errors.Is(err, context.Canceled) || first.Documents != reparsed {
		t.Fatalf("got %+v, %v", first, err)
	}
	if version, whole, err := f.Parser(t.Context()); version != "2" || whole || err != nil {
		t.Errorf("parser: got %q, whole %v, %v", version, whole, err)
	}
	second, err := f.Reparse(t.Context(), "2", parse, func(Reparsed) {})
	if want := (Reparsed{Documents: n - reparsed, Changed: n - reparsed}); err != nil || second != want {
		t.Errorf("got %+v, %v; want %+v", second, err, want)
	}
	for _, r := range f.each(ReportQuery{}) {
		if r != "乙 0 true qd" {
			t.Fatalf("got %q", r)
		}
	}
}

func TestReportsWhoseDocumentsAreDamagedAreCountedAsThoseOfAnEarlierParser(t *testing.T) {
	f := newFixture(t)
	f.many(3)
	rec, err := f.documentRecord(t.Context(), archive.DigestOf([]byte("text 1")))
	f.must(err)
	flip := func() {
		file := filepath.Join(f.dir, filepath.FromSlash(rec.Record.File))
		if _, err := os.Stat(file); err != nil {
			file += ".open"
		}
		b, err := os.ReadFile(file)
		f.must(err)
		b[rec.Record.Offset+rec.Record.Length/2] ^= 0xff
		f.must(os.WriteFile(file, b, 0o644))
	}
	for version, want := range []int{0, 1, 1, 0} {
		if version == 1 || version == 3 {
			flip()
		}
		done, err := f.Reparse(t.Context(), fmt.Sprint(version+2), func(string, *archive.Document) (*archive.AnnualReport, error) {
			return &archive.AnnualReport{Issuer: archive.OptionalText(fmt.Sprint(version))}, nil
		}, func(Reparsed) {})
		if stale, staleErr := f.Stale(t.Context()); err != nil || staleErr != nil || stale != want || done.Damaged != want {
			t.Errorf("parser %d: got %d, %v of %+v, %v; want %d", version+2, stale, staleErr, done, err, want)
		}
	}
}

func TestNoTwoParsersShareAnArchive(t *testing.T) {
	f := newFixture(t)
	const n = reparsed + 5
	f.many(n)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	for i, step := range []struct {
		version string
		ctx     context.Context
		done    int
	}{{"1", t.Context(), n}, {"2", ctx, reparsed}, {"1", t.Context(), n}, {"2", t.Context(), n}} {
		done, err := f.Reparse(step.ctx, step.version, func(string, *archive.Document) (*archive.AnnualReport, error) {
			return &archive.AnnualReport{Issuer: archive.OptionalText(step.version)}, nil
		}, func(Reparsed) {
			if step.ctx == ctx {
				cancel()
			}
		})
		if (err != nil) != (step.ctx == ctx) || done.Documents != step.done {
			t.Errorf("step %d, parser %s: got %+v, %v; want %d documents", i, step.version, done, err, step.done)
		}
	}
}

func TestDocumentsThatARepairRestoredAreParsedAnewFromTheFirst(t *testing.T) {
	f := newFixture(t)
	const n = reparsed + 5
	f.many(n)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	parse := func(string, *archive.Document) (*archive.AnnualReport, error) { return nil, nil }
	if _, err := f.Reparse(ctx, "2", parse, func(Reparsed) { cancel() }); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	f.must(f.db.Update(func(tx *bbolt.Tx) error {
		k, _ := bucketDocuments.in(tx).Cursor().First()
		return bucketDocuments.in(tx).Delete(k)
	}))
	_, err := f.Verify(t.Context(), VerifyOptions{Repair: true})
	f.must(err)
	if done, err := f.Reparse(t.Context(), "2", parse, func(Reparsed) {}); err != nil || done.Documents != n {
		t.Errorf("got %+v, %v; want %d documents", done, err, n)
	}
}
