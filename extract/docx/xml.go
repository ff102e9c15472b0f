package docx

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

// The namespaces of WordprocessingML: transitional and strict.
const (
	wordTransitional = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
	wordStrict       = "http://purl.oclc.org/ooxml/wordprocessingml/main"
)

// tokens reads the elements of one part.
type tokens struct {
	ctx   context.Context
	dec   *xml.Decoder
	name  string // of the part
	word  string // prefix of WordprocessingML
	depth int
	count int
}

func newTokens(ctx context.Context, r io.Reader, name string) *tokens {
	dec := xml.NewDecoder(bufio.NewReaderSize(r, 32<<10))
	dec.Strict = false // no entity of a document's own is known either way
	dec.CharsetReader = charset.NewReaderLabel
	return &tokens{ctx: ctx, dec: dec, name: name, word: "w"}
}

// next returns the next token. Within the part, its end is an error.
func (t *tokens) next() (xml.Token, error) {
	if t.count++; t.count%4096 == 0 {
		if err := t.ctx.Err(); err != nil {
			return nil, fmt.Errorf("read the part %s: %w", t.name, err)
		}
	}
	token, err := t.dec.RawToken()
	if errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("the part %s ends early", t.name)
	}
	if err != nil {
		return nil, fmt.Errorf("read the part %s: %w", t.name, err)
	}
	return token, nil
}

// root moves into the part's outermost element.
func (t *tokens) root() error {
	for {
		token, err := t.next()
		if err != nil {
			return err
		}
		start, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		for _, a := range start.Attr {
			if a.Value != wordTransitional && a.Value != wordStrict {
				continue
			}
			if a.Name.Space == "xmlns" {
				t.word = a.Name.Local
			} else if a.Name.Space == "" && a.Name.Local == "xmlns" {
				t.word = ""
			}
		}
		return nil
	}
}

// children calls visit with each child of the element that was entered last,
// and moves behind its end. visit must enter the child through children or
// skip. Text goes to text, where it is not nil.
func (t *tokens) children(visit func(xml.StartElement) error, text func(xml.CharData)) error {
	if t.depth++; t.depth > maxDepth {
		return fmt.Errorf("elements of the part %s nest deeper than %d", t.name, maxDepth)
	}
	for {
		token, err := t.next()
		if err != nil {
			return err
		}
		switch token := token.(type) {
		case xml.StartElement:
			if err := visit(token); err != nil {
				return err
			}
		case xml.CharData:
			if text != nil {
				text(token)
			}
		case xml.EndElement:
			t.depth--
			return nil
		}
	}
}

// skip moves behind the end of the element that was entered last.
func (t *tokens) skip() error {
	for open := 1; open > 0; {
		token, err := t.next()
		if err != nil {
			return err
		}
		switch token.(type) {
		case xml.StartElement:
			open++
		case xml.EndElement:
			open--
		}
	}
	return nil
}

// is returns the name of an element of WordprocessingML, and of others with
// their usual prefix before a colon.
func (t *tokens) is(start xml.StartElement) string {
	switch start.Name.Space {
	case t.word:
		return start.Name.Local
	case "mc", "m":
		return start.Name.Space + ":" + start.Name.Local
	}
	return ":" + start.Name.Local
}

// value returns the attribute with this local name, or "".
func value(start xml.StartElement, local string) string {
	for _, a := range start.Attr {
		if a.Name.Local == local {
			return a.Value
		}
	}
	return ""
}

// on returns the value of a switch such as w:vanish, which is on unless it says
// otherwise.
func on(start xml.StartElement) bool {
	switch value(start, "val") {
	case "0", "false", "off", "none":
		return false
	}
	return true
}
