package portalsim

import (
	"slices"
	"sync"
	"time"

	"gongkai/archive"
	"gongkai/internal/portalsim/truth"
)

// Options describe a world. The zero value is six portals of six issuers each,
// misbehaving, answering at once.
type Options struct {
	Seed     uint64        // 0 is 1
	Issuers  int           // issuers a portal: the county office, departments, towns; default 6
	Years    []int         // years reported on; default 2019 to 2024
	Later    []int         // years that were reported on since: they leave all addresses and pages of articles as they were
	Noise    int           // other articles a report; default 19
	Faithful bool          // no misbehaviour at all
	MinGap   time.Duration // what the judge demands between a response and the next request of a host
	Families []string      // a portal each; default trs, jpage, vsb, ucap, lonsun, jeecms; also [Users], [Platforms], and unknown
	Layout   int           // how portals are laid out, below [Layouts]; not those inside of others, which have the first
	Latency  time.Duration // of every response
}

func (o Options) withDefaults() Options {
	if o.Seed == 0 {
		o.Seed = 1
	}
	if o.Issuers <= 0 {
		o.Issuers = 6
	}
	if len(o.Years) == 0 {
		o.Years = []int{2019, 2020, 2021, 2022, 2023, 2024}
	}
	o.Years = slices.Clone(o.Years)
	slices.Sort(o.Years)
	o.Years = slices.Compact(o.Years)
	o.Later = slices.Clone(o.Later)
	slices.Sort(o.Later)
	if o.Noise <= 0 {
		o.Noise = 19
	}
	if len(o.Families) == 0 {
		o.Families = []string{"trs", "jpage", "vsb", "ucap", "lonsun", "jeecms"}
	}
	return o
}

// Users are the kinds of portal that are watched today: a county office on the
// platform of 陕西, a park inside of a county's TRS portal in 湖北, a city and a
// district of 河南, and a town inside of a county's Lonsun portal in 安徽.
func Users() []string {
	return []string{"shaanxi", "hubei", "henan-city", "henan-district", "anhui"}
}

// Platforms are systems of provinces and vendors beyond those of the demo.
func Platforms() []string {
	return []string{"gkmlpt", "hebei", "liaoning", "openness", "powereasy"}
}

// World is a set of simulated portals. It is safe for concurrent use.
type World struct {
	opts    Options
	portals []*portal
	byHost  map[string]*portal // their own hosts
	clones  map[string]*portal // hosts that copy a portal
	judge   *Judge

	mu       sync.Mutex
	seen     map[string]bool // URLs that have misbehaved once
	sessions uint64          // session ids given out
	resolve  map[string]string
}

// Portal is one simulated portal, with all that is true of it.
type Portal struct {
	archive.Portal
	Family string
	Host   string
	Column string // the address of the county's column of reports
	Truth  []Report

	// Cover is the least number of requests that reach all of Truth from the
	// seed: columns, list pages or data requests, reports and files. robots.txt,
	// redirects and repeats are not counted.
	Cover int
}

// Value is a cell of a report.
type Value = truth.Value

// The formats of reports.
const (
	FormatHTML = "html"     // UTF-8
	FormatGBK  = "html-gbk" // GBK, declared in a meta tag only
	FormatDocx = "docx"     // a file that an article page offers
)

// Report is a report that a portal publishes.
type Report struct {
	Portal     string
	Issuer     string
	IssuerKind string // county, department, town, street or park
	Year       int
	Title      string
	Template   archive.Template
	Format     string
	URL        string           // of the payload
	PageURL    string           // of the article page; URL itself unless Format is docx
	Cells      map[string]Value // every cell of the template, "table.row.column"
}

// New returns the world that o describes. A family that does not exist is
// served as trs.
func New(o Options) *World {
	o = o.withDefaults()
	w := &World{
		opts:   o,
		byHost: make(map[string]*portal),
		clones: make(map[string]*portal),
		seen:   make(map[string]bool),
	}
	for i, family := range o.Families {
		p := newPortal(w, i, family)
		w.portals = append(w.portals, p)
		w.byHost[p.host] = p
		w.clones[p.clone] = p
	}
	w.judge = newJudge(o.MinGap, w.disallowed, w.outside)
	return w
}

// Portals returns the portals with their truth. After [World.Start] each also
// has the address that its host is served at.
func (w *World) Portals() []Portal {
	w.mu.Lock()
	resolve := w.resolve
	w.mu.Unlock()
	all := make([]Portal, 0, len(w.portals))
	for _, p := range w.portals {
		one := Portal{
			Portal: archive.Portal{
				ID:       p.county.slug,
				Name:     p.county.name + "人民政府",
				Division: p.county.division,
				Seeds:    []string{p.url("/")},
				Hosts:    []string{p.county.slug + ".gov.cn"},
			},
			Family: p.familyName,
			Host:   p.host,
			Column: p.url(p.family.columnPath(p, &p.columns[p.annual()])),
		}
		if at, ok := resolve[p.host]; ok {
			one.Resolve = map[string]string{p.host: at}
		}
		organ := -1
		var seed *column
		if f, ok := p.family.(insider); ok {
			organ = f.inside(p)
			seed = p.organColumn(organ)
			one.Seeds = []string{p.url(p.family.columnPath(p, seed))}
		}
		var reports []int
		for _, n := range p.reports {
			if organ < 0 || p.article(n).issuer == organ {
				reports = append(reports, n)
				one.Truth = append(one.Truth, p.truth(n))
			}
		}
		one.Cover = p.cover(seed, reports)
		all = append(all, one)
	}
	return all
}

// Judge returns the judge of all requests to the world.
func (w *World) Judge() *Judge { return w.judge }

// hosts returns every simulated host: portals, clones and foreign ones.
func (w *World) hosts() []string {
	var all []string
	for _, p := range w.portals {
		all = append(all, p.host, p.clone)
	}
	return append(all, foreignHosts()...)
}

// foreignHosts are invented hosts that no portal owns.
func foreignHosts() []string {
	return []string{"www.jiangyun-sheng.gov.cn", "www.jiangyun-ribao.com", "www.beian-jiangyun.org"}
}

// outside reports whether host belongs to no portal.
func (w *World) outside(host string) bool {
	_, ok := w.byHost[host]
	return !ok
}

// once reports whether it is called for the first time with url.
func (w *World) once(url string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.seen[url] {
		return false
	}
	w.seen[url] = true
	return true
}

// session returns a session id that was never given out before.
func (w *World) session() string {
	w.mu.Lock()
	w.sessions++
	n := w.sessions
	w.mu.Unlock()
	return hexOf(truth.Mix(w.opts.Seed, n, 1), truth.Mix(w.opts.Seed, n, 2))
}
