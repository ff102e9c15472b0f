package sheet

import (
	"fmt"
	"strings"
	"testing"

	"gongkai/archive"
)

// document adds one sheet to a book.
func document(fill func(*Sheet)) archive.Document {
	s := &Sheet{Name: "Sheet1"}
	fill(s)
	var b Book
	b.Add(s)
	return b.Document("")
}

func TestASheetIsATableOfWhatItShows(t *testing.T) {
	for name, c := range map[string]struct {
		fill  func(*Sheet)
		want  string
		codes string
	}{
		"margins are left out":            {func(s *Sheet) { s.Set(5, 3, "a"); s.Set(7, 4, "b") }, "[[a ] [ ] [ b]]", ""},
		"lines around nothing are kept":   {func(s *Sheet) { s.Set(0, 0, "a"); s.Set(1, 1, "") }, "[[a ] [ ]]", ""},
		"lines alone are no table":        {func(s *Sheet) { s.Set(0, 0, ""); s.Merge(Range{1, 1, 2, 2}) }, "", ""},
		"merged cells":                    {func(s *Sheet) { s.Set(0, 0, "a"); s.Set(1, 2, "b"); s.Merge(Range{0, 0, 1, 1}) }, "[[a a ] [a a b]]", ""},
		"a merged margin is kept":         {func(s *Sheet) { s.Set(0, 0, "a"); s.Merge(Range{1, 0, 1, 1}) }, "[[a ] [ ]]", ""},
		"a block of one cell is no merge": {func(s *Sheet) { s.Set(0, 0, "a"); s.Merge(Range{1, 1, 1, 1}); s.Merge(Range{3, 3, 2, 2}) }, "[[a]]", ""},
		"hidden rows are gone":            {func(s *Sheet) { s.Set(0, 0, "a"); s.Set(1, 0, "9"); s.Set(2, 0, "b"); s.HideRows(1, 1) }, "[[a] [b]]", "hidden_rows"},
		"hidden columns are gone":         {func(s *Sheet) { s.Set(0, 0, "a"); s.Set(0, 1, "9"); s.Set(0, 2, "b"); s.HideColumns(1, 1) }, "[[a b]]", "hidden_columns"},
		"nothing is lost with empty rows": {func(s *Sheet) {
			s.Set(0, 0, "a")
			s.Set(3, 0, "b")
			s.HideRows(1, 1)
			s.HideRows(2, 2)
			s.HideRows(5, 1<<20)
		}, "[[a] [b]]", ""},
		"a merged cell begins in a hidden row": {func(s *Sheet) {
			s.Set(0, 0, "a")
			s.Set(1, 1, "b")
			s.Set(2, 1, "c")
			s.Merge(Range{0, 0, 2, 0})
			s.HideRows(0, 0)
		}, "[[a b] [a c]]", ""},
		"a merged cell is hidden": {func(s *Sheet) { s.Set(0, 0, "9"); s.Set(3, 1, "b"); s.Merge(Range{0, 0, 2, 0}); s.HideRows(0, 2) }, "[[b]]", "hidden_rows"},
		"a covered text":          {func(s *Sheet) { s.Set(0, 0, "a"); s.Set(0, 1, "9"); s.Merge(Range{0, 0, 0, 1}) }, "[[a a]]", "table_covered"},
		"merges across each other": {func(s *Sheet) {
			s.Set(0, 0, "a")
			s.Set(1, 1, "b")
			s.Merge(Range{0, 0, 0, 1})
			s.Merge(Range{0, 1, 1, 1})
		}, "[[a a] [ b]]", "table_overlap"},
		"what is set last stands":    {func(s *Sheet) { s.Set(0, 0, "a"); s.Set(0, 0, "b"); s.Set(0, 0, "") }, "[[b]]", ""},
		"lines and spaces of a cell": {func(s *Sheet) { s.Set(0, 0, " a  b\r\n\n 件 ") }, "[[a b\n件]]", ""},
		"a cell at the far corner":   {func(s *Sheet) { s.Set(0, 0, "a"); s.Set(2, 1, "b"); s.Set(MaxRows-1, MaxColumns-1, "z") }, "[[a  ] [ b ] [  z]]", "sheet_squeezed"},
		"lines around all cells": {func(s *Sheet) {
			s.Set(0, 0, "a")
			for i := range 600 {
				for k := range 200 {
					s.Set(1+i, k, "")
				}
			}
			s.Set(1, 0, "b")
		}, "[[a] [b]]", ""},
		"a merge of whole columns": {func(s *Sheet) { s.Set(0, 1, "a"); s.Set(1, 0, "b"); s.Merge(Range{0, 2, MaxRows, 5}) }, "[[ a] [b ]]", ""},
		"a title over whole rows":  {func(s *Sheet) { s.Set(0, 0, "a"); s.Set(2, 1, "b"); s.Merge(Range{0, 0, 0, MaxColumns}) }, "[[a a] [ ] [ b]]", ""},
		"what is outside of all sheets": {func(s *Sheet) {
			s.Set(-1, 0, "x")
			s.Set(0, MaxColumns, "x")
			s.Set(0, 0, "a")
			s.Merge(Range{-1, 0, 3, 3})
		}, "[[a]]", ""},
	} {
		t.Run(name, func(t *testing.T) {
			doc := document(c.fill)
			got, codes := "", ""
			if len(doc.Tables) > 0 {
				got = fmt.Sprint(doc.Tables[0].Grid)
			}
			for _, w := range doc.Warnings {
				codes += w.Code
			}
			if got != c.want || codes != c.codes {
				t.Errorf("got %s with %q, want %s with %q", got, codes, c.want, c.codes)
			}
		})
	}
}

func TestHiddenSheetsAreNamedAndLeftOut(t *testing.T) {
	var b Book
	hidden := &Sheet{Name: "底稿", Hidden: true}
	hidden.Set(0, 0, "9")
	b.Add(hidden)
	b.Add(&Sheet{Name: "空", Hidden: true})
	doc := b.Document("")
	if len(doc.Tables) != 0 || len(doc.Warnings) != 1 || !strings.Contains(doc.Warnings[0].Message, "底稿") {
		t.Errorf("got %d tables and %+v", len(doc.Tables), doc.Warnings)
	}
}

func TestTheTitleIsTheReportsThatTheTableBeginsWith(t *testing.T) {
	const report = "某县2023年政府信息公开工作年度报告"
	for name, c := range map[string]struct {
		lines []string
		want  string
	}{
		"one line":                     {[]string{report, "单位：件"}, report},
		"two lines":                    {[]string{"某县", "", "2023年政府信息公开工作年度报告"}, report},
		"lines of a cell":              {[]string{"某县\n2023年政府信息公开工作年度报告"}, report},
		"after an attachment's number": {[]string{"附件1", report}, report},
		"no title of a report":         {[]string{"某县", "统计表"}, "named"},
		"after a table":                {[]string{"a|b", report}, "named"},
		"too far down":                 {[]string{"", "", "", "", "", "", "a", "b", "c", "d", "e", report}, "named"},
	} {
		t.Run(name, func(t *testing.T) {
			var b Book
			s := &Sheet{}
			for row, line := range c.lines {
				for column, text := range strings.Split(line, "|") {
					s.Set(row, column, text)
				}
			}
			b.Add(s)
			if got := b.Document("named").Title; got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestASheetOfSentencesIsParagraphs(t *testing.T) {
	for name, c := range map[string]struct {
		rows   []string
		blocks int
		tables int
	}{
		"sentences":                {[]string{"一、总体情况", "本年无。\n全部公开。", "", "二、其他。"}, 4, 0},
		"a list":                   {[]string{"a", "b"}, 1, 1},
		"sentences above a table":  {[]string{"本年无。", "a|1"}, 1, 1},
		"sentences beside numbers": {[]string{"说明。|1"}, 1, 1},
	} {
		t.Run(name, func(t *testing.T) {
			doc := document(func(s *Sheet) {
				for row, line := range c.rows {
					for column, text := range strings.Split(line, "|") {
						s.Set(row, column, text)
					}
				}
			})
			if len(doc.Blocks) != c.blocks || len(doc.Tables) != c.tables {
				t.Errorf("got %+v and %d tables", doc.Blocks, len(doc.Tables))
			}
		})
	}
}

func TestNamesThatPeopleGaveAreCaptions(t *testing.T) {
	for name, want := range map[string]string{"Sheet1": "", "sheet 2": "", "工作表1": "", "表3": "", "Sheet1 (2)": "", "收费情况": "收费情况", "2023年": "2023年", "表一": "表一"} {
		if got := caption(name); got != want {
			t.Errorf("%q: got %q, want %q", name, got, want)
		}
	}
}

func TestTextBoxesAndLinksStandAfterTheTable(t *testing.T) {
	doc := document(func(s *Sheet) {
		s.Set(0, 0, "附件")
		s.Link(0, 0, "http://a.gov.cn/1.xls")
		s.Link(0, 0, "file:///c:/x")
		s.Box("注：\n无")
	})
	if len(doc.Blocks) != 3 || doc.Blocks[2].Text != "无" {
		t.Errorf("got %+v", doc.Blocks)
	}
	if len(doc.Links) != 1 || doc.Links[0].Text != "附件" {
		t.Errorf("got %+v", doc.Links)
	}
}

func TestHostileSheetsEndSoon(t *testing.T) {
	for name, fill := range map[string]func(*Sheet){
		"many merges of the same block": func(s *Sheet) {
			s.Set(300, 300, "a")
			s.Set(0, 0, "b")
			for range 300_000 {
				s.Merge(Range{0, 0, 200, 200})
			}
		},
		"merges that meet in their last cell": func(s *Sheet) {
			s.Set(400, 400, "a")
			s.Set(0, 0, "b")
			s.Merge(Range{400, 399, 400, 400})
			for i := range 20_000 {
				s.Merge(Range{i % 300, i % 299, 400, 400})
			}
		},
		"every second row hidden": func(s *Sheet) {
			for i := range MaxRows / 8 {
				s.HideRows(2*i, 2*i)
			}
			for i := range 100_000 {
				s.Merge(Range{i, 0, i + 1000, 5})
				s.Set(i, i%16_000, "a")
			}
		},
		"texts on a diagonal": func(s *Sheet) {
			for i := range 210_000 {
				s.Set(i, i%16_000, "a")
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			doc := document(fill)
			for _, table := range doc.Tables {
				if table.Rows*table.Columns > maxKept {
					t.Errorf("got %d × %d", table.Rows, table.Columns)
				}
			}
			if len(doc.Warnings) == 0 {
				t.Error("got no warning")
			}
		})
	}
}

func TestAWorkbookOfManyLargeSheetsIsBounded(t *testing.T) {
	var b Book
	for range 30 {
		s := &Sheet{}
		s.Set(0, 0, "a")
		s.Set(999, 19, "b")
		b.Add(s)
	}
	doc := b.Document("")
	places := 0
	for _, table := range doc.Tables {
		places += table.Rows * table.Columns
	}
	if places > maxKept || len(doc.Warnings) == 0 {
		t.Errorf("got %d places and %+v", places, doc.Warnings)
	}
}
