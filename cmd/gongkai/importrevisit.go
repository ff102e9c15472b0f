package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"gongkai/archive"
	"gongkai/internal/urls"
	"gongkai/store"
	"gongkai/store/warc"
)

// noOriginal is why a revisit is not taken whose original may yet be imported.
const noOriginal = "revisits of records that the archive has not"

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
