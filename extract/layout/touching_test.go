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
