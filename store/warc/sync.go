package warc

import (
	"context"
	"errors"
	"fmt"
	"slices"
)

// Sync returns when every record written before the call is durable. Calls
// that wait together share one fsync. Files that are full get their final name
// here.
//
// After a failed fsync nobody knows what the disk holds; every later call of
// any method but Close then fails, and a file in doubt keeps its open name for
// the next process to recover.
func (w *Writer) Sync(ctx context.Context) error {
	w.mu.Lock()
	want := w.appended
	w.mu.Unlock()
	select {
	case w.token <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-w.token }()
	return w.flush(want)
}

// flush makes the first want appends durable, and with them all others so far.
// The caller holds the token.
func (w *Writer) flush(want uint64) error {
	w.mu.Lock()
	if w.broken != nil || w.durable >= want && len(w.full) == 0 {
		defer w.mu.Unlock()
		return w.broken
	}
	outputs := slices.Clone(w.full)
	if w.current != nil {
		outputs = append(outputs, w.current)
	}
	sizes := make([]int64, len(outputs))
	for i, o := range outputs {
		sizes[i] = o.size
	}
	upTo := w.appended
	w.mu.Unlock()

	for i, o := range outputs {
		if o.synced == sizes[i] {
			continue
		}
		if err := o.file.Sync(); err != nil {
			err = fmt.Errorf("sync %s: %w", o.location, err)
			w.mu.Lock()
			defer w.mu.Unlock()
			w.broken = err
			return err
		}
		o.synced = sizes[i]
	}
	w.mu.Lock()
	w.durable = upTo
	w.mu.Unlock()
	return w.sealFull()
}

// sealFull renames full files that are durable and have no users left.
func (w *Writer) sealFull() error {
	var ready []*output
	var errs []error
	w.mu.Lock()
	w.full = slices.DeleteFunc(w.full, func(o *output) bool {
		if o.users > 0 && !w.closed || o.synced != o.size {
			return false
		}
		if err := o.cut(); err != nil {
			errs = append(errs, err)
			return false
		}
		ready = append(ready, o)
		return true
	})
	w.mu.Unlock()
	for _, o := range ready {
		if err := o.file.Close(); err != nil {
			errs = append(errs, err)
			continue
		}
		errs = append(errs, o.seal())
	}
	return errors.Join(errs...)
}

// Close makes all records durable, closes the files and gives them their final
// names. Exchanges that are still being written fail. A file that can't be
// finished keeps its open name. A second Close does nothing.
func (w *Writer) Close() error {
	w.token <- struct{}{}
	defer func() { <-w.token }()

	w.mu.Lock()
	if w.closed {
		w.mu.Unlock()
		return nil
	}
	w.closed = true
	if w.current != nil {
		w.full = append(w.full, w.current)
		w.current = nil
	}
	w.mu.Unlock()

	errs := []error{w.flush(0)}
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, o := range w.full {
		errs = append(errs, o.file.Close())
		o.forget()
	}
	w.full = nil
	return errors.Join(errs...)
}
