package plain_test

import (
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"gongkai/extract/plain"
	"gongkai/extract/readtest"
)

func TestTablesAreFoundInEveryShape(t *testing.T) {
	cases := map[string]struct {
		text string
		want [][][]string
	}{
		"one cell a line, rows apart by an empty line": {
			"\t种类\n\t数量\n\n\t规章\n\t3\n\n\t\n\t4\n",
			[][][]string{{{"种类", "数量"}, {"规章", "3"}, {"", "4"}}},
		},
		"a line without a tab goes on with the cell before it": {
			"\t自\n然\n人\n\t总\n计\n\n\t1\n\t2\n",
			[][][]string{{{"自\n然\n人", "总\n计"}, {"1", "2"}}},
		},
		"nothing goes on with a number": {
			"\t规章\n\t3\n五\n",
			[][][]string{{{"规章", "3"}}},
		},
		"bars, with surplus ones": {
			"甲 | 乙 | ||\n丙 | 4 |\n",
			[][][]string{{{"甲", "乙", "", ""}, {"丙", "4", "", ""}}},
		},
		"bars at both ends, with a rule": {
			"| 甲 | 乙 |\n|---|:-:|\n| 丙 | 4 |\n",
			[][][]string{{{"甲", "乙"}, {"丙", "4"}}},
		},
		"tabs, empty cells in front": {
			"甲\t乙\t\n\t\t5\n",
			[][][]string{{{"甲", "乙", ""}, {"", "", "5"}}},
		},
		"an empty line ends a table of tabs": {
			"甲\t1\n\n乙\t2\n",
			[][][]string{{{"甲", "1"}}, {{"乙", "2"}}},
		},
		"a paragraph ends a table": {
			"甲 | 1 |\n说明文字\n乙 | 2 |\n",
			[][][]string{{{"甲", "1"}}, {{"乙", "2"}}},
		},
		"paragraphs indented by a tab are no table": {
			"\t今年各项工作进展顺利。\n\n\t明年继续努力。\n", nil,
		},
		"an indented paragraph before a table is none of its rows": {
			"\t有关数据如下表。\n\n\t规章\n\t3\n",
			[][][]string{{{"规章", "3"}}},
		},
		"no table": {"一、总体情况\n一切正常。\n", nil},
		"empty":    {"", nil},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			doc := plain.Read(c.text)
			var got [][][]string
			for _, table := range doc.Tables {
				got = append(got, table.Grid)
			}
			if !reflect.DeepEqual(got, c.want) {
				t.Errorf("Read(%q)\n got tables %q\nwant %q", c.text, got, c.want)
			}
		})
	}
}

func TestTheTitleIsWhatStandsBeforeTheFirstSection(t *testing.T) {
	cases := map[string]struct{ text, want string }{
		"one line":                       {"\ufeff青渡县2020年年度报告\r\n\r\n一、总体情况\r\n", "青渡县2020年年度报告"},
		"two lines":                      {"青渡县人民政府\n\n2020年政府信息公开工作年度报告\n一、总体情况\n", "青渡县人民政府2020年政府信息公开工作年度报告"},
		"a complete line and one more":   {"2020年年报\n青渡县2020年年度报告\n", "2020年年报"},
		"none before a section heading":  {"\n\n一、总体情况\n正文\n", ""},
		"a sentence is none":             {"根据要求，现公布年度报告。\n一、总体情况\n", ""},
		"a table is none":                {"甲\t乙\n", ""},
		"one line and then the sentence": {"关于报告的说明\n根据要求公布本报告。\n", "关于报告的说明"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			if got := plain.Read(c.text).Title; got != c.want {
				t.Errorf("Read(%q).Title: got %q, want %q", c.text, got, c.want)
			}
		})
	}
}

func TestBlocksKeepTheReadingOrder(t *testing.T) {
	doc := plain.Read("青渡县年度报告\n一、总体情况\n（一）主动公开\n公开三条。\n规章\t3\n五、问题\n")
	var got []string
	for _, b := range doc.Blocks {
		text := b.Text
		if b.Table != nil {
			text = doc.Tables[*b.Table].Grid[0][0]
		}
		got = append(got, b.Type+" "+text)
	}
	want := []string{"heading 青渡县年度报告", "heading 一、总体情况", "heading （一）主动公开",
		"paragraph 公开三条。", "table 规章", "heading 五、问题"}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got blocks %q, want %q", got, want)
	}
}

func TestARuleBetweenRowsIsDroppedWithAWarning(t *testing.T) {
	doc := plain.Read("结转\t0\t0\n----\t---\t---\n")
	if len(doc.Tables) != 1 || doc.Tables[0].Rows != 1 {
		t.Fatalf("got tables %v, want one of one row", doc.Tables)
	}
	if len(doc.Warnings) != 1 || doc.Warnings[0].Code != "conversion_artifact" {
		t.Errorf("got warnings %v, want one conversion_artifact", doc.Warnings)
	}
}

func TestHostileTextIsBounded(t *testing.T) {
	cases := map[string]string{
		"a million tabs":             strings.Repeat("\t", 1_000_000) + "x",
		"a million bars":             strings.Repeat("|", 1_000_000),
		"one wide row, many short":   strings.Repeat("x\t", 1000) + "\n" + strings.Repeat("x\ty\n", 100_000),
		"many cells, one a line":     strings.Repeat("\tx\n", 300_000),
		"many rows of two cells":     strings.Repeat("\tx\n\ty\n\n", 150_000),
		"one cell going on for ever": "\tx\n" + strings.Repeat("y\n", 300_000),
	}
	for name, text := range cases {
		t.Run(name, func(t *testing.T) {
			doc := plain.Read(text)
			places := 0
			for _, table := range doc.Tables {
				places += table.Rows * table.Columns
			}
			if places > 200_000 {
				t.Errorf("got %d places, want at most 200000", places)
			}
		})
	}
}

func TestDrawnTablesAreRead(t *testing.T) {
	for name, c := range map[string]struct{ text, want, codes string }{
		"boxes":                        {"┌──┬───┐\n│内容│ 件数│\n├──┼───┤\n│规章│  12│\n└──┴───┘\n", "[[内容 件数] [规章 12]]", ""},
		"wrapped cells":                {"┌──┬───┐\n│规范│  34│\n│文件│    │\n├──┼───┤\n│处罚│ 5│\n└──┴───┘", "[[规范\n文件 34] [处罚 5]]", ""},
		"a wrapped figure is no two":   {"┌──┬──┐\n│规章│12│\n│　　│34│\n└──┴──┘", "[[规章 12\n34]]", ""},
		"rows without rules":           {"+----+---+\n|内容|件数|\n+====+===+\n|规章|12|\n|处罚|5|\n+----+---+", "[[内容 件数] [规章 12] [处罚 5]]", ""},
		"heavy and double lines":       {"╔══╦══╗\n║a║1║\n╠══╬══╣\n┃b┃2┃\n╚══╩══╝", "[[a 1] [b 2]]", ""},
		"a sign for nothing":           {"┌──┬──┐\n│a│──│\n└──┴──┘", "[[a ──]]", ""},
		"a line end within a cell":     {"┌──┬──┬──┐\n│a│1\n2│3│\n├──┼──┼──┤\n│b│4│5│", "[[a 1\n2 3] [b 4 5]]", ""},
		"open at the right":            {"│a│1\n│b│2\n", "[[a 1] [b 2]]", ""},
		"empty cells":                  {"│a││2│\n│──┼──┼──│\n│b│1││", "[[a  2] [b 1 ]]", ""},
		"rules that do not go through": {"┌──┬──┬──┐\n│甲│a│1│\n│　├──┼──┤\n│　│b│2│\n└──┴──┴──┘", "[[甲 a 1] [ b 2]]", ""},
		"a rule beside a text":         {"┌──┬──┬──┐\n│　│a│1│\n│甲├──┼──┤\n│　│b│2│\n└──┴──┴──┘", "[[甲 a 1] [ b 2]]", "table_irregular"},
		"a merged header":              {"┌────┐\n│标题│\n├──┬──┤\n│a│1│\n└──┴──┘", "[[标题 ] [a 1]]", ""},
	} {
		doc := plain.Read("前文。\n" + c.text + "\n后文。")
		got, codes := "", ""
		for _, table := range doc.Tables {
			got += fmt.Sprint(table.Grid)
		}
		for _, w := range doc.Warnings {
			codes += w.Code
		}
		if first := plain.Read(c.text); first.Title != "" {
			t.Errorf("%s: got the title %q", name, first.Title)
		}
		if got != c.want || codes != c.codes || len(doc.Blocks) != 3 {
			t.Errorf("%s: got %q with %q in %d blocks, want %q with %q", name, got, codes, len(doc.Blocks), c.want, c.codes)
		}
	}
}

func TestALineAcrossThePageIsNoTable(t *testing.T) {
	for _, text := range []string{"────────", "+----+", "────────\n正文。", "首页│正文"} {
		if doc := plain.Read("前文。\n" + text); len(doc.Tables) > 0 || !strings.Contains(strings.Join(readtest.Texts(doc), "\n"), text) {
			t.Errorf("%q: got %d tables, %q", text, len(doc.Tables), readtest.Texts(doc))
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add("标题\n一、情况\n\t甲\n\t乙\n\n\t1\n\t2\n")
	f.Add("甲 | 乙 | |\n----|---\n1 | 2 |\n")
	f.Add("甲\t乙\n---\t---\n\t1\n")
	f.Add("┌──┬──┐\n│甲│1│\n│  ├──┤\n│乙│2│\n└──┴──┘\n+--+\n|3|4|\n+==+\n║5║\n")
	f.Add("1|2\r3\f4\v5\x006\n---|---\n\t7\n8\n")
	f.Fuzz(func(t *testing.T, text string) {
		doc := plain.Read(text)
		if got, want := figures(readtest.Texts(doc)...), figures(strings.ReplaceAll(text, "\x00", "")); !slices.Equal(got, want) {
			t.Fatalf("got the figures %q, want %q", got, want)
		}
		readtest.CheckTables(t, doc)
	})
}

// figures returns the runs of digits of texts.
func figures(texts ...string) []string {
	return regexp.MustCompile(`[0-9]+`).FindAllString(strings.Join(texts, "\n"), -1)
}
