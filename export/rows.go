package export

import (
	"slices"
	"strings"
	"time"

	"gongkai/archive"
)

// ReportID returns the id of the report in a document: r and 16 hexadecimal
// digits of the content digest. It begins with a letter, because spreadsheets
// take 12345e67 for a number.
func ReportID(document archive.Digest) string {
	_, sum, _ := strings.Cut(string(document), ":")
	return "r" + sum[:min(16, len(sum))]
}

// rower makes rows of reports. It keeps its memory from one report to the next,
// and serves one goroutine.
type rower struct {
	layout  *Layout
	to      *Encoded
	flags   map[string]flag // by cell
	row     []Value
	whose   []Value
	source  []Value
	parts   [][]Value // the source of each part, where there are several
	doubted []string
	key     []byte
}

// flag is what findings say about a cell.
type flag struct {
	severity int // index in severities
	codes    string
}

var severities = [...]string{"", "info", "warning", "error"}

func severityOf(name string) int { return max(1, slices.Index(severities[:], name)) }

// rows encodes the rows of a report.
func (w *rower) rows(f *archive.Filed) {
	r := f.Report
	if r == nil {
		r = damaged(f)
	}
	w.about(f, r)
	w.parts = w.parts[:0]
	for _, p := range r.Parts {
		at, _ := time.Parse(time.RFC3339, p.Captured) // zero, and so empty, where it is no time
		w.parts = append(w.parts, []Value{textValue(p.URL), timeValue(at), textValue(string(p.Payload))})
	}
	w.flag(r.Findings)
	w.report(f, r)
	w.cells(r)
	w.wide(f, r)
	for _, t := range r.Tables {
		w.row = append(append(w.row[:0], w.whose...), textValue(t.Table), textValue(t.Confidence), integerValue(t.Cells),
			integerValue(t.Numbers), integerValue(t.Blank), integerValue(t.Unresolved), integerValue(t.Passed),
			integerValue(t.Failed), integerValue(t.NotAssessable), integerValue(t.Doubted))
		w.to.row(readings, w.row)
	}
	for i := range r.Findings {
		w.finding(i+1, &r.Findings[i], 0)
	}
}

// about notes what every row of a report begins and ends with.
func (w *rower) about(f *archive.Filed, r *archive.AnnualReport) {
	w.whose = append(w.whose[:0], textValue(ReportID(f.Document)), textValue(f.Portal), textValue(string(r.Issuer)),
		textValue(string(r.Division)), yearValue(int(r.Year)), textValue(string(r.Template)))
	w.source = append(w.source[:0], textValue(f.URL), timeValue(f.Captured), textValue(string(f.Payload)))
}

// finding encodes a finding; against is the year compared with, or 0.
func (w *rower) finding(number int, one *archive.Finding, against int) {
	w.row = append(append(w.row[:0], w.whose...), integerValue(number), textValue(one.Code), textValue(one.Severity),
		textValue(one.Message), textValue(strings.Join(one.Cells, " ")))
	w.row = append(append(w.row, w.source...), yearValue(against))
	w.to.row(findings, w.row)
}

func yearValue(y int) Value { return Value{number: int64(y), set: y != 0} }

// damaged is what is known of a report whose record can't be read back.
func damaged(f *archive.Filed) *archive.AnnualReport {
	return &archive.AnnualReport{
		Issuer: archive.OptionalText(f.Issuer), Year: archive.OptionalYear(f.Year),
		Title: archive.OptionalText(f.Title), Template: archive.OptionalText(f.Template),
		Findings: []archive.Finding{{Code: Damaged, Severity: "error", Message: f.Damage}},
	}
}

// flag notes what the findings say about each cell.
func (w *rower) flag(all []archive.Finding) {
	if w.flags == nil {
		w.flags = map[string]flag{}
	}
	clear(w.flags)
	for _, f := range all {
		severity := severityOf(f.Severity)
		for _, key := range f.Cells {
			have := w.flags[key]
			switch {
			case have.codes == "":
				have.codes = f.Code
			case have.codes != f.Code && !slices.Contains(strings.Fields(have.codes), f.Code):
				have.codes += " " + f.Code
			}
			w.flags[key] = flag{max(have.severity, severity), have.codes}
		}
	}
}

func (w *rower) report(f *archive.Filed, r *archive.AnnualReport) {
	numbers := 0
	for i := range r.Cells {
		if r.Cells[i].State == archive.CellNumber {
			numbers++
		}
	}
	var passed, failed, open int
	for _, c := range r.Checks {
		switch c.Result {
		case archive.CheckPass:
			passed++
		case archive.CheckFail:
			failed++
		default:
			open++
		}
	}
	var bySeverity [len(severities)]int
	for _, one := range r.Findings {
		bySeverity[severityOf(one.Severity)]++
	}
	previous := ""
	if f.Previous != "" {
		previous = ReportID(f.Previous)
	}
	w.row = append(append(w.row[:0], w.whose...), w.source...)
	w.row = append(w.row, textValue(string(f.Document)), textValue(previous), flagValue(f.Newest),
		textValue(strings.Join(f.Portals, " ")), textValue(string(r.IssuerKind)), textValue(string(r.Title)),
		integerValue(len(r.Cells)), integerValue(numbers), integerValue(passed), integerValue(failed), integerValue(open),
		integerValue(bySeverity[3]), integerValue(bySeverity[2]), integerValue(bySeverity[1]), textValue(attachments(r)))
	w.to.row(reports, w.row)
}

// attachments returns the URLs of the documents beside its own that a report was
// read out of.
func attachments(r *archive.AnnualReport) string {
	var urls []string
	for _, p := range r.Parts[min(1, len(r.Parts)):] {
		urls = append(urls, p.URL)
	}
	return strings.Join(urls, " ")
}

// cells encodes the rows of cells. All of one part begin and end alike.
func (w *rower) cells(r *archive.AnnualReport) {
	part := -1
	for i := range r.Cells {
		c := &r.Cells[i]
		if c.Part != part {
			part = c.Part
			source := w.source
			if part > 0 && part < len(w.parts) {
				source = w.parts[part]
			}
			w.to.batch.around(w.whose, source)
		}
		f := w.flagOf(c)
		w.row = append(w.row[:0], textValue(c.Table), textValue(c.Row), textValue(c.Column), textValue(c.Label),
			textValue(c.State), textValue(string(c.Value)), textValue(string(c.Unit)), textValue(c.UnitSource), textValue(c.Raw),
			textValue(severities[f.severity]), textValue(f.codes))
		w.to.cell(w.row)
	}
}

// keyOf returns the key of a cell, until the next call.
func (w *rower) keyOf(c *archive.ReportCell) []byte {
	w.key = append(append(w.key[:0], c.Table...), '.')
	w.key = append(append(append(w.key, c.Row...), '.'), c.Column...)
	return w.key
}

func (w *rower) flagOf(c *archive.ReportCell) flag {
	if len(w.flags) == 0 {
		return flag{}
	}
	return w.flags[string(w.keyOf(c))]
}

// wide encodes the row of the wide table of the report's form, if it has one.
func (w *rower) wide(f *archive.Filed, r *archive.AnnualReport) {
	into, ok := w.layout.wide[archive.Template(r.Template)]
	if !ok {
		return
	}
	columns := w.layout.Tables[into.table].Columns
	w.row = append(append(w.row[:0], w.whose...), flagValue(f.Newest), Value{})
	doubted := len(w.row) - 1
	first := len(w.row)
	w.row = append(w.row, make([]Value, len(columns)-first)...)
	w.doubted = w.doubted[:0]
	for i := range r.Cells {
		c := &r.Cells[i]
		column, known := into.column[string(w.keyOf(c))]
		if !known {
			continue
		}
		w.row[column] = textValue(string(c.Value))
		if w.flagOf(c).severity >= 2 {
			w.doubted = append(w.doubted, columns[column].Name)
		}
	}
	w.row[doubted] = textValue(strings.Join(w.doubted, " "))
	w.to.row(into.table, w.row)
}
