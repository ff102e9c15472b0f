package compound

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/richardlehane/mscfb"
)

// maxDescription is how many bytes of sector tables and directories are read. A
// file of 1 GB has 100 KB.
const maxDescription = 8 << 20

// chunk is how many bytes are read at once: joining the sectors of one read
// takes time with their square.
const chunk = 16 << 10

// File is a compound file.
type File struct {
	size    int64
	names   []string
	streams map[string]*mscfb.File // by name in lower case
}

// Open opens the compound file of size bytes in r. An error says, in words for
// people, what is wrong with the file.
func Open(r io.ReaderAt, size int64) (*File, error) {
	m := &meter{r: r, left: maxDescription}
	c, err := mscfb.New(m)
	switch {
	case m.left < 0:
		return nil, errors.New("the compound file's directory is larger than any document's")
	case err != nil:
		return nil, fmt.Errorf("the compound file is damaged or cut short: %w", err)
	}
	m.open = true
	f := &File{size: size, streams: make(map[string]*mscfb.File)}
	for _, entry := range c.File[min(1, len(c.File)):] { // the first is the root
		if len(entry.Path) > 0 {
			continue
		}
		f.names = append(f.names, entry.Name)
		key := strings.ToLower(entry.Name)
		if f.streams[key] == nil && !entry.FileInfo().IsDir() {
			f.streams[key] = entry
		}
	}
	return f, nil
}

// Names returns the names of the streams and storages below the root. A leading
// control character, as that of SummaryInformation, is not part of a name.
func (f *File) Names() []string { return f.names }

// Has reports whether there is a stream of this name below the root.
func (f *File) Has(name string) bool { return f.streams[strings.ToLower(name)] != nil }

// Read returns a stream below the root, or its first limit bytes. It reads each
// stream once.
func (f *File) Read(ctx context.Context, name string, limit int64) ([]byte, error) {
	s := f.streams[strings.ToLower(name)]
	if s == nil {
		return nil, fmt.Errorf("the stream %s is missing", name)
	}
	if s.Size > f.size {
		return nil, fmt.Errorf("the file is cut short: its stream %s has %d bytes, the file %d", name, s.Size, f.size)
	}
	b := make([]byte, min(s.Size, limit))
	for read := 0; read < len(b); {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		n, err := s.Read(b[read:min(len(b), read+chunk)])
		read += n
		if read < len(b) && (err != nil || n == 0) {
			return nil, fmt.Errorf("the stream %s is damaged or cut short: %w", name, cmp.Or(err, io.ErrUnexpectedEOF))
		}
	}
	return b, nil
}

// meter is a file of which only so much is read before it is open: its
// description is kept in memory whatever its size, and may be made long.
type meter struct {
	r    io.ReaderAt
	left int
	open bool
}

func (m *meter) ReadAt(b []byte, at int64) (int, error) {
	if !m.open {
		if m.left -= len(b); m.left < 0 {
			return 0, io.ErrUnexpectedEOF
		}
	}
	return m.r.ReadAt(b, at)
}
