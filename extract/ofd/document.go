package ofd

import (
	"fmt"

	"gongkai/extract/affine"
	"gongkai/extract/layout"
	"gongkai/extract/xmlpart"
)

// perMillimetre is how many points a millimetre has.
const perMillimetre = 72 / 25.4

// document is one of the file's documents, while it is read.
type document struct {
	*file
	root      string // its part
	area      layout.Box
	resources []string          // parts
	templates map[string]string // parts of template pages, by id
	stock     map[string]*drawing
	pages     []string            // parts
	fonts     map[string]bool     // by id: whether it is bold
	units     map[string]*drawing // composite graphic units, by id
	widths    map[string]float64  // of lines, by the id of a DrawParam
}

// readDocument reads the document whose Document.xml is in this part.
func (f *file) readDocument(root string) error {
	d := &document{
		file: f, root: f.locate(root, "OFD.xml", "OFD.xml"), area: layout.Box{X1: 210, Y1: 297},
		templates: make(map[string]string), stock: make(map[string]*drawing),
		fonts: make(map[string]bool), units: make(map[string]*drawing), widths: make(map[string]float64),
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
	for _, name := range d.pages {
		if len(f.pages) >= maxPages || f.drawn >= maxDrawn {
			f.warn("page_too_large", "the document has more on its pages than any report; the rest was left out")
			break
		}
		p, err := d.page(name)
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
					d.pages = append(d.pages, d.locate(a.get("BaseLoc"), d.root, d.root))
				}
				return t.Skip()
			})
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
			d.templates[a.get("ID")] = d.locate(a.get("BaseLoc"), d.root, d.root)
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
				if w := number(a.get("LineWidth"), -1); name == "DrawParam" && w >= 0 {
					d.widths[a.get("ID")] = w
				}
				return t.Skip()
			})
		case "CompositeGraphicUnits":
			return children(t, func(name string, a attributes) error {
				if name != "CompositeGraphicUnit" {
					return t.Skip()
				}
				unit := &drawing{document: d}
				d.units[a.get("ID")] = unit
				return unit.objects(t, affine.Identity(), 0)
			})
		}
		return t.Skip()
	})
}

// page reads a page, with what its template draws.
func (d *document) page(name string) (layout.Page, error) {
	area := d.area
	own := drawing{document: d, glyphs: make([]layout.Glyph, 0, 1024), rules: make([]layout.Box, 0, 512)}
	var templates []string
	err := d.part(name, func(t *xmlpart.Reader) error {
		return children(t, func(name string, a attributes) error {
			switch name {
			case "Area":
				return d.pageArea(t, &area)
			case "Template":
				if len(templates) < maxDepth {
					templates = append(templates, a.get("TemplateID"))
				}
				return t.Skip()
			case "Content":
				return own.objects(t, affine.Identity(), 0)
			}
			return t.Skip()
		})
	})
	out := drawing{document: d}
	at := affine.Matrix{A: perMillimetre, D: perMillimetre, E: -area.X0 * perMillimetre, F: -area.Y0 * perMillimetre}
	for _, id := range templates {
		shared, terr := d.template(id)
		if terr != nil && err == nil {
			err = terr
		}
		out.add(shared, at)
	}
	out.add(&own, at)
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
	name := d.templates[id]
	if name == "" {
		return shared, nil
	}
	return shared, d.part(name, func(t *xmlpart.Reader) error {
		return children(t, func(name string, _ attributes) error {
			if name == "Content" {
				return shared.objects(t, affine.Identity(), 0)
			}
			return t.Skip()
		})
	})
}
