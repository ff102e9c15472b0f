package truth

import (
	"fmt"
	"math/rand/v2"
	"strconv"

	"gongkai/archive"
)

// compose writes the six sections and the signature.
func (r *Report) compose(issuer Issuer, year int, f figures, st style) {
	dice := Dice(issuer.Key, quantityTable, uint64(year), 7)
	y := strconv.Itoa(year)
	r.paragraph("根据《中华人民共和国政府信息公开条例》有关规定，编制" + y + "年政府信息公开工作年度报告。本报告所列数据的统计期限自" +
		y + "年1月1日起至" + y + "年12月31日止。" + pick(dice, channels()))

	r.heading("一、总体情况")
	r.paragraph(y + "年，" + issuer.Name + pick(dice, openings()))
	r.paragraph("（一）主动公开。" + pick(dice, published()) + pick(dice, channels()))
	r.paragraph(fmt.Sprintf("（二）依申请公开。全年新收到政府信息公开申请%d件，上年结转%d件，办结%d件，结转下年度继续办理%d件。%s",
		f.counts.received, f.counts.carriedIn, f.counts.handled, f.counts.carriedOut, pick(dice, handling())))
	r.paragraph("（三）政府信息管理。" + pick(dice, managing()))
	r.paragraph("（四）平台建设。" + pick(dice, platforms()))
	r.paragraph("（五）监督保障。" + pick(dice, supervising()))

	r.heading("二、主动公开政府信息情况")
	for _, t := range tablesTwo(f, st) {
		r.table(t)
	}
	r.heading("三、收到和处理政府信息公开申请情况")
	r.table(tableThree(f.three, st))
	r.heading("四、政府信息公开行政复议、行政诉讼情况")
	if dice.IntN(3) == 0 {
		r.paragraph(fmt.Sprintf("本年度因政府信息公开被申请行政复议%d件，被提起行政诉讼%d件。", f.counts.reviews, f.counts.suits))
	}
	r.table(tableFour(f.four, st))

	r.heading("五、存在的主要问题及改进情况")
	r.paragraph("存在的主要问题：" + pick(dice, faults()))
	r.paragraph("改进情况：" + pick(dice, remedies()))
	r.heading("六、其他需要报告的事项")
	if f.counts.unpaid > 0 {
		r.paragraph("本年度按照信息处理费管理办法发出收费通知，有申请人逾期未缴纳费用，相关申请不再处理，实际未收取信息处理费。")
	} else {
		r.paragraph(pick(dice, []string{"本年度未收取信息处理费，没有其他需要报告的事项。", "无其他需要报告的事项。", "本年度没有收取信息处理费。"}))
	}
	r.paragraph(issuer.Name)
	r.paragraph(r.Published.Format("2006年1月2日"))
}

func (r *Report) heading(text string) {
	r.Passages = append(r.Passages, archive.Passage{Type: archive.PassageHeading, Level: 2, Text: text})
}

func (r *Report) paragraph(text string) {
	r.Passages = append(r.Passages, archive.Passage{Type: archive.PassageParagraph, Text: text})
}

func (r *Report) table(t archive.Table) {
	at := len(r.Tables)
	r.Tables = append(r.Tables, t)
	r.Passages = append(r.Passages, archive.Passage{Type: archive.PassageTable, Table: &at})
}

func pick(dice *rand.Rand, texts []string) string { return texts[dice.IntN(len(texts))] }

func channels() []string {
	return []string{
		"公众如对本报告有疑问，可在工作时间与本机关负责公开事务的科室联系。",
		"报告全文可在县政府门户网站的政府信息公开栏目查看和下载。",
		"报告由概述、数据表格和问题改进等六个部分组成。",
		"欢迎社会各界对本机关的公开工作提出意见。",
	}
}

func openings() []string {
	return []string{
		"把公开透明的要求落实到决策、执行、管理、服务、结果各个环节，围绕群众最关心的事情及时发布权威信息，公开的质量和时效都比上年有所提高。",
		"按照上级关于公开工作的部署，明确一名负责同志分管、一个科室牵头、专人具体办理，把公开与业务工作同安排、同检查、同总结。",
		"坚持以公开为常态、不公开为例外，结合本地实际调整了主动公开目录，重点做好惠民补贴、工程建设、公共服务等信息的发布。",
		"继续规范公开程序，修订了依申请办理的内部流程，加强与网站主管单位的衔接，做到该公开的一项不漏、不该公开的一字不发。",
	}
}

func published() []string {
	return []string{
		"对照目录逐项梳理，把规划计划、财政资金、民生项目等内容按时发布，并对过期信息作了清理。",
		"依托政府网站和基层公示栏两个渠道发布信息，方便不常上网的居民就近了解政策。",
		"政策文件与解读材料同步起草、同步审签、同步发布，文字解读之外增加了图示和问答。",
		"围绕乡村建设、社会救助、食品安全等重点领域充实内容，群众咨询多的事项单独列出办理指引。",
	}
}

func handling() []string {
	return []string{
		"所有答复均在法定期限内作出，办理过程留存书面记录。",
		"对内容不清楚的申请，先与申请人沟通再作答复，减少了不必要的往返。",
		"答复文书使用统一格式，说明理由和救济渠道。",
	}
}

func managing() []string {
	return []string{
		"严格执行先审查后公开，一事一审，审查意见随文归档。",
		"建立信息台账，定期核对栏目内容，对错链、空白栏目及时处理。",
		"对历年公布的文件重新核对效力，失效的加注说明后移入归档栏目。",
	}
}

func platforms() []string {
	return []string{
		"优化栏目设置，检索更加便利，移动端浏览体验有所改善。",
		"政务新媒体统一登记管理，停更账号按程序注销。",
		"在便民服务大厅设立查阅点，提供自助查询和打印服务。",
	}
}

func supervising() []string {
	return []string{
		"将公开工作列入年度考核，每季度通报检查结果，没有发生因公开不当被追究责任的情形。",
		"组织一次专题培训，覆盖各科室和下属单位的经办人员。",
		"主动听取人大代表、政协委员和群众代表的意见，逐条研究落实。",
	}
}

func faults() []string {
	return []string{
		"一是个别栏目更新不够及时；二是解读形式偏少，群众看不懂的情况仍然存在。",
		"一是经办人员变动较多，业务熟悉程度不够；二是公开内容与群众期待还有距离。",
		"主动公开的深度不够，部分信息侧重工作动态，实用性内容偏少。",
	}
}

func remedies() []string {
	return []string{
		"制定更新提醒制度，明确责任到人；多用问答、图表等形式解读政策。",
		"加强培训和跟班学习，编印办理手册，保持经办队伍稳定。",
		"从群众办事的角度整理公开内容，减少一般性动态，增加办理指南和结果信息。",
	}
}
