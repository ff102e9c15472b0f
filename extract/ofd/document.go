package ofd

import (
	"cmp"
	"fmt"

	"gongkai/extract/affine"
	"gongkai/extract/layout"
	"gongkai/extract/visible"
	"gongkai/extract/xmlpart"
)

// perMillimetre is how many points a millimetre has.
const perMillimetre = 72 / 25.4

// document is one of the file's documents, while it is read.
type document struct {
	*file
	root      string // its part
	area      layout.Box
	resources []string            // parts
	templates map[string]template // by id
	stock     map[string]*drawing
	pages     []place
	notes     []string             // the part that lists annotations
	fonts     map[string]bool      // by id: whether it is bold
	units     map[string]*drawing  // composite graphic units, by id
	params    map[string]parameter // by id
}

// place is where a page is.
type place struct{ id, part string }

// template is a template page, and whether it is drawn over pages.
type template struct {
	part string
	over bool
}

// parameter is a DrawParam: what objects are drawn with that don't say.
type parameter struct {
	base  string  // the parameter that says what it doesn't
	width float64 // of lines, or less than 0
	ink   visible.Colour
	clear bool
}

// parameter returns a DrawParam with what its base says, and whether there is one.
func (d *document) parameter(id string) (parameter, bool) {
	p, ok := d.params[id]
	for range maxDepth {
		base, more := d.params[p.base]
		if !more {
			break
		}
		if p.width < 0 {
			p.width = base.width
		}
		if p.ink == 0 && !p.clear {
			p.ink, p.clear = base.ink, base.clear
		}
		p.base = base.base
	}
	return p, ok
}

// readDocument reads the document whose Document.xml is in this part.
func (f *file) readDocument(root string) error {
	d := &document{
		file: f, root: f.locate(root, "OFD.xml", "OFD.xml"), area: layout.Box{X1: 210, Y1: 297},
		templates: make(map[string]template), stock: make(map[string]*drawing),
		fonts: make(map[string]bool), units: make(map[string]*drawing), params: make(map[string]parameter),
	}
	if err := f.part(d.root, d.read); err != nil {
		return f.encrypted(err)
	}
	for _, name := range d.resources {
		if err := d.part(name, func(t *xmlpart.Reader) error { return d.resource(t) }); err != nil {
			if err := d.lost(name, err); err != nil {
				return err
			}
		}
	}
	notes, err := d.annotations()
	if err != nil {
		return err
	}
	for _, at := range d.pages {
		name := at.part
		if len(f.pages) >= maxPages || f.drawn >= maxDrawn {
			f.warn("page_too_large", "the document has more on its pages than any report; the rest was left out")
			break
		}
		p, err := d.page(name, notes[at.id])
		if err != nil {
			if err := d.lost(name, err); err != nil {
				return err
			}
		}
		f.pages = append(f.pages, p) // what was read of a damaged page, too
	}
	return nil
}

// lost warns of a part that can't be read. It returns the error if that ends all
// reading.
func (d *document) lost(name string, err error) error {
	if d.ctx.Err() != nil {
		return d.ctx.Err()
	}
	d.warn("part_unreadable", fmt.Sprintf("%s: %v", name, err))
	return nil
}

// read reads Document.xml.
func (d *document) read(t *xmlpart.Reader) error {
	return children(t, func(name string, _ attributes) error {
		switch name {
		case "CommonData":
			return d.common(t)
		case "Pages":
			return children(t, func(name string, a attributes) error {
				if name == "Page" && len(d.pages) < maxPages {
					d.pages = append(d.pages, place{a.get("ID"), d.locate(a.get("BaseLoc"), d.root, d.root)})
				}
				return t.Skip()
			})
		case "Annotations":
			location, err := text(t)
			if len(d.notes) < maxDepth {
				d.notes = append(d.notes, d.locate(location, d.root, d.root))
			}
			return err
		}
		return t.Skip()
	})
}

func (d *document) common(t *xmlpart.Reader) error {
	return children(t, func(name string, a attributes) error {
		switch name {
		case "PageArea":
			return d.pageArea(t, &d.area)
		case "PublicRes", "DocumentRes":
			location, err := text(t)
			if err == nil && len(d.resources) < maxPages {
				d.resources = append(d.resources, d.locate(location, d.root, d.root))
			}
			return err
		case "TemplatePage":
			d.templates[a.get("ID")] = template{d.locate(a.get("BaseLoc"), d.root, d.root), a.get("ZOrder") == "Foreground"}
		}
		return t.Skip()
	})
}

// pageArea reads how large pages are.
func (d *document) pageArea(t *xmlpart.Reader, area *layout.Box) error {
	return children(t, func(name string, _ attributes) error {
		if name != "PhysicalBox" {
			return t.Skip()
		}
		s, err := text(t)
		if b, ok := rectangle(s); ok && b.X1 > b.X0 && b.Y1 > b.Y0 {
			*area = b
		}
		return err
	})
}

// resource reads fonts, line widths and composite units.
func (d *document) resource(t *xmlpart.Reader) error {
	return children(t, func(name string, _ attributes) error {
		switch name {
		case "Fonts":
			return children(t, func(name string, a attributes) error {
				if name == "Font" {
					d.fonts[a.get("ID")] = a.on("Bold") || boldName(a.get("FontName"))
				}
				return t.Skip()
			})
		case "DrawParams":
			return children(t, func(name string, a attributes) error {
				if name != "DrawParam" {
					return t.Skip()
				}
				p := parameter{base: a.get("Relative"), width: number(a.get("LineWidth"), -1)}
				err := children(t, func(name string, a attributes) error {
					if name == "FillColor" {
						p.ink, _ = colourOf(a)
						p.clear = clear(a)
					}
					return t.Skip()
				})
				d.params[a.get("ID")] = p
				return err
			})
		case "CompositeGraphicUnits":
			return children(t, func(name string, a attributes) error {
				if name != "CompositeGraphicUnit" {
					return t.Skip()
				}
				unit := &drawing{document: d}
				d.units[a.get("ID")] = unit
				return unit.objects(t, affine.Identity(), "", 0)
			})
		}
		return t.Skip()
	})
}

// page reads a page, with what its templates and its annotations draw. Those are
// in parts.
func (d *document) page(name string, annotations []string) (layout.Page, error) {
	area := d.area
	own := drawing{document: d, glyphs: make([]layout.Glyph, 0, 1024), rules: make([]layout.Box, 0, 512)}
	var under, over []string // templates
	err := d.part(name, func(t *xmlpart.Reader) error {
		return children(t, func(name string, a attributes) error {
			switch name {
			case "Area":
				return d.pageArea(t, &area)
			case "Template":
				id, order := a.get("TemplateID"), a.get("ZOrder")
				switch {
				case len(under)+len(over) >= maxDepth:
				case order == "Foreground" || order == "" && d.templates[id].over:
					over = append(over, id)
				default:
					under = append(under, id)
				}
				return t.Skip()
			case "Content":
				return own.objects(t, affine.Identity(), "", 0)
			}
			return t.Skip()
		})
	})
	out := drawing{document: d}
	at := affine.Matrix{A: perMillimetre, D: perMillimetre, E: -area.X0 * perMillimetre, F: -area.Y0 * perMillimetre}
	add := func(ids []string) {
		for _, id := range ids {
			shared, terr := d.template(id)
			err = cmp.Or(err, terr)
			out.add(shared, at)
		}
	}
	add(under)
	out.add(&own, at)
	add(over)
	for _, part := range annotations {
		notes := drawing{document: d}
		err = cmp.Or(err, d.part(part, notes.appearances))
		out.add(&notes, at)
	}
	out.settle()
	return layout.Page{
		Width: (area.X1 - area.X0) * perMillimetre, Height: (area.Y1 - area.Y0) * perMillimetre,
		Glyphs: out.glyphs, Rules: out.rules, Images: out.images,
	}, err
}

// template returns what a template page draws.
func (d *document) template(id string) (*drawing, error) {
	if done := d.stock[id]; done != nil {
		return done, nil
	}
	shared := &drawing{document: d}
	d.stock[id] = shared
	name := d.templates[id].part
	if name == "" {
		return shared, nil
	}
	return shared, d.part(name, func(t *xmlpart.Reader) error {
		return children(t, func(name string, _ attributes) error {
			if name == "Content" {
				return shared.objects(t, affine.Identity(), "", 0)
			}
			return t.Skip()
		})
	})
}
