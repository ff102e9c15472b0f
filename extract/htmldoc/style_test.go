package htmldoc

import (
	"slices"
	"strings"
	"testing"

	"gongkai/archive"
	"gongkai/extract/visible"
)

func TestWhatIsStruckOutIsToldFromMarkupStylesAndStyleSheets(t *testing.T) {
	for name, c := range map[string]struct {
		sheet, cell, want string
		warned            bool
	}{
		"an element":                          {"", `<s>66</s>7`, "7", true},
		"an element that says it is not":      {"", `<s style="text-decoration:none">66</s>7`, "667", false},
		"its own style":                       {"", `<span style="color:red; TEXT-DECORATION : underline Line-Through">66</span>7`, "7", true},
		"a style that names another":          {"", `<span style="text-decoration-color:red;text-align:center">66</span>7`, "667", false},
		"a class of Excel's":                  {`<!-- .font5 {mso-font-charset:134;text-decoration:line-through;} -->`, `<font class="font5">66</font>7`, "7", true},
		"a class among others":                {`.a,.b{text-decoration:line-through}`, `<span class="x b">66</span>7`, "7", true},
		"a class of another element":          {`p.a{text-decoration:line-through}`, `<span class="a">66</span>7`, "667", false},
		"an id":                               {`#a{text-decoration-line:line-through}`, `<span id="a">66</span>7`, "7", true},
		"an element that a sheet makes plain": {`s{text-decoration:none}`, `<s>66</s>7`, "667", false},
		"the stronger rule":                   {`.a{text-decoration:line-through} span{text-decoration:none}`, `<span class="a">66</span>7`, "7", true},
		"the later rule":                      {`.a{text-decoration:line-through} .b{text-decoration:none}`, `<span class="a b">66</span>7`, "667", false},
		"its own style before a sheet's":      {`.a{text-decoration:line-through}`, `<span class="a" style="text-decoration:none">66</span>7`, "667", false},
		"behind a comment and an import":      {`@import url(x.css); /* .a{} */ .a{text-decoration:line-through}`, `<span class="a">66</span>7`, "7", true},
		"in paper's own rules":                {`@page Section1 {size:595pt; mso-x:{}} .a{text-decoration:line-through}`, `<span class="a">66</span>7`, "7", true},
		"a rule that is not followed":         {`td .a{text-decoration:line-through}`, `<span class="a">66</span>7`, "667", true},
		"a rule of another medium":            {`@media print{.a{text-decoration:line-through}}`, `<span class="a">66</span>7`, "667", true},
		"a rule for screens":                  {`@media screen,print{.a{text-decoration:line-through}} .b{}`, `<span class="a">66</span>7`, "7", true},
		"a rule for some screens":             {`@media (max-width:9px){.x{}} @media screen and (max-width:9px){.a{text-decoration:line-through}}`, `<span class="a">66</span>7`, "667", true},
		"behind a rule for screens":           {`@media print{@media screen{.x{}}.a{text-decoration:line-through}}`, `<span class="a">66</span>7`, "667", true},
		"a class of another case":             {`.A{text-decoration:line-through}`, `<span class="a">66</span>7`, "7", true},
		"a rule that nothing needs":           {`td .a{text-decoration:line-through} a:hover{text-decoration:line-through}`, `<span class="b">66</span><a>7</a>`, "667", false},
		"a place among others":                {`td:nth-child(2){text-decoration:line-through}`, `66`, "66", true},
		"a class that is not another":         {`.a:not(.b){text-decoration:line-through}`, `<b class="a">66</b>7`, "667", true},
		"an important rule":                   {`.a{text-decoration:line-through !important} #b{text-decoration:none}`, `<b class="a" id="b" style="text-decoration:none">66</b>7`, "7", true},
		"what is more important":              {`.a{text-decoration:line-through !important}`, `<b class="a" style="text-decoration:none!important">66</b>7`, "667", false},
		"a comment in a style":                {"", `<b style="/*;*/text-decoration:line-through">66</b>7`, "7", true},
		"the cell":                            {`.a{text-decoration:line-through}`, `</td><td class="a">66</td><td>7`, "", true},
		"the row":                             {"", `</td></tr><tr style="text-decoration:line-through"><td>乙</td><td>66`, "", true},
		"what Word hides":                     {`span.a{display:none;mso-hide:all}`, `<span class="a">66</span>7`, "7", false},
		"what a script shows":                 {`.tab{display:none} .x{text-decoration:line-through}`, `<span class="tab">66</span>`, "66", false},
	} {
		t.Run(name, func(t *testing.T) {
			doc := read(t, `<html><head><style>`+c.sheet+`</style></head><body><div id=zoom>`+article+`<table><tr><td>甲</td><td>`+c.cell+`</td></tr></table></div></body></html>`)
			grid := doc.Tables[len(doc.Tables)-1].Grid
			if row := grid[len(grid)-1]; row[1] != c.want || len(grid) > 1 && row[0] != "" {
				got := row
				t.Errorf("got %q, want %q", got, c.want)
			}
			warned := slices.ContainsFunc(doc.Warnings, func(w archive.Warning) bool { return w.Code == visible.Struck })
			if warned != c.warned {
				t.Errorf("got warnings %v, want one: %v", doc.Warnings, c.warned)
			}
		})
	}
}

func TestFiguresThatAStyleSheetHidesAreReadWithAWarning(t *testing.T) {
	for name, c := range map[string]struct {
		sheet, cell, want string
		warned            bool
	}{
		"all figures of a cell":   {`.a{display:none}`, `<b class="a">6</b>件`, "6件", true},
		"a class and another":     {`.a{display:none}.b.a{display:block}`, `<b class="a b">6</b>7`, "6\n7", true},
		"a later rule shows it":   {`.a{display:none}b{display:none}.a{display:inline}`, `<b class="a">6</b>7`, "67", true},
		"shown on wide screens":   {`.a{display:none}@media (min-width:9em){.a{display:inline}}`, `<b class="a">6</b>7`, "67", true},
		"shown by its place":      {`b.a{display:none}.a:last-of-type{display:inline}`, `<b class="a">6</b>7`, "67", true},
		"a child":                 {`td>b{display:none}`, `<b>6</b>7`, "67", true},
		"much text":               {`.a{display:none}`, `<p class=a>6</p>7` + strings.Repeat("公开", 40), "6\n7" + strings.Repeat("公开", 40), true},
		"of which nothing is":     {`.b{display:none}`, `<b class="a">6</b>7`, "67", false},
		"no figure":               {`.a{visibility:hidden}`, `<b class="a">打印</b>7`, "打印7", false},
		"its own style shows it":  {`.a{display:none}`, `<b class="a" style="display:inline">6</b>7`, "67", false},
		"its own style hides it":  {`.a{display:none}`, `<b class="a" style="display:none">6</b>7`, "7", false},
		"a class in another":      {`.t td>.a{display:none}`, `<b class="t"><i class="a">6</i></b>7`, "67", false},
		"a class in a cell":       {`table td>.a{display:none}`, `<b class="a">6</b>7`, "67", true},
		"in nothing of the page":  {`.menu .a{display:none}`, `<b class="a">6</b>7`, "67", false},
		"the first of its kind":   {`td b:first-child{display:none}`, `<b>6</b>7`, "67", true},
		"by its place":            {`b:nth-child(2n+1){display:none}`, `<b>6</b>7`, "67", true},
		"a bar to scroll":         {`td::-webkit-scrollbar,::-webkit-scrollbar{display:none}`, `<b class="a">6</b>7`, "67", false},
		"while a menu is open":    {`table:hover .a{display:none}`, `<b class="a">6</b>7`, "67", false},
		"on paper only":           {`@media print{.a{display:none}}`, `<b class="a">6</b>7`, "67", false},
		"the last word counts":    {"", `<b style="display:none;display:inline">6</b>7`, "67", false},
		"what stands over a line": {"", `<ruby>7<rp>(</rp><rt>6</rt></ruby>`, "7", false},
	} {
		t.Run(name, func(t *testing.T) {
			doc := read(t, `<style>`+c.sheet+`</style><div id=zoom>`+article+`<p class="a">1</p><table><tr><td>甲</td><td>`+c.cell+`</td></tr></table></div>`)
			if got := doc.Tables[len(doc.Tables)-1].Grid[0][1]; got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
			warned := slices.ContainsFunc(doc.Warnings, func(w archive.Warning) bool { return w.Code == "hidden_text" })
			if warned != c.warned {
				t.Errorf("got warnings %v, want one: %v", doc.Warnings, c.warned)
			}
		})
	}
}

func TestFiguresThatAStyleSheetHidesBesideOthersAreLeftOutWithAWarning(t *testing.T) {
	for name, c := range map[string]struct{ sheet, cell, want string }{
		"a class":                 {`.a{display:none}`, `<b class="a">6</b>7`, "7"},
		"an id":                   {`#a{visibility:hidden}`, `<b id="a">6</b>7`, "7"},
		"an element in a cell":    {`td b{display:none}`, `<i><b>6</b></i>7`, "7"},
		"on screens":              {`@media screen{.a{display:none}}`, `<b class="a">6</b>7`, "7"},
		"a class of another case": {`.A{display:none}`, `<b class="a">6</b>7`, "7"},
		"a weaker rule shows it":  {`b.a{display:none}.a{display:inline}b{display:block}`, `<b class="a">6</b>7`, "7"},
		"an earlier rule does":    {`.a{display:inline}.a{display:none}`, `<b class="a">6</b>7`, "7"},
		"what is important":       {`.a{display:none!important}#b{display:inline}`, `<b class="a" id=b>6</b>7`, "7"},
		"two of three":            {`.a{display:none}`, `<b class="a">5</b><b class="a">6</b><b>7</b>`, "7"},
		"a paragraph":             {`.a{display:none}`, `<p>7</p><p class=a>6</p>`, "7"},
		"no size":                 {`.a{font-size:0}`, `<b class="a">6</b>7`, "7"},
		"off the page":            {`.a{position:absolute;left:-999em}`, `<b class="a">6</b>7`, "7"},
	} {
		t.Run(name, func(t *testing.T) {
			doc := read(t, `<style>`+c.sheet+`</style><div id=zoom>`+article+`<table><tr><td>甲</td><td>`+c.cell+`</td></tr></table></div>`)
			if got := doc.Tables[len(doc.Tables)-1].Grid[0][1]; got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
			if len(doc.Warnings) != 1 || doc.Warnings[0].Code != "hidden_text" || !strings.Contains(doc.Warnings[0].Message, "left out") {
				t.Errorf("got warnings %v, want one that it was left out", doc.Warnings)
			}
		})
	}
}

func TestAnEmptyCellThatAStyleSheetHidesIsAWarning(t *testing.T) {
	doc := read(t, `<style>td.a{display:none}</style>`+article+`<table><tr><td>甲</td><td class=a></td><td>7</td></tr></table>`)
	if !slices.ContainsFunc(doc.Warnings, func(w archive.Warning) bool { return w.Code == "hidden_text" }) {
		t.Errorf("got warnings %v", doc.Warnings)
	}
}

func TestNamesHaveTheirCaseInPagesOfTheStandard(t *testing.T) {
	const page = `<html><head><style>.A{text-decoration:line-through}</style></head><body><p class="a">66</p></body></html>`
	for doctype, want := range map[string]string{"": "", "<!DOCTYPE html>": "66"} {
		if got := read(t, doctype+page).Text; got != want && len(read(t, doctype+page).Blocks) != len(want)/2 {
			t.Errorf("%q: got %q, want %q", doctype, got, want)
		}
	}
}

func TestStyleSheetsWithoutEndAreRead(t *testing.T) {
	sheet := strings.Repeat("@media x{", 100_000) + strings.Repeat(".a{text-decoration:line-through}", 20_000)
	doc := read(t, `<style>`+sheet+`</style><div id=zoom>`+article+`</div>`)
	if len(doc.Tables) != 1 || len(doc.Warnings) != 1 || doc.Warnings[0].Code != visible.Struck {
		t.Errorf("got %d tables and %v, want 1 and a warning of what may be struck out", len(doc.Tables), doc.Warnings)
	}
}
