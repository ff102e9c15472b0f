package warc

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

const (
	suffix     = ".warc.gz"
	suffixOpen = ".open" // behind suffix, while the file may grow
	suffixTorn = ".torn" // behind suffix: what recovery cut off
)

// file is what a growing WARC file must be able to do.
type file interface {
	io.WriterAt
	Truncate(size int64) error
	Sync() error
	Close() error
}

// createFile makes a file that does not exist yet.
func createFile(path string) (file, error) {
	return os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
}

// watched is a file whose operations are asked for before.
type watched struct {
	file
	disk func(operation string, bytes int) (int, error)
}

func creator(disk func(string, int) (int, error)) func(path string) (file, error) {
	if disk == nil {
		return createFile
	}
	return func(path string) (file, error) {
		f, err := createFile(path)
		if err != nil {
			return nil, err
		}
		return &watched{f, disk}, nil
	}
}

// WriteAt writes as much of p as may be.
func (w *watched) WriteAt(p []byte, at int64) (int, error) {
	allowed, refused := w.disk("write", len(p))
	n, err := w.file.WriteAt(p[:min(allowed, len(p))], at)
	if refused != nil {
		err = refused
	}
	return n, err
}

// Truncate cuts the file, where that may be.
func (w *watched) Truncate(size int64) error {
	if _, err := w.disk("cut", 0); err != nil {
		return err
	}
	return w.file.Truncate(size)
}

// Sync makes the file durable, where that may be.
func (w *watched) Sync() error {
	if _, err := w.disk("sync", 0); err != nil {
		return err
	}
	return w.file.Sync()
}

// indexMemory is how much of the index of a growing file stays in memory: a file
// of a gigabyte with reports of 10 KB, compressed, has 30 MB of it.
const indexMemory = 4 << 20

// output is one growing WARC file. Its fields are guarded by the writer's
// lock, but for synced, which belongs to whoever holds the writer's token.
type output struct {
	file     file
	path     string  // its final path
	location string  // its final name as locations have it
	infoID   string  // of its warcinfo record
	size     int64   // up to the end of its last whole append
	torn     bool    // more bytes than size may stand in it
	users    int     // exchanges that are being made ready for it
	synced   int64   // as much of size as is durable
	lines    *sorter // of its index; nil where they could not be kept
	disk     func(operation string, bytes int) (int, error)
	begun    os.FileInfo // the file as it was begun
}

// append writes what s holds behind all that is there, and returns its offset.
// After an error the file is as it was.
func (o *output) append(s *spool) (int64, error) {
	if err := o.cut(); err != nil {
		return 0, err
	}
	at := o.size
	if err := s.copyTo(o.file, at); err != nil {
		o.torn = true
		return 0, errors.Join(fmt.Errorf("append to %s: %w", o.location, err), o.cut())
	}
	o.size += s.size
	return at, nil
}

// index keeps the entries of what was appended at offset at. Where that fails,
// the file gets its index as one does that a crash left without: see [Index].
func (o *output) index(at int64, entries []Entry) {
	for _, e := range entries {
		if o.lines == nil {
			return
		}
		e.Record.File = filepath.Base(o.path)
		e.Record.Offset += at
		if o.lines.addEntry(e) != nil {
			o.forget()
		}
	}
}

// forget gives back what is kept for the index.
func (o *output) forget() {
	if o.lines != nil {
		o.lines.close()
		o.lines = nil
	}
}

// seal gives the closed file its final name, and its index.
func (o *output) seal() error {
	defer o.forget()
	if err := o.ask("rename"); err != nil {
		return err
	}
	if err := seal(o.path); err != nil {
		return err
	}
	if o.lines != nil && len(o.lines.text)+len(o.lines.runs) > 0 {
		if info, err := os.Stat(o.path); err == nil && o.ask("index") == nil {
			_ = writeIndex(o.path, o.lines, info) // it can be made again
		}
	}
	return nil
}

// ask asks whether an operation may be carried out.
func (o *output) ask(operation string) error {
	if o.disk == nil {
		return nil
	}
	_, err := o.disk(operation, 0)
	return err
}

// cut takes off what a failed append left behind.
func (o *output) cut() error {
	if !o.torn {
		return nil
	}
	if err := o.file.Truncate(o.size); err != nil {
		return fmt.Errorf("cut %s back to %d bytes: %w", o.location, o.size, err)
	}
	o.torn = false
	return nil
}

// openOutput begins a new file with its warcinfo record. The file's name is
// durable afterwards, its content not yet.
func (w *Writer) openOutput() (*output, error) {
	now := w.opts.Now().UTC()
	stamp := strings.Replace(now.Format("20060102150405.000"), ".", "", 1)
	month := filepath.Join(w.dir, now.Format("2006"), now.Format("01"))
	if err := os.MkdirAll(filepath.Join(w.root, month), 0o755); err != nil {
		return nil, err
	}
	for {
		name := fmt.Sprintf("%s-%s-%05d-%s%s", w.opts.Prefix, stamp, w.serial, w.host, suffix)
		w.serial++
		final := filepath.Join(w.root, month, name)
		if _, err := os.Lstat(final); !errors.Is(err, fs.ErrNotExist) {
			if err != nil {
				return nil, err
			}
			continue
		}
		f, err := w.create(final + suffixOpen)
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		o := &output{file: f, path: final, disk: w.opts.Disk, location: filepath.ToSlash(filepath.Join(month, name)), lines: &sorter{dir: filepath.Join(w.root, "spool"), limit: indexMemory}}
		if err := errors.Join(w.writeInfo(o, warcDate(now)), w.syncDirs(month)); err != nil {
			return nil, errors.Join(err, f.Close(), os.Remove(final+suffixOpen))
		}
		if o.begun, err = os.Stat(final + suffixOpen); err != nil {
			return nil, errors.Join(err, f.Close())
		}
		return o, nil
	}
}

// writeInfo writes o's warcinfo record.
func (w *Writer) writeInfo(o *output, date string) error {
	var block bytes.Buffer
	w.info.writeTo(&block)
	e := w.encoder()
	defer w.release(e)
	o.infoID = newRecordID()
	h := Header{
		{"WARC-Type", "warcinfo"},
		{"WARC-Record-ID", o.infoID},
		{"WARC-Date", date},
		{"WARC-Filename", filepath.Base(o.path)},
		{"Content-Type", fieldsType},
	}
	if _, err := e.recordBytes(h, block.Bytes()); err != nil {
		return err
	}
	_, err := o.append(&e.out)
	return err
}

// syncDirs makes the entries of dir, and of every directory between it and the
// data directory, durable.
func (w *Writer) syncDirs(dir string) error {
	for {
		if err := syncDir(filepath.Join(w.root, dir)); err != nil {
			return err
		}
		if dir == "." {
			return nil
		}
		dir = filepath.Dir(dir)
	}
}

// seal gives the closed file at final+".open" its final name.
func seal(final string) error {
	switch _, err := os.Lstat(final); {
	case err == nil:
		return fmt.Errorf("rename %s: %s: %w", final+suffixOpen, final, fs.ErrExist)
	case !errors.Is(err, fs.ErrNotExist):
		return err
	}
	if err := os.Rename(final+suffixOpen, final); err != nil {
		return err
	}
	return syncDir(filepath.Dir(final))
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
