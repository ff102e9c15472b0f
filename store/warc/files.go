package warc

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// File is a WARC file as it lies on the disk.
type File struct {
	Path string
	Size int64
	Open bool // it is being written, or was when a process died
}

// Files returns the WARC files below dir, in the order of their paths. Symbolic
// links are followed: years of an archive may lie on another disk. Where dir is
// not there, nothing was captured yet.
func Files(dir string) ([]File, error) {
	var found []File
	err := eachFile(dir, 0, func(path string, info fs.FileInfo) {
		open := strings.HasSuffix(path, suffix+suffixOpen)
		if open || strings.HasSuffix(path, suffix) {
			found = append(found, File{Path: path, Size: info.Size(), Open: open})
		}
	})
	return found, err
}

// deepest is how many folders below each other are looked through, so that a link
// to what it lies in has an end. The layout has two.
const deepest = 4

// eachFile calls each with the regular files below dir, in the order of their paths.
func eachFile(dir string, depth int, each func(path string, info fs.FileInfo)) error {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	for _, e := range entries {
		path := filepath.Join(dir, e.Name())
		info, err := os.Stat(path)
		if final, open := strings.CutSuffix(path, suffixOpen); open && errors.Is(err, fs.ErrNotExist) && !among(entries, final) {
			path = final // it was closed in the meantime
			info, err = os.Stat(path)
		}
		switch {
		case errors.Is(err, fs.ErrNotExist):
			continue // a link leads nowhere
		case err != nil:
			return err
		case info.IsDir() && depth < deepest:
			if err := eachFile(path, depth+1, each); err != nil {
				return err
			}
		case info.Mode().IsRegular():
			each(path, info)
		}
	}
	return nil
}

func among(entries []fs.DirEntry, path string) bool {
	return slices.ContainsFunc(entries, func(e fs.DirEntry) bool { return e.Name() == filepath.Base(path) })
}
