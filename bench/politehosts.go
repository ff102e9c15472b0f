package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"slices"
	"sync"
	"time"
)

// served is what the simulated hosts say of their crawl.
type served struct {
	Requests int           `json:"requests"`
	Span     time.Duration `json:"span"`     // from the first request to the last
	Steady   float64       `json:"steady"`   // requests a second while no host was unasked or done
	Shortest time.Duration `json:"shortest"` // between the end of a response and the host's next request
	Median   time.Duration `json:"median"`
}

// politeHost is a host that notes when it is asked. It talks HTTP by hand: the
// machine is shared with the crawler, whose cost is to be seen.
type politeHost struct {
	mu       sync.Mutex
	arrivals []time.Time
	ended    time.Time // of the newest response
	gaps     []time.Duration
}

// politenessHosts serves the hosts until its input ends.
func politenessHosts(ctx context.Context, _ []string) error {
	hosts := make([]politeHost, politeHosts)
	var addresses []string
	for i := range hosts {
		l, err := net.Listen("tcp4", fmt.Sprintf("127.1.%d.%d:0", i/250, i%250+1))
		if err != nil {
			return err
		}
		defer l.Close()
		addresses = append(addresses, l.Addr().String())
		go func() {
			for {
				c, err := l.Accept()
				if err != nil {
					return
				}
				go hosts[i].serve(c, i)
			}
		}()
	}
	if err := say(addresses); err != nil {
		return err
	}
	if err := waitForEnd(); err != nil {
		return err
	}
	return say(sum(hosts))
}

// serve answers the requests of a connection.
func (h *politeHost) serve(c net.Conn, host int) {
	defer c.Close()
	r := bufio.NewReaderSize(c, 1<<10)
	for {
		line, err := r.ReadSlice('\n')
		if err != nil {
			return
		}
		now := time.Now()
		fields := bytes.Fields(line)
		if len(fields) < 2 {
			return
		}
		answer := politeAnswer(host, string(fields[1]))
		for len(bytes.TrimSpace(line)) > 0 {
			if line, err = r.ReadSlice('\n'); err != nil {
				return
			}
		}
		h.mu.Lock()
		h.arrivals = append(h.arrivals, now)
		if !h.ended.IsZero() {
			h.gaps = append(h.gaps, now.Sub(h.ended))
		}
		// The response is written by one call. Its end is noted before: noted
		// after, it would be late by as long as this process did not run,
		// while the crawler's pause had begun.
		h.ended = time.Now()
		h.mu.Unlock()
		if _, err := c.Write(answer); err != nil {
			return
		}
	}
}

// politeAnswer returns a response: the home page leads to all pages of the host.
func politeAnswer(host int, path string) []byte {
	var body bytes.Buffer
	page := 0
	switch _, err := fmt.Sscanf(path, "/zwgk/gknb/2025/t2025_%d.html", &page); {
	case path == "/":
		fmt.Fprintf(&body, "<html><head><title>县人民政府 %d</title></head><body><h1>政府信息公开年度报告</h1><ul>\n", host)
		for n := 1; n < politePages; n++ {
			fmt.Fprintf(&body, "<li><a href=\"/zwgk/gknb/2025/t2025_%d.html\">%d 号乡镇 %d 年政府信息公开工作年度报告</a><span>2025-01-%02d</span></li>\n", n, n, 2024-n%8, n)
		}
		body.WriteString("</ul></body></html>\n")
	case err == nil && page < politePages:
		fmt.Fprintf(&body, "<html><head><title>%d 号乡镇 %d 年政府信息公开工作年度报告</title></head><body><p><a href=\"/\">首页</a></p><div class=\"content\">\n", page, 2024-page%8)
		// Every page has a text of its own: pages that are alike look like a trap.
		text := rand.New(rand.NewPCG(uint64(host), uint64(page)))
		for range 24 {
			body.WriteString("<p>")
			for range 40 {
				body.WriteRune('一' + rune(text.IntN(20_000)))
			}
			body.WriteString("。</p>\n")
		}
		body.WriteString("</div></body></html>\n")
	default:
		body.WriteString("<html><head><title>404</title></head><body>页面不存在</body></html>\n")
		return response("404 Not Found", body.Bytes())
	}
	return response("200 OK", body.Bytes())
}

func response(status string, body []byte) []byte {
	head := fmt.Sprintf("HTTP/1.1 %s\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: %d\r\n\r\n", status, len(body))
	return append([]byte(head), body...)
}

// sum adds up what the hosts noted.
func sum(hosts []politeHost) served {
	var s served
	var all []time.Time
	var gaps []time.Duration
	var allAsked, oneDone time.Time
	for i := range hosts {
		h := &hosts[i]
		h.mu.Lock()
		all, gaps = append(all, h.arrivals...), append(gaps, h.gaps...)
		if n := len(h.arrivals); n > 0 {
			if allAsked.Before(h.arrivals[0]) {
				allAsked = h.arrivals[0]
			}
			if last := h.arrivals[n-1]; oneDone.IsZero() || last.Before(oneDone) {
				oneDone = last
			}
		}
		h.mu.Unlock()
	}
	if len(all) == 0 || len(gaps) == 0 {
		return s
	}
	slices.SortFunc(all, time.Time.Compare)
	slices.Sort(gaps)
	s.Requests, s.Span = len(all), all[len(all)-1].Sub(all[0])
	s.Shortest, s.Median = gaps[0], gaps[len(gaps)/2]
	during := 0
	for _, at := range all {
		if !at.Before(allAsked) && at.Before(oneDone) {
			during++
		}
	}
	if span := oneDone.Sub(allAsked); span > 0 {
		s.Steady = float64(during) / span.Seconds()
	}
	return s
}
