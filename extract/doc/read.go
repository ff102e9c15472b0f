package doc

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"gongkai/archive"
	"gongkai/extract/compound"
	"gongkai/extract/flow"
	"gongkai/extract/grid"
)

// How much of each stream is read. Pictures stand in the Data stream and at the
// end of the main one.
const (
	maxMain  = 128 << 20
	maxTable = 16 << 20
	maxData  = 64 << 20
)

// The limits of one document. A report has under 50,000 characters.
const (
	maxCharacters = 16 << 20
	maxParagraphs = 1_000_000
	maxRows       = grid.MaxPlaces
	maxHuge       = 64 << 20 // bytes of the Data stream that say what paragraphs are
	maxBoxes      = 10_000
)

// Read reads the document of size bytes in r: Title, Blocks, Tables, Links and
// Warnings. It fills no other field. An error that is not ctx's says, in words
// for people, what is wrong with the file.
func Read(ctx context.Context, r io.ReaderAt, size int64) (archive.Document, error) {
	c, err := compound.Open(r, size)
	if err != nil {
		return archive.Document{}, err
	}
	d := reader{ctx: ctx, file: c}
	if d.main, err = c.Read(ctx, "WordDocument", maxMain); err != nil {
		return archive.Document{}, err
	}
	if err := d.readHeader(); err != nil {
		return archive.Document{}, err
	}
	if d.header.old {
		err = d.readOld()
	} else {
		err = d.readBody()
	}
	if err != nil {
		return archive.Document{}, err
	}
	doc := d.flow.Document()
	if doc.Title == "" {
		doc.Title = d.summaryTitle()
	}
	doc.Links = append(doc.Links, d.links...)
	doc.Warnings = slices.Concat(doc.Warnings, d.warnings, d.layout.Warnings())
	return doc, nil
}

// reader is the reading of one document.
type reader struct {
	ctx    context.Context
	file   *compound.File
	main   []byte // the WordDocument stream
	table  []byte // the 0Table or 1Table stream
	data   []byte // the Data stream, once it was wanted
	sought bool   // the Data stream was wanted
	huge   uint64 // bytes of it that were gone through
	header header

	text       text
	characters runs
	paragraphs runs
	styles     []style
	fonts      []string // their names, once one was wanted
	boxes      boxes

	count    int // of paragraphs
	rows     int // of tables
	layout   grid.Layout
	flow     flow.Flow
	links    []archive.Link
	warnings []archive.Warning
}

// readBody reads a document of Word 97 or later.
func (d *reader) readBody() error {
	name := "0Table"
	if d.header.second {
		name = "1Table"
	}
	var err error
	if d.table, err = d.file.Read(d.ctx, name, maxTable); err != nil {
		return err
	}
	return d.readStreams()
}

// readStreams reads the document out of its streams.
func (d *reader) readStreams() error {
	var err error
	if d.text, err = readText(d.main, d.part(d.header.clx), d.header); err != nil {
		return err
	}
	if d.text.guessed {
		d.warn("charset_guessed", "text of one byte a character does not read as Western European; it was read as GB18030")
	}
	d.characters = newRuns(d.main, d.part(d.header.chpx), readCharacters)
	d.paragraphs = newRuns(d.main, d.part(d.header.papx), readParagraphs)
	d.styles = readStyles(d.part(d.header.styles))
	d.boxes = readBoxes(d.part(d.header.anchors), d.part(d.header.boxes), d.header.boxText)
	s := newStory(d, &d.flow)
	if err := s.read(0, d.header.bodyText); err != nil {
		return err
	}
	for _, b := range d.boxes.rest() {
		if err := s.box(b, &d.flow); err != nil {
			return err
		}
	}
	return nil
}

// part returns a part of the table stream, or as much of it as there is.
func (d *reader) part(at location) []byte {
	if uint64(at.offset) >= uint64(len(d.table)) {
		return nil
	}
	rest := d.table[at.offset:]
	return rest[:min(uint64(at.size), uint64(len(rest)))]
}

// pictures returns the Data stream.
func (d *reader) pictures() []byte {
	if !d.sought {
		d.sought = true
		if d.file.Has("Data") {
			d.data, _ = d.file.Read(d.ctx, "Data", maxData) // what is missing is warned of where it is wanted
		}
	}
	return d.data
}

func (d *reader) warn(code, message string) {
	for _, w := range d.warnings {
		if w.Code == code {
			return
		}
	}
	d.warnings = append(d.warnings, archive.Warning{Code: code, Message: message})
}

var errShort = errors.New("the file is cut short: the document's header is not complete")

func errDamaged(what string) error { return fmt.Errorf("the document is damaged: %s", what) }
