package export

import (
	"sync"

	"gongkai/archive"
)

// format puts rows into files.
type format interface {
	batch() batch // an empty one, to be filled on any goroutine
	write(batch) error
	finish() error // makes the files whole, and closes them
	abandon()      // closes them as they are
}

// batch holds encoded rows.
type batch interface {
	row(table int, row []Value)
	around(head, tail []Value) // what the next cells begin and end with
	cell(middle []Value)       // a row of the cells
	seal()                     // after the last row
	reset()                    // empties it, once it is written
}

// Writer writes reports as tables. Encode may be called on several goroutines;
// the other methods may not.
type Writer struct {
	layout  *Layout
	format  format
	counts  []int
	batches sync.Pool // those that are written: each has megabytes of room
}

// Encoded are reports, ready to be written.
type Encoded struct {
	batch  batch
	counts []int
}

func newWriter(l *Layout, f format) *Writer {
	return &Writer{layout: l, format: f, counts: make([]int, len(l.Tables))}
}

// Encode encodes reports.
func (w *Writer) Encode(filed []archive.Filed) *Encoded {
	e := &Encoded{w.empty(), make([]int, len(w.layout.Tables))}
	rows := rower{layout: w.layout, to: e}
	for i := range filed {
		rows.rows(&filed[i])
	}
	e.batch.seal()
	return e
}

// EncodeCompared encodes findings on a report that comparing it with others gave.
// Their numbers go on from those of its own.
func (w *Writer) EncodeCompared(f *archive.Filed, found []archive.YearFinding) *Encoded {
	e := &Encoded{w.empty(), make([]int, len(w.layout.Tables))}
	r := f.Report
	if r == nil {
		r = damaged(f)
	}
	rows := rower{layout: w.layout, to: e}
	rows.about(f, r)
	for i := range found {
		rows.finding(len(r.Findings)+i+1, &found[i].Finding, found[i].Against)
	}
	e.batch.seal()
	return e
}

// Write writes what was encoded. The files are in the order of its calls.
func (w *Writer) Write(e *Encoded) error {
	for i, n := range e.counts {
		w.counts[i] += n
	}
	err := w.format.write(e.batch)
	e.batch.reset()
	w.batches.Put(e.batch)
	return err
}

// empty returns an empty batch.
func (w *Writer) empty() batch {
	if b, ok := w.batches.Get().(batch); ok {
		return b
	}
	return w.format.batch()
}

func (e *Encoded) row(table int, row []Value) {
	e.counts[table]++
	e.batch.row(table, row)
}

func (e *Encoded) cell(middle []Value) {
	e.counts[cells]++
	e.batch.cell(middle)
}

// Close writes the codebook and makes the files whole. After an error they are
// of no use.
func (w *Writer) Close() error {
	e := &Encoded{w.format.batch(), make([]int, len(w.layout.Tables))}
	for _, row := range w.layout.Codebook() {
		e.counts[w.layout.codebook]++
		e.batch.row(w.layout.codebook, row)
	}
	e.batch.seal()
	if err := w.Write(e); err != nil {
		w.format.abandon()
		return err
	}
	return w.format.finish()
}

// Abandon closes the files as they are.
func (w *Writer) Abandon() { w.format.abandon() }

// Rows returns how many rows each table has, by its name.
func (w *Writer) Rows() map[string]int {
	counts := map[string]int{}
	for i, n := range w.counts {
		counts[w.layout.Tables[i].Name] = n
	}
	return counts
}
