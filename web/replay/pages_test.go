package replay

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"gongkai/archive"
)

func TestTheCalendarHasEachDayOnWhichSomethingWasCaptured(t *testing.T) {
	m := threeCaptures()
	m.add(home, time.Date(2027, 12, 31, 16, 0, 0, 0, time.UTC), 200, map[string]string{"Content-Type": "text/html"}, "<title>2</title><p>版本 2") // 2028 in Beijing
	text := body(t, ask(t, m, "/web/*/"+home))
	for _, want := range []string{
		"<h2>2026</h2>", "<h2>2028</h2>", "青渡县人民政府",
		`<a href="/web/20260331163000/http://www.qingdu.gov.cn/" title="1 个快照 captures" aria-label="2026年4月1日，1 个快照 captures">1</a>`, // 1 April in Beijing
		`<a href="/web/20271231160000/http://www.qingdu.gov.cn/" title="1 个快照 captures" aria-label="2028年1月1日，1 个快照 captures">1</a>`,
		`<a href="/web/diff/20260331163000/20260410163000/http://www.qingdu.gov.cn/">已变 changed</a>`,
		"首次 first", "未变 unchanged", "2026-04-01 00:30:00",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%s is missing in\n%s", want, text)
		}
	}
	if strings.Contains(text, "<h2>2027</h2>") {
		t.Error("a year without captures is shown")
	}
}

func TestTextIsReadableOnItsGroundByDayAndByNight(t *testing.T) {
	day, night, _ := strings.Cut(string(styleSheet), "(prefers-color-scheme: dark)")
	for name, scheme := range map[string]string{"day": day, "night": night} {
		colours := map[string]float64{}
		for _, m := range regexp.MustCompile(`--([a-z-]+): (#[0-9a-f]+)`).FindAllStringSubmatch(scheme, -1) {
			colours[m[1]] = luminance(t, m[2])
		}
		for _, pair := range []string{
			"ink ground", "quiet ground", "link ground", "seen ground", "warn ground", "on-link link", "on-bar bar", "quiet gap",
			"ink del", "ink del-mark", "ink ins", "ink ins-mark", "quiet del", "quiet ins",
		} {
			text, ground, _ := strings.Cut(pair, " ")
			a, b := colours[text], colours[ground]
			if ratio := (max(a, b) + 0.05) / (min(a, b) + 0.05); ratio < 4.5 {
				t.Errorf("by %s: %s has a contrast of %.2f, want 4.5", name, pair, ratio)
			}
		}
	}
}

// luminance returns the relative luminance of a colour, as WCAG 2.2 has it.
func luminance(t *testing.T, colour string) float64 {
	t.Helper()
	digits := colour[1:]
	if len(digits) == 3 {
		digits = string([]byte{digits[0], digits[0], digits[1], digits[1], digits[2], digits[2]})
	}
	rgb, err := strconv.ParseUint(digits, 16, 32)
	if err != nil {
		t.Fatal(err)
	}
	sum := 0.0
	for i, weight := range []float64{0.0722, 0.7152, 0.2126} {
		c := float64(rgb>>(8*i)&0xff) / 255
		if c <= 0.04045 {
			c /= 12.92
		} else {
			c = math.Pow((c+0.055)/1.055, 2.4)
		}
		sum += weight * c
	}
	return sum
}

func TestACalendarHasTheDaysOfEachMonth(t *testing.T) {
	for _, y := range years(found{captures: []archive.Capture{{Time: noon}, {Time: noon.AddDate(2, 0, 0)}}}) {
		for _, m := range y.Months {
			n := 0
			for _, week := range m.Weeks {
				for at, d := range week {
					if d.Day == 0 {
						continue
					}
					n++
					if got := time.Date(y.Year, time.Month(m.Month), d.Day, 0, 0, 0, 0, time.UTC).Weekday(); int(got+6)%7 != at || d.Day != n {
						t.Errorf("%d-%d-%d stands on day %d of its week, and is a %s", y.Year, m.Month, d.Day, at, got)
					}
				}
			}
			if want := time.Date(y.Year, time.Month(m.Month)+1, 0, 0, 0, 0, 0, time.UTC).Day(); n != want {
				t.Errorf("%d-%d has %d days, want %d", y.Year, m.Month, n, want)
			}
		}
	}
}

func TestWhatChangedIsShownInTheTextThatPeopleRead(t *testing.T) {
	html := map[string]string{"Content-Type": "text/html; charset=utf-8"}
	older := "<title>t</title><script>x=1</script><h1>年度报告</h1><p>收到申请 <b>23</b> 件。</p><table><tr><td>甲<td>1</table><p>完"
	newer := "<title>t</title><script>x=2</script><h1>年度报告</h1><p>收到申请 <b>25</b> 件。</p><table><tr><td>甲<td>1</table><p>补充<p>完"
	m := &memory{documents: map[archive.Digest]*archive.Document{}}
	m.add(home, noon, 200, html, older)
	m.add(home, noon.Add(time.Hour), 200, html, newer)
	m.add(home, noon.Add(2*time.Hour), 200, html, strings.Replace(newer, "x=2", "x=3", 1))
	m.add(home, noon.Add(3*time.Hour), 200, map[string]string{"Content-Type": "application/pdf"}, "%PDF")
	m.add(home, noon.Add(4*time.Hour), 200, map[string]string{"Content-Type": "application/pdf"}, "%PDF-2")
	m.add(home, noon.Add(5*time.Hour), 200, map[string]string{"Content-Type": "application/pdf"}, "%PDF-2")
	diff := func(from, to int) string {
		t.Helper()
		at := func(h int) string { return stamp(noon.Add(time.Duration(h) * time.Hour)) }
		resp := ask(t, m, "/web/diff/"+at(from)+"/"+at(to)+"/"+home)
		if resp.StatusCode != 200 {
			t.Fatalf("got %d", resp.StatusCode)
		}
		return body(t, resp)
	}
	for _, want := range []string{"收到申请 2<mark>3</mark> 件。", "收到申请 2<mark>5</mark> 件。", "<mark>补充</mark>", "网页文字比较", "1 lines removed, 2 added"} {
		if text := diff(0, 1); !strings.Contains(text, want) || strings.Contains(text, "x=1") {
			t.Errorf("%s is missing in\n%s", want, text)
		}
	}
	if text := diff(1, 2); !strings.Contains(text, "only the markup differs") {
		t.Errorf("pages of one text:\n%s", text)
	}
	if text := diff(4, 5); !strings.Contains(text, "equal, byte by byte") {
		t.Errorf("equal payloads:\n%s", text)
	}
	if text := diff(3, 4); !strings.Contains(text, "no text that could be compared") {
		t.Errorf("files that were not read:\n%s", text)
	}
	for i, body := range []string{"%PDF", "%PDF-2"} {
		m.documents[archive.DigestOf([]byte(body))] = &archive.Document{Title: "年报", Text: fmt.Sprintf("同一行\n第 %d 行", i)}
	}
	if text := diff(3, 4); !strings.Contains(text, "正文比较") || !strings.Contains(text, "第 <mark>1</mark> 行") {
		t.Errorf("files that were read:\n%s", text)
	}
	for _, body := range []string{older, newer} {
		m.documents[archive.DigestOf([]byte(body))] = &archive.Document{Title: "年报", Text: "同一行"}
	}
	if text := diff(0, 1); !strings.Contains(text, "正文相同") || !strings.Contains(text, "网页文字比较") || !strings.Contains(text, "<mark>补充</mark>") || strings.Contains(text, "only the markup") {
		t.Errorf("pages that differ around one document:\n%s", text)
	}
	if text := diff(2, 3); !strings.Contains(text, "no text that could be compared") {
		t.Errorf("a page and a file that has only a document:\n%s", text)
	}
}

func TestATextThatIsTooLongToBeComparedIsNotSaidToBeTheSame(t *testing.T) {
	m := &memory{}
	long := strings.Repeat("<p>行", maxLines)
	m.add(home, noon, 200, map[string]string{"Content-Type": "text/html; charset=utf-8"}, long+"<p>甲")
	m.add(home, noon.Add(time.Hour), 200, map[string]string{"Content-Type": "text/html; charset=utf-8"}, long+"<p>乙")
	text := body(t, ask(t, m, "/web/diff/"+stamp(noon)+"/"+stamp(noon.Add(time.Hour))+"/"+home))
	if !strings.Contains(text, "Only the beginning was compared") {
		t.Errorf("got %s", text[:min(len(text), 3000)])
	}
}

func TestLinesFarFromAChangeAreLeftOut(t *testing.T) {
	run := strings.Split(strings.Repeat("a ", 20), " ")[:20]
	for name, c := range map[string]struct {
		first, last bool
		want        string
	}{
		"between two":     {false, false, "===.==="},
		"before a change": {true, false, ".==="},
		"behind a change": {false, true, "===."},
	} {
		got := ""
		for _, line := range around(run, c.first, c.last) {
			got += string(line.Kind)
		}
		if got != c.want {
			t.Errorf("%s: got %s, want %s", name, got, c.want)
		}
	}
}

func TestTheIndexListsHostsAndTheirURLs(t *testing.T) {
	m := threeCaptures()
	m.add("http://a.other.gov.cn/x(1)'.html?a=<b>", noon, 200, map[string]string{"Content-Type": "text/html"}, page).Anchor = "<b>2024</b>"
	text := body(t, ask(t, m, "/"))
	if !strings.Contains(text, `<td>青渡县人民政府</td><td class="url"><a href="/web/http://www.qingdu.gov.cn/">`) || !strings.Contains(text, "http://a.other.gov.cn/") {
		t.Errorf("got\n%s", text)
	}
	text = body(t, ask(t, m, "/web/*/http://a.other.gov.cn/*"))
	if !strings.Contains(text, "&lt;b&gt;2024&lt;/b&gt;") || !strings.Contains(text, `href="/web/20260331163000/http://a.other.gov.cn/x(1)&#39;.html?a=&lt;b&gt;"`) {
		t.Errorf("got\n%s", text)
	}
	many := &memory{}
	for i := range atOnce + 3 {
		many.add(fmt.Sprintf("http://a.gov.cn/%04d", i), noon, 200, nil, "")
	}
	text = body(t, ask(t, many, "/web/*/a.gov.cn/*"))
	_, more, _ := strings.Cut(text, `<a href="/web/*/http://a.gov.cn/*from=`)
	next, _, _ := strings.Cut(more, `"`)
	if strings.Count(text, "<tr><td") != atOnce || next == "" {
		t.Fatalf("got %d rows, and then %q", strings.Count(text, "<tr><td"), next)
	}
	if text = body(t, ask(t, many, "/web/*/http://a.gov.cn/*from="+next)); strings.Count(text, "<tr><td") != 3 || !strings.Contains(text, "/0502\"") {
		t.Errorf("the rest: got\n%s", text)
	}
}

func TestEachPageOfTheServersOwnHasItsPolicy(t *testing.T) {
	for _, target := range []string{"/", "/web/*/" + home, "/web/*/" + home + "*", "/web/diff/2025/2030/" + home, "/nowhere", "/style.css", "/web/timemap/link/" + home} {
		h := ask(t, threeCaptures(), target).Header
		if got := h.Get("Content-Security-Policy"); got != ownPolicy || h.Get("X-Content-Type-Options") != "nosniff" || strings.Contains(got, "script-src") {
			t.Errorf("%s: got the policy %q", target, got)
		}
	}
}

func TestManySitesAreListedInPartsAndFoundByName(t *testing.T) {
	m := threeCaptures()
	for i := range atOnce + 3 {
		m.add(fmt.Sprintf("http://s%03d.gov.cn/", i), noon, 200, nil, "")
	}
	for target, want := range map[string]struct{ rows, of int }{
		"/":                        {atOnce, atOnce + 6},
		"/?q=&from=500":            {6, atOnce + 6},
		"/?q=&from=9999":           {atOnce, atOnce + 6},
		"/?q=&from=-1":             {atOnce, atOnce + 6},
		"/?q=&from=x":              {atOnce, atOnce + 6},
		"/?q=S00":                  {10, 10},
		"/?q=%E9%9D%92%E6%B8%A1":   {3, 3}, // 青渡
		"/?q=%3Cscript%3E":         {0, 0},
		"/?from=500&q=s&other=%zz": {3, atOnce + 3},
	} {
		text := body(t, ask(t, m, target))
		if got := strings.Count(text, "全部网址 all URLs"); got != want.rows {
			t.Errorf("%s: got %d rows, want %d", target, got, want.rows)
		}
		if want.of > 0 && want.rows > 0 && !strings.Contains(text, fmt.Sprintf("<p>%d 个网站", want.of)) {
			t.Errorf("%s: does not say that there are %d", target, want.of)
		}
		if more := strings.Contains(text, `<a href="/?q=&amp;from=500">`); more != (want.rows == atOnce) {
			t.Errorf("%s: leads on: %v", target, more)
		}
		if strings.Contains(text, "<script>") {
			t.Errorf("%s: a text is markup", target)
		}
	}
	if got := ask(t, m, "/go?url=%E9%9D%92%E6%B8%A1").Header.Get("Location"); got != "/?q=%E9%9D%92%E6%B8%A1&from=0" {
		t.Errorf("a name leads to %q", got)
	}
}
