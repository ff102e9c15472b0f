package plain

import (
	"strings"
	"unicode/utf8"
)

// The longest lines, in characters, that are taken for a title and a heading.
const (
	maxTitle   = 80
	maxHeading = 40
)

const numerals = "一二三四五六七八九十"

// title finds the document's title: its first line, or the first two where the
// second ends what the first began. It returns the index of the line after it;
// a text that begins with a section, a table or a sentence has none.
func (r *reader) title() (after int) {
	var parts []string
	for i, line := range r.lines {
		text := strings.TrimSpace(line)
		if text == "" {
			continue
		}
		if strings.Contains(line, "\t") || isBars(line) || isFrame(line) || isDrawn(line) || headingLevel(text) > 0 || !mayTitle(text) {
			break
		}
		if len(parts) == 1 && (endsReport(parts[0]) || !endsReport(text)) {
			break
		}
		parts = append(parts, text)
		after = i + 1
		if len(parts) == 2 {
			break
		}
	}
	r.doc.Title = strings.Join(parts, "")
	return after
}

// mayTitle reports whether text is short and no sentence.
func mayTitle(text string) bool {
	return utf8.RuneCountInString(text) <= maxTitle && !strings.ContainsAny(text, "。；！？") &&
		!strings.HasSuffix(text, "：") && !strings.HasSuffix(text, "，")
}

func endsReport(text string) bool {
	return strings.HasSuffix(text, "报告") || strings.HasSuffix(text, "年报")
}

// headingLevel returns 2 for "一、…", 3 for "（一）…", and 0 for what is no
// heading.
func headingLevel(text string) int {
	if utf8.RuneCountInString(text) > maxHeading || strings.ContainsAny(text, "。；") {
		return 0
	}
	if rest := strings.TrimLeft(text, numerals); rest != text && strings.HasPrefix(rest, "、") {
		return 2
	}
	inner := strings.TrimLeft(text, "（(")
	if rest := strings.TrimLeft(inner, numerals); inner != text && rest != inner &&
		(strings.HasPrefix(rest, "）") || strings.HasPrefix(rest, ")")) {
		return 3
	}
	return 0
}
