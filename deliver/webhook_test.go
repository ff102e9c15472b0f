package deliver

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rs/zerolog"

	"gongkai/archive"
)

// hook serves answer on loopback and returns a webhook that posts there.
func hook(t *testing.T, answer http.HandlerFunc, o WebhookOptions) *Webhook {
	t.Helper()
	server := httptest.NewServer(answer)
	t.Cleanup(server.Close)
	w, err := NewWebhook("hook", server.URL+"/in", o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.Close() })
	return w
}

func TestAWebhookGetsSignedCloudEvents(t *testing.T) {
	secret, err := Secret("whsec_" + base64.StdEncoding.EncodeToString([]byte("0123456789abcdef01234567")))
	if err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	got := map[string]int{}
	w := hook(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		id, stamp := r.Header.Get("webhook-id"), r.Header.Get("webhook-timestamp")
		mac := hmac.New(sha256.New, []byte("0123456789abcdef01234567"))
		fmt.Fprintf(mac, "%s.%s.%s", id, stamp, body)
		if want := "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil)); r.Header.Get("webhook-signature") != want {
			t.Errorf("signature: got %q, want %q", r.Header.Get("webhook-signature"), want)
		}
		if n, err := strconv.ParseInt(stamp, 10, 64); err != nil || time.Since(time.Unix(n, 0)).Abs() > time.Minute {
			t.Errorf("timestamp: got %q, want the seconds of now", stamp)
		}
		if ct := r.Header.Get("Content-Type"); r.Method != "POST" || !strings.HasPrefix(ct, "application/cloudevents+json") {
			t.Errorf("got %s of %q, want POST of a structured CloudEvent", r.Method, ct)
		}
		var event struct{ SpecVersion, ID, Source, Type string }
		if err := json.Unmarshal(body, &event); err != nil || event.SpecVersion != "1.0" || event.ID != id || event.Source == "" || event.Type == "" {
			t.Errorf("got event %+v, %v; want the attributes that CloudEvents requires, and the id of the header %s", event, err, id)
		}
		mu.Lock()
		got[id]++
		mu.Unlock()
		w.WriteHeader(http.StatusNoContent)
	}, WebhookOptions{Secret: secret})
	batch := parcels("hook", "a", "b", "c")
	receipts, err := w.Deliver(t.Context(), batch)
	if err != nil || outcome(receipts, batch) != "a, b, c" {
		t.Errorf("got %s, %v; want all taken", outcome(receipts, batch), err)
	}
	for _, p := range batch {
		if got[p.Delivery.ID] != 1 {
			t.Errorf("%s came %d times, want once", p.Document.Title, got[p.Delivery.ID])
		}
	}
}

func TestWhatAWebhookAnswersIsTheDocumentsFaultOrTheSinks(t *testing.T) {
	for status, want := range map[int]string{
		200: "a", 202: "a", 204: "a",
		400: "a failed: 400 Bad Request: why", 413: "a failed: 413 Request Entity Too Large: why",
		422: "a failed: 422 Unprocessable Entity: why", 500: "a failed: 500 Internal Server Error: why",
		301: "fault", 302: "fault", 401: "fault", 403: "fault", 404: "fault", 408: "fault",
		425: "fault", 429: "fault rests 2m0s", 502: "fault", 503: "fault rests 2m0s", 504: "fault", 410: "gone",
	} {
		w := hook(t, func(w http.ResponseWriter, r *http.Request) {
			if status == 429 || status == 503 {
				w.Header().Set("Retry-After", "120")
			}
			w.Header().Set("Location", "/elsewhere")
			w.WriteHeader(status)
			if status != 204 {
				fmt.Fprint(w, "why")
			}
		}, WebhookOptions{})
		batch := parcels("hook", "a")
		receipts, err := w.Deliver(t.Context(), batch)
		got := outcome(receipts, batch)
		switch re, rests := errors.AsType[*RestError](err); {
		case errors.Is(err, ErrGone):
			got += "gone"
		case rests:
			got += "fault rests " + re.Rest.String()
		case err != nil:
			got += "fault"
		}
		if got != want {
			t.Errorf("%d: got %q (%v), want %q", status, got, err, want)
		}
	}
}

func TestAWebhookThatFailsWhateverItGetsIsLeftAlone(t *testing.T) {
	var status atomic.Int64
	w := hook(t, func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(int(status.Load())) }, WebhookOptions{})
	for i, step := range []struct {
		status, parcels int
		fault           bool
	}{{500, failsAll - 1, false}, {500, 1, true}, {500, 1, true}, {422, 20, false}, {500, failsAll, true}, {200, 1, false}, {500, 1, false}} {
		status.Store(int64(step.status))
		batch := parcels("hook", strings.Split("abcdefghijklmnopqrst", "")[:step.parcels]...)
		receipts, err := w.Deliver(t.Context(), batch)
		if (err != nil) != step.fault || len(receipts) != step.parcels {
			t.Errorf("step %d: got %d receipts, %v; want %d, fault %t", i, len(receipts), err, step.parcels, step.fault)
		}
	}
}

func TestAWebhookThatNobodyServesIsAFault(t *testing.T) {
	server := httptest.NewServer(http.NotFoundHandler())
	server.Close()
	w, err := NewWebhook("hook", server.URL, WebhookOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if receipts, err := w.Deliver(t.Context(), parcels("hook", "a")); err == nil || len(receipts) != 0 {
		t.Errorf("got %+v, %v; want an error alone", receipts, err)
	}
}

func TestAWebhookThatDoesNotAnswerIsAFault(t *testing.T) {
	over := make(chan struct{})
	w := hook(t, func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		<-over
	}, WebhookOptions{Timeout: 50 * time.Millisecond})
	if _, err := w.Deliver(t.Context(), parcels("hook", "a")); err == nil {
		t.Error("got no error, want one")
	}
	close(over)
}

func TestWhatAWebhookIsTakingIsNotCut(t *testing.T) {
	for _, by := range []string{"the end", "another's fault"} {
		t.Run("by "+by, func(t *testing.T) {
			ctx, end := context.WithCancel(t.Context())
			batch := parcels("hook", "a", "b")
			taking, failed := make(chan struct{}), make(chan struct{})
			w := hook(t, func(w http.ResponseWriter, r *http.Request) {
				_, _ = io.Copy(io.Discard, r.Body)
				if r.Header.Get("webhook-id") == batch[0].Delivery.ID {
					close(taking)
					<-failed
					select {
					case <-r.Context().Done(): // the other end went
					case <-time.After(100 * time.Millisecond):
					}
					return
				}
				<-taking
				if by == "the end" {
					end()
				} else {
					w.WriteHeader(http.StatusServiceUnavailable)
				}
				close(failed)
			}, WebhookOptions{})
			receipts, _ := w.Deliver(ctx, batch) // whether it was at fault is not the question
			if got := outcome(receipts[:min(1, len(receipts))], batch); got != "a" {
				t.Errorf("got %q taken, want a, whose request was under way", got)
			}
			end()
		})
	}
}

func TestRetryAfterIsReadInBothForms(t *testing.T) {
	now := time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)
	for s, want := range map[string]time.Duration{
		"0": 0, " 90 ": 90 * time.Second, "999999999999": 24 * time.Hour, "99999999999999999999": 24 * time.Hour,
		"Sun, 01 Mar 2026 08:05:00 GMT": 5 * time.Minute, "Sun, 01 Mar 2020 08:05:00 GMT": 0,
		"Tue, 01 Mar 2099 08:05:00 GMT": 24 * time.Hour,
	} {
		if got, ok := retryAfter(s, now); !ok || got != want {
			t.Errorf("%q: got %v, %v; want %v", s, got, ok, want)
		}
	}
	for _, s := range []string{"", "-1", "-99999999999999999999", "soon"} {
		if got, ok := retryAfter(s, now); ok {
			t.Errorf("%q: got %v, want none", s, got)
		}
	}
}

func TestASecretIsReadAsStandardWebhooksWritesIt(t *testing.T) {
	for _, s := range []string{"", "whsec_", "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3", "whsec_MDEy", "whsec_!!!!"} {
		if got, err := Secret(s); err == nil {
			t.Errorf("%q: got %q, want an error", s, got)
		}
	}
}

func TestASinkThatIsGoneIsDisabledAndAskedNoMore(t *testing.T) {
	o := newMemoryOutbox(parcels("fake", "a", "b")...)
	calls := 0
	s := &sinkFunc{}
	s.deliver = func(_ context.Context, p []archive.Parcel) ([]archive.Receipt, error) {
		calls++
		return nil, fmt.Errorf("%w: it answered 410", ErrGone)
	}
	var log bytes.Buffer
	synctest.Test(t, func(t *testing.T) {
		c := NewCourier(o, []Sink{s}, zerolog.New(&log), Options{})
		_ = c.Drain(t.Context())
	})
	inBubble(t, o, s, Options{}, func(t *testing.T, c *Courier) { c.Wake(); pass(48 * time.Hour) })
	if calls != 1 || !strings.Contains(o.disabled, "410") {
		t.Errorf("got %d calls, disabled for %q; want one call, and 410", calls, o.disabled)
	}
	if !strings.Contains(log.String(), "gongkai deliver --retry") {
		t.Errorf("the log does not say what to do: %s", log.String())
	}
	wantState(t, o, "delivered [] owed [a b] dead []")
}

func TestASinkThatAsksForRestGetsItWithSomeSpread(t *testing.T) {
	for spread, want := range map[float64][]int{0: {0, 10, 12}, 1: {0, 12, 15}} { // 10 min; then the second fault's 2 min, both up to a quarter longer
		var minutes []int
		var begin time.Time
		s := &sinkFunc{}
		s.deliver = func(_ context.Context, p []archive.Parcel) ([]archive.Receipt, error) {
			minutes = append(minutes, int(time.Since(begin).Minutes()))
			switch len(minutes) {
			case 1:
				return nil, &RestError{errors.New("busy"), 10 * time.Minute}
			case 2:
				return nil, errors.New("still")
			}
			return answerAll(p, ""), nil
		}
		var faults []error
		o := newMemoryOutbox(parcels("fake", "a")...)
		synctest.Test(t, func(t *testing.T) { begin = time.Now() })
		opts := Options{Spread: func() float64 { return spread }, Fault: func(_ string, fault error) { faults = append(faults, fault) }}
		inBubble(t, o, s, opts, func(t *testing.T, c *Courier) { pass(time.Hour) })
		if fmt.Sprint(minutes) != fmt.Sprint(want) {
			t.Errorf("spread %v: tried at minute %v, want %v", spread, minutes, want)
		}
		if len(faults) != 3 || faults[1] == nil || faults[2] != nil {
			t.Errorf("told of %v, want two faults and their end", faults)
		}
	}
}
