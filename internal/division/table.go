package division

import (
	"bytes"
	"compress/gzip"
	_ "embed" // the table
	"io"
	"sort"
	"strings"
	"sync"
)

// Edition is when the names in force were in force.
const Edition = "2023-06-30"

// Place is a name that a division has or had.
type Place struct {
	Code  string // 6 digits, or 9 of a town
	Name  string
	Until string // YYYY-MM of the last edition with this name; empty for one in force
}

// Find returns the names of a code of 6 or 9 digits, the one in force first.
func Find(code string) []Place {
	t := load()
	if len(code) == 9 {
		var found []Place
		t.eachTown(code[:6], func(p Place) {
			if p.Code == code {
				found = append(found, p)
			}
		})
		return found
	}
	return t.of(code)
}

// Successor returns the division in force that a county which is no longer has
// become, by its code, its name, or its name but for 县, 市, 区 in the same
// prefecture; false where none can be told.
func Successor(p Place) (Place, bool) {
	t := load()
	for _, now := range t.of(p.Code) {
		if now.Until == "" {
			return now, true
		}
	}
	var same []Place
	for _, i := range t.byName[p.Name] {
		if now := t.counties[i]; now.Until == "" {
			same = append(same, now)
		}
	}
	if len(same) == 1 && len(p.Code) >= 2 && same[0].Code[:2] == p.Code[:2] {
		return same[0], true
	}
	if len(p.Code) != 6 || strings.HasSuffix(p.Code, "00") {
		return Place{}, false
	}
	same = nil
	for i := t.from(p.Code[:4]); i < len(t.counties) && strings.HasPrefix(t.counties[i].Code, p.Code[:4]); i++ {
		if now := t.counties[i]; now.Until == "" && stem(now.Name) == stem(p.Name) && !strings.HasSuffix(now.Code, "00") {
			same = append(same, now)
		}
	}
	if len(same) == 1 {
		return same[0], true
	}
	return Place{}, false
}

// stem cuts what kind of county a name says.
func stem(name string) string {
	for _, end := range []string{"县", "市", "区", "旗"} {
		if bare, ok := strings.CutSuffix(name, end); ok && len(bare) >= len("偃师") {
			return bare
		}
	}
	return name
}

//go:embed divisions.gz
var packed []byte

// table is the divisions as they were unpacked: counties and above in a list,
// towns as the lines that they were read from.
type table struct {
	counties  []Place // sorted by code
	byName    map[string][]int
	provinces []Place // in force
	towns     string
	at        map[string]int // where the towns of a county begin
}

// load unpacks the table, once.
var load = sync.OnceValue(func() *table {
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		panic("division: the embedded table is damaged: " + err.Error())
	}
	all, err := io.ReadAll(z)
	if err != nil {
		panic("division: the embedded table is damaged: " + err.Error())
	}
	counties, towns, _ := strings.Cut(string(all), "\n\n")
	t := &table{towns: towns, byName: map[string][]int{}, at: map[string]int{}}
	for line := range strings.SplitSeq(counties, "\n") {
		p := placeOf(line)
		t.byName[p.Name] = append(t.byName[p.Name], len(t.counties))
		t.counties = append(t.counties, p)
		if levelOf(p.Code) == 1 && p.Until == "" {
			t.provinces = append(t.provinces, p)
		}
	}
	for i := strings.IndexByte(towns, '='); i >= 0; {
		t.at[towns[i+1:i+7]] = i + 8
		next := strings.IndexByte(towns[i+1:], '=')
		if next < 0 {
			break
		}
		i += 1 + next
	}
	return t
})

// placeOf reads code, name and until, parted by tabs.
func placeOf(line string) Place {
	code, rest, _ := strings.Cut(line, "\t")
	name, until, _ := strings.Cut(rest, "\t")
	return Place{code, name, until}
}

// from returns the index of the first entry whose code is not before code.
func (t *table) from(code string) int {
	return sort.Search(len(t.counties), func(i int) bool { return t.counties[i].Code >= code })
}

// of returns the names of a code of 6 digits.
func (t *table) of(code string) []Place {
	i := t.from(code)
	end := i
	for end < len(t.counties) && t.counties[end].Code == code {
		end++
	}
	return t.counties[i:end]
}

// eachTown hands over the towns of a county.
func (t *table) eachTown(county string, each func(Place)) {
	i, ok := t.at[county]
	if !ok {
		return
	}
	for line := range strings.SplitSeq(t.towns[i:], "\n") {
		if line == "" || line[0] == '=' {
			return
		}
		p := placeOf(line)
		p.Code = county + p.Code
		each(p)
	}
}
