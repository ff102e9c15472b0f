package sheet

import (
	"strings"

	"gongkai/extract/visible"
)

// Look is how text looks, as far as it tells what of it is read.
type Look struct {
	Struck bool
	Ink    visible.Colour
	Script visible.Script // of a run; text that is set so as a whole is text
}

// Text is the text of a cell. Its runs may have looks of their own. The zero
// value is empty.
type Text struct {
	plain string // all of it, where it has no runs
	runs  []run
}

type run struct {
	text string
	says bool // look is its own; it is not as the cell
	look Look
}

// Plain returns a text that looks as its cell.
func Plain(s string) Text { return Text{plain: s} }

// Add adds a run that looks as its cell.
func (t *Text) Add(s string) { t.runs = append(t.runs, run{text: s}) }

// AddAs adds a run that has a look of its own.
func (t *Text) AddAs(s string, look Look) { t.runs = append(t.runs, run{s, true, look}) }

// String returns all of a text.
func (t Text) String() string {
	s := t.plain
	for _, r := range t.runs {
		s += r.text
	}
	return s
}

// Shown returns what is seen of a text in a cell of a look, on a ground, and
// warns where anything is left out.
func (b *Book) Shown(t Text, cell Look, ground visible.Colour) string {
	if t.runs == nil {
		if !b.shows(t.plain, cell, ground) {
			return ""
		}
		return t.plain
	}
	var shown strings.Builder
	for _, r := range t.runs {
		look := cell
		if r.says {
			look = r.look
		}
		if b.shows(r.text, look, ground) {
			shown.WriteString(r.look.Script.Behind(shown.String(), r.text))
		}
	}
	return shown.String()
}

// shows reports whether a run is read.
func (b *Book) shows(s string, look Look, ground visible.Colour) bool {
	if look == (Look{}) {
		return true
	}
	sight := visible.See(look.Ink, ground)
	if sight == visible.Seen && !look.Struck || strings.TrimSpace(s) == "" {
		return !look.Struck
	}
	if look.Struck {
		b.Warn(visible.Struck, visible.StruckMessage)
		return false
	}
	b.Warn(visible.Pale, sight.Message())
	return sight != visible.Unseen
}
