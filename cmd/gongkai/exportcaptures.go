package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"gongkai/store"
)

// captures is the selection as captures are chosen by it.
func (c selection) captures() (store.Selection, error) {
	from, to, err := c.days()
	return store.Selection{Portals: c.portals, From: from, To: to}, err
}

func exportCDXJ(ctx context.Context, st *store.Store, at string, chosen selection) (done exported, err error) {
	sel, err := chosen.captures()
	if err != nil {
		return done, err
	}
	err = writeFile(at, func(w io.Writer) error {
		n, lost, err := st.WriteCDXJ(ctx, w, sel)
		done.Counts = map[string]int{"captures": n}
		if lost > 0 {
			done.Damaged = []string{fmt.Sprintf("%d of %d captures: gongkai verify names their records", lost, n+lost)}
		}
		return err
	})
	return done, err
}

func exportWACZ(ctx context.Context, st *store.Store, at string, chosen selection) (done exported, err error) {
	if filepath.Ext(at) != ".wacz" {
		return done, usage("--out %s: want a name that ends in .wacz, by which players know a package", filepath.Base(at))
	}
	sel, err := chosen.captures()
	if err != nil {
		return done, err
	}
	info := store.PackageInfo{Title: "gongkai 公开", Software: "gongkai/" + version}
	if len(sel.Portals) > 0 {
		info.Title += ": " + strings.Join(sel.Portals, ", ")
	}
	err = writeFile(at, func(w io.Writer) error {
		packed, err := st.WritePackage(ctx, w, sel, info)
		done = exported{Damaged: packed.Damaged, Counts: map[string]int{"captures": packed.Records, "pages": packed.Pages, "files": packed.Files}}
		return err
	})
	if errors.Is(err, store.ErrNothing) {
		return done, errors.New("the archive has no captures that are chosen so")
	}
	return done, err
}

func writeFile(path string, write func(io.Writer) error) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	if err := errors.Join(write(f), f.Close()); err != nil {
		return fmt.Errorf("write %s: %w", filepath.Base(path), err)
	}
	return nil
}
