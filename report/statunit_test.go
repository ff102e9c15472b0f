package report_test

import (
	"slices"
	"testing"

	"gongkai/archive"
	"gongkai/internal/corpus"
	"gongkai/report"
)

func TestARowOfTheStatisticsTableInAnotherUnitIsToldOrRead(t *testing.T) {
	for unit, state := range map[string]string{"万条": archive.CellNumber, "百件": archive.CellNumber, "千元": archive.CellNumber, "项次": "absent"} {
		s := corpus.NewSample(issuerOf(1), 2016)
		table := slices.IndexFunc(s.Document.Tables, func(t archive.Table) bool { return len(t.Grid) > 40 })
		rows := [][]box{}
		for i, g := range s.Document.Tables[table].Grid {
			row := []box{b(g[0]), b(g[1]), b(g[2])}
			if i == 2 { // 主动公开政府信息数
				row = []box{b(g[0]), b(unit), b("12")}
			}
			rows = append(rows, row)
		}
		s.Document.Tables[table] = lay(rows)
		got, err := report.Parse(&s.Document)
		if err != nil {
			t.Fatal(err)
		}
		const key = "stat.published.value"
		at := slices.IndexFunc(got.Cells, func(c archive.ReportCell) bool { return c.Key() == key })
		if state == "absent" != (at < 0) || at >= 0 && (got.Cells[at].State != state || string(got.Cells[at].Unit) != unit) {
			t.Errorf("%s: got %v", unit, got.Cells[max(at, 0)])
		}
		if !told(got.Findings, key) {
			t.Errorf("%s: no finding names the cell", unit)
		}
	}
}
