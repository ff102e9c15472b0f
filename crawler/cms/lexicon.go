package cms

import (
	"strings"
)

// topics is what the words in a text speak of.
type topics uint32

// has reports whether any of other is among t.
func (t topics) has(other topics) bool { return t&other != 0 }

const (
	ofReport        topics = 1 << iota // a yearly report
	ofWork                             // a report on work: on the year's, where one stands beside it and it is on disclosure
	ofDisclosure                       // disclosure
	ofGovDisclosure                    // … of government information, by its whole name
	ofProactive                        // what is disclosed unasked: reports are misfiled there
	ofNotices                          // notices: … and there
	ofOtherYearly                      // another yearly paper that each government publishes
	ofOthersReports                    // those whose yearly reports are others
	ofPapers                           // rules and plans, of disclosure too
	ofBudget                           // budgets, final accounts, and readings of papers
	ofNews                             // news, and what portals offer beside documents
	ofIdle                             // nothing to read
	ofOrgans                           // organs and levels of government

	dirReports    // a directory of report columns
	dirDisclosure // … of disclosure columns
	dirColumn     // … below which every page is a list
	dirDownload   // … that hand out files
)

// lexicon finds the words of topics in a text.
type lexicon [256][]entry

type entry struct {
	word  string
	topic topics
}

// newLexicon returns a lexicon of words that are separated by white space.
func newLexicon(words map[topics]string) *lexicon {
	var l lexicon
	for topic, list := range words {
		for word := range strings.FieldsSeq(list) {
			i := bucket(word, 0)
			l[i] = append(l[i], entry{word, topic})
		}
	}
	return &l
}

// bucket returns where the words that begin as s does at i are kept. The first
// byte of most Chinese characters is the same; the second and third tell more.
func bucket(s string, i int) byte {
	if s[i] < 0x80 || i+2 >= len(s) {
		return s[i]
	}
	return s[i+1]<<6 ^ s[i+2] ^ 0x80
}

// read returns the topics of the words in a text.
func (l *lexicon) read(text string) (found topics) {
	for i := 0; i < len(text); i++ {
		if c := text[i]; 0x80 <= c && c < 0xc0 {
			continue // inside of a character
		}
		for _, e := range l[bucket(text, i)] {
			if !found.has(e.topic) && strings.HasPrefix(text[i:], e.word) {
				found |= e.topic
			}
		}
	}
	return found
}

// textLexicon are words in links' texts and columns' names.
var textLexicon = newLexicon(map[topics]string{
	ofReport:        "年报 年度报告 年度工作报告",
	ofWork:          "工作报告 工作的报告 情况报告 情况的报告 工作总结",
	ofDisclosure:    "信息公开 政务公开",
	ofGovDisclosure: "政府信息公开 政务信息公开",
	ofProactive:     "主动公开",
	ofNotices:       "公告 公示",
	ofOtherYearly:   "法治政府 法治建设 依法行政 行政执法 网站工作 网站年 政府网站 年度报表",
	ofOthersReports: "法人 统计 环境 审计 企业 社会组织",
	ofPapers:        "要点 方案 计划 规划 指南 制度 目录 办法 依申请",
	ofBudget:        "决算 预算 解读 政策",
	ofNews:          "新闻 要闻 动态 图片 视频 专题 网上办事 办事服务 办事大厅 互动交流 政民互动 信箱 在线访谈 意见征集 民意征集 网上调查 领导之窗",
	ofIdle:          "登录 注册 搜索 检索 日历 English 无障碍 手机版 打印 上一篇 下一篇 上一条 下一条 评论 告诉好友 顶一下 点赞 在线申请 意见箱 设为首页 加入收藏 收藏本站 返回顶部 繁体 繁體",
	ofOrgans:        "乡镇 街道 镇街 镇办 街镇 苏木 部门 县直 区直 市直",
})

// pathLexicon are names of directories, in lower case.
var pathLexicon = newLexicon(map[topics]string{
	dirReports:    "xxgknb xxgkndbg gkndbg ndbg nbzbzf xzjd xjbm bmnb qzbm gknb annualreport xxgkbg xxgkgzbg xxgkgzndbg nianbao niandubaogao",
	dirDisclosure: "zfxxgk xxgk zwgk gkml openness",
	dirColumn: func() string {
		parts := ""
		for _, s := range systems {
			parts += " " + strings.Join(s.columns, " ")
		}
		return parts
	}(),
	dirDownload: "/downfile /download downloadattach /__local/ /m00/",
})

func hasAny(s string, words []string) bool {
	for _, w := range words {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}
