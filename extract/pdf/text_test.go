package pdf

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"
)

func TestCodesOfPredefinedCMapsAreTheirCharacters(t *testing.T) {
	const report = "政府信息公开年度报告2023（一）、。"
	gb2312 := simplifiedchinese.GB18030
	utf16 := unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
	for _, c := range []struct {
		cmap, ordering, text string
		encoding             encoding.Encoding
	}{
		{"GB-EUC-H", "GB1", report, gb2312},
		{"GB-EUC-V", "GB1", report, gb2312},
		{"GBpc-EUC-H", "GB1", report, gb2312},
		{"GBK-EUC-H", "GB1", report + "镕堃", gb2312},
		{"GBK-EUC-V", "GB1", report + "镕堃", gb2312},
		{"GBKp-EUC-H", "GB1", report + "镕堃", gb2312},
		{"GBK2K-H", "GB1", report + "镕䶮", simplifiedchinese.GB18030},
		{"GBK2K-V", "GB1", report + "镕䶮", simplifiedchinese.GB18030},
		{"UniGB-UCS2-H", "GB1", report + "镕堃", utf16},
		{"UniGB-UCS2-V", "GB1", report + "镕堃", utf16},
		{"UniGB-UTF16-H", "GB1", report + "镕𠀀", utf16},
		{"UniGB-UTF16-V", "GB1", report + "镕𠀀", utf16},
		{"UniGB-UTF8-H", "GB1", report + "镕𠀀", encoding.Nop},
		{"UniCNS-UCS2-H", "CNS1", "資訊公開2023", utf16},
		{"UniCNS-UTF16-H", "CNS1", "資訊公開2023", utf16},
		{"ETen-B5-H", "CNS1", "資訊公開2023", traditionalchinese.Big5},
		{"UniJIS-UCS2-H", "Japan1", "情報公開2023", utf16},
		{"UniJIS-UTF16-H", "Japan1", "情報公開2023", utf16},
		{"90ms-RKSJ-H", "Japan1", "情報公開2023", japanese.ShiftJIS},
		{"KSCms-UHC-H", "Korea1", "정보공개2023", korean.EUCKR},
		{"UniKS-UTF16-H", "Korea1", "정보공개2023", utf16},
	} {
		t.Run(c.cmap, func(t *testing.T) {
			b, err := c.encoding.NewEncoder().String(c.text)
			if err != nil {
				t.Fatal(err)
			}
			// From the middle of the page, so that it has room to either side.
			content := fmt.Sprintf("BT /F 10 Tf 100 600 Td <%x> Tj ET", b)
			read := mustOpen(t, build(content, composite(c.cmap, c.ordering), ""))
			if got := texts(read.pages[0]); got != c.text {
				t.Errorf("got %q, want %q", got, c.text)
			}
			first, second := read.pages[0].Glyphs[0], read.pages[0].Glyphs[1]
			if down := strings.HasSuffix(c.cmap, "-V"); down != (second.Y0 > first.Y0+5) || down == (second.X0 > first.X0+5) {
				t.Errorf("got the second glyph at %.1f after %.1f", second.Box, first.Box)
			}
		})
	}
}

func TestCIDsOfAKnownCollectionNeedNoMap(t *testing.T) {
	// CIDs of Adobe-GB1: 4559 is 中, 2421 is 国, 17 to 19 are the digits 0 to 2.
	read := mustOpen(t, build("BT /F 10 Tf 100 600 Td <11cf0975001100120013> Tj ET", composite("Identity-H", "GB1"), ""))
	if got := texts(read.pages[0]); !strings.HasSuffix(got, "012") || strings.Contains(got, "\ufffd") || len([]rune(got)) != 5 {
		t.Errorf("got %q", got)
	}
}

func TestGlyphsThatNothingTellsAreToldByAWarning(t *testing.T) {
	read := mustOpen(t, build("BT /F 10 Tf 100 600 Td <00410042> Tj ET", composite("Identity-H", "Identity"), ""))
	if got := texts(read.pages[0]); got != "\ufffd\ufffd" || codes(read) != "text_unmapped" {
		t.Errorf("got %q and the warnings %q", got, codes(read))
	}
}

func TestToUnicodeMapsTellTheCharacters(t *testing.T) {
	cmap := `/CIDInit /ProcSet findresource begin 12 dict begin begincmap
1 begincodespacerange <0000> <FFFF> endcodespacerange
3 beginbfchar <0001> <4E2D> <0002> <D840DC00> <0003> <00660066> endbfchar
3 beginbfrange <0010> <0012> <0031> <0020> <0021> [<2F64> <2ED3>] <0030> <0030> <E001> endbfrange
endcmap end end`
	font := "/Font<</F<</Type/Font/Subtype/Type0/BaseFont/ABCDEF+X/Encoding/Identity-H/ToUnicode 5 0 R/DescendantFonts[<</Type/Font/Subtype/CIDFontType2/BaseFont/ABCDEF+X/CIDSystemInfo<</Ordering(Identity)>>/W[1[500 600] 16 18 250]>>]>>>>"
	read := mustOpen(t, build("BT /F 10 Tf 100 600 Td <0001000200030010001100120020002100300031> Tj ET", font, "", stream("", cmap)))
	// Radicals are the ideographs that they look like; private use is no text.
	if got, want := texts(read.pages[0]), "中𠀀ff123用长\ufffd\ufffd"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	var widths []string
	for _, g := range read.pages[0].Glyphs[:5] {
		widths = append(widths, fmt.Sprintf("%.1f", g.X1-g.X0))
	}
	if got := strings.Join(widths, " "); got != "5.0 6.0 10.0 2.5 2.5" {
		t.Errorf("got the widths %s", got)
	}
	if got := read.notes.warnings(); len(got) != 1 || !strings.Contains(got[0].Message, "the font X does not tell which characters 2 of") {
		t.Errorf("got %v", got)
	}
}

func TestGlyphNamesTellTheCharacters(t *testing.T) {
	font := "/Font<</F<</Type/Font/Subtype/TrueType/BaseFont/X/FirstChar 1/LastChar 6/Widths[500 500 500 500 500 500]/Encoding<</Differences[1/uni653F/u5E9C/one.oldstyle/f_i/g123/A]>>/FontDescriptor<</Flags 4>>>>>>"
	read := mustOpen(t, build("BT /F 10 Tf 100 600 Td <010203040506> Tj ET", font, ""))
	if got, want := texts(read.pages[0]), "政府1fi\ufffdA"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestTextOperatorsMoveAsTheyShould(t *testing.T) {
	for name, c := range map[string]struct {
		content string
		x, y    float64 // left and baseline of the last glyph, from the lower left
	}{
		"a move of the line":               {"100 700 Td (A) Tj 10 -20 Td (B) Tj", 110, 680},
		"a move that sets the leading":     {"100 700 Td 0 -15 TD (A) Tj T* (B) Tj", 100, 670},
		"a matrix":                         {"2 0 0 2 100 700 Tm (A) Tj (B) Tj", 100 + 2*6.67, 700},
		"a quotation mark":                 {"12 TL 100 700 Td (A) Tj (B) '", 100, 688},
		"a double one with spacing":        {`12 TL 100 700 Td 0 3 (AB) "`, 100 + 6.67 + 3, 688},
		"spaces of characters and words":   {"100 700 Td 1 Tc 5 Tw (A B) Tj", 100 + 6.67 + 1 + 2.78 + 6, 700},
		"moves between the parts of text":  {"100 700 Td [(A) -1000 (B)] TJ", 100 + 6.67 + 10, 700},
		"horizontal scaling":               {"50 Tz 100 700 Td (AB) Tj", 100 + 6.67/2, 700},
		"a rise":                           {"4 Ts 100 700 Td (B) Tj", 100, 704},
		"a change of the coordinates":      {"ET 1 0 0 1 50 60 cm BT /F 10 Tf 100 700 Td (B) Tj", 150, 760},
		"coordinates that were saved":      {"ET q 1 0 0 1 50 60 cm Q BT /F 10 Tf 100 700 Td (B) Tj", 100, 700},
		"a font that comes with its state": {"ET /G gs BT 100 700 Td (B) Tj", 100, 700},
	} {
		t.Run(name, func(t *testing.T) {
			read := mustOpen(t, build("BT /F 10 Tf "+c.content+" ET", helvetica+"/ExtGState<</G<</Font[5 0 R 10]>>>>", "", "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"))
			glyphs := read.pages[0].Glyphs
			g := glyphs[len(glyphs)-1]
			baseline := 800 - (g.Y1 - 0.35*g.Size)
			if g.Text != "B" || math.Abs(g.X0-c.x) > 0.05 || math.Abs(baseline-c.y) > 0.05 {
				t.Errorf("got %q at %.2f, %.2f, want B at %.2f, %.2f", g.Text, g.X0, baseline, c.x, c.y)
			}
		})
	}
}

func TestGlyphsOfType3FontsStandInTheirOwnMatrix(t *testing.T) {
	font := "/Font<</F<</Type/Font/Subtype/Type3/FontMatrix[0.01 0 0 0.01 0 0]/FontBBox[0 -20 100 80]/FirstChar 65/LastChar 66/Widths[60 70]/CharProcs<</one 5 0 R/x1 5 0 R>>/Encoding<</Differences[65/one/x1]>>>>>>"
	read := mustOpen(t, build("BT /F 10 Tf 100 700 Td (AB) Tj ET", font, "", stream("", "60 0 d0 0 0 50 50 re f")))
	g := read.pages[0].Glyphs
	if len(g) != 2 || g[0].Text != "1" || g[1].Text != "\ufffd" || math.Abs(g[0].X1-106) > 0.01 || math.Abs(g[0].Y0-92) > 0.01 || math.Abs(g[0].Y1-102) > 0.01 || math.Abs(g[1].X1-113) > 0.01 {
		t.Errorf("got %v", g)
	}
}

func TestACharacterThatIsPrintedTwiceIsOneInBold(t *testing.T) {
	read := mustOpen(t, build("BT /F 10 Tf 100 700 Td (11) Tj 0.3 0 Td (11) Tj ET", helvetica, ""))
	g := read.pages[0].Glyphs
	if texts(read.pages[0]) != "11" || !g[0].Bold || !g[1].Bold {
		t.Errorf("got %v", g)
	}
}
