package crawler

import "testing"

func TestATextIsComparedWithoutDatesTimesAndFiguresOfItsAddress(t *testing.T) {
	for text, want := range map[string]string{
		"":                         "",
		"无数字":                      "无数字",
		"2024年3月12日 08:30:15 收到5件": "  收到5件",
		"发布于2024-03-12，文号77、3.5万元。": "发布于，文号、3.5万元。",
		"77年7:05完":      "完",
		"a.2024/3/1b.9": "a.b.9",
	} {
		if got := withoutTimes(text, "http://a.cn/t77.html"); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
		naive := figures.ReplaceAllStringFunc(dates.ReplaceAllString(text, ""), func(n string) string {
			if n == "77" || n == "7" {
				return ""
			}
			return n
		})
		if naive != want {
			t.Errorf("%q as a whole: got %q, want %q", text, naive, want)
		}
	}
}
