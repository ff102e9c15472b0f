package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"gongkai/archive"
)

// maxFileName is the longest name of a file, in bytes, with room for what is
// appended; file systems allow 255.
const maxFileName = 200

// folder is where extracted documents go, under the names that they came by.
// Nothing is written outside of it, whatever those names say.
type folder struct {
	root *os.Root
	used map[string]bool
}

func openFolder(name string) (*folder, error) {
	if err := os.MkdirAll(name, 0o755); err != nil {
		return nil, pathless(err)
	}
	root, err := os.OpenRoot(name)
	if err != nil {
		return nil, pathless(err)
	}
	return &folder{root: root, used: make(map[string]bool)}, nil
}

// pathless returns what went wrong with a path that the caller names.
func pathless(err error) error {
	if pe, ok := errors.AsType[*fs.PathError](err); ok {
		return pe.Err
	}
	return err
}

func (d *folder) close() { _ = d.root.Close() }

// write writes the pieces of a document: one in a file named after its own, or
// a file a table.
func (d *folder) write(f file, doc *archive.Document, format string, pieces []string) error {
	extension := map[string]string{"json": ".json", "text": ".txt", "md": ".md", "csv": ".csv"}[format]
	base := d.free(safePath(path.Join(filepath.ToSlash(f.name), doc.Source.Member)))
	if err := d.root.MkdirAll(path.Dir(base), 0o755); err != nil {
		return fmt.Errorf("write %s: %w", base, err)
	}
	for i, piece := range pieces {
		name := base + extension
		if format == "csv" {
			name = fmt.Sprintf("%s.table-%d%s", base, i+1, extension)
		}
		if err := d.root.WriteFile(name, []byte(piece), 0o644); err != nil {
			return fmt.Errorf("write %s: %w", name, err)
		}
	}
	return nil
}

// free returns name, or one with a number where that is taken: files of two
// folders, or of one zip file, may have the same name.
func (d *folder) free(name string) string {
	unique := name
	for n := 2; d.used[unique]; n++ {
		unique = fmt.Sprintf("%s~%d", name, n)
	}
	d.used[unique] = true
	return unique
}

// safePath returns a path that stays where it begins, and whose names every
// file system takes.
func safePath(name string) string {
	var safe []string
	for part := range strings.SplitSeq(strings.ReplaceAll(name, `\`, "/"), "/") {
		part = strings.Map(func(r rune) rune {
			if r < ' ' || r == 0x7f || r == utf8.RuneError || strings.ContainsRune(`<>:"|?*`, r) {
				return '_'
			}
			return r
		}, part)
		for len(part) > maxFileName {
			_, size := utf8.DecodeLastRuneInString(part)
			part = part[:len(part)-size]
		}
		if part = strings.TrimSpace(part); strings.Trim(part, ".") != "" {
			safe = append(safe, part)
		}
	}
	if len(safe) == 0 {
		return "_"
	}
	return strings.Join(safe, "/")
}
