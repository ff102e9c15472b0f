package deliver

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rs/zerolog"

	"gongkai/archive"
)

// newProgram returns a sink for the program that behaves as name says.
func newProgram(t *testing.T, log io.Writer, o ProcessOptions, name string, args ...string) *Process {
	t.Helper()
	p, err := NewProcess("program", append([]string{os.Args[0], "program", name}, args...), zerolog.New(log), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	})
	return p
}

// outcome tells what became of each parcel: "a taken, b failed: why".
func outcome(receipts []archive.Receipt, batch []archive.Parcel) string {
	var all []string
	for _, r := range receipts {
		title := "somebody else's"
		for _, p := range batch {
			if p.Delivery.ID == r.Delivery.ID {
				title = p.Document.Title
			}
		}
		if r.Error != "" {
			title += " failed: " + r.Error
		}
		all = append(all, title)
	}
	return strings.Join(all, ", ")
}

func TestAProgramAnswersForEachParcel(t *testing.T) {
	for program, c := range map[string]struct {
		want string
		err  string
		o    ProcessOptions
	}{
		"acknowledges":          {want: "a, b, c"},
		"bare ids":              {want: "a, b, c"},
		"refuses b":             {want: "a, b failed: no thanks, c"},
		"garbage":               {want: "a, b, c"},
		"talks before it reads": {want: "a, b, c"},
		"does not end":          {want: "a, b, c", o: ProcessOptions{Grace: time.Millisecond}},
		"crashes at the second": {want: "a, b failed: program ended: exit status 7, c failed: program ended: exit status 7"},
		"ends after each":       {want: "a, b failed: program ended: exit status 0, c failed: program ended: exit status 0"},
		"never answers":         {want: "a failed: W, b failed: W, c failed: W", err: "W", o: ProcessOptions{Timeout: time.Millisecond}},
	} {
		t.Run(program, func(t *testing.T) {
			batch := parcels("program", "a", "b", "c")
			p := newProgram(t, io.Discard, c.o, program)
			receipts, err := p.Deliver(t.Context(), batch)
			why := "no acknowledgement for 1ms"
			want, wantErr := strings.ReplaceAll(c.want, "W", why), strings.ReplaceAll(c.err, "W", why)
			if got := outcome(receipts, batch); got != want {
				t.Errorf("got %s, want %s", got, want)
			}
			if (err == nil) != (wantErr == "") || err != nil && err.Error() != wantErr {
				t.Errorf("error: got %v, want %q", err, wantErr)
			}
		})
	}
}

func TestAProgramThatRefusesAllIsAtFault(t *testing.T) {
	for refused, fault := range map[int]bool{failsAll: true, failsAll - 1: false} {
		batch := parcels("program", strings.Split("abcdefgh", "")...)
		answers := map[string]answer{}
		for i, p := range batch {
			answers[p.Delivery.ID] = answer{}
			if i < refused {
				answers[p.Delivery.ID] = answer{err: "the database is away"}
			}
		}
		receipts, err := new(Process).receipts(batch, answers, nil, nil)
		if len(receipts) != len(batch) || (err != nil) != fault {
			t.Errorf("%d of %d refused: got %d receipts, %v; want a fault: %t", refused, len(batch), len(receipts), err, fault)
		}
	}
}

func TestAProgramIsKeptOverBatchesAndStartedAgainAfterItsEnd(t *testing.T) {
	for program, want := range map[string]int{"acknowledges": 1, "ends after each": 3} {
		t.Run(program, func(t *testing.T) {
			p := newProgram(t, io.Discard, ProcessOptions{}, program)
			starts, start := 0, p.start
			p.start = func() (*child, error) { starts++; return start() }
			for _, title := range []string{"a", "b", "c"} {
				batch := parcels("program", title)
				receipts, err := p.Deliver(t.Context(), batch)
				if got := outcome(receipts, batch); err != nil || got != title {
					t.Fatalf("got %s, %v, want %s taken", got, err, title)
				}
				if program != "acknowledges" {
					<-p.child.done
				}
			}
			if starts != want {
				t.Errorf("started %d times, want %d", starts, want)
			}
		})
	}
}

func TestASlowReaderThatTalksMuchDoesNotDeadlock(t *testing.T) {
	var log syncBuffer
	batch := parcels("program", "a", "b", "c")
	for i := range batch { // more than any pipe holds
		batch[i].Document.Text = strings.Repeat("政府信息公开", 10_000)
	}
	p := newProgram(t, &log, ProcessOptions{}, "talks before it reads")
	receipts, err := p.Deliver(t.Context(), batch)
	if got := outcome(receipts, batch); err != nil || got != "a, b, c" {
		t.Errorf("got %s, %v", got, err)
	}
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"and this one to the right one", "acknowledgement of an unknown delivery"} {
		if !strings.Contains(log.String(), want) {
			t.Errorf("the log has no %q", want)
		}
	}
}

// syncBuffer is a buffer that several goroutines may write to.
type syncBuffer struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (b *syncBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(p)
}

func (b *syncBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.String()
}

func TestAKilledProgramGetsTheSameDeliveriesAgain(t *testing.T) {
	dir := t.TempDir()
	notes := filepath.Join(dir, "notes")
	p := newProgram(t, io.Discard, ProcessOptions{}, "killed once at b", notes, filepath.Join(dir, "killed"))
	batch := parcels("program", "a", "b", "c")
	first, err := p.Deliver(t.Context(), batch)
	if got := outcome(first, batch); err != nil || got != "a, b failed: program ended: signal: killed, c failed: program ended: signal: killed" {
		t.Fatalf("got %s, %v", got, err)
	}
	second, err := p.Deliver(t.Context(), batch[1:])
	if got := outcome(second, batch); err != nil || got != "b, c" {
		t.Fatalf("repeat: got %s, %v", got, err)
	}
	seen, err := os.ReadFile(notes)
	if err != nil || string(seen) != "a\nb\nb\nc\n" {
		t.Errorf("the program saw %q, %v", seen, err)
	}
}

func TestAProgramThatNeverReadsIsKilled(t *testing.T) {
	batch := parcels("program", "a")
	batch[0].Document.Text = strings.Repeat("x", 1<<20)
	p := newProgram(t, io.Discard, ProcessOptions{Timeout: time.Millisecond}, "never reads")
	receipts, err := p.Deliver(t.Context(), batch)
	if got := outcome(receipts, batch); !errors.Is(err, errSilent) || got != "a failed: no acknowledgement for 1ms" {
		t.Errorf("got %s, %v", got, err)
	}
}

func TestWhatAProgramHasStartedEndsWithIt(t *testing.T) {
	for _, program := range []string{"leaves a child", "leaves a child and ends"} {
		t.Run(program, func(t *testing.T) {
			l, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			defer l.Close()
			child := make(chan net.Conn, 1)
			ctx, stop := context.WithCancel(t.Context())
			go func() {
				conn, err := l.Accept()
				if err == nil {
					_, err = conn.Read(make([]byte, 1))
				}
				if err != nil {
					t.Error(err)
				}
				child <- conn
				stop()
			}()
			p := newProgram(t, io.Discard, ProcessOptions{Grace: time.Millisecond, Timeout: time.Hour}, program, l.Addr().String())
			_, _ = p.Deliver(ctx, parcels("program", "a")) // what came of a is not the question
			conn := <-child
			defer conn.Close()
			if err := conn.SetReadDeadline(time.Now().Add(10 * time.Second)); err != nil {
				t.Fatal(err)
			}
			if _, err := conn.Read(make([]byte, 1)); errors.Is(err, os.ErrDeadlineExceeded) {
				t.Error("the child goes on, want it killed")
			}
		})
	}
}

func TestAProgramThatCannotBeStartedSettlesNothing(t *testing.T) {
	missing := filepath.Join(t.TempDir(), "missing")
	p, err := NewProcess("program", []string{missing}, zerolog.Nop(), ProcessOptions{})
	if err != nil {
		t.Fatal(err)
	}
	receipts, err := p.Deliver(t.Context(), parcels("program", "a"))
	if receipts != nil || !errors.Is(err, os.ErrNotExist) {
		t.Errorf("got %v, %v, want %v", receipts, err, os.ErrNotExist)
	}
	if _, err := NewProcess("program", nil, zerolog.Nop(), ProcessOptions{}); err == nil {
		t.Error("a sink without a command: got no error")
	}
}

func TestAParcelWithoutAnEnvelopeNeverReachesTheProgram(t *testing.T) {
	p := newProgram(t, io.Discard, ProcessOptions{}, "acknowledges")
	batch := parcels("program", "a", "b")
	batch[0].Report = &archive.AnnualReport{Checks: []archive.Check{{Left: "not a number"}}}
	receipts, err := p.Deliver(t.Context(), batch)
	if err != nil || len(receipts) != 2 || !receipts[0].Dead || receipts[1].Error != "" {
		t.Errorf("got %+v, %v, want the first dead and the second taken", receipts, err)
	}
}

// fakeChild returns a program in memory, for tests that need a clock of their
// own: it hands each line it reads to each, and ends with its input.
func fakeChild(each func(c *child, n int)) *child {
	r, w := io.Pipe()
	c := &child{stdin: w, ledger: newLedger(zerolog.Nop()), done: make(chan struct{}), state: "exit status 0"}
	c.kill = func() { _ = r.Close() }
	go func() {
		n := 0
		in := &lines{longest: 1 << 20, each: func([]byte) { n++; each(c, n) }}
		_, _ = io.Copy(in, r)
		close(c.done)
	}()
	return c
}

func TestTheTimeoutRunsFromTheLastAcknowledgement(t *testing.T) {
	for name, c := range map[string]struct {
		pause time.Duration // before each acknowledgement
		upTo  int           // acknowledgements
		want  string
		took  time.Duration
	}{
		"a slow program is waited for":       {50 * time.Second, 3, "a, b, c", 150 * time.Second},
		"a silent one not":                   {0, 0, "a failed: no acknowledgement for 1m0s, b failed: no acknowledgement for 1m0s, c failed: no acknowledgement for 1m0s", time.Minute},
		"one that falls silent in the midst": {30 * time.Second, 2, "a, b, c failed: no acknowledgement for 1m0s", 2 * time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p, err := NewProcess("program", []string{"unused"}, zerolog.Nop(), ProcessOptions{})
				if err != nil {
					t.Fatal(err)
				}
				batch := parcels("program", "a", "b", "c")
				p.start = func() (*child, error) {
					return fakeChild(func(child *child, n int) {
						if n <= c.upTo {
							time.Sleep(c.pause) // in a bubble: no real time
							child.ledger.hear([]byte(batch[n-1].Delivery.ID))
						}
					}), nil
				}
				begin := time.Now()
				receipts, _ := p.Deliver(t.Context(), batch)
				if got := outcome(receipts, batch); got != c.want {
					t.Errorf("got %s, want %s", got, c.want)
				}
				if took := time.Since(begin); took != c.took {
					t.Errorf("took %v, want %v", took, c.took)
				}
				if err := p.Close(); err != nil {
					t.Error(err)
				}
			})
		})
	}
}

func TestStoppingKeepsWhatWasAcknowledgedAndFailsNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		p, err := NewProcess("program", []string{"unused"}, zerolog.Nop(), ProcessOptions{})
		if err != nil {
			t.Fatal(err)
		}
		batch := parcels("program", "a", "b", "c")
		p.start = func() (*child, error) {
			return fakeChild(func(c *child, n int) {
				if n == 2 {
					cancel()
					time.Sleep(time.Second) // in a bubble; within the grace
				}
				if n <= 2 {
					c.ledger.hear(fmt.Appendf(nil, `{"id":%q}`, batch[n-1].Delivery.ID))
				}
			}), nil
		}
		receipts, err := p.Deliver(ctx, batch)
		if got := outcome(receipts, batch); got != "a, b" || !errors.Is(err, context.Canceled) {
			t.Errorf("got %s, %v, want a, b and %v", got, err, context.Canceled)
		}
		if receipts, err := p.Deliver(ctx, batch); receipts != nil || !errors.Is(err, context.Canceled) {
			t.Errorf("afterwards: got %v, %v", receipts, err)
		}
	})
}
