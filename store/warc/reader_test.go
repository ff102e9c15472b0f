package warc

import (
	"bytes"
	"errors"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/gzip"

	"gongkai/archive"
)

// member returns s as a gzip member.
func member(s string) []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	z.Write([]byte(s))
	z.Close()
	return b.Bytes()
}

const plainRecord = "WARC/1.1\r\nWARC-Type: resource\r\nWARC-Record-ID: <urn:x:1>\r\n" +
	"WARC-Date: 2026-03-31T16:30:00Z\r\nContent-Length: 5\r\n\r\nhello\r\n\r\n"

func TestOnlyAWholeRecordIsRead(t *testing.T) {
	swap := func(old, new string) []byte { return member(strings.Replace(plainRecord, old, new, 1)) }
	broken := member(plainRecord)
	broken[len(broken)-5] ^= 1 // of the checksum
	cases := map[string]struct {
		file []byte
		want string // part of the error; "" for none
	}{
		"a record":                              {member(plainRecord), ""},
		"a record of version 1.0":               {swap("WARC/1.1", "WARC/1.0"), ""},
		"header lines that end in LF":           {swap("resource\r\n", "resource\n"), ""},
		"a folded line":                         {swap("resource", "\r\n resource"), ""},
		"a length said twice the same":          {swap("Content-Length: 5", "Content-Length: 5\r\ncontent-length: 5"), ""},
		"no bytes":                              {member(""), "cut short"},
		"no gzip":                               {[]byte(plainRecord), "gzip"},
		"a header without end":                  {member("WARC/1.1\r\nWARC-Type: resource"), "cut short"},
		"a header without bounds":               {member("WARC/1.1\r\nX: " + strings.Repeat("x", maxRecordHead)), "too long"},
		"another version":                       {swap("WARC/1.1", "WARC/2.0"), "begins with"},
		"no type":                               {swap("WARC-Type: resource\r\n", ""), "without type"},
		"no id":                                 {swap("WARC-Record-ID: <urn:x:1>\r\n", ""), "without type or id"},
		"no date":                               {swap("2026-03-31", "gestern"), "date"},
		"no length":                             {swap("Content-Length: 5\r\n", ""), "content length"},
		"a negative length":                     {swap("h: 5", "h: -5"), "content length"},
		"a length that is no number":            {swap("h: 5", "h: 5x"), "content length"},
		"a length beyond all numbers":           {swap("h: 5", "h: 9223372036854775808"), "content length"},
		"two lengths":                           {swap("h: 5", "h: 5\r\nContent-Length: 6"), "content length"},
		"a block shorter than its length":       {swap("h: 5", "h: 50"), "cut short"},
		"a block longer than its length":        {swap("h: 5", "h: 4"), "record ends with"},
		"two records in a member":               {member(plainRecord + plainRecord), "more than one record"},
		"a checksum that does not fit":          {broken, "checksum"},
		"a member torn in its block":            {member(plainRecord)[:100], "cut short"},
		"a member torn in its checksum":         {broken[:len(broken)-6], "cut short"},
		"bytes behind a record that are no one": {append(member(plainRecord), "junk, and more of it"...), "gzip"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "x.warc.gz")
			if err := os.WriteFile(path, c.file, 0o644); err != nil {
				t.Fatal(err)
			}
			visited := 0
			err := Scan(path, func(loc archive.Location, rec *Record) error {
				visited++
				b, err := io.ReadAll(rec.Content)
				if string(b) != "hello" || rec.Type != "resource" {
					t.Errorf("got %s %q", rec.Type, b)
				}
				return err
			})
			if c.want == "" {
				if err != nil || visited != 1 {
					t.Errorf("got %d records, %v; want one", visited, err)
				}
				return
			}
			damage, ok := errors.AsType[*DamageError](err)
			if !ok || damage.File != path || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want damage with %q in it", err, c.want)
			}
		})
	}
}

func TestALocationMustBeExactlyOneMember(t *testing.T) {
	b, name, all := written(t, 1)
	root := t.TempDir()
	leave(t, root, name, b)
	good := all[1].loc
	cases := map[string]archive.Location{
		"a member too short":                   {File: name, Offset: good.Offset, Length: good.Length - 1},
		"a member too long":                    {File: name, Offset: good.Offset, Length: good.Length + 1},
		"two members":                          {File: name, Offset: good.Offset, Length: good.Length + all[2].loc.Length},
		"the middle of a member":               {File: name, Offset: good.Offset + 1, Length: good.Length - 1},
		"no length":                            {File: name, Offset: good.Offset},
		"a negative offset":                    {File: name, Offset: -1, Length: 10},
		"an end beyond all numbers":            {File: name, Offset: math.MaxInt64 - 1, Length: 10},
		"an offset behind the end":             {File: name, Offset: int64(len(b)) + 10, Length: 10},
		"a file that is not there":             {File: "warc/none.warc.gz", Offset: 0, Length: 10},
		"a file outside of the data directory": {File: "../" + name, Offset: good.Offset, Length: good.Length},
	}
	for name, loc := range cases {
		t.Run(name, func(t *testing.T) {
			rec, err := NewReader(root).Record(loc)
			if err == nil {
				defer rec.Close()
				_, err = io.ReadAll(rec.Content)
			}
			if err == nil {
				t.Errorf("%v: got no error", loc)
			}
		})
	}
	if _, err := NewReader(root).Record(cases["a file that is not there"]); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("got %v, want %v", err, os.ErrNotExist)
	}
}

func TestScanReturnsTheErrorOfItsVisitor(t *testing.T) {
	b, name, _ := written(t, 2)
	root := t.TempDir()
	leave(t, root, name, b)
	enough, n := errors.New("enough"), 0
	err := Scan(filepath.Join(root, name), func(archive.Location, *Record) error {
		if n++; n == 3 {
			return enough
		}
		return nil
	})
	if err != enough || n != 3 {
		t.Errorf("got %v after %d records, want %v after 3", err, n, enough)
	}
}

func TestDatesMayLackPrecision(t *testing.T) {
	cases := map[string]time.Time{
		"2026-03-31T16:30:00.123456789Z": start,
		"2026-03-31T16:30:05Z":           time.Date(2026, 3, 31, 16, 30, 5, 0, time.UTC),
		"2026-03-31T16:30Z":              time.Date(2026, 3, 31, 16, 30, 0, 0, time.UTC),
		"2026-03-31":                     time.Date(2026, 3, 31, 0, 0, 0, 0, time.UTC),
		"2026-03":                        time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC),
		"2026":                           time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC),
	}
	for s, want := range cases {
		if got, err := parseDate(s); err != nil || !got.Equal(want) {
			t.Errorf("%s: got %v, %v; want %v", s, got, err, want)
		}
	}
}

func FuzzScan(f *testing.F) {
	b, _, all := written(f, 2)
	f.Add(b, false)
	f.Add(b[:len(b)-7], false)
	f.Add(b[all[1].loc.Offset:], false)
	f.Add(member(plainRecord), false)
	f.Add([]byte(plainRecord), true)
	f.Add([]byte(strings.Replace(plainRecord, "resource", "response", 1)), true)
	f.Fuzz(func(t *testing.T, b []byte, plain bool) {
		if plain {
			b = member(string(b))
		}
		r, end := bytes.NewReader(b), int64(0)
		err := scan(r, 0, int64(len(b)), "x", "", func(loc archive.Location, rec *Record) error {
			if loc.Offset < end || loc.Length <= 0 || loc.Offset+loc.Length > int64(len(b)) {
				t.Fatalf("record at %v behind %d of %d bytes", loc, end, len(b))
			}
			end = loc.Offset + loc.Length
			if m, err := rec.HTTP(); err == nil {
				io.Copy(io.Discard, m.Body)
				return nil
			}
			if n, err := io.Copy(io.Discard, rec.Content); err != nil && rec.Type != "response" && rec.Type != "revisit" && rec.Type != "request" {
				t.Fatalf("a whole record reads %d bytes, then %v", n, err)
			}
			return nil
		})
		if err == nil && end != int64(len(b)) {
			t.Errorf("no damage, and the records end at %d of %d bytes", end, len(b))
		}
		kept, err := wholeExchanges(r, int64(len(b)), tail)
		if err != nil || kept > int64(len(b)) {
			t.Errorf("kept %d of %d bytes, %v", kept, len(b), err)
		}
	})
}
