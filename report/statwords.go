package report

import (
	"slices"
	"strings"
	"unicode/utf8"

	"gongkai/archive"
)

// maxStatWords is more words than the table has, and what stands above it.
const maxStatWords = 20_000

// maxStatHead is more words than the header of the table has.
const maxStatHead = 24

// statWords returns the words of the lines that the table came as, from its
// first label on, and those of its header; none where there are fewer than three
// labels.
func statWords(lines []string) (head, places []place) {
	if !slices.ContainsFunc(lines, speaksOfStatistics) {
		return nil, nil
	}
	label, known, left := "", 0, maxStatWords
	flush := func() {
		if label != "" {
			places = append(places, newPlace(label, len(places)))
			label = ""
		}
	}
	for _, line := range lines {
		for word := range strings.FieldsFuncSeq(line, isGap) {
			if left--; left < 0 || len(places) >= 4*maxStatRows {
				break
			}
			if known == 0 {
				head = append(head, newPlace(word, 0))
			}
			if isStatHead(word) {
				label = "" // of a page's header
				continue
			}
			if isStatUnit(word) || readValue(word).state != archive.CellText || printsFigure(fold(word)) {
				flush()
				places = append(places, newPlace(word, len(places)))
				continue
			}
			if len(label)+len(word) > maxLabel {
				label = "" // a paragraph
				continue
			}
			label += word
			if len(statRows.byKey[statKey(label)]) == 0 {
				continue
			}
			if known++; known == 1 {
				places = nil // what stands above the table
				head = lastHead(head)
			}
		}
		if utf8.RuneCountInString(label) > 60 {
			label = ""
		}
	}
	if known < 3 {
		return nil, nil
	}
	return head, places
}

// lastHead returns the header that words, which go on to the first label, have
// last: from 统计指标 to the first group or unit.
func lastHead(words []place) []place {
	words = words[max(0, len(words)-maxStatHead):]
	for i := len(words) - 1; i >= 0; i-- {
		if !slices.Contains(statLabelHeads(), words[i].folded) {
			continue
		}
		from := i
		for from > 0 && len(words[from-1].folded) <= maxStatColumn && words[from-1].folded != "" {
			from--
		}
		end := i
		for end < len(words) && statGroup(words[end].folded) == "" && !isStatUnit(words[end].text) && len(words[end].folded) <= maxStatColumn {
			end++
		}
		return words[from:end]
	}
	return nil
}

// maxStatColumn is more bytes than the name of a column of figures has.
const maxStatColumn = 24

// isStatHead reports whether a word stands in the header alone: one that comes
// again does at the top of a page.
func isStatHead(word string) bool {
	switch fold(word) {
	case "统计指标", "指标名称", "单位", "计量单位", "统计数", "统计数据":
		return true
	}
	return false
}

// speaksOfStatistics is a cheap no for the lines of documents that have no
// statistics table.
func speaksOfStatistics(line string) bool {
	return hasAny(line, "统计表", "统计指标", "收到申请数", "办结数", "申请答复数")
}

// printsFigure reports whether a folded text that is no number stands where one
// should: 1.2万, 12%, 三. An ordinal begins a label.
func printsFigure(folded string) bool {
	rest := strings.TrimLeft(folded, "0123456789.,")
	if digits := folded[:len(folded)-len(rest)]; digits != "" {
		return !strings.HasSuffix(digits, ".") && !strings.HasPrefix(rest, "、") && !strings.HasPrefix(rest, ")") && utf8.RuneCountInString(rest) <= 4
	}
	return folded != "" && strings.Trim(folded, "〇零一二两三四五六七八九十百千万") == ""
}
