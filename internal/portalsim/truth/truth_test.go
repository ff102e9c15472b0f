package truth

import (
	"strconv"
	"strings"
	"testing"

	"gongkai/archive"
)

func issuerOf(seed uint64) Issuer {
	return Issuer{Name: "青渡县民政局", Kind: "department", Scale: int(seed % 7), Key: Mix(seed, 99)}
}

// whole reads a value that must be a whole number.
func whole(t *testing.T, v Value) int {
	t.Helper()
	n, err := strconv.Atoi(v.Number)
	if err != nil || strings.ReplaceAll(v.Raw, ",", "") != v.Number {
		t.Fatalf("got number %q printed as %q", v.Number, v.Raw)
	}
	return n
}

// numbers reads a block, by the keys of its rows.
func numbers(t *testing.T, b block) map[string][]int {
	t.Helper()
	out := make(map[string][]int, len(b.rows))
	for r, row := range b.rows {
		for _, v := range b.values[r] {
			out[row.key] = append(out[row.key], whole(t, v))
		}
	}
	return out
}

func TestEveryIdentityHoldsForAThousandSeeds(t *testing.T) {
	for seed := range uint64(1000) {
		issuer, year := issuerOf(seed), 2019+int(seed%6)
		f := draw(issuer, year, styleOf(issuer, year))
		last := draw(issuer, year-1, styleOf(issuer, year-1))
		three, before := numbers(t, f.three), numbers(t, last.three)
		for c := range applicantKinds + 1 {
			sum := 0
			for _, row := range f.three.rows {
				if row.group != "" && row.key != "result_total" {
					sum += three[row.key][c]
				}
			}
			if got := three["result_total"][c]; got != sum {
				t.Fatalf("seed %d, T3-RES column %d: got %d, want %d", seed, c, got, sum)
			}
			if three["new"][c]+three["carried_in"][c] != three["result_total"][c]+three["carried_out"][c] {
				t.Fatalf("seed %d, T3-BAL column %d does not hold", seed, c)
			}
			if got, want := three["carried_in"][c], before["carried_out"][c]; got != want {
				t.Fatalf("seed %d: column %d carries in %d, want the %d of the year before", seed, c, got, want)
			}
		}
		for key, row := range three {
			sum := 0
			for _, n := range row[:applicantKinds] {
				if n < 0 {
					t.Fatalf("seed %d: t3.%s has %d", seed, key, n)
				}
				sum += n
			}
			if got := row[applicantKinds]; got != sum {
				t.Fatalf("seed %d, T3-ROW %s: got %d, want %d", seed, key, got, sum)
			}
		}
		four := numbers(t, f.four)["value"]
		for group := 0; group < 15; group += 5 {
			if four[group]+four[group+1]+four[group+2]+four[group+3] != four[group+4] {
				t.Fatalf("seed %d, T4-SUM from column %d does not hold", seed, group)
			}
		}
	}
}

func TestSectionTwoGoesOnFromYearToYear(t *testing.T) {
	for seed := range uint64(100) {
		for _, year := range []int{2020, 2022, 2024} {
			issuer := issuerOf(seed)
			softAcrossYears(t, issuer, year, Cells(issuer, year), Cells(issuer, year-1))
		}
	}
}

// softAcrossYears checks what section two carries from year to year, where it
// is not left blank.
func softAcrossYears(t *testing.T, issuer Issuer, year int, cells, before map[string]Value) {
	t.Helper()
	read := func(cells map[string]Value, key string) (int, bool) {
		n, err := strconv.Atoi(cells[key].Number)
		return n, err == nil
	}
	if year >= 2022 {
		was, ok1 := read(before, "t2.1.normative.in_force")
		issued, ok2 := read(cells, "t2.1.normative.issued")
		repealed, _ := read(cells, "t2.1.normative.repealed")
		is, _ := read(cells, "t2.1.normative.in_force")
		if ok1 && ok2 && (was+issued-repealed != is || repealed < 0 || issued < 0) {
			t.Fatalf("%x %d: in force %d + %d - %d is not %d", issuer.Key, year, was, issued, repealed, is)
		}
	}
	if year == 2020 {
		was, ok1 := read(before, "t2.6.penalty.prev_items")
		delta, ok2 := read(before, "t2.6.penalty.delta")
		is, ok3 := read(cells, "t2.6.penalty.prev_items")
		if ok1 && ok2 && ok3 && was+delta != is {
			t.Fatalf("%x: items %d %+d are not %d", issuer.Key, was, delta, is)
		}
	}
}

func TestTheTruthListsEveryCellOfTheTemplate(t *testing.T) {
	for year, want := range map[int]int{2019: 198, 2020: 198, 2021: 200, 2024: 200} {
		if got := len(Cells(issuerOf(1), year)); got != want {
			t.Errorf("%d: got %d cells, want %d", year, got, want)
		}
	}
}

func TestTablesHaveTheStatutoryGeometry(t *testing.T) {
	for year, result := range map[int]int{2020: 20, 2023: 22} {
		issuer := Issuer{Name: "青渡县民政局", Key: 4}
		r := Write(issuer, year)
		three, four := r.Tables[len(r.Tables)-2], r.Tables[len(r.Tables)-1]
		if three.Columns != 10 || three.Rows != 3+result+3 || four.Columns != 15 || four.Rows != 4 {
			t.Errorf("%d: got %d × %d and %d × %d", year, three.Rows, three.Columns, four.Rows, four.Columns)
		}
		spans := make(map[string][2]int)
		for _, c := range three.Cells {
			text := strings.NewReplacer(" ", "", "(", "（", ")", "）").Replace(c.Text)
			spans[text] = [2]int{c.Rowspan, c.Colspan}
		}
		want := map[string][2]int{
			"申请人情况": {1, 7}, "法人或其他组织": {1, 5}, "三、本年度办理结果": {result, 1},
			"（三）不予公开": {8, 1}, "（四）无法提供": {3, 1}, "（五）不予处理": {5, 1}, "（七）总计": {1, 2},
			"一、本年新收政府信息公开申请数量": {1, 3}, "四、结转下年度继续办理": {1, 3}, "（六）其他处理": {1, 2},
		}
		if year >= 2021 {
			want["（六）其他处理"] = [2]int{3, 1}
		}
		for label, w := range want {
			if spans[label] != w {
				t.Errorf("%d: %s: got spans %v, want %v", year, label, spans[label], w)
			}
		}
	}
}

func TestTheTablesShowTheTruth(t *testing.T) {
	for seed := range uint64(200) {
		issuer, year := issuerOf(seed), 2019+int(seed%6)
		cells := Cells(issuer, year)
		r := Write(issuer, year)
		three, four := r.Tables[len(r.Tables)-2], r.Tables[len(r.Tables)-1]
		for i, row := range sectionThree(TemplateOf(year)).rows {
			for j, c := range applicants() {
				if got, want := three.Grid[3+i][3+j], cells["t3."+row.key+"."+c.key].Raw; got != want {
					t.Fatalf("seed %d, t3.%s.%s: got %q, want %q", seed, row.key, c.key, got, want)
				}
			}
		}
		for j, c := range sectionFour().columns {
			if got, want := four.Grid[3][j], cells["t4.value."+c.key].Raw; got != want {
				t.Fatalf("seed %d, t4 %s: got %q, want %q", seed, c.key, got, want)
			}
		}
		for _, table := range r.Tables {
			covered := 0
			for _, c := range table.Cells {
				covered += c.Rowspan * c.Colspan
			}
			if covered != table.Rows*table.Columns {
				t.Fatalf("seed %d: cells cover %d places of %d × %d", seed, covered, table.Rows, table.Columns)
			}
		}
	}
}

func TestReportsDifferInStyle(t *testing.T) {
	seen := make(map[string]bool)
	for seed := range uint64(300) {
		issuer := issuerOf(seed)
		for key, v := range Cells(issuer, 2019) {
			switch {
			case strings.Contains(v.Raw, ","):
				seen["thousands"] = true
			case v.Raw == "" && v.Number == "":
				seen["empty"] = true
			case v.Raw == "/" && v.Number == "":
				seen["slash"] = true
			}
			if key == "t2.9.procurement.amount" && v.Number != "0" {
				seen["unit in cell"] = seen["unit in cell"] || strings.HasSuffix(v.Raw, "万元")
				seen["unit in header"] = seen["unit in header"] || v.Unit != "" && !strings.HasSuffix(v.Raw, v.Unit)
				seen["no unit"] = seen["no unit"] || v.Unit == ""
				seen["decimals"] = seen["decimals"] || strings.Contains(v.Number, ".")
			}
		}
		r := Write(issuer, 2019)
		seen["one table"] = seen["one table"] || len(r.Tables) == 3
		seen["many tables"] = seen["many tables"] || len(r.Tables) == 7
		for _, c := range r.Tables[len(r.Tables)-2].Cells {
			seen["spaced labels"] = seen["spaced labels"] || c.Text == "自 然 人"
		}
	}
	for _, want := range []string{"thousands", "empty", "slash", "unit in cell", "unit in header", "no unit", "decimals",
		"one table", "many tables", "spaced labels"} {
		if !seen[want] {
			t.Errorf("no report shows: %s", want)
		}
	}
}

func TestTheTextSaysWhatTheTablesSay(t *testing.T) {
	for seed := range uint64(100) {
		issuer := issuerOf(seed)
		r := Write(issuer, 2022)
		received := Cells(issuer, 2022)["t3.new.total"].Number
		found := false
		for _, p := range r.Passages {
			found = found || p.Type == archive.PassageParagraph && strings.Contains(p.Text, "全年新收到政府信息公开申请"+received+"件")
		}
		if !found {
			t.Errorf("seed %d: no paragraph says that %s applications came", seed, received)
		}
	}
}
