package ofd

import (
	"gongkai/extract/affine"
	"gongkai/extract/xmlpart"
)

// annotations returns the parts of a document that draw annotations, by the ids of
// the pages that they lie on ([GB/T 33190] 15).
func (d *document) annotations() (map[string][]string, error) {
	parts := make(map[string][]string)
	n := 0
	for _, list := range d.notes {
		err := d.part(list, func(t *xmlpart.Reader) error {
			return children(t, func(name string, a attributes) error {
				if name != "Page" {
					return t.Skip()
				}
				page := a.get("PageID")
				return children(t, func(name string, _ attributes) error {
					if name != "FileLoc" {
						return t.Skip()
					}
					location, err := text(t)
					if n++; n <= maxPages {
						parts[page] = append(parts[page], d.locate(location, list, d.root))
					}
					return err
				})
			})
		})
		if err != nil {
			if err := d.lost(list, err); err != nil {
				return nil, err
			}
		}
	}
	return parts, nil
}

// appearances draws the annotations of a page that are seen on it. A watermark is
// no part of what it says, and what a highlight lies over is seen through it.
func (g *drawing) appearances(t *xmlpart.Reader) error {
	return children(t, func(name string, a attributes) error {
		switch kind := a.get("Type"); {
		case name != "Annot", a.off("Visible"), kind == "Watermark", kind == "Link", kind == "Highlight":
			return t.Skip()
		}
		return children(t, func(name string, a attributes) error {
			if name != "Appearance" {
				return t.Skip()
			}
			boundary, _ := rectangle(a.get("Boundary"))
			return g.objects(t, placed(affine.Identity(), boundary, ""), "", 1)
		})
	})
}
