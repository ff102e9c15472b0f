package main

import (
	"archive/zip"
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"gongkai/archive"
	"gongkai/store"
)

// corpusFiles are the files of one report of the corpus of extract, in every
// format.
func corpusFiles(t *testing.T) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	for _, pattern := range []string{"1-000.written.*", "1-000.chromium-plain.pdf", "1-000.xls*", "1-000.ofd", "1-000.word.html"} {
		names, err := filepath.Glob(filepath.Join("../../extract/testdata/corpus", pattern))
		if err != nil || len(names) == 0 {
			t.Fatalf("%s: got %d files, %v", pattern, len(names), err)
		}
		for _, name := range names {
			body, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			files["/zwgk/"+filepath.Base(name)] = body
		}
	}
	return files
}

// TestAReportIsReadInEveryFormat crawls a list of files over sockets: the same
// report in every format, two reports packed in a zip file, and a file that
// breaks what reads it.
func TestAReportIsReadInEveryFormat(t *testing.T) {
	files := corpusFiles(t)
	var packed bytes.Buffer
	z := zip.NewWriter(&packed)
	for _, name := range []string{"1-000.own.docx", "1-001.rare.html"} {
		body, err := os.ReadFile(filepath.Join("../../extract/testdata/corpus", name))
		if err != nil {
			t.Fatal(err)
		}
		w, err := z.Create("年报/" + name)
		if err == nil {
			_, err = w.Write(body)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	files["/zwgk/packed.zip"] = packed.Bytes()
	list := "<html><head><title>政府信息公开年报</title></head><body><ul>"
	for name := range files {
		list += fmt.Sprintf(`<li><a href="%s">某局政府信息公开工作年度报告</a></li>`, name)
	}
	list += `<li><a href="/zwgk/broken.docx">某局政府信息公开工作年度报告</a></li></ul></body></html>`
	files["/zwgk/broken.docx"] = files["/zwgk/1-000.written.docx"][:4000]
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, ok := files[r.URL.Path]
		switch {
		case r.URL.Path == "/zwgk/":
			_, _ = w.Write([]byte(list)) // a client that is gone needs no answer
		case ok:
			w.Header().Set("Content-Type", "application/octet-stream")
			_, _ = w.Write(body)
		default:
			http.NotFound(w, r)
		}
	}))
	t.Cleanup(server.Close)
	data, config := portalAt(t, server)
	execute(t, exitDone, "crawl", "--config", config)
	st, err := store.OpenRead(data)
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	for name := range files {
		a, err := st.Why(t.Context(), "http://www.qingdu.gov.cn"+name)
		if err != nil {
			t.Fatal(err)
		}
		if name == "/zwgk/broken.docx" {
			if a.Reason != archive.ReasonUnreadable || a.Detail == "" {
				t.Errorf("%s: got reason %q, detail %q, want unreadable and why", name, a.Reason, a.Detail)
			}
			continue
		}
		if a.Document == "" {
			t.Errorf("%s: got no document: %s %s", name, a.Reason, a.Detail)
			continue
		}
		if r, err := st.Report(t.Context(), a.Document); err != nil || r == nil || len(r.Cells) == 0 {
			t.Errorf("%s: got report %v, %v", name, r, err)
		}
	}
}
