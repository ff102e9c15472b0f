package report_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"gongkai/archive"
	"gongkai/report"
)

func TestAYearThatTheReportContradictsIsTold(t *testing.T) {
	for line, told := range map[string]bool{
		"本报告数据统计期限为2022年1月1日至12月31日。":    true,
		"统计期限：2022.1.1—2022.12.31。":      true,
		"统计时间为2022-01-01至2022-12-31。":    true,
		"统计期限自2023年1月1日至2023年6月30日。":     true,
		"数据统计周期为2023年1月至11月。":            true,
		"统计期限：2023.1.1—2023.12.31。":      false,
		"统计期限自2023年1月1日起至12月31日止。":       false,
		"统计时间为2023年1月至12月。":              false,
		"统计时间截至2023年12月31日。":             false,
		"统计时间截至2023年11月30日。":             true,
		"统计时间截至2024年1月15日。":              false,
		"数据统计时间：2024年1月10日。":             false,
		"根据统计时限要求，2024年1月31日前公布。":        false,
		"数据统计期自2023年元月1日至12月31日。":        false,
		"现将2022年政府信息公开工作年度报告公布如下。":       true,
		"本报告是2022年度政府信息公开年度报告。":          true,
		"现公布2023年政府信息公开工作年度报告。":          false,
		"及时公布2022年政府信息公开工作年度报告，接受监督。":    false,
		"2024年，我局将继续做好公开工作。":             false,
		"2022年，我局认真贯彻条例。":                true,
		"2022年度，我局认真贯彻条例。":               true,
		"2022年，我局认真贯彻条例。2023年，再上台阶。":     false,
		"2022年印发的制度得到落实。":                false,
		"据2023年统计，网站有5个栏目，30条信息由6个科室发布。": false,
	} {
		doc := merged(write(2023, rand.New(rand.NewPCG(1, 1))))
		doc.Blocks[1].Text = line
		got, err := report.Parse(doc)
		if err != nil {
			t.Fatal(err)
		}
		if has := slices.ContainsFunc(got.Findings, func(f archive.Finding) bool { return f.Code == "year_mismatch" }); has != told {
			t.Errorf("%s: told %v, want %v: %+v", line, has, told, got.Findings)
		}
	}
	for last, told := range map[string]bool{"2023年1月20日": true, "二〇二三年三月一日": true, "2023年12月31日": false, "2024年1月20日": false, "2023年3月1日起施行": false} {
		doc := merged(write(2023, rand.New(rand.NewPCG(1, 1))))
		doc.Blocks = append(doc.Blocks, archive.Passage{Type: archive.PassageParagraph, Text: last})
		got, err := report.Parse(doc)
		if err != nil {
			t.Fatal(err)
		}
		if has := slices.ContainsFunc(got.Findings, func(f archive.Finding) bool { return f.Code == "year_mismatch" }); has != told {
			t.Errorf("dated %s: told %v, want %v: %v", last, has, told, got.Findings)
		}
	}
	for title, code := range map[string]string{
		"青渡县水务局2022年政府信息公开工作年度报告": "year_mismatch", "青渡县教育局2023年政府信息公开工作年度报告": "issuer_mismatch",
		"县水务局2023年政府信息公开工作年度报告": "", "政府信息公开年报": "", "2022年工作动态": "",
	} {
		doc := merged(write(2023, rand.New(rand.NewPCG(1, 1))))
		doc.Blocks = slices.Insert(doc.Blocks, 0, archive.Passage{Type: archive.PassageHeading, Text: "青渡县水务局2023年政府信息公开工作年度报告"})
		doc.Title = title
		got, err := report.Parse(doc)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range got.Findings {
			if (f.Code == "year_mismatch" || f.Code == "issuer_mismatch") && f.Code != code {
				t.Errorf("titled %s: got %v", title, f)
			}
		}
		if code != "" && !slices.ContainsFunc(got.Findings, func(f archive.Finding) bool { return f.Code == code }) {
			t.Errorf("titled %s: %s is not told", title, code)
		}
	}
	for published, told := range map[string]bool{"2023-01-20": true, "2023-11-30": true, "2023-12-28": false, "2024-01-20": false, "": false} {
		doc := merged(write(2023, rand.New(rand.NewPCG(1, 1))))
		doc.Published = published
		got, err := report.Parse(doc)
		if err != nil {
			t.Fatal(err)
		}
		if has := slices.ContainsFunc(got.Findings, func(f archive.Finding) bool { return f.Code == "year_mismatch" }); has != told {
			t.Errorf("published %s: told %v, want %v", published, has, told)
		}
	}
}
