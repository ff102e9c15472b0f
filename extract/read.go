package extract

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"

	"gongkai/archive"
	"gongkai/extract/htmldoc"
	"gongkai/extract/layout"
	"gongkai/extract/ocr"
	"gongkai/extract/patient"
	"gongkai/extract/pdf"
	"gongkai/extract/plain"
	"gongkai/internal/charset"
)

// Version tells the readers apart from those of other releases: payloads that
// could not be read are read anew where it is another. It grows with every
// format that is added and every fault of a reader that is mended.
const Version = "20"

// Input is a payload with what is known of it beforehand.
type Input struct {
	Body      io.ReaderAt
	Size      int64
	Name      string // of the file, or empty: a hint
	MediaType string // Content-Type as sent, or empty: a hint
	Source    archive.Source
	Anchor    string // text of the link that led here, or empty: a title of last resort
	OCR       bool   // pictures are read with tesseract, where it is installed
	Picture   func() // called before a picture is read, which takes up to ocr.Longest; nil if nobody cares
}

// RefusedError says that a payload is of a format that is not read, or damaged.
// That is the portal's doing and final: reading it again refuses it again.
type RefusedError struct {
	Format  string // what the bytes are: "pdf", "docx", "empty"
	Message string // a line for people
}

func (e *RefusedError) Error() string { return e.Message }

// Read returns the document that in is. The error is a [*RefusedError], or one of
// ctx or of reading in.Body. For files that are packed in a file see [Each].
func Read(ctx context.Context, in Input) (*archive.Document, error) {
	doc, _, err := identify(ctx, in)
	return doc, err
}

// identify is [Read], and tells the format of what it has read.
func identify(ctx context.Context, in Input) (*archive.Document, format, error) {
	file, err := bare(in)
	if err != nil {
		return nil, "", err
	}
	f, err := sniff(file)
	if err != nil {
		return nil, f, err
	}
	switch {
	case f == formatZip, f == formatRar, f == format7z:
		return nil, f, refuse(in, f, ", whose files are documents of their own")
	case f == formatImage && !in.OCR:
		return nil, f, refuse(in, f, ", which is not read without OCR")
	case !f.readable():
		return nil, f, refuse(in, f, ", which is not read")
	case in.Size > f.largest():
		return nil, f, refuse(in, f, ", too large to be read")
	}
	doc, err := read(ctx, in, file, f)
	if err != nil {
		return nil, f, err
	}
	doc.Schema = archive.DocumentSchema
	doc.Source = in.Source
	doc.MediaType = f.mediaType()
	doc.Text = textOf(doc)
	doc.ContentDigest = contentDigest(doc)
	if doc.Title == "" && in.Anchor != "" {
		doc.Title = strings.Join(strings.Fields(in.Anchor), " ")
		warn(doc, "title_from_anchor", "the document has no title; the text of the link that led to it, or the file's name, stands in")
	}
	if named := extension(in); f.contradicts(named) {
		warn(doc, "format_mismatch", fmt.Sprintf("named %s, but holds %s", named, f.describe()))
	}
	Complete(doc)
	return doc, f, nil
}

func read(ctx context.Context, in, file Input, f format) (*archive.Document, error) {
	if f == formatHTML || f == formatText || f == formatJSON {
		return readText(ctx, in, f)
	}
	doc, err := readOther(ctx, file, f)
	if err != nil {
		return nil, err
	}
	sum := sha256.New()
	if _, err := io.Copy(sum, section(ctx, in)); err != nil {
		return nil, fmt.Errorf("digest payload: %w", err)
	}
	doc.PayloadDigest = archive.DigestFromSum(sum.Sum(nil))
	if doc.Charset == "" {
		doc.Charset = "utf-8"
	}
	return doc, nil
}

// readOther reads what is neither text nor a page.
func readOther(ctx context.Context, in Input, f format) (*archive.Document, error) {
	if f == formatMHTML {
		return readMHTML(ctx, in)
	}
	var doc archive.Document
	var err error
	switch {
	case f == formatPDF && in.OCR:
		doc, err = readScans(ctx, in)
	case f == formatImage:
		in.picture()
		fallthrough
	default:
		doc, err = f.reader()(ctx, in.Body, in.Size)
	}
	if ctx.Err() != nil {
		return nil, fmt.Errorf("read %s: %w", f, ctx.Err())
	}
	switch {
	case errors.Is(err, ocr.ErrMissing):
		return nil, refuse(in, f, ", and "+err.Error())
	case err != nil:
		return nil, refuse(in, f, " that can't be read: "+err.Error())
	}
	return &doc, nil
}

// picture tells that a picture is going to be read.
func (in Input) picture() {
	if in.Picture != nil {
		in.Picture()
	}
}

// readScans reads a PDF with OCR of the pages that are pictures.
func readScans(ctx context.Context, in Input) (archive.Document, error) {
	return pdf.ReadScans(ctx, in.Body, in.Size, func(ctx context.Context, strips []pdf.Image, page *layout.Page) (layout.Page, error) {
		in.picture()
		first, last := strips[0], strips[len(strips)-1]
		bodies := make([][]byte, len(strips))
		for i, s := range strips {
			bodies[i] = s.Body
		}
		return ocr.Picture(ctx, bodies, first.Turns, layout.Box{X0: first.Box.X0, Y0: first.Box.Y0, X1: first.Box.X1, Y1: last.Box.Y1}, page)
	})
}

// readText reads what is text or markup in some encoding.
func readText(ctx context.Context, in Input, f format) (*archive.Document, error) {
	body := make([]byte, in.Size)
	if _, err := io.ReadFull(section(ctx, in), body); err != nil {
		return nil, fmt.Errorf("read payload: %w", err)
	}
	var doc archive.Document
	var err error
	switch f {
	case formatHTML:
		doc, err = readPage(ctx, body, in.MediaType, in.Source.URL)
	case formatJSON:
		text, how := charset.Decode(body, in.MediaType)
		held := htmldoc.Held(string(text), in.Anchor)
		if held == "" {
			return nil, refuse(in, f, ", which is not read")
		}
		doc, err = htmldoc.Read(ctx, []byte(`<div id="zoom">`+held+`</div>`), how.Name, in.Source.URL)
		warnOfCharset(&doc, how)
	default:
		text, how := charset.Decode(body, in.MediaType)
		doc = plain.Read(string(text))
		warnOfCharset(&doc, how)
	}
	if err != nil {
		return nil, err
	}
	doc.PayloadDigest = archive.DigestOf(body)
	return &doc, nil
}

// warnOfCharset notes in which encoding a text was, and what is doubtful of it.
func warnOfCharset(doc *archive.Document, how charset.Result) {
	doc.Charset = how.Name
	if how.How == charset.HowStatistics && how.Name != "gb18030" {
		warn(doc, "charset_guessed", "nothing tells the encoding; "+how.Name+" is what the bytes look most like")
	}
	if how.Replaced > 0 {
		warn(doc, "charset_replaced", fmt.Sprintf("%d characters could not be read as %s", how.Replaced, how.Name))
	}
}

// section returns the payload as a reader that ends with ctx.
func section(ctx context.Context, in Input) io.Reader {
	return patient.Reader(ctx, io.NewSectionReader(in.Body, 0, in.Size))
}

// refuse says of a payload what it holds and why it is not read, and whether
// its name says something else. why goes on after the format's description.
func refuse(in Input, f format, why string) error {
	message := "holds " + f.describe() + why
	if f == formatEmpty {
		message = "empty: not a single byte"
	} else if named := extension(in); f.contradicts(named) {
		message = "named " + named + ", but " + message
	}
	return &RefusedError{Format: string(f), Message: message}
}

// extension returns the extension that the payload's name or address has, in
// lower case with its dot, or "".
func extension(in Input) string {
	name := in.Name
	if name == "" {
		name, _, _ = strings.Cut(in.Source.URL, "?")
		name, _, _ = strings.Cut(name, "#")
		if _, after, ok := strings.Cut(name, "://"); ok && !strings.Contains(after, "/") {
			return ""
		}
	}
	ext := strings.ToLower(path.Ext(name))
	if len(ext) > 8 {
		return ""
	}
	return ext
}

func warn(doc *archive.Document, code, message string) {
	doc.Warnings = append(doc.Warnings, archive.Warning{Code: code, Message: message})
}

// Complete makes every list of the document one that JSON shows as a list.
func Complete(doc *archive.Document) {
	doc.Blocks = listed(doc.Blocks)
	doc.Tables = listed(doc.Tables)
	doc.Links = listed(doc.Links)
	doc.Warnings = listed(doc.Warnings)
	for i := range doc.Tables {
		t := &doc.Tables[i]
		t.Cells = listed(t.Cells)
		t.Grid = listed(t.Grid)
		for r := range t.Grid {
			t.Grid[r] = listed(t.Grid[r])
		}
	}
}

func listed[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

// head returns the first bytes of the payload.
func head(in Input, size int64) ([]byte, error) {
	b := make([]byte, min(size, in.Size))
	n, err := in.Body.ReadAt(b, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("read payload: %w", err)
	}
	return b[:n], nil
}
