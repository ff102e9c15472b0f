package extract

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"gongkai/archive"
	"gongkai/extract/htmldoc"
	"gongkai/extract/mhtml"
	"gongkai/internal/charset"
)

// readMHTML reads a web page that was saved as one file. Where it is a set of
// frames, their documents are one.
func readMHTML(ctx context.Context, in Input) (*archive.Document, error) {
	pages, err := mhtml.Pages(section(ctx, in))
	if ctx.Err() != nil {
		return nil, fmt.Errorf("read %s: %w", formatMHTML, ctx.Err())
	}
	if err != nil {
		return nil, refuse(in, formatMHTML, " that can't be read: "+err.Error())
	}
	var whole archive.Document
	for i, p := range pages {
		base := in.Source.URL
		if strings.HasPrefix(p.Location, "http") {
			base = p.Location
		}
		doc, err := readPage(ctx, p.Body, p.ContentType, base)
		if err != nil {
			return nil, err
		}
		if p.Cut && !slices.ContainsFunc(doc.Warnings, func(w archive.Warning) bool { return w.Code == "file_cut_short" }) {
			doc.Warnings = append(doc.Warnings, archive.Warning{Code: "file_cut_short", Message: "the file ends before its page does; what stood at its end is missing"})
		}
		if i == 0 {
			whole = doc
		} else {
			appendDocument(&whole, doc)
		}
	}
	return &whole, nil
}

// readPage reads an HTML page in some encoding.
func readPage(ctx context.Context, body []byte, contentType, base string) (archive.Document, error) {
	text, how := charset.Decode(body, contentType)
	doc, err := htmldoc.Read(ctx, text, how.Name, base)
	warnOfCharset(&doc, how)
	return doc, err
}

// appendDocument adds what another document holds.
func appendDocument(doc *archive.Document, more archive.Document) {
	for _, p := range more.Blocks {
		if p.Table != nil {
			index := *p.Table + len(doc.Tables)
			p.Table = &index
		}
		doc.Blocks = append(doc.Blocks, p)
	}
	if doc.Title == "" {
		doc.Title = more.Title
	}
	doc.Tables = append(doc.Tables, more.Tables...)
	doc.Links = append(doc.Links, more.Links...)
	doc.Warnings = append(doc.Warnings, more.Warnings...)
}
