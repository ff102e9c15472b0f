package main

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"gongkai/archive"
	"gongkai/crawler/cms"
	"gongkai/internal/urls"
)

// columns finds the columns and the reports that links name, those of reports
// first, each group in the order in which they were found.
func (s *sightings) columns(v *probeView) {
	reports := map[string]int{} // by the list that names them
	named := map[[2]string]bool{}
	list := map[string]string{} // of a data request
	names := map[string]string{}
	var order []string
	titled := map[string]bool{}
	note := func(url, name string) {
		if _, ok := names[url]; !ok {
			names[url] = name
			order = append(order, url)
		}
	}
	what := map[string]string{}
	for _, o := range s.outcomes {
		at := o.Visit.URL
		if o.Visit.Kind == archive.KindListData {
			list[at] = o.Visit.Via
		}
		if l, ok := list[at]; ok {
			at = l
		}
		for _, l := range o.Outlinks {
			switch {
			case cms.ReportTitle(l.Anchor) && l.Kind != archive.KindList:
				if link := [2]string{at, l.URL}; !named[link] { // a page may have been asked for twice
					named[link] = true
					reports[at]++
				}
				if !titled[l.Anchor] {
					titled[l.Anchor] = true
					v.Reports = append(v.Reports, titleView{l.Anchor, yearOf(l.Anchor), l.URL})
				}
			case l.Kind != archive.KindList && l.Kind != archive.KindPage:
			case cms.ReportColumn(l.Anchor):
				what[l.URL] = columnReports
				note(l.URL, l.Anchor)
			case cms.DisclosureColumn(l.Anchor) && what[l.URL] == "":
				what[l.URL] = columnDisclosure
				note(l.URL, l.Anchor)
			}
		}
		if reports[at] > 0 && o.Items != nil && (at == v.URL || what[at] == "" && cms.ReportColumn(o.Visit.Column)) {
			what[at] = columnReports
			note(at, o.Visit.Column)
		}
	}
	// A column of one year, or one that words are asked for with, is not where all begin. The page of a bureau
	// or a town in a folder of its county's portal names the county's columns too.
	rank := func(url string) int {
		if !strings.HasPrefix(url, ownFolder(v.URL)) {
			return 2 + narrow(url)
		}
		return narrow(url)
	}
	slices.SortStableFunc(order, func(a, b string) int { return rank(a) - rank(b) })
	for _, kind := range []string{columnReports, columnDisclosure} {
		for _, url := range order {
			if what[url] == kind {
				v.Columns = append(v.Columns, columnView{url, names[url], kind, reports[url]})
			}
		}
	}
}

// ownFolder returns the folder that a page stands in, or its site where that is
// the folder of all.
func ownFolder(page string) string {
	path, _, _ := strings.Cut(urls.Path(page), "?")
	folder := path[:strings.LastIndexByte(path, '/')+1]
	if folder == "/" {
		return ""
	}
	return urls.Authority(page) + folder
}

// narrow is 1 for the address of a column that holds one year's reports, or what was
// searched for, else 0.
func narrow(url string) int {
	_, query, _ := strings.Cut(url, "?")
	if year.MatchString(urls.Path(url)) || words.MatchString(query) {
		return 1
	}
	return 0
}

// words are such in a query, in whatever charset they are escaped.
var words = regexp.MustCompile(`%[89A-Fa-f][0-9A-Fa-f]`)

// year is a year in figures.
var year = regexp.MustCompile(`20[0-9]{2}`)

// yearOf returns the year in a report's title, or 0.
func yearOf(title string) int {
	title = strings.NewReplacer("〇", "0", "○", "0", "零", "0", "一", "1", "二", "2", "三", "3", "四", "4",
		"五", "5", "六", "6", "七", "7", "八", "8", "九", "9").Replace(title)
	n, _ := strconv.Atoi(year.FindString(title))
	return n
}
