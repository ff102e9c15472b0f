package store

import (
	"slices"

	"go.etcd.io/bbolt"

	"gongkai/archive"
)

// mostAwaiting is how many pages may link to a document that is a part of the
// report of one: what more of them link to belongs to the site.
const mostAwaiting = 64

// claimant is a page that awaits an attachment.
type claimant struct {
	content archive.Digest
	rec     documentRecord
	own     *archive.ReportSummary // nil where the page alone is no report
	beside  []archive.Digest       // the documents in the package that the attachment is in, which are no versions
}

// contested reports whether an attachment may as well belong to another page
// that links to it: one whose report is of another issuer or year, or where the
// page alone is no report, one that is a report or has another title. Other
// versions of the page are none of them, nor its own parts. The answer is the same
// for all orders in which pages came.
func contested(tx *bbolt.Tx, attachment archive.Digest, page claimant, parts []archive.Digest) (bool, error) {
	content, err := raw(attachment)
	if err != nil {
		return false, err
	}
	others, rival := 0, false
	err = bucketSources.each(tx, content, func(s, _ []byte) (bool, error) {
		err := bucketAwaited.each(tx, text(string(s)), func(k, _ []byte) (bool, error) {
			other := claimant{content: digestOf(k)}
			known, err := read(tx, bucketDocuments, k, &other.rec)
			if err != nil || !known || other.content == page.content || slices.Contains(parts, other.content) {
				return err == nil, err
			}
			if other.own, err = ownSummary(tx, other.rec); err != nil {
				return false, err
			}
			others++
			rival = others > mostAwaiting || page.differs(other)
			return !rival, nil
		})
		return err == nil && !rival, err
	})
	return rival, err
}

// differs reports whether what belongs to one page may not belong to the other.
func (p claimant) differs(other claimant) bool {
	switch {
	case p.rec.URL == other.rec.URL && !slices.Contains(p.beside, other.content), p.rec.Previous == other.content, other.rec.Previous == p.content:
		return false // versions
	case p.own == nil && other.own == nil:
		return p.rec.Title != other.rec.Title
	case p.own == nil || other.own == nil:
		return p.own == nil
	}
	return p.own.Issuer != other.own.Issuer && p.own.Issuer != "" && other.own.Issuer != "" ||
		p.own.Year != other.own.Year && p.own.Year != 0 && other.own.Year != 0
}
