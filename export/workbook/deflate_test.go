package workbook

import (
	"bytes"
	"compress/flate"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
)

// unpacked is what a deflated stream of one part holds.
func unpacked(t *testing.T, packed []byte) []byte {
	t.Helper()
	b, err := io.ReadAll(flate.NewReader(io.MultiReader(bytes.NewReader(packed), bytes.NewReader([]byte{3, 0}))))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestPackedRowsAreReadAsTheyWere(t *testing.T) {
	var same, wide, other Rows
	for i := range 3000 {
		same.Begin()
		same.Text("r7032648c4aff6a2a")
		same.Integer(int64(2018 + i/1000))
		same.Text(strings.Repeat("县", i%7))
		same.Empty()
		same.End()
	}
	for i := range 20 {
		wide.Begin()
		for c := range 3000 { // longer than the window
			wide.Number(fmt.Sprint(i * c % 13))
		}
		wide.End()
	}
	rng := rand.New(rand.NewPCG(1, 1))
	for range 500 {
		other.Begin()
		for range rng.IntN(5) {
			switch rng.IntN(3) {
			case 0:
				other.Empty()
			case 1:
				other.Text(strings.Repeat("<c>&", rng.IntN(300)))
			default:
				other.Integer(rng.Int64N(1000))
			}
		}
		other.End()
	}
	for name, r := range map[string]*Rows{"rows of the same kind": &same, "wide rows": &wide, "rows of any kind": &other, "no row": {}} {
		r.Pack()
		if got := unpacked(t, r.packed); !bytes.Equal(got, r.xml) {
			t.Errorf("%s: got %d other bytes than the %d", name, len(got), len(r.xml))
		}
		if name == "rows of the same kind" && len(r.packed) > len(r.xml)/20 {
			t.Errorf("%s: %d bytes of %d", name, len(r.packed), len(r.xml))
		}
	}
}

func FuzzPackedBytesAreReadAsTheyWere(f *testing.F) {
	f.Add([]byte("<row><c><v>1</v></c></row><row><c/></row><row><c><v>1</v></c></row>"), uint16(26))
	f.Add(bytes.Repeat([]byte("<c/>"), 20000), uint16(40000))
	f.Add([]byte(strings.Repeat("a", 259)+strings.Repeat("a", 260)), uint16(259))
	f.Fuzz(func(t *testing.T, xml []byte, each uint16) {
		var ends []int
		for end := int(each) + 1; end < len(xml); end += int(each) + 1 {
			ends = append(ends, end)
		}
		ends = append(ends, len(xml))
		if got := unpacked(t, pack(xml, 0, ends)); !bytes.Equal(got, xml) {
			t.Errorf("got %q, want %q", got, xml)
		}
	})
}

func TestACodeHasNoWordThatIsTooLong(t *testing.T) {
	count := make([]int, 40)
	a, b := 1, 1
	for i := range count { // the rarest would have 39 bits
		count[i] = a
		a, b = b, a+b
	}
	room := 0
	for _, w := range newCode(count, 15) {
		if w.length == 0 || w.length > 15 {
			t.Errorf("a word of %d bits", w.length)
		}
		room += 1 << (15 - w.length)
	}
	if room != 1<<15 {
		t.Errorf("the words fill %d of %d", room, 1<<15)
	}
}
