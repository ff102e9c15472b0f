package report_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"

	"gongkai/archive"
	"gongkai/internal/corpus"
	"gongkai/internal/portalsim/truth"
	"gongkai/report"
)

func TestNoPaperThatLooksLikeAReportIsTakenForOne(t *testing.T) {
	for seed := range uint64(4) {
		for i, p := range corpus.Papers(seed, 27*12) {
			if got, err := report.Parse(&p.Document); !errors.Is(err, report.ErrNotReport) {
				t.Errorf("seed %d, paper %d (%s) %q: got a report with %d cells (%v), evidence %v", seed, i, p.Kind, p.Document.Title, len(got.Cells), err, got.Evidence)
			}
		}
	}
}

// TestNoReportIsRefused reads reports of all years under the titles that they
// and their pages have on portals.
func TestNoReportIsRefused(t *testing.T) {
	titles := []string{
		"%s%d年政府信息公开工作年度报告", "%s%d年度政府信息公开工作年度报告", "%s%d年政府信息公开年度报告", "%s%d年度政府信息公开年报",
		"%s关于%d年度政府信息公开工作的年度报告", "%s%d年度政府信息公开工作情况报告", "%s关于%d年政府信息公开工作情况的报告", "%s%d年政府信息公开工作报告",
		"%s%d年政府信息公开工作总结和年度报告", "%s%d年信息公开年报", "关于%s%d年政府信息公开工作年度报告",
	}
	sites := []string{"", "-青渡县人民政府", "_通知公告_青渡县人民政府门户网站", " | 政府信息公开指南", "_年报汇总_信息公开", " - 公示公告 - 青渡县", "—政府信息公开制度"}
	columns := [][]string{nil, {"当前位置：首页>通知公告>政府信息公开年报"}, {"来源：青渡县政府办", "发布时间：2023-01-20"}, {"信息公开", "政府信息公开指南", "政府信息公开制度"}}
	for seed := range uint64(220) {
		issuer, year := issuerOf(seed), 2008+int(seed%17)
		doc := documentOf(truth.Write(issuer, year))
		title := fmt.Sprintf(titles[seed%uint64(len(titles))], issuer.Name, year)
		doc.Title = title + sites[seed%uint64(len(sites))]
		var above []archive.Passage
		for _, line := range columns[seed%uint64(len(columns))] {
			above = append(above, archive.Passage{Type: archive.PassageParagraph, Text: line})
		}
		if seed%3 > 0 {
			above = append(above, archive.Passage{Type: archive.PassageHeading, Level: 1, Text: title})
		}
		doc.Blocks = append(above, doc.Blocks...)
		got, err := report.Parse(doc)
		if err != nil {
			t.Errorf("seed %d, %d, %q: %v", seed, year, doc.Title, err)
			continue
		}
		if string(got.Issuer) != issuer.Name || int(got.Year) != year || len(got.Cells) != len(truth.Cells(issuer, year)) {
			t.Errorf("seed %d, %q: got %s, %d and %d cells, want %s, %d", seed, doc.Title, got.Issuer, got.Year, len(got.Cells), issuer.Name, year)
		}
		if !report.Likely(doc) {
			t.Errorf("seed %d, %q: Likely says no", seed, doc.Title)
		}
	}
}

// TestAReportUnderTheNoticeThatPublishedItIsRead has a report in prose, as those of
// 2008 to 2013 are.
func TestAReportUnderTheNoticeThatPublishedItIsRead(t *testing.T) {
	body := []string{
		"青渡县人民政府", "2012年政府信息公开工作年度报告",
		"一、概述", "2012年，我县加强领导，完善机制，推进政府信息公开工作。", "二、主动公开政府信息情况", "2012年共主动公开政府信息1234条，其中机构职能类12条。",
		"三、依申请公开政府信息情况", "2012年收到申请5件，同意公开4件，信息不存在1件。", "四、政府信息公开的收费及减免情况", "未收取费用。",
		"五、因政府信息公开申请行政复议、提起行政诉讼的情况", "没有发生。", "六、存在的主要问题和改进措施", "加强培训。",
	}
	for title, want := range map[string]bool{
		"青渡县人民政府办公室关于印发《青渡县人民政府2012年政府信息公开工作年度报告》的通知": true,
		"青渡县人民政府关于公布2012年政府信息公开年度报告的公告":               true,
		"青渡县人民政府办公室关于发布2012年政府信息公开年报的通告":              true,
		"关于报送2012年政府信息公开工作年度报告的函":                     true,
		"青渡县人民政府办公室关于做好2012年政府信息公开年度报告编制工作的通知":        false,
		"青渡县人民政府办公室关于报送2012年政府信息公开工作年度报告的通知":          false,
		"青渡县人民政府办公室关于印发2012年政府信息公开年度报告编写提纲的通知":        false,
	} {
		doc := &archive.Document{Title: title, Blocks: []archive.Passage{
			{Type: archive.PassageHeading, Level: 1, Text: title}, {Type: archive.PassageParagraph, Text: "青政办发〔2013〕12号"},
			{Type: archive.PassageParagraph, Text: "各乡镇人民政府，县政府各部门："}, {Type: archive.PassageParagraph, Text: "现将我县2012年政府信息公开工作年度报告公布如下："},
		}}
		for _, line := range body {
			doc.Blocks = append(doc.Blocks, archive.Passage{Type: archive.PassageParagraph, Text: line})
		}
		got, err := report.Parse(doc)
		switch {
		case !want && !errors.Is(err, report.ErrNotReport):
			t.Errorf("%s: got a report (%v)", title, err)
		case want && err != nil:
			t.Errorf("%s: %v", title, err)
		case want && (got.Issuer != "青渡县人民政府" || got.Year != 2012):
			t.Errorf("%s: got %s, %d", title, got.Issuer, got.Year)
		}
	}
}

func TestFiguresThatAreNotAYearsAreNoReport(t *testing.T) {
	for title, refused := range map[string]bool{
		"青渡县水务局2023年1-11月政府信息公开工作报告":        true,
		"青渡县水务局2023年1月至10月政府信息公开工作报告":       true,
		"青渡县水务局2023年1-9月政府信息公开统计表":          true,
		"青渡县水务局2023年政府信息公开工作年度报告（截至11月）":    true,
		"青渡县水务局政府信息公开工作年度报告（截至2023年9月30日）":  true,
		"青渡县水务局2023年政府信息公开工作年度报告（征求意见稿）":    true,
		"青渡县水务局2023年1-12月政府信息公开工作年度报告":      false,
		"青渡县水务局2023年政府信息公开工作年度报告（2024-01月）": false,
		"青渡县水务局2023年政府信息公开工作年度报告（2024年1月）":  false,
	} {
		doc := documentOf(truth.Write(issuerOf(1), 2023))
		doc.Title = title
		doc.Blocks = append([]archive.Passage{{Type: archive.PassageHeading, Level: 1, Text: title}}, doc.Blocks[:len(doc.Blocks):len(doc.Blocks)]...)
		if _, err := report.Parse(doc); errors.Is(err, report.ErrNotReport) != refused {
			t.Errorf("%s: %v", title, err)
		}
	}
}

func TestAFormWithZerosForAnExampleIsNoReport(t *testing.T) {
	for title, refused := range map[string]bool{
		"XX局2023年政府信息公开工作年度报告":          true,
		"××单位202×年政府信息公开工作年度报告":         true,
		"（单位名称）2023年政府信息公开工作年度报告":       true,
		"____局____年政府信息公开工作年度报告":        true,
		"青渡县水务局2023年政府信息公开工作年度报告":       false,
		"青渡县水务局2023年政府信息公开工作年度报告xxgk":   false,
		"青渡县水务局2023年政府信息公开工作年度报告__政务公开": false,
	} {
		w := write(2023, rand.New(rand.NewPCG(1, 1)))
		w.title = title
		for _, rows := range w.tables {
			for _, row := range rows {
				for i := range row {
					if row[i].key != "" {
						row[i].text = "0"
					}
				}
			}
		}
		if _, err := report.Parse(merged(w)); errors.Is(err, report.ErrNotReport) != refused {
			t.Errorf("%s: %v", title, err)
		}
	}
}
