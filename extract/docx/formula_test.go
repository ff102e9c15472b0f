package docx

import (
	"fmt"
	"testing"

	"gongkai/archive"
	"gongkai/extract/visible"
)

func TestFormulasThatAreNotReadAreWarnedOf(t *testing.T) {
	for markup, want := range map[string][]archive.Warning{
		`<w:object><o:OLEObject ProgID="Equation.3"/></w:object>`:                                                 {{Code: visible.Formula, Message: visible.FormulaMessage}},
		`<w:object><o:OLEObject ProgID="Excel.Sheet.8"/></w:object>`:                                              nil,
		`<w:fldChar w:fldCharType="begin"/><w:instrText>EQ \f(1,2)</w:instrText><w:fldChar w:fldCharType="end"/>`: {{Code: visible.Formula, Message: visible.FormulaMessage}},
	} {
		if doc := read(t, document("<w:p><w:r>"+markup+"</w:r></w:p>")); fmt.Sprint(doc.Warnings) != fmt.Sprint(want) {
			t.Errorf("%s: got %v, want %v", markup, doc.Warnings, want)
		}
	}
}
