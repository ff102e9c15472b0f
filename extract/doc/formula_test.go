package doc

import (
	"fmt"
	"testing"

	"gongkai/archive"
	"gongkai/extract/visible"
)

func TestFormulasSheetsAndListsToChooseFromAreWarnedOf(t *testing.T) {
	for text, want := range map[string][]archive.Warning{
		"7\x13 EMBED Equation.3 \x14\x01\x15":    {{Code: visible.Formula, Message: visible.FormulaMessage}},
		"7\x13 EQ \\f(1,2)\x15":                  {{Code: visible.Formula, Message: visible.FormulaMessage}},
		"7\x13 EMBED Excel.Sheet.8 \x14\x01\x15": {{Code: visible.Embedded, Message: visible.EmbeddedMessage}},
		"7\x13 EMBED  \x14\x01\x15":              {{Code: visible.Embedded, Message: visible.EmbeddedMessage}},
		"7\x13 EMBED Package \x14\x01\x15":       nil,
		"7\x13 FORMDROPDOWN \x01\x15":            {{Code: "field_not_read", Message: "a list to choose from stands in the file; which of its entries is chosen was not read"}},
	} {
		doc := read(t, made{body: []part{para(text)}}.file())
		if fmt.Sprint(doc.Warnings) != fmt.Sprint(want) || lines(doc) != "7" {
			t.Errorf("%q: got %q with %v, want warnings %v", text, lines(doc), doc.Warnings, want)
		}
	}
}

func TestANumberInACircleIsRead(t *testing.T) {
	doc := read(t, made{body: []part{para("\x13eq \\o\\ac(○,12)\x15件")}}.file())
	if lines(doc) != "⑫件" || len(doc.Warnings) > 0 {
		t.Errorf("got %q with %v", lines(doc), doc.Warnings)
	}
}
