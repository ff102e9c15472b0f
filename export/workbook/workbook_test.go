package workbook

import (
	"strings"
	"testing"
	"unicode/utf16"
)

func TestTextsAreWrittenAsXMLAllows(t *testing.T) {
	for text, want := range map[string]string{
		"a<b>&c":         "a&lt;b&gt;&amp;c",
		"a\x00b\r\n\tc":  "a_x0000_b_x000d_\n\tc",
		"_x0041_":        "_x005F_x0041_",
		"_x004_ and _x_": "_x004_ and _x_",
		"县\ufffe😀":       "县_xfffe_😀",
		"a\xffb":         "a\ufffdb",
	} {
		if got := string(appendText(nil, text)); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

func TestATextThatIsTooLongForACellIsCutWithASign(t *testing.T) {
	for _, one := range []string{"a", "县", "😀"} {
		units := len(utf16.Encode([]rune(one)))
		for _, n := range []int{most/units - 1, most / units, most/units + 1, most} {
			got := fitted(strings.Repeat(one, n))
			whole := n*units <= most
			if whole == strings.HasSuffix(got, cut) || len(utf16.Encode([]rune(got))) > most {
				t.Errorf("%d times %s: %d units, cut %v", n, one, len(utf16.Encode([]rune(got))), strings.HasSuffix(got, cut))
			}
		}
	}
}

func TestColumnsAreNamedAsInSpreadsheets(t *testing.T) {
	for n, want := range map[int]string{1: "A", 26: "Z", 27: "AA", 52: "AZ", 703: "AAA", 16384: "XFD"} {
		if got := columnName(n); got != want {
			t.Errorf("%d: got %s, want %s", n, got, want)
		}
	}
}
