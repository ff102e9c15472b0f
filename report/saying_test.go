package report_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"gongkai/archive"
	"gongkai/internal/portalsim/truth"
	"gongkai/report"
)

// warned reports whether a warning or an error with that code names the cell key.
func warned(r *archive.AnnualReport, code, key string) bool {
	return slices.ContainsFunc(r.Findings, func(f archive.Finding) bool {
		return f.Code == code && f.Severity != "info" && slices.Contains(f.Cells, key)
	})
}

func TestATableThatSaysItsFiguresAreOthersIsTold(t *testing.T) {
	top := func(text string) func(rows [][]box) [][]box { // a row above the table
		return func(rows [][]box) [][]box { return append([][]box{{span(text, 1, 4)}}, rows...) }
	}
	bottom := func(texts ...string) func(rows [][]box) [][]box {
		return func(rows [][]box) [][]box {
			var row []box
			for _, text := range texts {
				row = append(row, b(text))
			}
			return append(rows, row)
		}
	}
	label := func(old, text string) func(rows [][]box) [][]box {
		return func(rows [][]box) [][]box {
			for _, row := range rows {
				for i := range row {
					row[i].text = strings.Replace(row[i].text, old, text, 1)
				}
			}
			return rows
		}
	}
	for name, c := range map[string]struct {
		change func(rows [][]box) [][]box // of the table of section three
		code   string                     // "" where nothing is to be told
	}{
		"last year's title":                {top("2022年度政府信息公开申请情况统计表"), "year_mismatch"},
		"last year in brackets":            {top("（二〇二二年度）"), "year_mismatch"},
		"last year in the corner":          {label("（本列数据的", "2022年（本列数据的"), "year_mismatch"},
		"last year in a label":             {label("一、本年新收政府信息公开申请数量", "一、本年新收政府信息公开申请数量（2022年）"), "year_mismatch"},
		"filled in before the year's end":  {bottom("填表人：张三", "填报日期：2023年1月5日"), "year_mismatch"},
		"a neighbour's, in the title":      {top("白石县教育局政府信息公开申请情况统计表"), "issuer_mismatch"},
		"its own name in the title":        {top("青渡县水务局政府信息公开申请情况统计表"), ""},
		"a neighbour's":                    {top("填报单位（盖章）：白石县教育局"), "issuer_mismatch"},
		"a neighbour's, in two cells":      {bottom("填报单位：", "白石县教育局"), "issuer_mismatch"},
		"the county's":                     {top("填报单位：青渡县人民政府"), "issuer_mismatch"},
		"months":                           {top("（2023年1—9月）"), "cell_unresolved"},
		"in hundreds":                      {top("单位：百件"), "cell_unresolved"},
		"its own title":                    {top("2023年度政府信息公开申请情况统计表"), ""},
		"both years":                       {top("2023年度（上年为2022年度）"), ""},
		"filled in when the year was over": {bottom("填表人：张三", "填报日期：2024年1月5日"), ""},
		"filled in at the year's end":      {bottom("填报日期：2023年12月29日"), ""},
		"its seal":                         {top("填报单位：水务局（盖章）"), ""},
		"its own office":                   {top("填报单位：县水务局办公室"), ""},
		"carried from the year before":     {label("二、上年结转", "二、上年（2022年）结转"), ""},
		"pieces":                           {top("单位：件"), ""},
	} {
		w := write(2023, rand.New(rand.NewPCG(1, 1)))
		at := len(w.tables) - 2
		w.tables[at] = c.change(w.tables[at])
		got, err := report.Parse(merged(w))
		if err != nil {
			t.Fatal(err)
		}
		says := slices.ContainsFunc(got.Findings, func(f archive.Finding) bool { return strings.Contains(f.Message, "the table says") })
		if says != (c.code != "") || c.code != "" && !warned(got, c.code, "t3.new.total") {
			t.Errorf("%s: got %+v, want a warning %q", name, got.Findings, c.code)
		}
		if warned(got, c.code, "t4.value.review.total") {
			t.Errorf("%s: another table is doubted", name)
		}
	}
}

func TestTheHeadingOfASectionWithAnotherYearIsTold(t *testing.T) {
	for heading, told := range map[string]bool{
		"三、2022年收到和处理政府信息公开申请情况": true,
		"三、上年度收到和处理政府信息公开申请情况":   true,
		"三、2023年收到和处理政府信息公开申请情况": false,
	} {
		for name, shape := range shapes() {
			doc := shape(write(2023, rand.New(rand.NewPCG(1, 1))))
			at := slices.IndexFunc(doc.Blocks, func(b archive.Passage) bool { return b.Text == sectionHeads[2] })
			doc.Blocks = slices.Clone(doc.Blocks)
			doc.Blocks[at].Text = heading
			got, err := report.Parse(doc)
			if err != nil {
				t.Fatal(err)
			}
			if warned(got, "year_mismatch", "t3.new.total") != told || warned(got, "year_mismatch", "t4.value.review.total") {
				t.Errorf("%s, %s: got %+v", heading, name, got.Findings)
			}
		}
	}
}

func TestATitleOfAnotherYearAmongRunningTextIsTold(t *testing.T) {
	doc := shapes()["tabs"](write(2023, rand.New(rand.NewPCG(1, 1))))
	at := slices.IndexFunc(doc.Blocks, func(b archive.Passage) bool { return b.Text == sectionHeads[2] })
	doc.Blocks = slices.Insert(slices.Clone(doc.Blocks), at+1, archive.Passage{Type: archive.PassageParagraph, Text: "2022年度政府信息公开申请情况统计表"})
	got, err := report.Parse(doc)
	if err != nil || !warned(got, "year_mismatch", "t3.new.total") {
		t.Errorf("got %+v, %v", got, err)
	}
}

// TestAStatisticsTableOfAnotherReportIsTold writes a line above the table of a
// report on 2016.
func TestAStatisticsTableOfAnotherReportIsTold(t *testing.T) {
	issuer := issuerOf(3)
	for line, code := range map[string]string{
		"2015年度政府信息公开情况统计表":       "year_mismatch",
		"政府信息公开情况统计表（2015年度）":     "year_mismatch",
		"填报单位（盖章）：白石县教育局":         "issuer_mismatch",
		"2016年度政府信息公开情况统计表":       "",
		"填报单位（盖章）：" + issuer.Name: "",
	} {
		doc := documentOf(truth.Write(issuer, 2016))
		at := slices.IndexFunc(doc.Blocks, func(b archive.Passage) bool { return b.Table != nil })
		alone := *doc
		alone.Blocks = slices.Insert(slices.Clone(doc.Blocks), at, archive.Passage{Type: archive.PassageParagraph, Text: line})
		got, err := report.Parse(&alone)
		if err != nil {
			t.Fatal(err)
		}
		if told := warned(got, "year_mismatch", "stat.received.value") || warned(got, "issuer_mismatch", "stat.received.value"); told != (code != "") || told && !warned(got, code, "stat.received.value") {
			t.Errorf("%s: got %+v, want %q", line, got.Findings, code)
		}
		if code == "" {
			continue
		}
		both := *doc // the table of the other report stands below the report's own
		older := truth.Write(issuerOf(4), 2015)
		both.Tables = append(slices.Clone(doc.Tables), older.Tables...)
		index := len(doc.Tables)
		both.Blocks = append(slices.Clone(doc.Blocks), archive.Passage{Type: archive.PassageParagraph, Text: line}, archive.Passage{Type: archive.PassageTable, Table: &index})
		got, err = report.Parse(&both)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range got.Cells {
			if want := truth.Cells(issuer, 2016)[c.Key()]; string(c.Value) != want.Number {
				t.Errorf("%s: %s: got %s, want %s", line, c.Key(), c.Value, want.Number)
			}
		}
	}
}

func TestAnAmountOfMoneyForACountIsTold(t *testing.T) {
	w := write(2023, rand.New(rand.NewPCG(1, 1)))
	for i := range w.tables[1] {
		for j := range w.tables[1][i] {
			if w.tables[1][i][j].key == "t2.5.license.decisions" {
				w.tables[1][i][j].text = "3万元"
			}
		}
	}
	if got, err := report.Parse(merged(w)); err != nil || !warned(got, "cell_unresolved", "t2.5.license.decisions") {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestACaptionThatSaysItsFiguresAreOthersIsTold(t *testing.T) {
	for caption, code := range map[string]string{
		"2022年收到和处理政府信息公开申请情况":       "year_mismatch",
		"2023年收到和处理政府信息公开申请情况":       "",
		"收到和处理政府信息公开申请情况（2023年1—9月）": "cell_unresolved",
		"填报单位：白石县教育局":                "issuer_mismatch",
		"Sheet1":                     "",
	} {
		doc := merged(write(2023, rand.New(rand.NewPCG(1, 1))))
		at := slices.IndexFunc(doc.Tables, func(t archive.Table) bool { return len(t.Grid) > 20 })
		doc.Tables[at].Caption = caption
		got, err := report.Parse(doc)
		if err != nil {
			t.Fatal(err)
		}
		for _, each := range []string{"year_mismatch", "cell_unresolved", "issuer_mismatch"} {
			if warned(got, each, "t3.new.total") != (each == code) {
				t.Errorf("%s: got %v, want %q", caption, got.Findings, code)
			}
		}
	}
}
