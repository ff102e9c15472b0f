package replay

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"gongkai/archive"
)

// context is how many lines around a change are shown.
const contextLines = 3

// change is a line of a comparison, or a gap in it.
type change struct {
	Kind  byte // '=', '-', '+'; '.' for lines that are left out
	Parts []part
	Lines int // left out
}

// part is a piece of a line.
type part struct {
	Text    string
	Changed bool
}

// comparison is what changed between two captures.
type comparison struct {
	URL          string
	Older, Newer archive.Capture
	Same         bool // the payloads are equal
	Readable     bool // both have a text
	Document     bool // the texts are of the documents
	Around       bool // those are the same, and the texts are of the pages around them
	Cut          bool // the texts go on behind what was compared
	Changes      []change
	Removed      int // lines
	Added        int
}

// diff shows what changed: "OLD/NEW/URL".
func (s *Server) diff(w http.ResponseWriter, r *http.Request, path string) error {
	parts := strings.SplitN(path, "/", 3)
	if len(parts) < 3 {
		s.fail(w, http.StatusBadRequest, "网址无法识别 This is no address of a comparison", path, "")
		return nil
	}
	from, ok1 := parseStamp(parts[0])
	to, ok2 := parseStamp(parts[1])
	if !ok1 || !ok2 {
		s.fail(w, http.StatusBadRequest, "时间无法识别 This is no time", parts[0]+" "+parts[1], "")
		return nil
	}
	return s.with(w, r, parts[2], func(w http.ResponseWriter, r *http.Request, f found) error {
		c, err := s.compare(r.Context(), f.pick(from), f.pick(to))
		if err != nil {
			return err
		}
		c.URL = f.url
		return s.render(w, http.StatusOK, "diff", c)
	})
}

// compare compares the texts of two captures: those of their documents where
// both have one and these differ.
func (s *Server) compare(ctx context.Context, older, newer archive.Capture) (comparison, error) {
	c := comparison{Older: older, Newer: newer, Same: older.Payload == newer.Payload}
	if c.Same {
		return c, nil
	}
	a, readA, errA := s.read(ctx, older, false)
	b, readB, errB := s.read(ctx, newer, false)
	if errA == nil && errB == nil && readA && readB && a.document != b.document {
		a, readA, errA = s.read(ctx, older, true)
		b, readB, errB = s.read(ctx, newer, true)
	}
	for _, err := range []error{errA, errB} {
		if err != nil {
			return c, err
		}
	}
	if c.Readable = readA && readB; !c.Readable {
		return c, nil
	}
	if a.document && slices.Equal(a.lines, b.lines) {
		around, ok, err := s.read(ctx, older, true)
		if err != nil {
			return c, err
		}
		other, also, err := s.read(ctx, newer, true)
		if err != nil {
			return c, err
		}
		if ok && also && !slices.Equal(around.lines, other.lines) {
			a, b, c.Around = around, other, true
		}
	}
	c.Document, c.Cut = a.document, max(len(a.lines), len(b.lines)) == maxLines
	all := edits(a.lines, b.lines)
	for i, e := range all {
		switch e.Kind {
		case '=':
			c.Changes = append(c.Changes, around(e.Run, i == 0, i == len(all)-1)...)
			continue
		case '-':
			c.Removed += len(e.Run)
		case '+':
			c.Added += len(e.Run)
		}
		var other []string
		switch {
		case e.Kind == '-' && i+1 < len(all) && all[i+1].Kind == '+':
			other = all[i+1].Run
		case e.Kind == '+' && i > 0 && all[i-1].Kind == '-':
			other = all[i-1].Run
		}
		for j, line := range e.Run {
			c.Changes = append(c.Changes, change{Kind: e.Kind, Parts: marked(line, other, j, e.Kind)})
		}
	}
	return c, nil
}

// around returns the lines of a run that are next to a change.
func around(run []string, first, last bool) []change {
	head, tail := contextLines, contextLines
	if first {
		head = 0
	}
	if last {
		tail = 0
	}
	var shown []change
	for i, line := range run {
		switch {
		case i < head || i >= len(run)-tail:
			shown = append(shown, change{Kind: '=', Parts: []part{{Text: line}}})
		case i == head:
			shown = append(shown, change{Kind: '.', Lines: len(run) - head - tail})
		}
	}
	return shown
}

// marked returns a line that was removed or added, with what is not in the line
// that stands in its place marked.
func marked(line string, other []string, at int, kind byte) []part {
	if at >= len(other) {
		return []part{{line, true}}
	}
	older, newer := []rune(line), []rune(other[at])
	if kind == '+' {
		older, newer = newer, older
	}
	var parts []part
	common := 0
	for _, e := range edits(older, newer) {
		switch e.Kind {
		case '=':
			common += len(e.Run)
			parts = append(parts, part{string(e.Run), false})
		case kind:
			parts = append(parts, part{string(e.Run), true})
		}
	}
	if common*3 < len([]rune(line)) {
		return []part{{line, true}} // two lines that have little to do with each other
	}
	return parts
}
