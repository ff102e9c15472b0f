package pdf

import (
	"context"
	"fmt"
	"io"
	"iter"

	"gongkai/extract/layout"
	"gongkai/extract/pdf/draw"
	"gongkai/extract/pdf/pdffile"
)

// Image is a picture on a page.
type Image struct {
	Page      int        // from 1
	Box       layout.Box // where it stands, as in [layout.Page]
	Turns     int        // quarter turns to the right that bring Body upright: 0 to 3
	MediaType string     // image/jpeg, image/png, or image/jp2
	Body      []byte
}

// Images yields the pictures of the document of size bytes in r, page by page in
// the order of drawing. One that can't be handed out comes without a Body, and
// with an error that says why. Another error, with a Page of 0, is the last: the
// file can't be read, or ctx has ended.
func Images(ctx context.Context, r io.ReaderAt, size int64) iter.Seq2[Image, error] {
	return func(yield func(Image, error) bool) {
		file, err := pdffile.Open(ctx, r, size)
		if err != nil {
			yield(Image{}, err)
			return
		}
		drawer := draw.New(file)
		pages, _ := file.Pages(maxPages)
		for i, p := range pages {
			page, err := drawer.Page(ctx, p)
			if err != nil {
				yield(Image{}, err)
				return
			}
			for j, picture := range page.Pictures {
				image := Image{Page: i + 1, Box: page.Images[j], Turns: picture.Turns}
				image.MediaType, image.Body, err = encode(file, drawer, picture)
				if err != nil {
					err = fmt.Errorf("a picture on page %d: %w", i+1, err)
				}
				if !yield(image, err) {
					return
				}
			}
		}
	}
}
