package main

import (
	"archive/zip"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"strings"

	"gongkai/archive"
	"gongkai/store"
)

const maxMembers = 10_000 // of a WACZ

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
