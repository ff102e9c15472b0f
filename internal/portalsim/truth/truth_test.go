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

// amount reads a cell that must be a whole number.
func amount(t *testing.T, cells map[string]Value, key string) int {
	t.Helper()
	v, ok := cells[key]
	if !ok {
		t.Fatalf("no cell %s", key)
	}
	n, err := strconv.Atoi(v.Number)
	if err != nil {
		t.Fatalf("cell %s: got number %q", key, v.Number)
	}
	if strings.ReplaceAll(v.Raw, ",", "") != v.Number {
		t.Fatalf("cell %s: got %q printed for %q", key, v.Raw, v.Number)
	}
	return n
}

func TestEveryIdentityHoldsForAThousandSeeds(t *testing.T) {
	columns := []string{"natural", "commercial", "research", "public_welfare", "legal_service", "other_org", "total"}
	for seed := range uint64(1000) {
		issuer, year := issuerOf(seed), 2019+int(seed%6)
		cells, before := Cells(issuer, year), Cells(issuer, year-1)
		three := sectionThree(TemplateOf(year))
		for _, c := range columns {
			sum := 0
			for _, row := range three.rows {
				if row.group != "" && row.key != "result_total" {
					sum += amount(t, cells, "t3."+row.key+"."+c)
				}
			}
			at := func(row string) int { return amount(t, cells, "t3."+row+"."+c) }
			if sum != at("result_total") {
				t.Fatalf("seed %d, T3-RES %s: got %d, want %d", seed, c, at("result_total"), sum)
			}
			if at("new")+at("carried_in") != at("result_total")+at("carried_out") {
				t.Fatalf("seed %d, T3-BAL %s does not hold", seed, c)
			}
			if got, want := at("carried_in"), amount(t, before, "t3.carried_out."+c); got != want {
				t.Fatalf("seed %d: %s carries in %d, want the %d of the year before", seed, c, got, want)
			}
		}
		for _, row := range three.rows {
			sum := 0
			for _, c := range columns[:6] {
				n := amount(t, cells, "t3."+row.key+"."+c)
				if n < 0 {
					t.Fatalf("seed %d: t3.%s.%s is %d", seed, row.key, c, n)
				}
				sum += n
			}
			if got := amount(t, cells, "t3."+row.key+".total"); got != sum {
				t.Fatalf("seed %d, T3-ROW %s: got %d, want %d", seed, row.key, got, sum)
			}
		}
		for _, group := range []string{"review", "suit_direct", "suit_after_review"} {
			at := func(c string) int { return amount(t, cells, "t4.value."+group+"."+c) }
			if at("upheld")+at("corrected")+at("other")+at("pending") != at("total") {
				t.Fatalf("seed %d, T4-SUM %s does not hold", seed, group)
			}
		}
		softAcrossYears(t, issuer, year, cells, before)
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
