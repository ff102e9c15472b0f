package rtf

import (
	"fmt"
	"testing"

	"gongkai/archive"
	"gongkai/extract/visible"
)

func TestFormulasAreWarnedOf(t *testing.T) {
	for markup, want := range map[string][]archive.Warning{
		`7{\mmath{\*\moMath{\mr 1}}}\par`:                    {{Code: visible.Formula, Message: visible.FormulaMessage}},
		`7{\field{\*\fldinst EQ \\\\f(1,2)}{\fldrslt }}\par`: {{Code: visible.Formula, Message: visible.FormulaMessage}},
		`{\field{\*\fldinst PAGE}{\fldrslt 7}}\par`:          nil,
	} {
		doc := read(t, head+markup+foot)
		if fmt.Sprint(doc.Warnings) != fmt.Sprint(want) || lines(doc) != "7" {
			t.Errorf("%s: got %q with %v, want warnings %v", markup, lines(doc), doc.Warnings, want)
		}
	}
}
