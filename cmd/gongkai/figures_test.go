package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"gongkai/archive"
	"gongkai/extract"
	"gongkai/internal/corpus"
	"gongkai/internal/ofdwrite"
	"gongkai/internal/portalsim/docx"
	"gongkai/internal/portalsim/truth"
	"gongkai/report"
)

// sampleFiles are the report of s in every style and format that is written
// without another program.
func sampleFiles(t *testing.T, s corpus.Sample) map[string][]byte {
	t.Helper()
	blocks := s.Document.Blocks[1:] // without the title, which the writers write
	files := corpus.Truth{Title: s.Document.Title, Passages: blocks, Tables: s.Document.Tables}.Pages()
	var paper, ofd bytes.Buffer
	if err := docx.Write(&paper, docx.Properties{Title: s.Document.Title, Created: time.Unix(0, 0)}, blocks, s.Document.Tables); err != nil {
		t.Fatal(err)
	}
	if err := ofdwrite.Write(&ofd, s.Document.Title, blocks, s.Document.Tables); err != nil {
		t.Fatal(err)
	}
	files["docx"], files["ofd"] = paper.Bytes(), ofd.Bytes()
	return files
}

// TestEveryReportIsReadBackExactlyInEveryFormat reads reports of all templates
// from files of every style.
func TestEveryReportIsReadBackExactlyInEveryFormat(t *testing.T) {
	for seed := range uint64(10) {
		issuer := truth.Issuer{Name: "青渡县民政局", Scale: int(seed % 7), Key: truth.Mix(seed, 3)}
		s := corpus.NewSample(issuer, []int{2012, 2016, 2018, 2019, 2020, 2020, 2021, 2022, 2023, 2025}[seed])
		files := sampleFiles(t, s)
		for _, format := range slices.Sorted(maps.Keys(files)) {
			doc, err := extract.Read(context.Background(), extract.Input{Name: "r." + format, Body: bytes.NewReader(files[format]), Size: int64(len(files[format]))})
			if err != nil {
				t.Errorf("seed %d, %s: %v", seed, format, err)
				continue
			}
			got, err := report.ParseAt(doc, "390121")
			if err != nil {
				t.Errorf("seed %d, %s: %v", seed, format, err)
				continue
			}
			if string(got.Issuer) != issuer.Name || int(got.Year) != s.Year || got.Division != "390121" || string(got.Template) != string(truth.TemplateOf(s.Year)) {
				t.Errorf("seed %d, %s: got %s, %d, %s, %s", seed, format, got.Issuer, got.Year, got.Division, got.Template)
			}
			if len(got.Cells) != len(s.Cells) {
				t.Errorf("seed %d, %s: got %d cells, want %d: %v", seed, format, len(got.Cells), len(s.Cells), got.Findings)
			}
			for _, c := range got.Cells {
				if want := s.Cells[c.Key()]; string(c.Value) != want.Number {
					t.Errorf("seed %d, %s: %s: got %q, want %q", seed, format, c.Key(), c.Value, want.Number)
				}
			}
		}
	}
}

// servedPages serves a list of pages as a portal, and returns the config of it.
func servedPages(t *testing.T, pages map[string][]byte) (config string) {
	t.Helper()
	list := "<html><head><title>政府信息公开年报</title></head><body><ul>"
	for _, name := range slices.Sorted(maps.Keys(pages)) {
		list += fmt.Sprintf(`<li><a href="/zwgk/%s">青渡县民政局政府信息公开工作年度报告</a></li>`, name)
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, ok := pages[strings.TrimPrefix(r.URL.Path, "/zwgk/")]
		switch {
		case r.URL.Path == "/zwgk/":
			_, _ = w.Write([]byte(list + "</ul></body></html>")) // a client that is gone needs no answer
		case ok:
			_, _ = w.Write(body)
		default:
			http.NotFound(w, r)
		}
	}))
	t.Cleanup(server.Close)
	config = filepath.Join(t.TempDir(), "gongkai.yaml")
	text := fmt.Sprintf("data: .\ncontact: a@example.org\ncrawl:\n  delay: 1ms\nportals:\n  - id: qingdu\n    name: 青渡县人民政府\n    division: \"390121\"\n    seeds:\n      - http://www.qingdu.gov.cn/zwgk/\n    resolve:\n      www.qingdu.gov.cn: %q\n",
		strings.TrimPrefix(server.URL, "http://"))
	if err := os.WriteFile(config, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return config
}

func TestCheckComparesTheYearsOfAnIssuer(t *testing.T) {
	issuer := truth.Issuer{Name: "青渡县民政局", Scale: 3, Key: 5}
	pages := map[string][]byte{}
	for _, year := range []int{2021, 2022} {
		s := corpus.NewSample(issuer, year)
		pages[fmt.Sprintf("%d.html", year)] = corpus.Truth{Title: s.Document.Title, Passages: s.Document.Blocks, Tables: s.Document.Tables}.Pages()["plain"]
	}
	honest := servedPages(t, maps.Clone(pages))
	execute(t, exitDone, "crawl", "--config", honest)
	if out := execute(t, exitDone, "check", "--config", honest, "qingdu"); !strings.Contains(out, "2 reports of 1 issuers; 0 findings") {
		t.Errorf("got %s", out)
	}

	// Records that can't be read back are told, each by itself.
	files, err := filepath.Glob(filepath.Join(filepath.Dir(honest), "derived", "*", "*", "*.warc.gz"))
	if err != nil || len(files) != 1 {
		t.Fatal(files, err)
	}
	if err := os.Truncate(files[0], 100); err != nil {
		t.Fatal(err)
	}
	if out := execute(t, exitFindings, "check", "--config", honest); !strings.Contains(out, "0 reports of 1 issuers; 2 findings") || strings.Count(out, "record_damaged: ") != 2 || !strings.Contains(out, "\n2  error  record_damaged\n") {
		t.Errorf("of records that are lost: got %s", out)
	}

	// A column that agrees in itself, and not with the year before.
	s := corpus.NewSample(issuer, 2022)
	carry(t, &s)
	pages["2022.html"] = corpus.Truth{Title: s.Document.Title, Passages: s.Document.Blocks, Tables: s.Document.Tables}.Pages()["plain"]
	config := servedPages(t, pages)
	execute(t, exitDone, "crawl", "--config", config)
	out := execute(t, exitFindings, "check", "--config", config, "--json")
	var c checked
	if err := json.Unmarshal([]byte(out), &c); err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(c.Findings, func(f checkedFinding) bool { return f.Code == "carry_mismatch" })
	if i < 0 {
		t.Fatalf("got %+v, want carry_mismatch", c.Findings)
	}
	if f := c.Findings[i]; f.Year != 2022 || f.Against != 2021 || f.Severity != "error" || f.Left == f.Right || f.URL == "" || !slices.Contains(f.Cells, "t3.carried_in.total") {
		t.Errorf("got %+v", f)
	}
	if text := execute(t, exitFindings, "check", "--config", config); !strings.Contains(text, "carry_mismatch") {
		t.Errorf("got %s", text)
	}
	execute(t, exitUsage, "check", "--config", config, "nowhere")
	execute(t, exitUsage, "check", "--config", config, "--severity", "loud")
}

// carry adds five requests of natural persons to 上年结转 and takes them from
// 本年新收, so that every identity of the report holds.
func carry(t *testing.T, s *corpus.Sample) {
	t.Helper()
	table := &s.Document.Tables[len(s.Document.Tables)-2]
	for row, add := range map[int]int{3: -5, 4: 5} {
		for _, column := range []int{3, 9} {
			i := slices.IndexFunc(table.Cells, func(c archive.Cell) bool { return c.Row == row && c.Column == column })
			n := 0
			if _, err := fmt.Sscanf(strings.ReplaceAll(table.Cells[i].Text, ",", ""), "%d", &n); err != nil || n+add < 0 {
				t.Fatalf("cell %q can't be changed: %v", table.Cells[i].Text, err)
			}
			table.Cells[i].Text = fmt.Sprint(n + add)
			table.Grid[row][column] = table.Cells[i].Text
		}
	}
	for i, b := range s.Document.Blocks {
		if strings.Contains(b.Text, "新收到政府信息公开申请") {
			s.Document.Blocks[i].Text = "（二）依申请公开。按规定办理。"
		}
	}
}
