package xls

import (
	"testing"

	"gongkai/extract/readtest"
	"gongkai/extract/visible"
)

func TestTextInTheColourOfItsCellIsLeftOut(t *testing.T) {
	font := func(colour int) []byte { return rec(recordFont, 200, 0, colour, 400, 0) }
	const white, auto, blue = 9, automatic, 18
	look := func(pattern, colour int) []byte { // a style
		return rec(recordXF, 1, 0, 0, uint32(0), 0, 0, uint32(pattern)<<26, colour)
	}
	cell := rec(recordLabel, 0, 0, 0, wide("66"))
	palette := func(number int, rgb ...byte) []byte {
		all := make([]byte, 4*56)
		copy(all[4*(number-8):], rgb)
		return rec(recordPalette, 56, all)
	}
	format := func(code string) []byte { return rec(recordFormat, 165, wide(code)) }
	rule := func(flags, ink int) []byte {
		number := []byte{}
		if flags&hasNumber != 0 {
			number = []byte{0, 9}
		}
		return rec(recordCF, 0x0501, 3, 0, uint32(flags), 0, number, make([]byte, inkInFont), uint32(ink), make([]byte, sizeFont-inkInFont-4), "\x1e\x05\x00")
	}
	for name, c := range map[string]struct {
		font, style, more, cell []byte
		want                    visible.Sight
	}{
		"white":                          {font(white), look(0, 64), nil, cell, visible.Unseen},
		"the first white":                {font(1), look(0, 64), nil, cell, visible.Unseen},
		"the colour of windows":          {font(65), look(0, 64), nil, cell, visible.Unseen},
		"no colour":                      {font(auto), look(0, 64), nil, cell, visible.Seen},
		"white on blue":                  {font(white), look(1, blue), nil, cell, visible.Seen},
		"white on white":                 {font(white), look(1, white), nil, cell, visible.Unseen},
		"white on a pattern":             {font(white), look(4, blue), nil, cell, visible.Doubtful},
		"blue on blue":                   {font(blue), look(1, blue), nil, cell, visible.Unseen},
		"a white of the palette":         {font(20), look(0, 64), palette(20, 255, 255, 254, 0), cell, visible.Unseen},
		"a white that the palette turns": {font(white), look(0, 64), palette(white, 9, 9, 9, 0), cell, visible.Seen},
		"a white format":                 {join(font(auto), format("[White]0")), rec(recordXF, 1, 165, 0, uint32(0), 0, 0, uint32(0), 64), nil, rec(recordRK, 0, 0, 0, uint32(66<<2|2)), visible.Unseen},
		"a white format of others":       {join(font(auto), format("0;[White]-0")), rec(recordXF, 1, 165, 0, uint32(0), 0, 0, uint32(0), 64), nil, rec(recordRK, 0, 0, 0, uint32(66<<2|2)), visible.Seen},
		"a white format of the palette":  {join(font(auto), format("[Color9]0")), rec(recordXF, 1, 165, 0, uint32(0), 0, 0, uint32(0), 64), palette(16, 255, 255, 255, 0), rec(recordRK, 0, 0, 0, uint32(66<<2|2)), visible.Unseen},
		"a white format of texts":        {join(font(auto), format("0;0;0;[White]@")), rec(recordXF, 1, 165, 0, uint32(0), 0, 0, uint32(0), 64), nil, cell, visible.Unseen},
		"a rule that whitens cells":      {font(auto), look(0, 64), nil, join(cell, rule(hasFont, white)), visible.Doubtful},
		"one behind a format of its own": {font(auto), look(0, 64), nil, join(cell, rule(hasFont|hasNumber, white)), visible.Doubtful},
		"a rule of white on blue":        {font(auto), look(0, 64), nil, join(cell, rule(hasFont|hasFill, white)), visible.Seen},
		"a rule that reddens cells":      {font(auto), look(0, 64), nil, join(cell, rule(hasFont, 10)), visible.Seen},
		"a white number":                 {font(white), look(0, 64), nil, rec(recordRK, 0, 0, 0, uint32(66<<2|2)), visible.Unseen},
		"a white run":                    {join(font(auto), font(white)), look(0, 64), nil, rec(recordRString, 0, 0, 0, wide("766"), 1, 1, 2), visible.Unseen},
		"a white run on blue":            {join(font(auto), font(white)), look(1, blue), nil, rec(recordRString, 0, 0, 0, wide("766"), 1, 1, 2), visible.Seen},
		"a black run in a white cell":    {font(white), look(0, 64), nil, rec(recordRString, 0, 0, 0, wide("66"), 1, 0, 0), visible.Seen},
	} {
		t.Run(name, func(t *testing.T) {
			globals := join(font(automatic), c.font, c.style, c.more)
			doc := read(t, file(stream(globals, sheetOf{record: join(c.cell, rec(recordLabel, 0, 1, 3, wide("7")))})))
			readtest.CheckSight(t, doc, c.want)
		})
	}
}
