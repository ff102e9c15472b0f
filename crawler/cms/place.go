package cms

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

const (
	maxPlace = 512 // bytes of Link.Place; of a longer one the tags next to the link are kept
	maxNames = 64  // bytes of a tag's id and classes
)

// trace is the way from the body down to where a walk is.
type trace struct {
	way  []byte // tags, each with a space before it
	last string // what String returned last: links of one list share it
}

// enter adds an element to the way and returns how long the way was before,
// which leave takes.
func (t *trace) enter(n *html.Node) (before int) {
	before = len(t.way)
	if n.Type != html.ElementNode || n.DataAtom == atom.Html || n.DataAtom == atom.Head {
		return before
	}
	t.way = append(t.way, ' ')
	t.name(n.Data)
	var id, classes string
	for _, a := range n.Attr {
		switch a.Key {
		case "id":
			id = a.Val
		case "class":
			classes = a.Val
		}
	}
	if len(id)+len(classes) > 4*maxNames {
		return before // nobody's names
	}
	if id = strings.TrimSpace(id); id != "" {
		t.way = append(t.way, '#')
		t.name(id)
	}
	if strings.IndexByte(strings.TrimSpace(classes), ' ') < 0 {
		if classes = strings.TrimSpace(classes); classes != "" {
			t.way = append(t.way, '.')
			t.name(classes)
		}
		return before
	}
	names := strings.Fields(classes)
	slices.Sort(names)
	for _, name := range names {
		t.way = append(t.way, '.')
		t.name(name)
	}
	return before
}

// leave takes off the way what stands beyond its first n bytes.
func (t *trace) leave(n int) { t.way = t.way[:n] }

// name adds a name with each number in it written as 0: what counts lists and
// items in ids and classes tells them apart no more.
func (t *trace) name(s string) {
	if len(s) > maxNames {
		s = clipBytes(s, maxNames)
	}
	number := false
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case '0' <= c && c <= '9':
			if !number {
				t.way = append(t.way, '0')
			}
			number = true
			continue
		case c <= ' ':
			t.way = append(t.way, '_')
		default:
			t.way = append(t.way, c)
		}
		number = false
	}
}

// String returns the way as a Place.
func (t *trace) String() string {
	way := t.way
	if len(way) > maxPlace {
		way = way[len(way)-maxPlace:]
		way = way[max(0, slices.Index(way, ' ')):]
	}
	if len(way) > 0 {
		way = way[1:]
	}
	if t.last != string(way) {
		t.last = string(way)
	}
	return t.last
}
