package main

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gongkai/archive"
	"gongkai/internal/portalsim/truth"
	"gongkai/store"
)

// TestAReportWhoseTablesAreAttachedIsOneReport crawls a page that has the text of
// a report and its first tables, and files with the others, one of them in two
// formats.
func TestAReportWhoseTablesAreAttachedIsOneReport(t *testing.T) {
	issuer := truth.Issuer{Name: "青渡县民政局", Kind: "department", Scale: 3, Key: 8}
	report, want := truth.Write(issuer, 2022), truth.Cells(issuer, 2022)
	page, file := report, report
	page.Passages, file.Passages = nil, nil
	inPage := func(table int) bool {
		return !strings.Contains(fmt.Sprint(report.Tables[table].Grid), "结果维持") && !strings.Contains(fmt.Sprint(report.Tables[table].Grid), "自然人")
	}
	for _, p := range report.Passages {
		if p.Table == nil || inPage(*p.Table) {
			page.Passages = append(page.Passages, p)
		} else {
			file.Passages = append(file.Passages, p)
		}
	}
	file.Title = "附件"
	other := file
	other.Title = "附件，另一格式" // so that it is another document
	offer := `<p>附件：<a href="/files/1.doc">2022年统计表.doc</a> <a href="/files/1.rtf">2022年统计表（另一格式）</a></p>`
	pages := map[string]string{
		"/zwgk/":          `<html><head><title>政府信息公开年报</title></head><body><ul><li><a href="/zwgk/2022.html">` + report.Title + `</a></li></ul></body></html>`,
		"/zwgk/2022.html": strings.Replace(reportPage(page, "青渡县"), "</div></body>", offer+"</div></body>", 1),
		"/files/1.doc":    reportPage(file, ""),
		"/files/1.rtf":    reportPage(other, ""),
	}
	if !strings.Contains(pages["/zwgk/2022.html"], offer) {
		t.Fatal("the page has no attachments")
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, ok := pages[r.URL.Path]
		if !ok {
			http.NotFound(w, r)
			return
		}
		if strings.HasPrefix(r.URL.Path, "/files/") {
			w.Header().Set("Content-Type", "application/msword")
		}
		_, _ = w.Write([]byte(body)) // a client that is gone needs no answer
	}))
	t.Cleanup(server.Close)
	data, config := portalAt(t, server)
	execute(t, exitDone, "crawl", "--config", config)
	exported := func() map[string][]byte {
		out := filepath.Join(t.TempDir(), "out")
		execute(t, exitDone, "export", "--config", config, "--format", "csv", "--out", out)
		files := map[string][]byte{}
		for _, name := range []string{"reports.csv", "cells.csv", "findings.csv", "tables.csv"} {
			body, err := os.ReadFile(filepath.Join(out, name))
			if err != nil {
				t.Fatal(err)
			}
			files[name] = body
		}
		return files
	}
	first := exported()
	if reports := rowsOf(t, first["reports.csv"]); len(reports) != 1 || reports[0]["url"] != "http://www.qingdu.gov.cn/zwgk/2022.html" ||
		reports[0]["attachments"] != "http://www.qingdu.gov.cn/files/1.doc" || reports[0]["issuer"] != issuer.Name || reports[0]["checks_not_assessable"] != "0" {
		t.Errorf("got the reports %v", reports)
	}
	cells := rowsOf(t, first["cells.csv"])
	if len(cells) != len(want) {
		t.Errorf("got %d cells, want %d", len(cells), len(want))
	}
	for _, c := range cells {
		key := c["table"] + "." + c["row"] + "." + c["column"]
		from := "/files/1.doc"
		if strings.HasPrefix(c["table"], "t2") {
			from = "/zwgk/2022.html"
		}
		if c["value"] != want[key].Number || c["url"] != "http://www.qingdu.gov.cn"+from || c["payload_digest"] != string(archive.DigestOf([]byte(pages[from]))) {
			t.Errorf("%s: got %v, want %s of %s", key, c, want[key].Number, from)
		}
	}
	for _, name := range []string{"1.doc", "1.rtf"} {
		if got := execute(t, exitDone, "why", "--config", config, "http://www.qingdu.gov.cn/files/"+name); !strings.Contains(got, "a part of the report at http://www.qingdu.gov.cn/zwgk/2022.html") {
			t.Errorf("why %s: got %s", name, got)
		}
	}
	execute(t, exitDone, "verify", "--config", config)

	st, err := store.Open(data, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	_, err = st.Reparse(t.Context(), "earlier", func(string, *archive.Document) (*archive.AnnualReport, error) { return nil, nil }, func(store.Reparsed) {})
	if closed := st.Close(); err != nil || closed != nil {
		t.Fatal(err, closed)
	}
	execute(t, exitDone, "parse", "--archive", "--config", config)
	for name, body := range exported() {
		if !slices.Equal(body, first[name]) {
			t.Errorf("%s is another after its documents were parsed anew", name)
		}
	}
}

// rowsOf returns the rows of a CSV file of an export by the names of columns.
func rowsOf(t *testing.T, body []byte) []map[string]string {
	t.Helper()
	all, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(body), "\ufeff"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var rows []map[string]string
	for _, fields := range all[1:] {
		row := map[string]string{}
		for i, name := range all[0] {
			row[name] = fields[i]
		}
		rows = append(rows, row)
	}
	return rows
}

// TestAReportAndItsTablesInOnePackageAreOneReport crawls a zip file with the text
// of a report in one file and its last table in another.
func TestAReportAndItsTablesInOnePackageAreOneReport(t *testing.T) {
	issuer := truth.Issuer{Name: "青渡县民政局", Kind: "department", Scale: 3, Key: 8}
	whole, want := truth.Write(issuer, 2022), truth.Cells(issuer, 2022)
	page, file := whole, whole
	page.Passages, file.Passages, file.Title = nil, nil, "附表"
	for _, p := range whole.Passages {
		if p.Table != nil && strings.Contains(fmt.Sprint(whole.Tables[*p.Table].Grid), "结果维持") {
			file.Passages = append(file.Passages, p)
		} else {
			page.Passages = append(page.Passages, p)
		}
	}
	var packed bytes.Buffer
	z := zip.NewWriter(&packed)
	for _, member := range [][2]string{{"附表.html", reportPage(file, "")}, {"报告.html", reportPage(page, "")}} {
		w, err := z.Create(member[0])
		if err != nil {
			t.Fatal(err)
		}
		_, _ = w.Write([]byte(member[1])) // into memory
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/zwgk/":
			_, _ = w.Write([]byte(`<html><head><title>政府信息公开年报</title></head><body><ul><li><a href="/files/2022.zip">` + whole.Title + `</a></li></ul></body></html>`))
		case "/files/2022.zip":
			w.Header().Set("Content-Type", "application/zip")
			_, _ = w.Write(packed.Bytes())
		default:
			http.NotFound(w, r)
		}
	}))
	t.Cleanup(server.Close)
	_, config := portalAt(t, server)
	execute(t, exitDone, "crawl", "--config", config)
	out := filepath.Join(t.TempDir(), "out")
	execute(t, exitDone, "export", "--config", config, "--format", "csv", "--out", out)
	body, err := os.ReadFile(filepath.Join(out, "cells.csv"))
	if err != nil {
		t.Fatal(err)
	}
	cells := rowsOf(t, body)
	for _, c := range cells {
		if w := want[c["table"]+"."+c["row"]+"."+c["column"]]; c["value"] != w.Number || c["issuer"] != issuer.Name {
			t.Errorf("got %v, want %s", c, w.Number)
		}
	}
	if len(cells) != len(want) {
		t.Errorf("got %d cells, want %d", len(cells), len(want))
	}
	execute(t, exitDone, "verify", "--config", config)
}
