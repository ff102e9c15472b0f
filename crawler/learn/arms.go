package learn

import (
	"hash/fnv"
	"math"
	"strings"

	"gongkai/archive"
)

// How links become arms. Tag paths are compared by their pairs of neighbouring
// tags, hashed to 2¹² dimensions; a path joins the cluster whose centre it
// resembles by a cosine of 0.75 (both as in SB-CLASSIFIER).
const (
	dimensions = 1 << 12
	resembling = 0.75
	maxArms    = 2000 // of a portal; then every link joins what it resembles most
)

// place is what makes a link's arm: what is alike in all of it is one arm.
type place struct {
	group string // kind and promise; links of different groups are never one arm
	path  string
}

// placeOf returns a link's place. The pages of one list are an arm of their own,
// so that a list which brings nothing is left without leaving the others.
func placeOf(l Link) place {
	if l.SameList {
		return place{group: listGroup + Promise(l.Score), path: listOf(l.URL) + l.Column}
	}
	return place{group: string(l.Kind) + Promise(l.Score), path: l.Place}
}

const listGroup = "pages of a list"

// Promise returns the class of a score: within one, the lexicon can't tell links
// apart.
func Promise(score int) string {
	for _, class := range [...]struct {
		least int
		name  string
	}{{940, PromiseReport}, {840, PromiseReports}, {500, PromiseDisclosure}, {250, " some"}, {100, promiseLittle}} {
		if score >= class.least {
			return class.name
		}
	}
	return promiseNone
}

// The promises of reports, of columns, and of what promises next to nothing.
const (
	PromiseReport     = " report"
	PromiseReports    = " reports"
	PromiseDisclosure = " disclosure"
	promiseLittle     = " little"
	promiseNone       = " none"
)

// listOf returns what the addresses of a list's pages have in common: all but
// their figures.
func listOf(url string) string {
	if i := strings.Index(url, "://"); i >= 0 {
		url = url[i+3:]
	}
	return strings.Map(func(r rune) rune {
		if '0' <= r && r <= '9' || r == ' ' {
			return -1
		}
		return r
	}, url)
}

// arm is a cluster of links and what visits of them brought. Its number is a
// hash of its first member, so that a crawl which was killed finds its arms
// again as it meets their links.
type arm struct {
	Group        string
	Centre       map[uint16]float32 // mean of its members' directions
	Members      int
	Pulls        float64 // visits
	Reward       float64 // sum of what they brought, at most Pulls
	Shared       float64 // of Pulls: what the family's model has too
	SharedReward float64

	dry    int // visits of this run in a row that brought nothing …
	echoes int // … and those of them that brought a report that had come by links of the arm before, or led to such
	gave   int // visits of this run that brought something
}

// armOf returns the number of the arm that a place belongs to, and adds one
// where there is none.
func (m *Model) armOf(p place) uint32 {
	if n, ok := m.byPlace[p]; ok {
		return n
	}
	direction := directionOf(p.path)
	number, likeness := m.nearest(p.group, direction)
	if likeness < resembling && len(m.arms) < maxArms {
		number = numberOf(p)
		if m.arms[number] == nil {
			m.arms[number] = &arm{Group: p.group, Centre: map[uint16]float32{}}
		}
	}
	if a := m.arms[number]; a != nil {
		a.join(direction)
	}
	if len(m.byPlace) >= maxPlaces {
		clear(m.byPlace)
	}
	m.byPlace[p] = number
	return number
}

// armed returns the arm that a visit was queued in, or nil where it was in none. One
// that is not known any more, as a crawl was killed before it was kept, begins anew.
func (m *Model) armed(v archive.Visit) *arm {
	if m.arms[v.Arm] == nil && v.Arm != 0 && len(m.arms) < maxArms {
		group := string(v.Kind)
		if v.SameList {
			group = listGroup
		}
		m.arms[v.Arm] = &arm{Group: group + Promise(v.Score), Centre: map[uint16]float32{}}
	}
	return m.arms[v.Arm]
}

// numberOf returns the number of the arm whose first member is p: never 0.
func numberOf(p place) uint32 {
	h := fnv.New32a()
	h.Write([]byte(p.group))
	h.Write([]byte{0})
	h.Write([]byte(p.path))
	return max(h.Sum32(), 1)
}

// nearest returns the arm of a group that a direction resembles most, and how
// much.
func (m *Model) nearest(group string, direction map[uint16]float32) (number uint32, likeness float64) {
	for n, a := range m.arms {
		if a.Group != group {
			continue
		}
		if c := cosine(direction, a.Centre); number == 0 || c > likeness || c == likeness && n < number {
			number, likeness = n, c
		}
	}
	return number, likeness
}

// directionOf returns how often each pair of neighbouring tags stands in a path.
func directionOf(path string) map[uint16]float32 {
	v := map[uint16]float32{}
	before := "^"
	for tag := range strings.FieldsSeq(path + " $") {
		h := fnv.New32a()
		h.Write([]byte(before))
		h.Write([]byte{' '})
		h.Write([]byte(tag))
		v[uint16(h.Sum32()%dimensions)]++
		before = tag
	}
	return v
}

// cosine returns how alike two directions are, from 0 to 1.
func cosine(a, b map[uint16]float32) float64 {
	var dot, lengthA, lengthB float64
	for k, x := range a {
		dot += float64(x) * float64(b[k])
		lengthA += float64(x) * float64(x)
	}
	for _, x := range b {
		lengthB += float64(x) * float64(x)
	}
	if lengthA == 0 || lengthB == 0 {
		return 0
	}
	return dot / math.Sqrt(lengthA*lengthB)
}

// join moves the arm's centre towards a new member.
func (a *arm) join(direction map[uint16]float32) {
	a.Members++
	weight := float32(1) / float32(a.Members)
	for k, x := range a.Centre {
		a.Centre[k] = x * (1 - weight)
	}
	for k, x := range direction {
		a.Centre[k] += x * weight
	}
}

// took notes whether a visit brought something, or what was known.
func (a *arm) took(something, echo bool) {
	switch {
	case something:
		a.gave++
		a.dry, a.echoes = 0, 0
	case echo:
		a.echoes++
		fallthrough
	default:
		a.dry++
	}
}

// spent reports whether enough visits in a row have brought nothing for the others
// to bring nothing either: pages of a list, and pages that are titled as reports
// and are all the same. Of those, each that was not is worth one more in vain.
func (a *arm) spent() bool {
	if a.isList() {
		return a.dry >= listBound || a.echoes >= echoPatience
	}
	return a.echoes >= echoPatience+a.gave
}

// isMisfiledIn reports whether the arm is of the pages of a list, as of notices,
// in which reports are misfiled: the last page may be the one, however many before
// it brought nothing.
func (a *arm) isMisfiledIn() bool {
	promise, list := strings.CutPrefix(a.Group, listGroup)
	return list && promise != promiseLittle && promise != promiseNone
}

// isList reports whether the arm is of the pages of one list.
func (a *arm) isList() bool { return strings.HasPrefix(a.Group, listGroup) }
