package portalsim

import (
	"maps"
	"testing"
)

// What a portal has published stays where it is, and as it is, however many years
// come after it.
func TestAYearThatComesLaterLeavesAddressesAndReportsAsTheyWere(t *testing.T) {
	for layout := range Layouts {
		o := Options{Seed: 5, Issuers: 7, Noise: 8, Faithful: true, Layout: layout, Years: []int{2021, 2022, 2023}}
		o.Families = append([]string{"unknown", "trs", "jpage", "vsb", "ucap", "lonsun", "jeecms"}, append(Users(), Platforms()...)...)
		worlds := []*World{New(o)}
		for _, later := range [][]int{{2024}, {2024, 2025}} {
			o.Later = later
			worlds = append(worlds, New(o))
		}
		for n, before := range worlds[:2] {
			after := worlds[n+1]
			grown := after.Portals()
			for i, p := range before.Portals() {
				truth := map[string]Report{}
				for _, r := range grown[i].Truth {
					truth[r.URL] = r
				}
				for _, r := range p.Truth {
					now := truth[r.URL]
					if now.PageURL != r.PageURL || !maps.Equal(now.Cells, r.Cells) {
						t.Errorf("layout %d, %s: %s is gone, or another report", layout, p.Family, r.URL)
						continue
					}
					was, is := fetch(before, r.URL), fetch(after, r.URL)
					if is.Code != 200 || r.Format == FormatDocx && was.Body.String() != is.Body.String() {
						t.Errorf("layout %d, %s: %s answers %d, or its file is another", layout, p.Family, r.URL, is.Code)
					}
				}
				more := 7
				if _, ok := before.portals[i].family.(insider); ok {
					more = 1
				}
				if got := len(grown[i].Truth) - len(p.Truth); got != more {
					t.Errorf("layout %d, %s: got %d reports more, want %d", layout, p.Family, got, more)
				}
				for j := range after.portals[i].columns {
					c := &after.portals[i].columns[j]
					for at := range c.size() {
						if c.place(c.at(at)) != at {
							t.Fatalf("layout %d, %s, %s: the article at place %d is at %d", layout, p.Family, c.name, at, c.place(c.at(at)))
						}
					}
				}
			}
		}
	}
}
