package main

import (
	"cmp"
	"fmt"
	"strconv"

	"gongkai/archive"
)

// printReport writes a report for people.
func (p *program) printReport(name string, r *archive.AnnualReport) {
	year := ""
	if r.Year != 0 {
		year = strconv.Itoa(int(r.Year))
	}
	fmt.Fprintf(p.stdout, "%s\n", name)
	t := newTable("left", "left", "left")
	for _, f := range []struct{ field, value string }{
		{"title", string(r.Title)}, {"issuer", string(r.Issuer)}, {"issuer_kind", string(r.IssuerKind)},
		{"division", string(r.Division)}, {"year", year}, {"template", string(r.Template)},
	} {
		why := ""
		for _, e := range r.Evidence {
			if e.Field == f.field && e.Words != f.value {
				why = e.Source + ": " + e.Words
			} else if e.Field == f.field {
				why = e.Source
			}
		}
		t.row(f.field, cmp.Or(f.value, "–"), why)
	}
	t.print(p.stdout, "  ")
	if len(r.Tables) > 0 {
		fmt.Fprintln(p.stdout)
		t = newTable("left", "left", "right", "right", "right", "right", "right")
		t.row("table", "confidence", "cells", "numbers", "blank", "unresolved", "checks passed")
		for _, table := range r.Tables {
			checks := table.Passed + table.Failed + table.NotAssessable
			passed := "–"
			if checks > 0 {
				passed = fmt.Sprintf("%d of %d", table.Passed, checks)
			}
			t.row(table.Table, table.Confidence, strconv.Itoa(table.Cells), strconv.Itoa(table.Numbers), strconv.Itoa(table.Blank),
				strconv.Itoa(table.Unresolved), passed)
		}
		t.print(p.stdout, "  ")
	}
	if len(r.Findings) > 0 {
		fmt.Fprintln(p.stdout)
	}
	for _, f := range r.Findings {
		fmt.Fprintf(p.stdout, "  %-7s  %s: %s%s\n", f.Severity, f.Code, f.Message, shownCells(f.Cells))
	}
	fmt.Fprintln(p.stdout)
}
