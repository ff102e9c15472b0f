package portalsim

import (
	"encoding/json"
	"html"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// walker is a plain polite crawler that knows the families. It lives in a
// synctest bubble, where waiting takes no time.
type walker struct {
	t        *testing.T
	world    *World
	portal   Portal
	article  *regexp.Regexp
	queue    []string
	seen     map[string]bool
	complete map[string]bool // answered with status 200 and all bytes
	wait     time.Duration
}

func newWalker(t *testing.T, w *World, p Portal) *walker {
	article := map[string]string{
		"trs":    `/t\d{8}_\d+\.html`,
		"jpage":  `^/art/`,
		"vsb":    `^/info/\d+/\d+\.htm`,
		"ucap":   `/[0-9a-f]{32}\.shtml`,
		"lonsun": `^/public/\d+/\d+\.html`,
		"jeecms": `/\d+\.jhtml`,

		"unknown":        `^/node/\d+\.page`,
		"shaanxi":        `/(?:\d{19}|[0-9a-f]{24})\.html`,
		"hubei":          `/t\d{8}_\d+\.html`,
		"henan-city":     `^/\d{4}/\d\d-\d\d/\d+\.html`,
		"henan-district": `^/detail/\d+\.html`,
		"anhui":          `^/public/\d+/\d+\.html`,
	}[p.Family]
	return &walker{
		t: t, world: w, portal: p,
		article:  regexp.MustCompile(article),
		queue:    []string{p.Seeds[0]},
		seen:     map[string]bool{p.Seeds[0]: true},
		complete: make(map[string]bool),
	}
}

func (k *walker) run() {
	fetch(k.world, "http://"+k.portal.Host+"/robots.txt")
	for len(k.queue) > 0 {
		at := k.queue[0]
		k.queue = k.queue[1:]
		time.Sleep(k.wait + time.Second)
		k.wait = 0
		got := fetch(k.world, at, "Accept-Encoding", "identity")
		body := got.Body.String()
		switch announced := got.Header().Get("Content-Length"); {
		case got.Code == 503:
			seconds, err := strconv.Atoi(got.Header().Get("Retry-After"))
			if err != nil {
				k.t.Errorf("%s: 503 with Retry-After %q", at, got.Header().Get("Retry-After"))
			}
			k.wait = time.Duration(seconds) * time.Second
			k.queue = append(k.queue, at)
		case got.Code == 301 || got.Code == 302:
			k.follow(at, got.Header().Get("Location"), "")
		case got.Code != 200:
		case announced != strconv.Itoa(len(body)):
			k.queue = append(k.queue, at)
		default:
			k.complete[at] = true
			k.links(at, body)
			k.lists(at, body)
		}
	}
}

// follow queues a link that is worth it.
func (k *walker) follow(from, href, text string) {
	if strings.HasPrefix(href, "javascript:") {
		return
	}
	base, err := url.Parse(from)
	if err != nil {
		k.t.Fatal(err)
	}
	to, err := base.Parse(html.UnescapeString(href))
	if err != nil || to.Scheme != "http" || to.Host != k.portal.Host {
		return
	}
	to.Fragment = ""
	to.Path = withoutSession(to.Path)
	path := strings.TrimPrefix(to.Path, movedPrefix)
	switch {
	case strings.HasPrefix(path, "/rili/"), strings.HasPrefix(path, "/module/xxgk/"), strings.HasPrefix(path, "/zcjd/"):
		return
	case strings.Contains(to.RawQuery, "print="), strings.Contains(to.RawQuery, "fontsize="):
		return
	case k.world.disallowed(to.Host, to.RequestURI()):
		return
	case k.article.MatchString(path) && text != "" && (!strings.Contains(text, "信息公开") || strings.Contains(text, "手机版")):
		return
	}
	if at := to.String(); !k.seen[at] {
		k.seen[at] = true
		k.queue = append(k.queue, at)
	}
}

func (k *walker) links(at, body string) {
	for {
		_, rest, ok := strings.Cut(body, `<a href="`)
		if !ok {
			return
		}
		href, rest, _ := strings.Cut(rest, `"`)
		_, rest, _ = strings.Cut(rest, `>`)
		text, rest, _ := strings.Cut(rest, `<`)
		k.follow(at, href, text)
		body = rest
	}
}

// lists follows what a list page's script would ask for.
func (k *walker) lists(at, body string) {
	switch k.portal.Family {
	case "trs":
		if m := regexp.MustCompile(`createPageHTML\((?:\d+, )?(\d+), \d+, "index", "html"\)`).FindStringSubmatch(body); m != nil {
			for i := 1; i < number(m[1]); i++ {
				k.follow(at, "index_"+strconv.Itoa(i)+".html", "")
			}
		}
	case "jpage":
		m := regexp.MustCompile(`totalrecord:(\d+),.*proxyurl:'([^']*)',ajaxParam:\{(.*?)\}`).FindStringSubmatch(body)
		if m == nil {
			return
		}
		q := make(url.Values)
		for _, pair := range strings.Split(m[3], ",") {
			name, value, _ := strings.Cut(pair, ":")
			q.Set(name, strings.Trim(value, "'"))
		}
		for from := 1; from <= number(m[1]); from += 45 {
			k.follow(at, m[2]+"?startrecord="+strconv.Itoa(from)+"&endrecord="+strconv.Itoa(from+44)+"&perpage=15&"+q.Encode(), "")
		}
	case "ucap":
		if m := regexp.MustCompile(`listUrl = "([^"]*page=)"`).FindStringSubmatch(body); m != nil {
			k.follow(at, m[1]+"1", "")
		}
		var data ucapAnswer
		if strings.HasPrefix(body, "{") && json.Unmarshal([]byte(body), &data) == nil {
			for _, r := range data.Data.Results {
				k.follow(at, r.URL, r.Title)
			}
			if data.Data.Page*data.Data.Rows < data.Data.Total {
				k.follow(at, at[:strings.LastIndex(at, "=")+1]+strconv.Itoa(data.Data.Page+1), "")
			}
		}
	case "hubei":
		if m := regexp.MustCompile(`getJSON\("\./([^"?]*)`).FindStringSubmatch(body); m != nil {
			k.follow(at, m[1], "")
		}
		var data struct{ Data []hubeiItem }
		if strings.HasPrefix(body, "{") && json.Unmarshal([]byte(body), &data) == nil {
			for _, item := range data.Data {
				k.follow(at, item.URL, item.Title)
			}
		}
	case "henan-district":
		if m := regexp.MustCompile(`url: "([^"]*pageNo=)"`).FindStringSubmatch(body); m != nil {
			k.follow(at, m[1]+"1", "")
		}
		var data struct {
			Data struct {
				Total int
				List  []struct{ URL, Title string }
			}
		}
		if strings.HasPrefix(body, "{") && json.Unmarshal([]byte(body), &data) == nil {
			for _, item := range data.Data.List {
				k.follow(at, item.URL, item.Title)
			}
			prefix, n, _ := strings.Cut(at, "pageNo=")
			if number(n)*henanRows < data.Data.Total {
				k.follow(at, prefix+"pageNo="+strconv.Itoa(number(n)+1), "")
			}
		}
	case "lonsun", "anhui":
		pages := regexp.MustCompile(`pageCount:(\d+)`).FindStringSubmatch(body)
		m := regexp.MustCompile(`load\("([^"]*)" \+ pageIndex \+ "([^"]*)"\)`).FindStringSubmatch(body)
		if m == nil || pages == nil {
			return
		}
		for i := 1; i <= number(pages[1]); i++ {
			k.follow(at, m[1]+strconv.Itoa(i)+m[2], "")
		}
	}
}

func number(digits string) int {
	n, err := strconv.Atoi(digits)
	if err != nil {
		return 0
	}
	return n
}

func TestAPoliteWalkReachesEveryReportAndIsNotBlamed(t *testing.T) {
	for name, o := range map[string]Options{
		"misbehaving": {MinGap: time.Second},
		"faithful":    {MinGap: time.Second, Faithful: true, Seed: 9, Issuers: 4, Noise: 8},
		"small":       {MinGap: time.Second, Seed: 7, Issuers: 2, Years: []int{2020, 2021, 2022}, Noise: 3},
		"users":       {MinGap: time.Second, Seed: 5, Issuers: 4, Noise: 6, Families: Users()},
		"large":       {MinGap: time.Second, Seed: 3, Issuers: 9, Noise: 1},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := New(o)
				for _, p := range w.Portals() {
					k := newWalker(t, w, p)
					k.run()
					for _, r := range p.Truth {
						if !k.complete[r.URL] || !k.complete[r.PageURL] {
							t.Errorf("%s (%s): not reached: %s", p.Family, r.Format, r.URL)
						}
					}
				}
				for _, v := range w.Judge().Violations() {
					t.Error("got violation: " + v)
				}
			})
		})
	}
}

func TestTheCoverIsWhatAWalkNeedsAtLeast(t *testing.T) {
	w := New(Options{Seed: 4, Issuers: 4, Noise: 6, Families: append(Users(), "trs", "jpage", "vsb", "ucap", "lonsun", "jeecms", "unknown")})
	for _, p := range w.Portals() {
		files := 0
		for _, r := range p.Truth {
			if r.Format == FormatDocx {
				files++
			}
		}
		if least := len(p.Truth) + files + 2; p.Cover < least || p.Cover > 4*len(p.Truth) {
			t.Errorf("%s: got a cover of %d for %d reports, %d of them files", p.Family, p.Cover, len(p.Truth), files)
		}
		synctest.Test(t, func(t *testing.T) {
			k := newWalker(t, w, p)
			k.run()
			if len(k.complete) < p.Cover {
				t.Errorf("%s: a walk got everything with %d requests, less than the cover of %d", p.Family, len(k.complete), p.Cover)
			}
		})
	}
}
