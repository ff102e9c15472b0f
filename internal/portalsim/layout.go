package portalsim

import "strings"

// Layouts is the number of ways in which portals are laid out: how columns are
// named and nested, where reports are filed, and the markup of lists and menus.
// They belong to no family. The first is that of the demo; nothing of the crawler
// was made with the last two in view ([HeldOut]).
const Layouts = 6

// HeldOut are the layouts that discovery is measured on.
func HeldOut() []int { return []int{4, 5} }

// filing is how reports are put into columns.
type filing int

const (
	filedAsFamily filing = iota // under organs or under years, as the family does
	filedByOrgan                // 乡镇信息公开/柳溪镇/年报
	filedByYear                 // 年报/2021年
	filedByLevel                // 年报/乡镇街道/2021年
	filedTogether               // all in one column
)

// layout is a way to lay a portal out.
type layout struct {
	filing filing

	// names has the name and the directory of columns that are not called as
	// the first layout calls them, as 名/dir.
	names map[string]string

	platform bool // disclosure has a platform of its own below its column
	unfolded bool // the main menu leads to every column
	bareHome bool // the home page shows no articles
	inPapers bool // reports are misfiled among papers and not among notices

	// list writes the articles of a list, and tree the columns around one.
	list func(g *page, numbers []int)
	tree func(g *page, c *column)
}

func layoutOf(n int) layout {
	all := [Layouts]layout{
		{list: plainList, tree: nestedTree},
		{
			filing: filedByLevel, list: tableList, tree: boxedTree,
			names: map[string]string{
				"政府信息公开": "政务公开/gk", "政府信息公开年报": "信息公开年报/gknb", "通知公告": "公示公告/gsgg", "法定主动公开内容": "主动公开目录/gkml2",
				"县内要闻": "今日要闻/jryw", "部门动态": "部门之窗/bmzc",
			},
		},
		{
			filing: filedByYear, platform: true, list: cardList, tree: tabTree,
			names: map[string]string{
				"政府信息公开年报": "政府信息公开工作年度报告/ndgzbg", "通知公告": "通知公示/tzgs", "政策解读": "解读回应/jdhy", "财政预决算": "财政信息/czxx",
			},
		},
		{
			filing: filedByOrgan, list: datedList, tree: nestedTree, bareHome: true,
			names: map[string]string{
				"政府信息公开": "信息公开/openinfo", "政府信息公开年报": "年报/report", "乡镇信息公开": "乡镇街道/towns", "部门信息公开": "县直部门/bureaus",
				"县内要闻": "新闻中心/news", "通知公告": "公告/notice", "部门动态": "基层动态/base",
			},
		},
		{
			filing: filedTogether, list: definedList, tree: noTree, unfolded: true,
			names: map[string]string{
				"政府信息公开": "政务公开/open", "政府信息公开年报": "政府信息公开工作年报/gongkai", "县内要闻": "时政要闻/szyw", "通知公告": "公告公示/gonggao",
				"法定主动公开内容": "法定主动公开/zhudong", "公众参与": "互动交流/hudong",
			},
		},
		{
			filing: filedByOrgan, list: blockList, tree: tabTree, platform: true, bareHome: true, inPapers: true,
			names: map[string]string{
				"政府信息公开年报": "年度报告/nd", "乡镇信息公开": "镇街/zj", "部门信息公开": "部门/bumen", "法定主动公开内容": "法定主动公开内容/fdnr",
				"县内要闻": "要闻/yw", "通知公告": "通知/tz",
			},
		},
	}
	return all[min(max(n, 0), Layouts-1)]
}

// named is how the layout calls the column that the first layout calls so.
func (l *layout) named(name, dir string) (string, string) {
	if own, ok := l.names[name]; ok {
		name, dir, _ = strings.Cut(own, "/")
	}
	return name, dir
}

// cut shortens a title as lists do that have little room.
func cut(title string, most int) string {
	if runes := []rune(title); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return title
}
