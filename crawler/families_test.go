package crawler

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"gongkai/archive"
	"gongkai/crawler/cms"
	"gongkai/internal/charset"
	"gongkai/internal/portalsim"
	"gongkai/internal/urls"
)

// leastWorth is the score under which a link is not asked for before something
// was learned.
const leastWorth = 216

// TestEveryReportOfAFamilyIsNamedByThePagesThatLeadToIt walks portals by what
// their pages name, from the best link down, without learning and without the
// network.
func TestEveryReportOfAFamilyIsNamedByThePagesThatLeadToIt(t *testing.T) {
	families := append([]string{"trs", "jpage", "vsb", "ucap", "lonsun", "jeecms"}, portalsim.Users()...)
	world := portalsim.New(portalsim.Options{Seed: 11, Issuers: 9, Noise: 6, Faithful: true, Families: families})
	for _, p := range world.Portals() {
		t.Run(p.Family, func(t *testing.T) {
			w := walk{portal: p, handler: world.Handler(), seen: map[string]bool{}}
			w.run(t)
			missing := 0
			for _, r := range p.Truth {
				u, err := urls.Canonical(r.URL)
				if err != nil {
					t.Fatal(err)
				}
				if !w.seen[u] {
					missing++
					t.Errorf("no page named %s %d (%s): %s", r.Issuer, r.Year, r.Format, u)
				}
			}
			t.Logf("%d reports, %d not named, %d requests; family %q, seen by %q", len(p.Truth), missing, w.requests, w.family, w.evidence)
		})
	}
}

// walk is a crawl reduced to reading pages.
type walk struct {
	portal   portalsim.Portal
	handler  http.Handler
	seen     map[string]bool
	requests int
	family   string
	evidence []string
}

type step struct {
	url, column string
	kind        archive.Kind
}

func (w *walk) run(t *testing.T) {
	queue := []step{{url: w.portal.Seeds[0], kind: archive.KindList}}
	for len(queue) > 0 {
		at := queue[0]
		queue = queue[1:]
		for _, l := range w.links(t, at) {
			if w.seen[l.URL] || urls.Host(l.URL) != w.portal.Host || l.Score < leastWorth || cms.Trap(l.URL, at.url) {
				continue
			}
			w.seen[l.URL] = true
			if l.Kind != archive.KindAttachment {
				queue = append(queue, step{l.URL, l.Column, l.Kind})
			}
		}
	}
}

// links asks for a page and returns what it names.
func (w *walk) links(t *testing.T, at step) []cms.Link {
	w.requests++
	response := httptest.NewRecorder()
	w.handler.ServeHTTP(response, httptest.NewRequest(http.MethodGet, at.url, nil))
	base, err := urls.NewBase(at.url)
	if err != nil {
		t.Fatal(err)
	}
	if location := response.Header().Get("Location"); location != "" {
		u, err := base.Resolve(location)
		if err != nil {
			return nil
		}
		return []cms.Link{{URL: u, Kind: at.kind, Column: at.column, Score: leastWorth}}
	}
	text, _ := charset.Decode(response.Body.Bytes(), response.Header().Get("Content-Type"))
	page := cms.Page{URL: at.url, Base: base, Body: text, Kind: at.kind, Column: at.column}
	if at.kind != archive.KindListData {
		if page.Root, err = html.Parse(strings.NewReader(string(text))); err != nil {
			return nil // nested without end
		}
		if w.family == "" {
			w.family, w.evidence = cms.Detect(page)
		}
	}
	return cms.Read(page, w.family).Links
}
