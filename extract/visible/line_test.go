package visible

import "testing"

func TestALineIsWhatAReaderSees(t *testing.T) {
	for name, c := range map[string]struct {
		pieces []string
		want   string
	}{
		"white space is one space":             {[]string{" a \n\t", " b\u00a0\u00a0c "}, "a b c"},
		"pieces join without one":              {[]string{"1", "2"}, "12"},
		"characters without width are gone":    {[]string{"\ufeff1\u200b2\u200e\x07"}, "12"},
		"what turns digits round is kept":      {[]string{"\u202d1\u202c \u202e12\u202c"}, "1 \u202e12"},
		"an ideographic space stays inside":    {[]string{"\u3000自\u3000然\u3000"}, "自\u3000然"},
		"lines do not pile up":                 {[]string{"\n", "a", "<feed>", "<feed>", " b", "<feed>"}, "a\nb"},
		"a space before a line's end is gone":  {[]string{"a ", "<feed>", "b"}, "a\nb"},
		"nothing but white space says nothing": {[]string{" \u00a0\u3000"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			var l Line
			for _, piece := range c.pieces {
				if piece == "<feed>" {
					l.Feed()
				} else {
					l.Write(piece)
				}
			}
			if got := l.Take(); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestDigitsThatStandHigherOrLowerBehindADigitAreANote(t *testing.T) {
	type piece struct {
		text string
		rise int
	}
	for name, c := range map[string]struct {
		pieces []piece
		want   string
	}{
		"a note":                         {[]piece{{"7", 0}, {"1", 6}}, "7¹"},
		"a note in pieces":               {[]piece{{"7", 0}, {"1", 6}, {"2", 6}, {"件", 0}}, "7¹²件"},
		"a figure behind a note":         {[]piece{{"7", 0}, {"1", 6}, {" ", 0}, {"8", 0}}, "7¹ 8"},
		"a figure that stands high":      {[]piece{{"1", 6}, {"2", 6}}, "12"},
		"a figure behind words":          {[]piece{{"共", 0}, {"12", 6}, {"件", 0}}, "共12件"},
		"a note beside what stands low":  {[]piece{{"7", -6}, {"1", 0}}, "7¹"},
		"a note below":                   {[]piece{{"7", 0}, {"1", -4}, {"2", -4}, {"件", 0}}, "7₁₂件"},
		"a figure behind a note below":   {[]piece{{"7", 0}, {"1", -6}, {"8", 0}}, "7₁8"},
		"a figure that stands low":       {[]piece{{"共", 0}, {"12", -6}, {"件", 0}}, "共12件"},
		"a low figure that stands apart": {[]piece{{"7 ", 0}, {"1", -6}, {" 2", -12}}, "7 1 2"},
		"a little lower":                 {[]piece{{"7", 0}, {"1", -3}}, "71"},
		"a little higher":                {[]piece{{"7", 0}, {"1", 2}}, "71"},
		"a figure on the next line":      {[]piece{{"7", 0}, {"\n", 0}, {"1", 6}}, "7\n1"},
		"white space has no place":       {[]piece{{"7", 6}, {" ", 0}, {"1", 6}}, "7 1"},
	} {
		t.Run(name, func(t *testing.T) {
			var l Line
			for _, p := range c.pieces {
				if p.text == "\n" {
					l.Feed()
				} else {
					l.WriteAt(p.text, p.rise)
				}
			}
			if got := l.Take(); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestDigitsOfASubscriptStayLoweredBehindADigit(t *testing.T) {
	for name, c := range map[string]struct {
		before string
		script Script
		text   string
		want   string
	}{
		"a note":               {"12", Subscript, "1", "₁"},
		"more of it":           {"12₁", Subscript, "0", "₀"},
		"of a formula":         {"H", Subscript, "2", "2"},
		"nothing before":       {"", Subscript, "12", "12"},
		"behind a space":       {"12 ", Subscript, "3", "3"},
		"raised wherever":      {"注", Superscript, "1", "¹"},
		"on the line":          {"12", OnLine, "1", "1"},
		"on the line for none": {"12", 0, "1", "1"},
	} {
		if got := c.script.Behind(c.before, c.text); got != c.want {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
		var l Line
		l.Write(c.before)
		l.WriteAs(c.text, c.script, 0)
		if got := l.Take(); name != "more of it" && got != c.before+c.want {
			t.Errorf("%s: got the line %q, want %q", name, got, c.before+c.want)
		}
	}
}

func TestTextBehindASubscriptGoesOnOnTheLine(t *testing.T) {
	type piece struct {
		text   string
		script Script
	}
	for want, pieces := range map[string][]piece{
		"CO2 12":   {{"CO", OnLine}, {"2", Subscript}, {"12", OnLine}},
		"PM2.5 35": {{"PM", 0}, {"2", Subscript}, {".5", Subscript}, {" ", 0}, {"35", 0}},
		"H2O":      {{"H", 0}, {"2", Subscript}, {"O", 0}},
		"CO2¹":     {{"CO", 0}, {"2", Subscript}, {"1", Superscript}},
		"12₁ 8":    {{"12", 0}, {"1", Subscript}, {" 8", 0}},
		"12":       {{"1", Subscript}, {"2", Subscript}},
		"CO2 12₃":  {{"CO", 0}, {"2", Subscript}, {"12", 0}, {"3", Subscript}},
	} {
		var l Line
		for _, p := range pieces {
			l.WriteAs(p.text, p.script, 0)
		}
		if got := l.Take(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
