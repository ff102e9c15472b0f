package main

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// anonymous returns the anonymous memory of a process and of its readers, in
// bytes.
func anonymous(pid int) (total int64) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0 // it has ended
	}
	if _, rest, ok := bytes.Cut(status, []byte("RssAnon:")); ok {
		var kb int64
		_, _ = fmt.Sscan(string(rest), &kb)
		total = kb << 10
	}
	tasks, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", pid))
	for _, task := range tasks {
		children, _ := os.ReadFile(task)
		for _, child := range strings.Fields(string(children)) {
			if n, err := strconv.Atoi(child); err == nil {
				total += anonymous(n)
			}
		}
	}
	return total
}

// TestALargeAttachmentCostsACrawlLittleMemory crawls a page with an attachment
// at two addresses, and compares the most memory that the program and its readers
// take with that of a crawl whose attachment is small.
func TestALargeAttachmentCostsACrawlLittleMemory(t *testing.T) {
	if raceDetector {
		t.Skip("it is about memory, of which everything takes more then")
	}
	const large = 300 << 20
	piece := bytes.Repeat([]byte("0 0 0 rg 政府信息公开工作年度报告\n"), 1500)
	crawl := func(t *testing.T, size int64, maxBody string) (peak int64, data string) {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			switch r.URL.Path {
			case "/":
				w.Header().Set("Content-Type", "text/html")
				_, _ = io.WriteString(w, `<title>政府信息公开年报</title><ul><li><a href="/a.pdf">青渡县2022年政府信息公开工作年度报告</a></li>
					<li><a href="/b.pdf">青渡县2022年政府信息公开工作年度报告（附件）</a></li></ul>`)
			case "/a.pdf", "/b.pdf":
				w.Header().Set("Content-Type", "application/pdf")
				w.Header().Set("Content-Length", fmt.Sprint(size))
				_, _ = io.WriteString(w, "%PDF-1.4\n")
				for left := size - 9; left > 0; left -= int64(len(piece)) {
					if _, err := w.Write(piece[:min(left, int64(len(piece)))]); err != nil {
						return // a client that has had enough
					}
				}
			default:
				http.NotFound(w, r)
			}
		}))
		defer server.Close()
		data = t.TempDir()
		config := filepath.Join(data, "gongkai.yaml")
		text := fmt.Sprintf("data: .\ncontact: a@example.org\ncrawl:\n  delay: 1ms\n  max_body: %s\nportals:\n  - id: qingdu\n    name: 青渡县人民政府\n    seeds:\n      - http://www.qingdu.gov.cn/\n    resolve:\n      www.qingdu.gov.cn: %q\n",
			maxBody, strings.TrimPrefix(server.URL, "http://"))
		if err := os.WriteFile(config, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		cmd := exec.Command("gongkai", "crawl", "--config", config)
		var said bytes.Buffer
		cmd.Stdout, cmd.Stderr = &said, &said
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		ended := make(chan error, 1)
		go func() { ended <- cmd.Wait() }()
		for look := time.NewTicker(10 * time.Millisecond); ; {
			select {
			case err := <-ended:
				look.Stop()
				if err != nil && cmd.ProcessState.ExitCode() != exitFindings {
					t.Fatalf("crawl: %v\n%s", err, said.Bytes())
				}
				return peak, config
			case <-look.C:
				peak = max(peak, anonymous(cmd.Process.Pid))
			}
		}
	}
	small, _ := crawl(t, 3000, "512MiB")
	for name, c := range map[string]struct {
		maxBody string
		want    []string // in what status and why say
	}{
		"taken":   {"512MiB", []string{"captured", "identical-payload-digest"}},
		"refused": {"256MiB", []string{"too_large"}},
	} {
		t.Run(name, func(t *testing.T) {
			peak, config := crawl(t, large, c.maxBody)
			t.Logf("%d MB, and %d MB with a small attachment", peak>>20, small>>20)
			if growth := peak - small; growth > 30<<20 {
				t.Errorf("took %d MB more than a small attachment, want at most 30", growth>>20)
			}
			told := ""
			for _, file := range []string{"a", "b"} {
				told += execute(t, exitDone, "why", "--json", "--config", config, "http://www.qingdu.gov.cn/"+file+".pdf")
			}
			for _, want := range c.want {
				if !strings.Contains(told, want) {
					t.Errorf("want %s in\n%s", want, told)
				}
			}
			if got := execute(t, exitDone, "verify", "--config", config); !strings.Contains(got, "Nothing is wrong.") {
				t.Errorf("verify: %s", got)
			}
		})
	}
}
