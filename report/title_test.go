package report

import "testing"

func TestNamesOfOneIssuerAreAlike(t *testing.T) {
	for names, want := range map[[2]string]bool{
		{"青渡县人民政府", "青渡县人民政府办公室"}:    true,
		{"青渡县人民政府办公室", "县政府办"}:       true,
		{"青渡县人民政府", "中共青渡县委青渡县人民政府"}: true,
		{"青渡镇", "青渡镇党委、政府"}:          true,
		{"望江街道", "望江街道党工委办事处"}:       true,
		{"青渡县城关镇", "城关镇人民政府"}:        true,
		{"青渡县水务局", "县水务局"}:           true,
		{"青渡县", "青渡县水务局"}:            false,
		{"青渡市", "青渡市青渡区人民政府"}:        false,
		{"青渡县人民政府办公室", "青渡县水务局"}:     false,
	} {
		if got := alike(names[0], names[1]); got != want || alike(names[1], names[0]) != want {
			t.Errorf("%v: got %v, want %v", names, got, want)
		}
	}
}

func TestWhatIsLeftOfAYearIsNoPartOfTheIssuer(t *testing.T) {
	for _, year := range []string{"2023年", "2023年（年度）", "（2023年度）", "2023年度（1—12月）", "[2023]年", "〔2023〕年度", "（2023）年", "2023（年度）"} {
		if got := issuerOf("青渡县人民政府" + year + "政府信息公开工作年度报告"); got != "青渡县人民政府" {
			t.Errorf("%s: got %q", year, got)
		}
	}
}
