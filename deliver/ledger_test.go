package deliver

import (
	"bytes"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/rs/zerolog"
)

func TestAnAnswerIsReadInEachOfItsForms(t *testing.T) {
	long := strings.Repeat("错", longestFailure)
	for line, want := range map[string]struct{ id, failure string }{
		`{"id":"a"}`:                           {"a", ""},
		` {"id":"a","error":null,"more":[1]} `: {"a", ""},
		`{"id":"a","error":""}`:                {"a", ""},
		`{"id":"a","error":"no"}`:              {"a", "no"},
		`{"id":"a","error":{"code":7}}`:        {"a", `{"code":7}`},
		`{"id":"a","error":false}`:             {"a", "false"},
		`{"id":"a","error":"` + long + `"}`:    {"a", long[:longestFailure/3*3]},
		"a":                                    {"a", ""},
		"sha256:00 ":                           {"sha256:00", ""},
		`"a"`:                                  {`"a"`, ""},
	} {
		id, failure, err := parseAnswer([]byte(line))
		if err != nil || id != want.id || failure != want.failure {
			t.Errorf("%.60s: got %q, %.60q, %v, want %q, %.60q", line, id, failure, err, want.id, want.failure)
		}
	}
	for _, line := range []string{"", " \t", "{", "{}", `{"id":""}`, `{"id":1}`, `{"id":"a"}}`, `{"error":"no"}`} {
		if id, _, err := parseAnswer([]byte(line)); err == nil {
			t.Errorf("%q: got %q, want an error", line, id)
		}
	}
}

func FuzzAnswers(f *testing.F) {
	f.Add([]byte("{\"id\":\"a\"}\nb\r\n{\"id\":\"c\",\"error\":\"no\"}"), 7)
	f.Add([]byte("{\"id\":\"a\",\"error\":[\"\xff\"]}\n\n{"), 1)
	f.Fuzz(func(t *testing.T, output []byte, size int) {
		l := newLedger(zerolog.Nop())
		for _, id := range []string{"a", "b", "c"} {
			l.expect(id)
		}
		w := &lines{longest: 64, each: l.hear}
		for rest := output; len(rest) > 0; {
			n := min(len(rest), 1+size&15)
			if written, err := w.Write(rest[:n]); written != n || err != nil {
				t.Fatalf("wrote %d of %d, %v", written, n, err)
			}
			rest = rest[n:]
		}
		w.end()
		open := l.open()
		answers := l.finish()
		if open+len(answers) != 3 {
			t.Fatalf("%d answers and %d open of 3", len(answers), open)
		}
		for id, a := range answers {
			if !bytes.Contains(output, []byte(id)) && !bytes.Contains(output, []byte(`\u00`)) {
				t.Fatalf("an answer for %s that nobody gave in %q", id, output)
			}
			if !utf8.ValidString(a.err) || len(a.err) > longestFailure {
				t.Fatalf("error %q", a.err)
			}
		}
	})
}
