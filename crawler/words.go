package crawler

import (
	"math/bits"
	"slices"
	"strings"
)

// says reports whether one of words stands in a text.
func says(text string, words []string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(text, w) })
}

// A vocabulary is up to 64 words of at least three bytes that are sought in a text at
// once, whatever the case of their letters: one pass costs a tenth of a search for each.
type vocabulary struct {
	words []string
	begin [3][256]uint64 // which of the words have a byte for their first, second, third
}

func newVocabulary(lists ...[]string) *vocabulary {
	v := &vocabulary{words: slices.Concat(lists...)}
	for i, w := range v.words {
		for at := range v.begin {
			for _, c := range []byte{strings.ToLower(w)[at], strings.ToUpper(w)[at]} {
				v.begin[at][c] |= 1 << i
			}
		}
	}
	return v
}

// among returns the bits of some of the words.
func (v *vocabulary) among(words []string) (set uint64) {
	for i, w := range v.words {
		if slices.Contains(words, w) {
			set |= 1 << i
		}
	}
	return set
}

// in returns which of the words stand in a text, a bit for each, and stops at one of
// those that are enough.
func (v *vocabulary) in(text string, enough uint64) (found uint64) {
	for i := 0; i+2 < len(text) && found&enough == 0; i++ {
		for m := v.begin[0][text[i]] & v.begin[1][text[i+1]] & v.begin[2][text[i+2]]; m != 0; m &= m - 1 {
			word := bits.TrailingZeros64(m)
			if end := i + len(v.words[word]); end <= len(text) && strings.EqualFold(text[i:end], v.words[word]) {
				found |= 1 << word
			}
		}
	}
	return found
}
