package sheet

import "testing"

func TestOnlyASheetThatHoldsZerosIsWarnedOfThem(t *testing.T) {
	for text, want := range map[string]bool{"0": true, "0.00": true, "0%": true, "10": false, "": false, "-": false, "甲": false, "0.5": false} {
		s := Sheet{HidesZeros: true}
		s.Set(0, 0, text)
		var b Book
		b.Add(&s)
		if got := len(b.warnings) > 0; got != want {
			t.Errorf("%q: got warnings %v, want one: %v", text, b.warnings, want)
		}
	}
}
