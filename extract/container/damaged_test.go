package container

import (
	"archive/zip"
	"bytes"
	"hash/crc32"
	"io"
	"testing"
)

func TestAPartThatIsNotWhatItsChecksumSaysIsWarnedOf(t *testing.T) {
	const written = "<a>1438</a>\n"
	for name, c := range map[string]struct {
		held string
		read int64 // bytes that its reader wants
		want int
	}{
		"whole":                        {written, 100, 0},
		"another figure":               {"<a>1439</a>\n", 100, 1},
		"whose end nobody reads":       {"<a>1439</a>\n", 11, 1},
		"whole, and nobody reads it":   {written, 3, 0},
		"another figure that none saw": {"<a>1439</a>\n", 0, 1},
	} {
		var b bytes.Buffer
		z := zip.NewWriter(&b)
		w, err := z.CreateRaw(&zip.FileHeader{Name: "a.xml", CRC32: crc32.ChecksumIEEE([]byte(written)),
			CompressedSize64: uint64(len(c.held)), UncompressedSize64: uint64(len(c.held))})
		if err == nil {
			_, err = w.Write([]byte(c.held))
		}
		if err != nil || z.Close() != nil {
			t.Fatal(err)
		}
		packed, err := Open(bytes.NewReader(b.Bytes()), int64(b.Len()))
		if err != nil {
			t.Fatal(err)
		}
		part, err := packed.Open("a.xml")
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.CopyN(io.Discard, part, c.read)
		if part.Close(); len(packed.Warnings()) != c.want {
			t.Errorf("%s: got %v, want %d warnings", name, packed.Warnings(), c.want)
		}
	}
}

func TestAPartThatIsThereTwiceIsWarnedOf(t *testing.T) {
	for name, c := range map[string]struct {
		second, content, read string
		want                  int
	}{
		"another content":       {"word/a.xml", "<a>2</a>", "word/a.xml", 1},
		"in another spelling":   {`Word\A.xml`, "<a>2</a>", "word/a.xml", 1},
		"the same content":      {"word/a.xml", "<a>1</a>", "word/a.xml", 0},
		"another of the parts":  {"b.xml", "<a>2</a>", "word/a.xml", 0},
		"one that nobody reads": {"word/a.xml", "<a>2</a>", "", 0},
	} {
		var b bytes.Buffer
		z := zip.NewWriter(&b)
		for _, part := range [][2]string{{"word/a.xml", "<a>1</a>"}, {c.second, c.content}} {
			w, err := z.Create(part[0])
			if err != nil {
				t.Fatal(err)
			}
			_, _ = w.Write([]byte(part[1])) // the buffer takes all
		}
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
		packed, err := Open(bytes.NewReader(b.Bytes()), int64(b.Len()))
		if err != nil {
			t.Fatal(err)
		}
		if c.read != "" {
			part, err := packed.Open(c.read)
			if err != nil {
				t.Fatal(err)
			}
			_ = part.Close()
		}
		if got := packed.Warnings(); len(got) != c.want {
			t.Errorf("%s: got %v, want %d warnings", name, got, c.want)
		}
	}
}
