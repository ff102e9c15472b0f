package extract

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"

	"gongkai/archive"
)

// parts returns the parts of a payload, each in a line.
func parts(t testing.TB, body string) []string {
	t.Helper()
	var lines []string
	err := Each(t.Context(), input("", body), func(p Part) error {
		if p.Refused != nil {
			lines = append(lines, p.Member+": "+p.Refused.Message)
			return nil
		}
		lines = append(lines, fmt.Sprintf("%s = %s, %d tables", p.Member, p.Document.Title, len(p.Document.Tables)))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return lines
}

// gbk returns s as Chinese Windows writes names.
func gbk(t testing.TB, s string) string {
	t.Helper()
	b, err := simplifiedchinese.GBK.NewEncoder().String(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// rar4 packs one file, stored, in a RAR file of version 4.
func rar4(name, content string) string {
	block := func(kind byte, flags uint16, fields string, data string) string {
		head := string([]byte{kind}) + string(binary.LittleEndian.AppendUint16(nil, flags)) + string(binary.LittleEndian.AppendUint16(nil, uint16(7+len(fields)))) + fields
		return string(binary.LittleEndian.AppendUint16(nil, uint16(crc32.ChecksumIEEE([]byte(head))))) + head + data
	}
	var file []byte
	file = binary.LittleEndian.AppendUint32(file, uint32(len(content)))
	file = binary.LittleEndian.AppendUint32(file, uint32(len(content)))
	file = append(file, 2) // Windows
	file = binary.LittleEndian.AppendUint32(file, crc32.ChecksumIEEE([]byte(content)))
	file = append(file, 0, 0, 0x21, 0x58, 20, 0x30)
	file = binary.LittleEndian.AppendUint16(file, uint16(len(name)))
	file = append(file, 0x20, 0, 0, 0)
	return "Rar!\x1a\x07\x00" + block(0x73, 0, "\x00\x00\x00\x00\x00\x00", "") + block(0x74, 0x8000, string(file)+name, content) + block(0x7b, 0, "", "")
}

// zipRaw zips one file under a name that is no UTF-8.
func zipRaw(t testing.TB, name, content string) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.CreateHeader(&zip.FileHeader{Name: name, NonUTF8: true, Method: zip.Deflate})
	if err == nil {
		_, err = io.WriteString(w, content)
	}
	if err == nil {
		err = z.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func fixture(t testing.TB, name string) string {
	t.Helper()
	b, err := os.ReadFile("testdata/packed/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestEveryFileThatIsPackedIsADocumentOfItsOwn(t *testing.T) {
	page := "<html><title>某局2023年政府信息公开工作年度报告</title><body><p>正文，够长的一段话。</p><table><tr><td>a<td>b</table>"
	paper := word(t, "<w:p><w:r><w:t>正文</w:t></w:r></w:p>")
	four := zipOf(t, "a.html", page)
	for range 3 {
		four = zipOf(t, "里.zip", four)
	}
	for name, c := range map[string]struct {
		body string
		want string
	}{
		"a page alone":           {page, " = 某局2023年政府信息公开工作年度报告, 1 tables"},
		"two in a zip":           {zipOf(t, "年报/a.html", page, "b.docx", paper), "年报/a.html = 某局2023年政府信息公开工作年度报告, 1 tables|b.docx = b, 0 tables"},
		"a name in GBK":          {zipRaw(t, gbk(t, "水利局年报.html"), page), "水利局年报.html = 某局2023年政府信息公开工作年度报告, 1 tables"},
		"packed twice":           {zipOf(t, "a.zip", zipOf(t, "b.html", page)), "a.zip/b.html = 某局2023年政府信息公开工作年度报告, 1 tables"},
		"packed too often":       {four, "里.zip/里.zip/里.zip: packed more than 3 times; not read"},
		"what is not read":       {zipOf(t, "a.html", page, "图.png", "\x89PNG\r\n\x1a\n0000", "空.doc", ""), "a.html = 某局2023年政府信息公开工作年度报告, 1 tables|图.png: holds an image, which is not read without OCR|空.doc: empty: not a single byte"},
		"RAR, a name in GBK":     {rar4(gbk(t, "年报\\一誠.html"), page), "年报/一誠.html = 某局2023年政府信息公开工作年度报告, 1 tables"},
		"RAR cut short":          {rar4("a.html", page)[:90], "a.html: it can't be unpacked: unexpected EOF"},
		"7z":                     {fixture(t, "two.7z"), "2021年报.docx = 高台经济开发区管理委员会2019年政府信息公开工作年度报告, 3 tables|页面.html = 高台经济开发区管理委员会2019年政府信息公开工作年度报告, 3 tables"},
		"7z with hidden names":   {fixture(t, "encrypted.7z"), ": the 7z file is encrypted"},
		"7z that is locked":      {fixture(t, "locked.7z"), "页面.html: it is encrypted"},
		"a zip that is locked":   {fixture(t, "locked.zip"), "页面.html: it is encrypted"},
		"nothing packed":         {zipOf(t), ": no file is packed in it"},
		"names that lead astray": {zipOf(t, "../../etc/a.html", page), "../../etc/a.html = 某局2023年政府信息公开工作年度报告, 1 tables"},
		"many small ones":        {zipOf(t, strings.Split(strings.Repeat("a.txt|x|", 1_001), "|")[:2_002]...), "1001 lines, the last : more than 1000 files are packed in it; the others were not read"},
	} {
		t.Run(name, func(t *testing.T) {
			lines := parts(t, c.body)
			got := strings.Join(lines, "|")
			if len(lines) > 10 {
				got = fmt.Sprintf("%d lines, the last %s", len(lines), lines[len(lines)-1])
			}
			if got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

func TestAPackedDocumentNamesItsPayloadAndItself(t *testing.T) {
	body := zipOf(t, "a.txt", "某局2023年政府信息公开工作年度报告")
	err := Each(t.Context(), input("", body), func(p Part) error {
		if p.Document.Source.Member != "a.txt" || p.Document.PayloadDigest != mustDigest(body) {
			t.Errorf("got member %q of %s, want a.txt of %s", p.Document.Source.Member, p.Document.PayloadDigest, mustDigest(body))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestAFileThatInflatesWithoutEndIsCut(t *testing.T) {
	packed := zipOf(t, "a.txt", strings.Repeat("0", 60<<20))
	one, err := zip.NewReader(strings.NewReader(packed), int64(len(packed)))
	if err != nil {
		t.Fatal(err)
	}
	var bomb bytes.Buffer
	z := zip.NewWriter(&bomb)
	for range 6 {
		if err := z.Copy(one.File[0]); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	lines := parts(t, bomb.String())
	if got := lines[len(lines)-1]; len(lines) != 5 || !strings.Contains(got, "what is packed in it has more than 268435456 bytes") {
		t.Errorf("got %d lines, the last %s", len(lines), got)
	}
}

func mustDigest(body string) archive.Digest { return archive.DigestOf([]byte(body)) }
