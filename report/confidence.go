package report

import (
	"strings"

	"gongkai/archive"
)

// readings tells for each table of f, and for the statistics table where there
// is one, how far its figures can be trusted.
func readings(f *form, r *archive.AnnualReport) []archive.Reading {
	list := []archive.Reading{}
	at := map[string]int{}
	if f != nil {
		for i := range f.tables {
			at[f.tables[i].id] = len(list)
			list = append(list, archive.Reading{Table: f.tables[i].id, Cells: len(f.tables[i].columns) * len(f.tables[i].rows)})
		}
	}
	present := map[string]int{}
	for _, c := range r.Cells {
		i, known := at[c.Table]
		if !known {
			i = len(list)
			at[c.Table] = i
			list = append(list, archive.Reading{Table: c.Table})
		}
		present[c.Table]++
		switch c.State {
		case archive.CellNumber:
			list[i].Numbers++
		case archive.CellBlank:
			list[i].Blank++
		}
	}
	for i := range list {
		t := &list[i]
		t.Cells = max(t.Cells, present[t.Table])
		t.Unresolved = t.Cells - t.Numbers - t.Blank
	}
	for _, c := range r.Checks {
		table, _, _ := strings.Cut(strings.ToLower(c.Identity), "-")
		i, known := at[table]
		if !known {
			continue
		}
		switch c.Result {
		case archive.CheckPass:
			list[i].Passed++
		case archive.CheckFail:
			list[i].Failed++
		default:
			list[i].NotAssessable++
		}
	}
	for key := range doubted(r) {
		if table, ok := tableOf(key, at); ok {
			list[table].Doubted++
		}
	}
	for i := range list {
		list[i].Confidence = confidence(&list[i], present[list[i].Table])
	}
	return list
}

// doubted returns the keys of the cells that a warning or an error names.
func doubted(r *archive.AnnualReport) map[string]bool {
	keys := map[string]bool{}
	for _, f := range r.Findings {
		if f.Severity == info {
			continue
		}
		for _, key := range f.Cells {
			keys[key] = true
		}
	}
	return keys
}

// tableOf returns the table of a cell's key.
func tableOf(key string, at map[string]int) (int, bool) {
	for i := strings.IndexByte(key, '.'); i > 0; {
		if table, ok := at[key[:i]]; ok {
			return table, true
		}
		next := strings.IndexByte(key[i+1:], '.')
		if next < 0 {
			break
		}
		i += 1 + next
	}
	return 0, false
}

// confidence judges a reading.
func confidence(t *archive.Reading, present int) string {
	switch {
	case present == 0:
		return archive.ConfidenceNone
	case t.Doubted > 0 || t.Unresolved > 0 || t.Failed > 0:
		return archive.ConfidenceLow
	case t.Passed > 0 && t.NotAssessable == 0:
		return archive.ConfidenceHigh
	}
	return archive.ConfidenceMedium
}
