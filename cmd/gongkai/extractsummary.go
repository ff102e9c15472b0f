package main

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"

	"gongkai/extract"
)

// summary counts what files held, by format, and shows how far it is.
type summary struct {
	p       *program
	files   int
	seen    map[string]bool
	formats map[string]*tally
	bars    *mpb.Progress // nil where there is no terminal, or little to do
	bar     *mpb.Bar
	told    time.Time
}

// tally is what is counted of a format.
type tally struct{ documents, tables, warned, refused int }

// fewFiles is up to how many files no progress is shown for, and no summary.
const fewFiles = 1

func newSummary(p *program, files int) *summary {
	s := &summary{p: p, files: files, seen: make(map[string]bool), formats: make(map[string]*tally), told: time.Now()}
	if p.terminal && files > fewFiles {
		s.bars = mpb.New(mpb.WithOutput(p.stderr), mpb.WithRefreshRate(drawEvery))
		s.bar = s.bars.AddBar(int64(files), mpb.BarWidth(24), mpb.PrependDecorators(decor.Name("files")),
			mpb.AppendDecorators(decor.CountersNoUnit("%d of %d")))
	}
	return s
}

// count counts a part of a file.
func (s *summary) count(f file, part extract.Part) {
	t := s.formats[part.Format]
	if t == nil {
		t = new(tally)
		s.formats[part.Format] = t
	}
	if part.Refused != nil {
		t.refused++
	} else {
		t.documents++
		t.tables += len(part.Document.Tables)
		if len(part.Document.Warnings) > 0 {
			t.warned++
		}
	}
	if s.seen[f.path] {
		return
	}
	s.seen[f.path] = true
	switch {
	case s.bar != nil:
		s.bar.SetCurrent(int64(len(s.seen)))
	case time.Since(s.told) >= printEvery:
		s.told = time.Now()
		fmt.Fprintf(s.p.stderr, "%d of %d files\n", len(s.seen), s.files)
	}
}

// say writes a line on standard error, above the progress.
func (s *summary) say(line string) {
	var w io.Writer = s.p.stderr
	if s.bars != nil {
		w = s.bars
	}
	_, _ = io.WriteString(w, line) // there is nowhere to say that this failed
}

// close ends the progress.
func (s *summary) close() {
	if s.bars != nil {
		s.bar.Abort(false)
		s.bars.Wait()
		s.bars = nil
	}
}

// print writes what was counted on standard error.
func (s *summary) print() {
	if s.files <= fewFiles {
		return
	}
	t := newTable("left", "right")
	t.row("format", "documents", "tables", "with warnings", "not read")
	var all tally
	for _, name := range slices.Sorted(maps.Keys(s.formats)) {
		f := s.formats[name]
		t.row(name, strconv.Itoa(f.documents), strconv.Itoa(f.tables), strconv.Itoa(f.warned), strconv.Itoa(f.refused))
		all.documents += f.documents
		all.tables += f.tables
		all.warned += f.warned
		all.refused += f.refused
	}
	t.row("all", strconv.Itoa(all.documents), strconv.Itoa(all.tables), strconv.Itoa(all.warned), strconv.Itoa(all.refused))
	t.print(s.p.stderr, "")
}
