package htmldoc

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// The most text, in bytes without white space, that an element may have to be
// taken for chrome by its class alone, unless half of it is links.
const maxChrome = 600

// maxChromeNodes is how much of such an element is looked at: nested ones must
// not cost the square of their number.
const maxChromeNodes = 2000

// isChrome reports whether n surrounds the article instead of being part of it.
func (r *reader) isChrome(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Nav, atom.Footer, atom.Aside:
		return true
	case atom.Header:
		return !r.strict
	case atom.Body, atom.P, atom.Table, atom.Tbody, atom.Tr, atom.Td, atom.Br, atom.B, atom.Strong, atom.Font:
		return false
	}
	named := false
	names(n, func(name string) bool {
		named = r.chromeName(name)
		return !named
	})
	if !named {
		return false
	}
	s := shape{most: maxChromeNodes}
	s.measure(n, false)
	return s.nested == 0 && (s.text < maxChrome || s.linked*2 > s.text)
}

// chromeName reports whether a class or id names a part of chrome. Where the
// content was only guessed, more names count.
func (r *reader) chromeName(name string) bool {
	switch name {
	case "nav", "navbar", "navigation", "breadcrumb", "breadcrumbs", "crumb", "crumbs", "bread",
		"share", "share-box", "sharebox", "bdsharebuttonbox", "bdshare", "bshare-custom", "social-share", "jiathis_style",
		"print", "printer", "fontsize", "font-size", "font_size", "prevnext", "prev-next", "pre-next", "pagination", "pager",
		"qrcode", "qr-code", "ewm", "erweima", "copyright":
		return true
	case "header", "head", "top", "topbar", "footer", "foot", "bottom", "menu", "side", "sidebar", "leftnav", "left-nav",
		"position", "location", "weizhi", "dqwz", "tools", "toolbar", "related", "xgxx", "xgyd", "hot", "search", "searchbox",
		"article-info", "article_info", "info", "pubtime", "source", "links", "friendlink", "today", "date", "time", "close":
		return !r.strict
	}
	return false
}

// maxChromeLine is the longest line, in bytes, that is judged by its words.
const maxChromeLine = 240

// plainSigns makes one of the signs that lines of chrome are written with.
var plainSigns = strings.NewReplacer("：", ":", "\u3000", "", "【", "", "】", "", "[", "", "]", "", "（", "(", "）", ")")

// chromeLine reports whether a passage belongs to the page around an article:
// where one is, what day it is, what comes before and after, buttons, counters,
// and the site's imprint.
func chromeLine(text string) bool {
	if len(text) > maxChromeLine {
		return false
	}
	s := squeeze(plainSigns.Replace(text))
	for _, lead := range []string{
		"上一篇:", "下一篇:", "上一条:", "下一条:", "上篇:", "下篇:", "当前位置:", "您当前的位置", "您现在的位置", "您所在的位置", "您的位置:",
		"你的位置:", "现在位置:", "所在位置:", "当前所在位置", "今天是:", "今天是20", "浏览次数:", "阅读次数:", "点击次数:", "点击数:", "浏览量:",
		"阅读量:", "访问量:", "访问次数:", "发布日期:", "发布时间:", "发稿时间:", "更新时间:", "更新日期:", "来源:", "信息来源:", "文章来源:", "稿件来源:",
		"责任编辑:", "编辑:", "作者:", "字体:", "字号:", "分享到:", "扫一扫", "版权所有", "主办单位:", "主办:", "承办单位:", "承办:", "技术支持:", "网站标识码",
		"备案号:", "备案序号:", "发布机构:", "信息索引:", "索引号:", "您是第", "关闭窗口", "打印本页",
	} {
		if strings.HasPrefix(s, lead) {
			return !counted(s)
		}
	}
	switch {
	case strings.HasPrefix(s, "首页>"), strings.HasPrefix(s, "首页»"), strings.HasPrefix(s, "首页›"), strings.HasPrefix(s, "首页/"), strings.HasPrefix(s, "首页-"):
		return true
	case strings.Contains(s, "ICP备"), strings.Contains(s, "公网安备"):
		return true
	}
	return onlyButtons(s)
}

// counted reports whether a line counts applications or files, as one of a report
// does: 来源：网上申请12件.
func counted(s string) bool {
	for _, unit := range []string{"件", "条", "项"} {
		if before, _, found := strings.Cut(s, unit); found && digits(before[max(0, len(before)-1):]) > 0 {
			return true
		}
	}
	return false
}

// buttons are names of a page's buttons, longer ones before those that they begin with.
var buttons = strings.Fields("打印本页 打印此页 打印 关闭窗口 关闭本页 关闭页面 关闭 分享到 分享 收藏本页 加入收藏 收藏 设为首页 字体 字号 默认 超大 大 中 小 " +
	"返回顶部 返回首页 返回列表 返回 顶部 微信 微博 新浪 朋友圈 QQ空间 QQ好友 纠错 保存 朗读 复制链接 手机版 无障碍浏览 无障碍 长者模式 网站地图 " +
	"联系我们 关于我们 网站声明 上一篇 下一篇 上一页 下一页 上一条 下一条 没有了 A+ A-")

// onlyButtons reports whether nothing is left of s without the names of
// buttons. s has no white space.
func onlyButtons(s string) bool {
	left := s
	for left != "" {
		cut := strings.TrimLeft(left, "|:/-·,、()>")
		for _, name := range buttons {
			if rest, ok := strings.CutPrefix(cut, name); ok {
				cut = rest
				break
			}
		}
		if cut == left {
			return false
		}
		left = cut
	}
	// A line of punctuation alone says nothing about chrome.
	return strings.Trim(s, "|:/-·,、()>") != ""
}
