package visible

import "testing"

func TestALineIsWhatAReaderSees(t *testing.T) {
	for name, c := range map[string]struct {
		pieces []string
		want   string
	}{
		"white space is one space":             {[]string{" a \n\t", " b\u00a0\u00a0c "}, "a b c"},
		"pieces join without one":              {[]string{"1", "2"}, "12"},
		"characters without width are gone":    {[]string{"\ufeff1\u200b2\u200e\x07"}, "12"},
		"an ideographic space stays inside":    {[]string{"\u3000自\u3000然\u3000"}, "自\u3000然"},
		"lines do not pile up":                 {[]string{"\n", "a", "<feed>", "<feed>", " b", "<feed>"}, "a\nb"},
		"a space before a line's end is gone":  {[]string{"a ", "<feed>", "b"}, "a\nb"},
		"nothing but white space says nothing": {[]string{" \u00a0\u3000"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			var l Line
			for _, piece := range c.pieces {
				if piece == "<feed>" {
					l.Feed()
				} else {
					l.Write(piece)
				}
			}
			if got := l.Take(); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}
