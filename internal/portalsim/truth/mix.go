package truth

import "math/rand/v2"

// Mix folds parts into one number. The order of the parts counts, and a change
// of any bit changes about half of the result.
func Mix(parts ...uint64) uint64 {
	h := uint64(0x9e3779b97f4a7c15)
	for _, p := range parts {
		h ^= p
		h = (h ^ h>>30) * 0xbf58476d1ce4e5b9
		h = (h ^ h>>27) * 0x94d049bb133111eb
		h ^= h >> 31
		h += 0x9e3779b97f4a7c15
	}
	return h
}

// Dice returns a generator that depends on parts alone.
func Dice(parts ...uint64) *rand.Rand {
	h := Mix(parts...)
	return rand.New(rand.NewPCG(h, ^h))
}
