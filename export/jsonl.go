package export

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"time"

	"gongkai/archive"
)

// line is a report in JSON Lines: the whole of it, and where it comes from.
type line struct {
	Schema   string                `json:"schema"`
	ReportID string                `json:"report_id"`
	Portal   string                `json:"portal"`
	Portals  []string              `json:"portals"`
	URL      string                `json:"url"`
	Captured string                `json:"captured_at"`
	Payload  archive.Digest        `json:"payload_digest"`
	Document archive.Digest        `json:"document_digest"`
	Previous string                `json:"previous_id,omitempty"`
	Newest   bool                  `json:"newest"`
	Damage   string                `json:"damage,omitempty"` // why report is null
	Report   *archive.AnnualReport `json:"report"`
}

// JSONLines writes reports as lines of JSON, one each. Encode may be called on
// several goroutines; the other methods may not.
type JSONLines struct{ w *bufio.Writer }

// NewJSONLines writes lines to w.
func NewJSONLines(w io.Writer) *JSONLines { return &JSONLines{w: bufio.NewWriterSize(w, 1<<18)} }

// Encode encodes reports.
func (j *JSONLines) Encode(filed []archive.Filed) ([]byte, error) {
	var text bytes.Buffer
	e := json.NewEncoder(&text)
	e.SetEscapeHTML(false)
	for _, f := range filed {
		l := line{
			Schema: Schema, ReportID: ReportID(f.Document), Portal: f.Portal, Portals: f.Portals, URL: f.URL,
			Captured: f.Captured.UTC().Format(time.RFC3339), Payload: f.Payload, Document: f.Document,
			Newest: f.Newest, Damage: f.Damage, Report: f.Report,
		}
		if f.Previous != "" {
			l.Previous = ReportID(f.Previous)
		}
		if err := e.Encode(l); err != nil {
			return nil, err
		}
	}
	return text.Bytes(), nil
}

// Write writes what was encoded.
func (j *JSONLines) Write(lines []byte) error {
	_, err := j.w.Write(lines)
	return err
}

// Close writes the rest.
func (j *JSONLines) Close() error { return j.w.Flush() }
