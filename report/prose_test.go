package report_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"gongkai/archive"
	"gongkai/internal/corpus"
	"gongkai/report"
)

func TestTheTextIsComparedWithSectionTwo(t *testing.T) {
	for text, key := range map[string]string{
		"全年共作出行政许可决定{license}5件，行政处罚{penalty}件。": "t2.5.license.decisions",
		"2023年办理行政许可{license}件、行政处罚{penalty}7件。": "t2.6.penalty.decisions",
		"实施行政强制{coercion}3起。":                    "t2.6.coercion.decisions",
		"制发行政规范性文件{issued}4件。":                   "t2.1.normative.issued",
		"废止规范性文件共{repealed}2件。":                  "t2.1.normative.repealed",
		"现行有效的行政规范性文件{in_force}1件。":              "t2.1.normative.in_force",
		"全年作出行政许可决定{license}件，行政处罚决定{penalty}件。": "",
		"公示行政许可信息99999件，推送行政处罚99999件。":           "",
		"区市场监管局办理行政许可99999件。":                    "",
		"行政许可事项99999项，行政处罚事项99999项。":             "",
		"2022年办理行政许可99999件。":                     "",
		"办理行政许可较上年增加99999件。":                     "",
		"其中作出行政处罚99999件。":                        "",
		"自2019年以来，办理行政许可99999件。":                 "",
		"清理规范性文件99999件，转发上级规范性文件99999件。":         "",
		"通过网站办理行政许可99999件。":                      "",
		"办理行政许可99999余件。":                         "",
		"修改废止规范性文件99999件。":                       "",
		"主动公开行政许可99999条，公开规范性文件99999件。":          "",
		"不予行政许可99999件，办理行政处罚听证99999件。":           "",
		"制定规范性文件管理办法99999件。":                     "",
	} {
		w := write(2023, rand.New(rand.NewPCG(3, 3)))
		doc := merged(w)
		names := strings.NewReplacer("{license}", w.truth["t2.5.license.decisions"], "{penalty}", w.truth["t2.6.penalty.decisions"],
			"{coercion}", w.truth["t2.6.coercion.decisions"], "{issued}", w.truth["t2.1.normative.issued"],
			"{repealed}", w.truth["t2.1.normative.repealed"], "{in_force}", w.truth["t2.1.normative.in_force"])
		doc.Blocks[1].Text = names.Replace(text)
		got, err := report.Parse(doc)
		if err != nil {
			t.Fatal(err)
		}
		var named []string
		for _, f := range got.Findings {
			if f.Code == "narrative_mismatch" && f.Severity == "warning" {
				named = append(named, f.Cells...)
			}
		}
		if key == "" && len(named) > 0 || key != "" && !slices.Equal(named, []string{key}) {
			t.Errorf("%s: got a mismatch with %v, want %q", doc.Blocks[1].Text, named, key)
		}
	}
}

func TestTheTextIsComparedWithTheStatisticsTable(t *testing.T) {
	for text, want := range map[string]bool{
		"全年主动公开政府信息99999条。":       true,
		"全年通过网站主动公开政府信息99999条。":   false,
		"2015年主动公开政府信息99999条。":    false,
		"其中主动公开规范性文件类政府信息99999条。": false,
	} {
		s := corpus.NewSample(issuerOf(1), 2016)
		at := slices.IndexFunc(s.Document.Blocks, func(b archive.Passage) bool { return strings.HasPrefix(b.Text, "二、") })
		s.Document.Blocks = slices.Insert(s.Document.Blocks, at+1, archive.Passage{Type: archive.PassageParagraph, Text: text})
		got, err := report.Parse(&s.Document)
		if err != nil {
			t.Fatal(err)
		}
		told := slices.ContainsFunc(got.Findings, func(f archive.Finding) bool {
			return f.Code == "narrative_mismatch" && slices.Contains(f.Cells, "stat.published.value")
		})
		if told != want {
			t.Errorf("%s: told %v, want %v", text, told, want)
		}
	}
}
