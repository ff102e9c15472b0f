package layout_test

import (
	"slices"
	"testing"

	"gongkai/extract/layout"
)

func TestTablesThatTouchAreTwo(t *testing.T) {
	for name, c := range map[string]struct {
		page *sketch
		want string
	}{
		"they are as wide and have no column in common, each with its own border": {
			newSketch().grid(100, 100, 60, 20, 2, 2).grid(100, 140.7, 40, 20, 3, 2), ",;, | ,,;,,"},
		"they are not as wide and have no column in common": {
			newSketch().grid(100, 100, 60, 20, 3, 2).grid(100, 140, 50, 20, 3, 2), ",,;,, | ,,;,,"},
	} {
		if got := shown(read(t, []layout.Page{c.page.Page}).Tables); got != c.want {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
	for name, c := range map[string]*sketch{
		"a row has other columns than those above it": newSketch().grid(100, 100, 60, 20, 2, 2).grid(100, 140, 40, 20, 3, 2),
		"a title stands above":                        newSketch().grid(100, 100, 120, 20, 1, 1).grid(100, 120.7, 60, 20, 2, 2),
	} {
		if got := read(t, []layout.Page{c.Page}).Tables; len(got) != 1 {
			t.Errorf("%s: got %q, want one table", name, shown(got))
		}
	}
}

func TestRulesThatRunOutOfATableAreWarnedOf(t *testing.T) {
	// Without its outer border: only one rule stands between the cells of the first row.
	p := newSketch().rule(200, 100, 200, 140).rule(300, 120, 300, 140).rule(100, 120, 400, 120).
		text(105, 105, "甲").text(205, 105, "1").text(105, 125, "乙").text(205, 125, "2").text(305, 125, "3")
	p.rule(200, 140, 300, 140)
	if got := codes(read(t, []layout.Page{p.Page})); !slices.Contains(got, "table_irregular") {
		t.Errorf("got warnings %q, want that a table's extent is a guess", got)
	}
}

func TestARowThatMayBeCutIsWarnedOf(t *testing.T) {
	head := newSketch().text(100, 50, "报告").grid(100, 720, 100, 20, 2, 2).
		text(105, 725, "项目").text(205, 725, "数量").text(105, 745, "自然人").text(205, 745, "7")
	tail := newSketch().grid(100, 50, 100, 20, 2, 2).text(105, 55, "总计").text(105, 75, "其他").text(205, 75, "3")
	if got := codes(read(t, []layout.Page{head.Page, tail.Page})); !slices.Contains(got, "table_split_row") {
		t.Errorf("got warnings %q, want that 总计 may be a part of 自然人's row", got)
	}
}

func TestALabelAmongNumbersThatMayReachOverAPageBreakIsWarnedOf(t *testing.T) {
	head := newSketch().grid(100, 720, 100, 20, 3, 2).
		text(105, 725, "3.14").text(205, 725, "99999").text(305, 725, "县级").text(105, 745, "2").text(305, 745, "县级")
	tail := newSketch().grid(100, 50, 100, 20, 3, 2).
		text(105, 55, "规章").text(205, 55, "自然人").text(305, 55, "信息公开").text(105, 75, "1").text(205, 75, "2").text(305, 75, "3")
	if got := codes(read(t, []layout.Page{head.Page, tail.Page})); !slices.Contains(got, "table_split_row") {
		t.Errorf("got warnings %q, want that 自然人 may reach over the break", got)
	}
}

func TestTextThatRunsOverTheBorderOfItsCellStaysWhole(t *testing.T) {
	for name, c := range map[string]struct {
		page *sketch
		want string
		warn []string
	}{
		"into an empty cell":        {newSketch().grid(100, 100, 50, 20, 3, 1).text(103, 105, "本年收费金额").text(203, 105, "3"), "本年收费金额,,3", []string{"text_overflow"}},
		"over another cell's":       {newSketch().grid(100, 100, 50, 20, 3, 1).text(103, 105, "1234567890123").text(153, 105, "42"), "1234567890123,42,", []string{"text_overflow"}},
		"out of the table":          {newSketch().grid(100, 100, 50, 20, 2, 1).text(103, 105, "甲").text(153, 105, "本年收费金额"), "甲,本年收费金额", []string{"text_overflow"}},
		"not, but stands close":     {newSketch().grid(100, 100, 50, 20, 2, 1).text(109.5, 105, "本年收费").text(150.5, 105, "42"), "本年收费,42", nil},
		"not, but is another drawn": {newSketch().grid(100, 100, 50, 20, 2, 1).text(103, 105, "甲").text(155, 105, "乙"), "甲,乙", nil},
	} {
		doc := read(t, []layout.Page{c.page.Page})
		if got := shown(doc.Tables); got != c.want || !slices.Equal(codes(doc), c.warn) {
			t.Errorf("%s: got %q and warnings %q, want %q", name, got, codes(doc), c.want)
		}
	}
}
