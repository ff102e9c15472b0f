package jstext

import "testing"

func TestUnescaped(t *testing.T) {
	for text, want := range map[string]string{
		``:                          "",
		`a`:                         "a",
		`\u516c\u5f00`:              "公开",
		`\x3ctd\x3e`:                "<td>",
		`\ud842\udfb7`:              "𠮷",
		`\ud842x`:                   "\ufffdx",
		`it\'s \"so\" \\ http:\/\/`: `it's "so" \ http://`,
		`一\n二\t三`:                   "一 二 三",
		`\u51`:                      "\ufffd51",
		`ends\`:                     "ends",
	} {
		if got := Unescaped(text); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}
