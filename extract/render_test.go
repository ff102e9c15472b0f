package extract

import (
	"testing"

	"gongkai/archive"
)

func TestMarkdownShowsWhatTheDocumentHolds(t *testing.T) {
	index := 0
	doc := &archive.Document{
		Title: "2023年年报",
		Blocks: []archive.Passage{
			{Type: archive.PassageHeading, Level: 1, Text: "一、总体*情况*"},
			{Type: archive.PassageParagraph, Text: "1. 公开 a|b"},
			{Type: archive.PassageList, Text: "甲"},
			{Type: archive.PassageList, Text: "乙"},
			{Type: archive.PassageTable, Table: &index},
			{Type: archive.PassageParagraph, Text: "# 注"},
		},
		Tables: []archive.Table{{Caption: "表", Rows: 2, Columns: 2, Grid: [][]string{{"a\nb", "a\nb"}, {"1|2", ""}}}},
	}
	const want = "# 2023年年报\n\n## 一、总体\\*情况\\*\n\n1\\. 公开 a\\|b\n\n- 甲\n- 乙\n\n表\n\n| a<br>b | a<br>b |\n| --- | --- |\n| 1\\|2 |  |\n\n\\# 注\n"
	if got := Markdown(doc); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestCSVIsTheGrid(t *testing.T) {
	got := CSV(archive.Table{Rows: 2, Columns: 2, Grid: [][]string{{"规章", "规章"}, {`1,438`, `=a"b"`}}})
	if want := "规章,规章\r\n\"1,438\",\"=a\"\"b\"\"\"\r\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
