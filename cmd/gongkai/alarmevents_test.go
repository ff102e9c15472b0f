package main

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"fmt"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"gongkai/archive"
	gongkai "gongkai/config"
	"gongkai/store"
)

// serviceOf opens the service of a config in this process, with the log that it
// writes; it runs nothing by itself.
func serviceOf(t *testing.T, config string, change func(*program)) (*service, *bytes.Buffer) {
	t.Helper()
	cfg, err := gongkai.Load(config)
	if err != nil {
		t.Fatal(err)
	}
	p := &program{stdin: strings.NewReader(""), stdout: new(bytes.Buffer), stderr: new(bytes.Buffer), step: func(string) {}, now: beforeAnyDeadline, readers: readerProcess}
	change(p)
	var log bytes.Buffer
	v, err := p.openService(t.Context(), cfg, zerolog.New(zerolog.SyncWriter(&log)))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := v.close(); err != nil {
			t.Error(err)
		}
	})
	return v, &log
}

// alarmConfig writes a config whose one sink is told of alarms.
func alarmConfig(t *testing.T, portals string) (config, folder string) {
	t.Helper()
	dir := t.TempDir()
	config, folder = filepath.Join(dir, "gongkai.yaml"), filepath.Join(dir, "out")
	text := "contact: a@example.org\nrun: {metrics: \"off\", web: \"off\"}\n" +
		"crawl: {patience: 1s}\nsinks:\n  - {name: files, type: jsonl, folder: out, alarms: true}\n" + portals
	if err := os.WriteFile(config, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return config, folder
}

func TestAServiceWhoseDatabaseIsGoneEnds(t *testing.T) {
	config, _ := alarmConfig(t, "portals: []\n")
	v, _ := serviceOf(t, config, func(*program) {})
	if err := v.watchOwn(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(v.config().Data, "gongkai.db")); err != nil {
		t.Fatal(err)
	}
	if err := v.watchOwn(t.Context()); !errors.Is(err, store.ErrDamaged) {
		t.Errorf("got %v, want it told: what is written from then on is lost", err)
	}
}

func TestASinkThatTheConfigNamesNoMoreIsNoAlarm(t *testing.T) {
	config, _ := alarmConfig(t, "portals: []\n")
	v, _ := serviceOf(t, config, func(*program) {})
	for _, sink := range []string{"files", "former"} {
		if err := v.session.store.DisableSink(t.Context(), sink, "it wants no more"); err != nil {
			t.Fatal(err)
		}
	}
	if err := v.watchOwn(t.Context()); err != nil {
		t.Fatal(err)
	}
	raised, err := v.session.store.Raised(t.Context(), ownCodes)
	if err != nil || len(raised) != 1 || raised[0].URL != "files" {
		t.Errorf("got %+v, %v; want an alarm about files alone", raised, err)
	}
	text, err := v.metrics.registry.Gather()
	if err != nil || strings.Contains(fmt.Sprint(text), "former") || !strings.Contains(fmt.Sprint(text), "files") {
		t.Errorf("got %v, %v; want metrics of files alone", text, err)
	}
}

// eventsOf returns how often the sink was told that an alarm is in a state.
func eventsOf(t *testing.T, v *service, folder, code, state string) int {
	t.Helper()
	if err := v.session.courier.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	names, err := filepath.Glob(filepath.Join(folder, "*.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, name := range names {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(b)) {
			if strings.Contains(line, `"gongkai.alarm"`) && strings.Contains(line, `"`+code+`"`) && strings.Contains(line, `"`+state+`"`) {
				n++
			}
		}
	}
	return n
}

func TestALowDiskIsToldOnceAndHoldsCrawlsBackUntilItIsOver(t *testing.T) {
	config, folder := alarmConfig(t, "portals: []\n")
	var free atomic.Int64
	var broken atomic.Bool
	v, log := serviceOf(t, config, func(p *program) {
		p.free = func(string) (int64, error) {
			if broken.Load() {
				return 0, errors.New("no such disk")
			}
			return free.Load(), nil
		}
	})
	least := v.config().MinFree
	for _, step := range []struct {
		free            int64
		low             bool
		raised, cleared int
	}{{2 * least, false, 0, 0}, {least - 1, true, 1, 0}, {least / 2, true, 1, 0}, {least, true, 1, 0}, {least + least/4, false, 1, 1}, {least, false, 1, 1}, {0, true, 2, 1}} {
		free.Store(step.free)
		if err := v.watchOwn(t.Context()); err != nil {
			t.Fatal(err)
		}
		if v.low.Load() != step.low {
			t.Errorf("%d bytes free: got low %v, want %v", step.free, v.low.Load(), step.low)
		}
		raised, cleared := eventsOf(t, v, folder, archive.AlarmDisk, archive.AlarmRaised), eventsOf(t, v, folder, archive.AlarmDisk, archive.AlarmCleared)
		if raised != step.raised || cleared != step.cleared {
			t.Errorf("%d bytes free: told %d times that it is low and %d that it is over, want %d and %d", step.free, raised, cleared, step.raised, step.cleared)
		}
	}
	if !strings.Contains(log.String(), "are needed for a crawl to begin") {
		t.Errorf("the log says nothing of it: %s", log)
	}

	// A crawl that is due waits meanwhile.
	a := &agenda{next: []upcoming{{portal: archive.Portal{ID: "due"}, at: time.Now().Add(-time.Hour)}}}
	v.startDue(t.Context(), a, v.config(), nil, nil)
	if len(a.running) > 0 || len(a.next) != 1 {
		t.Errorf("a crawl began on a full disk: %+v", a)
	}
	broken.Store(true)
	if err := v.watchOwn(t.Context()); err == nil || !strings.Contains(err.Error(), "no such disk") {
		t.Errorf("a disk that can't be looked at: got %v, want its error", err)
	}
}

func TestAPortalIsToldAsLateWhenACrawlOfItHasEnded(t *testing.T) {
	config, folder := alarmConfig(t, "portals:\n  - {id: new, seeds: [\"http://www.a.gov.cn/\"]}\n  - {id: known, seeds: [\"http://www.b.gov.cn/\"]}\n")
	v, _ := serviceOf(t, config, func(p *program) { p.now = func() time.Time { return shanghai(2026, time.April, 1, 0) } })
	begin := func() error {
		_, err := v.session.store.BeginCrawl(t.Context(), archive.Portal{ID: "known"}, nil)
		return err
	}
	for _, step := range []struct {
		what   string
		do     func() error
		raised int
	}{
		{"neither was crawled", func() error { return nil }, 0},
		{"one is being crawled", begin, 0},
		{"its crawl has ended", func() error { return v.session.store.EndCrawl(t.Context(), "known", archive.EndComplete) }, 1},
		{"it is being crawled again", begin, 1},
	} {
		if err := errors.Join(step.do(), v.watchPortals(t.Context())); err != nil {
			t.Fatal(err)
		}
		if raised := eventsOf(t, v, folder, archive.AlarmReportLate, archive.AlarmRaised); raised != step.raised {
			t.Errorf("%s: told %d times, want %d", step.what, raised, step.raised)
		}
		if cleared := eventsOf(t, v, folder, archive.AlarmReportLate, archive.AlarmCleared); cleared > 0 {
			t.Errorf("%s: told as over", step.what)
		}
	}
}

func TestAnExpiredCertificateIsToldOnceAndClearedWhenItsPortalIsGivenUp(t *testing.T) {
	expired := selfSigned(t, "www.qingdu.gov.cn", time.Now().Add(-time.Hour))
	l, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{Certificates: []tls.Certificate{expired}})
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{Handler: http.NotFoundHandler(), ErrorLog: log.New(io.Discard, "", 0)}
	go server.Serve(l)
	t.Cleanup(func() { server.Close() })
	config, folder := alarmConfig(t, fmt.Sprintf("portals:\n  - {id: qingdu, seeds: [\"https://www.qingdu.gov.cn/\"], resolve: {www.qingdu.gov.cn: %q}}\n", l.Addr()))
	v, _ := serviceOf(t, config, func(*program) {})
	cfg := v.config()
	if err := v.crawlPortal(t.Context(), cfg, cfg.Portals[0]); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := v.watchPortals(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if raised := eventsOf(t, v, folder, archive.AlarmCertificate, archive.AlarmRaised); raised != 1 {
		t.Errorf("told %d times, want once", raised)
	}
	cfg.Portals = nil
	v.current.Store(&cfg)
	for range 2 {
		if err := v.watchPortals(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if cleared := eventsOf(t, v, folder, archive.AlarmCertificate, archive.AlarmCleared); cleared != 1 {
		t.Errorf("told %d times that it is over, want once", cleared)
	}
}

// selfSigned returns a certificate of a host until a time.
func selfSigned(t *testing.T, host string, until time.Time) tls.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: host}, DNSNames: []string{host}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		NotBefore: until.AddDate(-1, 0, 0), NotAfter: until,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}
