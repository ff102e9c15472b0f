package replay

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// sides returns what the edits say that the two sequences were.
func sides[T any](all []edit[T]) (older, newer []T, differences int) {
	for _, e := range all {
		if e.Kind != '+' {
			older = append(older, e.Run...)
		}
		if e.Kind != '-' {
			newer = append(newer, e.Run...)
		}
		if e.Kind != '=' {
			differences += len(e.Run)
		}
	}
	return older, newer, differences
}

// longestCommon returns the length of the longest common subsequence.
func longestCommon(a, b []byte) int {
	row := make([]int, len(b)+1)
	for _, x := range a {
		diagonal := 0
		for j, y := range b {
			above := row[j+1]
			if x == y {
				row[j+1] = diagonal + 1
			} else {
				row[j+1] = max(above, row[j])
			}
			diagonal = above
		}
	}
	return row[len(b)]
}

func TestEditsLeadFromTheOlderToTheNewerOnTheShortestWay(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	for range 3000 {
		a, b := make([]byte, random.IntN(30)), make([]byte, random.IntN(30))
		for i := range a {
			a[i] = byte('a' + random.IntN(3))
		}
		for i := range b {
			b[i] = byte('a' + random.IntN(3))
		}
		older, newer, n := sides(edits(a, b))
		if !slices.Equal(older, a) || !slices.Equal(newer, b) {
			t.Fatalf("edits(%q, %q): are of %q and %q", a, b, older, newer)
		}
		if want := len(a) + len(b) - 2*longestCommon(a, b); n != want {
			t.Fatalf("edits(%q, %q): %d differences, want %d", a, b, n, want)
		}
	}
}

func TestSequencesThatDifferTooMuchAreReplaced(t *testing.T) {
	older, newer := []int{-1}, []int{-1}
	for i := range 4 * maxEdits {
		older, newer = append(older, 2*i), append(newer, 2*i+1)
	}
	all := edits(older, newer)
	if got, want := len(all), 3; got != want || all[0].Kind != '=' || all[1].Kind != '-' || all[2].Kind != '+' {
		t.Errorf("got %d runs, want %d: what is common, and then all of both", got, want)
	}
}

func FuzzEdits(f *testing.F) {
	f.Add([]byte("abcabba"), []byte("cbabac"))
	f.Fuzz(func(t *testing.T, a, b []byte) {
		older, newer, _ := sides(edits(a, b))
		if !slices.Equal(older, a) || !slices.Equal(newer, b) {
			t.Fatalf("edits(%q, %q): are of %q and %q", a, b, older, newer)
		}
	})
}
