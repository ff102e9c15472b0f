package config

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"gongkai/archive"
)

const whole = `# everything, other than its default
contact: https://example.org/about
data: /srv/gongkai
crawl:
  delay: 10s
  timeout: 1m30s
  max_body: 1GiB
  max_hops: 3
  floor: 0.05
  workers: 2
  pages: 100
  patience: 1h
  hours: 22:00-06:00
  bytes_per_day: 1GiB
disk:
  min_free: 3GiB
portals:
  - id: qingdu
    name: 青渡县人民政府
    division: 510999
    seeds: [HTTP://WWW.Qingdu.gov.cn, "https://qingdu.gov.cn:8443/政务/#top"]
    hosts: [Qingdu.gov.cn]
    resolve: {www.qingdu.gov.cn: 127.0.0.1:8080}
    group: province
    hours: "8:30-17:00"
    timezone: Asia/Urumqi
    bytes_per_day: 1MiB
    tls: lax
    schedule: "0 3 * * 1"
    ignore: [/zwgk/video/, "*.mp4"]
    only: [/zwgk/]
    pages: 7
  - id: local
    seeds: ["http://a.test/"]
    hosts: [b.test, c.test]
    delay: 20ms
    resolve:
      a.test: 127.0.0.1:1
      b.test: "[::1]:2"
      www.c.test: 127.0.0.2:1
run:
  log: debug
  metrics: 0.0.0.0:9420
  web: "off"
sinks:
  - {name: files, type: jsonl, folder: out}
  - {name: parser, type: process, command: [./sink.py, "", -v, 1]}
  - {name: other, type: process, command: [python3, sink.py], timeout: 5s}
  - {name: hook, type: webhook, url: "https://example.org/in", secret_file: secret, portals: [qingdu], reports: true, alarms: true}
  - {name: stream, type: nats, url: "nats://127.0.0.1:4222", subject: gongkai.documents, credentials: /etc/user.creds, kinds: [town, street], versions: true}
`

func TestAWholeFileIsRead(t *testing.T) {
	got, err := Parse("etc/gongkai.yaml", []byte(whole))
	if err != nil {
		t.Fatal(err)
	}
	want := Config{
		Data:    "/srv/gongkai",
		Contact: "https://example.org/about",
		Extract: Extract{OCR: true},
		MinFree: 3 << 30,
		Run:     Run{Log: "debug", Metrics: "0.0.0.0:9420"},
		Crawl: Crawl{Delay: 10 * time.Second, Timeout: 90 * time.Second, MaxBody: 1 << 30, MaxHops: 3, Floor: 0.05, Workers: 2,
			Pages: 100, Patience: time.Hour, Hours: archive.Hours{From: 22 * 60, To: 6 * 60}, Zone: "Asia/Shanghai", BytesPerDay: 1 << 30},
		Portals: []archive.Portal{
			{ID: "qingdu", Name: "青渡县人民政府", Division: "510999",
				Seeds: []string{"http://www.qingdu.gov.cn/", "https://qingdu.gov.cn:8443/%E6%94%BF%E5%8A%A1/"},
				Hosts: []string{"qingdu.gov.cn"}, Delay: 10 * time.Second, Group: "province",
				Hours: archive.Hours{From: 8*60 + 30, To: 17 * 60}, Zone: "Asia/Urumqi", BytesPerDay: 1 << 20, Pages: 7, LaxTLS: true, Schedule: "0 3 * * 1", Ignore: []string{"/zwgk/video/", "*.mp4"}, Only: []string{"/zwgk/"},
				Resolve: map[string]string{"www.qingdu.gov.cn": "127.0.0.1:8080"}},
			{ID: "local", Name: "local", Seeds: []string{"http://a.test/"}, Hosts: []string{"b.test", "c.test"},
				Hours: archive.Hours{From: 22 * 60, To: 6 * 60}, Zone: "Asia/Shanghai", BytesPerDay: 1 << 30,
				Delay: 20 * time.Millisecond, Resolve: map[string]string{"a.test": "127.0.0.1:1", "b.test": "[::1]:2", "www.c.test": "127.0.0.2:1"}},
		},
		Sinks: []Sink{
			{Subscription: archive.Subscription{Sink: "files"}, Type: "jsonl", Folder: filepath.FromSlash("etc/out")},
			{Subscription: archive.Subscription{Sink: "parser"}, Type: "process", Command: []string{filepath.FromSlash("etc/sink.py"), "", "-v", "1"}, Timeout: time.Minute},
			{Subscription: archive.Subscription{Sink: "other"}, Type: "process", Command: []string{"python3", "sink.py"}, Timeout: 5 * time.Second},
			{Subscription: archive.Subscription{Sink: "hook", Portals: []string{"qingdu"}, Reports: true, Alarms: true}, Type: "webhook", URL: "https://example.org/in", SecretFile: filepath.FromSlash("etc/secret")},
			{Subscription: archive.Subscription{Sink: "stream", Kinds: []string{"town", "street"}, Versions: true}, Type: "nats", URL: "nats://127.0.0.1:4222", Subject: "gongkai.documents", Credentials: "/etc/user.creds"},
		},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

func TestACommandBesideTheFileIsNotLookedForOnThePath(t *testing.T) {
	c, err := Parse("gongkai.yaml", []byte("contact: a@example.org\nsinks:\n- {name: a, type: process, command: [./sink]}\n"))
	if want := filepath.FromSlash("./sink"); err != nil || c.Sinks[0].Command[0] != want {
		t.Errorf("got %+v, %v, want %s", c.Sinks, err, want)
	}
}

func TestTheTemplateAsksForTheContactAloneAndStatesTheDefaults(t *testing.T) {
	path := filepath.Join(t.TempDir(), "gongkai.yaml")
	if err := os.WriteFile(path, Template(), 0o666); err != nil {
		t.Fatal(err)
	}
	_, err := Load(path)
	if want := path + ":9:10: contact is empty: write an e-mail address or URL where portals can reach you"; err == nil || err.Error() != want {
		t.Errorf("unedited: got %v, want %s", err, want)
	}
	filled := strings.Replace(string(Template()), `contact: ""`, "contact: a@example.org", 1)
	got, err := Parse("gongkai.yaml", []byte(filled))
	if err != nil {
		t.Fatal(err)
	}
	want := Config{Data: "data", Contact: "a@example.org", Extract: Extract{OCR: true}, MinFree: 512 << 20,
		Run: Run{Log: "info", Metrics: "127.0.0.1:9420", Web: "127.0.0.1:8420"}, Crawl: Crawl{Delay: 5 * time.Second, Timeout: time.Minute,
			MaxBody: 256 << 20, MaxHops: 12, Floor: 0.01, Zone: "Asia/Shanghai", Workers: 16, Pages: 20000, Patience: 10 * time.Minute}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("with a contact: got %+v, want %+v", got, want)
	}
	if got, err = Parse("gongkai.yaml", []byte("contact: a@example.org")); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("a contact alone: got %+v, %v, want %+v", got, err, want)
	}
	examples := strings.NewReplacer("\n  # - ", "\n  - ", "\n  #   ", "\n    ").Replace(filled)
	if got, err = Parse("gongkai.yaml", []byte(examples)); err != nil || len(got.Portals) != 1 || len(got.Sinks) != 4 || len(got.Portals[0].Resolve) != 1 {
		t.Errorf("with the examples: got %+v, %v", got, err)
	}
}

func TestAFileThatIsMissingIsNotCalledWrong(t *testing.T) {
	_, err := Load(filepath.Join(t.TempDir(), "gongkai.yaml"))
	if _, wrong := errors.AsType[*Error](err); !errors.Is(err, fs.ErrNotExist) || wrong {
		t.Errorf("got %v, want %v", err, fs.ErrNotExist)
	}
}

func TestTheUserAgentNamesTheContact(t *testing.T) {
	if got := (Config{Contact: "a@example.org"}).UserAgent("0.1"); got != "gongkai/0.1 (+a@example.org)" {
		t.Errorf("got %s", got)
	}
}

func TestManyPortalsAreRead(t *testing.T) {
	var b strings.Builder
	b.WriteString("contact: a@example.org\nportals:\n")
	for i := range 2000 {
		id := string([]rune{'a' + rune(i%26), 'a' + rune(i/26%26), 'a' + rune(i/676)})
		b.WriteString("  - id: " + id + "\n    seeds:\n      - http://www." + id + ".gov.cn/\n")
	}
	c, err := Parse("gongkai.yaml", []byte(b.String()))
	if err != nil || len(c.Portals) != 2000 {
		t.Errorf("got %d portals, %v", len(c.Portals), err)
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(whole))
	f.Add(Template())
	f.Add([]byte("contact: &a [b, *a]\n? x\n: !!str |\n  y\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		c, err := Parse("gongkai.yaml", b)
		if err == nil {
			if c.Contact == "" || c.Data == "" || c.Crawl.Delay <= 0 {
				t.Fatalf("passed with %+v", c)
			}
			return
		}
		wrong, ok := errors.AsType[*Error](err)
		if !ok || strings.ContainsAny(err.Error(), "\n\r") || wrong.File != "gongkai.yaml" {
			t.Fatalf("got %q, want an *Error in one line", err)
		}
		// A lone carriage return ends a line of YAML too.
		if lines := strings.Count(string(b), "\n") + strings.Count(string(b), "\r") + 1; wrong.Line < 0 || wrong.Line > lines {
			t.Fatalf("%q names a line of a file with %d lines", err, lines)
		}
	})
}
