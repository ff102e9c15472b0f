package doc

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
	"testing"

	"gongkai/archive"
	"gongkai/extract/readtest"
)

func TestParagraphsAreWhatThePaperShows(t *testing.T) {
	deleted, hidden := sprm(sprmCFRMarkDel, 1), sprm(sprmCFVanish, 1)
	for name, c := range map[string]struct {
		made made
		want string
	}{
		"runs join":                        {made{body: []part{with(stretch{"1", nil}, stretch{"2 件", sprm(0x0835, 1)})}}, "12 件"},
		"deleted text is gone":             {made{body: []part{with(stretch{"旧", deleted}, stretch{"新", sprm(0x0801, 1)})}}, "新"},
		"hidden text is gone":              {made{body: []part{with(stretch{"x", hidden}, stretch{"y", sprm(sprmCFVanish, 0)})}}, "y"},
		"raised digits stay raised":        {made{body: []part{with(stretch{"7", nil}, stretch{"[1]", sprm(sprmCIss, 1)}, stretch{"2", sprm(sprmCIss, 2)})}}, "7[¹]2"},
		"a raised piece":                   {made{piece: sprm(sprmCIss, 1), body: []part{para("a1")}}, "a¹"},
		"a field shows its result":         {made{body: []part{para("\x13 PAGE \x147\x158")}}, "78"},
		"a field in a field's code":        {made{body: []part{para("\x13 IF \x13 PAGE \x141\x15 = 1 \x14a\x15b")}}, "ab"},
		"a field over two paragraphs":      {made{body: []part{para("\x13 TOC \x14一"), para("二\x15三")}}, "一\n二三"},
		"a code over two paragraphs":       {made{body: []part{para("a\x13 TOC"), para("x\x14二\x15三")}}, "a\n二三"},
		"a break ends a line":              {made{body: []part{para("a\x0bb")}}, "a\nb"},
		"a page's end ends one too":        {made{body: []part{{runs: []stretch{{"a", nil}}, mark: charPage}, para("b")}}, "a\nb"},
		"a deleted mark joins":             {made{body: []part{{runs: []stretch{{"a", nil}}, mark: '\r', last: deleted}, para("b")}}, "ab"},
		"signs of a picture are not text":  {made{body: []part{para("a\x01\x02\x05b")}}, "ab"},
		"hyphens":                          {made{body: []part{para("a\x1eb\x1fc")}}, "a-bc"},
		"digits of symbol fonts":           {made{fonts: []string{"宋体", "Symbol", "Wingdings"}, body: []part{with(stretch{"(", sprm(sprmCSymbol, 1, 0, 0x31, 0xf0)}, stretch{"(", sprm(sprmCSymbol, 2, 0, 0x32, 0xf0)}, stretch{"(", sprm(sprmCSymbol, 2, 0, 0x82, 0xf0)}, stretch{"(", sprm(sprmCSymbol, 9, 0, 0x33, 0xf0)})}}, "1②3"},
		"a character of a symbol font":     {made{body: []part{with(stretch{"a", nil}, stretch{"(", sprm(sprmCSymbol, 3, 0, 0xb1, 0)}, stretch{"(", sprm(sprmCSymbol, 3, 0, 0xfe, 0xf0)}, stretch{"(5)", nil})}}, "a±(5)"},
		"characters beyond the first 2¹⁶":  {made{body: []part{para("𠮷")}}, "𠮷"},
		"one byte a character":             {made{narrow: true, body: []part{para("\x93a\x94 \xe9")}}, "“a” é"},
		"a piece that is deleted":          {made{piece: deleted, body: []part{para("a")}}, ""},
		"a piece that is hidden by number": {made{prm: 0x5c<<1 | 1<<8, body: []part{para("a")}}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			if got := lines(read(t, c.made.file())); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestAStyleTurnsWhatTheStylesBeforeItSay(t *testing.T) {
	struck := sprm(sprmCFStrike, 1)
	m := made{styles: [][]byte{
		styled(0, 0xfff, nil, nil),
		styled(0xffe, 0, nil, struck),                   // 1
		styled(0xffe, 1, nil, nil),                      // 2: as 1
		styled(0xffe, 1, nil, sprm(sprmCFStrike, 0x81)), // 3: not as 1
		styled(0xffe, 1, nil, sprm(sprmCFStrike, 0x80)), // 4: as 1
		styled(0xffe, 1, nil, sprm(sprmCFStrike, 0)),    // 5
	}}
	for style, shown := range map[int]bool{0: true, 1: false, 2: false, 3: true, 4: false, 5: true} {
		for _, c := range []struct {
			sprms []byte
			shown bool
		}{
			{nil, shown},
			{sprm(sprmCIstd, 1, 0), !shown}, // each turns the other
			{sprm(sprmCIstd, 5, 0), shown},
			{join(sprm(sprmCIstd, 1, 0), sprm(sprmCFStrike, 0)), true},
			{sprm(sprmCFStrike, 0x81), !shown},
		} {
			m.body = []part{{runs: []stretch{{"66", c.sprms}}, mark: '\r', style: style}}
			doc := read(t, m.file())
			if got := lines(doc); (got == "66") != c.shown || (len(doc.Warnings) == 0) != c.shown {
				t.Errorf("style %d with % x: got %q and %v, want it shown: %v", style, c.sprms, got, doc.Warnings, c.shown)
			}
		}
	}
}

func TestAStyleRaisesDigits(t *testing.T) {
	m := made{styles: [][]byte{styled(0, 0xfff, nil, nil), styled(0xffe, 0, nil, sprm(sprmCIss, 1)), styled(0xffe, 1, nil, nil)}}
	m.body = []part{{runs: []stretch{{"7", nil}, {"1", sprm(sprmCIstd, 2, 0)}}, mark: '\r'}, {runs: []stretch{{"2", nil}, {"3", sprm(sprmCIss, 0)}}, mark: '\r', style: 2}}
	if got := lines(read(t, m.file())); got != "7¹\n²3" {
		t.Errorf("got %q, want the digits of raised styles raised", got)
	}
}

func TestStylesHideTextAndMakeHeadings(t *testing.T) {
	m := made{
		styles: [][]byte{
			styled(0, 0xfff, nil, nil),
			styled(2, 0, nil, nil),
			styled(0xffe, 1, nil, nil),
			styled(0xffe, 0, nil, sprm(sprmCFVanish, 1)),
			styled(0xffe, 0, sprm(sprmPOutLvl, 2), nil),
			styled(0xffe, 0, sprm(sprmPIlfo, 1, 0), nil),
			styled(0xffe, 6, nil, nil), // based on itself
			nil,
			styled(0xffe, 0, nil, append(sprm(sprmCFStrike, 1), sprm(sprmCFDStrike, 0)...)),
		},
		body: []part{
			{runs: []stretch{{"66", nil}, {"〇", sprm(sprmCFStrike, 0)}}, mark: '\r', style: 8},
			{runs: []stretch{{"一", nil}}, mark: '\r', style: 1},
			{runs: []stretch{{"二", nil}}, mark: '\r', style: 2},
			{runs: []stretch{{"x", nil}, {"三", sprm(sprmCFVanish, 0x81)}, {"y", sprm(sprmCFVanish, 0x80)}}, mark: '\r', style: 3},
			{runs: []stretch{{"四", nil}, {"z", sprm(sprmCIstd, 3, 0)}}, mark: '\r', style: 4},
			{runs: []stretch{{"五", nil}}, mark: '\r', style: 5},
			{runs: []stretch{{"六", nil}}, mark: '\r', style: 5, sprms: sprm(sprmPIlfo, 0, 0)},
			{runs: []stretch{{"七", nil}}, mark: '\r', style: 6, sprms: sprm(sprmPOutLvl, 9)},
			{runs: []stretch{{"八", nil}}, mark: '\r', style: 99, sprms: sprm(sprmPOutLvl, 0)},
		},
	}
	var got []string
	for _, b := range read(t, m.file()).Blocks {
		got = append(got, fmt.Sprint(b.Type, b.Level, b.Text))
	}
	want := "[paragraph0〇 heading2一 heading2二 paragraph0三 heading3四 list0五 paragraph0六 paragraph0七 heading1八]"
	if fmt.Sprint(got) != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestTablesKeepTheirMergedCells(t *testing.T) {
	two := []int16{0, 1000, 2000}
	vertical := func(cell, how byte) []byte { return sprm(sprmTVertMerge, 2, cell, how) }
	rows := func(rows ...[]part) []part {
		var all []part
		for _, r := range rows {
			all = append(all, r...)
		}
		return all
	}
	for name, c := range map[string]struct {
		body     []part
		want     string
		warnings string
	}{
		"spans to the right": {rows(cells(drawn([]int16{0, 2000, 3000}), "a", "b"), cells(drawn([]int16{0, 1010, 1990, 3005}), "c", "d", "e")),
			"[[a a b] [c d e]]", ""},
		"spans down": {rows(cells(drawn(two, restart), "a", "b"), cells(drawn(two, goesOn), "", "c"), cells(drawn(two, goesOn), "", "d")),
			"[[a b] [a c] [a d]]", ""},
		"a restart ends the span above": {rows(cells(drawn(two, restart), "a", "b"), cells(drawn(two, restart), "c", "d"), cells(drawn(two, goesOn), "", "e")),
			"[[a b] [c d] [c e]]", ""},
		"both ways": {rows(cells(drawn([]int16{0, 2000, 3000}, restart), "a", "b"), cells(drawn([]int16{0, 2000, 3000}, goesOn), "", "c"), cells(drawn([]int16{0, 1000, 2000, 3000}), "d", "e", "f")),
			"[[a a b] [a a c] [d e f]]", ""},
		"both ways, merged to the right by marks": {rows(cells(drawn([]int16{0, 1000, 2000, 3000}, restart|2, goesOn|right), "a", "", "b"), cells(drawn([]int16{0, 1000, 2000, 3000}, goesOn|2, goesOn|right), "", "", "c")),
			"[[a a b] [a a c]]", ""},
		"spans down by a sprm":       {rows(cells(join(drawn(two), vertical(1, 3)), "a", "b"), cells(join(drawn(two), vertical(1, 1)), "c", "")), "[[a b] [c b]]", ""},
		"a span down that is undone": {rows(cells(drawn(two, restart), "a", "b"), cells(join(drawn(two, goesOn), vertical(0, 0)), "c", "d")), "[[a b] [c d]]", ""},
		"spans to the right by a sprm": {rows(cells(join(drawn([]int16{0, 1000, 2000, 3000}), sprm(sprmTMerge, 0, 2)), "a", "", "b"), cells(join(drawn([]int16{0, 1000, 2000, 3000}, 2, right), sprm(sprmTSplit, 0, 2)), "c", "d", "e")),
			"[[a a b] [c d e]]", ""},
		"widths that are changed":                    {rows(cells(drawn(two), "a", "b"), cells(join(drawn([]int16{0, 500, 1500}), sprm(sprmTDxaCol, 0, 1, 0xe8, 3)), "c", "d")), "[[a b] [c d]]", ""},
		"a cell that is put in":                      {rows(cells(join(drawn(two), sprm(sprmTInsert, 1, 1, 0xe8, 3)), "a", "b", "c"), cells(drawn([]int16{0, 1000, 2000, 3000}), "d", "e", "f")), "[[a b c] [d e f]]", ""},
		"a cell that is taken out":                   {rows(cells(join(drawn([]int16{0, 500, 1500, 2500}), sprm(sprmTDelete, 0, 1)), "a", "b"), cells(drawn(two), "c", "d")), "[[a b] [c d]]", ""},
		"columns left out before":                    {rows(cells(drawn(two), "a", "b"), cells(drawn(two[1:]), "c")), "[[a b] [ c]]", ""},
		"a table with two left edges":                {rows(cells(drawn([]int16{-108, 1000, 2000}), "a", "b"), cells(drawn([]int16{-100, 1005, 2010}), "c", "d")), "[[a b] [c d]]", ""},
		"a deleted row is gone":                      {rows(cells(drawn(two), "a", "b"), withoutMark(cells(drawn(two), "", "")), cells(drawn(two), "c", "d")), "[[a b] [c d]]", ""},
		"a row that shows stays without its mark":    {rows(withoutMark(cells(drawn(two), "a", "b")), cells(drawn(two), "c", "d")), "[[a b] [c d]]", ""},
		"lines of a cell":                            {rows([]part{para("a", sprm(sprmPFInTable, 1))}, cells(drawn(two), "b", "c")), "[[a\nb c]]", ""},
		"a continuation of nothing stands by itself": {cells(drawn(two, goesOn), "a", "b"), "[[a b]]", "table_merge"},
		"a continuation of a wider cell":             {rows(cells(drawn([]int16{0, 2000}, restart), "a"), cells(drawn(two, goesOn), "b", "c")), "[[a a] [b c]]", "table_merge"},
		"text under a merged cell":                   {rows(cells(drawn(two, restart), "a", "b"), cells(drawn(two, goesOn), "x", "c")), "[[a b] [a c]]", "table_covered"},
		"a row that is not drawn":                    {rows(cells(drawn(two), "a", "b"), cells(nil, "c", "d")), "[[a b] [c d]]", "table_edges"},
		"more cells than are drawn":                  {cells(drawn(two), "a", "b", "c"), "[[a b c]]", "table_edges"},
		"a row without an end":                       {cells(drawn(two), "a", "b")[:2], "[[a b]]", "table_edges"},
		"a cell without width":                       {rows(cells(drawn([]int16{0, 1000, 1000, 2000}), "a", "b", "c"), cells(drawn(two), "d", "e")), "[[a b c] [d d e]]", ""},
		"edges that go back":                         {cells(drawn([]int16{0, 1000, 500}), "a", "b"), "[[a b]]", "table_edges"},
		"an unfinished field ends with its cell":     {cells(drawn(two), "a\x13 IF", "b"), "[[a b]]", "field_unfinished"},
	} {
		t.Run(name, func(t *testing.T) {
			doc := read(t, made{body: append(c.body, para(""))}.file())
			if len(doc.Tables) != 1 {
				t.Fatalf("got %d tables, want 1", len(doc.Tables))
			}
			if got := fmt.Sprint(doc.Tables[0].Grid); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
			var codes []string
			for _, w := range doc.Warnings {
				codes = append(codes, w.Code)
			}
			if got := strings.Join(codes, " "); got != c.warnings {
				t.Errorf("got warnings %q, want %q", got, c.warnings)
			}
		})
	}
}

func TestAWideRowIsDrawnInTheDataStream(t *testing.T) {
	var at []int16
	var texts []string
	for i := range 41 {
		at = append(at, int16(i*300))
		texts = append(texts, fmt.Sprint(i))
	}
	flags := make([]uint16, 40)
	flags[1] = right
	huge := join(sprm(sprmPFInTable, 1), sprm(sprmPFTtp, 1), drawn(at, flags...), sprm(sprmTTableHeader, 1))
	data := append(binary.LittleEndian.AppendUint16(make([]byte, 100), uint16(len(huge))), huge...)
	row := cells(nil, texts[:40]...)
	row[40].sprms = sprm(sprmPHugePapx, 100, 0, 0, 0)
	m := made{body: append(row, para("b")), data: data}
	doc := read(t, m.file())
	if len(doc.Tables) != 1 || doc.Tables[0].Columns != 40 || !doc.Tables[0].Cells[0].Header || doc.Tables[0].Cells[0].Colspan != 2 {
		t.Fatalf("got %+v", doc.Tables)
	}
	m.data = nil
	if doc := read(t, m.file()); len(doc.Warnings) == 0 || doc.Warnings[0].Code != "paragraph_lost" {
		t.Errorf("got warnings %+v where the Data stream is missing", doc.Warnings)
	}
}

func TestANestedTableIsATableOfItsOwn(t *testing.T) {
	var body []part
	body = append(body, para("甲", sprm(sprmPFInTable, 1)))
	body = append(body, innerCells(drawn([]int16{0, 500, 900}, restart), "n", "m")...)
	body = append(body, innerCells(drawn([]int16{0, 500, 900}, goesOn), "", "k")...)
	body = append(body, cells(drawn([]int16{0, 1000, 2000}), "乙", "丙")...)
	body = append(body, para("尾"))
	doc := read(t, made{body: body}.file())
	if got, want := lines(doc), "[[甲\n乙 丙]]\n[[n m] [n k]]\n尾"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestTextBoxesAreReadOnce(t *testing.T) {
	m := made{
		body:    append([]part{para("a\x08"), para("b")}, cells(drawn([]int16{0, 1000}), "c\x08")...),
		boxes:   [][]part{{para("一"), para("二")}, {para("三")}, append(cells(drawn([]int16{0, 1000}), "四"), para("五"))},
		shapes:  []uint32{1025, 1026, 1030},
		anchors: map[int]uint32{1: 1026, 6: 1025},
	}
	if got, want := lines(read(t, m.file())), "a\n三\nb\n[[c\n一\n二]]\n[[四]]\n五"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestTheTitleIsTheFilesOwnWhereTheTextHasNone(t *testing.T) {
	summary := func(page uint16, kind uint32, title string) []byte {
		b := make([]byte, 48)
		binary.LittleEndian.PutUint32(b[44:], 48)
		for _, v := range []uint32{0, 2, propertyCodePage, 24, propertyTitle, 32, 2, uint32(page), kind, uint32(len(title))} {
			b = binary.LittleEndian.AppendUint32(b, v)
		}
		return append(b, title...)
	}
	for name, c := range map[string]struct {
		summary []byte
		want    string
	}{
		"in GBK":            {summary(936, typeText, "\xc4\xea\xb1\xa8\x00"), "年报"},
		"in UTF-8":          {summary(65001, typeText, "年报\x00"), "年报"},
		"not a text":        {summary(936, 3, "\xc4\xea"), ""},
		"beyond the stream": {summary(936, typeText, "")[:80], ""},
		"cut short":         {[]byte{1}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			if got := read(t, made{body: []part{para("正文。")}, summary: c.summary}.file()).Title; got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestTheTextOfWord95IsReadWithAWarning(t *testing.T) {
	text := "\xb1\xed\xd2\xbb\r\xbc\xd7\x07\xd2\xd2\x07\x07\xce\xb2\r"
	main := make([]byte, 0x300, 0x300+len(text))
	copy(main, "\xdc\xa5\x68\x00")
	binary.LittleEndian.PutUint16(main[6:], 0x0804)
	binary.LittleEndian.PutUint32(main[0x18:], 0x300)
	binary.LittleEndian.PutUint32(main[0x1c:], uint32(0x300+len(text)))
	binary.LittleEndian.PutUint32(main[0x34:], uint32(len(text)))
	doc := read(t, compoundFile(append(main, text...)))
	if got := lines(doc); got != "表一\n甲\n乙\n尾" {
		t.Errorf("got %q", got)
	}
	if len(doc.Warnings) != 1 || doc.Warnings[0].Code != "tables_not_read" {
		t.Errorf("got warnings %+v", doc.Warnings)
	}
}

func TestBytesThatAreChineseAreReadSoWithAWarning(t *testing.T) {
	doc := read(t, made{narrow: true, body: []part{para("2023\xc4\xea\xb9\xab\xbf\xaa\xb1\xa8\xb8\xe6")}}.file())
	if got := lines(doc); got != "2023年公开报告" || len(doc.Warnings) != 1 || doc.Warnings[0].Code != "charset_guessed" {
		t.Errorf("got %q and %+v", got, doc.Warnings)
	}
}

func TestADocumentOfLibreOfficeIsReadWhole(t *testing.T) {
	doc := read(t, fixture(t, "rich"))
	want := strings.Join([]string{
		"青渡县水利局", "2023年政府信息公开工作年度报告", "一、总体情况", "正文插入末尾", "页1后链接", "县政府网", "a", "b c-de\uf0fe“é”—€ 𠮷", "脚注后", "项目一",
		"框前框后", "框内文字", "大纲", "接续",
		"[[表头甲 表头乙 表头乙] [表头甲 丙 丁] [行一\n行二 前\n后 42] [大块 大块 1,234] [大块 大块 5%] [ 缩进 末]]", "[[内一 内二] [内合 内合]]", "宽表",
	}, "\n")
	if got := lines(doc); !strings.HasPrefix(got, want+"\n[[0 1 2 3 ") || !strings.HasSuffix(got, " 88 89]]\n尾") {
		t.Errorf("got %s\nwant %s …", got, want)
	}
	if doc.Title != "青渡县水利局2023年政府信息公开工作年度报告" || len(doc.Warnings) != 0 {
		t.Errorf("got the title %q and warnings %+v", doc.Title, doc.Warnings)
	}
	links := []archive.Link{{URL: "http://www.example.gov.cn/a.htm", Text: "链接"}, {URL: "https://www.example.gov.cn/", Text: "县政府网"}}
	if fmt.Sprint(doc.Links) != fmt.Sprint(links) {
		t.Errorf("got links %+v, want %+v", doc.Links, links)
	}
	header := 0
	for _, c := range doc.Tables[0].Cells {
		if c.Header {
			header++
		}
	}
	if header != 4 {
		t.Errorf("got %d cells of headers, want 4", header)
	}
}

func TestADamagedOrHostileFileIsAnErrorThatSaysWhy(t *testing.T) {
	body := []part{para("正文")}
	fib := func(at int, v uint32) func(main, table []byte) {
		return func(main, _ []byte) { binary.LittleEndian.PutUint32(main[at:], v) }
	}
	clx := func(at int, v uint32) func(main, table []byte) {
		return func(main, table []byte) { binary.LittleEndian.PutUint32(table[int(u32(main, 0x1a2))+at:], v) }
	}
	for name, c := range map[string]struct {
		data []byte
		want string
	}{
		"nothing":                       {nil, "damaged or cut short"},
		"cut short":                     {fixture(t, "rich")[:9000], "cut short"},
		"a password":                    {made{body: body, disturb: fib(8, 0x03000000)}.file(), "password"},
		"another program's":             {made{body: body, disturb: fib(0, 0)}.file(), "does not begin"},
		"no table stream":               {made{body: body, noTable: true}.file(), "1Table is missing"},
		"more text than bytes":          {made{body: body, disturb: fib(0x4c, 1<<30)}.file(), "more text"},
		"less than no text":             {made{body: body, disturb: fib(0x4c, 1<<31)}.file(), "more text"},
		"no piece table":                {made{body: body, disturb: fib(0x1a6, 0)}.file(), "no piece table"},
		"a piece table outside":         {made{body: body, disturb: fib(0x1a2, 1<<30)}.file(), "no piece table"},
		"a piece outside":               {made{body: body, disturb: clx(15, 0x3fffffff)}.file(), "outside of the file"},
		"a piece that begins elsewhere": {made{body: body, disturb: clx(5, 7)}.file(), "follow each other"},
		"a piece table that is empty":   {made{body: body, disturb: clx(1, 3)}.file(), "empty"},
		"a change list without an end":  {made{body: body, piece: sprm(sprmCFVanish, 1), disturb: clx(0, 0x7fff01)}.file(), "not complete"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Read(t.Context(), bytes.NewReader(c.data), int64(len(c.data)))
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want an error with %q", err, c.want)
			}
		})
	}
}

func TestTextBoxesOfLibreOfficeStandAfterTheirParagraphs(t *testing.T) {
	doc := read(t, fixture(t, "boxes"))
	want := "封面\n目录一 3\n前后\n框一\n框二\n换页前\n换页后\n[[格\n格中框 乙] [删甲 删乙] [丙 丁]]\n间\n[[表中框 1]]\n框尾\n尾"
	if got := lines(doc); got != want || len(doc.Warnings) != 0 {
		t.Errorf("got %q and %+v, want %q", got, doc.Warnings, want)
	}
}

func TestACancelledReadingEnds(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	data := fixture(t, "rich")
	if _, err := Read(ctx, bytes.NewReader(data), int64(len(data))); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want %v", err, context.Canceled)
	}
}

func TestADamagedFileEndsInAnErrorOrADocument(t *testing.T) {
	readtest.Damage(t, Read, fixture(t, "boxes"), 197, 29, 0xff, 0)
}

func FuzzRead(f *testing.F) {
	f.Add(fixture(f, "rich"))
	f.Add(fixture(f, "boxes"))
	f.Add(made{body: append(cells(drawn([]int16{0, 1000, 2000}, restart), "a", "b"), para("\x13 HYPERLINK \x14x\x15"))}.file())
	f.Add(made{narrow: true, boxes: [][]part{{para("b")}}, shapes: []uint32{1}, anchors: map[int]uint32{0: 1}, body: []part{para("\x08")}}.file())
	f.Fuzz(func(t *testing.T, data []byte) {
		doc, err := Read(t.Context(), bytes.NewReader(data), int64(len(data)))
		if err == nil {
			readtest.CheckTables(t, doc)
		}
	})
}

func FuzzReadStreams(f *testing.F) {
	s := made{styles: [][]byte{styled(1, 0xfff, nil, nil)}, body: append(innerCells(drawn([]int16{0, 1000, 2000}, restart), "a", "b"), cells(drawn([]int16{0, 9}), "c")...)}.streams()
	f.Add(s["WordDocument"], s["1Table"], []byte("\x05\x00\x4d\xc6\x05\x00\x00"))
	f.Fuzz(func(t *testing.T, main, table, data []byte) {
		d := reader{ctx: t.Context(), main: main, table: table, data: data, sought: true}
		if d.readHeader() != nil || d.header.old {
			return
		}
		if d.readStreams() == nil {
			doc := d.flow.Document()
			doc.Warnings = d.layout.Warnings()
			readtest.CheckTables(t, doc)
		}
	})
}

func BenchmarkRead(b *testing.B) {
	var body []part
	for _, size := range [][2]int{{12, 4}, {22, 9}, {3, 11}} {
		body = append(body, para("说明文字"))
		var at []int16
		var texts []string
		for i := range size[1] {
			at, texts = append(at, int16(i*900)), append(texts, "0")
		}
		for range size[0] {
			body = append(body, cells(drawn(append(at, int16(size[1]*900))), texts...)...)
		}
	}
	data := made{body: append(body, para("尾"))}.file()
	for b.Loop() {
		if _, err := Read(b.Context(), bytes.NewReader(data), int64(len(data))); err != nil {
			b.Fatal(err)
		}
	}
}

func TestCountlessParagraphsOfLongListsAreRead(t *testing.T) {
	lists := bytes.Repeat(sprm(sprmCFVanish, 0), 10_000)
	var body []part
	for range 20_000 {
		body = append(body, part{runs: []stretch{{text: "a"}}, mark: '\r', sprms: sprm(sprmPHugePapx, 0, 0, 0, 0)})
	}
	huge := bytes.Repeat(sprm(sprmPJc, 0), 10_000)
	data := append(binary.LittleEndian.AppendUint16(nil, uint16(len(huge))), huge...)
	doc := read(t, made{body: body, piece: lists, data: data, narrow: true}.file())
	if len(doc.Blocks) != len(body) {
		t.Errorf("got %d passages, want %d", len(doc.Blocks), len(body))
	}
}

func TestTextBoxesThatShareTheirTextAreReadOnce(t *testing.T) {
	m := made{
		body:   []part{para("a")},
		boxes:  [][]part{{para("b")}, {para("c")}, {para("d")}},
		shapes: []uint32{1, 2, 3},
		disturb: func(main, table []byte) {
			at := int(u32(main, 0x25a))
			binary.LittleEndian.PutUint32(table[at+4:], 6) // the first ends where the last does
		},
	}
	if got, want := lines(read(t, m.file())), "a\nb\nc\nd"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestMiniStreamsThatGoRoundEnd(t *testing.T) {
	whole := fixture(t, "rich")
	sector := func(n uint32) int { return 512 * (int(n) + 1) }
	mini, directory, fat := sector(u32(whole, 60)), sector(u32(whole, 48)), sector(u32(whole, 76))
	root := int(u32(whole, directory+116)) // where the mini stream begins
	for name, c := range map[string]struct {
		at   int
		v    uint32
		want string // of an error, or ""
	}{
		"a stream in it":    {mini, 0, ""},
		"the mini stream":   {fat + 4*root, uint32(root), "cycle"},
		"the mini FAT":      {fat + 4*int(u32(whole, 60)), u32(whole, 60), ""},
		"a longer mini FAT": {64, 60_000, "damaged"},
	} {
		t.Run(name, func(t *testing.T) {
			b := bytes.Clone(whole)
			binary.LittleEndian.PutUint32(b[c.at:], c.v)
			_, err := Read(t.Context(), bytes.NewReader(b), int64(len(b)))
			if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}

func TestPicturesThatMayHoldFiguresAreWarnedOf(t *testing.T) {
	two := drawn([]int16{0, 1000, 2000})
	for name, c := range map[string]struct {
		body []part
		want string
	}{
		"alone":               {[]part{para("\x01"), para("2")}, "scanned_page"},
		"beside text":         {[]part{para(strings.Repeat("正文", 30)), para("\x01")}, "tables_not_read"},
		"in a cell":           {cells(two, "行政许可", "\x01"), "cell_picture"},
		"in a cell with text": {cells(two, "行政许可", "\x017"), ""},
		"of an object":        {[]part{para(strings.Repeat("正文", 30)), para("\x13EMBED Package\x14\x01\x15")}, ""},
	} {
		var got []string
		for _, w := range read(t, made{body: c.body}.file()).Warnings {
			got = append(got, w.Code)
		}
		if got := strings.Join(got, " "); got != c.want {
			t.Errorf("%s: got warnings %q, want %q", name, got, c.want)
		}
	}
}
