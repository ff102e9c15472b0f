package pdf

import (
	"context"
	"io"

	"gongkai/archive"
	"gongkai/extract/layout"
	"gongkai/extract/pdf/draw"
	"gongkai/extract/pdf/pdffile"
)

// maxRecognised is how many pages of a document are recognised from pictures: a
// page takes about two seconds, and a document has twenty.
const maxRecognised = 6

// maxPages is how many pages of a document are read.
const maxPages = 2_000

// Read reads the document of size bytes in r: Title, Blocks, Tables, Links and
// Warnings. It fills no other field. An error that is not ctx's says, in words
// for people, what is wrong with the file.
func Read(ctx context.Context, r io.ReaderAt, size int64) (archive.Document, error) {
	return ReadScans(ctx, r, size, nil)
}

// Recognise reads a picture of a page as a page: its glyphs and rules, where the
// picture stands.
type Recognise func(ctx context.Context, picture Image) (layout.Page, error)

// ReadScans is [Read] with pages that are pictures read by recognise, the first
// few of a document. One that it can't read is left as it is, with a warning.
func ReadScans(ctx context.Context, r io.ReaderAt, size int64, recognise Recognise) (archive.Document, error) {
	read, err := open(ctx, r, size, recognise)
	if err != nil {
		return archive.Document{}, err
	}
	doc, err := layout.Read(ctx, read.pages)
	if err != nil {
		return archive.Document{}, err
	}
	if doc.Title == "" {
		doc.Title = read.title
	}
	doc.Links = append(doc.Links, read.links...)
	doc.Warnings = append(doc.Warnings, read.notes.warnings()...)
	return doc, nil
}

// reading is what the pages of a file show.
type reading struct {
	pages []layout.Page
	links []archive.Link
	title string // of the document information, where it reads like one
	notes notes
}

// open draws all pages. A file whose objects turn out not to lie where it says
// is read once more with more patience.
func open(ctx context.Context, r io.ReaderAt, size int64, recognise Recognise) (*reading, error) {
	file, err := pdffile.Open(ctx, r, size)
	if err != nil {
		return nil, err
	}
	read, err := drawAll(ctx, file, recognise)
	if err == nil && file.Damaged() && !file.Mended() && file.Mend(ctx) == nil {
		read, err = drawAll(ctx, file, recognise)
	}
	if err != nil {
		return nil, err
	}
	read.notes.damaged = file.Damaged()
	return read, ctx.Err()
}

func drawAll(ctx context.Context, file *pdffile.File, recognise Recognise) (*reading, error) {
	pages, more := file.Pages(maxPages)
	read := &reading{title: infoTitle(file), notes: newNotes()}
	read.notes.more = more
	drawer := draw.New(file)
	for i, p := range pages {
		page, err := drawer.Page(ctx, p)
		if err != nil {
			return nil, err
		}
		if scan := read.notes.see(i+1, page); scan && recognise != nil && len(read.notes.recognised) < maxRecognised {
			if err := read.recognise(ctx, file, drawer, i+1, page, recognise); err != nil {
				return nil, err
			}
		}
		read.links = append(read.links, links(file, drawer, p, page)...)
		read.pages = append(read.pages, page.Page)
	}
	return read, nil
}

// recognise adds to a page what its large pictures show. The error is ctx's.
func (read *reading) recognise(ctx context.Context, file *pdffile.File, drawer *draw.Drawer, number int, page *draw.Page, recognise Recognise) error {
	var seen []layout.Page
	for j, picture := range page.Pictures {
		box := page.Images[j]
		if (box.X1-box.X0)*(box.Y1-box.Y0) < page.Width*page.Height/4 {
			continue
		}
		image, err := imageOf(file, drawer, number, box, picture)
		if err != nil {
			read.notes.unread = err // told as a page that is not read
			return nil
		}
		one, err := recognise(ctx, image)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			return nil
		}
		seen = append(seen, one)
	}
	for _, one := range seen {
		page.Glyphs = append(page.Glyphs, one.Glyphs...)
		page.Rules = append(page.Rules, one.Rules...)
	}
	if len(seen) > 0 {
		read.notes.scanned = read.notes.scanned[:len(read.notes.scanned)-1]
		read.notes.recognised = append(read.notes.recognised, number)
	}
	return nil
}
