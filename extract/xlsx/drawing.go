package xlsx

import (
	"encoding/xml"
	"strings"

	"gongkai/extract/sheet"
	"gongkai/extract/visible"
	"gongkai/extract/xmlpart"
)

// related returns what an id of the sheet leads to.
func (r *reading) related(id string) (relationship, error) {
	if r.links == nil {
		var err error
		if r.links, err = r.relationships(r.part); err != nil {
			return relationship{}, err
		}
	}
	return r.links[id], nil
}

// link reads where a cell leads to.
func (r *reading) link(start xml.StartElement) error {
	at, ok := block(xmlpart.Value(start, "ref"))
	to, err := r.related(xmlpart.Value(start, "id"))
	if err != nil {
		return err
	}
	if ok && to.outside {
		r.sheet.Link(at.Top, at.Left, to.target)
	}
	return r.Skip()
}

// drawing reads the text boxes of the sheet's drawing.
func (r *reading) drawing(id string) error {
	to, err := r.related(id)
	if err != nil {
		return err
	}
	if id != "" && !to.outside && r.container.Has(to.target) {
		err := r.workbook.part(to.target, func(t *xmlpart.Reader) error { return r.shapes(t) })
		if err != nil {
			return err
		}
	}
	return r.Skip()
}

// shapes reads the texts below the element that was entered last. Of two
// versions of the same shape the first is read.
func (r *reading) shapes(t *xmlpart.Reader) error {
	chosen := false
	return t.Children(func(start xml.StartElement) error {
		switch t.Name(start) {
		case "xdr:txBody":
			return r.box(t)
		case "mc:Choice", "mc:Fallback":
			if chosen {
				return t.Skip()
			}
			chosen = true
		}
		return r.shapes(t)
	}, nil)
}

// box reads the paragraphs of a text box.
func (r *reading) box(t *xmlpart.Reader) error {
	var lines []string
	err := t.Children(func(start xml.StartElement) error {
		if t.Name(start) != "a:p" {
			return t.Skip()
		}
		var line sheet.Text
		err := t.Children(func(start xml.StartElement) error {
			switch t.Name(start) {
			case "a:br":
				line.Add("\n")
			case "a:r", "a:fld":
				var look sheet.Look
				return t.Children(func(start xml.StartElement) error {
					switch t.Name(start) {
					case "a:rPr":
						strike := xmlpart.Value(start, "strike")
						look.Struck = strike != "" && strike != "noStrike"
						switch baseline := xmlpart.Value(start, "baseline"); {
						case baseline == "", baseline == "0":
						case baseline[0] == '-':
							look.Script = visible.Subscript
						default:
							look.Script = visible.Superscript
						}
						return t.Children(func(start xml.StartElement) error {
							if t.Name(start) != "a:solidFill" {
								return t.Skip()
							}
							return t.Children(func(start xml.StartElement) error {
								switch t.Name(start) {
								case "a:srgbClr":
									look.Ink = visible.Hex(xmlpart.Value(start, "val"))
								case "a:schemeClr":
									if name := xmlpart.Value(start, "val"); name == "bg1" || name == "lt1" {
										look.Ink = visible.White
									}
								}
								return t.Skip()
							}, nil)
						}, nil)
					case "a:t":
						s, err := content(t)
						line.AddAs(s, look)
						return err
					}
					return t.Skip()
				}, nil)
			}
			return t.Skip()
		}, nil)
		lines = append(lines, r.book.Shown(line, sheet.Look{}, visible.Unclear))
		return err
	}, nil)
	r.sheet.Box(strings.Join(lines, "\n"))
	return err
}
