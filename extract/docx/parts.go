package docx

import (
	"encoding/xml"
	"path"
	"strconv"
	"strings"

	"gongkai/extract/visible"
)

// mainPart returns the name of the part that holds the document's text.
func (d *reader) mainPart() (string, error) {
	const usual = "word/document.xml"
	name := usual
	if d.container.has("_rels/.rels") {
		err := d.relationships("_rels/.rels", func(r relationship) {
			if strings.HasSuffix(r.kind, "/officeDocument") && name == usual && !r.outside {
				name = strings.TrimPrefix(r.target, "/")
			}
		})
		if err != nil {
			return "", err
		}
	}
	if !d.container.has(name) && d.container.has(usual) {
		return usual, nil
	}
	return name, nil
}

func (c *container) has(name string) bool { return c.files[partName(name)] != nil }

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
	return t.children(func(start xml.StartElement) error {
		if start.Name.Local == "Relationship" {
			each(relationship{value(start, "Id"), value(start, "Type"), value(start, "Target"), value(start, "TargetMode") == "External"})
		}
		return t.skip()
	}, nil)
}

// readTargets reads what the relationships of the main part lead to outside of
// the file.
func (d *reader) readTargets(main string) error {
	d.targets = make(map[string]string)
	name := path.Join(path.Dir(main), "_rels", path.Base(main)+".rels")
	if !d.container.has(name) {
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
	level    int  // of a heading
	title    bool // named Title
	centred  bool
	based    string
	vanished bool // its text is hidden
}

// readStyles reads the paragraph styles beside the main part, if there are any.
func (d *reader) readStyles(main string) error {
	d.styles = make(map[string]style)
	name := path.Join(path.Dir(main), "styles.xml")
	if !d.container.has(name) {
		return nil
	}
	t, done, err := d.part(name)
	if err != nil {
		return err
	}
	defer done()
	return t.children(func(start xml.StartElement) error {
		if t.is(start) != "style" {
			return t.skip()
		}
		id := value(start, "styleId")
		var s style
		err := t.children(func(start xml.StartElement) error { return t.styleChild(start, &s) }, nil)
		d.styles[id] = s
		return err
	}, nil)
}

func (t *tokens) styleChild(start xml.StartElement, s *style) error {
	switch t.is(start) {
	case "name":
		name := strings.ToLower(value(start, "val"))
		if level, ok := strings.CutPrefix(name, "heading "); ok {
			s.level, _ = strconv.Atoi(level)
		}
		s.title = s.title || name == "title"
	case "basedOn":
		s.based = value(start, "val")
	case "jc":
		s.centred = value(start, "val") == "center"
	case "outlineLvl":
		if n, err := strconv.Atoi(value(start, "val")); err == nil && n >= 0 && n < 9 && s.level == 0 {
			s.level = n + 1
		}
	case "vanish":
		s.vanished = on(start)
	case "pPr", "rPr":
		return t.children(func(start xml.StartElement) error { return t.styleChild(start, s) }, nil)
	}
	return t.skip()
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
		s.vanished = s.vanished || parent.vanished
		based = parent.based
	}
	return s
}

// coreTitle returns the title among the file's own properties, or "".
func (d *reader) coreTitle() (string, error) {
	const name = "docProps/core.xml"
	if !d.container.has(name) {
		return "", nil
	}
	t, done, err := d.part(name)
	if err != nil {
		return "", err
	}
	defer done()
	var l visible.Line
	err = t.children(func(start xml.StartElement) error {
		if start.Name.Local != "title" {
			return t.skip()
		}
		return t.children(func(xml.StartElement) error { return t.skip() }, func(text xml.CharData) { l.Write(string(text)) })
	}, nil)
	return l.Take(), err
}
