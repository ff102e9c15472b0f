package rtf

// form is a field of a form. A list to choose from shows one of its entries, which
// no result of the field repeats.
type form struct {
	list          bool
	chosen, usual int
	entries       [][]byte
}

// What a form's field says of its kind, and of which entry is chosen.
const (
	kindList  = 2
	noneYet   = 25
	maxChoice = 100 // Word allows 25
)

// formWord takes a word about the field of a form that is open.
func (p *reader) formWord(name string, value int) {
	n := len(p.place.fields)
	if n == 0 {
		return
	}
	f := &p.place.fields[n-1].list
	switch name {
	case "fftype":
		f.list, f.chosen = value == kindList, noneYet
	case "ffres":
		f.chosen = value
	case "ffdefres":
		f.usual = value
	}
}

// beginEntry begins an entry of a list.
func (p *reader) beginEntry() {
	p.state.to = toNone
	if n := len(p.place.fields); n > 0 && len(p.place.fields[n-1].list.entries) < maxChoice {
		f := &p.place.fields[n-1].list
		f.entries = append(f.entries, nil)
		p.state.to = toEntry
	}
}

// addEntry adds text to an entry.
func (p *reader) addEntry(s string) {
	if n := len(p.place.fields); n > 0 && len(p.place.fields[n-1].list.entries) > 0 {
		last := &p.place.fields[n-1].list.entries[len(p.place.fields[n-1].list.entries)-1]
		*last = append(*last, s[:min(len(s), 256-min(256, len(*last)))]...)
	}
}

// shown returns the entry that a list shows, or "".
func (f *form) shown() string {
	at := f.chosen
	if at == noneYet {
		at = f.usual
	}
	if !f.list || at < 0 || at >= len(f.entries) {
		return ""
	}
	return string(f.entries[at])
}
