package title

import (
	"strings"
	"unicode/utf8"

	"gongkai/archive"
)

// Max is the longest title, in characters, that is believed.
const Max = 120

// maxLine is the longest line, in characters, of a title over several lines.
const maxLine = 60

// OfReport reports whether s reads as the title of a disclosure report.
func OfReport(s string) bool {
	s = strings.Join(strings.Fields(s), "")
	return utf8.RuneCountInString(s) <= Max && strings.Contains(s, "公开") && (strings.Contains(s, "年度报告") || strings.Contains(s, "年报"))
}

// FromLines returns the title of a disclosure report that a document begins
// with, over up to three lines, or "".
func FromLines(blocks []archive.Passage) string {
	var title strings.Builder
	for _, b := range blocks[:min(len(blocks), 3)] {
		if b.Type == archive.PassageTable || !Line(b.Text) {
			return ""
		}
		title.WriteString(strings.Join(strings.Fields(b.Text), " "))
		if OfReport(title.String()) {
			return title.String()
		}
	}
	return ""
}

// Line reports whether s may be a line of a title: short, and no sentence.
func Line(s string) bool {
	return s != "" && utf8.RuneCountInString(s) <= maxLine && !strings.ContainsAny(s, "。；")
}
