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
	if d.parts.Has("_rels/.rels") {
		err := d.relationships("_rels/.rels", func(r relationship) {
			if strings.HasSuffix(r.kind, "/officeDocument") && name == usual && !r.outside {
				name = strings.TrimPrefix(r.target, "/")
			}
		})
		if err != nil {
			return "", err
		}
	}
	if !d.parts.Has(name) && d.parts.Has(usual) {
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
	if !d.parts.Has(name) {
		return nil
	}
	return d.relationships(name, func(r relationship) {
		if r.outside && r.id != "" {
			d.targets[r.id] = r.target
		}
	})
}

// style is what a style says that matters here.
type style struct {
	level   int  // of a heading
	title   bool // named Title
	centred bool
	list    toggle // its paragraphs are numbered
	script  visible.Script
	based   string
	toggles
	parts toggles // what a style of tables says of some of their rows or columns
}

// toggles are the switches that keep text from being read. Writers give the two
// ways to strike text out side by side: one off does not end the other.
type toggles struct {
	vanish, strike, twice toggle
	looks
}

// toggle is a switch that is on (1), off (-1) or not set.
type toggle int8

// unread says why text is not read.
type unread struct {
	vanished, struck, twice bool
	looks
}

// hides reports whether text is left out, whatever its colour.
func (u unread) hides() bool { return u.vanished || u.struck || u.twice }

// set takes a switch among the properties of text, and reports whether it was one.
func (t *toggles) set(name string, start xml.StartElement) bool {
	switch name {
	case "vanish":
		t.vanish.set(start)
	case "strike":
		t.strike.set(start)
	case "dstrike":
		t.twice.set(start)
	default:
		return t.looks.set(name, start)
	}
	return true
}

func (t *toggle) set(start xml.StartElement) {
	if *t = -1; on(start) {
		*t = 1
	}
}

// or returns t, or what its parent has where t is not set.
func (t toggle) or(parent toggle) toggle {
	if t == 0 {
		return parent
	}
	return t
}

func (t toggles) or(parent toggles) toggles {
	return toggles{t.vanish.or(parent.vanish), t.strike.or(parent.strike), t.twice.or(parent.twice), t.looks.or(parent.looks)}
}

// turn returns what another style makes of text: a switch that is on in it turns
// what the styles of table, paragraph and characters before it say (ECMA-376
// part 1, 17.7.3).
func (u unread) turn(t toggles) unread {
	return unread{u.vanished != (t.vanish > 0), u.struck != (t.strike > 0), u.twice != (t.twice > 0), t.looks.or(u.looks)}
}

func (u unread) either(v unread) unread {
	return unread{u.vanished || v.vanished, u.struck || v.struck, u.twice || v.twice, v.looks.or(u.looks)}
}

// over returns what text is that has these switches itself.
func (t toggles) over(u unread) unread {
	pick := func(t toggle, styled bool) bool { return t > 0 || t == 0 && styled }
	return unread{pick(t.vanish, u.vanished), pick(t.strike, u.struck), pick(t.twice, u.twice), t.looks.or(u.looks)}
}

// readStyles reads the styles beside the main part, if there are any.
func (d *reader) readStyles(main string) error {
	name := path.Join(path.Dir(main), "styles.xml")
	if !d.parts.Has(name) {
		return nil
	}
	t, done, err := d.part(name)
	if err != nil {
		return err
	}
	defer done()
	return d.readStyleSheet(t)
}

// readStyleSheet reads the styles in the element that was entered last.
func (d *reader) readStyleSheet(t *xmlpart.Reader) error {
	d.styles = make(map[string]style)
	return t.Children(func(start xml.StartElement) error {
		switch t.Name(start) {
		case "docDefaults":
			var s style
			err := t.Children(func(start xml.StartElement) error { return styleChild(t, start, &s) }, nil)
			d.always = s.over(unread{})
			return err
		case "style":
			id := xmlpart.Value(start, "styleId")
			if xmlpart.Value(start, "type") == "paragraph" && switched(xmlpart.Value(start, "default")) {
				d.normal = id
			}
			var s style
			err := t.Children(func(start xml.StartElement) error { return styleChild(t, start, &s) }, nil)
			d.styles[id] = s
			return err
		}
		return t.Skip()
	}, nil)
}

func styleChild(t *xmlpart.Reader, start xml.StartElement, s *style) error {
	each := func(start xml.StartElement) error { return styleChild(t, start, s) }
	switch name := t.Name(start); name {
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
	case "numPr", "listPr":
		var err error
		s.list, err = numbered(t)
		return err
	case "outlineLvl":
		if n, err := strconv.Atoi(xmlpart.Value(start, "val")); err == nil && n >= 0 && n < 9 && s.level == 0 {
			s.level = n + 1
		}
	case "vertAlign":
		s.script = visible.ScriptOf(xmlpart.Value(start, "val"))
	case "tblStylePr":
		var part style
		err := t.Children(func(start xml.StartElement) error { return styleChild(t, start, &part) }, nil)
		s.parts = part.toggles.or(s.parts)
		return err
	case "pPr", "rPr", "rPrDefault", "tblPr", "tcPr":
		return t.Children(each, nil)
	default:
		s.set(name, start)
	}
	return t.Skip()
}

// numbered reads a paragraph's numbering: number 0 is none.
func numbered(t *xmlpart.Reader) (toggle, error) {
	list := toggle(1)
	err := t.Children(func(start xml.StartElement) error {
		if name := t.Name(start); (name == "numId" || name == "ilfo") && xmlpart.Value(start, "val") == "0" {
			list = -1
		}
		return t.Skip()
	}, nil)
	return list, err
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
		s.list = s.list.or(parent.list)
		s.script = s.script.Or(parent.script)
		s.toggles = s.toggles.or(parent.toggles)
		s.parts = s.parts.or(parent.parts)
		based = parent.based
	}
	return s
}

// coreTitle returns the title among the file's own properties, or "".
func (d *reader) coreTitle() (string, error) {
	const name = "docProps/core.xml"
	if !d.parts.Has(name) {
		return "", nil
	}
	t, done, err := d.part(name)
	if err != nil {
		return "", err
	}
	defer done()
	return titleIn(t)
}
