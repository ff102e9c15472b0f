package soak

import (
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"gongkai/internal/portalsim"
)

// cut stands among statuses for a connection that breaks within the answer.
const cut = 1

// mostFailures is how often a portal fails by itself: each time its host rests
// twice as long, and the last rest must end before patience does.
const mostFailures = 2

// sites serves the portals of a world, each at a loopback address of its own,
// and makes them fail.
type sites struct {
	addresses []string
	states    []*atomic.Int64 // the status that a portal answers with; 0 where it is well
	failed    []int
	servers   []*http.Server
	serving   sync.WaitGroup
}

func serveSites(world *portalsim.World, n int) (*sites, error) {
	s := &sites{failed: make([]int, n)}
	inner := world.Handler()
	for i := range n {
		l, err := net.Listen("tcp", fmt.Sprintf("127.0.%d.%d:0", 10+i/200, 1+i%200))
		if err != nil {
			s.close()
			return nil, err
		}
		state := new(atomic.Int64)
		server := &http.Server{ReadHeaderTimeout: 10 * time.Second, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			switch status := state.Load(); status {
			case 0:
				inner.ServeHTTP(w, r)
			case cut:
				w.Header().Set("Content-Length", "4096")
				_, _ = w.Write(make([]byte, 100)) // the rest never comes
				panic(http.ErrAbortHandler)
			case http.StatusServiceUnavailable:
				w.Header().Set("Retry-After", "3")
				w.WriteHeader(int(status))
			default:
				w.WriteHeader(int(status))
			}
		})}
		s.addresses, s.states, s.servers = append(s.addresses, l.Addr().String()), append(s.states, state), append(s.servers, server)
		s.serving.Go(func() { _ = server.Serve(l) })
	}
	return s, nil
}

// fail makes half of the portals fail that joined last, of so many, each in a
// way of its own.
func (s *sites) fail(random *rand.Rand, joined int) {
	for i := max(0, joined-4); i < joined; i++ {
		if s.failed[i] < mostFailures && random.IntN(2) == 0 {
			s.failed[i]++
			s.states[i].Store([]int64{cut, http.StatusServiceUnavailable, http.StatusInternalServerError, http.StatusBadGateway}[random.IntN(4)])
		}
	}
}

// mend makes all of them well.
func (s *sites) mend() {
	for _, state := range s.states {
		state.Store(0)
	}
}

func (s *sites) close() {
	for _, server := range s.servers {
		_ = server.Close()
	}
	s.serving.Wait()
}
