package report_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"gongkai/archive"
	"gongkai/internal/corpus"
	"gongkai/report"
)

// TestNoFigureOfAnotherColumnIsReadWithoutAFinding writes 统计表 whose columns are
// others than label, unit and figure, some of them empty.
func TestNoFigureOfAnotherColumnIsReadWithoutAFinding(t *testing.T) {
	other := func(v string) string {
		if v == "" || v == "——" {
			return v
		}
		return v + "1"
	}
	// beside writes two columns of figures, of which each fifth row has the other alone.
	beside := func(first bool) func(i int, label, unit, v string) []string {
		return func(i int, label, unit, v string) []string {
			own, others := v, other(v)
			if i%5 == 0 {
				own = ""
			}
			if first {
				return []string{label, unit, own, others}
			}
			return []string{label, unit, others, own}
		}
	}
	alone := func(_ int, label, unit, v string) []string { return []string{label, unit, other(v)} }
	for name, c := range map[string]struct {
		head []string
		row  func(i int, label, unit, v string) []string
	}{
		"last year's behind":        {[]string{"统计指标", "单位", "本年", "上年"}, beside(true)},
		"last year's before":        {[]string{"统计指标", "单位", "上年数", "本年数"}, beside(false)},
		"by years":                  {[]string{"统计指标", "单位", "2015年", "2016年"}, beside(false)},
		"a rate":                    {[]string{"统计指标", "单位", "统计数", "增长率"}, beside(true)},
		"a quarter's":               {[]string{"统计指标", "单位", "四季度", "全年累计"}, beside(false)},
		"those below it":            {[]string{"统计指标", "单位", "县本级", "乡镇"}, beside(true)},
		"last year's alone":         {[]string{"统计指标", "单位", "上年数"}, alone},
		"another year's alone":      {[]string{"指标名称", "计量单位", "2015年度"}, alone},
		"in ten thousands":          {[]string{"统计指标", "单位", "统计数（万）"}, alone},
		"figures before the labels": {[]string{"统计数", "单位", "统计指标"}, func(_ int, label, unit, v string) []string { return []string{v, unit, label} }},
		"another unit in the label": {[]string{"统计指标", "单位", "统计数"}, func(_ int, label, unit, v string) []string {
			if unit == "万元" {
				return []string{label + "（元）", unit, "30000"}
			}
			return []string{label, unit, v}
		}},
		"figures with words": {[]string{"统计指标", "单位", "统计数"}, func(i int, label, unit, v string) []string {
			if i%5 == 1 && v != "——" {
				v = []string{"1.2万", "三", "12%"}[i/5%3]
			}
			return []string{label, unit, v}
		}},
	} {
		for style, render := range styles() {
			for seed := range uint64(3) {
				s := corpus.NewSample(issuerOf(seed), 2016)
				table := slices.IndexFunc(s.Document.Tables, func(t archive.Table) bool { return len(t.Grid) > 40 })
				rows := [][]box{nil}
				for _, h := range c.head {
					rows[0] = append(rows[0], b(h))
				}
				for i, g := range s.Document.Tables[table].Grid[1:] {
					var row []box
					for _, text := range c.row(i, g[0], g[1], g[2]) {
						row = append(row, b(text))
					}
					rows = append(rows, row)
				}
				s.Document.Tables[table] = lay(rows)
				w := written{truth: map[string]string{}}
				for key, v := range s.Cells {
					w.truth[key] = v.Number
				}
				t.Run(name+"/"+style, func(t *testing.T) { checkHonest(t, seed, w, render(&s.Document)) })
			}
		}
	}
}

// TestAStatisticsTableOverPagesIsReadWhole repeats the header within running
// text, as the top of a page does.
func TestAStatisticsTableOverPagesIsReadWhole(t *testing.T) {
	all := styles()
	for _, style := range slices.Sorted(maps.Keys(all)) {
		s := corpus.NewSample(issuerOf(3), 2016)
		table := slices.IndexFunc(s.Document.Tables, func(t archive.Table) bool { return len(t.Grid) > 40 })
		rows := boxesOf(s.Document.Tables[table])
		s.Document.Tables[table] = lay(slices.Insert(slices.Clone(rows), 30, rows[0]))
		got, err := report.Parse(all[style](&s.Document))
		if err != nil {
			t.Fatalf("%s: %v", style, err)
		}
		read := 0
		for _, c := range got.Cells {
			if want, known := s.Cells[c.Key()]; !known || want.Number != string(c.Value) {
				t.Errorf("%s: %s: got %q, want %q", style, c.Key(), c.Value, want.Number)
			}
			read++
		}
		if read != len(s.Cells) {
			t.Errorf("%s: got %d cells of %d", style, read, len(s.Cells))
		}
	}
}

func TestTheUnitOfARowMayStandBehindItsFigure(t *testing.T) {
	for name, unitColumn := range map[string]bool{"with a column of units": true, "without one": false} {
		s := corpus.NewSample(issuerOf(3), 2016)
		table := slices.IndexFunc(s.Document.Tables, func(t archive.Table) bool { return len(t.Grid) > 40 })
		rows := boxesOf(s.Document.Tables[table])
		for i, row := range rows[1:] {
			if row[2].text != "——" && row[2].text != "" {
				row[2].text += row[1].text
			}
			if !unitColumn {
				rows[i+1] = []box{row[0], row[2]}
			}
		}
		if !unitColumn {
			rows[0] = []box{rows[0][0], rows[0][2]}
		}
		s.Document.Tables[table] = lay(rows)
		got, err := report.Parse(&s.Document)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		read := 0
		for _, c := range got.Cells {
			if want := s.Cells[c.Key()].Number; string(c.Value) != want {
				t.Errorf("%s: %s: got %q (%s), want %s", name, c.Key(), c.Value, c.Raw, want)
			}
			read++
		}
		if read != len(s.Cells) {
			t.Errorf("%s: got %d cells of %d", name, read, len(s.Cells))
		}
	}
}

// TestRowsOfReviewsAndSuitsKeepTheirGroup writes 统计表 that lack a row of 四 or 五, whose
// labels are alike.
func TestRowsOfReviewsAndSuitsKeepTheirGroup(t *testing.T) {
	for name, c := range map[string]struct {
		change func(rows [][]box) [][]box
		told   string // the only cell that is doubted
	}{
		"no head of the reviews": {func(rows [][]box) [][]box {
			return slices.DeleteFunc(rows, func(row []box) bool { return strings.HasPrefix(row[0].text, "四、") })
		}, ""},
		"a suit that is called a review": {func(rows [][]box) [][]box {
			at := slices.IndexFunc(rows, func(row []box) bool { return strings.HasPrefix(row[0].text, "四、") })
			suits := slices.IndexFunc(rows, func(row []box) bool { return strings.HasPrefix(row[0].text, "五、") })
			rows[suits+1][0].text = rows[at+1][0].text
			return slices.Delete(rows, at+1, suits)
		}, "stat.review_upheld.value"},
		"two halves": {func(rows [][]box) [][]box {
			half := [][]box{slices.Concat(rows[0], rows[0])}
			middle := (len(rows) + 1) / 2
			for i, row := range rows[1:middle] {
				if middle+i < len(rows) {
					row = slices.Concat(row, rows[middle+i])
				}
				half = append(half, row)
			}
			return half
		}, ""},
		"numbered rows": {func(rows [][]box) [][]box {
			for i := range rows {
				text := fmt.Sprint(i)
				if i == 0 {
					text = "行次"
				}
				rows[i] = slices.Insert(slices.Clone(rows[i]), 1, b(text))
			}
			return rows
		}, ""},
	} {
		s := corpus.NewSample(issuerOf(3), 2016)
		table := slices.IndexFunc(s.Document.Tables, func(t archive.Table) bool { return len(t.Grid) > 40 })
		rows := c.change(boxesOf(s.Document.Tables[table]))
		s.Document.Tables[table] = lay(rows)
		got, err := report.Parse(&s.Document)
		if err != nil {
			t.Fatal(err)
		}
		for _, cell := range got.Cells {
			if want := s.Cells[cell.Key()]; cell.Key() != c.told && want.Number != string(cell.Value) {
				t.Errorf("%s: %s: got %s, want %q", name, cell.Key(), cell.Value, want.Number)
			}
		}
		if c.told != "" && !warned(got, "row_shifted", c.told) {
			t.Errorf("%s: %s is not told: %v", name, c.told, got.Findings)
		}
		if c.told == "" && len(got.Cells) < len(s.Cells)-1 {
			t.Errorf("%s: got %d cells of %d", name, len(got.Cells), len(s.Cells))
		}
	}
}
