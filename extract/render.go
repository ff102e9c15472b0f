package extract

import (
	"encoding/csv"
	"fmt"
	"strings"

	"gongkai/archive"
)

// Markdown returns the document in CommonMark with the tables of GitHub's
// dialect: its title, then its passages. A table's first row is its header, and
// a merged cell's text stands in every place that it covers.
func Markdown(d *archive.Document) string {
	var b strings.Builder
	if d.Title != "" {
		fmt.Fprintf(&b, "# %s\n", escape(d.Title))
	}
	last := ""
	for _, p := range d.Blocks {
		if b.Len() > 0 && (p.Type != archive.PassageList || last != archive.PassageList) {
			b.WriteByte('\n')
		}
		last = p.Type
		switch {
		case p.Table != nil:
			if i := *p.Table; i >= 0 && i < len(d.Tables) {
				markdownTable(&b, d.Tables[i])
			}
		case p.Type == archive.PassageHeading:
			fmt.Fprintf(&b, "%s %s\n", strings.Repeat("#", min(max(p.Level+1, 2), 6)), escape(p.Text))
		case p.Type == archive.PassageList:
			fmt.Fprintf(&b, "- %s\n", escape(p.Text))
		default:
			fmt.Fprintf(&b, "%s\n", escape(p.Text))
		}
	}
	return b.String()
}

func markdownTable(b *strings.Builder, t archive.Table) {
	if t.Caption != "" {
		fmt.Fprintf(b, "%s\n\n", escape(t.Caption))
	}
	for r, row := range t.Grid {
		for _, text := range row {
			b.WriteString("| ")
			b.WriteString(strings.ReplaceAll(escapeSigns(text), "\n", "<br>"))
			b.WriteByte(' ')
		}
		b.WriteString("|\n")
		if r == 0 {
			b.WriteString(strings.Repeat("| --- ", len(row)) + "|\n")
		}
	}
}

// escape returns s as one line of Markdown that shows as s.
func escape(s string) string {
	s = escapeSigns(unbroken(s))
	digits := strings.TrimLeft(s, "0123456789")
	switch {
	case s == "":
		return s
	case strings.ContainsRune("#+-=~", rune(s[0])):
		return `\` + s
	case len(digits) < len(s) && digits != "" && (digits[0] == '.' || digits[0] == ')'):
		return s[:len(s)-len(digits)] + `\` + digits
	}
	return s
}

func escapeSigns(s string) string {
	return strings.NewReplacer(`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "<", `\<`, ">", `\>`, "|", `\|`, "&", `\&`).Replace(s)
}

// CSV returns the table's grid as RFC 4180 has it, in UTF-8 without a byte
// order mark. Cells are written as they are, also where a spreadsheet program
// would take them for formulas.
func CSV(t archive.Table) string {
	var b strings.Builder
	w := csv.NewWriter(&b)
	w.UseCRLF = true
	_ = w.WriteAll(t.Grid) // memory takes it
	return b.String()
}
