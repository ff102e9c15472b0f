package compound

import (
	"bytes"
	"encoding/binary"
	"strings"
	"testing"

	"gongkai/extract/compound/compoundtest"
)

func open(t testing.TB, data []byte) (*File, error) {
	t.Helper()
	return Open(bytes.NewReader(data), int64(len(data)))
}

func TestStreamsComeBackAsTheyWere(t *testing.T) {
	large := bytes.Repeat([]byte("0123456"), 20_000)
	f, err := open(t, compoundtest.File(map[string][]byte{"WordDocument": large, "\x05SummaryInformation": []byte("s")}))
	if err != nil {
		t.Fatal(err)
	}
	if !f.Has("worddocument") || !f.Has("SummaryInformation") || f.Has("Data") {
		t.Errorf("got names %q", f.Names())
	}
	got, err := f.Read(t.Context(), "WordDocument", 1<<20)
	if err != nil || !bytes.Equal(got, large) {
		t.Errorf("got %d bytes and %v, want %d bytes", len(got), err, len(large))
	}
	if got, err := f.Read(t.Context(), "SummaryInformation", 1); err != nil || string(got) != "s" {
		t.Errorf("got %q and %v, want the first byte", got, err)
	}
}

func TestADamagedOrHostileFileIsAnErrorThatSaysWhy(t *testing.T) {
	whole := compoundtest.File(map[string][]byte{"WordDocument": make([]byte, 50_000)})
	put := func(at int, v uint32) []byte {
		b := bytes.Clone(whole)
		binary.LittleEndian.PutUint32(b[at:], v)
		return b
	}
	const fat, directory, content = 512, 1024, 1
	for name, c := range map[string]struct {
		data []byte
		want string
	}{
		"nothing":                             {nil, "damaged"},
		"cut short":                           {whole[:40_000], "cut short"},
		"a directory that goes round":         {put(fat+4*content, content), "damaged"},
		"a directory in the FAT's own sector": {put(48, 0), "damaged"},
		"a stream longer than the file":       {put(directory+128+120, 1<<31), "cut short"},
		"a stream that leads outside":         {put(fat+4*(content+1), 1<<30), "damaged"},
		"more DIFAT sectors than FAT sectors": {put(72, 1<<20), "damaged"},
		"a DIFAT that goes round": {func() []byte {
			b := put(72, 1<<24)
			copy(b[44:], "\xff\xff\xff\xff")
			copy(b[68:], "\x01\x00\x00\x00")
			return b
		}(), "damaged"},
	} {
		t.Run(name, func(t *testing.T) {
			f, err := open(t, c.data)
			if err == nil {
				_, err = f.Read(t.Context(), "WordDocument", 1<<30)
			}
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want an error with %q", err, c.want)
			}
		})
	}
}

func TestAStreamThatGoesRoundEndsWhereItsSizeDoes(t *testing.T) {
	b := compoundtest.File(map[string][]byte{"WordDocument": make([]byte, 50_000)})
	binary.LittleEndian.PutUint32(b[512+4*2:], 2)
	f, err := open(t, b)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := f.Read(t.Context(), "WordDocument", 1<<30); err == nil && len(got) != 50_000 {
		t.Errorf("got %d bytes", len(got))
	}
}

func TestADirectoryWithoutEndIsNotKept(t *testing.T) {
	const sectors = 40_000 // of entries: 20 MB
	b := make([]byte, 512*(1+sectors))
	copy(b, compoundtest.File(nil)[:512])
	fats := sectors/128 + 1
	binary.LittleEndian.PutUint32(b[48:], uint32(fats))
	for i := range 109 {
		binary.LittleEndian.PutUint32(b[76+4*i:], uint32(i))
	}
	for i := range 109 * 128 {
		binary.LittleEndian.PutUint32(b[512+4*i:], uint32(i+1))
	}
	if _, err := open(t, b); err == nil {
		t.Error("got no error")
	}
}

func FuzzOpen(f *testing.F) {
	f.Add(compoundtest.File(map[string][]byte{"WordDocument": []byte("a"), "1Table": []byte("b")}))
	f.Add([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"))
	f.Add(bytes.Repeat([]byte("0123456789"), 500))
	f.Fuzz(func(t *testing.T, data []byte) {
		if c, err := open(t, data); err == nil {
			for _, name := range c.Names() {
				_, _ = c.Read(t.Context(), name, 1<<20)
			}
		}
		streams := map[string][]byte{"a": data, "b": bytes.Repeat(data, 1+4096/(len(data)+1)), "c": data[:len(data)/2]}
		c, err := open(t, compoundtest.File(streams))
		if err != nil {
			t.Fatal(err)
		}
		for name, want := range streams {
			// Short streams are written longer, with zeros.
			if got, err := c.Read(t.Context(), name, 1<<30); len(want) > 0 && (err != nil || !bytes.Equal(bytes.TrimRight(got, "\x00"), bytes.TrimRight(want, "\x00"))) {
				t.Errorf("stream %s: got %d bytes, %v, want %d", name, len(got), err, len(want))
			}
		}
	})
}
