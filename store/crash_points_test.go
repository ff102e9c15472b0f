package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"gongkai/archive"
)

const crashOperation = "GONGKAI_TEST_CRASH_OPERATION" // "number share": the how-manieth, and how much of it is done

// stages takes two pages through all stages, and calls settled after each that
// was settled. It ends at the first error.
func stages(s *Store, now time.Time, settled func(string)) error {
	ctx := context.Background()
	f := &fixture{Store: s, now: now}
	if _, err := s.BeginCrawl(ctx, archivePortal(), []archive.Visit{page(urlA, 2), page(urlB, 1)}); err != nil {
		return err
	}
	for range 2 {
		leases, _, err := s.Claim(ctx, []string{"qd"}, f.now, time.Minute, 1, nil)
		if err != nil {
			return err
		}
		if len(leases) == 0 {
			break
		}
		l := leases[0]
		c, err := s.Record(ctx, f.exchange(l.Visit, strings.Repeat("body of "+l.Visit.URL, 200)))
		if err != nil {
			return errors.Join(err, s.Release(l))
		}
		o := f.outcome(l, archive.ResultCaptured)
		o.Capture, o.Extract = &c, true
		if err := s.Settle(ctx, o); err != nil {
			return err
		}
		settled("capture")
	}
	for {
		due, err := s.ClaimExtractions(ctx, 1)
		if err != nil || len(due) == 0 {
			return err
		}
		text := strings.Repeat("年度报告"+due[0].Capture.URL, 50)
		_, err = s.SettleExtraction(ctx, archive.Extracted{
			Extraction: due[0],
			Documents:  []archive.Document{{PayloadDigest: due[0].Payload, ContentDigest: archive.DigestOf([]byte(text)), Text: text}},
			Reports:    []*archive.AnnualReport{{Issuer: archive.OptionalText(due[0].Capture.URL), Year: 2024}},
			Sinks:      subscriptions("parser"),
		})
		if err != nil {
			return err
		}
		settled("document")
	}
}

// failing is a disk on which one operation, counted from 1, goes wrong.
func failing(at int, fail func(bytes int) (int, error)) func(string, int) (int, error) {
	n := 0
	return func(_ string, bytes int) (int, error) {
		if n++; n == at {
			return fail(bytes)
		}
		return bytes, nil
	}
}

func workUntil(dir, at string) {
	var number int
	var share float64
	if _, err := fmt.Sscan(at, &number, &share); err != nil {
		panic(err)
	}
	now := time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)
	var dying bool
	s, err := Open(dir, Options{RotateAt: 1, Now: func() time.Time { return now }, Disk: failing(number, func(bytes int) (int, error) {
		dying = true
		go func() { // once the part is written
			_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
		}()
		if share == 0 {
			select {}
		}
		return int(float64(bytes) * share), syscall.EIO
	})})
	if err != nil {
		panic(err)
	}
	err = stages(s, now, func(what string) { fmt.Println(what) })
	if dying {
		select {}
	}
	if err != nil {
		panic(err)
	}
	fmt.Println("closing")
	if err := s.Close(); dying || err != nil {
		select {}
	}
}

// lost checks that an archive has what was settled, and gets the rest.
func lost(t *testing.T, dir string, told []string) {
	t.Helper()
	f := &fixture{t: t, dir: dir, now: time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)}
	f.open(nil)
	defer f.Close()
	f.verify()
	f.now = f.now.Add(time.Minute) // hosts rest after a crash
	captures, documents := 0, 0
	for _, what := range told {
		switch what {
		case "capture":
			captures++
		case "document":
			documents++
		}
	}
	if got := f.totals(); got.Captures < captures || got.Documents < documents {
		t.Errorf("got %+v, and %v were settled", got, told)
	}
	f.must(stages(f.Store, f.now, func(string) {}))
	if got := f.totals(); got.Captures != 2 || got.Documents != 2 || got.Unread != 0 || got.Owed != 2 {
		t.Errorf("after the rest: got %+v, want 2 captures and documents", got)
	}
	f.verify()
}

// operations returns the operations that stages takes, with files that are full
// after an exchange, so that each is closed, named and indexed.
func operations(t *testing.T) []string {
	t.Helper()
	var all []string
	now := time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)
	s, err := Open(t.TempDir(), Options{RotateAt: 1, Now: func() time.Time { return now }, Disk: func(operation string, bytes int) (int, error) {
		all = append(all, operation)
		return bytes, nil
	}})
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(stages(s, now, func(string) {}), s.Close()); err != nil {
		t.Fatal(err)
	}
	for operation, least := range map[string]int{"write": 8, "sync": 4, "rename": 4, "index": 2, "commit": 7, "manifest": 1} {
		if n := strings.Count(strings.Join(all, " "), operation); n < least {
			t.Fatalf("got %d times %s in %q, want at least %d", n, operation, all, least)
		}
	}
	return all
}

func TestNothingSettledIsLostWhicheverOperationIsTheLast(t *testing.T) {
	for i, operation := range operations(t) {
		shares := []float64{0}
		if operation == "write" || operation == "manifest" {
			shares = []float64{0, 0.5, 1}
		}
		for _, share := range shares {
			t.Run(fmt.Sprintf("operation %d, %s, %g of it done", i+1, operation, share), func(t *testing.T) {
				t.Parallel()
				dir := t.TempDir()
				cmd := exec.Command(os.Args[0])
				cmd.Env = slices.Concat(os.Environ(), []string{crashDir + "=" + dir, fmt.Sprintf("%s=%d %g", crashOperation, i+1, share)})
				out, err := cmd.Output()
				if state, ok := cmd.ProcessState.Sys().(syscall.WaitStatus); !ok || state.Signal() != syscall.SIGKILL {
					t.Fatalf("got %v, want the process to be killed: %s", err, out)
				}
				lost(t, dir, strings.Fields(string(out)))
			})
		}
	}
}

func TestNothingSettledIsLostWhicheverOperationFindsTheDiskFull(t *testing.T) {
	for i, operation := range operations(t) {
		t.Run(fmt.Sprintf("operation %d, %s", i+1, operation), func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			now := time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)
			s, err := Open(dir, Options{RotateAt: 1, Now: func() time.Time { return now }, Disk: failing(i+1, func(bytes int) (int, error) { return bytes / 2, syscall.ENOSPC })})
			if err != nil {
				t.Fatal(err)
			}
			var told []string
			err = stages(s, now, func(what string) { told = append(told, what) })
			err = errors.Join(err, s.Close())
			if err != nil && !errors.Is(err, syscall.ENOSPC) {
				t.Errorf("got %v, want what the disk says", err)
			}
			lost(t, dir, told)
		})
	}
}

// committed is a transaction: the archive before it was written, and the
// database afterwards.
type committed struct {
	dir   string
	told  []string // what was settled before
	after []byte
}

// commits returns the transactions of stages.
func commits(t *testing.T) []committed {
	t.Helper()
	dir, now := t.TempDir(), time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)
	var all []committed
	var told []string
	written := func() { // the last transaction, if there was one
		if n := len(all); n > 0 && all[n-1].after == nil {
			var err error
			if all[n-1].after, err = os.ReadFile(filepath.Join(dir, "gongkai.db")); err != nil {
				t.Error(err)
			}
		}
	}
	s, err := Open(dir, Options{Now: func() time.Time { return now }, Disk: func(operation string, bytes int) (int, error) {
		written()
		if operation == "commit" {
			c := committed{dir: t.TempDir(), told: slices.Clone(told)}
			if err := os.CopyFS(c.dir, os.DirFS(dir)); err != nil {
				t.Error(err)
			}
			all = append(all, c)
		}
		return bytes, nil
	}})
	if err != nil {
		t.Fatal(err)
	}
	err = stages(s, now, func(what string) { written(); told = append(told, what) })
	if err := errors.Join(err, s.Close()); err != nil {
		t.Fatal(err)
	}
	return all
}

func TestNothingSettledIsLostWhereverATransactionIsCut(t *testing.T) {
	size := os.Getpagesize()
	for i, c := range commits(t) {
		path := filepath.Join(c.dir, "gongkai.db")
		before, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		grown := append(before, make([]byte, max(0, len(c.after)-len(before)))...)
		var pages, metas []int // that the transaction wrote
		for at := 0; at < len(c.after); at += size {
			switch {
			case bytes.Equal(grown[at:at+size], c.after[at:at+size]):
			case at < 2*size:
				metas = append(metas, at)
			default:
				pages = append(pages, at)
			}
		}
		if len(pages) == 0 || len(metas) != 1 {
			t.Fatalf("transaction %d wrote the pages %v and the metas %v, want some, and one", i, pages, metas)
		}
		for name, cut := range map[string]func(db []byte){
			"grown":                  func([]byte) {},
			"half of the pages":      func(db []byte) { copyPages(db, c.after, pages[:len(pages)/2], size) },
			"all pages and no meta":  func(db []byte) { copyPages(db, c.after, pages, size) },
			"a part of the meta too": func(db []byte) { copyPages(db, c.after, pages, size); copyPages(db, c.after, metas, 64) },
		} {
			t.Run(fmt.Sprintf("transaction %d, %s", i+1, name), func(t *testing.T) {
				t.Parallel()
				dir := t.TempDir()
				db := bytes.Clone(grown)
				cut(db)
				if err := errors.Join(os.CopyFS(dir, os.DirFS(c.dir)), os.WriteFile(filepath.Join(dir, "gongkai.db"), db, 0o644)); err != nil {
					t.Fatal(err)
				}
				lost(t, dir, c.told)
			})
		}
	}
}

// copyPages copies the first n bytes of pages.
func copyPages(to, from []byte, pages []int, n int) {
	for _, at := range pages {
		copy(to[at:at+n], from[at:])
	}
}

func TestNothingSettledIsLostWhereTheDatabaseCannotGrow(t *testing.T) {
	first := t.TempDir()
	s, err := Open(first, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(filepath.Join(first, "gongkai.db"))
	if err != nil {
		t.Fatal(err)
	}
	for room := 0; room < 6; room++ {
		dir := t.TempDir()
		if err := os.CopyFS(dir, os.DirFS(first)); err != nil {
			t.Fatal(err)
		}
		now := time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)
		s, err := Open(dir, Options{Now: func() time.Time { return now }, MaxDB: int(info.Size()) + room*16<<10})
		var told []string
		if err == nil {
			err = errors.Join(stages(s, now, func(what string) { told = append(told, what) }), s.Close())
		}
		t.Logf("room for %d KiB: %v settled, %v", room*16, told, err)
		lost(t, dir, told)
	}
}
