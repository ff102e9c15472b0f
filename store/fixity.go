package store

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"gongkai/internal/whole"
)

// manifestName is a file of the data directory that names the SHA-256 of each
// closed WARC file, as sha256sum -c reads it.
const manifestName = "manifest-sha256.txt"

// Fix adds the closed WARC files that the manifest does not name to it, and
// returns how many those were. A name that stands there is never changed: what
// it says of a file is what the file was when it was closed.
func (s *Store) Fix(ctx context.Context) (int, error) {
	known, err := readManifest(s.dir)
	if err != nil {
		return 0, err
	}
	added := 0
	for _, dir := range []string{"warc", "derived"} {
		files, err := warcFiles(s.dir, dir)
		if err != nil {
			return 0, err
		}
		for _, f := range files {
			if f.open || known[f.name] != "" {
				continue
			}
			if known[f.name], err = sumFile(ctx, f.path, nil); err != nil {
				return 0, fmt.Errorf("digest of %s: %w", f.name, err)
			}
			added++
		}
	}
	if added == 0 {
		return 0, nil
	}
	var lines []string
	for name, sum := range known {
		lines = append(lines, sum+"  "+name+"\n")
	}
	slices.SortFunc(lines, func(a, b string) int { return strings.Compare(a[66:], b[66:]) })
	text := strings.Join(lines, "")
	return added, whole.Write(filepath.Join(s.dir, manifestName), whole.Options{Replace: true}, func(at string) error {
		allowed, refused := s.opts.Disk("manifest", len(text))
		return errors.Join(os.WriteFile(at, []byte(text[:min(allowed, len(text))]), 0o644), refused)
	})
}

// mendManifest puts a manifest that can't be read aside, and keeps what can be
// read of it.
func (s *Store) mendManifest() error {
	path := filepath.Join(s.dir, manifestName)
	b, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	var kept []byte
	for line := range bytes.Lines(b) {
		if _, _, err := manifestLine(string(bytes.TrimSuffix(line, []byte("\n")))); err == nil && bytes.HasSuffix(line, []byte("\n")) {
			kept = append(kept, line...)
		}
	}
	if err := whole.Write(path+".damaged", whole.Options{Replace: true}, func(at string) error { return os.WriteFile(at, b, 0o644) }); err != nil {
		return err
	}
	return whole.Write(path, whole.Options{Replace: true}, func(at string) error { return os.WriteFile(at, kept, 0o644) })
}

// manifestLine reads a line of the manifest.
func manifestLine(line string) (sum, name string, err error) {
	sum, name, ok := strings.Cut(line, "  ")
	if _, err := hex.DecodeString(sum); !ok || err != nil || len(sum) != 64 || !filepath.IsLocal(filepath.FromSlash(name)) {
		return "", "", errManifest
	}
	return sum, name, nil
}

var errManifest = errors.New("want a SHA-256, two spaces and a name")

// readManifest returns the hexadecimal SHA-256 that each closed file had, by its
// name relative to the data directory.
func readManifest(root string) (map[string]string, error) {
	known := map[string]string{}
	b, err := os.ReadFile(filepath.Join(root, manifestName))
	if errors.Is(err, fs.ErrNotExist) {
		return known, nil
	}
	if err != nil {
		return nil, err
	}
	lines := bufio.NewScanner(bytes.NewReader(b))
	for n := 1; lines.Scan(); n++ {
		sum, name, err := manifestLine(lines.Text())
		if err != nil {
			return nil, fmt.Errorf("line %d of %s: %w: restore it from a backup, or have gongkai verify --repair keep what can be read of it", n, manifestName, err)
		}
		known[name] = sum
	}
	return known, lines.Err()
}

// sumFile returns the hexadecimal SHA-256 of a file, and tells read of each part
// that it has read.
func sumFile(ctx context.Context, path string, read func(int)) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	sum := sha256.New()
	buf := make([]byte, 1<<20)
	for {
		if err := ctx.Err(); err != nil {
			return "", err
		}
		n, err := f.Read(buf)
		sum.Write(buf[:n])
		if read != nil {
			read(n)
		}
		if errors.Is(err, io.EOF) {
			return hex.EncodeToString(sum.Sum(nil)), nil
		}
		if err != nil {
			return "", err
		}
	}
}
