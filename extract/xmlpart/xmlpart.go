package xmlpart

import (
	"bufio"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"

	"golang.org/x/net/html/charset"
)

// maxDepth is how deep elements may nest. Real documents stay under 60.
const maxDepth = 256

// Space is a namespace and the name that it has in element names here.
type Space struct {
	URI   string
	Usual string // the prefix that stands for it where nothing declares one
	As    string // what [Reader.Name] writes before the colon; empty for no prefix and no colon
}

// Reader reads the elements of one part.
type Reader struct {
	ctx    context.Context
	scan   *scanner
	dec    *xml.Decoder // reads what scan leaves, once it has stopped
	decode func(label string, r io.Reader) (io.Reader, error)
	part   string            // its name
	spaces []Space           // that are told apart
	prefix map[string]string // of the part, with what stands for them
	depth  int
	count  int
}

// Open reads r, which is the part of this name, up to and into its outermost
// element.
func Open(ctx context.Context, r io.Reader, part string, spaces ...Space) (*Reader, error) {
	buffer := bufio.NewReaderSize(r, 16)
	t := &Reader{ctx: ctx, decode: charset.NewReaderLabel, part: part, spaces: spaces, prefix: make(map[string]string)}
	if label := wide(buffer); label != "" {
		utf8, err := charset.NewReaderLabel(label, buffer)
		if err != nil {
			return nil, fmt.Errorf("read the part %s: %w", part, err)
		}
		t.scan = newScanner(utf8)
		t.decode = func(_ string, r io.Reader) (io.Reader, error) { return r, nil }
	} else {
		t.scan = newScanner(buffer)
	}
	for _, s := range spaces {
		if s.Usual != "" {
			t.prefix[s.Usual] = s.As
		}
	}
	for {
		token, err := t.next(false)
		if err != nil {
			return nil, err
		}
		if token.kind == start {
			t.declare(token.start)
			return t, nil
		}
	}
}

// wide returns which UTF-16 the part is in, or "": its byte order mark tells, or
// the first bracket.
func wide(r *bufio.Reader) string {
	start, _ := r.Peek(2)
	switch string(start) {
	case "\xff\xfe", "<\x00":
		return "utf-16le"
	case "\xfe\xff", "\x00<":
		return "utf-16be"
	}
	return ""
}

// declare learns the prefixes of the outermost element.
func (t *Reader) declare(start xml.StartElement) {
	for _, a := range start.Attr {
		for _, s := range t.spaces {
			switch {
			case a.Value != s.URI:
			case a.Name.Space == "xmlns":
				t.prefix[a.Name.Local] = s.As
			case a.Name.Space == "" && a.Name.Local == "xmlns":
				t.prefix[""] = s.As
			}
		}
	}
}

// next returns the next token. Within the part, its end is an error.
func (t *Reader) next(skipped bool) (token, error) {
	if t.count++; t.count%4096 == 0 {
		if err := t.ctx.Err(); err != nil {
			return token{}, fmt.Errorf("read the part %s: %w", t.part, err)
		}
	}
	if t.dec == nil {
		if next, ok := t.scan.next(skipped); ok {
			return next, nil
		}
		t.dec = xml.NewDecoder(t.scan.rest())
		t.dec.Strict = false // no entity of a document's own is known either way
		t.dec.CharsetReader = t.decode
	}
	raw, err := t.dec.RawToken()
	if errors.Is(err, io.EOF) {
		return token{}, fmt.Errorf("the part %s ends early", t.part)
	}
	if wrong, ok := errors.AsType[*xml.SyntaxError](err); ok {
		wrong.Line += t.scan.lines
	}
	if err != nil {
		return token{}, fmt.Errorf("read the part %s: %w", t.part, err)
	}
	switch raw := raw.(type) {
	case xml.StartElement:
		return token{kind: start, start: raw}, nil
	case xml.EndElement:
		return token{kind: end}, nil
	case xml.CharData:
		return token{kind: text, text: raw}, nil
	}
	return token{}, nil
}

// Children calls visit with each child of the element that was entered last,
// and moves behind its end. visit must enter the child through Children or
// Skip. Text goes to write, where it is not nil, and holds until write returns.
func (t *Reader) Children(visit func(xml.StartElement) error, write func(xml.CharData)) error {
	if t.depth++; t.depth > maxDepth {
		return fmt.Errorf("elements of the part %s nest deeper than %d", t.part, maxDepth)
	}
	for {
		next, err := t.next(false)
		if err != nil {
			return err
		}
		switch next.kind {
		case start:
			if err := visit(next.start); err != nil {
				return err
			}
		case text:
			if write != nil {
				write(next.text)
			}
		case end:
			t.depth--
			return nil
		}
	}
}

// Skip moves behind the end of the element that was entered last.
func (t *Reader) Skip() error {
	for open := 1; open > 0; {
		next, err := t.next(true)
		if err != nil {
			return err
		}
		switch next.kind {
		case start:
			open++
		case end:
			open--
		}
	}
	return nil
}

// Name returns the name of an element with what stands for its namespace
// before a colon: "text:p". Elements of a namespace that is not known keep
// their prefix, if they have one.
func (t *Reader) Name(start xml.StartElement) string {
	space, known := t.prefix[start.Name.Space]
	if !known {
		space = start.Name.Space
	}
	if known && space == "" {
		return start.Name.Local
	}
	return space + ":" + start.Name.Local
}

// Value returns the attribute with this local name, or "".
func Value(start xml.StartElement, local string) string {
	for i := range start.Attr {
		if start.Attr[i].Name.Local == local {
			return start.Attr[i].Value
		}
	}
	return ""
}
