package whole_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"gongkai/internal/whole"
)

func put(t *testing.T, path, content string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}

// tree returns what lies in a folder, by path.
func tree(t *testing.T, dir string) map[string]string {
	t.Helper()
	found := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		name, _ := filepath.Rel(dir, path)
		found[name] = string(b)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func ours(entry string) bool { return filepath.Ext(entry) == ".csv" }

func TestWhatStandsThereIsReplacedOnlyWhereItMayBe(t *testing.T) {
	file := func(at string) error { return os.WriteFile(at, []byte("new"), 0o644) }
	folder := func(at string) error { return os.WriteFile(filepath.Join(at, "a.csv"), []byte("new"), 0o644) }
	fails := func(at string) error {
		put(t, at+"/half.csv", "half")
		return errors.New("the disk is full")
	}
	for name, c := range map[string]struct {
		before  map[string]string
		options whole.Options
		write   func(string) error
		want    map[string]string // nil: an error, and everything as before
	}{
		"a new file":                  {nil, whole.Options{}, file, map[string]string{"out": "new"}},
		"a new folder":                {nil, whole.Options{Folder: true, Ours: ours}, folder, map[string]string{"out/a.csv": "new"}},
		"a file that is there":        {map[string]string{"out": "old"}, whole.Options{}, file, nil},
		"a file to replace":           {map[string]string{"out": "old"}, whole.Options{Replace: true}, file, map[string]string{"out": "new"}},
		"a folder that is there":      {map[string]string{"out/a.csv": "old"}, whole.Options{Folder: true, Ours: ours}, folder, nil},
		"a folder to replace":         {map[string]string{"out/a.csv": "old", "out/b.csv": "old"}, whole.Options{Folder: true, Replace: true, Ours: ours}, folder, map[string]string{"out/a.csv": "new"}},
		"a folder with other files":   {map[string]string{"out/a.csv": "old", "out/thesis.doc": "old"}, whole.Options{Folder: true, Replace: true, Ours: ours}, folder, nil},
		"a folder with folders":       {map[string]string{"out/b.csv/c.csv": "old"}, whole.Options{Folder: true, Replace: true, Ours: ours}, folder, nil},
		"a folder in a file's place":  {map[string]string{"out/a.csv": "old"}, whole.Options{Replace: true}, file, nil},
		"a file in a folder's place":  {map[string]string{"out": "old"}, whole.Options{Folder: true, Replace: true, Ours: ours}, folder, nil},
		"a folder that is not ready":  {map[string]string{"out/a.csv": "old"}, whole.Options{Folder: true, Replace: true, Ours: ours}, fails, nil},
		"a new folder half-way there": {nil, whole.Options{Folder: true, Ours: ours}, fails, nil},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			for path, content := range c.before {
				put(t, filepath.Join(dir, path), content)
			}
			want := c.want
			if want == nil {
				want = c.before
			}
			err := whole.Write(filepath.Join(dir, "out"), c.options, c.write)
			if (err != nil) != (c.want == nil) {
				t.Errorf("got error %v", err)
			}
			got := tree(t, dir)
			if len(got) != len(want) {
				t.Errorf("got %v, want %v", got, want)
			}
			for path, content := range want {
				if got[path] != content {
					t.Errorf("%s: got %q, want %q", path, got[path], content)
				}
			}
			if entries, _ := os.ReadDir(dir); len(entries) > 1 {
				t.Errorf("left behind: %v", entries)
			}
		})
	}
}

func TestAMissingParentIsAnError(t *testing.T) {
	err := whole.Write(filepath.Join(t.TempDir(), "none", "out"), whole.Options{}, func(at string) error {
		t.Error("write was called")
		return nil
	})
	if !errors.Is(err, os.ErrNotExist) {
		t.Errorf("got %v", err)
	}
}
