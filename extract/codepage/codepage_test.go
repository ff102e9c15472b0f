package codepage

import "testing"

func TestTextIsDecodedByItsPage(t *testing.T) {
	for name, c := range map[string]struct {
		bytes string
		page  int
		want  string
	}{
		"ASCII":            {"abc", GBK, "abc"},
		"GBK":              {"\xd6\xd0\xb9\xfa", GBK, "中国"},
		"Big5":             {"\xa4\xa4", 950, "中"},
		"Western":          {"\x93a\x94", Western, "“a”"},
		"UTF-16":           {"\x2d\x4e", UTF16, "中"},
		"UTF-8":            {"中", UTF8, "中"},
		"an unknown page":  {"\xe9", 99, "é"},
		"half a character": {"\xd6", GBK, "\ufffd"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := Decode([]byte(c.bytes), c.page); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}
