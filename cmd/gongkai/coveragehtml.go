package main

import (
	"cmp"
	_ "embed"
	"errors"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strings"
	"time"

	"gongkai/internal/whole"
)

//go:embed coverage.html
var coveragePage string

// htmlCell is an issuer's year on the page.
type htmlCell struct {
	Status, Sign, Label, URL string
}

// legendLine explains a status.
type legendLine struct{ Status, Sign, Chinese, English string }

func legend() []legendLine {
	return []legendLine{
		{statusPublished, "✓", "按期公布，或公布日期不详", "published in time, or at a date not known"},
		{statusLate, "+12", "逾期公布（逾期天数）", "published late, by so many days"},
		{statusGone, "†", "已存档，但网站上已撤下", "archived, and gone from the portal"},
		{statusMissing, "–", "未找到", "not found"},
		{statusBlocked, "■", "网站拒绝访问", "the portal is blocked"},
		{statusUnreadable, "?", "已公布，但无法读取", "there, and could not be read"},
		{statusNotDue, "·", "尚未到期", "not due yet"},
	}
}

// sign is what stands in the cell of a status.
func (y yearCoverage) sign() string {
	if y.Status == statusLate && y.Delay != nil {
		return fmt.Sprintf("+%d", *y.Delay)
	}
	for _, l := range legend() {
		if l.Status == y.Status {
			return l.Sign
		}
	}
	return ""
}

// label says a cell in words, for a pointer and for a reader of the screen.
func (y yearCoverage) label() string {
	for _, l := range legend() {
		if l.Status != y.Status {
			continue
		}
		text := fmt.Sprintf("%d %s · %s", y.Year, l.Chinese, l.English)
		if y.Status == statusLate && y.Delay != nil {
			text = fmt.Sprintf("%d 逾期公布，%+d 天 · published late, by %d days", y.Year, *y.Delay, *y.Delay)
		}
		if y.Published != "" {
			text += " · " + y.Published
		}
		if y.Why != "" {
			text += " · " + y.Why
		}
		return text
	}
	return ""
}

// mostCells is how many cells of issuers and years a page shows: a browser takes
// minutes for a million.
const mostCells = 100_000

// portalRow is a portal in the overview, with its years as columns stand.
type portalRow struct {
	Portal, Name string
	Cells        []shareCell // none where nothing is due
}

// shareCell is how many reports there are of those due, and that in eighths.
type shareCell struct {
	Text  string
	Share int
}

// overview returns the years of all portals, and a row for each.
func (c coverage) overview() (years []int, rows []portalRow) {
	counts := make([]map[int]yearCount, len(c.Portals))
	for i, pc := range c.Portals {
		counts[i] = map[int]yearCount{}
		for _, ic := range pc.Issuers {
			for _, y := range ic.Years {
				if counts[i][y.Year].Statuses == nil {
					counts[i][y.Year] = yearCount{y.Year, map[string]int{}}
				}
				counts[i][y.Year].Statuses[y.Status]++
			}
		}
		years = slices.AppendSeq(years, maps.Keys(counts[i]))
	}
	slices.Sort(years)
	years = slices.Compact(years)
	for i, pc := range c.Portals {
		row := portalRow{Portal: pc.Portal, Name: cmp.Or(pc.Name, pc.Portal)}
		for _, y := range years {
			if len(counts[i]) == 0 {
				break
			}
			var cell shareCell
			if have, of := counts[i][y].have(); of > 0 {
				cell = shareCell{fmt.Sprintf("%d/%d", have, of), 8 * have / of}
			}
			row.Cells = append(row.Cells, cell)
		}
		rows = append(rows, row)
	}
	return years, rows
}

// writeHTML writes c as a page that needs nothing else.
func (c coverage) writeHTML(w io.Writer, now time.Time) error {
	page, err := template.New("coverage").Funcs(template.FuncMap{
		"cell": func(y yearCoverage) htmlCell {
			return htmlCell{y.Status, y.sign(), y.label(), y.URL}
		},
		"name": func(pc portalCoverage) string {
			if pc.Name != "" {
				return pc.Name
			}
			return pc.Portal
		},
	}).Parse(coveragePage)
	if err != nil {
		return err
	}
	counts, cells := map[string]int{}, 0
	for _, pc := range c.Portals {
		for _, ic := range pc.Issuers {
			for _, y := range ic.Years {
				counts[y.Status]++
				cells++
			}
		}
	}
	years, rows := c.overview()
	return page.Execute(w, map[string]any{
		"Coverage": c, "Legend": legend(), "Counts": counts, "Date": now.In(beijing).Format(time.DateOnly),
		"Years": years, "Rows": rows, "Overview": len(rows) > 1, "Issuers": cells <= mostCells,
	})
}

// errNoPage says that something else stands where the page should.
var errNoPage = errors.New("is there, and is no page: it is not replaced")

// fileHTML writes the page to path, in place of a page that stood there.
func (c coverage) fileHTML(path string, now time.Time) error {
	doctype, _, _ := strings.Cut(coveragePage, "\n")
	switch there, err := os.ReadFile(path); {
	case err == nil && len(there) > 0 && !strings.HasPrefix(string(there), doctype):
		return errNoPage
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return err
	}
	return whole.Write(path, whole.Options{Replace: true}, func(at string) (err error) {
		f, err := os.Create(at)
		if err != nil {
			return err
		}
		if err := c.writeHTML(f, now); err != nil {
			_ = f.Close() // it is thrown away
			return err
		}
		return f.Close()
	})
}
