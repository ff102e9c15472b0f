package xmlss

import (
	"strings"
	"testing"

	"gongkai/extract/readtest"
	"gongkai/extract/visible"
)

func TestTextInTheColourOfItsCellIsLeftOut(t *testing.T) {
	const style, blue = `<Font ss:Color="#FFFFFF"/>`, `<Interior ss:Color="#1F497D" ss:Pattern="Solid"/>`
	number := cell(`ss:StyleID="w"`, "Number", "66")
	for name, c := range map[string]struct {
		style, cell string
		want        visible.Sight
	}{
		"white":              {style, number, visible.Unseen},
		"white on blue":      {style + blue, number, visible.Seen},
		"white on a pattern": {style + `<Interior ss:Color="#1F497D" ss:Pattern="Gray50"/>`, number, visible.Doubtful},
		"no fill":            {style + `<Interior/>`, number, visible.Unseen},
		"a white format":     {`<NumberFormat ss:Format="[White]0"/>`, number, visible.Unseen},
		"a format of others": {`<NumberFormat ss:Format="0;[White]-0"/>`, number, visible.Seen},
		"black":              {`<Font ss:Color="#000000"/>`, number, visible.Seen},
		"a white run":        {"", cell(`ss:StyleID="w"`, "String", `7<html:Font html:Color="#FFFFFF">66</html:Font>`), visible.Unseen},
		"a black run":        {style, cell(`ss:StyleID="w"`, "String", `<Font html:Color="#000000">66</Font>`), visible.Seen},
		"a style's heir":     {style + `</Style><Style ss:ID="heir" ss:Parent="w">`, cell(`ss:StyleID="heir"`, "Number", "66"), visible.Unseen},
	} {
		t.Run(name, func(t *testing.T) {
			file := strings.Replace(workbookOf("<Row>"+c.cell+cell("", "Number", "7")+"</Row>"), "</Styles>", `<Style ss:ID="w">`+c.style+"</Style></Styles>", 1)
			readtest.CheckSight(t, read(t, file), c.want)
		})
	}
}
