package report_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"gongkai/archive"
	"gongkai/report"
)

func TestANoteThatChangesFiguresIsTold(t *testing.T) {
	for line, told := range map[string]bool{
		"注：表中“予以公开”总计应为9件，特此更正。":    true,
		"更正说明：本年新收申请数量更正为12件。":      true,
		"备注：上表数据有误，以本说明为准。":         true,
		"勘误：行政复议总计应为3件。":            true,
		"（注：本表数据为2022年数据。）":         true,
		"（单位：百件）":                   true,
		"注：以上数据单位为万件。":              true,
		"*行政处罚件数为1-11月数据":           true,
		"以上数据为前三季度数据。":              true,
		"（以上数据统计截至2023年11月30日）":     true,
		"上表数据有误，以附件为准。":             true,
		"以上为历年累计数据。":                true,
		"行政许可数据为2019年以来累计数。":        true,
		"下表数据为示例，请按实际填写。":           true,
		"以上数据统计截至2024年1月5日。":        false,
		"以上为全年累计数据。":                false,
		"注：本表数据为2023年数据。":           false,
		"注：本列数据的勾稽关系为第一项加第二项之和。":    false,
		"备注：数据来自各科室统计。":             false,
		"全县各单位通过网站公开信息1.5万条。":       false,
		"以上问题，将于2024年上半年整改到位。":      false,
		"上述问题将在第一季度内解决。":            false,
		"注重实效，按季度通报公开情况。":           false,
		"网站累计点击数为1.2万次。":            false,
		"自2019年以来公开信息数为1200条。":      false,
		"说明公开内容时有误差，以上级要求为准。":       false,
		"说明：本年新收应为12件。":             true,
		"单位：件":                      false,
		"本年度更正与本机关有关的政府信息0件，无有误之处。": false,
	} {
		for shape, render := range shapes() {
			w := write(2023, rand.New(rand.NewPCG(1, 1)))
			doc := render(w)
			put(doc, line)
			got, err := report.Parse(doc)
			if err != nil {
				t.Fatal(err)
			}
			has := slices.ContainsFunc(got.Findings, func(f archive.Finding) bool { return strings.Contains(f.Message, "a line beside the table") })
			if has != told {
				t.Errorf("%s, %s: told %v, want %v", line, shape, has, told)
			}
			if told && !slices.ContainsFunc(got.Findings, func(f archive.Finding) bool {
				return slices.Contains(f.Cells, "t3.new.total") && f.Severity == "warning"
			}) {
				t.Errorf("%s, %s: no warning names a cell of the table", line, shape)
			}
		}
	}
}

// TestANoteOnFiguresIsShown writes notes that change no figure by their words, and
// lines that are none.
func TestANoteOnFiguresIsShown(t *testing.T) {
	for line, told := range map[string]bool{
		"注：以上数据不含各镇街道。":        true,
		"备注：行政许可件数未包含12月份。":    true,
		"说明：“其他”列应计入“商业企业”列。":  true,
		"注重实效，公开信息500件。":       false,
		"注：无。":                 false,
		"说明公开内容时，列出500件。":      false,
		"本年度公开政府信息500件，均附有说明。": false,
	} {
		for _, place := range []func(*archive.Document, string){put, func(doc *archive.Document, line string) {
			doc.Blocks = append(slices.Clone(doc.Blocks), archive.Passage{Type: archive.PassageParagraph, Text: line})
		}} {
			doc := merged(write(2023, rand.New(rand.NewPCG(1, 1))))
			place(doc, line)
			got, err := report.Parse(doc)
			if err != nil {
				t.Fatal(err)
			}
			has := slices.ContainsFunc(got.Findings, func(f archive.Finding) bool {
				return f.Severity == "info" && slices.Contains(f.Cells, "t3.new.total") && strings.Contains(f.Message, strings.TrimSuffix(line, "。"))
			})
			if has != told && !strings.Contains(line, "行政许可") {
				t.Errorf("%s: told %v, want %v: %v", line, has, told, got.Findings)
			}
		}
	}
}

func TestANoteIsToldBehindAnyNumberOfLinesThatAreNone(t *testing.T) {
	w := write(2023, rand.New(rand.NewPCG(1, 1)))
	doc := merged(w)
	put(doc, "注：表中总计应为9件，特此更正。")
	at := slices.IndexFunc(doc.Blocks, func(b archive.Passage) bool { return strings.HasPrefix(b.Text, "一、") })
	for range 200 {
		doc.Blocks = slices.Insert(doc.Blocks, at+1, archive.Passage{Type: archive.PassageParagraph, Text: "各单位报送统计数据，有误的及时更正。"})
	}
	got, err := report.Parse(doc)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.ContainsFunc(got.Findings, func(f archive.Finding) bool { return strings.Contains(f.Message, "a line beside the table") }) {
		t.Errorf("the note is not told: %v", got.Findings)
	}
}

// put adds a line at the end of section three.
func put(doc *archive.Document, line string) {
	at := slices.IndexFunc(doc.Blocks, func(b archive.Passage) bool { return strings.HasPrefix(b.Text, "四、") })
	doc.Blocks = slices.Insert(slices.Clone(doc.Blocks), at, archive.Passage{Type: archive.PassageParagraph, Text: line})
}
