package main

import (
	"encoding/csv"
	"io"
	"strconv"

	"gongkai/export"
)

// writeCSV writes c, one line an issuer and year, with a byte order mark as an export has.
func (c coverage) writeCSV(to io.Writer) error {
	if _, err := io.WriteString(to, export.Mark); err != nil {
		return err
	}
	w := csv.NewWriter(to)
	w.UseCRLF = true // RFC 4180
	if err := w.Write([]string{"portal", "portal_name", "division", "issuer", "year", "status", "state", "due", "published",
		"delay_days", "gone", "why", "url", "document", "failed_checks", "findings"}); err != nil {
		return err
	}
	for _, pc := range c.Portals {
		for _, ic := range pc.Issuers {
			for _, y := range ic.Years {
				delay := ""
				if y.Delay != nil {
					delay = strconv.Itoa(*y.Delay)
				}
				if err := w.Write([]string{pc.Portal, export.Harmless(pc.Name), pc.Division, export.Harmless(ic.Issuer), strconv.Itoa(y.Year),
					y.Status, y.State, y.Due, y.Published, delay, y.Gone, export.Harmless(y.Why), export.Harmless(y.URL),
					string(y.Document), strconv.Itoa(y.Failed), strconv.Itoa(y.Findings)}); err != nil {
					return err
				}
			}
		}
	}
	w.Flush()
	return w.Error()
}
