package crawler

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"runtime/metrics"
	"testing"
	"time"

	"gongkai/archive"
	"gongkai/store/warc"
)

const large = 300 << 20

// serveLarge answers each request with a payload of large bytes, with its
// length or in chunks.
func serveLarge(t *testing.T, chunked bool) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	piece := make([]byte, 1<<16)
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			if _, err := http.ReadRequest(bufio.NewReader(c)); err != nil {
				return
			}
			head, before, behind := fmt.Sprintf("Content-Length: %d", large), "", ""
			if chunked {
				head, before, behind = "Transfer-Encoding: chunked", fmt.Sprintf("%x\r\n", len(piece)), "\r\n"
			}
			fmt.Fprintf(c, "HTTP/1.1 200 OK\r\nContent-Type: application/pdf\r\nConnection: close\r\n%s\r\n\r\n", head)
			for range large / len(piece) {
				_, _ = io.WriteString(c, before)
				_, _ = c.Write(piece)
				_, _ = io.WriteString(c, behind)
			}
			if chunked {
				_, _ = io.WriteString(c, "0\r\n\r\n")
			}
			c.Close()
		}
	}()
	return l.Addr().String()
}

// peak returns the most memory that objects took while work ran, in bytes.
func peak(work func()) uint64 {
	objects := func() uint64 {
		sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
		metrics.Read(sample)
		return sample[0].Value.Uint64()
	}
	before, most := objects(), uint64(0)
	done, seen := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(seen)
		for tick := time.NewTicker(2 * time.Millisecond); ; {
			select {
			case <-done:
				tick.Stop()
				return
			case <-tick.C:
				most = max(most, objects())
			}
		}
	}()
	work()
	close(done)
	<-seen
	return max(most, before) - before
}

func TestALargeAttachmentIsRecordedInLittleMemory(t *testing.T) {
	for name, chunked := range map[string]bool{"with its length": false, "in chunks": true} {
		t.Run(name, func(t *testing.T) {
			address := serveLarge(t, chunked)
			w, _, err := warc.Open(t.TempDir(), "warc", warc.Options{})
			if err != nil {
				t.Fatal(err)
			}
			defer w.Close()
			transport := newTransport(t.TempDir(), time.Minute)
			took := peak(func() {
				x, err := get(t, transport, address, 2*large)
				if err != nil || x.err != nil || x.result.Length != large {
					t.Fatalf("got %d bytes, %v, %v", x.result.Length, err, x.err)
				}
				if _, err := w.WriteExchange(x.result, archive.RevisitNone, nil); err != nil {
					t.Fatal(err)
				}
			})
			if took > 30<<20 {
				t.Errorf("took %d MB of memory, want at most 30", took>>20)
			}
		})
	}
}
