package layout

import (
	"strings"
	"unicode"
)

// labels are the row and group labels of the statutory tables (国办公开办函〔2019〕60号,
// 〔2021〕30号), letters and digits only. At a page break they tell a label that is
// cut from one that is whole.
const labels = `
信息内容 规章 规范性文件 行政规范性文件 行政许可 其他对外管理服务事项 行政处罚 行政强制 行政事业性收费 政府集中采购
第二十条第一项 第二十条第五项 第二十条第六项 第二十条第八项 第二十条第九项
本列数据的勾稽关系为第一项加第二项之和等于第三项加第四项之和
一本年新收政府信息公开申请数量 二上年结转政府信息公开申请数量 三本年度办理结果 四结转下年度继续办理
一予以公开 二部分公开区分处理的只计这一情形不计其他情形 三不予公开 四无法提供 五不予处理 六其他处理 七总计
1属于国家秘密 2其他法律行政法规禁止公开 3危及三安全一稳定 4保护第三方合法权益 5属于三类内部事务信息 6属于四类过程性信息 7属于行政执法案卷 8属于行政查询事项
1本机关不掌握相关政府信息 1本机关不掌握相关信息 2没有现成信息需要另行制作 3补正后申请内容仍不明确
1信访举报投诉类申请 2重复申请 3要求提供公开出版物 4无正当理由大量反复申请 5要求行政机关确认或重新出具已获取信息
1申请人无正当理由逾期不补正行政机关不再处理其政府信息公开申请 2申请人逾期未按收费通知要求缴纳费用行政机关不再处理其政府信息公开申请 3其他
申请人情况 自然人 法人或其他组织 商业企业 科研机构 社会公益组织 法律服务机构 其他 总计
行政复议 行政诉讼 结果维持 结果纠正 其他结果 尚未审结 未经复议直接起诉 复议后起诉
本年制发件数 本年废止件数 现行有效件数 本年处理决定数量 本年收费金额单位万元 本年新制作数量 本年新公开数量 对外公开总数量
上一年项目数量 本年增减 处理决定数量 采购项目数量 采购总金额 采购总金额单位万元 采购总金额单位万元保留4位小数
`

// known reports whether text is a statutory label.
func known(text string) bool {
	key := labelKey(text)
	return key != "" && strings.Contains(labels, key) && fielded(key)
}

// fielded reports whether key stands in labels as a whole word.
func fielded(key string) bool {
	for at := 0; ; {
		n := strings.Index(labels[at:], key)
		if n < 0 {
			return false
		}
		from, to := at+n, at+n+len(key)
		if apart(labels[from-1]) && apart(labels[to]) {
			return true
		}
		at = to
	}
}

func apart(c byte) bool { return c == ' ' || c == '\n' }

// labelKey returns the letters and digits of text.
func labelKey(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '釆':
			return '采'
		case r >= '０' && r <= '９':
			return r - '０' + '0'
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			return r
		}
		return -1
	}, text)
}

// numeric reports whether text is a number, with its unit or without, or one of
// the marks that stand for none.
func numeric(text string) bool {
	text = squeezed(text)
	if strings.ContainsAny(text, "0123456789０１２３４５６７８９") {
		return strings.Trim(text, "0123456789０１２３４５６７８９.,，．-－—–+%％件项元万") == ""
	}
	return text != "" && strings.Trim(text, "/／-－—–空无") == ""
}

// worded reports whether text has words, as labels do and numbers don't.
func worded(text string) bool { return !numeric(text) && labelKey(text) != "" }
