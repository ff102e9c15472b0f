package htmldoc

import (
	"strconv"
	"strings"

	"gongkai/extract/visible"
)

// declarations is what a style says that bears on what is read.
type declarations struct {
	hides     hiding
	oddly     bool   // it is hidden by another means than that for hiding
	inherited string // by this property, which what is inside may set anew; or empty
	flat      bool   // by its size alone
	shows     bool   // it says that it is shown
	firmly    bool   // that or that it is hidden it says before what others say
	strikes   int    // 1: it strikes out; -1: it says that nothing is; 0: it says nothing of it
	important bool   // it says that before what stronger selectors say
	lift      lift
	turns     turning
	stands    standing
	lays      bool // it lays out what is in it: each element there is a box
	writes    bool // before or behind what it is of: something with figures

	ink, ground visible.Colour
}

// hiding is how something is hidden; 0 is that nothing says so.
type hiding int8

const (
	gone   hiding = iota + 1 // it takes no place
	veiled                   // it keeps its place
)

// lift is how text stands above or below the line; 0 is that nothing says so.
type lift int8

const (
	level  lift = iota + 1
	raised      // as a superscript
	higher      // by its position alone
	lower
)

// turning is what stands in another order than in the source; 0 is nothing.
type turning int8

const (
	turnsItself turning = iota + 1 // among what is around it
	turnsInside                    // what is in it
)

// standing is how an element stands among the text around it; 0 is as a part of it.
type standing int8

const (
	standsApart standing = iota + 1 // on the same line
	onItsOwn                        // on lines of its own
)

// box is what a style says of where a box stands and what is seen of it.
type box struct {
	positioned, lifted  bool // it may stand elsewhere; and takes no place
	far, clipped        bool
	flat, cut           bool // it has next to no size; and what runs over is not seen
	away                bool // it is moved, or shrunk, out of sight
	transparent, unseen bool
	sizeless            bool // its letters have no size
	none                bool
	settled             bool // whether it is shown: by what is important
	by                  lift // by its position
	shown               display
	lays                bool // it lays out what is in it
	wide, spaced        bool // it has a width; and room on its left or right
}

// display is what kind of box something is; 0 is that nothing says so.
type display int8

const (
	aBlock display = iota + 1
	inRow          // among other boxes of its row
	inLine         // as wide as it says
)

// declared reads a style.
func declared(style string) (d declarations) {
	if strings.Contains(style, "/*") {
		style = uncommented(style)
	}
	var b box
	for style != "" {
		var declaration string
		declaration, style, _ = strings.Cut(style, ";")
		name, value, _ := strings.Cut(declaration, ":")
		if name = strings.TrimSpace(name); !d.says(name, value) {
			d.shows = b.says(name, value) || d.shows
		}
	}
	switch {
	case b.none:
		d.hides, d.shows = gone, false
	case b.lifted && (b.far || b.clipped):
		d.hides, d.oddly = gone, true
	case b.positioned && b.far, b.away, b.transparent:
		d.hides, d.oddly = veiled, true
	case b.flat && b.cut:
		d.hides, d.oddly, d.flat = veiled, true, true
	case b.sizeless:
		d.hides, d.oddly, d.inherited = veiled, true, "font-size"
	case b.unseen:
		d.hides, d.inherited = veiled, "visibility"
	}
	if b.lifted && d.hides == 0 && d.turns == 0 {
		d.turns = turnsItself
	}
	switch {
	case b.shown == aBlock:
		d.stands = onItsOwn
	case b.shown == inRow, b.spaced, b.shown == inLine && b.wide:
		d.stands = standsApart
	}
	d.lays, d.firmly = b.lays, b.settled
	if b.positioned && !b.lifted && b.by > level {
		d.lift = b.by
	}
	return d
}

// says takes a declaration that bears on text, and reports whether it was one.
// Names are told apart by their length first.
func (d *declarations) says(name, value string) bool {
	is := func(property string) bool { return strings.EqualFold(name, property) }
	switch len(name) {
	case len("color"): // and float and order
		switch {
		case is("color"):
			d.ink = inkOf(value)
		case is("float"):
			d.turn(says(value, "left") || says(value, "right"), turnsItself)
		case is("order"):
			n, err := strconv.Atoi(strings.TrimSpace(value))
			d.turn(err == nil && n != 0, turnsItself)
		default:
			return false
		}
	case len("content"):
		if !is("content") {
			return false
		}
		d.writes = figures(value)
	case len("direction"): // and flex-flow
		switch {
		case is("direction"):
			d.turn(says(value, "rtl"), turnsInside)
		case is("flex-flow"):
			d.turn(strings.Contains(value, "reverse"), turnsInside)
		default:
			return false
		}
	case len("background"):
		if !is("background") {
			return false
		}
		d.ground = groundOf(value)
	case len("background-color"): // and background-image
		if !is("background-color") && !is("background-image") {
			return false
		}
		d.ground = groundOf(value).Or(d.ground)
	case len("vertical-align"): // and flex-direction
		switch {
		case is("vertical-align"):
			d.lift = liftOf(value)
		case is("flex-direction"):
			d.turn(strings.Contains(value, "reverse"), turnsInside)
		default:
			return false
		}
	case len("text-decoration"), len("text-decoration-line"):
		if !is("text-decoration") && !is("text-decoration-line") {
			return false
		}
		d.strikes = -1
		if strings.Contains(strings.ToLower(value), "line-through") {
			d.strikes = 1
		}
		d.important = strings.Contains(value, "!")
	default:
		return false
	}
	return true
}

func (d *declarations) turn(turns bool, how turning) {
	if turns {
		d.turns = max(d.turns, how)
	}
}

// says takes a declaration that bears on a box, and reports whether it says that
// the box is shown.
func (b *box) says(name, value string) (shows bool) {
	is := func(property string) bool { return strings.EqualFold(name, property) }
	switch len(name) {
	case len("top"):
		if is("top") {
			b.by, b.far = moved(value, -1), b.far || distant(value)
		}
	case len("left"): // and clip
		switch {
		case is("left"):
			b.far = b.far || distant(value)
		case is("clip"):
			b.clipped = clips(value)
		}
	case len("right"): // and width
		switch {
		case is("right"):
			b.far = b.far || distant(value)
		case is("width"):
			b.flat, b.wide = b.flat || tiny(value), b.wide || roomy(value)
		}
	case len("bottom"): // and filter, height and margin
		switch {
		case is("filter"):
			_, value, found := strings.Cut(strings.ToLower(value), "opacity(")
			n, _, ok := number(value)
			b.transparent = b.transparent || found && ok && n < 0.05
		case is("bottom"):
			b.by, b.far = moved(value, 1), b.far || distant(value)
		case is("height"):
			b.flat = b.flat || tiny(value)
		case is("margin"):
			b.spaced = b.spaced || roomBeside(value)
		}
	case len("display"): // and opacity and padding
		switch {
		case is("padding"):
			b.spaced = b.spaced || roomBeside(value)
		case is("display"):
			return b.display(value)
		case is("opacity"):
			n, _, ok := number(value)
			b.transparent = ok && n < 0.05
		}
	case len("position"): // and overflow
		switch {
		case is("position"):
			b.lifted = says(value, "absolute") || says(value, "fixed")
			b.positioned = b.lifted || says(value, "relative")
		case is("overflow"):
			b.cut = says(value, "hidden") || says(value, "clip")
		}
	case len("font-size"): // and clip-path, max-width, min-width and transform
		switch {
		case is("min-width"):
			b.wide = b.wide || roomy(value)
		case is("font-size"):
			b.sizeless = false
			if says(value, "0") || says(value, ".0") || says(value, "1p") {
				n, unit, _ := number(value)
				b.sizeless = n == 0 || unit == "px" || unit == "pt"
			}
		case is("clip-path"):
			b.away = b.away || says(value, "inset(50%") || says(value, "inset(100%") || says(value, "circle(0")
		case is("transform"):
			b.away = b.away || shrunk(value)
		case is("max-width"):
			b.flat = b.flat || tiny(value)
		}
	case len("visibility"): // and max-height and margin-top
		switch {
		case is("visibility"):
			b.unseen = says(value, "hidden") || says(value, "collapse")
		case is("max-height"):
			b.flat = b.flat || tiny(value)
		case is("margin-top"):
			b.away = b.away || says(value, "-") && distant(value)
		}
	case len("text-indent"): // and margin-left
		if is("text-indent") || is("margin-left") {
			b.away = b.away || says(value, "-") && distant(value)
		}
		b.spaced = b.spaced || is("margin-left") && roomy(value)
	case len("margin-right"), len("padding-right"): // and padding-left
		if is("margin-right") || is("padding-right") || is("padding-left") {
			b.spaced = b.spaced || roomy(value)
		}
	}
	return false
}

// display takes a display, unless one that is important stands before it or it is none
// that browsers know, and reports whether it says that the box is shown.
func (b *box) display(value string) (shows bool) {
	word, important, _ := strings.Cut(strings.TrimSpace(value), "!")
	if b.settled && important == "" || strings.ContainsAny(word, ",;{}\"'\\") {
		return false
	}
	b.settled = important != ""
	b.none = says(word, "none")
	b.shown, b.lays = displayOf(word)
	return !b.none
}

// displayOf reads a display, and whether it lays out what is in it.
func displayOf(value string) (shown display, lays bool) {
	switch {
	case says(value, "flex"), says(value, "grid"):
		return aBlock, true
	case says(value, "inline-flex"), says(value, "inline-grid"):
		return inLine, true
	case says(value, "inline-"):
		return inLine, false
	case says(value, "table-c"): // cell or caption
		return inRow, false
	case says(value, "block"), says(value, "list-item"), says(value, "flow-root"), says(value, "table"):
		return aBlock, false
	}
	return 0, false
}

// figures reports whether a style's content shows figures, or may. A picture is
// mostly an icon.
func figures(value string) bool {
	value = without(value, "url(", ")")
	if strings.Contains(value, "attr(") || strings.Contains(value, "counter") {
		return true
	}
	for i := 0; i < len(value); i++ {
		switch c := value[i]; {
		case c == '\\': // of a character by its number, mostly an icon
			for i+1 < len(value) && strings.IndexByte("0123456789abcdefABCDEF", value[i+1]) >= 0 {
				i++
			}
		case c >= '0' && c <= '9':
			return true
		}
	}
	return false
}

// inkOf reads the colour of text. That which is transparent is as paper.
func inkOf(value string) visible.Colour {
	ink := colourOf(value)
	if ink == 0 && (says(value, "transparent") || says(value, "rgb") || says(value, "#")) {
		return visible.White
	}
	return ink
}

// liftOf reads a vertical-align.
func liftOf(value string) lift {
	switch {
	case says(value, "super"):
		return raised
	case says(value, "text-top"):
		return higher
	case says(value, "sub"), says(value, "text-bottom"):
		return lower
	}
	return moved(value, 1)
}

// says reports whether a value begins with a word.
func says(value, word string) bool {
	value = strings.TrimSpace(value)
	return len(value) >= len(word) && strings.EqualFold(value[:len(word)], word)
}
