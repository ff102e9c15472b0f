package portalsim

import (
	"strconv"

	"gongkai/internal/portalsim/truth"
)

// noiseTitle is the title of an article that no issuer's year is behind.
func (p *portal) noiseTitle(a article) string {
	dice := truth.Dice(p.key, uint64(a.number), 51)
	pick := func(texts ...string) string { return texts[dice.IntN(len(texts))] }
	town := p.issuers[dice.IntN(len(p.issuers))].short
	year := strconv.Itoa(a.date.Year())
	number := strconv.Itoa(1 + dice.IntN(60))
	switch a.kind {
	case kindNews:
		return town + pick("召开春耕备耕现场会", "开展森林防火入户宣传", "集中整治占道经营", "为老人送上重阳慰问", "举办农民趣味运动会", "完成渠道清淤三公里") +
			pick("", "", "　群众拍手叫好", "　县领导到场指导")
	case kindNotice:
		if !p.world.opts.Faithful && a.number-a.column.first == a.column.count/3 {
			return "关于报送" + year + "年政府信息公开工作年度报告的通知"
		}
		return pick("关于"+town+"路段临时封闭施工的公告", "关于"+year+"年事业单位公开招聘面试安排的通知", "关于注销部分砂石经营许可的公示",
			"关于"+town+"停水检修的通知", "第"+number+"号临时用地批准结果公示")
	case kindWork:
		return town + pick("开展安全生产大检查", "召开干部作风整顿会", "组织业务技能比武", "推进窗口服务标准化", "走进学校讲法律")
	case kindPolicy:
		return p.county.name + "人民政府办公室关于" + pick("加强农村饮水工程管护", "支持小型企业稳岗", "规范道路停车管理", "做好汛期物资储备", "推进老旧小区改造") +
			"的" + pick("通知", "实施意见", "若干措施") + "（〔" + year + "〕" + number + "号）"
	case kindReading:
		return "一图看懂：" + pick("农村饮水工程管护办法", "小型企业稳岗措施", "停车管理规定", "老旧小区改造方案") + "（" + number + "）"
	case kindBudget:
		return town + year + "年" + pick("部门预算公开说明", "部门决算公开说明", "专项资金分配结果", "“三公”经费预算表")
	case kindVoice:
		return pick("关于征集", "网上调查：") + town + pick("公交线路调整", "菜市场改造", "公园命名", "垃圾投放点设置") + "意见" + number
	}
	return p.county.name + pick("政府信息公开指南", "政府信息主动公开制度", "依申请公开办理规程", "公开前审查制度")
}

// noiseText is the body of such an article, a string a paragraph.
func (p *portal) noiseText(a article) []string {
	dice := truth.Dice(p.key, uint64(a.number), 53)
	place := p.issuers[dice.IntN(len(p.issuers))].short
	out := make([]string, 0, 14)
	for range 6 + dice.IntN(8) {
		text := ""
		for range 2 + dice.IntN(4) {
			text += p.sentence(dice.IntN(14), 2+dice.IntN(90), place)
		}
		out = append(out, text)
	}
	if a.issuer >= 0 {
		out = append(out, p.issuers[a.issuer].Name)
	}
	return append(out, a.date.Format("2006年1月2日"))
}

// sentence is one of a few plain sentences of official prose.
func (p *portal) sentence(which, n int, place string) string {
	number := strconv.Itoa(n)
	switch which {
	case 0:
		return place + "的干部分成" + number + "个小组，逐户登记情况，能当场答复的当场答复，不能当场答复的记录下来限期回话。"
	case 1:
		return "会议要求，各单位要把责任分解到人，每半个月报送一次进度，遇到困难及时商量解决。"
	case 2:
		return "据了解，这项工作自今年春季启动以来，已经覆盖" + number + "个村民小组，剩余部分计划在入冬以前完成。"
	case 3:
		return "现场，技术员一边演示一边讲解，围观的村民不时提问，气氛十分热烈。"
	case 4:
		return "符合条件的单位和个人，应当持身份证明和相关材料到便民服务大厅窗口登记，材料不全的可以先登记后补交。"
	case 5:
		return "资金由县级财政安排，实行专账管理，使用结果在村务公示栏张榜公布，接受群众查询。"
	case 6:
		return "下一步，" + place + "将继续查漏补缺，把好的做法固定下来，形成长期管用的办法。"
	case 7:
		return "施工期间请过往车辆提前绕行，给您带来不便敬请谅解，开通时间另行告知。"
	case 8:
		return "对群众反映集中的" + number + "个问题，工作人员列出清单，办结一件销号一件。"
	case 9:
		return "各有关部门应当按照职责分工，加强协作配合，避免重复检查，减轻基层负担。"
	case 10:
		return "志愿者冒着小雨把" + number + "份宣传册送到田间地头，用方言讲清政策要点。"
	case 11:
		return "本办法自公布之日起施行，原有规定与本办法不一致的，以本办法为准。"
	case 12:
		return "评审小组由" + number + "名成员组成，依照评分标准独立打分，去掉最高分和最低分后取平均值。"
	}
	return p.county.name + "有关负责人表示，将以此为契机，把服务送到离群众更近的地方。"
}
