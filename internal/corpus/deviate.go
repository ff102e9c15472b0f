package corpus

import (
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"

	"gongkai/archive"
	"gongkai/internal/portalsim/truth"
)

// Deviation is something that portals and converters do to reports. Apply does
// it to a report of the form of 2019 or 2021, in the document and where a figure
// is no longer there or another one, in the truth; it returns false where the
// report has nothing to do it to.
type Deviation struct {
	Name  string
	Flags []string // codes of findings, one of which must tell of it; none where nothing is lost by it
	Lost  int      // how many cells may be unresolved by it, at most
	Apply func(s *Sample, dice *rand.Rand) bool
}

// Deviations returns every kind that was seen in real reports.
func Deviations() []Deviation {
	return slices.Concat(shifts(), labelDeviations(), valueDeviations(), textDeviations(), formDeviations())
}

var applicants = []string{"natural", "commercial", "research", "public_welfare", "legal_service", "other_org", "total"}

// shifts move or lose cells of section three.
func shifts() []Deviation {
	// figures returns where the seven figures of a row begin.
	figures := func(row []archive.Cell) int { return len(row) - 7 }
	empty := archive.Cell{Rowspan: 1, Colspan: 1}
	edit := func(change func(s *Sample, row []archive.Cell, key string) []archive.Cell) func(*Sample, *rand.Rand) bool {
		return func(s *Sample, dice *rand.Rand) bool {
			t, r, key, whole := s.requests(dice)
			if !whole {
				return false
			}
			rows := s.rows(t)
			rows[r] = change(s, slices.Clone(rows[r]), key)
			s.set(t, rows)
			return true
		}
	}
	flags := []string{"row_shifted", "cell_unresolved"}
	return []Deviation{
		{"an empty cell takes 自然人's place, and the last value is lost", flags, 7, edit(func(_ *Sample, row []archive.Cell, _ string) []archive.Cell {
			row = slices.Insert(row, figures(row), empty)
			return row[:len(row)-1]
		})},
		{"an empty cell takes 自然人's place, and the values move right", nil, 7, edit(func(_ *Sample, row []archive.Cell, _ string) []archive.Cell {
			return slices.Insert(row, figures(row), empty)
		})},
		{"自然人's value is lost, and its cell is empty", flags, 7, edit(func(s *Sample, row []archive.Cell, key string) []archive.Cell {
			row[figures(row)].Text = ""
			s.blank("t3."+key+".natural", "")
			return row
		})},
		{"a row has six figures", flags, 7, edit(func(s *Sample, row []archive.Cell, key string) []archive.Cell {
			at := 1 + int(s.Issuer.Key%5)
			s.blank("t3."+key+"."+applicants[at], "")
			return slices.Delete(row, figures(row)+at, figures(row)+at+1)
		})},
		{"the last rows begin a column further left", nil, 28, func(s *Sample, _ *rand.Rand) bool {
			t := len(s.Document.Tables) - 2
			rows := s.rows(t)
			for r := len(rows) - 4; r < len(rows)-1; r++ {
				if len(rows[r]) > 8 {
					continue
				}
				for i := range rows[r] {
					if rows[r][i].Header {
						rows[r][i].Colspan = 1
					}
				}
			}
			s.set(t, rows)
			return true
		}},
		{"四、结转 is a table of its own", nil, 7, func(s *Sample, _ *rand.Rand) bool {
			t := len(s.Document.Tables) - 2
			rows := s.rows(t)
			last := layOut(rows[len(rows)-1:])
			s.set(t, rows[:len(rows)-1])
			at := len(s.Document.Tables)
			s.Document.Tables = append(s.Document.Tables, last)
			for i, b := range s.Document.Blocks {
				if b.Table != nil && *b.Table == t {
					s.Document.Blocks = slices.Insert(slices.Clone(s.Document.Blocks), i+1, archive.Passage{Type: archive.PassageTable, Table: &at})
					break
				}
			}
			return true
		}},
		{"a row has its label and its zeros in one cell", []string{"conversion_artifact"}, 0, func(s *Sample, _ *rand.Rand) bool {
			t, r, i, ok := s.find("规章")
			if !ok {
				return false
			}
			rows := s.rows(t)
			for _, c := range rows[r][i+1:] {
				if c.Text != "0" {
					return false
				}
			}
			rows[r][i].Text += strings.Repeat("0", len(rows[r])-1-i)
			rows[r] = rows[r][:i+1]
			s.set(t, rows)
			return true
		}},
		{"the first block has no header", []string{"header_truncated"}, 0, func(s *Sample, _ *rand.Rand) bool {
			rows := s.rows(0)
			s.set(0, slices.Delete(rows, 1, 2))
			return true
		}},
		{"the table of section three is a picture", []string{"table_missing"}, 175, func(s *Sample, _ *rand.Rand) bool {
			s.drop(len(s.Document.Tables)-2, "t3.")
			return true
		}},
		{"the table of section four is lost", []string{"table_missing"}, 15, func(s *Sample, _ *rand.Rand) bool {
			s.drop(len(s.Document.Tables)-1, "t4.")
			return true
		}},
	}
}

// drop removes a table.
func (s *Sample) drop(table int, prefix string) {
	s.Document.Blocks = slices.DeleteFunc(slices.Clone(s.Document.Blocks), func(b archive.Passage) bool {
		return b.Table != nil && *b.Table == table
	})
	s.Document.Tables[table] = archive.Table{}
	for key := range s.Cells {
		if strings.HasPrefix(key, prefix) {
			delete(s.Cells, key)
		}
	}
}

// labelDeviations print labels in other ways.
func labelDeviations() []Deviation {
	relabel := func(pairs ...string) func(*Sample, *rand.Rand) bool {
		return func(s *Sample, _ *rand.Rand) bool { return s.relabel(pairs...) }
	}
	return []Deviation{
		{"labels are split by spaces", nil, 0, relabel("自然人", "自 然 人", "本年度办理结果", " 本年 度办 理结 果", "不予公开", "不予公 开", "总计", "总 计")},
		// In text, a line break inside of a label ends the row.
		{"labels are split by line breaks", nil, 12, relabel("本年新制作数量", "本年新\n制作数量", "本年制发件数", "本年制\n发件数", "商业企业", "商业\n企业")},
		{"釆 stands for 采", []string{"variant_character"}, 0, relabel("采", "釆")},
		{"本机关不掌握相关信息", nil, 0, relabel("不掌握相关政府信息", "不掌握相关信息")},
		{"本年增/", []string{"header_truncated"}, 0, relabel("本年增/减", "本年增/")},
		{"本年新 twice", []string{"header_truncated"}, 6, relabel("本年新制作数量", "本年新", "本年新公开数量", "本年新")},
		{"现行有效件", []string{"header_truncated"}, 0, relabel("现行有效件数", "现行有效件")},
		{"the header 自然人 is missing", []string{"header_truncated"}, 0, func(s *Sample, _ *rand.Rand) bool {
			t := len(s.Document.Tables) - 2
			rows := s.rows(t)
			rows[1] = slices.Delete(slices.Clone(rows[1]), 0, 1)
			rows[1] = slices.Insert(rows[1], 0, archive.Cell{Rowspan: 2, Colspan: 1, Header: true})
			s.set(t, rows)
			return true
		}},
		{"half-width brackets", nil, 0, relabel("（", "(", "）", ")")},
		{"full-width points", nil, 0, relabel("1.", "1．", "2.", "2．", "3.", "3．")},
		{"commas for points", nil, 0, relabel("1.", "1、", "2.", "2、", "3.", "3、")},
		{"sections are renumbered", []string{"section_renumbered"}, 0, func(s *Sample, _ *rand.Rand) bool {
			return s.prose("四、政府信息公开行政复议", "五、政府信息公开行政复议", "五、存在的主要问题", "六、存在的主要问题", "六、其他需要", "七、其他需要")
		}},
		{"sections have no numbers", []string{"section_renumbered"}, 0, func(s *Sample, _ *rand.Rand) bool {
			return s.prose("一、总体情况", "总体情况", "二、主动公开", "主动公开", "三、收到和处理", "收到和处理")
		}},
		{"a section is missing", []string{"section_missing"}, 0, func(s *Sample, _ *rand.Rand) bool {
			n := len(s.Document.Blocks)
			s.Document.Blocks = slices.DeleteFunc(slices.Clone(s.Document.Blocks), func(b archive.Passage) bool {
				return strings.HasPrefix(b.Text, "五、存在")
			})
			return len(s.Document.Blocks) < n
		}},
		{"六、无其他需要报告的事项", nil, 0, func(s *Sample, _ *rand.Rand) bool {
			return s.prose("六、其他需要报告的事项", "六、无其他需要报告的事项")
		}},
		{"section four has its other heading", nil, 0, func(s *Sample, _ *rand.Rand) bool {
			return s.prose("四、政府信息公开行政复议、行政诉讼情况", "四、因政府信息公开工作被申请行政复议、提起行政诉讼情况")
		}},
	}
}

// valueDeviations print figures in other ways.
func valueDeviations() []Deviation {
	nothing := func(sign string) Deviation {
		return Deviation{"a cell has " + strconv.Quote(sign), nil, 0, func(s *Sample, _ *rand.Rand) bool {
			return s.value("t2.6.penalty", "行政处罚", func(truth.Value) truth.Value { return truth.Value{Raw: sign} })
		}}
	}
	money := func(name string, flags []string, raw, number, unit string) Deviation {
		return Deviation{name, flags, 0, func(s *Sample, _ *rand.Rand) bool {
			if s.Year < 2021 {
				return s.Cells["t2.9.procurement.amount"].Unit != "万元" && s.value("t2.9.procurement.amount", "政府集中采购",
					func(truth.Value) truth.Value { return truth.Value{Raw: raw, Number: number, Unit: unit} })
			}
			if unit == "" {
				return false // the form of 2021 prints one
			}
			return s.value("t2.8.fees.fee_amount", "行政事业性收费", func(truth.Value) truth.Value { return truth.Value{Raw: raw, Number: number, Unit: unit} })
		}}
	}
	return []Deviation{
		nothing(""), nothing("/"), nothing("-"), nothing("—"), nothing("空"), nothing("——"),
		{"thousands have a comma", nil, 0, func(s *Sample, _ *rand.Rand) bool {
			return s.value("t2.6.coercion", "行政强制", func(truth.Value) truth.Value { return truth.Value{Raw: "1,438", Number: "1438"} })
		}},
		money("an amount has thousands and a fraction", nil, "35,004.482万元", "35004.482", "万元"),
		money("an amount has six decimals", nil, "128.123456万元", "128.123456", "万元"),
		money("an amount has its unit in the cell", []string{"unit_in_cell"}, "10万元", "10", "万元"),
		money("an amount has no unit", []string{"unit_missing"}, "8040", "8040", ""),
		money("a large amount has no unit", []string{"unit_missing"}, "15000000", "15000000", ""),
		{"a count has its unit in the cell", []string{"unit_in_cell"}, 0, func(s *Sample, _ *rand.Rand) bool {
			return s.value("t2.6.coercion", "行政强制", func(truth.Value) truth.Value { return truth.Value{Raw: "12件", Number: "12", Unit: "件"} })
		}},
		{"a cell has words", []string{"cell_unresolved"}, 1, func(s *Sample, _ *rand.Rand) bool {
			return s.value("t2.6.coercion", "行政强制", func(truth.Value) truth.Value { return truth.Value{Raw: "见附件", Number: ""} })
		}},
		{"a figure of section three is wrong", []string{"identity_broken"}, 0, func(s *Sample, dice *rand.Rand) bool {
			t, r, key, _ := s.requests(dice)
			at := dice.IntN(7)
			return s.change(t, r, len(s.rows(t)[r])-7+at, "t3."+key+"."+applicants[at])
		}},
		{"a figure of section four is wrong", []string{"identity_broken"}, 0, func(s *Sample, dice *rand.Rand) bool {
			at := dice.IntN(15)
			group := []string{"review", "suit_direct", "suit_after_review"}[at/5]
			outcome := []string{"upheld", "corrected", "other", "pending", "total"}[at%5]
			return s.change(len(s.Document.Tables)-1, 3, at, "t4.value."+group+"."+outcome)
		}},
	}
}

// change adds one to a figure.
func (s *Sample) change(t, r, at int, key string) bool {
	n, err := strconv.Atoi(s.Cells[key].Number)
	if err != nil {
		return false
	}
	text := strconv.Itoa(n + 1)
	rows := s.rows(t)
	rows[r][at].Text = text
	s.set(t, rows)
	s.Cells[key] = truth.Value{Raw: text, Number: text}
	return true
}

// value replaces the last figure of the first row with a label; key may name the
// row alone.
func (s *Sample) value(key, label string, replace func(truth.Value) truth.Value) bool {
	t, r, i, ok := s.find(label)
	if !ok {
		return false
	}
	rows := s.rows(t)
	last := len(rows[r]) - 1
	if last <= i {
		return false
	}
	if _, known := s.Cells[key]; !known {
		key += ".decisions"
	}
	v := replace(s.Cells[key])
	if blank := rows[r][i+1].Text; blank == "" || blank == "/" {
		return false // a row that is blank on purpose
	}
	rows[r][last].Text = v.Raw
	s.set(t, rows)
	s.Cells[key] = v
	return true
}

// textDeviations change what stands around the tables.
func textDeviations() []Deviation {
	insert := func(at int, text string) func(*Sample, *rand.Rand) bool {
		return func(s *Sample, _ *rand.Rand) bool {
			s.Document.Blocks = slices.Insert(slices.Clone(s.Document.Blocks), at, archive.Passage{Type: archive.PassageParagraph, Text: text})
			return true
		}
	}
	return []Deviation{
		{"the body has another year", []string{"year_mismatch"}, 0, func(s *Sample, _ *rand.Rand) bool {
			y := strconv.Itoa(s.Year)
			return s.prose("统计期限自"+y+"年1月1日起至"+y+"年12月31日", "统计期限自"+strconv.Itoa(s.Year-1)+"年1月1日起至"+strconv.Itoa(s.Year-1)+"年12月31日")
		}},
		{"there is no title", []string{"title_missing"}, 0, func(s *Sample, _ *rand.Rand) bool {
			s.Document.Title = ""
			s.Document.Blocks = s.Document.Blocks[1:]
			return true
		}},
		{"the title stands in the page's title alone", nil, 0, func(s *Sample, _ *rand.Rand) bool {
			s.Document.Blocks = s.Document.Blocks[1:]
			return true
		}},
		{"there are two titles of two years", []string{"year_mismatch"}, 0, func(s *Sample, dice *rand.Rand) bool {
			return insert(1, strings.ReplaceAll(s.Document.Title, strconv.Itoa(s.Year), strconv.Itoa(s.Year-1)))(s, dice)
		}},
		{"the title goes over two lines", nil, 0, func(s *Sample, _ *rand.Rand) bool {
			head, tail, ok := strings.Cut(s.Document.Title, s.Issuer.Name)
			if !ok || head != "" {
				return false
			}
			s.Document.Title = ""
			s.Document.Blocks = append([]archive.Passage{{Type: archive.PassageParagraph, Text: s.Issuer.Name}, {Type: archive.PassageParagraph, Text: tail}}, s.Document.Blocks[1:]...)
			return true
		}},
		{"[bookmark: _GoBack]", []string{"conversion_artifact"}, 0, func(s *Sample, _ *rand.Rand) bool {
			return s.prose("一、总体情况", "[bookmark: _GoBack]一、总体情况")
		}},
		{"a stray Latin word", []string{"conversion_artifact"}, 0, insert(3, "本机关认真履行lenovo公开职责。")},
		{"guidance of the form is left in", []string{"conversion_artifact"}, 0, insert(3, "（填写说明：简要概述本机关年度工作情况，不超过1500字。）")},
		{"characters of a date are lost", []string{"conversion_artifact"}, 0, insert(2, "本报告于年月日发布。")},
		{"the narrative counts other requests", []string{"narrative_mismatch"}, 0, func(s *Sample, _ *rand.Rand) bool {
			n := s.Cells["t3.new.total"].Number
			return s.prose("新收到政府信息公开申请"+n+"件", "新收到政府信息公开申请"+n+"7件")
		}},
		{"the narrative counts other reviews", []string{"narrative_mismatch"}, 0, insert(4, "本年度因政府信息公开被申请行政复议977件。")},
		{"the narrative counts other suits", []string{"narrative_mismatch"}, 0, insert(4, "本年度因政府信息公开被提起行政诉讼977件。")},
		{"another issuer signs", []string{"issuer_mismatch"}, 0, func(s *Sample, _ *rand.Rand) bool {
			return s.sign("白石县司法局")
		}},
	}
}

// sign replaces the signature.
func (s *Sample) sign(name string) bool {
	s.Document.Blocks = slices.Clone(s.Document.Blocks)
	for i := len(s.Document.Blocks) - 1; i >= 0; i-- {
		if s.Document.Blocks[i].Text == s.Issuer.Name {
			s.Document.Blocks[i].Text = name
			return true
		}
	}
	return false
}

// formDeviations use another form, or more than one.
func formDeviations() []Deviation {
	return []Deviation{
		{"the form is that of other years", []string{"template_mismatch"}, 0, func(s *Sample, _ *rand.Rand) bool {
			other := strconv.Itoa(2018)
			if s.Year < 2021 {
				other = "2023"
			}
			y := strconv.Itoa(s.Year)
			s.Document.Title = strings.ReplaceAll(s.Document.Title, y, other)
			return s.prose(y, other, strconv.Itoa(s.Year+1), other)
		}},
		{"section three has the other form", []string{"template_mismatch"}, 0, func(s *Sample, _ *rand.Rand) bool {
			year := 2023
			if s.Year >= 2021 {
				year = 2020
			}
			other := NewSample(s.Issuer, year)
			s.Document.Tables[len(s.Document.Tables)-2] = other.Document.Tables[len(other.Document.Tables)-2]
			for key := range s.Cells {
				if strings.HasPrefix(key, "t3.") {
					delete(s.Cells, key)
				}
			}
			for key, v := range other.Cells {
				if strings.HasPrefix(key, "t3.") {
					s.Cells[key] = v
				}
			}
			return true
		}},
		{"the statistics table of 2014 stands besides", []string{"template_mismatch"}, 0, func(s *Sample, _ *rand.Rand) bool {
			other := NewSample(s.Issuer, 2018)
			at := len(s.Document.Tables)
			s.Document.Tables = append(s.Document.Tables, other.Document.Tables[0])
			s.Document.Blocks = append(slices.Clone(s.Document.Blocks), archive.Passage{Type: archive.PassageParagraph, Text: "附：政府信息公开情况统计表"},
				archive.Passage{Type: archive.PassageTable, Table: &at})
			for key, v := range other.Cells {
				s.Cells[key] = v
			}
			return true
		}},
	}
}
