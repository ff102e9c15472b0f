package charset

import (
	"bytes"
	"errors"
	"mime"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/saintfish/chardet"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// The ways in which an encoding was found.
const (
	HowBOM        = "bom"
	HowUTF8       = "utf-8" // the bytes are UTF-8
	HowMeta       = "meta"  // the page's own declaration
	HowHeader     = "header"
	HowStatistics = "statistics"
)

// prescanBytes is how far into a page its own declaration may stand. WHATWG
// says 1024; portals put comments and scripts before it.
const prescanBytes = 4096

const replacement = "\uFFFD"

// Result tells how a text was read.
type Result struct {
	Name     string // WHATWG name, lower case: "utf-8", "gb18030"
	How      string // one of the How constants
	Replaced int    // replacement characters in the text, mostly of bytes that could not be read
}

// Decode returns body as UTF-8 text without a byte order mark, and how it was
// read. contentType is the value of the Content-Type header, or empty. In this
// order it trusts a byte order mark, bytes that are UTF-8, what the page
// declares, what the header declares, and statistics. The text may share
// body's memory.
func Decode(body []byte, contentType string) ([]byte, Result) {
	if text, r, ok := decodeMarked(body); ok {
		return text, r
	}
	if utf8.Valid(body) && slices.ContainsFunc(body, startsWide) {
		return body, Result{Name: "utf-8", How: HowUTF8}
	}
	wide, bad, good := measureUTF8(body)
	if wide > 0 && mostlyUTF8(bad, good) {
		return decodeNamed(body, Result{Name: "utf-8", How: HowUTF8})
	}
	for _, d := range declarations(body, contentType) {
		if text, r, ok := tryDeclared(body, d, bad); ok {
			return text, r
		}
	}
	if bad == 0 {
		return decodeNamed(body, Result{Name: "utf-8", How: HowUTF8})
	}
	return decodeUndeclared(body)
}

// decodeMarked reads a body that begins with a byte order mark.
func decodeMarked(body []byte) ([]byte, Result, bool) {
	name, size := markOf(body)
	if name == "" {
		return nil, Result{}, false
	}
	text, r := decodeNamed(body[size:], Result{Name: name, How: HowBOM})
	return text, r, true
}

// markOf returns the encoding that body's byte order mark stands for, and the
// mark's length.
func markOf(body []byte) (string, int) {
	switch {
	case bytes.HasPrefix(body, []byte{0xef, 0xbb, 0xbf}):
		return "utf-8", 3
	case bytes.HasPrefix(body, []byte{0xfe, 0xff}):
		return "utf-16be", 2
	case bytes.HasPrefix(body, []byte{0xff, 0xfe}):
		return "utf-16le", 2
	}
	return "", 0
}

// measureUTF8 counts the sequences of body that are not UTF-8 (bad), those of
// two bytes and more that are (good), and those among them of three and more
// (wide). Chinese in UTF-8 is wide; the odd pair of GBK bytes passes for UTF-8
// of two bytes, so without wide sequences a body that is valid decides nothing.
// A sequence cut off by the end is neither. It ends where so much is bad that no
// rest could make body UTF-8.
func measureUTF8(body []byte) (wide, bad, good int) {
	for i := 0; i < len(body); {
		if body[i] < utf8.RuneSelf {
			i++
			continue
		}
		r, size := utf8.DecodeRune(body[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			if !utf8.FullRune(body[i:]) {
				return wide, bad, good
			}
			if bad++; !mostlyUTF8(bad, good+(len(body)-i)/2) {
				return wide, bad, good
			}
		case size > 2:
			wide++
			good++
		default:
			good++
		}
		i += size
	}
	return wide, bad, good
}

// startsWide reports whether b begins a sequence of three bytes or more in UTF-8.
func startsWide(b byte) bool { return b >= 0xe0 }

// mostlyUTF8 reports whether so few sequences are not UTF-8 that the others
// decide.
func mostlyUTF8(bad, good int) bool { return bad == 0 || bad*50 < good }

// declarations returns what the page and the header declare, in this order, as
// results without Replaced.
func declarations(body []byte, contentType string) []Result {
	var declared []Result
	if name := Prescan(body[:min(len(body), prescanBytes)]); name != "" {
		declared = append(declared, Result{Name: widen(name), How: HowMeta})
	}
	if name := headerCharset(contentType); name != "" {
		declared = append(declared, Result{Name: widen(name), How: HowHeader})
	}
	return declared
}

// headerCharset returns the WHATWG name of the charset parameter, or "".
// Portals write headers that mime does not parse ("text/html;charset=").
func headerCharset(contentType string) string {
	if _, params, err := mime.ParseMediaType(contentType); err == nil {
		return lookup(params["charset"])
	}
	return lookup(charsetOf(strings.ToLower(contentType)))
}

// widen returns gb18030 for the encodings that are parts of it.
func widen(name string) string {
	if name == "gbk" {
		return "gb18030"
	}
	return name
}

// tryDeclared reads body as it was declared, and reports whether the bytes
// bear the declaration out. bad counts body's sequences that are not UTF-8.
func tryDeclared(body []byte, d Result, bad int) ([]byte, Result, bool) {
	switch d.Name {
	case "utf-8":
		if bad > 0 {
			return nil, d, false
		}
	case "utf-16le", "utf-16be":
		if bytes.IndexByte(body, 0) < 0 {
			return nil, d, false
		}
	case "replacement", "x-user-defined":
		return nil, d, false
	}
	text, r := decodeNamed(body, d)
	if !multibyte(d.Name) {
		// Any bytes pass for a single-byte encoding, and servers declare
		// ISO-8859-1 by default.
		return text, r, bad == 0 || !looksChinese(body)
	}
	return text, r, tolerable(text, r.Replaced)
}

// multibyte reports whether an encoding can tell that bytes are not its own.
func multibyte(name string) bool {
	switch name {
	case "gb18030", "big5", "shift_jis", "euc-jp", "euc-kr", "iso-2022-jp", "utf-16le", "utf-16be":
		return true
	}
	return false
}

// tolerable reports whether under 5% of text's characters beyond ASCII are
// replacements.
func tolerable(text []byte, replaced int) bool {
	if replaced == 0 {
		return true
	}
	beyond := 0
	for _, b := range text {
		if b >= 0xc0 {
			beyond++
		}
	}
	return replaced*20 < beyond
}

// decodeUndeclared reads a body that is not UTF-8 and of which nothing credible
// is declared.
func decodeUndeclared(body []byte) ([]byte, Result) {
	r := Result{Name: "gb18030", How: HowStatistics}
	if looksChinese(body) {
		return decodeNamed(body, r)
	}
	sample := body[:min(len(body), 64<<10)]
	if best, err := chardet.NewHtmlDetector().DetectBest(sample); err == nil {
		if name := lookup(best.Charset); name != "" && name != "replacement" {
			r.Name = widen(name)
		}
	}
	return decodeNamed(body, r)
}

// decodeNamed reads body in the encoding that r names.
func decodeNamed(body []byte, r Result) ([]byte, Result) {
	if r.Name == "utf-8" && utf8.Valid(body) {
		return body, r
	}
	e := encoding.Encoding(simplifiedchinese.GB18030)
	if r.Name != "gb18030" {
		var err error
		if e, err = htmlindex.Get(r.Name); err != nil {
			e, r.Name = unicode.UTF8, "utf-8"
		}
	}
	// Two bytes of GB 18030 become at most three; what grows more is read anew.
	text := make([]byte, 0, len(body)+len(body)/2+16)
	rest := body
	if r.Name == "gb18030" {
		var read int
		text, read = decodeGB18030(text, body)
		rest = body[read:]
	}
	var err error
	if len(rest) > 0 {
		var n int
		n, _, err = e.NewDecoder().Transform(text[len(text):cap(text)], rest, true)
		if text = text[:len(text)+n]; errors.Is(err, transform.ErrShortDst) {
			text, err = e.NewDecoder().Bytes(body)
		}
	}
	if err != nil {
		// No decoder of WHATWG's fails; were one to, nothing is lost silently.
		text = bytes.ToValidUTF8(body, []byte(replacement))
	}
	r.Replaced = bytes.Count(text, []byte(replacement))
	return text, r
}
