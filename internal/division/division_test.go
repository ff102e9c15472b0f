package division

import "testing"

func TestAnIssuerIsLocatedByItsNameAndItsPortal(t *testing.T) {
	cases := map[string]struct {
		issuer, portal string
		code           string
		rest           string
	}{
		"prefecture and district":               {"铜川市耀州区人民政府办公室", "", "610204", "人民政府办公室"},
		"a county that is the only one":         {"库伦旗人民政府", "", "150524", "人民政府"},
		"a district of a common name":           {"朝阳区民政局", "", "", "朝阳区民政局"},
		"a common name, and its portal":         {"朝阳区民政局", "110105", "110105", "民政局"},
		"a common name, and its province":       {"朝阳区民政局", "22", "220104", "民政局"},
		"a common name below its city":          {"长春市朝阳区民政局", "", "220104", "民政局"},
		"province in short":                     {"广西宾阳县教育局", "", "450126", "教育局"},
		"a district named like a province":      {"海南区司法局", "", "150303", "司法局"},
		"a city":                                {"洛阳市人民政府", "", "410300", "人民政府"},
		"a superseded county":                   {"偃师市水利局", "", "410381", "水利局"},
		"a town in the county that it names":    {"耀州区董家河镇人民政府", "", "610204101", "人民政府"},
		"a town in its portal's county":         {"董家河镇人民政府", "610204", "610204101", "人民政府"},
		"a town without county":                 {"董家河镇人民政府", "", "", "董家河镇人民政府"},
		"a town of another county":              {"董家河镇人民政府", "410307", "410307", "董家河镇人民政府"},
		"a park that is coded as a town":        {"赤壁市蒲纺工业园区", "", "421281400", "区"},
		"a street office by its short name":     {"天宝路街办", "610204", "610204002", "街办"},
		"a department that names no place":      {"民政局", "610204", "610204", "民政局"},
		"a county that no table has":            {"青渡县民政局", "390121", "390121", "青渡县民政局"},
		"a municipality's district":             {"重庆市万州区人民政府", "", "500101", "人民政府"},
		"nothing":                               {"", "", "", ""},
		"a portal whose code is no code":        {"民政局", "x", "", "民政局"},
		"a town that the portal itself is":      {"人民政府", "610204101", "610204101", "人民政府"},
		"a place whose name is no whole name":   {"阳信息中心", "", "", "阳信息中心"},
		"a county of the portal's own province": {"鼓楼区司法局", "320106", "320106", "司法局"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			got, ok := Locate(c.issuer, c.portal)
			if got.Code != c.code || got.Rest != c.rest || ok != (c.code != "") {
				t.Errorf("%s at %q: got %q and rest %q (%v), want %q and %q", c.issuer, c.portal, got.Code, got.Rest, got.Path, c.code, c.rest)
			}
		})
	}
}

func TestASupersededCountyHasASuccessorWhereOneCanBeTold(t *testing.T) {
	for old, now := range map[Place]string{
		{Code: "410381", Name: "偃师市"}: "410307", // 区 since 2021
		{Code: "350402", Name: "梅列区"}: "",       // merged into 三元区
		{Code: "610204", Name: "耀县"}:  "610204",
	} {
		if got, _ := Successor(old); got.Code != now {
			t.Errorf("%s: got %+v, want %q", old.Name, got, now)
		}
	}
}

func TestEveryCodeLeadsToItsName(t *testing.T) {
	counties, towns := 0, 0
	for _, p := range load().counties {
		if p.Until == "" && levelOf(p.Code) == 3 {
			counties++
			load().eachTown(p.Code, func(town Place) {
				if town.Until == "" {
					towns++
				}
			})
		}
		if got := Find(p.Code); len(got) == 0 || got[0].Until != "" && p.Until == "" {
			t.Errorf("%s: got %v", p.Code, got)
		}
	}
	if counties < 2970 || towns < 41000 {
		t.Errorf("got %d counties and %d towns in force, want about 2,977 and 41,275", counties, towns)
	}
}

func BenchmarkLocate(b *testing.B) {
	for b.Loop() {
		Locate("铜川市耀州区董家河镇人民政府", "610204")
	}
}
