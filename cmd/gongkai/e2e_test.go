package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"gongkai/archive"
	"gongkai/internal/portalsim"
	"gongkai/store"
)

// execute runs the program in this process and returns its standard output.
func execute(t *testing.T, wantStatus int, args ...string) string {
	t.Helper()
	stdout, _ := executeBoth(t, wantStatus, args...)
	return stdout
}

// executeAll returns what it wrote on standard output and on standard error.
func executeAll(t *testing.T, wantStatus int, args ...string) string {
	t.Helper()
	stdout, stderr := executeBoth(t, wantStatus, args...)
	return stdout + stderr
}

func executeBoth(t *testing.T, wantStatus int, args ...string) (out, told string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	p := program{stdin: strings.NewReader(""), stdout: &stdout, stderr: &stderr, step: func(string) {}, now: beforeAnyDeadline, readers: readerProcess, world: demoWorld()}
	if got := p.run(t.Context(), args); got != wantStatus {
		t.Fatalf("gongkai %s: got status %d, want %d\n%s%s", strings.Join(args, " "), got, wantStatus, stdout.String(), stderr.String())
	}
	return stdout.String(), stderr.String()
}

// beforeAnyDeadline is a time at which no report is late, whatever the world.
func beforeAnyDeadline() time.Time { return time.Date(2025, 1, 10, 12, 0, 0, 0, time.UTC) }

// demoWorld is the demo's own, or a smaller one where the race detector makes
// everything slow.
func demoWorld() portalsim.Options {
	o := portalsim.Options{MinGap: demoGap}
	if raceDetector {
		o.Issuers, o.Noise = 2, 3
	}
	return o
}

func demoRun(t *testing.T, data string) demoSummary {
	t.Helper()
	var sum demoSummary
	out := execute(t, exitDone, "demo", "--json", "--data", data)
	if err := json.Unmarshal([]byte(out), &sum); err != nil {
		t.Fatalf("demo --json printed %q: %v", out, err)
	}
	return sum
}

func TestDemoFindsEveryReportAndASecondRunFetchesAlmostNothing(t *testing.T) {
	data := t.TempDir()
	first := demoRun(t, data)
	if first.ReportsFound != first.ReportsExpected || first.ReportsExpected == 0 {
		t.Errorf("first run: got %d reports, want %d", first.ReportsFound, first.ReportsExpected)
	}
	for _, reason := range []archive.Reason{archive.ReasonRobots, archive.ReasonScope, archive.ReasonTrap} {
		if first.Skipped[reason] == 0 {
			t.Errorf("first run: got nothing skipped for %s, want some", reason)
		}
	}
	second := demoRun(t, data)
	if second.DocumentsAdded != 0 || second.Documents != first.Documents || second.ReportsFound != first.ReportsFound {
		t.Errorf("second run: got %+v after %+v, want no document added", second, first)
	}
	if second.Requests*20 > first.Requests && !raceDetector { // the small world is little more than home pages
		t.Errorf("second run: got %d requests after %d, want at most a twentieth", second.Requests, first.Requests)
	}
	execute(t, exitDone, "verify", "--data", data)
	checkCells(t, data, portalsim.New(demoWorld()))
}

// checkCells compares every cell of every report of the world with what the
// archive has.
func checkCells(t *testing.T, data string, world *portalsim.World) {
	t.Helper()
	st, err := store.OpenRead(data)
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	summaries, err := st.Reports(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	type key struct {
		issuer string
		year   int
	}
	have := map[key]archive.ReportSummary{}
	for _, s := range summaries {
		have[key{s.Issuer, s.Year}] = s
	}
	compared := 0
	for _, portal := range world.Portals() {
		for _, want := range portal.Truth {
			s, ok := have[key{want.Issuer, want.Year}]
			if !ok {
				t.Errorf("%s %d is missing", want.Issuer, want.Year)
				continue
			}
			got, err := st.Report(t.Context(), s.Document)
			if err != nil {
				t.Fatal(err)
			}
			compared += compareReport(t, want, got)
		}
	}
	t.Logf("%d cells compared", compared)
}

func compareReport(t *testing.T, want portalsim.Report, got *archive.AnnualReport) int {
	t.Helper()
	where := fmt.Sprintf("%s %d (%s, %s)", want.Issuer, want.Year, want.Format, want.URL)
	if string(got.Template) != string(want.Template) || string(got.Title) != want.Title {
		t.Errorf("%s: got template %s, title %q; want %s, %q", where, got.Template, got.Title, want.Template, want.Title)
	}
	cells := map[string]archive.ReportCell{}
	for _, c := range got.Cells {
		cells[c.Key()] = c
	}
	for key, w := range want.Cells {
		c, ok := cells[key]
		if !ok {
			t.Errorf("%s: %s is absent, want %q", where, key, w.Raw)
			continue
		}
		if string(c.Value) != w.Number || string(c.Unit) != w.Unit && w.Unit != "" {
			t.Errorf("%s: %s: got %s %q %s, want %s %q %s", where, key, c.Value, c.Raw, c.Unit, w.Number, w.Raw, w.Unit)
		}
	}
	if len(cells) != len(want.Cells) {
		t.Errorf("%s: got %d cells, want %d", where, len(cells), len(want.Cells))
	}
	for _, c := range got.Checks {
		if c.Result == archive.CheckFail {
			t.Errorf("%s: %s %s: got fail (%s, %s), want pass", where, c.Identity, c.Scope, c.Left, c.Right)
		}
	}
	return len(want.Cells)
}

// served serves a world that a crawl is through with in a moment, and returns
// it with a config that finds it and a data directory.
func served(t *testing.T) (world *portalsim.World, config, data string) {
	t.Helper()
	world = portalsim.New(portalsim.Options{Seed: 7, Issuers: 2, Years: []int{2020, 2021, 2022}, Noise: 3, MinGap: demoGap})
	server, err := world.Start(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Close() })
	data = t.TempDir()
	config = filepath.Join(data, "gongkai.yaml")
	if err := os.WriteFile(config, demoConfig(world, server), 0o644); err != nil {
		t.Fatal(err)
	}
	return world, config, data
}

func TestACrawlThatIsInterruptedAsksForNoMoreThanOneThatIsNot(t *testing.T) {
	world := portalsim.New(portalsim.Options{MinGap: demoGap})
	server, err := world.Start(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Close() })
	crawled := func(kills ...string) (captures, reports int) {
		data := t.TempDir()
		config := filepath.Join(data, "gongkai.yaml")
		if err := os.WriteFile(config, demoConfig(world, server), 0o644); err != nil {
			t.Fatal(err)
		}
		for _, at := range kills {
			killed(t, at, "crawl", "qingdu", "--config", config)
		}
		execute(t, exitDone, "crawl", "qingdu", "--config", config)
		var status struct {
			Totals struct{ Captures, Reports int }
		}
		if err := json.Unmarshal([]byte(execute(t, exitDone, "status", "--json", "--config", config)), &status); err != nil {
			t.Fatal(err)
		}
		return status.Totals.Captures, status.Totals.Reports
	}
	captures, reports := crawled()
	again, found := crawled("settle.done:30", "settle.done:20")
	if found != reports || again > captures+captures/10 {
		t.Errorf("killed twice, it asked for %d pages with %d reports; want about %d, with %d", again, found, captures, reports)
	}
}

// killed runs the program until it kills itself at a step, or ends before that.
func killed(t *testing.T, at string, args ...string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "gongkai-killed", args...)
	cmd.Env = append(os.Environ(), killAt+"="+at)
	if out, err := cmd.CombinedOutput(); err != nil && cmd.ProcessState.Exited() {
		t.Fatalf("killed at %s: %v\n%s", at, err, out)
	}
}

func TestCrawlSurvivesBeingKilledAtEveryStep(t *testing.T) {
	world, config, data := served(t)
	kills := 0
	counts := []int{1, 11}
	if raceDetector {
		counts = []int{7}
	}
	for _, step := range killSteps {
		for _, count := range counts {
			killed(t, fmt.Sprintf("%s:%d", step, count), "crawl", "--config", config)
			kills++
			execute(t, exitDone, "verify", "--data", data)
		}
	}
	finish(t, config, data, world, kills)
}

func TestCrawlSurvivesBeingKilledAtAnyTime(t *testing.T) {
	world, config, data := served(t)
	random := rand.New(rand.NewPCG(1, 2))
	kills := 8
	if raceDetector {
		kills = 3
	}
	for range kills {
		cmd := exec.CommandContext(t.Context(), "gongkai", "crawl", "--config", config)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		timer := time.AfterFunc(time.Duration(100+random.IntN(1500))*time.Millisecond, func() { _ = cmd.Process.Kill() })
		_ = cmd.Wait() // killed, or done before
		timer.Stop()
		execute(t, exitDone, "verify", "--data", data)
	}
	finish(t, config, data, world, kills)
}

// finish crawls to the end, and checks that nothing was lost, repeated under
// another id, or asked for too soon. A process that is killed between an answer
// and its settling has forgotten the answer, so that each kill may cost one
// repeated request a host; that one may miss a Retry-After, and nothing else.
func finish(t *testing.T, config, data string, world *portalsim.World, kills int) {
	t.Helper()
	execute(t, exitDone, "crawl", "--config", config)
	execute(t, exitDone, "verify", "--data", data)
	checkCells(t, data, world)
	forgotten := 0
	for _, v := range world.Judge().Violations() {
		if strings.Contains(v, "before the announced Retry-After") {
			forgotten++
			continue
		}
		t.Errorf("impolite: %s", v)
	}
	if forgotten > kills {
		t.Errorf("impolite: %d requests came before an announced Retry-After, want at most one a kill (%d)", forgotten, kills)
	}
	files, err := filepath.Glob(filepath.Join(data, "deliveries", "*.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	ids := map[string]string{} // of a document, by its content digest
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for line := range bytes.Lines(b) {
			var e struct{ ID, Subject string }
			if err := json.Unmarshal(line, &e); err != nil {
				t.Fatalf("%s: %v", file, err)
			}
			if old, ok := ids[e.Subject]; ok && old != e.ID {
				t.Errorf("%s was delivered as %s and as %s", e.Subject, old, e.ID)
			}
			ids[e.Subject] = e.ID
		}
	}
	var status struct{ Totals archive.Totals }
	if err := json.Unmarshal([]byte(execute(t, exitDone, "status", "--json", "--config", config)), &status); err != nil {
		t.Fatal(err)
	}
	if len(ids) != status.Totals.Documents || status.Totals.Owed != 0 {
		t.Errorf("got %d documents delivered, want %d, with none owed: %+v", len(ids), status.Totals.Documents, status.Totals)
	}
}

// killSteps are the places at which the flow is cut: before and after each
// write that lasts.
var killSteps = []string{
	"claim.commit", "claim.done", "record.append", "record.done", "fetched",
	"settle.sync", "settle.commit", "settle.done", "extracted",
	"extract.append", "extract.sync", "extract.commit", "extract.done",
	"deliver.commit", "deliver.done",
}

func TestAPortOrAFolderInUseIsSaidInOneLine(t *testing.T) {
	taken, err := portalsim.New(portalsim.Options{}).Start(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	var port string
	for _, address := range taken.Resolve() {
		_, port, _ = strings.Cut(address, ":")
	}
	execute(t, exitUsage, "demo", "--port", port, "--data", t.TempDir())

	data := t.TempDir()
	st, err := store.Open(data, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	for _, args := range [][]string{{"demo"}, {"status"}, {"verify"}, {"coverage"}} {
		execute(t, exitUsage, append(args, "--data", data)...)
	}
	if _, err := os.Stat(filepath.Join(data, "gongkai.yaml")); err == nil {
		t.Error("the demo wrote its config into a folder that another process has")
	}
}

// portalAt makes a data directory, and in it a config of one portal, 青渡县,
// that server serves.
func portalAt(t *testing.T, server *httptest.Server) (data, config string) {
	t.Helper()
	data = t.TempDir()
	config = filepath.Join(data, "gongkai.yaml")
	text := fmt.Sprintf("data: .\ncontact: a@example.org\ncrawl:\n  delay: 1ms\nportals:\n  - id: qingdu\n    name: 青渡县人民政府\n    seeds:\n      - http://www.qingdu.gov.cn/zwgk/\n    resolve:\n      www.qingdu.gov.cn: %q\n",
		strings.TrimPrefix(server.URL, "http://"))
	if err := os.WriteFile(config, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return data, config
}
