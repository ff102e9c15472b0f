package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"html"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gongkai/archive"
	"gongkai/internal/likeness"
	"gongkai/internal/portalsim/docx"
	"gongkai/internal/portalsim/truth"
)

// reportPage writes a report as a page with a portal's own words around it.
func reportPage(r truth.Report, around string) string {
	var b strings.Builder
	fmt.Fprintf(&b, `<html><head><meta charset="utf-8"><title>%s</title></head><body><div>%s</div><h1>%[1]s</h1><div class="TRS_Editor">`, r.Title, around)
	for _, p := range r.Passages {
		if p.Table == nil {
			fmt.Fprintf(&b, "<p>%s</p>\n", html.EscapeString(p.Text))
			continue
		}
		table := r.Tables[*p.Table]
		b.WriteString(`<table border="1">`)
		for row := range table.Rows {
			b.WriteString("<tr>")
			for _, c := range table.Cells {
				if c.Row == row {
					fmt.Fprintf(&b, `<td rowspan="%d" colspan="%d">%s</td>`, c.Rowspan, c.Colspan, html.EscapeString(c.Text))
				}
			}
			b.WriteString("</tr>")
		}
		b.WriteString("</table>")
	}
	return b.String() + "</div></body></html>"
}

func reportFile(t *testing.T, r truth.Report) string {
	t.Helper()
	var b bytes.Buffer
	if err := docx.Write(&b, docx.Properties{Title: r.Title}, r.Passages, r.Tables); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// three serves hosts of portals on loopback, each with a list of its pages, and
// returns a config that names them.
func three(t *testing.T, data string, hosts map[string]map[string]string) string {
	t.Helper()
	config := "data: " + data + "\ncontact: test@example.org\ncrawl:\n  delay: 1ms\nportals:\n"
	for host, pages := range hosts {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			body, ok := pages[r.URL.Path]
			switch {
			case r.URL.Path == "/":
				body = "<html><head><meta charset=utf-8><title>政府信息公开年报</title></head><body><ul>"
				for path := range pages {
					body += fmt.Sprintf(`<li><a href="%s">2022年政府信息公开工作年度报告</a></li>`, path)
				}
				body += "</ul></body></html>"
			case !ok:
				http.NotFound(w, r)
				return
			}
			if strings.HasSuffix(r.URL.Path, ".docx") {
				w.Header().Set("Content-Type", "application/vnd.openxmlformats-officedocument.wordprocessingml.document")
			} else {
				w.Header().Set("Content-Type", "text/html; charset=utf-8")
			}
			_, _ = w.Write([]byte(body))
		}))
		t.Cleanup(server.Close)
		id, _, _ := strings.Cut(strings.TrimPrefix(host, "www."), ".")
		config += fmt.Sprintf("  - id: %s\n    name: %[1]s\n    seeds: [\"http://%s/\"]\n    resolve:\n      %[2]s: %q\n", id, host, server.Listener.Addr())
	}
	path := filepath.Join(t.TempDir(), "gongkai.yaml")
	if err := os.WriteFile(path, []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestAReportOnThreeHostsIsOneDocumentAndACorrectedOneIsItsVersion(t *testing.T) {
	report := truth.Write(truth.Issuer{Name: "青渡县民政局", Kind: "department", Scale: 3, Key: 8}, 2022)
	fixed := truth.Write(truth.Issuer{Name: "青渡县民政局", Kind: "department", Scale: 3, Key: 8}, 2022)
	other := truth.Write(truth.Issuer{Name: "云麓县民政局", Kind: "department", Scale: 3, Key: 9}, 2022)
	fixed.Tables = append([]archive.Table(nil), fixed.Tables...)
	last := len(fixed.Tables) - 1 // reviews and suits
	cells := append([]archive.Cell(nil), fixed.Tables[last].Cells...)
	changed := false
	for i := range cells {
		if cells[i].Text == "0" && !changed {
			cells[i].Text, changed = "1", true
		}
	}
	if fixed.Tables[last].Cells = cells; !changed {
		t.Fatal("the report has no zero to correct")
	}
	page, file := reportPage(report, "青渡县人民政府"), reportFile(t, report)
	hosts := map[string]map[string]string{
		"www.qingdu.gov.cn": {"/a/1.html": page, "/a/1.docx": file},
		"www.mzj.gov.cn":    {"/b/1.html": reportPage(report, "民政局网站"), "/b/1.docx": file},
		"www.zwgk.gov.cn":   {"/c/1.html": page, "/c/2.html": reportPage(other, "公开平台")},
	}
	data := t.TempDir()
	config := three(t, data, hosts)
	execute(t, exitDone, "crawl", "--config", config)
	look := func(url string) why {
		t.Helper()
		var w why
		if err := json.Unmarshal([]byte(execute(t, exitDone, "why", "--json", "--config", config, url)), &w); err != nil {
			t.Fatal(err)
		}
		return w
	}
	w := look("http://www.qingdu.gov.cn/a/1.html")
	if len(w.Sources) != 5 || len(w.Kin) != 0 {
		t.Errorf("got %v with kin %+v, want one document with five sources and no kin", w.Sources, w.Kin)
	}
	if other := look("http://www.zwgk.gov.cn/c/2.html"); len(other.Kin) != 0 || other.Document == w.Document {
		t.Errorf("another issuer's report on the same form: got %+v", other.Kin)
	}

	hosts["www.qingdu.gov.cn"]["/a/9.html"] = reportPage(fixed, "青渡县人民政府")
	again := three(t, data, hosts)
	execute(t, exitDone, "crawl", "--config", again)
	config = again
	v := look("http://www.qingdu.gov.cn/a/9.html")
	if len(v.Kin) != 1 || v.Kin[0].Relation != likeness.Version || v.Kin[0].Document != w.Document || len(v.Kin[0].Differences.Cells) != 1 || v.Kin[0].Differences.Cells[0].From != "0" || v.Kin[0].Differences.Cells[0].To != "1" {
		t.Errorf("a corrected report: got %+v, want a version of %s with one cell changed from 0 to 1", v.Kin, w.Document)
	}
	if text := execute(t, exitDone, "why", "--config", config, "http://www.qingdu.gov.cn/a/1.html"); !strings.Contains(text, "Another version") || !strings.Contains(text, "0 → 1") || !strings.Contains(text, "http://www.mzj.gov.cn/b/1.docx") {
		t.Errorf("why says:\n%s", text)
	}
	execute(t, exitDone, "verify", "--config", config)
}
