package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"time"
)

// simulator is the process that serves the sites of a benchmark.
type simulator struct {
	cmd     *exec.Cmd
	Hosts   []string // "ip:port" of each site
	Control string   // URL that tells how many requests came since it was asked last
}

// startSimulator runs the part of this program that serves sites, on a core of
// its own.
func startSimulator(ctx context.Context, part string) (*simulator, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	s := &simulator{cmd: pinned(ctx, 0, []string{self, part})}
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	s.cmd.Stderr = os.Stderr
	if err := s.cmd.Start(); err != nil {
		return nil, err
	}
	line, err := bufio.NewReader(out).ReadBytes('\n')
	if err == nil {
		err = json.Unmarshal(line, s)
	}
	if err != nil {
		s.stop()
		return nil, fmt.Errorf("the simulator said nothing: %w", err)
	}
	return s, nil
}

func (s *simulator) stop() {
	_ = s.cmd.Process.Kill()
	_ = s.cmd.Wait()
}

// count returns the requests since it was called last.
func (s *simulator) count() (int, error) {
	resp, err := http.Get(s.Control)
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		return 0, err
	}
	return strconv.Atoi(strings.TrimSpace(string(b)))
}

// serve serves sites until it is killed: site i at 127.0.(1+i/250).(1+i%250).
func serve(sites []http.Handler) error {
	var requests atomic.Int64
	said := simulator{}
	port := "0"
	for i, handler := range sites {
		l, err := net.Listen("tcp", fmt.Sprintf("127.0.%d.%d:%s", 1+i/250, 1+i%250, port))
		if err != nil {
			return err
		}
		_, port, _ = net.SplitHostPort(l.Addr().String())
		said.Hosts = append(said.Hosts, l.Addr().String())
		go http.Serve(l, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			requests.Add(1)
			handler.ServeHTTP(w, r)
		}))
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	said.Control = "http://" + l.Addr().String() + "/"
	b, err := json.Marshal(said)
	if err != nil {
		return err
	}
	fmt.Printf("%s\n", b)
	return http.Serve(l, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, requests.Swap(0)) }))
}

// pinned returns a command on one core, where the system can do that.
func pinned(ctx context.Context, core int, args []string) *exec.Cmd {
	if path, err := exec.LookPath("taskset"); err == nil {
		args = append([]string{path, "-c", strconv.Itoa(core)}, args...)
	}
	cmd := exec.CommandContext(ctx, args[0], args[1:]...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	return cmd
}

// cost is what a process took.
type cost struct {
	cpu  time.Duration
	wall time.Duration
	anon int64 // peak of RssAnon, bytes
}

// measure runs a command to its end.
func measure(cmd *exec.Cmd) (cost, error) {
	start := time.Now()
	if err := cmd.Start(); err != nil {
		return cost{}, err
	}
	done := make(chan struct{})
	peak := make(chan int64)
	go func() {
		most := int64(0)
		for {
			select {
			case <-done:
				peak <- most
				return
			case <-time.After(20 * time.Millisecond):
				most = max(most, rssAnon(cmd.Process.Pid))
			}
		}
	}()
	err := cmd.Wait()
	close(done)
	c := cost{wall: time.Since(start), anon: <-peak}
	c.cpu = cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	return c, err
}

// rssAnon returns a process's anonymous resident memory in bytes: mapped files,
// such as the database, are not its own.
func rssAnon(pid int) int64 {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(b)) {
		if rest, ok := strings.CutPrefix(line, "RssAnon:"); ok {
			kb, _ := strconv.ParseInt(strings.Fields(rest)[0], 10, 64)
			return kb << 10
		}
	}
	return 0
}
