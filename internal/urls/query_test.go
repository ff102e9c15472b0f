package urls

import "testing"

func TestQueriesAreSentInThePagesCharset(t *testing.T) {
	const folder = "http://www.qingdu.gov.cn/xxgk/"
	for name, c := range map[string]struct{ charset, ref, want string }{
		"of a page in GBK":                    {"gb18030", "list.asp?lm=年报&p=1", "list.asp?lm=%C4%EA%B1%A8&p=1"},
		"of a page in UTF-8":                  {"utf-8", "list.asp?lm=年报", "list.asp?lm=%E5%B9%B4%E6%8A%A5"},
		"of a page in UTF-16":                 {"utf-16le", "list.asp?lm=年报", "list.asp?lm=%E5%B9%B4%E6%8A%A5"},
		"in no charset that is known":         {"x-unknown", "list.asp?lm=年报", "list.asp?lm=%E5%B9%B4%E6%8A%A5"},
		"of a page that does not tell":        {"", "list.asp?lm=年报", "list.asp?lm=%E5%B9%B4%E6%8A%A5"},
		"and not paths":                       {"gb18030", "年报/list.asp?lm=年报", "%E5%B9%B4%E6%8A%A5/list.asp?lm=%C4%EA%B1%A8"},
		"and not fragments":                   {"gb18030", "list.asp?lm=年报#年报", "list.asp?lm=%C4%EA%B1%A8"},
		"what is encoded stays":               {"gb18030", "list.asp?lm=%E5%B9%B4&q=年", "list.asp?lm=%E5%B9%B4&q=%C4%EA"},
		"a byte of a character is no sign":    {"gb18030", "list.asp?lm=乗", `list.asp?lm=%81\`},
		"a character that the charset lacks":  {"big5", "list.asp?lm=报", "list.asp?lm=%26%2325253%3B"},
		"the query of an address alone":       {"gb18030", "?lm=年", "?lm=%C4%EA"},
		"a query in a query is the first's":   {"gb18030", "a.asp?to=b.asp?lm=年", "a.asp?to=b.asp?lm=%C4%EA"},
		"Western letters in a Western page's": {"windows-1252", "a?q=é", "a?q=%E9"},
	} {
		t.Run(name, func(t *testing.T) {
			b, err := NewBase(folder)
			if err != nil {
				t.Fatal(err)
			}
			got, err := b.Of(c.charset).Resolve(c.ref)
			if err != nil || got != folder+c.want {
				t.Errorf("Resolve(%q): got %q, %v; want %q", c.ref, got, err, folder+c.want)
			}
			if again, err := Canonical(got); err != nil || again != got {
				t.Errorf("Canonical(%q): got %q, %v; want the same", got, again, err)
			}
		})
	}
}

func TestAFieldsBytesThatAreNoUTF8StandForThemselves(t *testing.T) {
	b, err := NewBase("http://www.qingdu.gov.cn/xxgk/")
	if err != nil {
		t.Fatal(err)
	}
	for value, want := range map[string]string{
		"/\xc4\xea\xb1\xa8.html?lm=\xc4\xea": "http://www.qingdu.gov.cn/%C4%EA%B1%A8.html?lm=%C4%EA",
		"/年报.html":                           "http://www.qingdu.gov.cn/%E5%B9%B4%E6%8A%A5.html",
		"/a.html":                            "http://www.qingdu.gov.cn/a.html",
	} {
		if got, err := b.ResolveField(value); err != nil || got != want {
			t.Errorf("ResolveField(%q): got %q, %v; want %q", value, got, err, want)
		}
	}
}
