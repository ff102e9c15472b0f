package extract

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gongkai/archive"
	"gongkai/extract/visible"
)

// The files were made by LibreOffice and Chromium.
func TestTextThatIsStruckOutIsLeftOutWithAWarning(t *testing.T) {
	files, err := filepath.Glob("testdata/struck/*")
	if err != nil || len(files) < 11 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			doc := readFile(t, file)
			cells := make(map[string]bool)
			for _, c := range doc.Tables[0].Cells {
				cells[c.Text] = true
			}
			sheet := strings.HasPrefix(filepath.Base(file), "sheet")
			switch {
			case sheet && (!cells["7"] || !cells["9"] || cells["5"] || cells["667"] || cells["三件"]):
				t.Errorf("the sheet's cells are %v", cells)
			case strings.HasSuffix(file, ".xml") && (!cells["9"] || cells["5"] || cells["三件"]): // this writer keeps no runs
				t.Errorf("the sheet's cells are %v", cells)
			case !sheet && !strings.HasSuffix(file, ".xml") && (!cells["7"] || cells["5"] || cells["667"] || !strings.Contains(strings.ReplaceAll(doc.Text, " ", ""), "共收到7件，另有4件。")):
				t.Errorf("the text is %q", doc.Text)
			}
			if !slices.ContainsFunc(doc.Warnings, func(w archive.Warning) bool { return w.Code == visible.Struck }) {
				t.Errorf("no warning: %v", doc.Warnings)
			}
		})
	}
}
