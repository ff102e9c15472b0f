package main

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"gongkai/internal/division"
)

// The divisions that coverage adds portals up by.
const (
	byCounty   = "county"
	byProvince = "province"
)

// groupCoverage counts the reports of the portals of a county or a province.
type groupCoverage struct {
	By    string      `json:"by"`   // county or province
	Code  string      `json:"code"` // division code, "" for portals whose division is not known
	Name  string      `json:"name"`
	Years []yearCount `json:"years"`
}

// yearCount counts the issuers of a year by their status.
type yearCount struct {
	Year     int            `json:"year"`
	Statuses map[string]int `json:"statuses"`
}

// have counts those whose report is in the archive, and all that is due.
func (y yearCount) have() (have, of int) {
	for status, n := range y.Statuses {
		switch status {
		case statusPublished, statusLate, statusGone:
			have, of = have+n, of+n
		case statusNotDue:
		default:
			of += n
		}
	}
	return have, of
}

// group adds the portals up, by county and by province.
func (c *coverage) group() []groupCoverage {
	type key struct{ by, code string }
	counts := map[key]map[int]map[string]int{}
	for _, pc := range c.Portals {
		for _, k := range []key{{byCounty, countyOf(pc.Division)}, {byProvince, provinceOf(pc.Division)}} {
			if counts[k] == nil {
				counts[k] = map[int]map[string]int{}
			}
			for _, ic := range pc.Issuers {
				for _, y := range ic.Years {
					if counts[k][y.Year] == nil {
						counts[k][y.Year] = map[string]int{}
					}
					counts[k][y.Year][y.Status]++
				}
			}
		}
	}
	groups := []groupCoverage{}
	for k, years := range counts {
		g := groupCoverage{By: k.by, Code: k.code, Name: divisionName(k.code), Years: []yearCount{}}
		for _, y := range slices.Sorted(maps.Keys(years)) {
			g.Years = append(g.Years, yearCount{y, years[y]})
		}
		groups = append(groups, g)
	}
	slices.SortFunc(groups, func(a, b groupCoverage) int { return cmp.Or(cmp.Compare(a.By, b.By), cmp.Compare(a.Code, b.Code)) })
	return groups
}

func countyOf(code string) string { return code[:min(6, len(code))] }

func provinceOf(code string) string {
	if len(code) < 2 {
		return ""
	}
	return code[:2] + "0000"
}

// divisionName is the name of a county or a province with that of the province
// before it, or its code where it is not known.
func divisionName(code string) string {
	if code == "" {
		return "(division not known)"
	}
	var names []string
	for _, c := range slices.Compact([]string{provinceOf(code), code}) {
		if found := division.Find(c); len(found) > 0 {
			names = append(names, found[0].Name)
		}
	}
	return cmp.Or(strings.Join(names, ""), code)
}

// printGroups prints have/due, a division a line.
func (p *program) printGroups(c coverage, by string) {
	var years []int
	for _, g := range c.Groups {
		for _, y := range g.Years {
			years = append(years, y.Year)
		}
	}
	slices.Sort(years)
	years = slices.Compact(years)
	t := newTable("left", "right")
	head := []string{""}
	for _, y := range years {
		head = append(head, strconv.Itoa(y))
	}
	t.row(head...)
	for _, g := range c.Groups {
		if g.By != by {
			continue
		}
		row := []string{g.Name}
		for _, year := range years {
			cell := ""
			for _, y := range g.Years {
				if have, of := y.have(); y.Year == year && of > 0 {
					cell = fmt.Sprintf("%d/%d", have, of)
				}
			}
			row = append(row, cell)
		}
		t.row(row...)
	}
	t.print(p.stdout, "")
	fmt.Fprintln(p.stdout, "\nReports in the archive / reports due.")
}
