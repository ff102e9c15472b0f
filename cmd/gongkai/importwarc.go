package main

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strings"
	"unicode/utf8"

	"gongkai/archive"
	"gongkai/crawler"
	"gongkai/internal/coding"
	"gongkai/internal/urls"
	"gongkai/report"
	"gongkai/store/warc"
)

const maxGlanced = 4 << 20 // bytes of a page that is looked at before it is read

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
