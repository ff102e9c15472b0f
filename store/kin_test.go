package store

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"gongkai/archive"
	"gongkai/internal/likeness"
)

// told is a report of an issuer with a figure, and a text that is long enough to
// be compared.
func told(f *fixture, e archive.Extraction, issuer string, year int, figure archive.Number, extra string) archive.Extracted {
	text := strings.Repeat("本机关认真落实政府信息公开条例，", 3) + issuer + "主动公开政府信息，规范办理依申请公开，完善平台建设，加强监督保障。存在的问题和改进情况如下。" + extra
	doc := archive.Document{
		Schema: archive.DocumentSchema, PayloadDigest: e.Payload, ContentDigest: archive.DigestOf(fmt.Append(nil, year, text, figure)),
		Text: text, Blocks: []archive.Passage{{Type: archive.PassageParagraph, Text: text}},
	}
	report := &archive.AnnualReport{Issuer: archive.OptionalText(issuer), Year: archive.OptionalYear(year)}
	for _, row := range []string{"a", "b", "c"} {
		report.Cells = append(report.Cells, archive.ReportCell{Table: "t3", Row: row, Column: "total", State: archive.CellNumber, Value: figure})
	}
	return archive.Extracted{Extraction: e, Documents: []archive.Document{doc}, Reports: []*archive.AnnualReport{report}}
}

func TestWhatADocumentIsToThoseThatAreKnown(t *testing.T) {
	f := newFixture(t)
	if _, err := f.Liken(t.Context()); err != nil {
		t.Fatal(err)
	}
	var pages []archive.Visit
	for _, name := range []string{"1", "2", "3", "4", "5"} {
		pages = append(pages, page("http://a.gov.cn/"+name, 9))
	}
	f.begin("qd", pages...)
	var digests []archive.Digest
	for i, c := range []struct {
		issuer, extra string
		year          int
		figure        archive.Number
		want          archive.Novelty
	}{
		{"青渡县民政局", "", 2023, "7", archive.NoveltyNew},
		{"青渡县水利局", "", 2023, "7", archive.NoveltyNew},
		{"青渡县民政局", "", 2022, "7", archive.NoveltyNew},
		{"青渡县民政局", "打印本页", 2023, "7", archive.NoveltyNearDuplicate},
		{"青渡县民政局", "", 2023, "8", archive.NoveltyVersion},
	} {
		f.now = f.now.Add(time.Hour)
		f.fetch("qd", strings.Repeat("x", i+1))
		due, err := f.ClaimExtractions(t.Context(), 1)
		f.must(err)
		e := told(f, due[0], c.issuer, c.year, c.figure, c.extra)
		got, err := f.SettleExtraction(t.Context(), e)
		f.must(err)
		if got[0] != c.want {
			t.Errorf("%s of %d with %s%s: got %s, want %s", c.issuer, c.year, c.figure, c.extra, got[0], c.want)
		}
		digests = append(digests, e.Documents[0].ContentDigest)
	}
	if p, err := f.Provenance(t.Context(), digests[4]); err != nil || p.Previous != digests[3] {
		t.Errorf("the version before: got %s, %v; want %s", p.Previous, err, digests[3])
	}
	want := map[archive.Digest]likeness.Relation{digests[3]: likeness.NearDuplicate, digests[4]: likeness.Version}
	check := func() {
		t.Helper()
		kin, err := f.Kin(t.Context(), digests[0])
		f.must(err)
		for _, k := range kin {
			if want[k.Document] != k.Relation {
				t.Errorf("got %+v, want %v", k, want)
			}
		}
		if len(kin) != len(want) {
			t.Errorf("got %d kin, want %d", len(kin), len(want))
		}
	}
	check()

	// An archive that was made before documents were compared.
	f.must(f.db.Update(func(tx *bbolt.Tx) error {
		for _, b := range []bucket{bucketSketches, bucketAlike} {
			if err := tx.DeleteBucket([]byte(b)); err != nil {
				return err
			}
		}
		return bucketMeta.in(tx).Delete(keyLikeness)
	}))
	f.reopen()
	if n, err := f.Liken(t.Context()); n != 5 || err != nil {
		t.Errorf("compared %d documents anew, %v; want 5", n, err)
	}
	check()
}
