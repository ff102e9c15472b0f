package report

import (
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"
)

func TestTheShortWayToFoldIsTheSameAsTheLong(t *testing.T) {
	for r := rune(1); r < 0x20000; r++ {
		if s := string(r); plainlyPrinted(s) && fold(s) != strings.Map(foldRune, norm.NFKC.String(s)) {
			t.Errorf("%q: got %q, want %q", s, fold(s), strings.Map(foldRune, norm.NFKC.String(s)))
		}
	}
}

func TestEveryHeadingOfASectionMayHead(t *testing.T) {
	headings := []string{"  三、依申请公开", "“总体情况”", "⼀、总体情况"}
	for i, s := range statutorySections {
		headings = append(headings, s[1], s[0]+"、"+s[1])
		for _, words := range []string{"收到和处理政府信息公开申请", "因政府信息公开工作被申请行政复议、提起行政诉讼情况",
			"存在问题及改进情况", "存在的主要问题和改进情况", "无其他需要报告的事项"} {
			if unnumberedHeading(i, words) {
				headings = append(headings, words)
			}
		}
	}
	for _, heading := range headings {
		if section, _ := readHeading(heading); !mayHead(heading) || section < 0 {
			t.Errorf("%q: got no heading", heading)
		}
	}
}

func TestLabelsAreRecognisedHoweverTheyArePrinted(t *testing.T) {
	cases := map[string]struct {
		text, table, row string
	}{
		"spaces inside":               {"（七） 总 计", "t3", "result_total"},
		"half-width brackets":         {"(一)予以公开", "t3", "granted"},
		"a full-width dot":            {"1．属于国家秘密", "t3", "deny_secret"},
		"a pause for a dot":           {"1、属于国家秘密", "t3", "deny_secret"},
		"no dot":                      {"1属于国家秘密", "t3", "deny_secret"},
		"a wrong number":              {"9.重复申请", "t3", "noproc_repeat"},
		"straight quotes":             {"3.危及\"三安全一稳定\"", "t3", "deny_3s1s"},
		"the note cut off":            {"（二）部分公开（区分处理的", "t3", "partial"},
		"a word missing":              {"1.本机关不掌握相关信息", "t3", "unable_not_held"},
		"the end missing":             {"5.要求行政机关确认或重新出具", "t3", "noproc_confirm"},
		"with its group in one cell":  {"（三）不予公开1.属于国家秘密", "t3", "deny_secret"},
		"the number of a note":        {"（六）其他处理¹", "t3", "other"},
		"a variant character":         {"政府集中釆购", "t2.9", "procurement"},
		"a comma inside":              {"2.其他法律、行政法规禁止公开", "t3", "deny_law"},
		"the row （六）":                 {"（六）其他处理", "t3", "other"},
		"the row of the first number": {"一、本年新收政府信息公开 申请数量", "t3", "new"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			got := form2019.marks.of(newPlace(c.text, 0))
			if got.kind != markRow || form2019.tables[got.row.table].id != c.table ||
				form2019.tables[got.row.table].rows[got.row.row].key != c.row {
				t.Errorf("%q: got %+v, want the row %s of %s", c.text, got, c.row, c.table)
			}
		})
	}
}

func TestOtherWordsAreNoLabels(t *testing.T) {
	for _, text := range []string{"", "3", "公开", "申请", "其它", "国家秘密法", "政府信息公开申请办理情况说明如下", "行政许可法规定的其他事项"} {
		if got := form2019.marks.of(newPlace(text, 0)); got.kind == markRow {
			t.Errorf("%q: got a row %+v, want none", text, got)
		}
	}
}

func TestTheFormsHaveAllTheirCellsAndIdentities(t *testing.T) {
	for name, c := range map[string]struct {
		form          *form
		cells, checks int
	}{
		"of 2019": {form2019, 198, 40},
		"of 2021": {form2021, 200, 42},
	} {
		t.Run(name, func(t *testing.T) {
			if len(c.form.cells) != c.cells || len(c.form.checks) != c.checks {
				t.Errorf("got %d cells and %d checks, want %d and %d", len(c.form.cells), len(c.form.checks), c.cells, c.checks)
			}
			for _, check := range c.form.checks {
				for _, key := range append(check.left, check.right...) {
					if _, ok := c.form.at[key]; !ok {
						t.Errorf("%s %s: no cell %s", check.id, check.scope, key)
					}
				}
			}
		})
	}
}
