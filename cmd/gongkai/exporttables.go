package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"gongkai/archive"
	"gongkai/export"
	"gongkai/report"
	"gongkai/store"
)

// tables returns the function that writes reports in a format of tables.
func tables(create func(string, *export.Layout) (*export.Writer, error)) func(context.Context, *store.Store, string, selection) (exported, error) {
	return func(ctx context.Context, st *store.Store, at string, chosen selection) (exported, error) {
		w, err := create(at, export.NewLayout(report.Forms()))
		if err != nil {
			return exported{}, err
		}
		return writeTables(ctx, st, w, chosen)
	}
}

// writeTables writes the chosen reports with w, and closes it.
func writeTables(ctx context.Context, st *store.Store, w *export.Writer, chosen selection) (exported, error) {
	var years compared
	damaged, err := eachReport(ctx, st, chosen, false, func(filed []archive.Filed) (func() error, error) {
		years.add(filed)
		e := w.Encode(filed)
		return func() error { return w.Write(e) }, nil
	})
	if err == nil {
		err = years.write(ctx, st, w)
	}
	if err != nil {
		w.Abandon()
		return exported{}, err
	}
	err = w.Close()
	return exported{Counts: w.Rows(), Damaged: damaged}, err
}

func exportJSONLines(ctx context.Context, st *store.Store, at string, chosen selection) (exported, error) {
	f, err := os.Create(at)
	if err != nil {
		return exported{}, err
	}
	done, err := writeJSONLines(ctx, st, f, chosen)
	return done, errors.Join(err, f.Close())
}

func writeJSONLines(ctx context.Context, st *store.Store, to io.Writer, chosen selection) (exported, error) {
	w := export.NewJSONLines(to)
	n := 0
	damaged, err := eachReport(ctx, st, chosen, true, func(filed []archive.Filed) (func() error, error) {
		lines, err := w.Encode(filed)
		return func() error {
			n += len(filed)
			return w.Write(lines)
		}, err
	})
	if err != nil {
		return exported{}, err
	}
	return exported{Counts: map[string]int{"reports": n}, Damaged: damaged}, w.Close()
}

// eachReport hands the chosen reports to work, as the store does, or only as they
// are kept, and returns those that can't be read back.
func eachReport(ctx context.Context, st *store.Store, chosen selection, asKept bool, work func([]archive.Filed) (func() error, error)) (damaged []string, err error) {
	query, err := chosen.query()
	if err != nil {
		return nil, err
	}
	query.AsKept = asKept
	err = st.EachReport(ctx, query, func(filed []archive.Filed) (func() error, error) {
		settle, err := work(filed)
		if err != nil {
			return nil, err
		}
		return func() error {
			for _, f := range filed {
				if f.Damage != "" {
					damaged = append(damaged, fmt.Sprintf("%s %d (%s): %s", f.Issuer, f.Year, f.URL, f.Damage))
				}
			}
			return settle()
		}, nil
	})
	return damaged, err
}
