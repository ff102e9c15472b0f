package archive

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestDigestsHaveOneForm(t *testing.T) {
	d := DigestOf([]byte("公开"))
	if got, err := ParseDigest(string(d)); err != nil || got != d {
		t.Errorf("ParseDigest(%s): got %s, %v", d, got, err)
	}
	for name, s := range map[string]string{
		"no prefix":          strings.TrimPrefix(string(d), "sha256:"),
		"another algorithm":  "sha512:" + strings.Repeat("0", 128),
		"too short":          string(d[:70]),
		"upper case":         strings.ToUpper(string(d)),
		"not hexadecimal":    "sha256:" + strings.Repeat("g", 64),
		"something after it": string(d) + "00",
	} {
		if got, err := ParseDigest(s); err == nil {
			t.Errorf("%s: ParseDigest(%q): got %s, want an error", name, s, got)
		}
	}
	if got := Digest("").Short(); got != "" {
		t.Errorf("the short form of no digest: got %q, want none", got)
	}
}

func TestHostOfASURT(t *testing.T) {
	tests := map[string]struct {
		surt SURT
		host string
	}{
		"a host":            {"cn,gov,beijing,www)/a", "www.beijing.gov.cn"},
		"a longer name":     {"cn,gov,notbeijing)/", "notbeijing.gov.cn"},
		"a port":            {"cn,gov,beijing:443)/", "beijing.gov.cn"},
		"an address":        {"[127.0.0.1]:8080)/", "127.0.0.1"},
		"a bracket in path": {"cn,gov,a)/b)c", "a.gov.cn"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if got := test.surt.Host(); got != test.host {
				t.Errorf("Host of %s: got %q, want %q", test.surt, got, test.host)
			}
		})
	}
}

func TestMissingValuesAreNullInJSON(t *testing.T) {
	cell := ReportCell{Table: "t3", Row: "new", Column: "total", State: CellBlank, UnitSource: "none"}
	b, err := json.Marshal(cell)
	if err != nil {
		t.Fatal(err)
	}
	want := `{"table":"t3","row":"new","column":"total","state":"blank","value":null,"raw":"","unit":null,"unit_source":"none","origin":null}`
	if string(b) != want {
		t.Errorf("got  %s\nwant %s", b, want)
	}
	var back ReportCell
	if err := json.Unmarshal(b, &back); err != nil || back != cell {
		t.Errorf("got %+v, %v back, want %+v", back, err, cell)
	}
}

func TestNumbersKeepTheirDigits(t *testing.T) {
	for _, digits := range []Number{"0", "-12", "35004.482", "0.000001", "123456789012345678901234567890"} {
		b, err := json.Marshal(digits)
		if err != nil || string(b) != string(digits) {
			t.Errorf("%s: got %s, %v", digits, b, err)
		}
		var back Number
		if err := json.Unmarshal(b, &back); err != nil || back != digits {
			t.Errorf("%s: got %s, %v back", digits, back, err)
		}
	}
	if b, err := json.Marshal(Number("1 438")); err == nil {
		t.Errorf("what is no number was written as %s", b)
	}
}

func TestDeliveriesHaveOneIDForASinkAndADocument(t *testing.T) {
	a, b := DigestOf([]byte("a")), DigestOf([]byte("b"))
	ids := map[string]bool{DeliveryID("x", a): true, DeliveryID("x", b): true, DeliveryID("y", a): true}
	if len(ids) != 3 || !ids[DeliveryID("x", a)] {
		t.Errorf("got %v, want three ids that stay", ids)
	}
}
