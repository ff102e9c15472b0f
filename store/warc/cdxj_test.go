package warc

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"gongkai/archive"
)

func all(Entry) bool { return true }

// index returns the lines of the index over the files below root.
func index(t *testing.T, root string, keep func(Entry) bool) []string {
	t.Helper()
	var b bytes.Buffer
	n, err := WriteCDXJ(context.Background(), filepath.Join(root, "warc"), t.TempDir(), &b, keep, nil)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSuffix(b.String(), "\n"), "\n")
	if b.Len() == 0 {
		lines = nil
	}
	if n != len(lines) {
		t.Errorf("got %d lines, and was told of %d", len(lines), n)
	}
	return lines
}

// indexed is an archive of two files: a page and a redirect in the first, two
// revisits of the page and an open end in the second.
func indexed(t *testing.T) (root string, original archive.Original) {
	t.Helper()
	root = t.TempDir()
	w := open(t, root, Options{})
	x := exchange("http://www.qingdu.gov.cn/b.html?z=1&a=2", "HTTP/1.1 200 OK\r\ncontent-type: text/html ;charset=GBK\r\n\r\n", "年报")
	first := write(t, w, x)
	original = archive.Original{URL: x.Visit.URL, Time: x.Time, RecordID: first.RecordID, Record: first.Record}
	write(t, w, exchange("http://www.qingdu.gov.cn/a", "HTTP/1.1 302\r\nLocation: /b.html\r\n\r\n", ""))
	closeWriter(t, w)

	w = open(t, root, Options{Now: func() time.Time { return start.Add(time.Hour) }})
	x.Time = start.Add(time.Hour)
	if _, err := w.WriteExchange(x, archive.RevisitIdentical, &original); err != nil {
		t.Fatal(err)
	}
	x.Time = start.Add(2 * time.Hour)
	head := "HTTP/1.1 304 Not Modified\r\n\r\n"
	x.Response, x.Size, x.HeadSize = strings.NewReader(head), int64(len(head)), int64(len(head))
	if _, err := w.WriteExchange(x, archive.RevisitUnchanged, &original); err != nil {
		t.Fatal(err)
	}
	return root, original // the second file stays open
}

func TestAnIndexHasALineForEachRecordThatAPlayerCanShow(t *testing.T) {
	root, original := indexed(t)
	lines := index(t, root, all)
	digest := string(archive.DigestOf([]byte("年报")))
	want := []string{
		`cn,gov,qingdu)/a 20260331163000123 {"url":"http://www.qingdu.gov.cn/a","mime":"unk","status":"302","digest":"` + string(archive.DigestOf(nil)) + `",`,
		`cn,gov,qingdu)/b.html?a=2&z=1 20260331163000123 {"url":"http://www.qingdu.gov.cn/b.html?z=1&a=2","mime":"text/html","status":"200","digest":"` + digest + `","length":"` + fmt.Sprint(original.Record.Length) + `","offset":"` + fmt.Sprint(original.Record.Offset) + `","filename":"` + filepath.Base(original.Record.File) + `"}`,
		`cn,gov,qingdu)/b.html?a=2&z=1 20260331173000123 {"url":"http://www.qingdu.gov.cn/b.html?z=1&a=2","mime":"warc/revisit","status":"200","digest":"` + digest + `",`,
	}
	if len(lines) != len(want) {
		t.Fatalf("got %d lines, want %d:\n%s", len(lines), len(want), strings.Join(lines, "\n"))
	}
	for i := range want {
		if !strings.HasPrefix(lines[i], want[i]) {
			t.Errorf("line %d:\ngot  %s\nwant %s", i, lines[i], want[i])
		}
	}
	late := index(t, root, func(e Entry) bool { return e.Time.After(start) })
	if len(late) != 1 || late[0] != lines[2] {
		t.Errorf("of those after the first: got %q, want %q", late, lines[2:])
	}
}

func TestAnIndexStandsBesideEachClosedFileAndNeverAboveIt(t *testing.T) {
	root, original := indexed(t)
	want := index(t, root, all)
	path := filepath.Join(root, filepath.FromSlash(original.Record.File))
	spool := t.TempDir()
	if err := os.Remove(path + suffixIndex); err != nil { // as after a crash
		t.Fatal(err)
	}
	if err := IndexAll(context.Background(), filepath.Join(root, "warc"), spool); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(path + suffixIndex)
	if err != nil {
		t.Fatal(err)
	}
	if got := string(whole); got != strings.Join(want[:2], "\n")+"\n" {
		t.Errorf("index of the closed file:\ngot  %s\nwant %s", got, strings.Join(want[:2], "\n"))
	}
	if found, _ := warcFiles(root, suffixIndex); len(found) != 1 {
		t.Errorf("got the indexes %q, want one: of the closed file", found)
	}
	if made, err := Index(context.Background(), path, spool); made || err != nil {
		t.Errorf("of a file that has one: made %t, %v", made, err)
	}

	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	lie := strings.Replace(want[1], `"status":"200"`, `"status":"404"`, 1) + "\n"
	for name, c := range map[string]struct {
		index string
		time  time.Time
	}{
		"of another time":              {lie, info.ModTime().Add(time.Nanosecond)},
		"cut short":                    {string(whole[:len(whole)-20]), info.ModTime()},
		"of another file":              {strings.ReplaceAll(string(whole), filepath.Base(path), "x"+suffix), info.ModTime()},
		"with a key that is not right": {"x" + string(whole), info.ModTime()},
		"with words for numbers":       {strings.Replace(string(whole), `"offset":"`, `"offset":"x`, 1), info.ModTime()},
	} {
		t.Run(name, func(t *testing.T) {
			if err := os.WriteFile(path+suffixIndex, []byte(c.index), 0o644); err != nil {
				t.Fatal(err)
			}
			if err := os.Chtimes(path+suffixIndex, c.time, c.time); err != nil {
				t.Fatal(err)
			}
			if got := index(t, root, all); !slices.Equal(got, want) {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
			}
		})
	}
	if err := os.Chtimes(path+suffixIndex, start, start); err != nil {
		t.Fatal(err)
	}
	if made, err := Index(context.Background(), path, spool); !made || err != nil {
		t.Errorf("of a file with a foreign one: made %t, %v", made, err)
	}
	if again, _ := os.ReadFile(path + suffixIndex); !bytes.Equal(again, whole) {
		t.Errorf("made anew:\n%s\nwant\n%s", again, whole)
	}
}

func TestADamagedFileIsIndexedAsFarAsItCanBeRead(t *testing.T) {
	root, original := indexed(t)
	want := index(t, root, all)
	path := filepath.Join(root, filepath.FromSlash(original.Record.File))
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	data[original.Record.Offset+30] ^= 1
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
	if got := index(t, root, all); !slices.Equal(got, []string{want[0], want[2]}) {
		t.Errorf("got\n%s\nwant what is not damaged:\n%s\n%s", strings.Join(got, "\n"), want[0], want[2])
	}
}

func TestLinesAreSortedWhateverFitsIntoMemory(t *testing.T) {
	var want []string
	random := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		want = append(want, fmt.Sprintf("%x %s\n", random.IntN(500), strings.Repeat("y", random.IntN(100))))
	}
	for _, limit := range []int{1, 500, 20_000, 1 << 20} {
		s := newSorter(t.TempDir())
		s.limit = limit
		for _, line := range want {
			if err := s.add([]byte(line)); err != nil {
				t.Fatal(err)
			}
		}
		var got bytes.Buffer
		if err := s.writeTo(&got); err != nil {
			t.Fatal(err)
		}
		sorted := slices.Sorted(slices.Values(want))
		if got.String() != strings.Join(sorted, "") {
			t.Errorf("limit %d: got %d bytes in another order than %d sorted lines", limit, got.Len(), len(want))
		}
		if left, _ := os.ReadDir(s.dir); len(left) > 0 {
			t.Errorf("limit %d: %d files are left", limit, len(left))
		}
		s.close()
	}
}

func TestAnEntryIsReadBackAsItWasWritten(t *testing.T) {
	for name, e := range map[string]Entry{
		"a page":             {URL: "http://a.gov.cn/?a=<1>&b=\"", Time: start.Truncate(time.Millisecond), MIME: "text/html", Status: 200, Digest: "sha256:00", Record: archive.Location{File: "a.warc.gz", Offset: 1, Length: 2}},
		"an answer unheard":  {URL: "dns:a.gov.cn", Time: time.Date(1996, 1, 1, 0, 0, 0, 0, time.UTC), MIME: "unk", Digest: "-", Record: archive.Location{File: "a.warc.gz", Offset: 1 << 40, Length: 2}},
		"of a URL with room": {URL: "urn:a b", Time: start.Truncate(time.Second), MIME: "unk", Status: 200, Digest: "-", Record: archive.Location{File: "a.warc.gz", Length: 1}},
	} {
		line, err := e.line()
		if err != nil {
			t.Fatal(err)
		}
		if got, err := parseEntry(line); err != nil || got != e {
			t.Errorf("%s: got %+v (%v), want %+v", name, got, err, e)
		}
	}
}

func FuzzParseEntry(f *testing.F) {
	f.Add([]byte(`cn,gov,a)/ 20260331163000123 {"url":"http://a.gov.cn/","mime":"unk","status":"200","digest":"-","length":"1","offset":"0","filename":"a"}`))
	f.Fuzz(func(t *testing.T, line []byte) {
		e, err := parseEntry(line)
		if err != nil {
			return
		}
		again, err := e.line()
		if err != nil {
			t.Fatal(err)
		}
		if got, err := parseEntry(again); err != nil || got != e {
			t.Errorf("%q: got %+v (%v), want %+v", line, got, err, e)
		}
	})
}

func TestAnIndexOfChosenPlacesHasThoseOfEachFile(t *testing.T) {
	root := t.TempDir()
	records := manyPages(t, root, 40)
	var chosen []archive.Location
	for i := len(records) - 1; i >= 0; i -= 3 {
		chosen = append(chosen, records[i].Record, records[i].Record)
	}
	chosen = append(chosen, archive.Location{File: "warc/none.warc.gz", Offset: 1}, archive.Location{File: "a"})
	var b bytes.Buffer
	n, err := WriteCDXJ(context.Background(), filepath.Join(root, "warc"), t.TempDir(), &b, all, func(yield func(archive.Location, error) bool) {
		for _, c := range chosen {
			yield(c, nil)
		}
	})
	if err != nil || n != 14 {
		t.Fatalf("got %d lines, %v, want 14", n, err)
	}
	for line := range bytes.Lines(b.Bytes()) {
		e, err := parseEntry(line)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.ContainsFunc(chosen, func(c archive.Location) bool {
			return filepath.Base(c.File) == e.Record.File && c.Offset == e.Record.Offset && c.Length == e.Record.Length
		}) {
			t.Errorf("got %+v, which was not chosen", e)
		}
	}
}

func TestAFileWithoutAnythingToShowGetsNoIndex(t *testing.T) {
	root := t.TempDir()
	w := open(t, root, Options{})
	if _, err := w.WriteConversion(Conversion{TargetURI: "http://www.qingdu.gov.cn/", Date: start, ContentType: "application/json", Body: []byte("{}")}); err != nil {
		t.Fatal(err)
	}
	closeWriter(t, w)
	if found, err := warcFiles(root, suffixIndex); err != nil || len(found) != 0 {
		t.Errorf("got %q, %v, want none", found, err)
	}
}
