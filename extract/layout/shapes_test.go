package layout_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"gongkai/archive"
	"gongkai/extract/layout"
)

// sketch draws on one page.
type sketch struct{ layout.Page }

func newSketch() *sketch { return &sketch{layout.Page{Width: 600, Height: 800}} }

func (s *sketch) rule(x0, y0, x1, y1 float64) *sketch {
	s.Rules = append(s.Rules, layout.Box{X0: x0 - 0.25, Y0: y0 - 0.25, X1: x1 + 0.25, Y1: y1 + 0.25})
	return s
}

// grid draws the lines of a table of equal rows and columns.
func (s *sketch) grid(x, y, wide, high float64, columns, rows int) *sketch {
	for c := range columns + 1 {
		s.rule(x+float64(c)*wide, y, x+float64(c)*wide, y+float64(rows)*high)
	}
	for r := range rows + 1 {
		s.rule(x, y+float64(r)*high, x+float64(columns)*wide, y+float64(r)*high)
	}
	return s
}

// text draws a line whose characters are 10 points high, and as wide unless they
// are of ASCII.
func (s *sketch) text(x, y float64, text string) *sketch {
	for _, r := range text {
		w := 10.0
		if r < 0x80 {
			w = 5
		}
		s.Glyphs = append(s.Glyphs, layout.Glyph{Box: layout.Box{X0: x, Y0: y, X1: x + w, Y1: y + 10}, Text: string(r), Size: 10})
		x += w
	}
	return s
}

// shown returns a document's tables as rows of cells.
func shown(tables []archive.Table) string {
	var out []string
	for _, t := range tables {
		var rows []string
		for _, r := range t.Grid {
			rows = append(rows, strings.Join(r, ","))
		}
		out = append(out, strings.Join(rows, ";"))
	}
	return strings.Join(out, " | ")
}

func TestWhatIsATableAndWhatIsNot(t *testing.T) {
	two := func() *sketch {
		return newSketch().grid(100, 100, 100, 20, 2, 2).text(105, 105, "甲").text(205, 125, "7")
	}
	doubled := newSketch()
	for _, off := range []float64{0, 1.5} {
		doubled.grid(100+off, 100+off, 100, 20, 2, 2)
	}
	gaps := newSketch()
	for r := range 2 {
		for c := range 2 { // each cell has a border of its own
			x, y := 100+float64(c)*102, 100+float64(r)*22
			gaps.grid(x, y, 100, 20, 1, 1)
		}
	}
	dotted := newSketch()
	for i := range 101 {
		at := float64(2 * i)
		for k := range 3 {
			dotted.rule(100+at, 100+float64(20*k), 100+at, 100+float64(20*k))
			if at <= 40 {
				dotted.rule(100+float64(100*k), 100+at, 100+float64(100*k), 100+at)
			}
		}
	}
	for name, c := range map[string]struct {
		page *sketch
		want string
	}{
		"a table":                      {two(), "甲,;,7"},
		"its lines are double":         {doubled.text(105, 105, "甲").text(205, 126, "7"), "甲,;,7"},
		"cells have their own borders": {gaps.text(105, 105, "甲").text(210, 128, "7"), "甲,;,7"},
		"its lines are dotted":         {dotted.text(105, 105, "甲").text(205, 125, "7"), "甲,;,7"},
		"its sides are open":           {newSketch().rule(100, 100, 300, 100).rule(100, 120, 300, 120).rule(100, 140, 300, 140).rule(200, 100, 200, 140).text(105, 105, "甲").text(205, 125, "7"), "甲,;,7"},
		"a frame is around the page":   {two().rule(20, 20, 580, 20).rule(20, 780, 580, 780).rule(20, 20, 20, 780).rule(580, 20, 580, 780), "甲,;,7"},
		"a word is underlined":         {two().rule(105, 114, 115, 114), "甲,;,7"},
		"a box around a text":          {newSketch().grid(100, 100, 200, 40, 1, 1).text(105, 105, "甲"), ""},
		"lines under words":            {newSketch().rule(100, 100, 300, 100).rule(100, 140, 300, 140).text(105, 105, "甲"), ""},
		"a cross":                      {newSketch().rule(100, 100, 300, 100).rule(200, 50, 200, 150).text(105, 105, "甲"), ""},
		"a table in a cell": {newSketch().grid(50, 50, 250, 300, 2, 1).text(55, 55, "外").grid(350, 100, 50, 20, 2, 1).text(355, 105, "内").text(405, 105, "8"),
			"外, | 内,8"},
		"a character is drawn twice to be bold": {two().text(105.4, 105, "甲"), "甲,;,7"},
	} {
		if got := shown(read(t, []layout.Page{c.page.Page}).Tables); got != c.want {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
}

func TestRaisedDigitsStayRaised(t *testing.T) {
	for name, c := range map[string]struct {
		size, y, gap float64 // of what follows, whose line is at 105 otherwise
		want         string
	}{
		"as Word sets it":          {6.5, 104.8, 0, "7[¹]5"},
		"as LibreOffice sets it":   {5.8, 105.5, 0, "7[¹]5"},
		"as a browser sets it":     {8.3, 103.4, 0, "7[¹]5"},
		"small, as a browser does": {4.2, 106.3, 0, "7[¹]5"},
		"small in the middle":      {4.2, 107.9, 0, "7[1]5"},
		"smaller on the same line": {6.5, 108, 0, "7[1]5"},
		"smaller in the middle":    {6.5, 106.75, 0, "7[1]5"},
		"of the same size":         {10, 103, 0, "7[1]5"},
		"apart":                    {6.5, 104.8, 8, "7 [1]5"},
	} {
		p := newSketch().grid(100, 100, 100, 20, 2, 2).text(103, 105, "7")
		x := 108 + c.gap
		for _, r := range "[1]" {
			p.Glyphs = append(p.Glyphs, layout.Glyph{Box: layout.Box{X0: x, Y0: c.y, X1: x + c.size/2, Y1: c.y + c.size}, Text: string(r), Size: c.size})
			x += c.size / 2
		}
		p.text(x, 105, "5")
		if got := read(t, []layout.Page{p.Page}).Tables[0].Grid[0][0]; got != c.want {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
}

func TestADigitOfTheSameSizeThatStandsHigherIsANote(t *testing.T) {
	for name, c := range map[string]struct {
		last, y float64 // of the second digit, and of the others
		want    string
	}{
		"raised by two points":  {103, 105, "7¹"},
		"raised by one":         {104, 105, "71"},
		"all as high":           {103, 103, "71"},
		"lowered by two points": {105, 103, "7₁"},
		"lowered by one":        {104, 103, "71"},
	} {
		p := newSketch().grid(100, 100, 100, 20, 2, 2).text(103, c.y, "7").text(108, c.last, "1")
		if got := read(t, []layout.Page{p.Page}).Tables[0].Grid[0][0]; got != c.want {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
}

func TestDigitsThatAreLoweredBehindADigitStayLowered(t *testing.T) {
	for name, c := range map[string]struct {
		before          string
		foot, size, gap float64 // of a digit behind it, whose line ends at 118; digits measure 12 from 105 there, but for their tails
		want            string
	}{
		"as a browser sets it":     {"12", 121.2, 10, 0, "12₁"},
		"as LibreOffice sets it":   {"12", 117.9, 7, 0, "12₁"},
		"as Word sets it":          {"12", 118.5, 8, 0, "12₁"},
		"smaller on the same line": {"12", 116.8, 7, 0, "121"},
		"of a formula":             {"CO", 121.2, 10, 0, "CO1"},
		"apart":                    {"12", 121.2, 10, 9, "12 1"},
	} {
		p := newSketch().grid(100, 100, 100, 25, 2, 2)
		x := 103.0
		add := func(r rune, foot, size float64) {
			p.Glyphs = append(p.Glyphs, layout.Glyph{Box: layout.Box{X0: x, Y0: foot - 1.2*size, X1: x + size/2, Y1: foot}, Text: string(r), Size: size})
			x += size / 2
		}
		for _, r := range c.before {
			add(r, 118, 12)
		}
		x += c.gap
		add('1', c.foot, c.size)
		if got := read(t, []layout.Page{p.Page}).Tables[0].Grid[0][0]; got != c.want {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
}

func TestADigitThatIsRaisedFarIsANoteAndNoPageNumber(t *testing.T) {
	for name, c := range map[string]struct {
		x, y float64
		want string
	}{
		"behind a figure":        {115, 764, "共7¹件"},
		"below it":               {115, 776, "共7₁件"},
		"behind a word":          {130, 764, "1共7件"},
		"over a figure":          {110, 764, "1|共7件"},
		"where page numbers are": {280, 790, "共7件"},
	} {
		p := newSketch().text(100, 770, "共7").text(120, 770, "件").text(c.x, c.y, "1")
		doc := read(t, []layout.Page{p.Page})
		var got []string
		for _, b := range doc.Blocks {
			got = append(got, b.Text)
		}
		if strings.Join(got, "|") != c.want {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
	p := newSketch().text(100, 300, "共7").text(120, 300, "件8").text(140, 300, "件9").text(160, 300, "件").text(115, 294, "1").text(135, 306, "2").text(155, 294, "3")
	if got := read(t, []layout.Page{p.Page}).Blocks; len(got) != 1 || strings.Join(strings.Fields(got[0].Text), "") != "共7¹件8₂件9³件" {
		t.Errorf("got %v, want notes above and below one line", got)
	}
	p = newSketch().grid(100, 100, 100, 40, 2, 1).text(103, 112, "12").text(103, 122, "3").text(113, 131, "4")
	if got := read(t, []layout.Page{p.Page}).Tables[0].Grid[0][0]; got != "12\n3\n4" {
		t.Errorf("got %q, want the lines of a cell apart", got)
	}
}

func TestLinesOfACellAreJoinedWhereTheyWrap(t *testing.T) {
	for name, c := range map[string]struct{ first, second, want string }{
		"Chinese":                   {"本年度办理结果为", "零", "本年度办理结果为零"},
		"words":                     {"the number of", "reports", "the number of reports"},
		"a number":                  {"1234567890123456", "789012", "1234567890123456789012"},
		"a line that is not full":   {"甲", "乙", "甲\n乙"},
		"a mark that must not lead": {"本年度办理结果", "零。", "本年度办理结果零。"},
	} {
		p := newSketch().grid(100, 100, 90, 40, 2, 1).text(103, 105, c.first).text(103, 120, c.second)
		doc := read(t, []layout.Page{p.Page})
		if len(doc.Tables) != 1 || doc.Tables[0].Grid[0][0] != c.want {
			t.Errorf("%s: got %q, want %q", name, shown(doc.Tables), c.want)
		}
	}
}

func TestHeadsAndPageNumbersAreLeftOut(t *testing.T) {
	var pages []layout.Page
	for i := range 4 {
		p := newSketch().text(100, 30, "某县人民政府").text(100, 300, "正文"+strings.Repeat("文", i)).text(280, 770, "第 "+strconv.Itoa(i+1)+" 页 共 4 页")
		pages = append(pages, p.text(450, 770, "a.html "+strconv.Itoa(i+1)+"/4").Page)
	}
	doc := read(t, pages)
	var got strings.Builder
	for _, p := range doc.Blocks {
		got.WriteString(p.Text)
	}
	if want := "正文正文文正文文文正文文文文"; got.String() != want || len(doc.Warnings) != 1 || doc.Warnings[0].Code != "page_furniture" {
		t.Errorf("got %q and warnings %v, want %q and that heads were left out", got.String(), doc.Warnings, want)
	}
}

func TestColumnsWithoutRulesAreWarnedOf(t *testing.T) {
	for name, c := range map[string]struct {
		texts []string
		want  bool
	}{
		"of numbers":          {[]string{"行政许可", "12", "7"}, true},
		"of words":            {[]string{"行政许可", "县级", "乡镇"}, true},
		"two, as text may be": {[]string{"行政许可", "县级"}, false},
	} {
		p := newSketch()
		for i := range 4 {
			for k, text := range c.texts {
				p.text(100+float64(130*k), 100+float64(20*i), text)
			}
		}
		if got := codes(read(t, []layout.Page{p.Page})); slices.Equal(got, []string{"table_without_rules"}) != c.want {
			t.Errorf("%s: got warnings %q", name, got)
		}
	}
}

func TestColumnsWithoutRulesInATableAreWarnedOf(t *testing.T) {
	for name, c := range map[string]struct {
		texts []string
		want  bool
	}{
		"numbers":    {[]string{"行政许可", "12", "7"}, true},
		"one number": {[]string{"行政许可", "12"}, false},
		"words":      {[]string{"行政许可", "县级", "乡镇"}, false},
	} {
		p := newSketch().grid(100, 100, 380, 20, 1, 4)
		for i := range 4 {
			for k, text := range c.texts {
				p.text(105+float64(130*k), 105+float64(20*i), text)
			}
		}
		if got := codes(read(t, []layout.Page{p.Page})); slices.Equal(got, []string{"table_without_rules"}) != c.want {
			t.Errorf("%s: got warnings %q", name, got)
		}
	}
}

func TestFiguresInBoxesOfTheirOwnAreWarnedOf(t *testing.T) {
	for name, c := range map[string]struct {
		texts []string
		want  bool
	}{
		"a label and a number": {[]string{"行政许可", "12"}, true},
		"words":                {[]string{"行政许可", "县级"}, false},
		"a box alone":          {[]string{"12"}, false},
	} {
		p := newSketch()
		for i := range 3 {
			for k, text := range c.texts {
				x, y := 100+float64(110*k), 100+float64(30*i)
				p.grid(x, y, 100, 22, 1, 1).text(x+5, y+5, text)
			}
		}
		if got := codes(read(t, []layout.Page{p.Page})); slices.Equal(got, []string{"table_without_rules"}) != c.want {
			t.Errorf("%s: got warnings %q", name, got)
		}
	}
}

func TestTwoColumnsOfProseAreWarnedOf(t *testing.T) {
	const side = "本机关主动公开政府信息若干条其中" // 160 points at this size
	for name, c := range map[string]struct {
		right string
		at    []float64 // where lines of the right column begin
		want  bool
	}{
		"two columns":                 {side, []float64{320, 300, 300, 300, 300, 300}, true},
		"four lines":                  {side, []float64{300, 300, 300, 300}, false},
		"what begins at other places": {side, []float64{300, 350, 300, 350, 300, 350}, false},
		"a date beside each line":     {"2024年1月", []float64{300, 300, 300, 300, 300, 300}, false},
	} {
		p := newSketch()
		for i, x := range c.at {
			p.text(50, 100+20*float64(i), side).text(x, 100+20*float64(i), c.right)
		}
		if got := slices.Contains(codes(read(t, []layout.Page{p.Page})), "text_columns"); got != c.want {
			t.Errorf("%s: got a warning: %v", name, got)
		}
	}
}
