package store

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

func TestCDXJIndexesAreComparedWithTheirFiles(t *testing.T) {
	whole := full(t)
	whole.must(Index(t.Context(), whole.dir))
	files, err := warcFiles(whole.dir, "warc")
	whole.must(err)
	right, err := os.ReadFile(files[0].path + ".cdxj")
	whole.must(err)
	if bytes.Count(right, []byte("\n")) != 3 {
		t.Fatalf("got the index %s, want three lines", right)
	}
	cut := bytes.LastIndexByte(right[:len(right)-1], '\n') + 1
	for name, c := range map[string]struct {
		index   []byte
		damaged bool // the WARC file, too
		wrong   bool
		lasts   bool
	}{
		"nothing":                       {index: right},
		"a line that is missing":        {index: right[:cut], wrong: true},
		"half of a line":                {index: right[:cut+20], wrong: true},
		"a line too many":               {index: slices.Concat(right, right[cut:]), wrong: true},
		"another offset":                {index: bytes.Replace(right, []byte(`"offset":"`), []byte(`"offset":"1`), 1), wrong: true},
		"an empty index":                {index: nil, wrong: true},
		"of a file that is damaged now": {index: right, damaged: true, wrong: true, lasts: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := &fixture{t: t, dir: t.TempDir(), now: whole.now}
			f.must(os.CopyFS(f.dir, os.DirFS(whole.dir)))
			path := filepath.Join(f.dir, filepath.FromSlash(files[0].name))
			if c.damaged {
				b, err := os.ReadFile(path)
				f.must(err)
				b[500] ^= 0x10 // in the first response
				f.must(os.WriteFile(path, b, 0o600))
			}
			info, err := os.Stat(path)
			f.must(err)
			f.must(os.WriteFile(path+".cdxj", c.index, 0o600))
			f.must(os.Chtimes(path+".cdxj", info.ModTime(), info.ModTime()))
			f.open(nil)
			defer f.Close()
			wrong := func(o VerifyOptions) bool {
				r, err := f.Verify(t.Context(), o)
				f.must(err)
				return slices.ContainsFunc(r.Problems, func(p Problem) bool { return p.Code == ProblemIndex })
			}
			if got := wrong(VerifyOptions{}); got != c.wrong {
				t.Errorf("got wrong %v, want %v", got, c.wrong)
			}
			if got := wrong(VerifyOptions{Repair: true}); got != c.lasts {
				t.Errorf("after the repair: got wrong %v, want %v", got, c.lasts)
			}
			after, err := os.ReadFile(path + ".cdxj")
			f.must(err)
			if !bytes.Equal(after, right) {
				t.Errorf("after the repair: got %q, want %q", after, right)
			}
		})
	}
}
