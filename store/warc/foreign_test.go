package warc

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"testing"

	"github.com/klauspost/compress/gzip"

	"gongkai/archive"
)

func FuzzForeign(f *testing.F) {
	f.Add([]byte("WARC/1.0\r\nWARC-Type: response\r\nWARC-Date: 2019-05-06T07:08:09Z\r\nContent-Length: 19\r\n\r\nHTTP/1.1 200 OK\r\n\r\n\r\n\r\n"))
	f.Add([]byte("WARC/1.1\nWARC-Type: revisit\nWARC-Date: 2019\nContent-Length: 0\n\n\n\n"))
	f.Add([]byte("filedesc://x 0\n"))
	f.Add([]byte{0x1f, 0x8b, 8, 0})
	f.Fuzz(func(t *testing.T, b []byte) {
		_ = Foreign(bytes.NewReader(b), func(rec *Record) error {
			block, err := io.ReadAll(io.LimitReader(rec.Content, 1<<20))
			if err != nil {
				return err
			}
			m, err := ReadMessage(bytes.NewReader(block), int64(len(block)), false)
			if err == nil && (m.HeadSize <= 0 || m.HeadSize > int64(len(block)) || m.Length > int64(len(block))) {
				t.Errorf("got a head of %d and a body of %d bytes in a block of %d", m.HeadSize, m.Length, len(block))
			}
			return nil
		}, func(error) error { return nil })
	})
}

func TestWhatIsNoWARCFileIsSaidToBeNone(t *testing.T) {
	nothing := []byte{0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff, 1, 0, 0, 0xff, 0xff, 0, 0, 0, 0, 0, 0, 0, 0}
	for name, c := range map[string]struct {
		file []byte
		want string
	}{
		"an empty file":       {nil, "this is no WARC file: it is empty"},
		"empty lines":         {[]byte("\r\n\r\n"), "this is no WARC file: it is empty"},
		"nothing, compressed": {nothing, "this is no WARC file: it is empty"},
		"a part of a record":  {[]byte("WARC/1.0\r\n"), "this is no WARC file: record is cut short"},
		"a text":              {[]byte("hello\n"), `this is no WARC file: a record begins with "hello"`},
	} {
		err := Foreign(bytes.NewReader(c.file), func(*Record) error { return nil }, func(error) error { return nil })
		if !errors.Is(err, ErrNotWARC) || err.Error() != c.want {
			t.Errorf("%s: got %v, want %s", name, err, c.want)
		}
	}
}

func TestDigestsOfAnyCommonKindAreCompared(t *testing.T) {
	for field, want := range map[string][2]bool{
		"sha1:a9993e364706816aba3e25717850c26c9cd0d89d":                           {true, true},
		"SHA1:VGMT4NSHA2AWVOR6EVYXQUGCNSONBWE5":                                   {true, true},
		"md5:900150983cd24fb0d6963f7d28e17f72":                                    {true, true},
		"sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad": {true, true},
		"sha1:AAAA": {false, true},
		"blake3:x":  {false, false},
	} {
		ok, known, err := CheckDigest(field, bytes.NewReader([]byte("abc")))
		if ok != want[0] || known != want[1] || err != nil {
			t.Errorf("%s: got %v, %v, %v; want %v", field, ok, known, err, want)
		}
	}
}

func TestABodyIsTakenAsItStandsWhateverItsHeadSays(t *testing.T) {
	const page = "<p>some 40 bytes of a page, or about that</p>"
	chunks := "10\r\n" + page[:16] + "\r\n" + strconv.FormatInt(int64(len(page)-16), 16) + "\r\n" + page[16:] + "\r\n0\r\n\r\n"
	for name, c := range map[string]struct {
		fields, body string
		truncated    bool
		want         string // "" where it can't be taken
		decoded, cut bool
	}{
		"no length":                       {"", page, false, page, false, false},
		"its length":                      {"Content-Length: 45", page, false, page, false, false},
		"the length of its coding":        {"Content-Encoding: gzip\r\nContent-Length: 20", page, false, page, true, false},
		"its length, and empty lines":     {"Content-Length: 45", page + "\r\n\r\n", false, page, false, false},
		"no number as its length":         {"Content-Length: x", page, false, page, true, false},
		"two lengths":                     {"Content-Length: 45\r\nContent-Length: 4", page, false, page, true, false},
		"a greater length":                {"Content-Length: 99", page, false, page, false, true},
		"a greater length, as it is told": {"Content-Length: 99", page, true, page, false, false},
		"a length, and nothing":           {"Content-Length: 99", "", false, "", false, false},
		"chunks":                          {"Transfer-Encoding: chunked", chunks, false, page, false, false},
		"chunks that were undone":         {"Transfer-Encoding: chunked", page, false, page, true, false},
		"one line of what was chunks":     {"Transfer-Encoding: chunked", "done", false, "done", true, false},
		"chunks without the last":         {"Transfer-Encoding: chunked", chunks[:len(chunks)-5], false, page, false, true},
		"a first line like a chunk's":     {"Transfer-Encoding: chunked", "2023\r\n" + page, false, "2023\r\n" + page, true, true},
		"the first chunk, which breaks":   {"Transfer-Encoding: chunked", chunks[:12], false, chunks[:12], true, true},
		"lines of digits":                 {"Transfer-Encoding: chunked", "1\n2\n3\n4\n", false, "1\n2\n3\n4\n", true, true},
		"more behind a chunk of nothing":  {"Transfer-Encoding: chunked", "0\r\n\r\n" + page, false, "0\r\n\r\n" + page, true, false},
		"a trailer behind the chunks":     {"Transfer-Encoding: chunked", chunks[:len(chunks)-2] + "X: y\r\n\r\n\r\n", false, page, false, false},
		"more behind the chunks":          {"Transfer-Encoding: chunked", chunks + page, false, page, false, false},
		"no chunk but the last":           {"Transfer-Encoding: chunked", "0\r\n\r\n", false, "", false, false},
		"chunks that break off":           {"Transfer-Encoding: chunked", chunks[:32], false, page[:22], false, true},
	} {
		head := "HTTP/1.1 200 OK\r\n" + c.fields + "\r\n\r\n"
		if c.fields == "" {
			head = "HTTP/1.1 200 OK\r\n\r\n"
		}
		block := head + c.body
		m, err := ReadMessage(strings.NewReader(block), int64(len(block)), c.truncated)
		if c.want == "" && c.body == "" {
			if err == nil {
				t.Errorf("%s: got a body of %d bytes, want an error", name, m.Length)
			}
			continue
		}
		if err != nil || m.Decoded != c.decoded || m.Cut != c.cut || m.Payload != archive.DigestOf([]byte(c.want)) || m.Length != int64(len(c.want)) || m.Behind != strings.HasPrefix(name, "more behind") {
			t.Errorf("%s: got %+v (%v), want decoded %v, cut %v and %q", name, m, err, c.decoded, c.cut, c.want)
		}
	}
}

func TestRecordsBehindDamageAreRead(t *testing.T) {
	record := func(n int) string {
		body := strings.Repeat(strconv.Itoa(n)+" of a payload that does not compress to nothing ", 9)
		return fmt.Sprintf("WARC/1.0\r\nWARC-Type: resource\r\nWARC-Record-ID: <%d>\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n", n, len(body), body)
	}
	zipped := func(s string) string {
		var b bytes.Buffer
		w := gzip.NewWriter(&b)
		_, _ = io.WriteString(w, s)
		_ = w.Close()
		return b.String()
	}
	short := strings.Replace(record(2), "Content-Length: ", "Content-Length: 1\r\nX: ", 1)
	member := zipped(record(2))
	for name, c := range map[string]struct {
		file   string
		want   string // ids
		passed int
	}{
		"nothing is damaged":             {zipped(record(1)) + zipped(record(2)), "<1><2>", 0},
		"a text between":                 {record(1) + "no record\r\nnor this\r\n\r\n" + record(3), "<1><3>", 1},
		"a length that is too short":     {record(1) + short + record(3), "<1><2><3>", 1},
		"a long line between":            {record(1) + strings.Repeat("x", 200<<10) + "\n" + record(3), "<1><3>", 1},
		"bytes between members":          {zipped(record(1)) + strings.Repeat("\x00", 512) + "\x1f\x8b\x08" + strings.Repeat("x", 100<<10) + zipped(record(3)), "<1><3>", 1},
		"a member that is damaged":       {zipped(record(1)) + member[:30] + "\xff\xff\xff\xff" + member[34:] + zipped(record(3)), "<1><3>", 1},
		"a member that lacks its middle": {zipped(record(1)) + member[:30] + zipped(record(3)) + zipped(record(4)), "<1>", 1},
		"twice":                          {record(1) + "x\n" + record(2) + "y\n" + record(3), "<1><2><3>", 2},
		"the end":                        {record(1) + record(2)[:90], "<1><2>", 0},
		"all behind the first":           {record(1) + "nothing more", "<1>", 0},
	} {
		var ids string
		passed := 0
		err := Foreign(strings.NewReader(c.file), func(rec *Record) error {
			ids += rec.ID
			_, err := io.Copy(io.Discard, rec.Content)
			return err
		}, func(error) error { passed++; return nil })
		if !strings.HasPrefix(ids, c.want) || passed != c.passed {
			t.Errorf("%s: got %s, passed over %d (%v); want %s and %d", name, ids, passed, err, c.want, c.passed)
		}
	}
}
