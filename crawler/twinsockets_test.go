package crawler_test

import (
	"bufio"
	"crypto/tls"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// eitherListener takes plain connections and such with TLS at one port.
type eitherListener struct {
	net.Listener
	secure *tls.Config
}

type peeked struct {
	net.Conn
	r *bufio.Reader
}

func (p peeked) Read(b []byte) (int, error) { return p.r.Read(b) }

func (l eitherListener) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	p := peeked{c, bufio.NewReader(c)}
	if first, err := p.r.Peek(1); err == nil && first[0] == 0x16 { // a TLS handshake
		return tls.Server(p, l.secure), nil
	}
	return p, nil
}

// words returns three Hanzi for a page with a number in its address.
func words(path string) string {
	var n int
	fmt.Sscanf(path, "/p/%d.html", &n)
	return strings.Repeat(string(rune('一'+n)), 3)
}

func TestASiteUnderFourNamesIsCrawledOnce(t *testing.T) {
	forms := [...]string{"http://www.a.gov.cn", "https://www.a.gov.cn", "http://a.gov.cn", "https://a.gov.cn"}
	pages := 30
	serve := func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == "/":
			var links strings.Builder
			for i := range pages {
				for _, form := range forms {
					fmt.Fprintf(&links, `<li><a href="%s/p/%d.html">第%d号通知</a>`, form, i, i)
				}
			}
			html(w, links.String())
		case strings.HasPrefix(r.URL.Path, "/p/"):
			fmt.Fprintf(w, `<html><head><meta name="ArticleTitle" content="通知"></head><body><p>%s</p></body></html>`, strings.Repeat(words(r.URL.Path)+"的通知。", 40))
		default:
			http.NotFound(w, r)
		}
	}
	p := newTestPortal(t, serve, "www.a.gov.cn", "a.gov.cn")
	keys := httptest.NewTLSServer(http.NotFoundHandler())
	defer keys.Close()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		scheme := "http://"
		if r.TLS != nil {
			scheme = "https://"
		}
		p.mu.Lock()
		p.requests = append(p.requests, request{time.Now(), scheme + r.Host + r.RequestURI, r.Header})
		p.mu.Unlock()
		serve(w, r)
	})}
	go func() { _ = server.Serve(eitherListener{l, keys.TLS}) }()
	t.Cleanup(func() { server.Close() })
	for host := range p.portal.Resolve {
		p.portal.Resolve[host] = l.Addr().String()
	}
	p.portal.Seeds, p.portal.Hosts, p.portal.LaxTLS = p.portal.Seeds[:1], []string{"a.gov.cn"}, true
	p.wholly = true
	p.crawl(t, 10*time.Second)
	asked := func() (n int) {
		for _, target := range p.targets() {
			if strings.Contains(target, "/p/") {
				n++
			}
		}
		return n
	}
	first := asked()
	if most := pages + 3*(len(forms)-1); first > most {
		t.Errorf("got %d requests for %d pages under four names, want %d at most", first, pages, most)
	}
	pages += 20
	p.later = 40 * 24 * time.Hour
	p.crawl(t, 10*time.Second)
	if again := asked() - first; again > 20 {
		t.Errorf("got %d requests for 20 new pages in a later crawl, want 20", again)
	}
}
