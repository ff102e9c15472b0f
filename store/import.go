package store

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"go.etcd.io/bbolt"

	"gongkai/archive"
)

// ImportState is how far a file was imported.
type ImportState struct {
	File    string         `json:"file"`
	Records int            `json:"records"` // that were looked at, from its beginning
	Kept    int            `json:"kept"`    // captures that came of them
	Skipped map[string]int `json:"skipped"` // records that were not taken, by why
	Wrong   []string       `json:"wrong"`   // what a person should see
	Done    bool           `json:"done"`
}

func importKey(d archive.Digest) []byte { return []byte("import " + string(d)) }

// ImportState returns how far the file with a digest was imported; a zero state
// where it never was.
func (s *Store) ImportState(ctx context.Context, file archive.Digest) (ImportState, error) {
	var st ImportState
	err := s.view(ctx, func(tx *bbolt.Tx) error {
		_, err := read(tx, bucketMeta, importKey(file), &st)
		return err
	})
	if err != nil {
		return st, fmt.Errorf("state of the import of %s: %w", file, err)
	}
	return st, nil
}

// Import is a capture that was taken over, recorded by [Store.Record].
type Import struct {
	Capture archive.Capture
	Extract bool           // its payload is to be read
	Unfit   archive.Reason // why not after all, as of an outcome
}

// Holds reports whether the archive has a capture of a URL at a time that is
// called by a record id, or was imported under it, with a payload.
func (s *Store) Holds(ctx context.Context, url string, at time.Time, recordID string, payload archive.Digest) (bool, error) {
	key, err := surtOf(url)
	if err != nil {
		return false, err
	}
	held := false
	err = s.view(ctx, func(tx *bbolt.Tx) error {
		from := stamp(at.Truncate(time.Microsecond))
		prefix := text(string(key))
		cursor := bucketCaptures.in(tx).Cursor()
		for k, v := cursor.Seek(captureKey(key, from)); k != nil && !held && bytes.HasPrefix(k, prefix) && number(k[len(prefix):]) < from+uint64(time.Millisecond); k, v = cursor.Next() {
			c, err := decode[archive.Capture](bucketCaptures, k, v)
			if err != nil {
				return err
			}
			held = c.Payload == payload && (c.RecordID == recordID || c.Imported != nil && c.Imported.RecordID == recordID)
		}
		return nil
	})
	if err != nil {
		return false, fmt.Errorf("find captures of %s: %w", url, err)
	}
	return held, nil
}

// SettleImport makes captures that were recorded durable, and with them, in one
// transaction, how far their file was imported. A process that is killed before
// leaves records that nothing names, and imports them again.
//
// An imported URL does not count as visited: a link to it is followed.
func (s *Store) SettleImport(ctx context.Context, file archive.Digest, imports []Import, state ImportState) error {
	if s.captures == nil {
		return errReadOnly
	}
	s.opts.Step("import.sync")
	if err := s.captures.Sync(ctx); err != nil {
		return fmt.Errorf("settle the import of %s: %w", state.File, err)
	}
	s.opts.Step("import.commit")
	err := s.commit(ctx, func(c *change) error {
		for _, i := range imports {
			if err := c.addImport(i); err != nil {
				return fmt.Errorf("%s: %w", i.Capture.URL, err)
			}
		}
		value, err := json.Marshal(state)
		return errors.Join(err, bucketMeta.in(c.tx).Put(importKey(file), value))
	})
	if err != nil {
		return fmt.Errorf("settle the import of %s: %w", state.File, err)
	}
	s.opts.Step("import.done")
	return nil
}

// addImport enters an imported capture.
func (c *change) addImport(i Import) error {
	s, err := surtOf(i.Capture.URL)
	if err != nil {
		return err
	}
	old, err := visitAt(c.tx, s)
	if err != nil {
		return err
	}
	r := visitRecord{
		State: stateLink, Seen: i.Capture.Imported.At,
		Visit: archive.Visit{URL: i.Capture.URL, Portal: i.Capture.Portal, Kind: i.Capture.Kind},
	}
	if old != nil {
		r = *old
	}
	if r.State == stateLink && r.Captures == 0 {
		r.Result, r.Reason, r.Detail = "", "", "" // of a link that was refused
	}
	o := archive.Outcome{Visit: archive.Visit{URL: i.Capture.URL}, Capture: &i.Capture, Extract: i.Extract, Unfit: i.Unfit}
	if err := c.addCapture(s, &r, o); err != nil {
		return err
	}
	return c.putVisit(s, old, &r)
}
