package pdf

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// BenchmarkRead tells the processor time of a page, which other work on the
// machine doesn't lengthen: as it is drawn, and as it is read with its layout.
func BenchmarkRead(b *testing.B) {
	for _, kind := range []string{"plain", "written", "chromium-plain"} {
		files, err := filepath.Glob("../testdata/corpus/*." + kind + ".pdf")
		if err != nil || len(files) == 0 {
			b.Fatalf("got the files %v: %v", files, err)
		}
		var bodies [][]byte
		for _, file := range files {
			body, err := os.ReadFile(file)
			if err != nil {
				b.Fatal(err)
			}
			bodies = append(bodies, body)
		}
		b.Run(kind, func(b *testing.B) {
			b.ReportAllocs()
			pages := 0
			var drawn, read time.Duration
			for b.Loop() {
				for _, body := range bodies {
					start := processorTime(b)
					got, err := open(context.Background(), bytes.NewReader(body), int64(len(body)), nil)
					if err != nil {
						b.Fatal(err)
					}
					pages += len(got.pages)
					between := processorTime(b)
					if _, err := Read(context.Background(), bytes.NewReader(body), int64(len(body))); err != nil {
						b.Fatal(err)
					}
					drawn += between - start
					read += processorTime(b) - between
				}
			}
			b.ReportMetric(float64(drawn.Microseconds())/1000/float64(pages), "ms-drawn/page")
			b.ReportMetric(float64(read.Microseconds())/1000/float64(pages), "ms-read/page")
		})
	}
}

func processorTime(tb testing.TB) time.Duration {
	tb.Helper()
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		tb.Fatal(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}
