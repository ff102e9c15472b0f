package export

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/parquet-go/parquet-go"

	"gongkai/archive"
	"gongkai/internal/needed"
	"gongkai/report"
)

// hostile are texts that a format could take for something else.
var hostile = []string{"=1+1", "a,b", `"quoted"`, "two\nlines", " spaces ", "<b>&amp;", "_x0041_", "'", "县😀", "\ufeff", "007", "1e5", "-"}

// filed returns reports with every kind of value.
func filed(n int) []archive.Filed {
	var all []archive.Filed
	for i := range n {
		r := &archive.AnnualReport{Schema: archive.ReportSchema, Issuer: archive.OptionalText(hostile[i%len(hostile)]), Template: "T2021"}
		if i%3 > 0 {
			r.Year = archive.OptionalYear(2020 + i%5)
		}
		for k, value := range []string{"0", "-3", "1.50", "0.000001", "35004.482", "9007199254740993", "12345678901234567.5", ""} {
			c := archive.ReportCell{Table: "t3", Row: "new", Column: fmt.Sprintf("c%d", k), State: archive.CellNumber,
				Value: archive.Number(value), Raw: hostile[(i+k)%len(hostile)], Unit: "件", UnitSource: "template"}
			if value == "" {
				c.State = archive.CellBlank
			}
			r.Cells = append(r.Cells, c)
		}
		r.Cells = append(r.Cells, archive.ReportCell{Table: "t3", Row: "new", Column: "natural", State: archive.CellNumber, Value: "7", Raw: "7"})
		if i%4 == 0 { // some of its cells stand in attachments
			for k, url := range []string{"http://qd.gov.cn/a", "http://qd.gov.cn/1.xls", "http://qd.gov.cn/2.xls"} {
				r.Parts = append(r.Parts, archive.Part{URL: url, Captured: "2026-02-01T00:00:00Z", Payload: archive.DigestOf(fmt.Append(nil, i, k))})
			}
			for k := range r.Cells {
				r.Cells[k].Part = k % 3 * (k % 2)
			}
		}
		r.Findings = []archive.Finding{
			{Code: "unit_missing", Severity: "info", Message: hostile[(i+1)%len(hostile)], Cells: []string{"t3.new.natural"}},
			{Code: "identity_broken", Severity: "error", Message: "7 = 8", Cells: []string{"t3.new.natural", "t3.new.c0"}},
		}
		digest := archive.DigestOf(fmt.Append(nil, i))
		body, err := json.Marshal(r)
		if err != nil {
			panic(err)
		}
		all = append(all, archive.Filed{
			ReportSummary: archive.ReportSummary{Portal: "qd", URL: "http://qd.gov.cn/a?b=1&c=2", Document: digest,
				Captured: time.Date(2026, 1, 31, 23, 59, i%60, 999, time.UTC)},
			Payload: digest, Portals: []string{"qd", "yl"}, Newest: true, Report: r, JSON: body,
		})
	}
	return all
}

type create func(string, *Layout) (*Writer, error)

// write writes reports in batches of a few.
func write(t *testing.T, create create, path string, all []archive.Filed) {
	t.Helper()
	w, err := create(path, NewLayout(report.Forms()))
	if err != nil {
		t.Fatal(err)
	}
	for batch := range slices.Chunk(all, 7) {
		if err := w.Write(w.Encode(batch)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
}

func folder(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "out")
	if err := os.Mkdir(path, 0o755); err != nil {
		t.Fatal(err)
	}
	return path
}

// plainRows are the values of the rows of a table, each as text; none is "∅".
type plainRows struct {
	layout     *Layout
	table      int
	rows       [][]string
	head, tail []Value
}

func (p *plainRows) row(in int, row []Value) {
	if in != p.table {
		return
	}
	var texts []string
	for c, v := range row {
		switch kind := p.layout.Tables[in].Columns[c].Kind; {
		case !v.set:
			texts = append(texts, "∅")
		case kind == Integer:
			texts = append(texts, fmt.Sprint(v.number))
		case kind == Time:
			texts = append(texts, v.time().Format(time.RFC3339))
		default:
			texts = append(texts, v.text)
		}
	}
	p.rows = append(p.rows, texts)
}

func (p *plainRows) around(head, tail []Value) {
	p.head, p.tail = slices.Clone(head), slices.Clone(tail)
}

func (p *plainRows) cell(middle []Value) { p.row(cells, slices.Concat(p.head, middle, p.tail)) }
func (p *plainRows) seal()               {}
func (p *plainRows) reset()              {}

// plain are the values of a table as they were given.
func plain(l *Layout, all []archive.Filed, table int) [][]string {
	to := &plainRows{layout: l, table: table}
	w := rower{layout: l, to: &Encoded{to, make([]int, len(l.Tables))}}
	for i := range all {
		w.rows(&all[i])
	}
	return to.rows
}

func compare(t *testing.T, table string, got, want [][]string) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s: got %d rows, want %d", table, len(got), len(want))
	}
	for i := range want {
		if !slices.Equal(got[i], want[i]) {
			t.Fatalf("%s, row %d:\ngot  %q\nwant %q", table, i, got[i], want[i])
		}
	}
}

func TestCSVHoldsEveryValue(t *testing.T) {
	l, all, path := NewLayout(report.Forms()), filed(40), folder(t)
	write(t, NewCSV, path, all)
	for i, table := range l.Tables[:l.codebook] {
		f, err := os.Open(filepath.Join(path, table.Name+".csv"))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		if _, err := io.ReadFull(f, make([]byte, len(Mark))); err != nil {
			t.Fatal(err)
		}
		got, err := csv.NewReader(f).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		want := plain(l, all, i)
		for _, row := range want {
			for c, v := range row {
				if row[c] = strings.TrimPrefix(v, "∅"); table.Columns[c].Kind == Text {
					row[c] = Harmless(row[c])
				}
			}
		}
		compare(t, table.Name, got[1:], want)
	}
}

func TestParquetHoldsEveryValueThatADoubleCanHold(t *testing.T) {
	l, all, path := NewLayout(report.Forms()), filed(40), folder(t)
	write(t, NewParquet, path, all)
	for i, table := range l.Tables[:l.codebook] {
		f, err := os.Open(filepath.Join(path, table.Name+".parquet"))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		r := parquet.NewGenericReader[any](f)
		var names []string
		for _, field := range r.Schema().Fields() {
			names = append(names, field.Name())
		}
		for c := range table.Columns {
			if table.Columns[c].Name != names[c] {
				t.Fatalf("%s: column %d is %s, want %s", table.Name, c, names[c], table.Columns[c].Name)
			}
		}
		var got [][]string
		rows := make([]parquet.Row, 1)
		for {
			n, err := r.ReadRows(rows)
			if n == 1 {
				var texts []string
				for c, v := range rows[0] {
					switch {
					case v.IsNull():
						texts = append(texts, "∅")
					case table.Columns[c].Kind == Time:
						texts = append(texts, time.UnixMilli(v.Int64()).UTC().Format(time.RFC3339))
					default:
						texts = append(texts, v.String())
					}
				}
				got = append(got, texts)
			}
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		want := plain(l, all, i)
		for _, row := range want {
			for c, v := range row {
				if table.Columns[c].Kind == Decimal && v != "∅" {
					row[c] = "∅"
					if d, ok := double(v); ok {
						row[c] = parquet.DoubleValue(d).String()
					}
				}
			}
		}
		compare(t, table.Name, got, want)
	}
}

func TestSQLiteHoldsEveryValueThatANumberCanHold(t *testing.T) {
	program := needed.Program(t, "sqlite3")
	l, all, path := NewLayout(report.Forms()), filed(40), filepath.Join(t.TempDir(), "out.db")
	write(t, NewSQLite, path, all)
	if out, err := exec.Command(program, "-readonly", path, "PRAGMA integrity_check").Output(); err != nil || string(out) != "ok\n" {
		t.Errorf("got %s (%v)", out, err)
	}
	for i, table := range l.Tables[:l.codebook] {
		out, err := exec.Command(program, "-readonly", "-json", path, "SELECT * FROM "+quoted(table.Name)).Output()
		if err != nil {
			t.Fatal(err)
		}
		var read []map[string]any
		if len(out) > 0 {
			d := json.NewDecoder(strings.NewReader(string(out)))
			d.UseNumber()
			if err := d.Decode(&read); err != nil {
				t.Fatal(err)
			}
		}
		var got [][]string
		for _, row := range read {
			var texts []string
			for _, c := range table.Columns {
				if row[c.Name] == nil {
					texts = append(texts, "∅")
				} else {
					texts = append(texts, fmt.Sprint(row[c.Name]))
				}
			}
			got = append(got, texts)
		}
		want := plain(l, all, i)
		for r, row := range want {
			for c, v := range row {
				d, ok := double(v)
				if table.Columns[c].Kind != Decimal || v == "∅" || v == "9007199254740993" {
					continue
				}
				if !ok {
					row[c] = "∅"
				}
				if read, err := strconv.ParseFloat(got[r][c], 64); err == nil && read == d {
					got[r][c] = v // 1.50 is 1.5
				}
			}
		}
		compare(t, table.Name, got, want)
	}
}

func TestAWorkbookHoldsEveryTextAndGoesOnInOtherSheets(t *testing.T) {
	l, all, path := NewLayout(report.Forms()), filed(40), filepath.Join(t.TempDir(), "out.xlsx")
	write(t, func(path string, l *Layout) (*Writer, error) { return newXLSX(path, l, 101) }, path, all)
	body, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer body.Close()
	info, err := body.Stat()
	if err != nil {
		t.Fatal(err)
	}
	got, err := xlsxTexts(body, info.Size())
	if err != nil {
		t.Fatal(err)
	}
	want := plain(l, all, cells)
	if sheets := (len(want) + 99) / 100; got["cells_"+fmt.Sprint(sheets)] == nil || got["cells_"+fmt.Sprint(sheets+1)] != nil {
		t.Errorf("the cells don't stand on %d sheets", sheets)
	}
	var rows [][]string
	for n := 1; ; n++ {
		name := "cells"
		if n > 1 {
			name = fmt.Sprintf("cells_%d", n)
		}
		if got[name] == nil {
			break
		}
		rows = append(rows, got[name][1:]...)
	}
	if len(rows) != len(want) {
		t.Fatalf("got %d rows, want %d", len(rows), len(want))
	}
	for i := range want {
		for c := range want[i] {
			if l.Tables[cells].Columns[c].Kind == Time {
				continue
			}
			if w := strings.TrimPrefix(want[i][c], "∅"); rows[i][c] != w {
				t.Fatalf("row %d, column %d: got %q, want %q", i, c, rows[i][c], w)
			}
		}
	}
}

// xlsxTexts returns what the cells of each sheet hold, as spreadsheets read it.
func xlsxTexts(r io.ReaderAt, size int64) (map[string][][]string, error) {
	z, err := zip.NewReader(r, size)
	if err != nil {
		return nil, err
	}
	part := func(name string, v any) error {
		f, err := z.Open(name)
		if err != nil {
			return err
		}
		defer f.Close()
		return xml.NewDecoder(f).Decode(v)
	}
	var book struct {
		Sheets []struct {
			Name string `xml:"name,attr"`
		} `xml:"sheets>sheet"`
	}
	if err := part("xl/workbook.xml", &book); err != nil {
		return nil, err
	}
	var shared struct {
		Texts []string `xml:"si>t"`
	}
	if err := part("xl/sharedStrings.xml", &shared); err != nil {
		return nil, err
	}
	escaped := regexp.MustCompile("_x[0-9A-Fa-f]{4}_")
	all := map[string][][]string{}
	for i, s := range book.Sheets {
		var sheet struct {
			Rows []struct {
				Cells []struct {
					Kind string `xml:"t,attr"`
					V    string `xml:"v"`
					T    string `xml:"is>t"`
				} `xml:"c"`
			} `xml:"sheetData>row"`
		}
		if err := part(fmt.Sprintf("xl/worksheets/sheet%d.xml", i+1), &sheet); err != nil {
			return nil, err
		}
		for _, r := range sheet.Rows {
			var row []string
			for _, c := range r.Cells {
				if c.Kind == "s" {
					n, err := strconv.Atoi(c.V)
					if err != nil || n >= len(shared.Texts) {
						return nil, fmt.Errorf("%s has no shared text %q", s.Name, c.V)
					}
					c.V, c.T = "", shared.Texts[n]
				}
				row = append(row, c.V+escaped.ReplaceAllStringFunc(c.T, func(e string) string {
					n, _ := strconv.ParseUint(e[2:6], 16, 16) // the expression found it
					return string(rune(n))
				}))
			}
			all[s.Name] = append(all[s.Name], row)
		}
	}
	return all, nil
}

func TestALineHasEachFieldOnce(t *testing.T) {
	all := filed(2)
	all[1].Damage = "the record is torn"
	var out bytes.Buffer
	w := NewJSONLines(&out)
	lines, err := w.Encode(all)
	if err == nil {
		err = errors.Join(w.Write(lines), w.Close())
	}
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(out.String()) {
		read, seen := json.NewDecoder(strings.NewReader(line)), map[json.Token]bool{}
		if _, err := read.Token(); err != nil { // the brace
			t.Fatal(err)
		}
		for read.More() {
			name, err := read.Token()
			var value json.RawMessage
			if err := errors.Join(err, read.Decode(&value)); err != nil || seen[name] {
				t.Fatalf("the field %v stands twice in %.300s… (%v)", name, line, err)
			}
			seen[name] = true
		}
		if !seen["report"] {
			t.Errorf("no report in %.300s…", line)
		}
	}
}

func TestTwoExportsAreTheSameBytes(t *testing.T) {
	all := filed(60)
	for name, c := range map[string]struct {
		create create
		folder bool
	}{"csv": {NewCSV, true}, "parquet": {NewParquet, true}, "sqlite": {NewSQLite, false}, "xlsx": {NewXLSX, false}} {
		var sums [2]string
		for i := range sums {
			path := folder(t)
			to := path
			if !c.folder {
				to = filepath.Join(path, "out")
			}
			write(t, c.create, to, all)
			entries, err := os.ReadDir(path)
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range entries {
				b, err := os.ReadFile(filepath.Join(path, e.Name()))
				if err != nil {
					t.Fatal(err)
				}
				sums[i] += e.Name() + " " + string(archive.DigestOf(b)) + "\n"
			}
		}
		if sums[0] != sums[1] {
			t.Errorf("%s: got\n%sand\n%s", name, sums[0], sums[1])
		}
	}
}

func TestTheCodebookNamesEveryColumnAndEveryCodeInBothLanguages(t *testing.T) {
	l := NewLayout(report.Forms())
	described := map[string]bool{}
	for _, row := range l.Codebook() {
		var texts []string
		for _, v := range row {
			texts = append(texts, v.text)
		}
		if texts[8] == "" || texts[9] == "" {
			t.Errorf("not in both languages: %q", texts)
		}
		key := strings.Join(texts[1:5], " ")
		if described[key] {
			t.Errorf("described twice: %s", key)
		}
		described[key] = true
	}
	names := map[string]bool{}
	for _, table := range l.Tables {
		for _, c := range table.Columns {
			if !described["column "+table.Name+" "+c.Name+" "] {
				t.Errorf("%s.%s is not described", table.Name, c.Name)
			}
			if name := table.Name + "." + c.Name; names[name] {
				t.Errorf("%s is there twice", name)
			}
			names[table.Name+"."+c.Name] = true
		}
	}
}

func TestADamagedReportIsARowWithAFinding(t *testing.T) {
	l := NewLayout(report.Forms())
	f := filed(1)
	f[0].Report, f[0].JSON, f[0].Damage, f[0].Issuer, f[0].Year = nil, nil, "record is cut short", "青渡县水务局", 2023
	if got := plain(l, f, reports); len(got) != 1 || got[0][2] != "青渡县水务局" || got[0][4] != "2023" {
		t.Errorf("reports: %q", got)
	}
	if got := plain(l, f, findings); len(got) != 1 || got[0][7] != Damaged || got[0][9] != "record is cut short" {
		t.Errorf("findings: %q", got)
	}
	if got := plain(l, f, cells); len(got) != 0 {
		t.Errorf("cells: %q", got)
	}
}

func TestAFlaggedCellNamesItsFindingsAndTheWorstSeverity(t *testing.T) {
	l := NewLayout(report.Forms())
	got := plain(l, filed(1), cells)
	last := got[len(got)-1]
	if flags := last[15:17]; !slices.Equal(flags, []string{"error", "unit_missing identity_broken"}) {
		t.Errorf("got %q", flags)
	}
	wide := l.wide["T2021"]
	row := plain(l, filed(1), wide.table)[0]
	if row[7] != "t3_new_natural" || row[wide.column["t3.new.natural"]] != "7" {
		t.Errorf("wide: doubted %q, value %q", row[7], row[wide.column["t3.new.natural"]])
	}
}
