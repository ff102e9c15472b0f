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
				if !yield(imageOf(file, drawer, i+1, page.Images[j], picture)) {
					return
				}
			}
		}
	}
}

// imageOf returns a picture of a page with its bytes.
func imageOf(file *pdffile.File, drawer *draw.Drawer, number int, box layout.Box, picture draw.Picture) (Image, error) {
	image := Image{Page: number, Box: box, Turns: picture.Turns}
	var err error
	if image.MediaType, image.Body, err = encode(file, drawer, picture); err != nil {
		err = fmt.Errorf("a picture on page %d: %w", number, err)
	}
	return image, err
}
