package pdf

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"math"
	"slices"

	"gongkai/archive"
	"gongkai/extract/layout"
	"gongkai/extract/pdf/draw"
	"gongkai/extract/pdf/pdffile"
)

// maxRecognised is how many pictures of a document are recognised. A scanned report
// has five to ten pages, and each takes about two seconds.
const maxRecognised = 30

var errMany = fmt.Errorf("more than %d pictures", maxRecognised)

// maxPages is how many pages of a document are read.
const maxPages = 2_000

// Read reads the document of size bytes in r: Title, Blocks, Tables, Links and
// Warnings. It fills no other field. An error that is not ctx's says, in words
// for people, what is wrong with the file.
func Read(ctx context.Context, r io.ReaderAt, size int64) (archive.Document, error) {
	return ReadScans(ctx, r, size, nil)
}

// Recognise reads a picture of a page as a page: its glyphs and rules, where the
// picture stands. It may come in strips, from above. Where it stands on a page of text, it
// is read if it shows a table, and what is returned is empty otherwise; of a scan, page
// is nil.
type Recognise func(ctx context.Context, strips []Image, page *layout.Page) (layout.Page, error)

// ReadScans is [Read] with pages that are pictures, and tables that are pictures, read
// by recognise, the first few of a document. One that it can't read is left as it is,
// with a warning.
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
	asked int // pictures that were to be recognised
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
		scan := read.notes.see(i+1, page)
		if recognise != nil && !page.Recognised {
			if err := read.recognise(ctx, file, drawer, i+1, page, scan, recognise); ctx.Err() != nil {
				return nil, ctx.Err()
			} else if err != nil && scan {
				read.notes.unread = err // told as a page that is not read
			}
		}
		read.links = append(read.links, links(file, drawer, p, page)...)
		read.pages = append(read.pages, page.Page)
	}
	return read, nil
}

// recognise adds to a page what its large pictures show. The error says why one of
// them is not read.
func (read *reading) recognise(ctx context.Context, file *pdffile.File, drawer *draw.Drawer, number int, page *draw.Page, scan bool, recognise Recognise) error {
	var seen []layout.Page
	var unread error
	var beside *layout.Page
	if !scan {
		beside = &page.Page
	}
	for _, strips := range sheets(page, scan) {
		if read.asked == maxRecognised {
			unread = errMany
			break
		}
		read.asked++
		images := make([]Image, len(strips))
		for i, j := range strips {
			var err error
			if images[i], err = imageOf(file, drawer, number, page.Images[j], page.Pictures[j]); err != nil {
				return err
			}
		}
		one, err := recognise(ctx, images, beside)
		if err != nil {
			unread = err
			continue
		}
		if scan || len(one.Glyphs) > 0 {
			seen = append(seen, one)
		}
	}
	for _, one := range seen {
		page.Glyphs = append(page.Glyphs, one.Glyphs...)
		page.Rules = append(page.Rules, one.Rules...)
		if one.Width > page.Width+1 { // it lay on its side
			page.Width, page.Height = page.Height, page.Width
		}
	}
	if len(seen) > 0 {
		page.Recognised = true
		read.notes.recognised = append(read.notes.recognised, number)
		if scan && unread == nil {
			read.notes.scanned = read.notes.scanned[:len(read.notes.scanned)-1]
		}
	}
	return unread
}

// sheets returns the large pictures of a page by their indexes, and of one that is no
// scan those that no text stands on. Those that lie edge to edge below each other are
// the strips of one.
func sheets(page *draw.Page, scan bool) [][]int {
	const apart = 1 // points
	order := make([]int, len(page.Images))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(page.Images[a].Y0, page.Images[b].Y0) })
	var all [][]int
	lowest := make(map[[2]float64]int) // of all, by left and right edge
	for _, i := range order {
		b := page.Images[i]
		edges := [2]float64{math.Round(b.X0), math.Round(b.X1)}
		if k, ok := lowest[edges]; ok && page.Pictures[i].Turns == 0 {
			if above := all[k][len(all[k])-1]; page.Pictures[above].Turns == 0 && math.Abs(b.Y0-page.Images[above].Y1) < apart {
				all[k] = append(all[k], i)
				continue
			}
		}
		lowest[edges] = len(all)
		all = append(all, []int{i})
	}
	return slices.DeleteFunc(all, func(strips []int) bool {
		first, last := page.Images[strips[0]], page.Images[strips[len(strips)-1]]
		area, least := (first.X1-first.X0)*(last.Y1-first.Y0), page.Width*page.Height/4
		if scan {
			return area < least
		}
		return area < least/8 || slices.ContainsFunc(page.Glyphs, func(g layout.Glyph) bool {
			x, y := (g.X0+g.X1)/2, (g.Y0+g.Y1)/2
			return first.X0 < x && x < first.X1 && first.Y0 < y && y < last.Y1
		})
	})
}
