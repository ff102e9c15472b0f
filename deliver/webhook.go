package deliver

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"gongkai/archive"
)

// WebhookOptions tune a webhook. The zero value is for use.
type WebhookOptions struct {
	Secret  []byte        // of the signature; without one nothing is signed
	Timeout time.Duration // of one request with its answer; 30 s
}

// atOnce is how many requests to a webhook are under way at the same time.
// Versions of one document are never among the same parcels.
const atOnce = 8

// failsAll is after how many of a server's own errors in a row it is taken to fail
// whatever it gets.
const failsAll = 8

// postOn is how long a request that is under way goes on when its process is to
// stop.
const postOn = 5 * time.Second

// Webhook is a sink that posts each parcel as a CloudEvents 1.0 event in its
// structured form, signed as Standard Webhooks has it.
type Webhook struct {
	name   string
	url    string
	opts   WebhookOptions
	client *http.Client
	now    func() time.Time

	failing atomic.Int64 // how many of the last answers were errors of the server's own
}

// NewWebhook returns the sink name that posts to url, which is http or https.
func NewWebhook(name, address string, o WebhookOptions) (*Webhook, error) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" {
		return nil, fmt.Errorf("sink %s: url %q: want one that begins with http:// or https://", name, address)
	}
	if o.Timeout <= 0 {
		o.Timeout = 30 * time.Second
	}
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.MaxIdleConnsPerHost = atOnce
	return &Webhook{
		name: name, url: address, opts: o, now: time.Now,
		client: &http.Client{
			Transport:     transport,
			Timeout:       o.Timeout,
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
	}, nil
}

// Secret reads a secret as Standard Webhooks writes it: whsec_ and base64, of
// 24 to 64 bytes.
func Secret(s string) ([]byte, error) {
	key, ok := strings.CutPrefix(strings.TrimSpace(s), "whsec_")
	secret, err := base64.StdEncoding.DecodeString(key)
	if !ok || err != nil || len(secret) < 24 || len(secret) > 64 {
		return nil, errors.New("want whsec_ followed by 24 to 64 bytes in base64")
	}
	return secret, nil
}

// Name returns the sink's name.
func (w *Webhook) Name() string { return w.name }

// Deliver posts parcels, several at a time. A status of 2xx takes a parcel; one
// that says that the document is not wanted refuses it. An answer that is about
// the sink itself (no connection, a redirect, 401, 403, 404, 408, 425, 429, 502,
// 503, 504) is an error, with the rest that Retry-After asks for, and 410 is
// ErrGone. Another 5xx refuses a parcel too, and is an error besides once several
// in a row have got nothing else.
func (w *Webhook) Deliver(ctx context.Context, parcels []archive.Parcel) ([]archive.Receipt, error) {
	receipts := make([]*archive.Receipt, len(parcels))
	// What is under way goes on for a while when ctx ends, and to its end when
	// another has failed: cut, it would come again though it was taken.
	posting, cut := context.WithCancel(context.WithoutCancel(ctx))
	defer cut()
	defer context.AfterFunc(ctx, func() { time.AfterFunc(postOn, cut) })()
	g, begin := errgroup.WithContext(ctx)
	g.SetLimit(atOnce)
	for i, p := range parcels {
		g.Go(func() error {
			if begin.Err() != nil {
				return begin.Err()
			}
			r, err := w.post(posting, p)
			receipts[i] = r
			return err
		})
	}
	err := g.Wait()
	var all []archive.Receipt
	for _, r := range receipts {
		if r != nil {
			all = append(all, *r)
		}
	}
	if n := w.failing.Load(); err == nil && n >= failsAll && len(all) > 0 {
		err = fmt.Errorf("it answered %d times in a row with an error of its own, last %s", n, all[len(all)-1].Error)
	}
	return all, err
}

// post posts one parcel. It returns a receipt or an error.
func (w *Webhook) post(ctx context.Context, p archive.Parcel) (*archive.Receipt, error) {
	receipt := &archive.Receipt{Delivery: p.Delivery}
	body, err := Envelope(p)
	if err != nil {
		receipt.Error, receipt.Dead = err.Error(), true
		return receipt, nil
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, w.url, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", "application/cloudevents+json; charset=utf-8")
	req.Header.Set("User-Agent", "gongkai")
	w.sign(req.Header, p.Delivery.ID, body)
	res, err := w.client.Do(req)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	answer, _ := io.ReadAll(io.LimitReader(res.Body, longestFailure)) // it only explains the status
	return w.judge(res, receipt, strings.ToValidUTF8(strings.TrimSpace(string(answer)), ""))
}

// judge tells what an answer means.
func (w *Webhook) judge(res *http.Response, receipt *archive.Receipt, text string) (*archive.Receipt, error) {
	why := res.Status
	if text != "" {
		why += ": " + text
	}
	switch code := res.StatusCode; {
	case code >= 200 && code < 300:
		w.failing.Store(0)
		return receipt, nil
	case code == http.StatusGone:
		return nil, fmt.Errorf("%w: it answered %s", ErrGone, why)
	case code >= 300 && code < 400:
		return nil, fmt.Errorf("it answered %s to %q, and redirects are not followed: correct the url", res.Status, res.Header.Get("Location"))
	case code == 401, code == 403, code == 404, code == 408, code == 425, code == 429, code == 502, code == 503, code == 504:
		err := fmt.Errorf("it answered %s", why)
		if rest, ok := retryAfter(res.Header.Get("Retry-After"), w.now()); ok {
			return nil, &RestError{Err: err, Rest: rest}
		}
		return nil, err
	}
	if res.StatusCode >= 500 {
		w.failing.Add(1)
	} else {
		w.failing.Store(0)
	}
	receipt.Error = why
	return receipt, nil
}

// sign adds the headers of Standard Webhooks 1.0 for a body: the id stays the
// same in every attempt, the time is that of this one.
func (w *Webhook) sign(h http.Header, id string, body []byte) {
	stamp := strconv.FormatInt(w.now().Unix(), 10)
	h.Set("webhook-id", id)
	h.Set("webhook-timestamp", stamp)
	if len(w.opts.Secret) == 0 {
		return
	}
	mac := hmac.New(sha256.New, w.opts.Secret)
	mac.Write([]byte(id + "." + stamp + "."))
	mac.Write(body)
	h.Set("webhook-signature", "v1,"+base64.StdEncoding.EncodeToString(mac.Sum(nil)))
}

// retryAfter reads Retry-After: seconds, or a date.
func retryAfter(s string, now time.Time) (time.Duration, bool) {
	// A number beyond all bounds is the largest there is.
	if n, err := strconv.Atoi(strings.TrimSpace(s)); n >= 0 && (err == nil || errors.Is(err, strconv.ErrRange)) {
		return min(time.Duration(n), longestRetry/time.Second) * time.Second, true
	}
	at, err := http.ParseTime(s)
	if err != nil {
		return 0, false
	}
	return max(0, min(at.Sub(now), longestRetry)), true
}

// Close gives up the connections.
func (w *Webhook) Close() error {
	w.client.CloseIdleConnections()
	return nil
}
