package replay

import (
	"mime"
	"net/http"
	"net/url"
	"path"
	"strings"
	"unicode"
	"unicode/utf8"

	"gongkai/archive"
	"gongkai/internal/charset"
	"gongkai/internal/urls"
)

// offer shows a link to a file in the place of a frame that would have held it.
func (s *Server) offer(w http.ResponseWriter, f found, c archive.Capture) {
	err := s.render(w, http.StatusOK, "offer", map[string]any{
		"Name": fileName(c, w.Header().Get("X-Archive-Orig-Content-Disposition")), "Capture": c, "Address": address(c.Time, modePage, f.url),
	})
	if err != nil {
		http.Error(w, "file", http.StatusOK)
	}
}

// disposition returns a Content-Disposition that makes a file of a payload,
// under a name that people know it by (RFC 6266).
func disposition(c archive.Capture, archived string) string {
	name := fileName(c, archived)
	plain := strings.Map(func(r rune) rune {
		if r >= 0x7f || strings.ContainsRune(`"\%`, r) {
			return '_'
		}
		return r
	}, name)
	return `attachment; filename="` + plain + `"; filename*=UTF-8''` + strings.ReplaceAll(url.QueryEscape(name), "+", "%20")
}

// maxName is the longest name of a file, in bytes.
const maxName = 150

// fileName returns the name of a payload as a file: as the server named it, as
// the link to it did where that ends like a file's name, or as its address does.
// No name leads out of a folder, hides a file or changes how it reads.
func fileName(c archive.Capture, disposition string) string {
	address := urls.Path(c.URL)
	address, _, _ = strings.Cut(address, "?")
	if decoded, err := url.PathUnescape(address); err == nil && utf8.ValidString(decoded) {
		address = decoded
	}
	extension := path.Ext(address)
	readable, _ := charset.Decode([]byte(disposition), "") // servers send GBK
	_, params, err := mime.ParseMediaType(string(readable))
	for _, name := range []string{params["filename"], c.Anchor, path.Base(address)} {
		if err != nil && name == params["filename"] || !utf8.ValidString(name) {
			continue
		}
		if name = path.Base(strings.ReplaceAll(name, `\`, "/")); name == "/" {
			continue
		}
		name = strings.Map(nameRune, name)
		name = strings.Trim(name, ". ")
		if name == c.Anchor && extension != "" && !strings.EqualFold(path.Ext(name), extension) {
			name += extension
		}
		if name == "" {
			continue
		}
		return short(name)
	}
	return "file"
}

// nameRune returns r as a name may have it: nothing that is a path, that a
// system refuses, or that can't be seen and turns letters round.
func nameRune(r rune) rune {
	if r < ' ' || r == 0x7f || strings.ContainsRune(`<>:"/\|?*`, r) {
		return '_'
	}
	if unicode.Is(unicode.Cf, r) {
		return -1
	}
	return r
}

// short cuts a name that is too long before its extension.
func short(name string) string {
	extension := path.Ext(name)
	if len(extension) > 10 {
		extension = ""
	}
	base := strings.TrimSuffix(name, extension)
	for len(base)+len(extension) > maxName {
		_, n := utf8.DecodeLastRuneInString(base)
		base = base[:len(base)-n]
	}
	return base + extension
}
