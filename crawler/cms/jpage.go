package cms

import (
	"regexp"
	"strings"

	"golang.org/x/net/html"

	"gongkai/archive"
)

// jpageBatch is how many records the client of jpage asks for at once: three
// pages of fifteen.
const jpageBatch = 45

// jpageParameters are the fields of a data request, in the order in which it
// has them.
var jpageParameters = [...]string{"col", "appid", "webid", "path", "columnid", "sourceContentType", "unitid", "webname", "permissiontype"}

var (
	jpageParameter = regexp.MustCompile(`(?i)\b(col|appid|webid|path|columnid|sourceContentType|unitid|webname|permissiontype)['"]?\s*[:=]\s*(?:'([^'<>{}\n]{0,200})'|"([^"<>{}\n]{0,200})"|([^\s'"&,;<>{}()]{1,200}))`)
	jpageProxy     = regexp.MustCompile(`(?:https?://[\w.:-]{1,100})?/module/(?:web/)?jpage/dataproxy\.jsp`)
	jpageTotal     = regexp.MustCompile(`(?i)total_?record['"]?\s*(?:[:=]\s*['"]?|>\s*)(\d{1,9})`)
	jpageUnits     = regexp.MustCompile(`(?i)\bunitid['"]?\s*[:=]\s*['"]?(\d{1,20})`)
)

// jpage derives the data requests of the lists of a column's page, and reads
// the records that the page embeds. It reports whether there was a list.
func (r *reader) jpage() bool {
	body := r.script
	if r.island {
		body = string(r.page.Body)
	}
	if strings.Contains(body, "<record>") {
		r.records(body)
	}
	if !strings.Contains(body, "dataproxy.jsp") {
		return false
	}
	proxy := jpageProxy.FindString(body)
	if proxy == "" {
		return false
	}
	places := jpageUnits.FindAllStringSubmatchIndex(body, 64)
	done := map[string]bool{}
	for _, at := range places {
		unit := body[at[2]:at[3]]
		if done[unit] || len(done) >= 8 {
			continue
		}
		done[unit] = true
		script := body
		if !sameUnit(body, places) {
			script = scriptAround(body, at[0])
		}
		request := jpageRequest(proxy, script, unit)
		total := jpageBatch // until the first answer tells
		if m := jpageTotal.FindStringSubmatch(script); m != nil {
			total, _ = number(m[1])
		}
		if total <= strings.Count(script, "<record>") {
			continue // all of it stands in the page
		}
		for batch := range min((total+jpageBatch-1)/jpageBatch, maxPages) {
			r.addSameList(jpageRange(request, batch*jpageBatch+1), archive.KindListData)
		}
	}
	return len(done) > 0
}

// sameUnit reports whether all places name one unit, so that everything in the
// page is about it.
func sameUnit(body string, places [][]int) bool {
	for _, at := range places {
		if body[at[2]:at[3]] != body[places[0][2]:places[0][3]] {
			return false
		}
	}
	return true
}

// scriptAround returns the element's text around a place: a script, or a data
// island and the script after it.
func scriptAround(body string, at int) string {
	const reach = 60_000
	start, end := max(0, at-reach), min(len(body), at+reach)
	if i := strings.LastIndex(body[start:at], "<script"); i >= 0 {
		start += i
	}
	if i := strings.Index(body[at:end], "</script"); i >= 0 {
		end = at + i
	}
	return body[start:end]
}

// jpageRequest returns the data request of a unit without its range. Of each
// parameter the value that stands last before the unit's own counts, or else
// the first after it.
func jpageRequest(proxy, script, unit string) string {
	values := map[string]string{}
	found := false
	for _, m := range jpageParameter.FindAllStringSubmatch(script, 200) {
		name, value := strings.ToLower(m[1]), m[2]+m[3]+m[4]
		if name == "unitid" {
			if found && value != unit {
				break
			}
			found = value == unit
		}
		if _, known := values[name]; !known || !found {
			values[name] = value
		}
	}
	values["unitid"] = unit
	var b strings.Builder
	b.WriteString(proxy + "?startrecord=1&endrecord=1&perpage=15")
	for _, name := range jpageParameters {
		value, ok := values[strings.ToLower(name)]
		if !ok {
			switch name {
			case "col", "appid", "sourceContentType":
				value = "1"
			case "path":
				value = "/"
			case "permissiontype":
				value = "0"
			default:
				continue
			}
		}
		b.WriteString("&" + name + "=" + escapeField(value))
	}
	return b.String()
}

// escapeField encodes what would end a field; what is encoded already stays.
func escapeField(v string) string {
	return strings.NewReplacer("&", "%26", "#", "%23", "+", "%2B", " ", "%20").Replace(v)
}

// jpageRange sets the records that a data request asks for. The last range goes
// beyond the last record, so that it keeps its address as the list grows.
func jpageRange(request string, start int) string {
	request = withNumber(request, "startrecord", start)
	return withNumber(request, "endrecord", start+jpageBatch-1)
}

// datastoreAnswer reads the answer to a data request, and derives the next one.
func (r *reader) datastoreAnswer(body string) {
	items := r.records(body)
	start, ok := numberField(r.page.URL, "startrecord")
	m := jpageTotal.FindStringSubmatch(body)
	if !ok || m == nil || items == 0 {
		return
	}
	total, _ := number(m[1])
	end, _ := numberField(r.page.URL, "endrecord")
	batch, batches := (start-1)/jpageBatch+1, (total+jpageBatch-1)/jpageBatch
	if start < 1 || end < start {
		return
	}
	first, last := span(batch, batches)
	for n := first; n <= last; n++ {
		r.addSameList(jpageRange(r.page.URL, (n-1)*jpageBatch+1), archive.KindListData)
	}
}

// records reads the records of a datastore and returns how many there are.
func (r *reader) records(body string) int {
	count := 0
	var b strings.Builder
	for count < maxLinks {
		_, rest, ok := strings.Cut(body, "<record>")
		if !ok {
			break
		}
		record, after, ok := strings.Cut(rest, "</record>")
		if !ok {
			break
		}
		body = after
		record = strings.TrimSpace(record)
		record = strings.TrimSuffix(strings.TrimPrefix(record, "<![CDATA["), "]]>")
		if strings.HasPrefix(record, "&lt;") {
			record = html.UnescapeString(record)
		}
		b.WriteString(record)
		b.WriteByte('\n')
		count++
	}
	if count > 0 {
		r.readHTML(b.String())
	}
	return count
}

// readHTML reads the links of a piece of HTML.
func (r *reader) readHTML(text string) {
	if n, err := html.Parse(strings.NewReader(text)); err == nil {
		r.walk(n, r.column, 0)
	}
}

// isJPagePage reports whether a URL is a page of a list in the form without
// script, which shows what the data requests give.
func isJPagePage(a *address) bool {
	return a.query != "" && strings.Contains(a.query, "pageNum=") && strings.Contains(a.query, "uid=") && strings.Contains(a.low, "/col/")
}
