package urls

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
)

// encodeQuery returns ref with what its query has beyond ASCII percent-encoded in a
// charset, as browsers do with links of a page that is not in UTF-8: old systems
// read it in their own. A character that the charset lacks becomes a numeric
// reference.
func encodeQuery(ref, charset string) string {
	at := strings.IndexByte(ref, '?')
	if at < 0 || charset == "" || charset == "utf-8" || strings.HasPrefix(charset, "utf-16") || isASCII(ref[at:]) {
		return ref
	}
	known, err := htmlindex.Get(charset)
	if err != nil {
		return ref
	}
	encoder := encoding.HTMLEscapeUnsupported(known.NewEncoder())
	var b strings.Builder
	b.WriteString(ref[:at])
	for _, c := range ref[at:] {
		if c < utf8.RuneSelf {
			b.WriteRune(c)
			continue
		}
		coded, err := encoder.String(string(c))
		if err != nil {
			return ref
		}
		for i := range len(coded) {
			switch d := coded[i]; {
			case d >= utf8.RuneSelf, strings.IndexByte("&#;", d) >= 0: // a reference may stand for what the charset lacks
				fmt.Fprintf(&b, "%%%02X", d)
			default:
				b.WriteByte(d)
			}
		}
	}
	return b.String()
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
