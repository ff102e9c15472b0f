package report

import (
	"cmp"
	"strings"
	"unicode"
	"unicode/utf8"

	"gongkai/archive"
)

const ordinals = "一二三四五六七八九十"

// statutorySections are the numerals and headings of the six sections.
var statutorySections = [6][2]string{
	{"一", "总体情况"}, {"二", "主动公开政府信息情况"}, {"三", "收到和处理政府信息公开申请情况"},
	{"四", "政府信息公开行政复议、行政诉讼情况"}, {"五", "存在的主要问题及改进情况"}, {"六", "其他需要报告的事项"},
}

// outline is the text of a document by its sections.
type outline struct {
	head     []string // the lines before the first section
	sections [6]*part
	tables   map[int]string // the numeral of the section that a table stands in
	leads    map[int]string // the line right above a table, unless it is a section's heading
	order    []int          // of the tables
	later    []laterTitle
	again    int      // how many tables stand above the second beginning of a section; −1 where there is none
	againAt  string   // its heading
	lines    []string // every line of prose
	notes    []note
	errata   []string // lines that correct figures, and notes, that stand beside no table
	running  map[runningKey]sheet
}

// part is a section as found.
type part struct {
	printed string // the numeral before the heading, or ""
	heading string
	lines   []string
}

// passages returns the prose of doc: a text for each passage, and −1; or no
// text and the index of a table.
func passages(doc *archive.Document, each func(text string, table int)) {
	if len(doc.Blocks) == 0 {
		for text := range strings.SplitSeq(doc.Text, "\n") {
			each(text, -1)
		}
		return
	}
	for _, b := range doc.Blocks {
		if b.Type == archive.PassageTable {
			if b.Table != nil {
				each("", *b.Table)
			}
			continue
		}
		for text := range strings.SplitSeq(b.Text, "\n") {
			each(text, -1)
		}
	}
}

// readOutline finds the sections of doc.
func readOutline(doc *archive.Document) outline {
	o := outline{again: -1, tables: map[int]string{}, leads: map[int]string{}, running: map[runningKey]sheet{}}
	current, lead := -1, ""
	passages(doc, func(text string, table int) {
		if table >= 0 {
			if table < len(doc.Tables) && (lead == "" || strings.Contains(lead, "。")) {
				lead = strings.TrimSpace(doc.Tables[table].Caption) // as the name of a sheet
			}
			o.leads[table], lead = lead, ""
			o.order = append(o.order, table)
			if current >= 0 {
				o.tables[table] = statutorySections[current][0]
			}
			return
		}
		for _, line := range splitSections(strings.TrimSpace(text)) {
			if line == "" {
				continue
			}
			o.lines = append(o.lines, line)
			lead = line
			if section, p := readHeading(line); section >= 0 {
				if o.opens(section) {
					lead = ""
					current, o.sections[section] = section, p
					continue
				}
				o.noteAgain(line, section, current, p)
			}
			o.keepNote(line, current)
			if current < 0 {
				o.head = append(o.head, line)
				continue
			}
			o.noteTitle(line)
			o.sections[current].lines = append(o.sections[current].lines, line)
		}
	})
	return o
}

// maxCellHead is more lines than stand above the first section of a sheet.
const maxCellHead = 20

// readCells finds the sections of a document that is tables alone, as a sheet is, by
// the rows with a single text, and by the lines of a cell that all stands in. Of those
// with statutory tables it takes the headings.
func (o *outline) readCells(tables []sheet) {
	if o.sections != [6]*part{} {
		return
	}
	current := -1
	for i := range tables {
		for j := range tables[i].lines {
			for text := range strings.SplitSeq(tables[i].lines[j].alone(), "\n") {
				if text = strings.TrimSpace(text); text == "" {
					continue
				}
				if section, p := readHeading(text); section >= 0 && o.opens(section) {
					current, o.sections[section] = section, p
					continue
				}
				if current >= 1 && current <= 3 {
					continue
				}
				o.keepNote(text, current)
				switch {
				case current >= 0:
					o.sections[current].lines = append(o.sections[current].lines, text)
				case i == 0 && len(o.head) < maxCellHead:
					o.head = append(o.head, text)
				}
			}
		}
	}
}

// alone returns the text of a line that has no other, or "".
func (l *line) alone() (text string) {
	for _, p := range l.places {
		if p.printed() && text != "" {
			return ""
		}
		text = cmp.Or(text, p.text)
	}
	return text
}

// opens reports whether a heading of section opens it: the first does, and a
// later one where no text followed the first, as in a list of contents.
func (o *outline) opens(section int) bool {
	return o.sections[section] == nil || len(o.sections[section].lines) == 0
}

// splitSections parts a line before each statutory heading in it, for pages
// that came on one line.
func splitSections(text string) []string {
	if len(text) < 200 {
		return []string{text}
	}
	var parts []string
	start := 0
	for i := 0; ; {
		j := strings.Index(text[i:], "、")
		if j < 0 {
			break
		}
		i += j + len("、")
		r, size := utf8.DecodeLastRuneInString(text[:i-len("、")])
		at := i - len("、") - size
		if at < start || !strings.ContainsRune(ordinals, r) {
			continue
		}
		for _, s := range statutorySections {
			if strings.HasPrefix(text[i:], s[1]) {
				parts = append(parts, strings.TrimSpace(text[start:at]))
				head := i + len(s[1])
				parts = append(parts, text[at:head])
				start, i = head, head
				break
			}
		}
	}
	return append(parts, strings.TrimSpace(text[start:]))
}

// readHeading returns the index of the section that line is the heading of, or
// −1. The words decide, not the number: a heading with no number must be the
// statutory one.
func readHeading(line string) (int, *part) {
	if len(line) > 150 || !mayHead(line) {
		return -1, nil
	}
	folded := fold(line)
	if utf8.RuneCountInString(folded) > 45 || hasAny(folded, "。", ";", "!") {
		return -1, nil
	}
	folded = strings.TrimRight(folded, ":")
	printed, words := sectionNumber(folded)
	if printed == "" {
		for i, s := range statutorySections {
			if words == fold(s[1]) || unnumberedHeading(i, words) {
				return i, &part{heading: line}
			}
		}
		return -1, nil
	}
	if i := strings.Index("一二三四五六", printed) / 3; strings.Contains("一二三四五六", printed) && saysSection(i, words) {
		return i, &part{printed: printed, heading: line}
	}
	for _, i := range []int{3, 2, 1, 4, 5, 0} {
		if saysSection(i, words) {
			return i, &part{printed: printed, heading: line}
		}
	}
	return -1, nil
}

// mayHead is a cheap no for the lines that begin as no heading does.
func mayHead(line string) bool {
	r, _ := utf8.DecodeRuneInString(strings.TrimLeftFunc(line, unicode.IsSpace))
	common := r > ' ' && r < 0x7F && r != '"' && r != '\'' || r >= 0x4E00 && r <= 0x9FFF
	return !common || strings.ContainsRune(ordinals+"总主收政因存其无", r)
}

// sectionNumber parts the numeral of 一、 from a folded heading.
func sectionNumber(folded string) (printed, words string) {
	words = strings.TrimLeft(folded, ordinals)
	printed = folded[:len(folded)-len(words)]
	if utf8.RuneCountInString(printed) == 1 {
		for _, mark := range []string{"、", ".", ","} {
			if rest, ok := strings.CutPrefix(words, mark); ok {
				return printed, rest
			}
		}
	}
	return "", folded
}

// unnumberedHeading reports whether words are a known wording of section i that
// is nothing else, even without a number.
func unnumberedHeading(i int, words string) bool {
	switch i {
	case 2:
		return words == "收到和处理政府信息公开申请"
	case 3:
		return words == "因政府信息公开工作被申请行政复议、提起行政诉讼情况"
	case 4:
		return words == "存在问题及改进情况" || words == "存在的主要问题和改进情况"
	case 5:
		return words == "无其他需要报告的事项"
	}
	return false
}

// saysSection reports whether the words of a numbered heading are those of
// section i.
func saysSection(i int, words string) bool {
	has := func(s string) bool { return strings.Contains(words, s) }
	switch i {
	case 0:
		return has("总体情况") || has("概述") || has("基本情况") || has("总体概况") || words == "概况"
	case 1:
		return has("主动公开") && !has("申请")
	case 2:
		return has("收到和处理") || has("依申请公开") || has("公开申请") && !has("复议") && !has("诉讼")
	case 3:
		return has("行政复议") || has("行政诉讼")
	case 4:
		return has("问题")
	}
	return has("报告") && (has("其他") || has("其它")) && has("事项")
}

// list returns the sections in their order, and tells what is odd about them.
func (o *outline) list(found *findings, statutory bool) []archive.Section {
	list := []archive.Section{}
	for i, p := range o.sections {
		numeral := statutorySections[i][0]
		switch {
		case p == nil:
			if statutory {
				found.add("section_missing", warning, nil, "section %s、%s is missing", numeral, statutorySections[i][1])
			}
			continue
		case statutory && p.printed == "":
			found.add("section_renumbered", info, nil, "section %s has no number: %s", numeral, clip(p.heading))
		case statutory && p.printed != numeral:
			found.add("section_renumbered", info, nil, "section %s is printed as %s: %s", numeral, p.printed, clip(p.heading))
		}
		list = append(list, archive.Section{Number: numeral, Heading: p.heading, Text: strings.Join(p.lines, "\n")})
	}
	return list
}

// text returns the lines of the section i, or nil.
func (o *outline) text(i int) []string {
	if o.sections[i] == nil {
		return nil
	}
	return o.sections[i].lines
}
