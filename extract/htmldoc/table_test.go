package htmldoc

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"

	"gongkai/archive"
)

func read(t testing.TB, page string) archive.Document {
	t.Helper()
	doc, err := Read(t.Context(), []byte(page), "utf-8", "http://www.example.gov.cn/a/b/t20240115_1.html")
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func TestTablesAreFormedAsTheStandardSays(t *testing.T) {
	raw, err := os.ReadFile("testdata/tables.json")
	if err != nil {
		t.Fatal(err)
	}
	var suite struct {
		Cases []struct {
			Name, HTML string
			Grid       [][]string
		}
	}
	if err := json.Unmarshal(raw, &suite); err != nil {
		t.Fatal(err)
	}
	if len(suite.Cases) != 30 {
		t.Fatalf("got %d cases, want 30", len(suite.Cases))
	}
	for _, c := range suite.Cases {
		t.Run(c.Name, func(t *testing.T) {
			doc := read(t, c.HTML)
			if len(doc.Tables) == 0 {
				t.Fatal("got no table")
			}
			got := doc.Tables[0].Grid
			if len(got) != len(c.Grid) {
				t.Fatalf("got %q, want %q", got, c.Grid)
			}
			for r, row := range c.Grid {
				if len(got[r]) != len(row) {
					t.Fatalf("got %d columns in row %d, want %d: %q", len(got[r]), r, len(row), got[r])
				}
				for k, want := range row {
					cell := squeeze(got[r][k])
					if want == "…" {
						continue
					}
					if text, covered := strings.CutSuffix(want, "*"); covered {
						want = text
					}
					if cell != squeeze(want) {
						t.Errorf("row %d column %d: got %q, want %q", r, k, cell, want)
					}
				}
			}
		})
	}
}

func TestTheTextOfACellIsWhatIsSeen(t *testing.T) {
	for name, c := range map[string]struct{ cell, want string }{
		"a line break is a line break":           {"自<br/>然<br>人", "自\n然\n人"},
		"spans do not part a number":             {"<span>1</span><span>2</span>", "12"},
		"white space of the source is one space": {"a\n\t  b", "a b"},
		"a no-break space alone is nothing":      {"&nbsp;&nbsp;", ""},
		"paragraphs are lines":                   {"<p>a</p><p> b </p>", "a\nb"},
		"characters without width are not there": {"\u200b3\ufeff\u200e5\u00ad", "35"},
		"a hidden part is not there":             {"1<span style='DISPLAY : none'>9</span><i hidden>8</i>", "1"},
		"a part that is struck out is not there": {"<del>9</del><s>8</s>1<strike>7</strike>", "1"},
		"the number of a note is not a digit":    {"9<sup>1</sup>", "9¹"},
		"nor is a link behind a digit":           {`9<a href="#fn1">1</a>件`, "9¹件"},
		"nor is one in a span":                   {`9<span> <span></span></span><u>8<a href="#_ftn1" name="_ftnref1"><b>1</b>2</a></u>`, "9 8¹2"},
		"a figure that is a link":                {`<a href="list.html">12</a>`, "12"},
		"a figure behind a space":                {`9 <a href="#">1</a>`, "9 1"},
		"a link in two pieces":                   {`<a href="list.html">1</a><a href="list.html">2</a>`, "12"},
		"a place that others link to":            {`1<a name="_GoBack">2</a>`, "12"},
		"a link with words":                      {`9<a href="a.html">3件</a>`, "93件"},
		"a raised part in a span is not either":  {"9<sup><span>[12]</span></sup>", "9[¹²]"},
		"a script is not there":                  {"1<script>2</script><style>3</style>", "1"},
		"a hidden field is not there":            {"<input type=hidden value=9><input type=text value=7>", "7"},
		"fields stand apart":                     {"<input value=7><input value=8>", "7 8"},
		"what explains a ruby is not there":      {"<ruby>7<rp>(</rp><rt>8</rt><rp>)</rp></ruby>", "7"},
		"it is without one":                      {"7<rt>8</rt>", "78"},
		"a box that has not been opened is not":  {"7<dialog>8</dialog><dialog open>9</dialog>", "7\n9"},
		"but one that a style shows is":          {"7<dialog style='display:block'>8</dialog>", "7\n8"},
		"what a bar stands for is not":           {"7<progress value=1 max=2>8</progress>", "7"},
		"a list of old is lines":                 {"7<dir>8</dir>", "7\n8"},
		"a line break is not struck out":         {"7<br style='text-decoration:line-through'>8", "7\n8"},
		"fields of any type are":                 {"<input type=txt value=7><input type=email value=8>", "7 8"},
		"a button is not there":                  {"4<input type=submit value=提交>", "4"},
		"the chosen option is":                   {"<select><option>1<option selected>2<option>3</select>", "2"},
	} {
		t.Run(name, func(t *testing.T) {
			doc := read(t, "<table><tr><td>x</td><td>"+c.cell+"</td></tr></table>")
			if got := doc.Tables[0].Grid[0][1]; got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestHeadersAndCaptionsAreKept(t *testing.T) {
	doc := read(t, `<table><caption>表 一</caption><thead><tr><td>a</td></tr></thead><tr><th>b</th></tr><tr><td>c</td></tr></table>`)
	table := doc.Tables[0]
	if table.Caption != "表 一" {
		t.Errorf("got caption %q, want 表 一", table.Caption)
	}
	for i, want := range []bool{true, true, false} {
		if table.Cells[i].Header != want {
			t.Errorf("cell %d: got header %v, want %v", i, table.Cells[i].Header, want)
		}
	}
}

func TestANestedTableIsATableOfItsOwn(t *testing.T) {
	doc := read(t, `<table><tr><td>a<table><tr><td>n1<td>n2</table></td><td>b</td></tr></table>`)
	if len(doc.Tables) != 2 || doc.Tables[0].Grid[0][0] != "a" || doc.Tables[1].Grid[0][1] != "n2" {
		t.Errorf("got %+v, want an outer and an inner table", doc.Tables)
	}
}

func TestATableOfOneCellThatIsAllOfACellIsItsText(t *testing.T) {
	frame := func(content string) string { return `<table border=0><tr><td>` + content + `</td></tr></table>` }
	doc := read(t, `<table><tr><td>行政许可</td><td>`+frame(`5`)+`</td><td>&nbsp;<p>`+frame(frame(`6`))+`</p></td><td>`+frame(`7</td><td style="display:none">8`)+
		`</td></tr><tr><td>行政处罚</td><td>1`+frame(`2`)+`</td><td>`+frame(`3<td>4`)+`</td><td>`+frame(`5`)+frame(`6`)+`</td></tr></table>`)
	if got, want := fmt.Sprintf("%q", doc.Tables[0].Grid), `[["行政许可" "5" "6" "7"] ["行政处罚" "1" "" ""]]`; got != want || len(doc.Tables) != 5 {
		t.Errorf("got %s and %d tables, want %s and four that stand in its cells", got, len(doc.Tables), want)
	}
}

func TestATableOfOneCellWithAPageInItIsNoText(t *testing.T) {
	page := strings.Repeat("<p>根据规定，现公布年度报告，内容包括总体情况。</p>", 12)
	doc := read(t, `<table><tr><td colspan=2>首页</td></tr><tr><td>目录</td><td><table><tr><td>`+page+`</td></tr></table></td></tr></table>`)
	if len(doc.Blocks) != 13 {
		t.Errorf("got %d blocks, want a table and 12 paragraphs", len(doc.Blocks))
	}
}

func TestATableThatOnlyArrangesThePageIsNoData(t *testing.T) {
	page := `<table width=100%><tr><td>` + strings.Repeat("<p>根据规定，现公布年度报告，内容包括总体情况。</p>", 12) +
		`<table><tr><td>规章</td><td>3</td></tr><tr><td>规范性文件</td><td>0</td></tr></table></td></tr></table>`
	doc := read(t, page)
	if len(doc.Tables) != 1 || doc.Tables[0].Grid[0][1] != "3" {
		t.Errorf("got %d tables %+v, want the inner one", len(doc.Tables), doc.Tables)
	}
	if len(doc.Blocks) != 13 {
		t.Errorf("got %d blocks, want 12 paragraphs and a table", len(doc.Blocks))
	}
}

func TestHugeSpansCostNoMoreThanTheLimit(t *testing.T) {
	for name, page := range map[string]string{
		"many wide and deep cells": "<table>" + strings.Repeat("<tr><td rowspan=65534 colspan=1000>x</td></tr>", 2500) + "</table>",
		"one endless row":          "<table><tr>" + strings.Repeat("<td colspan=1000>x</td>", 2500) + "</table>",
		"many tables":              strings.Repeat("<table><tr><td colspan=1000>x<td>y</tr></table>", 500),
		"a long text repeated":     "<table><tr><td colspan=60 rowspan=500>" + strings.Repeat("字", 50_000) + "</td><td>1</td></tr>" + strings.Repeat("<tr><td>2</td></tr>", 499) + "</table>",
	} {
		t.Run(name, func(t *testing.T) {
			doc := read(t, page)
			places, size := 0, 0
			for _, table := range doc.Tables {
				places += table.Rows * table.Columns
				for _, row := range table.Grid {
					for _, text := range row {
						size += len(text)
					}
				}
			}
			if places > 200_000 || size > 20<<20 {
				t.Errorf("got %d places with %d bytes", places, size)
			}
			if len(doc.Warnings) == 0 {
				t.Error("got no warning")
			}
		})
	}
}

func TestAStatutoryTableIsDataWhateverItsRole(t *testing.T) {
	doc := read(t, `<table role=presentation><tr><td>规章<td>3<tr><td>规范性文件<td>0</table>`)
	if len(doc.Tables) != 1 || doc.Tables[0].Grid[0][1] != "3" {
		t.Errorf("got %+v, want one table", doc.Tables)
	}
}
