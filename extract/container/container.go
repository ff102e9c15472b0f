package container

import (
	"archive/zip"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"maps"
	"path"
	"slices"
	"strings"

	"gongkai/archive"
)

// The limits of one document.
const (
	maxInflated  = 64 << 20 // bytes of all parts that are read
	maxRatio     = 200      // of a part's size to its compressed size; real ones stay under 40
	freeInflated = 1 << 20  // bytes of a part that no ratio forbids
	maxEntries   = 10_000
	maxDirectory = 4 << 20 // bytes of the zip directory
)

// Container is the zip file of a document.
type Container struct {
	files map[string]*zip.File
	twice map[string]bool // parts that are there again, with another content
	left  int64           // bytes that may still be inflated
	wrong bool            // a part that was read does not add up to its checksum
	other bool            // a part that was read is there twice
}

// Warnings returns what is to be told of the parts that were read and closed.
func (c *Container) Warnings() []archive.Warning {
	var ws []archive.Warning
	if c.wrong {
		ws = append(ws, archive.Warning{Code: "file_damaged", Message: "the file's content does not add up to its checksum: any character of it may be wrong"})
	}
	if c.other {
		ws = append(ws, archive.Warning{Code: "content_alternate", Message: "a part of the file is there twice, under one name; the first was read, and other programs show the other"})
	}
	return ws
}

// Open opens the zip file of size bytes in r. An error says, in words for
// people, what is wrong with the file.
func Open(r io.ReaderAt, size int64) (*Container, error) {
	if err := checkDirectory(r, size); err != nil {
		return nil, err
	}
	z, err := zip.NewReader(r, size)
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) {
		return nil, fmt.Errorf("the zip file is damaged: %w", err)
	}
	if len(z.File) > maxEntries {
		return nil, fmt.Errorf("the zip file has %d entries; more than %d are not read", len(z.File), maxEntries)
	}
	c := &Container{files: make(map[string]*zip.File, len(z.File)), twice: make(map[string]bool), left: maxInflated}
	for _, f := range z.File {
		name := partName(f.Name)
		switch first := c.files[name]; {
		case first == nil:
			c.files[name] = f
		case first.CRC32 != f.CRC32 || first.UncompressedSize64 != f.UncompressedSize64:
			c.twice[name] = true
		}
	}
	return c, nil
}

// partName returns the name of a part in one spelling: names of parts don't
// depend on case, and some writers use backslashes.
func partName(name string) string {
	return strings.ToLower(strings.TrimPrefix(path.Clean("/"+strings.ReplaceAll(name, `\`, "/")), "/"))
}

// checkDirectory looks at the end of a zip file before it is opened: the zip
// reader keeps every entry of the directory in memory, whatever the number.
func checkDirectory(r io.ReaderAt, size int64) error {
	const record = 22 // bytes of the end record without its comment
	tail := make([]byte, min(size, record+65535))
	if _, err := r.ReadAt(tail, size-int64(len(tail))); err != nil && !errors.Is(err, io.EOF) {
		return fmt.Errorf("read the zip file: %w", err)
	}
	at := strings.LastIndex(string(tail), "PK\x05\x06")
	if at < 0 || len(tail)-at < record {
		return errors.New("the zip file is cut short: it has no directory")
	}
	end := size - int64(len(tail)) + int64(at)
	length := int64(binary.LittleEndian.Uint32(tail[at+12:]))
	offset := int64(binary.LittleEndian.Uint32(tail[at+16:]))
	if length > maxDirectory || end-offset > maxDirectory {
		return errors.New("the zip file's directory is larger than any document's")
	}
	return nil
}

// Has reports whether the file has a part of this name.
func (c *Container) Has(name string) bool { return c.files[partName(name)] != nil }

// Names returns the names of the parts, sorted, in lower case.
func (c *Container) Names() []string { return slices.Sorted(maps.Keys(c.files)) }

// Open returns a part's content. Reading more than the limits allow ends in an
// error.
func (c *Container) Open(name string) (io.ReadCloser, error) {
	f := c.files[partName(name)]
	if f == nil {
		return nil, fmt.Errorf("the part %s is missing", name)
	}
	c.other = c.other || c.twice[partName(name)]
	allowed := max(freeInflated, min(int64(f.CompressedSize64), maxInflated)*maxRatio)
	if f.UncompressedSize64 > uint64(min(allowed, c.left)) {
		return nil, errBomb(name, int64(min(f.UncompressedSize64, 1<<62)), int64(f.CompressedSize64))
	}
	if f.Flags&1 != 0 {
		return nil, fmt.Errorf("the part %s is encrypted", name)
	}
	r, err := f.Open()
	if err != nil {
		return nil, fmt.Errorf("open the part %s: %w", name, err)
	}
	return &part{ReadCloser: r, container: c, name: name, allowed: allowed, compressed: int64(f.CompressedSize64)}, nil
}

func errBomb(name string, size, compressed int64) error {
	return fmt.Errorf("the part %s inflates from %d bytes to %d or more; such a part is a zip bomb", name, compressed, size)
}

// part is a part being read within the limits.
type part struct {
	io.ReadCloser
	container  *Container
	name       string
	read       int64
	allowed    int64
	compressed int64
}

func (p *part) Read(b []byte) (int, error) {
	n, err := p.ReadCloser.Read(b)
	p.read += int64(n)
	p.container.wrong = p.container.wrong || errors.Is(err, zip.ErrChecksum)
	p.container.left -= int64(n)
	if p.read > p.allowed || p.container.left < 0 {
		return n, errBomb(p.name, p.read, p.compressed)
	}
	return n, err
}

// maxTail is how many bytes are read behind what a reader of a part wanted, up to
// its end, where the checksum is compared.
const maxTail = 4 << 10

func (p *part) Close() error {
	_, _ = io.CopyN(io.Discard, p, maxTail)
	return p.ReadCloser.Close()
}
