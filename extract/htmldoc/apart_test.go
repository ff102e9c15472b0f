package htmldoc

import (
	"testing"
)

func TestDigitsThatStandApartAreNoNumber(t *testing.T) {
	for name, c := range map[string]struct{ head, cell, want string }{
		"blocks by their style":               {"", `<span style="display:block">1</span><span style="display:block">2</span>`, "1\n2"},
		"a block behind text":                 {"", `1<a style="DISPLAY : Block">2</a>3`, "1\n2\n3"},
		"cells by their style":                {"", `<i style="display:table-cell">1</i><i style="display:table-cell">2</i>`, "1 2"},
		"blocks by the style sheet":           {`<style>.b{display:block}</style>`, `<i class=b>1</i><i class=b>2</i>`, "1\n2"},
		"in a row":                            {"", `<p style="display:flex"><b>1</b><b>2</b></p>`, "1 2"},
		"in a row by the style sheet":         {`<style>td p{display:grid}</style>`, `<p><b>1</b><b>2</b></p>`, "1 2"},
		"boxes with a width":                  {"", `<b style="display:inline-block;width:50px">1</b><b style="display:inline-block;width:50px">2</b>`, "1 2"},
		"boxes with a width by the sheet":     {`<style>td b{width:50px;display:inline-block}</style>`, `<b>1</b><b>2</b>`, "1 2"},
		"an empty box":                        {"", `1<span style="display:inline-block;width:2em"></span>2`, "1 2"},
		"boxes as wide as their text":         {"", `<b style="display:inline-block">1</b><b style="display:inline-block">2</b>`, "12"},
		"a margin":                            {"", `1<b style="margin-left:20px">2</b>`, "1 2"},
		"margins of which one is at the side": {"", `1<b style="margin:0 0 0 9pt">2</b>`, "1 2"},
		"a padding":                           {"", `1<b style="padding: 0 1em">2</b>3`, "1 2 3"},
		"no margin":                           {"", `1<b style="margin:0px;padding:0;margin-left:0cm">2</b>`, "12"},
		"margins above and below":             {"", `1<b style="margin:9px 0">2</b>`, "12"},
		"a width of what has none":            {"", `1<b style="width:50px">2</b>`, "12"},
		"words":                               {"", `自<b style="margin-left:20px">然</b>人`, "自然人"},
		"a field":                             {"", `1<input value=2>3`, "1 2 3"},
		"a hidden field":                      {"", `1<input type=hidden value=2>3`, "13"},
		"a list to choose from":               {"", `1<select><option>2</select>`, "1 2"},
		"a field of lines":                    {"", `1<textarea>2</textarea>`, "1 2"},
		"what is not seen keeps its place":    {"", `1<b style="visibility:hidden">9</b>2`, "1 2"},
		"what is hidden does not":             {"", `1<b style="display:none">9</b>2`, "12"},
		"a button":                            {"", `1<button>9</button>2`, "1 2"},
		"a frame":                             {"", `1<iframe></iframe>2`, "1 2"},
		"a legend":                            {"", `<legend>1</legend>2`, "1\n2"},
	} {
		t.Run(name, func(t *testing.T) {
			doc := read(t, c.head+"<table><tr><td>x</td><td>"+c.cell+"</td></tr></table>")
			if got := doc.Tables[0].Grid[0][1]; got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestFiguresOfProseThatStandApartAreNoNumber(t *testing.T) {
	for text, want := range map[string]string{
		`收到<b style="display:block">1</b><b>2</b>件`:    "收到\n1\n2件",
		`收到<b style="margin-right:9pt">1</b><b>2</b>件`: "收到1 2件",
		`收到1<b style="visibility:hidden">9</b>2件`:      "收到1 2件",
		`收到<span style="padding:0">1</span><b>2</b>件`:  "收到12件",
	} {
		doc := read(t, "<p>"+text+"</p>")
		got := ""
		for i, b := range doc.Blocks {
			if i > 0 {
				got += "\n"
			}
			got += b.Text
		}
		if got != want {
			t.Errorf("%s: got %q, want %q", text, got, want)
		}
	}
}

func TestAPageThatEndsWithinATableIsCutShort(t *testing.T) {
	for page, want := range map[string]bool{
		`<table><tr><td>甲<td>14`:                             true,
		`<table><tr><td>甲</td><td>1438</td></tr>`:            true,
		`<TABLE><TBODY><TR><TD>甲</TD><TD`:                    true,
		`<table><tr><td>甲</td><td><b>14</b`:                  true,
		`<table><tr><td>甲<td>1438</table>`:                   false,
		`<table><tr><td>甲<td>1438</body>`:                    false,
		`<table><tr><td>甲<td>1438</TABLE><p>完`:               false,
		`<p>收到1438件`:                                         false,
		`<table><tr><td>甲<td>1438</table><!-- <tableau> 1<2`: false,
	} {
		if got := warned(read(t, page), "file_cut_short"); got != want {
			t.Errorf("%s: got a warning: %v", page, got)
		}
	}
}

func TestNumbersOfAListInATableAreWarnedOf(t *testing.T) {
	for cell, want := range map[string]bool{
		`<ol><li>属于国家秘密</ol>`:                         true,
		`<ol style="list-style:none"><li>属于国家秘密</ol>`: false,
		`<ul><li>属于国家秘密</ul>`:                         false,
		`<ol><li> </ol>`:                              false,
		`<ol style="display:none"><li>1</ol>`:         false,
	} {
		if got := warned(read(t, `<table><tr><td>`+cell+`<td>7</table><ol><li>甲</ol>`), "list_numbers"); got != want {
			t.Errorf("%s: got a warning: %v", cell, got)
		}
	}
}
