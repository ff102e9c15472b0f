package report

import (
	"fmt"

	"gongkai/archive"
)

// codeVersions is the code of a finding over two documents of one report.
const codeVersions = "versions_differ"

// CompareVersions tells in which cells two documents of one issuer and year
// differ: a report that was corrected, or two that only one of is right.
func CompareVersions(newer, older *archive.AnnualReport) (archive.Finding, bool) {
	was := map[string]archive.ReportCell{}
	for _, c := range older.Cells {
		was[c.Key()] = c
	}
	var keys []string
	first := ""
	for _, c := range newer.Cells {
		old, known := was[c.Key()]
		if !known || old.State == c.State && (old.Value == c.Value || compareNumbers(old.Value, c.Value) == 0) {
			continue
		}
		if first == "" {
			first = fmt.Sprintf("%s is %q and was %q", c.Key(), clip(c.Raw), clip(old.Raw))
		}
		keys = append(keys, c.Key())
	}
	if keys == nil {
		return archive.Finding{}, false
	}
	return archive.Finding{Code: codeVersions, Severity: warning, Cells: keys,
		Message: fmt.Sprintf("another document of this report has other figures in %d cells: %s", len(keys), first)}, true
}
