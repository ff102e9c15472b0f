package cms

import (
	"strings"
)

// shape is the end of a path: its last segments without extension, and the
// extensions that it may have. In a stem, D is a digit, N digits, W letters,
// digits and low lines, H 32 hexadecimal digits, X 24 of them, U a UUID and L 19
// digits; everything else is itself.
type shape struct {
	stem     string
	segments int
	ext      []string
}

// articleShapes are the shapes of all systems: an address says more than a
// family that was guessed.
var articleShapes, shapesOf = func() (all []shape, of map[string][]shape) {
	of = map[string][]shape{}
	for _, s := range systems {
		for _, a := range s.articles {
			f := strings.Fields(a)
			all = append(all, shape{stem: f[0], segments: 1 + strings.Count(f[0], "/"), ext: f[1:]})
			of[s.family] = append(of[s.family], all[len(all)-1])
		}
	}
	return all, of
}()

// isArticle reports whether a path, in lower case and without query, is of an
// article's shape.
func isArticle(low string) bool {
	return matchesAny(articleShapes, low)
}

func matchesAny(shapes []shape, low string) bool {
	stem, ext := cutExtension(low)
	if ext == "" {
		return false
	}
	list := isListName(stem[strings.LastIndexByte(stem, '/')+1:])
	stem = strings.TrimSuffix(stem, "_wap")
	for i := range shapes {
		if (!list || strings.HasSuffix(shapes[i].stem, "index")) && shapes[i].matches(stem, ext) {
			return true
		}
	}
	return false
}

// cutExtension cuts a path before the extension of its last segment.
func cutExtension(path string) (stem, ext string) {
	dot := strings.LastIndexByte(path, '.')
	if dot < 0 || dot < strings.LastIndexByte(path, '/') {
		return path, ""
	}
	return path[:dot], path[dot+1:]
}

func (s *shape) matches(stem, ext string) bool {
	found := false
	for _, e := range s.ext {
		found = found || e == ext
	}
	if !found {
		return false
	}
	start := len(stem)
	for range s.segments {
		if start = strings.LastIndexByte(stem[:start], '/'); start < 0 {
			return false
		}
	}
	rest := stem[start+1:]
	for i := 0; i < len(s.stem); i++ {
		least, most, is := 1, 1, isDigit
		switch c := s.stem[i]; c {
		case 'D':
		case 'N':
			most = len(rest)
		case 'W':
			most, is = len(rest), isWordByte
		case 'L':
			least, most = 19, 19
		case 'H':
			least, most, is = 32, 32, isHex
		case 'X':
			least, most, is = 24, 24, isHex
		case 'U':
			least, most, is = 36, 36, func(c byte) bool { return isHex(c) || c == '-' }
		default:
			if rest == "" || rest[0] != c {
				return false
			}
			rest = rest[1:]
			continue
		}
		n := 0
		for n < len(rest) && n < most && is(rest[n]) {
			n++
		}
		if n < least {
			return false
		}
		rest = rest[n:]
	}
	return rest == ""
}

func isDigit(c byte) bool    { return '0' <= c && c <= '9' }
func isHex(c byte) bool      { return isDigit(c) || 'a' <= c && c <= 'f' }
func isWordByte(c byte) bool { return isDigit(c) || 'a' <= c && c <= 'z' || c == '_' }
