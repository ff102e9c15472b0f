package warc

import (
	"bufio"
	"bytes"
	"container/heap"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
)

// sorterMemory is how much of what is to be sorted stays in memory.
const sorterMemory = 32 << 20

// sorter sorts lines bytewise, however many there are: in memory, and beyond
// its limit in files of dir that have no name. Each line ends in LF.
type sorter struct {
	dir   string
	limit int
	held  int // bytes of lines
	lines [][]byte
	runs  []*os.File // sorted
}

func newSorter(dir string) *sorter { return &sorter{dir: dir, limit: sorterMemory} }

// add takes a line, which it keeps.
func (s *sorter) add(line []byte) error {
	s.lines = append(s.lines, line)
	if s.held += len(line); s.held < s.limit {
		return nil
	}
	return s.spill()
}

// addEntry takes the line of e.
func (s *sorter) addEntry(e Entry) error {
	line, err := e.line()
	if err != nil {
		return err
	}
	return s.add(line)
}

// spill writes what is in memory to a file, sorted.
func (s *sorter) spill() error {
	f, err := os.CreateTemp(s.dir, "sort-*")
	if err != nil {
		return fmt.Errorf("sort an index: %w", err)
	}
	s.runs = append(s.runs, f)
	slices.SortFunc(s.lines, bytes.Compare)
	w := bufio.NewWriterSize(f, 256<<10)
	for _, line := range s.lines {
		_, _ = w.Write(line) // Flush tells
	}
	if err := errors.Join(os.Remove(f.Name()), w.Flush()); err != nil {
		return fmt.Errorf("sort an index: %w", err)
	}
	s.lines, s.held = s.lines[:0], 0
	return nil
}

// each calls visit for all lines, in order. A line is only lent.
func (s *sorter) each(visit func(line []byte) error) error {
	slices.SortFunc(s.lines, bytes.Compare)
	if len(s.runs) == 0 {
		for _, line := range s.lines {
			if err := visit(line); err != nil {
				return err
			}
		}
		return nil
	}
	if err := s.spill(); err != nil {
		return err
	}
	var h runHeap
	for _, f := range s.runs {
		if _, err := f.Seek(0, io.SeekStart); err != nil {
			return fmt.Errorf("sort an index: %w", err)
		}
		r := &run{r: bufio.NewReaderSize(f, 64<<10)}
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
	for _, f := range s.runs {
		f.Close()
	}
	s.runs, s.lines, s.held = nil, nil, 0
}

// run is a file of sorted lines that is being read.
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
			return false, fmt.Errorf("sort an index: %w", err)
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
