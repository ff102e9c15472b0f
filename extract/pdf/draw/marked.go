package draw

import (
	"strings"
	"unicode/utf8"

	"gongkai/extract/layout"
	"gongkai/extract/pdf/cmap"
	"gongkai/extract/pdf/font"
	"gongkai/extract/pdf/lex"
	"gongkai/extract/pdf/pdffile"
	"gongkai/extract/visible"
)

// marked is marked content that is open (ISO 32000-1 14.6).
type marked struct {
	covered bool   // it doesn't show
	actual  string // the text that it stands for
	replace bool   // there is such a text
	glyphs  int    // before it
}

// maxMarked is how deep marked content may be.
const maxMarked = 512

// begin opens marked content.
func (r *run) begin(tag, properties lex.Value) {
	m := marked{glyphs: len(r.page.Glyphs)}
	switch {
	case tag.Kind == lex.Name && string(tag.Bytes) == "OC":
		m.covered = r.groupOff(r.resource("Properties", properties))
	case properties.Kind == lex.Dict:
		if text := properties.Get("ActualText"); text.Kind == lex.String {
			m.actual, m.replace = textString(text.Text()), true
		}
	case properties.Kind == lex.Name:
		d := r.file.Dict(r.resource("Properties", properties))
		if text, ok := r.file.Resolve(d["ActualText"]).(pdffile.String); ok {
			m.actual, m.replace = textString(string(text)), true
		}
	}
	if m.covered {
		r.covered++
	}
	if len(r.marked) < maxMarked {
		r.marked = append(r.marked, m)
	} else if m.covered {
		r.covered--
	}
}

// end closes the innermost marked content.
func (r *run) end() {
	if len(r.marked) > 0 {
		r.endMarksTo(len(r.marked) - 1)
	}
}

func (r *run) endMarksTo(n int) {
	for len(r.marked) > n {
		m := r.marked[len(r.marked)-1]
		r.marked = r.marked[:len(r.marked)-1]
		if m.covered {
			r.covered--
		}
		if m.replace {
			r.replace(m)
		}
	}
}

// replace puts the text that marked content stands for in place of its glyphs.
// Where both tell figures and not the same, those that are seen count.
func (r *run) replace(m marked) {
	glyphs := r.page.Glyphs[min(m.glyphs, len(r.page.Glyphs)):]
	actual, ok := visible.Clean(m.actual)
	if len(glyphs) == 0 || !ok && m.actual != "" {
		return
	}
	var seen strings.Builder
	lines := false
	union := glyphs[0].Box
	for _, g := range glyphs {
		seen.WriteString(g.Text)
		middle := (g.Y0 + g.Y1) / 2
		lines = lines || middle < glyphs[0].Y0 || middle > glyphs[0].Y1
		union = layout.Box{X0: min(union.X0, g.X0), Y0: min(union.Y0, g.Y0), X1: max(union.X1, g.X1), Y1: max(union.Y1, g.Y1)}
	}
	text := seen.String()
	switch {
	case actual == text:
		return
	case !strings.Contains(text, font.Unmapped) && digits(text) != digits(actual):
		r.page.Conflicts++
		return
	case utf8.RuneCountInString(actual) == len(glyphs):
		i := 0
		for _, c := range actual {
			glyphs[i].Text = string(c)
			i++
		}
		return
	case lines:
		return
	}
	glyphs[0].Text, glyphs[0].Box = actual, union
	r.page.Glyphs = r.page.Glyphs[:m.glyphs+1]
	if actual == "" {
		r.page.Glyphs = r.page.Glyphs[:m.glyphs]
	}
}

func digits(s string) string {
	return strings.Map(func(c rune) rune {
		if c >= '0' && c <= '9' {
			return c
		}
		return -1
	}, s)
}

// textString decodes a text string (ISO 32000-1 7.9.2.2).
func textString(s string) string {
	switch {
	case strings.HasPrefix(s, "\xfe\xff"):
		return cmap.UTF16([]byte(s[2:]))
	case strings.HasPrefix(s, "\xef\xbb\xbf"):
		return strings.ToValidUTF8(s[3:], font.Unmapped)
	}
	var b strings.Builder
	for i := range len(s) { // PDFDocEncoding, of which the part like Latin-1 matters
		b.WriteRune(rune(s[i]))
	}
	return b.String()
}

// TextString decodes a text string, such as the title of a document.
func TextString(s string) string { return textString(s) }
