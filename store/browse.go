package store

import (
	"bytes"
	"context"
	"fmt"
	"net/http"

	"go.etcd.io/bbolt"

	"gongkai/archive"
)

// Head returns the status line and the header of the answer that a capture is
// of; a revisit has its own, and a file that was imported without an exchange none
// but its media type.
func (s *Store) Head(ctx context.Context, c archive.Capture) (status string, header http.Header, err error) {
	if err := ctx.Err(); err != nil {
		return "", nil, err
	}
	rec, err := s.reader.Record(c.Record)
	if err != nil {
		return "", nil, fmt.Errorf("head of %s: %w", c.URL, err)
	}
	defer rec.Close()
	if rec.ID != c.RecordID {
		return "", nil, fmt.Errorf("head of %s: found record %s, want %s", c.URL, rec.ID, c.RecordID)
	}
	header = make(http.Header)
	if rec.Type == "resource" {
		header.Set("Content-Type", rec.Header.Value("Content-Type"))
		return "", header, nil
	}
	block, err := rec.HTTP()
	if err != nil {
		return "", nil, fmt.Errorf("head of %s: %w", c.URL, err)
	}
	for _, f := range block.Header {
		header.Add(f.Name, f.Value)
	}
	return block.Line, header, nil
}

// DocumentOf returns the document that was read out of a capture's payload, the
// first where several were packed in it, and nil where none was.
func (s *Store) DocumentOf(ctx context.Context, c archive.Capture) (*archive.Document, error) {
	key, err := raw(c.Payload)
	if err != nil {
		return nil, nil // no payload, no document
	}
	var p payloadRecord
	err = s.view(ctx, func(tx *bbolt.Tx) error {
		_, err := read(tx, bucketPayloads, key, &p)
		return err
	})
	if err != nil || p.Content == "" {
		return nil, err
	}
	d, err := s.Document(ctx, p.Content)
	if err != nil {
		return nil, err
	}
	return &d, nil
}

// Below returns what is archived of the URLs whose SURT begins with prefix and
// comes behind after, in order, at most max of them.
func (s *Store) Below(ctx context.Context, prefix, after archive.SURT, max int) ([]archive.Holding, error) {
	var found []archive.Holding
	err := s.view(ctx, func(tx *bbolt.Tx) error {
		from := []byte(prefix)
		if after != "" {
			from = append([]byte(after), 1) // behind all captures of after
		}
		c := bucketCaptures.in(tx).Cursor()
		var last []byte
		for k, v := c.Seek(from); k != nil && bytes.HasPrefix(k, []byte(prefix)); k, v = c.Next() {
			key := k[:len(k)-8]
			capture, err := decode[archive.Capture](bucketCaptures, k, v)
			if err != nil {
				return err
			}
			if !bytes.Equal(key, last) {
				if len(found) == max {
					return nil
				}
				last = bytes.Clone(key)
				found = append(found, archive.Holding{URL: capture.URL, First: capture})
			}
			a := &found[len(found)-1]
			a.Captures++
			a.Last = capture
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("list what is archived below %s: %w", prefix, err)
	}
	return found, nil
}

// Authorities returns a URL that is archived of each host and port, in the
// order of their SURTs.
func (s *Store) Authorities(ctx context.Context) ([]string, error) {
	var found []string
	err := s.view(ctx, func(tx *bbolt.Tx) error {
		c := bucketCaptures.in(tx).Cursor()
		for k, v := c.First(); k != nil; {
			capture, err := decode[archive.Capture](bucketCaptures, k, v)
			if err != nil {
				return err
			}
			found = append(found, capture.URL)
			authority, _, _ := bytes.Cut(k, []byte(")"))
			k, v = c.Seek(append(bytes.Clone(authority), ')'+1))
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("list archived hosts: %w", err)
	}
	return found, nil
}
