package report_test

import (
	"math/rand/v2"
	"strings"
	"testing"
)

// printedWays are ways in which a cell's figure n comes from portals and
// converters: its text, and the number that it may be read as without a finding,
// empty where it may be none.
func printedWays() map[string]func(n string) (text, number string) {
	none := func(text string) func(string) (string, string) {
		return func(n string) (string, string) { return strings.ReplaceAll(text, "N", n), "" }
	}
	as := func(text, number string) func(string) (string, string) {
		return func(n string) (string, string) {
			return strings.ReplaceAll(text, "N", n), strings.ReplaceAll(number, "N", n)
		}
	}
	return map[string]func(string) (string, string){
		"full width": func(n string) (string, string) {
			return strings.Map(func(r rune) rune { return r - '0' + '０' }, n), n
		},
		"thousands with a comma":       as("1,23N", "123N"),
		"thousands with a wide comma":  as("1，23N", "123N"),
		"thousands with a point":       as("1.43N", "1.43N"),
		"a gap where thousands part":   none("1 234"),
		"a gap elsewhere":              none("1 2"),
		"a break within the digits":    none("1\n2"),
		"twice, with a gap":            none("N N"),
		"twice, with a break":          none("N\nN"),
		"万 behind it":                  none("N万"),
		"万元 behind it":                 as("N万元", "N"),
		"a figure in brackets":         none("N(3)"),
		"a unit and a note":            none("N件（含上年结转1件）"),
		"a unit and a figure":          none("N件3"),
		"a unit that no form has":      none("N宗"),
		"a circled note":               none("N①"),
		"a raised note":                none("N²"),
		"a lowered note":               none("N₂"),
		"a star":                       none("N*"),
		"a note in brackets":           none("N[1]"),
		"in brackets":                  none("（N）"),
		"in round brackets, as a loss": none("(N)"),
		"about":                        none("约N"),
		"a share":                      none("N%"),
		"two figures with a stroke":    none("N/N"),
		"a range":                      none("N-N"),
		"a minus":                      as("-1N", "-1N"),
		"a zero before it":             as("0N", "N"),
		"a fraction of zero":           as("N.0", "N.0"),
		"an exponent":                  none("1.2E3"),
		"a letter for one":             none("l2"),
		"a letter for zero":            none("1O"),
		"Hanzi":                        none("三"),
		"a circled digit":              none("③"),
		"a Roman digit":                none("Ⅲ"),
		"a vulgar fraction":            none("½"),
		"Arabic digits":                none("٣"),
		"a space without width": func(n string) (string, string) {
			return n[:1] + "\u200b" + n[1:], n
		},
		"a soft hyphen":              as("N\u00ad", "N"),
		"written from the right":     none("\u202e12"),
		"a label before it":          as("其他N", "N"),
		"a label in its place":       none("总计"),
		"another label in its place": none("其他"),
	}
}

// printedRuns is how many reports are written for each way and shape.
const printedRuns = 2

// TestNoFigureThatIsPrintedInAnotherWayIsReadWrongWithoutAFinding prints one
// figure of a report in each way, in every shape.
func TestNoFigureThatIsPrintedInAnotherWayIsReadWrongWithoutAFinding(t *testing.T) {
	for name, print := range printedWays() {
		for shape, render := range shapes() {
			t.Run(name+"/"+shape, func(t *testing.T) {
				for seed := range uint64(printedRuns) {
					rng := rand.New(rand.NewPCG(seed, uint64(len(name))*31+uint64(name[0])))
					w := write(2020+int(seed%2)*3, rng)
					i := rng.IntN(len(w.tables))
					r, c := dataCell(w.tables[i], rng)
					at := &w.tables[i][r][c]
					at.text, w.truth[at.key] = print(w.truth[at.key])
					checkHonest(t, seed, w, render(w))
				}
			})
		}
	}
}

func TestAFigureBelowARowWithoutALabelIsTold(t *testing.T) {
	for shape, render := range map[string]func(table [][]box, r int) string{"bars": barRow, "tabs": tabRow, "one cell a line": lineRow} {
		t.Run(shape, func(t *testing.T) {
			rng := rand.New(rand.NewPCG(3, 1))
			w := write(2020, rng)
			for r := range w.tables[1] {
				if _, last := values(w.tables[1][r]); last >= 0 {
					at := &w.tables[1][r][last]
					at.text, w.truth[at.key] = "15\n000", "15000"
					break
				}
			}
			checkHonest(t, 3, w, asText(render)(w))
		})
	}
}
