package archive

import (
	"encoding/json"
	"strconv"
)

// ReportSchema names the JSON form of [AnnualReport].
const ReportSchema = "gongkai.report/1"

// Template names the statutory form of a report.
type Template string

// The templates: the forms of 国办公开办函〔2019〕60号 and 〔2021〕30号, the
// 政府信息公开情况统计表 of the reports on 2014 to 2018 (国办发〔2014〕32号), and the
// narrative of those before, which has no statutory table.
const (
	T2019    Template = "T2019"
	T2021    Template = "T2021"
	STAT2014 Template = "STAT2014"
	NARR2008 Template = "NARR2008"
)

// AnnualReport is a 政府信息公开工作年度报告 parsed out of a document.
type AnnualReport struct {
	Schema     string       `json:"schema"`
	Issuer     OptionalText `json:"issuer"`      // 发布机关
	IssuerKind OptionalText `json:"issuer_kind"` // government, office, department, town, street, park
	Division   OptionalText `json:"division"`    // 行政区划 code of 6 digits, or 9 of a town, where it is known
	Year       OptionalYear `json:"year"`        // the year reported on
	Title      OptionalText `json:"title"`
	Template   OptionalText `json:"template"`
	Sections   []Section    `json:"sections"`
	Cells      []ReportCell `json:"cells"`
	Checks     []Check      `json:"checks"`
	Findings   []Finding    `json:"findings"`
	Tables     []Reading    `json:"tables"`          // how far the figures of each statutory table can be trusted
	Evidence   []Evidence   `json:"evidence"`        // what decided issuer, year, template and the rest
	Parts      []Part       `json:"parts,omitempty"` // of a report that was read out of several documents: the page, then its attachments
}

// Part is one of several documents that a report was read out of.
type Part struct {
	Document Digest `json:"document"`
	Payload  Digest `json:"payload_digest"`
	URL      string `json:"url"`
	Captured string `json:"captured_at"` // RFC 3339, UTC
}

// Evidence is what one field of a report was decided by: the words that stand in
// the document, or in what the portal says of it.
type Evidence struct {
	Field  string `json:"field"`  // report, title, issuer, issuer_kind, division, year or template
	Value  string `json:"value"`  // as in that field
	Source string `json:"source"` // title, text, period, signature, tables, metadata, portal, published, divisions
	Words  string `json:"words"`  // that decided
}

// The confidences of a reading.
const (
	ConfidenceHigh   = "high"   // read without doubt, and its own arithmetic agrees
	ConfidenceMedium = "medium" // read without doubt, and no identity covers all of it
	ConfidenceLow    = "low"    // a finding of a warning or an error names a cell
	ConfidenceNone   = "none"   // the table was not found
)

// Reading tells how a statutory table was read. Cells counts those that the form
// has: each is a number, blank, text or absent.
type Reading struct {
	Table         string `json:"table"`
	Confidence    string `json:"confidence"`
	Cells         int    `json:"cells"`
	Numbers       int    `json:"numbers"`
	Blank         int    `json:"blank"`
	Unresolved    int    `json:"unresolved"` // text, or absent
	Passed        int    `json:"passed"`     // checks
	Failed        int    `json:"failed"`
	NotAssessable int    `json:"not_assessable"`
	Doubted       int    `json:"doubted"` // numbers that a warning or an error names
}

// Section is one of the six sections.
type Section struct {
	Number  string `json:"number"` // 一 to 六: the statutory number, whatever the report prints
	Heading string `json:"heading"`
	Text    string `json:"text"`
}

// The states of a report's cell.
const (
	CellNumber = "number"
	CellBlank  = "blank" // nothing printed, or a sign for nothing: missing, never zero
	CellText   = "text"  // something printed that is no number
)

// ReportCell is one statutory cell, named by the keys of its table, row and
// column. The rows of table stat (政府信息公开情况统计表) that no dictionary knows
// have their own label, without number, space and brackets, for a key.
type ReportCell struct {
	Table      string       `json:"table"`
	Row        string       `json:"row"`
	Column     string       `json:"column"`
	Label      string       `json:"label,omitempty"` // of the row as printed, in tables whose rows are no fixed set (stat)
	State      string       `json:"state"`
	Value      Number       `json:"value"`
	Raw        string       `json:"raw"` // as printed
	Unit       OptionalText `json:"unit"`
	UnitSource string       `json:"unit_source"`    // cell, header, template, or none
	Origin     *Origin      `json:"origin"`         // nil where the document had no table there
	Part       int          `json:"part,omitempty"` // the document that it stands in, among the report's parts
}

// Key returns "table.row.column".
func (c ReportCell) Key() string { return c.Table + "." + c.Row + "." + c.Column }

// Origin is a place in a document's tables, counted from 0.
type Origin struct {
	Table  int `json:"table"`
	Row    int `json:"row"`
	Column int `json:"column"`
}

// The results of checks.
const (
	CheckPass          = "pass"
	CheckFail          = "fail"
	CheckNotAssessable = "not_assessable" // an operand is not a number
)

// Check is one identity (勾稽关系) applied in one scope.
type Check struct {
	Identity string `json:"identity"` // T3-BAL, T3-RES, T3-ROW, T4-SUM, …
	Scope    string `json:"scope"`    // the column or row that it was applied to
	Result   string `json:"result"`
	Left     Number `json:"left"`
	Right    Number `json:"right"`
}

// Finding is something that a person should know about a report's figures.
type Finding struct {
	Code     string   `json:"code"`
	Severity string   `json:"severity"` // info, warning, error
	Message  string   `json:"message"`
	Cells    []string `json:"cells"` // keys of the cells that it is about
}

// Number is an exact decimal: digits with an optional sign and point, as JSON
// has them. Empty is no number, and null in JSON.
type Number string

// MarshalJSON writes the digits as they are, or null.
func (n Number) MarshalJSON() ([]byte, error) {
	if n == "" {
		return []byte("null"), nil
	}
	return json.Marshal(json.Number(n))
}

// UnmarshalJSON reads a number or null.
func (n *Number) UnmarshalJSON(b []byte) error {
	var p *json.Number
	if err := json.Unmarshal(b, &p); err != nil {
		return err
	}
	*n = ""
	if p != nil {
		*n = Number(*p)
	}
	return nil
}

// OptionalText is a text that is null in JSON where it is empty.
type OptionalText string

// MarshalJSON writes a string, or null.
func (t OptionalText) MarshalJSON() ([]byte, error) {
	if t == "" {
		return []byte("null"), nil
	}
	return json.Marshal(string(t))
}

// OptionalYear is a year that is null in JSON where it is 0.
type OptionalYear int

// MarshalJSON writes a number, or null.
func (y OptionalYear) MarshalJSON() ([]byte, error) {
	if y == 0 {
		return []byte("null"), nil
	}
	return strconv.AppendInt(nil, int64(y), 10), nil
}

// YearFinding is something that a person should know about the figures of one
// issuer over the years: figures of the report on Year that don't agree with
// those on Against.
type YearFinding struct {
	Year     int    `json:"year"`
	Against  int    `json:"against"`  // the year compared with; the newest of several
	Identity string `json:"identity"` // XY-CARRY, XY-INFORCE, XY-ITEMS or OUTLIER
	Left     Number `json:"left"`     // of Year
	Right    Number `json:"right"`    // of Against
	Finding
}
