package crawler_test

import (
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"gongkai/archive"
	"gongkai/crawler"
	"gongkai/store"
)

// gatekeeper is an archive that remembers through which group's gate visits of
// each portal went.
type gatekeeper struct {
	*store.Store
	mu     sync.Mutex
	groups map[string][]string // by portal
}

func (g *gatekeeper) Enter(l archive.Lease, address, group string, now time.Time) bool {
	g.mu.Lock()
	g.groups[l.Visit.Portal] = append(g.groups[l.Visit.Portal], group)
	g.mu.Unlock()
	return g.Store.Enter(l, address, group, now)
}

func TestAHostOfTwoPortalsPassesTheGateOfItsGroupWhoeverAsks(t *testing.T) {
	p := newTestPortal(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/robots.txt" {
			http.NotFound(w, r)
			return
		}
		html(w, "首页："+r.URL.Path)
	}, "www.a.gov.cn")
	for what, with := range map[string]struct {
		named  archive.Portal
		config bool // the other is crawled alone, as the service does
	}{
		"crawled together":               {named: archive.Portal{ID: "county", Group: "province", Seeds: []string{"http://www.a.gov.cn/county/"}}},
		"crawled alone":                  {named: archive.Portal{ID: "county", Group: "province", Seeds: []string{"http://www.a.gov.cn/county/"}}, config: true},
		"where the host is below a name": {named: archive.Portal{ID: "county", Group: "province", Hosts: []string{"a.gov.cn"}, Seeds: []string{"http://b.a.gov.cn/"}}, config: true},
	} {
		t.Run(what, func(t *testing.T) {
			other := archive.Portal{ID: "town", Seeds: []string{"http://www.a.gov.cn/town/"}}
			st, err := store.Open(t.TempDir(), store.Options{})
			if err != nil {
				t.Fatal(err)
			}
			defer st.Close()
			keeper := &gatekeeper{Store: st, groups: map[string][]string{}}
			o := crawler.Options{UserAgent: "gongkai/test (+operator@example.org)", Spool: st.Spool(), Patience: time.Second}
			portals := []archive.Portal{with.named, other}
			if with.config {
				groups := crawler.NewGroups(portals)
				o.Groups, portals = func() crawler.Groups { return groups }, portals[1:]
			}
			for i := range portals {
				portals[i].Delay, portals[i].Resolve = time.Millisecond, p.portal.Resolve
				seed := archive.Visit{URL: portals[i].Seeds[0], Portal: portals[i].ID, Kind: archive.KindList, Score: 900}
				if _, err := st.BeginCrawl(t.Context(), portals[i], []archive.Visit{seed}); err != nil {
					t.Fatal(err)
				}
			}
			c, err := crawler.New(keeper, zerolog.Nop(), o)
			if err != nil {
				t.Fatal(err)
			}
			if err := c.Run(t.Context(), portals); err != nil {
				t.Fatal(err)
			}
			entered := 0
			for portal, groups := range keeper.groups {
				for _, group := range groups {
					if entered++; group != "province" {
						t.Errorf("a visit of %s went through the gate of group %q, want province", portal, group)
					}
				}
			}
			if entered == 0 {
				t.Error("no visit went through a gate")
			}
		})
	}
}

func TestAHostThatTwoPortalsNameTwoGroupsOfIsOfTheFirst(t *testing.T) {
	first := archive.Portal{ID: "county", Group: "province", Seeds: []string{"http://www.a.gov.cn/"}}
	second := archive.Portal{ID: "town", Group: "city", Seeds: []string{"http://www.a.gov.cn/town/", "http://b.gov.cn/"}}
	groups := crawler.NewGroups([]archive.Portal{first, second})
	for host, want := range map[string]string{"www.a.gov.cn": "province", "b.gov.cn": "city", "x.b.gov.cn": ""} {
		if got := groups.Of(host); got != want {
			t.Errorf("%s: got group %q, want %q", host, got, want)
		}
	}
}
