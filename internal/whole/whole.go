package whole

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// ErrExists says that something stands where the target should.
var ErrExists = errors.New("exists already")

// Options tells what is written.
type Options struct {
	Folder  bool                    // else a file
	Replace bool                    // what stands there
	Ours    func(entry string) bool // Folder: whether one with this entry may be replaced
}

// Write makes the target at path. write gets another path beside it, where it
// makes a file, or fills a folder that is there. If it returns an error nothing
// is left of it, and what stood at path stands there still.
//
// A file is replaced in one step. A folder is replaced only where each of its
// entries is a file of ours, in two. What a process that was killed has left
// beside path is removed first; one that was killed between these two has its
// former folder put back.
func Write(path string, o Options, write func(at string) error) (err error) {
	path = filepath.Clean(path)
	parent, name := filepath.Split(path)
	if parent == "" {
		parent = "."
	}
	rest := filepath.Join(parent, "."+name+".partial-")
	if err := clear(rest, path); err != nil {
		return err
	}
	if err := o.check(path); err != nil {
		return err
	}
	// One file system, so that the rename is one step.
	room, held, err := begin(parent, filepath.Base(rest))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(room), held.Close()) }()
	at := filepath.Join(room, name)
	if o.Folder {
		if err := os.Mkdir(at, 0o755); err != nil {
			return err
		}
	}
	if err := write(at); err != nil {
		return err
	}
	if err := syncAll(at); err != nil {
		return err
	}
	if err := o.check(path); err != nil { // it may have come meanwhile
		return err
	}
	if o.Folder && o.Replace {
		if err := os.Rename(path, filepath.Join(room, former)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	if err := os.Rename(at, path); err != nil {
		return err
	}
	return syncPath(parent)
}

// Clear removes what processes that were killed while they wrote path have left
// beside it, and puts a former folder back as Write does.
func Clear(path string) error {
	path = filepath.Clean(path)
	parent, name := filepath.Split(path)
	return clear(filepath.Join(parent, "."+name+".partial-"), path)
}

// begin makes a room, and holds it.
func begin(parent, prefix string) (room string, held io.Closer, err error) {
	for {
		if room, err = os.MkdirTemp(parent, prefix+"*"); err != nil {
			return "", nil, err
		}
		held, err := hold(room)
		if _, gone := os.Lstat(room); gone == nil && held != nil {
			return room, held, err
		}
		// Another process took it for one that was left.
		if held != nil {
			err = held.Close()
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return "", nil, err
		}
	}
}

// former is where a folder stands while another takes its place.
const former = "former"

// clear removes the rooms, folders whose names begin with rest, that no process
// writes into any more. It puts back what stood at path where that is gone.
func clear(rest, path string) error {
	rooms, err := filepath.Glob(escaped(rest) + "*")
	for _, room := range rooms {
		if err == nil && strings.Trim(room[len(rest):], "0123456789") == "" {
			err = clearRoom(room, path)
		}
	}
	return err
}

func clearRoom(room, path string) error {
	held, err := hold(room)
	if held == nil || !holds {
		return err
	}
	defer held.Close()
	if _, err := os.Lstat(path); errors.Is(err, fs.ErrNotExist) {
		if err := os.Rename(filepath.Join(room, former), path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return os.RemoveAll(room)
}

// escaped returns a path as a pattern that matches it alone.
func escaped(path string) string {
	return strings.NewReplacer(`\`, `\\`, `*`, `\*`, `?`, `\?`, `[`, `\[`).Replace(path)
}

// check refuses a target that must not be written.
func (o Options) check(path string) error {
	info, err := os.Lstat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	case !o.Replace:
		return fmt.Errorf("%s %w", path, ErrExists)
	case o.Folder != info.IsDir(), !o.Folder && !info.Mode().IsRegular():
		return fmt.Errorf("%s is not of the kind that is written: it is not replaced", path)
	case !o.Folder:
		return nil
	}
	entries, err := os.ReadDir(path)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if !e.Type().IsRegular() || !o.Ours(e.Name()) {
			return fmt.Errorf("%s holds %s, which is not ours: it is not replaced", path, e.Name())
		}
	}
	return nil
}

// syncAll makes a file, or a folder and all in it, durable.
func syncAll(path string) error {
	return filepath.WalkDir(path, func(path string, _ fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		return syncPath(path)
	})
}

func syncPath(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
