package worker

import (
	"bytes"
	"context"
	"encoding/gob"
	"errors"
	"io"
	"os"
	"os/exec"
	"reflect"
	"runtime"
	"strings"
	"testing"
	"time"

	"gongkai/archive"
	"gongkai/extract"
)

// behaviour is the environment variable that makes the test binary a worker,
// and tells which.
const behaviour = "WORKER_BEHAVIOUR"

func TestMain(m *testing.M) {
	switch os.Getenv(behaviour) {
	case "":
		os.Exit(m.Run())
	case "hangs":
		take()
		select {}
	case "recognises":
		take()
		answers := gob.NewEncoder(os.Stdout)
		for _, a := range []answer{{Picture: true}, {Part: extract.Part{Format: "slow"}}} {
			if err := answers.Encode(a); err != nil {
				panic(err)
			}
		}
		take() // until the other side ends
	case "grows":
		go watchMemory(context.Background(), 64<<20)
		take()
		var held [][]byte
		for {
			held = append(held, bytes.Repeat([]byte{1}, 1<<20))
			runtime.KeepAlive(held)
		}
	case "dies":
		take()
		os.Stderr.WriteString("fatal error: all is lost\nand more")
		os.Exit(2)
	default:
		if err := Serve(context.Background(), os.Stdin, os.Stdout, Limits{}); err != nil {
			panic(err)
		}
	}
}

// take takes a request and its payload.
func take() {
	var req request
	if err := gob.NewDecoder(os.Stdin).Decode(&req); err != nil {
		panic(err)
	}
}

func pool(t testing.TB, limits Limits, kinds ...string) *Pool {
	t.Helper()
	p := New(1, limits, func() *exec.Cmd {
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), behaviour+"="+kinds[0])
		kinds = kinds[min(1, len(kinds)-1):]
		return cmd
	})
	t.Cleanup(p.Close)
	return p
}

func input(name, body string) extract.Input {
	return extract.Input{Body: strings.NewReader(body), Size: int64(len(body)), Name: name, Source: archive.Source{File: name}}
}

func partsOf(t testing.TB, each func(context.Context, extract.Input, func(extract.Part) error) error, in extract.Input) ([]extract.Part, error) {
	t.Helper()
	var parts []extract.Part
	err := each(t.Context(), in, func(p extract.Part) error {
		parts = append(parts, p)
		return nil
	})
	return parts, err
}

func TestAWorkerReadsWhatTheProgramWould(t *testing.T) {
	p := pool(t, Limits{}, "serves")
	for name, in := range map[string]extract.Input{
		"a page":       input("a.html", "<html><title>某局2023年政府信息公开年报</title><body><p>一段话。</p><table><tr><td>a<td>b</table><a href=b.doc>附件</a>"),
		"nothing":      input("a.html", ""),
		"a picture":    input("a.png", "\x89PNG\r\n\x1a\n0000"),
		"a large text": input("a.txt", strings.Repeat(strings.Repeat("字", 30_000)+"\n", 100)),
	} {
		t.Run(name, func(t *testing.T) {
			got, err := partsOf(t, p.Each, in)
			if err != nil {
				t.Fatal(err)
			}
			want, err := partsOf(t, extract.Each, in)
			if err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(got, want) {
				t.Errorf("got %+v, want %+v", got, want)
			}
		})
	}
}

func TestAFileThatBreaksAWorkerCostsOnlyItself(t *testing.T) {
	for name, c := range map[string]struct {
		kind    string
		limits  Limits
		refused string
		broken  string
	}{
		"it takes too long":        {"hangs", Limits{Time: 50 * time.Millisecond}, "reading it took more than 50ms", ""},
		"it takes too much memory": {"grows", Limits{Memory: 64 << 20}, "reading it took more than 64 MiB of memory", ""},
		"it ends the worker":       {"dies", Limits{}, "", "reading it ended the reader: fatal error: all is lost"},
	} {
		t.Run(name, func(t *testing.T) {
			p := pool(t, c.limits, c.kind, "serves")
			parts, err := partsOf(t, p.Each, input("a.txt", "x"))
			if be, ok := errors.AsType[*BrokenError](err); c.broken != "" && (!ok || be.Message != c.broken) || c.broken == "" && err != nil {
				t.Errorf("got the error %v, want %s", err, c.broken)
			}
			if c.refused != "" && (len(parts) != 1 || parts[0].Refused == nil || parts[0].Refused.Message != c.refused) {
				t.Errorf("got %+v, want one part refused: %s", parts, c.refused)
			}
			p.limits = Limits{}.withDefaults()
			if parts, err = partsOf(t, p.Each, input("a.txt", "下一个文件")); err != nil || len(parts) != 1 || parts[0].Document == nil {
				t.Errorf("the next file: got %+v, %v", parts, err)
			}
		})
	}
}

func TestAPictureMayTakeLongerThanOtherPayloads(t *testing.T) {
	limits := Limits{Time: 50 * time.Millisecond}
	ctx, enough := context.WithCancel(t.Context())
	var since time.Time
	err := pool(t, limits, "recognises").Each(ctx, input("a.png", "x"), func(extract.Part) error {
		since = time.Now()
		time.AfterFunc(4*limits.Time, enough)
		return nil
	})
	if !errors.Is(err, context.Canceled) || time.Since(since) < 4*limits.Time {
		t.Errorf("ended with %v after %v", err, time.Since(since))
	}
}

func TestWhatIsNotThePayloadsFaultIsAnError(t *testing.T) {
	cancelled, cancel := context.WithCancel(t.Context())
	p := pool(t, Limits{}, "hangs", "serves")
	time.AfterFunc(10*time.Millisecond, cancel)
	if err := p.Each(cancelled, input("a.txt", "x"), nil); !errors.Is(err, context.Canceled) {
		t.Errorf("a context that ended: got %v", err)
	}
	short := input("a.txt", "x")
	short.Size = 10
	if _, err := partsOf(t, p.Each, short); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("a body that is shorter than it was said: got %v", err)
	}
	enough := errors.New("enough")
	if err := p.Each(t.Context(), input("a.txt", "x"), func(extract.Part) error { return enough }); !errors.Is(err, enough) {
		t.Errorf("a caller that has enough: got %v", err)
	}
	missing := New(1, Limits{}, func() *exec.Cmd { return exec.Command("/nonexistent") })
	if err := missing.Each(t.Context(), input("a.txt", "x"), nil); err == nil {
		t.Error("a program that is not there: got no error")
	}
}
