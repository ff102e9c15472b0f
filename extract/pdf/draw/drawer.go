package draw

import (
	"context"
	"reflect"

	"gongkai/extract/affine"
	"gongkai/extract/layout"
	"gongkai/extract/pdf/cmap"
	"gongkai/extract/pdf/font"
	"gongkai/extract/pdf/pdffile"
)

// The limits of one document.
const (
	maxSteps  = 30_000_000 // operators and glyphs
	maxFonts  = 5_000
	maxCached = 16 << 20 // bytes of forms that are kept decoded
)

// The limits of one page.
const (
	maxPageSteps = 2_000_000
	maxMarks     = 300_000 // glyphs, and lines, and images
	maxForms     = 24      // forms in each other
	maxSaved     = 256     // graphics states
)

// Drawer draws the pages of one document.
type Drawer struct {
	file   *pdffile.File
	cmaps  cmap.Library
	fonts  map[uintptr]*font.Font
	off    map[int]bool // optional content groups that don't show
	forms  map[*pdffile.Stream][]byte
	cached int
	steps  int // that are left
}

// New returns a drawer of the file's pages.
func New(file *pdffile.File) *Drawer {
	d := &Drawer{file: file, fonts: map[uintptr]*font.Font{}, forms: map[*pdffile.Stream][]byte{}, steps: maxSteps}
	d.off = d.hiddenGroups()
	return d
}

// Page is what a page shows.
type Page struct {
	layout.Page
	Pictures  []Picture      // what Images are
	Hidden    []layout.Glyph // invisible text, such as scanners put behind an image
	Unmapped  map[string]int // glyphs whose characters nothing tells, by font
	White     int            // glyphs in the colour of what they stand on, and left out
	Faint     int            // glyphs in nearly that colour
	Covered   int            // glyphs that something covers which was drawn later, and left out
	Clipped   int            // figures of which a clip cuts off a part, which was left out
	Cut       bool           // the page holds more than is read of one
	Damaged   bool           // part of its content can't be decoded
	Conflicts int            // texts of glyphs whose figures are not those that are seen
	Unshown   int            // annotations that a viewer draws by itself, and are not read
	Shapes    int            // that may be characters: filled, with curves, of their height
	Odd       bool           // its size makes no sense; A4 stands in
}

// Picture is a picture that is drawn on a page.
type Picture struct {
	Stream    *pdffile.Stream
	Resources pdffile.Dict // that name its colour space, if it is an inline one
	Turns     int          // quarter turns to the right that bring it upright
}

// Named returns the resource that o names, or o itself where none has that name.
func (d *Drawer) Named(resources pdffile.Dict, category pdffile.Name, o pdffile.Object) pdffile.Object {
	if name, ok := o.(pdffile.Name); ok {
		if found := d.file.Dict(resources[category])[name]; found != nil {
			return found
		}
	}
	return o
}

// Page draws a page with its annotations. The error is ctx's.
func (d *Drawer) Page(ctx context.Context, p pdffile.Page) (*Page, error) {
	base, box, odd := d.space(p)
	r := &run{
		Drawer: d,
		ctx:    ctx,
		page:   &Page{Page: layout.Page{Width: box.X1, Height: box.Y1}, Unmapped: map[string]int{}, Odd: odd},
		left:   min(maxPageSteps, d.steps),
		open:   map[*pdffile.Stream]bool{},
	}
	r.state = newState(base, box)
	start := r.left
	content, sound := d.content(p.Dict["Contents"])
	r.page.Damaged = !sound
	r.content(content, p.Resources)
	r.state = newState(base, box)
	r.annotations(p.Dict["Annots"])
	d.steps -= start - r.left
	r.finish()
	return r.page, ctx.Err()
}

// Space returns how the page's own coordinates become those of a reader.
func (d *Drawer) space(p pdffile.Page) (base affine.Matrix, box layout.Box, odd bool) {
	media, ok := d.rectangle(p.MediaBox)
	if !ok {
		media, odd = layout.Box{X1: 595, Y1: 842}, true
	}
	if crop, ok := d.rectangle(p.CropBox); ok {
		if both := meet(crop, media); both.X1-both.X0 > 1 && both.Y1-both.Y0 > 1 {
			media = both
		}
	}
	w, h := media.X1-media.X0, media.Y1-media.Y0
	switch ((p.Rotate/90)%4 + 4) % 4 {
	case 1:
		base, w, h = affine.Matrix{B: 1, C: 1, E: -media.Y0, F: -media.X0}, h, w
	case 2:
		base = affine.Matrix{A: -1, D: 1, E: media.X1, F: -media.Y0}
	case 3:
		base, w, h = affine.Matrix{B: -1, C: -1, E: media.Y1, F: media.X1}, h, w
	default:
		base = affine.Matrix{A: 1, D: -1, E: -media.X0, F: media.Y1}
	}
	if unit, ok := d.file.Number(p.Dict["UserUnit"]); ok && unit > 0 && unit <= 100 {
		base = base.Times(affine.Matrix{A: unit, D: unit})
		w, h = w*unit, h*unit
	}
	return base, layout.Box{X1: w, Y1: h}, odd
}

// maxSide is how many points a side of a page may have: 200 times that of A4.
const maxSide = 200_000

func (d *Drawer) rectangle(o pdffile.Object) (layout.Box, bool) {
	n := d.file.Numbers(o)
	if len(n) != 4 {
		return layout.Box{}, false
	}
	b := layout.Box{X0: min(n[0], n[2]), Y0: min(n[1], n[3]), X1: max(n[0], n[2]), Y1: max(n[1], n[3])}
	sound := b.X1-b.X0 >= 1 && b.Y1-b.Y0 >= 1 && b.X0 > -maxSide && b.Y0 > -maxSide && b.X1 < maxSide && b.Y1 < maxSide
	return b, sound
}

// content joins the streams of a page's content, and reports whether all of it
// could be decoded.
func (d *Drawer) content(o pdffile.Object) ([]byte, bool) {
	if s := d.file.Stream(o); s != nil {
		data, err := d.file.Data(s)
		return data, err == nil
	}
	var all []byte
	sound := true
	for _, part := range d.file.Array(o) {
		s := d.file.Stream(part)
		if s == nil {
			sound = sound && d.file.Resolve(part) == nil
			continue
		}
		data, err := d.file.Data(s)
		sound = sound && err == nil
		all = append(append(all, data...), '\n')
	}
	return all, sound
}

// font returns the font of a dictionary.
func (d *Drawer) font(o pdffile.Object) *font.Font {
	dict := d.file.Dict(o)
	if dict == nil {
		return nil
	}
	key := reflect.ValueOf(dict).Pointer()
	f, ok := d.fonts[key]
	if !ok && len(d.fonts) < maxFonts {
		f = font.Load(d.file, &d.cmaps, dict)
		d.fonts[key] = f
	}
	return f
}

// Box returns where a rectangle in a page's own coordinates is seen.
func (d *Drawer) Box(p pdffile.Page, o pdffile.Object) (layout.Box, bool) {
	n := d.file.Numbers(o)
	if len(n) != 4 {
		return layout.Box{}, false
	}
	base, _, _ := d.space(p)
	return base.Box(layout.Box{X0: n[0], Y0: n[1], X1: n[2], Y1: n[3]}), true
}
