package store

import (
	"bytes"
	"context"
	"fmt"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"gongkai/archive"
)

// catalog fills an archive's index with n captures of n/4 URLs on 1,000 hosts.
// Their records do not exist.
func catalog(b *testing.B, n int) *fixture {
	b.Helper()
	f := &fixture{t: b, dir: b.TempDir(), now: time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)}
	f.open(nil)
	for from := 0; from < n; from += 50_000 {
		f.must(f.db.Update(func(tx *bbolt.Tx) error {
			for i := from; i < min(n, from+50_000); i++ {
				url := fmt.Sprintf("http://www.h%03d.gov.cn/zwgk/art/2026/3/%07d.html", i/4*1000/(n/4)%1000, i/4)
				s, err := surtOf(url)
				if err != nil {
					return err
				}
				c := archive.Capture{
					URL: url, Portal: "qd", Kind: archive.KindPage, Time: f.now.Add(time.Duration(i%4) * 24 * time.Hour), Status: 200, MediaType: "text/html; charset=utf-8",
					Payload: archive.DigestOf([]byte(url)), Length: 30_000, RecordID: fmt.Sprintf("<urn:uuid:%036d>", i), Anchor: "2025年政府信息公开工作年度报告",
					Record: archive.Location{File: "warc/2026/03/gongkai-20260301080000000-00000-vm.warc.gz", Offset: int64(i) * 9000, Length: 9000},
				}
				if err := write(tx, bucketCaptures, captureKey(s, stamp(c.Time)), c); err != nil {
					return err
				}
			}
			return nil
		}))
	}
	f.must(f.Close())
	return f
}

const million = 1_000_000

// BenchmarkCatalog opens an archive of a million captures and finds those of one
// URL, lists its hosts, and the URLs of one of them.
func BenchmarkCatalog(b *testing.B) {
	f := catalog(b, million)
	ctx := context.Background()
	b.Run("open and find", func(b *testing.B) {
		for b.Loop() {
			s, err := OpenRead(f.dir)
			f.must(err)
			found, err := s.Find(ctx, "http://www.h500.gov.cn/zwgk/art/2026/3/0125000.html")
			f.must(err)
			if len(found) != 4 {
				b.Fatalf("found %d captures, want 4", len(found))
			}
			f.must(s.Close())
		}
	})
	s, err := OpenRead(f.dir)
	f.must(err)
	defer s.Close()
	b.Run("list 1000 hosts", func(b *testing.B) {
		for b.Loop() {
			if all, err := s.Authorities(ctx); err != nil || len(all) != 1000 {
				b.Fatalf("got %d hosts, %v", len(all), err)
			}
		}
	})
	b.Run("list 250 URLs", func(b *testing.B) {
		for b.Loop() {
			if held, err := s.Below(ctx, "cn,gov,h500,www)/", "", 500); err != nil || len(held) != 250 {
				b.Fatalf("got %d URLs, %v", len(held), err)
			}
		}
	})
}

func TestBelowAndAuthoritiesListWhatIsArchived(t *testing.T) {
	f := threeDays(t)
	ctx := context.Background()
	hosts, err := f.Authorities(ctx)
	f.must(err)
	if got := fmt.Sprint(hosts); got != "["+urlA+" http://c.gov.cn/]" {
		t.Errorf("hosts: got %s", got)
	}
	f.now = f.now.Add(time.Hour)
	list := func(prefix, after archive.SURT, max int) string {
		t.Helper()
		held, err := f.Below(ctx, prefix, after, max)
		f.must(err)
		var b bytes.Buffer
		for _, h := range held {
			fmt.Fprintf(&b, "%s×%d ", h.URL, h.Captures)
		}
		return b.String()
	}
	all := urlA + "×1 " + urlA2 + "×1 " + urlA3 + "×1 "
	for name, c := range map[string]struct{ got, want string }{
		"a host":           {list("cn,gov,a)/", "", 10), all},
		"the first of it":  {list("cn,gov,a)/", "", 1), urlA + "×1 "},
		"the next":         {list("cn,gov,a)/", "cn,gov,a)/1", 1), urlA2 + "×1 "},
		"behind the last":  {list("cn,gov,a)/", "cn,gov,a)/3", 1), ""},
		"a path":           {list("cn,gov,a)/2", "", 10), urlA2 + "×1 "},
		"all hosts":        {list("", "", 10), all + "http://c.gov.cn/×1 "},
		"what is not here": {list("cn,gov,b)", "", 10), ""},
	} {
		if c.got != c.want {
			t.Errorf("%s: got %s, want %s", name, c.got, c.want)
		}
	}
}

func TestTheHeadAndTheDocumentOfACaptureAreFound(t *testing.T) {
	f := newFixture(t)
	ctx := context.Background()
	f.begin("qd", page(urlA, 9), page(urlA2, 8))
	c := f.fetch("qd", "text")
	f.extract("what is in it", nil)
	unread := f.fetch("qd", "other")
	f.must(f.EndCrawl(ctx, "qd", "done"))
	line, header, err := f.Head(ctx, c)
	f.must(err)
	if line != "HTTP/1.1 200 Answer" || header.Get("Content-Type") != "text/html" {
		t.Errorf("head: got %q, %v", line, header)
	}
	d, err := f.DocumentOf(ctx, c)
	f.must(err)
	if d == nil || d.Text != "what is in it" {
		t.Errorf("document: got %+v", d)
	}
	if d, err := f.DocumentOf(ctx, unread); d != nil || err != nil {
		t.Errorf("document of what was not read: got %+v, %v", d, err)
	}
	c.RecordID = "<urn:uuid:other>"
	if _, _, err := f.Head(ctx, c); err == nil {
		t.Error("the head of another record was taken for the capture's")
	}
}
