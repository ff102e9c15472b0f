package corpus

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"gongkai/archive"
	"gongkai/internal/portalsim/truth"
)

// Paper is a document that stands beside annual reports on portals, speaks of
// them or looks like one, and is none.
type Paper struct {
	Kind     string
	Document archive.Document
}

// Papers returns n papers, of each kind in turn.
func Papers(seed uint64, n int) []Paper {
	kinds := paperKinds()
	papers := make([]Paper, 0, n)
	for i := range n {
		dice := truth.Dice(seed, uint64(i), 4711)
		kind := kinds[i%len(kinds)]
		p := sheet{dice: dice, issuer: pick(dice, names()), year: 2009 + dice.IntN(16)}
		p.county = pick(dice, []string{"青渡县", "临溪市", "石桥区", "河湾县", "白石县"})
		kind.write(&p)
		papers = append(papers, Paper{Kind: kind.name, Document: p.document()})
	}
	return papers
}

// sheet is a paper that is being written.
type sheet struct {
	dice   *rand.Rand
	issuer string
	county string
	year   int
	title  string
	doc    archive.Document
}

func (p *sheet) titled(format string, args ...any) {
	p.title = fmt.Sprintf(format, args...)
	p.doc.Title = p.title + pick(p.dice, []string{"", "", "-" + p.county + "人民政府", "_信息公开_" + p.county + "人民政府网", " | 年报"})
	named := p.dice.IntN(4) > 0
	if p.dice.IntN(4) == 0 { // the page is named after its site or column, or not at all
		p.doc.Title = pick(p.dice, []string{"", "信息公开", p.county + "人民政府", "政府信息公开年报", "通知公告"})
		named = true
		if p.dice.IntN(2) == 0 {
			p.line("%s", pick(p.dice, []string{"首页", "政府信息公开指南", "政府信息公开年报", "当前位置：首页>信息公开>政府信息公开年报"}))
		}
	}
	if named {
		p.heading(p.title)
	}
	if p.dice.IntN(2) == 0 {
		p.line("来源：%s  发布时间：%d-0%d-1%d", p.issuer, p.year+1, 1+p.dice.IntN(6), p.dice.IntN(9))
	}
}

func (p *sheet) heading(text string) {
	p.doc.Blocks = append(p.doc.Blocks, archive.Passage{Type: archive.PassageHeading, Level: 1, Text: text})
}

func (p *sheet) line(format string, args ...any) {
	p.doc.Blocks = append(p.doc.Blocks, archive.Passage{Type: archive.PassageParagraph, Text: fmt.Sprintf(format, args...)})
}

// table adds a table of a report, with its figures or without.
func (p *sheet) table(t archive.Table, blank bool) {
	if blank {
		t.Cells = append([]archive.Cell{}, t.Cells...)
		grid := make([][]string, len(t.Grid))
		for r := range grid {
			grid[r] = append([]string{}, t.Grid[r]...)
		}
		t.Grid = grid
		for i, c := range t.Cells {
			if !c.Header {
				t.Cells[i].Text = ""
				t.Grid[c.Row][c.Column] = ""
				for x := range c.Colspan {
					t.Grid[c.Row][c.Column+x] = ""
				}
			}
		}
	}
	at := len(p.doc.Tables)
	p.doc.Tables = append(p.doc.Tables, t)
	p.doc.Blocks = append(p.doc.Blocks, archive.Passage{Type: archive.PassageTable, Table: &at})
}

// statutory returns the tables of some report of the year.
func (p *sheet) statutory() truth.Report {
	return truth.Write(truth.Issuer{Name: p.issuer, Kind: "department", Scale: p.dice.IntN(6), Key: p.dice.Uint64()}, 2019+p.dice.IntN(6))
}

func (p *sheet) document() archive.Document {
	p.doc.Schema = archive.DocumentSchema
	var text []string
	for _, b := range p.doc.Blocks {
		if b.Table != nil {
			for _, row := range p.doc.Tables[*b.Table].Grid {
				text = append(text, strings.Join(row, "\t"))
			}
			continue
		}
		text = append(text, b.Text)
	}
	p.doc.Text = strings.Join(text, "\n")
	return p.doc
}

func pick[T any](dice *rand.Rand, all []T) T { return all[dice.IntN(len(all))] }

// form writes the six sections with the tables of a report.
func (p *sheet) form(prose string, blank bool) {
	r := p.statutory()
	for _, b := range r.Passages {
		switch {
		case b.Table != nil:
			p.table(r.Tables[*b.Table], blank)
		case b.Type == archive.PassageHeading:
			p.heading(b.Text)
			if prose != "" {
				p.line("%s", prose)
			}
		}
	}
}

// narrative writes sections as the papers of those years have them.
func (p *sheet) narrative() {
	p.line("一、总体情况")
	p.line("%d年，在县委、县政府的领导下，各项工作有序开展，主动公开各类政府信息%d条，收到政府信息公开申请%d件，均按时答复。", p.year, 80+p.dice.IntN(900), p.dice.IntN(40))
	p.line("二、主动公开情况")
	p.line("通过门户网站、公示栏、政务新媒体等渠道发布信息，群众知晓率有所提高。")
	p.line("三、依申请公开情况")
	p.line("全年办理申请%d件，没有发生行政复议和行政诉讼。", p.dice.IntN(40))
	p.line("四、存在的问题和下一步打算")
	p.line("公开内容的针对性还不够强，下一步将加强业务培训。")
}

type paperKind struct {
	name  string
	write func(p *sheet)
}

func paperKinds() []paperKind {
	report := func(p *sheet) string {
		return pick(p.dice, []string{"政府信息公开工作年度报告", "政府信息公开年度报告", "政府信息公开工作年报"})
	}
	return []paperKind{
		{"explanation", func(p *sheet) {
			p.titled(pick(p.dice, []string{"《%s%d年%s》解读", "%s%d年%s政策解读", "关于%s%d年%s的解读说明"}), p.issuer, p.year, report(p))
			p.line("近日，%s公布了%d年度报告，现就主要内容作如下解读。", p.issuer, p.year)
			p.line("一、编制背景")
			p.line("根据《中华人民共和国政府信息公开条例》第四十九条、第五十条的规定编制。")
			p.line("二、主要内容")
			p.line("报告共六个部分。全年收到申请%d件，上年结转%d件。", p.dice.IntN(90), p.dice.IntN(5))
		}},
		{"explanation in pictures", func(p *sheet) {
			p.titled(pick(p.dice, []string{"一图读懂：%s%d年%s", "图解｜%s%d年%s", "【一图看懂】%s%d年%s图解"}), p.issuer, p.year, report(p))
			p.line("一、总体情况")
			p.line("二、主动公开政府信息情况")
			p.line("请看下图。")
		}},
		{"explanation that quotes a table", func(p *sheet) {
			p.titled("%s%d年%s数据解读", p.issuer, p.year, report(p))
			p.line("为方便公众了解，现将受理申请的情况列表如下，并作说明。")
			r := p.statutory()
			p.table(r.Tables[len(r.Tables)-2], false)
			p.line("从申请人看，自然人仍占大多数。")
		}},
		{"notice", func(p *sheet) {
			p.titled(pick(p.dice, []string{"关于做好%d年度%s编制和发布工作的通知", "关于报送%d年%s的通知", "%d年%s编制工作通知"}), p.year, report(p))
			p.line("各乡镇人民政府、街道办事处，县直各部门：")
			p.line("为做好年度报告编制工作，现将有关事项通知如下。")
			p.line("一、总体要求")
			p.line("严格按照格式编制，数据真实准确。")
			p.line("二、报送时间")
			p.line("请于%d年1月20日前报县政府办公室政务公开科。", p.year+1)
			p.line("%s", p.issuer)
		}},
		{"notice with the form", func(p *sheet) {
			p.titled("关于编制%d年%s的通知", p.year, report(p))
			p.line("各单位：现将年度报告格式印发给你们，请遵照执行。附件：年度报告格式")
			p.form("（不超过1500字）", true)
		}},
		{"guide", func(p *sheet) {
			p.titled("%s政府信息公开指南", p.issuer)
			p.line("一、主动公开")
			p.line("公开范围：机构职能、法规文件、规划计划、政府信息公开年度报告等。")
			p.heading("政府信息公开年度报告")
			p.line("二、依申请公开")
			p.line("申请人可当面、信函、网络提出申请，受理机构为办公室。")
			p.line("三、监督和救济渠道")
			p.line("认为未依法履行公开义务的，可以申请行政复议或者提起行政诉讼。")
		}},
		{"blank form", func(p *sheet) {
			title := pick(p.dice, []string{"XX县XX局%d年%s", "××单位%d年%s", "%d年%s（模板）", "某某镇人民政府%d年%s", "%d年%s格式", "（单位名称）%d年%s"})
			p.titled(strings.Replace(title, "%s", report(p), 1), p.year)
			p.form(pick(p.dice, []string{"", "（填写说明：本部分简要叙述。）"}), true)
		}},
		{"half-year figures", func(p *sheet) {
			p.titled(pick(p.dice, []string{"%s%d年上半年政府信息公开工作情况统计", "%s%d年上半年政府信息公开工作报告", "%s%d年1-6月政府信息公开半年报"}), p.issuer, p.year)
			p.form("按期完成。", false)
		}},
		{"quarterly figures", func(p *sheet) {
			p.titled("%s%d年第%s季度政府信息公开申请办理情况", p.issuer, p.year, pick(p.dice, []string{"一", "二", "三", "四"}))
			r := p.statutory()
			p.table(r.Tables[len(r.Tables)-2], false)
		}},
		{"website figures", func(p *sheet) {
			p.titled(pick(p.dice, []string{"%s政府网站工作年度报表（%d年度）", "%s%d年政府网站工作年度报表", "%s网站年度工作报表（%d年度）"}), p.issuer, p.year)
			p.table(plainTable([][]string{{"网站名称", p.issuer}, {"首页网址", "www.example.gov.cn"}, {"独立用户访问总量（单位：个）", "10234"},
				{"信息发布（单位：条）", "总数", "1203"}, {"政府信息公开目录信息更新量", "310"}, {"政务动态信息更新量", "640"}, {"解读回应", "解读材料数量", "31"}}), false)
		}},
		{"law-based government", func(p *sheet) {
			p.titled(pick(p.dice, []string{"%s%d年法治政府建设年度报告", "%s%d年度法治政府建设情况报告", "%s关于%d年依法行政工作情况的报告"}), p.issuer, p.year)
			p.line("一、总体情况")
			p.line("深入推进法治政府建设，全面落实政府信息公开制度，办理政府信息公开申请%d件。", p.dice.IntN(30))
			p.line("二、主动公开和行政权力运行")
			p.line("三、行政复议、行政诉讼情况")
			p.line("办理行政复议%d件。", p.dice.IntN(30))
			p.line("四、存在的主要问题")
			p.line("五、其他需要报告的事项")
		}},
		{"work summary", func(p *sheet) {
			p.titled(pick(p.dice, []string{"%s%d年政务公开工作总结", "%s%d年政府信息公开工作总结", "%s%d年政务公开工作情况汇报"}), p.issuer, p.year)
			p.narrative()
		}},
		{"work plan", func(p *sheet) {
			p.titled("%s%d年政务公开工作要点", p.county, p.year)
			p.line("一、总体要求")
			p.line("二、主动公开重点领域信息")
			p.line("三、规范依申请公开办理，按时编制发布政府信息公开工作年度报告。")
		}},
		{"evaluation", func(p *sheet) {
			p.titled(pick(p.dice, []string{"%s%d年政府信息公开年度报告评估结果通报", "关于%s%d年度政府信息公开工作年度报告第三方评估情况"}), p.county, p.year)
			p.line("一、总体情况")
			p.line("共评估单位%d家，平均得分%d分。", 20+p.dice.IntN(40), 70+p.dice.IntN(20))
			p.line("二、存在的主要问题")
			p.line("个别单位年报数据前后矛盾。")
		}},
		{"list of reports", func(p *sheet) {
			p.titled(pick(p.dice, []string{"%s政府信息公开年报", "%s政府信息公开年度报告目录", "%s政府信息公开工作年度报告汇总"}), p.county)
			for range 8 {
				p.line("%s%d年政府信息公开工作年度报告", pick(p.dice, names()), p.year-p.dice.IntN(3))
			}
		}},
		{"news of the publication", func(p *sheet) {
			p.titled(pick(p.dice, []string{"%s按时发布%d年政府信息公开工作年度报告", "%s%d年政府信息公开工作年度报告正式发布"}), p.issuer, p.year)
			p.line("本网讯 近日，%s在门户网站公布年度报告，全年收到申请%d件，接受社会监督。", p.issuer, p.dice.IntN(60))
		}},
		{"training", func(p *sheet) {
			p.titled(pick(p.dice, []string{"%s召开%d年政府信息公开年度报告编制培训会", "%s举办%d年度政府信息公开工作年度报告编制业务培训"}), p.county, p.year)
			p.line("1月9日，县政府办公室组织各单位经办人员学习年度报告格式，讲解勾稽关系。")
		}},
		{"budget", func(p *sheet) {
			p.titled("%s%d年度部门决算公开报告", p.issuer, p.year)
			p.line("一、概况")
			p.line("二、主动公开的决算表")
			p.table(plainTable([][]string{{"项目", "本年收入", "本年支出", "总计"}, {"行政许可", "10", "20", "30"}, {"其他", "1", "2", "3"}}), false)
		}},
		{"reply to a request", func(p *sheet) {
			p.titled("政府信息公开申请答复书（%d年第%d号）", p.year, 1+p.dice.IntN(40))
			p.line("申请人：您好。您要求公开本机关%d年政府信息公开工作年度报告的申请收悉，现答复如下。", p.year)
			p.line("%s", p.issuer)
		}},
		{"register", func(p *sheet) {
			p.titled("%s%d年依申请公开登记表", p.issuer, p.year)
			p.table(plainTable([][]string{{"序号", "申请人", "申请内容", "答复情况"}, {"1", "自然人", "征地批复", "予以公开"}, {"2", "商业企业", "招标文件", "部分公开"},
				{"3", "自然人", "会议纪要", "不予公开"}, {"4", "法律服务机构", "执法案卷", "不予处理"}, {"5", "其他", "规划图", "重复申请"}}), false)
		}},
		{"school year", func(p *sheet) {
			p.titled("青渡职业技术学院%d-%d学年信息公开年度报告", p.year, p.year+1)
			p.narrative()
		}},
		{"company", func(p *sheet) {
			p.titled(pick(p.dice, []string{"青渡水务有限公司%d年环境信息公开年度报告", "青渡纸业%d年企业环境信息依法披露年度报告"}), p.year)
			p.narrative()
		}},
		{"application form", func(p *sheet) {
			p.titled("%s政府信息公开申请表", p.issuer)
			p.table(plainTable([][]string{{"申请人信息", "自然人", "姓名", ""}, {"法人或其他组织", "名称", ""}, {"商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他"}, {"所需信息情况", ""}}), false)
		}},
		{"rules", func(p *sheet) {
			p.titled(pick(p.dice, []string{"%s政府信息公开年度报告制度", "%s政府信息公开工作年度报告编制发布管理办法"}), p.county)
			p.line("第一条 为规范年度报告编制，制定本制度。")
			p.line("一、主动公开政府信息情况应当包括数量。")
			p.line("二、收到和处理政府信息公开申请情况。")
			p.line("三、政府信息公开行政复议、行政诉讼情况。")
		}},
		{"questions and answers", func(p *sheet) {
			p.titled("%d年政府信息公开工作年度报告编制问答", p.year)
			p.line("问：总体情况写多少字？答：一般不超过两千字。")
			p.line("一、总体情况")
			p.line("二、主动公开政府信息情况")
			p.line("问：空白单元格怎么填？答：没有的填0。")
		}},
		{"the audit of an office", func(p *sheet) {
			p.titled("%s%d年政府信息公开工作年度报告审计意见落实情况", p.issuer, p.year)
			p.narrative()
		}},
		{"plain page of tables", func(p *sheet) {
			p.titled("%s行政执法数据公示", p.issuer)
			p.table(plainTable([][]string{{"事项", "数量"}, {"行政许可", "12"}, {"行政处罚", "30"}, {"行政强制", "0"}, {"行政事业性收费", "1"}}), false)
		}},
	}
}

// plainTable is a table without merged cells.
func plainTable(rows [][]string) archive.Table {
	t := archive.Table{Rows: len(rows)}
	for _, row := range rows {
		t.Columns = max(t.Columns, len(row))
	}
	for r, row := range rows {
		line := make([]string, t.Columns)
		for c, text := range row {
			line[c] = text
			t.Cells = append(t.Cells, archive.Cell{Row: r, Column: c, Rowspan: 1, Colspan: 1, Text: text})
		}
		t.Grid = append(t.Grid, line)
	}
	return t
}
