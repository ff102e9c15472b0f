package report_test

import (
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"gongkai/archive"
	"gongkai/report"
)

// deviations do to a table what portals and converters do; each returns the
// table, changed or not. What a deviation blanks or changes on purpose, it
// changes in the truth too.
func deviations() map[string]func(w *written, i int, rng *rand.Rand) {
	return map[string]func(*written, int, *rand.Rand){
		"a cell is dropped": func(w *written, i int, rng *rand.Rand) {
			r, c := dataCell(w.tables[i], rng)
			w.tables[i][r] = slices.Delete(slices.Clone(w.tables[i][r]), c, c+1)
		},
		"two cells are dropped": func(w *written, i int, rng *rand.Rand) {
			i = len(w.tables) - 1 - i%2 // t3 or t4: the others may have one value only
			for range 2 {
				r, c := dataCell(w.tables[i], rng)
				w.tables[i][r] = slices.Delete(slices.Clone(w.tables[i][r]), c, c+1)
			}
		},
		"a cell is blank": func(w *written, i int, rng *rand.Rand) {
			r, c := dataCell(w.tables[i], rng)
			w.truth[w.tables[i][r][c].key] = ""
			w.tables[i][r][c].text = ""
		},
		"a cell has a sign for nothing": func(w *written, i int, rng *rand.Rand) {
			r, c := dataCell(w.tables[i], rng)
			w.truth[w.tables[i][r][c].key] = ""
			w.tables[i][r][c].text = "/"
		},
		"a whole row is blank": func(w *written, i int, rng *rand.Rand) {
			r, _ := dataCell(w.tables[i], rng)
			for c := range w.tables[i][r] {
				if key := w.tables[i][r][c].key; key != "" {
					w.truth[key], w.tables[i][r][c].text = "", ""
				}
			}
		},
		"a cell has its unit": func(w *written, i int, rng *rand.Rand) {
			r, c := dataCell(w.tables[i], rng)
			w.tables[i][r][c].text += "件"
		},
		"a cell has words": func(w *written, i int, rng *rand.Rand) {
			r, c := dataCell(w.tables[i], rng)
			w.tables[i][r][c].text = "详见附件"
		},
		"an empty cell pushes the last value out": func(w *written, i int, rng *rand.Rand) {
			r, _ := dataCell(w.tables[i], rng)
			first, last := values(w.tables[i][r])
			row := slices.Insert(slices.Clone(w.tables[i][r]), first, b(""))
			w.tables[i][r] = slices.Delete(row, last+1, last+2)
		},
		"an empty cell takes the first value's place, which moves": func(w *written, i int, rng *rand.Rand) {
			r, _ := dataCell(w.tables[i], rng)
			first, _ := values(w.tables[i][r])
			w.tables[i][r] = slices.Insert(slices.Clone(w.tables[i][r]), first, b(""))
		},
		"the first value is lost, and the others move left": func(w *written, i int, rng *rand.Rand) {
			r, _ := dataCell(w.tables[i], rng)
			first, last := values(w.tables[i][r])
			row := slices.Insert(slices.Clone(w.tables[i][r]), last+1, b(""))
			w.tables[i][r] = slices.Delete(row, first, first+1)
		},
		"the first value is lost, and its place is empty": func(w *written, i int, rng *rand.Rand) {
			r, _ := dataCell(w.tables[i], rng)
			first, _ := values(w.tables[i][r])
			w.truth[w.tables[i][r][first].key] = ""
			w.tables[i][r][first].text = ""
		},
		"columns are swapped with their header": swapColumns,
		"rows are swapped": func(w *written, i int, rng *rand.Rand) {
			r, _ := dataCell(w.tables[i], rng)
			q, _ := dataCell(w.tables[i], rng)
			if len(w.tables[i][r]) == len(w.tables[i][q]) && w.tables[i][r][0].rows == w.tables[i][q][0].rows {
				w.tables[i][r], w.tables[i][q] = w.tables[i][q], w.tables[i][r]
			}
		},
		"the table is split": func(w *written, i int, rng *rand.Rand) {
			at := 1 + rng.IntN(len(w.tables[i])-1)
			first, second := w.tables[i][:at], w.tables[i][at:]
			w.tables = slices.Insert(slices.Clone(w.tables), i+1, second)
			w.tables[i] = first
			w.place = slices.Insert(slices.Clone(w.place), i, w.place[i])
		},
		"the values of all rows stand one row too low": func(w *written, _ int, rng *rand.Rand) {
			i := slices.Index(w.place, 2) // the others have no arithmetic
			above := []box{b(""), b(""), b(""), b(""), b(""), b(""), b("")}
			for r, row := range w.tables[i] {
				if first, last := values(row); last-first == 6 {
					w.tables[i][r] = append(slices.Clone(row[:first]), above...)
					above = row[first:]
				}
			}
		},
		"a label stands twice": func(w *written, i int, rng *rand.Rand) {
			r, _ := dataCell(w.tables[i], rng)
			if first, _ := values(w.tables[i][r]); first > 0 {
				w.tables[i][r] = slices.Insert(slices.Clone(w.tables[i][r]), first, b(w.tables[i][r][first-1].text))
			}
		},
		"a row stands twice, with another value": func(w *written, i int, rng *rand.Rand) {
			r, c := dataCell(w.tables[i], rng)
			again := slices.Clone(w.tables[i][r])
			again[c].text = "77"
			w.tables[i] = slices.Insert(slices.Clone(w.tables[i]), r+1, again)
		},
		"a header cell is lost": func(w *written, i int, rng *rand.Rand) {
			r := rng.IntN(3)
			if row := w.tables[i][r]; len(row) > 1 && row[1].key == "" {
				c := 1 + rng.IntN(len(row)-1)
				w.tables[i][r] = slices.Delete(slices.Clone(row), c, c+1)
			}
		},
		"a header row is lost": func(w *written, i int, rng *rand.Rand) {
			if r := rng.IntN(3); w.tables[i][r][len(w.tables[i][r])-1].key == "" {
				w.tables[i] = slices.Delete(slices.Clone(w.tables[i]), r, r+1)
			}
		},
		"last year's figures stand behind, and one of the report's is blank": func(w *written, i int, rng *rand.Rand) {
			i %= len(w.tables) - 2 // in t3 and t4 the arithmetic tells
			r, c := dataCell(w.tables[i], rng)
			w.truth[w.tables[i][r][c].key], w.tables[i][r][c].text = "", ""
			for r, row := range w.tables[i] {
				if first, _ := values(row); first >= 0 {
					w.tables[i][r] = append(slices.Clone(row), b("93"))
				} else if r == 1 {
					w.tables[i][r] = append(slices.Clone(row), b("上年数"))
				}
			}
		},
		"the header of section three stands again within": func(w *written, _ int, rng *rand.Rand) {
			i := slices.Index(w.place, 2)
			w.tables[i] = slices.Insert(slices.Clone(w.tables[i]), 8+rng.IntN(min(14, len(w.tables[i])-8)), w.tables[i][:3]...)
		},
		"a number of the line stands before the values": func(w *written, i int, rng *rand.Rand) {
			r, _ := dataCell(w.tables[i], rng)
			first, _ := values(w.tables[i][r])
			w.tables[i][r] = slices.Insert(slices.Clone(w.tables[i][r]), first, b("12"))
		},
		"a cell covers two columns": func(w *written, i int, rng *rand.Rand) {
			r, c := dataCell(w.tables[i], rng)
			if c+1 < len(w.tables[i][r]) {
				w.tables[i][r][c].cols = 2
				w.tables[i][r] = slices.Delete(slices.Clone(w.tables[i][r]), c+1, c+2)
			}
		},
	}
}

// swapColumns swaps two columns that are neighbours of the same kind, header
// and values.
func swapColumns(w *written, i int, rng *rand.Rand) {
	table := w.tables[i]
	r, _ := dataCell(table, rng)
	first, last := values(table[r])
	if last-first < 2 {
		return
	}
	low, high := 0, last-first // of the values; t3 and t4 swap within a group
	switch last - first {
	case 6:
		low, high = 1, 5
	case 14:
		low, high = 10, 14
	}
	a, c := low+rng.IntN(high-low+1), low+rng.IntN(high-low+1)
	for r := range table {
		row := slices.Clone(table[r])
		f, l := values(row)
		switch {
		case l-f == last-first:
			row[f+a], row[f+c] = row[f+c], row[f+a]
		case l < 0 && len(row) == last-first+2: // header of t2
			row[1+a], row[1+c] = row[1+c], row[1+a]
		case l < 0 && len(row) == 5 && last-first == 6:
			row[a-1], row[c-1] = row[c-1], row[a-1]
		case l < 0 && len(row) == 10 && last-first == 14:
			row[a-5], row[c-5] = row[c-5], row[a-5]
		}
		table[r] = row
	}
}

// values returns the places of the first and last value in row, −1 for none.
func values(row []box) (first, last int) {
	first, last = -1, -1
	for c, cell := range row {
		if cell.key != "" {
			if first < 0 {
				first = c
			}
			last = c
		}
	}
	return first, last
}

// dataCell picks a value of the table.
func dataCell(table [][]box, rng *rand.Rand) (r, c int) {
	for {
		r = rng.IntN(len(table))
		if first, last := values(table[r]); first >= 0 {
			return r, first + rng.IntN(last-first+1)
		}
	}
}

func TestNoDeviationMakesAWrongNumberWithoutAFinding(t *testing.T) {
	all := deviations()
	for name, deviate := range all {
		for shape, render := range shapes() {
			if name == "a cell covers two columns" && shape == "grid without known spans" {
				continue // two equal values and one in two columns are the same bytes
			}
			t.Run(name+"/"+shape, func(t *testing.T) {
				for seed := range uint64(deviationRuns) {
					rng := rand.New(rand.NewPCG(seed, uint64(len(name))))
					w := write(2020+int(seed%2)*3, rng)
					deviate(&w, rng.IntN(len(w.tables)), rng)
					checkHonest(t, seed, w, render(w))
				}
			})
		}
	}
}

func TestTwoDeviationsAtOnceMakeNoWrongNumberWithoutAFinding(t *testing.T) {
	all, forms := deviations(), shapes()
	// Together with another, these two leave bytes that a right report has too.
	delete(all, "a cell covers two columns")
	delete(all, "a number of the line stands before the values")
	delete(forms, "running text") // an empty cell leaves no trace in it
	names := slices.Sorted(maps.Keys(all))
	for shape, render := range forms {
		t.Run(shape, func(t *testing.T) {
			for seed := range uint64(pairRuns) {
				rng := rand.New(rand.NewPCG(seed, 7))
				w := write(2020+int(seed%2)*3, rng)
				pair := []string{names[rng.IntN(len(names))], names[rng.IntN(len(names))]}
				for _, name := range pair {
					if i := rng.IntN(len(w.tables)); len(w.tables[i]) > 3 && hasValues(w.tables[i]) && hasValues(w.tables[len(w.tables)-1]) {
						all[name](&w, i, rng)
					}
				}
				if checkHonest(t, seed, w, render(w)); t.Failed() {
					t.Fatalf("after %q", pair)
				}
			}
		})
	}
}

// hasValues reports whether a statutory cell is left in table.
func hasValues(table [][]box) bool {
	return slices.ContainsFunc(table, func(row []box) bool { first, _ := values(row); return first >= 0 })
}

// pairRuns is how many reports with two deviations are written for each shape.
const pairRuns = 30

// deviationRuns is how many reports are written for each deviation and shape.
const deviationRuns = 4

// checkHonest fails where doc is read with a number that is not in the truth
// and that no finding names.
func checkHonest(t *testing.T, seed uint64, w written, doc *archive.Document) {
	t.Helper()
	got, err := report.Parse(doc)
	if err != nil {
		t.Fatalf("seed %d: %v", seed, err)
	}
	for _, c := range got.Cells {
		want, known := w.truth[c.Key()]
		if c.State == archive.CellNumber && (!known || string(c.Value) != want) && !told(got.Findings, c.Key()) {
			t.Errorf("seed %d: %s: got %s, want %q, and no finding names it", seed, c.Key(), c.Value, want)
		}
	}
}
