package store

import (
	"bytes"
	"regexp"
	"slices"
	"strings"

	"go.etcd.io/bbolt"

	"gongkai/archive"
	"gongkai/internal/pictures"
	"gongkai/internal/urls"
)

// mostAttached is how many files that a page links to may be parts of its report, and
// how many further pages.
const mostAttached = 16

// lacks reports whether a report may have more of its tables in attachments.
func lacks(r *archive.AnnualReport) bool {
	return r == nil || len(r.Cells) == 0 ||
		slices.ContainsFunc(r.Tables, func(t archive.Reading) bool { return t.Confidence == archive.ConfidenceNone })
}

// attachedTo returns the keys of the documents that may be parts of a page's
// report: its files, its further pages (page_2.html), each in the order of the links,
// with those behind the last that is linked to, as that alone may lead there (下一页);
// and its pictures. before holds, for each page that the page itself does not link to,
// the one that must.
func attachedTo(doc *archive.Document) (keys []archive.SURT, before map[archive.SURT]archive.SURT) {
	own, err := surtOf(doc.Source.URL)
	if err != nil {
		return nil, nil
	}
	var files, further, shown []archive.SURT
	last, most := "", 0
	var behind archive.SURT
	for _, l := range doc.Links {
		key, err := surtOf(l.URL)
		if err != nil || key == own || slices.Contains(files, key) || slices.Contains(further, key) || slices.Contains(shown, key) {
			continue
		}
		n := urls.Further(doc.Source.URL, l.URL)
		switch picture := pictures.IsPicture(l.URL); {
		case picture && l.Attachment && len(shown) < pictures.Most:
			shown = append(shown, key)
		case !picture && n > 0 && len(further) < mostAttached:
			further = append(further, key)
			if n > most {
				last, behind, most = l.URL, key, n
			}
		case !picture && n == 0 && l.Attachment && len(files) < mostAttached:
			files = append(files, key)
		}
	}
	before = make(map[archive.SURT]archive.SURT)
	for most > 0 && len(further) < mostAttached {
		last = urls.NextFurther(doc.Source.URL, last)
		key, err := surtOf(last)
		if err != nil {
			break
		}
		further = append(further, key)
		before[key], behind = behind, key
	}
	return slices.Concat(files, further, shown), before
}

// leadsTo reports whether one of the documents links to what stands at a URL.
func leadsTo(s archive.SURT, docs []*archive.Document) bool {
	return slices.ContainsFunc(docs, func(doc *archive.Document) bool {
		return slices.ContainsFunc(doc.Links, func(l archive.Link) bool {
			key, err := surtOf(l.URL)
			return err == nil && key == s
		})
	})
}

// isFurther reports whether a link leads to a further page of the article.
func isFurther(doc *archive.Document, l archive.Link) bool {
	return urls.Further(doc.Source.URL, l.URL) > 0
}

// contentsAt returns the documents that stand at a URL: one, or all that were
// packed in its newest payload; nil where there is none.
func contentsAt(tx *bbolt.Tx, s archive.SURT) ([]archive.Digest, error) {
	v, err := visitAt(tx, s)
	if err != nil || v == nil || v.Content == "" {
		return nil, err
	}
	var c archive.Capture
	if known, err := read(tx, bucketCaptures, captureKey(s, v.ContentAt), &c); err != nil || !known {
		return []archive.Digest{v.Content}, err
	}
	return contentsOf(tx, c.Payload)
}

// contentsOf returns the documents that were read out of a payload.
func contentsOf(tx *bbolt.Tx, payload archive.Digest) ([]archive.Digest, error) {
	key, err := raw(payload)
	if err != nil {
		return nil, err
	}
	var p payloadRecord
	if known, err := read(tx, bucketPayloads, key, &p); err != nil || !known || p.Content == "" {
		return nil, err
	}
	return append([]archive.Digest{p.Content}, p.Packed...), nil
}

// unpacks reports whether the report of a document that was packed with others
// may have its tables in them: it says whose it is, and has the text of sections
// that have no tables.
func unpacks(r *archive.AnnualReport) bool {
	return r != nil && r.Issuer != "" && r.Year != 0 && slices.ContainsFunc(r.Sections, func(s archive.Section) bool {
		return strings.Contains("一五六", s.Number) && s.Text != ""
	})
}

// reportsTitle tells what may be the title of a year's report, the first page of which
// alone may be none.
var reportsTitle = regexp.MustCompile(`(?:20\d\d|二[〇○零0O]).*(?:报告|年报)`)

// awaitedBy returns the keys of what a document's report may have the rest of it
// at: where it lacks no table, its further pages alone. A list has further pages too.
func awaitedBy(doc *archive.Document, r *archive.AnnualReport) []archive.SURT {
	page := *doc
	goesOn := r != nil || reportsTitle.MatchString(doc.Title)
	page.Links = slices.DeleteFunc(slices.Clone(doc.Links), func(l archive.Link) bool {
		if isFurther(doc, l) {
			return !goesOn
		}
		return !lacks(r)
	})
	keys, _ := attachedTo(&page)
	if !lacks(r) {
		return keys
	}
	if own, err := surtOf(doc.Source.URL); err == nil && doc.Source.Member != "" && unpacks(r) && !slices.Contains(keys, own) {
		keys = append(keys, own)
	}
	return keys
}

// await notes which URLs a document's report may have the rest of its tables
// at, and that it is to be looked at. joined tells that it has found some there.
func (c *change) await(content []byte, doc *archive.Document, r *archive.AnnualReport, joined bool) error {
	wanted := awaitedBy(doc, r)
	keys, _ := attachedTo(doc)
	if own, err := surtOf(doc.Source.URL); err == nil && doc.Source.Member != "" {
		keys = append(keys, own)
	}
	for _, key := range keys {
		change := func(k []byte) error { return bucketAwaited.in(c.tx).Put(k, nil) }
		if !slices.Contains(wanted, key) {
			change = bucketAwaited.in(c.tx).Delete
		}
		if err := change(append(text(string(key)), content...)); err != nil {
			return err
		}
		if err := c.claimed(key, content); err != nil {
			return err
		}
	}
	if !joined && len(wanted) == 0 {
		return nil
	}
	return c.toJoin(content)
}

// claimed notes that the page is to be looked at, once more, that has what stands
// at a URL as a part: another one links to it, too.
func (c *change) claimed(s archive.SURT, by []byte) error {
	contents, err := contentsAt(c.tx, s)
	for _, d := range contents {
		if err == nil {
			err = c.claimedPart(d, by)
		}
	}
	return err
}

func (c *change) claimedPart(d archive.Digest, by []byte) error {
	content, err := raw(d)
	if err != nil {
		return err
	}
	var rec documentRecord
	if known, err := read(c.tx, bucketDocuments, content, &rec); err != nil || !known || rec.PartOf == "" || rec.PartOf == digestOf(by) {
		return err
	}
	page, err := raw(rec.PartOf)
	if err != nil {
		return err
	}
	return c.toJoin(page)
}

// arrived notes that the pages that await what stands at a URL are to be looked
// at.
func (c *change) arrived(s archive.SURT) error {
	return bucketAwaited.each(c.tx, text(string(s)), func(page, _ []byte) (bool, error) {
		return true, c.toJoin(bytes.Clone(page))
	})
}

// toJoin notes that a page is to be looked at, once more where it was already
// to be.
func (c *change) toJoin(content []byte) error {
	seq, err := bucketToJoin.in(c.tx).NextSequence()
	if err != nil {
		return err
	}
	return bucketToJoin.in(c.tx).Put(content, bigEndian(seq))
}
