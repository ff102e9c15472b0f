package main

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"

	"gongkai/archive"
	"gongkai/internal/portalsim"
)

// stage answers for all hosts of a fate, act by act.
type stage struct {
	mu      sync.Mutex
	act     *act
	asked   map[string]int          // requests by host, in this act
	instead map[archive.Digest]bool // payloads that stood in place of others
}

func newStage(first *act) *stage { return &stage{act: first, instead: map[archive.Digest]bool{}} }

func (s *stage) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	host, _, _ := strings.Cut(r.Host, ":")
	s.mu.Lock()
	a := s.act
	s.asked[host]++
	s.mu.Unlock()
	if a.answer != nil {
		a.answer(s, w, r, host, a.world.Handler())
		return
	}
	a.world.Handler().ServeHTTP(w, r)
}

// enter begins an act.
func (s *stage) enter(a *act) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.act, s.asked = a, map[string]int{}
}

// stands reports whether a payload stood in place of another.
func (s *stage) stands(payload archive.Digest) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.instead[payload]
}

// show answers with a page that stands in place of another.
func (s *stage) show(w http.ResponseWriter, status int, body string) {
	s.mu.Lock()
	s.instead[archive.DigestOf([]byte(body))] = true
	s.mu.Unlock()
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(body)) // the client may be gone
}

// as answers for a host as other is answered for, with its own name in place of that in
// pages and redirects; change, if any, has the page then.
func as(w http.ResponseWriter, r *http.Request, own, other string, next http.Handler, change func(path string, page []byte) []byte) {
	r = r.Clone(r.Context())
	r.Host = other
	r.Header.Set("Accept-Encoding", "identity")
	rec := httptest.NewRecorder()
	next.ServeHTTP(rec, r)
	body := bytes.ReplaceAll(rec.Body.Bytes(), []byte(other), []byte(own))
	if change != nil {
		body = change(r.URL.Path, body)
	}
	for k, v := range rec.Header() {
		for _, one := range v {
			w.Header().Add(k, strings.ReplaceAll(one, other, own))
		}
	}
	if rec.Code != http.StatusNotModified {
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	}
	w.WriteHeader(rec.Code)
	_, _ = w.Write(body)
}

// wanted is a report by all the addresses that it has had.
type wanted map[string]bool

// want adds the reports of a portal to all, under the addresses that they have now.
func want(all map[string]wanted, p portalsim.Portal, rename func(url string) string) {
	for _, r := range p.Truth {
		key := r.Portal + " " + r.Issuer + " " + strconv.Itoa(r.Year)
		if all[key] == nil {
			all[key] = wanted{}
		}
		url := r.URL
		if rename != nil {
			url = rename(url)
		}
		all[key][url] = true
	}
}
