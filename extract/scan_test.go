package extract

import (
	"os"
	"slices"
	"testing"

	"gongkai/archive"
	"gongkai/internal/needed"
)

// TestAScannedPDFIsReadWhereItIsAskedFor reads a page that is a picture in a PDF
// with tesseract, which must be there in CI.
func TestAScannedPDFIsReadWhereItIsAskedFor(t *testing.T) {
	needed.Program(t, "tesseract")
	body, err := os.ReadFile("testdata/scanned.pdf")
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		ocr     bool
		tables  int
		warning string
	}{
		"with OCR": {true, 3, "ocr"},
		"without":  {false, 0, "scanned_page"},
	} {
		t.Run(name, func(t *testing.T) {
			in := input("scanned.pdf", string(body))
			in.OCR = c.ocr
			doc := mustRead(t, in)
			if len(doc.Tables) != c.tables || !slices.ContainsFunc(doc.Warnings, func(w archive.Warning) bool { return w.Code == c.warning }) {
				t.Errorf("got %d tables, warnings %v; want %d and %s", len(doc.Tables), doc.Warnings, c.tables, c.warning)
			}
			if slices.ContainsFunc(doc.Tables, func(tab archive.Table) bool { return !tab.Recognised }) {
				t.Error("a table is not marked as recognised")
			}
			if c.ocr && (doc.Tables[2].Rows != 13 || doc.Tables[2].Columns != 10) {
				t.Errorf("got %d × %d cells in the last, want 13 × 10", doc.Tables[2].Rows, doc.Tables[2].Columns)
			}
		})
	}
}
