package portalsim

import (
	"slices"
	"sort"
	"strconv"
	"time"

	"gongkai/internal/portalsim/truth"
)

// kind is what an article is.
type kind int

const (
	kindNews kind = iota
	kindNotice
	kindWork    // 部门动态
	kindPolicy  // 政策文件
	kindReading // 政策解读
	kindBudget  // 财政预决算
	kindVoice   // 公众参与
	kindGuide   // 指南, 制度
	kindReport
	kindRuleOfLaw // 法治政府建设年度报告
	kindSiteForm  // 政府网站工作年度报表
	kindKeyPoints // 政务公开工作要点
)

// column is a 栏目, its articles newest first.
type column struct {
	index, parent int // parent is -1 at the top
	name, slug    string
	kind          kind
	organ         int // index of the issuer whose column it is, or -1
	annual        bool
	children      []int
	first, count  int           // without the newer: numbers from first on
	newer         []int         // numbers of articles that came later, newest first
	rows          int           // a list page
	entries       []entry       // the articles, where they are not all of kind
	strays        map[int]entry // by place: reports among other papers
}

// entry is an article that an issuer publishes for a year.
type entry struct {
	kind         kind
	issuer, year int
	format       string
}

// portal is the index of one portal.
type portal struct {
	world      *World
	index      int
	key        uint64
	county     county
	host       string
	clone      string
	familyName string
	family     family
	layout     layout
	quirks     quirks
	disclosure int // the column of disclosure
	guide      int // the column of the guide to it
	issuers    []issuer
	columns    []column
	byAddress  map[string]int // column by the path of its first page
	articles   int
	later      []later // those that came since; their numbers follow the others'
	reports    []int   // article numbers, by issuer and year
	newest     time.Time
}

func newPortal(w *World, index int, familyName string) *portal {
	c := countyAt(index)
	p := &portal{
		world:  w,
		index:  index,
		key:    truth.Mix(w.opts.Seed, uint64(index), 3),
		county: c,
		host:   "www." + c.slug + ".gov.cn",
		clone:  "www." + c.slug + "-gov-info.com",
		newest: newestOf(w.opts.Years),
	}
	p.familyName, p.family = familyOf(familyName)
	p.layout = layoutOf(w.opts.Layout)
	if _, ok := p.family.(insider); ok {
		p.layout = layoutOf(0)
	}
	p.issuers = issuersOf(c, p.key, w.opts.Issuers)
	if _, ok := p.family.(hubei); ok {
		park := &p.issuers[len(p.issuers)-1]
		park.Name, park.Kind, park.short, park.slug = c.name+"工业园区管理委员会", "park", "工业园区", "gyyq"
	}
	p.build()
	p.quirks = quirksOf(p)
	for _, year := range w.opts.Later {
		p.grow(year)
	}
	return p
}

// add appends a column below parent.
func (p *portal) add(parent int, name, word string, k kind) int {
	name, word = p.layout.named(name, word)
	c := column{index: len(p.columns), parent: parent, name: name, slug: word, kind: k, organ: -1, rows: 20}
	if parent >= 0 {
		up := &p.columns[parent]
		c.slug, c.organ = up.slug+"/"+word, up.organ
		up.children = append(up.children, c.index)
	}
	p.columns = append(p.columns, c)
	return c.index
}

// build lays out the columns and hands out the article numbers.
func (p *portal) build() {
	news := p.add(-1, "县内要闻", "xwzx", kindNews)
	notices := p.add(-1, "通知公告", "tzgg", kindNotice)
	work := p.add(-1, "部门动态", "bmdt", kindWork)
	disclosure := p.add(-1, "政府信息公开", "zwgk", kindGuide)
	reading := p.add(-1, "政策解读", "zcjd", kindReading)
	voice := p.add(-1, "公众参与", "gzcy", kindVoice)
	p.disclosure = disclosure
	if p.layout.platform {
		disclosure = p.add(disclosure, "政府信息公开平台", "zfxxgkpt", kindGuide)
	}
	guide := p.add(disclosure, "政府信息公开指南", "zfxxgkzn", kindGuide)
	p.guide = guide
	system := p.add(disclosure, "政府信息公开制度", "zfxxgkzd", kindGuide)
	legal := p.add(disclosure, "法定主动公开内容", "fdzdgknr", kindGuide)
	policy := p.add(legal, "政策文件", "zcwj", kindPolicy)
	budget := p.add(legal, "财政预决算", "czyjs", kindBudget)
	p.columns[guide].count, p.columns[system].count = 1, 3

	entries, strays := p.plan()
	annual := p.add(disclosure, "政府信息公开年报", "zfxxgknb", kindReport)
	p.columns[annual].annual = true
	switch p.layout.filing {
	case filedByOrgan:
		p.buildByOrgan(disclosure, annual, entries)
	case filedByYear:
		for _, year := range slices.Backward(p.world.opts.Years) {
			p.fileWhere(annual, strconv.Itoa(year)+"年", "n"+strconv.Itoa(year), entries, func(e entry) bool { return e.year == year })
		}
	case filedByLevel:
		p.buildByYearBelowLevel(annual, entries)
	case filedTogether:
		p.file(annual, entries)
		p.columns[annual].rows = 15
	default:
		if p.family.byOrgan() {
			p.buildByOrgan(disclosure, annual, entries)
		} else {
			p.buildByLevel(annual, entries)
		}
	}

	// What else there is, shared out.
	papers := -len(strays)
	reports := 0
	for _, e := range entries {
		if e.kind == kindReport {
			reports++
		} else {
			papers++
		}
	}
	left := max(p.world.opts.Noise*(reports+len(strays))-papers-len(strays)-4, 0)
	for _, share := range []struct{ column, percent int }{
		{news, 34}, {notices, 18}, {work, 14}, {policy, 10}, {reading, 9}, {budget, 9}, {voice, 6},
	} {
		p.columns[share.column].count = max(left*share.percent/100, 1)
	}
	astray := notices
	if p.layout.inPapers {
		astray = legal
		p.columns[legal].kind, p.columns[legal].count = kindPolicy, p.columns[policy].count
	}
	p.misfile(astray, strays)
	p.number()
}

// plan returns what issuers publish each year: reports, but for a few that are
// missing on purpose, and other yearly papers. The reports that end up in a
// wrong column come second.
func (p *portal) plan() (entries, strays []entry) {
	years := p.world.opts.Years
	total := len(p.issuers) * len(years)
	missing := make(map[int]bool)
	dice := truth.Dice(p.key, 5)
	if total >= 10 {
		for len(missing) < total/15+1 {
			missing[dice.IntN(total)] = true
		}
	}
	formats := []string{FormatHTML, FormatHTML, FormatDocx, FormatHTML, FormatGBK, FormatHTML, FormatHTML}
	other := []kind{kindRuleOfLaw, kindSiteForm, kindKeyPoints}
	other = other[:min(len(other), p.world.opts.Noise)]
	made := 0
	for i := range p.issuers {
		for j, year := range years {
			for _, k := range other {
				entries = append(entries, entry{kind: k, issuer: i, year: year, format: FormatHTML})
			}
			if missing[i*len(years)+j] {
				continue
			}
			e := entry{kind: kindReport, issuer: i, year: year, format: formats[(made+int(p.key%7))%7]}
			if f, ok := p.family.(uniform); ok {
				e.format = f.format()
			}
			made++
			if total >= 10 && i == len(p.issuers)-1 && (j == 1 || j == 3) {
				strays = append(strays, e)
			} else {
				entries = append(entries, e)
			}
		}
	}
	return entries, strays
}

// levels are the groups of organs by which reports are filed.
var levels = [...]struct{ kinds, name, slug string }{
	{"county", "县政府", "xzf"}, {"department", "县直部门", "bm"}, {"town street", "乡镇街道", "xz"},
}

// buildByLevel files entries under year and level: 年报/2021/乡镇.
func (p *portal) buildByLevel(annual int, entries []entry) {
	for _, year := range slices.Backward(p.world.opts.Years) {
		y := p.add(annual, strconv.Itoa(year)+"年", "n"+strconv.Itoa(year), kindReport)
		for _, level := range levels {
			p.fileWhere(y, level.name, level.slug, entries, func(e entry) bool {
				return e.year == year && containsWord(level.kinds, p.issuers[e.issuer].Kind)
			})
		}
	}
}

// buildByYearBelowLevel files entries under level and year: 年报/乡镇/2021.
func (p *portal) buildByYearBelowLevel(annual int, entries []entry) {
	for _, level := range levels {
		if !slices.ContainsFunc(entries, func(e entry) bool { return containsWord(level.kinds, p.issuers[e.issuer].Kind) }) {
			continue
		}
		l := p.add(annual, level.name, level.slug, kindReport)
		for _, year := range slices.Backward(p.world.opts.Years) {
			p.fileWhere(l, strconv.Itoa(year)+"年", "n"+strconv.Itoa(year), entries, func(e entry) bool {
				return e.year == year && containsWord(level.kinds, p.issuers[e.issuer].Kind)
			})
		}
	}
}

// fileWhere puts the entries for which chosen holds into a new column below
// parent, if there are any.
func (p *portal) fileWhere(parent int, name, word string, entries []entry, chosen func(entry) bool) {
	var own []entry
	for _, e := range entries {
		if chosen(e) {
			own = append(own, e)
		}
	}
	if len(own) > 0 {
		p.file(p.add(parent, name, word, kindReport), own)
	}
}

// buildByOrgan files entries under the organ: 乡镇信息公开/柳溪镇/政府信息公开年报.
func (p *portal) buildByOrgan(disclosure, annual int, entries []entry) {
	byIssuer := make([][]entry, len(p.issuers))
	for _, e := range entries {
		byIssuer[e.issuer] = append(byIssuer[e.issuer], e)
	}
	p.file(annual, byIssuer[0])
	departments := p.add(disclosure, "部门信息公开", "bmxxgk", kindGuide)
	towns := p.add(disclosure, "乡镇信息公开", "xzxxgk", kindGuide)
	for i := 1; i < len(p.issuers); i++ {
		parent := towns
		if p.issuers[i].Kind == "department" {
			parent = departments
		}
		organ := p.add(parent, p.issuers[i].short, p.issuers[i].slug, kindGuide)
		p.columns[organ].organ = i
		own := p.add(organ, "政府信息公开年报", "zfxxgknb", kindReport)
		p.columns[own].annual = true
		p.file(own, byIssuer[i])
	}
}

// organColumn returns the column of an organ.
func (p *portal) organColumn(organ int) *column {
	i := slices.IndexFunc(p.columns, func(c column) bool { return c.organ == organ })
	return &p.columns[i]
}

// file puts entries into column c, newest first.
func (p *portal) file(c int, entries []entry) {
	slices.SortStableFunc(entries, func(a, b entry) int { return p.dateOf(b).Compare(p.dateOf(a)) })
	p.columns[c].entries, p.columns[c].count = entries, len(entries)
	p.columns[c].rows = p.family.reportRows()
}

// misfile puts strays among the articles of column c, where their dates belong.
func (p *portal) misfile(c int, strays []entry) {
	col := &p.columns[c]
	col.count += len(strays)
	col.strays = make(map[int]entry)
	for _, e := range strays {
		at := sort.Search(col.count, func(i int) bool { return !p.dateAt(col, i).After(p.dateOf(e)) })
		at = min(at, col.count-1)
		for _, taken := col.strays[at]; taken; _, taken = col.strays[at] {
			at = (at + 1) % col.count
		}
		col.strays[at] = e
	}
}

// number hands out article numbers and indexes columns and reports.
func (p *portal) number() {
	p.byAddress = make(map[string]int, len(p.columns))
	for i := range p.columns {
		c := &p.columns[i]
		c.first = p.articles
		p.articles += c.count
		p.byAddress[p.family.columnPath(p, c)] = i
		for at, e := range c.entries {
			if e.kind == kindReport {
				p.reports = append(p.reports, c.first+at)
			}
		}
		for at := range c.strays {
			p.reports = append(p.reports, c.first+at)
		}
	}
	slices.Sort(p.reports)
}

// dateOf returns the day on which e came out.
func (p *portal) dateOf(e entry) time.Time {
	published := truth.Published(p.issuers[e.issuer].Issuer, e.year)
	if e.kind == kindReport {
		return published
	}
	return published.AddDate(0, 0, int(truth.Mix(p.key, uint64(e.kind), uint64(e.issuer), uint64(e.year))%60)-20)
}

// dateAt returns the day on which the article at a place of c came out, where
// it is of the column's own kind: places are spread over the years.
func (p *portal) dateAt(c *column, at int) time.Time {
	years := p.world.opts.Years
	days := 365*(years[len(years)-1]-years[0]+1) + 400
	return newestOf(years).AddDate(0, 0, -at*days/max(c.count, 1))
}

// newestOf returns the day of the newest article where years are reported on.
func newestOf(years []int) time.Time {
	return time.Date(years[len(years)-1]+1, 4, 30, 0, 0, 0, 0, time.UTC)
}

// url returns the absolute URL of path.
func (p *portal) url(path string) string { return "http://" + p.host + path }

// parents returns the columns above c, from the top down.
func (p *portal) parents(c *column) []*column {
	var up []*column
	for i := c.parent; i >= 0; i = p.columns[i].parent {
		up = append(up, &p.columns[i])
	}
	slices.Reverse(up)
	return up
}

// size returns the number of articles of c.
func (c *column) size() int { return len(c.newer) + c.count }

// pages returns the number of list pages of c, at least one.
func (c *column) pages() int { return max(1, (c.size()+c.rows-1)/c.rows) }

// at returns the number of the article at a place of c.
func (c *column) at(place int) int {
	if place < len(c.newer) {
		return c.newer[place]
	}
	return c.first + place - len(c.newer)
}

// place returns where in c the article of a number is.
func (c *column) place(n int) int {
	if i := slices.Index(c.newer, n); i >= 0 {
		return i
	}
	return n - c.first + len(c.newer)
}
