package xmlpart

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/xml"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"
)

// tokens writes the tokens of a part as next gives them, up to the first error.

func tokens(r io.Reader) string {
	t := &Reader{ctx: context.Background(), part: "p", scan: newScanner(r), decode: func(_ string, r io.Reader) (io.Reader, error) { return r, nil }}
	var b strings.Builder
	for range maxTokens {
		next, err := t.next(false)
		if err != nil {
			fmt.Fprintf(&b, "%v\n", err)
			return b.String()
		}
		write(&b, next)
	}
	return b.String() + "without end"
}

// maxTokens is more than any part here has.
const maxTokens = 1 << 20

func write(b *strings.Builder, t token) {
	switch t.kind {
	case start:
		fmt.Fprintf(b, "<%q", t.start.Name)
		for _, a := range t.start.Attr {
			fmt.Fprintf(b, " %q=%q", a.Name, a.Value)
		}
		b.WriteString(">\n")
	case end:
		b.WriteString("</>\n")
	case text:
		fmt.Fprintf(b, "%q\n", t.text)
	}
}

// standard writes the tokens that encoding/xml gives.
func standard(r io.Reader) string {
	t := &Reader{ctx: context.Background(), part: "p", scan: &scanner{}, dec: xml.NewDecoder(r)}
	t.dec.Strict = false
	t.dec.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil }
	var b strings.Builder
	for range maxTokens {
		next, err := t.next(false)
		if err != nil {
			fmt.Fprintf(&b, "%v\n", err)
			return b.String()
		}
		write(&b, next)
	}
	return b.String() + "without end"
}

// odds are documents of which something is left to encoding/xml, or is easily
// mistaken.
var odds = []string{
	`<a b="1">x</a>`, `<a b='"'/>`, `<a/>`, `<p:a p:b="c"/>`, `<a:b:c/>`, `<:a/>`, `<a:/>`, `<a b=c/>`, `<a b/>`, `<a b = "c" />`, `<a b="c"d="e"/>`,
	`<a>&lt;&amp;&gt;&quot;&apos;&#65;&#x41;&#x10ffff;</a>`, `<a>&nbsp;</a>`, `<a>&</a>`, `<a>&#0;</a>`, `<a>&#xd800;</a>`, `<a>&#;</a>`, `<a>&#x;</a>`, `<a>&#X41;</a>`, `<a>&#+65;</a>`,
	"<a>x\r\ny\rz</a>", "<a b='x\r\n&#13;y'/>", "<a>\x00</a>", "<a>\xff</a>", "<a>\uffff</a>", "<a>]]></a>", "<a b=']]>'/>", "<a b='<'/>", "<a b='>'/>",
	`<!-- c --><a/>`, `<!-- c -- d --><a/>`, `<!--->--><a/>`, `<!----><a/>`, `<!---><a/>`, `<![CDATA[<x>]]><a/>`, `<a><![CDATA[<x>]]></a>`, `<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>`,
	`<?xml version="1.0" encoding="UTF-8"?><a/>`, `<?xml version='1.0' encoding='gbk'?><a/>`, `<?xml version="1.1"?><a/>`, `<?xml encoding="utf-8"?><a/>`, `<?xml?><a/>`, `<?mso-application progid="Word.Document"?><a/>`, `<??><a/>`, `<? x?><a/>`,
	`</a>`, `</a b>`, `</ a>`, `< a/>`, `<a`, `<a b="c`, `<a>x`, `<1/>`, `<-/>`, `<中/>`, `<a中/>`, `<a 中="1"/>`, `<a / >`, "<a\n\tb\n=\n'c'\n>\n</a\n>", "\ufeff<a/>", "<a>\ufeff</a>", `<a/><b/>text`, `<a></b></c:d></e:f:g>`, ``, `<`, `<!`, `<!-`, `x`,
}

func TestTheScannersTokensAreThoseOfTheStandardDecoder(t *testing.T) {
	for _, doc := range odds {
		want := standard(strings.NewReader(doc))
		if got := tokens(strings.NewReader(doc)); got != want {
			t.Errorf("%q: got\n%swant\n%s", doc, got, want)
		}
		if got := tokens(iotest.OneByteReader(strings.NewReader(doc))); got != want {
			t.Errorf("%q byte by byte: got\n%swant\n%s", doc, got, want)
		}
	}
}

func TestTheScannerReadsRealPartsAlone(t *testing.T) {
	files, err := filepath.Glob("../testdata/corpus/*.*")
	if err != nil {
		t.Fatal(err)
	}
	read := 0
	for _, file := range files {
		z, err := zip.OpenReader(file)
		if err != nil {
			continue // not of parts
		}
		for _, f := range z.File {
			if !strings.HasSuffix(f.Name, ".xml") {
				continue
			}
			r, err := f.Open()
			if err != nil {
				t.Fatal(err)
			}
			part, err := io.ReadAll(r)
			if err != nil {
				t.Fatal(err)
			}
			want := standard(bytes.NewReader(part))
			if got := tokens(bytes.NewReader(part)); got != want {
				t.Errorf("the tokens of %s in %s are others", f.Name, file)
			}
			s := newScanner(bytes.NewReader(part))
			for more := true; more; {
				_, more = s.next(true)
			}
			if left, err := io.ReadAll(s.rest()); err != nil || len(bytes.TrimSpace(left)) > 0 {
				t.Errorf("%d of %d bytes of %s in %s are left: %.60q %v", len(left), len(part), f.Name, file, left, err)
			}
			read++
		}
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if read < 20 {
		t.Errorf("only %d parts were read", read)
	}
}

func FuzzScanner(f *testing.F) {
	for _, doc := range odds {
		f.Add([]byte(doc))
	}
	f.Fuzz(func(t *testing.T, doc []byte) {
		want := standard(bytes.NewReader(doc))
		if got := tokens(bytes.NewReader(doc)); got != want {
			t.Errorf("got\n%swant\n%s", got, want)
		}
	})
}
