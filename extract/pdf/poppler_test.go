package pdf

import (
	"bytes"
	"cmp"
	"context"
	"encoding/xml"
	"errors"
	"flag"
	"fmt"
	"io"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"

	"gongkai/extract/layout"
	"gongkai/internal/needed"
)

var compared = flag.String("pdfs", "../testdata/corpus/*.pdf", "the files whose characters are compared with poppler's")

// word is a word as pdftotext -bbox tells it.
type word struct {
	layout.Box
	text string
}

// popplerWords returns the words of each page as poppler reads them.
func popplerWords(t *testing.T, file string) [][]word {
	t.Helper()
	out, err := exec.Command("pdftotext", "-bbox", "-cropbox", file, "-").Output()
	if err != nil {
		t.Fatalf("pdftotext %s: %v", file, err)
	}
	out = bytes.ReplaceAll(out, []byte{0}, nil)
	var pages [][]word
	d := xml.NewDecoder(bytes.NewReader(out))
	d.Strict = false
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return pages
		}
		if err != nil {
			t.Fatalf("read what pdftotext says of %s: %v", file, err)
		}
		start, ok := token.(xml.StartElement)
		switch {
		case !ok:
		case start.Name.Local == "page":
			pages = append(pages, nil)
		case start.Name.Local == "word":
			var w word
			for _, a := range start.Attr {
				to := map[string]*float64{"xMin": &w.X0, "yMin": &w.Y0, "xMax": &w.X1, "yMax": &w.Y1}[a.Name.Local]
				if to != nil {
					_, _ = fmt.Sscan(a.Value, to)
				}
			}
			if err := d.DecodeElement(&w.text, &start); err != nil {
				t.Fatal(err)
			}
			pages[len(pages)-1] = append(pages[len(pages)-1], w)
		}
	}
}

// tally counts characters that both readers see alike.
type tally struct {
	alike, theirs, ours int
	odd                 []string
}

// compare looks for each word's characters in its place.
func (c *tally) compare(page layout.Page, words []word) {
	const room = 1
	taken := make([]bool, len(page.Glyphs))
	for _, w := range words {
		var inside []layout.Glyph
		for i, g := range page.Glyphs {
			x, y := (g.X0+g.X1)/2, (g.Y0+g.Y1)/2
			if !taken[i] && x >= w.X0-room && x <= w.X1+room && y >= w.Y0-g.Size/5 && y <= w.Y1+g.Size/5 && math.Abs(y-(w.Y0+w.Y1)/2) <= slack(g, w) {
				inside = append(inside, g)
				taken[i] = true
			}
		}
		slices.SortStableFunc(inside, func(a, b layout.Glyph) int { return cmp.Compare(a.X0, b.X0) })
		var b strings.Builder
		for _, g := range inside {
			b.WriteString(g.Text)
		}
		got, want := bare(b.String()), bare(w.text)
		n := common([]rune(got), []rune(want))
		c.alike += n
		c.theirs += len([]rune(want))
		if got != want && len(c.odd) < 40 {
			c.odd = append(c.odd, fmt.Sprintf("got %q, want %q at %.1f", got, want, w.Box))
		}
	}
	for i, g := range page.Glyphs {
		if text := bare(g.Text); text != "" {
			c.ours += len([]rune(text))
			if !taken[i] && len(c.odd) < 40 {
				c.odd = append(c.odd, fmt.Sprintf("got %q at %.1f, which poppler does not see", g.Text, g.Box))
			}
		}
	}
}

// slack returns how far the middles of a glyph and of its word may lie apart: 2
// points or a fifth of the size, and what the two readers' notions of the height
// of a font differ by. Poppler has one of its own for Type 3 fonts.
func slack(g layout.Glyph, w word) float64 {
	return max(2, g.Size/5) + math.Abs((g.Y1-g.Y0)-(w.Y1-w.Y0))/2
}

// bare returns text without what doesn't show.
func bare(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || r == 0xad || r == 0x200b {
			return -1
		}
		return r
	}, s)
}

// common returns the length of the longest common subsequence.
func common(a, b []rune) int {
	if slices.Equal(a, b) {
		return len(a)
	}
	row := make([]int, len(b)+1)
	for _, x := range a {
		corner := 0
		for j, y := range b {
			above := row[j+1]
			if x == y {
				row[j+1] = corner + 1
			} else {
				row[j+1] = max(above, row[j])
			}
			corner = above
		}
	}
	return row[len(b)]
}

func TestCharactersStandWherePopplerSeesThem(t *testing.T) {
	needed.Program(t, "pdftotext")
	files, err := filepath.Glob(*compared)
	if err != nil || len(files) < 2 {
		t.Fatalf("got %d files %s: %v", len(files), *compared, err)
	}
	var all tally
	for _, name := range files {
		f, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		info, err := f.Stat()
		if err != nil {
			t.Fatal(err)
		}
		read, err := open(context.Background(), f, info.Size(), nil)
		_ = f.Close()
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		words := popplerWords(t, name)
		if len(words) != len(read.pages) {
			t.Errorf("%s: got %d pages, want %d", name, len(read.pages), len(words))
			continue
		}
		var one tally
		for i := range words {
			one.compare(read.pages[i], words[i])
		}
		all.alike += one.alike
		all.theirs += one.theirs
		all.ours += one.ours
		if one.alike*1000 < max(one.theirs, one.ours)*999 {
			t.Errorf("%s: of poppler's %d characters and our %d only %d are alike: %d differ\n%s", name, one.theirs, one.ours, one.alike, len(one.odd), strings.Join(one.odd, "\n"))
			t.Log(read.notes.warnings())
		}
	}
	t.Logf("%d files: of poppler's %d characters and our %d are %d alike", len(files), all.theirs, all.ours, all.alike)
}
