package numfmt

import (
	"math"
	"strings"
	"testing"
)

func TestNumbersAreShownAsTheirFormatsSay(t *testing.T) {
	for name, c := range map[string]struct {
		code string
		v    float64
		want string
	}{
		"a count":                             {"General", 12, "12"},
		"no code":                             {"", 12, "12"},
		"General in Chinese":                  {"G/通用格式", -1.5, "-1.5"},
		"General with words":                  {`General"件"`, -3, "-3件"},
		"whole numbers have no point":         {"0", 1234, "1234"},
		"halves go up, also binary ones":      {"0.00", 1.005, "1.01"},
		"halves go away from zero":            {"0", -2.5, "-3"},
		"nothing is left of a number":         {"0", -0.4, "0"},
		"places that are missing":             {"0000", 7, "0007"},
		"thousands":                           {"#,##0", 1234567, "1,234,567"},
		"thousands with decimals":             {"#,##0.00", -1234.5, "-1,234.50"},
		"thousands with zeros in front":       {"0,000,000", 12, "0,000,012"},
		"under a thousand":                    {"#,##0", 12, "12"},
		"thousandths":                         {"#,##0,", 1234567, "1,235"},
		"per cent":                            {"0%", 0.256, "26%"},
		"per cent with decimals":              {"0.00%", 0.125, "12.50%"},
		"a third":                             {"0.00%", 1.0 / 3, "33.33%"},
		"decimals that may be missing":        {"0.##", 1.5, "1.5"},
		"no point without a digit behind it":  {"0.##%", 1, "100%"},
		"the day before midnight":             {"yyyy-mm-dd", 44926.999999, "2022-12-31"},
		"no digit for nothing":                {"#", 0, ""},
		"a fraction alone":                    {".00", 0.5, ".50"},
		"a whole number without a place":      {".00", 12.5, "12.50"},
		"negative in brackets":                {"0_);(0)", -5, "(5)"},
		"negative in red":                     {`0_ ;[Red]\-0\ `, -5, "-5 "},
		"zero as a dash":                      {BuiltIn(41), 0, " - "},
		"accounting":                          {BuiltIn(43), 1234.5, " 1,234.50 "},
		"zero has its own":                    {"0;-0;无", 0, "无"},
		"nothing is shown":                    {";;;", 12, ""},
		"a condition":                         {`[>=10000]0.0,"千";0`, 12345, "12.3千"},
		"a condition that fails":              {`[>=10000]0.0,"千";0`, 123, "123"},
		"a condition for the negative":        {`[<0]"负"0;0`, -5, "负5"},
		"a currency":                          {"[$¥-804]#,##0.00", 5, "¥5.00"},
		"exponents":                           {"0.00E+00", 12345, "1.23E+04"},
		"exponents round up":                  {"0.0E+0", 9.99, "1.0E+1"},
		"exponents in threes":                 {"##0.0E+0", 12345, "12.3E+3"},
		"small exponents":                     {"0.00E-00", 0.00012, "1.20E-04"},
		"literals between":                    {"000-0000", 1234567, "123-4567"},
		"tens of thousands":                   {`0!.0,"万元"`, 123456, "12.3万元"},
		"literals without quotes":             {"0万元", 12, "12万元"},
		"text as number":                      {"@", 12, "12"},
		"the numerals of DBNum are ours":      {"[DBNum1][$-804]General", 12, "12"},
		"eleven characters of a fraction":     {"General", 1.0 / 3, "0.333333333"},
		"sums of tenths":                      {"General", 0.1 + 0.2, "0.3"},
		"a large fraction":                    {"General", 1234567.891, "1234567.891"},
		"long fractions":                      {"General", 123456.7890123, "123456.789"},
		"a whole number of twelve digits":     {"General", 123456789012, "123456789012"},
		"a whole number of twenty digits":     {"General", 12345678901234567890, "1.23457E+19"},
		"small numbers":                       {"General", 0.0000123456789, "1.23457E-05"},
		"small and short":                     {"General", 0.00001, "0.00001"},
		"nines":                               {"General", 0.99999999999, "1"},
		"many nines in front":                 {"General", 99999999999.9, "99999999999.9"},
		"no zero is negative":                 {"General", math.Copysign(0, -1), "0"},
		"a date":                              {"yyyy-mm-dd", 44927, "2023-01-01"},
		"a Chinese date":                      {BuiltIn(31), 45291, "2023年12月31日"},
		"a Chinese date with its locale":      {`[$-F800]dddd\,\ mmmm\ dd\,\ yyyy`, 44927, "Sunday, January 01, 2023"},
		"a day of the week":                   {"[$-804]aaaa", 44927, "星期日"},
		"a year of two digits":                {"yy/m/d", 44927, "23/1/1"},
		"a month":                             {"yyyy年m月", 44927, "2023年1月"},
		"a time":                              {"h:mm", 0.5, "12:00"},
		"minutes after hours, not months":     {"yyyy/m/d h:mm:ss", 44927.75, "2023/1/1 18:00:00"},
		"minutes before seconds":              {"mm:ss.0", 0.000694444444, "01:00.0"},
		"afternoon":                           {"上午/下午h:mm", 0.75, "下午6:00"},
		"midnight":                            {"h:mm AM/PM", 0, "12:00 AM"},
		"hours beyond a day":                  {"[h]:mm", 1.5, "36:00"},
		"a second short of midnight rounds":   {"yyyy-mm-dd hh:mm:ss", 44926.9999999, "2023-01-01 00:00:00"},
		"the day that never was":              {"yyyy-mm-dd", 60, "1900-02-29"},
		"a day before it":                     {"yyyy-mm-dd", 59, "1900-02-28"},
		"the first day":                       {"yyyy-mm-dd", 1, "1900-01-01"},
		"a day after it":                      {"yyyy-mm-dd", 61, "1900-03-01"},
		"the last day":                        {"yyyy-mm-dd", 2958465, "9999-12-31"},
		"text with a section for numbers":     {"0;@", -5, "-5"},
		"a code that ends in a backslash":     {`0\`, 5, "5"},
		"a code that ends in an open quote":   {`0"件`, 5, "5件"},
		"a code that is only a colour":        {`[Red]0`, 5, "5"},
		"places in the hundreds":              {strings.Repeat("0", 300), 5, strings.Repeat("0", 299) + "5"},
		"a zero with more places than digits": {"0.0000000000000000000000", 0.1, "0.1000000000000000000000"},
	} {
		t.Run(name, func(t *testing.T) {
			got, known := Parse(c.code).Number(c.v, false)
			if got != c.want || !known {
				t.Errorf("%q of %v: got %q, known %v; want %q", c.code, c.v, got, known, c.want)
			}
		})
	}
}

func TestWhatIsNotKnownIsShownAsGeneralAndTold(t *testing.T) {
	for name, c := range map[string]struct {
		code string
		v    float64
		want string
	}{
		"a fraction":             {"# ?/?", 0.5, "0.5"},
		"letters":                {"0xyz", 12, "12"},
		"letters that are dates": {"0 days", 12, "12"},
		"an open bracket":        {"[Red", 12, "12"},
		"two points":             {"0.0.0", 12, "12"},
		"no exponent":            {"0E+", 12, "12"},
		"a negative date":        {"yyyy", -1, "-1"},
		"a date after the last":  {"yyyy", 3e6, "3000000"},
		"an era":                 {"[$-411]ggge", 12, "12"},
		"a long code":            {strings.Repeat("0", 3000), 12, "12"},
	} {
		t.Run(name, func(t *testing.T) {
			got, known := Parse(c.code).Number(c.v, false)
			if got != c.want || known {
				t.Errorf("%q of %v: got %q, known %v; want %q, not known", c.code, c.v, got, known, c.want)
			}
		})
	}
}

func TestTextIsShownAsItsSectionSays(t *testing.T) {
	for code, want := range map[string]string{
		"General": "a", "0": "a", "@": "a", `"第"@"号"`: "第a号", "0;0;0;": "", ";;;": "", ";;": "a", `0;0;0;"x"`: "x", `_ @_ `: " a ",
	} {
		if got := Parse(code).Text("a"); got != want {
			t.Errorf("%q: got %q, want %q", code, got, want)
		}
	}
}

func TestAFormatTellsTheColourOfWhatItShows(t *testing.T) {
	for _, c := range []struct {
		code string
		v    float64
		want int
		text int
	}{
		{"0", 5, 0, 0}, {"[White]0", 5, 2, 0}, {"[白色]0", -5, 2, 0}, {"0;[Red]-0", 5, 0, 0}, {"0;[Red]-0", -5, 3, 0},
		{"[Color 15]0", 5, 15, 0}, {"[颜色2]@", 5, 2, 2}, {"0;0;[Blue]0;[White]@", 0, 5, 2}, {"[>9][Cyan]0;0", 10, 8, 0}, {"[Yellow]General", 1, 6, 0},
		{"[Color 57]0", 5, 0, 0},
	} {
		f := Parse(c.code)
		if got := f.Colour(c.v); got != c.want || f.TextColour() != c.text {
			t.Errorf("%q of %v: got %d, and %d of text; want %d and %d", c.code, c.v, got, f.TextColour(), c.want, c.text)
		}
	}
}

func TestDatesBeginIn1904WhereTheFileSaysSo(t *testing.T) {
	if got, _ := Parse("yyyy-mm-dd").Number(43465, true); got != "2023-01-01" {
		t.Errorf("got %s, want 2023-01-01", got)
	}
}

func TestEveryBuiltInFormatIsKnown(t *testing.T) {
	for id := range 60 {
		if code := BuiltIn(id); code != "" && id != 12 && id != 13 {
			if got, known := Parse(code).Number(44927.5, false); !known || got == "" {
				t.Errorf("%d %q: got %q, known %v", id, code, got, known)
			}
		}
	}
}

func FuzzFormat(f *testing.F) {
	for id := range 60 {
		f.Add(BuiltIn(id), 44927.5)
	}
	f.Add(`[>=1e9]0.0,,;[<0]-0;"x"@`, -1.0)
	f.Fuzz(func(t *testing.T, code string, v float64) {
		format := Parse(code)
		if text, _ := format.Number(v, false); len(text) > 20*len(code)+1000 {
			t.Errorf("%q of %v: got %d bytes", code, v, len(text))
		}
		_ = format.Text("a")
	})
}

func BenchmarkNumber(b *testing.B) {
	f := Parse("#,##0.00")
	for b.Loop() {
		f.Number(1234.5, false)
	}
}
