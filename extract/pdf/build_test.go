package pdf

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"

	"gongkai/extract/layout"
)

// build returns a PDF of one page, 600 by 800 points. Its content is content, its
// resources are the entries of resources, its own dictionary has more entries;
// further objects are numbered from 5.
func build(content, resources, entries string, further ...string) []byte {
	return assemble(append([]string{
		"<</Type/Catalog/Pages 2 0 R>>",
		"<</Type/Pages/Kids[3 0 R]/Count 1>>",
		"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<<" + resources + ">>" + entries + ">>",
		stream("", content),
	}, further...)...)
}

func stream(entries, data string) string {
	return fmt.Sprintf("<<%s/Length %d>>\nstream\n%s\nendstream", entries, len(data), data)
}

// assemble writes objects, the first of which is the catalog, with their table.
func assemble(objects ...string) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n")
	offsets := make([]int, len(objects))
	for i, o := range objects {
		offsets[i] = b.Len()
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	table := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, o := range offsets {
		fmt.Fprintf(&b, "%010d 00000 n \n", o)
	}
	fmt.Fprintf(&b, "trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, table)
	return b.Bytes()
}

// mustOpen draws a file that must be readable.
func mustOpen(t *testing.T, file []byte) *reading {
	t.Helper()
	read, err := open(context.Background(), bytes.NewReader(file), int64(len(file)), nil)
	if err != nil {
		t.Fatal(err)
	}
	return read
}

// texts returns the text of the glyphs in the order of drawing.
func texts(page layout.Page) string {
	var b strings.Builder
	for _, g := range page.Glyphs {
		b.WriteString(g.Text)
	}
	return b.String()
}

// codes returns the codes of the warnings, one after the other.
func codes(read *reading) string {
	var b strings.Builder
	for _, w := range read.notes.warnings() {
		b.WriteString(w.Code + " ")
	}
	return strings.TrimSpace(b.String())
}

const helvetica = "/Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>"

// composite returns a font resource of a Type 0 font that is not embedded.
func composite(encoding, ordering string) string {
	return "/Font<</F<</Type/Font/Subtype/Type0/BaseFont/SimSun/Encoding/" + encoding +
		"/DescendantFonts[<</Type/Font/Subtype/CIDFontType0/BaseFont/SimSun/CIDSystemInfo<</Registry(Adobe)/Ordering(" + ordering + ")/Supplement 2>>>>]>>>>"
}
