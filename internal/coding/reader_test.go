package coding

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/flate"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zlib"
	"github.com/klauspost/compress/zstd"
)

func pack(t testing.TB, w io.WriteCloser, buf *bytes.Buffer, s string) string {
	t.Helper()
	if _, err := io.WriteString(w, s); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return buf.String()
}

func gzipped(t testing.TB, s string) string {
	var buf bytes.Buffer
	return pack(t, gzip.NewWriter(&buf), &buf, s)
}

func zlibbed(t testing.TB, s string) string {
	var buf bytes.Buffer
	return pack(t, zlib.NewWriter(&buf), &buf, s)
}

func deflated(t testing.TB, s string) string {
	var buf bytes.Buffer
	w, err := flate.NewWriter(&buf, flate.DefaultCompression)
	if err != nil {
		t.Fatal(err)
	}
	return pack(t, w, &buf, s)
}

func brotlied(t testing.TB, s string) string {
	var buf bytes.Buffer
	return pack(t, brotli.NewWriter(&buf), &buf, s)
}

func zstded(t testing.TB, s string) string {
	var buf bytes.Buffer
	w, err := zstd.NewWriter(&buf)
	if err != nil {
		t.Fatal(err)
	}
	return pack(t, w, &buf, s)
}

func TestWhatWasEncodedIsReadBack(t *testing.T) {
	text := strings.Repeat("政府信息公开工作年度报告 ", 500)
	broken := gzipped(t, text)[:100]
	ole := "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + strings.Repeat("\x00", 16) + "\x3e\x00\x03\x00\xfe\xff\x09\x00" + strings.Repeat("\xff", 480) + strings.Repeat("\x00", 20_000)
	random := make([]byte, 20_000)
	_, _ = rand.NewChaCha8([32]byte{}).Read(random)
	noise := string(random)
	gbk := "\xcd\xb3\xbc\xc6\xb1\xed"
	for name, c := range map[string]struct {
		coding, body, want string
		err                error
	}{
		"no coding":                          {"", text, text, nil},
		"identity":                           {"identity", text, text, nil},
		"the name of a charset":              {"UTF-8", text, text, nil},
		"gzip beside the name of a charset":  {"utf8, gzip", gzipped(t, text), text, nil},
		"gzip":                               {"gzip", gzipped(t, text), text, nil},
		"x-gzip in capitals with spaces":     {"  X-GZIP ", gzipped(t, text), text, nil},
		"deflate as zlib":                    {"deflate", zlibbed(t, text), text, nil},
		"deflate as a raw stream":            {"deflate", deflated(t, text), text, nil},
		"br":                                 {"br", brotlied(t, text), text, nil},
		"zstd":                               {"Zstd", zstded(t, text), text, nil},
		"zstd in two frames":                 {"zstd", zstded(t, text) + zstded(t, "尾"), text + "尾", nil},
		"a page declared deflate":            {"deflate", "<html>" + text, "<html>" + text, nil},
		"a page declared br":                 {"br", "<!DOCTYPE html>" + text, "<!DOCTYPE html>" + text, nil},
		"data declared br":                   {"br", `{"rows":"` + text + `"}`, `{"rows":"` + text + `"}`, nil},
		"a page declared zstd":               {"zstd", "<html>" + text, "<html>" + text, nil},
		"nothing declared br":                {"br", "", "", nil},
		"nothing declared zstd":              {"zstd", "", "", nil},
		"a .doc declared br":                 {"br", ole, ole, nil},
		"a .doc declared deflate":            {"deflate", ole, ole, nil},
		"a word declared br":                 {"br", "ok", "ok", nil},
		"a word declared deflate":            {"deflate", "ok", "ok", nil},
		"a word in GBK declared br":          {"br", gbk, gbk, nil},
		"a short indented page declared br":  {"br", "\t\t<html>", "\t\t<html>", nil},
		"a short remark declared br":         {"br", "!!html", "!!html", nil},
		"a long remark declared br":          {"br", "!!" + text, "!!" + text, nil},
		"a list declared br":                 {"br", ";a;b", ";a;b", nil},
		"an empty body in br":                {"br", ";", "", nil},
		"an empty line behind br":            {"br", brotlied(t, text) + "\r\n", text, nil},
		"an empty line behind short br":      {"br", brotlied(t, "ok") + "\r\n", "ok", nil},
		"an empty line behind much br":       {"br", brotlied(t, noise) + "\r\n", noise, nil},
		"an empty line behind zstd":          {"zstd", zstded(t, text) + "\r\n", text, nil},
		"zeros behind zstd":                  {"zstd", zstded(t, text) + "\x00\x00\x00\x00\x00", text, nil},
		"a byte behind two frames of zstd":   {"zstd", zstded(t, text) + zstded(t, "尾") + "\n", text + "尾", nil},
		"much zstd":                          {"zstd", zstded(t, noise), noise, nil},
		"br cut in its body":                 {"br", brotlied(t, text)[:30], "", io.ErrUnexpectedEOF},
		"zstd cut in its body":               {"zstd", zstded(t, text)[:30], "", io.ErrUnexpectedEOF},
		"gzip after deflate":                 {"deflate, gzip", gzipped(t, zlibbed(t, text)), text, nil},
		"gzip twice, with empty names":       {"gzip,, identity ,gzip,", gzipped(t, gzipped(t, text)), text, nil},
		"two members":                        {"gzip", gzipped(t, text) + gzipped(t, "尾"), text + "尾", nil},
		"padding behind gzip":                {"gzip", gzipped(t, text) + "\x00\x00\x00\x00", text, nil},
		"a page declared gzip that is plain": {"gzip", "<html>" + text, "<html>" + text, nil},
		"one byte declared gzip":             {"gzip", "\x1f", "\x1f", nil},
		"nothing declared gzip":              {"gzip", "", "", nil},
		"nothing declared deflate":           {"deflate", "", "", nil},
		"gzip cut in its header":             {"gzip", "\x1f\x8b", "", io.ErrUnexpectedEOF},
		"gzip cut in its second header":      {"gzip", gzipped(t, "首") + "\x1f\x8b\x08", "首", io.ErrUnexpectedEOF},
		"zlib cut in its checksum":           {"deflate", zlibbed(t, "首")[:10], "首", io.ErrUnexpectedEOF},
		"gzip with a wrong checksum":         {"gzip", gzipped(t, "首")[:15] + "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00", "", errAny},
		"gzip cut in its body":               {"gzip", broken, "", io.ErrUnexpectedEOF},
	} {
		for way, wrap := range map[string]func(io.Reader) io.Reader{
			"at once":     func(r io.Reader) io.Reader { return r },
			"byte a byte": iotest.OneByteReader,
			"end at once": iotest.DataErrReader,
		} {
			t.Run(name+"/"+way, func(t *testing.T) {
				r, err := NewReader(c.coding, wrap(strings.NewReader(c.body)), 1<<20)
				if err != nil {
					t.Fatalf("NewReader(%q): %v", c.coding, err)
				}
				got, err := io.ReadAll(r)
				if c.err == errAny && err != nil {
					return
				}
				if !errors.Is(err, c.err) {
					t.Fatalf("error: got %v, want %v", err, c.err)
				}
				if c.err == nil && string(got) != c.want {
					t.Errorf("got %d bytes %.40q, want %d bytes %.40q", len(got), got, len(c.want), c.want)
				}
				if again, err2 := r.Read(make([]byte, 1)); again != 0 || (c.err != nil && !errors.Is(err2, c.err)) {
					t.Errorf("a read after the end: got %d, %v", again, err2)
				}
			})
		}
	}
}

// errAny stands for any error in tables.
var errAny = errors.New("any error")

func TestReadingPastTheLimitIsAnError(t *testing.T) {
	text := strings.Repeat("x", 1000)
	for name, c := range map[string]struct {
		coding, body string
		limit        int64
		err          error
	}{
		"plain, as long as the limit":     {"", text, 1000, nil},
		"plain, longer":                   {"", text, 999, ErrTooLarge},
		"gzip, as long as the limit":      {"gzip", gzipped(t, text), 1000, nil},
		"gzip, longer":                    {"gzip", gzipped(t, text), 999, ErrTooLarge},
		"lying gzip, longer":              {"gzip", text, 999, ErrTooLarge},
		"an empty body within nothing":    {"gzip", "", 0, nil},
		"a limit below nothing":           {"", text, -1, ErrTooLarge},
		"between the codings of a list":   {"gzip,gzip", gzipped(t, strings.Repeat(gzipped(t, ""), 100)), 100, ErrTooLarge},
		"br, longer":                      {"br", brotlied(t, text), 999, ErrTooLarge},
		"zstd, longer":                    {"zstd", zstded(t, text), 999, ErrTooLarge},
		"compressed input over the limit": {"gzip", gzipped(t, "ab") + gzipped(t, "cd"), 4, nil},
	} {
		t.Run(name, func(t *testing.T) {
			r, err := NewReader(c.coding, strings.NewReader(c.body), c.limit)
			if err != nil {
				t.Fatal(err)
			}
			got, err := io.ReadAll(r)
			if !errors.Is(err, c.err) {
				t.Fatalf("got %v, want %v", err, c.err)
			}
			if int64(len(got)) > max(0, c.limit) {
				t.Errorf("got %d bytes, want at most %d", len(got), c.limit)
			}
			if _, again := r.Read(make([]byte, 8)); c.err != nil && !errors.Is(again, c.err) {
				t.Errorf("a second read: got %v, want %v", again, c.err)
			}
		})
	}
}

func TestAnUnknownCodingIsNamed(t *testing.T) {
	for coding, want := range map[string]string{
		"bz":                       `unknown content coding "bz"`,
		"gzip, Compress":           `unknown content coding "compress"`,
		"gzip gzip":                `unknown content coding "gzip gzip"`,
		"gzip,gzip,gzip,gzip,gzip": "unknown content coding: a list of more than 4",
	} {
		_, err := NewReader(coding, strings.NewReader(""), 1)
		if !errors.Is(err, ErrUnknown) || err.Error() != want {
			t.Errorf("NewReader(%q): got %v, want %s", coding, err, want)
		}
	}
}

func TestAFailureOfTheSourceIsNotAnEnd(t *testing.T) {
	down := errors.New("connection reset")
	for name, body := range map[string]string{
		"before the first byte":   "",
		"behind the first member": gzipped(t, "首"),
	} {
		for _, coding := range []string{"", "gzip", "deflate"} {
			r, err := NewReader(coding, io.MultiReader(strings.NewReader(body), iotest.ErrReader(down)), 1<<20)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := io.ReadAll(r); err == nil || (coding != "deflate" && !errors.Is(err, down)) {
				t.Errorf("%s, coding %q: got %v, want %v", name, coding, err, down)
			}
		}
	}
}

func TestAClosedReaderReadsNothing(t *testing.T) {
	r, err := NewReader("gzip", strings.NewReader(gzipped(t, "首")), 100)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	if n, err := r.Read(make([]byte, 8)); n != 0 || !errors.Is(err, fs.ErrClosed) {
		t.Errorf("got %d, %v, want 0, %v", n, err, fs.ErrClosed)
	}
}

func FuzzReader(f *testing.F) {
	f.Add("gzip", []byte(gzipped(f, "报告")))
	f.Add("deflate", []byte(zlibbed(f, "报告")))
	f.Add("deflate", []byte(deflated(f, "报告")))
	f.Add("br", []byte(brotlied(f, "报告")))
	f.Add("zstd", []byte(zstded(f, "报告")))
	f.Add("gzip, deflate", []byte(zlibbed(f, gzipped(f, "报告"))))
	f.Add("", []byte("报告"))
	f.Fuzz(func(t *testing.T, coding string, body []byte) {
		const limit = 1 << 16
		r, err := NewReader(coding, bytes.NewReader(body), limit)
		if err != nil {
			if !errors.Is(err, ErrUnknown) {
				t.Fatalf("NewReader(%q): got %v, want %v", coding, err, ErrUnknown)
			}
			return
		}
		n, err := io.Copy(io.Discard, r)
		if n > limit {
			t.Fatalf("coding %q: %d bytes came out, more than %d", coding, n, limit)
		}
		if errors.Is(err, ErrTooLarge) && n != limit {
			t.Fatalf("coding %q: too large after %d bytes, want %d", coding, n, limit)
		}
	})
}
