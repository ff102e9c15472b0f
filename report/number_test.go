package report

import "testing"

func TestCellsAreReadAsPrinted(t *testing.T) {
	cases := map[string]struct {
		text                string
		state, number, unit string
	}{
		"a count":                     {"33", "number", "33", ""},
		"zero":                        {"0", "number", "0", ""},
		"thousands":                   {"1,438", "number", "1438", ""},
		"thousands and a fraction":    {"35,004.482", "number", "35004.482", ""},
		"a fraction keeps its zeros":  {"10.5000", "number", "10.5000", ""},
		"full-width digits":           {"１２，３４５", "number", "12345", ""},
		"a plus sign":                 {"+3", "number", "3", ""},
		"a minus sign":                {"−3", "number", "-3", ""},
		"zeros in front":              {"0012", "number", "12", ""},
		"a minus sign and a gap":      {"- 3", "number", "-3", ""},
		"a word for less":             {"减3", "number", "-3", ""},
		"a word for less, with unit":  {"减少12项", "number", "-12", "项"},
		"a word for more":             {"增加3", "number", "3", ""},
		"an arrow down":               {"↓3", "number", "-3", ""},
		"a word for less and a sign":  {"减-3", "text", "", ""},
		"more or less":                {"增/减3", "text", "", ""},
		"a change without a number":   {"减少", "text", "", ""},
		"thousands by gaps":           {"1 438", "number", "1438", ""},
		"millions by gaps":            {"12 345 678.5", "number", "12345678.5", ""},
		"gaps and commas":             {"1 438,000", "text", "", ""},
		"zeros by gaps":               {"0 000", "text", "", ""},
		"lines of three digits":       {"1\n438", "text", "", ""},
		"the number of a note":        {"9¹", "text", "", ""},
		"turned round":                {"\u202e12", "text", "", ""},
		"one below the line":          {"9₁", "text", "", ""},
		"minus nothing":               {"-0", "number", "0", ""},
		"a unit":                      {"10万元", "number", "10", "万元"},
		"a unit behind a gap":         {"10 元", "number", "10", "元"},
		"a unit in brackets":          {"10（万元）", "number", "10", "万元"},
		"nothing":                     {"", "blank", "", ""},
		"a stroke":                    {"/", "blank", "", ""},
		"a long dash":                 {"——", "blank", "", ""},
		"the word for nothing":        {"无", "blank", "", ""},
		"wrong groups":                {"12,34", "text", "", ""},
		"a group too many":            {"1,2345", "text", "", ""},
		"two numbers":                 {"1 0", "text", "", ""},
		"a broken number":             {"1\n0", "text", "", ""},
		"a letter for zero":           {"O", "text", "", ""},
		"a number in a circle":        {"①", "text", "", ""},
		"about":                       {"约10万元", "text", "", ""},
		"a point and nothing":         {"5.", "text", "", ""},
		"a unit alone":                {"件", "text", "", ""},
		"two signs":                   {"--3", "text", "", ""},
		"more digits than are counts": {"1111111111111111111111111", "text", "", ""},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			got := readValue(c.text)
			if got.state != c.state || string(got.number) != c.number || got.unit != c.unit {
				t.Errorf("readValue(%q): got %s %q %q, want %s %q %q", c.text, got.state, got.number, got.unit, c.state, c.number, c.unit)
			}
		})
	}
}

func TestSumsAreExact(t *testing.T) {
	cases := map[string]struct {
		parts []string
		want  string
	}{
		"nothing":         {nil, "0"},
		"counts":          {[]string{"1", "22", "333"}, "356"},
		"fractions":       {[]string{"0.1", "0.2"}, "0.3"},
		"mixed scales":    {[]string{"1", "0.25", "0.750"}, "2.000"},
		"negative":        {[]string{"-1.5", "1"}, "-0.5"},
		"beyond 64 bits":  {[]string{"9999999999999999999999", "1"}, "10000000000000000000000"},
		"many large ones": {[]string{"99999999999999999", "99999999999999999", "1"}, "199999999999999999"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			var sum amount
			for _, p := range c.parts {
				v := readValue(p)
				if v.state != "number" {
					t.Fatalf("%q is no number", p)
				}
				sum = sum.plus(v.number)
			}
			if got := string(sum.number()); got != c.want {
				t.Errorf("sum of %q: got %s, want %s", c.parts, got, c.want)
			}
		})
	}
}

func FuzzReadValue(f *testing.F) {
	f.Add("1,438")
	f.Add("-10.50万元")
	f.Add("（）")
	f.Fuzz(func(t *testing.T, text string) {
		v := readValue(text)
		if v.state != "number" {
			return
		}
		if again := readValue(string(v.number)); again.number != v.number {
			t.Errorf("readValue(%q): %q is not read as itself", text, v.number)
		}
		if _, err := v.number.MarshalJSON(); err != nil {
			t.Errorf("readValue(%q): %v", text, err)
		}
	})
}
