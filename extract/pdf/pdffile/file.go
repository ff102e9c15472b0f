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

// File is an open PDF. It is not safe for concurrent use.
type File struct {
	data     []byte
	source   source
	objects  map[int]Object
	left     int64         // bytes that may still be decoded
	inflater io.ReadCloser // which is used again and again
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
	switch {
	case err != nil:
	case d.trailer["Encrypt"] != nil:
		err = errors.New("it is encrypted")
	case len(f.Dict(f.Catalog()["Pages"])) == 0 || f.Damaged():
		err = errBadTable
	}
	if err != nil {
		return f, f.Mend(ctx)
	}
	return f, nil
}

func (f *File) reset() {
	f.objects = map[int]Object{}
	f.left = maxDecoded
}

// Damaged reports whether objects were met that don't lie where the file says,
// so that what was read of it is not to be relied on. Mend helps.
func (f *File) Damaged() bool { return f.source.damaged() }

// Mend reads the file anew with more patience.
func (f *File) Mend(ctx context.Context) error {
	m, err := openMended(ctx, f.data)
	if err != nil {
		return err
	}
	f.source = m
	f.reset()
	if len(f.Dict(f.Catalog()["Pages"])) == 0 {
		return errors.New("the file is damaged: it has no pages")
	}
	return nil
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
