package likeness

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"gongkai/archive"
	"gongkai/internal/portalsim/truth"
)

// written returns a report of the generator, as extraction and parsing give it.
func written(issuer truth.Issuer, year int) (*archive.Document, *archive.AnnualReport) {
	w := truth.Write(issuer, year)
	doc := &archive.Document{Title: w.Title, Blocks: w.Passages, Tables: w.Tables}
	report := &archive.AnnualReport{Issuer: archive.OptionalText(issuer.Name), Year: archive.OptionalYear(year)}
	for key, v := range truth.Cells(issuer, year) {
		if v.Number == "" {
			continue
		}
		k := strings.Split(key, ".")
		report.Cells = append(report.Cells, archive.ReportCell{
			Table: strings.Join(k[:len(k)-2], "."), Row: k[len(k)-2], Column: k[len(k)-1],
			State: archive.CellNumber, Value: archive.Number(v.Number), Raw: v.Raw,
		})
	}
	return doc, report
}

// issuer returns the nth of many, from quiet towns to counties.
func issuer(n int) truth.Issuer {
	kinds := []string{"青渡县第%d镇人民政府", "云麓市教育局%d处", "石棠区第%d街道办事处"}
	return truth.Issuer{Name: fmt.Sprintf(kinds[n%3], n), Scale: n % 7, Key: truth.Mix(99, uint64(n))}
}

// corrected returns a report with some of its figures changed, as a portal
// corrects them, in its cells and in the text.
func corrected(doc *archive.Document, report *archive.AnnualReport, changes int) (*archive.Document, *archive.AnnualReport) {
	d, r := *doc, *report
	d.Blocks, r.Cells = slices.Clone(doc.Blocks), slices.Clone(report.Cells)
	for i := range r.Cells {
		if v := r.Cells[i].Value; v != "0" && changes > 0 {
			r.Cells[i].Value = v + "7"
			changes--
		}
	}
	d.Blocks = append(d.Blocks, archive.Passage{Type: archive.PassageParagraph, Text: "本报告部分数据已更正。"})
	return &d, &r
}

// dressed returns a report as another host shows it: with words of its own
// around it.
func dressed(doc *archive.Document) *archive.Document {
	d := *doc
	d.Blocks = slices.Concat([]archive.Passage{{Type: archive.PassageParagraph, Text: "您当前的位置：首页 > 政府信息公开 > 年报　字号：大 中 小"}},
		doc.Blocks, []archive.Passage{{Type: archive.PassageParagraph, Text: "主办单位联系电话扫一扫在手机打开当前页"}})
	return &d
}

func TestReportsOfOneFormAreToldApartAndVersionsAreFound(t *testing.T) {
	const n = 300
	sketches := make([]Sketch, n)
	nearest, shared := 0.0, 0.0
	for i := range sketches {
		doc, report := written(issuer(i), 2022)
		sketches[i] = Of("qd", doc, report)
		_, last := written(issuer(i), 2021)
		if got := Relate(sketches[i], Of("qd", doc, last)); got != None {
			t.Errorf("%s of 2021 and 2022: got %s, want none", issuer(i).Name, got)
		}
		if got := Relate(sketches[i], Of("other", dressed(doc), report)); got != NearDuplicate {
			text, figures := Resemblance(sketches[i], Of("other", dressed(doc), report))
			t.Errorf("%s on another host: got %q (text %.2f, figures %.2f of %d), want near_duplicate", issuer(i).Name, got, text, figures, sketches[i].Count)
		}
		if sketches[i].Count < fewFigures {
			continue
		}
		fixed, figures := corrected(doc, report, 1+i%3)
		for _, portal := range []string{"qd", "other"} {
			if got := Relate(sketches[i], Of(portal, fixed, figures)); got != Version {
				text, figures := Resemblance(sketches[i], Of(portal, fixed, figures))
				t.Errorf("%s corrected on %s: got %q (text %.2f, figures %.2f of %d), want version", issuer(i).Name, portal, got, text, figures, sketches[i].Count)
			}
		}
	}
	wrong, unnamed, band := 0, 0, 0
	for i := range sketches {
		for j := range i {
			a, b := sketches[i], sketches[j]
			text, figures := Resemblance(a, b)
			nearest, shared = max(nearest, text), max(shared, figures)
			if Relate(a, b) != None {
				wrong++
			}
			a.Issuer = "" // what if its name could not be read?
			if Relate(a, b) != None {
				unnamed++
			}
			b.Issuer, a.Issuer, b.Portal = "县教育局", "县教育局", "other" // or is any county's?
			if Relate(a, b) != None {
				unnamed++
			}
			if slices.ContainsFunc(a.bands, func(h uint64) bool { return slices.Contains(b.bands, h) }) {
				band++
			}
		}
	}
	t.Logf("of %d pairs of issuers: texts up to %.2f alike, figures up to %.2f, %d share a band", n*(n-1)/2, nearest, shared, band)
	if wrong > 0 || unnamed > 0 {
		t.Errorf("got %d pairs of issuers taken for one, and %d without the name, want none", wrong, unnamed)
	}
}

func TestADocumentWhoseIssuerIsUnknownIsFoundByItsBands(t *testing.T) {
	found, all := 0, 0
	for i := range 300 {
		doc, report := written(issuer(i), 2022)
		a := Of("qd", doc, report)
		if a.Count < 8 {
			continue
		}
		nameless := *report
		nameless.Issuer = ""
		b := Of("other", dressed(doc), &nameless)
		all++
		if Relate(a, b) == NearDuplicate && slices.ContainsFunc(a.bands, func(h uint64) bool { return slices.Contains(b.bands, h) }) {
			found++
		}
	}
	if found*100 < all*97 {
		t.Errorf("got %d of %d found, want nearly all", found, all)
	}
}

func TestIssuersThatShareANameAreNotOne(t *testing.T) {
	doc, report := written(truth.Issuer{Name: "城关镇人民政府", Key: 4}, 2022)
	for i := range report.Cells {
		report.Cells[i].Value = "0"
	}
	other := dressed(doc)
	a, b := Of("one", doc, report), Of("two", other, report)
	if got := Relate(a, b); got != None {
		t.Errorf("two towns of one name with zeros only: got %s, want none", got)
	}
	b.Portal = "one"
	if got := Relate(a, b); got != NearDuplicate {
		t.Errorf("on one portal: got %q, want near_duplicate", got)
	}
	for name, want := range map[string]bool{
		"青渡县教育局": true, "县教育局": false, "城关镇人民政府": false, "高新技术产业开发区管委会": false, "南京市江宁开发区管委会": true, "教育局": false,
	} {
		if got := local(name); got != want {
			t.Errorf("local(%s): got %v, want %v", name, got, want)
		}
	}
}

func BenchmarkOf(b *testing.B) {
	doc, report := written(issuer(6), 2022)
	for b.Loop() {
		Of("qd", doc, report)
	}
}
