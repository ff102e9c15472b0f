package extract

import (
	"path/filepath"
	"strings"
	"testing"

	"gongkai/archive"
	"gongkai/extract/visible"
)

// The files were made by LibreOffice, which also knows what Word and Excel write.
func TestTextInTheColourOfItsPaperIsLeftOutWithAWarning(t *testing.T) {
	files, err := filepath.Glob("testdata/white/*")
	if err != nil || len(files) < 9 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			doc := readFile(t, file)
			var cells []string
			for _, c := range doc.Tables[0].Cells {
				cells = append(cells, c.Text)
			}
			got, want := strings.Join(cells, "|"), "表头|数量|申请|9|二|"
			if strings.HasPrefix(filepath.Base(file), "sheet") {
				want = "表头|数量|申请||二|9件"
			} else if text := strings.ReplaceAll(doc.Text, " ", ""); !strings.HasPrefix(text, "共收到7件，注白字蓝底。\n蓝底段落\n位置7¹件\n") {
				t.Errorf("the text is %q", doc.Text)
			}
			if got != want {
				t.Errorf("the cells are %q, want %q", got, want)
			}
			warning := archive.Warning{Code: visible.Pale, Message: visible.Unseen.Message()}
			if len(doc.Warnings) != 1 || doc.Warnings[0] != warning {
				t.Errorf("got %v, want %v", doc.Warnings, warning)
			}
		})
	}
}
