package report_test

import (
	"strings"
	"testing"

	"gongkai/report"
)

func TestEveryCellOfEveryFormHasANameInBothLanguages(t *testing.T) {
	want := map[string]int{"T2019": 198, "T2021": 200, "STAT2014": 58}
	for _, f := range report.Forms() {
		cells, names := 0, map[string]string{}
		for _, s := range f.Tables {
			if s.English == "" || s.Chinese == "" {
				t.Errorf("%s.%s has no name", f.ID, s.ID)
			}
			for _, r := range s.Rows {
				if r.Key != "value" && (r.English == "" || r.Chinese == "") {
					t.Errorf("%s.%s: row %s has no name: %+v", f.ID, s.ID, r.Key, r)
				}
				for _, c := range s.Columns {
					if c.English == "" || c.Chinese == "" || strings.HasSuffix(c.English, ": ") {
						t.Errorf("%s.%s: column %s has no name: %+v", f.ID, s.ID, c.Key, c)
					}
					cells++
					key := s.ID + "." + r.Key + "." + c.Key
					name := s.English + "; " + r.English + "; " + c.English
					if other := names[name]; other != "" {
						t.Errorf("%s: %s and %s are both %q", f.ID, other, key, name)
					}
					names[name] = key
				}
			}
		}
		if want[string(f.ID)] != 0 && cells != want[string(f.ID)] {
			t.Errorf("%s: got %d cells, want %d", f.ID, cells, want[string(f.ID)])
		}
	}
}
