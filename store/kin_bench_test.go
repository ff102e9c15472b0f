package store

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"gongkai/archive"
	"gongkai/internal/likeness"
)

// BenchmarkDedup enters documents in an archive that has them compared with all
// that it has, and tells the anonymous memory that it takes at the most. Every
// tenth is a version of one before, and a twentieth has no issuer that could be
// read. GONGKAI_BENCH_DOCUMENTS is how many; 100,000 without it.
//
//	GONGKAI_BENCH_DOCUMENTS=1000000 go test -run '^$' -bench Dedup -benchtime 1x ./store
func BenchmarkDedup(b *testing.B) {
	total := 100_000
	if n, err := strconv.Atoi(os.Getenv("GONGKAI_BENCH_DOCUMENTS")); err == nil {
		total = n
	}
	for b.Loop() {
		dedup(b, total)
	}
}

const dedupBatch = 200 // documents in a transaction

func dedup(b *testing.B, total int) {
	s, err := Open(b.TempDir(), Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	s.db.NoSync = true // the disk of a test machine is not what is measured
	dice := rand.New(rand.NewPCG(1, 2))
	linked, most := 0, int64(0)
	start := time.Now()
	for done := 0; done < total; {
		err := s.commit(context.Background(), func(c *change) error {
			for n := range dedupBatch {
				key, k := benchSketch(dice, done+n)
				content, err := raw(archive.DigestOf(key))
				if err != nil {
					return err
				}
				l, err := c.relate(content, documentRecord{Portal: k.Portal, sketch: k})
				if err != nil {
					return err
				}
				if l.novelty != archive.NoveltyNew {
					linked++
				}
				if err := c.sketch(content, k); err != nil {
					return err
				}
				if err := write(c.tx, bucketDocuments, content, documentRecord{Portal: k.Portal}); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
		done += dedupBatch
		if most = max(most, anonymous()); done%(total/10) == 0 {
			b.Logf("%d documents: %d linked, at most %d MB, %.0f s", done, linked, most>>20, time.Since(start).Seconds())
		}
	}
	b.ReportMetric(float64(most>>20), "MB-anonymous")
	b.ReportMetric(float64(linked)/float64(total), "linked/document")
	b.ReportMetric(float64(time.Since(start).Microseconds())/float64(total), "µs/document")
}

// benchSketch returns the sketch of the nth document: of one of as many issuers
// as there are in a country, over the years.
func benchSketch(dice *rand.Rand, n int) (key []byte, k likeness.Sketch) {
	which, version := n, 0
	if n%10 == 9 {
		which, version = n-9, n
	}
	own := rand.New(rand.NewPCG(uint64(which), 3))
	words := []string{"主动公开政府信息工作", "依申请公开办理情况", "政府信息管理制度", "平台建设成效明显", "监督保障措施有力", "存在的问题与不足", "改进的具体措施"}
	var text strings.Builder
	for range 30 {
		fmt.Fprintf(&text, "%s%d", words[own.IntN(len(words))], own.IntN(1000))
	}
	report := &archive.AnnualReport{Year: archive.OptionalYear(2008 + which%18), Issuer: archive.OptionalText(fmt.Sprintf("第%d县民政局", which/18))}
	for i := range 30 {
		v := own.IntN(500)
		if version > 0 && i == version%30 {
			v += 1000
		}
		report.Cells = append(report.Cells, archive.ReportCell{Table: "t3", Row: strconv.Itoa(i), Column: "total", State: archive.CellNumber, Value: archive.Number(strconv.Itoa(v))})
	}
	if dice.IntN(20) == 0 {
		report.Issuer = ""
	}
	doc := &archive.Document{Blocks: []archive.Passage{{Type: archive.PassageParagraph, Text: text.String()}}}
	return fmt.Append(nil, n), likeness.Of("portal"+strconv.Itoa(which/1000), doc, report)
}

// anonymous returns the anonymous memory of the process, which is all of it but
// the files that are mapped.
func anonymous() int64 {
	b, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(b)) {
		var kilobytes int64
		if n, _ := fmt.Sscanf(line, "RssAnon: %d kB", &kilobytes); n == 1 {
			return kilobytes << 10
		}
	}
	return 0
}
