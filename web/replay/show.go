package replay

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"
	"time"

	"gongkai/archive"
	"gongkai/internal/charset"
	"gongkai/internal/coding"
	"gongkai/internal/urls"
)

const (
	// archivedPolicy is the boundary around archived bytes: no script runs, and
	// nothing comes from elsewhere.
	archivedPolicy = "sandbox allow-downloads; default-src 'none'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; " +
		"font-src 'self' data:; media-src 'self'; frame-src 'self'; form-action 'none'; base-uri 'none'"

	// unframed keeps others from framing a page. What the archive frames itself
	// can't have it: the page around it is in a sandbox, and of no origin.
	unframed = "; frame-ancestors 'self'"

	maxHeader = 100 // fields of an answer

	maxPage = 16 << 20 // bytes of a page or style sheet that is rewritten; a larger one is offered as a file
	maxFile = 1 << 30  // decoded bytes of a file, so that a small one can't grow without end
)

// replay shows the capture that t asks for.
func (s *Server) replay(w http.ResponseWriter, r *http.Request, t target) error {
	f, ok, err := s.find(r.Context(), t.url)
	if err != nil {
		return err
	}
	if !ok {
		if t.mode == modePage || t.mode == modeFrame {
			s.unarchived(w, t.url)
		} else {
			http.Error(w, "not archived", http.StatusNotFound)
		}
		return nil
	}
	c, exact := f.exact(t.at)
	if !exact || t.mode == modeInside {
		c = f.nearest(t.at, t.mode == modeInside)
	}
	if (!exact || f.url != t.url) && t.mode != modeInside {
		w.Header().Set("Link", f.links(r, c))
		redirect(w, address(c.Time, t.mode, f.url))
		return nil
	}
	return s.show(w, r, f, c, t.mode)
}

// show writes a capture.
func (s *Server) show(w http.ResponseWriter, r *http.Request, f found, c archive.Capture, m mode) error {
	line, archived, err := s.archive.Head(r.Context(), c)
	if err != nil {
		return err
	}
	h := w.Header()
	switch m {
	case modeFrame:
		h.Set("Content-Security-Policy", archivedPolicy)
	case modeInside:
		h.Set("Content-Security-Policy", archivedPolicy+unframed)
		h.Set("Cross-Origin-Resource-Policy", "cross-origin") // the origin of the page is another: its sandbox
		if isFont(c) {
			h.Set("Access-Control-Allow-Origin", "*")
		}
	default:
		h.Set("Content-Security-Policy", archivedPolicy+unframed)
	}
	h.Set("Memento-Datetime", httpTime(c.Time))
	h.Set("Link", f.links(r, c))
	if line != "" {
		h.Set("X-Archive-Orig-Status", headerSafe(line))
	}
	for name, values := range archived {
		if token(name) && len(h) < maxHeader {
			h.Set("X-Archive-Orig-"+name, headerSafe(strings.Join(values, ", ")))
		}
	}
	if c.Payload != "" {
		h.Set("X-Archive-Payload-Digest", string(c.Payload))
	}
	if m == modeRaw {
		return s.raw(w, r, c)
	}
	if to := archived.Get("Location"); c.Status/100 == 3 && c.Revisit == archive.RevisitNone && to != "" {
		if leads(w, f, c, m, to) {
			return nil
		}
	}
	payload, err := s.archive.Payload(r.Context(), c)
	if err != nil {
		return err
	}
	defer payload.Close()
	decoded, err := coding.NewReader(c.Encoding, payload, maxFile)
	if err != nil {
		return s.raw(w, r, c) // a coding that is not read
	}
	return s.content(w, r, f, c, m, decoded)
}

// leads follows a redirect within the archive, and reports whether it leads
// anywhere.
func leads(w http.ResponseWriter, f found, c archive.Capture, m mode, location string) bool {
	b, err := urls.NewBase(f.url)
	if err != nil {
		return false
	}
	to, err := b.ResolveField(location)
	if err != nil || to == f.url {
		return false
	}
	w.Header().Set("Location", address(c.Time, m, to))
	w.WriteHeader(c.Status)
	return true
}

// content writes a payload whose content coding was undone.
func (s *Server) content(w http.ResponseWriter, r *http.Request, f found, c archive.Capture, m mode, body io.Reader) error {
	buffered := bufio.NewReader(body)
	start, _ := buffered.Peek(512) // of a shorter one, all
	media := mediaType(c.MediaType, start)
	body = buffered
	h := w.Header()
	switch form := formOf(media); form {
	case formMedia:
		h.Set("Content-Type", media)
		return s.copy(w, r, c, body)
	case formPage, formStyle, formText:
		b, err := io.ReadAll(io.LimitReader(buffered, maxPage+1))
		if len(b) > maxPage {
			body = io.MultiReader(bytes.NewReader(b), buffered)
			break // too large to be rewritten
		}
		if err != nil {
			s.log.Warn().Err(err).Str("url", c.URL).Msg("payload breaks off")
		}
		s.text(w, f, c, m, form, b, err != nil || c.Truncated != "")
		return nil
	}
	if m == modeFrame {
		s.offer(w, f, c)
		return nil
	}
	h.Set("Content-Type", media)
	h.Set("Content-Disposition", disposition(c, h.Get("X-Archive-Orig-Content-Disposition")))
	return s.copy(w, r, c, body)
}

// raw writes the payload as it is, coding and all.
func (s *Server) raw(w http.ResponseWriter, r *http.Request, c archive.Capture) error {
	payload, err := s.archive.Payload(r.Context(), c)
	if err != nil {
		return err
	}
	defer payload.Close()
	h := w.Header()
	h.Set("Content-Type", mediaType(c.MediaType, nil))
	h.Set("Content-Disposition", disposition(c, h.Get("X-Archive-Orig-Content-Disposition")))
	if c.Encoding != "" && token(c.Encoding) {
		h.Set("Content-Encoding", c.Encoding)
	}
	return s.copy(w, r, c, payload)
}

// copy writes a body of any size. Of one that is kept as it is sent, the part that
// is asked for, and nothing where the client has it.
func (s *Server) copy(w http.ResponseWriter, r *http.Request, c archive.Capture, body io.Reader) error {
	h := w.Header()
	if asKept := c.Encoding == "" || h.Get("Content-Encoding") != ""; asKept && c.Truncated == "" {
		h.Set("Content-Length", strconv.FormatInt(c.Length, 10))
		if status(c) == http.StatusOK && c.Payload != "" {
			h.Set("ETag", `"`+string(c.Payload)+`"`)
			if part, ok := strings.CutPrefix(r.Header.Get("Range"), "bytes="); !ok || strings.Contains(part, ",") {
				r.Header.Del("Range") // of another unit, or several parts, which may lie in any order: all is sent
			}
			r.Header.Del("If-Match") // they are for who changes what is there, and would be answered without a body
			r.Header.Del("If-Unmodified-Since")
			part := &forward{body: body, size: c.Length}
			http.ServeContent(w, r, "", time.Time{}, part)
			s.brokeOff(r, c, part.err)
			return nil
		}
	}
	w.WriteHeader(status(c))
	if r.Method == http.MethodHead {
		return nil
	}
	_, err := io.Copy(w, body)
	s.brokeOff(r, c, err)
	return nil
}

// brokeOff logs why not all of a payload was sent, where the client did not leave.
func (s *Server) brokeOff(r *http.Request, c archive.Capture, err error) {
	if err != nil && r.Context().Err() == nil {
		s.log.Warn().Err(err).Str("url", c.URL).Msg("payload broke off")
	}
}

// forward is a body of which one part is read: a seek behind what was read passes
// over what lies between, and none leads back.
type forward struct {
	body     io.Reader
	size     int64
	at, want int64
	err      error // that ended the reading, before the end
}

func (f *forward) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekCurrent:
		offset += f.want
	case io.SeekEnd:
		offset += f.size
	}
	f.want = offset
	return offset, nil
}

func (f *forward) Read(p []byte) (int, error) {
	if f.want < f.at {
		return 0, errors.New("a payload is read forward only")
	}
	n, err := io.CopyN(io.Discard, f.body, f.want-f.at)
	f.at += n
	read := 0
	if err == nil {
		read, err = f.body.Read(p)
	}
	f.at += int64(read)
	f.want = f.at
	if err != nil && (!errors.Is(err, io.EOF) || f.at < f.size) {
		f.err = fmt.Errorf("%d of %d bytes: %w", f.at, f.size, err)
	}
	return read, err
}

// text writes a page, style sheet or text, in UTF-8. What comes before damage is
// shown.
func (s *Server) text(w http.ResponseWriter, f found, c archive.Capture, m mode, form form, payload []byte, cut bool) {
	text, how := charset.Decode(payload, c.MediaType)
	media := "text/plain"
	switch form {
	case formPage:
		media, text = "text/html", s.page(text, how.Name, f, c, m, cut)
	case formStyle:
		media, text = "text/css", []byte(newRewriter(f.url, how.Name, c.Time).style(string(text)))
	}
	w.Header().Set("Content-Type", media+"; charset=utf-8")
	w.Header().Set("Content-Length", strconv.Itoa(len(text)))
	w.WriteHeader(status(c))
	_, _ = w.Write(text) // a reader that is gone needs no answer
}

// form is how a media type is shown.
type form int

const (
	formFile  form = iota // offered as a file
	formPage              // rewritten
	formStyle             // rewritten
	formText              // as it is, in UTF-8
	formMedia             // as it is
)

// formOf decides what a browser may show: everything that could hold a script
// of its own, or opens a program, is a file.
func formOf(media string) form {
	switch kind, sub, _ := strings.Cut(media, "/"); {
	case media == "text/html", media == "application/xhtml+xml":
		return formPage
	case media == "text/css":
		return formStyle
	case media == "text/plain":
		return formText
	case kind == "image" && !strings.Contains(sub, "svg") && !strings.Contains(sub, "xml"), kind == "font", kind == "audio", kind == "video",
		media == "application/font-woff", media == "application/vnd.ms-fontobject", strings.HasPrefix(media, "application/x-font-"):
		return formMedia
	}
	return formFile
}

// isFont reports whether c is a font, which a page may use only where it is told
// so.
func isFont(c archive.Capture) bool {
	address, _, _ := strings.Cut(c.URL, "?")
	switch strings.ToLower(path.Ext(address)) {
	case ".woff", ".woff2", ".ttf", ".otf", ".eot":
		return true
	}
	return strings.Contains(mediaType(c.MediaType, nil), "font")
}

// mediaType returns the media type that a server named, without parameters;
// where it named none, what the payload begins like.
func mediaType(contentType string, start []byte) string {
	media, _, err := mime.ParseMediaType(contentType)
	if err != nil && !errors.Is(err, mime.ErrInvalidMediaParameter) || !strings.Contains(media, "/") {
		media, _, _ = strings.Cut(contentType, ";")
		media = strings.ToLower(strings.TrimSpace(media))
	}
	kind, sub, ok := strings.Cut(media, "/")
	if ok && token(kind) && token(sub) {
		return media
	}
	if len(start) == 0 {
		return "application/octet-stream"
	}
	media, _, _ = strings.Cut(http.DetectContentType(start), ";")
	return media
}

// token reports whether s is a token of HTTP (RFC 9110, 5.6.2).
func token(s string) bool {
	return s != "" && !strings.ContainsFunc(s, func(r rune) bool {
		return r <= ' ' || r >= 0x7f || strings.ContainsRune(`()<>@,;:\"/[]?={}`, r)
	})
}

// headerSafe returns a value that was archived as one that can be sent.
func headerSafe(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\t' || r == 0x7f {
			return ' '
		}
		return r
	}, s[:min(len(s), 4000)])
}
