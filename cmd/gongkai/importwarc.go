package main

import (
	"archive/zip"
	"bufio"
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"os"
	"path"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"gongkai/archive"
	"gongkai/crawler"
	"gongkai/internal/coding"
	"gongkai/internal/urls"
	"gongkai/report"
	"gongkai/store"
	"gongkai/store/warc"
)

const (
	maxRecord  = 2 << 30 // bytes of a record that is taken
	maxMembers = 10_000  // of a WACZ
	maxGlanced = 4 << 20 // bytes of a page that is looked at before it is read
)

// path imports a file or a folder.
func (im *importer) path(ctx context.Context, name string) ([]store.ImportState, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, pathless(err)
	}
	if info.IsDir() {
		return im.folder(ctx, name)
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, pathless(err)
	}
	defer f.Close()
	var magic [4]byte
	if _, err := f.ReadAt(magic[:], 0); err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	sum := sha256.New()
	if _, err := io.Copy(sum, &untilDone{ctx, f}); err != nil {
		return nil, err
	}
	digest := archive.DigestFromSum(sum.Sum(nil))
	if string(magic[:]) == "PK\x03\x04" {
		return im.wacz(ctx, name, f, info.Size(), digest)
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	state, err := im.records(ctx, f, name, digest, digest)
	return []store.ImportState{state}, err
}

// untilDone reads until ctx ends.
type untilDone struct {
	ctx context.Context
	r   io.Reader
}

func (u *untilDone) Read(p []byte) (int, error) {
	if err := u.ctx.Err(); err != nil {
		return 0, err
	}
	return u.r.Read(p)
}

// wacz imports the WARC files of a package. Nothing is unpacked: members are
// read where they stand, whatever their names.
func (im *importer) wacz(ctx context.Context, name string, f *os.File, size int64, digest archive.Digest) ([]store.ImportState, error) {
	z, err := zip.NewReader(f, size)
	if err != nil {
		return nil, fmt.Errorf("this zip file can't be read: %w", err)
	}
	if len(z.File) > maxMembers {
		return nil, fmt.Errorf("%d members, where at most %d are taken", len(z.File), maxMembers)
	}
	var states []store.ImportState
	wrong, err := checkPackage(ctx, z)
	if err != nil {
		return nil, err
	}
	if len(wrong) > 0 {
		states = append(states, store.ImportState{File: name, Done: true, Wrong: wrong[:min(len(wrong), mostWrong)]})
	}
	members := 0
	for _, m := range z.File {
		if !strings.HasPrefix(m.Name, "archive/") || !strings.HasSuffix(m.Name, ".warc") && !strings.HasSuffix(m.Name, ".warc.gz") {
			continue
		}
		r, err := m.Open()
		if err != nil {
			return states, fmt.Errorf("%s: %w", m.Name, err)
		}
		member := archive.DigestOf([]byte(string(digest) + "!" + m.Name))
		state, err := im.records(ctx, r, name+"!"+path.Clean(m.Name), digest, member)
		states = append(states, state)
		members++
		if err := errors.Join(err, r.Close()); err != nil {
			return states, err
		}
	}
	if members == 0 {
		return nil, fmt.Errorf("a zip file without a WARC file below archive/: it is no WACZ (a folder of files is imported unpacked)")
	}
	return states, nil
}

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
	maxRequest = 1 << 20
	mostAsked  = 32 // requests that wait for their answers
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
// request up by: that of the request, with what was posted as its query, or with its digest where that is too long.
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

// noOriginal is why a revisit is not taken whose original may yet be imported.
const noOriginal = "revisits of records that the archive has not"

// address returns the address that a record's capture has, or tells why it has none.
func (im *importer) address(b *batch, rec *warc.Record, uri string) (url string, ok bool) {
	url, err := urls.Canonical(uri)
	if err == nil {
		return url, true
	}
	if !errors.Is(err, urls.ErrNotHTTP) {
		b.wrong("record %s of %.200q was not taken: %v", rec.ID, uri, err)
	}
	b.skip("no address of a web page")
	return "", false
}

// response takes over a response or revisit record. q is its request, where there is one.
func (im *importer) response(ctx context.Context, b *batch, rec *warc.Record, body block, digest archive.Digest, q request) error {
	uri, target := targetOf(rec), ""
	switch method := q.method(); method {
	case http.MethodPost:
		uri, target = q.posted(uri), uri
	case http.MethodHead, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions, http.MethodConnect, http.MethodTrace:
		b.skip("answers to " + method)
		return nil
	}
	url, ok := im.address(b, rec, uri)
	if !ok {
		return nil
	}
	if media := rec.Header.Value("Content-Type"); media != "" && !strings.HasPrefix(strings.ToLower(media), "application/http") {
		b.wrong("record %s of %s was not taken: a response of the type %.80q", rec.ID, url, media)
		b.skip("no HTTP message")
		return nil
	}
	from := im.provenance(b, rec, digest)
	truncated := rec.Header.Value("WARC-Truncated")
	if rec.Header.Value("WARC-Segment-Number") != "" {
		truncated = "unspecified"
		b.wrong("record %s of %s is one of several segments, which are not joined", rec.ID, url)
	}
	m, err := warc.ReadMessage(body, body.size, truncated != "" || rec.Type == "revisit")
	if err != nil {
		b.wrong("record %s of %s was not taken: %v", rec.ID, url, err)
		b.skip("no HTTP message")
		return nil
	}
	if from.Note, err = checkDigests(rec, m, body); err != nil {
		return err
	}
	if from.Note != "" {
		b.wrong("record %s of %s: %s", rec.ID, url, from.Note)
	}
	if m.Cut {
		truncated = "unspecified"
		b.wrong("record %s of %s: its body ends too early, after %d bytes", rec.ID, url, m.Length)
	}
	if m.Behind {
		const behind = "more stands behind the last of its chunks"
		from.Note = strings.TrimPrefix(from.Note+"; "+behind, "; ")
		b.wrong("record %s of %s: %s", rec.ID, url, behind)
	}
	from.Decoded = m.Decoded
	x := archive.Exchange{
		Visit: archive.Visit{URL: url, Portal: im.portalOf(url), Kind: archive.KindPage}, Target: target, Time: rec.Date,
		Address: rec.Header.Value("WARC-IP-Address"), Protocols: rec.Header.Values("WARC-Protocol"), Cipher: rec.Header.Value("WARC-Cipher-Suite"),
		Request: q.block, Response: body, Size: body.size, HeadSize: m.HeadSize,
		Status: m.Status, MediaType: m.Header.Value("Content-Type"), Encoding: m.Header.Value("Content-Encoding"),
		ETag: m.Header.Value("ETag"), Modified: m.Header.Value("Last-Modified"),
		Payload: m.Payload, Length: m.Length, Truncated: truncated, Imported: from,
	}
	if rec.Type == "revisit" {
		original, err := im.original(ctx, b, rec, url)
		if err != nil {
			return err
		}
		if original == nil {
			b.skip(noOriginal)
			return nil
		}
		if original.Truncated != "" { // its payload is no other capture's
			b.skip("revisits of records that are cut short")
			return nil
		}
		if since := cmp.Or(original.Original, &archive.Original{Time: original.Time}).Time; since.After(rec.Date) {
			b.skip("revisits of records that are later")
			return nil
		}
		x.Prior = original
		x.Payload, x.Length, x.Size, x.Truncated = original.Payload, original.Length, m.HeadSize, ""
		x.MediaType, x.Encoding = original.MediaType, original.Encoding
	}
	extract, unfit := im.fit(x, m, body)
	if err := b.add(ctx, x, extract, unfit); err != nil {
		return &oursError{err}
	}
	return nil
}

// provenance tells where a record was imported from.
func (im *importer) provenance(b *batch, rec *warc.Record, digest archive.Digest) *archive.Imported {
	return &archive.Imported{File: b.state.File, Digest: digest, RecordID: cmp.Or(rec.ID, "none"), At: im.now}
}

// resource takes over a resource record: a file, for which there was no exchange.
func (im *importer) resource(ctx context.Context, b *batch, rec *warc.Record, digest archive.Digest) error {
	url, ok := im.address(b, rec, targetOf(rec))
	if !ok {
		return nil
	}
	body, err := im.block(rec.Content)
	if err != nil {
		return err
	}
	defer body.close()
	whole := func() io.Reader { return io.NewSectionReader(body, 0, body.size) }
	from := im.provenance(b, rec, digest)
	for _, field := range []string{"WARC-Block-Digest", payloadDigest} {
		ok, known, err := warc.CheckDigest(rec.Header.Value(field), whole())
		if err != nil {
			return err
		}
		if known && !ok && from.Note == "" {
			from.Note = fmt.Sprintf("its %s is not that of its content", field)
			b.wrong("record %s of %s: %s", rec.ID, url, from.Note)
		}
	}
	sum := sha256.New()
	if _, err := io.Copy(sum, whole()); err != nil {
		return err
	}
	x := archive.Exchange{
		Visit: archive.Visit{URL: url, Portal: im.portalOf(url), Kind: archive.KindAttachment}, Time: rec.Date,
		Response: body, Size: body.size, Status: 200, MediaType: rec.Header.Value("Content-Type"),
		Payload: archive.DigestFromSum(sum.Sum(nil)), Length: body.size, Truncated: rec.Header.Value("WARC-Truncated"), Imported: from,
	}
	extract, unfit := im.fit(x, warc.Message{Payload: x.Payload, Length: x.Length}, body)
	if err := b.add(ctx, x, extract, unfit); err != nil {
		return &oursError{err}
	}
	return nil
}

// original returns the capture whose payload a revisit of url has, or nil: the one
// that it names, unless its digest is of something else, else the last of its own
// address that has the digest.
func (im *importer) original(ctx context.Context, b *batch, rec *warc.Record, url string) (*archive.Capture, error) {
	own, err := im.captures(ctx, b, url)
	if err != nil {
		return nil, err
	}
	named := own
	if to, err := urls.Canonical(strings.Trim(rec.Header.Value("WARC-Refers-To-Target-URI"), "<>")); err == nil && to != url {
		if named, err = im.captures(ctx, b, to); err != nil {
			return nil, err
		}
	}
	var against *archive.Capture // is named, and has not the digest
	agrees := func(c archive.Capture) (bool, error) {
		ok, known, err := im.hasDigest(ctx, c, rec)
		if known && !ok {
			against = &c
		}
		return ok || !known, err
	}
	id, date := rec.Header.Value("WARC-Refers-To"), strings.TrimSuffix(rec.Header.Value("WARC-Refers-To-Date"), "Z")
	for _, c := range slices.Concat(named, own) {
		if id != "" && c.Imported != nil && c.Imported.RecordID == id {
			if ok, err := agrees(c); err != nil || ok {
				return &c, err
			}
		}
	}
	var dated []archive.Capture
	for _, c := range named {
		if date != "" && strings.HasPrefix(c.Time.UTC().Format("2006-01-02T15:04:05.000000Z"), date) {
			dated = append(dated, c)
		}
	}
	if len(dated) == 1 {
		if ok, err := agrees(dated[0]); err != nil || ok {
			return &dated[0], err
		}
	}
	if dated == nil && strings.HasSuffix(rec.Header.Value("WARC-Profile"), "/identical-payload-digest") || against != nil {
		dated = own
	}
	found, err := im.withDigest(ctx, dated, rec)
	if err == nil && found == nil && against != nil {
		b.wrong("record %s of %s was not taken: what it revisits, of %s, has not its digest %.80q", rec.ID, url, against.URL, rec.Header.Value(payloadDigest))
	}
	return found, err
}

// captures returns the captures of an address, with those that are not settled.
func (im *importer) captures(ctx context.Context, b *batch, url string) ([]archive.Capture, error) {
	if slices.ContainsFunc(b.waiting, func(i store.Import) bool { return i.Capture.URL == url }) {
		if err := b.settle(ctx); err != nil {
			return nil, &oursError{err}
		}
	}
	all, err := im.session.store.Find(ctx, url)
	if err != nil {
		return nil, &oursError{err}
	}
	return all, nil
}

const mostCompared = 20 // payloads, with the digest of a revisit

// withDigest returns the last of some captures, before a revisit, whose payload has
// the digest of it, or nil.
func (im *importer) withDigest(ctx context.Context, all []archive.Capture, rec *warc.Record) (*archive.Capture, error) {
	compared := map[archive.Digest]bool{}
	for _, c := range slices.Backward(all) {
		if compared[c.Payload] || len(compared) == mostCompared || c.Time.After(rec.Date) || c.Length == 0 {
			continue
		}
		compared[c.Payload] = true
		matches, _, err := im.hasDigest(ctx, c, rec)
		if err != nil {
			return nil, err
		}
		if matches {
			return &c, nil
		}
	}
	return nil, nil
}

const payloadDigest = "WARC-Payload-Digest"

// hasDigest reports whether a revisit tells the digest of the payload of a capture, or of
// it with its chunks, as some writers digest it; known, whether it tells one to compare:
// that of the empty body of a 304 answer is none.
func (im *importer) hasDigest(ctx context.Context, c archive.Capture, rec *warc.Record) (ok, known bool, err error) {
	field := rec.Header.Value(payloadDigest)
	if ok, known, _ = warc.CheckDigest(field, strings.NewReader("")); !known || ok && !strings.HasSuffix(rec.Header.Value("WARC-Profile"), "/identical-payload-digest") {
		return false, false, nil
	}
	for _, open := range []func(context.Context, archive.Capture) (io.ReadCloser, error){im.session.store.Payload, im.session.store.Sent} {
		body, err := open(ctx, c)
		if err != nil {
			return false, true, &oursError{err}
		}
		ok, _, err = warc.CheckDigest(field, body)
		if err := errors.Join(err, body.Close()); err != nil {
			return false, true, &oursError{err}
		}
		if ok {
			return true, true, nil
		}
	}
	return false, true, nil
}

// checkDigests says what is wrong with the digests of a record, or nothing.
func checkDigests(rec *warc.Record, m warc.Message, body block) (string, error) {
	whole := func() io.Reader { return io.NewSectionReader(body, 0, body.size) }
	if field := rec.Header.Value("WARC-Block-Digest"); field != "" {
		ok, known, err := warc.CheckDigest(field, whole())
		if err != nil || known && !ok {
			return fmt.Sprintf("its block has not the digest %s", field), err
		}
	}
	field := rec.Header.Value(payloadDigest)
	if field == "" || rec.Type == "revisit" {
		return "", nil
	}
	// Some writers digest the body as it stands, with its chunks.
	asSent := io.NewSectionReader(body, m.HeadSize, body.size-m.HeadSize)
	if _, ok, err := warc.CheckDigest(field); err != nil || !ok {
		return "", err
	}
	decoded, err := m.Body(body, body.size)
	if err != nil {
		decoded = strings.NewReader("")
	}
	ok, _, err := warc.CheckDigest(field, asSent)
	if err == nil && !ok {
		if ok, _, err = warc.CheckDigest(field, decoded); err != nil {
			ok, err = false, nil
		}
	}
	if err != nil || !ok {
		return fmt.Sprintf("its payload has not the digest %s", field), err
	}
	return "", nil
}

// portalOf returns the portal of the config that an address belongs to, or that
// of the flag.
func (im *importer) portalOf(url string) string {
	for _, p := range im.session.cfg.Portals {
		if crawler.Shun(p, url) != archive.ReasonScope {
			return p.ID
		}
	}
	return im.opts.portal
}

// fit reports whether a payload is to be read, and why not after all.
func (im *importer) fit(x archive.Exchange, m warc.Message, body block) (extract bool, unfit archive.Reason) {
	media, _, _ := mime.ParseMediaType(x.MediaType)
	kind, _, _ := strings.Cut(media, "/")
	switch {
	case x.Status != 200 || x.Truncated != "" || kind == "font" || kind == "audio" || kind == "video":
		return false, ""
	case media == "text/css", strings.HasSuffix(media, "javascript"), kind == "image" && x.Length < 50<<10:
		return false, ""
	case media != "text/html" || x.Length > maxGlanced || x.Size == x.HeadSize:
		return true, ""
	}
	raw, err := m.Body(body, body.size)
	if err != nil {
		return true, ""
	}
	plain, err := coding.NewReader(x.Encoding, io.NopCloser(raw), maxGlanced)
	if err != nil {
		return true, ""
	}
	defer plain.Close()
	page, err := io.ReadAll(plain)
	if err == nil && utf8.Valid(page) && bytes.Contains(page, []byte("<")) && !report.Conceivable(page, "") {
		return true, archive.ReasonNotDocument
	}
	return true, ""
}
