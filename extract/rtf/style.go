package rtf

import (
	"strconv"
	"strings"
)

// style is what a paragraph style says that matters here. RTF repeats the rest
// with every paragraph.
type style struct {
	level int // of a heading
	title bool
	based int // on another, or -1
}

// maxStyles is how many styles and fonts are kept.
const maxStyles = 10_000

// styleWord takes a word of the style sheet.
func (p *reader) styleWord(name string, value int) {
	switch name {
	case "s":
		p.number = value
	case "sbasedon":
		p.naming.based = value
	case "outlinelevel":
		if value >= 0 && value < 9 {
			p.naming.level = value + 1
		}
	}
}

// endStyle keeps the style that was read.
func (p *reader) endStyle() {
	p.flush()
	name := strings.ToLower(strings.TrimSpace(strings.TrimRight(string(p.name), "; ")))
	for _, lead := range []string{"heading ", "标题 "} {
		if level, ok := strings.CutPrefix(name, lead); ok {
			if n, err := strconv.Atoi(level); err == nil && n >= 1 && n <= 9 {
				p.naming.level = n
			}
		}
	}
	p.naming.title = name == "title" || name == "标题"
	if p.number >= 0 && len(p.styles) < maxStyles {
		p.styles[p.number] = p.naming
	}
	p.beginStyle()
}

// beginStyle begins another style.
func (p *reader) beginStyle() {
	p.name, p.number, p.naming = p.name[:0], -1, style{based: -1}
}

// inherit gives each style the level and title of those that it is based on.
func (p *reader) inherit() {
	all := make(map[int]style, len(p.styles))
	for i, s := range p.styles {
		for n, up := 0, s.based; n < 10; n++ {
			parent, ok := p.styles[up]
			if !ok {
				break
			}
			if s.level == 0 {
				s.level = parent.level
			}
			s.title = s.title || parent.title
			up = parent.based
		}
		all[i] = s
	}
	p.styles = all
}
