package typeset

// Page is a page of A4. Lengths are in points, y downwards.
type Page struct {
	Width, Height float64
	Lines         []Line
	Rules         []Rule
}

// Line is characters on one baseline, in one size.
type Line struct {
	X, Y  float64 // Y is the baseline
	Text  []rune
	Steps []float64 // from each character to the next, and how wide the last is
	Size  float64
	Bold  bool
}

// Rule is a straight line.
type Rule struct {
	X0, Y0, X1, Y1 float64
	Width          float64
}

// Options says how a report is set. The zero value is plain: rows stay whole at
// page breaks and every break has a rule.
type Options struct {
	SplitRows bool    // rows may be cut between their lines
	OpenBreak bool    // no rule closes a table above a page break
	Header    int     // rows that are repeated behind a page break
	Middle    bool    // text stands in the middle of cells, not at their top
	Centre    bool    // text stands centred in cells
	Size      float64 // of the text; 0 is 12
	Rule      float64 // width of rules; 0 is 0.5
	Start     float64 // room left free at the top of the first page
	Running   string  // a line at the head of each page
	Numbered  bool    // pages have numbers
}

// The measures of a page, in points.
const (
	width, height = 595.3, 841.9
	margin        = 72.0
	padding       = 5.4
	leading       = 1.3 // line height, of the text's size
	ascent        = 0.86
	descent       = 0.14
)

func (o Options) withDefaults() Options {
	if o.Size == 0 {
		o.Size = 12
	}
	if o.Rule == 0 {
		o.Rule = 0.5
	}
	return o
}

// Advance returns how wide a character is, of its size.
func Advance(r rune) float64 {
	switch {
	case r == '.' || r == ',' || r == ' ':
		return 0.28
	case r < 0x2e80 && r != '“' && r != '”' && r != '—' && r != '…':
		return 0.5
	}
	return 1
}

// Extent returns how far above and below its baseline a character stands, of its
// size.
func Extent() (above, below float64) { return ascent, descent }
