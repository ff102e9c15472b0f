package warc

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gongkai/archive"
)

// written returns the bytes of a file with exchanges of pages 1 to n, where it
// stood, and what a scan sees in it.
func written(t testing.TB, n int) ([]byte, string, []summary) {
	t.Helper()
	root := t.TempDir()
	w := open(t, root, Options{})
	for i := range n {
		write(t, w, page(i+1))
	}
	closeWriter(t, w)
	all := scanAll(t, root)
	name := all[0].loc.File
	b, err := os.ReadFile(filepath.Join(root, name))
	if err != nil {
		t.Fatal(err)
	}
	return b, name, all
}

// leave puts b at name below root, as an earlier process would have left it.
func leave(t testing.TB, root, name string, b []byte) {
	t.Helper()
	path := filepath.Join(root, name)
	if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, b, 0o644)); err != nil {
		t.Fatal(err)
	}
}

func TestATornTailIsCutAtEveryLength(t *testing.T) {
	b, name, all := written(t, 2)
	last, request := all[4].loc, all[5].loc // of the second exchange
	if all[4].kind != "response" {
		t.Fatalf("records: %s", kinds(all))
	}
	// A request makes its response whole, metadata alone may be lost.
	keeps := func(size int64) int64 {
		for _, whole := range []int64{int64(len(b)), request.Offset + request.Length} {
			if size >= whole {
				return whole
			}
		}
		return last.Offset
	}
	root := t.TempDir()
	at := func(size int64) string { return strings.Replace(name, "00000", fmt.Sprintf("%05d", size), 1) }
	var sizes []int64 // for which the whole recovery runs: each takes several fsyncs
	for size := last.Offset; size <= int64(len(b)); size++ {
		for _, tail := range []int64{tail, 1, 200, 1500} {
			if got, err := wholeExchanges(bytes.NewReader(b[:size]), size, tail); err != nil || got != keeps(size) {
				t.Errorf("at %d, from %d before: got %d, %v; want %d", size, tail, got, err, keeps(size))
			}
		}
		if size%149 == 0 || keeps(size) == size || size == int64(len(b))-1 {
			leave(t, root, at(size)+suffixOpen, b[:size])
			sizes = append(sizes, size)
		}
	}
	w, recovered, err := Open(root, "warc", Options{Now: clock})
	if err != nil {
		t.Fatal(err)
	}
	defer closeWriter(t, w)
	for i, r := range recovered {
		size := sizes[i]
		want := Recovery{File: at(size), Kept: keeps(size), Cut: size - keeps(size)}
		if r != want {
			t.Errorf("at %d: got %v, want %v", size, r, want)
		}
		good, err := os.ReadFile(filepath.Join(root, r.File))
		if err != nil || !bytes.Equal(good, b[:r.Kept]) {
			t.Errorf("at %d: kept %d bytes, %v; want the first %d", size, len(good), err, r.Kept)
		}
		tail, err := os.ReadFile(filepath.Join(root, r.File+suffixTorn))
		if r.Cut > 0 && (err != nil || !bytes.Equal(tail, b[r.Kept:size])) {
			t.Errorf("at %d: evidence of %d bytes, %v; want %d", size, len(tail), err, r.Cut)
		}
		if r.Cut == 0 && err == nil {
			t.Errorf("at %d: evidence of nothing", size)
		}
	}
	if len(recovered) != len(sizes) {
		t.Errorf("recovered %d files, want %d", len(recovered), len(sizes))
	}
	for _, name := range files(t, root) {
		if strings.HasSuffix(name, suffixOpen) {
			t.Errorf("%s is still open", name)
		}
	}
}

func TestAFileWithoutOneWholeRecordBecomesEvidence(t *testing.T) {
	b, name, _ := written(t, 1)
	for _, size := range []int{0, 1, 100} {
		root := t.TempDir()
		leave(t, root, name+suffixOpen, b[:size])
		w, recovered, err := Open(root, "warc", Options{Now: clock})
		if err != nil {
			t.Fatal(err)
		}
		want := Recovery{File: name, Cut: int64(size)}
		if len(recovered) != 1 || recovered[0] != want {
			t.Errorf("got %v, want %v", recovered, want)
		}
		wantFiles := []string{name + suffixTorn}
		if size == 0 {
			wantFiles = nil
		}
		if got := files(t, root); strings.Join(got, " ") != strings.Join(wantFiles, " ") {
			t.Errorf("%d bytes: got files %v, want %v", size, got, wantFiles)
		}
		// The name is free again.
		write(t, w, page(1))
		closeWriter(t, w)
	}
}

func TestDamageBeforeTheLastWholeExchangeIsNotCut(t *testing.T) {
	b, name, all := written(t, 3)
	b = bytes.Clone(b)
	hit := all[4].loc
	b[hit.Offset+hit.Length/2] ^= 0xff
	b = append(b, 0x1f, 0x8b, 8, 0)
	root := t.TempDir()
	leave(t, root, name+suffixOpen, b)
	w, recovered, err := Open(root, "warc", Options{Now: clock})
	if err != nil {
		t.Fatal(err)
	}
	closeWriter(t, w)
	want := Recovery{File: name, Kept: int64(len(b)) - 4, Cut: 4}
	if len(recovered) != 1 || recovered[0] != want {
		t.Fatalf("got %v, want %v", recovered, want)
	}
	var seen []string
	err = Scan(filepath.Join(root, name), func(loc archive.Location, rec *Record) error {
		seen = append(seen, rec.ID)
		return nil
	})
	damage, ok := errors.AsType[*DamageError](err)
	if !ok || damage.Offset != hit.Offset {
		t.Errorf("got %v, want damage at %d", err, hit.Offset)
	}
	if len(seen) != len(all)-1 {
		t.Errorf("visited %d records, want all %d but the damaged one", len(seen), len(all))
	}
}

func TestRecoveryGoesOnWhereACrashLeftIt(t *testing.T) {
	b, name, all := written(t, 2)
	kept := all[4].loc.Offset
	t.Run("with evidence written in part", func(t *testing.T) {
		root := t.TempDir()
		leave(t, root, name+suffixOpen, b[:kept+50])
		leave(t, root, name+suffixTorn, b[kept:kept+10])
		w, recovered, err := Open(root, "warc", Options{Now: clock})
		if err != nil || len(recovered) != 1 || recovered[0].Cut != 50 {
			t.Fatalf("got %v, %v", recovered, err)
		}
		closeWriter(t, w)
		tail, err := os.ReadFile(filepath.Join(root, name+suffixTorn))
		if err != nil || !bytes.Equal(tail, b[kept:kept+50]) {
			t.Errorf("evidence of %d bytes, %v; want 50", len(tail), err)
		}
	})
	t.Run("with the tail cut and the name not yet given", func(t *testing.T) {
		root := t.TempDir()
		leave(t, root, name+suffixOpen, b[:kept])
		leave(t, root, name+suffixTorn, b[kept:kept+50])
		w, recovered, err := Open(root, "warc", Options{Now: clock})
		if err != nil || len(recovered) != 1 || recovered[0].Cut != 0 {
			t.Fatalf("got %v, %v", recovered, err)
		}
		closeWriter(t, w)
		tail, err := os.ReadFile(filepath.Join(root, name+suffixTorn))
		if err != nil || len(tail) != 50 {
			t.Errorf("evidence of %d bytes, %v; want 50", len(tail), err)
		}
	})
	t.Run("beside the closed file that it has become", func(t *testing.T) {
		for _, size := range []int64{0, kept, kept + 50, int64(len(b))} {
			root := t.TempDir()
			leave(t, root, name+suffixOpen, b[:size])
			leave(t, root, name, b)
			w, recovered, err := Open(root, "warc", Options{Now: clock})
			if err != nil || len(recovered) != 0 {
				t.Fatalf("%d bytes: got %v, %v; want nothing recovered", size, recovered, err)
			}
			closeWriter(t, w)
			if got := files(t, root); len(got) != 1 || got[0] != name {
				t.Errorf("%d bytes: got %v, want %s alone", size, got, name)
			}
		}
	})
	t.Run("never over another closed file", func(t *testing.T) {
		root := t.TempDir()
		leave(t, root, name+suffixOpen, b)
		b := b[:kept]
		leave(t, root, name, b)
		if _, _, err := Open(root, "warc", Options{}); !errors.Is(err, os.ErrExist) {
			t.Errorf("got %v, want %v", err, os.ErrExist)
		}
		if got, err := os.ReadFile(filepath.Join(root, name)); err != nil || !bytes.Equal(got, b) {
			t.Errorf("the closed file has %d bytes, %v; want %d", len(got), err, len(b))
		}
	})
}

func TestAClosedFileIsNeverCut(t *testing.T) {
	b, name, _ := written(t, 2)
	root := t.TempDir()
	leave(t, root, name, b[:len(b)-10])
	w, recovered, err := Open(root, "warc", Options{})
	if err != nil || len(recovered) > 0 {
		t.Fatalf("got %v, %v; want nothing done", recovered, err)
	}
	closeWriter(t, w)
	if got, err := os.ReadFile(filepath.Join(root, name)); err != nil || len(got) != len(b)-10 {
		t.Errorf("the file has %d bytes, %v; want %d", len(got), err, len(b)-10)
	}
}

func TestARecordInsideOfATornPayloadIsNotTakenForOneOfTheFile(t *testing.T) {
	other, _, _ := written(t, 1) // a portal that publishes WARC files
	root := t.TempDir()
	w := open(t, root, Options{})
	write(t, w, page(1))
	noisy, blob := newScrambled(), make([]byte, 256<<10)
	noisy.ReadAt(blob, 0)
	copy(blob[100<<10:], other)
	x := page(2)
	x.Response, x.Size, x.HeadSize = bytes.NewReader(blob), int64(len(blob)), 0
	second := write(t, w, x)
	closeWriter(t, w)
	b, err := os.ReadFile(filepath.Join(root, second.Record.File))
	if err != nil {
		t.Fatal(err)
	}
	torn := b[:second.Record.Offset+200<<10]
	if !bytes.Contains(torn[second.Record.Offset:], other[:100]) {
		t.Fatal("the payload was meant to stand there as it was sent")
	}
	kept, err := wholeExchanges(bytes.NewReader(torn), int64(len(torn)), tail)
	if err != nil || kept != second.Record.Offset {
		t.Errorf("kept %d bytes, %v; want %d", kept, err, second.Record.Offset)
	}
}

// failingReader fails as a disk does.
type failingReader struct {
	io.ReaderAt
	from int64
}

func (f failingReader) ReadAt(p []byte, off int64) (int, error) {
	if off+int64(len(p)) > f.from {
		return 0, &os.PathError{Op: "read", Path: "disk", Err: errors.New("input/output error")}
	}
	return f.ReaderAt.ReadAt(p, off)
}

func TestADiskThatDoesNotReadCutsNothing(t *testing.T) {
	b, _, _ := written(t, 3)
	for _, from := range []int64{0, 1, 500, int64(len(b)) - 1} {
		if kept, err := wholeExchanges(failingReader{bytes.NewReader(b), from}, int64(len(b)), tail); !isDiskError(err) {
			t.Errorf("from %d on: got %d, %v; want the disk's error", from, kept, err)
		}
	}
}

// countingReader counts the bytes that are read.
type countingReader struct {
	io.ReaderAt
	read *int
}

func (c countingReader) ReadAt(p []byte, off int64) (int, error) {
	n, err := c.ReaderAt.ReadAt(p, off)
	*c.read += n
	return n, err
}

func TestTheEndOfAFileTellsWhatIsWholeInIt(t *testing.T) {
	b, _, all := written(t, 500)
	read := 0
	last := all[len(all)-1].loc
	kept, err := wholeExchanges(countingReader{bytes.NewReader(b[:len(b)-1]), &read}, int64(len(b)-1), int64(len(b)/50))
	if err != nil || kept != last.Offset {
		t.Errorf("got %d, %v; want %d", kept, err, last.Offset)
	}
	if read > len(b)/2 {
		t.Errorf("%d bytes were read of %d", read, len(b))
	}
}
