package portalsim

import (
	"net/url"
	"strconv"
	"strings"
)

// family is the manner of a CMS: its addresses, how its lists page on and
// where their items stand, and which container holds an article's body.
type family interface {
	// byOrgan reports whether reports are filed under the organ and not under
	// year and level.
	byOrgan() bool
	// reportRows is the number of items on a list page of reports.
	reportRows() int
	// static reports whether pages are files, with validators.
	static() bool

	// scripted reports whether lists, and the links between neighbours, come
	// by requests of a script.
	scripted() bool

	// The addresses are paths with their queries. That of an article holds
	// its id, or its hex32, as the last of its kind.
	columnPath(p *portal, c *column) string
	articlePath(p *portal, a article) string
	attachmentPath(p *portal, a article) string

	// list answers for the pages of columns and for the data requests that
	// they make.
	list(p *portal, path string, q url.Values) (answer, bool)
	// container returns the markup around an article's body.
	container() (opening, closing string)
}

// insider is a family whose portal is an organ's, inside of its county's.
type insider interface {
	inside(p *portal) int
}

// folder is a family some of whose columns have no page of their own: another
// column's page tells of them, and how their articles are asked for.
type folder interface {
	folded(p *portal, c *column) bool
}

// uniform is a family whose portals publish all reports in one format.
type uniform interface {
	format() string
}

// siteNamed is a family whose pages name the number of their site.
type siteNamed interface {
	site(p *portal) string
}

// familyOf returns the family of a name and the name itself, or trs where there
// is none.
func familyOf(name string) (string, family) {
	switch name {
	case "jpage":
		return name, jpage{}
	case "vsb":
		return name, vsb{}
	case "ucap":
		return name, ucap{}
	case "lonsun":
		return name, lonsun{}
	case "jeecms":
		return name, jeecms{}
	case "shaanxi":
		return name, shaanxi{}
	case "hubei":
		return name, hubei{}
	case "henan-city":
		return name, henanCity{}
	case "henan-district":
		return name, henanDistrict{}
	case "anhui":
		return name, anhui{}
	case "unknown":
		return name, unknown{}
	case "gkmlpt":
		return name, gkmlpt{}
	case "hebei":
		return name, hebei{}
	case "liaoning":
		return name, liaoning{}
	case "openness":
		return name, openness{}
	case "powereasy":
		return name, powerEasy{}
	}
	return "trs", trs{}
}

// columnID is the number that addresses carry for c.
func (p *portal) columnID(c *column) int { return 10_000 + int(p.key>>20%50_000) + c.index }

func (p *portal) columnIDText(c *column) string { return strconv.Itoa(p.columnID(c)) }

// columnAt returns the column whose first page has the address.
func (p *portal) columnAt(address string) (*column, bool) {
	i, ok := p.byAddress[address]
	if !ok {
		return nil, false
	}
	return &p.columns[i], true
}

// slice returns the article numbers of c from place from up to but without to.
func (c *column) slice(from, to int) []int {
	from, to = max(from, 0), min(to, c.size())
	var numbers []int
	for at := from; at < to; at++ {
		numbers = append(numbers, c.at(at))
	}
	return numbers
}

// page returns the article numbers of list page n, counted from 1.
func (c *column) page(n int) []int { return c.slice((n-1)*c.rows, n*c.rows) }

// pageNumber reads the number between prefix and suffix of name.
func pageNumber(name, prefix, suffix string) (int, bool) {
	digits, ok := strings.CutPrefix(name, prefix)
	if !ok {
		return 0, false
	}
	digits, ok = strings.CutSuffix(digits, suffix)
	n, err := strconv.Atoi(digits)
	return n, ok && err == nil && n > 0 && strconv.Itoa(n) == digits
}

// splitPath cuts path after its last slash.
func splitPath(path string) (dir, name string) {
	i := strings.LastIndexByte(path, '/')
	return path[:i+1], path[i+1:]
}

// numberParam reads a whole number of a query, held within limits.
func numberParam(q url.Values, key string, otherwise, least, most int) int {
	n, err := strconv.Atoi(q.Get(key))
	if err != nil {
		return otherwise
	}
	return min(max(n, least), most)
}

// months is how addresses carry a month.
const months = "200601"
