package cms

import (
	"iter"
	"regexp"
	"strings"
	"time"

	"gongkai/internal/urls"
)

// firstYear is the first year of which there are disclosure reports: the
// regulation on disclosure (政府信息公开条例) holds since then. The last is the
// year that it is now.
const firstYear = 2008

var (
	reencoded = regexp.MustCompile(`(?i)%25(?:25)+[0-9a-f]{2}`)
	otherDay  = regexp.MustCompile(`^\d{4}[-/.]\d{1,2}(?:[-/.]\d{1,2})?$`)
	dayValue  = regexp.MustCompile(`^\d{4}[-/.]?\d{1,2}(?:[-/.]?\d{1,2})?$`)
)

// maxAddress is the length in bytes above which an address is none that a
// portal has: it grows with each page of a trap.
const maxAddress = 4000

// Trap reports whether a URL belongs to a space without end, or to a page that
// holds nothing to read: loops in paths, repeated encoding, sessions, forms that
// are posted back, calendars, lists sifted ever further, counts by query,
// printing, logging in, searching, tags. via is the page that named it. The addresses
// of the families' articles and data requests are no traps unless they loop.
func Trap(url, via string) bool {
	if len(url) > maxAddress {
		return true
	}
	full := urls.Path(url)
	path, query, _ := strings.Cut(full, "?")
	if loops(path) || strings.Contains(full, "%25") && reencoded.MatchString(full) {
		return true
	}
	low := strings.ToLower(path)
	if session(low, query) || printed(low, query) {
		return true
	}
	if query == "" && isArticle(low) || isDataRequest(low) {
		return false
	}
	return idle(low, strings.ToLower(query)) || query != "" && acts(low, query) || calendar(low, query) || query != "" && (sifts(path, query, via) || counts(path, query, via))
}

// session reports whether an address holds what a server remembers a visitor, or
// a form, by: every visitor and every page gets another one.
func session(low, query string) bool {
	if strings.Contains(low, ";jsessionid") || strings.Contains(low, "/(s(") {
		return true
	}
	for name := range fieldNames(query) {
		switch name {
		case "jsessionid", "phpsessid", "aspsessionid", "sessionid", "session_id", "__viewstate", "__eventtarget", "__eventargument", "__eventvalidation":
			return true
		}
	}
	return false
}

// fieldNames yields the names of a query's fields, in lower case, with their
// values.
func fieldNames(query string) iter.Seq2[string, string] {
	return func(yield func(string, string) bool) {
		for f := range strings.SplitSeq(query, "&") {
			name, value, _ := strings.Cut(f, "=")
			if name != "" && !yield(strings.ToLower(name), value) {
				return
			}
		}
	}
}

// printed reports whether an address is of a page's twin for printers.
func printed(low, query string) bool {
	name, _, _ := strings.Cut(low[strings.LastIndexByte(low, '/')+1:], ".")
	if strings.HasSuffix(name, "_print") || strings.HasSuffix(name, "-print") {
		return true
	}
	for name, value := range fieldNames(query) {
		if name == "print" || strings.EqualFold(value, "print") {
			return true
		}
	}
	return false
}

// loops reports whether the segments of a path repeat themselves: one more than
// three times, or, of ten and more, two of them three times.
func loops(path string) bool {
	if strings.Count(path, "/") < 4 {
		return false
	}
	segments := strings.Split(strings.Trim(path, "/"), "/")
	seen := map[string]int{}
	thrice := 0
	for _, s := range segments {
		if s == "" {
			continue
		}
		seen[s]++
		switch seen[s] {
		case 3:
			thrice++
		case 4:
			return true
		}
	}
	return len(segments) >= 10 && thrice >= 2
}

// isDataRequest reports whether a path is one that a list's page asks for data.
func isDataRequest(low string) bool {
	return hasAny(low, []string{"/jpage/dataproxy.jsp", "/common/search/", "/site/label/", "/gkmlpt/api/", "/module/xxgk/search.jsp", jpaasUnit})
}

// idle reports whether an address is of a page that nothing follows from.
func idle(low, query string) bool {
	for segment := range strings.SplitSeq(low, "/") {
		name, _, _ := strings.Cut(segment, ".")
		switch name {
		case "login", "logon", "logout", "register", "search", "so", "sousuo", "jiansuo", "captcha", "validatecode", "verifycode", "sso", "print", "printpage", "tag", "tags":
			return true
		}
	}
	for f := range strings.SplitSeq(query, "&") {
		name, _, _ := strings.Cut(f, "=")
		switch name {
		case "fontsize", "searchword", "keyword", "keywords", "returnurl":
			return true
		}
	}
	return false
}

// acts reports whether an address does something with the article that its query
// names, or counts it: it is sent, remarked, rated, kept, printed or asked for by
// others than its readers. Each article has as many of these as readers have wishes.
func acts(low, query string) bool {
	name, _ := cutExtension(low[strings.LastIndexByte(low, '/')+1:])
	switch name {
	case "sendmail", "tellfriend", "comment", "comments", "pinglun", "feedback", "digg", "digg_ajax", "digg_frame", "stow", "recommend", "praise", "dianzan", "zan",
		"favorite", "favourite", "addfavorite", "shoucang", "vote", "hits", "gethits", "clicks", "counter", "count", "showauthor", "showcopyfrom", "qrcode":
		return true
	}
	if strings.HasSuffix(name, "print") || strings.HasPrefix(name, "user_") {
		return true
	}
	for name, value := range fieldNames(query) {
		if name == "action" || name == "act" || name == "do" {
			switch strings.ToLower(value) {
			case "ding", "cai", "digg", "good", "bad", "like", "praise", "zan", "vote", "favorite", "collect":
				return true
			}
		}
	}
	return false
}

// calendar reports whether an address turns the leaves of a calendar: by a
// path that says so, or by a day alone.
func calendar(low, query string) bool {
	named := hasAny(low, []string{"calendar", "/rili", "/riqi"})
	fields := strings.Split(query, "&")
	for _, f := range fields {
		name, value, _ := strings.Cut(f, "=")
		switch strings.ToLower(name) {
		case "date", "riqi", "rq", "day", "month":
			if named || len(fields) == 1 && dayValue.MatchString(value) {
				return true
			}
		case "year", "y", "m", "d":
			if named {
				return true
			}
		}
	}
	return false
}

// counts reports whether an address is one of a count by query that never ends:
// a page beyond maxPages, a year of which there can be no report, or another
// day of the page that named it.
func counts(path, query, via string) bool {
	viaPath, viaQuery, _ := strings.Cut(urls.Path(via), "?")
	for f := range strings.SplitSeq(query, "&") {
		name, value, _ := strings.Cut(f, "=")
		if before, ok := field(viaQuery, name); ok && viaPath == path && before != value && otherDay.MatchString(value) && otherDay.MatchString(before) {
			return true
		}
		n, ok := number(value)
		if !ok {
			continue
		}
		switch low := strings.ToLower(name); {
		case isPageField(low):
			if n > maxPages && !isOffset(low) || n > maxOffset {
				return true
			}
		case isYearField(low):
			if len(value) == 4 && (n < firstYear || n > time.Now().Year()) {
				return true
			}
		}
	}
	return false
}
