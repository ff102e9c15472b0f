package rtf

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"gongkai/archive"
	"gongkai/extract/codepage"
	"gongkai/extract/flow"
	"gongkai/extract/grid"
	"gongkai/extract/visible"
)

const (
	maxSize   = 128 << 20 // pictures stand in the file as text
	maxGroups = 4096      // that are open; the specification knows no limit, and Word writes under 50
	maxBoxes  = 8         // text boxes in text boxes
	maxLinks  = 5_000     // that are kept

	maxParagraphs = 1_000_000
)

// Read reads the document of size bytes in r: Charset, where some of its text
// stands in one, Title, Blocks, Tables, Links and Warnings. It fills no other
// field. An error that is not ctx's says, in words for people, what is wrong
// with the file.
func Read(ctx context.Context, r io.ReaderAt, size int64) (archive.Document, error) {
	if size > maxSize {
		return archive.Document{}, fmt.Errorf("the file has %d bytes; more than %d are not read", size, maxSize)
	}
	var data strings.Builder
	data.Grow(int(size))
	if _, err := io.Copy(&data, io.NewSectionReader(r, 0, size)); err != nil {
		return archive.Document{}, fmt.Errorf("read the file: %w", err)
	}
	text := data.String()
	if at := strings.Index(text, `{\rtf`); at > 0 {
		text = text[at:] // behind a byte order mark, or line ends
	}
	p := newReader(ctx, text)
	if err := p.read(); err != nil {
		return archive.Document{}, err
	}
	doc := p.root.Document()
	if doc.Title == "" {
		doc.Title = p.title.Take()
	}
	if p.page != 0 {
		doc.Charset = codepage.Name(p.page)
	}
	doc.Links = append(doc.Links, p.links...)
	doc.Warnings = append(p.warnings, p.layout.Warnings()...)
	return doc, nil
}

// newReader returns a reader of a file's bytes.
func newReader(ctx context.Context, data string) *reader {
	p := &reader{ctx: ctx, lexer: lexer{data: data}, ansi: codepage.Western, fonts: make(map[int]int), pictures: make(map[int]string), styles: make(map[int]style)}
	p.state.fallback, p.state.wide = 1, noFont
	p.place = newPlace(&p.root, &p.layout)
	return p
}

var errNotRTF = errors.New("the file does not begin as Rich Text does")

// read reads the file.
func (p *reader) read() error {
	if p.next() != open {
		return errNotRTF
	}
	p.push()
	for n := 0; len(p.outer) > 0; n++ {
		if n%1024 == 0 && p.ctx.Err() != nil {
			return p.ctx.Err()
		}
		if p.next() == end {
			p.warn("file_cut_short", "the file ends before its text does; what stood at its end is missing")
			break
		}
		if err := p.take(); err != nil {
			return err
		}
		if p.count > maxParagraphs {
			return errors.New("the document has more paragraphs than are read")
		}
	}
	for len(p.outer) > 0 {
		p.pop()
	}
	p.finish()
	return nil
}

// finish ends the paragraph and the tables that are open.
func (p *reader) finish() {
	p.flush()
	if p.place.line.Len() > 0 || !p.place.boxes.Empty() {
		p.endParagraph()
	}
	p.place.body.Close()
	for _, w := range p.place.body.Warnings() {
		p.warn(w.Code, w.Message)
	}
}

// take takes the token that was read.
func (p *reader) take() error {
	switch t := &p.token; t.kind {
	case open:
		if len(p.outer) == maxGroups {
			return fmt.Errorf("groups nest deeper than %d", maxGroups)
		}
		p.push()
	case closed:
		p.pop()
	case hex:
		p.state.fresh = false
		p.byte(byte(t.value))
	case plain:
		p.state.fresh = false
		p.text(t.text)
	case symbol:
		p.symbol(t.text[0])
	case word:
		p.word(t.text, t.value, t.given)
	}
	return nil
}

func (p *reader) warn(code, message string) {
	for _, w := range p.warnings {
		if w.Code == code {
			return
		}
	}
	p.warnings = append(p.warnings, archive.Warning{Code: code, Message: message})
}

// reader is the reading of one document.
type reader struct {
	lexer
	ctx   context.Context
	state state
	outer []state // of the groups around

	ansi     int // the file's code page
	first    int // the font that text begins in
	fonts    map[int]int
	pictures map[int]string // the names of fonts of pictures
	styles   map[int]style
	naming   style // that is being read
	number   int   // its number
	name     []byte

	colours []visible.Colour
	parts   [3]uint8 // of the colour that is being read
	told    bool     // they are
	paper   visible.Colour

	raw  []byte // bytes that are not decoded yet
	high rune   // the first half of a surrogate pair
	skip int    // characters that stand in for a \u, still to come
	page int    // a code page that was used

	place  *place
	title  line
	drawn  drawn // how the row is drawn
	inner  drawn // how a row of an inner table is
	root   flow.Flow
	layout grid.Layout

	count    int // of paragraphs
	links    []archive.Link
	warnings []archive.Warning
}
