package sheet

import (
	"strings"

	"gongkai/extract/visible"
)

// Rich is the text of a cell whose runs may be struck out by formats of their
// own, or by the cell's.
type Rich struct {
	all    strings.Builder // what shows where the cell's format strikes nothing out
	own    strings.Builder // what shows where it does
	struck bool
}

// Add adds a run: one that says itself whether it is struck out, or one that is
// as the cell.
func (t *Rich) Add(s string, says, struck bool) {
	switch {
	case !says:
		t.all.WriteString(s)
	case struck:
		t.struck = t.struck || strings.TrimSpace(s) != ""
	default:
		t.all.WriteString(s)
		t.own.WriteString(s)
	}
}

// Text returns the text that was added.
func (t *Rich) Text() Text { return Text{t.all.String(), t.own.String(), t.struck} }

// Text is the text of a cell without what is struck out by its own formats. The
// zero value is empty.
type Text struct {
	all, own string
	struck   bool
}

// Plain returns a text without formats of its own.
func Plain(s string) Text { return Text{all: s} }

// String returns the text where no format of the cell strikes it out.
func (t Text) String() string { return t.all }

// Shown returns what a cell shows of a text that its format may strike out, and
// warns where anything is left out for that.
func (b *Book) Shown(t Text, struck bool) string {
	shown, out := t.all, t.struck
	if struck {
		shown, out = t.own, t.struck || strings.TrimSpace(t.all) != strings.TrimSpace(t.own)
	}
	if out {
		b.Warn(visible.Struck, visible.StruckMessage)
	}
	return shown
}
