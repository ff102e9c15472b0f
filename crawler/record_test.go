package crawler

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"syscall"
	"testing"
	"time"

	"gongkai/archive"
	"gongkai/store/warc"
)

// servePages answers every request with a page of 30 KB.
func servePages(b *testing.B) string {
	b.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { l.Close() })
	body := strings.Repeat("<li><a href=\"/art/2026/3/31/art_1_2.html\">政府信息公开工作年度报告</a></li>\n", 30<<10/88)
	answer := fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n%s", len(body), body)
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close()
				for r := bufio.NewReader(c); ; {
					if _, err := http.ReadRequest(r); err != nil {
						return
					}
					if _, err := io.WriteString(c, answer); err != nil {
						return
					}
				}
			}()
		}
	}()
	return l.Addr().String()
}

// processor returns the user and system time of the process.
func processor(b *testing.B) time.Duration {
	b.Helper()
	var r syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &r); err != nil {
		b.Fatal(err)
	}
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}

// BenchmarkFetch fetches pages of 30 KB: as net/http does and nothing kept, and
// recorded into a WARC file. What recording costs is the difference of the two.
func BenchmarkFetch(b *testing.B) {
	address := servePages(b)
	measure := func(b *testing.B, fetch func()) {
		before := processor(b)
		n := 0
		for b.Loop() {
			fetch()
			n++
		}
		b.ReportMetric(float64((processor(b)-before).Microseconds())/float64(n), "CPU-µs/fetch")
	}
	b.Run("plain", func(b *testing.B) {
		measure(b, func() {
			resp, err := http.Get("http://" + address + "/a")
			if err != nil {
				b.Fatal(err)
			}
			if _, err := io.Copy(io.Discard, resp.Body); err != nil {
				b.Fatal(err)
			}
			resp.Body.Close()
		})
	})
	b.Run("recorded", func(b *testing.B) {
		w, _, err := warc.Open(b.TempDir(), "warc", warc.Options{})
		if err != nil {
			b.Fatal(err)
		}
		defer w.Close()
		transport := newTransport(b.TempDir(), time.Minute)
		at := server{address: netip.MustParseAddrPort(address).Addr(), pinned: address}
		measure(b, func() {
			x := &exchange{visit: archive.Visit{URL: "http://www.example.gov.cn/a"}, server: at, limit: 1 << 20}
			req, err := http.NewRequestWithContext(withExchange(b.Context(), x), http.MethodGet, x.visit.URL, nil)
			if err != nil {
				b.Fatal(err)
			}
			if _, err := transport.RoundTrip(req); err != nil {
				b.Fatal(err)
			}
			if _, err := w.WriteExchange(x.result, archive.RevisitNone, nil); err != nil {
				b.Fatal(err)
			}
			if err := x.close(); err != nil {
				b.Fatal(err)
			}
		})
	})
}
