package htmldoc

import (
	"slices"
	"strings"
	"testing"

	"gongkai/archive"
)

// warned reports whether a document has a warning of this code.
func warned(doc archive.Document, code string) bool {
	return slices.ContainsFunc(doc.Warnings, func(w archive.Warning) bool { return w.Code == code })
}

func TestTextThatAnElementsStyleHidesIsLeftOutWithAWarning(t *testing.T) {
	for name, c := range map[string]struct {
		cell, want string
		warned     bool
	}{
		"nothing is seen through":        {`<b style="opacity:0">6</b>7`, "7", true},
		"a little is":                    {`<b style="opacity:.5">6</b>7`, "67", false},
		"as small as nothing":            {`<b style="font-size:0">6</b>7`, "7", true},
		"of no points":                   {`<b style="FONT-SIZE: 0.0pt">6</b>7`, "7", true},
		"of a point of the screen":       {`<b style="font-size:1px">6</b>7`, "7", true},
		"filtered out":                   {`<b style="filter:opacity(0)">6</b>7`, "7", true},
		"filtered":                       {`<b style="filter:opacity(50%) blur(0)">6</b>7`, "67", false},
		"small":                          {`<b style="font-size:0.5em">6</b>7`, "67", false},
		"a small part of nothing":        {`<b style="font-size:0"><i style="font-size:9pt">6</i></b>7`, "67", true},
		"off the page to the left":       {`<b style="position:absolute;left:-9999px">6</b>7`, "7", true},
		"off the page to the top":        {`<b style="top:-99em;position:fixed">6</b>7`, "7", true},
		"moved within it":                {`<b style="position:absolute;left:-9px">6</b>7`, "67", true},
		"a place for what has none":      {`<b style="left:-9999px">6</b>7`, "67", false},
		"indented off the page":          {`<p style="text-indent:-9999px">6</p><p>7</p>`, "7", true},
		"indented as lists are":          {`<p style="text-indent:-21.0pt">6</p><p>7</p>`, "6\n7", false},
		"pulled off the page":            {`<p style="margin-left:-9999px">6</p><p>7</p>`, "7", true},
		"clipped":                        {`<b style="position:absolute;clip:rect(0 0 0 0)">6</b>7`, "7", true},
		"clipped by a path":              {`<b style="clip-path:inset(50%)">6</b>7`, "7", true},
		"not clipped":                    {`<b style="position:absolute;clip:auto;clip-path:none">6</b>`, "6", false},
		"of no height":                   {`<p style="height:0;overflow:hidden">6</p><p>7</p>`, "7", true},
		"of no height, but it runs over": {`<p style="height:0">6</p><p>7</p>`, "6\n7", false},
		"one point":                      {`<b style="width:1px;height:1px;overflow:hidden">6</b>7`, "7", true},
		"shrunk to nothing":              {`<b style="transform:scale(0)">6</b>7`, "7", true},
		"hidden and shown again":         {`<b style="visibility:hidden">5<i style="visibility:visible">6</i></b>7`, "567", true},
		"hidden by what is important":    {`<b style="display:none!important;display:inline">6</b>7`, "7", false},
		"shown by what is important":     {`<b style="display:inline !important;display:none">6</b>7`, "67", false},
		"hidden by what is none of CSS":  {`<b style="display:none,">6</b>7`, "67", false},
		"hidden, as it says of itself":   {`<b hidden>6</b>7`, "7", false},
		"that says it is hidden in vain": {`<b hidden style="display:inline">6</b>7`, "67", false},
		"words":                          {`<b style="opacity:0">无</b>7`, "7", false},
	} {
		t.Run(name, func(t *testing.T) {
			doc := read(t, `<div id=zoom>`+article+`<table><tr><td>甲</td><td>`+c.cell+`</td></tr></table></div>`)
			if got := doc.Tables[len(doc.Tables)-1].Grid[0][1]; got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
			if got := warned(doc, "hidden_text") || warned(doc, "text_order"); got != c.warned {
				t.Errorf("got warnings %v, want one: %v", doc.Warnings, c.warned)
			}
		})
	}
}

func TestATableThatAScriptMayShowIsReadWithAWarning(t *testing.T) {
	for page, told := range map[string]bool{
		`<div style="opacity:0"><div id=zoom>` + article + `</div></div>`:                          true,
		`<div id=zoom style="visibility:hidden">` + article + `</div>`:                             true,
		`<div style="max-height:0;overflow:hidden">` + article + `</div>`:                          true,
		`<style>td{font-size:9pt}</style><div id=zoom style="font-size:0">` + article + `</div>`:   true,
		strings.Replace(article, "<table", `<table style="visibility:hidden"`, 1):                  true,
		strings.Replace(article, "<table", `<table style="opacity:0"`, 1):                          true,
		`<body style="opacity:0">` + article:                                                       false,
		`<div style="opacity:0"><table><tr><td>登录</table></div><div id=zoom>` + article + `</div>`: false,
	} {
		doc := read(t, page)
		if n := len(doc.Tables); n == 0 || doc.Tables[n-1].Grid[0][0] != "第二十条第（一）项" {
			t.Errorf("%.60s: got tables %v", page, doc.Tables)
		}
		if got := warned(doc, "hidden_text"); got != told {
			t.Errorf("%.60s: got a warning %v, want %v", page, got, told)
		}
	}
	doc := read(t, `<div id=zoom style="display:none">`+article+`</div>`)
	if len(doc.Tables) > 0 {
		t.Errorf("got %v of what is hidden", doc.Tables)
	}
}

func TestACellThatIsNotSeenKeepsItsPlace(t *testing.T) {
	for style, want := range map[string]string{
		"opacity:0": "", "visibility:hidden": "", "font-size:0": "", "display:none": "7", "position:absolute;left:-9999px": "7",
	} {
		doc := read(t, article+`<table><tr><td>甲</td><td style="`+style+`">6</td><td>7</td></tr><tr><td>乙</td><td>8</td><td>9</td></tr></table>`)
		if got := doc.Tables[1].Grid[0][1]; got != want {
			t.Errorf("%s: got %q, want %q", style, got, want)
		}
	}
	doc := read(t, article+`<table><tr><td rowspan=2>甲</td><td>6</td></tr><tr style="visibility:hidden"><td>7</td></tr><tr><td>乙</td><td>9</td></tr></table>`)
	if got := doc.Tables[1].Grid; len(got) != 3 || got[1][1] != "" || got[2][0] != "乙" {
		t.Errorf("got %q, want a row that is not seen to keep its place", got)
	}
}

func TestSelectorsOfWhatAStyleSheetHidesAreFollowed(t *testing.T) {
	for name, c := range map[string]struct {
		sheet, cell string
		warned      bool
	}{
		"two classes":                 {`.a.b{display:none}`, `<b class="b a">6</b>7`, true},
		"one of them":                 {`.a.b{display:none}`, `<b class="a">6</b>7`, false},
		"an attribute":                {`[data-x]{display:none}`, `<b data-x>6</b>7`, true},
		"another attribute":           {`b[data-x]{display:none}`, `<b data-y>6</b>7`, false},
		"its value":                   {`b[data-x="1"]{display:none}`, `<b data-x=1>6</b>7`, true},
		"another value":               {`b[data-x='2']{display:none}`, `<b data-x=1>6</b>7`, false},
		"a part of its value":         {`[class*=old]{display:none}`, `<b class="is-older">6</b>7`, true},
		"a value with a space":        {`[title="a b"]{display:none}`, `<b title="a b">6</b>7`, true},
		"what stands before it":       {`i+b{display:none}`, `<i>x</i><b>6</b>7`, true},
		"what does not":               {`i+b{display:none}`, `<b>6</b>7<i>x</i>`, false},
		"what stands long before it":  {`td i~b{display:none}`, `<i>x</i><u>y</u><b>6</b>7`, true},
		"not one of a class":          {`b:not(.shown){display:none}`, `<b>6</b>7`, true},
		"whatever is of a place":      {`td :first-child{display:none}`, `<b>6</b>7`, true},
		"transparent":                 {`.a{opacity:0}`, `<b class="a">6</b>7`, true},
		"no size":                     {`.a{font-size:0px}`, `<b class="a">6</b>7`, true},
		"off the page":                {`.a{position:absolute;left:-999em}`, `<b class="a">6</b>7`, true},
		"clipped":                     {`.a{position:absolute;width:1px;height:1px;clip:rect(0,0,0,0);overflow:hidden}`, `<b class="a">6</b>7`, true},
		"shown by its own style":      {`.a{display:none}`, `<b class=a style="display:inline">6</b>7`, false},
		"hidden all the same":         {`.a{display:none!important}`, `<b class=a style="display:inline">6</b>7`, true},
		"shown all the same":          {`.a{display:none!important}`, `<b class=a style="display:inline!important">6</b>7`, false},
		"behind many rules":           {strings.Repeat(`.x{text-decoration:none}`, 300) + `.a{display:none}`, `<b class=a>6</b>7`, true},
		"behind many that hide":       {strings.Repeat(`.x{display:none}`, 300) + `.a{display:none}`, `<b class=a>6</b>7`, true},
		"what stands before is drawn": {`b::before{display:none}`, `<b>6</b>7`, false},
	} {
		t.Run(name, func(t *testing.T) {
			doc := read(t, `<style>`+c.sheet+`</style><div id=zoom>`+article+`<table><tr><td>甲</td><td>`+c.cell+`</td></tr></table></div>`)
			if got := warned(doc, "hidden_text"); got != c.warned {
				t.Errorf("got warnings %v, want one: %v", doc.Warnings, c.warned)
			}
		})
	}
}

func TestAStyleSheetForOtherMediaHidesNothing(t *testing.T) {
	for media, told := range map[string]bool{"print": false, "screen": true, "all": true, "screen and (max-width:9em)": false} {
		page := `<style media="` + media + `">.a{display:none}</style><div id=zoom>` + article + `<table><tr><td>甲</td><td><b class=a>6</b>7</td></tr></table></div>`
		if got := warned(read(t, page), "hidden_text"); got != told {
			t.Errorf("a style sheet for %s: got a warning %v, want %v", media, got, told)
		}
	}
}

func TestFiguresThatAStyleSheetWritesAreWarnedOf(t *testing.T) {
	for name, c := range map[string]struct {
		sheet, cell string
		warned      bool
	}{
		"a figure":            {`.a:before{content:"6"}`, `<b class="a"></b>7`, true},
		"behind a cell":       {`td.n::after { color:red; content : '12' }`, `</td><td class=n>`, true},
		"an attribute":        {`b:after{content:attr(data-n)}`, `<b data-n=6></b>7`, true},
		"a counter":           {`td:before{content:counter(n) "."}`, `7`, true},
		"of which nothing is": {`.a:before{content:"6"}`, `7`, false},
		"an icon":             {`.a:before{content:"\f101"}`, `<b class="a"></b>7`, false},
		"a picture":           {`.a:before{content:url(icon1.png)}`, `<b class="a"></b>7`, false},
		"an end of floats":    {`.a:after{content:"";clear:both} .b:after{content:"."}`, `<b class="a b">7</b>`, false},
		"a quote":             {`.a:after{content:open-quote}`, `<b class="a">7</b>`, false},
		"on small screens":    {`@media (max-width:600px){td:before{content:attr(data-label)}}`, `7`, false},
	} {
		t.Run(name, func(t *testing.T) {
			doc := read(t, `<style>`+c.sheet+`</style><div id=zoom>`+article+`<table><tr><td>甲</td><td>`+c.cell+`</td></tr></table></div>`)
			if got := warned(doc, "text_written"); got != c.warned {
				t.Errorf("got warnings %v, want one: %v", doc.Warnings, c.warned)
			}
		})
	}
}

func TestTextInAnotherOrderThanInTheSourceIsWarnedOf(t *testing.T) {
	for name, c := range map[string]struct {
		sheet, cell string
		warned      bool
	}{
		"from right to left":           {"", `<bdo dir=rtl>12</bdo>`, true},
		"from left to right":           {"", `<bdo dir=ltr>12</bdo>`, false},
		"by a style":                   {"", `<b style="direction:rtl;unicode-bidi:bidi-override">12</b>`, true},
		"by a style sheet":             {`.a{unicode-bidi:bidi-override;direction:rtl}`, `<b class=a>12</b>`, true},
		"at the right of the cell":     {"", `<span style="float:right">2</span>1`, true},
		"at its left":                  {`.a{float:left}`, `1<span class=a>2</span>`, true},
		"all of the cell at its right": {"", `<span style="float:right">12</span>`, false},
		"words at its right":           {"", `<span style="float:right">件</span>12`, false},
		"a row turned round":           {"", `<div style="display:flex;flex-direction:row-reverse"><i>1</i><i>2</i></div>`, true},
		"by its flow":                  {"", `<div style="display:flex;flex-flow:row-reverse wrap"><i>1</i><i>2</i></div>`, true},
		"an order":                     {"", `<div style="display:flex"><i style="order:2">1</i><i>2</i></div>`, true},
		"the usual order":              {"", `<div style="display:flex"><i style="order:0">1</i><i>2</i></div>`, false},
		"over another":                 {"", `<i style="position:absolute">1</i><i>2</i>`, true},
		"a cell that floats":           {"", `1</td><td style="float:left">2`, true},
		"a table that does":            {"", `</td></tr></table><table style="float:left"><tr><td>1</td><td>2</td></tr><tr><td>3</td><td>4`, false},
	} {
		t.Run(name, func(t *testing.T) {
			doc := read(t, `<style>`+c.sheet+`</style><div id=zoom>`+article+`<table><tr><td>甲</td><td>`+c.cell+`</td></tr></table></div>`)
			if got := warned(doc, "text_order"); got != c.warned {
				t.Errorf("got warnings %v, want one: %v", doc.Warnings, c.warned)
			}
		})
	}
	for page, want := range map[string]bool{
		`<body dir=rtl>` + article: true, `<div dir=rtl>x</div>` + article: false, `<table dir=rtl><tr><td>规章</td><td>1</td></tr></table>`: true,
	} {
		if got := warned(read(t, page), "text_order"); got != want {
			t.Errorf("%s: got a warning %v, want %v", page, got, want)
		}
	}
}

func TestAPictureWhereANumberWouldStandIsWarnedOf(t *testing.T) {
	for name, c := range map[string]struct {
		cell   string
		warned bool
	}{
		"alone":             {`<img src=n.gif>`, true},
		"beside a digit":    {`1<p><img src=n.gif></p>`, true},
		"drawn":             {`<svg><text>6</text></svg>`, true},
		"drawn by a script": {`<canvas></canvas>`, true},
		"an object":         {`<object data=n.svg></object>`, true},
		"an embedded file":  {`<embed src=n.svg>`, true},
		"a field":           {`<input type=image src=n.gif>`, true},
		"beside words":      {`<img src=doc.gif>附件`, false},
		"a gap":             {`<img src=s.gif width=1 height=1>`, false},
		"a hidden one":      {`<img src=n.gif style="display:none">`, false},
		"no picture":        {``, false},
		"in an inner table": {`7<table><tr><td><img src=n.gif>附件</td></tr></table>`, false},
	} {
		t.Run(name, func(t *testing.T) {
			doc := read(t, `<div id=zoom>`+article+`<table><tr><td>规章</td><td>3</td><td>4</td></tr><tr><td>规范性文件</td><td>5</td><td>`+c.cell+`</td></tr></table></div>`)
			var got []string
			for _, w := range doc.Warnings {
				if w.Code == "cell_picture" {
					got = append(got, w.Message)
				}
			}
			const want = "a picture stands in a cell of table 2, in row 2, column 3, where a number may be; it was not read"
			if c.warned != (len(got) == 1 && got[0] == want) || len(got) > 1 {
				t.Errorf("got %q, want one: %v", got, c.warned)
			}
		})
	}
}
