package report_test

import (
	"strings"
	"testing"

	"gongkai/archive"
	"gongkai/internal/portalsim/truth"
	"gongkai/report"
)

// TestAFigureOfAnotherColumnOfTheStatisticsTableIsTold leaves the column of the
// figures empty, and fills one beside it.
func TestAFigureOfAnotherColumnOfTheStatisticsTableIsTold(t *testing.T) {
	doc := documentOf(truth.Write(issuerOf(3), 2017))
	shifted, changed := *doc, 0
	shifted.Tables = append([]archive.Table{}, doc.Tables...)
	for i := range shifted.Tables {
		rows := boxesOf(shifted.Tables[i])
		if !strings.Contains(rows[0][0].text, "统计指标") {
			continue
		}
		changed++
		rows[0] = append(rows[0], b("上年"))
		for r := range rows[1:] {
			row := rows[r+1]
			row[len(row)-1].text = ""
			rows[r+1] = append(row, b("77"))
		}
		shifted.Tables[i] = lay(rows)
	}
	got, err := report.Parse(&shifted)
	if err != nil || changed == 0 {
		t.Fatal(changed, err)
	}
	for _, c := range got.Cells {
		if c.State == archive.CellNumber && !told(got.Findings, c.Key()) {
			t.Errorf("%s: got %s, and no finding names it", c.Key(), c.Value)
		}
	}
}
