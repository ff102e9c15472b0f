package main

import (
	"cmp"
	"context"
	"slices"
	"sync"

	"gongkai/archive"
	"gongkai/export"
	"gongkai/report"
	"gongkai/store"
)

// compared are the reports of an export, with as much of them as it takes to
// compare those of an issuer with one another: some 300 bytes each.
type compared struct {
	packer report.Packer

	mu  sync.Mutex
	all []comparedReport
}

// comparedReport is a report of the history of an issuer.
type comparedReport struct {
	portal, issuer string // as [report.IssuerKey] has it
	office         bool
	year           int
	precedence     int64
	document       archive.Digest
	figures        report.Figures
}

// add notes reports. It may be called on several goroutines.
func (c *compared) add(filed []archive.Filed) {
	var more []comparedReport
	for i := range filed {
		f := &filed[i]
		issuer := report.IssuerKey(f.Issuer, f.Division)
		if f.Report == nil || issuer == "" || f.Year == 0 {
			continue
		}
		more = append(more, comparedReport{f.Portal, issuer, report.IsOffice(f.Issuer), f.Year, f.Precedence().UnixNano(), f.Document, c.packer.Pack(f.Report)})
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.all = append(c.all, more...)
}

// write writes the findings that comparing the reports gives, ordered by portal,
// issuer and year.
func (c *compared) write(ctx context.Context, st *store.Store, w *export.Writer) error {
	slices.SortFunc(c.all, func(a, b comparedReport) int {
		return cmp.Or(cmp.Compare(a.portal, b.portal), cmp.Compare(a.issuer, b.issuer), cmp.Compare(a.year, b.year),
			-cmp.Compare(a.precedence, b.precedence), cmp.Compare(a.document, b.document))
	})
	for from := 0; from < len(c.all); {
		if err := ctx.Err(); err != nil {
			return err
		}
		to := from + 1
		for to < len(c.all) && c.all[to].portal == c.all[from].portal && c.all[to].issuer == c.all[from].issuer {
			to++
		}
		for _, all := range apart(c.all[from:to], func(r comparedReport) (int, bool) { return r.year, r.office }) {
			if err := c.history(ctx, st, w, all); err != nil {
				return err
			}
		}
		from = to
	}
	return nil
}

// history writes the findings on the reports of one issuer, of which the newest
// of each year comes first.
func (c *compared) history(ctx context.Context, st *store.Store, w *export.Writer, all []comparedReport) error {
	var newest []comparedReport
	var figures []report.Figures
	found := map[archive.Digest][]archive.YearFinding{}
	for _, r := range all {
		if n := len(newest); n > 0 && newest[n-1].year == r.year {
			differ, err := versionsDiffer(ctx, st, newest[n-1].document, r.document)
			if err != nil {
				return err
			}
			found[newest[n-1].document] = append(found[newest[n-1].document], differ...)
			continue
		}
		newest, figures = append(newest, r), append(figures, r.figures)
	}
	for _, f := range report.CompareFigures(figures) {
		i := slices.IndexFunc(newest, func(r comparedReport) bool { return r.year == f.Year })
		found[newest[i].document] = append(found[newest[i].document], f)
	}
	for _, r := range newest {
		if len(found[r.document]) == 0 {
			continue
		}
		filed, err := st.Filed(ctx, r.document)
		if err == nil {
			err = w.Write(w.EncodeCompared(&filed[0], found[r.document]))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// versionsDiffer compares two documents of one report.
func versionsDiffer(ctx context.Context, st *store.Store, newer, older archive.Digest) ([]archive.YearFinding, error) {
	both, err := st.Filed(ctx, newer, older)
	if err != nil || both[0].Report == nil || both[1].Report == nil {
		return nil, err
	}
	f, differs := report.CompareVersions(both[0].Report, both[1].Report)
	if !differs {
		return nil, nil
	}
	return []archive.YearFinding{{Finding: f}}, nil
}
