package extract

import (
	"archive/zip"
	"bytes"
	"io"
	"os"
	"slices"
	"testing"

	"gongkai/archive"
)

func TestADocumentWithACharacterThatWasChangedIsDamaged(t *testing.T) {
	for file, part := range map[string]string{
		"1-000.plain.docx": "word/document.xml", "1-000.plain.odt": "content.xml", "1-000.ods": "content.xml",
		"1-000.xlsx": "xl/worksheets/sheet1.xml", "1-000.ofd": "Doc_0/Pages/Page_0/Content.xml",
	} {
		data, err := os.ReadFile("testdata/corpus/" + file)
		if err != nil {
			t.Fatal(err)
		}
		for _, change := range []bool{false, true} {
			doc := mustRead(t, input(file, repacked(t, data, part, change)))
			got := slices.ContainsFunc(doc.Warnings, func(w archive.Warning) bool { return w.Code == "file_damaged" })
			if got != change {
				t.Errorf("%s, changed %v: got %v", file, change, doc.Warnings)
			}
		}
	}
}

// repacked stores the parts of a zip file as they are, under the checksums that they
// had, with the last digit of one changed.
func repacked(t *testing.T, data []byte, part string, change bool) string {
	r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	found := false
	for _, f := range r.File {
		in, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(in)
		if err != nil {
			t.Fatal(err)
		}
		if f.Name == part {
			found = true
			if at := bytes.LastIndexAny(content, "0123456789"); change {
				content[at] = '0' + (content[at]-'0'+1)%10
			}
		}
		w, err := z.CreateRaw(&zip.FileHeader{Name: f.Name, CRC32: f.CRC32, CompressedSize64: uint64(len(content)), UncompressedSize64: uint64(len(content))})
		if err == nil {
			_, err = w.Write(content)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil || !found {
		t.Fatal(part, found, err)
	}
	return b.String()
}
