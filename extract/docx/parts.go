package docx

import (
	"encoding/xml"
	"path"
	"strconv"
	"strings"

	"gongkai/extract/visible"
	"gongkai/extract/xmlpart"
)

// mainPart returns the name of the part that holds the document's text.
func (d *reader) mainPart() (string, error) {
	const usual = "word/document.xml"
	name := usual
	if d.container.Has("_rels/.rels") {
		err := d.relationships("_rels/.rels", func(r relationship) {
			if strings.HasSuffix(r.kind, "/officeDocument") && name == usual && !r.outside {
				name = strings.TrimPrefix(r.target, "/")
			}
		})
		if err != nil {
			return "", err
		}
	}
	if !d.container.Has(name) && d.container.Has(usual) {
		return usual, nil
	}
	return name, nil
}

// relationship is an entry of a .rels part.
type relationship struct {
	id, kind, target string
	outside          bool
}

func (d *reader) relationships(name string, each func(relationship)) error {
	t, done, err := d.part(name)
	if err != nil {
		return err
	}
	defer done()
	return t.Children(func(start xml.StartElement) error {
		if start.Name.Local == "Relationship" {
			each(relationship{xmlpart.Value(start, "Id"), xmlpart.Value(start, "Type"), xmlpart.Value(start, "Target"), xmlpart.Value(start, "TargetMode") == "External"})
		}
		return t.Skip()
	}, nil)
}

// readTargets reads what the relationships of the main part lead to outside of
// the file.
func (d *reader) readTargets(main string) error {
	d.targets = make(map[string]string)
	name := path.Join(path.Dir(main), "_rels", path.Base(main)+".rels")
	if !d.container.Has(name) {
		return nil
	}
	return d.relationships(name, func(r relationship) {
		if r.outside && r.id != "" {
			d.targets[r.id] = r.target
		}
	})
}

// style is what a paragraph style says that matters here.
type style struct {
	level   int  // of a heading
	title   bool // named Title
	centred bool
	based   string
	unread
}

// unread says why text is not read. Writers give the two ways to strike text out
// side by side: one off does not end the other.
type unread struct{ vanished, struck, twice bool }

// readStyles reads the paragraph styles beside the main part, if there are any.
func (d *reader) readStyles(main string) error {
	d.styles = make(map[string]style)
	name := path.Join(path.Dir(main), "styles.xml")
	if !d.container.Has(name) {
		return nil
	}
	t, done, err := d.part(name)
	if err != nil {
		return err
	}
	defer done()
	return t.Children(func(start xml.StartElement) error {
		if t.Name(start) != "style" {
			return t.Skip()
		}
		id := xmlpart.Value(start, "styleId")
		var s style
		err := t.Children(func(start xml.StartElement) error { return styleChild(t, start, &s) }, nil)
		d.styles[id] = s
		return err
	}, nil)
}

func styleChild(t *xmlpart.Reader, start xml.StartElement, s *style) error {
	switch t.Name(start) {
	case "name":
		name := strings.ToLower(xmlpart.Value(start, "val"))
		if level, ok := strings.CutPrefix(name, "heading "); ok {
			s.level, _ = strconv.Atoi(level)
		}
		s.title = s.title || name == "title"
	case "basedOn":
		s.based = xmlpart.Value(start, "val")
	case "jc":
		s.centred = xmlpart.Value(start, "val") == "center"
	case "outlineLvl":
		if n, err := strconv.Atoi(xmlpart.Value(start, "val")); err == nil && n >= 0 && n < 9 && s.level == 0 {
			s.level = n + 1
		}
	case "vanish":
		s.vanished = on(start)
	case "strike":
		s.struck = on(start)
	case "dstrike":
		s.twice = on(start)
	case "pPr", "rPr":
		return t.Children(func(start xml.StartElement) error { return styleChild(t, start, s) }, nil)
	}
	return t.Skip()
}

// styled returns the style with this id, with what it inherits.
func (d *reader) styled(id string) style {
	s := d.styles[id]
	based := s.based
	for range 10 {
		parent, ok := d.styles[based]
		if !ok {
			break
		}
		if s.level == 0 {
			s.level = parent.level
		}
		s.title = s.title || parent.title
		s.centred = s.centred || parent.centred
		s.unread = s.or(parent.unread)
		based = parent.based
	}
	return s
}

func (u unread) or(v unread) unread {
	return unread{u.vanished || v.vanished, u.struck || v.struck, u.twice || v.twice}
}

// coreTitle returns the title among the file's own properties, or "".
func (d *reader) coreTitle() (string, error) {
	const name = "docProps/core.xml"
	if !d.container.Has(name) {
		return "", nil
	}
	t, done, err := d.part(name)
	if err != nil {
		return "", err
	}
	defer done()
	var l visible.Line
	err = t.Children(func(start xml.StartElement) error {
		if start.Name.Local != "title" {
			return t.Skip()
		}
		return t.Children(func(xml.StartElement) error { return t.Skip() }, func(text xml.CharData) { l.Write(string(text)) })
	}, nil)
	return l.Take(), err
}
