package mhtml

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"net/textproto"
	"strings"
	"unicode"
)

// The limits of one file.
const (
	maxPage  = 16 << 20 // bytes of all pages
	maxParts = 10_000
	maxDepth = 4 // of parts that have parts
)

// Page is an HTML page as it was before it was packed.
type Page struct {
	Body        []byte
	ContentType string // as its part says
	Location    string // the address that it was saved from, or empty
	Cut         bool   // the file ends before the page does
}

// Pages returns the page that r holds: one, or those of its frames where the
// page itself is nothing but frames. An error says, in words for people, what is
// wrong with the file, or is r's.
func Pages(r io.Reader) ([]Page, error) {
	lines := bufio.NewReader(r)
	for { // empty lines, and a byte order mark, which some tools write first
		c, err := lines.Peek(1)
		if err != nil || !bytes.Contains([]byte(" \r\n\t\xef\xbb\xbf"), c) {
			break
		}
		_, _ = lines.Discard(1) // it was there
	}
	message, err := mail.ReadMessage(lines)
	if err != nil {
		return nil, fmt.Errorf("its head can't be read: %w", err)
	}
	w := walker{left: maxPage}
	if err := w.part(textproto.MIMEHeader(message.Header), message.Body, 0); err != nil {
		return nil, err
	}
	if w.cut != nil && (len(w.pages) == 0 || frames(w.pages[w.root()].Body)) {
		return nil, w.cut
	}
	if len(w.pages) == 0 {
		return nil, errors.New("no part of it is an HTML page")
	}
	root := w.pages[w.root()]
	if !frames(root.Body) {
		return []Page{root}, nil
	}
	var framed []Page
	for _, p := range w.pages {
		if !frames(p.Body) && !strings.HasSuffix(strings.ToLower(p.Location), "tabstrip.htm") {
			framed = append(framed, p)
		}
	}
	if len(framed) == 0 {
		return []Page{root}, nil
	}
	return framed, nil
}

// frames reports whether a page is a set of frames.
func frames(body []byte) bool {
	return bytes.Contains(bytes.ToLower(body[:min(len(body), 64<<10)]), []byte("<frameset"))
}

// walker gathers the pages.
type walker struct {
	pages []Page
	ids   []string // of the pages
	start string   // the id of the page that the others belong to
	parts int
	left  int64
	cut   error // parts are missing
}

// root returns the index of the page that the others belong to: the one that is
// named so, else the first.
func (w *walker) root() int {
	for i, id := range w.ids {
		if id != "" && id == w.start {
			return i
		}
	}
	return 0
}

// part reads a part and those in it.
func (w *walker) part(header textproto.MIMEHeader, body io.Reader, depth int) error {
	if w.parts++; w.parts > maxParts {
		return fmt.Errorf("it has more than %d parts", maxParts)
	}
	contentType := header.Get("Content-Type")
	kind, params := parse(contentType)
	switch {
	case strings.HasPrefix(kind, "multipart/"):
		if depth == maxDepth {
			return errors.New("its parts nest too deep")
		}
		if w.start == "" {
			w.start = strings.Trim(params["start"], "<>")
		}
		return w.multipart(body, params["boundary"], depth)
	case kind != "text/html" && kind != "application/xhtml+xml":
		return nil
	}
	content, cut, err := w.content(header.Get("Content-Transfer-Encoding"), body)
	if err != nil {
		return err
	}
	w.left -= int64(len(content))
	w.pages = append(w.pages, Page{Body: content, ContentType: contentType, Location: header.Get("Content-Location"), Cut: cut})
	w.ids = append(w.ids, strings.Trim(header.Get("Content-Id"), "<>"))
	return nil
}

// parse returns a content type and its parameters; "" for what is none. A
// boundary that stands without the quotes that it wants is taken as it is.
func parse(contentType string) (kind string, params map[string]string) {
	kind, params, err := mime.ParseMediaType(contentType)
	if err == nil || kind == "" {
		return kind, params
	}
	params = make(map[string]string)
	for param := range strings.SplitSeq(contentType, ";") {
		if name, value, ok := strings.Cut(param, "="); ok {
			params[strings.ToLower(strings.TrimSpace(name))] = strings.Trim(strings.TrimSpace(value), `"`)
		}
	}
	return kind, params
}

func (w *walker) multipart(body io.Reader, boundary string, depth int) error {
	if boundary == "" {
		return errors.New("nothing says where its parts begin")
	}
	parts := multipart.NewReader(body, boundary)
	for {
		p, err := parts.NextRawPart()
		if err == io.EOF { // wrapped, it says that the last boundary is missing
			return nil
		}
		if err != nil {
			w.cut = fmt.Errorf("it is cut short or damaged: %w", err)
			return nil
		}
		if err := w.part(p.Header, p, depth+1); err != nil {
			return err
		}
	}
}

// content returns a page without its transfer encoding, and whether the file ends
// before it does.
func (w *walker) content(encoding string, body io.Reader) (content []byte, cut bool, err error) {
	source := &tail{r: body}
	switch strings.ToLower(strings.TrimSpace(encoding)) {
	case "quoted-printable":
		content, err = io.ReadAll(io.LimitReader(quotedprintable.NewReader(source), w.left+1))
	case "base64":
		content, err = unbase64(source, 2*w.left)
	default:
		content, err = io.ReadAll(io.LimitReader(source, w.left+1))
	}
	if err != nil && !source.cut {
		return nil, false, fmt.Errorf("a page in it is damaged: %w", err)
	}
	if int64(len(content)) > w.left {
		return nil, false, fmt.Errorf("its pages have more than %d bytes", maxPage)
	}
	return content, source.cut && !bytes.HasSuffix(bytes.ToLower(bytes.TrimSpace(content)), []byte("</html>")), nil
}

// tail reads a part, and notes that the file ends within it.
type tail struct {
	r   io.Reader
	cut bool
}

func (t *tail) Read(b []byte) (int, error) {
	n, err := t.r.Read(b)
	t.cut = t.cut || errors.Is(err, io.ErrUnexpectedEOF)
	return n, err
}

// unbase64 decodes base64 as those write it who join encoded pieces, leave the
// padding out or indent lines: [base64.NewDecoder] reads none of these. With an
// error it returns what stands before it. White space counts to the limit.
func unbase64(r io.Reader, limit int64) ([]byte, error) {
	code, err := io.ReadAll(io.LimitReader(r, limit+1))
	if int64(len(code)) > limit {
		return nil, fmt.Errorf("its base64 has more than %d bytes", limit)
	}
	code = bytes.Map(func(c rune) rune {
		if unicode.IsSpace(c) {
			return -1
		}
		return c
	}, code)
	content := make([]byte, 0, base64.RawStdEncoding.DecodedLen(len(code)))
	for piece := range bytes.SplitSeq(code, []byte("=")) {
		var wrong error
		content, wrong = base64.RawStdEncoding.AppendDecode(content, piece)
		err = cmp.Or(err, wrong)
	}
	return content, err
}
