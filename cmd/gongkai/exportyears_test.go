package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"gongkai/internal/portalsim/truth"
)

// TestAReportUnderSeveralNamesOfItsIssuerCountsOnce imports three pages of one report, of
// which the last has other figures, and those of a government and of its office.
func TestAReportUnderSeveralNamesOfItsIssuerCountsOnce(t *testing.T) {
	dir, data := t.TempDir(), filepath.Join(t.TempDir(), "data")
	config := written(t, "gongkai.yaml", []byte("contact: a@example.org\ndata: "+data+
		"\nportals: [{id: jiahe, name: 嘉禾县人民政府, division: \"431024\", seeds: [http://www.jiahe.gov.cn/]}]\n"))
	for i, name := range []string{"嘉禾县财政局", "县财政局", "财政局", "嘉禾县人民政府", "嘉禾县政府办"} {
		r := truth.Write(truth.Issuer{Name: name, Kind: "department", Scale: 3, Key: uint64(8 + i/2)}, 2022)
		path := filepath.Join(dir, fmt.Sprint(i)+".html")
		day := time.Date(2023, 2, 1+i, 0, 0, 0, 0, time.UTC)
		if err := errors.Join(os.WriteFile(path, []byte(reportPage(r, "嘉禾县")), 0o600), os.Chtimes(path, day, day)); err != nil {
			t.Fatal(err)
		}
	}
	imported(t, exitDone, "--config", config, "--portal", "jiahe", dir)
	out := filepath.Join(t.TempDir(), "out")
	execute(t, exitDone, "export", "--format", "csv", "--out", out, "--config", config)
	for file, want := range map[string]string{"reports.csv": "嘉禾县财政局 0, 县财政局 0, 财政局 1, 嘉禾县人民政府 1, 嘉禾县政府办 1", "findings.csv": "财政局 , 财政局 "} {
		body, err := os.ReadFile(filepath.Join(out, file))
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, row := range rowsOf(t, body) {
			if file == "reports.csv" || row["code"] == "versions_differ" {
				got = append(got, row["issuer"]+" "+row["newest"])
			}
		}
		if s := strings.Join(got, ", "); s != want {
			t.Errorf("%s: got %s, want %s", file, s, want)
		}
	}
}

// TestFindingsOverTheYearsAreExported compares what an export says of several
// years with what check says.
func TestFindingsOverTheYearsAreExported(t *testing.T) {
	dir, data := t.TempDir(), filepath.Join(t.TempDir(), "data")
	put := func(name string, r truth.Report) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(reportPage(r, "青渡县")), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for year := 2020; year < 2025; year++ { // each by another hand, so that nothing goes on from the year before
		issuer := truth.Issuer{Name: "青渡县民政局", Kind: "department", Scale: year % 4, Key: uint64(year)}
		put(fmt.Sprintf("%d.html", year), truth.Write(issuer, year))
	}
	corrected := truth.Issuer{Name: "青渡县民政局", Kind: "department", Scale: 3, Key: 1}
	put("again.html", truth.Write(corrected, 2022))
	government := truth.Issuer{Name: "青渡县人民政府", Kind: "government", Scale: 3, Key: 2}
	office := truth.Issuer{Name: "青渡县人民政府办公室", Kind: "office", Scale: 1, Key: 3}
	put("government2020.html", truth.Write(government, 2020))
	put("government2021.html", truth.Write(government, 2021))
	put("office2021.html", truth.Write(office, 2021))
	imported(t, exitDone, "--data", data, dir)

	var all struct{ Findings []checkedFinding }
	if err := json.Unmarshal([]byte(execute(t, exitFindings, "check", "--json", "--severity", "info", "--data", data)), &all); err != nil {
		t.Fatal(err)
	}
	var want []string
	for _, f := range all.Findings {
		if f.Against != 0 || f.Code == "versions_differ" {
			if f.Issuer == office.Name {
				t.Errorf("the office is compared with the government: %s", f.Message)
			}
			want = append(want, fmt.Sprint(f.Year, f.Code, f.Severity, f.Message, f.Cells, f.Against, f.URL))
		}
	}
	out := filepath.Join(t.TempDir(), "out")
	execute(t, exitDone, "export", "--format", "csv", "--out", out, "--data", data)
	var got []string
	numbers := map[string]bool{}
	body, err := os.ReadFile(filepath.Join(out, "findings.csv"))
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rowsOf(t, body) {
		if key := row["report_id"] + " " + row["number"]; numbers[key] {
			t.Errorf("there are two findings %s", key)
		} else {
			numbers[key] = true
		}
		if row["against"] == "" && row["code"] != "versions_differ" {
			continue
		}
		against := row["against"]
		if against == "" {
			against = "0"
		}
		got = append(got, row["year"]+row["code"]+row["severity"]+row["message"]+fmt.Sprint(strings.Fields(row["cells"]))+against+row["url"])
	}
	for i := range want {
		want[i] = strings.ReplaceAll(want[i], " ", "")
	}
	for i := range got {
		got[i] = strings.ReplaceAll(got[i], " ", "")
	}
	slices.Sort(want)
	slices.Sort(got)
	if len(want) < 4 || !slices.Equal(got, want) {
		t.Errorf("got %d findings over the years:\n%s\nwant %d:\n%s", len(got), strings.Join(got, "\n"), len(want), strings.Join(want, "\n"))
	}
}
