package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"github.com/klauspost/compress/gzip"
)

var (
	importRecords = flag.Int("records", 1_000_000, "import: records of the WARC file")
	importKill    = flag.Duration("kill", 2*time.Minute, "import: when the first import is killed")
)

// imports measures the import of a large WARC file that is killed on the way
// and given again, by the program itself, and what verify says afterwards.
func imports(ctx context.Context) error {
	dir, err := os.MkdirTemp("", "gongkai-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	program, err := buildProgram(ctx, dir)
	if err != nil {
		return err
	}
	file := filepath.Join(dir, "old.warc.gz")
	if err := writeOld(file, *importRecords); err != nil {
		return err
	}
	data := filepath.Join(dir, "data")
	short, stop := context.WithTimeout(ctx, *importKill)
	first, err := watchProgram(short, program, "--data", data, "import", "--json", file)
	stop()
	if err == nil {
		return errors.New("the import was done before it was to be killed: -kill sooner, or more -records")
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	fmt.Println("killed:", first)
	for _, arguments := range [][]string{
		{"import", "--json", file},
		{"verify", "--json"},
		{"export", "--format", "cdxj", "--out", filepath.Join(dir, "all.cdxj")},
		{"export", "--format", "wacz", "--out", filepath.Join(dir, "all.wacz")},
	} {
		run, err := watchProgram(ctx, program, append([]string{"--data", data}, arguments...)...)
		fmt.Println(arguments[0], arguments[len(arguments)-1], run)
		if err != nil {
			return err
		}
	}
	return nil
}

// writeOld writes a WARC file of so many responses of a kilobyte, a gzip member
// each, on a thousand hosts; every twentieth has the payload of an earlier one.
func writeOld(path string, records int) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer f.Close()
	w := bufio.NewWriterSize(f, 1<<20)
	z, err := gzip.NewWriterLevel(w, gzip.BestSpeed)
	if err != nil {
		return err
	}
	var page, message bytes.Buffer
	for i := range records {
		content := i
		if i%20 == 19 {
			content = i - 10
		}
		page.Reset()
		fmt.Fprintf(&page, "<html><head><title>公告 %d</title></head><body><p>第%d号</p><p>", content, content)
		rng := rand.New(rand.NewPCG(1, uint64(content)))
		for page.Len() < 1000 {
			fmt.Fprintf(&page, "%d ", rng.IntN(1_000_000))
		}
		page.WriteString("</p></body></html>")
		message.Reset()
		fmt.Fprintf(&message, "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: %d\r\n\r\n%s", page.Len(), page.Bytes())
		z.Reset(w)
		fmt.Fprintf(z, "WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-%012d>\r\n"+
			"WARC-Date: %s\r\nWARC-Target-URI: http://www.h%d.example/a/%d.html\r\nContent-Type: application/http; msgtype=response\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n",
			i, time.Unix(1_500_000_000+int64(i), 0).UTC().Format(time.RFC3339), i%1000, i, message.Len(), message.Bytes())
		if err := z.Close(); err != nil {
			return err
		}
	}
	return errors.Join(w.Flush(), f.Close())
}

// watchProgram runs the program, which is killed when ctx ends, and tells what
// it took and the beginning of what it said.
func watchProgram(ctx context.Context, program string, arguments ...string) (string, error) {
	cmd := exec.CommandContext(ctx, program, arguments...)
	var said, complained bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &complained
	took, err := measure(cmd)
	var compact bytes.Buffer
	if json.Compact(&compact, said.Bytes()) == nil {
		said = compact
	}
	if err != nil {
		complaint := complained.Bytes()
		err = fmt.Errorf("%s: %w: %s", arguments[2], err, complaint[max(0, len(complaint)-500):])
	}
	return fmt.Sprintf("%.0f s, CPU %.0f s, at most %d MB anonymous\n  %.600s", took.wall.Seconds(), took.cpu.Seconds(), took.anon>>20, said.Bytes()), err
}
