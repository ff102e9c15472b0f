package crawler

import (
	"errors"
	"io"
	"os"
	"sync"
)

// spoolMemory is how much of a response is kept in memory before the rest goes
// to a file. Nearly every page is smaller.
const spoolMemory = 1 << 20

// Memory of spools that were closed is used again, where it is of the size that
// most responses need.
const (
	spoolBegins = 32 << 10
	spoolKept   = 256 << 10
)

var spoolMemories = sync.Pool{New: func() any {
	memory := make([]byte, 0, spoolBegins)
	return &memory
}}

// spool holds the bytes of one response: in memory at first, then in a file
// that has no name, so that a crash leaves nothing behind.
type spool struct {
	dir    string
	memory []byte
	lent   *[]byte // where memory came from
	file   *os.File
	size   int64
}

// Write appends p.
func (s *spool) Write(p []byte) (int, error) {
	if s.file == nil && len(s.memory)+len(p) <= spoolMemory {
		if s.lent == nil {
			s.lent = spoolMemories.Get().(*[]byte)
			s.memory = *s.lent
		}
		s.memory = append(s.memory, p...)
		s.size += int64(len(p))
		return len(p), nil
	}
	if s.file == nil {
		f, err := os.CreateTemp(s.dir, "payload-*")
		if err != nil {
			return 0, err
		}
		if err := os.Remove(f.Name()); err != nil {
			return 0, errors.Join(err, f.Close())
		}
		s.file = f
	}
	n, err := s.file.WriteAt(p, s.size-int64(len(s.memory)))
	s.size += int64(n)
	return n, err
}

// ReadAt reads what was written.
func (s *spool) ReadAt(p []byte, off int64) (int, error) {
	if off >= s.size {
		return 0, io.EOF
	}
	n := 0
	if inMemory := int64(len(s.memory)); off < inMemory {
		n = copy(p, s.memory[off:])
		off += int64(n)
	}
	if n == len(p) {
		return n, nil
	}
	if s.file == nil {
		return n, io.EOF
	}
	m, err := s.file.ReadAt(p[n:], off-int64(len(s.memory)))
	return n + m, err
}

// slice returns n bytes from off on where memory holds them, else nil. They
// last until Close.
func (s *spool) slice(off, n int64) []byte {
	if off < 0 || n < 0 || off+n > int64(len(s.memory)) {
		return nil
	}
	return s.memory[off : off+n : off+n]
}

// Close gives the bytes up: their memory is another's then.
func (s *spool) Close() error {
	if s.lent != nil && cap(s.memory) <= spoolKept {
		*s.lent = s.memory[:0]
		spoolMemories.Put(s.lent)
	}
	s.memory, s.lent = nil, nil
	if s.file == nil {
		return nil
	}
	return s.file.Close()
}
