package rtf

import (
	"testing"

	"gongkai/extract/readtest"
	"gongkai/extract/visible"
)

// In the table of colours, 2 is white, 3 is blue and 4 is nearly white.
const colours = `{\rtf1\ansi\deff0{\colortbl;\red0\green0\blue0;\red255\green255\blue255;\red31\green73\blue125;\red250\green252\blue254;}`

func TestTextInTheColourOfItsPaperIsLeftOut(t *testing.T) {
	for name, c := range map[string]struct {
		markup string
		want   visible.Sight
	}{
		"white":                      {`\pard{\cf2 66}7\par`, visible.Unseen},
		"nearly white":               {`\pard{\cf4 66}7\par`, visible.Unseen},
		"black":                      {`\pard{\cf1 66}7\par`, visible.Seen},
		"no colour":                  {`\pard{\cf2\cf0 66}7\par`, visible.Seen},
		"a colour that is not told":  {`\pard{\cf9 66}7\par`, visible.Seen},
		"plain text after it":        {`\pard\cf2 \plain 667\par`, visible.Seen},
		"a marker":                   {`\pard{\cf2\highlight3 66}7\par`, visible.Seen},
		"characters on blue":         {`\pard{\cf2\chcbpat3 66}7\par`, visible.Seen},
		"characters on a pattern":    {`\pard{\cf2\chshdng2500\chcfpat1 66}7\par`, visible.Doubtful},
		"a paragraph on blue":        {`\pard\cbpat3{\cf2 66}7\par`, visible.Seen},
		"a paragraph on a pattern":   {`\pard\shading5000\cfpat1{\cf2 66}7\par`, visible.Doubtful},
		"behind a paragraph on blue": {`\pard\cbpat3 7\par\pard{\cf2 66}7\par`, visible.Unseen},
		"a cell on blue":             {`\trowd\clcbpat3\cellx100\cellx200\pard\intbl{\cf2 66}\cell 7\cell\row`, visible.Seen},
		"a cell beside it":           {`\trowd\clcbpat3\cellx100\cellx200\pard\intbl 7\cell{\cf2 66}\cell\row`, visible.Unseen},
		"a cell under it":            {`\trowd\clcbpat3\cellx100\row\trowd\cellx100\pard\intbl{\cf2 66}\cell 7\row`, visible.Unseen},
		"a row on blue":              {`\trowd\trcbpat3\cellx100\pard\intbl{\cf2 66}7\cell\row`, visible.Seen},
		"a row that is drawn later":  {`\pard\intbl{\cf2 66}7\cell\trowd\clcbpat3\cellx100\row`, visible.Doubtful},
		"a second one":               {`\trowd\clcbpat3\cellx100\pard\intbl 7\cell\row\pard\intbl{\cf2 66}\cell\trowd\cellx100\row`, visible.Doubtful},
		"a table in a table":         {`\pard\intbl\itap2{\cf2 66}7\nestcell{\*\nesttableprops\trowd\cellx50\nestrow}`, visible.Doubtful},
		"a text box":                 {`{\shp{\*\shpinst{\shptxt \pard{\cf2 66}7\par}}}`, visible.Doubtful},
		"a page of a colour":         {`\viewbksp1\pard{\cf2 66}7\par`, visible.Doubtful},
		"black that is blacked out":  {`\pard{\cf1\highlight1 66}7\par`, visible.Unseen},
		"white space in white":       {`\pard{\cf2  }667\par`, visible.Seen},
	} {
		t.Run(name, func(t *testing.T) {
			readtest.CheckSight(t, read(t, colours+c.markup+"}"), c.want)
		})
	}
}

func TestADigitRaisedOrLoweredBehindAnotherIsANote(t *testing.T) {
	for markup, want := range map[string]string{
		`\pard 7{\up6 1}\par`:              "7¹",
		`\pard 7{\up 1}件\par`:              "7¹ä»¶",
		`\pard {\up6 1}{\up6 2}\par`:       "12",
		`\pard 7{\up3 1}\par`:              "71",
		`\pard 7{\dn6 1}\par`:              "7₁",
		`\pard 7{\sub 1}{\sub0 2}\par`:     "7₁2",
		`\pard 7{\sub\nosupersub 1}\par`:   "71",
		`\pard H{\sub 2}O\par`:             "H2O",
		`\pard {\dn6 7}1\par`:              "7¹",
		`\pard\up6 7\plain\par\pard 1\par`: "7\n1",
	} {
		if got := lines(read(t, colours+markup+"}")); got != want {
			t.Errorf("%s: got %q, want %q", markup, got, want)
		}
	}
}
