package docx

import (
	"bytes"
	"encoding/xml"
	"strconv"
	"strings"

	"gongkai/archive"
	"gongkai/extract/fieldcode"
	"gongkai/extract/flow"
	"gongkai/extract/visible"
	"gongkai/extract/xmlpart"
)

// body reads the content of the main part.
type body struct {
	*reader
	*xmlpart.Reader
	fields fieldcode.Stack // the complex fields that are open
	around toggles         // of the style of the table around
	script visible.Script  // how the run that is read is set
	linked bool            // a link begins, of which no text was read
	ground visible.Colour  // of the cell or page around
}

// blocks reads paragraphs and tables below the element that was entered last.
func (b *body) blocks(f *flow.Flow) error {
	return b.Children(func(start xml.StartElement) error {
		switch b.Name(start) {
		case "p":
			return b.paragraph(f)
		case "tbl":
			f.End()
			t, err := b.table()
			if err != nil {
				return err
			}
			f.Add(t)
			return nil
		case "background":
			b.ground = visible.Hex(xmlpart.Value(start, "color")) // of the page
		case "body", "sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag", "wx:sect", "wx:sub-section", "wx:pBdrGroup", "aml:content":
			return b.blocks(f)
		case "aml:annotation":
			if !deletes(start) {
				return b.blocks(f)
			}
		case "mc:AlternateContent":
			return b.alternate(func() error { return b.blocks(f) })
		case "altChunk":
			b.inserted()
		}
		return b.Skip()
	}, nil)
}

// inserted warns of a file that Word puts in the place of a paragraph.
func (b *body) inserted() {
	b.warn("tables_not_read", "a file of another format stands in the document (altChunk); it was left out")
}

// alternate reads one of the versions of the same content: the first choice that
// Word understands, else the fallback.
func (b *body) alternate(read func() error) error {
	chosen := false
	return b.Children(func(start xml.StartElement) error {
		name := b.Name(start)
		if chosen || name != "mc:Choice" && name != "mc:Fallback" {
			return b.Skip()
		}
		if !understood(xmlpart.Value(start, "Requires")) {
			b.warn("content_alternate", "a part of the document is for programs that know more than Word does; what Word shows in its place was read")
			return b.Skip()
		}
		chosen = true
		return read()
	}, nil)
}

// understood reports whether Word knows all of these prefixes of namespaces, which
// stand for what a choice requires.
func understood(prefixes string) bool {
	for prefix := range strings.FieldsSeq(prefixes) {
		switch prefix {
		case "wps", "wpg", "wpc", "wpi", "wp14", "wp15", "w14", "w15", "a14", "a15", "a16", "c14", "c15", "c16", "c16r2", "c16r3", "cx", "cx1", "cx2",
			"cx4", "am3d", "aink", "dgm14", "pic14", "sl", "slr", "oel", "v", "o", "w10", "w", "wp", "a", "c", "m", "r", "pic", "wne", "dgm":
		default:
			if !strings.HasPrefix(prefix, "w16") {
				return false
			}
		}
	}
	return true
}

// paragraph reads a paragraph into f. Where its mark is deleted, the next
// paragraph goes on in the same passage.
func (b *body) paragraph(f *flow.Flow) error {
	joined := false
	hidden := b.unread(b.normal)
	var boxes flow.Flow
	err := b.Children(func(start xml.StartElement) error {
		if b.Name(start) == "pPr" {
			var err error
			joined, hidden, err = b.properties(f)
			return err
		}
		return b.inline(start, f, &boxes, hidden)
	}, nil)
	if err != nil {
		return err
	}
	if !joined {
		f.End()
		b.fields.EndParagraph()
		if b.fields.EndCode() {
			b.warn("field_unfinished", "a field's code does not end; text may be missing")
		}
	}
	f.Append(&boxes)
	return nil
}

// properties reads what a paragraph is, and reports whether its mark is deleted
// and why its style leaves its text unread.
func (b *body) properties(f *flow.Flow) (joined bool, hidden unread, err error) {
	var s style
	outline, list, centred, aligned := 0, toggle(0), false, false
	ground := visible.Colour(0)
	id := b.normal
	err = b.Children(func(start xml.StartElement) error {
		switch b.Name(start) {
		case "pStyle":
			id = xmlpart.Value(start, "val")
			s = b.styled(id)
		case "jc":
			centred, aligned = xmlpart.Value(start, "val") == "center", true
		case "shd":
			ground = shading(start)
		case "outlineLvl":
			if n, err := strconv.Atoi(xmlpart.Value(start, "val")); err == nil && n >= 0 && n < 9 {
				outline = n + 1
			}
		case "numPr", "listPr":
			var err error
			list, err = numbered(b.Reader)
			return err
		case "rPr":
			return b.Children(func(start xml.StartElement) error {
				switch b.Name(start) {
				case "del", "moveFrom":
					joined = true
				case "aml:annotation":
					joined = joined || deletes(start)
				}
				return b.Skip()
			}, nil)
		}
		return b.Skip()
	}, nil)
	p := flow.Paragraph{Level: s.level, List: list.or(s.list) > 0, Stands: s.title || centred || s.centred && !aligned}
	if outline > 0 {
		p.Level = outline
	}
	if s.title {
		p.Level = 1
	}
	f.Set(p)
	hidden = b.unread(id)
	hidden.ground = ground.Or(hidden.ground)
	return joined, hidden, err
}

// unread returns what text is in a paragraph of this style, where it stands.
func (b *body) unread(id string) unread {
	return b.always.either(unread{}.turn(b.around).turn(b.styled(id).toggles))
}

// inline reads an element within a paragraph.
func (b *body) inline(start xml.StartElement, f, boxes *flow.Flow, hidden unread) error {
	each := func(start xml.StartElement) error { return b.inline(start, f, boxes, hidden) }
	switch name := b.Name(start); name {
	case "r":
		return b.run(f, boxes, hidden)
	case "hyperlink":
		before := f.Len()
		b.linked = true
		err := b.Children(each, nil)
		if b.linked = false; err != nil {
			return err
		}
		b.link(b.targets[xmlpart.Value(start, "id")], fieldcode.Label(f.Since(before)))
		return nil
	case "hlink":
		before := f.Len()
		if err := b.Children(each, nil); err != nil {
			return err
		}
		b.link(xmlpart.Value(start, "dest"), fieldcode.Label(f.Since(before)))
		return nil
	case "fldSimple":
		before := f.Len()
		if err := b.Children(each, nil); err != nil {
			return err
		}
		if code := xmlpart.Value(start, "instr"); fieldcode.Shown(code) != "" && f.Since(before) == "" {
			b.write(f, []byte(fieldcode.Shown(code)), hidden)
		} else if fieldcode.Formula(code) {
			b.warn(visible.Formula, visible.FormulaMessage)
		}
		b.link(fieldcode.Link(xmlpart.Value(start, "instr")), fieldcode.Label(f.Since(before)))
		return nil
	case "aml:annotation":
		if !deletes(start) {
			return b.Children(each, nil)
		}
	case "ins", "moveTo", "sdt", "sdtContent", "smartTag", "customXml", "bdo", "dir", "rubyBase", "aml:content",
		"m:oMathPara", "m:oMath", "m:r", "m:e", "m:num", "m:f", "m:sSup", "m:sSub", "m:d":
		return b.Children(each, nil)
	case "m:den":
		b.write(f, []byte("/"), hidden)
		return b.Children(each, nil)
	case "m:sup":
		return b.set(visible.Superscript, each)
	case "m:sub":
		return b.set(visible.Subscript, each)
	case "m:t":
		return b.Children(func(xml.StartElement) error { return b.Skip() }, func(text xml.CharData) { b.write(f, text, hidden) })
	case "mc:AlternateContent":
		return b.alternate(func() error { return b.Children(each, nil) })
	default:
		switch {
		case strings.HasPrefix(name, "m:"):
			if !strings.HasSuffix(name, "Pr") {
				b.warn(visible.Formula, visible.FormulaMessage)
			}
		case b.flat && strings.Contains(name, ":"):
			return b.Children(each, nil) // a smart tag, which has a name of its own
		}
	}
	return b.Skip()
}

// run reads a run of text.
func (b *body) run(f, boxes *flow.Flow, hidden unread) error {
	return b.set(b.script, func(start xml.StartElement) error { return b.runChild(start, f, boxes, &hidden) })
}

// set reads children of which text is set so, unless they say otherwise.
func (b *body) set(script visible.Script, each func(xml.StartElement) error) error {
	around := b.script
	b.script = script
	err := b.Children(each, nil)
	b.script = around
	return err
}

func (b *body) runChild(start xml.StartElement, f, boxes *flow.Flow, hidden *unread) error {
	switch name := b.Name(start); name {
	case "rPr":
		var own toggles
		err := b.Children(func(start xml.StartElement) error {
			switch name := b.Name(start); name {
			case "rStyle":
				s := b.styled(xmlpart.Value(start, "val"))
				*hidden = b.always.either(hidden.turn(s.toggles))
				b.script = s.script.Or(b.script)
			case "vertAlign":
				b.script = visible.ScriptOf(xmlpart.Value(start, "val"))
			default:
				own.set(name, start)
			}
			return b.Skip()
		}, nil)
		*hidden = own.over(*hidden)
		return err
	case "t":
		return b.Children(func(xml.StartElement) error { return b.Skip() }, func(text xml.CharData) { b.write(f, text, *hidden) })
	case "tab", "ptab":
		b.write(f, []byte(" "), *hidden)
	case "noBreakHyphen":
		b.write(f, []byte("-"), *hidden)
	case "sym":
		b.write(f, symbol(xmlpart.Value(start, "font"), xmlpart.Value(start, "char")), *hidden)
	case "br", "cr":
		if !hidden.hides() && !b.fields.Code() {
			f.Feed()
		}
	case "fldChar":
		chosen, err := b.chosen()
		b.write(f, []byte(chosen), *hidden)
		b.field(xmlpart.Value(start, "fldCharType"), f, *hidden)
		return err
	case "instrText":
		return b.Children(func(xml.StartElement) error { return b.Skip() }, func(code xml.CharData) { b.fields.Write(string(code)) })
	case "drawing", "pict":
		return b.boxes(boxes, true)
	case "object":
		return b.boxes(boxes, false) // its picture stands for what is embedded
	case "ruby":
		return b.Children(func(start xml.StartElement) error {
			if b.Name(start) != "rubyBase" {
				return b.Skip()
			}
			return b.Children(func(start xml.StartElement) error { return b.inline(start, f, boxes, *hidden) }, nil)
		}, nil)
	case "mc:AlternateContent":
		return b.alternate(func() error {
			return b.Children(func(start xml.StartElement) error { return b.runChild(start, f, boxes, hidden) }, nil)
		})
	}
	return b.Skip()
}

// boxes reads the text boxes in a drawing, and notes its pictures.
func (b *body) boxes(f *flow.Flow, pictures bool) error {
	return b.Children(func(start xml.StartElement) error {
		switch b.Name(start) {
		case "txbxContent":
			fields, script, ground := b.fields, b.script, b.ground
			b.fields, b.script, b.ground = nil, 0, visible.Unclear
			err := b.blocks(f)
			f.End()
			b.fields, b.script, b.ground = fields, script, ground
			return err
		case "mc:AlternateContent":
			return b.alternate(func() error { return b.boxes(f, pictures) })
		}
		if name := start.Name.Local; pictures && (name == "blip" || name == "imagedata") {
			f.Picture()
		}
		if strings.HasPrefix(xmlpart.Value(start, "ProgID"), "Equation") {
			b.warn(visible.Formula, visible.FormulaMessage)
		}
		if fieldcode.Tabular(xmlpart.Value(start, "ProgID")) {
			b.warn(visible.Embedded, visible.EmbeddedMessage)
		}
		return b.boxes(f, pictures)
	}, nil)
}

// chosen reads what the mark of a field holds and returns the entry that a list
// to choose from shows, which no result of the field repeats.
func (b *body) chosen() (string, error) {
	var entries []string
	at := 0
	var read func(start xml.StartElement) error
	read = func(start xml.StartElement) error {
		switch b.Name(start) {
		case "ffData", "ddList":
			return b.Children(read, nil)
		case "default", "result": // in this order
			at = number(start)
		case "listEntry":
			entries = append(entries, xmlpart.Value(start, "val"))
		}
		return b.Skip()
	}
	err := b.Children(read, nil)
	if at >= len(entries) {
		return "", err
	}
	return entries[at], err
}

// field follows a complex field: its code is not text, its result is.
func (b *body) field(kind string, f *flow.Flow, hidden unread) {
	switch kind {
	case "begin":
		b.fields.Begin()
	case "separate":
		b.fields.Split(f)
	case "end":
		shown := b.fields.Shown(f)
		if b.fields.Formula() && shown == "" {
			b.warn(visible.Formula, visible.FormulaMessage)
		}
		if b.link(b.fields.End(f)); shown != "" {
			b.write(f, []byte(shown), hidden)
		}
	}
}

func (b *body) write(f *flow.Flow, text []byte, hidden unread) {
	switch {
	case b.fields.Code() || hidden.vanished:
	case hidden.struck || hidden.twice:
		b.struck = b.struck || len(bytes.TrimSpace(text)) > 0
	case hidden.ink > 0 && b.unseen(text, hidden.looks):
	default:
		script := b.script
		if b.linked && script <= visible.OnLine {
			script = visible.Linked
		}
		f.WriteAs(string(text), script, hidden.rise)
		b.linked = false
	}
}

// unseen reports whether text is not seen for its colour, and warns where it may
// not be.
func (b *body) unseen(text []byte, l looks) bool {
	sight := visible.See(l.ink, l.ground.Or(b.ground))
	if sight != visible.Seen && len(bytes.TrimSpace(text)) > 0 {
		b.warn(visible.Pale, sight.Message())
	}
	return sight == visible.Unseen
}

// symbol returns a character of a symbol font, where it is one outside of it:
// digits, which are in circles in Wingdings, and whatever has a code of Unicode.
func symbol(font, hex string) []byte {
	n, err := strconv.ParseUint(hex, 16, 21)
	if err != nil || n < ' ' {
		return nil
	}
	if n >= 0xf000 && n < 0xf100 {
		return []byte(fieldcode.Symbol(font, rune(n)))
	}
	if n >= 0xd800 && n < 0xf900 {
		return nil
	}
	return []byte(string(rune(n)))
}

// link adds a hyperlink to a page of the web.
func (b *body) link(target, text string) {
	if len(b.links) >= maxLinks {
		return
	}
	if strings.HasPrefix(target, "http://") || strings.HasPrefix(target, "https://") {
		b.links = append(b.links, archive.Link{URL: target, Text: text})
	}
}

// maxLinks is how many links of a document are kept.
const maxLinks = 5_000
