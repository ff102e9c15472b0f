package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"

	"gongkai/archive"
	"gongkai/store"
	"gongkai/web/replay"
)

// lentArchive shows the archive in a folder that other commands may write to
// meanwhile: it is opened for one look at a time.
type lentArchive struct{ dir string }

// glance calls read with the archive, and gives replay.ErrBusy while another
// process has it.
func glance[T any](a lentArchive, read func(*store.Store) (T, error)) (T, error) {
	var nothing T
	st, err := store.OpenRead(a.dir)
	if errors.Is(err, store.ErrInUse) {
		return nothing, fmt.Errorf("%w: %w", replay.ErrBusy, err)
	}
	if err != nil {
		return nothing, err
	}
	found, err := read(st)
	return found, errors.Join(err, st.Close())
}

func (a lentArchive) Find(ctx context.Context, url string) ([]archive.Capture, error) {
	return glance(a, func(st *store.Store) ([]archive.Capture, error) { return st.Find(ctx, url) })
}

func (a lentArchive) Payload(ctx context.Context, c archive.Capture) (io.ReadCloser, error) {
	return glance(a, func(st *store.Store) (io.ReadCloser, error) { return st.Payload(ctx, c) })
}

func (a lentArchive) Head(ctx context.Context, c archive.Capture) (status string, header http.Header, err error) {
	header, err = glance(a, func(st *store.Store) (h http.Header, err error) {
		status, h, err = st.Head(ctx, c)
		return h, err
	})
	return status, header, err
}

func (a lentArchive) DocumentOf(ctx context.Context, c archive.Capture) (*archive.Document, error) {
	return glance(a, func(st *store.Store) (*archive.Document, error) { return st.DocumentOf(ctx, c) })
}

func (a lentArchive) Below(ctx context.Context, prefix, after archive.SURT, max int) ([]archive.Holding, error) {
	return glance(a, func(st *store.Store) ([]archive.Holding, error) { return st.Below(ctx, prefix, after, max) })
}

func (a lentArchive) Authorities(ctx context.Context) ([]string, error) {
	return glance(a, func(st *store.Store) ([]string, error) { return st.Authorities(ctx) })
}
