package warc

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"gongkai/archive"
)

// Reader opens records by random access. It is safe for concurrent use, also
// while a [Writer] appends to the same files.
type Reader struct {
	root     string
	decoders sync.Pool // *decoder: what inflates takes more memory than most records
}

// NewReader returns a reader of the WARC files of the data directory root.
func NewReader(root string) *Reader { return &Reader{root: root} }

// Record opens the record at loc, which must be exactly one gzip member. The
// caller must close it.
func (r *Reader) Record(loc archive.Location) (*Record, error) {
	rec, err := r.open(loc)
	if err != nil {
		return nil, fmt.Errorf("record at %d of %s: %w", loc.Offset, loc.File, err)
	}
	return rec, nil
}

func (r *Reader) open(loc archive.Location) (*Record, error) {
	name := filepath.FromSlash(loc.File)
	if !filepath.IsLocal(name) {
		return nil, errors.New("not a path below the data directory")
	}
	if loc.Offset < 0 || loc.Length <= 0 || loc.Offset+loc.Length < loc.Offset {
		return nil, fmt.Errorf("no member can have the length %d there", loc.Length)
	}
	f, err := openEither(filepath.Join(r.root, name))
	if err != nil {
		return nil, err
	}
	d := r.decoder()
	rec, err := d.open(f, loc.Offset, loc.Length)
	if err != nil {
		r.decoders.Put(d)
		return nil, errors.Join(err, f.Close())
	}
	rec.block.exact = true
	rec.close = func() error {
		r.decoders.Put(d)
		return f.Close()
	}
	return rec, nil
}

func (r *Reader) decoder() *decoder {
	if d, ok := r.decoders.Get().(*decoder); ok {
		return d
	}
	return new(decoder)
}

// openEither opens the file with the final name path, under whichever name it
// has. The last attempt is for a file that was renamed between the others.
func openEither(path string) (*os.File, error) {
	var first error
	for _, name := range []string{path, path + suffixOpen, path} {
		f, err := os.Open(name)
		if err == nil || !errors.Is(err, fs.ErrNotExist) {
			return f, err
		}
		if first == nil {
			first = err
		}
	}
	return nil, first
}

// Record is one record of a WARC file.
type Record struct {
	Header Header
	Type   string    // WARC-Type
	ID     string    // WARC-Record-ID
	Date   time.Time // WARC-Date
	Length int64     // bytes of its block

	// Content is the block. It ends in io.EOF only after the record and its
	// gzip member have been found whole; the digests are not checked.
	Content io.Reader

	block *block
	close func() error // nil where it holds nothing, or does no more
}

// Close gives back what the record holds. Content can't be read afterwards.
func (r *Record) Close() error {
	if r.close == nil {
		return nil
	}
	give := r.close
	r.close, r.block.err = nil, fs.ErrClosed
	return give()
}
