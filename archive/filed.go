package archive

// Filed is an annual report with where it stands in the archive. Portal, URL and
// Captured are those where its document was first read.
type Filed struct {
	ReportSummary
	Payload  Digest        // whose bytes it was read out of
	Previous Digest        // content digest of the version before, or ""
	Portals  []string      // that have its document, sorted
	Newest   bool          // of its portal, issuer and year
	Report   *AnnualReport // nil where it was not asked for, and where it is damaged
	JSON     []byte        // the report as it is kept, on one line, where that was asked for
	Damage   string        // why there is no report: its record can't be read back
}
