package cms

import (
	"strings"
)

// shape is the end of a path: its last segments without extension. In a stem, D is a digit, N digits, W letters,
// digits and low lines, H 32 hexadecimal digits, X 24 of them, U a UUID and L 19
// digits; everything else is itself.
type shape struct {
	family   string
	stem     string
	segments int
}

// articleShapes are the shapes of all systems, by extension: an address says
// more than a family that was guessed.
var articleShapes = func() map[string][]shape {
	all := map[string][]shape{}
	for _, s := range systems {
		for _, a := range s.articles {
			f := strings.Fields(a)
			for _, ext := range f[1:] {
				all[ext] = append(all[ext], shape{family: s.family, stem: f[0], segments: 1 + strings.Count(f[0], "/")})
			}
		}
	}
	return all
}()

// isArticle reports whether a path, in lower case and without query, is of an
// article's shape.
func isArticle(low string) bool {
	_, ok := articleOf(low)
	return ok
}

// articleOf returns the family whose articles have addresses of a path's shape.
// The family of a shape that several have is "".
func articleOf(low string) (family string, ok bool) {
	stem, ext := cutExtension(low)
	among := articleShapes[ext]
	if len(among) == 0 {
		return "", false
	}
	list := isListName(stem[strings.LastIndexByte(stem, '/')+1:])
	stem = strings.TrimSuffix(stem, "_wap")
	var starts [maxSegments + 1]int // of the last segments
	n, at := 0, len(stem)
	for n < maxSegments {
		if at = strings.LastIndexByte(stem[:at], '/'); at < 0 {
			break
		}
		n++
		starts[n] = at + 1
	}
	for i := range among {
		shape := &among[i]
		if shape.segments <= n && (!list || strings.HasSuffix(shape.stem, "index")) && shape.matches(stem[starts[shape.segments]:]) {
			return shape.family, true
		}
	}
	return "", false
}

// maxSegments is how many segments the longest shape has.
const maxSegments = 5

// cutExtension cuts a path before the extension of its last segment.
func cutExtension(path string) (stem, ext string) {
	dot := strings.LastIndexByte(path, '.')
	if dot < 0 || dot < strings.LastIndexByte(path, '/') {
		return path, ""
	}
	return path[:dot], path[dot+1:]
}

// matches reports whether the end of a path without its extension is of a shape.
func (s *shape) matches(rest string) bool {
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
