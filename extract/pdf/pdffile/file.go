package pdffile

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
)

// The limits of one file.
const (
	maxFile    = 256 << 20 // bytes; the file is held in memory
	maxStream  = 64 << 20  // decoded bytes of a stream
	maxDecoded = 256 << 20 // decoded bytes of all streams
)

var errNoPages = errors.New("the file is damaged: it has no pages")

// File is an open PDF. It is not safe for concurrent use.
type File struct {
	data     []byte
	source   source
	objects  map[int]Object
	left     int64         // bytes that may still be decoded
	inflater io.ReadCloser // which is used again and again
	mended   bool
}

// source is where objects come from.
type source interface {
	root() Dict // the trailer
	object(number int) Object
	damaged() bool // whether objects were not where they should be
}

// Open opens the file of size bytes in r. An error that is not ctx's says, in
// words for people, what is wrong with it.
func Open(ctx context.Context, r io.ReaderAt, size int64) (*File, error) {
	if size > maxFile {
		return nil, fmt.Errorf("the file is larger than %d MiB", maxFile>>20)
	}
	data := make([]byte, size)
	if _, err := io.ReadFull(io.NewSectionReader(r, 0, size), data); err != nil {
		return nil, fmt.Errorf("read the file: %w", err)
	}
	// Offsets count from the header, which may stand behind other bytes.
	if at := bytes.Index(data[:min(len(data), 1024)], []byte("%PDF-")); at > 0 {
		data = data[at:]
	}
	f := &File{data: data}
	f.reset()
	d, err := openDirect(f, data)
	if err != nil || d.trailer["Encrypt"] != nil || f.pageless() || f.Damaged() {
		return f, f.Mend(ctx)
	}
	return f, nil
}

func (f *File) reset() {
	f.objects = map[int]Object{}
	f.left = maxDecoded
}

// pageless reports whether a file has no pages, as far as the first glance shows.
func (f *File) pageless() bool { return len(f.Dict(f.Catalog()["Pages"])) == 0 }

// Damaged reports whether objects don't lie where the file says, so that not all
// may be found. Mend may help.
func (f *File) Damaged() bool { return f.source.damaged() }

// Mended reports whether Mend has done what it can.
func (f *File) Mended() bool { return f.mended }

// Mend opens the file anew with more patience: objects are looked for where they
// stand. What is encrypted is left to pdfcpu.
func (f *File) Mend(ctx context.Context) error {
	f.mended = true
	f.reset()
	d, err := openScanned(f, f.data)
	switch {
	case err == nil && d.trailer["Encrypt"] != nil:
		m, err := openDecrypted(ctx, f.data)
		if err != nil {
			return err
		}
		f.source = m
		f.reset()
		if f.pageless() {
			return errNoPages
		}
	case err == nil && (!f.pageless() || len(d.pages) > 0):
	case bytes.Contains(f.data[max(0, len(f.data)-2048):], []byte("%%EOF")):
		return errNoPages
	default:
		return errors.New("the file is cut short: its pages are missing")
	}
	return ctx.Err()
}

func (f *File) object(number int) Object {
	o, ok := f.objects[number]
	if !ok {
		o = f.source.object(number)
		f.objects[number] = o
	}
	return o
}

// Catalog returns the dictionary that everything hangs on.
func (f *File) Catalog() Dict { return f.Dict(f.source.root()["Root"]) }

// Info returns the document information dictionary, or nil.
func (f *File) Info() Dict { return f.Dict(f.source.root()["Info"]) }
