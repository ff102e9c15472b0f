// Package readtest holds what the tests of all readers ask: that a damaged file
// ends in an error or a document, and that no cell stands outside of its table.
package readtest

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"gongkai/archive"
	"gongkai/extract/visible"
)

// Reader is the function of a package that reads a format.
type Reader func(ctx context.Context, r io.ReaderAt, size int64) (archive.Document, error)

// Corpus returns a file of the corpus, for a package just below extract.
func Corpus(t testing.TB, name string) []byte {
	t.Helper()
	return File(t, filepath.Join("..", "testdata", "corpus", name))
}

// File returns a file.
func File(t testing.TB, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// CheckTables fails where a cell stands outside of its table, or on another
// without a warning; where a grid is not what the cells cover; or where the blocks
// don't name each table once, in their order.
func CheckTables(t testing.TB, doc archive.Document) {
	t.Helper()
	warned := func(code string) bool {
		return slices.ContainsFunc(doc.Warnings, func(w archive.Warning) bool { return w.Code == code })
	}
	for i, table := range doc.Tables {
		want := make([][]string, table.Rows)
		taken := make([][]bool, table.Rows)
		for row := range want {
			want[row], taken[row] = make([]string, table.Columns), make([]bool, table.Columns)
		}
		for _, c := range table.Cells {
			if c.Row < 0 || c.Column < 0 || c.Rowspan < 1 || c.Colspan < 1 || c.Row+c.Rowspan > table.Rows || c.Column+c.Colspan > table.Columns {
				t.Fatalf("got cell %+v outside of %d × %d", c, table.Rows, table.Columns)
			}
			for row := c.Row; row < c.Row+c.Rowspan; row++ {
				for column := c.Column; column < c.Column+c.Colspan; column++ {
					switch {
					case !taken[row][column]:
						want[row][column], taken[row][column] = c.Text, true
					case !warned("table_overlap"):
						t.Fatalf("got cell %+v on another, without a warning", c)
					}
				}
			}
		}
		if !reflect.DeepEqual(table.Grid, want) && !warned("table_repetition") {
			t.Fatalf("got the grid %q of table %d, want %q", table.Grid, i, want)
		}
	}
	next := 0
	for _, b := range doc.Blocks {
		if (b.Type == archive.PassageTable) != (b.Table != nil) || b.Table != nil && *b.Table != next {
			t.Fatalf("got block %+v, want the table %d", b, next)
		}
		if b.Table != nil {
			next++
		}
	}
	if next != len(doc.Tables) {
		t.Fatalf("got %d tables in blocks, want %d", next, len(doc.Tables))
	}
}

// Texts returns the texts of a document's paragraphs and cells in their order.
func Texts(doc archive.Document) []string {
	var texts []string
	for _, b := range doc.Blocks {
		if b.Table == nil {
			texts = append(texts, b.Text)
			continue
		}
		for _, c := range doc.Tables[*b.Table].Cells {
			texts = append(texts, c.Text)
		}
	}
	return texts
}

// Damage reads the file whole cut short after every so many bytes, and with a
// byte changed after every so many: one bit of it, and to each of values. What
// hangs or panics fails the test; errors are welcome.
func Damage(t testing.TB, read Reader, whole []byte, cut, change int, values ...byte) {
	t.Helper()
	try := func(data []byte) {
		if doc, err := read(t.Context(), bytes.NewReader(data), int64(len(data))); err == nil {
			CheckTables(t, doc)
		}
	}
	for at := 0; at < len(whole); at += cut {
		try(whole[:at])
	}
	data := bytes.Clone(whole)
	for at := 0; at < len(data); at += change {
		for _, v := range append([]byte{whole[at] ^ 1<<(at%8)}, values...) {
			data[at] = v
			try(data)
		}
		data[at] = whole[at]
	}
}

// CheckSight fails where a document, which holds 7 and the text 66 in some colour,
// does not read or leave out that text, and warn of it, as it is seen.
func CheckSight(t testing.TB, doc archive.Document, want visible.Sight) {
	t.Helper()
	var text strings.Builder
	for _, b := range doc.Blocks {
		text.WriteString(b.Text + "|")
	}
	for _, table := range doc.Tables {
		for _, c := range table.Cells {
			text.WriteString(c.Text + "|")
		}
	}
	var warned []archive.Warning
	for _, w := range doc.Warnings {
		if w.Code == visible.Pale {
			warned = append(warned, w)
		}
	}
	read, seven := strings.Contains(text.String(), "66"), strings.Contains(text.String(), "7")
	told := len(warned) == 0
	if want != visible.Seen {
		told = len(warned) == 1 && warned[0].Message == want.Message()
	}
	if read != (want != visible.Unseen) || !seven || !told {
		t.Errorf("got %q and %v, want sight %d", text.String(), warned, want)
	}
}
