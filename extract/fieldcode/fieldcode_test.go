package fieldcode

import (
	"strings"
	"testing"
)

func TestAHyperlinkLeadsToItsAddress(t *testing.T) {
	for name, c := range map[string]struct{ code, want string }{
		"quoted":                  {` HYPERLINK "http://www.example.gov.cn/a b" `, "http://www.example.gov.cn/a b"},
		"bare":                    {`hyperlink https://www.example.gov.cn/ \h`, "https://www.example.gov.cn/"},
		"after a tip":             {`HYPERLINK \o "http://tip/" "http://www.example.gov.cn/"`, "http://www.example.gov.cn/"},
		"within the document":     {`HYPERLINK \l "_Toc1"`, ""},
		"to a letter":             {`HYPERLINK "mailto:a@example.gov.cn"`, ""},
		"another field":           {`PAGE "http://www.example.gov.cn/"`, ""},
		"nothing":                 {``, ""},
		"a quote that never ends": {`HYPERLINK "http://a`, "http://a"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := Link(c.code); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestFormulasAreEquationsAndObjectsOfTheirEditors(t *testing.T) {
	for code, want := range map[string]bool{
		` EQ \o\ac(○,1) `: true, ` eq \f(1,2)`: true, " EMBED Equation.DSMT4 ": true, ` EMBED "Equation.3"`: true,
		" EMBED Excel.Sheet.8 ": false, " EQUATION ": false, " = 1 ": false, "": false,
	} {
		if Formula(code) != want {
			t.Errorf("%q: got %v", code, !want)
		}
	}
}

func TestALabelIsNoLongerThanALinksTextMayBe(t *testing.T) {
	if got := Label(" 县 政府 "); got != "县 政府" {
		t.Errorf("got %q", got)
	}
	if got := Label(strings.Repeat("县", 1000)); got != strings.Repeat("县", 333) {
		t.Errorf("got %d bytes", len(got))
	}
}

func TestNumbersThatAreSymbolsAreRead(t *testing.T) {
	for code, want := range map[string]string{
		` SYMBOL 49 \f "Symbol" \s 10 `: "1", `symbol 0x31 \f Symbol`: "1", `SYMBOL 61489 \f Symbol`: "1", `SYMBOL 8241 \f Symbol`: "",
		`SYMBOL 49 \f "Wingdings"`: "", `SYMBOL 129 \f "Wingdings" \s 10`: "①", `SYMBOL 149 \f "Wingdings"`: "❿", `SYMBOL 129 \f Webdings`: "",
		`SYMBOL 9312 \u \f "宋体"`: "①", `SYMBOL 10 \u`: "", `SYMBOL 55296 \u`: "", `SYMBOL x`: "", `SYMBOL`: "",
	} {
		if got := Shown(code); got != want {
			t.Errorf("%q: got %q, want %q", code, got, want)
		}
	}
}

func TestNumbersInCirclesAreRead(t *testing.T) {
	for code, want := range map[string]string{
		`EQ \o\ac(○,1)`: "①", ` eq \O\AC( 〇 , 20 ) `: "⑳", `EQ \o\ac(○,21)`: "", `EQ \o\ac(○,a)`: "", `EQ \o\ac(□,1)`: "", `EQ \f(1,2)`: "", `PAGE \o\ac(○,1)`: "", "": "",
	} {
		if got := Shown(code); got != want {
			t.Errorf("%q: got %q, want %q", code, got, want)
		}
	}
}
