package config

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// beside writes a config and the file of portals beside it, and reads them.
func beside(t *testing.T, config, portals string) (Config, string, error) {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "portals.yaml"), []byte(portals), 0o644); err != nil {
		t.Fatal(err)
	}
	c, err := Parse(filepath.Join(dir, "gongkai.yaml"), []byte(config))
	return c, dir + string(filepath.Separator), err
}

const named = "contact: a@example.org\nportals: portals.yaml\n"

func TestPortalsMayStandInAFileOfTheirOwn(t *testing.T) {
	for name, portals := range map[string]string{
		"a list":              "- id: a\n  seeds: [http://www.a.gov.cn/]\n- id: b\n  seeds: [http://www.b.gov.cn/]\n  delay: 9s\n",
		"a list with its key": "# all\nportals:\n  - {id: a, seeds: [http://www.a.gov.cn/]}\n  - {id: b, seeds: [http://www.b.gov.cn/], delay: 9s}\n",
	} {
		t.Run(name, func(t *testing.T) {
			c, _, err := beside(t, named+"sinks:\n- {name: files, type: jsonl, folder: out, portals: [b]}\n", portals)
			if err != nil || len(c.Portals) != 2 || c.Portals[1].ID != "b" || c.Portals[0].Delay != c.Crawl.Delay || c.Portals[1].Delay.Seconds() != 9 {
				t.Errorf("got %+v, %v", c.Portals, err)
			}
		})
	}
}

func TestWhatIsWrongInAFileOfPortalsIsNamedWithThatFile(t *testing.T) {
	for name, c := range map[string]struct{ config, portals, want string }{
		"no id":              {named, "- seeds: [http://www.a.gov.cn/]\n", "portals.yaml:1:3: a portal without id: add one of a-z, 0-9 and -, such as id: qingdu"},
		"another key":        {named, "portals: []\nsinks: []\n", `portals.yaml:2:1: unknown key "sinks" in a file of portals: known are portals`},
		"a file of a file":   {named, "portals: x.yaml\n", "portals.yaml:1:10: portals: want a list here, not another file"},
		"no YAML":            {named, "- [\n", "portals.yaml:1:3: not YAML: sequence end token ']' not found"},
		"a delay too short":  {named, "- id: a\n  seeds: [http://www.a.gov.cn/]\n  delay: 1ms\n", "portals.yaml:3:10: delay 1ms of portal a: only a portal whose every host resolve pins to a loopback address may be asked more often than once a second"},
		"no file":            {"contact: a@example.org\nportals: none.yaml\n", "", "gongkai.yaml:2:10: portals \"none.yaml\": open DIRnone.yaml: no such file or directory"},
		"a delay of the all": {named + "crawl: {delay: 1ms}\n", "- id: a\n  seeds: [http://www.a.gov.cn/]\n", "gongkai.yaml:3:16: delay 1ms of portal a: only a portal whose every host resolve pins to a loopback address may be asked more often than once a second"},
	} {
		t.Run(name, func(t *testing.T) {
			_, dir, err := beside(t, c.config, c.portals)
			if want := dir + strings.ReplaceAll(c.want, "DIR", dir); err == nil || err.Error() != want {
				t.Errorf("got  %v\nwant %s", err, want)
			}
		})
	}
}

func BenchmarkManyPortals(b *testing.B) {
	var text strings.Builder
	text.WriteString("contact: a@example.org\nportals:\n")
	for i := range 5000 {
		fmt.Fprintf(&text, "  - id: p%d\n    name: 青渡县人民政府\n    division: \"510999\"\n    seeds: [\"http://www.p%d.gov.cn/\"]\n    group: g%d\n    delay: 10s\n", i, i, i/50)
	}
	for b.Loop() {
		if c, err := Parse("gongkai.yaml", []byte(text.String())); err != nil || len(c.Portals) != 5000 {
			b.Fatal(err)
		}
	}
}
