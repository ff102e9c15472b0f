package likeness

import (
	"slices"
)

const (
	bins    = 64 // of the text's MinHash: its error is 0.04 at a resemblance of 0.9
	shingle = 6  // characters
	figures = 32 // least hashes of figures that are kept
)

// signature returns the least hash of the text's shingles in each bin. A bin
// that none fell into takes that of the next that has one.
func signature(text []rune) (least [bins]uint64, ok bool) {
	var full [bins]bool
	for i := 0; i+shingle <= len(text); i++ {
		h := hashRunes(text[i : i+shingle])
		bin := h >> 58 // 64 bins
		if !full[bin] || h < least[bin] {
			least[bin], full[bin] = h, true
		}
	}
	if !slices.Contains(full[:], true) {
		return least, false
	}
	filled := least
	for i := range bins {
		for step := 0; !full[(i+step)%bins]; step++ {
			filled[i] = mix(least[(i+step+1)%bins] + uint64(step+1))
		}
	}
	return filled, true
}

// hashRunes is FNV-1a over the characters, and mixed: the same on any machine
// and in any year.
func hashRunes(text []rune) uint64 {
	h := uint64(14695981039346656037)
	for _, r := range text {
		h = (h ^ uint64(r)) * 1099511628211
	}
	return mix(h)
}

func hashString(s string) uint64 { return hashRunes([]rune(s)) }

// mix spreads the bits of h (the finalizer of SplitMix64).
func mix(h uint64) uint64 {
	h = (h ^ h>>30) * 0xbf58476d1ce4e5b9
	h = (h ^ h>>27) * 0x94d049bb133111eb
	return h ^ h>>31
}

// resemblance estimates the share of shingles that two texts have in common.
// Signatures of a byte agree by chance in one of 256 bins.
func resemblance(a, b []byte) float64 {
	if len(a) != bins || len(b) != bins {
		return 0
	}
	same := 0
	for i := range a {
		if a[i] == b[i] {
			same++
		}
	}
	const chance = 1.0 / 256
	return max(0, (float64(same)/bins-chance)/(1-chance))
}

// overlap estimates the share of figures that two sets have in common, by the
// least hashes of their union. It is exact where both have few.
func overlap(a, b []uint32) float64 {
	common, union := 0, 0
	for i, j := 0, 0; union < figures && (i < len(a) || j < len(b)); union++ {
		switch {
		case j == len(b) || i < len(a) && a[i] < b[j]:
			i++
		case i == len(a) || b[j] < a[i]:
			j++
		default:
			common++
			i++
			j++
		}
	}
	if union == 0 {
		return 0
	}
	return float64(common) / float64(union)
}
