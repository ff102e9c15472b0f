package doc

import (
	"testing"

	"gongkai/extract/readtest"
	"gongkai/extract/visible"
)

func TestTextInTheColourOfItsPaperIsLeftOut(t *testing.T) {
	white, white80 := sprm(sprmCCv, 0xff, 0xff, 0xff, 0), sprm(sprmCIco, 8)
	fill := func(op uint16, r, g, b byte) []byte { return sprm(op, 10, 0, 0, 0, 0xff, r, g, b, 0, 0, 0) }
	fills := func(op uint16, n int) []byte { // the last of n cells is blue
		v := make([]byte, 10*n)
		for i := range n {
			copy(v[10*i:], []byte{0, 0, 0, 0xff, 0, 0, 0, 0xff, 0, 0})
		}
		copy(v[10*n-6:], []byte{0x1f, 0x49, 0x7d, 0})
		return append(sprm(op, byte(len(v))), v...)
	}
	row := func(drawn []byte, sprms ...[]byte) []part {
		r := cells(drawn, "66", "7")
		r[0].runs[0].sprms = join(sprms...)
		return r
	}
	two := drawn([]int16{0, 1000, 2000}, 0, 0)
	for name, c := range map[string]struct {
		body []part
		want visible.Sight
	}{
		"white":                        {[]part{with(stretch{"66", white})}, visible.Unseen},
		"white of Word 97":             {[]part{with(stretch{"66", white80})}, visible.Unseen},
		"no colour over it":            {[]part{with(stretch{"66", join(white80, sprm(sprmCCv, 0, 0, 0, 0xff))})}, visible.Seen},
		"black":                        {[]part{with(stretch{"66", sprm(sprmCIco, 1)})}, visible.Seen},
		"faint":                        {[]part{with(stretch{"66", sprm(sprmCCv, 0xee, 0xee, 0xee, 0)})}, visible.Doubtful},
		"a marker":                     {[]part{with(stretch{"66", join(white, sprm(sprmCHighlight, 9))})}, visible.Seen},
		"a marker over white":          {[]part{with(stretch{"66", join(white, sprm(sprmCHighlight, 9), fill(sprmCShd, 255, 255, 255))})}, visible.Seen},
		"characters on blue":           {[]part{with(stretch{"66", join(white, fill(sprmCShd, 0x1f, 0x49, 0x7d))})}, visible.Seen},
		"characters on blue, Word 97":  {[]part{with(stretch{"66", join(white, sprm(sprmCShd80, 0x40, 0))})}, visible.Seen},
		"characters on a pattern":      {[]part{with(stretch{"66", join(white, sprm(sprmCShd80, 0x40, 0x10))})}, visible.Doubtful},
		"characters on ink alone":      {[]part{with(stretch{"66", join(white, sprm(sprmCShd80, 0, 4))})}, visible.Seen},
		"a paragraph on blue":          {[]part{{runs: []stretch{{"66", white}}, mark: '\r', sprms: fill(sprmPShd, 0x1f, 0x49, 0x7d)}}, visible.Seen},
		"a white style":                {[]part{{runs: []stretch{{text: "66"}}, mark: '\r', style: 1}}, visible.Unseen},
		"black in a white style":       {[]part{{runs: []stretch{{"66", sprm(sprmCIco, 0)}}, mark: '\r', style: 1}}, visible.Seen},
		"a cell":                       {row(two, white), visible.Unseen},
		"a cell on blue":               {row(join(two, fills(sprmTDefTableShd, 1)), white), visible.Seen},
		"a cell beside one":            {row(join(two, fills(sprmTDefTableShd, 2)), white), visible.Unseen},
		"a cell on blue, Word 97":      {row(join(two, sprm(sprmTDefTableShd80, 2, 0x40, 0)), white), visible.Seen},
		"a cell that is set blue":      {row(join(two, sprm(sprmTSetShd80, 0, 1, 0x40, 0)), white), visible.Seen},
		"cells that are set blue":      {row(join(two, append(sprm(sprmTSetShd, 12, 0, 2), fill(0, 0, 0, 99)[3:]...)), white), visible.Seen},
		"a table on blue":              {row(join(two, fill(sprmTSetShdTable, 0, 0, 99)), white), visible.Seen},
		"a cell under one on blue":     {append(cells(join(two, fills(sprmTDefTableShd, 1)), "7", "7"), row(two, white)...), visible.Unseen},
		"a cell on white itself":       {row(join(two, fills(sprmTDefTableShd, 1)), white, fill(sprmCShd, 255, 255, 255)), visible.Unseen},
		"black that is blacked out":    {[]part{with(stretch{"66", join(sprm(sprmCIco, 1), sprm(sprmCHighlight, 1))})}, visible.Unseen},
		"a table whose row never ends": {row(two, white)[:2], visible.Doubtful},
	} {
		t.Run(name, func(t *testing.T) {
			m := made{body: append(c.body, para("7")), styles: [][]byte{nil, styled(300, 0xfff, nil, white)}}
			readtest.CheckSight(t, read(t, m.file()), c.want)
		})
	}
}

func TestADigitRaisedOrLoweredBehindAnotherIsANote(t *testing.T) {
	high := sprm(sprmCHpsPos, 6, 0)
	for _, c := range []struct {
		want string
		runs []stretch
	}{
		{"7¹件", []stretch{{text: "7"}, {"1", high}, {text: "件"}}},
		{"12", []stretch{{"1", high}, {"2", high}}},
		{"71", []stretch{{text: "7"}, {"1", sprm(sprmCHpsPos, 3, 0)}}},
		{"7₁", []stretch{{text: "7"}, {"1", sprm(sprmCHpsPos, 0xfa, 0xff)}}},
		{"7₁件2", []stretch{{text: "7"}, {"1", sprm(sprmCIss, 2)}, {text: "件"}, {"2", sprm(sprmCIss, 2)}}},
		{"7¹", []stretch{{"7", sprm(sprmCHpsPos, 0xfa, 0xff)}, {text: "1"}}},
	} {
		if got := lines(read(t, made{body: []part{with(c.runs...)}}.file())); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}
