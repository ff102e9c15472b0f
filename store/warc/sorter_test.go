package warc

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
)

func TestLinesAreSortedWithinALimitOfMemory(t *testing.T) {
	for name, limit := range map[string]int{"all in memory": 1 << 20, "in many runs": 1000, "a line a run": 1} {
		dir := t.TempDir()
		s := newSorter(dir)
		s.limit = limit
		rng := rand.New(rand.NewPCG(1, 2))
		var want []string
		for range 1000 {
			line := fmt.Sprintf("%d %s\n", rng.IntN(300), strings.Repeat("x", rng.IntN(40)))
			want = append(want, line)
			if err := s.add([]byte(line)); err != nil {
				t.Fatal(err)
			}
			if len(s.text) > max(limit, len(line)) {
				t.Fatalf("%s: holds %d bytes", name, len(s.text))
			}
		}
		slices.Sort(want)
		for range 2 { // as often as it is asked for
			var b bytes.Buffer
			if err := s.writeTo(&b); err != nil {
				t.Fatal(err)
			}
			if b.String() != strings.Join(want, "") {
				t.Errorf("%s: the lines are not those that were added, in order", name)
			}
		}
		if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
			t.Errorf("%s: left %v behind, %v", name, left, err)
		}
		s.close()
	}
}
