package docx

import (
	"context"
	"io"
	"strings"

	"gongkai/archive"
	"gongkai/extract/grid"
	"gongkai/extract/title"
)

// Read reads the document of size bytes in r: Title, Blocks, Tables, Links and
// Warnings. It fills no other field. An error that is not ctx's says, in words
// for people, what is wrong with the file.
func Read(ctx context.Context, r io.ReaderAt, size int64) (archive.Document, error) {
	c, err := openContainer(r, size)
	if err != nil {
		return archive.Document{}, err
	}
	d := reader{
		ctx: ctx, container: c,
		doc: archive.Document{Blocks: []archive.Passage{}, Tables: []archive.Table{}, Links: []archive.Link{}, Warnings: []archive.Warning{}},
	}
	main, err := d.mainPart()
	if err != nil {
		return archive.Document{}, err
	}
	if err := d.readStyles(main); err != nil {
		return archive.Document{}, err
	}
	if err := d.readTargets(main); err != nil {
		return archive.Document{}, err
	}
	if err := d.readMain(main); err != nil {
		return archive.Document{}, err
	}
	d.doc.Title = d.title()
	if d.doc.Title == "" {
		if d.doc.Title, err = d.coreTitle(); err != nil {
			return archive.Document{}, err
		}
	}
	d.doc.Warnings = append(d.doc.Warnings, d.layout.Warnings()...)
	return d.doc, nil
}

// reader is the reading of one document.
type reader struct {
	ctx       context.Context
	container *container
	styles    map[string]style
	targets   map[string]string // of relationships outside the file, by id
	layout    grid.Layout
	doc       archive.Document
	fronts    []front // of the passages at the beginning
}

// front is what the search for the title knows of a passage that the document
// begins with.
type front struct {
	text   string
	level  int  // of a heading
	stands bool // centred, or in a style for titles
}

// maxFronts is how many passages are looked at for the title.
const maxFronts = 8

func (d *reader) readMain(name string) error {
	t, done, err := d.part(name)
	if err != nil {
		return err
	}
	defer done()
	b := body{reader: d, tokens: t}
	var f flow
	if err := b.blocks(&f); err != nil {
		return err
	}
	f.end()
	d.emit(f)
	return nil
}

// part opens a part as tokens and enters its outermost element; done closes it.
func (d *reader) part(name string) (t *tokens, done func(), err error) {
	r, err := d.container.open(name)
	if err != nil {
		return nil, nil, err
	}
	done = func() { _ = r.Close() }
	t = newTokens(d.ctx, r, name)
	if err := t.root(); err != nil {
		done()
		return nil, nil, err
	}
	return t, done, nil
}

// emit puts the passages of f into the document, and its tables, each before
// the tables in its cells.
func (d *reader) emit(f flow) {
	for _, it := range f.items {
		if it.table == nil {
			if len(d.fronts) < maxFronts && len(d.doc.Tables) == 0 {
				d.fronts = append(d.fronts, front{it.passage.Text, it.passage.Level, it.stands})
			}
			d.doc.Blocks = append(d.doc.Blocks, it.passage)
			continue
		}
		index := len(d.doc.Tables)
		d.doc.Tables = append(d.doc.Tables, it.table.table)
		d.doc.Blocks = append(d.doc.Blocks, archive.Passage{Type: archive.PassageTable, Table: &index})
		for _, inner := range it.table.inner {
			d.emit(flow{items: []item{{table: inner}}})
		}
	}
}

// title returns the title that the document begins with: the first lines that
// stand out as one, or those that read as a report's title.
func (d *reader) title() string {
	var lines []string
	for i, f := range d.fronts {
		if !f.stands && f.level != 1 || !title.Line(f.text) || aside(f.text) {
			if len(lines) > 0 || i >= 3 || !title.Line(f.text) {
				break
			}
			continue
		}
		lines = append(lines, strings.Join(strings.Fields(f.text), " "))
		if joined := strings.Join(lines, ""); title.OfReport(joined) || len(lines) == 3 {
			break
		}
	}
	if len(lines) > 0 {
		return strings.Join(lines, "")
	}
	return title.FromLines(d.doc.Blocks)
}

// aside reports whether a line beside the title is no part of it: a date or
// note in brackets.
func aside(s string) bool {
	return strings.HasPrefix(s, "（") || strings.HasPrefix(s, "(")
}
