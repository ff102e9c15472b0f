package extract

import (
	"strings"

	"gongkai/archive"
)

// textOf returns the document as plain text: a line a passage, a line a table
// row with tabs between the cells, merged cells once, where they begin.
func textOf(doc *archive.Document) string {
	var b strings.Builder
	for _, p := range doc.Blocks {
		if p.Table == nil {
			b.WriteString(unbroken(p.Text))
			b.WriteByte('\n')
			continue
		}
		if i := *p.Table; i >= 0 && i < len(doc.Tables) {
			tableText(&b, doc.Tables[i])
		}
	}
	return strings.TrimSuffix(b.String(), "\n")
}

func tableText(b *strings.Builder, t archive.Table) {
	if t.Caption != "" {
		b.WriteString(unbroken(t.Caption))
		b.WriteByte('\n')
	}
	row := -1
	for _, c := range t.Cells {
		switch {
		case row < 0:
		case c.Row != row:
			b.WriteByte('\n')
		default:
			b.WriteByte('\t')
		}
		row = c.Row
		b.WriteString(unbroken(c.Text))
	}
	if row >= 0 {
		b.WriteByte('\n')
	}
}

var breaks = strings.NewReplacer("\n", " ", "\t", " ")

// unbroken returns s on one line, without tabs.
func unbroken(s string) string { return breaks.Replace(s) }
