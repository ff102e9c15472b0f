package soak

import (
	"bufio"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// event is what counts of an envelope.
type event struct {
	ID     string `json:"id"`
	Source string `json:"source"`
	Type   string `json:"type"`
	Data   struct {
		Report *struct {
			Issuer string `json:"issuer"`
			Year   int    `json:"year"`
		} `json:"report"`
	} `json:"data"`
}

func reportKey(portal, issuer string, year int) string {
	return fmt.Sprintf("%s %s %d", portal, issuer, year)
}

// ledger is what a sink has received.
type ledger struct {
	mu sync.Mutex
	Received
	content   map[string][32]byte // by id
	reports   map[string]bool
	conflicts []string
}

func newLedger(sink string) *ledger {
	return &ledger{Received: Received{Sink: sink}, content: map[string][32]byte{}, reports: map[string]bool{}}
}

// take enters an envelope.
func (l *ledger) take(line []byte) error {
	var e event
	if err := json.Unmarshal(line, &e); err != nil || e.ID == "" {
		return fmt.Errorf("sink %s got no envelope, %.80q: %w", l.Sink, line, err)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	sum := sha256.Sum256(line)
	if before, known := l.content[e.ID]; known {
		l.Repeats++
		if before != sum {
			l.conflicts = append(l.conflicts, e.ID)
		}
		return nil
	}
	l.content[e.ID] = sum
	if e.Type == "gongkai.alarm" {
		l.Alarms++
		return nil
	}
	l.Documents++
	if r := e.Data.Report; r != nil {
		l.reports[reportKey(strings.TrimPrefix(e.Source, "urn:gongkai:portal:"), r.Issuer, r.Year)] = true
	}
	return nil
}

// has reports whether all of these reports came.
func (l *ledger) has(reports []string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return !slices.ContainsFunc(reports, func(key string) bool { return !l.reports[key] })
}

// hook is a webhook that fails as it is told to.
type hook struct {
	*ledger
	url    string
	status atomic.Int64 // that it answers with; 0 where it is well
	server *http.Server
	wrong  atomic.Pointer[error]
}

func serveHook() (*hook, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	h := &hook{ledger: newLedger("hook"), url: "http://" + l.Addr().String() + "/"}
	h.server = &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = h.server.Serve(l) }()
	return h, nil
}

func (h *hook) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	status := h.status.Load()
	if status > cut {
		w.WriteHeader(int(status))
		return
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return // the service was killed before it had sent all of it
	}
	if err := h.take(body); err != nil {
		h.wrong.Store(&err)
	}
	if status == cut { // it has the document, and can't say so
		panic(http.ErrAbortHandler)
	}
}

func (h *hook) close() { _ = h.server.Close() }

// Receive acknowledges the envelopes that come on standard input, as a program
// does that is a sink, once they are in the file. After so many at most it dies
// before it has said so; with 0 it never does.
func Receive(file string, most int) error {
	f, err := os.OpenFile(file, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	defer f.Close()
	in := bufio.NewReaderSize(os.Stdin, 1<<20)
	left := -1
	if most > 0 {
		left = rand.IntN(most)
	}
	for ; ; left-- {
		line, err := in.ReadBytes('\n')
		if err != nil {
			return nil // its input is at its end
		}
		var e event
		if err := json.Unmarshal(line, &e); err != nil {
			return err
		}
		if _, err := f.Write(line); err != nil {
			return err
		}
		if left == 0 {
			os.Exit(9)
		}
		fmt.Println(e.ID)
	}
}
