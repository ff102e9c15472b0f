package warc

import (
	"bufio"
	"bytes"
	"container/heap"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"slices"
)

// sorterMemory is how much of what is to be sorted stays in memory.
const sorterMemory = 8 << 20

// sorter sorts lines bytewise, however many there are: in memory, and beyond
// its limit in a file of dir that has no name. Each line ends in LF.
type sorter struct {
	dir   string
	limit int
	text  []byte // of lines, as they came
	lines []part
	file  *os.File // nil while all is in text
	runs  []part   // of file, each sorted
}

// part is where something stands in what holds it.
type part struct{ from, to int64 }

func newSorter(dir string) *sorter { return &sorter{dir: dir, limit: sorterMemory} }

// add takes a line, which it copies.
func (s *sorter) add(line []byte) error {
	if len(s.lines) > 0 && len(s.text)+len(line) > s.limit {
		if err := s.spill(); err != nil {
			return fmt.Errorf("sort: %w", err)
		}
	}
	from := int64(len(s.text))
	s.text = append(s.text, line...)
	s.lines = append(s.lines, part{from, int64(len(s.text))})
	return nil
}

// addEntry takes the line of e.
func (s *sorter) addEntry(e Entry) error {
	line, err := e.line()
	if err != nil {
		return err
	}
	return s.add(line)
}

func (s *sorter) line(p part) []byte { return s.text[p.from:p.to] }

func (s *sorter) sort() {
	slices.SortFunc(s.lines, func(a, b part) int { return bytes.Compare(s.line(a), s.line(b)) })
}

// spill writes what is in memory behind the runs of the file, sorted.
func (s *sorter) spill() error {
	if s.file == nil {
		f, err := os.CreateTemp(s.dir, "sort-*")
		if err != nil {
			return err
		}
		s.file = f
		if err := os.Remove(f.Name()); err != nil {
			return err
		}
	}
	at, err := s.file.Seek(0, io.SeekEnd)
	if err != nil {
		return err
	}
	s.sort()
	w := bufio.NewWriterSize(s.file, 256<<10)
	for _, p := range s.lines {
		_, _ = w.Write(s.line(p)) // Flush tells
	}
	s.runs = append(s.runs, part{at, at + int64(len(s.text))})
	s.text, s.lines = s.text[:0], s.lines[:0]
	return w.Flush()
}

// all returns all lines, in order. A line is only lent. An error is the last that
// is returned.
func (s *sorter) all() iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		if err := s.each(func(line []byte) error {
			if !yield(line, nil) {
				return errStop
			}
			return nil
		}); err != nil && !errors.Is(err, errStop) {
			yield(nil, err)
		}
	}
}

// errStop ends a walk that is not wanted further.
var errStop = errors.New("stop")

// each calls visit for all lines, in order. A line is only lent.
func (s *sorter) each(visit func(line []byte) error) error {
	if s.file == nil {
		s.sort()
		for _, p := range s.lines {
			if err := visit(s.line(p)); err != nil {
				return err
			}
		}
		return nil
	}
	if err := s.spill(); err != nil {
		return fmt.Errorf("sort: %w", err)
	}
	s.text, s.lines = nil, nil
	var h runHeap
	for _, p := range s.runs {
		r := &run{r: bufio.NewReaderSize(io.NewSectionReader(s.file, p.from, p.to-p.from), 16<<10)}
		if ok, err := r.next(); err != nil {
			return err
		} else if ok {
			h = append(h, r)
		}
	}
	heap.Init(&h)
	for len(h) > 0 {
		if err := visit(h[0].line); err != nil {
			return err
		}
		ok, err := h[0].next()
		if err != nil {
			return err
		}
		if ok {
			heap.Fix(&h, 0)
		} else {
			heap.Pop(&h)
		}
	}
	return nil
}

// writeTo writes all lines to w, in order.
func (s *sorter) writeTo(w io.Writer) error {
	b := bufio.NewWriterSize(w, 64<<10)
	err := s.each(func(line []byte) error {
		_, err := b.Write(line)
		return err
	})
	return errors.Join(err, b.Flush())
}

// close gives back what the sorter holds.
func (s *sorter) close() {
	if s.file != nil {
		s.file.Close()
	}
	*s = sorter{}
}

// run is a series of sorted lines that is being read.
type run struct {
	r    *bufio.Reader
	line []byte
}

func (r *run) next() (bool, error) {
	r.line = r.line[:0]
	for {
		part, err := r.r.ReadSlice('\n')
		r.line = append(r.line, part...)
		switch {
		case err == nil:
			return true, nil
		case errors.Is(err, bufio.ErrBufferFull):
		case errors.Is(err, io.EOF) && len(r.line) == 0:
			return false, nil
		default:
			return false, fmt.Errorf("sort: %w", err)
		}
	}
}

// runHeap has the run with the least line first.
type runHeap []*run

func (h runHeap) Len() int           { return len(h) }
func (h runHeap) Less(i, j int) bool { return bytes.Compare(h[i].line, h[j].line) < 0 }
func (h runHeap) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }
func (h *runHeap) Push(x any)        { *h = append(*h, x.(*run)) }
func (h *runHeap) Pop() any {
	last := (*h)[len(*h)-1]
	*h = (*h)[:len(*h)-1]
	return last
}
