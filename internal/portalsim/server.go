package portalsim

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"maps"
	"net"
	"net/http"
	"strconv"
	"sync"
	"syscall"
	"time"
)

// Server serves simulated hosts on loopback.
type Server struct {
	http    *http.Server
	resolve map[string]string
	serving sync.WaitGroup
	release context.CancelFunc
	once    sync.Once
	err     error
}

// Start serves w at address until ctx is done or the server is closed. Where
// address is on 127.0.0.1, every host gets a loopback address of its own and
// all have one port; where the machine has no such addresses, or address names
// another one, all hosts share it and are told apart by the Host header.
func (w *World) Start(ctx context.Context, address string) (*Server, error) {
	s, err := Serve(ctx, address, w.hosts(), w.Handler())
	if err == nil {
		w.mu.Lock()
		w.resolve = s.resolve
		w.mu.Unlock()
	}
	return s, err
}

// Serve serves hosts by h at address, as [World.Start] does those of a world.
func Serve(ctx context.Context, address string, hosts []string, h http.Handler) (*Server, error) {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, fmt.Errorf("listen at %q: %w", address, err)
	}
	listeners, resolve, err := listenApart(ctx, hosts, host, port)
	if errors.Is(err, syscall.EADDRINUSE) {
		return nil, fmt.Errorf("listen at %q: %w", address, err)
	}
	if err != nil {
		shared, err := listen(ctx, address)
		if err != nil {
			return nil, fmt.Errorf("listen at %q: %w", address, err)
		}
		listeners, resolve = []net.Listener{shared}, make(map[string]string, len(hosts))
		for _, h := range hosts {
			resolve[h] = shared.Addr().String()
		}
	}
	ctx, release := context.WithCancel(ctx)
	s := &Server{resolve: resolve, release: release, http: &http.Server{
		Handler:           h,
		ReadHeaderTimeout: 10 * time.Second,
		ErrorLog:          log.New(io.Discard, "", 0),
	}}
	for _, l := range listeners {
		s.serving.Go(func() { _ = s.http.Serve(l) }) // ends with ErrServerClosed
	}
	context.AfterFunc(ctx, func() { _ = s.Close() })
	return s, nil
}

// Resolve returns where each simulated host is served: "ip:port" by host, for
// clones and foreign hosts too.
func (s *Server) Resolve() map[string]string { return maps.Clone(s.resolve) }

// Close stops serving, breaks what is being answered, and returns when nothing
// runs any more. It may be called again.
func (s *Server) Close() error {
	s.once.Do(func() {
		s.release()
		s.err = s.http.Close()
		s.serving.Wait()
	})
	return s.err
}

// listenApart listens at a loopback address for each host, on one port.
func listenApart(ctx context.Context, hosts []string, host, port string) ([]net.Listener, map[string]string, error) {
	if host != "127.0.0.1" {
		return nil, nil, errors.New("not a loopback address to spread from")
	}
	attempts := 1
	if port == "0" {
		attempts = 8 // a port that is free at one address may be taken at another
	}
	var err error
	for range attempts {
		var all []net.Listener
		resolve := make(map[string]string, len(hosts))
		common := port
		for i, h := range hosts {
			ip := "127.0." + strconv.Itoa(1+i/250) + "." + strconv.Itoa(1+i%250)
			var l net.Listener
			if l, err = listen(ctx, net.JoinHostPort(ip, common)); err != nil {
				break
			}
			all = append(all, l)
			resolve[h] = l.Addr().String()
			if _, common, err = net.SplitHostPort(l.Addr().String()); err != nil {
				break
			}
		}
		if err == nil {
			return all, resolve, nil
		}
		for _, l := range all {
			_ = l.Close()
		}
	}
	return nil, nil, fmt.Errorf("listen for each host: %w", err)
}

func listen(ctx context.Context, address string) (net.Listener, error) {
	var config net.ListenConfig
	return config.Listen(ctx, "tcp", address)
}
