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

func TestChineseIsToldFromWesternEuropean(t *testing.T) {
	for name, c := range map[string]struct {
		bytes string
		want  bool
	}{
		"Hanzi":            {"2023\xc4\xea\xb1\xa8", true},
		"too few":          {"\xc4\xea", false},
		"quotes":           {"\x93a\x94\x93b\x94", false},
		"French":           {"d\xe9j\xe0 vu", false},
		"half a character": {"\xc4\xea\xb1\xa8\xb1", false},
		"ASCII":            {"abc", false},
	} {
		t.Run(name, func(t *testing.T) {
			if got := Chinese([]byte(c.bytes), 2); got != c.want {
				t.Errorf("got %t, want %t", got, c.want)
			}
		})
	}
}
