package report

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gongkai/internal/portalsim/truth"
)

func TestAGlanceNeverMissesAReport(t *testing.T) {
	pad := strings.Repeat("<p>今年以来，全县春耕备耕工作有序推进。</p>", 5)
	for what, page := range map[string]string{
		"a title":                    "<title>青渡县民政局2023年政府信息公开工作年度报告</title>" + pad,
		"a title in a paragraph":     pad + "<p>青渡县民政局2023年<br>政 府 信 息 公 开 年 报</p>",
		"a title cut by tags":        "<h1><span>政府信</span><span>息公&nbsp;开工作年度</span>报告</h1>" + pad,
		"a title in a meta tag":      `<meta name="ArticleTitle" content="政府信息公开年度报告">` + pad,
		"a title as references":      "<h1>&#25919;&#24220;&#20449;&#24687;&#20844;&#24320;&#24180;&#25253;</h1>" + pad,
		"compatibility ideographs":   "<h1>政府信息公开⼯作年度报告</h1>" + pad,
		"a table without a title":    pad + "<table><tr><td>信息内容</td><td>本年制发件数</td><td>本年废止件数</td><td>现行有效件数</td></tr><tr><td>规章</td><td>0</td></tr></table>",
		"a table of reviews":         pad + "<table><tr><td>结果<br>维持</td><td>结果<br>纠正</td><td>其他<br>结果</td><td>尚未<br>审结</td><td>总计</td></tr></table>",
		"a title behind an anchor":   `<a name="top">` + pad + "<p>信息公开年报</p>",
		"a page within a link":       `<a href="#">` + strings.Repeat(pad, 3) + "<p>信息公开年报</p></a>",
		"a sign for less":            "<td>金额<5万元</td><td>2<3信息公开年报</td>",
		"applicants with odd spaces": pad + "<td>自\u3000然\u3000人</td><td>商业\u200b企业</td>",
	} {
		if !Conceivable([]byte(page), "") {
			t.Errorf("%s: got a page that can't be a report", what)
		}
	}
	if !Conceivable([]byte(pad), "青渡县2023年政府信息公开工作年度报告") {
		t.Error("the text of the link that led there is not heard")
	}
}

func TestAGlancePassesOverOtherPages(t *testing.T) {
	menu := `<ul><li><a href="/zwgk/">政府信息公开</a></li><li><a href="/nb/">政府信息公开年报</a></li></ul>`
	for what, page := range map[string]string{
		"a piece of news with the menus of a portal": menu + "<h1>县领导调研春耕备耕工作</h1><p>今年以来，全县春耕备耕工作有序推进。</p>",
		"a script that speaks of reports":            menu + `<script>var t = "政府信息公开年度报告";</script><p>通知</p>`,
		"a style and nothing":                        `<style>.信息公开年报{}</style>`,
		"nothing":                                    "",
		"a tag without an end":                       "<a href=",
		"a script without an end":                    "<script>信息公开年报",
	} {
		if Conceivable([]byte(page), "关于停水检修的通知") {
			t.Errorf("%s: got a page that may be a report", what)
		}
	}
}

func TestAGlanceAcceptsWhateverTheGeneratorWrites(t *testing.T) {
	for year := 2019; year <= 2024; year++ {
		for key := range uint64(20) {
			r := truth.Write(truth.Issuer{Name: "青渡县民政局", Kind: "department", Scale: int(key % 7), Key: truth.Mix(key, 99)}, year)
			var b strings.Builder
			for _, table := range r.Tables {
				for _, row := range table.Grid {
					b.WriteString("<td>" + strings.Join(row, "</td><td>") + "</td>")
				}
				if !Conceivable([]byte(b.String()), "") {
					t.Errorf("%d, key %d: tables alone are passed over from the first one on: %.200s", year, key, b.String())
				}
			}
		}
	}
}

func TestAGlanceAcceptsTheRealReports(t *testing.T) {
	files, err := filepath.Glob("../../shared/seeds/*.txt")
	if err != nil || len(files) == 0 {
		t.Log("no real reports beside the checkout: they were not looked at")
		return
	}
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if !Conceivable(b, "") {
			t.Errorf("%s: got a page that can't be a report", file)
		}
	}
}

func TestEveryLabelOfTheFormsIsKnownToAGlance(t *testing.T) {
	for _, f := range []*form{form2019, form2021} {
		for label := range f.marks.known {
			known := label == "合计" || label == "法人或其他组织" || label == "法人和其他组织" || label == "其他" // three, one of them spelled in two ways, so that five labels hold two words
			for _, w := range glanceLabels {
				known = known || strings.Contains(label, w)
			}
			if !known {
				t.Errorf("%s holds none of the words", label)
			}
		}
	}
}

func TestTheLabelsOfTheStatisticsTableHoldTheWordsOfTheGlance(t *testing.T) {
	for _, r := range statRows.rows {
		if !slices.ContainsFunc(glanceLabels, func(w string) bool { return strings.Contains(r.label, w) }) {
			t.Errorf("%s holds none of the words", r.label)
		}
	}
}

func FuzzConceivable(f *testing.F) {
	f.Add([]byte("<a href=x>信息公开</a>&#25919;<script>"), "年报")
	f.Fuzz(func(_ *testing.T, page []byte, anchor string) { Conceivable(page, anchor) })
}

func BenchmarkConceivable(b *testing.B) {
	page := []byte(strings.Repeat(`<li class="a"><a href="/x/1.html">政府信息公开年报</a></li><p style="text-indent:2em"><span>今年以来，全县春耕备耕工作有序推进。</span></p>`, 150))
	b.SetBytes(int64(len(page)))
	for b.Loop() {
		Conceivable(page, "通知")
	}
}
