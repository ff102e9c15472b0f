package htmldoc

import (
	"strings"
	"testing"

	"gongkai/extract/readtest"
	"gongkai/extract/visible"
)

func TestTextInTheColourOfItsPaperIsLeftOut(t *testing.T) {
	const link = `<link rel="stylesheet" href="a.css">`
	for name, c := range map[string]struct {
		head, cell string // of the page, and of a cell that has 7 besides
		want       visible.Sight
	}{
		"a style":                            {"", `<b style="color:#FFF">66</b>7`, visible.Unseen},
		"a style of Word's":                  {"", `<span lang=EN-US style='font-size:10.5pt;color:white'>66</span>7`, visible.Unseen},
		"by its lightness":                   {"", `<b style="color:hsl(0, 0%, 100%)">66</b>7`, visible.Unseen},
		"a lighter blue":                     {"", `<b style="color:hsl(210, 50%, 40%)">66</b>7`, visible.Seen},
		"numbers":                            {"", `<b style="color: rgb(255, 255, 254)">66</b>7`, visible.Unseen},
		"nothing but transparent":            {"", `<b style="color:transparent">66</b>7`, visible.Unseen},
		"a colour that is transparent":       {"", `<b style="color:rgba(0,0,0,0)">66</b>7`, visible.Unseen},
		"an element of old":                  {"", `<font color=FFFFFF>66</font>7`, visible.Unseen},
		"faint":                              {"", `<b style="color:#eee">66</b>7`, visible.Doubtful},
		"red":                                {"", `<b style="color:red">66</b>7`, visible.Seen},
		"red within white":                   {"", `<p style="color:white"><i style="color:red">66</i></p>7`, visible.Seen},
		"white within it":                    {"", `<p style="color:white"><i>66</i></p>7`, visible.Unseen},
		"on blue":                            {"", `<b style="color:white;background:#1F497D">66</b>7`, visible.Seen},
		"on blue of a cell":                  {"", `7</td><td style="background-color:navy"><b style="color:white">66</b>`, visible.Seen},
		"on blue of a cell of old":           {"", `7</td><td bgcolor=#1F497D><font color=white>66</font>`, visible.Seen},
		"on a picture":                       {"", `7</td><td background=a.gif><font color=white>66</font>`, visible.Doubtful},
		"on a picture of a style":            {"", `<b style="color:white;background:url(a.gif) no-repeat">66</b>7`, visible.Doubtful},
		"on a colour among others":           {"", `<b style="color:white;background:none repeat scroll 0% 0% rgb(31, 73, 125)">66</b>7`, visible.Seen},
		"on white among others":              {"", `<b style="color:white;background:white none repeat scroll 0 0">66</b>7`, visible.Unseen},
		"on what is half transparent":        {"", `<b style="color:white;background:rgba(0,0,0,.5)">66</b>7`, visible.Doubtful},
		"black that is blacked out":          {"", `<b style="color:black;background:black">66</b>7`, visible.Unseen},
		"a class":                            {`<style>.xl65{color:white;mso-pattern:auto none}</style>`, `<b class="xl65">66</b>7`, visible.Unseen},
		"a class behind many rules":          {`<style>` + strings.Repeat(`.x{text-decoration:none}`, 300) + `.xl65{color:white}</style>`, `<b class="xl65">66</b>7`, visible.Unseen},
		"a class of white on blue":           {`<style>.xl65{color:white;background:#1F497D}</style>`, `<b class="xl65">66</b>7`, visible.Seen},
		"a class that a style overrides":     {`<style>.a{color:white}</style>`, `<b class="a" style="color:black">66</b>7`, visible.Seen},
		"a class of another case":            {`<style>.A{color:white}</style>`, `<b class="a">66</b>7`, visible.Unseen},
		"a rule that is not followed":        {`<style>td b{color:white}</style>`, `<b>66</b>7`, visible.Doubtful},
		"a rule that is not followed, black": {`<style>td b{color:white}</style>`, `<b style="color:black">66</b>7`, visible.Seen},
		"a ground that is not followed":      {`<style>td b{background:blue}</style>`, `<b style="color:white">66</b>7`, visible.Doubtful},
		"style sheets that are not read":     {link, `<b style="color:white">66</b>7`, visible.Doubtful},
		"an own ground beside them":          {link, `<b style="color:white;background:#fff">66</b>7`, visible.Unseen},
		"an own dark ground beside them":     {link, `7</td><td bgcolor=navy class=a><b style="color:white">66</b>`, visible.Seen},
		"a class beside them":                {link, `7<p style="background:#fff"><b class="head" style="color:white">66</b></p>`, visible.Doubtful},
		"a link":                             {"", `<p style="color:white"><a href="a.html">66</a></p>7`, visible.Seen},
		"a field":                            {"", `<input value="66" style="color:white">7`, visible.Unseen},
		"a field in white":                   {"", `<p style="color:white"><input value="66"></p>7`, visible.Seen},
		"on a page of a colour":              {"", `<body bgcolor=navy>7<b style="color:white">66</b>`, visible.Seen},
	} {
		t.Run(name, func(t *testing.T) {
			page := `<html><head>` + c.head + `</head><body><div id=zoom>` + article + `<table><tr><td>甲</td><td>` + c.cell + `</td></tr></table></div></body></html>`
			readtest.CheckSight(t, read(t, page), c.want)
		})
	}
	// Where browsers show a page as old ones did, tables don't take over a colour.
	for doctype, want := range map[string]visible.Sight{"": visible.Seen, "<!DOCTYPE html>": visible.Unseen} {
		page := doctype + `<div id=zoom>` + article + `<div style="color:white"><table><tr><td>66</td></tr></table></div>7</div>`
		readtest.CheckSight(t, read(t, page), want)
	}
}

func TestDigitsThatAStyleRaisesOrLowersStaySo(t *testing.T) {
	for name, c := range map[string]struct{ sheet, cell, want string }{
		"a superscript":               {"", `7<span style="vertical-align:super;font-size:8pt">1</span>`, "7¹"},
		"its class":                   {`.a{vertical-align:super}`, `7<span class="a">1</span>件`, "7¹件"},
		"behind many rules":           {strings.Repeat(`.x{text-decoration:none}`, 300) + `.a{vertical-align:super}`, `7<span class="a">1</span>件`, "7¹件"},
		"its class within another":    {`.t .a{vertical-align:super}`, `<p class=t>7<span class="a">1</span>件</p>`, "7¹件"},
		"its class within no other":   {`.t .a{vertical-align:super}`, `7<span class="a">1</span>件`, "71件"},
		"its class, and not":          {`.a{vertical-align:super}`, `7<span class="a" style="vertical-align:baseline">1</span>`, "71"},
		"as Word's position":          {"", `7<span style='position:relative;top:-3.0pt;mso-text-raise:3.0pt'>1</span>`, "7¹"},
		"a figure in such a position": {"", `<span style='position:relative;top:-3.0pt'>71</span>`, "71"},
		"a lower position":            {"", `7<span style='position:relative;top:3.0pt'>1</span>`, "7₁"},
		"by its bottom":               {"", `7<span style='position:relative;bottom:3pt'>1</span>`, "7¹"},
		"a subscript":                 {"", `7<sub><i>1</i></sub>件`, "7₁件"},
		"of a formula":                {"", `H<sub>2</sub>O`, "H2O"},
		"a style of it":               {"", `7<span style="vertical-align:sub">1</span>2`, "7₁2"},
		"a class of it":               {`.a{vertical-align:sub}`, `7<span class="a">1</span>`, "7₁"},
		"a length below":              {"", `7<span style="vertical-align:-4px">1</span>`, "7₁"},
		"the bottom of text":          {"", `7<span style="vertical-align:text-bottom">1</span>`, "7₁"},
		"a cell's bottom":             {"", `7</td><td style="vertical-align:sub">1`, "1"},
		"a length":                    {"", `7<span style="vertical-align:4px">1</span>`, "7¹"},
		"the top of text":             {"", `7<span style="vertical-align:text-top">1</span>`, "7¹"},
		"a cell's top":                {"", `</td><td style="vertical-align:super">71`, "71"},
		"a middle":                    {"", `7<span style="vertical-align:middle">1</span>`, "71"},
	} {
		t.Run(name, func(t *testing.T) {
			doc := read(t, `<style>`+c.sheet+`</style><div id=zoom>`+article+`<table><tr><td>甲</td><td>`+c.cell+`</td></tr></table></div>`)
			row := doc.Tables[len(doc.Tables)-1].Grid[0]
			if got := row[len(row)-1]; got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestOldPagesAreToldByTheirDoctype(t *testing.T) {
	for doctype, want := range map[string]bool{
		"": true, "<p>": true, "<!-- a --><html>": true, "<!--": true,
		"<!DOCTYPE html>": false, "\ufeff <?xml version='1.0'?><!-- a -->\n<!doctype HTML>": false,
		`<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">`: false,
		`<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN">`:                                                           true,
		`<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN" "http://www.w3.org/TR/html4/loose.dtd">`:                    false,
		`<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.0 Transitional//EN">`:                                                            true,
	} {
		if got := quirks([]byte(doctype)); got != want {
			t.Errorf("%q: got %v", doctype, got)
		}
	}
}
