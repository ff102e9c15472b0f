package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"gongkai/archive"
	"gongkai/internal/urls"
	"gongkai/store"
	"gongkai/store/warc"
)

// A capture is no older than the first web page (6 August 1991), and no younger
// than the clock of whoever made it may have been off: a page from the future would
// be the newest for ever.
var firstPage = time.Date(1991, 8, 6, 0, 0, 0, 0, time.UTC)

const clockOff = 24 * time.Hour

// request is a request record, which stands before its response or behind it.
type request struct {
	id, uri, date string
	to            []string // WARC-Concurrent-To
	block         []byte
	behind        int // how many answers
}

const (
	maxRecord  = 2 << 30 // bytes of a record that is taken
	maxRequest = 1 << 20 // bytes of a request that are kept
	mostAsked  = 32      // requests that wait for their answers
)

func readRequest(rec *warc.Record) (request, error) {
	block, err := io.ReadAll(io.LimitReader(rec.Content, maxRequest))
	return request{id: rec.ID, uri: targetOf(rec), date: rec.Header.Value("WARC-Date"), to: rec.Header.Values("WARC-Concurrent-To"), block: block}, err
}

// named reports whether the request or the response names the other.
func (q request) named(rec *warc.Record) bool {
	return q.id != "" && slices.Contains(rec.Header.Values("WARC-Concurrent-To"), q.id) || rec.ID != "" && slices.Contains(q.to, rec.ID)
}

// alike reports whether the request may belong to a response beside it: what that names
// may be other records.
func (q request) alike(rec *warc.Record) bool {
	return len(q.to) == 0 && q.uri == targetOf(rec) && q.date == rec.Header.Value("WARC-Date")
}

// method returns the method, or something else where nothing is known of the request.
func (q request) method() string {
	method, _, _ := strings.Cut(string(q.block[:min(len(q.block), 20)]), " ")
	return method
}

// posted returns the address that pywb and ReplayWeb.page look an answer to a POST
// request up by: that of the request, with what was posted as its query, or with its
// digest where that is too long.
func (q request) posted(uri string) string {
	if strings.Contains(uri, "__wb_method=") { // as it was indexed
		return uri
	}
	head, body, _ := bytes.Cut(q.block, []byte("\r\n\r\n"))
	form := "__wb_post_data=" + base64.StdEncoding.EncodeToString(body)
	m, err := http.ReadRequest(bufio.NewReader(io.MultiReader(bytes.NewReader(head), strings.NewReader("\r\n\r\n"))))
	if err == nil && strings.HasPrefix(strings.ToLower(m.Header.Get("Content-Type")), "application/x-www-form-urlencoded") {
		form = strings.ReplaceAll(string(body), "#", "%23")
	}
	uri, _, _ = strings.Cut(uri, "#")
	at := urls.Post(uri, form)
	if _, err := urls.Canonical(at); errors.Is(err, urls.ErrTooLong) {
		return urls.Post(uri, "__wb_post_data="+string(archive.DigestOf(body)))
	}
	return at
}

// targetOf returns the address of a record. Bytes that are no UTF-8 stand in it as
// they would have been asked for.
func targetOf(rec *warc.Record) string {
	uri := strings.Trim(rec.Header.Value("WARC-Target-URI"), "<>")
	if utf8.ValidString(uri) {
		return uri
	}
	var b strings.Builder
	for _, c := range []byte(uri) {
		if c < utf8.RuneSelf {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}

// taking takes over the records of one file.
type taking struct {
	im      *importer
	b       *batch
	digest  archive.Digest // of the file
	asked   []request      // that no response has yet
	answers int            // that were read
	answer  *warc.Record   // the last of them, which waits for what is behind it: its request may be
	body    block          // of the answer
	behind  int            // records, requests and metadata, that wait with it
}

// asks keeps a request for its response.
func (t *taking) asks(rec *warc.Record) (request, error) {
	q, err := readRequest(rec)
	q.behind = t.answers
	if t.asked = append(t.asked, q); len(t.asked) > mostAsked {
		t.asked = slices.Delete(t.asked, 0, 1)
	}
	return q, err
}

// request returns which of the requests is that of the answer, or -1: one that is named,
// else one beside it.
func (t *taking) request() int {
	if i := slices.IndexFunc(t.asked, func(q request) bool { return q.named(t.answer) }); i >= 0 {
		return i
	}
	return slices.IndexFunc(t.asked, func(q request) bool { return q.behind >= t.answers-1 && q.alike(t.answer) })
}

// record takes over a record.
func (t *taking) record(ctx context.Context, rec *warc.Record) error {
	switch rec.Type {
	case "request":
		q, err := t.asks(rec)
		if err != nil {
			return err
		}
		if t.answer != nil {
			if t.behind++; q.named(t.answer) {
				return t.answered(ctx)
			}
			return nil
		}
	case "metadata":
		if t.answer != nil {
			t.behind++
			return nil
		}
	}
	if err := t.answered(ctx); err != nil {
		return err
	}
	if answers(rec) {
		t.answers++
	}
	taken := answers(rec) || rec.Type == "resource"
	switch {
	case taken && rec.Length > maxRecord:
		t.b.wrong("record %s of %s was not taken: it has %d bytes, and at most %d are taken", rec.ID, targetOf(rec), rec.Length, int64(maxRecord))
		t.b.skip("too large")
	case taken && (rec.Date.Before(firstPage) || rec.Date.After(t.im.now.Add(clockOff))):
		t.b.wrong("record %s of %s was not taken: its date is %.40q", rec.ID, targetOf(rec), rec.Header.Value("WARC-Date"))
		t.b.skip("no date of a capture")
	case rec.Type == "resource":
		if err := t.im.resource(ctx, t.b, rec, t.digest); err != nil {
			return err
		}
	case taken:
		body, err := t.im.block(rec.Content)
		if err != nil {
			return err
		}
		t.answer, t.body = rec, body
		if i := t.request(); i >= 0 && (t.asked[i].named(rec) || rec.Header.Value("WARC-Concurrent-To") == "") {
			return t.answered(ctx)
		}
		return nil
	case rec.Type == "request", rec.Type == "warcinfo", rec.Type == "metadata":
	default:
		t.b.skip(rec.Type + " records")
	}
	return t.b.next(ctx)
}

// answers reports whether a record is what a request is answered.
func answers(rec *warc.Record) bool { return rec.Type == "response" || rec.Type == "revisit" }

// answered takes over the response that waits, with its request where that was read.
func (t *taking) answered(ctx context.Context) error {
	rec, body := t.answer, t.body
	if rec == nil {
		return nil
	}
	defer body.close()
	var q request
	if i := t.request(); i >= 0 {
		q = t.asked[i]
		t.asked = slices.Delete(t.asked, i, i+1)
	}
	done := 1 + t.behind
	t.answer, t.behind = nil, 0
	err := t.im.response(ctx, t.b, rec, body, t.digest, q)
	for ; err == nil && done > 0; done-- {
		err = t.b.next(ctx)
	}
	return err
}

// damaged tells of damage behind which the file goes on, seen records from its beginning.
func (t *taking) damaged(ctx context.Context, seen int, damage error) error {
	err := t.answered(ctx)
	t.b.wrong("passed over what is damaged: %v", damage)
	for err == nil && t.b.state.Records < seen {
		err = t.b.next(ctx)
	}
	return err
}

// end lets go of a response that was not taken over.
func (t *taking) end() {
	if t.answer != nil {
		t.body.close()
	}
}

// records imports the WARC file that r holds. key names it among imports.
func (im *importer) records(ctx context.Context, r io.Reader, name string, digest, key archive.Digest) (store.ImportState, error) {
	st := im.session.store
	before, err := st.ImportState(ctx, key)
	if err != nil || before.Done && before.Skipped[noOriginal] == 0 {
		return before, err
	}
	if before.Done { // what was missing may be there now
		before = store.ImportState{Kept: before.Kept}
	}
	before.File = name
	t := &taking{im: im, b: &batch{im: im, file: key, state: before}, digest: digest}
	b, seen := t.b, 0
	err = warc.Foreign(&untilDone{ctx, r}, func(rec *warc.Record) error {
		if seen++; seen > before.Records {
			return t.record(ctx, rec)
		}
		if answers(rec) {
			t.answers++
		}
		if rec.Type != "request" {
			return nil
		}
		_, err := t.asks(rec) // it was taken by an earlier process, perhaps unlike its response
		return err
	}, func(damage error) error {
		if ctx.Err() != nil || seen < before.Records {
			return ctx.Err()
		}
		return t.damaged(ctx, seen, damage)
	})
	defer t.end()
	if ctx.Err() == nil && !isOurs(err) {
		err = errors.Join(err, t.answered(ctx))
	}
	switch {
	case ctx.Err() != nil:
		return b.state, errors.Join(b.settleAnyhow(ctx), ctx.Err())
	case errors.Is(err, warc.ErrARC), errors.Is(err, warc.ErrNotWARC):
		return b.state, usage("%w", err)
	case isOurs(err):
		return b.state, err
	case err != nil:
		b.wrong("read up to record %d, and not further: %v", seen, err)
	}
	b.state.Done = true
	return b.state, b.settle(ctx)
}

// settleAnyhow keeps what was done when a signal came.
func (b *batch) settleAnyhow(ctx context.Context) error {
	return b.im.session.store.SettleImport(context.WithoutCancel(ctx), b.file, b.waiting, b.state)
}

// oursError is an error of the archive, not of what is imported.
type oursError struct{ error }

func (e *oursError) Unwrap() error { return e.error }

func isOurs(err error) bool {
	_, ours := errors.AsType[*oursError](err)
	return ours || errors.Is(err, errScratch)
}
