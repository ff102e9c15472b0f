package replay

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"gongkai/archive"
)

func gzipped(t testing.TB, s string) string {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := io.WriteString(w, s); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

const page = "<p>年度报告"

func TestAPayloadIsShownOrOfferedByWhatItIs(t *testing.T) {
	gif := "GIF89a\x01\x00\x01\x00"
	for name, c := range map[string]struct {
		header      map[string]string
		body        string
		mode        string
		media       string
		disposition string // begins so
		want        string // is part of it
	}{
		"a page":                       {map[string]string{"Content-Type": "text/html"}, page, "", "text/html; charset=utf-8", "", "年度报告"},
		"XHTML":                        {map[string]string{"Content-Type": "application/xhtml+xml"}, page, "", "text/html; charset=utf-8", "", "年度报告"},
		"a page that is compressed":    {map[string]string{"Content-Type": "text/html", "Content-Encoding": "gzip"}, gzipped(t, page), "", "text/html; charset=utf-8", "", "年度报告"},
		"a page cut in its gzip":       {map[string]string{"Content-Type": "text/html", "Content-Encoding": "gzip"}, gzipped(t, page)[:30], "", "text/html; charset=utf-8", "", "不完整"},
		"a page of unknown coding":     {map[string]string{"Content-Type": "text/html", "Content-Encoding": "compress"}, "\x8b", "", "text/html", "attachment", "\x8b"},
		"a page without a type":        {nil, "<html>" + page, "", "text/html; charset=utf-8", "", "年度报告"},
		"a type that is none":          {map[string]string{"Content-Type": "html"}, "<html>" + page, "", "text/html; charset=utf-8", "", "年度报告"},
		"a type without a charset":     {map[string]string{"Content-Type": "text/html;charset="}, page, "", "text/html; charset=utf-8", "", "年度报告"},
		"a page, raw":                  {map[string]string{"Content-Type": "text/html"}, page, "id_", "text/html", "attachment", page},
		"a text":                       {map[string]string{"Content-Type": "text/plain; charset=gb2312"}, "\xc4\xea\xb1\xa8", "", "text/plain; charset=utf-8", "", "年报"},
		"a style sheet":                {map[string]string{"Content-Type": "text/css"}, "a{b:url(c)}", "im_", "text/css; charset=utf-8", "", "im_/http"},
		"an image":                     {map[string]string{"Content-Type": "image/gif"}, gif, "im_", "image/gif", "", gif},
		"an image without a type":      {nil, gif, "im_", "image/gif", "", gif},
		"a drawing, which has scripts": {map[string]string{"Content-Type": "image/svg+xml"}, "<svg>", "", "image/svg+xml", "attachment", "<svg>"},
		"XML":                          {map[string]string{"Content-Type": "text/xml"}, "<a/>", "", "text/xml", "attachment", "<a/>"},
		"a script":                     {map[string]string{"Content-Type": "text/javascript"}, "alert(1)", "", "text/javascript", "attachment", "alert"},
		"a PDF":                        {map[string]string{"Content-Type": "application/pdf"}, "%PDF", "", "application/pdf", "attachment", "%PDF"},
		"a file of no type":            {nil, "\x00\x01", "", "application/octet-stream", "attachment", "\x00\x01"},
		"a type with a line break":     {map[string]string{"Content-Type": "text/html\r\nSet-Cookie: a"}, page, "", "text/html; charset=utf-8", "", "年度报告"},
		"a file in a frame":            {map[string]string{"Content-Type": "application/pdf"}, "%PDF", "if_", "text/html; charset=utf-8", "", "此处是一个文件"},
		"a file that is compressed":    {map[string]string{"Content-Type": "application/pdf", "Content-Encoding": "gzip"}, gzipped(t, "%PDF"), "", "application/pdf", "attachment", "%PDF"},
		"a page that is too large":     {map[string]string{"Content-Type": "text/html"}, page + strings.Repeat(" ", maxPage), "", "text/html", "attachment", page},
	} {
		t.Run(name, func(t *testing.T) {
			m := &memory{}
			m.add(home+"f", noon, 200, c.header, c.body)
			resp := ask(t, m, "/web/20260331163000"+c.mode+"/"+home+"f")
			got := body(t, resp)
			h := resp.Header
			if h.Get("Content-Type") != c.media || !strings.HasPrefix(h.Get("Content-Disposition"), c.disposition) || c.disposition == "" && h.Get("Content-Disposition") != "" || !strings.Contains(got, c.want) {
				t.Errorf("got %q as %q, %q; want %q as %q, %q", got[:min(200, len(got))], h.Get("Content-Type"), h.Get("Content-Disposition"), c.want, c.media, c.disposition)
			}
			if !strings.HasPrefix(h.Get("Content-Security-Policy"), "sandbox") || h.Get("X-Content-Type-Options") != "nosniff" {
				t.Errorf("got the policy %q, nosniff %q", h.Get("Content-Security-Policy"), h.Get("X-Content-Type-Options"))
			}
			if n := h.Get("Content-Length"); n != "" && n != fmt.Sprint(len(got)) {
				t.Errorf("got %d bytes where %s are promised", len(got), n)
			}
		})
	}
}

func TestTheRawPayloadIsTheBytesThatItsDigestIsOf(t *testing.T) {
	m := &memory{}
	sent := gzipped(t, page)
	m.add(home, noon, 200, map[string]string{"Content-Type": "text/html", "Content-Encoding": "gzip"}, sent)
	resp := ask(t, m, "/web/20260331163000id_/"+home)
	if got := body(t, resp); got != sent || string(archive.DigestOf([]byte(got))) != resp.Header.Get("X-Archive-Payload-Digest") || resp.Header.Get("Content-Encoding") != "gzip" {
		t.Errorf("got %d bytes, coding %q, digest %s", len(got), resp.Header.Get("Content-Encoding"), resp.Header.Get("X-Archive-Payload-Digest"))
	}
}

func TestAPartOfAFileIsSentAndNothingOfOneThatTheClientHas(t *testing.T) {
	m := &memory{}
	pdf := strings.Repeat("0123456789", 10)
	digest := `"` + string(m.add(home+"f.pdf", noon, 200, map[string]string{"Content-Type": "application/pdf"}, pdf).Payload) + `"`
	gz := gzipped(t, page)
	m.add(home+"g.html", noon, 200, map[string]string{"Content-Type": "text/html", "Content-Encoding": "gzip"}, gz)
	m.add(home+"lost.pdf", noon, 404, map[string]string{"Content-Type": "application/pdf"}, pdf)
	m.add(home+"cut.pdf", noon, 200, map[string]string{"Content-Type": "application/pdf"}, pdf).Truncated = "disconnect"
	for name, c := range map[string]struct {
		target string
		header []string
		status int
		body   string
		ranged string
	}{
		"all":                        {"/f.pdf", nil, 200, pdf, ""},
		"the beginning":              {"/f.pdf", []string{"Range", "bytes=0-4"}, 206, "01234", "bytes 0-4/100"},
		"the middle":                 {"/f.pdf", []string{"Range", "bytes=95-96"}, 206, "56", "bytes 95-96/100"},
		"the end":                    {"/f.pdf", []string{"Range", "bytes=-3"}, 206, "789", "bytes 97-99/100"},
		"behind the end":             {"/f.pdf", []string{"Range", "bytes=100-"}, 416, "", "bytes */100"},
		"nonsense":                   {"/f.pdf", []string{"Range", "bytes=x"}, 416, "", ""},
		"another unit":               {"/f.pdf", []string{"Range", "rows=1-2"}, 200, pdf, ""},
		"two parts, in the raw file": {"id_/f.pdf", []string{"Range", "bytes=50-51,0-1"}, 200, pdf, ""},
		"of what it had":             {"/f.pdf", []string{"Range", "bytes=0-4", "If-Range", digest}, 206, "01234", "bytes 0-4/100"},
		"of what it had otherwise":   {"/f.pdf", []string{"Range", "bytes=0-4", "If-Range", `"x"`}, 200, pdf, ""},
		"what it has":                {"/f.pdf", []string{"If-None-Match", digest}, 304, "", ""},
		"what it has, raw":           {"id_/f.pdf", []string{"If-None-Match", "W/" + digest}, 304, "", ""},
		"not what it has":            {"/f.pdf", []string{"If-None-Match", `"x"`}, 200, pdf, ""},
		"if it is another":           {"/f.pdf", []string{"If-Match", `"x"`}, 200, pdf, ""},
		"compressed, raw":            {"id_/g.html", nil, 200, gz, ""},
		"a part of it":               {"id_/g.html", []string{"Range", "bytes=1-2"}, 206, gz[1:3], fmt.Sprintf("bytes 1-2/%d", len(gz))},
		"of an error":                {"/lost.pdf", []string{"Range", "bytes=0-4"}, 404, pdf, ""},
		"of what was cut":            {"/cut.pdf", []string{"Range", "bytes=0-4"}, 200, pdf, ""},
	} {
		mode, file, _ := strings.Cut(c.target, "/")
		resp := ask(t, m, "/web/20260331163000"+mode+"/"+home+file, c.header...)
		got := body(t, resp)
		if resp.StatusCode != c.status || c.status != 416 && got != c.body || c.ranged != "" && resp.Header.Get("Content-Range") != c.ranged {
			t.Errorf("%s: got %d with %d bytes, %q; want %d with %d, %q", name, resp.StatusCode, len(got), resp.Header.Get("Content-Range"), c.status, len(c.body), c.ranged)
		}
		if n := resp.Header.Get("Content-Length"); n != "" && c.status != 304 && n != fmt.Sprint(len(got)) || n == "" && c.status == 200 && file != "cut.pdf" {
			t.Errorf("%s: got %d bytes where %q are promised", name, len(got), n)
		}
		if !strings.HasPrefix(resp.Header.Get("Content-Security-Policy"), "sandbox") {
			t.Errorf("%s: got the policy %q", name, resp.Header.Get("Content-Security-Policy"))
		}
	}
}

func TestAPayloadThatEndsTooSoonIsLogged(t *testing.T) {
	m := &memory{}
	m.add(home+"f.pdf", noon, 200, map[string]string{"Content-Type": "application/pdf"}, "%PDF").Length = 10
	for _, part := range []string{"", "bytes=0-3", "bytes=6-7"} {
		var log bytes.Buffer
		s := New(m, zerolog.New(&log), Options{})
		r := httptest.NewRequest("GET", "/", nil)
		r.Host, r.RequestURI = "localhost", "/web/20260331163000id_/"+home+"f.pdf"
		r.Header.Set("Range", part)
		s.ServeHTTP(httptest.NewRecorder(), r)
		if logged := strings.Contains(log.String(), "4 of 10 bytes: "); logged != (part != "bytes=0-3") {
			t.Errorf("%q: logged %q", part, log.String())
		}
	}
}

func TestRedirectsLeadOnWithinTheArchive(t *testing.T) {
	for location, want := range map[string]string{
		"/zwgk/":                 "/web/20260331163000/http://www.qingdu.gov.cn/zwgk/",
		"https://other.gov.cn":   "/web/20260331163000/https://other.gov.cn/",
		"":                       "",
		"javascript:alert(1)":    "",
		home:                     "", // to itself
		"//[nonsense":            "",
		"http://a@evil.net/":     "",
		"\\\\evil.net/x":         "/web/20260331163000/http://evil.net/x",
		"http://evil.net/\r\nX:": "/web/20260331163000/http://evil.net/X:",
	} {
		m := &memory{}
		m.add(home, noon, 301, map[string]string{"Content-Type": "text/html", "Location": location}, page)
		resp := ask(t, m, "/web/20260331163000/"+home)
		if got := resp.Header.Get("Location"); got != want || resp.StatusCode != 301 {
			t.Errorf("Location %q: got %d to %q, want %q", location, resp.StatusCode, got, want)
		}
		if shown := strings.Contains(body(t, resp), "年度报告"); shown != (want == "") {
			t.Errorf("Location %q: the page is shown: %t", location, shown)
		}
	}
}

func TestStatusAndDamageAreTold(t *testing.T) {
	m := &memory{}
	html := map[string]string{"Content-Type": "text/html"}
	m.add(home, noon, 200, html, page)
	unchanged := m.add(home, noon.Add(time.Hour), 304, nil, page)
	unchanged.Revisit, unchanged.MediaType = archive.RevisitUnchanged, "text/html"
	m.add(home, noon.Add(2*time.Hour), 404, html, "<p>没有")
	m.add(home, noon.Add(3*time.Hour), 200, html, "<p>半").Truncated = "disconnect"
	for at, want := range map[string]struct {
		status int
		text   string
	}{
		"20260331163000": {200, "年度报告"},
		"20260331173000": {200, "年度报告"},
		"20260331183000": {404, "状态 Status 404"},
		"20260331193000": {200, "内容不完整"},
	} {
		resp := ask(t, m, "/web/"+at+"/"+home)
		if got := body(t, resp); resp.StatusCode != want.status || !strings.Contains(got, want.text) {
			t.Errorf("%s: got %d and %s, want %d and %s", at, resp.StatusCode, got, want.status, want.text)
		}
	}
	inside := ask(t, m, "/web/20260331183000im_/"+home)
	if inside.StatusCode != 200 {
		t.Errorf("inside of a page: got %d, want a capture that has something", inside.StatusCode)
	}
}

func TestFilesHaveNamesThatPeopleKnowThemByAndNoOthers(t *testing.T) {
	for name, c := range map[string]struct{ url, anchor, disposition, want string }{
		"as the server named it":    {"a/b.docx", "年报", `attachment; filename="2024年报.docx"`, "2024年报.docx"},
		"in the form of RFC 8187":   {"a", "", `attachment; filename*=UTF-8''%E5%B9%B4.pdf`, "年.pdf"},
		"as the link named it":      {"a/b.docx", "2024年年度报告", "", "2024年年度报告.docx"},
		"with its extension":        {"a/b.DOCX", "2024年年度报告.docx", "", "2024年年度报告.docx"},
		"as its address ends":       {"a/%E5%B9%B4.xls?x=/y", "", "", "年.xls"},
		"in GBK":                    {"a/b.doc", "", "attachment; filename=\"2024\xc4\xea\xb1\xa8.doc\"", "2024年报.doc"},
		"that climbs":               {"a", "", `attachment; filename="../../etc/passwd"`, "passwd"},
		"that climbs the other way": {"a", "", `attachment; filename="..\\..\\win.ini"`, "win.ini"},
		"of dots":                   {"x/..%2f", "...", `attachment; filename=".."`, "file"},
		"that hides":                {"a", "", `attachment; filename=".bashrc"`, "bashrc"},
		"that turns round":          {"a", "", "attachment; filename=\"a\u202Efdp.exe\"", "afdp.exe"},
		"with control characters":   {"a", "a\x00b\nc<d>", "", "a_b_c_d_"},
		"of a folder":               {"a/", "", "", "a"},
		"of nothing":                {"", "", "", "file"},
		"that is too long":          {"a.pdf", strings.Repeat("年", 200), "", strings.Repeat("年", 48) + ".pdf"},
	} {
		got := fileName(archive.Capture{URL: home + c.url, Anchor: c.anchor}, c.disposition)
		if got != c.want {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
		header := disposition(archive.Capture{URL: home + c.url, Anchor: c.anchor}, c.disposition)
		if strings.ContainsAny(header, "\r\n\x00") || !strings.HasPrefix(header, `attachment; filename="`) {
			t.Errorf("%s: got the header %q", name, header)
		}
	}
}
