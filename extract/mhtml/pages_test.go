package mhtml

import (
	"bytes"
	"encoding/base64"
	"mime/quotedprintable"
	"strings"
	"testing"
)

// message returns a file of parts, each a head and a body, with line ends as
// mail has them.
func message(head string, parts ...[2]string) string {
	var b strings.Builder
	b.WriteString(head + "MIME-Version: 1.0\nContent-Type: multipart/related;\n\tboundary=\"----=_Next\"\n\nThis is a single file.\n")
	for _, p := range parts {
		b.WriteString("\n------=_Next\n" + p[0] + "\n\n" + p[1])
	}
	b.WriteString("\n------=_Next--\n")
	return strings.ReplaceAll(b.String(), "\n", "\r\n")
}

const html = "Content-Type: text/html; charset=\"us-ascii\"\nContent-Location: file:///C:/a.htm"

func TestThePageIsFoundAndDecoded(t *testing.T) {
	for name, c := range map[string]struct{ file, want string }{
		"quoted-printable":                 {message("", [2]string{html + "\nContent-Transfer-Encoding: quoted-printable", "<p>=D6=D0=\n=CE=C4</p>"}), "<p>\xd6\xd0\xce\xc4</p>"},
		"base64":                           {message("", [2]string{html + "\nContent-Transfer-Encoding: BASE64", "PHA+\nYTwvcD4="}), "<p>a</p>"},
		"as it is":                         {message("", [2]string{html, "<p>a</p>"}), "<p>a</p>"},
		"after a picture":                  {message("", [2]string{"Content-Type: image/png", "x"}, [2]string{html, "<p>a</p>"}), "<p>a</p>"},
		"as its head names it":             {strings.Replace(message("", [2]string{html + "\nContent-Id: <1>", "b"}, [2]string{html + "\nContent-Id: <2>", "a"}), "multipart/related;", "multipart/related; start=\"<2>\";", 1), "a"},
		"by a browser":                     {message("From: <由浏览器保存>\nSubject: =?utf-8?Q?a?=\n", [2]string{html, "a"}), "a"},
		"by an old browser":                {"\ufeff\r\n" + message("From: <\xd3\xc9 Microsoft Internet Explorer 5 \xb1\xa3\xb4\xe6>\nSubject: \xb9\xab\n", [2]string{html, "a"}), "a"},
		"a page without parts":             {"MIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\na", "a"},
		"in parts of a part":               {message("", [2]string{"Content-Type: multipart/alternative; boundary=b", "--b\nContent-Type: text/html\n\na\n--b--"}), "a"},
		"frames, as Excel writes":          {message("", [2]string{html, "<html><FRAMESET>"}, [2]string{"Content-Type: text/html\nContent-Location: file:///C:/tabstrip.htm", "tabs"}, [2]string{html, "one"}, [2]string{html, "two"}), "one|two"},
		"pictures that are cut":            {strings.Split(message("", [2]string{html, "a"}, [2]string{"Content-Type: image/png", "x"}), "x\r\n---")[0], "a"},
		"base64 with white space":          {message("", [2]string{html + "\nContent-Transfer-Encoding: base64", "PHA+ \n\tYTwv\ncD4="}), "<p>a</p>"},
		"base64 in pieces, one unpadded":   {message("", [2]string{html + "\nContent-Transfer-Encoding: base64", "PHA+YQ==\nPC9wPg==YW"}), "<p>a</p>a"},
		"a boundary that wants quotes":     {strings.Replace(message("", [2]string{html, "a"}), `"----=_Next"`, "----=_Next; type=text/html", 1), "a"},
		"as the head of a part names it":   {message("", [2]string{"Content-Type: multipart/related; boundary=b; start=\"<2>\"", "--b\nContent-Type: text/html\nContent-Id: <1>\n\nb\n--b\nContent-Type: text/html\nContent-Id: <2>\n\na\n--b--"}), "a"},
		"as its head names it, in no more": {strings.Replace(message("", [2]string{html + "\nContent-Id: <1>", "b"}, [2]string{html + "\nContent-Id: <2>", "a"}), "multipart/related;", "multipart/related; start=2;", 1), "a"},
		"cut short":                        {strings.TrimSuffix(message("", [2]string{html, "<p>a"}), "\r\n------=_Next--\r\n"), "<p>a, cut"},
		"cut short in a code":              {strings.TrimSuffix(message("", [2]string{html + "\nContent-Transfer-Encoding: quoted-printable", "<p>=D6=D"}), "\r\n------=_Next--\r\n"), "<p>\xd6=D, cut"},
		"cut short in base64":              {strings.TrimSuffix(message("", [2]string{html + "\nContent-Transfer-Encoding: base64", "PHA+YTwv\ncD"}), "\r\n------=_Next--\r\n"), "<p>a</p, cut"},
		"the last boundary alone is gone":  {strings.TrimSuffix(message("", [2]string{html, "<p>a</HTML>\n"}), "\r\n------=_Next--\r\n"), "<p>a</HTML>"},
		"frames of nothing":                {message("", [2]string{html, "<frameset>"}), "<frameset>"},
	} {
		t.Run(name, func(t *testing.T) {
			pages, err := Pages(strings.NewReader(c.file))
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, p := range pages {
				got = append(got, string(p.Body))
				if p.Cut {
					got[len(got)-1] += ", cut"
				}
			}
			if s := strings.Join(got, "|"); s != c.want {
				t.Errorf("got %q, want %q", s, c.want)
			}
		})
	}
}

func TestWhatIsWrongIsSaid(t *testing.T) {
	deep := "a"
	for _, boundary := range "abcdefgh" {
		deep = "Content-Type: multipart/mixed; boundary=" + string(boundary) + "\r\n\r\n--" + string(boundary) + "\r\n" + deep
	}
	for name, c := range map[string]struct{ file, want string }{
		"no head":          {"hello", "head"},
		"no page":          {message("", [2]string{"Content-Type: image/png", "x"}), "no part"},
		"no boundary":      {"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n", "where its parts begin"},
		"a broken code":    {message("", [2]string{html + "\nContent-Transfer-Encoding: quoted-printable", "a=D\x01b"}), "damaged"},
		"frames cut short": {strings.Split(message("", [2]string{html, "<frameset>"}, [2]string{html, "a"}, [2]string{"Content-Type: image/png", "x"}), "x\r\n---")[0], "damaged"},
		"broken base64":    {message("", [2]string{html + "\nContent-Transfer-Encoding: base64", "!!!!"}), "damaged"},
		"a very long page": {message("", [2]string{html, strings.Repeat("a", maxPage+1)}), "more than"},
		"many parts":       {message("", make([][2]string, maxParts+1)...), "more than"},
		"deep parts":       {deep, "too deep"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Pages(strings.NewReader(c.file))
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want an error with %q", err, c.want)
			}
		})
	}
}

func FuzzPages(f *testing.F) {
	f.Add([]byte(message("", [2]string{html + "\nContent-Transfer-Encoding: quoted-printable", "<p>=D6=D0=\n=CE=C4</p>"}, [2]string{html, "<frameset>"})))
	f.Fuzz(func(t *testing.T, file []byte) {
		pages, err := Pages(bytes.NewReader(file))
		if err == nil && len(pages) == 0 {
			t.Error("got neither a page nor an error")
		}
		var quoted bytes.Buffer
		w := quotedprintable.NewWriter(&quoted)
		w.Binary = true
		_, _ = w.Write(file) // the buffer takes all
		_ = w.Close()
		for encoding, body := range map[string]string{"base64": base64.StdEncoding.EncodeToString(file), "quoted-printable": strings.ReplaceAll(quoted.String(), "\r\n", "\n")} {
			pages, err := Pages(strings.NewReader(message("", [2]string{html + "\nContent-Transfer-Encoding: " + encoding, body})))
			if err != nil || len(pages) != 1 || !bytes.Equal(pages[0].Body, file) {
				t.Errorf("%s: got %v, %v, want %q", encoding, pages, err, file)
			}
		}
	})
}
