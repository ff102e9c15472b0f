package report_test

import (
	"encoding/json"
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"gongkai/archive"
	"gongkai/extract/plain"
	"gongkai/internal/portalsim/truth"
	"gongkai/report"
)

const narrative = "一、总体情况\n2020年，有关工作平稳推进。\n二、主动公开政府信息情况\n见网站。\n三、收到和处理政府信息公开申请情况\n见附件。\n"

func TestIssuerYearAndKindComeFromTheTitle(t *testing.T) {
	cases := map[string]struct {
		title, issuer, kind string
		year                int
	}{
		"issuer first":   {"青渡县人民政府2020年政府信息公开工作年度报告", "青渡县人民政府", "government", 2020},
		"audit office":   {"2023年青渡县审计局政府信息公开工作年度报告", "青渡县审计局", "department", 2023},
		"year first":     {"2021年青渡县教育局政府信息公开工作年度报告", "青渡县教育局", "department", 2021},
		"about":          {"青渡镇关于2019年度政府信息公开工作的年度报告", "青渡镇", "town", 2019},
		"a street":       {"青渡区望江街道办事处2022年政府信息公开工作年度报告", "青渡区望江街道办事处", "street", 2022},
		"a park":         {"青渡经济开发区管理委员会2020年度政府信息公开年报", "青渡经济开发区管理委员会", "park", 2020},
		"Chinese digits": {"青渡县水利局二〇二〇年政府信息公开工作年度报告", "青渡县水利局", "department", 2020},
		"with the site":  {"青渡县水利局2020年政府信息公开工作年度报告-青渡县人民政府", "青渡县水利局", "department", 2020},
		"a letter for 0": {"青渡县水利局二O二〇年政府信息公开工作年度报告", "青渡县水利局", "department", 2020},
		"2O20":           {"青渡县水利局2O20年政府信息公开工作年度报告", "青渡县水利局", "department", 2020},
		"its old name":   {"青渡县水务局（原青渡县水利局）2020年政府信息公开工作年度报告", "青渡县水务局", "department", 2020},
		"another name":   {"青渡县住房和城乡建设局（人防办）2020年政府信息公开工作年度报告", "青渡县住房和城乡建设局(人防办)", "department", 2020},
		"by months":      {"青渡县水利局2020年1月至12月政府信息公开工作年度报告", "青渡县水利局", "department", 2020},
		"months alone":   {"青渡县水利局2020年1-12月政府信息公开工作年度报告", "青渡县水利局", "department", 2020},
		"the year apart": {"（2020年）青渡县水利局政府信息公开工作年度报告", "青渡县水利局", "department", 2020},
		"two years":      {"青渡县水利局2019-2020年度政府信息公开工作年度报告", "青渡县水利局", "department", 2020},
		"in brackets":    {"青渡县水利局(2020)政府信息公开工作年度报告", "青渡县水利局", "department", 2020},
		"last year's":    {"青渡县水利局上年度政府信息公开工作年度报告", "青渡县水利局", "department", 2020},
		"gaps":           {"青渡县水利局2 0 2 0 年政府信息公开工作年度报告", "青渡县水利局", "department", 2020},
		"two, apart":     {"青渡县水利局2019年度、2020年政府信息公开工作年度报告", "青渡县水利局", "department", 2019},
		"months":         {"青渡县水利局2020年（1-12月）政府信息公开工作年度报告", "青渡县水利局", "department", 2020},
		"a label before": {"【2020】青渡县水利局2020年政府信息公开工作年度报告", "青渡县水利局", "department", 2020},
		"its name alone": {"（青渡县水利局）2020年政府信息公开工作年度报告", "青渡县水利局", "department", 2020},
		"made public":    {"青渡县水利局发布2020年政府信息公开工作年度报告", "青渡县水利局", "department", 2020},
		"sent in":        {"青渡县水利局关于报送2020年政府信息公开工作年度报告的报告", "青渡县水利局", "department", 2020},
		"nobody's":       {"关于公布2020年政府信息公开工作年度报告", "", "", 2020},
		"a gap":          {"XX局2020年政府信息公开工作年度报告", "", "", 2020},
		"a misprint":     {"青渡县水利局20220年政府信息公开工作年度报告", "青渡县水利局", "department", 2020},
		"two digits":     {"青渡县水利局二〇年政府信息公开工作年度报告", "青渡县水利局", "department", 2020},
		"a city":         {"青渡市人民政府2020年政府信息公开工作年度报告", "青渡市人民政府", "government", 2020},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			doc := plain.Read(c.title + "\n" + narrative)
			got, err := report.Parse(&doc)
			if err != nil {
				t.Fatal(err)
			}
			if string(got.Issuer) != c.issuer || string(got.IssuerKind) != c.kind || int(got.Year) != c.year {
				t.Errorf("%q: got %q, %q, %d; want %q, %q, %d", c.title, got.Issuer, got.IssuerKind, got.Year, c.issuer, c.kind, c.year)
			}
		})
	}
}

func TestOtherDocumentsAreNoReports(t *testing.T) {
	cases := map[string]string{
		"nothing":                    "",
		"a notice":                   "关于做好年度工作的通知\n一、总体情况\n正文。\n",
		"a report on rule of law":    "青渡县2020年法治政府建设年度报告\n" + narrative,
		"a site's yearly figures":    "青渡县政府网站工作年度报表\n" + narrative,
		"a list of reports":          "政府信息公开年度报告\n2019年报告\n2020年报告\n",
		"sections without any title": narrative,
	}
	for name, text := range cases {
		t.Run(name, func(t *testing.T) {
			doc := plain.Read(text)
			if got, err := report.Parse(&doc); !errors.Is(err, report.ErrNotReport) {
				t.Errorf("got %v and error %v, want ErrNotReport", got, err)
			}
		})
	}
}

func TestWhatCouldNotBeReadIsSaid(t *testing.T) {
	doc := &archive.Document{Text: "3", Warnings: []archive.Warning{{Code: "page_furniture"}, {Code: "scanned_page", Message: "page 1: a picture"}}}
	if _, err := report.Parse(doc); !errors.Is(err, report.ErrNotReport) || !strings.HasSuffix(err.Error(), "page 1: a picture") {
		t.Errorf("got %v, want ErrNotReport with what kept the text from being read", err)
	}
}

func TestTheTextIsComparedWithTheTables(t *testing.T) {
	cases := map[string]struct {
		text string
		code string // that must be found; "" for none of narrative_mismatch and year_mismatch
	}{
		"requests in another number":     {"2020年，收到政府信息公开申请99件。", "narrative_mismatch"},
		"no request, it says":            {"本年度未收到政府信息公开申请。", "narrative_mismatch"},
		"reviews in another number":      {"办理行政复议88件。", "narrative_mismatch"},
		"suits in another number":        {"行政诉讼77件。", "narrative_mismatch"},
		"another year":                   {"2018年，收到申请4件。", "year_mismatch"},
		"thousands":                      {"全年共收到政府信息公开申请1,987件。", "narrative_mismatch"},
		"digits apart":                   {"受理政府信息公开申请 9 8 7 件。", "narrative_mismatch"},
		"requests of all":                {"收到公民、法人和其他组织政府信息公开申请987件。", "narrative_mismatch"},
		"no reviews or suits":            {"全年未发生行政复议、行政诉讼。", "narrative_mismatch"},
		"no grave reviews":               {"全年未发生重大行政复议、行政诉讼案件。", ""},
		"no reviews that were lost":      {"未发生行政复议纠正、行政诉讼败诉情况。", ""},
		"requests of one kind":           {"收到自然人提出的政府信息公开申请2件。", ""},
		"none to us":                     {"2020年，我单位未收到政府信息公开申请。", "narrative_mismatch"},
		"wide digits":                    {"全年共收到政府信息公开申请９９９件。", "narrative_mismatch"},
		"none of a year":                 {"2020年度未发生因政府信息公开被申请行政复议、提起行政诉讼的情况。", "narrative_mismatch"},
		"so many were granted":           {"全年予以公开99999件，部分公开88888件。", "narrative_mismatch"},
		"granted as all are":             {"对应予公开的99999件予以公开，均予以公开。", ""},
		"requests of the year before":    {"2019年收到政府信息公开申请99件。", ""},
		"something else":                 {"收到建议99件，发布信息88条。", ""},
		"a comparison":                   {"2019年，收到申请4件，较2018年增加1件。", ""},
		"reviews that it decides":        {"全年共办理行政复议案件158件。", ""},
		"all since another year":         {"自2008年以来，累计收到政府信息公开申请15000件。", ""},
		"reviews and suits in one count": {"行政复议、行政诉讼共99件。", ""},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			doc := merged(write(2020, rand.New(rand.NewPCG(3, 3))))
			doc.Blocks[1].Text = c.text
			got, err := report.Parse(doc)
			if err != nil {
				t.Fatal(err)
			}
			var codes []string
			for _, f := range got.Findings {
				if f.Code == "narrative_mismatch" || f.Code == "year_mismatch" {
					codes = append(codes, f.Code)
				}
			}
			if c.code == "" && len(codes) > 0 || c.code != "" && !slices.Contains(codes, c.code) {
				t.Errorf("%q: got findings %q, want %q", c.text, codes, c.code)
			}
		})
	}
}

func TestABrokenIdentityIsFoundWithItsCells(t *testing.T) {
	w := write(2020, rand.New(rand.NewPCG(4, 4)))
	t3 := w.tables[len(w.tables)-2]
	t3[3][1].text = "4242" // 一, 自然人
	got, err := report.Parse(merged(w))
	if err != nil {
		t.Fatal(err)
	}
	failed := 0
	for _, c := range got.Checks {
		if c.Result == archive.CheckFail {
			failed++
		}
	}
	if failed != 2 || !told(got.Findings, "t3.new.natural") {
		t.Errorf("got %d failed checks, want T3-BAL and T3-ROW; findings %v", failed, got.Findings)
	}
}

func TestSectionsKeepTheirStatutoryNumber(t *testing.T) {
	doc := merged(write(2020, rand.New(rand.NewPCG(5, 5))))
	for i := range doc.Blocks {
		switch doc.Blocks[i].Text {
		case sectionHeads[3]:
			doc.Blocks[i].Text = "五、因政府信息公开工作被申请行政复议、提起行政诉讼情况"
		case sectionHeads[5]:
			doc.Blocks[i].Text = "其他需要报告的事项"
		case sectionHeads[4]:
			doc.Blocks[i].Text = "六、存在问题和改进措施"
		}
	}
	got, err := report.Parse(doc)
	if err != nil {
		t.Fatal(err)
	}
	var numbers, codes []string
	for _, s := range got.Sections {
		numbers = append(numbers, s.Number)
	}
	for _, f := range got.Findings {
		codes = append(codes, f.Code)
	}
	if strings.Join(numbers, "") != "一二三四五六" || !slices.Contains(codes, "section_renumbered") {
		t.Errorf("got sections %v and findings %v", numbers, codes)
	}
}

func TestAPageOnOneLineIsReadByItsHeadings(t *testing.T) {
	w := write(2020, rand.New(rand.NewPCG(6, 6)))
	var s strings.Builder
	for section, head := range sectionHeads {
		s.WriteString(" " + head + " 本年度有关工作平稳推进。 ")
		for i, rows := range w.tables {
			for r := range rows {
				if w.place[i] == section {
					s.WriteString(" " + strings.TrimSpace(spaceRow(rows, r)))
				}
			}
		}
	}
	doc := &archive.Document{Title: w.title, Text: s.String()}
	checkHonest(t, 6, w, doc)
	got, err := report.Parse(doc)
	if err != nil {
		t.Fatal(err)
	}
	if len(got.Cells) != len(w.truth) || len(got.Sections) != 6 {
		t.Errorf("got %d cells and %d sections, want %d and 6", len(got.Cells), len(got.Sections), len(w.truth))
	}
}

func FuzzParse(f *testing.F) {
	for _, shape := range []func([][]box, int) string{barRow, tabRow, lineRow, spaceRow} {
		w := write(2020, rand.New(rand.NewPCG(1, 1)))
		var s strings.Builder
		s.WriteString(w.title + "\n一、总体情况\n收到申请3件。\n二、主动公开政府信息情况\n")
		for i := range w.tables {
			for r := range w.tables[i] {
				s.WriteString(shape(w.tables[i], r))
			}
		}
		f.Add(s.String(), uint8(1), uint8(3))
	}
	f.Fuzz(func(t *testing.T, text string, rowspan, colspan uint8) {
		doc := plain.Read(text)
		for i := range doc.Tables {
			for j := range doc.Tables[i].Cells {
				if j%7 == 3 {
					doc.Tables[i].Cells[j].Rowspan = int(rowspan)
					doc.Tables[i].Cells[j].Colspan = int(colspan) - 100
				}
			}
		}
		report.Likely(&doc)
		parts := report.Split(&doc)
		_, _ = report.Parse(report.Join(parts[0], parts[len(parts)-1], &doc)) // whatever it is: it must end
		got, err := report.ParseAt(&doc, text[:min(len(text), int(rowspan)%13)])
		if err != nil {
			if !errors.Is(err, report.ErrNotReport) {
				t.Fatal(err)
			}
			return
		}
		if _, err := json.Marshal(got); err != nil {
			t.Fatal(err)
		}
		seen := map[string]bool{}
		for _, c := range got.Cells {
			if seen[c.Key()] || (c.State == archive.CellNumber) != (c.Value != "") {
				t.Fatalf("cell %+v is there twice, or has no value of its state", c)
			}
			seen[c.Key()] = true
		}
	})
}

func TestAnIssuerThatOnlyThePageNamesIsDoubted(t *testing.T) {
	doc := documentOf(truth.Write(issuerOf(3), 2022))
	doc.Title = "政府信息公开工作年度报告"
	doc.Blocks = slices.DeleteFunc(slices.Clone(doc.Blocks), func(b archive.Passage) bool { return strings.Contains(b.Text, issuerOf(3).Name) })
	for hint, want := range map[string]string{"青渡县水利局": "青渡县水利局", "": ""} {
		doc.IssuerHint = hint
		r, err := report.Parse(doc)
		if err != nil {
			t.Fatal(err)
		}
		if string(r.Issuer) != want || !slices.ContainsFunc(r.Findings, func(f archive.Finding) bool { return f.Code == "issuer_missing" && f.Severity == "warning" }) {
			t.Errorf("named %q by the page: got %q, and the findings %v", hint, r.Issuer, r.Findings)
		}
	}
}

func TestATitleWhoseYearCannotBeReadIsTold(t *testing.T) {
	for title, told := range map[string]bool{
		"青渡县水利局20220年政府信息公开工作年度报告": true,
		"青渡县水利局23年政府信息公开工作年度报告":    true,
		"青渡县水利局2020年政府信息公开工作年度报告":  false,
		"青渡县水利局202 0年政府信息公开工作年度报告": false,
		"青渡县水利局政府信息公开工作年度报告":       false,
	} {
		doc := plain.Read(title + "\n" + narrative)
		got, err := report.Parse(&doc)
		if err != nil {
			t.Fatal(err)
		}
		if has := slices.ContainsFunc(got.Findings, func(f archive.Finding) bool { return f.Code == "year_mismatch" }); has != told {
			t.Errorf("%s: told %v, want %v: %v", title, has, told, got.Findings)
		}
	}
}

func TestATitleThatSpeaksOfSeveralYearsIsTold(t *testing.T) {
	for title, want := range map[string]bool{
		"青渡县水务局2019—2023年政府信息公开工作报告":       true,
		"青渡县水务局2019年至2023年政府信息公开年度报告":      true,
		"青渡县水务局2023年政府信息公开工作年度报告（2024年1月）": false,
		"青渡县水务局2023年政府信息公开工作年度报告":          false,
	} {
		w := write(2023, rand.New(rand.NewPCG(1, 1)))
		w.title = title
		got, err := report.Parse(merged(w))
		if err != nil {
			t.Fatal(err)
		}
		told := slices.ContainsFunc(got.Findings, func(f archive.Finding) bool {
			return f.Code == "year_mismatch" && strings.Contains(f.Message, "several years")
		})
		if told != want || got.Issuer != "青渡县水务局" {
			t.Errorf("%s: told %v, issuer %q", title, told, got.Issuer)
		}
	}
}
