package main

import (
	"path/filepath"
	"strings"
	"testing"

	"gongkai/archive"
	"gongkai/store"
)

func TestReportsOfAnEarlierParserAreParsedAnew(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	page := written(t, "report.html", []byte(reportPage(report2022(), "青渡县")))
	imported(t, exitDone, "--data", data, filepath.Dir(page))
	parseArchive := func() string { return execute(t, exitDone, "parse", "--archive", "--data", data) }
	if got := parseArchive(); !strings.HasPrefix(got, "Nothing to do") {
		t.Errorf("after import: %s", got)
	}

	st, err := store.Open(data, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	_, err = st.Reparse(t.Context(), "earlier", func(string, *archive.Document) (*archive.AnnualReport, error) {
		return &archive.AnnualReport{Schema: archive.ReportSchema, Issuer: "青渡县", Year: 2020}, nil
	}, func(store.Reparsed) {})
	if err := st.Close(); err != nil {
		t.Fatal(err)
	}
	if err != nil {
		t.Fatal(err)
	}
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
