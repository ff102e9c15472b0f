package main

import (
	"context"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"gongkai/archive"
	gongkai "gongkai/config"
	"gongkai/store"
)

// parsedBy has another version of the parser read an archive: with it, all reports
// are of 青渡县 for 2020.
func parsedBy(t *testing.T, version, data string) {
	t.Helper()
	st, err := store.Open(data, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	_, err = st.Reparse(t.Context(), version, func(string, *archive.Document) (*archive.AnnualReport, error) {
		return &archive.AnnualReport{Schema: archive.ReportSchema, Issuer: "青渡县", Year: 2020}, nil
	}, func(store.Reparsed) {})
	if err := errors.Join(err, st.Close()); err != nil {
		t.Fatal(err)
	}
}

// earlierArchive writes a config with a sink, whose archive has one report of an
// earlier parser.
func earlierArchive(t *testing.T, version string) (config, data, folder string) {
	t.Helper()
	config, folder = alarmConfig(t, "portals: []\n")
	data = filepath.Join(filepath.Dir(config), "data")
	imported(t, exitDone, "--data", data, filepath.Dir(written(t, "report.html", []byte(reportPage(report2022(), "青渡县")))))
	parsedBy(t, version, data)
	return config, data, folder
}

func TestADeliveryIsOfWhatThisParserReads(t *testing.T) {
	config, _, folder := earlierArchive(t, "earlier")
	execute(t, exitDone, "deliver", "--config", config)
	files, err := filepath.Glob(filepath.Join(folder, "*.jsonl"))
	if err != nil || len(files) != 1 {
		t.Fatalf("got deliveries %q, %v, want one", files, err)
	}
	b, err := os.ReadFile(files[0])
	if err != nil || !strings.Contains(string(b), `"issuer":"青渡县民政局"`) {
		t.Errorf("delivered %.500s, %v; want the report as this parser reads it", b, err)
	}
}

func TestWhatANewerParserReadIsNotTakenBack(t *testing.T) {
	config, data, _ := earlierArchive(t, "1000000")
	edit(t, config, "portals: []", "portals: [{id: a, seeds: [\"http://127.0.0.1:1/\"]}]")
	for _, command := range []string{"crawl", "run", "deliver", "parse --archive", "import " + filepath.Dir(written(t, "page.html", []byte("<p>页")))} {
		if got := executeAll(t, exitUsage, append(strings.Fields(command), "--config", config)...); !strings.Contains(got, "use the newer one, or restore a backup") {
			t.Errorf("%s: got %q", command, got)
		}
	}
	for _, command := range []string{"export --format jsonl --out -", "check", "coverage"} {
		if got := executeAll(t, exitDone, append(strings.Fields(command), "--data", data)...); !strings.Contains(got, "a newer gongkai has parsed these reports") {
			t.Errorf("%s: got %q", command, got)
		}
	}
}

func TestAServiceAnswersWhileReportsAreParsedAnew(t *testing.T) {
	config, _, folder := earlierArchive(t, "earlier")
	edit(t, config, `{metrics: "off", web: "off"}`, `{metrics: "127.0.0.1:0", web: "127.0.0.1:0"}`)
	begun, goOn := make(chan struct{}), make(chan struct{})
	v, _ := serviceOf(t, config, func(p *program) {
		p.step = func(name string) {
			if name == "reparse.append" {
				close(begun)
				<-goOn
			}
		}
	})
	hangup, reread, ended := make(chan os.Signal, 1), make(chan struct{}), make(chan error)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	go func() {
		ended <- v.run(ctx, hangup, func() (gongkai.Config, error) { close(reread); return v.config(), nil })
	}()
	<-begun
	hangup <- syscall.SIGHUP
	for _, url := range []string{"http://" + v.web.Addr().String() + "/", "http://" + v.ops.Addr().String() + "/readyz"} {
		if res, err := http.Get(url); err != nil || res.StatusCode != http.StatusOK {
			t.Errorf("%s: got %+v, %v", url, res, err)
		}
	}
	out := filepath.Join(t.TempDir(), "out.jsonl")
	if got := executeAll(t, exitDone, "export", "--format", "jsonl", "--out", out, "--config", config); !strings.Contains(got, "the running service is reading them anew") {
		t.Errorf("an export of the service does not say that its reports are old: %s", got)
	}
	if got := execute(t, exitDone, "status", "--config", config); !strings.Contains(got, "parses all documents anew") {
		t.Errorf("status does not say what the service waits for: %s", got)
	}
	if files, err := filepath.Glob(filepath.Join(folder, "*")); err != nil || len(files) > 0 {
		t.Errorf("delivered before reports were parsed anew: %q, %v", files, err)
	}
	close(goOn)
	<-reread // which waits for its turn behind that
	if got := execute(t, exitDone, "status", "--config", config); strings.Contains(got, "parses all documents anew") {
		t.Errorf("status says that it goes on: %s", got)
	}
	stop()
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
	if reports, err := v.session.store.Reports(t.Context()); err != nil || len(reports) != 1 || reports[0].Issuer != "青渡县民政局" {
		t.Errorf("got reports %+v, %v; want the one of 青渡县民政局", reports, err)
	}
}

func TestReportsOfAnEarlierParserAreParsedAnew(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	page := written(t, "report.html", []byte(reportPage(report2022(), "青渡县")))
	imported(t, exitDone, "--data", data, filepath.Dir(page))
	parseArchive := func() string { return execute(t, exitDone, "parse", "--archive", "--data", data) }
	if got := parseArchive(); !strings.HasPrefix(got, "Nothing to do") {
		t.Errorf("after import: %s", got)
	}

	parsedBy(t, "earlier", data)
	out := filepath.Join(t.TempDir(), "out.jsonl")
	if got := executeAll(t, exitDone, "export", "--format", "jsonl", "--out", out, "--data", data); !strings.Contains(got, "gongkai parse --archive") {
		t.Errorf("an export does not say that its reports are old: %s", got)
	}
	if got := parseArchive(); got != "Parsed 1 documents anew: 1 reports changed\n" {
		t.Errorf("got %q", got)
	}
	got := execute(t, exitDone, "export", "--format", "jsonl", "--out", "-", "--data", data)
	if !strings.Contains(got, `"issuer":"青渡县民政局"`) || strings.Contains(got, `"issuer":"青渡县"`) {
		t.Errorf("the export has not the new report: %.300s", got)
	}
	execute(t, exitDone, "verify", "--data", data)
}

// TestAnArchiveOfEarlierReadersIsBuiltAnewFromItsCaptures is what docs/operation.md
// tells to do.
func TestAnArchiveOfEarlierReadersIsBuiltAnewFromItsCaptures(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	imported(t, exitDone, "--data", data, filepath.Dir(written(t, "report.html", []byte(reportPage(report2022(), "青渡县")))))
	st, err := store.Open(data, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	_, err = st.Reread(t.Context(), "earlier")
	if err := st.Close(); err != nil {
		t.Fatal(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	wantTold := func(when, data string, want bool) {
		t.Helper()
		for _, command := range []string{"export --force --format jsonl --out " + filepath.Join(t.TempDir(), "out"), "check", "coverage"} {
			got := executeAll(t, exitDone, append(strings.Fields(command), "--data", data)...)
			if strings.Contains(got, "1 of the 1 documents were read by the readers of another version") != want {
				t.Errorf("%s: %s tells of earlier readers: %v, want %v", when, command, !want, want)
			}
		}
	}
	wantTold("before this program wrote to it", data, true)
	page := filepath.Dir(written(t, "page.html", []byte("<p>页")))
	const message = "documents stay as they are"
	if got := executeAll(t, exitDone, "import", "--data", data, page); !strings.Contains(got, message) {
		t.Errorf("nothing says that earlier readers read the archive: %s", got)
	}
	if got := executeAll(t, exitDone, "import", "--data", data, page); strings.Contains(got, message) {
		t.Errorf("it is said again: %s", got)
	}

	files, err := filepath.Glob(filepath.Join(data, "warc", "*", "*", "*.warc.gz"))
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	anew := filepath.Join(t.TempDir(), "anew")
	imported(t, exitDone, append([]string{"--data", anew}, files...)...)
	wantTold("when it has", data, true)
	wantTold("an archive that is built anew", anew, false)
	export := func(data string) string {
		return execute(t, exitDone, "export", "--format", "jsonl", "--out", "-", "--data", data)
	}
	if got, want := export(anew), export(data); got != want || !strings.Contains(got, "青渡县民政局") {
		t.Errorf("got %.500s, want %.500s", got, want)
	}
}

func TestParseTellsWhatItNeeds(t *testing.T) {
	data := t.TempDir()
	for args, want := range map[string]string{
		"parse":                                "which files?",
		"parse --archive file.html":            "--archive takes no files",
		"parse --archive --text":               "no other flag of parse",
		"parse --archive --data " + data:       "is no data directory",
		"parse --archive --data " + data + "x": "is no data directory",
	} {
		if got := executeAll(t, exitUsage, strings.Fields(args)...); !strings.Contains(got, want) {
			t.Errorf("%s: got %q, want %q", args, got, want)
		}
	}
}
