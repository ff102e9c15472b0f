package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/mattn/go-runewidth"

	"gongkai/archive"
	"gongkai/internal/likeness"
	"gongkai/store"
)

// kin is a document that is the same report as the one at a URL, with what
// differs, from the older one to the newer.
type kin struct {
	store.Kin
	Differences likeness.Difference `json:"differences"`
}

// kinOf returns the documents that are the same report as a document.
func kinOf(ctx context.Context, st *store.Store, document archive.Digest) ([]kin, error) {
	all, err := st.Kin(ctx, document)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	ours, ourReport, err := readBack(ctx, st, document)
	if err != nil {
		return nil, err
	}
	var found []kin
	for _, k := range all {
		theirs, theirReport, err := readBack(ctx, st, k.Document)
		if err != nil {
			return nil, err
		}
		one := kin{Kin: k}
		if k.Newer || k.Previous == document {
			one.Differences = likeness.Compare(&ours, &theirs, ourReport, theirReport)
		} else {
			one.Differences = likeness.Compare(&theirs, &ours, theirReport, ourReport)
		}
		found = append(found, one)
	}
	return found, nil
}

func readBack(ctx context.Context, st *store.Store, document archive.Digest) (archive.Document, *archive.AnnualReport, error) {
	d, err := st.Document(ctx, document)
	if err != nil {
		return d, nil, err
	}
	r, err := st.Report(ctx, document)
	return d, r, err
}

// relationText says what a relation means.
var relationText = map[likeness.Relation]string{
	likeness.Version:       "another version",
	likeness.NearDuplicate: "the same report in other words around it",
}

// cellsShown is how many cells and passages of each kind people are shown.
const cellsShown = 8

// printSources prints where else a document was found.
func (p *program) printSources(url string, sources []string) {
	others := slices.DeleteFunc(slices.Clone(sources), func(s string) bool { return s == url })
	if len(others) == 0 {
		return
	}
	fmt.Fprintln(p.stdout, "\nThe same document at:")
	for _, s := range others {
		fmt.Fprintf(p.stdout, "  %s\n", s)
	}
}

// printKin prints what else the archive has of a report, and what differs.
func (p *program) printKin(all []kin) {
	for _, k := range all {
		fmt.Fprintf(p.stdout, "\n%s, captured %s:\n  %s\n", upperFirst(relationText[k.Relation]), at(k.Captured), k.URL)
		d := k.Differences
		for i, c := range d.Cells {
			if i == cellsShown {
				fmt.Fprintf(p.stdout, "      and %d more cells\n", len(d.Cells)-i)
				break
			}
			fmt.Fprintf(p.stdout, "      %s: %s → %s\n", c.Key, shown(c.From), shown(c.To))
		}
		p.printPassages("-", d.Removed)
		p.printPassages("+", d.Added)
	}
}

func (p *program) printPassages(sign string, passages []string) {
	for i, text := range passages {
		if i == cellsShown {
			fmt.Fprintf(p.stdout, "    %s and %d more passages\n", sign, len(passages)-i)
			break
		}
		fmt.Fprintf(p.stdout, "    %s %s\n", sign, runewidth.Truncate(strings.Join(strings.Fields(text), " "), 100, "…"))
	}
}

// shown is a value for people.
func shown(value string) string {
	if value == "" {
		return "(nothing)"
	}
	return value
}

func upperFirst(s string) string { return strings.ToUpper(s[:1]) + s[1:] }
