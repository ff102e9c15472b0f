package pack

import (
	"archive/zip"
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

func FuzzEach(f *testing.F) {
	files, err := filepath.Glob("../testdata/packed/*")
	if err != nil || len(files) == 0 {
		f.Fatalf("got %d files, %v", len(files), err)
	}
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Add([]byte("Rar!\x1a\x07\x00"))
	f.Add([]byte("Rar!\x1a\x07\x01\x00"))
	f.Fuzz(func(t *testing.T, data []byte) {
		kind := SevenZip
		switch {
		case bytes.HasPrefix(data, []byte("PK")):
			kind = Zip
		case bytes.HasPrefix(data, []byte("Rar!")):
			kind = RAR
		}
		total := 0
		// What is wrong with a file is an error; the limits hold whatever it is.
		_ = Each(t.Context(), kind, bytes.NewReader(data), int64(len(data)), &Budget{members: 100, bytes: 1 << 20}, func(_ string, content []byte, _ error) error {
			total += len(content)
			return nil
		})
		if total > 1<<20 {
			t.Errorf("got %d bytes, want at most %d", total, 1<<20)
		}
		want := [][]byte{data, data[:len(data)/2], {}, bytes.ToUpper(data)}
		var packed bytes.Buffer
		w := zip.NewWriter(&packed)
		for _, content := range want { // of one name: each is read
			member, err := w.Create("年报.txt")
			if err != nil {
				t.Fatal(err)
			}
			_, _ = member.Write(content) // the buffer takes all
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		next := 0
		err := Each(t.Context(), Zip, bytes.NewReader(packed.Bytes()), int64(packed.Len()), NewBudget(), func(name string, content []byte, err error) error {
			if next >= len(want) || name != "年报.txt" || err != nil || !bytes.Equal(content, want[next]) {
				t.Errorf("got member %d %q of %d bytes, %v", next, name, len(content), err)
			}
			next++
			return nil
		})
		if err != nil || next != len(want) {
			t.Errorf("got %d members, %v, want %d", next, err, len(want))
		}
	})
}
