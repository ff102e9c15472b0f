package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	gongkai "gongkai/config"
)

// running is gongkai run as a process of its own.
type running struct {
	t     *testing.T
	cmd   *exec.Cmd
	lines chan string // of its log; closed when it has ended
	all   bytes.Buffer
}

// runService starts the service of a config.
func runService(t *testing.T, config string) *running {
	t.Helper()
	r := &running{t: t, cmd: exec.Command("gongkai", "run", "--config", config), lines: make(chan string, 10_000)}
	out, err := r.cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := r.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		scanner := bufio.NewScanner(out)
		scanner.Buffer(nil, 1<<20)
		for scanner.Scan() {
			r.lines <- scanner.Text()
		}
		close(r.lines)
	}()
	t.Cleanup(func() { _ = r.cmd.Process.Kill(); _ = r.cmd.Wait() })
	return r
}

// until waits for a line of the log that holds all of the texts, and returns it.
func (r *running) until(texts ...string) string {
	r.t.Helper()
	late := time.After(2 * time.Minute)
next:
	for {
		select {
		case line, more := <-r.lines:
			fmt.Fprintln(&r.all, line)
			if !more {
				r.t.Fatalf("the service ended before it logged %q:\n%s", texts, r.all.String())
			}
			for _, text := range texts {
				if !strings.Contains(line, text) {
					continue next
				}
			}
			return line
		case <-late:
			r.t.Fatalf("the service did not log %q:\n%s", texts, r.all.String())
		}
	}
}

// stop sends SIGTERM, and returns how the process ended.
func (r *running) stop() error {
	r.t.Helper()
	if err := r.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		r.t.Fatal(err)
	}
	begin := time.Now()
	for range r.lines { // until its end
	}
	err := r.cmd.Wait()
	if took := time.Since(begin); took > 10*time.Second {
		r.t.Errorf("it took %v to stop, want at most 10 s", took)
	}
	return err
}

// freePort returns an address on loopback that nobody listens to.
func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// serviceConfig serves portals, with a config for gongkai run.
func serviceConfig(t *testing.T) (config, data, metrics string) {
	t.Helper()
	_, config, data = served(t)
	metrics = freePort(t)
	edit(t, config, "sinks:\n", fmt.Sprintf("run:\n  metrics: %s\n  web: 127.0.0.1:0\nsinks:\n", metrics))
	return config, data, metrics
}

// edit replaces a text of a file, which must be there.
func edit(t *testing.T, file, old, now string) {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(b, []byte(old)) {
		t.Fatalf("%s has no %q", file, old)
	}
	if err := os.WriteFile(file, bytes.Replace(b, []byte(old), []byte(now), 1), 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestRunCrawlsEveryPortalAndStopsWithAllSaved(t *testing.T) {
	config, data, _ := serviceConfig(t)
	r := runService(t, config)
	for range portalsServed(t, config) {
		r.until("crawl ended")
	}

	second := exec.Command("gongkai", "run", "--config", config)
	out, err := second.CombinedOutput()
	if want := fmt.Sprintf("process %d: stop that first", r.cmd.Process.Pid); second.ProcessState.ExitCode() != exitUsage || !strings.Contains(string(out), want) {
		t.Errorf("a second service: got %v, %s; want status 2 and %q", err, out, want)
	}

	var status statusView
	asked := exec.Command("gongkai", "status", "--json", "--config", config)
	b, err := asked.Output()
	if jsonErr := json.Unmarshal(b, &status); jsonErr != nil || status.Totals.Reports == 0 {
		t.Fatalf("status of the running service: got %q, %v, want reports", b, err)
	}
	if b, err := exec.Command("gongkai", "schedule", "--config", config).CombinedOutput(); err != nil || !strings.Contains(string(b), "pages are due") {
		t.Errorf("schedule of the running service: got %s, %v; want when pages are due", b, err)
	}
	copied := filepath.Join(t.TempDir(), "copy.db")
	if b, err := exec.Command("gongkai", "backup", copied, "--config", config).CombinedOutput(); err != nil {
		t.Errorf("backup of the running service: %s, %v", b, err)
	} else if info, err := os.Stat(copied); err != nil || info.Size() == 0 {
		t.Errorf("backup of the running service: %v", err)
	}
	for _, args := range [][]string{{"backup"}, {"export", "--format", "sqlite", "--force", "--out"}, {"coverage", "--html"}} {
		over := exec.Command("gongkai", append(args, filepath.Join(data, "gongkai.db"), "--config", config)...)
		if b, _ := over.CombinedOutput(); over.ProcessState.ExitCode() != exitUsage || !strings.Contains(string(b), "a file of the archive itself") {
			t.Errorf("%v over the database: got %s; want it refused", args, b)
		}
	}
	if b, err := exec.Command("gongkai", "verify", "--config", config).CombinedOutput(); err != nil || !strings.Contains(string(b), "Nothing is wrong.") {
		t.Errorf("verify beside the running service: got %s, %v; want nothing wrong", b, err)
	}
	repair := exec.Command("gongkai", "verify", "--repair", "--config", config)
	if b, _ := repair.CombinedOutput(); repair.ProcessState.ExitCode() != exitUsage || !strings.Contains(string(b), "stop the running service") {
		t.Errorf("verify --repair beside the running service: got %s; want it refused", b)
	}
	there := t.TempDir()
	export := exec.Command("gongkai", "export", "--format", "jsonl", "--out", "live.jsonl", "--config", config)
	export.Dir = there
	b, err = export.CombinedOutput()
	live, readErr := os.ReadFile(filepath.Join(there, "live.jsonl"))
	if err != nil || readErr != nil {
		t.Errorf("export from the running service: got %s, %v, %v", b, err, readErr)
	}
	page := exec.Command("gongkai", "coverage", "--html", "live.html", "--config", config)
	page.Dir = there
	b, _ = page.CombinedOutput() // status 3 where a report is missing
	if _, err := os.Stat(filepath.Join(there, "live.html")); err != nil {
		t.Errorf("heat map from the running service: got %s, %v; want it where it was asked for", b, err)
	}
	check := exec.Command("gongkai", "check", "--json", "--config", config)
	if b, _ := check.Output(); !strings.Contains(string(b), checkSchema) {
		t.Errorf("check beside the running service: got %s, want its findings", b)
	}
	crawl := exec.Command("gongkai", "crawl", "--config", config)
	if b, err := crawl.CombinedOutput(); err == nil || !strings.Contains(string(b), "process ") {
		t.Errorf("crawl beside the running service: got %s, %v; want it refused with the process", b, err)
	}
	if err := r.stop(); err != nil {
		t.Errorf("got %v, want status 0:\n%s", err, r.all.String())
	}
	execute(t, exitDone, "verify", "--data", data)
	execute(t, exitDone, "export", "--format", "jsonl", "--out", filepath.Join(there, "after.jsonl"), "--data", data)
	if after, err := os.ReadFile(filepath.Join(there, "after.jsonl")); err != nil || !bytes.Equal(after, live) || len(live) == 0 {
		t.Errorf("exports from the running service and after it: got %d and %d bytes, %v; want the same", len(live), len(after), err)
	}
	for _, left := range []string{"gongkai.pid", controlSocket} {
		if _, err := os.Stat(filepath.Join(data, left)); err == nil {
			t.Errorf("%s is left", left)
		}
	}
	if status.Totals.Delivered+status.Totals.Owed != status.Totals.Documents {
		t.Errorf("got %+v, want every document owed or delivered", status.Totals)
	}
}

// portalsServed returns the ids of the portals of a config.
func portalsServed(t *testing.T, config string) []string {
	t.Helper()
	cfg, err := load(&settings{config: config})
	if err != nil {
		t.Fatal(err)
	}
	return portalIDs(cfg.Portals)
}

func TestSIGHUPTakesOverAConfigAndRefusesAWrongOne(t *testing.T) {
	config, _, _ := serviceConfig(t)
	r := runService(t, config)
	ids := portalsServed(t, config)
	for range ids {
		r.until("crawl ended")
	}
	hangup := func() {
		t.Helper()
		if err := r.cmd.Process.Signal(syscall.SIGHUP); err != nil {
			t.Fatal(err)
		}
	}
	edit(t, config, "contact:", "colour: red\ncontact:")
	hangup()
	r.until(`"level":"error"`, "colour", "the old one stays")

	edit(t, config, "colour: red\n", "")
	edit(t, config, "  - id: "+ids[0]+"\n", "  - id: another\n    ignore: [/]\n")
	hangup()
	r.until("the config was read again")
	r.until("crawl ended", `"portal":"another"`, `"found":0`) // crawled at once, as it is new, with everything ignored

	edit(t, config, "run:\n", "run:\n  log: error\n")
	hangup()
	if err := r.stop(); err != nil { // what it says at its end is not logged any more, or before the signal was heard
		t.Error(err)
	}
}

func TestAConfigIsTakenOverAsAWholeOrNotAtAll(t *testing.T) {
	config, _ := alarmConfig(t, "portals: []\n")
	v, _ := serviceOf(t, config, func(*program) {})
	taken := 0
	v.taken = func(gongkai.Config) { taken++ }
	read := func() (gongkai.Config, error) { return gongkai.Load(config) }
	edit(t, config, "portals: []", `portals: [{id: qingdu, division: "390121", seeds: ["http://www.qingdu.gov.cn/"]}]`)
	edit(t, config, "contact:", "data: elsewhere\ncontact:")
	v.reread(t.Context(), read)
	if got := v.session.reader.place("qingdu"); taken != 0 || got != "" {
		t.Errorf("with another data directory: got division %q, taken over %d times; want the old config in force", got, taken)
	}
	edit(t, config, "data: elsewhere\n", "")
	v.reread(t.Context(), read)
	if got := v.session.reader.place("qingdu"); taken != 1 || got != "390121" {
		t.Errorf("got division %q, taken over %d times; want the new config in force for what is read", got, taken)
	}
}

func TestAServiceThatIsKilledGoesOnWhereItWas(t *testing.T) {
	config, data, _ := serviceConfig(t)
	r := runService(t, config)
	r.until(`"component":"crawler"`, `"result":"captured"`)
	if err := r.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	for range r.lines {
	}
	_ = r.cmd.Wait()
	r = runService(t, config)
	for range portalsServed(t, config) {
		r.until("crawl ended")
	}
	if err := r.stop(); err != nil {
		t.Error(err)
	}
	execute(t, exitDone, "verify", "--data", data)
}
