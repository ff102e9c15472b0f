package docx

import (
	"fmt"
	"testing"

	"gongkai/archive"
	"gongkai/extract/visible"
)

func TestFormulasAndSheetsThatAreNotReadAreWarnedOf(t *testing.T) {
	for markup, want := range map[string][]archive.Warning{
		`<w:object><o:OLEObject ProgID="Equation.3"/></w:object>`:                                                 {{Code: visible.Formula, Message: visible.FormulaMessage}},
		`<w:object><o:OLEObject ProgID="Excel.Sheet.8"/></w:object>`:                                              {{Code: visible.Embedded, Message: visible.EmbeddedMessage}},
		`</w:r><m:oMath><m:rad><m:deg/><m:e><m:r><m:t>12</m:t></m:r></m:e></m:rad></m:oMath><w:r>`:                {{Code: visible.Formula, Message: visible.FormulaMessage}},
		`</w:r><m:oMath><m:f><m:fPr/><m:num><m:r><m:t>1</m:t></m:r></m:num><m:den/></m:f></m:oMath><w:r>`:         nil,
		`<w:object><o:OLEObject ProgID="Package"/></w:object>`:                                                    nil,
		`<w:fldChar w:fldCharType="begin"/><w:instrText>EQ \f(1,2)</w:instrText><w:fldChar w:fldCharType="end"/>`: {{Code: visible.Formula, Message: visible.FormulaMessage}},
	} {
		if doc := read(t, document("<w:p><w:r>"+markup+"</w:r></w:p>")); fmt.Sprint(doc.Warnings) != fmt.Sprint(want) {
			t.Errorf("%s: got %v, want %v", markup, doc.Warnings, want)
		}
	}
}

func TestANumberInACircleIsRead(t *testing.T) {
	const begin, split, end = `<w:fldChar w:fldCharType="begin"/><w:instrText>EQ \o\ac(○,1)</w:instrText>`, `<w:fldChar w:fldCharType="separate"/>`, `<w:fldChar w:fldCharType="end"/>`
	for markup, want := range map[string]string{
		"<w:r>" + begin + end + "</w:r>":                          "①",
		"<w:r>" + begin + split + end + "</w:r>":                  "①",
		"<w:r>" + begin + split + "<w:t>1</w:t>" + end + "</w:r>": "1",
		`<w:fldSimple w:instr="eq \o\ac(◯,3)"/>`:                  "③",
	} {
		doc := read(t, document("<w:p>"+markup+"<w:r><w:t>件</w:t></w:r></w:p>"))
		if got := all(doc); got != want+"件" || len(doc.Warnings) > 0 && want != "1" {
			t.Errorf("%s: got %q with %v, want %q", markup, got, doc.Warnings, want)
		}
	}
}
