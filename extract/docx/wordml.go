package docx

import (
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"

	"gongkai/archive"
	"gongkai/extract/visible"
	"gongkai/extract/xmlpart"
)

// maxFlat is the largest file of Word 2003 that is read, in bytes: pictures stand
// in it as text.
const maxFlat = 128 << 20

// ReadFlat is [Read] for a document that Word 2003 saved as XML
// (w:wordDocument), which is one part with other names for a few things.
func ReadFlat(ctx context.Context, r io.ReaderAt, size int64) (archive.Document, error) {
	if size > maxFlat {
		return archive.Document{}, fmt.Errorf("it has %d bytes; more than %d are not read", size, maxFlat)
	}
	t, err := xmlpart.Open(ctx, io.NewSectionReader(r, 0, size), "wordDocument", flatSpaces()...)
	if err != nil {
		return archive.Document{}, err
	}
	d := reader{ctx: ctx, flat: true}
	title, found := "", false
	err = t.Children(func(start xml.StartElement) error {
		switch {
		case start.Name.Local == "DocumentProperties":
			title, err = titleIn(t)
			return err
		case t.Name(start) == "styles":
			return d.readStyleSheet(t)
		case t.Name(start) == "body":
			found = true
			b := body{reader: &d, Reader: t}
			return b.blocks(&d.flow)
		}
		return t.Skip()
	}, nil)
	switch {
	case err != nil && !found:
		return archive.Document{}, err
	case !found:
		return archive.Document{}, errors.New("the file has no text")
	case ctx.Err() != nil:
		return archive.Document{}, ctx.Err()
	case err != nil:
		d.warn("file_cut_short", "the file ends before its text does; what stood at its end is missing")
	}
	return d.document(title), nil
}

// flatSpaces returns the namespaces of Word 2003.
func flatSpaces() []xmlpart.Space {
	return []xmlpart.Space{
		{URI: "http://schemas.microsoft.com/office/word/2003/wordml", Usual: "w"},
		{URI: "http://schemas.microsoft.com/office/word/2003/auxHint", Usual: "wx", As: "wx"},
		{URI: "http://schemas.microsoft.com/aml/2001/core", Usual: "aml", As: "aml"},
	}
}

// titleIn returns the title among the properties that were entered last, or "".
func titleIn(t *xmlpart.Reader) (string, error) {
	var l visible.Line
	err := t.Children(func(start xml.StartElement) error {
		if start.Name.Local != "title" && start.Name.Local != "Title" {
			return t.Skip()
		}
		return t.Children(func(xml.StartElement) error { return t.Skip() }, func(text xml.CharData) { l.Write(string(text)) })
	}, nil)
	return l.Take(), err
}

// deletes reports whether an annotation of Word 2003 says that what is in it is
// deleted.
func deletes(start xml.StartElement) bool {
	return xmlpart.Value(start, "type") == "Word.Deletion"
}
