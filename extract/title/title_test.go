package title

import (
	"testing"

	"gongkai/archive"
)

func TestATitleMayStandOnSeveralLines(t *testing.T) {
	for name, c := range map[string]struct {
		lines []string
		want  string
	}{
		"one line":                  {[]string{"某局2023年政府信息公开工作年度报告", "正文。"}, "某局2023年政府信息公开工作年度报告"},
		"two lines":                 {[]string{"某局", "2023年政府信息公开 年报"}, "某局2023年政府信息公开 年报"},
		"a sentence before it":      {[]string{"根据规定。", "某局2023年政府信息公开年报"}, ""},
		"too far down":              {[]string{"a", "b", "c", "政府信息公开年报"}, ""},
		"another paper of the year": {[]string{"某局2023年法治政府建设年度报告"}, ""},
		"nothing":                   {nil, ""},
	} {
		t.Run(name, func(t *testing.T) {
			var blocks []archive.Passage
			for _, line := range c.lines {
				blocks = append(blocks, archive.Passage{Type: archive.PassageParagraph, Text: line})
			}
			if got := FromLines(blocks); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}
