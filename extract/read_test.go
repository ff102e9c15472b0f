package extract

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"

	"gongkai/archive"
	"gongkai/extract/compound/compoundtest"
)

// zeros is a body of zero bytes that counts how much of it is read.
type zeros struct{ read int64 }

func (z *zeros) ReadAt(b []byte, _ int64) (int, error) {
	clear(b)
	z.read += int64(len(b))
	return len(b), nil
}

func input(name, body string) Input {
	return Input{Body: strings.NewReader(body), Size: int64(len(body)), Name: name}
}

func mustRead(t testing.TB, in Input) *archive.Document {
	t.Helper()
	doc, err := Read(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func zipOf(t testing.TB, parts ...string) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(parts); i += 2 {
		w, err := z.Create(parts[i])
		if err == nil {
			_, err = io.WriteString(w, parts[i+1])
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func word(t testing.TB, markup string) string {
	t.Helper()
	return zipOf(t, "word/document.xml", `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>`+markup+`</w:body></w:document>`)
}

const (
	webReport = `<html><head><meta name="ArticleTitle" content="2023年政府信息公开工作年度报告"></head><body><div class="nav">首页</div><div class=TRS_Editor>
<p>青渡县水利局</p><p>2023年政府信息公开工作年度报告</p><p>一、总体情况</p><p>　　主动公开15条。收到申请0件，办结0件；其余情况正常，特此报告如下。</p>
<table><tr><td colspan=2>第二十条第（一）项</td></tr><tr><td>规章</td><td>&nbsp;</td></tr><tr><td>规范性文件</td><td>３</td></tr></table></div></body></html>`
	wordReport = `<w:p><w:pPr><w:jc w:val="center"/></w:pPr><w:r><w:t>青渡县水利局</w:t></w:r></w:p><w:p><w:pPr><w:jc w:val="center"/></w:pPr><w:r><w:t>2023年政府信息公开工作年度报告</w:t></w:r></w:p>
<w:p><w:r><w:t>一、总体情况</w:t></w:r></w:p><w:p><w:r><w:t>主动公开15条。收到申请0件，</w:t></w:r></w:p><w:p><w:r><w:t>办结0件；其余情况正常，特此报告如下。</w:t></w:r></w:p>
<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr><w:p><w:r><w:t>第二十条第(一)项</w:t></w:r></w:p></w:tc></w:tr><w:tr><w:tc><w:p><w:r><w:t>规 章</w:t></w:r></w:p></w:tc><w:tc><w:p/></w:tc></w:tr>
<w:tr><w:tc><w:p><w:r><w:t>规范性文件</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>3</w:t></w:r></w:p></w:tc></w:tr></w:tbl>`
)

func TestADocumentIsReadWhateverItsNameSays(t *testing.T) {
	gbk, err := simplifiedchinese.GBK.NewEncoder().String(`<html><head><meta charset=gb2312></head><body>` + strings.Repeat("<p>政府信息公开工作年度报告的内容。</p>", 5) + "</body></html>")
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		in                 Input
		mediaType, charset string
		warning            string
	}{
		"a page":                       {input("a.html", webReport), "text/html", "utf-8", ""},
		"a page named as a document":   {input("a.doc", webReport), "text/html", "utf-8", "format_mismatch"},
		"a page in GBK":                {input("a.htm", gbk), "text/html", "gb18030", ""},
		"a document":                   {input("a.docx", word(t, wordReport)), "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "utf-8", ""},
		"a document named as older":    {input("a.doc", word(t, wordReport)), "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "utf-8", "format_mismatch"},
		"a text":                       {input("a.txt", "青渡县2023年政府信息公开工作年度报告\n\n一、总体情况\n\n无。\n"), "text/plain", "utf-8", ""},
		"a text without a name":        {input("", "一、总体情况\n\n无。\n"), "text/plain", "utf-8", ""},
		"RTF behind a byte order mark": {input("a.rtf", "\ufeff\r\n{\\rtf1\\ansi report\\par}"), "application/rtf", "utf-8", ""},
		"a page with a stray zero":     {input("a.html", strings.Replace(webReport, "<p>", "<p>\x00", 1)), "text/html", "utf-8", ""},
		"a fragment":                   {input("", "<table><tr><td>规章<td>1</table>"), "text/html", "utf-8", ""},
	} {
		t.Run(name, func(t *testing.T) {
			doc := mustRead(t, c.in)
			if doc.MediaType != c.mediaType || doc.Charset != c.charset {
				t.Errorf("got %s in %s, want %s in %s", doc.MediaType, doc.Charset, c.mediaType, c.charset)
			}
			if warned := slices.ContainsFunc(doc.Warnings, func(w archive.Warning) bool { return w.Code == c.warning }); warned != (c.warning != "") {
				t.Errorf("got warnings %+v, want %q", doc.Warnings, c.warning)
			}
			if doc.Schema != archive.DocumentSchema || doc.Text == "" {
				t.Errorf("got schema %q and text %q", doc.Schema, doc.Text)
			}
			body := make([]byte, c.in.Size)
			if _, err := c.in.Body.ReadAt(body, 0); err != nil && !errors.Is(err, io.EOF) {
				t.Fatal(err)
			}
			if doc.PayloadDigest != archive.DigestOf(body) {
				t.Errorf("got payload digest %s", doc.PayloadDigest)
			}
		})
	}
}

func TestAPageThatWasSavedAsOneFileIsReadAsThePage(t *testing.T) {
	const part = "\r\n--b\r\nContent-Location: %s\r\nContent-Transfer-Encoding: quoted-printable\r\nContent-Type: text/html; charset=\"gb2312\"\r\n\r\n%s"
	table := func(text string) string { return "<table border=3D1><tr><td>" + text + "</td><td>12</td></tr></table>" }
	const head = "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n"
	for name, c := range map[string]struct{ name, file, want string }{
		"from Word":  {"a.doc", head + fmt.Sprintf(part, "file:///C:/a.htm", "<p>=B9=AB=BF=AA</p>"+table("=BC=FE")) + "\r\n--b--", "公开\n件\t12"},
		"from Excel": {"a.xls", "From: x\r\n" + head + fmt.Sprintf(part, "file:///C:/a.htm", "<frameset>") + fmt.Sprintf(part, "file:///C:/1.htm", table("=BC=FE")) + fmt.Sprintf(part, "file:///C:/2.htm", table("=CF=EE")) + "\r\n--b--", "件\t12\n项\t12"},
	} {
		t.Run(name, func(t *testing.T) {
			doc := mustRead(t, input(c.name, c.file))
			if doc.Text != c.want || doc.Charset != "gb18030" || doc.PayloadDigest == "" || doc.MediaType != "multipart/related" {
				t.Errorf("got %q in %s, %s of type %s; want %q", doc.Text, doc.Charset, doc.PayloadDigest, doc.MediaType, c.want)
			}
			for _, p := range doc.Blocks {
				if p.Table != nil && *p.Table >= len(doc.Tables) {
					t.Errorf("got the table %d of %d", *p.Table, len(doc.Tables))
				}
			}
		})
	}
}

func TestAPageThatWasSavedAsOneFileAndIsCutShortIsWarnedOf(t *testing.T) {
	const head = "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n"
	for page, want := range map[string]int{"<p>1</p><p>2": 1, "<table><tr><td>1": 1, "<p>1</p></html>\n": 0} {
		doc := mustRead(t, input("a.mht", head+page))
		got := 0
		for _, w := range doc.Warnings {
			if w.Code == "file_cut_short" {
				got++
			}
		}
		if got != want {
			t.Errorf("%s: got %d warnings, want %d", page, got, want)
		}
	}
}

func TestWhatIsNotReadIsRefusedByName(t *testing.T) {
	whole := word(t, wordReport)
	ole := "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + strings.Repeat("\x00", 22) + "\x09\x00" + strings.Repeat("\x00", 480) + "W\x00o\x00r\x00d\x00D\x00o\x00c\x00u\x00m\x00e\x00n\x00t\x00"
	for name, c := range map[string]struct {
		in            Input
		format, holds string
	}{
		"an empty file":            {input("a.docx", ""), "empty", "empty"},
		"a PDF":                    {input("a.pdf", "%PDF-1.4\n"), "pdf", "holds a PDF"},
		"a PDF named as DOCX":      {input("a.docx", "%PDF-1.4\n"), "pdf", "named .docx, but holds a PDF"},
		"a DOC":                    {input("a.doc", ole), "doc", "holds a Word 97"},
		"a DOCX with a password":   {input("a.docx", string(compoundtest.File(map[string][]byte{"EncryptionInfo": nil, "EncryptedPackage": nil}))), "ole2", "protected with a password"},
		"an unknown compound file": {input("a.doc", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), "ole2", "holds an OLE2"},
		"RTF named as DOC":         {input("a.doc", `{\rtf1 `+strings.Repeat("{", 5000)), "rtf", "named .doc, but holds a Rich Text"},
		"an ODT":                   {input("a.odt", openDocument(t)), "odt", "ODT"},
		"an XLSX":                  {input("a.xlsx", zipOf(t, "xl/workbook.xml", "<x/>")), "xlsx", "XLSX"},
		"an XPS":                   {input("a.xps", zipOf(t, "FixedDocSeq.fdseq", "<x/>")), "xps", "an XPS document"},
		"a CEB":                    {input("a.ceb", "Founder CEB 3.0\x00\x01\x02"), "ceb", "a CEB document"},
		"an OFD":                   {input("a.ofd", zipOf(t, "OFD.xml", "<x/>")), "ofd", "OFD"},
		"an ODP":                   {input("a.odp", `<?xml version="1.0"?><office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" office:mimetype="application/vnd.oasis.opendocument.presentation">`), "odf", "presentation"},
		"an empty ODS":             {input("a.fods", `<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" office:mimetype="application/vnd.oasis.opendocument.spreadsheet">`), "ods", "ends early"},
		"a flat ODT":               {input("a.fodt", `<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0">`), "odt", "ends early"},
		"an XML workbook":          {input("a.xls", `<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"></Workbook>`), "xmlss", "no sheets"},
		"an XLSB":                  {input("a.xlsx", zipOf(t, "xl/workbook.bin", "x")), "xlsx", "XLSB"},
		"a zip":                    {input("a.zip", zipOf(t, "a.txt", "x")), "zip", "a zip archive"},
		"a RAR":                    {input("a.rar", "Rar!\x1a\x07\x00"), "rar", "RAR"},
		"a 7z":                     {input("a.7z", "7z\xbc\xaf\x27\x1c"), "7z", "7z"},
		"an image":                 {input("a.jpg", "\xff\xd8\xff\xe0"), "image", "an image"},
		"binary data":              {input("a", "ab\x00\x01\x02"), "binary", "binary"},
		"JSON":                     {input("a", `{"data": []}`), "json", "JSON"},
		"XML":                      {input("a.xml", `<?xml version="1.0"?><rss/>`), "xml", "XML"},
		"MHTML":                    {input("a.doc", "MIME-Version: 1.0\r\nContent-Type: multipart/related"), "mhtml", "named .doc, but"},
		"a truncated DOCX":         {input("a.docx", whole[:len(whole)-30]), "docx", "cut short"},
		"a DOCX with a broken part": {input("a.docx", zipOf(t, "word/document.xml", "<w:document><w:body>")),
			"docx", "ends early"},
		"a zip bomb": {input("a.docx", word(t, strings.Repeat(" ", 8<<20))), "docx", "bomb"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Read(t.Context(), c.in)
			refused, ok := errors.AsType[*RefusedError](err)
			if !ok {
				t.Fatalf("got %v, want a refusal", err)
			}
			if refused.Format != c.format || !strings.Contains(refused.Message, c.holds) || strings.Contains(refused.Message, "\n") {
				t.Errorf("got %s: %s; want %s: …%s…", refused.Format, refused.Message, c.format, c.holds)
			}
		})
	}
}

// openDocument returns an OpenDocument text, whose first entry is
// not compressed.
func openDocument(t *testing.T) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.CreateHeader(&zip.FileHeader{Name: "mimetype", Method: zip.Store})
	if err == nil {
		_, err = io.WriteString(w, "application/vnd.oasis.opendocument.text")
	}
	if err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestGigabytesOfNothingAreRefusedAtOnce(t *testing.T) {
	var z zeros
	_, err := Read(t.Context(), Input{Body: &z, Size: 2 << 30, Name: "a.doc"})
	if refused, ok := errors.AsType[*RefusedError](err); !ok || refused.Format != "zeros" {
		t.Errorf("got %v, want a refusal for zeros", err)
	}
	if z.read > 1<<20 {
		t.Errorf("got %d bytes read, want a few", z.read)
	}
}

func TestATextTooLargeIsRefusedUnread(t *testing.T) {
	body := strings.NewReader("<html>")
	_, err := Read(t.Context(), Input{Body: body, Size: maxText + 1})
	if refused, ok := errors.AsType[*RefusedError](err); !ok || !strings.Contains(refused.Message, "too large") {
		t.Errorf("got %v, want a refusal for its size", err)
	}
}

func TestOneReportHasOneContentDigestInEveryFormat(t *testing.T) {
	page, document := mustRead(t, input("a.html", webReport)), mustRead(t, input("a.docx", word(t, wordReport)))
	if page.ContentDigest != document.ContentDigest {
		t.Errorf("got %s and %s from\n%s\nand\n%s", page.ContentDigest, document.ContentDigest, page.Text, document.Text)
	}
	other := mustRead(t, input("a.html", strings.Replace(webReport, "３", "４", 1)))
	if other.ContentDigest == page.ContentDigest {
		t.Error("got the same digest for another figure")
	}
	moved := mustRead(t, input("a.html", strings.Replace(webReport, "<td>&nbsp;</td></tr><tr><td>规范性文件</td><td>３</td>", "<td>３</td></tr><tr><td>规范性文件</td><td>&nbsp;</td>", 1)))
	if moved.ContentDigest == page.ContentDigest {
		t.Error("got the same digest for a figure in another row")
	}
}

func TestTheDigestIsStable(t *testing.T) {
	// Computed by another program from the recipe of contentDigest.
	const want = "sha256:b906c490ae43b20a64e205291fdbe588a9bf439f467ab15038ac798efbb687f3"
	if got := mustRead(t, input("a.html", webReport)).ContentDigest; string(got) != want {
		t.Errorf("got %s, want %s: the recipe has changed, and every known document would be new", got, want)
	}
}

func TestTheLinkNamesADocumentThatDoesNot(t *testing.T) {
	in := input("", "<p>根据规定，现将情况公布如下，欢迎监督。</p>")
	plain := mustRead(t, in)
	in.Anchor = " 某局\n2023年年报 "
	doc := mustRead(t, in)
	if doc.Title != "某局 2023年年报" || !slices.ContainsFunc(doc.Warnings, func(w archive.Warning) bool { return w.Code == "title_from_anchor" }) {
		t.Errorf("got %q with %+v", doc.Title, doc.Warnings)
	}
	if doc.ContentDigest != plain.ContentDigest {
		t.Error("got another content digest through another link")
	}
}

func TestTheTextHasALineARowAndATabBetweenCells(t *testing.T) {
	doc := mustRead(t, input("a.html", "<p>前</p><table><caption>表</caption><tr><td colspan=2>自<br>然</td><td rowspan=2>c</td></tr><tr><td></td><td>2</td></tr></table><p>后</p>"))
	if want := "前\n表\n自 然\tc\n\t2\n后"; doc.Text != want {
		t.Errorf("got %q, want %q", doc.Text, want)
	}
}

func TestListsAreNeverNullInJSON(t *testing.T) {
	for name, in := range map[string]Input{"a page": input("", "<p></p>"), "a text": input("a.txt", "x"), "a document": input("", word(t, ""))} {
		t.Run(name, func(t *testing.T) {
			b, err := json.Marshal(mustRead(t, in))
			if err != nil {
				t.Fatal(err)
			}
			if bytes.Contains(b, []byte("null")) {
				t.Errorf("got %s", b)
			}
		})
	}
}

func TestReadingEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for name, in := range map[string]Input{"a page": input("", webReport), "a document": input("", word(t, wordReport))} {
		t.Run(name, func(t *testing.T) {
			if _, err := Read(ctx, in); !errors.Is(err, context.Canceled) {
				t.Errorf("got %v, want context.Canceled", err)
			}
		})
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(webReport), "text/html", "a.html")
	f.Add([]byte(word(f, wordReport)), "", "a.docx")
	f.Add([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), "", "a.doc")
	f.Add([]byte("a\t1\nb\t2\n"), "text/plain; charset=gbk", "")
	f.Fuzz(func(t *testing.T, body []byte, mediaType, name string) {
		doc, err := Read(t.Context(), Input{Body: bytes.NewReader(body), Size: int64(len(body)), MediaType: mediaType, Name: name})
		if err != nil {
			if _, ok := errors.AsType[*RefusedError](err); !ok {
				t.Fatalf("got %v, want a refusal", err)
			}
			return
		}
		if _, err := json.Marshal(doc); err != nil {
			t.Fatal(err)
		}
		_ = Markdown(doc)
	})
}

// TestWhatAPageWroteBeforeAFileIsNoPartOfIt has files as a script sends them that
// wrote lines, or the mark of its own encoding, before them.
func TestWhatAPageWroteBeforeAFileIsNoPartOfIt(t *testing.T) {
	for _, name := range []string{"1-000.plain.docx", "1-000.plain.doc", "1-000.plain.rtf", "1-000.plain.pdf", "1-000.xls", "1-000.xlsx", "1-000.ofd", "1-000.plain.odt"} {
		b, err := os.ReadFile(filepath.Join("testdata", "corpus", name))
		if err != nil {
			t.Fatal(err)
		}
		want := mustRead(t, input(name, string(b)))
		for _, lead := range []string{"\r\n\r\n", "\ufeff", "\ufeff\r\n \t\n"} {
			body := lead + string(b)
			got := mustRead(t, input(name, body))
			if got.ContentDigest != want.ContentDigest {
				t.Errorf("%s behind %q: got another document than without", name, lead)
			}
			if got.PayloadDigest != archive.DigestOf([]byte(body)) {
				t.Errorf("%s behind %q: its digest is not that of all bytes", name, lead)
			}
		}
	}
	packed, err := os.ReadFile(filepath.Join("testdata", "packed", "two.7z"))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := parts(t, "\r\n"+string(packed)), parts(t, string(packed)); !slices.Equal(got, want) {
		t.Errorf("got %q of a 7z file behind a line, want %q", got, want)
	}
}

func TestAReportInJSONIsRead(t *testing.T) {
	content := `<p>一、总体情况</p><p>` + strings.Repeat("主动公开信息。", 60) + `</p><p>三、收到和处理政府信息公开申请情况</p><table><tr><td>行政许可</td><td>7</td></tr></table>`
	b, err := json.Marshal(map[string]any{"code": 0, "data": map[string]string{"title": "报告", "content": content}})
	if err != nil {
		t.Fatal(err)
	}
	in := input("123", string(b))
	in.MediaType, in.Anchor = "application/json", "青渡县财政局2023年政府信息公开工作年度报告"
	doc := mustRead(t, in)
	if doc.Title != in.Anchor || doc.MediaType != "application/json" || len(doc.Tables) != 1 || doc.Tables[0].Grid[0][1] != "7" || doc.PayloadDigest != archive.DigestOf(b) {
		t.Errorf("got %+v", doc)
	}
}
