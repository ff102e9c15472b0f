package warc

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"gongkai/archive"
)

// listed returns captures, each with the page of the same place in pages, if
// there is one.
func listed(refs []RecordRef, pages ...Page) iter.Seq2[Packable, error] {
	return func(yield func(Packable, error) bool) {
		for i, r := range refs {
			c := Packable{Record: r, Time: start}
			if i < len(pages) {
				c.Page = &pages[i]
			}
			if !yield(c, nil) {
				return
			}
		}
	}
}

// packed is a package that was read with the standard library alone.
type packed struct {
	files map[string][]byte
	order []string
	raw   []byte
}

func pack(t *testing.T, root string, p Package) packed {
	t.Helper()
	var b bytes.Buffer
	if _, err := NewReader(root).WritePackage(context.Background(), &b, p, t.TempDir()); err != nil {
		t.Fatal(err)
	}
	out := packed{files: map[string][]byte{}, raw: b.Bytes()}
	z, err := zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(r)
		if err != nil {
			t.Fatalf("%s: %v", f.Name, err)
		}
		if f.Method != zip.Store || f.Flags&8 != 0 {
			t.Errorf("%s: method %d, flags %x: want it stored, and its size before it", f.Name, f.Method, f.Flags)
		}
		out.files[f.Name] = data
		out.order = append(out.order, f.Name)
	}
	return out
}

// lines returns the index of the package.
func (p packed) lines(t *testing.T) []Entry {
	t.Helper()
	z, err := gzip.NewReader(bytes.NewReader(p.files["indexes/index.cdx.gz"]))
	if err != nil {
		t.Fatal(err)
	}
	data, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	var entries []Entry
	for line := range bytes.Lines(data) {
		e, err := parseEntry(line)
		if err != nil {
			t.Fatal(err)
		}
		entries = append(entries, e)
	}
	return entries
}

// manyPages writes n pages into files of a few each, and returns their records.
func manyPages(t *testing.T, root string, n int) []RecordRef {
	t.Helper()
	w := open(t, root, Options{RotateAt: int64(n) * 200})
	var all []RecordRef
	for i := range n {
		written := write(t, w, page(i))
		all = append(all, RecordRef{Record: written.Record, ID: written.RecordID})
	}
	closeWriter(t, w)
	return all
}

func TestAPackageHoldsWhatWasAskedForAndNothingElse(t *testing.T) {
	root := t.TempDir()
	records := manyPages(t, root, 40)
	chosen := []RecordRef{records[39], records[3], records[20], records[3], records[21]}
	first := Page{URL: page(39).Visit.URL, Time: start, Title: "年报 <三>"}
	info := Package{Title: "青渡县", Software: "gongkai/1", Captures: listed(chosen, first)}
	p := pack(t, root, info)
	if again := pack(t, root, info); !bytes.Equal(p.raw, again.raw) {
		t.Error("a second package of the same records has other bytes")
	}

	entries := p.lines(t)
	if len(entries) != 4 {
		t.Fatalf("got %d lines of the index, want 4", len(entries))
	}
	dir := t.TempDir()
	var types []string
	for name, data := range p.files {
		if !strings.HasPrefix(name, "archive/") {
			continue
		}
		path := filepath.Join(dir, filepath.Base(name))
		if err := os.WriteFile(path, data, 0o644); err != nil {
			t.Fatal(err)
		}
		err := Scan(path, func(loc archive.Location, rec *Record) error {
			types = append(types, rec.Type)
			if e, ok := entryOf(loc, rec, messageOf(rec)); ok {
				e.Record.File = filepath.Base(path)
				if !slices.Contains(entries, e) {
					t.Errorf("the index has no line for %+v", e)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	count := map[string]int{}
	for _, k := range types {
		count[k]++
	}
	if count["response"] != 4 || count["request"] != 4 || count["metadata"] != 4 || count["warcinfo"] != len(p.files)-5 {
		t.Errorf("got the records %v in %q", count, p.order)
	}

	var d struct {
		Title, Created, MainPageURL string
		Resources                   []resource
	}
	if err := json.Unmarshal(p.files["datapackage.json"], &d); err != nil {
		t.Fatal(err)
	}
	if d.Title != "青渡县" || d.Created != "2026-03-31T16:30:00.123Z" || d.MainPageURL != first.URL {
		t.Errorf("datapackage.json: got %+v", d)
	}
	for _, r := range d.Resources {
		if data := p.files[r.Path]; r.Hash != string(archive.DigestOf(data)) || r.Bytes != int64(len(data)) {
			t.Errorf("%s: got %s of %d bytes, want %s of %d", r.Path, r.Hash, r.Bytes, archive.DigestOf(data), len(data))
		}
	}
	if len(d.Resources) != len(p.files)-2 {
		t.Errorf("%d resources are listed of %d files", len(d.Resources), len(p.files))
	}
	want := `{"format":"json-pages-1.0","id":"pages","title":"All pages"}
{"id":"` + strings.TrimSuffix(strings.TrimPrefix(records[39].ID, "<urn:uuid:"), ">") + `","url":"http://www.qingdu.gov.cn/art/39.html","ts":"2026-03-31T16:30:00.123Z","title":"年报 <三>"}
`
	if got := string(p.files["pages/pages.jsonl"]); got != want {
		t.Errorf("pages: got\n%s\nwant\n%s", got, want)
	}
}

func TestALongIndexIsCompressedInMembersOfWhichEachIsFound(t *testing.T) {
	root := t.TempDir()
	n := 2*zipNumLines + 7
	records := manyPages(t, root, n)
	p := pack(t, root, Package{Captures: listed(records)})
	if got := len(p.lines(t)); got != n {
		t.Errorf("got %d lines, want %d", got, n)
	}
	lines := strings.Split(strings.TrimSpace(string(p.files["indexes/index.idx"])), "\n")
	if len(lines) != 4 {
		t.Fatalf("got %d lines of the outline, want a head and 3", len(lines))
	}
	index := p.files["indexes/index.cdx.gz"]
	for _, line := range lines[1:] {
		key, object, _ := strings.Cut(line, " {")
		var at struct{ Offset, Length int }
		if err := json.Unmarshal([]byte("{"+object), &at); err != nil {
			t.Fatal(err)
		}
		z, err := gzip.NewReader(bytes.NewReader(index[at.Offset : at.Offset+at.Length]))
		if err != nil {
			t.Fatal(err)
		}
		if text, err := io.ReadAll(z); err != nil || !strings.HasPrefix(string(text), key+" {") {
			t.Errorf("the member at %d begins with %.60q (%v), want %q", at.Offset, text, err, key)
		}
	}
}

func TestAPackageIsNotMadeOfRecordsThatAreNotThere(t *testing.T) {
	root := t.TempDir()
	records := manyPages(t, root, 3)
	broken := errors.New("broken")
	at := func(file string) iter.Seq2[Packable, error] {
		return listed([]RecordRef{{archive.Location{File: file, Length: 1}, "x"}})
	}
	for name, c := range map[string]struct {
		captures iter.Seq2[Packable, error]
		want     string
	}{
		"none":                {listed(nil), ErrNothing.Error()},
		"no such file":        {at("warc/none.warc.gz"), "none.warc.gz"},
		"outside":             {at("../a.warc.gz"), "not a path below"},
		"a name of two lines": {at("warc/a\nb.warc.gz"), "not a path below"},
		"a list that ends":    {func(yield func(Packable, error) bool) { yield(Packable{}, broken) }, "broken"},
	} {
		_, err := NewReader(root).WritePackage(context.Background(), io.Discard, Package{Captures: c.captures}, t.TempDir())
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %s", name, err, c.want)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := NewReader(root).WritePackage(ctx, io.Discard, Package{Captures: listed(records)}, t.TempDir()); !errors.Is(err, context.Canceled) {
		t.Errorf("interrupted: got %v", err)
	}
}

func TestWhatCannotBeReadBackIsLeftOutOfAPackageAndTold(t *testing.T) {
	root := t.TempDir()
	records := manyPages(t, root, 4)
	path := filepath.Join(root, filepath.FromSlash(records[1].Record.File))
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	data[records[1].Record.Offset+records[1].Record.Length-12] ^= 1 // behind its head
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
	stranger := RecordRef{records[2].Record, "<urn:uuid:other>"}
	short := records[3]
	short.Record.Length--
	captures := func(yield func(Packable, error) bool) {
		for c := range listed([]RecordRef{records[0], records[1], stranger, short}, Page{URL: page(0).Visit.URL}, Page{URL: page(1).Visit.URL}) {
			yield(c, nil)
		}
		for _, id := range []string{"x", "y"} {
			yield(Packable{Record: RecordRef{archive.Location{File: "warc/none.warc.gz", Length: 1}, id}, Page: &Page{URL: page(3).Visit.URL}}, nil)
		}
		// One whose record is whole, and that of its payload is not.
		yield(Packable{Record: records[2], Original: records[1], Page: &Page{URL: page(2).Visit.URL}}, nil)
	}
	var b bytes.Buffer
	got, err := NewReader(root).WritePackage(context.Background(), &b, Package{Captures: captures}, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	if got.Records != 2 || got.Pages != 1 || len(got.Damaged) != 4 {
		t.Errorf("got %+v, want two records and the page of the first, three that are damaged and a file that is missing", got)
	}
	for _, id := range []string{records[1].ID, stranger.ID, short.ID, "2 records of warc/none.warc.gz"} {
		if !strings.Contains(strings.Join(got.Damaged, "\n"), id) {
			t.Errorf("%s is not told of in %q", id, got.Damaged)
		}
	}
}

func TestPagesHaveTheTitlesInTheirPayloadsWhereverTheseStand(t *testing.T) {
	root := t.TempDir()
	records := manyPages(t, root, 3)
	asked := 0
	p := Package{
		PageTitle: func(_ Page, payload io.Reader) string {
			asked++
			head := make([]byte, 3)
			_, _ = io.ReadFull(payload, head) // not to the end
			return string(head) + fmt.Sprint(asked)
		},
		Captures: func(yield func(Packable, error) bool) {
			for i, c := range []struct {
				record, original int
				media            string
			}{{2, 1, "text/html"}, {1, 1, "text/html"}, {0, 1, "text/html"}, {1, 2, ""}} {
				yield(Packable{Record: records[c.record], Original: records[c.original], Time: start,
					Page: &Page{URL: page(c.record).Visit.URL, Title: fmt.Sprint("link ", i), MediaType: c.media}}, nil)
			}
		},
	}
	var titles []string
	for line := range strings.Lines(string(pack(t, root, p).files["pages/pages.jsonl"])) {
		var l struct{ Title string }
		if err := json.Unmarshal([]byte(line), &l); err != nil {
			t.Fatal(err)
		}
		titles = append(titles, l.Title)
	}
	if want := []string{"All pages", "<p>1", "<p>1", "<p>1", "link 3"}; !slices.Equal(titles, want) || asked != 1 {
		t.Errorf("asked %d times, got the titles %q, want %q", asked, titles, want)
	}
}

func TestFilesOfOneNameStandBesideEachOtherInAPackage(t *testing.T) {
	root := t.TempDir()
	records := manyPages(t, root, 1)
	other := filepath.Join(root, "warc", "import", filepath.Base(records[0].Record.File))
	data, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(records[0].Record.File)))
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(os.MkdirAll(filepath.Dir(other), 0o755), os.WriteFile(other, data, 0o644)); err != nil {
		t.Fatal(err)
	}
	same := records[0]
	same.Record.File = "warc/import/" + filepath.Base(other)
	p := pack(t, root, Package{Captures: func(yield func(Packable, error) bool) {
		for _, r := range []RecordRef{records[0], same} {
			yield(Packable{Record: r, Time: time.Date(1971, 1, 1, 0, 0, 0, 0, time.UTC)}, nil)
		}
	}})
	if got := fmt.Sprint(p.order[:2]); !strings.Contains(got, "archive/warc-") || p.lines(t)[0].Record.File == p.lines(t)[1].Record.File {
		t.Errorf("got the files %s", got)
	}
}
