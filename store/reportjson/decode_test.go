package reportjson

import (
	"bytes"
	"encoding/json"
	"reflect"
	"testing"

	"gongkai/archive"
)

// fill sets every field below v to something, and slices to two of it.
func fill(v reflect.Value, n *int) {
	*n++
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			fill(v.Field(i), n)
		}
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), n)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		fill(v.Index(0), n)
		fill(v.Index(1), n)
	case reflect.Int:
		v.SetInt(int64(*n))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.String:
		if v.Type() == reflect.TypeFor[archive.Number]() {
			v.SetString([]string{"-1.50", "12", "0", "0.000001"}[*n%4])
			return
		}
		v.SetString([]string{"县", "<b>\"\\\n\t\u2028", "a text that is too long to be kept for the next time", "😀"}[*n%4])
	default:
		panic(v.Kind())
	}
}

func TestEveryFieldOfAReportIsDecodedQuickly(t *testing.T) {
	var want archive.AnnualReport
	n := 0
	fill(reflect.ValueOf(&want).Elem(), &n)
	for name, r := range map[string]archive.AnnualReport{"full": want, "empty": {}, "of empty lists": {
		Cells: []archive.ReportCell{}, Findings: []archive.Finding{{Cells: []string{}}},
	}} {
		body, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		got, ok := NewDecoder().quick(body)
		if !ok || !reflect.DeepEqual(*got, r) {
			t.Errorf("%s: decoded quickly: %v\ngot  %+v\nwant %+v", name, ok, *got, r)
		}
	}
}

// TestTheReportBeforeDoesNotShow decodes reports one after another that have
// the same cells, but for one field of one of them.
func TestTheReportBeforeDoesNotShow(t *testing.T) {
	d := NewDecoder()
	cell := archive.ReportCell{Table: "t3", Row: "new", Column: "total", State: "number", Value: "12", Raw: "12", Unit: "件", UnitSource: "template",
		Origin: &archive.Origin{Table: 1, Row: 2, Column: 3}}
	change := []func(*archive.ReportCell){
		func(c *archive.ReportCell) {}, func(c *archive.ReportCell) { c.Value = "-1.50" }, func(c *archive.ReportCell) { c.Raw = "1\"2\n" },
		func(c *archive.ReportCell) { c.State, c.Value, c.Raw = "blank", "", "" }, func(c *archive.ReportCell) { c.Row = "other" },
		func(c *archive.ReportCell) { c.Label = "一、" }, func(c *archive.ReportCell) { c.Unit = "" }, func(c *archive.ReportCell) { c.UnitSource = "cell" },
		func(c *archive.ReportCell) { c.Origin = nil }, func(c *archive.ReportCell) { c.Origin = &archive.Origin{Table: 10, Row: 0, Column: 255} },
		func(c *archive.ReportCell) { c.Part = 1 }, func(c *archive.ReportCell) { c.Value, c.Raw = "7", "7" },
		func(c *archive.ReportCell) { c.Raw = `,"unit":"x","unit_source":"y","origin":{"table":` },
	}
	for i := range change {
		for j := range change {
			for _, n := range []int{i, j, i} {
				one := cell
				change[n](&one)
				want := archive.AnnualReport{Cells: []archive.ReportCell{one, cell, one}}
				body, err := json.Marshal(want)
				if err != nil {
					t.Fatal(err)
				}
				got, ok := d.quick(body)
				if !ok || !reflect.DeepEqual(*got, want) {
					t.Fatalf("%d after others: decoded quickly: %v\ngot  %+v\nwant %+v", n, ok, got, want)
				}
			}
		}
	}
	for _, odd := range []string{`{"cells":[{"table":"t3","row":"new","column":"total","state":"number","value":012,"raw":"12","unit":"件","unit_source":"template","origin":{"table":1,"row":2,"column":3}}]}`,
		`{"cells":[{"table":"t3","row":"new","column":"total","state":"number","value":12,"raw":"12","unit":"件","unit_source":"template","origin":{"table":1,"row":02,"column":3}}]}`,
		`{"cells":[{"table":"t3","row":"new","column":"total","state":"number","value":12,"raw":"12","unit":"件","unit_source":"template","origin":{"table":1,"row":2,"column":3}}`} {
		if _, err := d.Decode([]byte(odd)); err == nil {
			t.Errorf("%s: decoded", odd)
		}
	}
}

func TestAFieldThatIsNotKnownIsLeftToTheOther(t *testing.T) {
	body := []byte(`{"schema":"x","later":{"a":[1,2]},"cells":[{"table":"t3","note":"n"}]}`)
	r, err := NewDecoder().Decode(body)
	if err != nil || r.Schema != "x" || len(r.Cells) != 1 || r.Cells[0].Table != "t3" {
		t.Errorf("got %+v, %v", r, err)
	}
}

func TestWhatIsNoReportIsAnError(t *testing.T) {
	for _, body := range []string{"", "{", `{"schema":"x"`, `{"schema":"x"}}`, `{"cells":[{}`, `{"cells":[{},]}`, `{"cells":[{"value":01}]}`, "[]"} {
		if r, err := NewDecoder().Decode([]byte(body)); err == nil {
			t.Errorf("%s: got %+v", body, r)
		}
	}
}

func FuzzDecodeIsWhatUnmarshalGives(f *testing.F) {
	var full archive.AnnualReport
	n := 0
	fill(reflect.ValueOf(&full).Elem(), &n)
	body, err := json.Marshal(full)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(body)
	f.Add([]byte(`{"year":null,"title":"\u4e2d","cells":[{"value":-0.5,"origin":null}]}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		got, ok := NewDecoder().quick(body)
		if !ok || twice(body) {
			return
		}
		want := new(archive.AnnualReport)
		if err := json.Unmarshal(body, want); err != nil {
			t.Fatalf("%q is decoded, and encoding/json says %v", body, err)
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%q:\ngot  %+v\nwant %+v", body, got, want)
		}
	})
}

// twice reports whether an object may name a field twice: decoded and encoded
// again, it has fewer names.
func twice(body []byte) bool {
	var v any
	if json.Unmarshal(body, &v) != nil {
		return true
	}
	again, err := json.Marshal(v)
	return err != nil || bytes.Count(again, []byte(`":`)) != bytes.Count(body, []byte(`":`))
}

func BenchmarkDecode(b *testing.B) {
	var full archive.AnnualReport
	n := 0
	fill(reflect.ValueOf(&full).Elem(), &n)
	for len(full.Cells) < 200 {
		full.Cells = append(full.Cells, full.Cells[0])
	}
	body, err := json.Marshal(full)
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(body)))
	d := NewDecoder()
	for b.Loop() {
		if _, ok := d.quick(body); !ok {
			b.Fatal("odd")
		}
	}
}
