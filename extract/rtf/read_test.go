package rtf

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"gongkai/archive"
	"gongkai/extract/readtest"
)

const (
	head = `{\rtf1\ansi\ansicpg936\deff0{\fonttbl{\f0\froman\fcharset0 Times New Roman;}{\f1\fnil\fcharset134{\*\falt SimSun}\'cb\'ce\'cc\'e5;}{\f2\fcharset2 Wingdings;}{\f5\fcharset2 Symbol;}{\f3\fcharset136 MingLiU;}{\f4\fcharset238 Arial CE;}}` +
		`{\colortbl;\red0\green0\blue0;}{\stylesheet{\s0 Normal;}{\s1\outlinelevel0\sbasedon0 heading 1;}{\s2\sbasedon1 x;}{\s3 Title;}{\s4\v hid;}{\s5\sbasedon5 loop;}{\*\cs10\additive Default;}{\s6 \'b1\'ea\'cc\'e2 3;}}`
	foot = `}`
)

func read(t testing.TB, data string) archive.Document {
	t.Helper()
	doc, err := Read(t.Context(), strings.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// lines is what a document holds: passages and tables.
func lines(doc archive.Document) string {
	var all []string
	for _, b := range doc.Blocks {
		if b.Table != nil {
			all = append(all, fmt.Sprint(doc.Tables[*b.Table].Grid))
			continue
		}
		all = append(all, b.Text)
	}
	return strings.Join(all, "\n")
}

func TestParagraphsAreWhatThePaperShows(t *testing.T) {
	for name, c := range map[string]struct{ markup, want string }{
		"runs join":                               {`\pard {\b 1}{2 \'bc\'fe}\par`, "12 件"},
		"line ends are nothing":                   {"\\pard a\r\nb\\par\r\n", "ab"},
		"a backslash before one is a paragraph":   {"a\\\nb", "a\nb"},
		"signs that are escaped":                  {`\{a\}\\\par`, `{a}\`},
		"deleted text is gone":                    {`{\deleted x}{\revised a}{\deleted\deleted0 b}\par`, "ab"},
		"moved text stands once":                  {`{\mvf x}{\mvt a}\par`, "a"},
		"hidden text is gone":                     {`{\v x}a{\v\v0 b}{\v\plain c}\par`, "abc"},
		"raised digits stay raised":               {`7{\super [1]\nosupersub 2\super\plain 3\super\super0 4\super\sub 5}6\par`, "7[¹]234₅6"},
		"a deleted mark joins":                    {`a{\deleted\par}b\par`, "ab"},
		"a field shows its result":                {`{\field{\*\fldinst { PAGE }}{\fldrslt {7}}}8\par`, "78"},
		"a field in a field's code":               {`{\field{\*\fldinst IF {\field{\*\fldinst PAGE}{\fldrslt 3}} = 3}{\fldrslt a}}b\par`, "ab"},
		"a break ends a line":                     {`a\line b\par`, "a\nb"},
		"signs":                                   {`a\tab b\~c\_d\-e\emdash\endash\lquote\rquote\ldblquote\rdblquote\bullet\par`, "a b c-de—–‘’“”•"},
		"GBK by the font":                         {`{\f1\'b9\'ab\'bf\'aa}\par`, "公开"},
		"GBK by the file's page":                  {`{\f0\'b9\'ab\'bf\'aa}\par`, "公开"},
		"Big5 by the font":                        {`{\f3\'a4\'a4}\par`, "中"},
		"a second byte that is a letter":          {`{\f1\'81\'5c\'81@}\par`, "乗丂"},
		"a page of one byte beside a second font": {`{\f4\'e8\dbch\f1\'b9\'ab\loch\f4\'e8}\par`, "č公č"},
		"numbers of a symbol font":                {`{\f2\'81 1\'95}{\f2\u61570 ?}b\par`, "① ❿②b"},
		"digits of one by their codes":            {`{\f5 \u61489 ?.\u61490 ?}b\par`, "1.2b"},
		"what a list to choose from shows":        {`a{\field{\*\fldinst FORMDROPDOWN {\*\formfield{\fftype2\ffres1\ffdefres0{\*\ffname x}{\*\ffl 7}{\*\ffl \'bc\'fe}}}}{\fldrslt }}b\par`, "a件b"},
		"its usual entry":                         {`{\field{\*\fldinst FORMDROPDOWN {\*\formfield{\fftype2\ffres25\ffdefres1{\*\ffl 7}{\*\ffl 8}}}}{\fldrslt }}\par`, "8"},
		"its first entry":                         {`{\field{\*\fldinst FORMDROPDOWN {\*\formfield{\fftype2{\*\ffl 7}{\*\ffl 8}}}}{\fldrslt }}\par`, "7"},
		"one that has a result":                   {`{\field{\*\fldinst FORMDROPDOWN {\*\formfield{\fftype2{\*\ffl 7}}}}{\fldrslt 9}}\par`, "9"},
		"a field for text":                        {`{\field{\*\fldinst FORMTEXT {\*\formfield{\fftype0{\*\ffdeftext 7}}}}{\fldrslt 9}}\par`, "9"},
		"a symbol font's are none":                {`a{\f2\'fe\u61694\'fe}b\par`, "ab"},
		"Unicode with what stands in":             {`\u20844?\u24320\'3f\par`, "公开"},
		"Unicode with two bytes that stand in":    {`{\uc2\u20844\'b9\'ab\u24320\'bf\'aa}\par`, "公开"},
		"Unicode with nothing that stands in":     {`{\uc0\u20844\u24320 a}\par`, "公开a"},
		"Unicode as a negative number":            {`{\uc1\u-28672?}\par`, "退"},
		"Unicode beyond the first 2¹⁶":            {`{\uc1\u-10174?\u-8265?}\par`, "𠮷"},
		"Unicode beyond them in one":              {`{\uc0\u134071 }\par`, "𠮷"},
		"half a pair":                             {`{\uc0\u-10178 a\u-8265 b}\par`, "ab"},
		"what stands in ends with its group":      {`{\u20844}a\par`, "公a"},
		"what stands in is no word":               {`a\u20844\par b\par`, "a公\nb"},
		"twice, the second time in Unicode":       {`{\upr{??}{\*\ud{\u20844?}}}a\par`, "公a"},
		"a destination that may be ignored":       {`{\*\whatever x{\b y}}a\par`, "a"},
		"pictures, heads and notes":               {`{\pict 0a0b{\sp x}}{\header x\par}{\footerf x\par}a{\footnote x}{\*\annotation x}{\*\bkmkstart x}\par`, "a"},
		"bytes that are skipped":                  {"{\\pict\\bin5 }{}\\x}a\\par", "a"},
		"an object's result":                      {`{\object{\*\objdata 00}{\result a}}\par`, "a"},
		"a text box stands once":                  {`a{\shp{\*\shpinst\shpleft0{\sp{\sn n}{\sv v}}{\shptxt \pard box\par}}{\shprslt{\*\do{\dptxbxtext old\par}}}}b\par c\par`, "ab\nbox\nc"},
		"a text box with nothing behind it":       {`{\shp{\*\shpinst{\shptxt \pard box\par}}}`, "box"},
		"a text box of old":                       {`a{\*\do\dobxpage{\dptxbxtext\pard box\par}}\par`, "a\nbox"},
		"a table in a text box":                   {`a{\shp{\*\shpinst{\shptxt \trowd\cellx9\pard\intbl x\cell\row}}}\par`, "a\n[[x]]"},
		"a list's sign":                           {`{\listtext\'b7\tab}\ls1 a\par`, "a"},
		"a section's end":                         {`a\sect b`, "a\nb"},
		"text without a mark":                     {`a`, "a"},
		"more brackets than were opened":          {`a\par}x\par{`, "a"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := lines(read(t, head+c.markup+foot)); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestTablesKeepTheirMergedCells(t *testing.T) {
	row := func(drawn, cells string) string {
		return `\trowd ` + drawn + `\pard\intbl ` + strings.ReplaceAll(cells, "|", `\cell `) + `\cell\row `
	}
	const two, three = `\cellx1000\cellx2000`, `\cellx1000\cellx2000\cellx3000`
	for name, c := range map[string]struct{ markup, want, warnings string }{
		"spans to the right":                  {row(`\cellx2000\cellx3000`, "a|b") + row(`\cellx1010\cellx1990\cellx3005`, "c|d|e"), "[[a a b] [c d e]]", ""},
		"spans to the right by marks":         {row(`\clmgf\cellx1000\clmrg\cellx2000\cellx3000`, "a||b") + row(three, "c|d|e"), "[[a a b] [c d e]]", ""},
		"spans down":                          {row(`\clvmgf\cellx1000\cellx2000`, "a|b") + row(`\clvmrg\cellx1000\cellx2000`, "|c") + row(`\clvmrg\cellx1000\cellx2000`, "|d"), "[[a b] [a c] [a d]]", ""},
		"both ways":                           {row(`\clvmgf\clmgf\cellx1000\clvmrg\clmrg\cellx2000\cellx3000`, "a||b") + row(`\clvmrg\cellx1000\clvmrg\clmrg\cellx2000\cellx3000`, "||c"), "[[a a b] [a a c]]", ""},
		"a row that is drawn after its cells": {`\pard\intbl a\cell b\cell\trowd\clvmgf\cellx1000\cellx2000\row\pard\intbl\cell c\cell\trowd\clvmrg\cellx1000\cellx2000\row`, "[[a b] [a c]]", ""},
		"a row that is drawn as the last":     {`\trowd` + two + `\pard\intbl a\cell b\cell\row\pard\intbl c\cell d\cell\row`, "[[a b] [c d]]", ""},
		"a row in a group":                    {`{\trowd` + two + `\pard\intbl {a\cell}{b\cell}{\row}}{\pard\intbl c\cell d\cell\row}`, "[[a b] [c d]]", ""},
		"columns left out before":             {row(two, "a|b") + row(`\trleft1000\cellx2000`, "c"), "[[a b] [ c]]", ""},
		"lines of a cell":                     {`\trowd` + two + `\pard\intbl a\par b\cell c\line d\cell\row`, "[[a\nb c\nd]]", ""},
		"cells that are not said to be such":  {`\trowd` + two + ` a\cell b\cell\row`, "[[a b]]", ""},
		"white space between rows":            {row(two, "a|b") + " \r\n \\pard\\plain " + row(two, "c|d"), "[[a b] [c d]]", ""},
		"a deleted row is gone":               {row(two, "a|b") + `\trowd` + two + `\pard\intbl x\cell y\cell{\deleted\row}`, "[[a b]]", ""},
		"an empty cell too many":              {row(two, "a|b||"), "[[a b]]", ""},
		"more cells than are drawn":           {row(two, "a|b|c"), "[[a b c]]", "table_edges"},
		"a row that is not drawn":             {`\pard\intbl a\cell b\cell\row`, "[[a b]]", "table_edges"},
		"a row without an end":                {`\trowd` + two + `\pard\intbl a\cell b\par`, "[[a b]]", "table_edges"},
		"a continuation of nothing":           {row(`\clvmrg\cellx1000\cellx2000`, "a|b"), "[[a b]]", "table_merge"},
		"text under a merged cell":            {row(`\clmgf\cellx1000\clmrg\cellx2000\cellx3000`, "a|x|b"), "[[a a b]]", "table_covered"},
		"edges that are not in order":         {row(`\cellx2000\cellx1000\cellx3000`, "a|b|c"), "[[a b c]]", "table_edges"},
		"edges that are no numbers":           {row(`\cellx\cellx99999999999999999999`, "a|b"), "[[a b]]", ""},
	} {
		t.Run(name, func(t *testing.T) {
			doc := read(t, head+c.markup+`\pard `+foot)
			if len(doc.Tables) != 1 {
				t.Fatalf("got %d tables and %q, want 1", len(doc.Tables), lines(doc))
			}
			if got := fmt.Sprint(doc.Tables[0].Grid); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
			var codes []string
			for _, w := range doc.Warnings {
				codes = append(codes, w.Code)
			}
			if got := strings.Join(codes, " "); got != c.warnings {
				t.Errorf("got warnings %q, want %q", got, c.warnings)
			}
		})
	}
}

func TestADocumentIsReadAsWordWritesIt(t *testing.T) {
	hanzi := func(s string) string {
		return `{\rtlch\fcs1 \af0 \ltrch\fcs0 \insrsid7 \loch\af0\hich\af0\dbch\f13 ` + s + `}`
	}
	latin := func(s string) string {
		return `{\rtlch\fcs1 \af0 \ltrch\fcs0 \insrsid7 \hich\af0\dbch\af13\loch\f0 ` + s + `}`
	}
	pard := "\r\n" + `\pard \ltrpar\qc \li0\ri0\nowidctlpar\intbl\wrapdefault\aspalpha\aspnum\faauto\adjustright\rin0\lin0 `
	cell := func(flags string, right int) string {
		return fmt.Sprintf(`%s\clvertalc\clbrdrt\brdrs\brdrw10 \clbrdrl\brdrs\brdrw10 \clbrdrb\brdrs\brdrw10 \clbrdrr\brdrs\brdrw10 \cltxlrtb\clftsWidth3\clwWidth2130\clshdrawnil \cellx%d`, flags, right)
	}
	row := func(n int, drawn string, cells ...string) string {
		form := fmt.Sprintf(`\trowd \irow%d\irowband%d\ltrrow\ts15\trgaph108\trleft-108\trbrdrt\brdrs\brdrw10 \trftsWidth1\trftsWidthB3\tblind0\tblindtype3 `, n, n) + drawn
		s := form + pard
		for _, c := range cells {
			s += c + `{\rtlch\fcs1 \af0 \ltrch\fcs0 \insrsid7 \cell }`
		}
		return s + `\pard \ltrpar\ql \li0\ri0\sa200\widctlpar\intbl{\rtlch\fcs1 \af0 \ltrch\fcs0 \insrsid7 ` + form + `\row \ltrrow}`
	}
	data := `{\rtf1\adeflang1025\ansi\ansicpg936\uc2\adeff0\deff0\stshfdbch13\stshfloch0\deflang1033\deflangfe2052{\fonttbl{\f0\fbidi \froman\fcharset0\fprq2{\*\panose 02020603050405020304}Times New Roman;}` +
		`{\f13\fbidi \fnil\fcharset134\fprq2{\*\panose 02010600030101010101}\'cb\'ce\'cc\'e5{\*\falt SimSun};}}{\*\defchp \loch\af0}{\stylesheet{\qj \li0 \snext0 Normal;}` +
		`{\s1\ql \outlinelevel0\sbasedon0 heading 1;}{\*\cs10 \additive Default Paragraph Font;}}{\*\rsidtbl \rsid7}{\info{\author x}}` +
		`\paperw11906\sectd {\*\pnseclvl1\pnucrm\pnstart1{\pntxta .}}\pard\plain \ltrpar\s1\ql \outlinelevel0 ` + hanzi(`\'d2\'bb\'a1\'a2`) + hanzi(`{\uc1\u24635?}`) + latin("2023") + `{\par }` +
		row(0, cell(`\clvmgf`, 2000)+cell("", 6000), hanzi(`\'bc\'d7`), hanzi(`\'d2\'d2`)) +
		row(1, cell(`\clvmrg`, 2000)+cell("", 4000)+cell("", 6000), "", latin("1,234"), latin("5%")) + `\pard \ltrpar\ql {\par }}`
	doc := read(t, data)
	if got, want := lines(doc), "一、总2023\n[[甲 乙 乙] [甲 1,234 5%]]"; got != want || len(doc.Warnings) != 0 || doc.Blocks[0].Level != 1 {
		t.Errorf("got %q and %+v, want %q", got, doc.Warnings, want)
	}
}

func TestANestedTableIsATableOfItsOwn(t *testing.T) {
	inner := func(drawn string, cells ...string) string {
		s := ""
		for _, c := range cells {
			s += `\pard\intbl\itap2 ` + c + `\nestcell{\nonesttables\par}`
		}
		return s + `\pard\intbl\itap2{\*\nesttableprops\trowd` + drawn + `\nestrow}{\nonesttables\par}`
	}
	markup := `\trowd\trhdr\cellx3000\cellx5000\pard\intbl\itap1 甲\par ` +
		inner(`\clvmgf\cellx1000\cellx2000`, "a", "b") + inner(`\clvmrg\cellx1000\cellx2000`, "", "c") + `\pard\intbl 乙\cell d\cell\row\pard 尾\par`
	markup = strings.NewReplacer("甲", `\'bc\'d7`, "乙", `\'d2\'d2`, "尾", `\'ce\'b2`).Replace(markup)
	doc := read(t, head+markup+foot)
	if got, want := lines(doc), "[[甲\n乙 d]]\n[[a b] [a c]]\n尾"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if len(doc.Warnings) > 0 || !doc.Tables[0].Cells[0].Header || doc.Tables[1].Cells[0].Header {
		t.Errorf("got warnings %+v and cells %+v", doc.Warnings, doc.Tables)
	}
}

func TestTablesThatFollowEachOtherAreApartByTheirRules(t *testing.T) {
	cell := func(top, bottom string, edge string) string {
		return `\clbrdrt` + top + `\clbrdrl\brdrs\clbrdrb` + bottom + `\clbrdrr\brdrs\cellx` + edge
	}
	const outer, none, inside = `\brdrdb\brdrw5`, `\brdrnone`, `\brdrs\brdrw5`
	first, middle, last := cell(outer, inside, "1000"), cell(none, inside, "1000"), cell(none, outer, "1000")
	row := func(drawn, text string) string { return `\trowd` + drawn + `\pard\intbl ` + text + `\cell\row` }
	for name, c := range map[string]struct{ markup, want string }{
		"two of three rows":         {row(first, "a") + row(middle, "b") + row(last, "c") + row(first, "d") + row(middle, "e") + row(last, "f"), "[[a] [b] [c]]\n[[d] [e] [f]]"},
		"lines above all rows":      {row(first, "a") + row(cell(outer, outer, "1000"), "b") + row(first, "c"), "[[a] [b] [c]]"},
		"no line below the first":   {row(first, "a") + row(middle, "b") + row(middle, "c") + row(first, "d"), "[[a] [b] [c] [d]]"},
		"another line above":        {row(first, "a") + row(middle, "b") + row(last, "c") + row(cell(inside, outer, "1000"), "d"), "[[a] [b] [c] [d]]"},
		"a cell that goes on there": {row(first, "a") + row(middle, "b") + row(last, "c") + row(`\clvmrg`+first, ""), "[[a] [b] [c] [c]]"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := lines(read(t, head+c.markup+foot)); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestHeadingsListsAndLinksAreKnown(t *testing.T) {
	doc := read(t, head+`\pard\plain\s1 a\par\pard\s2 b\par\pard\s6 c\par\pard\outlinelevel2 d\par\pard\ls3 e\par{\pntext 1.\tab}f\par\pard\ls0 g\par\pard\s5 `+
		`{\field{\*\fldinst {HYPERLINK "http://www.example.gov.cn/" \\o "x"}}{\fldrslt {\'cf\'d8}{\'d5\'fe\'b8\'ae}}}\par`+foot)
	var got []string
	for _, b := range doc.Blocks {
		got = append(got, fmt.Sprint(b.Type, b.Level, b.Text))
	}
	if want := "[heading1a heading1b heading3c heading3d list0e list0f paragraph0g paragraph0县政府]"; fmt.Sprint(got) != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if len(doc.Links) != 1 || doc.Links[0].URL != "http://www.example.gov.cn/" || doc.Links[0].Text != "县政府" || doc.Charset != "gb18030" {
		t.Errorf("got links %+v, charset %s", doc.Links, doc.Charset)
	}
}

func TestTheTitleIsWhatTheDocumentBeginsWith(t *testing.T) {
	info := `{\info{\upr{\title ??}{\*\ud{\title \u23646?\u24615?}}}{\author x}}`
	for name, c := range map[string]struct{ markup, want string }{
		"over two lines":          {`\pard\qc A\par B\par\pard c.\par`, "AB"},
		"in the style for titles": {`\pard\s3 A\par\pard c.\par`, "A"},
		"else the property's":     {`\pard a\par\pard\ql b\par`, "属性"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := read(t, head+info+c.markup+foot).Title; got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestADamagedOrHostileFileIsAnErrorOrAWarningThatSaysWhy(t *testing.T) {
	for name, c := range map[string]struct{ data, err, warning, want string }{
		"nothing":                  {"", "does not begin", "", ""},
		"no Rich Text":             {"abc", "does not begin", "", ""},
		"cut short":                {head + `a\par b`, "", "file_cut_short", "a\nb"},
		"cut short in a byte":      {head + `a\'b`, "", "file_cut_short", "a"},
		"cut short after a sign":   {head + `a\`, "", "file_cut_short", "a"},
		"cut short before a byte":  {head + `a\'`, "", "file_cut_short", "a"},
		"2,000 groups":             {head + strings.Repeat("{", 2000) + "a" + strings.Repeat("}", 2000) + foot, "", "", "a"},
		"100,000 groups":           {head + strings.Repeat("{", 100_000), "nest deeper", "", ""},
		"bytes without end":        {head + `a\par\bin2147483647 x` + foot, "", "file_cut_short", "a"},
		"bytes less than none":     {head + `a\bin-5 b\par` + foot, "", "", "ab"},
		"much that stands in":      {head + strings.Repeat(`\uc2147483647\u20844`, 50_000) + `a\par` + foot, "", "", strings.Repeat("公", 50_000) + ""},
		"fields without end":       {head + strings.Repeat(`{\field{\*\fldinst A`, 1000) + strings.Repeat("}", 2000) + `a\par` + foot, "", "", "a"},
		"text boxes in text boxes": {head + strings.Repeat(`{\shp{\*\shpinst{\shptxt x`, 100) + strings.Repeat("}", 300) + `\par` + foot, "", "boxes_too_deep", strings.Repeat("x\n", 7) + "x"},
		"tables in tables":         {head + `\pard\intbl\itap2147483647 a\nestcell\nestrow\cell\row` + foot, "", "table_edges", ""},
		"a row of countless cells": {head + `\trowd` + strings.Repeat(`\cellx1`, 300_000) + `\pard\intbl a\cell\row\pard b\par` + foot, "", "table_edges", ""},
		"countless rows of many":   {head + `\trowd` + strings.Repeat(`\cellx1`, 10_000) + strings.Repeat(`\pard\intbl a\cell\row`, 10_000) + foot, "", "table_too_large", ""},
		"a word without end":       {head + `\` + strings.Repeat("a", 100_000) + ` b\par` + foot, "", "", ""},
		"a number without end":     {head + `\f` + strings.Repeat("9", 100_000) + ` b\par` + foot, "", "", "b"},
	} {
		t.Run(name, func(t *testing.T) {
			doc, err := Read(t.Context(), strings.NewReader(c.data), int64(len(c.data)))
			if c.err != "" {
				if err == nil || !strings.Contains(err.Error(), c.err) {
					t.Errorf("got %v, want an error with %q", err, c.err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if got := lines(doc); c.want != "" && got != c.want {
				t.Errorf("got %.200q, want %.200q", got, c.want)
			}
			for _, w := range doc.Warnings {
				if w.Code == c.warning {
					return
				}
			}
			if c.warning != "" {
				t.Errorf("got warnings %+v, want %s", doc.Warnings, c.warning)
			}
		})
	}
}

func TestTextBoxesOfLibreOfficeStandAfterTheirParagraphs(t *testing.T) {
	doc := read(t, string(fixture(t, "boxes")))
	want := "封面\n目录一 3\n前后\n框一\n框二\n换页前\n换页后\n[[格\n格中框 乙] [删甲 删乙] [丙 丁]]\n间\n[[表中框 1]]\n框尾\n尾"
	if got := lines(doc); got != want || len(doc.Warnings) != 0 {
		t.Errorf("got %q and %+v, want %q", got, doc.Warnings, want)
	}
}

func TestACancelledReadingEnds(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Read(ctx, strings.NewReader(head+foot), int64(len(head+foot))); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want %v", err, context.Canceled)
	}
}

// fixture is a document that LibreOffice wrote.
func fixture(t testing.TB, name string) []byte {
	t.Helper()
	return readtest.File(t, "testdata/"+name+".rtf")
}

func TestADocumentOfLibreOfficeIsReadWhole(t *testing.T) {
	doc := read(t, string(fixture(t, "rich")))
	want := strings.Join([]string{
		"青渡县水利局", "2023年政府信息公开工作年度报告", "一、总体情况", "正文插入末尾", "页1后链接", "县政府网", "a", "b c-de“é”—€ 𠮷", "脚注后", "项目一",
		"框前框后", "大纲", "续",
		"[[表头甲 表头乙 表头乙] [表头甲 丙 丁] [行一\n行二 前\n后 42] [大块 大块 1,234] [大块 大块 5%] [ 缩进 末]]", "[[内一 内二] [内合 内合]]", "宽表",
	}, "\n")
	if got := lines(doc); !strings.HasPrefix(got, want+"\n[[0 1 2 3 ") || !strings.HasSuffix(got, " 88 89]]\n尾") {
		t.Errorf("got %s\nwant %s …", got, want)
	}
	if doc.Title != "青渡县水利局2023年政府信息公开工作年度报告" || len(doc.Warnings) != 0 || len(doc.Links) != 2 {
		t.Errorf("got the title %q, warnings %+v, links %+v", doc.Title, doc.Warnings, doc.Links)
	}
}

func TestADamagedFileEndsInAnErrorOrADocument(t *testing.T) {
	readtest.Damage(t, Read, fixture(t, "boxes"), 197, 61, '{', '}', '\\')
}

func FuzzRead(f *testing.F) {
	f.Add(fixture(f, "rich"))
	f.Add(fixture(f, "boxes"))
	f.Add([]byte(head + `\trowd\trleft5\trhdr\clvmgf\clbrdrt\brdrs\cellx100\clmrg\cellx200\pard\intbl a\cell\cell\row\pard\intbl\itap2 n\nestcell{\*\nesttableprops\trowd\cellx9\nestrow}\cell\row` + foot))
	f.Add([]byte(head + `{\shp{\*\shpinst{\shptxt b\par}}}{\field{\*\fldinst HYPERLINK "http://a"}{\fldrslt x}}\u-10178?\'81\'5c\bin3 abc{\upr{a}{\*\ud{b}}}` + foot))
	f.Fuzz(func(t *testing.T, data []byte) {
		doc, err := Read(t.Context(), bytes.NewReader(data), int64(len(data)))
		if err == nil {
			readtest.CheckTables(t, doc)
		}
	})
}

func BenchmarkRead(b *testing.B) {
	var m strings.Builder
	m.WriteString(head)
	for _, size := range [][2]int{{12, 4}, {22, 9}, {3, 11}} {
		m.WriteString(`\pard\plain \'cb\'b5\'c3\'f7\par `)
		for range size[0] {
			m.WriteString(`\trowd\trql\ltrrow\trpaddft3\trpaddt0\trpaddfl3\trpaddl0`)
			for k := range size[1] {
				fmt.Fprintf(&m, `\clbrdrt\brdrs\brdrw10\clbrdrl\brdrs\brdrw10\clbrdrb\brdrs\brdrw10\clbrdrr\brdrs\brdrw10\clpadft3\clpadt108\cellx%d`, 900*(k+1))
			}
			m.WriteString(strings.Repeat(`\pard\plain \s0\rtlch\af9\afs24\ltrch\hich\af4\loch\f4\fs22\lang1033\dbch\af11\langfe2052\intbl\qc\ltrpar{\loch 0}\cell`, size[1]) + `\row `)
		}
	}
	data := m.String() + foot
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		if _, err := Read(b.Context(), strings.NewReader(data), int64(len(data))); err != nil {
			b.Fatal(err)
		}
	}
}

func TestTrackedChangesOfCellsAreWarnedOf(t *testing.T) {
	for word, want := range map[string]string{"": "[]", `\clins\clinsauth1`: "[]", `\cldel\cldelauth1`: "[table_edges]", `\clmrgd`: "[table_edges]", `\clsplit`: "[table_edges]"} {
		doc := read(t, head+`\trowd`+word+`\cellx1000\cellx2000\pard\intbl 1\cell 2\cell\row\pard`+foot)
		var got []string
		for _, w := range doc.Warnings {
			got = append(got, w.Code)
		}
		if fmt.Sprint(got) != want {
			t.Errorf("%s: got %v, want %s", word, got, want)
		}
	}
}
