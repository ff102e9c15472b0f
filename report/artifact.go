package report

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"gongkai/archive"
)

// artifacts tells what a conversion left in the text, and what the reader of the
// file could not do well: that may be a figure.
func artifacts(doc *archive.Document, o *outline, found *findings) {
	for _, w := range doc.Warnings {
		switch w.Code {
		case "title_from_anchor", "format_mismatch", "charset_guessed", "page_furniture": // no figure depends on them
		case "conversion_artifact":
			found.add("conversion_artifact", info, nil, "%s", w.Message)
		default:
			found.add("conversion_artifact", warning, nil, "the file was read with a warning: %s (%s)", w.Message, w.Code)
		}
	}
	left := maxArtifacts
	for _, line := range o.lines {
		if left == 0 {
			break
		}
		before := len(found.list)
		if i := strings.Index(line, "[bookmark:"); i >= 0 {
			found.add("conversion_artifact", info, nil, "the text has a mark of the word processor: %s", clip(line[i:]))
		}
		if word := strayWord(line); word != "" {
			found.add("conversion_artifact", info, nil, "the word %q stands inside of a sentence: %s", word, clip(line))
		}
		if hasAny(line, "填写说明", "填表说明", "（不超过", "（字数", "此处填写", "请在此") {
			found.add("conversion_artifact", info, nil, "guidance of the form is left in the text: %s", clip(line))
		}
		if lostDate(line) {
			found.add("conversion_artifact", info, nil, "characters of a date are lost: %s", clip(line))
		}
		if len(found.list) > before {
			left--
		}
	}
}

// maxArtifacts is how many lines are told that have something left behind.
const maxArtifacts = 20

// strayWord returns a word of small Latin letters between two Hanzi, which no
// sentence needs, or "". Addresses and the names of files and programs are none.
func strayWord(line string) string {
	for i := 0; i < len(line); i++ {
		if line[i] < 'a' || line[i] > 'z' {
			continue
		}
		end := i
		for end < len(line) && line[end] >= 'a' && line[end] <= 'z' {
			end++
		}
		before, _ := utf8.DecodeLastRuneInString(line[:i])
		after, _ := utf8.DecodeRuneInString(line[end:])
		if end-i >= 3 && unicode.Is(unicode.Han, before) && unicode.Is(unicode.Han, after) {
			switch word := line[i:end]; word {
			case "app", "apps", "pdf", "word", "excel", "email", "wifi", "web", "www", "doc", "docx", "xls", "ppt", "html":
			default:
				return word
			}
		}
		i = end
	}
	return ""
}

// lostDate reports whether line has a month or a day whose digits were lost.
func lostDate(line string) bool {
	for _, lost := range []string{"年月日", "年 月 日", "年月 日", "年 月日"} {
		if strings.Contains(line, lost) {
			return true
		}
	}
	for rest := line; ; {
		i := strings.Index(rest, "月日")
		if i < 0 {
			return false
		}
		if digits, _ := digitsBefore(rest[:i]); digits != "" {
			return true
		}
		rest = rest[i+len("月日"):]
	}
}
