package extract

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gongkai/archive"
	"gongkai/internal/corpus"
)

var corpusFolder = flag.String("corpus", "testdata/corpus", "the folder of the corpus, as make fixtures writes it")

// corpusFiles returns the files of the corpus that match, each with its truth.
func corpusFiles(t testing.TB, pattern string) map[string]corpus.Truth {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(*corpusFolder, pattern))
	if err != nil {
		t.Fatal(err)
	}
	if len(files) < 2 {
		t.Fatalf("got %d files %s in %s", len(files), pattern, *corpusFolder)
	}
	all := make(map[string]corpus.Truth, len(files))
	for _, file := range files {
		name, _, _ := strings.Cut(filepath.Base(file), ".")
		raw, err := os.ReadFile(filepath.Join(*corpusFolder, name+".truth.json"))
		if err != nil {
			t.Fatal(err)
		}
		var truth corpus.Truth
		if err := json.Unmarshal(raw, &truth); err != nil {
			t.Fatal(err)
		}
		all[file] = truth
	}
	return all
}

func readFile(t testing.TB, file string) *archive.Document {
	t.Helper()
	body, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return mustRead(t, input(file, string(body)))
}

func TestEveryCellOfTheCorpusIsExact(t *testing.T) {
	for _, pattern := range []string{"*.html", "*.docx", "*.doc", "*.rtf", "*.odt", "*.xls", "*.xlsx", "*.ods"} {
		for file, truth := range corpusFiles(t, pattern) {
			t.Run(filepath.Base(file), func(t *testing.T) {
				for _, line := range truth.Differences(readFile(t, file).Tables) {
					t.Error(line)
				}
			})
		}
	}
}

// TestNoCellOfAPageIsWrongWithoutAWarning reads what is drawn, not written.
// chromium-editor.pdf has tables without rules, which are text and warned of.
func TestNoCellOfAPageIsWrongWithoutAWarning(t *testing.T) {
	for _, pattern := range []string{"*.pdf", "*.ofd"} {
		for file, truth := range corpusFiles(t, pattern) {
			t.Run(filepath.Base(file), func(t *testing.T) {
				doc := readFile(t, file)
				wrong := truth.DrawnDifferences(doc.Tables)
				warned := false
				for _, w := range doc.Warnings {
					warned = warned || w.Code != "page_furniture"
				}
				if len(wrong) > 0 && !warned {
					t.Errorf("no warning, and %s", strings.Join(wrong, "; "))
				}
				if len(wrong) > 0 && !strings.Contains(file, "editor") {
					t.Error(strings.Join(wrong, "; "))
				}
			})
		}
	}
}

func TestTheTextOfTheCorpusIsWhole(t *testing.T) {
	for _, pattern := range []string{"*.html", "*.docx", "*.doc", "*.rtf", "*.odt"} {
		for file, truth := range corpusFiles(t, pattern) {
			t.Run(filepath.Base(file), func(t *testing.T) {
				doc := readFile(t, file)
				if doc.Title != truth.Title {
					t.Errorf("got the title %q, want %q", doc.Title, truth.Title)
				}
				blocks := doc.Blocks
				for _, want := range truth.Passages {
					if want.Type == archive.PassageTable {
						continue
					}
					for len(blocks) > 0 && blocks[0].Text != want.Text {
						blocks = blocks[1:]
					}
					if len(blocks) == 0 {
						t.Errorf("no passage %q in its place", want.Text)
						break
					}
				}
			})
		}
	}
}
