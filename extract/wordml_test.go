package extract

import (
	"archive/zip"
	"io"
	"path/filepath"
	"strings"
	"testing"
)

// flattened returns a .docx file as Word 2003 saves it as XML.
func flattened(t *testing.T, file string) string {
	t.Helper()
	z, err := zip.OpenReader(file)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	inner := func(part, element string) string {
		r, err := z.Open(part)
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		_, s, _ := strings.Cut(string(b), "<w:"+element)
		_, s, _ = strings.Cut(s, ">")
		s, _, _ = strings.Cut(s, "</w:"+element+">")
		return "<w:" + element + ">" + s + "</w:" + element + ">"
	}
	text := strings.NewReplacer("w:vMerge", "w:vmerge", "<w:body>", "<w:body><wx:sect>", "</w:body>", "</wx:sect></w:body>").Replace(inner("word/document.xml", "body"))
	styles := ""
	if _, err := z.Open("word/styles.xml"); err == nil {
		styles = inner("word/styles.xml", "styles")
	}
	return `<?xml version="1.0" encoding="UTF-8" standalone="yes"?><?mso-application progid="Word.Document"?>` +
		`<w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml" xmlns:wx="http://schemas.microsoft.com/office/word/2003/auxHint">` +
		styles + text + `</w:wordDocument>`
}

func TestADocumentOfWord2003InXMLIsReadAsThatOfToday(t *testing.T) {
	for file, truth := range corpusFiles(t, "*.docx") {
		t.Run(filepath.Base(file), func(t *testing.T) {
			flat := flattened(t, file)
			doc := mustRead(t, input("report.doc", flat))
			for _, line := range truth.Differences(doc.Tables) {
				t.Error(line)
			}
			if want := readFile(t, file); doc.ContentDigest != want.ContentDigest || len(doc.Warnings) != len(want.Warnings) {
				t.Errorf("got %q with %v, want %q with %v", doc.Text, doc.Warnings, want.Text, want.Warnings)
			}
			cut := mustRead(t, input("report.xml", flat[:len(flat)/2]))
			if len(cut.Warnings) != 1 || cut.Warnings[0].Code != "file_cut_short" {
				t.Errorf("half of it gives %v, want a warning", cut.Warnings)
			}
		})
	}
}

// packaged returns a .docx file as Word saves it as XML.
func packaged(t *testing.T, file string) string {
	t.Helper()
	z, err := zip.OpenReader(file)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	var b strings.Builder
	b.WriteString(`<?xml version="1.0" standalone="yes"?><?mso-application progid="Word.Document"?><pkg:package xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage">`)
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		part, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		_, content, _ := strings.Cut(string(part), "?>")
		b.WriteString(`<pkg:part pkg:name="/` + f.Name + `" pkg:padding="512"><pkg:xmlData>` + content + `</pkg:xmlData></pkg:part>`)
	}
	return b.String() + `<pkg:part pkg:name="/word/media/a.png"><pkg:binaryData>AAAA</pkg:binaryData></pkg:part></pkg:package>`
}

func TestADocumentThatIsOnePackageOfXMLIsReadAsTheDocument(t *testing.T) {
	for file, truth := range corpusFiles(t, "*.docx") {
		t.Run(filepath.Base(file), func(t *testing.T) {
			doc := mustRead(t, input("report.doc", packaged(t, file)))
			for _, line := range truth.Differences(doc.Tables) {
				t.Error(line)
			}
			if want := readFile(t, file); doc.ContentDigest != want.ContentDigest || doc.Title != want.Title || len(doc.Warnings) != len(want.Warnings) {
				t.Errorf("got %q with %v, want %q with %v", doc.Text, doc.Warnings, want.Text, want.Warnings)
			}
		})
	}
}

func TestAPackageOfXMLWithoutADocumentIsRefused(t *testing.T) {
	const head = `<?xml version="1.0"?><pkg:package xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage">`
	for _, file := range []string{head, head + `<pkg:part pkg:name="/a.xml"><pkg:xmlData><a/></pkg:xmlData></pkg:part>`, head + `<pkg:part name`, head + `<pkg:part pkg:name="/word/document.xml"><pkg:xmlData>`} {
		if _, err := Read(t.Context(), input("a.xml", file)); err == nil || !strings.Contains(err.Error(), "saved as XML") {
			t.Errorf("%s: got %v, want a refusal", file, err)
		}
	}
}
