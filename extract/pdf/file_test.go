package pdf

import (
	"bytes"
	"compress/flate"
	"compress/zlib"
	"context"
	"encoding/hex"
	"fmt"
	"os"
	"strings"
	"testing"
)

func TestFilesThatNeedNoPasswordAreDecrypted(t *testing.T) {
	for _, name := range []string{"rc4-40", "rc4-128", "aes-128", "aes-256"} {
		t.Run(name, func(t *testing.T) {
			body, err := os.ReadFile("testdata/" + name + ".pdf")
			if err != nil {
				t.Fatal(err)
			}
			read := mustOpen(t, body)
			if got := texts(read.pages[0]); got != "sealed 42" || len(read.pages[0].Rules) != 1 || len(read.links) != 1 || read.links[0].URL != "http://a.gov.cn/" {
				t.Errorf("got %q, the rules %v and the links %v", got, read.pages[0].Rules, read.links)
			}
		})
	}
}

func TestAFileOfObjectStreamsIsReadWhereItsObjectsLie(t *testing.T) {
	body, err := os.ReadFile("testdata/packed.pdf")
	if err != nil {
		t.Fatal(err)
	}
	if got := texts(mustOpen(t, body).pages[0]); got != "sealed 42" {
		t.Errorf("got %q", got)
	}
}

func TestWhatIsWrongWithAFileIsSaid(t *testing.T) {
	sealed, err := os.ReadFile("testdata/password.pdf")
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		file []byte
		want string
	}{
		"a password":     {sealed, "it is encrypted with a password"},
		"no file at all": {[]byte("%PDF-1.7\n"), "the file is cut short"},
		"no pages":       {assemble("<</Type/Catalog>>"), "the file is damaged"},
		"nothing":        {nil, "the file is cut short"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Read(context.Background(), bytes.NewReader(c.file), int64(len(c.file)))
			if err == nil || !strings.HasPrefix(err.Error(), c.want) || strings.Contains(err.Error(), "\n") {
				t.Errorf("got %v, want %s", err, c.want)
			}
		})
	}
}

func TestDamagedFilesAreReadAsFarAsTheyGo(t *testing.T) {
	sound := build("BT /F 10 Tf 100 700 Td (text) Tj ET", helvetica, "")
	for name, file := range map[string][]byte{
		"bytes before the header":      append([]byte("HTTP/1.1 200 OK\r\n\r\n"), sound...),
		"bytes behind the end":         append(bytes.Clone(sound), "<html></html>"...),
		"offsets that are wrong":       bytes.Replace(sound, []byte("%PDF-1.7\n"), []byte("%PDF-1.7\n%123456789\n"), 1),
		"no table":                     sound[:bytes.LastIndex(sound, []byte("\nxref"))+1],
		"a table elsewhere":            bytes.Replace(sound, []byte("startxref\n"), []byte("startxref\n9"), 1),
		"a page tree that is lost":     bytes.Replace(sound, []byte("/Kids[3 0 R]"), []byte("/Kidz[3 0 R]"), 1)[:bytes.LastIndex(sound, []byte("\nxref"))],
		"the wrong length of a stream": bytes.Replace(sound, []byte("/Length 3"), []byte("/Length 2"), 1),
	} {
		t.Run(name, func(t *testing.T) {
			read, err := open(context.Background(), bytes.NewReader(file), int64(len(file)), nil)
			if err != nil {
				t.Fatal(err)
			}
			if len(read.pages) != 1 || texts(read.pages[0]) != "text" {
				t.Errorf("got %v", read.pages)
			}
		})
	}
}

// deflated returns a stream of data that is compressed several times.
func deflated(entries string, data []byte, times int) string {
	for range times {
		var b bytes.Buffer
		w := zlib.NewWriter(&b)
		_, _ = w.Write(data)
		_ = w.Close()
		data = b.Bytes()
	}
	return stream(entries+"/Filter["+strings.Repeat("/FlateDecode", times)+"]", string(data))
}

// bomb returns a stream of so many MiB of nothing, of which a thousandth lies in
// the file.
func bomb(size int) string {
	var b bytes.Buffer
	w, _ := flate.NewWriter(&b, flate.BestSpeed)
	_, _ = w.Write(make([]byte, 1<<20))
	_ = w.Flush()
	return stream("/Filter/FlateDecode", strings.Repeat(b.String(), size))
}

func TestHostileFilesCostLittle(t *testing.T) {
	kids := strings.Repeat("3 0 R ", 100)
	var many strings.Builder
	for range 3000 {
		many.WriteString("<</Type/Page/MediaBox[0 0 600 800]>>")
	}
	do := strings.Repeat("/A Do /B Do ", 500)
	resources := helvetica + "/XObject<</A 5 0 R/B 6 0 R/C 7 0 R>>"
	form := func(content string) string {
		return stream("/Subtype/Form/Resources<<"+resources+">>", content)
	}
	for name, c := range map[string]struct {
		file     []byte
		warnings string
		pages    int
	}{
		"a page tree that leads back to itself": {assemble("<</Pages 2 0 R>>", "<</Kids[2 0 R 3 0 R]>>", "<</Kids[2 0 R 4 0 R]>>", "<</Type/Page/MediaBox[0 0 600 800]>>"), "", 1},
		"a page that stands a hundred times":    {assemble("<</Pages 2 0 R>>", "<</Kids["+kids+"]>>", "<</Type/Page/MediaBox[0 0 600 800]>>"), "", 1},
		"3,000 pages":                           {assemble("<</Pages 2 0 R>>", "<</Kids["+many.String()+"]>>"), "pages_left_out", 2000},
		"forms that draw each other":            {build("/A Do", resources, "", form("/B Do"), form("/A Do /B Do"), form("")), "", 1},
		"forms of forms of forms":               {build(do, resources, "", form(strings.Repeat("/B Do ", 1000)), form(strings.Repeat("/C Do ", 1000)), form(strings.Repeat("q Q ", 1000))), "page_cut", 1},
		"a bomb":                                {build("", "", "/Contents 5 0 R", bomb(70)), "page_damaged", 1},
		"a bomb in a bomb":                      {build("", "", "/Contents 5 0 R", deflated("", make([]byte, 1<<20), 3)), "", 1},
		"a chain of filters":                    {build("", "", "/Contents 5 0 R", deflated("", []byte("q"), 20)), "page_damaged", 1},
		"a filter that is none":                 {build("", "", "/Contents 5 0 R", stream("/Filter/NoneDecode", "q")), "page_damaged", 1},
		"brackets without end":                  {build(strings.Repeat("[", 1<<20), "", ""), "", 1},
		"dictionaries without end":              {build(strings.Repeat("<</A", 1<<16), "", ""), "", 1},
		"an array of half a million":            {build("["+strings.Repeat("1 ", 1<<19)+"] TJ", "", ""), "", 1},
		"states that are saved without end":     {build(strings.Repeat("q ", 1<<18), "", ""), "", 1},
		"a font with a million widths":          {build("BT /F 1 Tf (a) Tj ET", "/Font<</F<</Subtype/Type0/Encoding/Identity-H/DescendantFonts[<</W["+strings.Repeat("0 65535 1 ", 1000)+"]>>]>>>>", ""), "text_unmapped", 1},
		"a map with endless ranges":             {build("BT /F 1 Tf (a) Tj ET", "/Font<</F<</Subtype/Type1/ToUnicode 5 0 R>>>>", "", stream("", "beginbfrange "+strings.Repeat("<00000000> <ffffffff> <0041> ", 20000))), "", 1},
		"a predictor of huge rows":              {build("", "", "/Contents 5 0 R", strings.Replace(deflated("/DecodeParms<</Predictor 15/Columns 99999999/Colors 60/BitsPerComponent 16>>", []byte("q"), 1), "[/FlateDecode]", "/FlateDecode", 1)), "page_damaged", 1},
		"a stream that is its own length":       {assemble("<</Pages 2 0 R>>", "<</Kids[3 0 R]>>", "<</Type/Page/MediaBox[0 0 600 800]/Contents 4 0 R>>", "<</Length 4 0 R>>\nstream\nq\nendstream"), "", 1},
		"numbers that are none":                 {build("BT /F 1e999 Tf 1 0 0 1 9999999999999999999999999999999999999999999999999 -- Tm (a) Tj ET 99999999999999999999999999999999999999999999999999999999 0 m 0 0 l S", helvetica, ""), "text_unmapped", 1},
	} {
		t.Run(name, func(t *testing.T) {
			read, err := open(context.Background(), bytes.NewReader(c.file), int64(len(c.file)), nil)
			if err != nil {
				t.Fatal(err)
			}
			if len(read.pages) != c.pages || codes(read) != c.warnings {
				t.Errorf("got %d pages and the warnings %q, want %d and %q", len(read.pages), codes(read), c.pages, c.warnings)
			}
		})
	}
}

func TestTheTitleOfTheFileIsOneOfADocument(t *testing.T) {
	for title, want := range map[string]string{
		"某县2023年政府信息公开工作年度报告":      "某县2023年政府信息公开工作年度报告",
		"某县2023年政府信息公开工作年度报告.docx": "",
		"Microsoft Word - 年度报告":    "",
		`D:\文件\年度报告`:               "",
		"untitled":                 "",
		"Report":                   "",
	} {
		utf16 := "feff"
		for _, r := range title {
			utf16 += fmt.Sprintf("%04x", r)
		}
		if _, err := hex.DecodeString(utf16); err != nil {
			t.Fatal(err)
		}
		file := bytes.Replace(build("", "", "", "<</Title<"+utf16+">>>"), []byte("/Root 1 0 R"), []byte("/Root 1 0 R/Info 5 0 R"), 1)
		if got := mustOpen(t, file).title; got != want {
			t.Errorf("of %q got %q, want %q", title, got, want)
		}
	}
}
