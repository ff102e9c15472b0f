package portalsim

import (
	"html"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

// TestEveryColumnOfReportsIsLinkedInEveryLayout follows every link of the pages
// that are no articles: what the crawler is measured on can be found.
func TestEveryColumnOfReportsIsLinkedInEveryLayout(t *testing.T) {
	href := regexp.MustCompile(`href="([^"]*)"`)
	for layout := range Layouts {
		w := New(Options{Seed: 3, Issuers: 7, Noise: 2, Faithful: true, Layout: layout, Later: []int{2025}, Families: append([]string{"unknown", "trs", "lonsun", "shaanxi"}, Platforms()...)})
		for _, p := range w.portals {
			seen := map[string]bool{}
			queue := []string{p.url("/")}
			for len(queue) > 0 {
				at := queue[0]
				queue = queue[1:]
				base, err := url.Parse(at)
				if err != nil {
					t.Fatal(err)
				}
				body := fetch(w, at).Body.String()
				if f, ok := p.family.(folder); ok && strings.Contains(body, `"TREE":`) {
					for i := range p.columns {
						c := &p.columns[i]
						if f.folded(p, c) && strings.Contains(body, `"id":`+p.columnIDText(c)) {
							seen[p.family.columnPath(p, c)] = true
						}
					}
				}
				for _, m := range href.FindAllStringSubmatch(body, -1) {
					to, err := base.Parse(html.UnescapeString(m[1]))
					if err != nil || to.Host != p.host || seen[to.RequestURI()] {
						continue
					}
					if _, isColumn := p.byAddress[to.RequestURI()]; isColumn {
						seen[to.RequestURI()] = true
						queue = append(queue, p.url(to.RequestURI()))
					}
				}
			}
			for i := range p.columns {
				c := &p.columns[i]
				if path := p.family.columnPath(p, c); c.kind == kindReport && !seen[path] {
					t.Errorf("layout %d, %s: no page leads to %s (%s)", layout, p.familyName, path, c.name)
				}
			}
		}
	}
}
