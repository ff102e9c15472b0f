package replay

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/rs/zerolog"

	"gongkai/archive"
	"gongkai/store"
)

// BenchmarkReplay serves a page of 84 KB with 1,000 links out of an archive on
// disk, whole: found in the index, read from the WARC file, decoded and
// rewritten; and the same page raw.
func BenchmarkReplay(b *testing.B) {
	st, err := store.Open(b.TempDir(), store.Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer st.Close()
	ctx := context.Background()
	visit := archive.Visit{URL: home, Portal: "qingdu", Kind: archive.KindList}
	if _, err := st.BeginCrawl(ctx, archive.Portal{ID: "qingdu"}, []archive.Visit{visit}); err != nil {
		b.Fatal(err)
	}
	leases, _, err := st.Claim(ctx, []string{"qingdu"}, noon, 0, 1, nil)
	if err != nil || len(leases) != 1 {
		b.Fatalf("claimed %d visits, %v", len(leases), err)
	}
	var text strings.Builder
	text.WriteString("<!doctype html><html><head><title>青渡县人民政府</title></head><body>")
	for i := range 1000 {
		fmt.Fprintf(&text, "<li><a href=\"/art/2026/3/31/art_%d.html\" target=_blank>政府信息公开工作年度报告</a></li>\n", i)
	}
	head := fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n", text.Len())
	x := archive.Exchange{
		Visit: leases[0].Visit, Time: noon, Request: []byte("GET / HTTP/1.1\r\n\r\n"), Response: strings.NewReader(head + text.String()),
		Size: int64(len(head) + text.Len()), HeadSize: int64(len(head)), Status: 200, MediaType: "text/html",
		Payload: archive.DigestOf([]byte(text.String())), Length: int64(text.Len()),
	}
	c, err := st.Record(ctx, x)
	if err != nil {
		b.Fatal(err)
	}
	if err := st.Settle(ctx, archive.Outcome{Visit: leases[0].Visit, Result: archive.ResultCaptured, At: noon, Host: leases[0].Host, Capture: &c, Requests: 1}); err != nil {
		b.Fatal(err)
	}
	s := New(st, zerolog.Nop(), Options{})
	for name, target := range map[string]string{"page": "/web/20260331163000/" + home, "raw": "/web/20260331163000id_/" + home, "calendar": "/web/*/" + home} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(text.Len()))
			for b.Loop() {
				r := httptest.NewRequest(http.MethodGet, "/", nil)
				r.Host, r.RequestURI = "127.0.0.1", target
				w := httptest.NewRecorder()
				s.ServeHTTP(w, r)
				if w.Code != http.StatusOK {
					b.Fatalf("%s: got %d", target, w.Code)
				}
			}
		})
	}
}
