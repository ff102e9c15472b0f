package charset

import (
	"encoding/base64"
	"encoding/json"
	"os"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/simplifiedchinese"
)

const prose = "根据《中华人民共和国政府信息公开条例》规定，现公布本机关2023年政府信息公开工作年度报告。" +
	"本年新收政府信息公开申请数量为3件，上年结转政府信息公开申请数量为0件。"

func encode(t testing.TB, name, text string) []byte {
	t.Helper()
	e, err := htmlindex.Get(name)
	if err != nil {
		t.Fatal(err)
	}
	b, err := encoding.ReplaceUnsupported(e.NewEncoder()).Bytes([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestPrescanFindsWhatThePageDeclares(t *testing.T) {
	var suite struct {
		Cases []struct {
			Data     string `json:"data_b64"`
			Encoding string `json:"encoding"`
		} `json:"cases"`
	}
	raw, err := os.ReadFile("testdata/prescan.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(raw, &suite); err != nil {
		t.Fatal(err)
	}
	if len(suite.Cases) != 83 {
		t.Fatalf("got %d cases, want 83", len(suite.Cases))
	}
	for _, c := range suite.Cases {
		data, err := base64.StdEncoding.DecodeString(c.Data)
		if err != nil {
			t.Fatal(err)
		}
		want := strings.ToLower(c.Encoding)
		got := Prescan(data)
		if got == "" {
			got = "windows-1252" // what the suite calls undeclared
		}
		if got != want {
			t.Errorf("got %s, want %s: %.200q", got, want, data)
		}
	}
}

func TestDecodeTrustsTheBytesBeforeTheirLabels(t *testing.T) {
	meta := func(name string) string { return `<html><head><meta charset="` + name + `"></head>` }
	shift := "この報告書は、情報公開制度の運用状況についてまとめたものです。"
	for name, c := range map[string]struct {
		body        []byte
		contentType string
		want        Result
		holds       string
	}{
		"UTF-8 without any label": {[]byte(prose), "", Result{Name: "utf-8", How: HowUTF8}, prose},
		"UTF-8 whatever is declared": {[]byte(meta("gb2312") + prose), "text/html; charset=gbk",
			Result{Name: "utf-8", How: HowUTF8}, prose},
		"UTF-8 with a mark loses the mark": {[]byte("\xef\xbb\xbf" + prose), "text/html; charset=gbk",
			Result{Name: "utf-8", How: HowBOM}, prose},
		"UTF-8 with one broken sequence": {[]byte(prose + "\xff" + prose), "",
			Result{Name: "utf-8", How: HowUTF8, Replaced: 1}, "\uFFFD"},
		"UTF-8 cut within a character": {[]byte(prose + "政"[:2]), "",
			Result{Name: "utf-8", How: HowUTF8, Replaced: 1}, prose},
		"UTF-16 with a mark": {append([]byte("\xff\xfe"), encode(t, "utf-16le", prose)...), "",
			Result{Name: "utf-16le", How: HowBOM}, prose},
		"GBK declared by meta alone": {encode(t, "gbk", meta("gb2312")+prose), "text/html",
			Result{Name: "gb18030", How: HowMeta}, prose},
		"GBK declared by http-equiv": {encode(t, "gbk", `<meta http-equiv="Content-Type" content="text/html; charset=GBK">`+prose), "",
			Result{Name: "gb18030", How: HowMeta}, prose},
		"GBK by meta, UTF-8 by header": {encode(t, "gbk", meta("gbk")+prose), "text/html; charset=UTF-8",
			Result{Name: "gb18030", How: HowMeta}, prose},
		"GBK by header, UTF-8 by meta": {encode(t, "gbk", meta("utf-8")+prose), "text/html;charset=gb2312",
			Result{Name: "gb18030", How: HowHeader}, prose},
		"GBK declared as Latin by the server": {encode(t, "gbk", prose), "text/html; charset=ISO-8859-1",
			Result{Name: "gb18030", How: HowStatistics}, prose},
		"GBK without any label": {encode(t, "gbk", prose), "",
			Result{Name: "gb18030", How: HowStatistics}, prose},
		"a character that only GB18030 has": {encode(t, "gb18030", meta("gb2312")+prose+"㐀𠀀"), "",
			Result{Name: "gb18030", How: HowMeta}, "㐀𠀀"},
		"a few GBK characters that pass for UTF-8 of two bytes": {encode(t, "gbk", meta("gbk")+"一遥"), "",
			Result{Name: "gb18030", How: HowMeta}, "一遥"},
		"Big5 as declared": {encode(t, "big5", meta("big5")+"政府資訊公開工作年度報告的一是在有"), "",
			Result{Name: "big5", How: HowMeta}, "政府資訊公開"},
		"Shift-JIS as declared": {encode(t, "shift_jis", meta("shift_jis")+shift), "",
			Result{Name: "shift_jis", How: HowMeta}, shift},
		"ASCII without a label":              {[]byte("<p>a</p>"), "", Result{Name: "utf-8", How: HowUTF8}, "a"},
		"ASCII is what it is declared to be": {[]byte(meta("gb2312")), "", Result{Name: "gb18030", How: HowMeta}, "gb2312"},
		"nothing":                            {nil, "", Result{Name: "utf-8", How: HowUTF8}, ""},
		"a charset that nobody knows": {encode(t, "gbk", meta("gb-chinese")+prose), "text/html; charset=",
			Result{Name: "gb18030", How: HowStatistics}, prose},
	} {
		t.Run(name, func(t *testing.T) {
			text, r := Decode(c.body, c.contentType)
			if r != c.want {
				t.Errorf("got %+v, want %+v", r, c.want)
			}
			if !strings.Contains(string(text), c.holds) {
				t.Errorf("got %q, want it to hold %q", text, c.holds)
			}
			if strings.HasPrefix(string(text), "\uFEFF") {
				t.Errorf("got a byte order mark in %q", text)
			}
		})
	}
}

func TestWhatIsNotGB18030IsNotReadAsSuch(t *testing.T) {
	korean := strings.Repeat("정보공개 연차보고서는 매년 작성하여 공표한다. ", 20)
	_, r := Decode(encode(t, "euc-kr", korean), "")
	if r.Name != "euc-kr" || r.How != HowStatistics {
		t.Errorf("got %+v, want euc-kr by statistics", r)
	}
}

func TestEveryPairOfBytesIsReadAsTheStandardDecoderReadsIt(t *testing.T) {
	label := "<meta charset=gb18030>" + string(encode(t, "gb18030", prose))
	for lead := 0x80; lead <= 0xff; lead++ {
		body := []byte(label)
		for trail := 0; trail <= 0xff; trail++ {
			body = append(body, byte(lead), byte(trail), 'a')
			want, err := simplifiedchinese.GB18030.NewDecoder().Bytes(body[len(label):])
			if err != nil {
				t.Fatal(err)
			}
			got, _ := decodeNamed(body[len(label):], Result{Name: "gb18030"})
			if string(got) != string(want) {
				t.Fatalf("%x %x: got %q, want %q", lead, trail, got, want)
			}
			body = append(body[:len(label)], 0xb0, 0xa1, '1') // what follows a pair and ASCII
		}
	}
}

func TestMostlyUTF8IsToldFromTheWholeText(t *testing.T) {
	bad := strings.Repeat("\xff", 9)
	for n, want := range map[int]string{9: HowUTF8, 8: HowStatistics} {
		if _, r := Decode([]byte(bad+strings.Repeat(strings.Repeat("政", 50)+"。", n)), ""); r.How != want {
			t.Errorf("%d broken sequences before %d whole ones: got %+v, want %s", len(bad), n*51, r, want)
		}
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(prose), "text/html; charset=gbk")
	f.Add(encode(f, "gbk", `<meta charset=gb2312>`+prose), "")
	f.Add([]byte("\xfe\xff\xd8\x00<meta"), "text/html; charset=\"")
	f.Add([]byte("<meta charset=utf-7 \xff\x80"), "charset=hz-gb-2312")
	f.Fuzz(func(t *testing.T, body []byte, contentType string) {
		text, r := Decode(body, contentType)
		if !utf8.Valid(text) {
			t.Errorf("got text that is not UTF-8 from %q as %+v", body, r)
		}
		if got := strings.Count(string(text), replacement); r.Name != "utf-8" && got != r.Replaced {
			t.Errorf("got %d replaced, want %d", r.Replaced, got)
		}
		if r.Name == "" || r.How == "" {
			t.Errorf("got %+v, want a name and how", r)
		}
	})
}

func FuzzPrescan(f *testing.F) {
	f.Add([]byte(`<!-- --><a href="x"><meta http-equiv=content-type content="text/html; charset='utf-8'">`))
	f.Add([]byte(`<meta charset="gb' + '2312"><`))
	f.Fuzz(func(t *testing.T, b []byte) {
		if name := Prescan(b); strings.HasPrefix(name, "utf-16") {
			if mark, _ := markOf(b); mark != name {
				t.Errorf("got %s without a mark", name)
			}
		}
	})
}

func BenchmarkDecodeUTF8(b *testing.B) {
	body := []byte(strings.Repeat(prose, 200))
	b.SetBytes(int64(len(body)))
	for b.Loop() {
		Decode(body, "")
	}
}

func BenchmarkDecodeGBK(b *testing.B) {
	body := encode(b, "gbk", "<meta charset=gbk>"+strings.Repeat(prose, 200))
	b.SetBytes(int64(len(body)))
	for b.Loop() {
		Decode(body, "")
	}
}
