package rowfile

import (
	"archive/zip"
	"bytes"
	"errors"
	"reflect"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"
)

func TestRowsKeepTheNumbersThatAPersonSees(t *testing.T) {
	gbk, err := simplifiedchinese.GBK.NewEncoder().String("名称,网址\r\n青渡县人民政府门户网站,http://a.gov.cn/\r\n")
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		file string
		want []Row
	}{
		"comma":           {"a,b\n\n , \n1, 2 \n", []Row{{1, []string{"a", "b"}}, {4, []string{"1", "2"}}}},
		"quoted lines":    {"a\n\"x\ny\",2\nz\n", []Row{{1, []string{"a"}}, {2, []string{"x\ny", "2"}}, {4, []string{"z"}}}},
		"tabs":            {"a\tb\n1\t2,3\n", []Row{{1, []string{"a", "b"}}, {2, []string{"1", "2,3"}}}},
		"a mark":          {"\ufeffa;b\n1;2", []Row{{1, []string{"a", "b"}}, {2, []string{"1", "2"}}}},
		"GBK of one name": {"id,name\nq1,\xc7\xe0\xb6\xc9\n", []Row{{1, []string{"id", "name"}}, {2, []string{"q1", "青渡"}}}},
		"GBK, of Excel":   {gbk, []Row{{1, []string{"名称", "网址"}}, {2, []string{"青渡县人民政府门户网站", "http://a.gov.cn/"}}}},
		"nothing at all":  {"", nil},
		"workbook": {workbook(t, `<row r="2"><c r="B2" t="s"><v>1</v></c><c r="C2" t="inlineStr"><is><t>x</t></is></c></row>`+
			`<row r="5"><c r="A5"><v>510999</v></c></row>`), []Row{{2, []string{"", "青渡", "x"}}, {5, []string{"510999"}}}},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := Read(strings.NewReader(c.file))
			if err != nil || len(got)+len(c.want) > 0 && !reflect.DeepEqual(got, c.want) {
				t.Errorf("got %+v, %v, want %+v", got, err, c.want)
			}
		})
	}
}

// workbook returns one whose first sheet, by the order of the workbook, has rows.
func workbook(t testing.TB, rows string) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, text := range map[string]string{
		"xl/workbook.xml": `<workbook xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>` +
			`<sheet name="portals" r:id="rId2"/><sheet name="other" r:id="rId1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Target="worksheets/sheet2.xml"/></Relationships>`,
		"xl/sharedStrings.xml":       `<sst><si><t>0</t></si><si><r><t>青</t></r><r><t>渡</t></r></si></sst>`,
		"xl/worksheets/sheet1.xml":   `<worksheet><sheetData><row r="1"><c r="A1"><v>9</v></c></row></sheetData></worksheet>`,
		"xl/worksheets/sheet2.xml":   `<worksheet><sheetData>` + rows + `</sheetData></worksheet>`,
	} {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestWhatIsWrongIsNamedWithItsRow(t *testing.T) {
	for name, c := range map[string]struct{ file, want string }{
		"an open quote":        {"a\nb,\"c\nd", "2: a quoted cell that has no end, or more behind it"},
		"a quote within":       {"a\nb\"c\n", "2: byte 2: bare \" in non-quoted-field"},
		"bytes of no text":     {"a\x00b", "neither a workbook nor text: save the list as .xlsx, or as CSV in UTF-8"},
		"an old workbook":      {"\xd0\xcf\x11\xe0\xa1", "a workbook of Excel 97–2003: save it as .xlsx or as CSV"},
		"half a zip file":      {"PK\x03\x04", "not a workbook: zip: not a valid zip file"},
		"a text that is not":   {workbook(t, `<row r="7"><c r="A7" t="s"><v>99</v></c></row>`), "7: cell A7 names a text that the workbook does not have"},
		"an error of a sheet":  {workbook(t, `<row r="7"><c r="A7" t="e"><v>#REF!</v></c></row>`), "7: cell A7 holds the error #REF!"},
		"a sheet that is none": {workbook(t, `<row`), "xl/worksheets/sheet2.xml can't be read: XML syntax error on line 1: expected attribute name in element"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Read(strings.NewReader(c.file))
			if wrong, ok := errors.AsType[*Error](err); !ok || wrong.Error() != c.want {
				t.Errorf("got %v, want %s", err, c.want)
			}
		})
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte("a,b\n\"1\",2\n"))
	f.Add([]byte(workbook(f, `<row r="2"><c r="XFD2" t="s"><v>1</v></c></row>`)))
	f.Fuzz(func(t *testing.T, b []byte) {
		rows, err := Read(bytes.NewReader(b))
		if err != nil {
			if _, ok := errors.AsType[*Error](err); !ok {
				t.Fatalf("got %v, want an *Error", err)
			}
			return
		}
		for _, row := range rows {
			if row.Number < 1 && !bytes.HasPrefix(b, []byte("PK")) {
				t.Fatalf("got row %d", row.Number)
			}
		}
	})
}
