package xlsx

import (
	"encoding/xml"
	"path"
	"strings"

	"gongkai/extract/xmlpart"
)

// relationship is what a part names by an id.
type relationship struct {
	kind, target string
	outside      bool // leads out of the file
}

// maxRelationships is how many relationships of a part are kept.
const maxRelationships = 20_000

// mainPart returns the name of the part that names the sheets.
func (w *workbook) mainPart() (string, error) {
	roots, err := w.relationships("")
	if err != nil {
		return "", err
	}
	for _, r := range roots {
		if strings.HasSuffix(r.kind, "/officeDocument") && !r.outside && w.container.Has(r.target) {
			return r.target, nil
		}
	}
	if w.container.Has("xl/workbook.bin") {
		return "xl/workbook.bin", nil
	}
	return "xl/workbook.xml", nil
}

// relationships returns those of a part, by their ids. A part need not have
// any.
func (w *workbook) relationships(of string) (map[string]relationship, error) {
	name := path.Join(path.Dir(of), "_rels", path.Base(of)+".rels")
	if of == "" {
		name = "_rels/.rels"
	}
	all := make(map[string]relationship)
	if !w.container.Has(name) {
		return all, nil
	}
	err := w.part(name, func(t *xmlpart.Reader) error {
		return t.Children(func(start xml.StartElement) error {
			if start.Name.Local == "Relationship" && len(all) < maxRelationships {
				r := relationship{kind: xmlpart.Value(start, "Type"), target: xmlpart.Value(start, "Target"), outside: xmlpart.Value(start, "TargetMode") == "External"}
				if !r.outside {
					if !strings.HasPrefix(r.target, "/") {
						r.target = path.Join("/", path.Dir(of), r.target)
					}
					r.target = strings.TrimPrefix(r.target, "/")
				}
				all[xmlpart.Value(start, "Id")] = r
			}
			return t.Skip()
		}, nil)
	})
	return all, err
}
