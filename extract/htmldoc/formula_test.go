package htmldoc

import (
	"slices"
	"testing"

	"gongkai/archive"
	"gongkai/extract/visible"
)

func TestFormulasAreWarnedOf(t *testing.T) {
	for page, want := range map[string]bool{
		`<p>共<math><mn>7</mn></math>件</p>`:                            true,
		`<table><tr><td><math><mn>7</mn></math></td></tr></table>`:    true,
		`<p style="display:none"><math><mn>7</mn></math></p><p>7</p>`: false,
	} {
		doc := read(t, `<div id=zoom>`+article+page+`</div>`)
		if got := slices.Contains(doc.Warnings, archive.Warning{Code: visible.Formula, Message: visible.FormulaMessage}); got != want {
			t.Errorf("%s: got %v, want a warning: %v", page, doc.Warnings, want)
		}
	}
}
