package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"

	gongkai "gongkai/config"
)

// importPortals imports a list, and returns the exit status and all that was
// said.
func importPortals(t *testing.T, list string, args ...string) (status int, said string) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "list.csv")
	if err := os.WriteFile(file, []byte(list), 0o644); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	p := program{stdin: strings.NewReader(""), stdout: &out, stderr: &out, step: func(string) {}, now: beforeAnyDeadline, readers: readerProcess}
	status = p.run(t.Context(), append([]string{"portals", "import", file}, args...))
	return status, out.String()
}

func TestAListOfPortalsIsWhatTheConfigReads(t *testing.T) {
	list := "网址,名称,行政区划代码,schedule,备注\n" +
		"http://www.qingdu.gov.cn/ http://www.qingdu.gov.cn/zwgk/,青渡县: “政府” # 1,390121,0 3 * * 1,x\n" +
		"http://www.yunlu.gov.cn/,=1+1,,,\n"
	gbk, err := simplifiedchinese.GBK.NewEncoder().String(list)
	if err != nil {
		t.Fatal(err)
	}
	for name, list := range map[string]string{"UTF-8": list, "with a mark": "\ufeff" + list, "GBK": gbk} {
		dir := t.TempDir()
		out, config := filepath.Join(dir, "portals.yaml"), filepath.Join(dir, "gongkai.yaml")
		if status, said := importPortals(t, list, "--out", out); status != exitDone || !strings.Contains(said, `the column "备注" is left out`) || !strings.Contains(said, "Wrote 2 portals") {
			t.Fatalf("%s: got status %d, %s", name, status, said)
		}
		if err := os.WriteFile(config, []byte("contact: a@example.org\nportals: portals.yaml\n"), 0o644); err != nil {
			t.Fatal(err)
		}
		cfg, err := gongkai.Load(config)
		if err != nil || len(cfg.Portals) != 2 {
			t.Fatalf("%s: got %+v, %v; want two portals", name, cfg.Portals, err)
		}
		if p := cfg.Portals[0]; p.ID != "qingdu" || p.Name != "青渡县: “政府” # 1" || p.Division != "390121" || len(p.Seeds) != 2 || p.Schedule != "0 3 * * 1" {
			t.Errorf("%s: got %+v", name, p)
		}
		if p := cfg.Portals[1]; p.ID != "yunlu" || p.Name != "=1+1" {
			t.Errorf("%s: got %+v", name, p)
		}
		if status, said := importPortals(t, list, "--out", out); status != exitUsage || !strings.Contains(said, "add --force") {
			t.Errorf("%s, again: got status %d, %s; want the file kept", name, status, said)
		}
	}
}

func TestAWrongListOfPortalsWritesNothingAndNamesTheLine(t *testing.T) {
	for name, c := range map[string]struct{ list, want string }{
		"nothing":                {"", "is empty: the first row names the columns"},
		"the names alone":        {"seeds,name\n", "list.csv:1: nothing stands below the names of the columns"},
		"no column of seeds":     {"id,name\na,b\n", "list.csv:1: no column is named seeds"},
		"a column twice":         {"seeds,网址\nhttp://a.cn/,\n", "list.csv:1: two columns mean seeds"},
		"an id twice":            {"id,seeds\na,http://a.cn/\na,http://b.cn/\n", "list.csv:3: the id a is that of line 2"},
		"a seed twice":           {"id,seeds\na,http://a.cn/\nb,http://a.cn\n", "list.csv:3: the seed http://a.cn/ stands in line 2 too"},
		"a line within a cell":   {"id,seeds,name\na,http://a.cn/,\"x\n- id: evil\"\nb,nonsense,\n", "list.csv:2: name: want one line"},
		"the line behind it":     {"id,seeds,name\na,http://a.cn/,\"x\n- id: evil\"\nb,nonsense,\n", `list.csv:4: seed "nonsense"`},
		"a quote without end":    {"id,seeds\na,\"http://a.cn/\nb,http://b.cn/\n", "list.csv:2: a quoted cell that has no end"},
		"a cell without a name":  {"id,seeds\na,http://a.cn/,x\n", `list.csv:2: cell 3, "x", stands under no column's name`},
		"bytes that are no text": {"seeds\n\x00\x00\n", "neither a workbook nor text"},
		"half a workbook":        {"PK\x03\x04", "not a workbook"},
	} {
		t.Run(name, func(t *testing.T) {
			out := filepath.Join(t.TempDir(), "portals.yaml")
			if status, said := importPortals(t, c.list, "--out", out); status != exitUsage || !strings.Contains(said, c.want) {
				t.Errorf("got status %d, %s; want %d and %q", status, said, exitUsage, c.want)
			}
			if _, err := os.Stat(out); err == nil {
				t.Error("a list was written")
			}
		})
	}
}
