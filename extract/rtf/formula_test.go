package rtf

import (
	"fmt"
	"testing"

	"gongkai/archive"
	"gongkai/extract/visible"
)

func TestFormulasAndSheetsAreWarnedOf(t *testing.T) {
	for markup, want := range map[string][]archive.Warning{
		`7{\mmath{\*\moMath{\mr 1}}}\par`:                                                  {{Code: visible.Formula, Message: visible.FormulaMessage}},
		`7{\field{\*\fldinst EQ \\\\f(1,2)}{\fldrslt }}\par`:                               {{Code: visible.Formula, Message: visible.FormulaMessage}},
		`7{\object\objemb{\*\objclass Equation.3}{\*\objdata 00}{\result {\pict 00}}}\par`: {{Code: visible.Formula, Message: visible.FormulaMessage}},
		`{\object\objemb{\*\objclass Excel.Sheet.8}{\*\objdata 00}{\result 7}}\par`:        {{Code: visible.Embedded, Message: visible.EmbeddedMessage}},
		`{\object\objemb{\*\objclass Package}{\*\objdata 00}{\result 7}}\par`:              nil,
		`{\field{\*\fldinst PAGE}{\fldrslt 7}}\par`:                                        nil,
	} {
		doc := read(t, head+markup+foot)
		if fmt.Sprint(doc.Warnings) != fmt.Sprint(want) || lines(doc) != "7" {
			t.Errorf("%s: got %q with %v, want warnings %v", markup, lines(doc), doc.Warnings, want)
		}
	}
}

func TestANumberInACircleIsRead(t *testing.T) {
	for markup, want := range map[string]string{
		`{\field{\*\fldinst {eq \\o\\ac(\'a1\'f0,}{1)}}{\fldrslt }}\'bc\'fe\par`: "①件",
		`{\field{\*\fldinst eq \\o\\ac(\'a1\'f0,1)}{\fldrslt 7}}\par`:            "7",
	} {
		if doc := read(t, head+markup+foot); lines(doc) != want || len(doc.Warnings) > 0 && want != "7" {
			t.Errorf("%s: got %q with %v, want %q", markup, lines(doc), doc.Warnings, want)
		}
	}
}
