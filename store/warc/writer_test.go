package warc

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"

	"gongkai/archive"
)

// scrambled is a body of blocks of random bytes.
type scrambled struct{ blocks [16][64 << 10]byte }

func newScrambled() *scrambled {
	s := &scrambled{}
	r := rand.NewChaCha8([32]byte{1})
	for i := range s.blocks {
		r.Read(s.blocks[i][:])
	}
	return s
}

func (s *scrambled) ReadAt(p []byte, off int64) (int, error) {
	n := 0
	for n < len(p) {
		at := off + int64(n)
		block := &s.blocks[at/(64<<10)%int64(len(s.blocks))]
		n += copy(p[n:], block[at%(64<<10):])
	}
	return n, nil
}

// large returns an exchange of size bytes that do not compress.
func large(size int64) archive.Exchange {
	x := page(0)
	x.Response, x.Size, x.HeadSize, x.Payload = newScrambled(), size, 0, ""
	return x
}

func TestALargeResponseCostsLittleMemory(t *testing.T) {
	const size = 32 << 20
	root := t.TempDir()
	w := open(t, root, Options{})
	x := large(size)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	written := write(t, w, x)
	runtime.ReadMemStats(&after)
	if got := after.TotalAlloc - before.TotalAlloc; got > 20<<20 {
		t.Errorf("allocated %d MB in all, want at most 20", got>>20)
	}
	if written.Record.Length < size {
		t.Fatalf("record of %d bytes: the body was meant not to compress", written.Record.Length)
	}
	closeWriter(t, w)

	rec, err := NewReader(root).Record(written.Record)
	if err != nil {
		t.Fatal(err)
	}
	defer rec.Close()
	sum := sha256.New()
	runtime.ReadMemStats(&before)
	n, err := io.Copy(sum, rec.Content)
	runtime.ReadMemStats(&after)
	if err != nil || n != size {
		t.Fatalf("read %d bytes, %v; want %d", n, err, size)
	}
	if got, want := string(archive.DigestFromSum(sum.Sum(nil))), rec.Header.Value("WARC-Block-Digest"); got != want {
		t.Errorf("digest: got %s, want %s", got, want)
	}
	if got := after.TotalAlloc - before.TotalAlloc; got > 20<<20 {
		t.Errorf("reading allocated %d MB in all, want at most 20", got>>20)
	}
}

func TestNothingStaysInTheSpool(t *testing.T) {
	root := t.TempDir()
	w := open(t, root, Options{})
	for _, size := range []int64{spoolMemory - 1000, spoolMemory, 3*spoolMemory + 1} {
		write(t, w, large(size))
	}
	closeWriter(t, w)
	if names := files(t, filepath.Join(root, "spool")); len(names) > 0 {
		t.Errorf("spool: got %v, want nothing", names)
	}
	if got := len(scanAll(t, root)); got != 10 {
		t.Errorf("records: got %d, want 10", got)
	}
}

func TestManyWritersMakeOneOrderedFile(t *testing.T) {
	root := t.TempDir()
	w := open(t, root, Options{RotateAt: 20_000})
	const writers, each = 8, 25
	var mu sync.Mutex
	known := map[archive.Location]string{}
	var all sync.WaitGroup
	for i := range writers {
		all.Go(func() {
			for j := range each {
				written, err := w.WriteExchange(page(i*each+j), archive.RevisitNone, nil)
				if err == nil && j%5 == 0 {
					err = w.Sync(context.Background())
				}
				if err != nil {
					t.Error(err)
				}
				mu.Lock()
				known[written.Record] = written.RecordID
				mu.Unlock()
			}
		})
	}
	all.Wait()
	closeWriter(t, w)
	seen := scanAll(t, root)
	last := ""
	for _, s := range seen {
		switch s.kind {
		case "response":
			if known[s.loc] != s.id {
				t.Errorf("%v: got %s, want %s", s.loc, s.id, known[s.loc])
			}
			delete(known, s.loc)
			last = s.id
		case "request", "metadata":
			if got := s.header.Value("WARC-Concurrent-To"); got != last {
				t.Errorf("%s belongs to %s, want %s before it", s.kind, got, last)
			}
		}
	}
	if len(known) > 0 {
		t.Errorf("not found in the files: %v", known)
	}
}

func TestAFullFileIsFollowedByAnother(t *testing.T) {
	root := t.TempDir()
	w := open(t, root, Options{RotateAt: 3000})
	for i := range 12 {
		write(t, w, page(i))
	}
	if err := w.Sync(context.Background()); err != nil {
		t.Fatal(err)
	}
	closed, opened := 0, 0
	for _, name := range files(t, root) {
		info, err := os.Stat(filepath.Join(root, name))
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(name, suffixOpen) {
			opened++
			continue
		}
		closed++
		if info.Size() < 3000 || info.Size() > 5000 {
			t.Errorf("%s: got %d bytes, want 3000 and at most an exchange more", name, info.Size())
		}
	}
	if closed < 2 || opened != 1 {
		t.Errorf("got %d closed files and %d open, want several and one", closed, opened)
	}
	closeWriter(t, w)
	infoID, ids := "", map[string]bool{}
	for _, s := range scanAll(t, root) {
		if ids[s.id] {
			t.Errorf("id %s is there twice", s.id)
		}
		ids[s.id] = true
		if s.loc.Offset == 0 {
			if s.kind != "warcinfo" || s.header.Value("WARC-Filename") != filepath.Base(s.loc.File) {
				t.Errorf("%s begins with %v", s.loc.File, s.header)
			}
			infoID = s.id
		} else if got := s.header.Value("WARC-Warcinfo-ID"); got != infoID {
			t.Errorf("%v: warcinfo id %s, want %s", s.loc, got, infoID)
		}
	}
}

func TestAnotherWriterInTheSameMillisecondTakesAnotherName(t *testing.T) {
	root := t.TempDir()
	for i := range 3 {
		w := open(t, root, Options{})
		write(t, w, page(i))
		closeWriter(t, w)
		if got := len(files(t, root)); got != i+1 {
			t.Fatalf("files: got %d, want %d", got, i+1)
		}
	}
}

func TestAClosedWriterWritesNothing(t *testing.T) {
	root := t.TempDir()
	w := open(t, root, Options{})
	closeWriter(t, w)
	if _, err := w.WriteExchange(page(1), archive.RevisitNone, nil); !errors.Is(err, os.ErrClosed) {
		t.Errorf("got %v, want %v", err, os.ErrClosed)
	}
	if err := errors.Join(w.Close(), w.Sync(context.Background())); err != nil {
		t.Error(err)
	}
	if names := files(t, root); len(names) > 0 {
		t.Errorf("files: got %v, want none", names)
	}
}

// meanwhile is a response during whose reading something else happens, once.
type meanwhile struct {
	io.ReaderAt
	once sync.Once
	do   func()
}

func (m *meanwhile) ReadAt(p []byte, off int64) (int, error) {
	m.once.Do(m.do)
	return m.ReaderAt.ReadAt(p, off)
}

func TestAFileThatFillsUpMeanwhileTakesTheExchangeAllTheSame(t *testing.T) {
	root := t.TempDir()
	w := open(t, root, Options{RotateAt: 3000})
	x := page(0)
	var first, last Written
	x.Response = &meanwhile{ReaderAt: x.Response, do: func() {
		first = write(t, w, page(1))
		for i := range 9 {
			last = write(t, w, page(2+i))
		}
		if err := w.Sync(context.Background()); err != nil {
			t.Error(err)
		}
	}}
	written := write(t, w, x)
	if last.Record.File == first.Record.File {
		t.Fatal("the file was meant to fill up")
	}
	if written.Record.File != first.Record.File || written.Record.Offset < 3000 {
		t.Errorf("got %v, want it at the end of %s", written.Record, first.Record.File)
	}
	closeWriter(t, w)
	if got, want := len(scanAll(t, root)), 3*11+len(files(t, root)); got != want {
		t.Errorf("records: got %d, want %d", got, want)
	}
}

func TestAnExchangeFailsWhenTheWriterIsClosedMeanwhile(t *testing.T) {
	root := t.TempDir()
	w := open(t, root, Options{})
	write(t, w, page(1))
	x := page(2)
	x.Response = &meanwhile{ReaderAt: x.Response, do: func() { closeWriter(t, w) }}
	if _, err := w.WriteExchange(x, archive.RevisitNone, nil); !errors.Is(err, os.ErrClosed) {
		t.Errorf("got %v, want %v", err, os.ErrClosed)
	}
	if got, want := kinds(scanAll(t, root)), "warcinfo response request metadata"; got != want {
		t.Errorf("records: got %q, want %q", got, want)
	}
}

func TestAFolderOutsideOfTheDataDirectoryIsRefused(t *testing.T) {
	for _, dir := range []string{"", "../warc", "/warc", "a/../../b"} {
		if _, _, err := Open(t.TempDir(), dir, Options{}); err == nil {
			t.Errorf("%q: got no error", dir)
		}
	}
}

func BenchmarkWriteExchange(b *testing.B) {
	for _, size := range []int{200, 20 << 10} {
		b.Run(fmt.Sprintf("%d byte pages", size), func(b *testing.B) {
			w, _, err := Open(b.TempDir(), "warc", Options{})
			if err != nil {
				b.Fatal(err)
			}
			defer w.Close()
			body := strings.Repeat("<li><a href=\"/art/2026/3/31/art_1_2.html\">政府信息公开工作年度报告</a></li>\n", size/100+1)
			x := exchange("http://www.qingdu.gov.cn/", "HTTP/1.1 200 OK\r\n\r\n", body)
			b.ReportAllocs()
			for b.Loop() {
				if _, err := w.WriteExchange(x, archive.RevisitNone, nil); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(3*float64(b.N)/b.Elapsed().Seconds(), "records/s")
		})
	}
}
