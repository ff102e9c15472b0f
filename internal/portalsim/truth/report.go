package truth

import (
	"strconv"
	"time"

	"gongkai/archive"
)

// Issuer is who reports (发布机关). Scale is how much there is to report: 0 for
// a quiet town to 6 for a county.
type Issuer struct {
	Name  string
	Kind  string // county, town, street or department
	Scale int
	Key   uint64
}

// Report is one annual report and all that is known of it.
type Report struct {
	Title     string
	Template  archive.Template
	Published time.Time
	Passages  []archive.Passage // without the title
	Tables    []archive.Table
}

// style is how a report prints things.
type style struct {
	combined   bool // section two is one table
	spaced     bool // labels with inner spaces
	narrow     bool // half-width brackets in labels
	dot        string
	thousands  bool
	blanks     bool // rows of section two are left blank here and there
	blank      string
	amountUnit int
}

// Where 采购总金额 has its unit.
const (
	unitHeader = iota
	unitCell
	unitNone
)

func styleOf(issuer Issuer, year int) style {
	h := Mix(issuer.Key, quantityStyle, uint64(year))
	return style{
		combined:   h&3 != 0,
		spaced:     h>>2&3 == 0,
		narrow:     h>>4&7 == 0,
		dot:        []string{".", ".", ".", "．", "、"}[h>>8%5],
		thousands:  h>>12&1 == 0,
		blanks:     h>>13&3 == 0,
		blank:      []string{"", "/", ""}[h>>16%3],
		amountUnit: int(h >> 20 % 3),
	}
}

// Published returns the day on which issuer's report on year came out: from
// the middle of January to the end of March of the following year.
func Published(issuer Issuer, year int) time.Time {
	day := int(Mix(issuer.Key, quantityPublished, uint64(year)) % 74)
	return time.Date(year+1, 1, 15+day, 0, 0, 0, 0, time.UTC)
}

// Title returns the title of issuer's report on year.
func Title(issuer Issuer, year int) string {
	y := strconv.Itoa(year)
	switch Mix(issuer.Key, quantityStyle) % 5 {
	case 0:
		return issuer.Name + y + "年度政府信息公开工作年度报告"
	case 1:
		return y + "年" + issuer.Name + "政府信息公开工作年度报告"
	case 2:
		return issuer.Name + y + "年政府信息公开年度报告"
	}
	return issuer.Name + y + "年政府信息公开工作年度报告"
}

// Write returns issuer's report on year.
func Write(issuer Issuer, year int) Report {
	st := styleOf(issuer, year)
	r := Report{
		Title:     Title(issuer, year),
		Template:  TemplateOf(year),
		Published: Published(issuer, year),
	}
	if year < 2019 {
		r.older(issuer, year, st)
		return r
	}
	f := draw(issuer, year, st)
	r.compose(issuer, year, f, st)
	return r
}

// Cells returns every cell of issuer's report on year, keyed
// "table.row.column".
func Cells(issuer Issuer, year int) map[string]Value {
	cells := make(map[string]Value, 200)
	switch TemplateOf(year) {
	case archive.NARR2008:
		return cells
	case archive.STAT2014:
		for _, l := range drawStatistic(issuer, year, styleOf(issuer, year)) {
			if l.key != "" {
				cells["stat."+l.key+".value"] = l.value
			}
		}
		return cells
	}
	f := draw(issuer, year, styleOf(issuer, year))
	for _, b := range append(f.two, f.three, f.four) {
		for r, row := range b.rows {
			for c, column := range b.columns {
				cells[b.id+"."+row.key+"."+column.key] = b.values[r][c]
			}
		}
	}
	return cells
}
