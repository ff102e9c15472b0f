package export

import (
	"bufio"
	"encoding/json"
	"io"
	"time"

	"gongkai/archive"
)

// line is a report in JSON Lines but for its last field, report, which is the
// report as it is kept, or null.
type line struct {
	Schema   string         `json:"schema"`
	ReportID string         `json:"report_id"`
	Portal   string         `json:"portal"`
	Portals  []string       `json:"portals"`
	URL      string         `json:"url"`
	Captured string         `json:"captured_at"`
	Payload  archive.Digest `json:"payload_digest"`
	Document archive.Digest `json:"document_digest"`
	Previous string         `json:"previous_id,omitempty"`
	Newest   bool           `json:"newest"`
	Damage   string         `json:"damage,omitempty"` // why report is null
}

// JSONLines writes reports as lines of JSON, one each. Encode may be called on
// several goroutines; the other methods may not.
type JSONLines struct{ w *bufio.Writer }

// NewJSONLines writes lines to w.
func NewJSONLines(w io.Writer) *JSONLines { return &JSONLines{w: bufio.NewWriterSize(w, 1<<18)} }

// Encode encodes reports.
func (j *JSONLines) Encode(filed []archive.Filed) ([]byte, error) {
	size := 0
	for i := range filed {
		size += len(filed[i].JSON) + 2048
	}
	lines := make([]byte, 0, size)
	for i := range filed {
		f := &filed[i]
		l := line{
			Schema: Schema, ReportID: ReportID(f.Document), Portal: f.Portal, Portals: f.Portals, URL: f.URL,
			Captured: f.Captured.UTC().Format(time.RFC3339), Payload: f.Payload, Document: f.Document,
			Newest: f.Newest, Damage: f.Damage,
		}
		if f.Previous != "" {
			l.Previous = ReportID(f.Previous)
		}
		head, err := json.Marshal(l)
		if err != nil {
			return nil, err
		}
		lines = append(append(lines, head[:len(head)-1]...), `,"report":`...)
		if f.Damage != "" {
			lines = append(lines, "null"...)
		} else {
			lines = append(lines, f.JSON...)
		}
		lines = append(lines, "}\n"...)
	}
	return lines, nil
}

// Write writes what was encoded.
func (j *JSONLines) Write(lines []byte) error {
	_, err := j.w.Write(lines)
	return err
}

// Close writes the rest.
func (j *JSONLines) Close() error { return j.w.Flush() }
