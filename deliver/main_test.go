package deliver

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"testing"
)

// TestMain lets the test binary be the program that a test delivers to.
func TestMain(m *testing.M) {
	if len(os.Args) > 2 && os.Args[1] == "program" {
		program(os.Args[2], os.Args[3:])
		os.Exit(0)
	}
	// The race detector makes every program that ends wait for a second.
	if err := os.Setenv("GORACE", "atexit_sleep_ms=0"); err != nil {
		panic(err)
	}
	os.Exit(m.Run())
}

// program behaves as name says, until its input ends.
func program(name string, args []string) {
	switch name {
	case "die before rename":
		s, err := NewJSONL("lines", args[0])
		if err != nil {
			os.Exit(1)
		}
		s.rename = func(string, string) error { os.Exit(3); return nil }
		_, _ = s.Deliver(context.Background(), parcels("lines", "a", "b"))
		os.Exit(1)
	case "never reads":
		hang()
	case "leaves a child", "leaves a child and ends":
		conn, err := net.Dial("tcp", args[0])
		if err != nil {
			os.Exit(1)
		}
		file, err := conn.(*net.TCPConn).File()
		if err != nil {
			os.Exit(1)
		}
		child := exec.Command(os.Args[0], "program", "never reads")
		child.Stdout, child.ExtraFiles = os.Stdout, []*os.File{file}
		if child.Start() != nil {
			os.Exit(1)
		}
		_, _ = conn.Write([]byte("x")) // it runs
		if name == "leaves a child and ends" {
			os.Exit(0)
		}
		hang()
	case "talks before it reads":
		for range 2000 {
			fmt.Println("this is a log line that somebody printed to the wrong stream")
			fmt.Fprintln(os.Stderr, "and this one to the right one")
		}
	}
	in := bufio.NewReader(os.Stdin)
	for n := 1; ; n++ {
		line, err := in.ReadBytes('\n')
		if err != nil {
			break
		}
		var event struct {
			ID   string
			Data struct{ Document struct{ Title string } }
		}
		if err := json.Unmarshal(line, &event); err != nil {
			fmt.Fprintln(os.Stderr, "not an envelope:", err)
			os.Exit(1)
		}
		reply(name, args, n, event.ID, event.Data.Document.Title)
	}
	if name == "does not end" {
		hang()
	}
}

// reply answers for the nth envelope.
func reply(name string, args []string, n int, id, title string) {
	switch name {
	case "never answers":
	case "bare ids":
		fmt.Println(id)
	case "refuses b":
		if title == "b" {
			fmt.Printf("{\"id\":%q,\"error\":\"no thanks\"}\n", id)
			return
		}
		fmt.Printf("{\"id\":%q,\"error\":null}\r\n", id)
	case "garbage":
		fmt.Printf("\n\x00\xff{\n{\"id\":7}\n{}\n[]\n\"%s\"\n%s\n{\"id\":\"unknown\"}\nalso unknown\n", id, strings.Repeat("x", 1<<20))
		fmt.Printf("{\"id\":%q}\n{\"id\":%q,\"error\":\"too late\"}\n", id, id)
	case "crashes at the second":
		if n == 2 {
			os.Exit(7)
		}
		fmt.Println(id)
	case "ends after each":
		fmt.Print(id) // without a line's end
		os.Exit(0)
	case "killed once at b": // after it has noted b, before it has said so
		note(args[0], title)
		if _, err := os.Stat(args[1]); title == "b" && err != nil {
			_ = os.WriteFile(args[1], nil, 0o666)
			self, _ := os.FindProcess(os.Getpid())
			_ = self.Kill()
			hang()
		}
		fmt.Printf("{\"id\":%q}\n", id)
	default:
		fmt.Printf("{\"id\":%q}\n", id)
	}
}

// note appends a line to the file.
func note(file, line string) {
	f, err := os.OpenFile(file, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o666)
	if err != nil {
		os.Exit(1)
	}
	fmt.Fprintln(f, line)
	_ = f.Close()
}

// hang waits to be killed.
func hang() {
	interrupted := make(chan os.Signal, 1)
	signal.Notify(interrupted, os.Interrupt)
	<-interrupted
}
