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

func TestWhatStandsBeforeAnIssuerIsNoPartOfItsName(t *testing.T) {
	const name = "青渡县人民政府办公室"
	for _, lead := range []string{"", "·", "■", "★★", "-", "— ", "1.", "1、", "12．", "(一)", "（3）", "一、", "十二、", "附件", "附件：", "附件1", "附件2-1：", "（附件）", "（附件1）",
		"【公开】", "[图文]", ">", "» ", "首页 > 公开 > ", "当前位置：首页>信息公开>", "首页 ", "标题：", "附件1：1.", "=", "@"} {
		if got := issuerOf(lead + name + "2023年政府信息公开工作年度报告"); got != name {
			t.Errorf("%q: got %q", lead, got)
		}
	}
	for _, behind := range []string{"_", "|", "丨", " - ", "——", "：", "·"} {
		if got := issuerOf(name + behind + "2023年政府信息公开工作年度报告"); got != name {
			t.Errorf("%q behind it: got %q", behind, got)
		}
	}
	for _, name := range []string{"一师阿拉尔市", "四平市财政局", "三门县人民政府", "110指挥中心", "12345热线服务中心", "八一镇人民政府", "“一带一路”办公室"} {
		if got := issuerOf(name + "2023年政府信息公开工作年度报告"); got != fold(name) {
			t.Errorf("got %q of %q", got, name)
		}
	}
	for _, nobody := range []string{"××县人民政府", "○○县人民政府", "**县人民政府", "__县人民政府"} {
		if got := issuerOf(nobody + "2023年政府信息公开工作年度报告"); got != "" {
			t.Errorf("%q: got %q", nobody, got)
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
