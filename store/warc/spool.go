package warc

import (
	"errors"
	"fmt"
	"io"
	"os"
)

// spoolMemory is how much of what is to be appended stays in memory.
const spoolMemory = 1 << 20

// spool collects compressed records before they are appended: in memory, and
// beyond [spoolMemory] in a file of dir that has no name.
type spool struct {
	dir  string
	buf  []byte
	file *os.File // nil while all is in buf
	size int64
}

// Write appends p.
func (s *spool) Write(p []byte) (int, error) {
	if len(s.buf)+len(p) > spoolMemory {
		if err := s.spill(p); err != nil {
			return 0, err
		}
	} else {
		s.buf = append(s.buf, p...)
	}
	s.size += int64(len(p))
	return len(p), nil
}

// spill writes what is in memory, and p, to the file.
func (s *spool) spill(p []byte) error {
	if s.file == nil {
		f, err := os.CreateTemp(s.dir, "warc-*")
		if err != nil {
			return fmt.Errorf("spool: %w", err)
		}
		s.file = f
		if err := os.Remove(f.Name()); err != nil {
			return fmt.Errorf("spool: %w", err)
		}
	}
	for _, b := range [][]byte{s.buf, p} {
		if _, err := s.file.Write(b); err != nil {
			return fmt.Errorf("spool: %w", err)
		}
	}
	s.buf = s.buf[:0]
	return nil
}

// copyTo writes everything to w from offset at on.
func (s *spool) copyTo(w io.WriterAt, at int64) error {
	if s.file == nil {
		return writeAll(w, s.buf, at)
	}
	if err := s.spill(nil); err != nil {
		return err
	}
	buf := s.buf[:cap(s.buf)]
	for off := int64(0); off < s.size; {
		n, err := s.file.ReadAt(buf[:min(int64(len(buf)), s.size-off)], off)
		if err != nil && !errors.Is(err, io.EOF) || n == 0 {
			return fmt.Errorf("spool: %w", errors.Join(err, io.ErrUnexpectedEOF))
		}
		if err := writeAll(w, buf[:n], at+off); err != nil {
			return err
		}
		off += int64(n)
	}
	return nil
}

// reset empties s, and gives its file back.
func (s *spool) reset() {
	if s.file != nil {
		s.file.Close()
	}
	s.file, s.buf, s.size = nil, s.buf[:0], 0
}

func writeAll(w io.WriterAt, p []byte, at int64) error {
	n, err := w.WriteAt(p, at)
	if err == nil && n < len(p) {
		err = io.ErrShortWrite
	}
	return err
}
