package font

import (
	"strings"

	"gongkai/extract/pdf/cmap"
	"gongkai/extract/pdf/pdffile"
	"gongkai/extract/visible"
)

// Font is a font of a page. It is not safe for concurrent use.
type Font struct {
	Name            string // without the tag of a subset
	Bold            bool
	Vertical        bool       // text runs downwards
	Ascent, Descent float64    // of an em: above the line, and below it as a negative number
	Type3           bool       // glyphs are drawn by the file itself
	Painted         bool       // glyphs of a Type 3 font have colours of their own
	Matrix          [6]float64 // of a Type 3 font: from its glyphs' space to text space

	file      *pdffile.File
	cmaps     *cmap.Library
	toUnicode *cmap.Map
	encoding  encoding    // of a simple font
	named     [256]string // glyph names of a simple font, where Differences gives them
	composite *composite  // nil for a simple font
	widths    widths
	program   *program // embedded font program, once it is asked for
	embedded  pdffile.Dict
	glyphs    map[uint64]Glyph
}

// Glyph is what one code shows.
type Glyph struct {
	Text    string  // "\ufffd" where nothing tells
	Width   float64 // how far the next glyph stands, in ems
	Space   bool    // the code of one byte that word spacing is for
	Lies    bool    // the file says another digit of it than its font shows, which is Text
	Down    float64 // in vertical text, how far the next one stands: negative
	OriginX float64 // in vertical text, where its upper middle lies from its own origin
	OriginY float64
}

// Unmapped is the text of glyphs that no one tells the characters of.
const Unmapped = visible.Unmapped

// maxGlyphs is how many glyphs a font keeps at hand.
const maxGlyphs = 1 << 16

// Load reads a font dictionary. What is wrong with it is made up for as well as
// may be.
func Load(file *pdffile.File, cmaps *cmap.Library, d pdffile.Dict) *Font {
	f := &Font{
		Name:    baseName(file.Name(d["BaseFont"])),
		Ascent:  0.95,
		Descent: -0.35,
		Type3:   file.Name(d["Subtype"]) == "Type3",
		Matrix:  [6]float64{0.001, 0, 0, 0.001, 0, 0},
		file:    file,
		cmaps:   cmaps,
		glyphs:  map[uint64]Glyph{},
	}
	if stream := file.Stream(d["ToUnicode"]); stream != nil {
		data, _ := file.Data(stream)
		f.toUnicode = cmap.Parse(data, cmaps.Map)
	} else if name := file.Name(d["ToUnicode"]); name != "" && !strings.HasPrefix(name, "Identity") {
		f.toUnicode = cmaps.Map(name)
	}
	if file.Name(d["Subtype"]) == "Type0" {
		f.loadComposite(d)
	} else {
		f.loadSimple(d)
	}
	return f
}

// baseName returns a font's name without the tag that marks a subset.
func baseName(name string) string {
	if len(name) > 7 && name[6] == '+' {
		name = name[7:]
	}
	return name
}

// describe takes over what the font descriptor says.
func (f *Font) describe(d pdffile.Dict) {
	f.embedded = d
	if a, _ := f.file.Number(d["Ascent"]); a != 0 && abs(a) < 1900 {
		f.Ascent = abs(a) / 1000
	}
	if a, _ := f.file.Number(d["Descent"]); a != 0 && abs(a) < 1900 {
		f.Descent = -abs(a) / 1000
	}
	weight, _ := f.file.Number(d["FontWeight"])
	const forceBold = 1 << 18 // ISO 32000-1 table 123
	f.Bold = weight >= 700 || f.file.Int(d["Flags"])&forceBold != 0
	lower := strings.ToLower(f.Name)
	for _, word := range []string{"bold", "heavy", "black", "demi"} {
		f.Bold = f.Bold || strings.Contains(lower, word)
	}
}

func abs(n float64) float64 {
	if n < 0 {
		return -n
	}
	return n
}

// Next takes the first glyph off s, which is not empty, and returns how many
// bytes its code has.
func (f *Font) Next(s []byte) (Glyph, int) {
	code, length := uint32(s[0]), 1
	if f.composite != nil {
		code, length = f.composite.codes.Next(s)
	}
	key := uint64(length)<<32 | uint64(code)
	g, ok := f.glyphs[key]
	if !ok {
		g = f.glyph(code, length)
		g.Space = length == 1 && code == ' '
		if len(f.glyphs) < maxGlyphs {
			f.glyphs[key] = g
		}
	}
	return g, length
}

// glyph tells a code's metrics, and its text by the first of these that knows it:
// the ToUnicode map, the encoding or collection, the font program.
func (f *Font) glyph(code uint32, length int) Glyph {
	g := f.metrics(code, length)
	g.Text = Unmapped
	if f.toUnicode != nil {
		if s, ok := f.toUnicode.Text(code); ok {
			if s, ok = visible.Clean(s); ok {
				g.Text = s
				if shown := f.shownDigit(code); shown != "" && shown != s && digit(s) {
					g.Text, g.Lies = shown, true
				}
				return g
			}
		}
	}
	s := ""
	if f.composite != nil {
		s = f.compositeText(code, length)
	} else {
		s = f.simpleText(byte(code))
	}
	if s, ok := visible.Clean(s); ok {
		g.Text = s
	}
	return g
}

// shownDigit returns the digit that a simple font shows for a code, where that is
// known: by the name of its glyph, or as the font is not in the file and its
// encoding counts.
func (f *Font) shownDigit(code uint32) string {
	if f.composite != nil || f.Type3 || code > 255 {
		return ""
	}
	s := ""
	switch name := f.named[code]; {
	case name != "":
		s, _ = characters(name)
	case !inFile(f.embedded) && f.encoding[code] != 0:
		s = string(f.encoding[code])
	}
	if !digit(s) {
		return ""
	}
	return s
}

// inFile reports whether the font of a descriptor is in the file.
func inFile(descriptor pdffile.Dict) bool {
	return descriptor["FontFile"] != nil || descriptor["FontFile2"] != nil || descriptor["FontFile3"] != nil
}

func digit(s string) bool { return len(s) == 1 && s[0] >= '0' && s[0] <= '9' }

func (f *Font) metrics(code uint32, length int) Glyph {
	if f.composite == nil {
		return Glyph{Width: f.widths.of(code)}
	}
	c := f.composite
	cid := c.codes.CID(code, length)
	g := Glyph{Width: f.widths.of(cid)}
	if f.Vertical {
		g.Down, g.OriginX, g.OriginY = c.down, g.Width/2, c.originY
		if d, ok := c.drops[cid]; ok {
			g.Down, g.OriginX, g.OriginY = d.down, d.x, d.y
		}
	}
	return g
}
