package ofd_test

import (
	"strings"
	"testing"

	"gongkai/extract/readtest"
	"gongkai/extract/visible"
)

func TestTextThatIsNotSeenIsLeftOut(t *testing.T) {
	text := func(s, colour string) string {
		return `<ofd:TextObject Boundary="20 20 50 10" Size="5">` + colour + `<ofd:TextCode X="0" Y="5">` + s + `</ofd:TextCode></ofd:TextObject>`
	}
	area := func(attributes, colour, data string) string {
		return `<ofd:PathObject Boundary="18 18 60 12" Stroke="false" Fill="true" ` + attributes + `>` + colour + `<ofd:AbbreviatedData>` + data + `</ofd:AbbreviatedData></ofd:PathObject>`
	}
	colour := func(value, more string) string { return `<ofd:FillColor Value="` + value + `" ` + more + `/>` }
	const box = "M 0 0 L 60 0 L 60 12 L 0 12 C"
	white, blue := colour("255 255 255", ""), colour("31 73 125", "")
	seven := `<ofd:TextObject Boundary="20 80 50 10" Size="5"><ofd:TextCode X="0" Y="5">7</ofd:TextCode></ofd:TextObject>`
	for name, c := range map[string]struct {
		content string
		want    visible.Sight
	}{
		"white":                     {text("66", white), visible.Unseen},
		"white in grey":             {text("66", colour("255", "")), visible.Unseen},
		"without ink":               {text("66", colour("0 0 0 0", "")), visible.Unseen},
		"black":                     {text("66", colour("0 0 0", "")), visible.Seen},
		"on blue":                   {area("", blue, box) + text("66", white), visible.Seen},
		"on white on blue":          {area("", blue, box) + area("", white, box) + text("66", white), visible.Unseen},
		"on a pattern":              {area("", "<ofd:FillColor><ofd:AxialShd/></ofd:FillColor>", box) + text("66", white), visible.Doubtful},
		"on what is told elsewhere": {area(`DrawParam="3"`, "", box) + text("66", white), visible.Doubtful},
		"on a picture":              {`<ofd:ImageObject Boundary="18 18 60 12"/>` + text("66", white), visible.Doubtful},
	} {
		t.Run(name, func(t *testing.T) {
			readtest.CheckSight(t, read(t, zipped(t, parts(c.content+seven))), c.want)
		})
	}
	for name, c := range map[string]struct {
		over    string
		covered bool
	}{
		"a white area":        {area("", white, box), true},
		"a blue area":         {area("", blue, box), true},
		"an area beside it":   {area("", white, "M 40 0 L 60 0 L 60 12 L 40 12 C"), false},
		"a clear area":        {area("", colour("255 255 255", `Alpha="0"`), box), false},
		"one that is so half": {area("", colour("255 255 255", `Alpha="128"`), box), false},
		"an object so":        {area(`Alpha="128"`, white, box), false},
		"no colour":           {area("", "", box), false},
		"no area":             {strings.Replace(area("", white, box), `Fill="true"`, `Fill="false"`, 1), false},
		"a round one":         {area("", white, "M 0 0 L 60 0 B 60 3 60 6 60 12 L 0 12 C"), false},
		"one with a hole":     {area("", white, box+" M 1 1 L 50 1 L 50 9 L 1 9 C"), false},
		"one in a clip":       {strings.Replace(area("", white, box), "<ofd:Abb", "<ofd:Clips/><ofd:Abb", 1), false},
		"one behind its edge": {strings.Replace(area("", white, box), `"18 18 60 12"`, `"18 18 1 1"`, 1), false},
	} {
		t.Run(name, func(t *testing.T) {
			doc := read(t, zipped(t, parts(text("66", "")+c.over+seven)))
			warned := false
			for _, w := range doc.Warnings {
				warned = warned || w.Code == "text_covered"
			}
			if strings.Contains(doc.Blocks[0].Text, "66") == c.covered || warned != c.covered {
				t.Errorf("got %v and %v, want the text covered: %v", doc.Blocks, doc.Warnings, c.covered)
			}
		})
	}
}
