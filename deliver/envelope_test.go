package deliver

import (
	"encoding/json"
	"testing"
	"time"

	"gongkai/archive"
)

func TestAnEnvelopeIsOneLineOfCloudEvents(t *testing.T) {
	p := parcel("lines", "a<b>\n & c", time.Date(2026, 3, 31, 16, 0, 0, 5000, time.FixedZone("CST", 8*3600)))
	digest := string(p.Document.ContentDigest)
	want := `{"specversion":"1.0","id":"` + p.Delivery.ID + `","source":"urn:gongkai:portal:qingdu","type":"gongkai.document",` +
		`"subject":"` + digest + `","time":"2026-03-31T08:00:00.000005Z","datacontenttype":"application/json",` +
		`"data":{"document":{"schema":"gongkai.document/1","payload_digest":"","content_digest":"` + digest + `","source":{},` +
		`"media_type":"","charset":"","title":"a<b>\n & c","published":"","issuer_hint":"","text":"",` +
		`"blocks":null,"tables":null,"links":null,"warnings":null},"report":null}}`
	got, err := Envelope(p)
	if err != nil || string(got) != want {
		t.Errorf("got %s, %v\nwant %s", got, err, want)
	}

	p.Delivery.Created = time.Time{}
	p.Portal = "a b"
	p.Report = &archive.AnnualReport{Schema: archive.ReportSchema, Year: 2025}
	got, err = Envelope(p)
	if err != nil {
		t.Fatal(err)
	}
	var event map[string]any
	if err := json.Unmarshal(got, &event); err != nil {
		t.Fatal(err)
	}
	if _, ok := event["time"]; ok || event["source"] != "urn:gongkai:portal:a%20b" {
		t.Errorf("got %s, want no time and an escaped source", got)
	}
	if year := event["data"].(map[string]any)["report"].(map[string]any)["year"]; year != 2025.0 {
		t.Errorf("year: got %v, want 2025", year)
	}
}

func FuzzEnvelope(f *testing.F) {
	f.Add("id", "qingdu", "标题", "12.5")
	f.Add("\xff", "\n", "\u2028", "1e")
	f.Fuzz(func(t *testing.T, id, portal, title, number string) {
		p := archive.Parcel{Delivery: archive.Delivery{ID: id}, Portal: portal, Document: archive.Document{Title: title},
			Report: &archive.AnnualReport{Checks: []archive.Check{{Left: archive.Number(number)}}}}
		line, err := Envelope(p)
		if err != nil {
			return
		}
		for _, c := range line {
			if c == '\n' {
				t.Fatalf("two lines: %q", line)
			}
		}
		if !json.Valid(line) {
			t.Fatalf("not JSON: %q", line)
		}
	})
}
