package report_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"gongkai/archive"
	"gongkai/report"
)

func TestALineAnywhereThatCorrectsFiguresIsTold(t *testing.T) {
	for line, cells := range map[string]string{
		"更正：因工作疏忽，原报告“行政许可”数据有误，应为120件。": "t2.5.license.decisions",
		"【勘误】第二部分行政处罚数应为88件，特此更正。":       "t2.6.penalty.decisions",
		"更正公告": "*",
		"因统计口径有误，行政强制由25件更正为88件，现予以更正。":   "t2.6.coercion.decisions",
		"更正说明：上述表格中“予以公开”应为50件。":          "t3.granted.total",
		"注：本报告于2024年3月5日对第三部分数据进行了修改。":    "*",
		"因数据有误，本年报已更正，以此版为准。":             "*",
		"（2024年3月5日更新，原文中本年新收申请数量误填为12件）": "*",
		"及时更正不准确的信息，全年共更正、删除错敏信息12条。":     "",
		"未收到公民要求更正与其自身相关的政府信息记录的申请。":      "",
		"信息发布前严格审核，发现错误及时更正，未出现勘误情况。":     "",
		"对本报告提出的问题，各单位进行了整改。":             "",
		"对12件规范性文件进行了修改，及时公布。":            "",
		"根据年度报告反映的问题，对《信息公开制度》进行了修改。":     "",
		"依申请公开答复应为15个工作日内办结，数据统计口径一致。":    "",
		"更正信息3条。": "",
	} {
		for where, prefix := range map[string]string{"at the top": "", "in section one": "二、", "at the end": "$"} {
			for shape, render := range shapes() {
				doc := render(write(2023, rand.New(rand.NewPCG(1, 1))))
				doc.Blocks = slices.Clone(doc.Blocks)
				at := 0
				switch prefix {
				case "":
				case "$":
					at = len(doc.Blocks)
				default:
					at = slices.IndexFunc(doc.Blocks, func(b archive.Passage) bool { return strings.HasPrefix(b.Text, prefix) })
				}
				doc.Blocks = slices.Insert(doc.Blocks, at, archive.Passage{Type: archive.PassageParagraph, Text: line})
				got, err := report.Parse(doc)
				if err != nil {
					t.Fatal(err)
				}
				var named []string
				told := false
				for _, f := range got.Findings {
					if strings.Contains(f.Message, "were corrected") {
						told, named = true, f.Cells
					}
				}
				switch {
				case told != (cells != ""):
					t.Errorf("%s, %s, %s: told %v, want %v", line, where, shape, told, cells != "")
				case cells == "*" && len(named) < 150, told && cells != "*" && (len(named) > 7 || !slices.Contains(named, cells)):
					t.Errorf("%s, %s, %s: named %v, want %s", line, where, shape, named, cells)
				}
			}
		}
	}
}
