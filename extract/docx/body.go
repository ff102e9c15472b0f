package docx

import (
	"encoding/xml"
	"strconv"
	"strings"

	"gongkai/archive"
)

// body reads the content of the main part.
type body struct {
	*reader
	*tokens
	fields []bool // the complex fields that are open: true while in their code
}

// blocks reads paragraphs and tables below the element that was entered last.
func (b *body) blocks(f *flow) error {
	return b.children(func(start xml.StartElement) error {
		switch b.is(start) {
		case "p":
			return b.paragraph(f)
		case "tbl":
			f.end()
			t, err := b.table()
			if err != nil {
				return err
			}
			if t.table.Rows > 0 {
				f.items = append(f.items, item{table: t})
			}
			return nil
		case "body", "sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag":
			return b.blocks(f)
		case "mc:AlternateContent":
			return b.alternate(func() error { return b.blocks(f) })
		}
		return b.skip()
	}, nil)
}

// alternate reads one of the versions of the same content: the first choice,
// else the fallback.
func (b *body) alternate(read func() error) error {
	chosen := false
	return b.children(func(start xml.StartElement) error {
		name := b.is(start)
		if chosen || name != "mc:Choice" && name != "mc:Fallback" {
			return b.skip()
		}
		chosen = true
		return read()
	}, nil)
}

// paragraph reads a paragraph into f. Where its mark is deleted, the next
// paragraph goes on in the same passage.
func (b *body) paragraph(f *flow) error {
	joined := false
	hidden := false
	var boxes flow
	err := b.children(func(start xml.StartElement) error {
		if b.is(start) == "pPr" {
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
		f.end()
	}
	boxes.end()
	f.items = append(f.items, boxes.items...)
	return nil
}

// properties reads what a paragraph is, and reports whether its mark is deleted
// and whether its style hides its text.
func (b *body) properties(f *flow) (joined, hidden bool, err error) {
	var s style
	outline, list, centred, aligned := 0, false, false, false
	err = b.children(func(start xml.StartElement) error {
		switch b.is(start) {
		case "pStyle":
			s = b.styled(value(start, "val"))
		case "jc":
			centred, aligned = value(start, "val") == "center", true
		case "outlineLvl":
			if n, err := strconv.Atoi(value(start, "val")); err == nil && n >= 0 && n < 9 {
				outline = n + 1
			}
		case "numPr":
			list = true
		case "rPr":
			return b.children(func(start xml.StartElement) error {
				switch b.is(start) {
				case "del", "moveFrom":
					joined = true
				}
				return b.skip()
			}, nil)
		}
		return b.skip()
	}, nil)
	p := &f.next
	level := s.level
	if outline > 0 {
		level = outline
	}
	switch {
	case s.title:
		p.passage.Type, p.passage.Level = archive.PassageHeading, 1
	case level > 0:
		p.passage.Type, p.passage.Level = archive.PassageHeading, level
	case list:
		p.passage.Type = archive.PassageList
	}
	p.stands = s.title || centred || s.centred && !aligned
	return joined, s.vanished, err
}

// inline reads an element within a paragraph.
func (b *body) inline(start xml.StartElement, f, boxes *flow, hidden bool) error {
	each := func(start xml.StartElement) error { return b.inline(start, f, boxes, hidden) }
	switch b.is(start) {
	case "r":
		return b.run(f, boxes, hidden)
	case "hyperlink":
		before := f.line.Len()
		if err := b.children(each, nil); err != nil {
			return err
		}
		b.link(value(start, "id"), f.line.Since(before))
		return nil
	case "ins", "moveTo", "fldSimple", "sdt", "sdtContent", "smartTag", "customXml", "bdo", "dir", "rubyBase",
		"m:oMathPara", "m:oMath", "m:r", "m:e", "m:num", "m:den", "m:sup", "m:sub", "m:f", "m:sSup", "m:sSub", "m:d":
		return b.children(each, nil)
	case "m:t":
		return b.children(func(xml.StartElement) error { return b.skip() }, func(text xml.CharData) { b.write(f, text, hidden) })
	case "mc:AlternateContent":
		return b.alternate(func() error { return b.children(each, nil) })
	}
	return b.skip()
}

// run reads a run of text.
func (b *body) run(f, boxes *flow, hidden bool) error {
	return b.children(func(start xml.StartElement) error {
		return b.runChild(start, f, boxes, &hidden)
	}, nil)
}

func (b *body) runChild(start xml.StartElement, f, boxes *flow, hidden *bool) error {
	switch name := b.is(start); name {
	case "rPr":
		return b.children(func(start xml.StartElement) error {
			if b.is(start) == "vanish" {
				*hidden = on(start)
			}
			return b.skip()
		}, nil)
	case "t":
		return b.children(func(xml.StartElement) error { return b.skip() }, func(text xml.CharData) { b.write(f, text, *hidden) })
	case "tab", "ptab":
		b.write(f, []byte(" "), *hidden)
	case "noBreakHyphen":
		b.write(f, []byte("-"), *hidden)
	case "sym":
		b.write(f, symbol(value(start, "char")), *hidden)
	case "br", "cr":
		if kind := value(start, "type"); !*hidden && !b.inCode() && (kind == "" || kind == "textWrapping") {
			f.line.Feed()
		}
	case "fldChar":
		b.field(value(start, "fldCharType"))
	case "drawing", "pict", "object":
		return b.boxes(boxes)
	case "ruby":
		return b.children(func(start xml.StartElement) error {
			if b.is(start) != "rubyBase" {
				return b.skip()
			}
			return b.children(func(start xml.StartElement) error { return b.inline(start, f, boxes, *hidden) }, nil)
		}, nil)
	case "mc:AlternateContent":
		return b.alternate(func() error {
			return b.children(func(start xml.StartElement) error { return b.runChild(start, f, boxes, hidden) }, nil)
		})
	}
	return b.skip()
}

// boxes reads the text boxes in a drawing.
func (b *body) boxes(f *flow) error {
	return b.children(func(start xml.StartElement) error {
		switch b.is(start) {
		case "txbxContent":
			fields := b.fields
			b.fields = nil
			err := b.blocks(f)
			f.end()
			b.fields = fields
			return err
		case "mc:AlternateContent":
			return b.alternate(func() error { return b.boxes(f) })
		}
		return b.boxes(f)
	}, nil)
}

// field follows a complex field: its code is not text, its result is.
func (b *body) field(kind string) {
	switch last := len(b.fields) - 1; {
	case kind == "begin" && last < 100:
		b.fields = append(b.fields, true)
	case kind == "separate" && last >= 0:
		b.fields[last] = false
	case kind == "end" && last >= 0:
		b.fields = b.fields[:last]
	}
}

func (b *body) inCode() bool {
	for _, code := range b.fields {
		if code {
			return true
		}
	}
	return false
}

func (b *body) write(f *flow, text []byte, hidden bool) {
	if !hidden && !b.inCode() {
		f.line.Write(string(text))
	}
}

// symbol returns a character of a symbol font, where it is one outside of it.
func symbol(hex string) []byte {
	n, err := strconv.ParseUint(hex, 16, 21)
	if err != nil || n < ' ' || n >= 0xd800 && n < 0xf900 {
		return nil
	}
	return []byte(string(rune(n)))
}

// link adds the hyperlink whose relationship is id.
func (b *body) link(id, text string) {
	target := b.targets[id]
	if target == "" || len(b.doc.Links) >= maxLinks {
		return
	}
	if strings.HasPrefix(target, "http://") || strings.HasPrefix(target, "https://") {
		b.doc.Links = append(b.doc.Links, archive.Link{URL: target, Text: strings.TrimSpace(text)})
	}
}

// maxLinks is how many links of a document are kept.
const maxLinks = 5_000
