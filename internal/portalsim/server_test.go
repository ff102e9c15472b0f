package portalsim

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
)

// client dials the simulated hosts.
func client(t *testing.T, s *Server) *http.Client {
	t.Helper()
	resolve := s.Resolve()
	tr := &http.Transport{DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
		host, _, err := net.SplitHostPort(address)
		if err != nil {
			return nil, err
		}
		var d net.Dialer
		return d.DialContext(ctx, network, resolve[host])
	}}
	t.Cleanup(tr.CloseIdleConnections)
	return &http.Client{Transport: tr}
}

func get(t *testing.T, c *http.Client, url string) (*http.Response, []byte, error) {
	t.Helper()
	r, err := c.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	body, err := io.ReadAll(r.Body)
	return r, body, err
}

func TestEveryHostIsServedOverTCP(t *testing.T) {
	for name, address := range map[string]string{"apart": "127.0.0.1:0", "shared": "localhost:0"} {
		t.Run(name, func(t *testing.T) {
			w := New(Options{})
			s, err := w.Start(t.Context(), address)
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			c := client(t, s)
			if got, want := len(s.Resolve()), 2*6+len(foreignHosts()); got != want {
				t.Errorf("got %d hosts, want %d", got, want)
			}
			for host := range s.Resolve() {
				r, body, err := get(t, c, "http://"+host+"/")
				if err != nil || r.StatusCode != 200 || len(body) == 0 {
					t.Errorf("%s: got status %d, %d bytes, error %v", host, r.StatusCode, len(body), err)
				}
			}
			for _, p := range w.Portals() {
				if p.Resolve[p.Host] != s.Resolve()[p.Host] || len(p.Resolve) != 1 {
					t.Errorf("%s: got %v", p.ID, p.Resolve)
				}
			}
			if err := s.Close(); err != nil {
				t.Errorf("close: %v", err)
			}
		})
	}
}

func TestAnAddressThatIsNoneIsRefused(t *testing.T) {
	if _, err := New(Options{}).Start(t.Context(), "nowhere"); err == nil {
		t.Error("got a server, want an error")
	}
}

func TestTheServerStopsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	s, err := New(Options{Families: []string{"trs"}}).Start(ctx, "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	cancel()
	s.serving.Wait()
	if err := s.Close(); err != nil {
		t.Errorf("close: %v", err)
	}
}

func TestABodyBreaksOffOnceAndThenIsWhole(t *testing.T) {
	w := New(Options{Families: []string{"trs"}})
	s, err := w.Start(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	c, url := client(t, s), w.portals[0].url(w.portals[0].quirks.cut)
	r, body, err := get(t, c, url)
	if !errors.Is(err, io.ErrUnexpectedEOF) || int64(len(body)) >= r.ContentLength {
		t.Errorf("first: got %d of %d bytes and error %v, want fewer and an unexpected end", len(body), r.ContentLength, err)
	}
	if _, again, err := get(t, c, url); err != nil || len(again) <= len(body) {
		t.Errorf("second: got %d bytes and error %v, want all", len(again), err)
	}
}

func TestTheDataProxyTakesForms(t *testing.T) {
	w := New(Options{Families: []string{"jpage"}, Faithful: true})
	s, err := w.Start(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	p := w.portals[0]
	col := &p.columns[1]
	form := "col=1&appid=1&path=/&webid=" + jpage{}.web(p) + "&columnid=" + p.columnIDText(col) + "&unitid=" + jpage{}.unit(p, col) + "&permissiontype=0"
	r, err := client(t, s).Post(p.url(jpageData+"?startrecord=1&endrecord=45&perpage=15"), "application/x-www-form-urlencoded", strings.NewReader(form))
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	body, err := io.ReadAll(r.Body)
	if err != nil || strings.Count(string(body), "<record>") != 45 {
		t.Errorf("got %d records and error %v, want 45", strings.Count(string(body), "<record>"), err)
	}
}
