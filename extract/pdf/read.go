package pdf

import (
	"context"
	"io"

	"gongkai/archive"
	"gongkai/extract/layout"
	"gongkai/extract/pdf/draw"
	"gongkai/extract/pdf/pdffile"
)

// maxPages is how many pages of a document are read.
const maxPages = 2_000

// Read reads the document of size bytes in r: Title, Blocks, Tables, Links and
// Warnings. It fills no other field. An error that is not ctx's says, in words
// for people, what is wrong with the file.
func Read(ctx context.Context, r io.ReaderAt, size int64) (archive.Document, error) {
	read, err := open(ctx, r, size)
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
func open(ctx context.Context, r io.ReaderAt, size int64) (*reading, error) {
	file, err := pdffile.Open(ctx, r, size)
	if err != nil {
		return nil, err
	}
	read, err := drawAll(ctx, file)
	if err == nil && file.Damaged() && !file.Mended() && file.Mend(ctx) == nil {
		read, err = drawAll(ctx, file)
	}
	if err != nil {
		return nil, err
	}
	read.notes.damaged = file.Damaged()
	return read, ctx.Err()
}

func drawAll(ctx context.Context, file *pdffile.File) (*reading, error) {
	pages, more := file.Pages(maxPages)
	read := &reading{title: infoTitle(file), notes: newNotes()}
	read.notes.more = more
	drawer := draw.New(file)
	for i, p := range pages {
		page, err := drawer.Page(ctx, p)
		if err != nil {
			return nil, err
		}
		read.notes.see(i+1, page)
		read.links = append(read.links, links(file, drawer, p, page)...)
		read.pages = append(read.pages, page.Page)
	}
	return read, nil
}
