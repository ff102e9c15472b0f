package deliver

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rs/zerolog"

	"gongkai/archive"
)

// inBubble runs a courier over o and s in a bubble with a clock of its own, and
// checks what is left when during has returned.
func inBubble(t *testing.T, o *memoryOutbox, s *sinkFunc, opts Options, during func(t *testing.T, c *Courier)) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		c := NewCourier(o, []Sink{s}, zerolog.Nop(), opts)
		ended := make(chan error, 1)
		go func() { ended <- c.Run(ctx) }()
		synctest.Wait()
		during(t, c)
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("Run: %v, want nil when its context ends", err)
		}
	})
}

// pass lets d go by in the bubble.
func pass(d time.Duration) {
	time.Sleep(d) // in a bubble: no real time
	synctest.Wait()
}

func TestWhatIsOwedIsDeliveredOnce(t *testing.T) {
	s := &sinkFunc{deliver: takeAll}
	o := newMemoryOutbox(parcels("fake", "a", "b", "c")...)
	o.owe(parcels("another sink", "x")...)
	inBubble(t, o, s, Options{Batch: 2}, func(t *testing.T, c *Courier) { pass(time.Hour) })
	wantState(t, o, "delivered [a b c] owed [x] dead []")
	if got := fmt.Sprint(s.batches); got != "[[a b] [c]]" {
		t.Errorf("batches: got %s", got)
	}
}

func TestAFailedDeliveryIsTriedLessAndLessOftenAndThenDies(t *testing.T) {
	begin := time.Time{}
	var minutes []int
	s := &sinkFunc{deliver: func(_ context.Context, p []archive.Parcel) ([]archive.Receipt, error) {
		minutes = append(minutes, int(time.Since(begin).Minutes()))
		return answerAll(p, "no"), nil
	}}
	o := newMemoryOutbox(parcels("fake", "a")...)
	synctest.Test(t, func(t *testing.T) { begin = time.Now() })
	inBubble(t, o, s, Options{}, func(t *testing.T, c *Courier) { pass(100 * time.Hour) })
	if want := []int{0, 1, 3, 7, 15, 31, 63, 127, 255, 511}; !slices.Equal(minutes, want) {
		t.Errorf("tried at minute %v, want %v", minutes, want)
	}
	wantState(t, o, "delivered [] owed [] dead [a]")
	if o.dead["a"] != "no" {
		t.Errorf("dead letter's error: got %q, want %q", o.dead["a"], "no")
	}
}

func TestTheRetryDelayDoublesUpToADay(t *testing.T) {
	for failures, want := range map[int]time.Duration{
		1: time.Minute, 2: 2 * time.Minute, 9: 256 * time.Minute, 11: 1024 * time.Minute, 12: 24 * time.Hour, 1 << 20: 24 * time.Hour,
	} {
		if got := retryDelay(failures); got != want {
			t.Errorf("after %d failures: got %v, want %v", failures, got, want)
		}
	}
}

func TestOneThatASinkCannotBearIsSeparatedFromTheOthers(t *testing.T) {
	s := &sinkFunc{deliver: func(_ context.Context, p []archive.Parcel) ([]archive.Receipt, error) {
		if strings.Contains(titles(p), "poison") {
			return answerAll(p, "crash"), nil
		}
		return answerAll(p, ""), nil
	}}
	o := newMemoryOutbox(parcels("fake", "a", "b", "c", "d", "e", "f", "g", "poison")...)
	inBubble(t, o, s, Options{Batch: 8}, func(t *testing.T, c *Courier) { pass(100 * time.Hour) })
	wantState(t, o, "delivered [a b c d e f g] owed [] dead [poison]")
	if got := fmt.Sprint(s.batches[:6]); got != "[[a b c d e f g poison] [a b] [c d] [e f] [g poison] [g]]" {
		t.Errorf("batches: got %s", got)
	}
}

func TestAnErrorForGoodIsADeadLetterAtOnce(t *testing.T) {
	s := &sinkFunc{deliver: func(_ context.Context, p []archive.Parcel) ([]archive.Receipt, error) {
		receipts := answerAll(p, "")
		receipts[0].Dead = true
		return receipts, nil
	}}
	o := newMemoryOutbox(parcels("fake", "a", "b")...)
	inBubble(t, o, s, Options{}, func(t *testing.T, c *Courier) { pass(time.Second) })
	wantState(t, o, "delivered [b] owed [] dead [a]")
}

func TestASinkAtFaultIsLeftAloneAndCostsNoAttempts(t *testing.T) {
	for name, fault := range map[string]func(p []archive.Parcel) ([]archive.Receipt, error){
		"it says so":               func([]archive.Parcel) ([]archive.Receipt, error) { return nil, errors.New("disk full") },
		"it says nothing":          func([]archive.Parcel) ([]archive.Receipt, error) { return nil, nil },
		"it answers for something": func([]archive.Parcel) ([]archive.Receipt, error) { return answerAll(parcels("fake", "z"), ""), nil },
	} {
		t.Run(name, func(t *testing.T) {
			var calls atomic.Int64
			s := &sinkFunc{deliver: func(_ context.Context, p []archive.Parcel) ([]archive.Receipt, error) {
				if calls.Add(1) <= 12 {
					return fault(p)
				}
				return answerAll(p, ""), nil
			}}
			o := newMemoryOutbox(parcels("fake", "a")...)
			inBubble(t, o, s, Options{}, func(t *testing.T, c *Courier) {
				c.Wake()
				pass(30 * time.Second)
				if got := calls.Load(); got != 1 {
					t.Errorf("called %d times within the first rest, want 1", got)
				}
				pass(6 * time.Hour)
			})
			wantState(t, o, "delivered [a] owed [] dead []")
			if got := o.settled[0][0].Delivery.Attempts; got != 1 {
				t.Errorf("attempts: got %d, want 1", got)
			}
		})
	}
}

func TestWhatWasTakenBesideAFaultIsSettled(t *testing.T) {
	s := &sinkFunc{deliver: func(_ context.Context, p []archive.Parcel) ([]archive.Receipt, error) {
		return answerAll(p[:1], ""), errors.New("gone")
	}}
	o := newMemoryOutbox(parcels("fake", "a", "b")...)
	inBubble(t, o, s, Options{}, func(t *testing.T, c *Courier) { pass(time.Second) })
	wantState(t, o, "delivered [a] owed [b] dead []")
}

func TestWakeDeliversWhatNobodyKnewOf(t *testing.T) {
	o, s := newMemoryOutbox(), &sinkFunc{deliver: takeAll}
	inBubble(t, o, s, Options{}, func(t *testing.T, c *Courier) {
		pass(time.Hour)
		o.owe(parcels("fake", "a")...)
		pass(time.Hour)
		wantState(t, o, "delivered [] owed [a] dead []")
		c.Wake()
		c.Wake()
		synctest.Wait()
		wantState(t, o, "delivered [a] owed [] dead []")
	})
}

func TestAPersonEndsTheRestOfASink(t *testing.T) {
	broken := true
	s := &sinkFunc{deliver: func(ctx context.Context, p []archive.Parcel) ([]archive.Receipt, error) {
		if broken {
			return nil, &RestError{Err: errors.New("busy"), Rest: 24 * time.Hour}
		}
		return takeAll(ctx, p)
	}}
	o := newMemoryOutbox(parcels("fake", "a")...)
	inBubble(t, o, s, Options{}, func(t *testing.T, c *Courier) {
		c.Try([]string{"another"})
		c.Wake()
		pass(time.Hour)
		if got := len(s.batches); got != 1 {
			t.Errorf("tried %d times, want once: nobody asked for more", got)
		}
		c.Try([]string{"fake"})
		c.Try([]string{"fake"})
		synctest.Wait()
		if got := len(s.batches); got != 2 {
			t.Errorf("tried %d times, want twice", got)
		}
		broken = false
		c.Try([]string{"fake"})
		synctest.Wait()
		wantState(t, o, "delivered [a] owed [] dead []")
	})
}

func TestWhatFallsDueSoonerThanItDidIsNotSleptThrough(t *testing.T) {
	o, s := newMemoryOutbox(), &sinkFunc{deliver: takeAll}
	synctest.Test(t, func(t *testing.T) { o.owe(parcel("fake", "a", time.Now().AddDate(50, 0, 0))) })
	inBubble(t, o, s, Options{}, func(t *testing.T, c *Courier) {
		pass(time.Hour)
		o.owe(parcels("fake", "a")...) // as if the clock had been set
		pass(longestSleep)
		wantState(t, o, "delivered [a] owed [] dead []")
	})
}

func TestTheFaultOfASinkIsOverWhenItIsDisabled(t *testing.T) {
	var told []string
	answers := []error{errors.New("away"), ErrGone, nil}
	s := &sinkFunc{deliver: func(_ context.Context, p []archive.Parcel) ([]archive.Receipt, error) {
		err := answers[0]
		answers = answers[1:]
		if err != nil {
			return nil, err
		}
		return answerAll(p, ""), nil
	}}
	o := newMemoryOutbox(parcels("fake", "a")...)
	inBubble(t, o, s, Options{Fault: func(_ string, fault error) { told = append(told, fmt.Sprint(fault)) }}, func(t *testing.T, c *Courier) {
		pass(time.Hour)
		if o.disabled == "" {
			t.Error("got a sink that is served, want one that is disabled")
		}
		o.owe(parcels("fake", "a")...) // it is enabled again
		c.Wake()
		pass(time.Second)
	})
	wantState(t, o, "delivered [a] owed [] dead []")
	if want := []string{"away", "<nil>"}; !slices.Equal(told, want) {
		t.Errorf("told %q, want %q", told, want)
	}
}

func TestWhatWasDeliveredWhileStoppingIsSettled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		s := &sinkFunc{deliver: func(_ context.Context, p []archive.Parcel) ([]archive.Receipt, error) {
			cancel()
			return answerAll(p, ""), nil
		}}
		o := newMemoryOutbox(parcels("fake", "a", "b")...)
		if err := NewCourier(o, []Sink{s}, zerolog.Nop(), Options{Batch: 1}).Run(ctx); err != nil {
			t.Errorf("Run: %v", err)
		}
		wantState(t, o, "delivered [a] owed [b] dead []")
	})
}

func TestDrainDeliversWhatIsDueAndNoMore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newMemoryOutbox(parcels("fake", "a", "no", "b")...)
		o.owe(parcel("fake", "later", time.Now().Add(time.Second)))
		s := &sinkFunc{deliver: func(_ context.Context, p []archive.Parcel) ([]archive.Receipt, error) {
			pass(time.Hour) // so slow that retries fall due meanwhile
			receipts := answerAll(p, "")
			for i := range p {
				if p[i].Document.Title == "no" {
					receipts[i].Error = "no"
				}
			}
			return receipts, nil
		}}
		c := NewCourier(o, []Sink{s}, zerolog.Nop(), Options{Batch: 1})
		if err := c.Drain(t.Context()); err != nil {
			t.Fatal(err)
		}
		wantState(t, o, "delivered [a b] owed [later no] dead []")
		if got := o.owed[parcels("fake", "no")[0].Delivery.ID].Delivery; got.Attempts != 1 || got.Error != "no" {
			t.Errorf("got %+v, want one attempt and its error", got)
		}
	})
}

func TestDrainNamesTheSinkAtFaultAndServesTheOthers(t *testing.T) {
	folder := t.TempDir()
	lines, err := NewJSONL("lines", folder)
	if err != nil {
		t.Fatal(err)
	}
	s := &sinkFunc{deliver: func(context.Context, []archive.Parcel) ([]archive.Receipt, error) {
		return nil, errors.New("disk full")
	}}
	o := newMemoryOutbox(parcels("fake", "a")...)
	o.owe(parcels("lines", "b")...)
	err = NewCourier(o, []Sink{s, lines}, zerolog.Nop(), Options{}).Drain(t.Context())
	if err == nil || err.Error() != "sink fake: disk full" {
		t.Errorf("got %v, want sink fake: disk full", err)
	}
	wantState(t, o, "delivered [b] owed [a] dead []")
}

func TestAnOutboxThatFailsEndsTheCourier(t *testing.T) {
	o, s := newMemoryOutbox(), &sinkFunc{deliver: takeAll}
	o.failing = errors.New("database closed")
	c := NewCourier(o, []Sink{s}, zerolog.Nop(), Options{})
	for name, do := range map[string]func(context.Context) error{"Run": c.Run, "Drain": c.Drain} {
		if err := do(t.Context()); !errors.Is(err, o.failing) {
			t.Errorf("%s: got %v, want %v", name, err, o.failing)
		}
	}
}

// stutteringOutbox gives nothing the first time, though something is due.
type stutteringOutbox struct {
	*memoryOutbox
	asked atomic.Int64
}

func (o *stutteringOutbox) DueDeliveries(ctx context.Context, sink string, now time.Time, max int) ([]archive.Parcel, time.Time, error) {
	if o.asked.Add(1) == 1 {
		return nil, now.Add(-time.Hour), nil
	}
	return o.memoryOutbox.DueDeliveries(ctx, sink, now, max)
}

func TestAnOutboxThatLeavesOutWhatItCannotReadIsAskedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := &stutteringOutbox{memoryOutbox: newMemoryOutbox(parcels("fake", "a")...)}
		c := NewCourier(o, []Sink{&sinkFunc{deliver: takeAll}}, zerolog.Nop(), Options{})
		if err := c.Drain(t.Context()); err != nil {
			t.Fatal(err)
		}
		wantState(t, o.memoryOutbox, "delivered [a] owed [] dead []")
	})
}

func TestASinkThatHangsDelaysNoOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		stuck := &sinkFunc{deliver: func(ctx context.Context, _ []archive.Parcel) ([]archive.Receipt, error) {
			<-ctx.Done()
			return nil, ctx.Err()
		}}
		lines, err := NewJSONL("lines", t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		o := newMemoryOutbox(parcels("fake", "a")...)
		o.owe(parcels("lines", "b", "c")...)
		ended := make(chan error, 1)
		go func() { ended <- NewCourier(o, []Sink{stuck, lines}, zerolog.Nop(), Options{}).Run(ctx) }()
		synctest.Wait()
		wantState(t, o, "delivered [b c] owed [a] dead []")
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
}
