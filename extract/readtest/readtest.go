// Package readtest holds what the tests of all readers ask: that a damaged file
// ends in an error or a document, and that no cell stands outside of its table.
package readtest

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
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

// CheckTables fails where a cell stands outside of its table.
func CheckTables(t testing.TB, doc archive.Document) {
	t.Helper()
	for _, table := range doc.Tables {
		for _, c := range table.Cells {
			if c.Row+c.Rowspan > table.Rows || c.Column+c.Colspan > table.Columns {
				t.Errorf("got cell %+v outside of %d × %d", c, table.Rows, table.Columns)
			}
		}
	}
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
