package main

import (
	"archive/zip"
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"mime"
	"os"
	"path"
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

// request is a request record that waits for its response.
type request struct {
	id, to, uri, date string
	head              []byte
}

// of reports whether the request belongs to a response.
func (q request) of(rec *warc.Record) bool {
	return q.head != nil && (q.to != "" && q.to == rec.ID || q.id != "" && rec.Header.Value("WARC-Concurrent-To") == q.id ||
		q.uri == targetOf(rec) && q.date == rec.Header.Value("WARC-Date"))
}

func targetOf(rec *warc.Record) string {
	return strings.Trim(rec.Header.Value("WARC-Target-URI"), "<>")
}

// records imports the WARC file that r holds. key names it among imports.
func (im *importer) records(ctx context.Context, r io.Reader, name string, digest, key archive.Digest) (store.ImportState, error) {
	st := im.session.store
	before, err := st.ImportState(ctx, key)
	if err != nil || before.Done {
		return before, err
	}
	before.File = name
	b := &batch{im: im, file: key, state: before}
	seen := 0
	var asked request
	err = warc.Foreign(&untilDone{ctx, r}, func(rec *warc.Record) error {
		if rec.Length > maxRecord {
			return fmt.Errorf("a record of %d bytes, where at most %d are taken", rec.Length, int64(maxRecord))
		}
		seen++
		if rec.Type == "request" {
			head, err := io.ReadAll(io.LimitReader(rec.Content, 1<<20))
			if err != nil {
				return err
			}
			asked = request{rec.ID, rec.Header.Value("WARC-Concurrent-To"), targetOf(rec), rec.Header.Value("WARC-Date"), head}
		}
		if seen <= before.Records {
			return nil // by an earlier process
		}
		taken := rec.Type == "response" || rec.Type == "revisit" || rec.Type == "resource"
		if taken && (rec.Date.Before(firstPage) || rec.Date.After(im.now.Add(clockOff))) {
			b.wrong("record %s of %s was not taken: its date is %.40q", rec.ID, targetOf(rec), rec.Header.Value("WARC-Date"))
			b.skip("no date of a capture")
			return b.next(ctx)
		}
		switch rec.Type {
		case "response", "revisit":
			var head []byte
			if asked.of(rec) {
				head = asked.head
			}
			if err := im.response(ctx, b, rec, digest, head); err != nil {
				return err
			}
		case "resource":
			if err := im.resource(ctx, b, rec, digest); err != nil {
				return err
			}
		case "request", "warcinfo", "metadata":
		default:
			b.skip(rec.Type + " records")
		}
		return b.next(ctx)
	})
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

// response takes over a response or revisit record.
func (im *importer) response(ctx context.Context, b *batch, rec *warc.Record, digest archive.Digest, head []byte) error {
	url, err := urls.Canonical(targetOf(rec))
	if err != nil {
		b.skip("no address of a web page")
		return nil
	}
	if !strings.HasPrefix(strings.ToLower(rec.Header.Value("Content-Type")), "application/http") {
		b.skip("no HTTP message")
		return nil
	}
	body, err := im.block(rec.Content)
	if err != nil {
		return err
	}
	defer body.close()
	from := im.provenance(b, rec, digest)
	truncated := rec.Header.Value("WARC-Truncated")
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
	from.Decoded = m.Decoded
	x := archive.Exchange{
		Visit: archive.Visit{URL: url, Portal: im.portalOf(url), Kind: archive.KindPage}, Time: rec.Date,
		Address: rec.Header.Value("WARC-IP-Address"), Protocols: rec.Header.Values("WARC-Protocol"), Cipher: rec.Header.Value("WARC-Cipher-Suite"),
		Request: head, Response: body, Size: body.size, HeadSize: m.HeadSize,
		Status: m.Status, MediaType: m.Header.Value("Content-Type"), Encoding: m.Header.Value("Content-Encoding"),
		ETag: m.Header.Value("ETag"), Modified: m.Header.Value("Last-Modified"),
		Payload: m.Payload, Length: m.Length, Truncated: truncated, Imported: from,
	}
	if rec.Type == "revisit" {
		original, err := im.original(ctx, b, rec)
		if err != nil {
			return err
		}
		if original == nil {
			b.skip("revisits of records that the archive has not")
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
	url, err := urls.Canonical(targetOf(rec))
	if err != nil {
		b.skip("no address of a web page")
		return nil
	}
	body, err := im.block(rec.Content)
	if err != nil {
		return err
	}
	defer body.close()
	whole := func() io.Reader { return io.NewSectionReader(body, 0, body.size) }
	from := im.provenance(b, rec, digest)
	for _, field := range []string{"WARC-Block-Digest", "WARC-Payload-Digest"} {
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

// original returns the capture whose payload a revisit has, or nil.
func (im *importer) original(ctx context.Context, b *batch, rec *warc.Record) (*archive.Capture, error) {
	to := rec.Header.Value("WARC-Refers-To-Target-URI")
	if to == "" {
		to = targetOf(rec)
	}
	url, err := urls.Canonical(strings.Trim(to, "<>"))
	if err != nil {
		return nil, nil
	}
	if err := b.settle(ctx); err != nil { // it may be of this batch
		return nil, &oursError{err}
	}
	all, err := im.session.store.Find(ctx, url)
	if err != nil {
		return nil, &oursError{err}
	}
	id, date := rec.Header.Value("WARC-Refers-To"), rec.Header.Value("WARC-Refers-To-Date")
	for _, c := range all {
		same := c.Imported != nil && c.Imported.RecordID == id && id != ""
		if same || date != "" && strings.HasPrefix(c.Time.UTC().Format("2006-01-02T15:04:05.000000Z"), strings.TrimSuffix(date, "Z")) {
			return &c, nil
		}
	}
	return nil, nil
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
	field := rec.Header.Value("WARC-Payload-Digest")
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
