package cms

import "testing"

func TestIdentifyReadsWhatAPageSaysOfItsSite(t *testing.T) {
	for name, c := range map[string]struct {
		body string
		want Identity
	}{
		"all of it": {`<html><head><TITLE> 首页-青渡县人民政府 </TITLE><META Name="SiteName" content="青渡县人民政府"/><meta content="4103810001" name=SiteIDCode></head>`,
			Identity{Title: "首页-青渡县人民政府", SiteName: "青渡县人民政府", SiteCode: "4103810001"}},
		"a title alone":          {`<title>青渡县</title><svg><title>x</title></svg>`, Identity{Title: "青渡县"}},
		"nothing":                {`{"a": 1}`, Identity{}},
		"a meta tag without end": {`<meta name="SiteName" content="青渡`, Identity{}},
	} {
		t.Run(name, func(t *testing.T) {
			if got := Identify([]byte(c.body)); got != c.want {
				t.Errorf("got %+v, want %+v", got, c.want)
			}
		})
	}
}

func TestColumnsAreKnownByTheirNames(t *testing.T) {
	for text, want := range map[string][3]bool{ // a column of reports, of disclosure, a report
		"政府信息公开年报":          {true, false, false},
		"政府信息公开工作年度报告":      {true, false, false},
		"年报":                {true, false, false},
		"政府信息公开":            {false, true, false},
		"政务公开":              {false, true, false},
		"政府信息公开指南":          {false, false, false},
		"2023年政府信息公开工作年度报告": {false, false, true},
		"青渡县财政局二〇二三年信息公开年度报告": {false, false, true},
		"政府网站工作年度报表":          {false, false, false},
		"新闻动态":                {false, false, false},
		"":                    {false, false, false},
	} {
		if got := [3]bool{ReportColumn(text), DisclosureColumn(text), ReportTitle(text)}; got != want {
			t.Errorf("%q: got %v, want %v", text, got, want)
		}
	}
}

func FuzzIdentify(f *testing.F) {
	f.Add([]byte(`<title>a</title><meta name=sitename content="b"><meta>`))
	f.Fuzz(func(t *testing.T, body []byte) {
		if id := Identify(body); len(id.Title) > 4*maxText {
			t.Fatalf("a title of %d bytes", len(id.Title))
		}
	})
}
