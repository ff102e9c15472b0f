package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"gongkai/config"
	"gongkai/store"
)

// controlSocket is where, in the data directory, commands reach the service
// that has it. Only its owner may connect.
const controlSocket = "gongkai.sock"

// forwarded are the commands that the running service carries out for another
// process: those that look, and those that change only what they are about.
var forwarded = []string{"status", "coverage", "why", "schedule", "deliver", "backup", "verify", "check", "export"}

// busyError says that another process has the data directory, which may be a
// service that can be asked instead.
type busyError struct {
	data string
	err  error
}

func (e *busyError) Error() string {
	return e.err.Error() + ": stop that first, or wait until it is done"
}

func (e *busyError) Unwrap() error { return e.err }

// busy makes a busyError of one that says that the directory is in use.
func busy(cfg config.Config, err error) error {
	if errors.Is(err, store.ErrInUse) {
		return &busyError{cfg.Data, err}
	}
	return err
}

// control is the socket on which the service carries out commands.
type control struct {
	service  *service
	listener net.Listener
	path     string
}

// order is a command for the service, as it came from a command line.
type order struct {
	Args []string `json:"args"`
	Dir  string   `json:"dir"` // that it was given in
}

func openControl(v *service) (*control, error) {
	path := filepath.Join(v.config().Data, controlSocket)
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	name, done, err := socketName(path)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	defer done()
	l, err := net.Listen("unix", name)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	l.(*net.UnixListener).SetUnlinkOnClose(false) // its name may be gone by then
	if err := os.Chmod(path, 0o600); err != nil {
		return nil, errors.Join(fmt.Errorf("open %s: %w", path, err), l.Close())
	}
	return &control{service: v, listener: l, path: path}, nil
}

// longestSocket is how many bytes the name of a socket may have on every system.
const longestSocket = 100

// socketName returns a name of path that is short enough for a socket, and holds
// until done is called.
func socketName(path string) (name string, done func(), err error) {
	if len(path) <= longestSocket {
		return path, func() {}, nil
	}
	dir, err := os.Open(filepath.Dir(path))
	if err != nil {
		return "", nil, err
	}
	return fmt.Sprintf("/proc/self/fd/%d/%s", dir.Fd(), filepath.Base(path)), func() { _ = dir.Close() }, nil
}

// run carries out commands until ctx ends; those under way have a moment then.
func (c *control) run(ctx context.Context) error {
	server := &http.Server{Handler: c, ReadHeaderTimeout: 5 * time.Second, BaseContext: func(net.Listener) context.Context { return ctx }}
	return serve(ctx, server, c.listener)
}

// serve serves HTTP on l until ctx ends; then requests under way have a second.
func serve(ctx context.Context, server *http.Server, l net.Listener) error {
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(l) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer cancel()
	if server.Shutdown(last) != nil {
		_ = server.Close() // those that took longer are cut
	}
	<-failed
	return nil
}

func (c *control) close() error {
	err := c.listener.Close()
	if errors.Is(err, net.ErrClosed) {
		err = nil
	}
	_ = os.Remove(c.path)
	return err
}

// ServeHTTP carries out one command: its output is the body, its errors and its
// status are the trailers.
func (c *control) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var o order
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<20)).Decode(&o); err != nil || r.Method != http.MethodPost {
		http.Error(w, "want a command", http.StatusBadRequest)
		return
	}
	w.Header().Set("Trailer", "Gongkai-Status, Gongkai-Errors")
	w.WriteHeader(http.StatusOK)
	var errs bytes.Buffer
	p := *c.service.p
	p.stdin, p.stdout, p.stderr, p.terminal = bytes.NewReader(nil), w, &errs, false
	p.live, p.dir = c.service, o.Dir
	status := exitUsage
	if p.forwards(o.Args) {
		status = p.run(r.Context(), o.Args)
	} else {
		fmt.Fprintln(&errs, "gongkai: the running service carries out only "+strings.Join(forwarded, ", "))
	}
	w.Header().Set("Gongkai-Status", strconv.Itoa(status))
	w.Header().Set("Gongkai-Errors", strconv.Quote(errs.String()))
}

// forwards reports whether the running service carries out a command line.
func (p *program) forwards(args []string) bool {
	cmd, _, err := p.root().Find(args)
	return err == nil && slices.Contains(forwarded, cmd.Name())
}

// forward has the service that has the data directory carry out a command. ok is
// false where there is none, or it doesn't carry out that one.
func (p *program) forward(ctx context.Context, data string, args []string) (status int, ok bool) {
	if p.live != nil || !p.forwards(args) {
		return 0, false
	}
	name, done, err := socketName(filepath.Join(data, controlSocket))
	if err != nil {
		return 0, false
	}
	defer done()
	dir, err := os.Getwd()
	if err != nil {
		return 0, false
	}
	body, err := json.Marshal(order{args, dir})
	if err != nil {
		return 0, false
	}
	client := http.Client{Transport: &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "unix", name)
	}}}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://gongkai/", bytes.NewReader(body))
	if err != nil {
		return 0, false
	}
	res, err := client.Do(req)
	if errors.Is(err, fs.ErrPermission) {
		fmt.Fprintf(p.stderr, "gongkai: the service that has %s runs as another user: ask it as that one\n", data)
		return exitUsage, true
	}
	if err != nil || res.StatusCode != http.StatusOK {
		return 0, false
	}
	defer res.Body.Close()
	if _, err := io.Copy(p.stdout, res.Body); err != nil {
		fmt.Fprintf(p.stderr, "gongkai: the running service stopped before the command was done: %v\n", err)
		return exitFailed, true
	}
	errs, err := strconv.Unquote(res.Trailer.Get("Gongkai-Errors"))
	if err == nil {
		fmt.Fprint(p.stderr, errs)
		status, err = strconv.Atoi(res.Trailer.Get("Gongkai-Status"))
	}
	if err != nil {
		return exitFailed, true
	}
	return status, true
}
