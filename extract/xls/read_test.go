package xls

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"unicode/utf16"

	"gongkai/archive"
	"gongkai/extract/compound/compoundtest"
	"gongkai/extract/readtest"
)

// rec writes a record.
func rec(id int, body ...any) []byte {
	b := bin(body...)
	return append(bin(uint16(id), uint16(len(b))), b...)
}

// bin writes values one after another, as files have them.
func bin(values ...any) []byte {
	var b []byte
	for _, v := range values {
		switch v := v.(type) {
		case int:
			b = binary.LittleEndian.AppendUint16(b, uint16(v))
		case string:
			b = append(b, v...)
		default:
			b, _ = binary.Append(b, binary.LittleEndian, v)
		}
	}
	return b
}

func bof(kind int) []byte { return rec(recordBOF, 0x600, kind, 0, 0, uint32(0), uint32(0)) }

// wide returns a string with a length of two bytes and characters of two.
func wide(s string) []byte {
	units := utf16.Encode([]rune(s))
	return bin(len(units), byte(1), units)
}

// xf returns a style: its number format and whether lines stand around it.
func xf(format int, drawn bool) []byte {
	lines := 0
	if drawn {
		lines = 0x1111
	}
	return rec(recordXF, 0, format, 0, uint32(0), lines, uint64(0))
}

// The styles of the workbooks here, by number.
const (
	general = iota
	lined
	percent
	date
	counted // a format of the file: 0"件"
	odd     // a fraction
)

// sheetOf is a sheet to write.
type sheetOf struct {
	name   string
	state  int // hidden: 1; in the upper byte the kind
	record []byte
}

// stream writes the stream of a workbook.
func stream(globals []byte, sheets ...sheetOf) []byte {
	head := append(bof(5), globals...)
	head = append(head, rec(recordFormat, 164, wide(`0"件"`))...)
	for _, style := range [][]byte{xf(0, false), xf(0, true), xf(10, false), xf(31, false), xf(164, false), xf(12, false)} {
		head = append(head, style...)
	}
	length := len(head) + 4
	for _, s := range sheets {
		length += 12 + 2*len(utf16.Encode([]rune(s.name)))
	}
	var tail []byte
	for _, s := range sheets {
		units := utf16.Encode([]rune(s.name))
		head = append(head, rec(recordBoundSheet, uint32(length+len(tail)), s.state, byte(len(units)), byte(1), units)...)
		tail = append(tail, bof(0x10)...)
		tail = append(tail, s.record...)
		tail = append(tail, rec(recordEOF)...)
	}
	return append(append(head, rec(recordEOF)...), tail...)
}

func file(stream []byte) []byte {
	return compoundtest.File(map[string][]byte{"Workbook": stream})
}

func read(t testing.TB, data []byte) archive.Document {
	t.Helper()
	doc, err := Read(t.Context(), bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func join(records ...[]byte) []byte { return bytes.Join(records, nil) }

func number(row, column, style int, v float64) []byte {
	return rec(recordNumber, row, column, style, v)
}

func label(row, column int, s string) []byte {
	return rec(recordLabel, row, column, general, wide(s))
}

func formula(row, column int, result any, flags int) []byte {
	return rec(recordFormula, row, column, general, result, flags, uint32(0), 0)
}

func TestCellsShowWhatAPersonSees(t *testing.T) {
	shared := rec(recordSST, uint32(2), uint32(2),
		"\x02\x00\x0d\x01\x00\x03\x00\x00\x00", []uint16{'a', '件'}, "runs", "ext", // rich and phonetic
		"\x01\x00\x00b")
	split := join(rec(recordSST, uint32(1), uint32(1), 4, byte(0), "ab"), rec(recordContinue, byte(1), []uint16{'中', '文'}))
	for name, c := range map[string]struct {
		globals, records []byte
		want             string
	}{
		"a number":                     {nil, number(0, 0, general, 1234.5), "[[1234.5]]"},
		"a per cent":                   {nil, number(0, 0, percent, 0.125), "[[12.50%]]"},
		"a date":                       {nil, number(0, 0, date, 45291), "[[2023年12月31日]]"},
		"a date since 1904":            {rec(recordDate1904, 1), number(0, 0, date, 43829), "[[2023年12月31日]]"},
		"a format of the file":         {nil, number(0, 0, counted, 7), "[[7件]]"},
		"a style that there is not":    {nil, number(0, 0, 99, 7), "[[7]]"},
		"small numbers":                {nil, rec(recordRK, 3, 2, general, int32(-5<<2|2)), "[[-5]]"},
		"hundredths":                   {nil, rec(recordRK, 0, 0, general, uint32(1234<<2|3)), "[[12.34]]"},
		"short floats":                 {nil, rec(recordRK, 0, 0, general, uint32(math.Float64bits(1.5)>>32)), "[[1.5]]"},
		"several in a record":          {nil, rec(recordMulRK, 0, 0, general, uint32(1<<2|2), percent, uint32(2<<2|2), 1), "[[1 200.00%]]"},
		"shared texts":                 {shared, join(rec(recordLabelSST, 0, 0, general, uint32(0)), rec(recordLabelSST, 0, 1, general, uint32(1))), "[[a件 b]]"},
		"a text over two records":      {split, rec(recordLabelSST, 0, 0, general, uint32(0)), "[[ab中文]]"},
		"a text of its own":            {nil, label(0, 0, "甲"), "[[甲]]"},
		"true and an error":            {nil, join(rec(recordBoolErr, 0, 0, general, "\x01\x00"), rec(recordBoolErr, 0, 1, general, "\x2a\x01"), rec(recordBoolErr, 0, 2, general, "\x07\x01")), "[[TRUE #N/A #DIV/0!]]"},
		"results of formulas":          {nil, join(formula(0, 0, 3.0, 0), formula(0, 1, "\x00\x00\x00\x00\x00\x00\xff\xff", 0), rec(0x4bc, 0), rec(recordString, wide("合")), formula(0, 2, "\x01\x00\x00\x00\x00\x00\xff\xff", 0), formula(0, 3, "\x02\x00\x17\x00\x00\x00\xff\xff", 0), formula(0, 4, "\x03\x00\x00\x00\x00\x00\xff\xff", 0)), "[[3 合 FALSE #REF!]]"},
		"blank cells with lines":       {nil, join(label(0, 0, "a"), rec(recordBlank, 0, 1, lined), rec(recordMulBlank, 1, 0, general, general, lined, 2)), "[[a  ] [  ]]"},
		"merged cells":                 {nil, join(label(0, 0, "a"), label(1, 1, "b"), rec(recordMergedCells, 1, 0, 1, 0, 0)), "[[a ] [a b]]"},
		"a chart in the sheet":         {nil, join(bof(0x20), label(0, 0, "x"), rec(recordEOF), label(0, 0, "a")), "[[a]]"},
		"hidden rows":                  {nil, join(rec(recordRow, 0, 0, 1, 300, 0, 0, 0x20, 0), label(0, 0, "9"), label(1, 0, "a")), "[[a]]"},
		"rows of no height":            {nil, join(rec(recordRow, 0, 0, 1, 0, 0, 0, 0, 0), label(0, 0, "9"), label(1, 0, "a")), "[[a]]"},
		"hidden columns":               {nil, join(rec(recordColInfo, 0, 1, 2000, 0, 1, 0), label(0, 1, "9"), label(0, 2, "a")), "[[a]]"},
		"columns of no width":          {nil, join(rec(recordColInfo, 0, 1, 0, 0, 0, 0), label(0, 1, "9"), label(0, 2, "a")), "[[a]]"},
		"records that are cut are not": {nil, join(rec(recordNumber, 0, 0), rec(recordFormula, 0, 0, 0, 0), rec(recordMulRK, 0), rec(recordLabelSST, 0, 0, 0), rec(recordTxO, 0), rec(recordMergedCells, 9, 0), label(0, 0, "a")), "[[a]]"},
	} {
		t.Run(name, func(t *testing.T) {
			doc := read(t, file(stream(c.globals, sheetOf{record: c.records})))
			if len(doc.Tables) != 1 {
				t.Fatalf("got %d tables, %+v", len(doc.Tables), doc.Warnings)
			}
			if got := fmt.Sprint(doc.Tables[0].Grid); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

func TestWhatIsDoubtfulIsWarnedOf(t *testing.T) {
	for name, c := range map[string]struct {
		globals []byte
		sheet   sheetOf
		want    string
	}{
		"a format that is not known":         {nil, sheetOf{record: number(0, 0, odd, 0.5)}, "number_format"},
		"a format that shows nothing":        {join(rec(recordFormat, 165, wide(";;;")), xf(165, false)), sheetOf{record: number(0, 0, 0, 0.5)}, "number_format"},
		"bars in the place of numbers":       {nil, sheetOf{record: join(label(0, 0, "9"), rec(recordCF12, make([]byte, 12), byte(4), byte(0)))}, "hidden_text"},
		"a formula without a result":         {nil, sheetOf{record: formula(0, 0, 0.0, 1)}, "formula_not_calculated"},
		"a text that the table has not":      {nil, sheetOf{record: rec(recordLabelSST, 0, 0, general, uint32(9))}, "workbook_damaged"},
		"a table of texts that is cut short": {rec(recordSST, uint32(math.MaxUint32), uint32(math.MaxUint32), "\x01\x00\x00a"), sheetOf{}, "workbook_damaged"},
		"zeros that don't show":              {nil, sheetOf{record: join(number(0, 0, general, 0), rec(recordWindow2, 0x06a6, make([]byte, 16)))}, "number_format"},
		"a hidden sheet":                     {nil, sheetOf{state: 1, record: label(0, 0, "9")}, "hidden_sheet"},
		"a hidden row":                       {nil, sheetOf{record: join(rec(recordRow, 0, 0, 1, 300, 0, 0, 0x20, 0), label(0, 0, "9"))}, "hidden_rows"},
	} {
		t.Run(name, func(t *testing.T) {
			doc := read(t, file(stream(c.globals, c.sheet)))
			if len(doc.Warnings) != 1 || doc.Warnings[0].Code != c.want {
				t.Errorf("got %+v, want %s", doc.Warnings, c.want)
			}
		})
	}
}

func TestTextBoxesStandAfterTheTable(t *testing.T) {
	box := func(kind int, s string) []byte {
		units := utf16.Encode([]rune(s))
		return join(rec(recordObj, 0x15, 0x12, kind, 1), rec(recordTxO, 0, 0, 0, 0, 0, len(units), 0, uint32(0)), rec(recordContinue, byte(1), units), rec(recordContinue, uint64(0)))
	}
	doc := read(t, file(stream(nil, sheetOf{record: join(label(0, 0, "a"), box(0x06, "注：\r无"), box(0x19, "批注"))})))
	if len(doc.Blocks) != 3 || doc.Blocks[1].Text != "注：" || doc.Blocks[2].Text != "无" {
		t.Errorf("got %+v", doc.Blocks)
	}
}

func TestRunsThatAreStruckOutAreLeftOutAndDigitsStayRaisedAndLowered(t *testing.T) {
	fonts := join(rec(recordFont, 200, 0), rec(recordFont, 200, 8), rec(recordFont, 200, 0, 0, 0, 1), rec(recordFont, 200, 0), rec(recordFont, 200, 8), rec(recordFont, 200, 0, 0, 0, 2)) // 0 to 3, 5 and 6
	text := utf16.Encode([]rune("66收7"))
	box := func(runs ...any) []byte {
		body := bin(runs...)
		return join(rec(recordObj, 0x15, 0x12, 0x06, 1), rec(recordTxO, 0, 0, 0, 0, 0, len(text), len(body), 0, uint32(0)), rec(recordContinue, byte(1), text), rec(recordContinue, body))
	}
	for name, c := range map[string]struct {
		records []byte
		want    string
	}{
		"a text of its own with runs": {rec(recordRString, 0, 0, general, wide("66收7"), 2, 0, 5, 2, 0), "收7"},
		"a run that is raised":        {rec(recordRString, 0, 0, general, wide("66收7"), 2, 1, 2, 3, 5), "6⁶收"},
		"a run that is lowered":       {rec(recordRString, 0, 0, general, wide("66收7"), 2, 1, 6, 3, 5), "6₆收"},
		"runs in a text box":          {join(label(0, 0, "收7"), box(0, 1, uint32(0), 2, 0, uint32(0), 4, 0, uint32(0))), "收7收7"},
		"a text box without runs":     {join(label(0, 0, "收7"), box(4, 1, uint32(0))), "收766收7"},
	} {
		doc := read(t, file(stream(fonts, sheetOf{record: c.records})))
		got := doc.Tables[0].Grid[0][0]
		for _, b := range doc.Blocks {
			got += b.Text
		}
		warned := len(doc.Warnings) == 1 && doc.Warnings[0].Code == "text_struck"
		if got != c.want || warned != !strings.Contains(c.want, "66") {
			t.Errorf("%s: got %q and %v, want %q", name, got, doc.Warnings, c.want)
		}
	}
}

func TestLinksAreKept(t *testing.T) {
	const url = "\xe0\xc9\xea\x79\xf9\xba\xce\x11\x8c\x82\x00\xaa\x00\x4b\xa9\x0b"
	address := utf16.Encode([]rune("http://a.gov.cn/1.xls\x00"))
	display := utf16.Encode([]rune("x\x00"))
	link := rec(recordHLink, 0, 0, 0, 0, make([]byte, 16), uint32(2), uint32(0x17), uint32(len(display)), display, url, uint32(2*len(address)), address)
	doc := read(t, file(stream(nil, sheetOf{record: join(label(0, 0, "附件"), link, rec(recordHLink, 0, 0, 0, 0, make([]byte, 16), uint32(2), uint32(0x10), uint32(math.MaxUint32)))})))
	if len(doc.Links) != 1 || doc.Links[0].URL != "http://a.gov.cn/1.xls" || doc.Links[0].Text != "附件" {
		t.Errorf("got %+v", doc.Links)
	}
}

func TestAWorkbookThatIsProtectedButOpensForAllIsRead(t *testing.T) {
	// 1-001.xls of the corpus as LibreOffice encrypts it with the password that
	// Excel uses by itself.
	data, err := os.ReadFile(filepath.Join("testdata", "protected.xls"))
	if err != nil {
		t.Fatal(err)
	}
	plain, err := os.ReadFile(filepath.Join("..", "testdata", "corpus", "1-001.xls"))
	if err != nil {
		t.Fatal(err)
	}
	got, want := read(t, data), read(t, plain)
	if !reflect.DeepEqual(got.Tables, want.Tables) || len(got.Tables) == 0 {
		t.Errorf("got %d tables that are not the %d that are wanted", len(got.Tables), len(want.Tables))
	}
}

func TestSheetsThatAreDamagedAreToldAndTheOthersRead(t *testing.T) {
	whole := stream(nil, sheetOf{name: "一", record: label(0, 0, "a")}, sheetOf{name: "二", record: label(0, 0, "b")})
	for name, cut := range map[string]int{"before its end": 4, "within a cell": 8, "before the last": 40} {
		t.Run(name, func(t *testing.T) {
			// The end of the stream is zeros: records without content.
			doc := read(t, file(whole[:len(whole)-cut]))
			if len(doc.Tables) == 0 || doc.Tables[0].Grid[0][0] != "a" {
				t.Errorf("got %+v", doc.Tables)
			}
			if len(doc.Warnings) == 0 {
				t.Error("got no warning")
			}
		})
	}
}

func TestWhatIsWrongIsSaid(t *testing.T) {
	nested := stream(nil, func() (sheets []sheetOf) {
		for range 200 {
			sheets = append(sheets, sheetOf{record: bof(0x10)})
		}
		return sheets
	}()...)
	for name, c := range map[string]struct {
		data []byte
		want string
	}{
		"a password":      {file(stream(rec(recordFilePass, 0), sheetOf{})), "password"},
		"Excel 95":        {compoundtest.File(map[string][]byte{"Book": {9, 8}}), "Excel 95 or before"},
		"Excel 4":         {[]byte("\x09\x04\x06\x00\x00\x00\x10\x00\x00\x00"), "Excel 95 or before"},
		"two passwords":   {file(stream(join(rec(recordFilePass, 1, 1, 1, make([]byte, 48)), rec(recordFilePass, 0)), sheetOf{})), "password"},
		"no workbook":     {compoundtest.File(map[string][]byte{"WordDocument": {9, 8}}), "no workbook"},
		"no sheets":       {file(stream(nil)), "no sheets"},
		"another stream":  {file([]byte("hello")), "does not begin"},
		"a chart alone":   {file(stream(nil, sheetOf{state: 0x200})), "no sheet of cells"},
		"no compound":     {[]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), "damaged"},
		"endless nesting": {file(nested), "lie in each other"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Read(t.Context(), bytes.NewReader(c.data), int64(len(c.data)))
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want an error with %q", err, c.want)
			}
		})
	}
}

func TestReadingEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	data := file(stream(nil, sheetOf{record: label(0, 0, "a")}))
	if _, err := Read(ctx, bytes.NewReader(data), int64(len(data))); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want that it was cancelled", err)
	}
}

func TestDamagedFilesEndInAnErrorOrADocument(t *testing.T) {
	readtest.Damage(t, Read, readtest.Corpus(t, "1-000.xls"), 17, 17)
}

func FuzzRead(f *testing.F) {
	f.Add(readtest.Corpus(f, "1-000.xls"))
	if data, err := os.ReadFile(filepath.Join("testdata", "protected.xls")); err == nil {
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if doc, err := Read(t.Context(), bytes.NewReader(data), int64(len(data))); err == nil {
			readtest.CheckTables(t, doc)
		}
	})
}

func FuzzReadStream(f *testing.F) {
	split := join(rec(recordSST, uint32(1), uint32(1), 4, byte(0), "ab"), rec(recordContinue, byte(1), []uint16{'中', '文'}))
	f.Add(stream(split, sheetOf{name: "甲", record: join(rec(recordLabelSST, 0, 0, general, uint32(0)), number(0, 1, date, 45291), formula(1, 0, 3.0, 0), rec(recordMergedCells, 1, 0, 1, 0, 0), rec(recordRow, 9, 0, 1, 0, 0, 0, 0x20, 0))}))
	f.Fuzz(func(t *testing.T, stream []byte) {
		data := file(stream[:min(len(stream), 1<<20)])
		if doc, err := Read(t.Context(), bytes.NewReader(data), int64(len(data))); err == nil {
			readtest.CheckTables(t, doc)
		}
	})
}

func BenchmarkRead(b *testing.B) {
	data := readtest.Corpus(b, "1-000.xls")
	for b.Loop() {
		if _, err := Read(b.Context(), bytes.NewReader(data), int64(len(data))); err != nil {
			b.Fatal(err)
		}
	}
}
