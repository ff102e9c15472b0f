package crawler

import (
	"net"
	"sync"
	"time"
)

// recording is what went over a connection in one exchange.
type recording struct {
	request  []byte
	response spool
	err      error // of the spool
}

// recordedConn is a connection whose bytes are copied into the recording of
// the exchange under way. Between exchanges nothing is copied.
type recordedConn struct {
	net.Conn
	idle      time.Duration // longest wait for the next byte of a response
	protocols []string
	cipher    string
	untrusted string  // why the certificates prove nothing, where that is taken
	chains    *chains // nil without TLS
	chain     chain

	mu     sync.Mutex
	record *recording
}

// begin directs the bytes that follow into r.
func (c *recordedConn) begin(r *recording) error {
	c.mu.Lock()
	c.record = r
	c.mu.Unlock()
	return c.SetReadDeadline(time.Now().Add(c.idle))
}

// end stops the copying. After it returns r is no longer written to.
func (c *recordedConn) end(r *recording) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.record == r {
		c.record = nil
		// The connection may be kept, and then waits for no response.
		_ = c.SetReadDeadline(time.Time{})
	}
}

// Read implements [net.Conn].
func (c *recordedConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.record == nil || n == 0 {
		return n, err
	}
	if _, werr := c.record.response.Write(p[:n]); werr != nil {
		c.record.err = werr
		return n, werr
	}
	if err == nil {
		err = c.SetReadDeadline(time.Now().Add(c.idle))
	}
	return n, err
}

// Write implements [net.Conn].
func (c *recordedConn) Write(p []byte) (int, error) {
	c.mu.Lock()
	if c.record != nil {
		c.record.request = append(c.record.request, p...)
	}
	c.mu.Unlock()
	return c.Conn.Write(p)
}
