package store

import (
	"bytes"
	"context"
	"reflect"

	"go.etcd.io/bbolt"

	"gongkai/archive"
	"gongkai/internal/likeness"
)

// sketches checks that each document can be found by those like it, and that
// nothing else stands among them. An archive whose documents were not compared
// yet, or in another way, has nothing to check: see [Store.Liken].
func (v *verifier) sketches(ctx context.Context, tx *bbolt.Tx) error {
	if !compared(tx) {
		return nil
	}
	err := bucketDocuments.each(tx, nil, func(k, _ []byte) (bool, error) {
		if !has(tx, bucketSketches, k) {
			v.problem(ProblemMissing, at(bucketDocuments, k), "is not compared with others: it has no sketch")
			v.resketch(ctx, k)
		}
		return true, ctx.Err()
	})
	if err != nil {
		return err
	}
	err = entries(ctx, v, tx, bucketSketches, func(k []byte, s likeness.Sketch) error {
		if !has(tx, bucketDocuments, k) {
			v.problem(ProblemStray, at(bucketSketches, k), "no such document")
			v.drop(bucketSketches, k)
		}
		if named := namedKey(s); named != nil && !has(tx, bucketAlike, append(named, k...)) {
			v.problem(ProblemMissing, at(bucketSketches, k), "no entry of alike has its issuer and year")
			v.resketch(ctx, k)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return bucketAlike.each(tx, nil, func(k, _ []byte) (bool, error) {
		known := false
		switch {
		case len(k) > 32 && k[0] == alikeNamed:
			known = has(tx, bucketSketches, k[len(k)-32:])
		case len(k) == 17 && k[0] == alikeBand:
			other, _ := bucketSketches.in(tx).Cursor().Seek(k[9:])
			known = bytes.HasPrefix(other, k[9:])
		}
		if !known {
			v.problem(ProblemStray, at(bucketAlike, k), "no such document")
			v.drop(bucketAlike, k)
		}
		return true, ctx.Err()
	})
}

func compared(tx *bbolt.Tx) bool {
	return string(bucketMeta.in(tx).Get(keyLikeness)) == likeness.Method && bucketSketches.in(tx) != nil && bucketAlike.in(tx) != nil
}

// sketch compares a document's sketch and its keys with the document.
func (v *verifier) sketch(ctx context.Context, where string, content []byte, portal string, doc *archive.Document, report *archive.AnnualReport) {
	want := likeness.Of(portal, doc, report)
	var got likeness.Sketch
	right := true
	err := v.store.view(ctx, func(tx *bbolt.Tx) error {
		if !compared(tx) {
			return nil
		}
		found, err := read(tx, bucketSketches, content, &got)
		if err != nil || !found {
			return nil // reported with the entries
		}
		for _, key := range alikeKeys(content, want) {
			right = right && has(tx, bucketAlike, key)
		}
		right = right && reflect.DeepEqual(got, want.Stored())
		return nil
	})
	if err != nil || !right {
		v.problem(ProblemWrong, where, "its sketch, or what it is found by, is not that of the document")
		v.fix(func(c *change) error { return c.sketch(content, want) })
	}
}

// resketch keeps the repair that sketches a document anew.
func (v *verifier) resketch(ctx context.Context, content []byte) {
	content = bytes.Clone(content)
	v.fix(func(c *change) error {
		k, err := v.store.sketchOf(ctx, content)
		if err != nil {
			return ctx.Err() // its record is lost, and told of
		}
		return c.sketch(content, k)
	})
}
